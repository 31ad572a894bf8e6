/* SPDX-License-Identifier: MIT */
/* A walk along a path: many probes at once, each with a hop limit. */
#include "walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "process/allocate.h"
#include "process/stop.h"
#include "time_unit.h"

/* How long an answer is waited for where the user has not said. */
#define PATIENCE          (2000 * MILLISECOND)
#define PATIENCE_MINIMUM  (250 * MILLISECOND)
#define PATIENCE_MULTIPLE 10 /* of the slowest answer so far */

#define REFRESH (200 * MILLISECOND) /* of what shows the progress */

/* How many hops beyond the last one that answered are asked while answers come:
 * few near by, where the destination is likely to be next. */
#define AHEAD_MINIMUM 3
#define AHEAD_MAXIMUM 6

/* How long answers are expected to follow each other; then all are asked. */
#define GRACE          (300 * MILLISECOND)
#define GRACE_MINIMUM  (100 * MILLISECOND)
#define GRACE_MULTIPLE 4 /* of the slowest answer so far */

/* Linux answers one peer once in a second, when it has used up what it may
 * answer at once (icmp.ratelimit in ip-sysctl). */
#define PAUSE (1100 * MILLISECOND)

unsigned walk_last(const struct walk *walk)
{
	return walk->end && walk->end < walk->last ? walk->end : walk->last;
}

/* How many probes count for a hop already. */
static unsigned sent_for(const struct walk *walk, unsigned hop)
{
	unsigned sum = walk->sent_to[hop];

	if (hop == walk->end)
		while (++hop <= walk->last)
			sum += walk->sent_to[hop];
	return sum;
}

static int counts_for(const struct walk *walk, unsigned hop,
		      const struct walk_sample *sample)
{
	return hop == walk->end ? sample->hop >= hop : sample->hop == hop;
}

const struct walk_sample *walk_next(const struct walk *walk, unsigned hop,
				    unsigned *index)
{
	for (; *index < walk->sent; ++*index) {
		const struct walk_sample *sample = &walk->samples[*index];

		if (counts_for(walk, hop, sample) && !sample->is_spare) {
			++*index;
			return sample;
		}
	}
	return NULL;
}

unsigned walk_find(const struct walk *walk, const struct in6_addr *address)
{
	unsigned found = 0;

	for (uint64_t i = 0; i < walk->sent; i++) {
		const struct walk_sample *sample = &walk->samples[i];

		if (sample->state == WALK_ANSWERED &&
		    (found == 0 || sample->hop < found) &&
		    memcmp(address, &sample->answer.from.sin6_addr, 16) == 0)
			found = sample->hop;
	}
	return found;
}

int walk_is_complete(const struct walk *walk, unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	if (sent_for(walk, hop) < walk->count)
		return 0;
	if (hop == walk->end && walk_doubtful(walk))
		return 0;
	while ((sample = walk_next(walk, hop, &index)))
		if (sample->state == WALK_WAITS)
			return 0;
	return 1;
}

/* The end of the path is known, or another one than before: the first probes
 * that went so far are those of that hop. */
static void settle(struct walk *walk)
{
	unsigned kept = 0;

	for (uint64_t i = 0; i < walk->sent; i++) {
		struct walk_sample *sample = &walk->samples[i];
		sample->is_spare = walk->end && sample->hop >= walk->end &&
				   !sample->is_alone && kept++ >= walk->count;
	}
}

static void note_end(struct walk *walk, const struct walk_sample *sample)
{
	int is_reached = sample->answer.kind == PROBE_REACHED;
	unsigned end = walk->end;

	if (sample->answer.kind == PROBE_EXPIRED)
		return;
	/* Where only some probes are refused, the others tell the path. */
	if (is_reached > walk->is_reached || end == 0)
		walk->end = sample->hop;
	else if (is_reached == walk->is_reached && sample->hop < end)
		walk->end = sample->hop;
	walk->is_reached |= is_reached;
	if (walk->end != end)
		settle(walk);
}

/*
 * By the time at which the system received the answer, if that can be: between
 * then and now the program may have been busy.
 */
static int64_t round_trip(const struct walk_sample *sample,
			  const struct probe_answer *answer)
{
	int64_t longest = sock6_now() - sample->sent;
	int64_t measured = answer->received - sample->sent_clock;

	if (!(answer->fields & PROBE_HAS_RECEIVED) || measured <= 0 ||
	    measured > longest)
		return longest;
	return measured;
}

static void keep_extension(struct walk_sample *sample)
{
	struct probe_answer *answer = &sample->answer;

	if (answer->extension_size == 0)
		return;
	if (answer->extension_size > WALK_EXTENSION_SIZE)
		answer->extension_size = WALK_EXTENSION_SIZE;
	sample->extension = allocate(1, answer->extension_size);
	memcpy(sample->extension, answer->extension, answer->extension_size);
	answer->extension = sample->extension;
}

static void take(struct walk *walk, const struct probe_answer *answer)
{
	struct walk_sample *sample;

	/* Of an earlier walk with this socket. */
	if (answer->number < walk->first_number ||
	    answer->number - walk->first_number >= walk->sent)
		return;
	sample = &walk->samples[answer->number - walk->first_number];
	if (sample->state == WALK_ANSWERED) {
		walk->duplicates++;
		return;
	}
	sample->answer = *answer;
	sample->state = WALK_ANSWERED;
	walk->news = sock6_now();
	sample->round_trip = round_trip(sample, answer);
	keep_extension(sample);
	if (sample->hop > walk->farthest)
		walk->farthest = sample->hop;
	if (sample->round_trip > walk->slowest)
		walk->slowest = sample->round_trip;
	walk->answered++;
	note_end(walk, sample);
}

static int take_all(struct walk *walk)
{
	struct probe_answer answer;
	int status;

	while ((status = probe_receive(walk->socket, &answer)) > 0)
		take(walk, &answer);
	return status;
}

/* Once the destination has answered, what is still missing should come soon. */
static int64_t patience(const struct walk *walk)
{
	int64_t soon = walk->slowest * PATIENCE_MULTIPLE;

	if (walk->patience)
		return walk->patience;
	if (!walk->is_reached || soon > PATIENCE)
		return PATIENCE;
	return soon < PATIENCE_MINIMUM ? PATIENCE_MINIMUM : soon;
}

/* Gives up what waits too long; the next moment at which something is due. */
static int64_t give_up(struct walk *walk, unsigned *waiting)
{
	int64_t now = sock6_now(), next = SOCK6_FOREVER;

	*waiting = 0;
	for (uint64_t i = 0; i < walk->sent; i++) {
		struct walk_sample *sample = &walk->samples[i];

		if (sample->state != WALK_WAITS || sample->is_spare)
			continue;
		sample->due = sample->sent + patience(walk);
		if (sample->due <= now) {
			sample->state = WALK_LOST;
			continue;
		}
		++*waiting;
		if (sample->due < next)
			next = sample->due;
	}
	return next;
}

/* Of some hops the one that was asked least, and less than so often; 0: none. */
static unsigned least_asked(const struct walk *walk, unsigned first,
			    unsigned last, unsigned least)
{
	unsigned best = 0;

	for (unsigned hop = first; hop <= last; hop++) {
		unsigned sent = sent_for(walk, hop);

		if (sent < least) {
			least = sent;
			best = hop;
		}
	}
	return best;
}

/* Until when only the next hops are asked. */
static int64_t grace_end(const struct walk *walk)
{
	int64_t grace = walk->slowest * GRACE_MULTIPLE;

	if (walk->slowest == 0)
		grace = GRACE;
	else if (grace < GRACE_MINIMUM)
		grace = GRACE_MINIMUM;
	return walk->news + grace;
}

static unsigned ahead(const struct walk *walk)
{
	if (walk->farthest < AHEAD_MINIMUM)
		return AHEAD_MINIMUM;
	return walk->farthest < AHEAD_MAXIMUM ? walk->farthest : AHEAD_MAXIMUM;
}

/*
 * The hop that the next probe is for; 0: none.  Those up to the farthest that
 * has answered come first: silent ones beyond would keep them waiting.  While
 * answers come, hops beyond are asked once, and not far: with the destination
 * next, all of these probes would come there at once.
 */
static unsigned choose(const struct walk *walk, unsigned waiting)
{
	unsigned last = walk_last(walk);
	unsigned near = walk->farthest < last ? walk->farthest : last;
	unsigned hop = least_asked(walk, walk->first, near, walk->count);

	if (hop)
		return hop;
	if (waiting == 0 || walk->end || sock6_now() >= grace_end(walk))
		return least_asked(walk, near + 1, last, walk->count);
	if (last > near + ahead(walk))
		last = near + ahead(walk);
	return least_asked(walk, near + 1, last, 1);
}

static int send_one(struct walk *walk, unsigned hop, int is_alone)
{
	struct walk_sample *sample = &walk->samples[walk->sent];
	int status;

	sample->hop = (uint8_t)hop;
	sample->state = WALK_WAITS;
	sample->is_alone = (uint8_t)is_alone;
	sample->sent = sock6_now();
	status = probe_send(walk->socket, hop, walk->size, &sample->sent_clock);
	/* A full queue loses a probe like any other on the path. */
	if (status < 0 && status != -ENOBUFS && status != -EAGAIN)
		return status;
	walk->sent_to[hop]++;
	walk->sent++;
	walk->next = sample->sent + walk->interval;
	return 0;
}

/* As many as may be on their way at once. */
static int send_some(struct walk *walk, unsigned *waiting)
{
	unsigned hop;
	int status;

	while (*waiting < walk->parallel && (hop = choose(walk, *waiting)) &&
	       (walk->interval == 0 || sock6_now() >= walk->next)) {
		status = send_one(walk, hop, 0);
		if (status < 0)
			return status;
		++*waiting;
	}
	return 0;
}

/* When a hop may be asked alone: whoever is there can answer again. */
static int64_t pause_end(const struct walk *walk)
{
	return walk->samples[walk->sent - 1].sent +
	       (walk->interval > PAUSE ? walk->interval : PAUSE);
}

/* With nothing else on its way. */
static int send_alone(struct walk *walk, unsigned *waiting)
{
	unsigned hop = *waiting ? 0 : walk_doubtful(walk);

	if (hop == 0 || choose(walk, 0) || sock6_now() < pause_end(walk))
		return 0;
	++*waiting;
	return send_one(walk, hop, 1);
}

static int64_t earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

/* When there is something to do though nothing comes. */
static int64_t next_turn(struct walk *walk)
{
	unsigned waiting;
	int64_t due = earlier(give_up(walk, &waiting), walk->deadline);

	if (choose(walk, waiting) && waiting < walk->parallel)
		due = earlier(due, walk->next);
	else if (choose(walk, 0) && waiting < walk->parallel)
		due = earlier(due, grace_end(walk));
	else if (waiting == 0 && walk->sent)
		due = earlier(due, pause_end(walk));
	return earlier(due, sock6_now() + REFRESH);
}

/* Until something comes, or something is due. */
static int wait_for_news(struct walk *walk)
{
	int status = stop_wait(&walk->socket->fd, 1, next_turn(walk), NULL);

	if (status < 0)
		return status;
	return stop_requested() ? -EINTR : 0;
}

/* One round: 0 to go on, 1 at the end, or a negative errno value. */
static int turn(struct walk *walk)
{
	unsigned waiting;
	int status = take_all(walk);

	if (status < 0)
		return status;
	give_up(walk, &waiting);
	status = send_some(walk, &waiting);
	if (status == 0)
		status = send_alone(walk, &waiting);
	if (status < 0)
		return status;
	if (walk->show)
		walk->show(walk, walk->context);
	if (waiting == 0 && !choose(walk, 0) && !walk_doubtful(walk))
		return 1;
	if (sock6_now() >= walk->deadline)
		return -ETIMEDOUT;
	return wait_for_news(walk);
}

int walk_run(struct walk *walk)
{
	int status;

	walk->samples =
		allocate((size_t)(walk->last - walk->first + 1) * walk->count +
				 WALK_DOUBTS,
			 sizeof(*walk->samples));
	walk->first_number = walk->socket->last + 1;
	walk->farthest = walk->first - 1;
	walk->news = sock6_now();
	do
		status = turn(walk);
	while (status == 0);
	return status < 0 ? status : 0;
}

void walk_free(struct walk *walk)
{
	for (uint64_t i = 0; i < walk->sent; i++)
		free(walk->samples[i].extension);
	free(walk->samples);
}
