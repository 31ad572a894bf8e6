/* SPDX-License-Identifier: MIT */
/* The pace of a sender on a clock of this program's own: exact, without drift,
 * and never in a greater hurry than twice as fast. */
#include "check.h"
#include "command.h"
#include "measure/pace.h"
#include "report/message.h"
#include "words/rate.h"

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)
#define BEGAN       INT64_C(123456789012345)

/* The times of all bursts. */
static struct {
	int64_t time;
	uint32_t count;
} bursts[60000];
static unsigned burst_count;
static struct pace pace;

static void begin(int64_t time, int64_t count, uint32_t burst, int64_t slack)
{
	pace_set(&pace, time, count, burst, slack);
	pace_start(&pace, BEGAN);
	burst_count = 0;
}

/* One burst, begun as late as that. */
static int64_t send(int64_t late)
{
	int64_t now = pace_next(&pace) + late;

	bursts[burst_count].time = now;
	bursts[burst_count++].count = pace.burst;
	pace_sent(&pace, pace.burst, now);
	return now;
}

/* How many were sent from a time on and before another one. */
static int64_t sent_within(int64_t from, int64_t to)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < burst_count && bursts[i].time < to; i++)
		if (bursts[i].time >= from)
			sum += bursts[i].count;
	return sum;
}

/* Numbers that are the same in every run (Knuth's constants). */
static int64_t any(int64_t most)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)most);
}

static void the_first_is_due_at_once(void)
{
	begin(SECOND, 10, 1, SECOND);
	CHECK_EQ(BEGAN, pace_next(&pace));
}

/* A third of a second is no number of nanoseconds. */
static void fractions_of_nanoseconds_are_not_lost(void)
{
	begin(1000 * SECOND, 3000, 1, SECOND);
	for (int i = 0; i < 30000; i++)
		send(0);
	CHECK_EQ(BEGAN + 10000 * SECOND, pace_next(&pace));
	begin(1000 * SECOND, INT64_C(7777777777), 7, SECOND);
	for (int i = 0; i < 11111; i++)
		send(0);
	/* 77777 datagrams at 7777777.777 a second. */
	CHECK_EQ(BEGAN + INT64_C(77777) * 1000 * SECOND / INT64_C(7777777777),
		 pace_next(&pace));
}

/* 1024 datagrams of 64 KiB at a thousandth of a bit a second. */
static void what_takes_longer_than_any_time_never_comes(void)
{
	begin(INT64_C(520000000) * SECOND, 1, PACE_BURST_MAXIMUM, SECOND);
	send(0);
	CHECK(pace_next(&pace) > INT64_C(60) * 365 * 86400 * SECOND);
}

static void a_late_burst_does_not_delay_the_others(void)
{
	begin(SECOND, 1000, 1, SECOND);
	for (int i = 0; i < 10000; i++)
		send(any(400 * MICROSECOND));
	CHECK_EQ(BEGAN + 10 * SECOND, pace_next(&pace));
	CHECK(pace.late_maximum > 390 * MICROSECOND);
	CHECK(pace.late_maximum < 400 * MICROSECOND);
	CHECK_EQ(0, pace.given_up);
}

/* 100 000 a second in bursts of 50, with what a sleep is late: in any 10 ms
 * there are 1000, give or take the burst at either end. */
static void the_pace_is_exact_over_any_ten_milliseconds(void)
{
	int64_t to = BEGAN + SECOND;

	begin(1000 * SECOND, 100000 * 1000, 50, SECOND);
	while (send(50 * MICROSECOND + any(100 * MICROSECOND)) < to)
		;
	for (int64_t from = BEGAN; from + 10 * MILLISECOND < to;
	     from += 170 * MICROSECOND) {
		int64_t sent = sent_within(from, from + 10 * MILLISECOND);

		REQUIRE(sent >= 950 && sent <= 1050);
	}
}

static void what_is_late_is_made_up_for_at_twice_the_pace(void)
{
	begin(SECOND, 10000, 1, SECOND);
	for (int i = 0; i < 100; i++)
		send(0);
	send(8 * MILLISECOND);
	while (pace_next(&pace) < BEGAN + 100 * MILLISECOND)
		send(0);
	CHECK_EQ(1000, sent_within(BEGAN, BEGAN + 100 * MILLISECOND));
	/* Between 10 and 18 ms nothing left; twice as much until 26 ms. */
	CHECK_EQ(0, sent_within(BEGAN + 10 * MILLISECOND,
				BEGAN + 18 * MILLISECOND));
	CHECK_EQ(160, sent_within(BEGAN + 18 * MILLISECOND,
				  BEGAN + 26 * MILLISECOND));
	CHECK_EQ(10, sent_within(BEGAN + 30 * MILLISECOND,
				 BEGAN + 31 * MILLISECOND));
}

static void two_bursts_never_become_one(void)
{
	int64_t last;

	begin(SECOND, 1000, 20, SECOND);
	send(0);
	last = send(500 * MILLISECOND);
	for (int i = 0; i < 20; i++) {
		CHECK(pace_next(&pace) - last >= 10 * MILLISECOND);
		last = send(0);
	}
}

static void what_is_later_than_the_slack_is_given_up(void)
{
	begin(SECOND, 1000, 1, 100 * MILLISECOND);
	send(0);
	/* It was due a millisecond after the beginning, the next one another. */
	send(SECOND);
	CHECK_EQ(899 * MILLISECOND, pace.given_up);
	while (pace_next(&pace) < BEGAN + 2 * SECOND)
		send(0);
	/* A second without 899 ms, and the one behind it. */
	CHECK_EQ(1101, sent_within(BEGAN, BEGAN + 2 * SECOND));
}

static void without_slack_nothing_is_made_up_for(void)
{
	int64_t last;

	begin(SECOND, 10, 1, 0);
	send(0);
	last = send(250 * MILLISECOND);
	CHECK_EQ(last, pace_next(&pace) - 50 * MILLISECOND);
	send(0);
	CHECK_EQ(last + 100 * MILLISECOND, pace_next(&pace));
}

static void as_fast_as_possible_is_always_due(void)
{
	begin(0, 1, 64, SECOND);
	CHECK(pace_is_unlimited(&pace));
	for (int i = 0; i < 100; i++) {
		int64_t now = send(17);

		CHECK(pace_next(&pace) <= now);
	}
	CHECK_EQ(0, pace.late_maximum);
	CHECK_EQ(0, pace.given_up);
	CHECK_EQ(0, pace_rate(&pace));
}

/* The longest interval, the largest burst; the highest rate. */
static void nothing_overflows(void)
{
	begin(1000 * 3600 * SECOND, 1, PACE_BURST_MAXIMUM, 0);
	send(0);
	CHECK_EQ(BEGAN + SECOND * 3600 * 1000 * 1024, pace_next(&pace));
	begin(INT64_C(524600) * 1000 * SECOND, INT64_C(1000000000000000),
	      PACE_BURST_MAXIMUM, SECOND);
	for (int i = 0; i < 1000; i++)
		send(0);
	/* 524600 bits at a terabit a second are 524.6 ns. */
	CHECK_EQ(BEGAN + INT64_C(1024000) * 5246 / 10, pace_next(&pace));
	CHECK(pace_rate(&pace) > 1906214 && pace_rate(&pace) < 1906215);
}

static struct rate rate;

static int parse(const char *text)
{
	struct word word = { "--rate", text };

	return value_rate(&word, &rate);
}

static void rates_have_a_unit_and_a_prefix(void)
{
	static const struct {
		const char *text;
		int unit;
		int64_t milli;
	} cases[] = {
		{ "10kpps", RATE_DATAGRAMS, 10000000 },
		{ "1pps", RATE_DATAGRAMS, 1000 },
		{ "0.5/s", RATE_DATAGRAMS, 500 },
		{ "2.5Mbps", RATE_BITS, INT64_C(2500000000) },
		{ "2.5mbit/s", RATE_BITS, INT64_C(2500000000) },
		{ "1Gbps", RATE_BITS, INT64_C(1000000000000) },
		{ "1000Gbit/s", RATE_BITS, INT64_C(1000000000000000) },
		{ "0.0015kpps", RATE_DATAGRAMS, 1000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(OPTIONS_GO_ON, parse(cases[i].text));
		CHECK_EQ(cases[i].unit, rate.unit);
		CHECK_EQ(cases[i].milli, rate.milli);
	}
}

static void what_is_no_rate_is_refused(void)
{
	static const char *const texts[] = {
		"",       "10",        "k",       "kpps",
		"10k",    "1.pps",     ".5pps",   "-1pps",
		"1 pps",  "1kkpps",    "1Tbps",   "1001Gbps",
		"0pps",   "0.0001pps", "10kppsx", "99999999999999999999pps",
		"1e3pps",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK_EQ(END_USAGE, parse(texts[i])))
			printf("# for \"%s\"\n", texts[i]);
}

int main(void)
{
	message_command("test");
	RUN(the_first_is_due_at_once);
	RUN(fractions_of_nanoseconds_are_not_lost);
	RUN(what_takes_longer_than_any_time_never_comes);
	RUN(a_late_burst_does_not_delay_the_others);
	RUN(the_pace_is_exact_over_any_ten_milliseconds);
	RUN(what_is_late_is_made_up_for_at_twice_the_pace);
	RUN(two_bursts_never_become_one);
	RUN(what_is_later_than_the_slack_is_given_up);
	RUN(without_slack_nothing_is_made_up_for);
	RUN(as_fast_as_possible_is_always_due);
	RUN(nothing_overflows);
	RUN(rates_have_a_unit_and_a_prefix);
	RUN(what_is_no_rate_is_refused);
	return check_end();
}
