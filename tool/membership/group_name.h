/* SPDX-License-Identifier: MIT */
/* Groups by the names that people know them by. */
#ifndef GROUP_NAME_H
#define GROUP_NAME_H

#include <netinet/in.h>
#include <stddef.h>

#define GROUP_NAME_SIZE 40

/*
 * "all-nodes", "mdns", "solicited-node", "source-specific"; "" where there is
 * nothing to say but the address.
 */
const char *group_name(char text[GROUP_NAME_SIZE],
		       const struct in6_addr *group);

/* Whether some group has the name. */
int group_name_exists(const char *name);

/* Whether a system joins it by itself, as host or as router. */
int group_is_of_system(const struct in6_addr *group);

#endif
