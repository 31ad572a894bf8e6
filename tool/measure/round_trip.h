/* SPDX-License-Identifier: MIT */
/*
 * Round trips of one destination, or of one that answers: how many requests
 * were sent, how many were answered, and how long that took.
 *
 * What was sent has been received or is lost.  A late answer, one that came
 * after whoever waited for it had given up, is received too; a duplicate, a
 * further answer to the same request, is not.
 */
#ifndef ROUND_TRIP_H
#define ROUND_TRIP_H

#include <stdint.h>

#include "report/report.h"

/*
 * Times are also counted in steps of 1/16 of an octave, from which percentiles
 * come with an error of 3 percent, whatever the number of times.
 */
#define ROUND_TRIP_STEPS 640

struct round_trip {
	uint64_t sent, received, late, duplicates;
	int64_t last, minimum, maximum; /* nanoseconds */
	double mean, squares;           /* of the differences from the mean */
	uint32_t steps[ROUND_TRIP_STEPS];
};

/* All zero is ready for use. */
void round_trip_count_sent(struct round_trip *trip);
void round_trip_count_received(struct round_trip *trip, int64_t nanoseconds,
			       int is_late);
void round_trip_count_duplicate(struct round_trip *trip);

/* The same as if all of FROM had been counted in TRIP; its last one is kept. */
void round_trip_merge(struct round_trip *trip, const struct round_trip *from);

uint64_t round_trip_lost(const struct round_trip *trip);
/* In percent; 0 where nothing was sent. */
double round_trip_loss(const struct round_trip *trip);

/* In nanoseconds; 0 where nothing was received. */
int64_t round_trip_deviation(const struct round_trip *trip);
int64_t round_trip_percentile(const struct round_trip *trip, unsigned percent);

/* "min 0.102 / avg 0.124 / max 0.310 ms", in one unit; "" without times. */
#define ROUND_TRIP_TEXT_SIZE 64
const char *round_trip_format(char text[ROUND_TRIP_TEXT_SIZE],
			      const struct round_trip *trip);

/*
 * Adds sent, received, lost, loss, late, duplicates: "5 sent, 4 received, 20%
 * loss, 1 duplicate, ".
 */
void round_trip_add_counts(struct record *record,
			   const struct round_trip *trip);

/*
 * Adds round_trip_minimum, _average, _maximum, _deviation, _percentile_95 and
 * _last, in text as round_trip_format() has them; nothing without times.
 */
void round_trip_add_times(struct record *record, const struct round_trip *trip);

#endif
