/* SPDX-License-Identifier: MIT */
/* Multicast groups: addresses of the wrong kind are refused here, so that
 * every system refuses the same ones with the same word. */
#include "sock6/group.h"

#include <errno.h>

#include "group.h"
#include "system.h"

static int change_group(sock6_fd fd, enum sock6__group_operation operation,
			uint32_t ifindex, const struct in6_addr *group)
{
	if (!sock6__is_group(group))
		return -EINVAL;
	return sock6__system_group(fd, operation, ifindex, group, NULL);
}

static int change_source(sock6_fd fd, enum sock6__group_operation operation,
			 uint32_t ifindex, const struct in6_addr *group,
			 const struct in6_addr *source)
{
	if (!sock6__is_group(group) || !sock6__is_source(source))
		return -EINVAL;
	return sock6__system_group(fd, operation, ifindex, group, source);
}

int sock6_group_join(sock6_fd fd, uint32_t ifindex,
		     const struct in6_addr *group)
{
	return change_group(fd, SOCK6__GROUP_JOIN, ifindex, group);
}

int sock6_group_leave(sock6_fd fd, uint32_t ifindex,
		      const struct in6_addr *group)
{
	return change_group(fd, SOCK6__GROUP_LEAVE, ifindex, group);
}

int sock6_source_join(sock6_fd fd, uint32_t ifindex,
		      const struct in6_addr *group,
		      const struct in6_addr *source)
{
	return change_source(fd, SOCK6__SOURCE_JOIN, ifindex, group, source);
}

int sock6_source_leave(sock6_fd fd, uint32_t ifindex,
		       const struct in6_addr *group,
		       const struct in6_addr *source)
{
	return change_source(fd, SOCK6__SOURCE_LEAVE, ifindex, group, source);
}

int sock6_source_block(sock6_fd fd, uint32_t ifindex,
		       const struct in6_addr *group,
		       const struct in6_addr *source)
{
	return change_source(fd, SOCK6__SOURCE_BLOCK, ifindex, group, source);
}

int sock6_source_unblock(sock6_fd fd, uint32_t ifindex,
			 const struct in6_addr *group,
			 const struct in6_addr *source)
{
	return change_source(fd, SOCK6__SOURCE_UNBLOCK, ifindex, group, source);
}
