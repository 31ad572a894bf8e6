/* SPDX-License-Identifier: MIT */
/* Memberships as values: joined at most once, left, joined again by name, and
 * held against a datagram. */
#include "sock6/membership.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "group.h"
#include "system.h"

_Static_assert(sizeof(struct sock6_membership) == 320 &&
		       offsetof(struct sock6_membership, interface) == 64,
	       "the layout is the same everywhere");

/* What joins and leaves a kind of membership, and how the system says that it
 * was joined before. */
struct kind {
	uint8_t join;
	uint8_t leave;
	int16_t joined_before;
};

static const struct kind whole_group = { SOCK6__GROUP_JOIN, SOCK6__GROUP_LEAVE,
					 -EADDRINUSE };
static const struct kind joined_source = { SOCK6__SOURCE_JOIN,
					   SOCK6__SOURCE_LEAVE,
					   -EADDRNOTAVAIL };
static const struct kind blocked_source = { SOCK6__SOURCE_BLOCK,
					    SOCK6__SOURCE_UNBLOCK,
					    -EADDRNOTAVAIL };

static int is_for_every_source(const struct sock6_membership *membership)
{
	return sock6_address_is_unspecified(&membership->source);
}

/* NULL where it is none. */
static const struct kind *kind_of(const struct sock6_membership *membership)
{
	if (!sock6__is_group(&membership->group))
		return NULL;
	if (membership->mode == SOCK6_EXCLUDE &&
	    is_for_every_source(membership))
		return &whole_group;
	if (!sock6__is_source(&membership->source))
		return NULL;
	if (membership->mode == SOCK6_EXCLUDE)
		return &blocked_source;
	return membership->mode == SOCK6_INCLUDE ? &joined_source : NULL;
}

static int change(sock6_fd fd, enum sock6__group_operation operation,
		  const struct sock6_membership *membership)
{
	return sock6__system_group(
		fd, operation, membership->ifindex, &membership->group,
		is_for_every_source(membership) ? NULL : &membership->source);
}

/* The mode in which the group is joined, or a negative errno value. */
static int joined_mode(sock6_fd fd, const struct sock6_membership *membership)
{
	int mode;
	int status = sock6__system_source_filter_get(
		fd, membership->ifindex, &membership->group, &mode, NULL, 0);

	return status < 0 ? status : mode;
}

/* A group is in use also where it was joined for sources only. */
static int is_joined_so(sock6_fd fd, const struct sock6_membership *membership)
{
	int mode = joined_mode(fd, membership);

	if (mode < 0)
		return mode;
	return (uint32_t)mode == membership->mode ? 1 : -EINVAL;
}

/* Linux would turn a membership for every source into one for this source,
 * and the value that stands for it would no longer be true. */
static int join(sock6_fd fd, const struct sock6_membership *membership)
{
	const struct kind *kind = kind_of(membership);
	int status;

	if (kind == &joined_source &&
	    joined_mode(fd, membership) == SOCK6_EXCLUDE)
		return -EINVAL;
	status = change(fd, kind->join, membership);
	return status == kind->joined_before ? is_joined_so(fd, membership)
					     : status;
}

static int is_named(const struct sock6_membership *membership)
{
	return membership->interface[0] != '\0';
}

static int is_terminated(const struct sock6_membership *membership)
{
	return memchr(membership->interface, '\0',
		      sizeof(membership->interface)) != NULL;
}

/* Index and name, of which one is given. */
static int find_interface(struct sock6_membership *membership)
{
	char name[SOCK6_INTERFACE_NAME_SIZE] = { 0 };
	int status;

	if (membership->ifindex == 0)
		return sock6__system_interface_index(&membership->ifindex,
						     membership->interface);
	if (is_named(membership))
		return 0;
	status = sock6__system_interface_name(name, membership->ifindex);
	if (status == 0)
		memcpy(membership->interface, name, sizeof(name));
	return status;
}

int sock6_membership_join(sock6_fd fd, struct sock6_membership *membership)
{
	struct sock6_membership full;
	int status;

	if (!membership || !kind_of(membership) || !is_terminated(membership) ||
	    (membership->ifindex == 0 && !is_named(membership)))
		return -EINVAL;
	full = *membership;
	status = find_interface(&full);
	if (status == 0)
		status = join(fd, &full);
	if (status >= 0)
		*membership = full;
	return status;
}

int sock6_membership_leave(sock6_fd fd,
			   const struct sock6_membership *membership)
{
	if (!membership || !kind_of(membership) || membership->ifindex == 0)
		return -EINVAL;
	return change(fd, kind_of(membership)->leave, membership);
}

int sock6_membership_rejoin(sock6_fd fd, struct sock6_membership *membership)
{
	struct sock6_membership moved;
	int status;

	if (!membership || !kind_of(membership) || !is_terminated(membership) ||
	    !is_named(membership))
		return -EINVAL;
	moved = *membership;
	status = sock6__system_interface_index(&moved.ifindex, moved.interface);
	if (status == 0)
		status = join(fd, &moved);
	if (status < 0)
		return status;
	/* What is left of an interface that is gone costs memory, and has no
	 * other effect. */
	if (membership->ifindex != 0 && membership->ifindex != moved.ifindex)
		change(fd, kind_of(&moved)->leave, membership);
	*membership = moved;
	return status;
}

static int is_same(const struct in6_addr *one, const struct in6_addr *other)
{
	return memcmp(one, other, sizeof(*one)) == 0;
}

/* Whether a membership of the group itself wants a source: 1, 0, or -1 where
 * another one has to say. */
static int verdict(const struct sock6_membership *membership,
		   const struct in6_addr *source)
{
	if (is_for_every_source(membership))
		return membership->mode == SOCK6_EXCLUDE ? 1 : -1;
	if (!is_same(&membership->source, source))
		return -1;
	return membership->mode == SOCK6_INCLUDE;
}

int sock6_membership_accepts(const struct sock6_membership *memberships,
			     unsigned count,
			     const struct sock6_message *message)
{
	const uint64_t needed = SOCK6_DESTINATION | SOCK6_INTERFACE;
	const struct sock6_control *control = message->control;
	int accepted = 0;

	if (!control || (control->fields & needed) != needed)
		return -ENODATA;
	if (!sock6_address_is_multicast(&control->destination))
		return 1;
	for (unsigned i = 0; i < count; i++) {
		const struct sock6_membership *one = &memberships[i];
		int says;

		if (one->ifindex != control->ifindex ||
		    !is_same(&one->group, &control->destination))
			continue;
		says = verdict(one, &message->peer.sin6_addr);
		if (says == 0)
			return 0;
		accepted |= says == 1;
	}
	return accepted;
}
