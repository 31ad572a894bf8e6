/* SPDX-License-Identifier: MIT */
/* How fast to send: "10kpps" in datagrams, "2.5Mbps" in bits a second. */
#ifndef RATE_H
#define RATE_H

#include <stdint.h>

#include "options.h"

enum rate_unit { RATE_NONE = 0, RATE_DATAGRAMS = 1, RATE_BITS = 2 };

struct rate {
	int unit;      /* enum rate_unit */
	int64_t milli; /* thousandths of the unit, a second */
};

/*
 * A number, k, M or G where wanted, and the unit: pps or /s, bps or bit/s.
 * Returns as value_*() do.
 */
int value_rate(const struct word *word, struct rate *rate);

#endif
