/* SPDX-License-Identifier: MIT */
/* The same with sock6, through its public interface alone. */
#include <errno.h>
#include <sock6.h>

#include "harness.h"

#define RUNS 8 /* received at once */

static struct {
	const struct task *task;
	sock6_fd fd;
	struct sock6_io io;
	struct sock6_control controls[BATCH_MAXIMUM];
	struct sock6_message messages[BATCH_MAXIMUM];
} side;

static unsigned char rooms[BATCH_MAXIMUM][ROOM];
static unsigned char run_rooms[RUNS][RUN_ROOM];

static void check(int status, const char *what)
{
	if (status >= 0)
		return;
	errno = -status;
	fail(what);
}

/* Values of each datagram are its own, but those of a run are shared. */
static struct sock6_control *control_of(unsigned i)
{
	return side.task->control ? &side.controls[side.task->coalesced ? 0 : i]
				  : NULL;
}

static void set_values(struct sock6_control *control)
{
	control->traffic_class = TRAFFIC_CLASS;
	control->hop_limit = HOP_LIMIT;
	control->source = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	control->ifindex = 1;
	control->fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE |
			  SOCK6_INTERFACE;
}

void contestant_sender(const struct task *task, int fd,
		       const struct sockaddr_in6 *peer)
{
	side.task = task;
	side.fd = fd;
	if (!task->coalesced)
		side.io.off = SOCK6_COALESCE;
	for (unsigned i = 0; i < BATCH_MAXIMUM; i++) {
		struct sock6_message *message = &side.messages[i];

		set_values(&side.controls[i]);
		message->control = control_of(i);
		message->data = payload_at(task, i);
		message->size = task->size;
		if (!task->connected)
			message->peer = *peer;
	}
}

/* One ready-made run, cut by the system into the datagrams of a batch. */
static void send_made(unsigned count)
{
	unsigned most = (RUN_ROOM - 9) / side.task->size;

	if (most > 64)
		most = 64;
	for (unsigned first = 0, run = 0; first < count; run++) {
		struct sock6_message *message = &side.messages[run];
		unsigned part = count - first < most ? count - first : most;

		message->data = payload_at(side.task, first);
		message->size = (size_t)part * side.task->size;
		message->segment_size = (uint16_t)side.task->size;
		first += part;
		if (first == count)
			check(sock6_send_batch(side.fd, &side.io, side.messages,
					       run + 1, 0) -
				      (int)(run + 1),
			      "sock6_send_batch");
	}
}

static void send_batch(unsigned count)
{
	unsigned done = 0;

	while (done < count) {
		int sent =
			sock6_send_batch(side.fd, &side.io,
					 side.messages + done, count - done, 0);

		check(sent, "sock6_send_batch");
		done += (unsigned)sent;
	}
}

void contestant_send(unsigned count)
{
	unsigned batch = side.task->batch;

	if (batch == 0)
		for (unsigned i = 0; i < count; i++)
			check(sock6_send(side.fd, side.messages, 0),
			      "sock6_send");
	else
		for (unsigned done = 0; done < count; done += batch)
			(side.task->made ? send_made : send_batch)(batch);
}

void contestant_receiver(const struct task *task, int fd)
{
	side.task = task;
	side.fd = fd;
	if (task->control)
		check(sock6_control_request(
			      fd,
			      SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
				      SOCK6_DESTINATION | SOCK6_INTERFACE,
			      NULL),
		      "sock6_control_request");
	if (task->coalesced)
		check(sock6_set(fd, SOCK6_OPT_RECEIVE_COALESCING, 1),
		      "SOCK6_OPT_RECEIVE_COALESCING");
	for (unsigned i = 0; i < BATCH_MAXIMUM; i++) {
		struct sock6_message *message = &side.messages[i];

		message->control = task->control ? &side.controls[i] : NULL;
		message->data = rooms[i];
		message->size = ROOM;
		if (task->coalesced && i < RUNS) {
			message->data = run_rooms[i];
			message->size = RUN_ROOM;
		}
	}
}

/* Without the cursor: the message tells where its datagrams are. */
static void step(struct totals *totals, const struct sock6_message *message)
{
	size_t left = (size_t)message->result;

	for (; message->segment_size && left > message->segment_size;
	     left -= message->segment_size)
		count_datagram(totals, message->segment_size);
	count_datagram(totals, left);
}

static void take(struct totals *totals, const struct sock6_message *message)
{
	struct sock6_buffer datagram;
	uint64_t before = totals->packets, count;
	size_t offset = 0;

	if (message->flags) {
		errno = EMSGSIZE;
		fail("truncated");
	}
	if (!side.task->coalesced)
		count_datagram(totals, (size_t)message->result);
	else if (side.task->made)
		step(totals, message);
	else
		while (sock6_message_next(message, &offset, &datagram))
			count_datagram(totals, datagram.size);
	count = totals->packets - before;
	if (!message->control)
		return;
	totals->classes += count * message->control->traffic_class;
	totals->hops += count * message->control->hop_limit;
	totals->interfaces += count * message->control->ifindex;
}

static int receive_single(struct totals *totals)
{
	int status = sock6_receive(side.fd, side.messages, 0);

	if (status >= 0)
		take(totals, side.messages);
	return status;
}

static int receive_batch(struct totals *totals)
{
	unsigned most = side.task->coalesced ? RUNS : side.task->batch;
	int received =
		sock6_receive_batch(side.fd, &side.io, side.messages, most, 0);

	for (int i = 0; i < received; i++)
		take(totals, &side.messages[i]);
	return received;
}

void contestant_receive(struct totals *totals, unsigned count)
{
	uint64_t until = totals->packets + count;

	while (totals->packets < until && !totals->ended)
		if ((side.task->batch ? receive_batch(totals)
				      : receive_single(totals)) < 0)
			return;
}
