/* SPDX-License-Identifier: MIT */
/* When the next datagrams are due. */
#include "pace.h"

#include <string.h>

void pace_set(struct pace *pace, int64_t time, int64_t count, uint32_t burst,
	      int64_t slack)
{
	memset(pace, 0, sizeof(*pace));
	pace->whole = time / count;
	pace->part = time % count;
	pace->parts = count;
	pace->burst = burst;
	pace->slack = slack;
}

int pace_is_unlimited(const struct pace *pace)
{
	return pace->whole == 0 && pace->part == 0;
}

double pace_rate(const struct pace *pace)
{
	if (pace_is_unlimited(pace))
		return 0;
	return 1e9 /
	       ((double)pace->whole + (double)pace->part / (double)pace->parts);
}

void pace_start(struct pace *pace, int64_t now)
{
	pace->due = pace->not_before = now;
	pace->fraction = 0;
}

int64_t pace_next(const struct pace *pace)
{
	return pace->due > pace->not_before ? pace->due : pace->not_before;
}

/* 146 years: what takes longer never comes, and the sum with any time fits. */
#define LONGEST (INT64_MAX / 2)

/* How long that many take; the fraction is kept for the next ones. */
static int64_t take(struct pace *pace, uint32_t count)
{
	int64_t fraction = pace->fraction + count * pace->part;

	pace->fraction = fraction % pace->parts;
	if (count && pace->whole > LONGEST / count)
		return LONGEST;
	return count * pace->whole + fraction / pace->parts;
}

void pace_sent(struct pace *pace, uint32_t count, int64_t began)
{
	int64_t time, late = began - pace->due;

	if (pace_is_unlimited(pace)) {
		pace->due = pace->not_before = began;
		return;
	}
	if (late > pace->late_maximum)
		pace->late_maximum = late;
	time = take(pace, count);
	pace->due += time;
	pace->not_before = began + time / 2;
	late = began - pace->due;
	if (late > pace->slack) {
		pace->given_up += late - pace->slack;
		pace->due = began - pace->slack;
	}
}
