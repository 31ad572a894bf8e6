/* SPDX-License-Identifier: MIT */
/* Memberships as values: join them again, list them, judge by them. */
#ifndef SOCK6_MEMBERSHIP_H
#define SOCK6_MEMBERSHIP_H

#include "base.h"
#include "datagram.h"
#include "interface.h"
#include "source_filter.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What one call of section group does, as a value of the caller's:
 *
 *	mode           source   join is               leave is
 *	SOCK6_EXCLUDE  ::       sock6_group_join()    sock6_group_leave()
 *	SOCK6_EXCLUDE  given    sock6_source_block()  sock6_source_unblock()
 *	SOCK6_INCLUDE  given    sock6_source_join()   sock6_source_leave()
 */
struct sock6_membership {
	struct in6_addr group;
	struct in6_addr source; /* unspecified: every source */
	uint32_t ifindex;       /* 0: the one that has the name */
	uint32_t mode;          /* SOCK6_INCLUDE or SOCK6_EXCLUDE */
	uint32_t sockets;       /* listed: how many have it; else 0 */
	uint32_t process;       /* listed: whose it is; 0: not asked for */
	int32_t descriptor;     /* listed: the socket, in that process */
	uint16_t protocol;      /* listed: of the socket, IPPROTO_* */
	uint16_t port;          /* listed: it is bound to, as a number; or 0 */
	uint64_t socket_number; /* listed: that no other socket has; or 0 */
	char interface[SOCK6_INTERFACE_NAME_SIZE]; /* may be empty */
};

/**
 * Join, unless it is joined.
 *
 * @fd:         an AF_INET6 socket, owned by the caller
 * @membership: group, source and mode; the interface by ifindex or, where that
 *              is 0, by its name.  On success both are set, so that it can be
 *              joined again when the interface has come back
 *
 * Returns 0 when it was joined, 1 when it had been before, or a negative errno
 * value:
 *   -EINVAL      @membership is null; its group or source is of the wrong kind
 *                (see sock6_source_join()); its mode is unknown, or
 *                SOCK6_INCLUDE without a source; it names no interface; or the
 *                group is joined in the other mode
 *   -ENODEV      there is no such interface
 *   -ENOBUFS     more memberships or sources than the system allows
 *   -ENOMEM      the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP  the system has no source-specific multicast
 *
 * Stands on what sock6_group_join(), sock6_source_join(),
 * sock6_source_block() and sock6_source_filter_get() stand on.
 */
SOCK6_API int sock6_membership_join(sock6_fd fd,
				    struct sock6_membership *membership);

/**
 * Leave.
 *
 * @fd:         the socket that joined
 * @membership: as it was joined, with its ifindex
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         as for sock6_membership_join(); also when ifindex is 0, or
 *                   its group is not joined, where it has a source
 *   -EADDRNOTAVAIL  this socket has not joined it
 *   -ENODEV         there is no such interface
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source-specific multicast
 *
 * Stands on what sock6_group_leave(), sock6_source_leave() and
 * sock6_source_unblock() stand on.
 */
SOCK6_API int sock6_membership_leave(sock6_fd fd,
				     const struct sock6_membership *membership);

/**
 * Join again by name, after the interface has vanished and come back.
 *
 * @fd:         the socket that joined
 * @membership: with the interface's name, as sock6_membership_join() left it;
 *              its ifindex becomes the present one
 *
 * What the socket still holds of the index that is gone is given up.  Blocks
 * are to be joined again after the group that they are of.
 *
 * Returns 0 when it was joined, 1 when it is joined where the interface is, or
 * a negative errno value:
 *   -EINVAL      as for sock6_membership_join(); also when it has no name
 *   -ENODEV      the interface is not there
 *   -ENOBUFS     more memberships or sources than the system allows
 *   -ENOMEM      the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP  the system has no source-specific multicast
 *
 * Stands on if_nametoindex(3) and what sock6_membership_join() stands on.
 */
SOCK6_API int sock6_membership_rejoin(sock6_fd fd,
				      struct sock6_membership *membership);

/**
 * Whether memberships want a datagram.  Pure.
 *
 * @memberships: those of the socket, with their ifindex
 * @count:       how many
 * @message:     as received, with the fields SOCK6_DESTINATION and
 *               SOCK6_INTERFACE
 *
 * For strict delivery where the system hands over what other sockets have
 * joined: without SOCK6_OPT_MULTICAST_ALL, or, on Linux, from an interface on
 * which this socket has not joined.  What was not sent to a group is wanted.
 *
 * Returns 1 when it is wanted, 0 when not, or a negative errno value:
 *   -ENODATA  @message lacks a field
 */
SOCK6_API int sock6_membership_accepts(
	const struct sock6_membership *memberships, unsigned count,
	const struct sock6_message *message);

/**
 * List the memberships of the system's interfaces (of the network namespace).
 *
 * @list:  where they go; owned by the caller; NULL when @count is 0
 * @count: how many fit
 *
 * By interface, then group.  A group that anyone has joined for every source
 * is one membership in mode SOCK6_EXCLUDE, whose sockets are all that are in
 * the group, in whichever mode, the system's own among them.  Behind it comes
 * one for each source that is joined or blocked, and by how many sockets.
 *
 * Linux does not tell whether a group with joined sources is also joined for
 * every source.  It is listed so where a source is blocked, or where more
 * sockets are in the group than its sources account for.  And it tells sources
 * only behind a newer group that has one: for the moment of the call, one of
 * interface-local scope is joined on the loopback interface, and left out here.
 *
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @list is null and @count is not 0
 *   -EAGAIN      other programs join and leave so fast that it cannot be told
 *   -EOPNOTSUPP  the system cannot tell; on Linux, /proc is not there
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on /proc/net/igmp6 and /proc/net/mcfilter6 of Linux.
 */
SOCK6_API int sock6_membership_list(struct sock6_membership *list,
				    unsigned count);

/**
 * List the memberships of one socket.
 *
 * @fd:    an AF_INET6 socket of this network namespace, owned by the caller
 * @list:  where they go; owned by the caller; NULL when @count is 0
 * @count: how many fit
 *
 * Each is as sock6_membership_join() would leave it, so they can be left,
 * joined again, and given to sock6_membership_accepts().  Those on interfaces
 * that have vanished are not found, nor more than SOCK6_SOURCE_FILTER_MAXIMUM
 * sources of a group.
 *
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @list is null and @count is not 0
 *   -EAGAIN      other programs join and leave so fast that it cannot be told
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP  the system cannot tell; on Linux, /proc is not there
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on what sock6_membership_list() and sock6_source_filter_get() stand
 * on.
 */
SOCK6_API int sock6_membership_list_socket(sock6_fd fd,
					   struct sock6_membership *list,
					   unsigned count);

/**
 * List the memberships of every process, socket by socket.
 *
 * @list:   where they go, each with process, descriptor, protocol, port and
 *          socket_number; owned by the caller; NULL when @count is 0
 * @count:  how many fit
 * @hidden: where the number of processes goes that could not be looked into;
 *          may be NULL
 *
 * To look into a process takes the same privilege as to trace it: without one
 * the caller's own is sure, others of its user may be allowed.  A socket that
 * several processes share is listed for each, with the same socket_number.  While one is asked, a copy of it
 * is held: closed by its process in that moment, it lives as long as that.
 *
 * Returns how many were found, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @list is null and @count is not 0
 *   -EAGAIN      other programs join and leave so fast that it cannot be told
 *   -EOPNOTSUPP  the system cannot tell; on Linux before 5.14, or where /proc
 *                is not there or shows other processes than the caller's
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on /proc, pidfd_getfd(2), and what sock6_membership_list_socket()
 * stands on.
 */
SOCK6_API int sock6_membership_list_owners(struct sock6_membership *list,
					   unsigned count, unsigned *hidden);

#ifdef __cplusplus
}
#endif

#endif
