/* SPDX-License-Identifier: MIT */
/* How many messages of each ICMPv6 type there were. */
#ifndef ICMP_TALLY_H
#define ICMP_TALLY_H

#include <stdint.h>

#include "report/report.h"

struct icmp_tally {
	uint64_t counts[256];
};

/* Adds a list of types to a summary, with a line each. */
void icmp_tally_add(const struct icmp_tally *tally, struct record *record);

#endif
