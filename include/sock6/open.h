/* SPDX-License-Identifier: MIT */
/* Sockets ready to use: close-on-exec, and bound. */
#ifndef SOCK6_OPEN_H
#define SOCK6_OPEN_H

#include "base.h"
#include "control.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How to open. */
#define SOCK6_NON_BLOCKING 1u
#define SOCK6_DUAL_STACK   2u /* IPv4 traffic too, as ::ffff:a.b.c.d */

/**
 * Open a UDP socket.
 *
 * @fd:    where the socket goes, which the caller owns from then on
 * @local: the address to bind; NULL or port 0: the system chooses a port
 * @flags: a set of SOCK6_NON_BLOCKING and SOCK6_DUAL_STACK
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @fd is null, or unknown flags; or a link-local address
 *                   without its scope id
 *   -EAFNOSUPPORT   the family of @local is not AF_INET6, or the system has no
 *                   IPv6
 *   -EADDRINUSE     the port is taken
 *   -EADDRNOTAVAIL  not an address of this host
 *   -EACCES         the port needs a privilege
 *   -ENODEV         the scope id is no interface
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     this build has no system beneath it, or the system cannot
 *                   do SOCK6_DUAL_STACK
 *
 * Stands on socket(2), bind(2), IPV6_V6ONLY; RFC 3493, 3 and 5.3.
 */
SOCK6_API int sock6_udp_open(sock6_fd *fd, const struct sockaddr_in6 *local,
			     unsigned flags);

/**
 * Open a UDP socket on a port that it shares with other multicast listeners.
 *
 * @fd:    where the socket goes, which the caller owns from then on
 * @local: the port, and the address to bind: unspecified, to hear every group
 *         that is joined, or one group, to hear only what is sent to it (the
 *         group is not joined by that); port 0: the system chooses
 * @flags: a set of SOCK6_NON_BLOCKING and SOCK6_DUAL_STACK
 *
 * Every socket on the port hears each multicast datagram.  A unicast datagram
 * reaches only one of them, and which one the system decides.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @fd or @local is null, or unknown flags; or a link-local
 *                   address without its scope id
 *   -EAFNOSUPPORT   the family of @local is not AF_INET6, or the system has no
 *                   IPv6
 *   -EADDRINUSE     the port is taken by a socket that does not share it
 *   -EADDRNOTAVAIL  not an address of this host
 *   -EACCES         the port needs a privilege
 *   -ENODEV         the scope id is no interface
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     this build has no system beneath it, or the system cannot
 *                   do SOCK6_DUAL_STACK
 *
 * Stands on SO_REUSEADDR (SO_REUSEPORT where multicast needs it), bind(2).
 */
SOCK6_API int sock6_multicast_open(sock6_fd *fd,
				   const struct sockaddr_in6 *local,
				   unsigned flags);

/**
 * Open a raw socket.
 *
 * @fd:       where the socket goes, which the caller owns from then on
 * @protocol: the next header value, 1 to 255; SOCK6_ICMP_PROTOCOL for ICMPv6
 * @local:    the address to bind, or NULL for all; its port is not used
 * @flags:    0 or SOCK6_NON_BLOCKING
 *
 * It is sent and delivers what follows the IPv6 header.  The system fills in
 * and checks the checksum of ICMPv6, and of others where SOCK6_OPT_CHECKSUM
 * says.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @fd is null, @protocol out of range, or unknown flags; or
 *                   a link-local address without its scope id
 *   -EPERM          raw sockets need a privilege (CAP_NET_RAW on Linux)
 *   -EPROTONOSUPPORT
 *                   the system has no raw sockets of that protocol
 *   -EAFNOSUPPORT   the family of @local is not AF_INET6, or the system has no
 *                   IPv6
 *   -EADDRNOTAVAIL  not an address of this host
 *   -ENODEV         the scope id is no interface
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     this build has no system beneath it
 *
 * Stands on socket(2), bind(2), raw(7); RFC 3542, 3.
 */
SOCK6_API int sock6_raw_open(sock6_fd *fd, int protocol,
			     const struct sockaddr_in6 *local, unsigned flags);

/**
 * Open a TCP socket that listens.
 *
 * @fd:      where the socket goes, which the caller owns from then on
 * @local:   the address to bind; NULL or port 0: the system chooses a port
 * @backlog: connections that wait to be accepted, 1 or more; the system has a
 *           limit of its own
 * @flags:   a set of SOCK6_NON_BLOCKING and SOCK6_DUAL_STACK
 *
 * SOCK6_OPT_REUSE_ADDRESS is set, so that a server can start again while
 * connections of its former life linger.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @fd is null, @backlog is less than 1, or unknown flags; or
 *                   a link-local address without its scope id
 *   -EAFNOSUPPORT   the family of @local is not AF_INET6, or the system has no
 *                   IPv6
 *   -EADDRINUSE     the port is taken
 *   -EADDRNOTAVAIL  not an address of this host
 *   -EACCES         the port needs a privilege
 *   -ENODEV         the scope id is no interface
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     this build has no system beneath it, or the system cannot
 *                   do SOCK6_DUAL_STACK
 *
 * Stands on socket(2), bind(2), listen(2); RFC 3493, 3 and 5.3.
 */
SOCK6_API int sock6_tcp_listen(sock6_fd *fd, const struct sockaddr_in6 *local,
			       int backlog, unsigned flags);

/**
 * Give a datagram socket one peer, and the values that go with every datagram
 * to it: the fastest way to send, as neither the route is looked up nor control
 * messages are read for each.
 *
 * @fd:      an AF_INET6 datagram or raw socket, owned by the caller
 * @peer:    from then on the only one that is heard, and the one that messages
 *           without a peer go to; a multicast peer is sent to, not joined
 * @control: NULL, or values that become options of the socket: traffic_class
 *           and hop_limit (those of the peer's family, and of multicast where
 *           it is that), ifindex (for a multicast peer the outgoing interface,
 *           else the only interface of the socket), mark and flow_label
 *
 * To pin a source address, bind it when the socket is opened.  When the call
 * fails the options are put back as they were; but on Linux an ordinary user's
 * socket, once bound to an interface, stays so.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @peer is null; a field of @control has no option (for an
 *                   IPv4 group hop_limit and ifindex have none); a flow label
 *                   is above 0xfffff or for an IPv4-mapped peer; or a
 *                   link-local peer has no scope id
 *   -EAFNOSUPPORT   the family of @peer is not AF_INET6
 *   -EOPNOTSUPP     the system has no name for a field
 *   -ENODEV         there is no such interface
 *   -EPERM          a mark needs a privilege
 *   -ENETUNREACH    there is no route
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   other           whatever setsockopt(2) or connect(2) reported
 *
 * Stands on connect(2), setsockopt(2); RFC 3493, 5.1; RFC 3542, 6.
 */
SOCK6_API int sock6_connect(sock6_fd fd, const struct sockaddr_in6 *peer,
			    const struct sock6_control *control);

/**
 * Close a socket.
 *
 * @fd: a socket that the caller owns, not to be used again whatever the result
 *
 * Returns 0, or a negative errno value:
 *   -EBADF       @fd is not open
 *   -EINTR, -EIO the socket is closed all the same
 *   -EOPNOTSUPP  this build has no system beneath it
 *
 * Stands on close(2).
 */
SOCK6_API int sock6_close(sock6_fd fd);

#ifdef __cplusplus
}
#endif

#endif
