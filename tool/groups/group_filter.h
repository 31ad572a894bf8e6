/* SPDX-License-Identifier: MIT */
/* Which memberships are asked for: by group, interface and process. */
#ifndef GROUP_FILTER_H
#define GROUP_FILTER_H

#include "membership/group_user.h"
#include "words/options.h"

#define GROUP_FILTER_WORDS 64

struct group_filter {
	int has_system; /* also the system's own */
	uint32_t ifindex;
	const char *process; /* a number or a name, or NULL */
	unsigned count;
	struct {
		const char *name; /* of a group, or NULL */
		struct in6_addr group;
		uint32_t ifindex;
	} words[GROUP_FILTER_WORDS];
};

/* A group by address, also with its interface, or by name. */
int group_filter_add(struct group_filter *filter, const char *word);

int group_filter_wants(const struct group_filter *filter,
		       const struct group_user *user);

#endif
