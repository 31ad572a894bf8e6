/* SPDX-License-Identifier: MIT */
/*
 * Who is in which group.  The system tells how many sockets are in each group;
 * processes tell of theirs.  What is left over is the system's own, or belongs
 * to processes that may not be looked into.
 */
#include "group_user.h"

#include <stdlib.h>
#include <string.h>

#include "group_name.h"
#include "process/allocate.h"
#include "report/message.h"

#define TRIES 5
#define SPARE 256 /* for what is joined between counting and listing */

struct listing {
	struct sock6_membership *list;
	unsigned count;
};

struct lists {
	struct listing groups, owned;
	struct sock6_interface_address *addresses;
	unsigned address_count;
};

static int list_owners(struct sock6_membership *list, unsigned count,
		       unsigned *hidden)
{
	return sock6_membership_list_owners(list, count, hidden);
}

static int list_groups(struct sock6_membership *list, unsigned count,
		       unsigned *hidden)
{
	(void)hidden;
	return sock6_membership_list(list, count);
}

/*
 * With as much room as it takes, however many there are.  A list that is longer
 * than its room was made in vain, so it begins with what the last one took.
 */
static int read_list(struct listing *listing, unsigned *hidden,
		     int (*read)(struct sock6_membership *, unsigned,
				 unsigned *))
{
	static unsigned room = SPARE;
	int count;

	for (;;) {
		listing->list = allocate(room, sizeof(*listing->list));
		count = read(listing->list, room, hidden);
		if (count <= (int)room)
			break;
		free(listing->list);
		room = (unsigned)count + SPARE;
	}
	listing->count = count > 0 ? (unsigned)count : 0;
	return count < 0 ? count : 0;
}

static int read_addresses(struct lists *lists)
{
	int count = sock6_interface_addresses(NULL, 0, 0, SOCK6_IPV6);
	unsigned room = (count > 0 ? (unsigned)count : 0) + SPARE;

	lists->addresses = allocate(room, sizeof(*lists->addresses));
	count = sock6_interface_addresses(lists->addresses, room, 0,
					  SOCK6_IPV6);
	if (count < 0)
		return count;
	lists->address_count = (unsigned)count < room ? (unsigned)count : room;
	return 0;
}

static int is_same_socket(const struct sock6_membership *a,
			  const struct sock6_membership *b)
{
	if (a->socket_number && b->socket_number)
		return a->socket_number == b->socket_number;
	return a->process == b->process && a->descriptor == b->descriptor;
}

static int is_whole(const struct sock6_membership *one)
{
	return sock6_address_is_unspecified(&one->source);
}

static struct group_user *add_user(struct group_users *users,
				   const struct sock6_membership *of,
				   enum group_owner owner)
{
	struct group_user *user = &users->list[users->count++];

	user->of = *of;
	user->of.source = in6addr_any;
	user->owner = owner;
	return user;
}

static void add_address(struct in6_addr **list, unsigned *count,
			const struct in6_addr *address)
{
	struct in6_addr *more = realloc(*list, (*count + 1) * sizeof(*address));

	if (!more)
		out_of_memory();
	*list = more;
	more[(*count)++] = *address;
}

static void add_source(struct group_user *user, const struct in6_addr *source)
{
	add_address(&user->sources, &user->source_count, source);
}

static int compare_group(const struct sock6_membership *a,
			 const struct sock6_membership *b)
{
	if (a->ifindex != b->ifindex)
		return a->ifindex < b->ifindex ? -1 : 1;
	return memcmp(&a->group, &b->group, sizeof(a->group));
}

/* By group, then socket, then source: the whole group first. */
static int compare_owned(const void *left, const void *right)
{
	const struct sock6_membership *a = left, *b = right;
	int order = compare_group(a, b);

	if (order)
		return order;
	if (a->process != b->process)
		return a->process < b->process ? -1 : 1;
	if (a->descriptor != b->descriptor)
		return a->descriptor < b->descriptor ? -1 : 1;
	return memcmp(&a->source, &b->source, sizeof(a->source));
}

/* A socket's sources of a group follow each other. */
static void add_processes(struct group_users *users,
			  const struct listing *owned)
{
	const struct sock6_membership *last = NULL;
	struct group_user *user = NULL;

	for (unsigned i = 0; i < owned->count; i++) {
		const struct sock6_membership *one = &owned->list[i];

		if (!last || compare_group(one, last) != 0 ||
		    one->process != last->process ||
		    one->descriptor != last->descriptor) {
			user = add_user(users, one, GROUP_PROCESS);
			process_name(user->process_name, one->process);
		}
		if (!is_whole(one))
			add_source(user, &one->source);
		last = one;
	}
}

/* The memberships of one group, of sorted ones. */
static struct listing slice_of(const struct listing *owned,
			       const struct sock6_membership *of)
{
	unsigned begin = 0, end = owned->count;
	struct listing slice;

	while (begin < end) {
		unsigned middle = begin + (end - begin) / 2;

		if (compare_group(&owned->list[middle], of) < 0)
			begin = middle + 1;
		else
			end = middle;
	}
	slice.list = owned->list + begin;
	slice.count = 0;
	while (begin + slice.count < owned->count &&
	       compare_group(&slice.list[slice.count], of) == 0)
		slice.count++;
	return slice;
}

/*
 * How many sockets are in a slice, or have this source of the group: one that
 * several processes share counts once.
 */
static unsigned count_sockets(const struct listing *slice,
			      const struct in6_addr *source)
{
	unsigned sockets = 0;

	for (unsigned i = 0; i < slice->count; i++) {
		const struct sock6_membership *one = &slice->list[i];
		int is_new = !source ||
			     memcmp(source, &one->source, sizeof(*source)) == 0;

		for (unsigned k = 0; k < i && is_new; k++)
			is_new = !is_same_socket(&slice->list[k], one) ||
				 (source &&
				  memcmp(&slice->list[k].source, source,
					 sizeof(*source)) != 0);
		sockets += is_new != 0;
	}
	return sockets;
}

static int is_node_of(const struct sock6_membership *group,
		      const struct sock6_interface_address *address)
{
	struct in6_addr node;

	return address->ifindex == group->ifindex &&
	       sock6_multicast_solicited_node(&node, &address->address) == 0 &&
	       memcmp(&node, &group->group, sizeof(node)) == 0;
}

/* How often the system itself joins: a solicited-node group once for each of
 * its addresses (RFC 4291, 2.7.1), others once. */
static unsigned joins_of_system(const struct lists *lists,
				const struct sock6_membership *group)
{
	unsigned joins = 0;

	if (!group_is_of_system(&group->group))
		return 0;
	for (unsigned i = 0; i < lists->address_count; i++)
		joins += is_node_of(group, &lists->addresses[i]) != 0;
	return joins ? joins : 1;
}

static void add_system(struct group_users *users, const struct lists *lists,
		       const struct sock6_membership *group)
{
	struct group_user *user = add_user(users, group, GROUP_SYSTEM);

	for (unsigned i = 0; i < lists->address_count; i++)
		if (is_node_of(group, &lists->addresses[i]))
			add_address(&user->addresses, &user->address_count,
				    &lists->addresses[i].address);
}

/* Whether every process could be looked into. */
static int is_complete(const struct group_users *users)
{
	return users->hidden == 0 && users->owner_status == 0;
}

/* Those of a group that no process has told of. */
static void add_rest(struct group_users *users, const struct lists *lists,
		     const struct sock6_membership *group, unsigned sockets)
{
	unsigned own = joins_of_system(lists, group);
	struct sock6_membership rest = *group;

	if (own > sockets || is_complete(users))
		own = sockets;
	rest.sockets = own;
	if (own)
		add_system(users, lists, &rest);
	rest.sockets = sockets - own;
	if (rest.sockets)
		add_user(users, &rest, GROUP_HIDDEN);
}

/* A source that more sockets have than processes have told of. */
static void add_rest_of_source(struct group_users *users,
			       const struct sock6_membership *one,
			       unsigned sockets)
{
	const enum group_owner owner =
		is_complete(users) ? GROUP_SYSTEM : GROUP_HIDDEN;
	struct group_user *last =
		users->count ? &users->list[users->count - 1] : NULL;

	if (!last || last->owner != owner ||
	    compare_group(&last->of, one) != 0) {
		last = add_user(users, one, owner);
		last->of.sockets = sockets;
	}
	last->of.mode = one->mode;
	add_source(last, &one->source);
}

static void add_others(struct group_users *users, const struct lists *lists)
{
	for (unsigned i = 0; i < lists->groups.count; i++) {
		const struct sock6_membership *one = &lists->groups.list[i];
		struct listing slice = slice_of(&lists->owned, one);
		unsigned told = count_sockets(
			&slice, is_whole(one) ? NULL : &one->source);

		if (one->sockets <= told)
			continue;
		if (is_whole(one))
			add_rest(users, lists, one, one->sockets - told);
		else
			add_rest_of_source(users, one, one->sockets - told);
	}
}

int group_user_compare(const struct group_user *a, const struct group_user *b)
{
	int order = compare_group(&a->of, &b->of);

	if (order)
		return order;
	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	if (a->of.process != b->of.process)
		return a->of.process < b->of.process ? -1 : 1;
	if (a->of.descriptor != b->of.descriptor)
		return a->of.descriptor < b->of.descriptor ? -1 : 1;
	if (a->of.socket_number != b->of.socket_number)
		return a->of.socket_number < b->of.socket_number ? -1 : 1;
	return 0;
}

static int compare_users(const void *left, const void *right)
{
	return group_user_compare(left, right);
}

int group_user_is_same(const struct group_user *a, const struct group_user *b)
{
	return a->of.mode == b->of.mode && a->of.sockets == b->of.sockets &&
	       a->source_count == b->source_count &&
	       (a->source_count == 0 ||
		memcmp(a->sources, b->sources,
		       a->source_count * sizeof(*a->sources)) == 0);
}

static int is_same_list(const struct listing *a, const struct listing *b)
{
	if (a->count != b->count)
		return 0;
	for (unsigned i = 0; i < a->count; i++)
		if (compare_group(&a->list[i], &b->list[i]) != 0 ||
		    memcmp(&a->list[i].source, &b->list[i].source,
			   sizeof(a->list[i].source)) != 0 ||
		    a->list[i].sockets != b->list[i].sockets)
			return 0;
	return 1;
}

/*
 * What was joined or left while processes told of theirs would be taken for the
 * system's own, so groups are read before and after; a host on which they never
 * stand still is told as it is.
 */
static int read_lists(struct lists *lists, struct group_users *users)
{
	struct listing after;
	int status = 0, is_still = 0;

	for (int i = 0; i < TRIES && !is_still && status == 0; i++) {
		free(lists->groups.list);
		free(lists->owned.list);
		memset(lists, 0, sizeof(*lists));
		status = read_list(&lists->groups, NULL, list_groups);
		if (status < 0)
			break;
		users->owner_status =
			read_list(&lists->owned, &users->hidden, list_owners);
		status = read_list(&after, NULL, list_groups);
		is_still = status == 0 && is_same_list(&lists->groups, &after);
		free(after.list);
	}
	return status < 0 ? status : read_addresses(lists);
}

static void free_lists(struct lists *lists)
{
	free(lists->groups.list);
	free(lists->owned.list);
	free(lists->addresses);
}

int group_users_read(struct group_users *users)
{
	struct lists lists = { 0 };
	int status;

	memset(users, 0, sizeof(*users));
	status = read_lists(&lists, users);
	if (status == 0) {
		/* Each entry makes one user, or two. */
		users->list =
			allocate(2 * lists.groups.count + lists.owned.count,
				 sizeof(*users->list));
		qsort(lists.owned.list, lists.owned.count,
		      sizeof(*lists.owned.list), compare_owned);
		add_processes(users, &lists.owned);
		add_others(users, &lists);
		qsort(users->list, users->count, sizeof(*users->list),
		      compare_users);
	}
	free_lists(&lists);
	return status;
}

void group_user_free(struct group_user *user)
{
	free(user->sources);
	free(user->addresses);
}

void group_users_free(struct group_users *users)
{
	for (unsigned i = 0; i < users->count; i++)
		group_user_free(&users->list[i]);
	free(users->list);
	memset(users, 0, sizeof(*users));
}
