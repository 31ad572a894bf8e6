/* SPDX-License-Identifier: MIT */
/* Who is in which group: memberships of sockets, and those of nobody's. */
#ifndef GROUP_USER_H
#define GROUP_USER_H

#include <sock6.h>

#include "process/process_name.h"

enum group_owner {
	GROUP_SYSTEM,  /* the system itself */
	GROUP_PROCESS, /* a socket of a process */
	GROUP_HIDDEN   /* sockets of processes that may not be looked into */
};

struct group_user {
	/* Interface, group, mode; of a process also that, descriptor,
	 * protocol, port, number; of the others how many sockets. */
	struct sock6_membership of;
	enum group_owner owner;
	char process_name[PROCESS_NAME_SIZE];
	struct in6_addr *sources; /* let in, or kept out, by mode */
	unsigned source_count;
	struct in6_addr *addresses; /* whose solicited-node group it is */
	unsigned address_count;
};

struct group_users {
	struct group_user *list; /* by interface, group, owner, process */
	unsigned count;
	unsigned hidden;  /* processes that may not be looked into */
	int owner_status; /* negative: processes are not told */
};

/* Returns 0 or a negative errno value. */
int group_users_read(struct group_users *users);
void group_users_free(struct group_users *users);
void group_user_free(struct group_user *user);

/* The order: less than, equal to or more than 0. */
int group_user_compare(const struct group_user *a, const struct group_user *b);

/* Whether two that are equal in order have joined the same. */
int group_user_is_same(const struct group_user *a, const struct group_user *b);

#endif
