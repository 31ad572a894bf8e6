/* SPDX-License-Identifier: MIT */
/* Streams as they are counted: delays, values, rates, and an end to memory. */
#include "check.h"
#include "listen/stream_table.h"

#define BASE   INT64_C(1700000000000000000)
#define MILLI  INT64_C(1000000)
#define SECOND INT64_C(1000000000)

static struct stream_table table;
static struct sock6_control control;

static struct stream_key key_of(unsigned number)
{
	struct stream_key key;

	memset(&key, 0, sizeof(key));
	key.source.s6_addr[15] = 1;
	key.id = number;
	key.port = 5000;
	return key;
}

/* A stamp that was sent at one time and came at another. */
static struct stream *hear(unsigned id, uint64_t sequence, int64_t sent,
			   int64_t received)
{
	struct stamp stamp = { .sequence = sequence, .sent = sent };
	struct stream_datagram datagram = { .control = &control,
					    .stamp = &stamp,
					    .received = received,
					    .size = 52 };
	struct stream_key key = key_of(id);

	return stream_table_hear(&table, &key, &datagram);
}

static void start(void)
{
	stream_table_free(&table);
	memset(&table, 0, sizeof(table));
	memset(&control, 0, sizeof(control));
}

static void delays_are_those_between_sending_and_arrival(void)
{
	const struct stream *s;

	start();
	hear(1, 1, BASE, BASE + 10 * MILLI);
	hear(1, 2, BASE + SECOND, BASE + SECOND + 30 * MILLI);
	s = hear(1, 3, BASE + 2 * SECOND, BASE + 2 * SECOND + 20 * MILLI);
	REQUIRE(s != NULL);
	CHECK_EQ(10 * MILLI, s->delays.minimum);
	CHECK_EQ(30 * MILLI, s->delays.maximum);
	CHECK_EQ(20 * MILLI, (int64_t)(s->delays.mean + 0.5));
	/* RFC 3550, 6.4.1: 20 ms and 10 ms, each counting for a sixteenth. */
	CHECK_EQ(1796875, (int64_t)(s->delays.jitter + 0.5));
}

static void clocks_that_differ_give_delays_below_0(void)
{
	const struct stream *s;

	start();
	s = hear(1, 1, BASE + SECOND, BASE);
	CHECK_EQ(-SECOND, s->delays.minimum);
	CHECK_EQ(-SECOND, (int64_t)s->delays.mean);
}

static void times_that_cannot_be_are_left_out(void)
{
	static const int64_t times[] = { INT64_MIN, -1, 0, INT64_MAX,
					 INT64_C(1) << 62 };
	const struct stream *s;

	start();
	for (unsigned i = 0; i < 5; i++)
		hear(1, i + 1, times[i], BASE);
	s = hear(1, 6, BASE, BASE + MILLI);
	CHECK_EQ(1, s->delays.count);
	CHECK_EQ(MILLI, s->delays.maximum);
	CHECK_EQ(6, s->sequence.unique);
}

static void a_duplicate_says_nothing_about_delay(void)
{
	const struct stream *s;

	start();
	hear(1, 1, BASE, BASE + MILLI);
	s = hear(1, 1, BASE, BASE + SECOND);
	CHECK_EQ(1, s->delays.count);
	CHECK_EQ(2, s->datagrams);
	CHECK_EQ(1, s->sequence.duplicates);
}

static void values_are_counted_apart_up_to_four(void)
{
	struct stream *s = NULL;

	start();
	control.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT;
	for (unsigned i = 0; i < 12; i++) {
		control.traffic_class = (uint8_t)(i % 6);
		control.hop_limit = 64;
		s = hear(1, i + 1, BASE, BASE);
	}
	REQUIRE(s != NULL);
	CHECK_EQ(4, s->classes.used);
	CHECK_EQ(2, s->classes.counts[0]);
	CHECK_EQ(4, s->classes.others);
	CHECK_EQ(5, s->classes.last);
	CHECK_EQ(1, s->hops.used);
	CHECK_EQ(12, s->hops.counts[0]);
}

/* Five datagrams of 100 bytes with their headers, in a second. */
static void rates_are_those_of_packets(void)
{
	struct stream *s = NULL;

	start();
	for (unsigned i = 0; i < 5; i++)
		s = hear(1, i + 1, BASE, BASE + i * SECOND / 4);
	REQUIRE(s != NULL);
	CHECK_EQ(4, (int64_t)stream_rate(s));
	CHECK_EQ(4 * 800, (int64_t)stream_bit_rate(s));
	stream_table_tick(&table, 2.0);
	CHECK_EQ(25, (int64_t)(s->rate * 10));
	CHECK_EQ(2000, (int64_t)s->bit_rate);
	CHECK_EQ(5, s->sparks[0]);
	stream_table_tick(&table, 2.0);
	CHECK_EQ(0, (int64_t)s->rate);
	CHECK_EQ(0, s->sparks[1]);
}

static void strangers_cannot_take_more_memory(void)
{
	struct stream_sum sum;

	start();
	for (unsigned i = 0; i < STREAMS_MAXIMUM; i++)
		REQUIRE(hear(i, 2, BASE, BASE) != NULL);
	for (unsigned i = 0; i < 100; i++)
		CHECK(hear(STREAMS_MAXIMUM + i, 1, BASE, BASE) == NULL);
	CHECK_EQ(STREAMS_MAXIMUM, table.count);
	CHECK_EQ(100, table.unlisted);
	/* Those that were there before go on. */
	CHECK(hear(7, 4, BASE, BASE) != NULL);
	CHECK_EQ(100, table.unlisted);
	stream_table_sum(&table, &sum);
	CHECK_EQ(STREAMS_MAXIMUM + 1, sum.lost);
	CHECK_EQ(2 * STREAMS_MAXIMUM + 2, sum.expected);
}

/* All of them say that they have sent more than can be counted together. */
static void a_sum_that_is_too_large_stays_the_largest(void)
{
	struct stream_sum sum;

	start();
	for (unsigned i = 0; i < 64; i++) {
		struct stamp stamp = { .kind = STAMP_END,
				       .value = SEQUENCE_HIGHEST };
		struct stream_datagram datagram = { .control = &control,
						    .stamp = &stamp };
		struct stream_key key = key_of(i);

		/* So much is believed when it is told twice. */
		stream_table_hear(&table, &key, &datagram);
		stream_table_hear(&table, &key, &datagram);
	}
	stream_table_sum(&table, &sum);
	CHECK_EQ(INT64_MAX, sum.lost);
	CHECK_EQ(INT64_MAX, sum.expected);
	CHECK_EQ(64, table.ended);
}

int main(void)
{
	RUN(delays_are_those_between_sending_and_arrival);
	RUN(clocks_that_differ_give_delays_below_0);
	RUN(times_that_cannot_be_are_left_out);
	RUN(a_duplicate_says_nothing_about_delay);
	RUN(values_are_counted_apart_up_to_four);
	RUN(rates_are_those_of_packets);
	RUN(strangers_cannot_take_more_memory);
	RUN(a_sum_that_is_too_large_stays_the_largest);
	start();
	return check_end();
}
