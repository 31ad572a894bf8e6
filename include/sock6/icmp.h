/* SPDX-License-Identifier: MIT */
/* ICMPv6 (RFC 4443): message types, and which of them a socket hears. */
#ifndef SOCK6_ICMP_H
#define SOCK6_ICMP_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The protocol number, also the next header value. */
#define SOCK6_ICMP_PROTOCOL 58

/* Types, by the names of IANA's registry. */
enum sock6_icmp_type {
	SOCK6_ICMP_DESTINATION_UNREACHABLE = 1,
	SOCK6_ICMP_PACKET_TOO_BIG = 2,
	SOCK6_ICMP_TIME_EXCEEDED = 3,
	SOCK6_ICMP_PARAMETER_PROBLEM = 4,
	SOCK6_ICMP_ECHO_REQUEST = 128,
	SOCK6_ICMP_ECHO_REPLY = 129,
	SOCK6_ICMP_MULTICAST_LISTENER_QUERY = 130,
	SOCK6_ICMP_MULTICAST_LISTENER_REPORT = 131,
	SOCK6_ICMP_MULTICAST_LISTENER_DONE = 132,
	SOCK6_ICMP_ROUTER_SOLICITATION = 133,
	SOCK6_ICMP_ROUTER_ADVERTISEMENT = 134,
	SOCK6_ICMP_NEIGHBOR_SOLICITATION = 135,
	SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT = 136,
	SOCK6_ICMP_REDIRECT = 137,
	SOCK6_ICMP_ROUTER_RENUMBERING = 138,
	SOCK6_ICMP_NODE_INFORMATION_QUERY = 139,
	SOCK6_ICMP_NODE_INFORMATION_RESPONSE = 140,
	SOCK6_ICMP_INVERSE_NEIGHBOR_DISCOVERY_SOLICITATION = 141,
	SOCK6_ICMP_INVERSE_NEIGHBOR_DISCOVERY_ADVERTISEMENT = 142,
	SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT = 143,
	SOCK6_ICMP_HOME_AGENT_ADDRESS_DISCOVERY_REQUEST = 144,
	SOCK6_ICMP_HOME_AGENT_ADDRESS_DISCOVERY_REPLY = 145,
	SOCK6_ICMP_MOBILE_PREFIX_SOLICITATION = 146,
	SOCK6_ICMP_MOBILE_PREFIX_ADVERTISEMENT = 147,
	SOCK6_ICMP_CERTIFICATION_PATH_SOLICITATION = 148,
	SOCK6_ICMP_CERTIFICATION_PATH_ADVERTISEMENT = 149,
	SOCK6_ICMP_MULTICAST_ROUTER_ADVERTISEMENT = 151,
	SOCK6_ICMP_MULTICAST_ROUTER_SOLICITATION = 152,
	SOCK6_ICMP_MULTICAST_ROUTER_TERMINATION = 153,
	SOCK6_ICMP_FMIPV6 = 154,
	SOCK6_ICMP_RPL_CONTROL = 155,
	SOCK6_ICMP_ILNPV6_LOCATOR_UPDATE = 156,
	SOCK6_ICMP_DUPLICATE_ADDRESS_REQUEST = 157,
	SOCK6_ICMP_DUPLICATE_ADDRESS_CONFIRMATION = 158,
	SOCK6_ICMP_MPL_CONTROL = 159,
	SOCK6_ICMP_EXTENDED_ECHO_REQUEST = 160,
	SOCK6_ICMP_EXTENDED_ECHO_REPLY = 161
};

/*
 * Which types a raw ICMPv6 socket does not hear.  Bit t % 32 of word t / 32:
 * type t is blocked, on every system.  All zero: every type is heard.
 */
struct sock6_icmp_filter {
	uint32_t blocked[8];
};

/**
 * The name of an ICMPv6 type, such as "neighbor solicitation".
 *
 * @type: any number
 *
 * Returns a static string, or NULL for a type that has no name.
 *
 * Stands on IANA's registry of ICMPv6 "type" numbers; RFC 4443, 6.2.
 */
SOCK6_API const char *sock6_icmp_type_name(int type);

/**
 * Hear one type.  Pure.
 *
 * @filter: changed
 * @type:   0 to 255
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @filter is null or @type out of range
 *
 * Stands on RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_accept(struct sock6_icmp_filter *filter,
				       int type);

/**
 * Hear one type no longer.  Pure.
 *
 * @filter: changed
 * @type:   0 to 255
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @filter is null or @type out of range
 *
 * Stands on RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_block(struct sock6_icmp_filter *filter,
				      int type);

/**
 * Block every type, or none.  Pure.
 *
 * @filter: written
 * @block:  0: every type is heard; else none
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @filter is null
 *
 * Stands on RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_set_all(struct sock6_icmp_filter *filter,
					int block);

/**
 * Whether a filter will block a type.  Pure.
 *
 * @filter: read
 * @type:   0 to 255
 *
 * Returns 1 or 0, or a negative errno value:
 *   -EINVAL  @filter is null or @type out of range
 *
 * Stands on RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_will_block(
	const struct sock6_icmp_filter *filter, int type);

/**
 * Put a filter on a socket.
 *
 * @fd:     a raw ICMPv6 socket, owned by the caller
 * @filter: copied
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @filter is null
 *   -EOPNOTSUPP  a raw socket of another protocol, or the system has no filter
 *   -ENOPROTOOPT not a raw socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *
 * Stands on ICMP6_FILTER; RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_set(sock6_fd fd,
				    const struct sock6_icmp_filter *filter);

/**
 * Get the filter of a socket.
 *
 * @fd:     a raw ICMPv6 socket, owned by the caller
 * @filter: where it goes
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @filter is null
 *   -EOPNOTSUPP  a raw socket of another protocol, or the system has no filter
 *   -ENOPROTOOPT not a raw socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *
 * Stands on ICMP6_FILTER; RFC 3542, 3.2.
 */
SOCK6_API int sock6_icmp_filter_get(sock6_fd fd,
				    struct sock6_icmp_filter *filter);

#ifdef __cplusplus
}
#endif

#endif
