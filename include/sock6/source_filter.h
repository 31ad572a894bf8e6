/* SPDX-License-Identifier: MIT */
/* Source filters of a group as a whole: one call for the full state. */
#ifndef SOCK6_SOURCE_FILTER_H
#define SOCK6_SOURCE_FILTER_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Modes of a filter (RFC 3678, 3); the same numbers on every system. */
#define SOCK6_INCLUDE 1 /* hear the sources of the filter, and no others */
#define SOCK6_EXCLUDE 2 /* hear every source but those of the filter */

/* The most sources of one filter; a system may allow fewer. */
#define SOCK6_SOURCE_FILTER_MAXIMUM 128

/**
 * Set mode and sources of a group at once, joining or leaving it as needed.
 *
 * @fd:      an AF_INET6 socket, owned by the caller
 * @ifindex: the interface, 1 or more
 * @group:   a multicast address
 * @mode:    SOCK6_INCLUDE or SOCK6_EXCLUDE
 * @sources: unicast addresses, each once; NULL when @count is 0
 * @count:   how many
 *
 * What was joined or blocked before does not matter.  SOCK6_INCLUDE without a
 * source leaves the group, if it was joined; SOCK6_EXCLUDE without one joins it
 * for every source.  A group that was not joined is joined first: in one more
 * call, so that for a moment it is heard without its blocks, or from the first
 * source only.
 *
 * Returns 0, or a negative errno value; the filter is then as before:
 *   -EINVAL      @ifindex is 0; @group is null, not multicast, or IPv4-mapped;
 *                @mode is unknown; @sources is null and @count is not 0; or a
 *                source is multicast, unspecified, or IPv4-mapped
 *   -ENODEV      there is no such interface
 *   -ENOBUFS     more sources than SOCK6_SOURCE_FILTER_MAXIMUM, or than the
 *                system allows (64 on Linux, sysctl net.ipv6.mld_max_msf)
 *   -ENOMEM      the system has no memory for it
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP  the system has no source filters
 *
 * Stands on MCAST_MSFILTER; RFC 3678, 5.2.1 and 5.2.3.
 */
SOCK6_API int sock6_source_filter_set(sock6_fd fd, uint32_t ifindex,
				      const struct in6_addr *group, int mode,
				      const struct in6_addr *sources,
				      unsigned count);

/**
 * Get mode and sources of a group.
 *
 * @fd:      the socket that joined
 * @ifindex: the interface, 1 or more
 * @group:   the group
 * @mode:    where the mode goes
 * @sources: where the sources go, in no certain order; owned by the caller;
 *           NULL when @count is 0
 * @count:   how many fit; no more than SOCK6_SOURCE_FILTER_MAXIMUM are written
 *
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL         @ifindex is 0; @group is null, not multicast, or
 *                   IPv4-mapped; @mode is null; or @sources is null and @count
 *                   is not 0
 *   -EADDRNOTAVAIL  this socket has not joined the group there
 *   -ENODEV         there is no such interface
 *   -EBADF, -ENOTSOCK, -ENOPROTOOPT
 *                   @fd is not an open AF_INET6 socket
 *   -EOPNOTSUPP     the system has no source filters
 *
 * Stands on MCAST_MSFILTER; RFC 3678, 5.2.2 and 5.2.4.
 */
SOCK6_API int sock6_source_filter_get(sock6_fd fd, uint32_t ifindex,
				      const struct in6_addr *group, int *mode,
				      struct in6_addr *sources, unsigned count);

#ifdef __cplusplus
}
#endif

#endif
