/* SPDX-License-Identifier: MIT */
/* A run that is refused leaves as single datagrams: nothing is lost, nothing
 * is sent twice, and what was learnt can be read. */
#include "traffic.h"

#include <limits.h>

#include "injector.h"

#define COUNT 130

static const int refusals[] = { -EINVAL, -EIO, -EMSGSIZE };

static int begin(unsigned count)
{
	injector = (struct injector){ .times = 0 };
	return traffic_open(count);
}

static void refuse_runs(int error, unsigned at, unsigned times)
{
	injector = (struct injector){
		.error = error, .at = at, .times = times, .runs_only = 1
	};
}

static void unrefused_runs_leave_in_one_call(void)
{
	REQUIRE(begin(COUNT));
	traffic_send_all(0);
	CHECK_EQ(1, injector.calls);
	CHECK_EQ(3, injector.runs);
	CHECK_EQ(COUNT, traffic.io.coalesced);
	CHECK_EQ(0, traffic.io.resent);
	traffic_check_all();
	traffic_close();
}

/* Behind others, a run is refused twice: the first time it ends the call. */
static void all_arrive_whichever_run_is_refused_and_how(void)
{
	for (int i = 0; i < 3; i++)
		for (unsigned at = 0; at < 3; at++) {
			unsigned times = at ? 2 : 1;

			REQUIRE(begin(COUNT));
			refuse_runs(refusals[i], at, times);
			traffic_send_all(0);
			CHECK_EQ(0, traffic.errors);
			CHECK_EQ(times, injector.refusals);
			CHECK_EQ(refusals[i], traffic.io.reason);
			CHECK_EQ(at < 2 ? 64 : 2, traffic.io.resent);
			CHECK_EQ(at * 64, traffic.io.coalesced);
			traffic_check_all();
			traffic_close();
		}
}

static void the_next_runs_leave_singly(void)
{
	REQUIRE(begin(COUNT));
	refuse_runs(-EIO, 0, ALL);
	traffic_send_all(0);
	CHECK_EQ(1, injector.refusals);
	CHECK_EQ(0, injector.runs);
	CHECK_EQ(COUNT, injector.packets);
	CHECK_EQ(0, traffic.io.coalesced);
	CHECK_EQ(64, traffic.io.resent);
	CHECK_EQ(0, traffic.io.off);
	CHECK_EQ(0, traffic.io.segment_limit);
	CHECK(traffic.io.retry_after > 100);
	traffic_check_all();
	traffic_close();
}

/* Every way is tried again: the refusal may have been of one route only. */
static void runs_come_back_when_the_count_has_run_down(void)
{
	REQUIRE(begin(COUNT));
	refuse_runs(-EIO, 0, 1);
	CHECK(traffic_send(0) > 0);
	traffic_check_all();
	traffic.io.retry_after = 2;
	injector.packets = 0;
	traffic_send_all(0);
	CHECK_EQ(128 + 1, injector.packets);
	CHECK_EQ(1, injector.runs);
	CHECK_EQ(0, traffic.io.retry_after);
	traffic_check_all();
	traffic_close();
}

/* What fits every path cannot have been too long. */
static void a_size_that_fits_every_path_is_not_taken_for_the_cause(void)
{
	for (int i = 0; i < 3; i++) {
		REQUIRE(begin(4));
		refuse_runs(refusals[i], 0, 1);
		traffic_send_all(0);
		CHECK_EQ(0, traffic.io.segment_limit);
		CHECK(traffic.io.retry_after > 0);
		traffic_check_all();
		traffic_close();
	}
}

static unsigned char long_bytes[20][1400];

static void send_long(size_t size, unsigned count)
{
	struct sock6_message room = incoming(NULL, 0, NULL);

	for (unsigned i = 0; i < count; i++)
		traffic.messages[i] =
			outgoing(long_bytes[i], size, &traffic.pair.to, NULL);
	traffic.count = count;
	CHECK_EQ(count, traffic_send(0));
	for (unsigned i = 0; i < count; i++)
		CHECK_EQ(0, receive_soon(traffic.pair.receiver, &room));
}

static void a_limit_is_learnt_where_the_size_may_be_at_fault(void)
{
	REQUIRE(begin(4));
	injector = (struct injector){
		.error = -EINVAL, .times = ALL, .runs_only = 1, .size = 1300
	};
	send_long(1400, 4);
	CHECK_EQ(1399, traffic.io.segment_limit);
	CHECK_EQ(0, traffic.io.retry_after);
	CHECK_EQ(-EINVAL, traffic.io.reason);
	CHECK_EQ(4, traffic.io.resent);
	send_long(1400, 4);
	CHECK_EQ(1, injector.refusals);
	send_long(1300, 4);
	CHECK_EQ(1, injector.runs);
	CHECK_EQ(1399, traffic.io.segment_limit);
	send_long(1399, 4);
	CHECK_EQ(1398, traffic.io.segment_limit);
	traffic_close();
}

/* Offloading that fails in the adapter says nothing of the size. */
static void an_io_error_is_not_taken_for_the_size(void)
{
	REQUIRE(begin(4));
	refuse_runs(-EIO, 0, 1);
	send_long(1400, 4);
	CHECK_EQ(0, traffic.io.segment_limit);
	CHECK(traffic.io.retry_after > 0);
	traffic_close();
}

static void the_limits_of_ipv4_are_those_of_ipv4(void)
{
	struct sockaddr_in6 to;

	REQUIRE(begin(4));
	pair_close(&traffic.pair);
	REQUIRE(pair_open_at(&traffic.pair, "::ffff:127.0.0.1",
			     SOCK6_DUAL_STACK));
	refuse_runs(-EMSGSIZE, 0, 1);
	send_long(549, 4);
	CHECK_EQ(548, traffic.io.segment_limit);
	to = traffic.pair.to;
	CHECK(sock6_address_is_mapped(&to.sin6_addr));
	traffic_close();
}

/* When the first datagram fails on its own as well, it was not the run. */
static void a_fault_of_the_datagrams_switches_nothing_off(void)
{
	for (int i = 0; i < 3; i++) {
		REQUIRE(begin(10));
		injector =
			(struct injector){ .error = refusals[i], .times = 2 };
		CHECK_EQ(refusals[i], traffic_send(0));
		CHECK_EQ(refusals[i], traffic.messages[0].result);
		CHECK_EQ(2, injector.refusals);
		CHECK_EQ(0, injector.packets);
		CHECK_EQ(0, traffic.io.off);
		CHECK_EQ(0, traffic.io.segment_limit);
		CHECK_EQ(0, traffic.io.retry_after);
		CHECK_EQ(0, traffic.io.resent);
		CHECK_EQ(0, traffic.io.refused);
		traffic_send_all(0);
		CHECK_EQ(1, injector.runs);
		traffic_check_all();
		traffic_close();
	}
}

/* The second single one fails: the first counts, the rest comes later. */
static void a_resending_that_stops_goes_on_where_it_stopped(void)
{
	for (unsigned at = 1; at < 10; at++) {
		REQUIRE(begin(10));
		refuse_runs(-EIO, 0, 1);
		injector.most = at;
		CHECK_EQ(at, traffic_send(0));
		CHECK_EQ(at, traffic.io.resent);
		injector = (struct injector){ .times = 0 };
		for (unsigned i = 0; i < at; i++)
			CHECK_EQ(TRAFFIC_SIZE, traffic.messages[i].result);
		CHECK_EQ(10 - at, traffic_send(at));
		traffic_check_all();
		traffic_close();
	}
}

static void without_an_io_a_ready_made_run_is_taken_apart_each_time(void)
{
	struct sock6_message run;

	REQUIRE(begin(10));
	refuse_runs(-EIO, 0, ALL);
	run = outgoing(traffic.bytes, 10 * TRAFFIC_SIZE, &traffic.pair.to,
		       NULL);
	run.segment_size = TRAFFIC_SIZE;
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, NULL, &run, 1,
					     0));
		CHECK_EQ(10 * TRAFFIC_SIZE, run.result);
		traffic_check_all();
	}
	CHECK_EQ(2, injector.refusals);
	traffic_close();
}

static void a_ready_made_run_above_the_limit_is_refused_only_once(void)
{
	static unsigned char bytes[5 * 1400];
	struct sock6_message run;

	REQUIRE(begin(0));
	refuse_runs(-EMSGSIZE, 0, ALL);
	run = outgoing(bytes, sizeof(bytes), &traffic.pair.to, NULL);
	run.segment_size = 1400;
	for (int i = 0; i < 3; i++)
		CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, &traffic.io,
					     &run, 1, 0));
	CHECK_EQ(1, injector.refusals);
	CHECK_EQ(1399, traffic.io.segment_limit);
	traffic_close();
}

/* 100 datagrams of 50 bytes: of the second part no more than some are taken. */
static void a_ready_made_run_that_is_left_in_the_middle_goes_on_there(void)
{
	struct sock6_message run;
	unsigned taken;

	for (unsigned most = 1; most < 64; most += 6) {
		REQUIRE(begin(100));
		run = outgoing(traffic.bytes, 100 * TRAFFIC_SIZE,
			       &traffic.pair.to, NULL);
		run.segment_size = TRAFFIC_SIZE;
		injector.most = most;
		traffic.io.off = SOCK6_COALESCE;
		CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, &traffic.io,
					     &run, 1, 0));
		REQUIRE_EQ(most * TRAFFIC_SIZE, run.result);
		taken = (unsigned)run.result;
		injector.most = 0;
		run.data = (unsigned char *)run.data + taken;
		run.size -= taken;
		CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, &traffic.io,
					     &run, 1, 0));
		CHECK_EQ(100 * TRAFFIC_SIZE - taken, run.result);
		traffic_check_all();
		traffic_close();
	}
}

static void a_part_that_fails_leaves_what_was_taken_as_the_result(void)
{
	struct sock6_message pair[2];

	REQUIRE(begin(100));
	pair[0] = outgoing(traffic.bytes, 99 * TRAFFIC_SIZE, &traffic.pair.to,
			   NULL);
	pair[0].segment_size = TRAFFIC_SIZE;
	pair[1] = traffic.messages[99];
	injector = (struct injector){ .error = -EPERM, .at = 1, .times = 1 };
	CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, &traffic.io, pair, 2,
				     0));
	CHECK_EQ(64 * TRAFFIC_SIZE, pair[0].result);
	CHECK_EQ(0, pair[1].result);
	traffic_check(0, 64);
	CHECK(traffic_is_over());
	traffic_close();
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(unrefused_runs_leave_in_one_call);
	RUN(all_arrive_whichever_run_is_refused_and_how);
	RUN(the_next_runs_leave_singly);
	RUN(runs_come_back_when_the_count_has_run_down);
	RUN(a_size_that_fits_every_path_is_not_taken_for_the_cause);
	RUN(a_limit_is_learnt_where_the_size_may_be_at_fault);
	RUN(an_io_error_is_not_taken_for_the_size);
	RUN(the_limits_of_ipv4_are_those_of_ipv4);
	RUN(a_fault_of_the_datagrams_switches_nothing_off);
	RUN(a_resending_that_stops_goes_on_where_it_stopped);
	RUN(without_an_io_a_ready_made_run_is_taken_apart_each_time);
	RUN(a_ready_made_run_above_the_limit_is_refused_only_once);
	RUN(a_ready_made_run_that_is_left_in_the_middle_goes_on_there);
	RUN(a_part_that_fails_leaves_what_was_taken_as_the_result);
	return check_end();
}
