/* SPDX-License-Identifier: MIT */
/*
 * When the next datagrams are due.  Pure: the caller tells what time it is.
 *
 * The schedule is absolute, and counts fractions of nanoseconds, so that a pace
 * does not drift however long it is kept.  What leaves together is a burst: it
 * is due when its first datagram is.  Whoever comes late makes up for it, at
 * twice the pace and no faster, so that no two bursts become one; but only for
 * as much as the slack: what is later than that is given up.
 */
#ifndef PACE_H
#define PACE_H

#include <stdint.h>

#define PACE_BURST_MAXIMUM 1024

struct pace {
	int64_t whole, part, parts; /* between two: whole + part / parts ns */
	int64_t due, fraction; /* of the next one: due + fraction / parts */
	int64_t not_before;    /* as the last burst was not long ago */
	int64_t slack;
	int64_t late_maximum; /* the most that a burst has been late */
	int64_t given_up;     /* in all */
	uint32_t burst;
};

/*
 * So many datagrams take so many nanoseconds: count from 1 to 10^15, time from
 * 0, which is as fast as possible, to 10^18.  Burst: 1 to PACE_BURST_MAXIMUM.
 */
void pace_set(struct pace *pace, int64_t time, int64_t count, uint32_t burst,
	      int64_t slack);

void pace_start(struct pace *pace, int64_t now);

/* When the next burst may begin; in the past where it is late. */
int64_t pace_next(const struct pace *pace);

/* That many, of one burst, have been sent, beginning at that time. */
void pace_sent(struct pace *pace, uint32_t count, int64_t began);

int pace_is_unlimited(const struct pace *pace);

/* Datagrams a second; 0 where it is as fast as possible. */
double pace_rate(const struct pace *pace);

#endif
