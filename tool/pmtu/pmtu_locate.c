/* SPDX-License-Identifier: MIT */
/* sock6 pmtu: where on the path what was found is. */

#include "pmtu.h"
#include "time_unit.h"

#define HOPS  30
#define COUNT 2

/* Beyond ten times the longest round trip: nanoseconds. */
#define PATIENCE (100 * MILLISECOND)

static int walk(struct pmtu *p, struct walk *walk, uint32_t size, unsigned last,
		int64_t patience)
{
	*walk = (struct walk){ .socket = &p->socket,
			       .first = 1,
			       .last = last,
			       .count = COUNT,
			       .parallel = 2 * HOPS,
			       .size = size,
			       .patience = p->patience ? p->patience : patience,
			       .deadline = p->deadline };
	return walk_run(walk);
}

static void name_hops(struct pmtu *p)
{
	for (unsigned i = 0; i < p->report_count; i++) {
		struct pmtu_report *report = &p->reports[i];

		report->hop = walk_find(&p->small, &report->from.sin6_addr);
	}
}

int pmtu_locate(struct pmtu *p)
{
	int is_black_hole = pmtu_is_black_hole(p), status;

	if (p->report_count == 0 && !is_black_hole)
		return 0;
	p->has_small = 1;
	status = walk(p, &p->small, PMTU_SMALLEST, HOPS, 0);
	if (status < 0)
		return status;
	name_hops(p);
	if (!is_black_hole)
		return 0;
	p->has_big = 1;
	/* The path is known by now, and how long it takes. */
	return walk(p, &p->big, pmtu_high(p), walk_last(&p->small),
		    10 * p->small.slowest + PATIENCE);
}
