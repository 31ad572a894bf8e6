/* SPDX-License-Identifier: MIT */
/*
 * One stream of datagrams: those with the same stamp of a sender or, where they
 * have none, with the same source and destination; and all that can be said of
 * them as a whole.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdint.h>

#include <sock6.h>

#include "measure/sequence.h"
#include "measure/stamp.h"

/* Intervals that a spark line can show. */
#define STREAM_SPARKS 64

/* Different values that are counted apart. */
#define TALLY_VALUES 4

/* Without padding, as it is compared as bytes.  The addresses are part of it,
 * so that nobody else's stamps count for a stream. */
struct stream_key {
	struct in6_addr source, destination;
	uint64_t id; /* of the stamp; 0 without one */
	uint32_t ifindex;
	uint16_t source_port, port; /* in the order of the host */
};

/* How often each value came. */
struct tally {
	uint64_t counts[TALLY_VALUES], others;
	uint8_t values[TALLY_VALUES], used;
	uint8_t last;
};

/* One-way delays in nanoseconds, as two clocks have it. */
struct delays {
	uint64_t count;
	int64_t last, minimum, maximum;
	double mean;
	double jitter; /* RFC 3550, 6.4.1 */
};

struct stream {
	struct stream_key key;
	uint64_t datagrams, bytes; /* that came, each duplicate too */
	uint64_t ends;             /* stamps that told the end */
	int64_t first, last;       /* times of arrival */
	struct sequence sequence;  /* of a stamped one */
	struct delays delays;
	struct tally classes, hops;
	uint64_t ticked, ticked_bytes;  /* at the last tick */
	double rate, bit_rate;          /* between the last two */
	double activity;                /* the rate, smoothed */
	uint32_t sparks[STREAM_SPARKS]; /* datagrams of each interval */
	uint32_t next;                  /* of those with the same hash */
	uint8_t is_stamped, has_class, has_hops;
};

/* What is to be known of a datagram. */
struct stream_datagram {
	const struct sock6_control *control;
	const struct stamp *stamp; /* NULL: it has none */
	int64_t received;
	uint64_t size;
};

void stream_hear(struct stream *stream, const struct stream_datagram *datagram);

/* A stamp has told that there will be no more. */
int stream_has_ended(const struct stream *stream);

/* Once an interval: rates, and one more spark. */
void stream_tick(struct stream *stream, unsigned spark, double seconds);

/* Over the time between the first datagram and the last. */
double stream_rate(const struct stream *stream);
double stream_bit_rate(const struct stream *stream);

/* In percent of what should have come; 0 where nothing should. */
double stream_loss(const struct stream *stream);

#endif
