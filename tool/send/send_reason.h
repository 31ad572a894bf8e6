/* SPDX-License-Identifier: MIT */
/* Why datagrams were not sent, or did not arrive: names and how often. */
#ifndef SEND_REASON_H
#define SEND_REASON_H

#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

#define REASON_SIZE 64
/* Errors come from the network: what is beyond is "other". */
#define REASONS 16

struct reason {
	char name[REASON_SIZE];
	uint64_t count;
};

struct reasons {
	unsigned count;
	struct reason list[REASONS];
};

/* Counts one; returns how many of this name there are now. */
uint64_t reasons_count(struct reasons *reasons, const char *name);

/* As a member of a record: in JSON an array of objects, each a reason and its
 * count; "(name 3, name 1)," in text. */
void reasons_record(struct record *record, const struct reasons *reasons);

#endif
