/* SPDX-License-Identifier: MIT */
/* Path MTU: how it is found, whether datagrams are fragmented, how much fits. */
#ifndef SOCK6_PATH_MTU_H
#define SOCK6_PATH_MTU_H

#include "base.h"
#include "datagram.h"
#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The least that a path must carry, with the IP header. */
#define SOCK6_PATH_MTU_MINIMUM      1280 /* RFC 8200, 5 */
#define SOCK6_PATH_MTU_MINIMUM_IPV4 68   /* RFC 791, 3.2 */

/* Bytes before the payload. */
#define SOCK6_UDP_HEADER_SIZE 8

/* A path has been found to be narrower.  The same layout on every ABI. */
struct sock6_path_mtu_event {
	struct sockaddr_in6 destination; /* of the path; its port where known */
	struct sockaddr_in6 reporter;    /* the router; family 0: this host */
	uint32_t mtu;                    /* bytes, with the IP header */
	uint32_t reserved[5];
};

/**
 * Choose how a socket treats datagrams that are too big for their path, for
 * IPv6 and, on a dual-stack socket, for IPv4 traffic.
 *
 * @fd:   an AF_INET6 socket, owned by the caller
 * @mode: SOCK6_MTU_DISCOVERY_*:
 *        DONT       fragmented as needed, on IPv4 also by routers
 *        WANT       fragmented here to the path MTU
 *        DO         never fragmented; above the path MTU -EMSGSIZE
 *        PROBE      never fragmented; above the MTU of the first link
 *                   -EMSGSIZE, whatever is known of the path: for programs that
 *                   measure it themselves (RFC 8899)
 *        INTERFACE  as PROBE, and no router is believed; on IPv4 routers may
 *                   fragment
 *        OMIT       as INTERFACE, but fragmented here to the first link
 *
 * Sets SOCK6_OPT_MTU_DISCOVERY, SOCK6_OPT_DONT_FRAGMENT (in the modes that
 * never fragment IPv6, so that a datagram that is refused leaves a notice where
 * SOCK6_PATH_MTU was asked for) and SOCK6_OPT_IPV4_MTU_DISCOVERY.  When the
 * call fails they are put back as they were.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @mode is unknown, or the kernel does not know it
 *   -EOPNOTSUPP  the system has no name for one of the options
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on IPV6_MTU_DISCOVER in ipv6(7), IP_MTU_DISCOVER in ip(7); RFC 3542,
 * 11.2; RFC 8201; RFC 1191.
 */
SOCK6_API int sock6_path_mtu_mode_set(sock6_fd fd, int mode);

/**
 * The mode of a socket, for its IPv6 traffic.
 *
 * @fd:   an AF_INET6 socket, owned by the caller
 * @mode: where it goes, SOCK6_MTU_DISCOVERY_*
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @mode is null
 *   -EOPNOTSUPP  the system has no name for the option
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever getsockopt(2) reported
 *
 * Stands on IPV6_MTU_DISCOVER in ipv6(7).
 */
SOCK6_API int sock6_path_mtu_mode_get(sock6_fd fd, int *mode);

/**
 * Whether what a socket sends may be fragmented, here or on its way.
 *
 * @fd: an AF_INET6 datagram or raw socket, owned by the caller
 *
 * Looks at the options as they are, however they were set.
 *
 * Returns the set of families whose datagrams may be fragmented, of SOCK6_IPV6
 * and, on a dual-stack socket, SOCK6_IPV4; 0 when none may; or a negative errno
 * value:
 *   -EOPNOTSUPP  the system has no name for one of the options
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever getsockopt(2) reported
 *
 * Stands on ipv6(7), ip(7); RFC 3542, 11.2.
 */
SOCK6_API int sock6_path_mtu_may_fragment(sock6_fd fd);

/**
 * What the system knows of the MTU of a path.  Nothing is sent.
 *
 * @fd:          an AF_INET6 socket, owned by the caller
 * @destination: NULL: the peer that @fd is connected to.  Else where to; @fd is
 *               not connected and not changed: a UDP socket is opened for the
 *               duration of the call, given the options of @fd that decide a
 *               route (interfaces, mark, traffic class), connected, and closed
 * @mtu:         where it goes: bytes, with the IP header
 *
 * It is what routers have reported so far, at the most the MTU of the first
 * link; a narrower link farther on is not known before something was sent.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL       @mtu is null, or a link-local destination without scope id
 *   -EAFNOSUPPORT the family of @destination is not AF_INET6
 *   -ENOTCONN     no @destination, and @fd is not connected
 *   -ENETUNREACH, -EHOSTUNREACH, -EACCES
 *                 there is no route, or it says so
 *   -EPERM        @fd has a mark, and to set one needs a privilege
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                 the system is out of something
 *   -EOPNOTSUPP   the system does not tell
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                 @fd is not an open AF_INET6 socket
 *   other         whatever the system reported
 *
 * Stands on IPV6_PATHMTU (RFC 3542, 11.4); connect(2); RFC 8201.
 */
SOCK6_API int sock6_path_mtu_get(sock6_fd fd,
				 const struct sockaddr_in6 *destination,
				 uint32_t *mtu);

/**
 * The largest payload that fits a path in one packet.  Pure.
 *
 * @mtu:         of the path, with the IP header
 * @destination: its family decides: 20 bytes of header where it is IPv4-mapped,
 *               40 elsewhere
 * @headers:     further bytes before the payload: SOCK6_UDP_HEADER_SIZE, 20 for
 *               TCP without options, those of extension headers
 *
 * No more than one packet can hold, whatever the MTU: that of the loopback is
 * larger.
 *
 * Returns the number of bytes, or a negative errno value:
 *   -EMSGSIZE  the headers alone are larger than the path
 *
 * Stands on RFC 8200, 3; RFC 791, 3.1; RFC 768.
 */
SOCK6_API int sock6_path_mtu_payload(uint32_t mtu,
				     const struct in6_addr *destination,
				     uint32_t headers);

/**
 * Whether something that came tells that a path is narrower.  Pure.
 *
 * @event:   where it goes; untouched when there is none
 * @message: with @error, what sock6_error_receive() wrote to quoted; else a
 *           message of sock6_receive()
 * @error:   the record, or NULL
 *
 * Events are a router's packet-too-big (on IPv4, fragmentation needed), the
 * refusal of a datagram by this host, and a notice, SOCK6_NOTICE.  A router's
 * claim is not believed when no path may be as narrow as that (RFC 8201, 4), or
 * when the destination is not known.
 *
 * Anyone can forge such a message.  The system has checked that it quotes a
 * datagram of this socket; a program that can should also find the quoted bytes
 * among those that it has sent (RFC 8899, 4.6).
 *
 * Returns 1 with an event, or 0.
 *
 * Stands on RFC 4443, 3.2; RFC 8201, 4; RFC 1191, 4; RFC 3542, 11.3.
 */
SOCK6_API int sock6_path_mtu_event(struct sock6_path_mtu_event *event,
				   const struct sock6_message *message,
				   const struct sock6_error *error);

#ifdef __cplusplus
}
#endif

#endif
