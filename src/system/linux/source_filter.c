/* SPDX-License-Identifier: MIT */
/* Source filters.  A part of linux.c. */
#include <errno.h>
#include <string.h>

#include "../posix_io.h"

/* Laid out by hand: the member of the sources is declared with room for one. */
struct filter_room {
	_Alignas(struct group_filter) unsigned char bytes[GROUP_FILTER_SIZE(
		SOCK6_SOURCE_FILTER_MAXIMUM)];
};

static unsigned char *filter_source(struct filter_room *room, unsigned number)
{
	return room->bytes + GROUP_FILTER_SIZE(number);
}

/* All but the sources; zeroed, as the kernel reads the padding too. */
static void filter_head(struct filter_room *room, uint32_t ifindex,
			const struct in6_addr *group, int mode, unsigned count)
{
	struct group_filter head;

	memset(&head, 0, sizeof(head));
	head.gf_interface = ifindex;
	head.gf_fmode = mode == SOCK6_INCLUDE ? MCAST_INCLUDE : MCAST_EXCLUDE;
	head.gf_numsrc = count;
	copy_group_address(&head.gf_group, group);
	memcpy(room->bytes, &head, GROUP_FILTER_SIZE(0));
}

/* Linux says EINVAL of a group that is not joined (net/ipv6/mcast.c,
 * ip6_mc_msfilter); everything else that it would say it of is checked. */
int sock6__system_source_filter_set(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int mode,
				    const struct in6_addr *sources,
				    unsigned count)
{
	struct filter_room room;
	struct sockaddr_storage source;
	int status;

	filter_head(&room, ifindex, group, mode, count);
	for (unsigned i = 0; i < count; i++) {
		memset(&source, 0, sizeof(source));
		copy_group_address(&source, &sources[i]);
		memcpy(filter_source(&room, i), &source, sizeof(source));
	}
	status = sock6__posix_set(fd, IPPROTO_IPV6, MCAST_MSFILTER, room.bytes,
				  GROUP_FILTER_SIZE(count));
	return status == -EINVAL ? -EADDRNOTAVAIL : status;
}

static void filter_sources(struct in6_addr *sources, struct filter_room *room,
			   unsigned count)
{
	struct sockaddr_in6 source;

	for (unsigned i = 0; i < count; i++) {
		memcpy(&source, filter_source(room, i), sizeof(source));
		sources[i] = source.sin6_addr;
	}
}

/* Linux's word for an option of IPv6 on a socket of IPv4 is EOPNOTSUPP. */
int sock6__system_source_filter_get(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int *mode,
				    struct in6_addr *sources, unsigned count)
{
	unsigned fits = count < SOCK6_SOURCE_FILTER_MAXIMUM
				? count
				: SOCK6_SOURCE_FILTER_MAXIMUM;
	size_t size = GROUP_FILTER_SIZE(fits);
	struct filter_room room;
	struct group_filter head;
	int status;

	filter_head(&room, ifindex, group, SOCK6_INCLUDE, fits);
	status = sock6__posix_get(fd, IPPROTO_IPV6, MCAST_MSFILTER, room.bytes,
				  &size);
	if (status < 0)
		return status == -EOPNOTSUPP ? -ENOPROTOOPT : status;
	memcpy(&head, room.bytes, GROUP_FILTER_SIZE(0));
	filter_sources(sources, &room,
		       fits < head.gf_numsrc ? fits : head.gf_numsrc);
	*mode = head.gf_fmode == MCAST_INCLUDE ? SOCK6_INCLUDE : SOCK6_EXCLUDE;
	return (int)head.gf_numsrc;
}
