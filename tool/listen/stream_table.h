/* SPDX-License-Identifier: MIT */
/*
 * The streams that a listener hears, found by what their datagrams have in
 * common.  There is an end to how many are kept: strangers can make up as many
 * as they like.
 */
#ifndef STREAM_TABLE_H
#define STREAM_TABLE_H

#include <stdint.h>

#include "stream.h"

#define STREAMS_MAXIMUM 16384

struct stream_table {
	struct stream **streams; /* in the order in which they came */
	uint32_t *heads;
	uint32_t count, room;
	uint32_t stamped, ended; /* how many of them */
	uint64_t seed;
	uint64_t unlisted; /* datagrams of streams that had no room */
	unsigned ticks;
	struct stream *latest;
};

/* What all stamped streams come to. */
struct stream_sum {
	uint64_t expected, lost, duplicates, reordered, too_late, strange;
};

/* Counts a datagram; returns its stream, or NULL where there was no room. */
struct stream *stream_table_hear(struct stream_table *table,
				 const struct stream_key *key,
				 const struct stream_datagram *datagram);

void stream_table_tick(struct stream_table *table, double seconds);
void stream_table_sum(const struct stream_table *table, struct stream_sum *sum);
void stream_table_free(struct stream_table *table);

#endif
