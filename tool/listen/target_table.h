/* SPDX-License-Identifier: MIT */
/*
 * All that is listened to: one entry for each address, and for each source of a
 * group on each interface; found by where a datagram went, however many there
 * are.
 */
#ifndef TARGET_TABLE_H
#define TARGET_TABLE_H

#include <stdint.h>

#include <sock6.h>

#define TARGETS_MAXIMUM 100000
#define TARGET_NONE     UINT32_MAX
#define CHANNEL_NONE    (-1)

struct target {
	struct in6_addr address, source;
	uint32_t ifindex; /* 0: any, or the system's choice */
	uint32_t word;    /* of the command line, by which it is called */
	uint32_t next;    /* of those with the same hash */
	uint16_t port;    /* in the order of the host */
	int16_t channel;  /* that joined it */
	uint8_t has_source;
	uint8_t is_pattern; /* for every interface: others are made from it */
	uint8_t is_gone;    /* with its interface; to be joined again */
};

struct target_table {
	struct target *targets;
	uint32_t *heads; /* by hash */
	uint32_t count, room;
	const struct in6_addr *excluded; /* sources not to be heard */
	unsigned excluded_count;
};

/*
 * Adds a target, unless it says the same as one that is there, or contradicts
 * it: then that one is returned.  Else returns TARGET_NONE.
 */
uint32_t target_table_add(struct target_table *table,
			  const struct target *target);

/*
 * Whether a datagram that came to a channel was meant.  Several channels of a
 * port may hear the same group from other interfaces: it is the one's that
 * joined.
 */
int target_table_wants(const struct target_table *table,
		       const struct sock6_message *message, int channel,
		       uint16_t port);

/* Whether it names a group. */
int target_has_group(const struct target *target);

void target_table_free(struct target_table *table);

#endif
