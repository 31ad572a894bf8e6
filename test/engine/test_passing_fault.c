/* SPDX-License-Identifier: MIT */
/* Faults that pass are returned as they are, behind what was sent before; a
 * caller that goes on delivers everything exactly once. */
#include "traffic.h"

#include <limits.h>

#include "injector.h"

#define COUNT 100

static const int faults[] = { -EPERM, -ENOBUFS, -EAGAIN, -EINTR, -ENETUNREACH };
enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };

/* How a batch can leave. */
static const struct way {
	const char *name;
	uint32_t off;
	int without_io;
	int no_many;
} ways[] = {
	{ "coalesced", 0, 0, 0 },
	{ "no io", 0, 1, 0 },
	{ "off = COALESCE", SOCK6_COALESCE, 0, 0 },
	{ "off = MANY", SOCK6_MANY, 0, 0 },
	{ "off = both", SOCK6_COALESCE | SOCK6_MANY, 0, 0 },
	{ "a system without many", 0, 0, 1 },
	{ "a system without many, off = COALESCE", SOCK6_COALESCE, 0, 1 },
};
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

static const struct way *way;

static int begin(void)
{
	if (!traffic_open(COUNT))
		return 0;
	traffic.io.off = way->off;
	injector = (struct injector){ .no_many = way->no_many };
	return 1;
}

static int send_from(unsigned first)
{
	return sock6_send_batch(traffic.pair.sender,
				way->without_io ? NULL : &traffic.io,
				traffic.messages + first, COUNT - first, 0);
}

/* Goes on behind what was sent and over the fault; how often it came. */
static unsigned send_all(int fault)
{
	unsigned done = 0, faults_seen = 0;

	for (unsigned calls = 0; done < COUNT && calls < 10 * COUNT; calls++) {
		int sent = send_from(done);

		if (sent > 0) {
			done += (unsigned)sent;
		} else {
			CHECK_EQ(fault, sent);
			CHECK_EQ(fault, traffic.messages[done].result);
			faults_seen++;
		}
	}
	CHECK_EQ(COUNT, done);
	return faults_seen;
}

static void every_way_delivers_everything(void)
{
	for (way = ways; way < ways + WAYS; way++) {
		REQUIRE(begin());
		CHECK_EQ(0, send_all(0));
		traffic_check_all();
		traffic_close();
	}
}

/* Packets are numbered as they reach the system.  A fault behind others ends
 * the call, and has passed when the caller goes on. */
static void a_fault_at_any_position_loses_nothing(void)
{
	for (way = ways; way < ways + WAYS; way++)
		for (unsigned at = 0; at < COUNT; at += at < 3 ? 1 : 13) {
			REQUIRE(begin());
			injector.error = faults[at % FAULTS];
			injector.at = at;
			injector.times = 1;
			send_all(injector.error);
			CHECK_EQ(0, traffic.io.resent);
			CHECK_EQ(0, traffic.io.reason);
			CHECK_EQ(0, traffic.io.retry_after);
			injector.error = 0;
			traffic_check_all();
			traffic_close();
		}
}

static void a_fault_that_stays_is_the_answer_each_time(void)
{
	for (way = ways; way < ways + WAYS; way++)
		for (int i = 0; i < FAULTS; i++) {
			REQUIRE(begin());
			injector.error = faults[i];
			injector.at = 1;
			injector.times = 3;
			CHECK_EQ(2, send_all(faults[i]));
			CHECK_EQ(3, injector.refusals);
			traffic_check_all();
			traffic_close();
		}
}

/* The first fails: nothing was sent, nothing is learnt. */
static void a_fault_of_the_first_leaves_everything_as_it_was(void)
{
	for (way = ways; way < ways + WAYS; way++)
		for (int i = 0; i < FAULTS; i++) {
			REQUIRE(begin());
			traffic.messages[1].result = 4711;
			injector.error = faults[i];
			injector.times = 1;
			CHECK_EQ(faults[i], send_from(0));
			CHECK_EQ(faults[i], traffic.messages[0].result);
			CHECK_EQ(4711, traffic.messages[1].result);
			CHECK_EQ(0, injector.packets);
			CHECK_EQ(way->off, traffic.io.off);
			CHECK_EQ(0, traffic.io.coalesced);
			CHECK(traffic_is_over());
			traffic_close();
		}
}

/* The same results as with a system that has both. */
static void a_system_without_many_gives_the_same_results(void)
{
	static int32_t results[2][COUNT];

	for (int without = 0; without < 2; without++) {
		struct way both = { "", 0, 0, without };

		way = &both;
		REQUIRE(begin());
		for (unsigned i = 0; i < COUNT; i++)
			traffic.messages[i].size = 4 + i * 7 % 90;
		CHECK_EQ(COUNT, send_from(0));
		for (unsigned i = 0; i < COUNT; i++)
			results[without][i] = traffic.messages[i].result;
		traffic_check_all();
		traffic_close();
	}
	CHECK_MEM(results[0], results[1], sizeof(results[0]));
}

/* Any number of packets may be taken at a time. */
static void partial_counts_of_the_system_lose_nothing(void)
{
	static const struct way alone = { "", SOCK6_COALESCE, 0, 0 };

	way = &alone;
	for (unsigned most = 1; most <= 64; most += most < 8 ? 1 : 9) {
		REQUIRE(begin());
		injector.most = most;
		CHECK_EQ(most, send_from(0));
		CHECK_EQ(TRAFFIC_SIZE, traffic.messages[most - 1].result);
		CHECK_EQ(0, traffic.messages[most].result);
		injector.most = 0;
		CHECK_EQ(COUNT - most, send_from(most));
		traffic_check_all();
		traffic_close();
	}
}

static void results_are_whole_for_the_prefix_only(void)
{
	static const struct way alone = { "", 0, 1, 0 };

	way = &alone;
	for (unsigned at = 1; at < 64; at += 9) {
		REQUIRE(begin());
		for (unsigned i = 0; i < COUNT; i++)
			traffic.messages[i].result = -1;
		injector.error = -ENOBUFS;
		injector.at = at;
		injector.times = ALL;
		CHECK_EQ(at, send_from(0));
		for (unsigned i = 0; i < COUNT; i++)
			CHECK_EQ(i < at ? TRAFFIC_SIZE : -1,
				 traffic.messages[i].result);
		traffic_check(0, at);
		traffic_close();
	}
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(every_way_delivers_everything);
	RUN(a_fault_at_any_position_loses_nothing);
	RUN(a_fault_that_stays_is_the_answer_each_time);
	RUN(a_fault_of_the_first_leaves_everything_as_it_was);
	RUN(a_system_without_many_gives_the_same_results);
	RUN(partial_counts_of_the_system_lose_nothing);
	RUN(results_are_whole_for_the_prefix_only);
	return check_end();
}
