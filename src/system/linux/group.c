/* SPDX-License-Identifier: MIT */
/* Memberships.  A part of linux.c. */
#include <string.h>

#include "../posix_io.h"

/* Every UDP socket with this option hears a multicast datagram; SO_REUSEPORT
 * would not spread those, but it spreads unicast ones by hash. */
int sock6__system_share_port(sock6_fd fd)
{
	return sock6__system_option_set(
		fd, &sock6__option_names[SOCK6_OPT_REUSE_ADDRESS], 1);
}

static void copy_group_address(struct sockaddr_storage *to,
			       const struct in6_addr *address)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_addr = *address };

	memcpy(to, &in6, sizeof(in6));
}

static int whole_group(sock6_fd fd, int number, uint32_t ifindex,
		       const struct in6_addr *group)
{
	struct group_req request = { .gr_interface = ifindex };

	copy_group_address(&request.gr_group, group);
	return sock6__posix_set(fd, IPPROTO_IPV6, number, &request,
				sizeof(request));
}

static int one_source(sock6_fd fd, int number, uint32_t ifindex,
		      const struct in6_addr *group,
		      const struct in6_addr *source)
{
	struct group_source_req request = { .gsr_interface = ifindex };

	copy_group_address(&request.gsr_group, group);
	copy_group_address(&request.gsr_source, source);
	return sock6__posix_set(fd, IPPROTO_IPV6, number, &request,
				sizeof(request));
}

int sock6__system_group(sock6_fd fd, enum sock6__group_operation operation,
			uint32_t ifindex, const struct in6_addr *group,
			const struct in6_addr *source)
{
	static const int16_t numbers[] = {
		[SOCK6__GROUP_JOIN] = MCAST_JOIN_GROUP,
		[SOCK6__GROUP_LEAVE] = MCAST_LEAVE_GROUP,
		[SOCK6__SOURCE_JOIN] = MCAST_JOIN_SOURCE_GROUP,
		[SOCK6__SOURCE_LEAVE] = MCAST_LEAVE_SOURCE_GROUP,
		[SOCK6__SOURCE_BLOCK] = MCAST_BLOCK_SOURCE,
		[SOCK6__SOURCE_UNBLOCK] = MCAST_UNBLOCK_SOURCE,
	};
	int number = numbers[operation];

	if (!source)
		return whole_group(fd, number, ifindex, group);
	return one_source(fd, number, ifindex, group, source);
}
