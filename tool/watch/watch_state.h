/* SPDX-License-Identifier: MIT */
/*
 * What interfaces and addresses are like, as a monitor tells: what an event
 * changes is found by comparing.
 */
#ifndef WATCH_STATE_H
#define WATCH_STATE_H

#include <sock6.h>

enum watch_change {
	WATCH_PRESENT, /* was there before anyone watched */
	WATCH_ADDED,
	WATCH_REMOVED,
	WATCH_RENAMED,
	WATCH_UP,
	WATCH_DOWN,
	WATCH_CARRIER,
	WATCH_NO_CARRIER,
	WATCH_MTU,
	WATCH_TENTATIVE,
	WATCH_USABLE,
	WATCH_DUPLICATE,
	WATCH_DEPRECATED,
	WATCH_PREFERRED
};

struct watch_interface {
	struct sock6_interface is;
	uint32_t told; /* the dump that told of it last */
};

struct watch_address {
	struct sock6_interface_address is;
	uint32_t told;
};

/* What is told; before is what it was like, and NULL where it was not there. */
struct watch_reporter {
	void (*interface)(void *context, enum watch_change change,
			  const struct sock6_interface *now,
			  const struct sock6_interface *before);
	void (*address)(void *context, enum watch_change change,
			const struct sock6_interface_address *now);
	void *context;
};

struct watch_state {
	struct watch_reporter reporter;
	struct watch_interface *interfaces;
	struct watch_address *addresses;
	unsigned interface_count, interface_room;
	unsigned address_count, address_room;
	uint32_t dump;   /* the number of the last one */
	int is_complete; /* a first dump has told all */
};

/* The name of a change: "up", "no-carrier". */
const char *watch_change_name(enum watch_change change);

void watch_state_apply(struct watch_state *state,
		       const struct sock6_event *event);
void watch_state_free(struct watch_state *state);

/* NULL where there is none. */
const struct sock6_interface *watch_state_interface(
	const struct watch_state *state, uint32_t index);

/* Whether an address can be a source: neither tentative nor a duplicate. */
int watch_address_is_usable(const struct sock6_interface_address *address);

#endif
