/* SPDX-License-Identifier: MIT */
/* Sockets for echo requests and replies, without a privilege where there are
 * such. */
#ifndef SOCK6_ECHO_H
#define SOCK6_ECHO_H

#include "base.h"
#include "open.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of socket sock6_echo_open() has found allowed. */
enum sock6_echo_kind {
	SOCK6_ECHO_DATAGRAM = 1, /* hears the replies to its own requests */
	SOCK6_ECHO_RAW = 2       /* hears every reply */
};

/**
 * Open a socket for echo requests: one that needs no privilege, else a raw one.
 *
 * @fd:    where the socket goes, which the caller owns from then on
 * @local: the address to bind, or NULL for all; its port is not used
 * @flags: 0 or SOCK6_NON_BLOCKING
 * @kind:  where SOCK6_ECHO_DATAGRAM or SOCK6_ECHO_RAW goes, or NULL
 *
 * Both kinds are sent and deliver ICMPv6 messages, as sock6_icmp_message_
 * encode() writes and sock6_icmp_message_decode() reads them, without the IPv6
 * header; the system fills in the checksum.  A datagram socket sends only echo
 * requests and has an identifier of its own, which the system writes into each.
 * A raw one hears all echo replies that reach the host, but nothing else: it has
 * a filter.  So a reply is the program's if its identifier is
 * sock6_echo_identifier().
 *
 * ICMPv6 errors about requests come, on both kinds, through the error queue,
 * with the request quoted: see sock6_error_request().
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @fd is null, or unknown flags; or a link-local address
 *                   without its scope id
 *   -EPERM          neither kind is allowed: sock6_echo_hint() says what would
 *                   help
 *   -EAFNOSUPPORT   the family of @local is not AF_INET6, or the system has no
 *                   IPv6
 *   -EADDRNOTAVAIL  not an address of this host
 *   -ENODEV         the scope id is no interface
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     this build has no system beneath it
 *
 * Stands on socket(2) with SOCK_DGRAM and IPPROTO_ICMPV6, or SOCK_RAW and
 * ICMP6_FILTER; ping_group_range in icmp(7); RFC 4443, 4.
 */
SOCK6_API int sock6_echo_open(sock6_fd *fd, const struct sockaddr_in6 *local,
			      unsigned flags, int *kind);

/**
 * The identifier of a socket's echo requests.
 *
 * @fd: a socket from sock6_echo_open(), owned by the caller
 *
 * On a datagram socket it is the local port, and the system writes it.  On a
 * raw socket it is a number that the system gives each socket, cut to 16 bits,
 * and the caller writes it into every request.  It stays the same while the
 * socket is open.
 *
 * Returns 0 to 65535, or a negative errno value:
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        whatever getsockname(2) or getsockopt(2) reported
 *
 * Stands on getsockname(2), SO_TYPE and SO_COOKIE in socket(7); RFC 4443, 4.1.
 */
SOCK6_API int sock6_echo_identifier(sock6_fd fd);

/**
 * What would allow echo sockets to this program.
 *
 * One line of English, without a full stop, for whoever runs the program: on
 * Linux it names the sysctl net.ipv4.ping_group_range, which is for IPv6 too,
 * and the capability CAP_NET_RAW.
 *
 * Returns a static string, or NULL if this build has no system beneath it.
 */
SOCK6_API const char *sock6_echo_hint(void);

#ifdef __cplusplus
}
#endif

#endif
