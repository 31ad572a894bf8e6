/* SPDX-License-Identifier: MIT */
/*
 * What sock6 bench measures: a turn fills a socket's buffer over ::1 in one of
 * several ways and drains it again, each part timed alone.
 */
#ifndef BENCH_TURN_H
#define BENCH_TURN_H

#include <stdint.h>

#include <sock6.h>

#define BENCH_BATCH        64
#define BENCH_SIZE_MAXIMUM 16384

struct bench_way {
	const char *name;
	int one_by_one;
	int connected;
	int coalesced;
};

struct bench_pair {
	const struct bench_way *way;
	sock6_fd from, to;
	size_t size;
	unsigned burst; /* datagrams that the receiver's buffer holds */
	struct sock6_io sender, receiver;
	struct sock6_control sent, came[BENCH_BATCH];
	struct sock6_message out[BENCH_BATCH], in[BENCH_BATCH];
	unsigned char *payload, *rooms;
};

/* Nanoseconds of the two parts of a turn. */
struct bench_times {
	int64_t send, receive;
};

/* 0 or a negative errno value; to be closed only when it was opened. */
int bench_pair_open(struct bench_pair *pair, const struct bench_way *way,
		    size_t size);
void bench_pair_close(struct bench_pair *pair);

/* Returns 0 or a negative errno value: -ETIMEDOUT where a datagram was lost,
 * -EBADMSG where one is not as it was sent. */
int bench_turn(struct bench_pair *pair, struct bench_times *times);

#endif
