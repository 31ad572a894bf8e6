/* SPDX-License-Identifier: MIT */
/* Flow labels (RFC 6437): leases, reflection, the label of the other end. */
#ifndef SOCK6_FLOW_LABEL_H
#define SOCK6_FLOW_LABEL_H

#include "base.h"
#include "datagram.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The largest flow label: 20 bits (RFC 8200, 3). */
#define SOCK6_FLOW_LABEL_MAXIMUM 0xfffffu

/**
 * Lease a flow label for what goes to a destination.
 *
 * @fd:          an AF_INET6 socket, owned by the caller; the lease is its own,
 *               and ends with it
 * @destination: what the label is for
 * @label:       1 to SOCK6_FLOW_LABEL_MAXIMUM, or 0 for one that the system
 *               chooses; written with the one that was leased
 *
 * Most programs need none: SOCK6_FLOW_LABEL beside a datagram is sent without a
 * lease as long as nobody in the network namespace has one that excludes
 * others; from then on the system answers -EINVAL to a label that is not leased.
 * This lease excludes nobody: other sockets can lease the same label at once,
 * also after this one was closed.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      a null pointer, @label above SOCK6_FLOW_LABEL_MAXIMUM, or a
 *                destination that is IPv4-mapped
 *   -EPERM       another socket has the label for itself
 *   -ENOBUFS     this socket, or the system, has too many
 *   -ENOMEM      the system has no memory for it
 *   -EOPNOTSUPP  the system has no leases of flow labels
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on IPV6_FLOWLABEL_MGR; RFC 6437, 3.
 */
SOCK6_API int sock6_flow_label_lease(sock6_fd fd,
				     const struct in6_addr *destination,
				     uint32_t *label);

/**
 * Give a leased flow label back.
 *
 * @fd:    the socket that leased it
 * @label: the label
 *
 * The system keeps it from being leased to itself alone by another for some
 * seconds (RFC 6437, 3).
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @label is 0 or above SOCK6_FLOW_LABEL_MAXIMUM
 *   -ESRCH       this socket has not leased it
 *   -EOPNOTSUPP  the system has no leases of flow labels
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *
 * Stands on IPV6_FLOWLABEL_MGR.
 */
SOCK6_API int sock6_flow_label_release(sock6_fd fd, uint32_t label);

/**
 * Let a TCP socket answer with the flow label that came.
 *
 * @fd: an AF_INET6 TCP socket, owned by the caller; on one that listens it holds
 *      for the connections that it accepts
 * @on: 1 or 0
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @on is neither 0 nor 1
 *   -EPERM       the administrator keeps labels consistent instead (sysctl
 *                net.ipv6.flowlabel_consistency on Linux, by default 1)
 *   -ENOPROTOOPT @fd is not an AF_INET6 TCP socket
 *   -ESRCH       @on is 0 and it was not on
 *   -EOPNOTSUPP  the system does not do it
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *
 * Stands on IPV6_FLOWLABEL_MGR.
 */
SOCK6_API int sock6_flow_label_reflect(sock6_fd fd, int on);

/**
 * The flow label that the other end of a TCP connection sent last.
 *
 * @fd:    an AF_INET6 TCP socket that is connected, owned by the caller
 * @label: where it goes; 0 where there was none
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @label is null
 *   -EOPNOTSUPP  the system does not tell
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   other        whatever getsockopt(2) reported
 *
 * Stands on IPV6_FLOWLABEL_MGR.
 */
SOCK6_API int sock6_flow_label_remote(sock6_fd fd, uint32_t *label);

/**
 * Answer a datagram with the flow label that it came with.  Pure.
 *
 * @reply:    addressed by sock6_message_reply(); the label is added to what
 *            control points at, or taken out of it where none came
 * @received: with control values that were asked for with SOCK6_FLOW_LABEL
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  a null pointer, or one of the two has no control
 *
 * Stands on RFC 6437, 2.
 */
SOCK6_API int sock6_flow_label_reply(struct sock6_message *reply,
				     const struct sock6_message *received);

#ifdef __cplusplus
}
#endif

#endif
