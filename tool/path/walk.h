/* SPDX-License-Identifier: MIT */
/*
 * A walk along a path: probes with hop limits of 1, 2, 3 ..., many at once, and
 * what each hop has answered.
 *
 * The path ends at the first hop where the destination answered or, where it
 * never does, where a router refused.  Probes that had been sent to hops beyond
 * count for that one: they came as far as it, and no further.
 *
 * Systems answer with so many errors a second, and a host whose measure is full
 * looks like silent routers in front of it.  So no more hops are asked at first
 * than follow closely on one that has answered, and silent ones before the end
 * are asked once more when that second has passed.
 */
#ifndef WALK_H
#define WALK_H

#include <stdint.h>

#include "probe.h"

#define WALK_HOPS           255
#define WALK_EXTENSION_SIZE 256

enum walk_state { WALK_WAITS, WALK_ANSWERED, WALK_LOST };

/* One probe. */
struct walk_sample {
	uint8_t hop;
	uint8_t state;
	uint8_t is_spare; /* was sent beyond the end, and is not needed there */
	uint8_t is_alone; /* was sent to a doubtful hop, after a pause */
	int64_t due;      /* when it is given up */
	int64_t sent, sent_clock; /* monotonic, and since 1970 */
	int64_t round_trip;
	struct probe_answer answer;
	uint8_t *extension; /* what answer.extension points at */
};

struct walk {
	/* given */
	struct probe_socket *socket;
	unsigned first, last; /* hops */
	unsigned count;       /* probes a hop */
	unsigned parallel;    /* probes that wait for an answer at once */
	size_t size;          /* of the packets */
	int64_t interval;     /* from one probe to the next, at the least */
	int64_t patience;     /* 0: until nothing can be expected any more */
	int64_t deadline;     /* in the time of sock6_now() */
	int is_thorough;      /* doubtful hops are asked once more */
	/* Called when there may be something new to show. */
	void (*show)(struct walk *walk, void *context);
	void *context;

	/* for reading */
	unsigned end;   /* the hop where the path ends; 0: not known */
	int is_reached; /* the destination is there */
	uint64_t sent, answered, duplicates;

	/* the walk's own */
	struct walk_sample *samples; /* in the order of sending */
	uint64_t first_number;       /* of the first one */
	unsigned sent_to[WALK_HOPS + 1];
	unsigned farthest; /* the last hop that has answered */
	int64_t slowest;   /* round trip */
	int64_t next;      /* not to send before */
	int64_t news;      /* when the last answer came */
};

/*
 * Until every hop has answered or been given up.  Returns 0, -EINTR if the user
 * ended it, -ETIMEDOUT at the deadline, or what sending or receiving reported.
 */
int walk_run(struct walk *walk);
void walk_free(struct walk *walk);

/* The last hop that matters: the end, or the last one that was asked for. */
unsigned walk_last(const struct walk *walk);

/* The first hop where this address has answered; 0: none. */
unsigned walk_find(const struct walk *walk, const struct in6_addr *address);

/* Steps through the probes that count for a hop; index is 0 at first. */
const struct walk_sample *walk_next(const struct walk *walk, unsigned hop,
				    unsigned *index);

/*
 * The hop that has to be asked once more before it is known where the path
 * ends; 0: none.
 */
unsigned walk_doubtful(const struct walk *walk);

/* The most of such probes: each halves what is in doubt. */
#define WALK_DOUBTS 16

/* Whether no more can come of a hop. */
int walk_is_complete(const struct walk *walk, unsigned hop);

#endif
