/* SPDX-License-Identifier: MIT */
/* Lists of memberships: the system's, a socket's, those of every process. */
#include <errno.h>

#include "sock6/membership.h"
#include "sock6/option.h"
#include "system.h"

struct listing {
	struct sock6_membership *list;
	unsigned room;
	unsigned found;
	uint64_t print; /* of all that was found */
};

/* FNV-1a: two listings that differ are told apart. */
static void add_to_print(struct listing *listing, const void *value,
			 size_t size)
{
	const unsigned char *bytes = value;

	for (size_t i = 0; i < size; i++)
		listing->print =
			(listing->print ^ bytes[i]) * UINT64_C(0x100000001b3);
}

static void add(struct listing *listing,
		const struct sock6_membership *membership)
{
	add_to_print(listing, &membership->group, sizeof(membership->group));
	add_to_print(listing, &membership->source, sizeof(membership->source));
	add_to_print(listing, &membership->ifindex,
		     sizeof(membership->ifindex));
	add_to_print(listing, &membership->mode, sizeof(membership->mode));
	if (listing->found < listing->room)
		listing->list[listing->found] = *membership;
	listing->found++;
}

static int result(const struct listing *listing, int status)
{
	return status < 0 ? status : (int)listing->found;
}

/*
 * Systems tell their groups in pieces, by counting, and lose or repeat some when
 * others join and leave in between.  So a listing is believed when it has come
 * out the same three times.
 */
enum { LIST_AGREED = 3, LIST_TRIES = 32 };

static int list_groups(struct listing *listing, sock6__group_listing *list_all,
		       sock6__membership_visitor *visit, void *context)
{
	const unsigned begin = listing->found;
	uint64_t before = 0;
	int agreed = 0;

	for (int i = 0; i < LIST_TRIES && agreed < LIST_AGREED; i++) {
		int status;

		listing->found = begin;
		listing->print = UINT64_C(0xcbf29ce484222325);
		status = list_all(visit, context);
		if (status == -EAGAIN)
			continue;
		if (status < 0)
			return status;
		agreed = listing->print == before ? agreed + 1 : 1;
		before = listing->print;
	}
	return agreed < LIST_AGREED ? -EAGAIN : 0;
}

static int add_source(void *context, const struct sock6_membership *membership)
{
	add(context, membership);
	return 0;
}

/* What the sources of a group tell about it. */
struct summary {
	uint64_t joins;
	int blocked;
};

static int sum_up(void *context, const struct sock6_membership *membership)
{
	struct summary *summary = context;

	if (membership->mode == SOCK6_EXCLUDE)
		summary->blocked = 1;
	else
		summary->joins += membership->sockets;
	return 0;
}

/* A socket that joined sources accounts for one join at least: with fewer
 * joins than sockets, some are in the group for every source. */
static int add_group(void *context, const struct sock6_membership *group)
{
	struct sock6_membership whole = *group;
	struct summary summary = { 0, 0 };
	int status = 0;

	whole.mode = SOCK6_EXCLUDE;
	if (group->mode == SOCK6_INCLUDE)
		status = sock6__system_group_sources(group, sum_up, &summary);
	if (status < 0)
		return status;
	if (summary.blocked || group->sockets > summary.joins)
		add(context, &whole);
	if (!summary.blocked && summary.joins == 0)
		return 0;
	return sock6__system_group_sources(group, add_source, context);
}

int sock6_membership_list(struct sock6_membership *list, unsigned count)
{
	struct listing listing = { list, count, 0, 0 };

	if (!list && count)
		return -EINVAL;
	return result(&listing,
		      list_groups(&listing, sock6__system_groups_with_sources,
				  add_group, &listing));
}

/* Whose memberships are looked for. */
struct search {
	struct listing *listing;
	sock6_fd fd;
	const struct sock6_membership *owner; /* what is told of the socket */
};

/* Adds the filter that this socket has for a group that anyone has joined. */
static int add_filter(void *context, const struct sock6_membership *group)
{
	const struct search *search = context;
	struct in6_addr sources[SOCK6_SOURCE_FILTER_MAXIMUM];
	struct sock6_membership one = *group;
	int mode;
	int count = sock6__system_source_filter_get(
		search->fd, group->ifindex, &group->group, &mode, sources,
		SOCK6_SOURCE_FILTER_MAXIMUM);

	if (count < 0)
		return count == -EADDRNOTAVAIL ? 0 : count;
	one.sockets = 1;
	one.process = search->owner->process;
	one.descriptor = search->owner->descriptor;
	one.protocol = search->owner->protocol;
	one.port = search->owner->port;
	one.socket_number = search->owner->socket_number;
	one.mode = (uint32_t)mode;
	if (mode == SOCK6_EXCLUDE)
		add(search->listing, &one);
	for (int i = 0; i < count && i < SOCK6_SOURCE_FILTER_MAXIMUM; i++) {
		one.source = sources[i];
		add(search->listing, &one);
	}
	return 0;
}

int sock6_membership_list_socket(sock6_fd fd, struct sock6_membership *list,
				 unsigned count)
{
	struct listing listing = { list, count, 0, 0 };
	const struct sock6_membership nobody = { .process = 0 };
	struct search search = { &listing, fd, &nobody };

	if (!list && count)
		return -EINVAL;
	return result(&listing, list_groups(&listing, sock6__system_groups,
					    add_filter, &search));
}

/* What cannot be told is 0.  A raw socket's port is none. */
static void describe_socket(struct sock6_membership *owner, sock6_fd fd)
{
	struct sockaddr_in6 local;
	int64_t protocol, type;

	if (sock6_get(fd, SOCK6_OPT_PROTOCOL, &protocol) == 0)
		owner->protocol = (uint16_t)protocol;
	if (sock6_get(fd, SOCK6_OPT_SOCKET_TYPE, &type) == 0 &&
	    type != SOCK_RAW && sock6__system_local(fd, &local) == 0)
		owner->port = ntohs(local.sin6_port);
}

static int add_socket(void *context, const struct sock6__owned_socket *socket)
{
	struct sock6_membership owner = {
		.process = socket->process,
		.descriptor = socket->descriptor,
		.socket_number = socket->number,
	};
	struct search search = { context, socket->fd, &owner };

	describe_socket(&owner, socket->fd);
	return list_groups(search.listing, sock6__system_groups, add_filter,
			   &search);
}

int sock6_membership_list_owners(struct sock6_membership *list, unsigned count,
				 unsigned *hidden)
{
	struct listing listing = { list, count, 0, 0 };
	unsigned not_seen = 0;
	int status;

	if (!list && count)
		return -EINVAL;
	status = sock6__system_sockets(add_socket, &listing, &not_seen);
	if (status == 0 && hidden)
		*hidden = not_seen;
	return result(&listing, status);
}
