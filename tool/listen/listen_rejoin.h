/* SPDX-License-Identifier: MIT */
/*
 * Interfaces that vanish, come back, or are new, while sock6 listen goes on:
 * what was joined on them is joined again.
 */
#ifndef LISTEN_REJOIN_H
#define LISTEN_REJOIN_H

#include <stdint.h>

#include <sock6.h>

struct listener;
struct place;

struct rejoin {
	sock6_fd monitor; /* -1: there is none */
	uint32_t dump;    /* number of the last one; 0: there was none */
	struct place *places;
	unsigned count, room;
};

/* Watches from now on; before anything is joined, so that nothing is missed.
 * Returns OPTIONS_GO_ON, or how the command ends. */
int rejoin_begin(struct listener *l);

/* Learns what there is to be told; returns 0, or a negative status. */
int rejoin_hear(struct listener *l);

void rejoin_end(struct listener *l);

#endif
