/* SPDX-License-Identifier: MIT */
/* Self-test of many datagrams at once: batches and runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "link.h"
#include "selftest.h"
#include "words/switches.h"

#define MANY    100
#define SEGMENT 100
#define RUN     1050 /* ten whole ones, and one that is shorter */
#define PIECES  11

struct batch {
	struct sock6_message messages[MANY];
	struct sock6_control controls[MANY];
	char bytes[MANY][16];
};

static void fill(struct batch *batch, const struct link *link)
{
	memset(batch, 0, sizeof(*batch));
	for (int i = 0; i < MANY; i++) {
		struct sock6_message *m = &batch->messages[i];

		m->data = batch->bytes[i];
		m->size = (size_t)snprintf(batch->bytes[i], 16, "number %d", i);
		m->peer = link->address;
		m->control = &batch->controls[i];
		m->control->fields = SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS;
		m->control->hop_limit = (uint8_t)(i + 1);
	}
}

static void send_all(struct selftest *t, struct link *link, struct batch *batch)
{
	unsigned done = 0;

	while (going(t) && done < MANY) {
		int sent = sock6_send_batch(link->from, NULL,
					    batch->messages + done, MANY - done,
					    0);

		if (must(t, sent, "send"))
			done += (unsigned)sent;
	}
}

static void receive_all(struct selftest *t, struct link *link,
			struct batch *batch)
{
	unsigned done = 0;

	memset(batch, 0, sizeof(*batch));
	for (int i = 0; i < MANY; i++) {
		batch->messages[i].data = batch->bytes[i];
		batch->messages[i].size = sizeof(batch->bytes[i]);
		batch->messages[i].control = &batch->controls[i];
	}
	while (going(t) && done < MANY) {
		int got;

		await(t, link->to, "the batch");
		got = going(t) ? sock6_receive_batch(
					 link->to, NULL, batch->messages + done,
					 MANY - done, SOCK6_DONT_WAIT)
			       : -EAGAIN;
		if (must(t, got, "receive"))
			done += (unsigned)got;
	}
}

static void batch(struct selftest *t)
{
	struct link link;
	struct batch all;

	link_open(t, &link);
	fill(&all, &link);
	send_all(t, &link, &all);
	receive_all(t, &link, &all);
	for (int i = 0; i < MANY && going(t); i++) {
		char text[16];
		int length = snprintf(text, sizeof(text), "number %d", i);

		expect(t, length, all.messages[i].result, "a length");
		expect(t, i + 1, all.controls[i].hop_limit, "a hop limit");
		if (memcmp(text, all.bytes[i], (size_t)length) != 0)
			fail(t, "number %d came as another one", i);
	}
	saw(t, "%d sent and received, each with values of its own", MANY);
	link_close(&link);
}

/* Neighbours of one size and one peer may leave as one. */
static void coalesced(struct selftest *t)
{
	struct sock6_message messages[MANY] = { 0 };
	struct sock6_io io = { .off = switched_off_ways() };
	struct link link;
	char byte = 'c';
	int sent;

	if (io.off & SOCK6_COALESCE)
		skip(t, "switched off by " SWITCH_NO_SEND_COALESCING);
	link_open(t, &link);
	for (int i = 0; i < MANY; i++) {
		messages[i].data = &byte;
		messages[i].size = 1;
		messages[i].peer = link.address;
	}
	sent = sock6_send_batch(link.from, &io, messages, MANY, 0);
	expect(t, MANY, sent, "send");
	for (int i = 0; i < MANY; i++)
		link_receive(t, &link);
	if (going(t) && io.coalesced == 0)
		skip(t, "this system sends each on its own (%s)",
		     sock6_status_name(io.reason));
	saw(t, "%d sent, %u of them in runs; all arrive on their own", MANY,
	    (unsigned)io.coalesced);
	link_close(&link);
}

static void send_run(struct selftest *t, struct link *link)
{
	char bytes[RUN];
	struct sock6_message out = { .data = bytes,
				     .size = sizeof(bytes),
				     .segment_size = SEGMENT };

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)('a' + i / SEGMENT);
	out.peer = link->address;
	expect(t, RUN, sock6_send(link->from, &out, 0), "send a run");
}

static void check_piece(struct selftest *t, const struct sock6_buffer *piece,
			int number)
{
	size_t length = number < PIECES - 1 ? SEGMENT : RUN % SEGMENT;
	const char *bytes = piece->data;

	expect(t, (int64_t)length, (int64_t)piece->size, "the length");
	if (going(t) && bytes[0] != 'a' + number)
		fail(t, "datagram %d came as another one", number);
}

/* The datagrams of all messages, until the last one; returns the messages. */
static int take_pieces(struct selftest *t, struct link *link)
{
	struct sock6_buffer piece;
	int messages = 0, number = 0;

	while (going(t) && number < PIECES) {
		size_t offset = 0;

		link_receive(t, link);
		messages++;
		while (going(t) &&
		       sock6_message_next(&link->in, &offset, &piece))
			check_piece(t, &piece, number++);
	}
	expect(t, PIECES, number, "the number of datagrams");
	return messages;
}

static void run_apart(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	send_run(t, &link);
	expect(t, PIECES, take_pieces(t, &link), "the number of messages");
	saw(t, "%d bytes in one call arrive as %d datagrams", RUN, PIECES);
	link_close(&link);
}

static void run_together(struct selftest *t)
{
	struct link link;
	int messages;

	if (switched_off(SWITCH_NO_RECEIVE_COALESCING))
		skip(t, "switched off by " SWITCH_NO_RECEIVE_COALESCING);
	link_open(t, &link);
	must(t, sock6_set(link.to, SOCK6_OPT_RECEIVE_COALESCING, 1),
	     "set receive-coalescing");
	send_run(t, &link);
	messages = take_pieces(t, &link);
	/* So does Linux 5.10. */
	if (going(t) && messages >= PIECES)
		skip(t, "this system takes runs apart on its way over ::1");
	saw(t, "%d datagrams in %d message%s", PIECES, messages,
	    messages == 1 ? "" : "s");
	link_close(&link);
}

const struct check many_checks[] = {
	{ "batch of a hundred", NEEDS_LOOPBACK, batch },
	{ "batch, coalesced", NEEDS_LOOPBACK, coalesced },
	{ "run of datagrams", NEEDS_LOOPBACK, run_apart },
	{ "run, received as one", NEEDS_LOOPBACK, run_together },
	{ NULL, 0, NULL },
};
