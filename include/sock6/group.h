/* SPDX-License-Identifier: MIT */
/* Multicast groups: who is heard. */
#ifndef SOCK6_GROUP_H
#define SOCK6_GROUP_H

#include "base.h"
#include "datagram.h"

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

/* What became of a call on one interface. */
struct sock6_interface_result {
	uint32_t ifindex; /* 0: there are no more results */
	int32_t status;
};

/**
 * Join a group on every interface that is up and carries multicast.
 *
 * @fd:      an AF_INET6 socket, owned by the caller
 * @group:   a multicast address
 * @results: where one result an interface goes, by rising index, the rest of
 *           the room being zeroed; owned by the caller
 * @count:   how many fit
 *
 * Call it again when interfaces have come or gone: the status of a result is 0
 * where the group was joined, 1 where it had been before, or what
 * sock6_membership_join() failed with.
 *
 * Returns on how many interfaces it is joined, or a negative errno value, the
 * results being without meaning:
 *   -EINVAL      @group is null, not multicast, or IPv4-mapped; or @results is
 *                null
 *   -ENOSPC      there are more interfaces than @count; nothing was joined
 *   -ENODEV      no interface is up and carries multicast
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the first interface failed with, where it is joined on
 *                none; or what the system reported, such as -EMFILE
 *
 * Stands on what sock6_interface_list() and sock6_group_join() stand on.
 */
SOCK6_API int sock6_group_join_all(sock6_fd fd, const struct in6_addr *group,
				   struct sock6_interface_result *results,
				   unsigned count);

/**
 * Send a message out of every interface that is up and carries multicast.
 *
 * @fd:      an AF_INET6 socket, owned by the caller
 * @message: as for sock6_send(), to a multicast peer; the scope of the peer and
 *           SOCK6_INTERFACE are those of each interface in turn; nothing is
 *           written to it
 * @flags:   as for sock6_send()
 * @results: where one result an interface goes, by rising index, the rest of
 *           the room being zeroed; owned by the caller
 * @count:   how many fit
 *
 * The status of a result is what sock6_send() returned.  One system call an
 * interface, and those that find the interfaces.
 *
 * Returns on how many interfaces it was sent, or a negative errno value, the
 * results being without meaning:
 *   -EINVAL      @message or @results is null, or the peer is no group
 *   -ENOSPC      there are more interfaces than @count; nothing was sent
 *   -ENODEV      no interface is up and carries multicast
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the first interface failed with, where none took it; or
 *                what the system reported, such as -EMFILE
 *
 * Stands on what sock6_interface_list() and sock6_send() stand on.
 */
SOCK6_API int sock6_group_send_all(sock6_fd fd,
				   const struct sock6_message *message,
				   unsigned flags,
				   struct sock6_interface_result *results,
				   unsigned count);

#ifdef __cplusplus
}
#endif

#endif
