/* SPDX-License-Identifier: MIT */
/* The datagrams of one call, and what becomes of those that are refused. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "measure/stamp.h"
#include "process/allocate.h"
#include "report/message.h"
#include "report/remedy.h"
#include "send.h"
#include "time_unit.h"

/* Large payloads in large batches are cut to batches of about this size. */
#define ROOM (4u << 20)

/* A queue that is full has room again soon: a link empties it. */
#define SHORT_WHILE 200000
#define LONG_WHILE  (10 * MILLISECOND)

/* Whoever has lost one end of a stream has not lost them all. */
#define END_COPIES         3
#define END_COPIES_OF_MANY 5
#define MANY               20000

/* Ends are paced too: a queue that is full at the end of a flood has to hold
 * them, and a switch those of ten thousand streams. */
#define END_INTERVAL 20000
#define END_BURST    32

/* Nor faster than the datagrams: to a host that has joined ten thousand groups
 * Linux takes each one a millisecond. */
#define END_INTERVAL_MAXIMUM MILLISECOND

/* Copies of so many ends that they take longer than that are not waited for. */
#define END_PATIENCE (5000 * MILLISECOND)

void send_prepare(struct sender *s)
{
	const struct payload *payload = &s->plan.payload;
	size_t size = payload->length, fits = ROOM / (size + 1);

	s->batch = s->plan.batch;
	if (s->batch > fits)
		s->batch = (uint32_t)fits;
	s->messages = allocate(s->batch, sizeof(*s->messages));
	s->of = allocate(s->batch, sizeof(struct destination *));
	s->turns = allocate(s->batch, sizeof(*s->turns));
	s->slots = allocate(1, s->batch * size + 1);
	for (uint32_t i = 0; i < s->batch; i++) {
		s->messages[i].data = s->slots + i * size;
		s->messages[i].size = size;
		memcpy(s->messages[i].data, payload->bytes, size);
	}
}

void send_release(struct sender *s)
{
	free(s->messages);
	free(s->of);
	free(s->turns);
	free(s->slots);
}

static void address_message(const struct sender *s,
			    struct sock6_message *message,
			    const struct destination *to)
{
	message->control = to->control;
	message->peer = to->address;
	if (s->is_connected)
		message->peer.sin6_family = 0;
}

/* Numbers are given only once a datagram has gone: one that this host refuses
 * leaves no gap that would look like a loss. */
static void build(struct sender *s, uint32_t count)
{
	struct stamp stamp = { .kind = STAMP_DATA, .sent = stamp_now() };

	for (uint32_t i = 0; i < count; i++) {
		struct destination *to;

		s->turns[i] = s->to.turn;
		to = s->of[i] = destinations_next(&s->to);
		to->sent++;
		address_message(s, &s->messages[i], to);
		if (!s->plan.payload.is_stamped)
			continue;
		stamp.stream = to->stream;
		stamp.sequence = to->sent;
		stamp_encode(s->messages[i].data, &stamp);
	}
}

/* What was not taken is as if it had not been built. */
static void take_back(struct sender *s, uint32_t done, uint32_t count)
{
	for (uint32_t i = done; i < count; i++) {
		s->of[i]->sent--;
		s->of[i]->tried--;
	}
	if (done < count)
		s->to.turn = s->turns[done];
}

static void pause_for(long nanoseconds)
{
	struct timespec time = { 0, nanoseconds };

	nanosleep(&time, NULL);
}

/* Whether it says nothing of the datagram that it refuses. */
static int is_for_now(struct sender *s, int status)
{
	switch (status) {
	case -EAGAIN:
		sock6_wait(s->fd, SOCK6_WRITABLE, sock6_now() + LONG_WHILE);
		break;
	case -ENOBUFS: pause_for(SHORT_WHILE); break;
	case -EINTR: return 1;
	/* No datagram is refused so: an earlier one's ICMP error came. */
	case -ECONNREFUSED: send_hear(s, status); return 1;
	default: return send_hear(s, status) == SEND_HEARD_ERROR;
	}
	s->waits++;
	send_hear(s, 0);
	return 1;
}

/* Counts a datagram that will not be sent; the first of a kind is told. */
static void fail(struct sender *s, int status)
{
	const struct destination *to = destinations_next(&s->to);
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	s->failed++;
	s->last_failure = end_of_status(status);
	if (reasons_count(&s->reasons, sock6_status_name(status)) == 1)
		failure(status, remedy_to_send(status), "%s",
			destination_text(text, &to->address));
	/* A firewall may change its mind; a missing route seldom does. */
	if (status != -EPERM && s->sent == 0 && s->failed >= s->to.count)
		s->is_broken = 1;
}

uint32_t send_call(struct sender *s, uint32_t count)
{
	uint32_t done;
	int status;

	if (count > s->batch)
		count = s->batch;
	build(s, count);
	status = sock6_send_batch(s->fd, &s->io, s->messages, count,
				  SOCK6_DONT_WAIT);
	done = status > 0 ? (uint32_t)status : 0;
	take_back(s, done, count);
	s->bytes += done * s->plan.payload.length;
	for (uint32_t i = 0; i < done; i++) {
		s->sent++;
		if (s->shows_each)
			send_report_sent(s, s->of[i]);
	}
	if (status > 0)
		return done;
	if (is_for_now(s, status))
		return 0;
	fail(s, status);
	return 1;
}

static void build_end(struct sender *s, uint32_t i,
		      const struct destination *to)
{
	struct stamp stamp = { .kind = STAMP_END,
			       .stream = to->stream,
			       .sequence = to->sent,
			       .sent = stamp_now(),
			       .value = to->sent };

	address_message(s, &s->messages[i], to);
	stamp_encode(s->messages[i].data, &stamp);
}

/* Ends of some streams, from one on; returns behind the last one. */
static uint32_t build_ends(struct sender *s, uint32_t first, uint32_t *count)
{
	*count = 0;
	for (; first < s->to.count && *count < END_BURST && *count < s->batch;
	     first++)
		if (s->to.list[first].sent)
			build_end(s, (*count)++, &s->to.list[first]);
	return first;
}

static void send_all_of(struct sender *s, uint32_t count, int64_t patience)
{
	uint32_t done = 0;

	while (done < count && sock6_now() < patience) {
		int status = sock6_send_batch(s->fd, &s->io, s->messages + done,
					      count - done, SOCK6_DONT_WAIT);

		if (status > 0)
			done += (uint32_t)status;
		else if (!is_for_now(s, status))
			done++;
	}
}

static int64_t end_interval(const struct sender *s)
{
	int64_t each = (s->ended - s->began) / (int64_t)s->sent;

	if (each < END_INTERVAL)
		return END_INTERVAL;
	return each < END_INTERVAL_MAXIMUM ? each : END_INTERVAL_MAXIMUM;
}

static void send_ends_once(struct sender *s)
{
	const int64_t interval = end_interval(s);
	int64_t due = sock6_now();

	for (uint32_t next = 0, count; next < s->to.count;) {
		next = build_ends(s, next, &count);
		send_all_of(s, count, sock6_now() + 1000 * MILLISECOND);
		due += (int64_t)count * interval;
		if (next < s->to.count)
			send_wait(s, due);
	}
}

void send_ends(struct sender *s)
{
	/* After a whole burst of losses, or once a queue has emptied: that of
	 * a flood may hold megabytes. */
	static const int64_t pauses[END_COPIES_OF_MANY] = { 0, 5 * MILLISECOND,
							    15 * MILLISECOND,
							    80 * MILLISECOND,
							    400 * MILLISECOND };
	const int copies = s->sent > MANY ? END_COPIES_OF_MANY : END_COPIES;
	const int64_t patience = sock6_now() + END_PATIENCE;

	if (!s->plan.payload.is_stamped || s->plan.no_end || s->sent == 0)
		return;
	for (int i = 0; i < copies && (i == 0 || sock6_now() < patience); i++) {
		if (pauses[i])
			pause_for((long)pauses[i]);
		send_ends_once(s);
	}
}
