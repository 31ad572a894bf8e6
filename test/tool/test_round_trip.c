/* SPDX-License-Identifier: MIT */
/* Statistics of round trips, by numbers that are known beforehand. */
#include "check.h"
#include "measure/round_trip.h"

#define MILLISECOND INT64_C(1000000)

static struct round_trip trip;

static void reset(void)
{
	memset(&trip, 0, sizeof(trip));
}

static void answer(int64_t nanoseconds)
{
	round_trip_count_sent(&trip);
	round_trip_count_received(&trip, nanoseconds, 0);
}

static void nothing_sent_is_nothing_lost(void)
{
	char text[ROUND_TRIP_TEXT_SIZE];

	reset();
	CHECK_EQ(0, round_trip_lost(&trip));
	CHECK(round_trip_loss(&trip) == 0.0);
	CHECK_EQ(0, round_trip_deviation(&trip));
	CHECK_EQ(0, round_trip_percentile(&trip, 95));
	CHECK_STR("", round_trip_format(text, &trip));
}

static void what_was_not_answered_is_lost(void)
{
	reset();
	for (int i = 0; i < 8; i++)
		round_trip_count_sent(&trip);
	CHECK(round_trip_loss(&trip) == 100.0);
	for (int i = 0; i < 7; i++)
		round_trip_count_received(&trip, 100, 0);
	CHECK_EQ(1, round_trip_lost(&trip));
	CHECK(round_trip_loss(&trip) == 12.5);
}

static void a_late_answer_is_not_lost_and_a_duplicate_makes_up_for_nothing(void)
{
	reset();
	for (int i = 0; i < 3; i++)
		round_trip_count_sent(&trip);
	round_trip_count_received(&trip, 100, 0);
	round_trip_count_duplicate(&trip);
	round_trip_count_received(&trip, 900, 1);
	CHECK_EQ(2, trip.received);
	CHECK_EQ(1, trip.late);
	CHECK_EQ(1, trip.duplicates);
	CHECK_EQ(1, round_trip_lost(&trip));
	CHECK_EQ(900, trip.maximum);
}

/* Of 2, 4, 4, 4, 5, 5, 7, 9 the mean is 5 and the deviation 2. */
static void times_are_summed_up(void)
{
	static const int milliseconds[] = { 9, 2, 4, 5, 4, 7, 4, 5 };

	reset();
	for (unsigned i = 0; i < 8; i++)
		answer(milliseconds[i] * MILLISECOND);
	CHECK_EQ(2 * MILLISECOND, trip.minimum);
	CHECK_EQ(9 * MILLISECOND, trip.maximum);
	CHECK_EQ(5 * MILLISECOND, trip.last);
	CHECK(trip.mean > 4999999 && trip.mean < 5000001);
	CHECK_EQ(2 * MILLISECOND, round_trip_deviation(&trip));
}

/* Squares of such times would have no digits left for what differs. */
static void small_differences_of_long_times_are_not_rounded_away(void)
{
	reset();
	for (int i = 0; i < 1000; i++)
		answer(3600 * 1000 * MILLISECOND + (i % 2 ? 10 : -10));
	CHECK_EQ(10, round_trip_deviation(&trip));
}

static void is_near(int64_t expected, int64_t actual)
{
	double ratio = (double)actual / (double)expected;

	if (!CHECK(ratio > 0.968 && ratio < 1.033))
		printf("# %lld, not %lld\n", (long long)actual,
		       (long long)expected);
}

static void percentiles_are_within_three_percent(void)
{
	for (int64_t unit = 1; unit < 10000 * MILLISECOND; unit *= 7) {
		reset();
		for (int64_t i = 1; i <= 1000; i++)
			answer(i * unit);
		is_near(500 * unit, round_trip_percentile(&trip, 50));
		is_near(950 * unit, round_trip_percentile(&trip, 95));
		is_near(trip.maximum, round_trip_percentile(&trip, 100));
	}
}

static void a_percentile_is_never_beyond_what_was_measured(void)
{
	reset();
	answer(1000001);
	CHECK_EQ(1000001, round_trip_percentile(&trip, 1));
	CHECK_EQ(1000001, round_trip_percentile(&trip, 95));
	answer(INT64_MAX / 4);
	CHECK(round_trip_percentile(&trip, 99) > 1000001);
	answer(-5);
	CHECK_EQ(-5, trip.minimum);
	CHECK(round_trip_percentile(&trip, 1) <= 0);
}

static void merged_is_as_if_counted_together(void)
{
	static struct round_trip parts[2], whole;

	memset(parts, 0, sizeof(parts));
	reset();
	for (int i = 0; i < 100; i++) {
		struct round_trip *part = &parts[i % 3 == 0];
		int64_t time = (1 + i * 37 % 11) * MILLISECOND;

		answer(time);
		round_trip_count_sent(part);
		round_trip_count_received(part, time, 0);
	}
	memset(&whole, 0, sizeof(whole));
	round_trip_merge(&whole, &parts[0]);
	round_trip_merge(&whole, &parts[1]);
	CHECK_EQ(100, whole.sent);
	CHECK_EQ(100, whole.received);
	CHECK_EQ(trip.minimum, whole.minimum);
	CHECK_EQ(trip.maximum, whole.maximum);
	CHECK_EQ(round_trip_deviation(&trip), round_trip_deviation(&whole));
	CHECK_EQ(round_trip_percentile(&trip, 95),
		 round_trip_percentile(&whole, 95));
	CHECK(whole.mean - trip.mean < 1 && trip.mean - whole.mean < 1);
}

static void reads(const char *text, int64_t minimum, int64_t maximum)
{
	char got[ROUND_TRIP_TEXT_SIZE];

	reset();
	answer(minimum);
	answer(maximum);
	CHECK_STR(text, round_trip_format(got, &trip));
}

static void all_three_times_have_one_unit(void)
{
	reads("min 0.010 / avg 0.155 / max 0.300 ms", 10000, 300000);
	reads("min 1.00 / avg 2.50 / max 4.00 us", 1000, 4000);
	reads("min 0.9 / avg 250.4 / max 500.0 ms", 900000, 500000000);
	reads("min 2.00 / avg 11.00 / max 20.00 s", 2000 * MILLISECOND,
	      20000 * MILLISECOND);
}

/* The text of a field that a line shows; "" for one that it does not. */
static const char *shown(const struct record *record, const char *name)
{
	for (unsigned i = 0; i < record->count; i++)
		if (strcmp(record->fields[i].name, name) == 0 &&
		    record->fields[i].style != REPORT_HIDDEN)
			return record->fields[i].text;
	return "";
}

static json_int_t number(const struct record *record, const char *name)
{
	json_t *member = json_object_get(record->object, name);

	return member ? json_integer_value(member) : -1;
}

static double seconds(const struct record *record, const char *name)
{
	return json_real_value(json_object_get(record->object, name));
}

static void discard(struct record *record)
{
	for (unsigned i = 0; i < record->count; i++)
		free(record->fields[i].text);
	json_decref(record->object);
}

static void a_record_has_counts_and_times(void)
{
	struct record record;

	reset();
	answer(2 * MILLISECOND);
	answer(4 * MILLISECOND);
	round_trip_count_sent(&trip);
	round_trip_count_duplicate(&trip);
	record_begin(&record, "summary");
	round_trip_add_counts(&record, &trip);
	round_trip_add_times(&record, &trip);
	CHECK_EQ(3, number(&record, "sent"));
	CHECK_EQ(2, number(&record, "received"));
	CHECK_EQ(1, number(&record, "lost"));
	CHECK_EQ(0, number(&record, "late"));
	CHECK_EQ(1, number(&record, "duplicates"));
	CHECK(seconds(&record, "round_trip_minimum") == 0.002);
	CHECK(seconds(&record, "round_trip_average") == 0.003);
	CHECK(seconds(&record, "round_trip_maximum") == 0.004);
	CHECK(seconds(&record, "round_trip_deviation") == 0.001);
	CHECK(seconds(&record, "round_trip_percentile_95") > 0.0038);
	CHECK(seconds(&record, "round_trip_last") == 0.004);
	CHECK_STR("33.3%", shown(&record, "loss"));
	CHECK_STR("", shown(&record, "late"));
	CHECK_STR("min 2.00 / avg 3.00 / max 4.00 ms",
		  shown(&record, "round_trip_minimum"));
	discard(&record);
}

static void a_record_without_an_answer_has_no_times(void)
{
	struct record record;

	reset();
	round_trip_count_sent(&trip);
	record_begin(&record, "summary");
	round_trip_add_counts(&record, &trip);
	round_trip_add_times(&record, &trip);
	CHECK_STR("100%", shown(&record, "loss"));
	CHECK(!json_object_get(record.object, "round_trip_minimum"));
	discard(&record);
}

static void all_but_one_lost_is_not_all_lost(void)
{
	struct record record;

	reset();
	for (int i = 0; i < 100000; i++)
		round_trip_count_sent(&trip);
	round_trip_count_received(&trip, 100, 0);
	record_begin(&record, "summary");
	round_trip_add_counts(&record, &trip);
	CHECK_STR(">99.9%", shown(&record, "loss"));
	discard(&record);
}

int main(void)
{
	RUN(nothing_sent_is_nothing_lost);
	RUN(what_was_not_answered_is_lost);
	RUN(a_late_answer_is_not_lost_and_a_duplicate_makes_up_for_nothing);
	RUN(times_are_summed_up);
	RUN(small_differences_of_long_times_are_not_rounded_away);
	RUN(percentiles_are_within_three_percent);
	RUN(a_percentile_is_never_beyond_what_was_measured);
	RUN(merged_is_as_if_counted_together);
	RUN(all_three_times_have_one_unit);
	RUN(a_record_has_counts_and_times);
	RUN(a_record_without_an_answer_has_no_times);
	RUN(all_but_one_lost_is_not_all_lost);
	return check_end();
}
