/* SPDX-License-Identifier: MIT */
/* sock6 pmtu: which size is tried next. */

#include "pmtu.h"

uint32_t pmtu_low(const struct pmtu *p)
{
	uint32_t low = 0;

	for (unsigned i = 0; i < p->try_count; i++)
		if (p->tries[i].outcome == PMTU_PASSED &&
		    p->tries[i].size > low)
			low = p->tries[i].size;
	return low;
}

static int has_failed(const struct pmtu_try *try)
{
	return try->outcome == PMTU_TOO_BIG || try->outcome == PMTU_LOST ||
	       try->outcome == PMTU_LOCAL;
}

/* One that failed below one that passed was lost by chance. */
uint32_t pmtu_high(const struct pmtu *p)
{
	uint32_t low = pmtu_low(p), high = 0;

	for (unsigned i = 0; i < p->try_count; i++)
		if (has_failed(&p->tries[i]) && p->tries[i].size > low &&
		    (high == 0 || p->tries[i].size < high))
			high = p->tries[i].size;
	return high;
}

const struct pmtu_try *pmtu_find(const struct pmtu *p, int outcome)
{
	for (unsigned i = 0; i < p->try_count; i++)
		if (p->tries[i].outcome == outcome)
			return &p->tries[i];
	return NULL;
}

/* The failure next to the result. */
static const struct pmtu_try *next_failure(const struct pmtu *p)
{
	uint32_t high = pmtu_high(p);

	for (unsigned i = 0; high && i < p->try_count; i++)
		if (p->tries[i].size == high)
			return &p->tries[i];
	return NULL;
}

int pmtu_is_black_hole(const struct pmtu *p)
{
	const struct pmtu_try *failure = next_failure(p);

	return p->is_complete && pmtu_low(p) >= p->minimum && failure &&
	       failure->outcome == PMTU_LOST;
}

/* What a router has named, and then one byte more: it may have named too
 * little. */
static uint32_t hinted(struct pmtu *p, uint32_t low, uint32_t high)
{
	uint32_t size = p->hint;

	p->hint = 0;
	if (size > low && size < high) {
		p->verify = size;
		return size;
	}
	if (p->verify && p->verify == low && low + 1 < high) {
		p->verify = 0;
		return low + 1;
	}
	return 0;
}

/* The next size, or 0 when there is nothing to find any more. */
static uint32_t choose(struct pmtu *p)
{
	uint32_t low = pmtu_low(p), high = pmtu_high(p), size;

	if (p->try_count == 0)
		return p->largest;
	if (high == 0 || low + 1 >= high)
		return 0;
	size = hinted(p, low, high);
	if (size)
		return size;
	if (low == 0)
		return high > p->minimum ? p->minimum : 0;
	return low + (high - low) / 2;
}

/* The first link's, which the system tells when a packet is larger. */
static int find_largest(struct pmtu *p)
{
	int status;

	p->largest = p->maximum;
	if (p->largest)
		return 0;
	p->largest = PROBE_MAXIMUM;
	status = pmtu_try_size(p, PROBE_MAXIMUM);
	if (status < 0)
		return status;
	if (p->tries[0].outcome != PMTU_LOCAL || !p->first_link) {
		pmtu_report_try(p, &p->tries[0]);
		return 0;
	}
	/* Nobody had to be asked for that. */
	p->largest = p->first_link;
	p->try_count = 0;
	p->hint = 0;
	return 0;
}

/* Does the destination answer at all? */
static int try_smallest(struct pmtu *p)
{
	if (pmtu_low(p) || p->minimum <= PMTU_SMALLEST ||
	    pmtu_find(p, PMTU_REFUSED) || p->try_count == PMTU_TRIES)
		return 0;
	return pmtu_try_size(p, PMTU_SMALLEST);
}

int pmtu_search(struct pmtu *p)
{
	int status = find_largest(p);
	uint32_t size;

	if (p->largest && p->largest < p->minimum)
		p->minimum = p->largest;
	while (status == 0 && !pmtu_find(p, PMTU_REFUSED) &&
	       p->try_count < PMTU_TRIES && (size = choose(p))) {
		status = pmtu_try_size(p, size);
		if (status == 0)
			pmtu_report_try(p, &p->tries[p->try_count - 1]);
	}
	if (status == 0)
		status = try_smallest(p);
	p->is_complete = status == 0;
	return status;
}
