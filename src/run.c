/* SPDX-License-Identifier: MIT */
/* Planning what a batch sends. */
#include "run.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "control.h"
#include "message.h"

/* Without memory of what failed nothing is coalesced that the caller did not
 * ask for; an id for a timestamp belongs to one datagram. */
static int may_coalesce(const struct sock6_io *io,
			const struct sock6_message *message)
{
	return io && !(io->off & SOCK6_COALESCE) && !message->segment_size &&
	       !(message->control &&
		 message->control->fields & SOCK6_TRANSMIT_ID);
}

static int same_peer(const struct sock6_message *a,
		     const struct sock6_message *b)
{
	return memcmp(&a->peer, &b->peer, sizeof(a->peer)) == 0 ||
	       (a->peer.sin6_family == 0 && b->peer.sin6_family == 0);
}

static int same_control(const struct sock6_control *a,
			const struct sock6_control *b)
{
	return a == b || (a && b && memcmp(a, b, sizeof(*a)) == 0);
}

static unsigned buffers_of(const struct sock6_message *message)
{
	return message->buffers ? message->buffer_count : 1;
}

/* 0: no part of a run.  A null buffer with a length would have all of it
 * refused, and so the messages before. */
static size_t size_in_run(const struct sock6_message *message)
{
	if (!message->buffers)
		return message->data ? message->size : 0;
	for (uint32_t i = 0; i < message->buffer_count; i++)
		if (!message->buffers[i].data && message->buffers[i].size)
			return 0;
	return sock6__message_size(message);
}

static int is_above_limit(const struct sock6_io *io, size_t segment)
{
	return io && io->segment_limit && segment > io->segment_limit;
}

/* The neighbours from first on that make one run; 1 where there is none. */
static struct sock6__run find_run(const struct sock6__batch *batch,
				  unsigned first)
{
	const struct sock6_message *head = &batch->messages[first];
	struct sock6__run run = { .first = { first, 0 }, .count = 1 };
	unsigned buffers = buffers_of(head);
	size_t segment = sock6__message_size(head), size = segment;

	run.size = segment;
	if (!may_coalesce(batch->io, head) || segment == 0 ||
	    segment > SOCK6__RUN_BYTES || is_above_limit(batch->io, segment))
		return run;
	while (first + run.count < batch->count &&
	       run.count < SOCK6__RUN_DATAGRAMS && size == segment) {
		const struct sock6_message *next = head + run.count;

		size = size_in_run(next);
		buffers += buffers_of(next);
		if (size == 0 || size > segment || next->segment_size ||
		    run.size + size > SOCK6__RUN_BYTES ||
		    buffers > SOCK6__PLAN_BUFFERS || !same_peer(head, next) ||
		    !same_control(head->control, next->control))
			break;
		run.size += size;
		run.count++;
	}
	run.segment = run.count > 1 ? (unsigned)segment : 0;
	return run;
}

/* What fits into one send of a run that the caller made. */
static struct sock6__run part_of_run(const struct sock6__batch *batch,
				     struct sock6__place from)
{
	const struct sock6_message *message = &batch->messages[from.message];
	struct sock6__run run = { .first = from, .count = 1 };
	size_t segment = message->segment_size;
	size_t most = SOCK6__RUN_BYTES / segment;

	if (most > SOCK6__RUN_DATAGRAMS)
		most = SOCK6__RUN_DATAGRAMS;
	if (most == 0 || (batch->io && batch->io->off & SOCK6_COALESCE) ||
	    is_above_limit(batch->io, segment))
		most = 1;
	run.size = sock6__message_size(message) - from.offset;
	if (run.size > most * segment)
		run.size = most * segment;
	run.segment = run.size > segment ? (unsigned)segment : 0;
	return run;
}

/* Adjacent bytes become one entry: 64 datagrams that lie in a row one. */
static int add_bytes(struct sock6__plan *plan, unsigned first, void *data,
		     size_t size)
{
	struct sock6_buffer *last;

	if (size == 0)
		return 0;
	if (plan->buffer_count > first) {
		last = &plan->buffers[plan->buffer_count - 1];
		if ((unsigned char *)last->data + last->size == data) {
			last->size += size;
			return 0;
		}
	}
	if (plan->buffer_count == SOCK6__PLAN_BUFFERS)
		return -ENOSPC;
	plan->buffers[plan->buffer_count++] =
		(struct sock6_buffer){ data, size };
	return 0;
}

/* Bytes [offset, offset + size) of a message. */
static int add_range(struct sock6__plan *plan, unsigned first,
		     const struct sock6_message *message, size_t offset,
		     size_t size)
{
	struct sock6_buffer whole = { message->data, message->size };
	const struct sock6_buffer *buffers =
		message->buffers ? message->buffers : &whole;
	int status = 0;

	for (unsigned i = 0; size && status == 0; i++) {
		size_t skip =
			offset < buffers[i].size ? offset : buffers[i].size;
		size_t take = buffers[i].size - skip;

		offset -= skip;
		if (take > size)
			take = size;
		size -= take;
		status = add_bytes(plan, first,
				   (unsigned char *)buffers[i].data + skip,
				   take);
	}
	return status;
}

/* How many messages, from the first on, lie one behind the other, and how long
 * they are together; 0 where the first is not in one piece itself. */
static unsigned neighbours(const struct sock6_message *messages, unsigned count,
			   size_t *size)
{
	const unsigned char *end = messages[0].data;
	unsigned i;

	for (i = 0; i < count; i++) {
		if (messages[i].buffers || messages[i].data != end)
			break;
		end += messages[i].size;
	}
	*size = (size_t)(end - (const unsigned char *)messages[0].data);
	return i;
}

static int add_messages(struct sock6__plan *plan, unsigned first,
			const struct sock6_message *messages, unsigned count)
{
	unsigned together;
	int status = 0;
	size_t size;

	for (unsigned i = 0; i < count && status == 0; i += together) {
		together = neighbours(&messages[i], count - i, &size);
		if (together) {
			status = add_bytes(plan, first, messages[i].data, size);
			continue;
		}
		together = 1;
		status = add_range(plan, first, &messages[i], 0,
				   sock6__message_size(&messages[i]));
	}
	return status;
}

static int add_payload(struct sock6__plan *plan, struct sock6__packet *packet,
		       const struct sock6__batch *batch,
		       const struct sock6__run *run)
{
	const struct sock6_message *messages =
		batch->messages + run->first.message;
	unsigned first = plan->buffer_count;
	int status;

	if (run->count > 1)
		status = add_messages(plan, first, messages, run->count);
	else
		status = add_range(plan, first, messages, run->first.offset,
				   run->size);
	if (status < 0) {
		plan->buffer_count = first;
		return status;
	}
	packet->buffers = &plan->buffers[first];
	packet->buffer_count = (uint16_t)(plan->buffer_count - first);
	return 0;
}

/* Fields that the caller can do without and that were found refused. */
static const struct sock6_control *without_refused(
	struct sock6_control *trimmed, const struct sock6_control *control,
	const struct sock6_io *io)
{
	if (!io || !control || !(control->fields & io->optional & io->refused))
		return control;
	*trimmed = *control;
	trimmed->fields &= ~(io->optional & io->refused);
	return trimmed;
}

/* One encoding serves neighbouring packets that share their control. */
static int reuse_control(const struct sock6__plan *plan,
			 struct sock6__packet *packet,
			 const struct sock6_message *message, unsigned segment,
			 const struct sock6__batch *batch)
{
	const struct sock6__run *last = plan->runs + plan->packet_count - 1;
	const struct sock6_message *before;

	if (plan->packet_count == 0 || last->segment != segment)
		return 0;
	before = &batch->messages[last->first.message];
	if (before->control != message->control ||
	    sock6__message_families(before) != sock6__message_families(message))
		return 0;
	packet->control = packet[-1].control;
	packet->control_size = packet[-1].control_size;
	return 1;
}

static int add_control(struct sock6__plan *plan, struct sock6__packet *packet,
		       const struct sock6__batch *batch,
		       const struct sock6__run *run)
{
	const struct sock6_message *message =
		&batch->messages[run->first.message];
	unsigned char *room = plan->control + plan->control_size;
	struct sock6_control trimmed;
	int written;

	if ((!message->control && !run->segment) ||
	    reuse_control(plan, packet, message, run->segment, batch))
		return 0;
	written = sock6__control_encode(
		room, sizeof(plan->control) - plan->control_size,
		without_refused(&trimmed, message->control, batch->io),
		sock6__message_families(message), run->segment);
	if (written < 0)
		return written;
	packet->control = room;
	packet->control_size = (uint16_t)written;
	plan->control_size += (unsigned)written;
	return 0;
}

/* Its own buffers then serve as they are. */
static int is_whole_message(const struct sock6_message *message,
			    const struct sock6__run *run)
{
	return run->count == 1 && run->first.offset == 0 &&
	       (!message->segment_size ||
		run->size == sock6__message_size(message));
}

/* -ENOSPC: the plan is full. */
static int add_run(struct sock6__plan *plan, const struct sock6__batch *batch,
		   const struct sock6__run *run)
{
	struct sock6__packet *packet = &plan->packets[plan->packet_count];
	const struct sock6_message *message =
		&batch->messages[run->first.message];
	int status;

	if (plan->packet_count == SOCK6__CHUNK)
		return -ENOSPC;
	if (message->segment_size && sock6__message_size(message) > INT_MAX)
		return -EMSGSIZE; /* its result could not be told */
	status = sock6__message_to_packet(packet, message);
	if (status == 0 && !is_whole_message(message, run))
		status = add_payload(plan, packet, batch, run);
	if (status == 0)
		status = add_control(plan, packet, batch, run);
	if (status < 0)
		return status;
	plan->runs[plan->packet_count++] = *run;
	return 0;
}

static void start(struct sock6__plan *plan)
{
	plan->packet_count = 0;
	plan->buffer_count = 0;
	plan->control_size = 0;
}

/* A plan that has packets is good; the error comes again as the first. */
static int planned(const struct sock6__plan *plan, int status)
{
	if (plan->packet_count)
		return (int)plan->packet_count;
	return status == -ENOSPC ? -EMSGSIZE : status;
}

static int add_singly(struct sock6__plan *plan,
		      const struct sock6__batch *batch,
		      const struct sock6__run *run)
{
	struct sock6__run one = { .first = run->first, .count = 1 };
	size_t left = run->size;
	int status = 0;

	if (!run->segment)
		return add_run(plan, batch, run);
	while (left && status == 0) {
		one.size = left < run->segment ? left : run->segment;
		status = add_run(plan, batch, &one);
		left -= one.size;
		if (run->count > 1)
			one.first.message++;
		else
			one.first.offset += one.size;
	}
	return status;
}

/* While a way is given up for some runs, their number runs down here. */
static int is_given_up(struct sock6_io *io, const struct sock6__run *run)
{
	if (!io || !io->retry_after || !run->segment)
		return 0;
	io->retry_after--;
	return 1;
}

static struct sock6__run next_run(const struct sock6__batch *batch,
				  struct sock6__place from)
{
	return batch->messages[from.message].segment_size
		       ? part_of_run(batch, from)
		       : find_run(batch, from.message);
}

static struct sock6__place behind(const struct sock6__batch *batch,
				  const struct sock6__run *run)
{
	const struct sock6_message *last =
		&batch->messages[run->first.message + run->count - 1];
	size_t end = run->first.offset + run->size;

	if (last->segment_size && end < sock6__message_size(last))
		return (struct sock6__place){ run->first.message, end };
	return (struct sock6__place){ run->first.message + run->count, 0 };
}

int sock6__plan(struct sock6__plan *plan, const struct sock6__batch *batch,
		struct sock6__place from)
{
	int status = 0;

	start(plan);
	while (status == 0 && from.message < batch->count &&
	       plan->packet_count < SOCK6__CHUNK) {
		struct sock6__run run = next_run(batch, from);

		if (is_given_up(batch->io, &run))
			status = add_singly(plan, batch, &run);
		else
			status = add_run(plan, batch, &run);
		from = behind(batch, &run);
	}
	return planned(plan, status);
}

int sock6__plan_singly(struct sock6__plan *plan,
		       const struct sock6__batch *batch,
		       const struct sock6__run *run)
{
	struct sock6__run copy = *run; /* it may stand in the plan itself */

	start(plan);
	return planned(plan, add_singly(plan, batch, &copy));
}

unsigned sock6__run_datagrams(const struct sock6__run *run)
{
	if (!run->segment)
		return 1;
	return (unsigned)((run->size + run->segment - 1) / run->segment);
}
