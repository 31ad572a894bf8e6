/* SPDX-License-Identifier: MIT */
/* What interfaces and addresses are like, and what an event changes. */
#include "watch_state.h"

#include <stdlib.h>
#include <string.h>

#include "report/message.h"

const char *watch_change_name(enum watch_change change)
{
	static const char *const names[] = {
		[WATCH_PRESENT] = "present",
		[WATCH_ADDED] = "added",
		[WATCH_REMOVED] = "removed",
		[WATCH_RENAMED] = "renamed",
		[WATCH_UP] = "up",
		[WATCH_DOWN] = "down",
		[WATCH_CARRIER] = "carrier",
		[WATCH_NO_CARRIER] = "no-carrier",
		[WATCH_MTU] = "mtu",
		[WATCH_TENTATIVE] = "tentative",
		[WATCH_USABLE] = "usable",
		[WATCH_DUPLICATE] = "duplicate",
		[WATCH_DEPRECATED] = "deprecated",
		[WATCH_PREFERRED] = "preferred",
	};

	return names[change];
}

/* Room for one more. */
static void *grow(void *list, unsigned count, unsigned *room, size_t size)
{
	if (count < *room)
		return list;
	*room = *room ? 2 * *room : 16;
	list = realloc(list, *room * size);
	if (!list)
		out_of_memory();
	return list;
}

static struct watch_interface *find_interface(const struct watch_state *state,
					      uint32_t index)
{
	for (unsigned i = 0; i < state->interface_count; i++)
		if (state->interfaces[i].is.index == index)
			return &state->interfaces[i];
	return NULL;
}

static struct watch_address *find_address(
	const struct watch_state *state,
	const struct sock6_interface_address *address)
{
	for (unsigned i = 0; i < state->address_count; i++) {
		struct watch_address *one = &state->addresses[i];

		if (one->is.ifindex == address->ifindex &&
		    memcmp(&one->is.address, &address->address,
			   sizeof(address->address)) == 0)
			return one;
	}
	return NULL;
}

const struct sock6_interface *watch_state_interface(
	const struct watch_state *state, uint32_t index)
{
	const struct watch_interface *found = find_interface(state, index);

	return found ? &found->is : NULL;
}

/* RFC 4429: an optimistic address may be a source while it is tentative. */
int watch_address_is_usable(const struct sock6_interface_address *address)
{
	if (address->state & SOCK6_ADDRESS_DUPLICATE)
		return 0;
	return !(address->state & SOCK6_ADDRESS_TENTATIVE) ||
	       address->state & SOCK6_ADDRESS_OPTIMISTIC;
}

static void tell_interface(const struct watch_state *state,
			   enum watch_change change,
			   const struct sock6_interface *now,
			   const struct sock6_interface *before)
{
	state->reporter.interface(state->reporter.context, change, now, before);
}

static void tell_address(const struct watch_state *state,
			 enum watch_change change,
			 const struct sock6_interface_address *now)
{
	state->reporter.address(state->reporter.context, change, now);
}

/* That an interface goes down says what its carrier does. */
static void compare_interface(const struct watch_state *state,
			      const struct sock6_interface *now,
			      const struct sock6_interface *before)
{
	const uint32_t changed = now->state ^ before->state;
	const int is_up = (now->state & SOCK6_INTERFACE_UP) != 0;

	if (strcmp(now->name, before->name) != 0)
		tell_interface(state, WATCH_RENAMED, now, before);
	if (now->mtu != before->mtu)
		tell_interface(state, WATCH_MTU, now, before);
	if (changed & SOCK6_INTERFACE_UP)
		tell_interface(state, is_up ? WATCH_UP : WATCH_DOWN, now,
			       before);
	if (is_up && changed & SOCK6_INTERFACE_RUNNING)
		tell_interface(state,
			       now->state & SOCK6_INTERFACE_RUNNING
				       ? WATCH_CARRIER
				       : WATCH_NO_CARRIER,
			       now, before);
}

static void interface_is(struct watch_state *state,
			 const struct sock6_interface *now)
{
	struct watch_interface *known = find_interface(state, now->index);
	struct sock6_interface before;

	if (!known) {
		state->interfaces =
			grow(state->interfaces, state->interface_count,
			     &state->interface_room, sizeof(*known));
		known = &state->interfaces[state->interface_count++];
		known->is = *now;
		tell_interface(state,
			       state->is_complete ? WATCH_ADDED : WATCH_PRESENT,
			       now, NULL);
	} else {
		before = known->is;
		known->is = *now;
		compare_interface(state, now, &before);
	}
	known->told = state->dump;
}

static void forget_address(struct watch_state *state,
			   struct watch_address *address)
{
	struct sock6_interface_address gone = address->is;

	*address = state->addresses[--state->address_count];
	tell_address(state, WATCH_REMOVED, &gone);
}

/* Its addresses are gone with it, whether or not that has been told. */
static void forget_interface(struct watch_state *state,
			     struct watch_interface *interface)
{
	struct sock6_interface gone = interface->is;

	for (unsigned i = state->address_count; i-- > 0;)
		if (state->addresses[i].is.ifindex == gone.index)
			forget_address(state, &state->addresses[i]);
	*interface = state->interfaces[--state->interface_count];
	tell_interface(state, WATCH_REMOVED, &gone, &gone);
}

static void compare_address(const struct watch_state *state,
			    const struct sock6_interface_address *now,
			    const struct sock6_interface_address *before)
{
	const uint32_t changed = now->state ^ before->state;
	const int was_usable = watch_address_is_usable(before);
	const int is_usable = watch_address_is_usable(now);

	if (changed & now->state & SOCK6_ADDRESS_DUPLICATE)
		tell_address(state, WATCH_DUPLICATE, now);
	else if (is_usable != was_usable)
		tell_address(state, is_usable ? WATCH_USABLE : WATCH_TENTATIVE,
			     now);
	if (changed & SOCK6_ADDRESS_DEPRECATED)
		tell_address(state,
			     now->state & SOCK6_ADDRESS_DEPRECATED
				     ? WATCH_DEPRECATED
				     : WATCH_PREFERRED,
			     now);
}

/* Lifetimes that are set anew, as each router advertisement does, are none. */
static void address_is(struct watch_state *state,
		       const struct sock6_interface_address *now)
{
	struct watch_address *known = find_address(state, now);
	struct sock6_interface_address before;

	if (!known) {
		state->addresses = grow(state->addresses, state->address_count,
					&state->address_room, sizeof(*known));
		known = &state->addresses[state->address_count++];
		known->is = *now;
		tell_address(state,
			     state->is_complete ? WATCH_ADDED : WATCH_PRESENT,
			     now);
	} else {
		before = known->is;
		known->is = *now;
		compare_address(state, now, &before);
	}
	known->told = state->dump;
}

/* What the dump has not told of is not there any more. */
static void forget_untold(struct watch_state *state)
{
	for (unsigned i = state->address_count; i-- > 0;)
		if (state->addresses[i].told != state->dump)
			forget_address(state, &state->addresses[i]);
	for (unsigned i = state->interface_count; i-- > 0;)
		if (state->interfaces[i].told != state->dump)
			forget_interface(state, &state->interfaces[i]);
	state->is_complete = 1;
}

void watch_state_apply(struct watch_state *state,
		       const struct sock6_event *event)
{
	struct watch_interface *interface;
	struct watch_address *address;

	switch (event->type) {
	case SOCK6_EVENT_INTERFACE:
		interface_is(state, &event->interface);
		break;
	case SOCK6_EVENT_INTERFACE_GONE:
		interface = find_interface(state, event->interface.index);
		if (interface)
			forget_interface(state, interface);
		break;
	case SOCK6_EVENT_ADDRESS: address_is(state, &event->address); break;
	case SOCK6_EVENT_ADDRESS_GONE:
		address = find_address(state, &event->address);
		if (address)
			forget_address(state, address);
		break;
	case SOCK6_EVENT_DUMPED:
		if (event->dump == state->dump)
			forget_untold(state);
		break;
	default: break;
	}
}

void watch_state_free(struct watch_state *state)
{
	free(state->interfaces);
	free(state->addresses);
}
