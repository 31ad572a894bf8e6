/* SPDX-License-Identifier: MIT */
/* Multicast groups: who is heard. */
#ifndef SOCK6_GROUP_H
#define SOCK6_GROUP_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Join a group on one interface, to hear every source.
 *
 * @fd:      an AF_INET6 socket, owned by the caller
 * @ifindex: the interface; 0 lets the system choose one, by its routes
 * @group:   a multicast address
 *
 * A membership ends when it is left or the socket is closed.  While a group is
 * joined by any socket, SOCK6_OPT_MULTICAST_ALL decides whether this one hears
 * it too.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @group is null, not multicast, or IPv4-mapped
 *   -EADDRINUSE  already joined on this interface
 *   -ENODEV      there is no such interface, or none to choose
 *   -ENOBUFS     more memberships than the system allows
 *   -ENOMEM      the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP  this build has no system beneath it
 *
 * Stands on MCAST_JOIN_GROUP; RFC 3678, 5.1.1; RFC 3493, 5.2.
 */
SOCK6_API int sock6_group_join(sock6_fd fd, uint32_t ifindex,
			       const struct in6_addr *group);

/**
 * Leave a group, together with every source joined or blocked in it.
 *
 * @fd:      the socket that joined
 * @ifindex: as given to the join; 0 where the join gave 0
 * @group:   the group
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @group is null, not multicast, or IPv4-mapped
 *   -EADDRNOTAVAIL  this socket has not joined it there
 *   -ENODEV         there is no such interface; on Linux -EADDRNOTAVAIL
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     this build has no system beneath it
 *
 * Stands on MCAST_LEAVE_GROUP; RFC 3678, 5.1.1.
 */
SOCK6_API int sock6_group_leave(sock6_fd fd, uint32_t ifindex,
				const struct in6_addr *group);

/**
 * Join a group for one source; call again for further ones (include mode).
 *
 * @fd:      an AF_INET6 socket, owned by the caller
 * @ifindex: the interface; 0 lets the system choose one, by its routes
 * @group:   a multicast address, best of ff30::/12 (RFC 4607)
 * @source:  a unicast address, the only one to be heard
 *
 * On a group that the socket has joined for every source, without a block,
 * the membership turns into include mode (Linux).
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         @group is null, not multicast, or IPv4-mapped; @source is
 *                   null, multicast, unspecified, or IPv4-mapped; or the group
 *                   is joined with blocked sources
 *   -EADDRNOTAVAIL  the source is joined already
 *   -ENODEV         there is no such interface, or none to choose
 *   -ENOBUFS        more sources than the system allows (64 on Linux, sysctl
 *                   net.ipv6.mld_max_msf)
 *   -ENOMEM         the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source-specific multicast
 *
 * Stands on MCAST_JOIN_SOURCE_GROUP; RFC 3678, 5.1.2.
 */
SOCK6_API int sock6_source_join(sock6_fd fd, uint32_t ifindex,
				const struct in6_addr *group,
				const struct in6_addr *source);

/**
 * Hear one source no longer; the last one leaves the group.
 *
 * @fd, @ifindex, @group, @source: as given to sock6_source_join()
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         an address of the wrong kind (see sock6_source_join()), or
 *                   the group is not joined in include mode
 *   -EADDRNOTAVAIL  the source is not joined
 *   -ENODEV         there is no such interface
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source-specific multicast
 *
 * Stands on MCAST_LEAVE_SOURCE_GROUP; RFC 3678, 5.1.2.
 */
SOCK6_API int sock6_source_leave(sock6_fd fd, uint32_t ifindex,
				 const struct in6_addr *group,
				 const struct in6_addr *source);

/**
 * Stop hearing one source of a group that was joined for every source
 * (exclude mode).
 *
 * @fd, @ifindex, @group: as given to sock6_group_join()
 * @source:               a unicast address
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         an address of the wrong kind (see sock6_source_join()), or
 *                   the group is not joined, or joined in include mode
 *   -EADDRNOTAVAIL  the source is blocked already
 *   -ENODEV         there is no such interface
 *   -ENOBUFS        more sources than the system allows
 *   -ENOMEM         the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source-specific multicast
 *
 * Stands on MCAST_BLOCK_SOURCE; RFC 3678, 5.1.1.
 */
SOCK6_API int sock6_source_block(sock6_fd fd, uint32_t ifindex,
				 const struct in6_addr *group,
				 const struct in6_addr *source);

/**
 * Hear a blocked source again.
 *
 * @fd, @ifindex, @group, @source: as given to sock6_source_block()
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         an address of the wrong kind (see sock6_source_join()), or
 *                   the group is not joined, or joined in include mode
 *   -EADDRNOTAVAIL  the source is not blocked
 *   -ENODEV         there is no such interface
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source-specific multicast
 *
 * Stands on MCAST_UNBLOCK_SOURCE; RFC 3678, 5.1.1.
 */
SOCK6_API int sock6_source_unblock(sock6_fd fd, uint32_t ifindex,
				   const struct in6_addr *group,
				   const struct in6_addr *source);

#ifdef __cplusplus
}
#endif

#endif
