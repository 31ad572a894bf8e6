/* SPDX-License-Identifier: MIT */
/* What a script waits for: "up:eth0", "address:2001:db8::1", "group:ff02::fb". */
#ifndef WATCH_EXPECT_H
#define WATCH_EXPECT_H

#include "membership/group_user.h"
#include "watch_state.h"
#include "words/options.h"

#define WATCH_EXPECTATIONS 32

struct watch_expectation {
	const char *text; /* as it was given */
	int kind;
	struct in6_addr address;
	char interface[SOCK6_INTERFACE_NAME_SIZE]; /* name or index; or empty */
};

struct watch_expectations {
	unsigned count;
	int has_group; /* memberships have to be known */
	struct watch_expectation list[WATCH_EXPECTATIONS];
};

/* Returns as value_*() do.  An interface need not be there yet. */
int watch_expect_parse(struct watch_expectations *expectations,
		       const struct word *word);

/* Whether all are true at once. */
int watch_expect_met(const struct watch_expectations *expectations,
		     const struct watch_state *state,
		     const struct group_users *users);

/* Whether a name or an index is this interface. */
int watch_is_interface(const char *word, const char *name, uint32_t index);

#endif
