/* SPDX-License-Identifier: MIT */
/*
 * Numbered datagrams from one socket to another, and a check that each of them
 * arrives exactly once, in order, as it was sent.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "socket/sockets.h"

#include <sched.h>

#define TRAFFIC_MOST  160 /* of this size, they fit the smallest socket buffer */
#define TRAFFIC_SIZE  100
#define TRAFFIC_SMALL 7 /* the number is in the first four bytes */

struct traffic {
	struct pair pair;
	struct sock6_io io;
	struct sock6_message messages[TRAFFIC_MOST];
	unsigned char bytes[TRAFFIC_MOST][TRAFFIC_SIZE];
	unsigned count;
	unsigned errors; /* that send_all() went over */
};

static struct traffic traffic;

/* On one processor what is sent over loopback is received in order. */
static inline void stay_on_one_processor(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET((unsigned)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static inline void traffic_fill(void)
{
	for (unsigned i = 0; i < TRAFFIC_MOST; i++) {
		memset(traffic.bytes[i], (int)i, TRAFFIC_SIZE);
		memcpy(traffic.bytes[i], &i, sizeof(i));
	}
}

/* So many messages of one size; 0 when there are no sockets. */
static inline int traffic_open(unsigned count)
{
	memset(&traffic, 0, sizeof(traffic));
	stay_on_one_processor();
	traffic_fill();
	traffic.count = count;
	if (count > TRAFFIC_MOST || !pair_open(&traffic.pair))
		return 0;
	for (unsigned i = 0; i < count; i++)
		traffic.messages[i] = outgoing(traffic.bytes[i], TRAFFIC_SIZE,
					       &traffic.pair.to, NULL);
	return 1;
}

static inline void traffic_close(void)
{
	pair_close(&traffic.pair);
}

/* Whether the next datagram is this one, whole. */
static inline int traffic_next_is(unsigned number, size_t size)
{
	unsigned char room[TRAFFIC_SIZE + 1];
	struct sock6_message message = incoming(room, sizeof(room), NULL);
	int length = receive_soon(traffic.pair.receiver, &message);
	unsigned got = ~0u;

	if (length == (int)size &&
	    memcmp(room, traffic.bytes[number], size) == 0)
		return 1;
	if (length >= (int)sizeof(got))
		memcpy(&got, room, sizeof(got));
	printf("# number %u of %zu bytes was to come, %d came of %d\n", number,
	       size, (int)got, length);
	return 0;
}

/* Nothing is left: a marker that is sent now comes next. */
static inline int traffic_is_over(void)
{
	sock6_fd other = udp_at("::1", 0);
	int ok = send_text(other, "end", &traffic.pair.to, NULL) == 3 &&
		 next_is(traffic.pair.receiver, "end");

	sock6_close(other);
	return ok;
}

/* From first on until before last; says no more after the first that fails. */
static inline void traffic_check(unsigned first, unsigned last)
{
	for (unsigned i = first; i < last; i++)
		if (!CHECK(traffic_next_is(i, traffic.messages[i].size)))
			return;
}

static inline void traffic_check_all(void)
{
	traffic_check(0, traffic.count);
	CHECK(traffic_is_over());
}

/* Sends messages from first on; the results of the prefix must be whole. */
static inline int traffic_send(unsigned first)
{
	int sent = sock6_send_batch(traffic.pair.sender, &traffic.io,
				    traffic.messages + first,
				    traffic.count - first, 0);

	for (int i = 0; i < sent; i++)
		CHECK_EQ(traffic.messages[first + (unsigned)i].size,
			 traffic.messages[first + (unsigned)i].result);
	return sent;
}

/* As a caller would: goes on behind what was sent, and over this error. */
static inline void traffic_send_all(int error)
{
	unsigned done = 0;

	traffic.errors = 0;
	for (unsigned calls = 0; done < traffic.count; calls++) {
		int sent = traffic_send(done);

		REQUIRE(sent != 0 && calls < 10 * TRAFFIC_MOST);
		if (sent < 0) {
			REQUIRE_EQ(error, sent);
			CHECK_EQ(error, traffic.messages[done].result);
			traffic.errors++;
		} else {
			done += (unsigned)sent;
		}
	}
}

#endif
