/* SPDX-License-Identifier: MIT */
/* sock6 watch: what it was told to do, and what it knows. */
#ifndef WATCH_H
#define WATCH_H

#include <stdint.h>

#include <sock6.h>

#include "membership/group_user.h"
#include "watch_expect.h"
#include "watch_state.h"

enum { WATCH_INTERFACES = 1, WATCH_ADDRESSES = 2, WATCH_MEMBERSHIPS = 4 };

struct watch {
	int64_t count; /* 0: no limit */
	int64_t lasting, interval, buffer;
	const char *interface; /* "": all */
	unsigned only;
	int is_only; /* --only was given */
	int is_quiet, has_initial;
	struct watch_expectations expectations;

	sock6_fd fd;
	struct watch_state state;
	struct group_users users;
	int knows_users, is_announced;
	int64_t began, deadline;
	int64_t looked, look; /* at memberships: when, and when again */
	int64_t pause;        /* at the least between two looks */
	uint64_t events, lost;
	unsigned char room[4 * SOCK6_MONITOR_ROOM];
};

/* Counts a change of a kind, and tells whether it is to be printed; what was
 * there before is no event. */
int watch_wants(struct watch *w, unsigned kind, int is_present,
		const char *interface, uint32_t index);

/* Whether memberships are looked at. */
int watch_has_users(const struct watch *w);

/* Reports what has changed since the last look, and plans the next one.
 * Returns 0 or a negative errno value. */
int watch_users_look(struct watch *w);

/* What changes an interface often changes memberships. */
void watch_users_look_soon(struct watch *w);

#endif
