/* SPDX-License-Identifier: MIT */
/* Where does it come from?  Checks that protocols of one link owe their
 * input. */
#ifndef SOCK6_GUARD_H
#define SOCK6_GUARD_H

#include "base.h"
#include "datagram.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is checked, one bit a check, in this order. */
#define SOCK6_CHECK_HOP_LIMIT          (1u << 0) /* is hop_limit */
#define SOCK6_CHECK_MINIMUM_HOP_LIMIT  (1u << 1) /* is at least hop_limit */
#define SOCK6_CHECK_SOURCE             (1u << 2) /* is of sources */
#define SOCK6_CHECK_DESTINATION        (1u << 3) /* is of destinations */
#define SOCK6_CHECK_UNSPECIFIED_SOURCE (1u << 4) /* :: to such a group only */
#define SOCK6_CHECK_INTERFACE          (1u << 5) /* arrived on ifindex */
#define SOCK6_CHECK_UNFRAGMENTED       (1u << 6) /* RFC 6980 */
#define SOCK6_CHECK_CHECKSUM           (1u << 7) /* is right */
#define SOCK6_CHECK_ROUTER_ALERT       (1u << 8) /* is router_alert */

/* Kinds of addresses, as a set; every address but an IPv4-mapped one is of
 * exactly one. */
#define SOCK6_GUARD_UNSPECIFIED    (1u << 0) /* :: */
#define SOCK6_GUARD_LOOPBACK       (1u << 1) /* ::1 */
#define SOCK6_GUARD_LINK_LOCAL     (1u << 2) /* fe80::/10 */
#define SOCK6_GUARD_UNICAST        (1u << 3) /* every other unicast one */
#define SOCK6_GUARD_SOLICITED_NODE (1u << 4) /* ff02::1:ff00:0/104 */
#define SOCK6_GUARD_LINK_MULTICAST (1u << 5) /* others of link-local scope */
#define SOCK6_GUARD_MULTICAST      (1u << 6) /* of another scope */

/* What a datagram has to be.  The same layout on every ABI. */
struct sock6_guard {
	uint32_t checks;       /* SOCK6_CHECK_*: which members are obeyed */
	uint32_t ifindex;      /* INTERFACE */
	uint32_t sources;      /* SOURCE: a set of SOCK6_GUARD_* */
	uint32_t destinations; /* DESTINATION: the same */
	uint8_t hop_limit;     /* HOP_LIMIT or MINIMUM_HOP_LIMIT */
	uint8_t next_header;   /* CHECKSUM: protocol, as SOCK6_ICMP_PROTOCOL */
	uint16_t router_alert; /* ROUTER_ALERT: its value; 0 is MLD's */
	uint32_t reserved[3];
};

/**
 * The checks that the RFCs want of an ICMPv6 message of one link.  Pure.
 *
 * @guard:     where they go; all of it is written
 * @icmp_type: of neighbour discovery, 133 to 137, or of multicast listener
 *             discovery, 130 to 132 and 143; see enum sock6_icmp_type
 *
 * Neighbour discovery has to come with a hop limit of 255 and in one piece,
 * router advertisements and redirects from a link-local address, the others
 * from a unicast one; solicitations may also come from ::, those of a neighbour
 * then only to a solicited-node group.  Listener discovery has to come with a
 * hop limit of 1, from a link-local address, and with a router alert; who
 * snoops adds SOCK6_GUARD_UNSPECIFIED to the sources of reports (RFC 3590).
 *
 * Interface and checksum are left to the caller: the system checks the sum of
 * what a raw ICMPv6 socket receives.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @guard is null, or @icmp_type none of these
 *
 * Stands on RFC 4861, 6.1, 7.1 and 8.1; RFC 6980, 5; RFC 2710, 3; RFC 3810, 5.
 */
SOCK6_API int sock6_guard_choose(struct sock6_guard *guard, int icmp_type);

/**
 * What sock6_control_request() has to ask for.  Pure.
 *
 * @guard:  the checks
 * @fields: where the set goes, of SOCK6_CONTROL_RECEIVE
 *
 * Without it the checks refuse everything, but for SOCK6_CHECK_UNFRAGMENTED,
 * which then lets fragments pass: nothing tells that they were not asked for.
 * SOCK6_CHECK_ROUTER_ALERT needs SOCK6_OPT_RECEIVE_HOP_BY_HOP.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  a null pointer or an unknown check
 */
SOCK6_API int sock6_guard_fields(const struct sock6_guard *guard,
				 uint64_t *fields);

/**
 * Check a datagram.  Pure.
 *
 * @guard:      what it has to be
 * @received:   as received, with its control values; for SOCK6_CHECK_CHECKSUM
 *              with contiguous data that begins behind the IPv6 header and its
 *              extension headers
 * @hop_by_hop: the hop-by-hop header that came with it, of any alignment, for
 *              SOCK6_CHECK_ROUTER_ALERT; NULL: there was none
 * @size:       of @hop_by_hop; any bytes are survived
 * @failed:     where the first check goes that failed, one of SOCK6_CHECK_*, on
 *              -EBADMSG and -ENODATA; or NULL
 *
 * Whatever is not 0 is to be dropped in silence.
 *
 * Returns 0 when every check has passed, or a negative errno value:
 *   -EBADMSG  a check failed
 *   -ENODATA  a value is missing that a check needs: it was not asked for, or
 *             cut off
 *   -EINVAL   an unknown check or kind of address, or @received is no datagram
 *
 * Stands on RFC 4861; RFC 5082, 3; RFC 6980, 5; RFC 2711, 2.1; RFC 4443, 2.3.
 */
SOCK6_API int sock6_guard_check(const struct sock6_guard *guard,
				const struct sock6_message *received,
				const void *hop_by_hop, size_t size,
				uint32_t *failed);

/**
 * The name of a check, such as "hop_limit".
 *
 * @check: one of SOCK6_CHECK_*
 *
 * Returns a static string, or NULL for what is no single check.
 */
SOCK6_API const char *sock6_guard_check_name(uint32_t check);

/**
 * Let a TCP socket talk to near neighbours only: it sends with a hop limit of
 * 255, and the system drops what has passed more than a number of routers.
 *
 * @fd:   an AF_INET6 stream socket that takes no IPv4 traffic, connected,
 *        listening, or neither yet; owned by the caller
 * @hops: routers that may be between, 0 to 254; 0: the same link
 *
 * Set before listening, connections have it from their first packet on.  When
 * the call fails the socket is as it was.  For datagrams there is no such
 * promise of the system: set SOCK6_OPT_HOP_LIMIT, and check each one with
 * SOCK6_CHECK_MINIMUM_HOP_LIMIT.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @hops is out of range
 *   -EOPNOTSUPP  @fd is no stream socket, or takes IPv4 traffic, which would
 *                not be checked (SOCK6_OPT_IPV6_ONLY is off), or the system has
 *                no name for an option
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on RFC 5082, 3; IPV6_MINHOPCOUNT, IPV6_UNICAST_HOPS.
 */
SOCK6_API int sock6_guard_hop_count(sock6_fd fd, int hops);

#ifdef __cplusplus
}
#endif

#endif
