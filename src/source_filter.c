/* SPDX-License-Identifier: MIT */
/* Source filters as a whole: checked here, and joined first where the system
 * changes only the filter of a group that is joined. */
#include "sock6/source_filter.h"

#include <errno.h>

#include "group.h"
#include "system.h"

/* What a filter is of, and what it is to be. */
struct filter {
	sock6_fd fd;
	uint32_t ifindex;
	const struct in6_addr *group;
	int mode;
	const struct in6_addr *sources;
	unsigned count;
};

static int check(const struct filter *filter)
{
	if (filter->ifindex == 0 || !sock6__is_group(filter->group) ||
	    (filter->mode != SOCK6_INCLUDE && filter->mode != SOCK6_EXCLUDE) ||
	    (!filter->sources && filter->count))
		return -EINVAL;
	if (filter->count > SOCK6_SOURCE_FILTER_MAXIMUM)
		return -ENOBUFS;
	for (unsigned i = 0; i < filter->count; i++) {
		if (!sock6__is_source(&filter->sources[i]))
			return -EINVAL;
	}
	return 0;
}

static int set(const struct filter *filter)
{
	return sock6__system_source_filter_set(filter->fd, filter->ifindex,
					       filter->group, filter->mode,
					       filter->sources, filter->count);
}

static int leave(const struct filter *filter)
{
	return sock6__system_group(filter->fd, SOCK6__GROUP_LEAVE,
				   filter->ifindex, filter->group, NULL);
}

/* In the mode that is wanted: a group joined for every source and then
 * narrowed would let strangers in meanwhile. */
static int join(const struct filter *filter)
{
	int include = filter->mode == SOCK6_INCLUDE;

	return sock6__system_group(
		filter->fd, include ? SOCK6__SOURCE_JOIN : SOCK6__GROUP_JOIN,
		filter->ifindex, filter->group,
		include ? &filter->sources[0] : NULL);
}

static int join_and_set(const struct filter *filter)
{
	unsigned joined = filter->mode == SOCK6_INCLUDE ? 1 : 0;
	int status = join(filter);

	if (status < 0 || filter->count == joined)
		return status;
	status = set(filter);
	if (status < 0)
		leave(filter);
	return status;
}

int sock6_source_filter_set(sock6_fd fd, uint32_t ifindex,
			    const struct in6_addr *group, int mode,
			    const struct in6_addr *sources, unsigned count)
{
	const struct filter filter = {
		fd, ifindex, group, mode, sources, count
	};
	int status = check(&filter);

	if (status < 0)
		return status;
	if (mode == SOCK6_INCLUDE && count == 0) {
		status = leave(&filter);
		return status == -EADDRNOTAVAIL ? 0 : status;
	}
	status = set(&filter);
	return status == -EADDRNOTAVAIL ? join_and_set(&filter) : status;
}

int sock6_source_filter_get(sock6_fd fd, uint32_t ifindex,
			    const struct in6_addr *group, int *mode,
			    struct in6_addr *sources, unsigned count)
{
	if (ifindex == 0 || !sock6__is_group(group) || !mode ||
	    (!sources && count))
		return -EINVAL;
	return sock6__system_source_filter_get(fd, ifindex, group, mode,
					       sources, count);
}
