/* SPDX-License-Identifier: MIT */
/* What to listen to, from the words of the command line. */
#ifndef TARGET_H
#define TARGET_H

#include <stdint.h>

#include <sock6.h>

#include "address_range.h"

/* Linux lets a socket join 64 sources of a group as it comes. */
#define TARGET_SOURCES 512

/* One word: groups, sources in groups, addresses, or a port. */
struct target_word {
	const char *text;
	struct address_range range;
	uint32_t ifindex; /* 0: any, or the system's choice */
	uint16_t port;    /* in the order of the host */
	uint16_t source_count;
	struct in6_addr *sources; /* of each group; free() */
};

struct target_defaults {
	uint16_t port;
	uint32_t ifindex;
};

/*
 * "[SOURCE,...@]GROUP[+N][%if][:port]", "ADDRESS", "PORT"; returns as value_*()
 * do.
 */
int target_parse(struct target_word *word, const char *text,
		 const struct target_defaults *defaults);

int target_is_group(const struct target_word *word);

#endif
