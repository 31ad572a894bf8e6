/* SPDX-License-Identifier: MIT */
/*
 * The sockets of a listener: one for each port, and further ones where the
 * system limits what a socket may join.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdint.h>

#include <sock6.h>

#include "target_table.h"
#include "words/target.h"

#define CHANNELS 250 /* what stop_wait() takes, but for two of others */

struct channel {
	sock6_fd fd;
	uint16_t port;
	uint32_t last_drops; /* as a datagram told it */
	uint64_t drops;      /* datagrams lost for want of room, so far */
	uint64_t granted;    /* values that the system tells */
	unsigned joined;     /* memberships */
	struct sock6_io io;
};

/* What every channel of a listener shares. */
struct channel_plan {
	struct target_table table;
	const struct target_word *words;
	int64_t buffer;   /* bytes to receive into; 0: the system's choice */
	int is_strict;    /* the system must filter */
	int is_coalesced; /* runs of datagrams in one read */
	int rejoins;      /* interfaces may get another index */
};

struct channel_set {
	struct channel_plan plan;
	unsigned count;
	struct channel channels[CHANNELS];
};

/*
 * Opens what a target needs and joins it; says why not, unless it is told to be
 * quiet.  Returns OPTIONS_GO_ON, or how the command ends.
 */
int channel_join(struct channel_set *set, uint32_t target);

/* The same for all targets but patterns. */
int channel_join_all(struct channel_set *set);

/*
 * Joins again what was joined on an interface that has vanished and come back,
 * of the name.  Returns 0, or a negative status.
 */
int channel_rejoin(struct channel_set *set, uint32_t target, const char *name);

/* Takes the system's count of drops from a datagram. */
void channel_count_drops(struct channel *channel,
			 const struct sock6_control *control);

/* The same as the system has it now: also those behind the last datagram. */
void channel_read_drops(struct channel *channel);

void channel_close_all(struct channel_set *set);

#endif
