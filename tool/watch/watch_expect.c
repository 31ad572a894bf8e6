/* SPDX-License-Identifier: MIT */
/* What a script waits for, as "KIND:WHAT". */
#include "watch_expect.h"

#include <stdio.h>
#include <string.h>

#include "report/message.h"

enum {
	EXPECT_PRESENT,
	EXPECT_GONE,
	EXPECT_UP,
	EXPECT_DOWN,
	EXPECT_CARRIER,
	EXPECT_NO_CARRIER,
	EXPECT_ADDRESS,
	EXPECT_NO_ADDRESS,
	EXPECT_GROUP,
	EXPECT_NO_GROUP,
	EXPECT_END
};

static const char *const names[EXPECT_END] = {
	[EXPECT_PRESENT] = "present", [EXPECT_GONE] = "gone",
	[EXPECT_UP] = "up",           [EXPECT_DOWN] = "down",
	[EXPECT_CARRIER] = "carrier", [EXPECT_NO_CARRIER] = "no-carrier",
	[EXPECT_ADDRESS] = "address", [EXPECT_NO_ADDRESS] = "no-address",
	[EXPECT_GROUP] = "group",     [EXPECT_NO_GROUP] = "no-group",
};

static int find_kind(const char *text, size_t size)
{
	int kind = 0;

	while (kind < EXPECT_END && (strlen(names[kind]) != size ||
				     strncmp(names[kind], text, size) != 0))
		kind++;
	return kind;
}

/* The zone is kept as it is: the interface may come later. */
static int parse_address(struct watch_expectation *e, const char *text,
			 int wants_group)
{
	char plain[SOCK6_ADDRESS_TEXT_SIZE];
	const char *zone = strchr(text, '%');
	struct sockaddr_in6 address;

	snprintf(plain, sizeof(plain), "%.*s",
		 zone ? (int)(zone - text) : (int)strlen(text), text);
	if (sock6_address_parse(&address, plain, 0) < 0 || address.sin6_port ||
	    (zone && !zone[1]))
		return usage_error("--expect %s: not an address; give one such "
				   "as %s",
				   e->text,
				   wants_group ? "group:ff02::fb%eth0"
					       : "address:2001:db8::1");
	if (sock6_address_is_multicast(&address.sin6_addr) != wants_group)
		return usage_error("--expect %s: %s; give %s", e->text,
				   wants_group ? "not a group"
					       : "a group is no address of an "
						 "interface",
				   wants_group ? "group:ff02::fb%eth0"
					       : "group:GROUP");
	e->address = address.sin6_addr;
	if (zone)
		snprintf(e->interface, sizeof(e->interface), "%s", zone + 1);
	return OPTIONS_GO_ON;
}

static int parse_interface(struct watch_expectation *e, const char *text)
{
	if (!*text || strlen(text) >= sizeof(e->interface))
		return usage_error("--expect %s: no interface; give one such "
				   "as %s:eth0",
				   e->text, names[e->kind]);
	snprintf(e->interface, sizeof(e->interface), "%s", text);
	return OPTIONS_GO_ON;
}

int watch_expect_parse(struct watch_expectations *expectations,
		       const struct word *word)
{
	const char *colon = strchr(word->text, ':');
	struct watch_expectation *e = &expectations->list[expectations->count];

	if (expectations->count == WATCH_EXPECTATIONS)
		return usage_error("--expect %s: too many; give %d at most",
				   word->text, WATCH_EXPECTATIONS);
	e->text = word->text;
	e->kind = colon ? find_kind(word->text, (size_t)(colon - word->text))
			: EXPECT_END;
	if (e->kind == EXPECT_END)
		return usage_error("--expect %s: no such condition; give "
				   "up:eth0, down:, carrier:, no-carrier:, "
				   "present: or gone: an interface, "
				   "address:2001:db8::1 or no-address:, "
				   "group:ff02::fb or no-group:",
				   word->text);
	expectations->count++;
	if (e->kind < EXPECT_ADDRESS)
		return parse_interface(e, colon + 1);
	expectations->has_group |= e->kind >= EXPECT_GROUP;
	return parse_address(e, colon + 1, e->kind >= EXPECT_GROUP);
}

int watch_is_interface(const char *word, const char *name, uint32_t index)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", (unsigned)index);
	return !*word || strcmp(word, name) == 0 || strcmp(word, number) == 0;
}

static const struct sock6_interface *interface_of(
	const struct watch_expectation *e, const struct watch_state *state)
{
	for (unsigned i = 0; i < state->interface_count; i++) {
		const struct sock6_interface *one = &state->interfaces[i].is;

		if (watch_is_interface(e->interface, one->name, one->index))
			return one;
	}
	return NULL;
}

static int has_address(const struct watch_expectation *e,
		       const struct watch_state *state, int must_be_usable)
{
	for (unsigned i = 0; i < state->address_count; i++) {
		const struct sock6_interface_address *one =
			&state->addresses[i].is;
		const struct sock6_interface *interface =
			watch_state_interface(state, one->ifindex);

		if (memcmp(&one->address, &e->address, sizeof(e->address)) ==
			    0 &&
		    interface &&
		    watch_is_interface(e->interface, interface->name,
				       interface->index) &&
		    (!must_be_usable || watch_address_is_usable(one)))
			return 1;
	}
	return 0;
}

static int has_group(const struct watch_expectation *e,
		     const struct group_users *users)
{
	for (unsigned i = 0; i < users->count; i++) {
		const struct sock6_membership *of = &users->list[i].of;

		if (memcmp(&of->group, &e->address, sizeof(e->address)) == 0 &&
		    watch_is_interface(e->interface, of->interface,
				       of->ifindex))
			return 1;
	}
	return 0;
}

static int is_in_state(const struct watch_expectation *e,
		       const struct watch_state *state)
{
	const struct sock6_interface *is = interface_of(e, state);
	const uint32_t flags = is ? is->state : 0;

	switch (e->kind) {
	case EXPECT_PRESENT: return is != NULL;
	case EXPECT_GONE: return !is;
	case EXPECT_UP: return (flags & SOCK6_INTERFACE_UP) != 0;
	case EXPECT_DOWN: return is && !(flags & SOCK6_INTERFACE_UP);
	case EXPECT_CARRIER: return (flags & SOCK6_INTERFACE_RUNNING) != 0;
	default: return is && !(flags & SOCK6_INTERFACE_RUNNING);
	}
}

static int is_met(const struct watch_expectation *e,
		  const struct watch_state *state,
		  const struct group_users *users)
{
	switch (e->kind) {
	case EXPECT_ADDRESS: return has_address(e, state, 1);
	case EXPECT_NO_ADDRESS: return !has_address(e, state, 0);
	case EXPECT_GROUP: return has_group(e, users);
	case EXPECT_NO_GROUP: return !has_group(e, users);
	default: return is_in_state(e, state);
	}
}

int watch_expect_met(const struct watch_expectations *expectations,
		     const struct watch_state *state,
		     const struct group_users *users)
{
	for (unsigned i = 0; i < expectations->count; i++)
		if (!is_met(&expectations->list[i], state, users))
			return 0;
	return expectations->count > 0;
}
