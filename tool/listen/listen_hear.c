/* SPDX-License-Identifier: MIT */
/* What arrives: whether it was meant, which stream it belongs to, and how it is
 * shown. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datagram_record.h"
#include "listen.h"
#include "measure/stamp.h"
#include "process/allocate.h"
#include "stream_record.h"

/* Any datagram, or run of datagrams, that UDP can carry. */
#define ROOM 65536

/* Calls to one socket before the others have their turn. */
#define CALLS_AT_ONCE 16

void listen_make_room(struct listener *l)
{
	/* Pages that nothing is received into take no memory. */
	l->rooms = allocate(1, (size_t)ROOM * RECEIVED_AT_ONCE);
	for (unsigned i = 0; i < RECEIVED_AT_ONCE; i++) {
		l->messages[i].data = l->rooms + (size_t)ROOM * i;
		l->messages[i].size = ROOM;
		l->messages[i].control = &l->controls[i];
	}
}

int listen_has_enough(const struct listener *l)
{
	if (l->options.count && l->heard >= (uint64_t)l->options.count)
		return 1;
	return l->options.until_end && l->streams.stamped > 0 &&
	       l->streams.ended == l->streams.stamped;
}

static int64_t arrival(const struct sock6_control *control)
{
	/* None with the first one after stamping was switched on. */
	return control->fields & SOCK6_RECEIVED ? control->received
						: stamp_now();
}

static void make_key(struct stream_key *key, const struct sock6_message *m,
		     uint16_t port, const struct stamp *stamp)
{
	const struct sock6_control *control = m->control;

	memset(key, 0, sizeof(*key));
	key->source = m->peer.sin6_addr;
	key->source_port = ntohs(m->peer.sin6_port);
	key->port = port;
	key->id = stamp ? stamp->stream : 0;
	if (control->fields & SOCK6_DESTINATION)
		key->destination = control->destination;
	if (control->fields & SOCK6_INTERFACE)
		key->ifindex = control->ifindex;
}

/* Questions and answers of other commands are numbered too. */
static int is_numbered(const struct stamp *stamp)
{
	return stamp->kind == STAMP_DATA || stamp->kind == STAMP_END ||
	       stamp->kind == STAMP_REQUEST || stamp->kind == STAMP_REPLY;
}

/* The first one that does not fulfil what is expected is kept. */
static const char *check_expectations(
	struct listener *l, const struct expectation_datagram *datagram,
	char text[EXPECTATION_TEXT_SIZE])
{
	char source[SOCK6_ADDRESS_TEXT_SIZE];

	if (l->options.expectations.count == 0 ||
	    expectations_met(&l->options.expectations, datagram, text))
		return NULL;
	sock6_address_format(source, sizeof(source), &datagram->message->peer,
			     0);
	if (l->unexpected++ == 0)
		snprintf(l->first_unexpected, sizeof(l->first_unexpected),
			 "datagram %" PRIu64 " from %s: %s", l->heard, source,
			 text);
	return text;
}

static void show(struct listener *l, const struct sock6_message *message,
		 struct datagram_context *context)
{
	char text[EXPECTATION_TEXT_SIZE];
	const size_t skipped = context->stamp ? STAMP_SIZE : 0;
	const struct expectation_datagram datagram = {
		.message = message,
		.text = (const char *)context->data + skipped,
		.text_size = context->size - skipped,
		.size = context->size,
	};

	context->unexpected = check_expectations(l, &datagram, text);
	context->number = l->heard;
	context->is_hex = l->options.is_hex;
	if (!l->options.is_quiet && !l->is_live)
		datagram_report(message, context);
}

/* Repeated, in case it gets lost; told once. */
static void hear_end(struct listener *l, const struct stream *stream)
{
	l->ends++;
	if (stream && stream->ends == 1 && !l->options.is_quiet && !l->is_live)
		stream_report_end(stream);
}

static void hear(struct listener *l, uint16_t port,
		 const struct sock6_message *message,
		 const struct sock6_buffer *bytes)
{
	struct datagram_context context = { .port = port,
					    .data = bytes->data,
					    .size = bytes->size };
	struct stream_datagram datagram = { .control = message->control,
					    .size = bytes->size };
	const struct stream *stream;
	struct stream_key key;
	struct stamp stamp;

	if (stamp_decode(&stamp, bytes->data, bytes->size) &&
	    is_numbered(&stamp))
		datagram.stamp = &stamp;
	datagram.received = context.received = arrival(message->control);
	context.stamp = datagram.stamp;
	make_key(&key, message, port, datagram.stamp);
	stream = stream_table_hear(&l->streams, &key, &datagram);
	if (datagram.stamp && stamp.kind == STAMP_END) {
		hear_end(l, stream);
		return;
	}
	l->heard++;
	l->bytes += bytes->size;
	show(l, message, &context);
}

/* What was not meant is counted, and nothing else. */
static int is_meant(struct listener *l, unsigned index,
		    const struct sock6_message *message)
{
	const struct channel *channel = &l->set.channels[index];

	/* It came before the filter and the switches stood. */
	if (channel->granted & ~message->control->fields & SOCK6_DESTINATION) {
		l->early++;
		return 0;
	}
	if (target_table_wants(&l->set.plan.table, message, (int)index,
			       channel->port))
		return 1;
	l->others++;
	return 0;
}

static void hear_all(struct listener *l, unsigned index,
		     const struct sock6_message *message)
{
	struct channel *channel = &l->set.channels[index];
	struct sock6_buffer datagram;
	size_t offset = 0;

	channel_count_drops(channel, message->control);
	if (!is_meant(l, index, message))
		return;
	while (sock6_message_next(message, &offset, &datagram) &&
	       !listen_has_enough(l))
		hear(l, channel->port, message, &datagram);
}

/* As many as are wanted yet: the others are left to the system. */
static unsigned wanted_now(const struct listener *l)
{
	uint64_t wanted = RECEIVED_AT_ONCE;

	if (l->options.count && (uint64_t)l->options.count - l->heard < wanted)
		wanted = (uint64_t)l->options.count - l->heard;
	return (unsigned)wanted;
}

int listen_drain(struct listener *l, unsigned index)
{
	struct channel *channel = &l->set.channels[index];
	int status = 0;

	for (int i = 0; i < CALLS_AT_ONCE && !listen_has_enough(l); i++) {
		unsigned wanted = wanted_now(l);

		status = sock6_receive_batch(channel->fd, &channel->io,
					     l->messages, wanted,
					     SOCK6_DONT_WAIT);
		for (int n = 0; n < status; n++)
			hear_all(l, index, &l->messages[n]);
		/* There is no more for now. */
		if (status < (int)wanted)
			break;
	}
	return status == -EAGAIN || status == -EINTR || status > 0 ? 0 : status;
}
