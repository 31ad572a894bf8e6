/* SPDX-License-Identifier: MIT */
/* What to listen to: a group, a source in a group, an address, or a port. */
#ifndef TARGET_H
#define TARGET_H

#include <stdint.h>

#include <sock6.h>

struct target {
	const char *text; /* as it was given */
	struct in6_addr address;
	uint32_t ifindex; /* 0: any, or the system's choice */
	uint16_t port;    /* in the order of the host */
	uint16_t has_source;
	struct in6_addr source;
};

struct target_defaults {
	uint16_t port;
	uint32_t ifindex;
};

/* "[SOURCE@]GROUP[%if][:port]", "ADDRESS", "PORT"; returns as value_*() do. */
int target_parse(struct target *target, const char *text,
		 const struct target_defaults *defaults);

/* Refuses targets that say the same twice, or contradict each other. */
int target_check(const struct target *targets, unsigned count);

/* Whether a datagram with these values was meant. */
int target_matches(const struct target *target,
		   const struct sock6_control *control);

int target_is_group(const struct target *target);

#endif
