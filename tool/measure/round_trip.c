/* SPDX-License-Identifier: MIT */
/* Round trips: counts, and times without keeping each of them. */
#include "round_trip.h"
#include "time_unit.h"

#include <math.h>
#include <stdio.h>

#define OCTAVE 16 /* steps in each */

/*
 * Up to 16 ns each has a step of its own; from there on the four bits below the
 * highest one tell the step within its octave.  The last step is for all beyond
 * two hours.
 */
static unsigned step_of(int64_t nanoseconds)
{
	uint64_t n = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;
	unsigned octave = 0, step;

	for (; n >= 2 * OCTAVE; n >>= 1)
		octave++;
	step = octave * OCTAVE + (unsigned)n;
	return step < ROUND_TRIP_STEPS ? step : ROUND_TRIP_STEPS - 1;
}

/* The time in the middle of a step. */
static int64_t time_of(unsigned step)
{
	unsigned octave = step < 2 * OCTAVE ? 0 : step / OCTAVE - 1;
	int64_t low = (int64_t)(step - octave * OCTAVE) << octave;

	return low + (INT64_C(1) << octave) / 2;
}

void round_trip_count_sent(struct round_trip *trip)
{
	trip->sent++;
}

/* The mean and the squares by Welford's method: sums would lose precision. */
void round_trip_count_received(struct round_trip *trip, int64_t nanoseconds,
			       int is_late)
{
	double difference = (double)nanoseconds - trip->mean;

	if (trip->received == 0 || nanoseconds < trip->minimum)
		trip->minimum = nanoseconds;
	if (trip->received == 0 || nanoseconds > trip->maximum)
		trip->maximum = nanoseconds;
	trip->received++;
	trip->late += is_late != 0;
	trip->last = nanoseconds;
	trip->mean += difference / (double)trip->received;
	trip->squares += difference * ((double)nanoseconds - trip->mean);
	trip->steps[step_of(nanoseconds)]++;
}

void round_trip_count_duplicate(struct round_trip *trip)
{
	trip->duplicates++;
}

/* Chan, Golub, LeVeque: "Updating formulae ... for computing sample variances"
 */
static void merge_mean(struct round_trip *trip, const struct round_trip *from)
{
	double a = (double)trip->received, b = (double)from->received;
	double difference = from->mean - trip->mean;

	trip->mean += difference * b / (a + b);
	trip->squares +=
		from->squares + difference * difference * a * b / (a + b);
}

void round_trip_merge(struct round_trip *trip, const struct round_trip *from)
{
	trip->sent += from->sent;
	trip->late += from->late;
	trip->duplicates += from->duplicates;
	if (from->received == 0)
		return;
	if (trip->received == 0 || from->minimum < trip->minimum)
		trip->minimum = from->minimum;
	if (trip->received == 0 || from->maximum > trip->maximum)
		trip->maximum = from->maximum;
	if (trip->received == 0)
		trip->last = from->last;
	merge_mean(trip, from);
	trip->received += from->received;
	for (unsigned i = 0; i < ROUND_TRIP_STEPS; i++)
		trip->steps[i] += from->steps[i];
}

uint64_t round_trip_lost(const struct round_trip *trip)
{
	return trip->sent > trip->received ? trip->sent - trip->received : 0;
}

double round_trip_loss(const struct round_trip *trip)
{
	if (trip->sent == 0)
		return 0;
	return 100.0 * (double)round_trip_lost(trip) / (double)trip->sent;
}

int64_t round_trip_deviation(const struct round_trip *trip)
{
	if (trip->received == 0)
		return 0;
	return llround(sqrt(trip->squares / (double)trip->received));
}

/* A step is no finer than it is: what was measured bounds it. */
static int64_t within(const struct round_trip *trip, int64_t time)
{
	return time < trip->minimum   ? trip->minimum
	       : time > trip->maximum ? trip->maximum
				      : time;
}

int64_t round_trip_percentile(const struct round_trip *trip, unsigned percent)
{
	double wanted = (double)trip->received * percent / 100.0;
	uint64_t seen = 0;

	if (trip->received == 0)
		return 0;
	for (unsigned i = 0; i < ROUND_TRIP_STEPS; i++) {
		seen += trip->steps[i];
		if (seen && (double)seen >= wanted)
			return within(trip, time_of(i));
	}
	return trip->maximum;
}

/* Milliseconds, so that lines compare; others where that has no digits. */
static double choose_unit(int64_t longest, const char **unit)
{
	if (longest < 10000)
		return *unit = "us", 1e3;
	if (longest < 10 * SECOND)
		return *unit = "ms", 1e6;
	return *unit = "s", 1e9;
}

const char *round_trip_format(char text[ROUND_TRIP_TEXT_SIZE],
			      const struct round_trip *trip)
{
	const char *unit;
	double scale = choose_unit(trip->maximum, &unit);
	double longest = (double)trip->maximum / scale;
	int digits = longest < 1 ? 3 : longest < 100 ? 2 : 1;

	if (trip->received == 0)
		text[0] = '\0';
	else
		snprintf(text, ROUND_TRIP_TEXT_SIZE,
			 "min %.*f / avg %.*f / max %.*f %s", digits,
			 (double)trip->minimum / scale, digits,
			 trip->mean / scale, digits, longest, unit);
	return text;
}

/* What is 0 as a rule is left to JSON. */
static void add_rare(struct record *record, const char *name, uint64_t value)
{
	record_integer(record, name, value ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)value);
}

void round_trip_add_counts(struct record *record, const struct round_trip *trip)
{
	double loss = round_trip_loss(trip);
	char text[16];

	record_integer(record, "sent", REPORT_COUNTED, (int64_t)trip->sent);
	record_integer(record, "received", REPORT_COUNTED,
		       (int64_t)trip->received);
	record_integer(record, "lost", REPORT_HIDDEN,
		       (int64_t)round_trip_lost(trip));
	record_real(record, "loss", REPORT_COUNTED, loss);
	/* All is lost, or it is not: rounding must not tell otherwise. */
	if (trip->received && loss > 99.9)
		snprintf(text, sizeof(text), ">99.9%%");
	else
		snprintf(text, sizeof(text), "%.3g%%", loss);
	record_show(record, text);
	if (loss > 0)
		record_paint(record, REPORT_RED);
	add_rare(record, "late", trip->late);
	add_rare(record, "duplicates", trip->duplicates);
}

void round_trip_add_times(struct record *record, const struct round_trip *trip)
{
	char text[ROUND_TRIP_TEXT_SIZE];

	if (trip->received == 0)
		return;
	record_time(record, "round_trip_minimum", REPORT_BARE, trip->minimum);
	record_show(record, round_trip_format(text, trip));
	record_time(record, "round_trip_average", REPORT_HIDDEN,
		    llround(trip->mean));
	record_time(record, "round_trip_maximum", REPORT_HIDDEN, trip->maximum);
	record_time(record, "round_trip_deviation", REPORT_HIDDEN,
		    round_trip_deviation(trip));
	record_time(record, "round_trip_percentile_95", REPORT_HIDDEN,
		    round_trip_percentile(trip, 95));
	record_time(record, "round_trip_last", REPORT_HIDDEN, trip->last);
}
