/* SPDX-License-Identifier: MIT */
/* Silent hops before the end of a path: routers, or the end itself. */
#include "time_unit.h"
#include "walk.h"

/* Whether the path is known to go on behind this hop: a router has said so, or
 * nobody is there who answers even when asked alone. */
static int is_before_the_end(const struct walk_sample *sample)
{
	return sample->state == WALK_ANSWERED
		       ? sample->answer.kind == PROBE_EXPIRED
		       : sample->is_alone && sample->state == WALK_LOST;
}

/* The last hop that is known to be before this one. */
static unsigned last_before(const struct walk *walk, unsigned end,
			    unsigned *asked)
{
	unsigned last = walk->first - 1;

	*asked = 0;
	for (uint64_t i = 0; i < walk->sent; i++) {
		const struct walk_sample *sample = &walk->samples[i];

		*asked += sample->is_alone;
		if (is_before_the_end(sample) && sample->hop > last &&
		    sample->hop < end)
			last = sample->hop;
	}
	return last;
}

/* All that is silent was asked within the second in which whoever answers only
 * so often stays silent: the last hop may be the destination, or one beyond. */
static unsigned doubtful_silence(const struct walk *walk)
{
	unsigned asked, last = last_before(walk, walk->last + 1, &asked);

	if (asked || last >= walk->last)
		return 0;
	for (uint64_t i = 0; i < walk->sent; i++)
		if (walk->samples[i].hop > last &&
		    walk->samples[walk->sent - 1].sent - walk->samples[i].sent >
			    SECOND)
			return 0;
	return walk->last;
}

/* Most often the first silent hop is the end already; else what is in doubt is
 * halved, as whatever comes as far as the end is answered there. */
unsigned walk_doubtful(const struct walk *walk)
{
	unsigned asked, last;

	if (!walk->is_thorough || walk->sent == 0)
		return 0;
	if (walk->end == 0)
		return doubtful_silence(walk);
	last = last_before(walk, walk->end, &asked);
	if (asked >= WALK_DOUBTS || last + 1 >= walk->end)
		return 0;
	return asked == 0 ? last + 1 : last + (walk->end - last) / 2;
}
