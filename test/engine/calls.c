/* SPDX-License-Identifier: MIT */
/*
 * Calls of the library between two marks, for calls.sh to count the system
 * calls that each of them makes.  Prints what there should be, one a line.
 */
#include "traffic.h"

#define MOST 4200

static struct sock6_message messages[MOST];
static struct sock6_io io;
static struct pair pair;
static struct sockaddr_in6 others[2];
static sock6_fd other;
static unsigned char bytes[MOST], room[65536];

/* A call that the library has no use for, and that changes nothing. */
static void mark(void)
{
	(void)getppid();
}

/* A call that failed would have been as short. */
static void must_be(int expected, int status)
{
	if (status != expected)
		abort();
}

static void expect(unsigned calls, const char *name)
{
	printf("%u %s\n", calls, name);
	fflush(stdout);
}

/* To two peers in turn, so that nothing can be coalesced, or all to one. */
static void address_to(unsigned count, int in_turn)
{
	for (unsigned i = 0; i < count; i++)
		messages[i] = outgoing(&bytes[i], 1,
				       &others[in_turn ? i % 2 : 0], NULL);
}

static void open_all(void)
{
	if (!pair_open(&pair))
		abort();
	other = udp_at("::1", 0);
	others[0] = pair.to;
	others[1] = local_of(other);
	sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_BUFFER, 1 << 22);
	memset(&io, 0, sizeof(io));
}

static void close_all(void)
{
	pair_close(&pair);
	sock6_close(other);
}

static void send_batch(unsigned count, int in_turn, struct sock6_io *learnt,
		       unsigned calls, const char *name)
{
	int sent;

	open_all();
	address_to(count, in_turn);
	expect(calls, name);
	mark();
	sent = sock6_send_batch(pair.sender, learnt, messages, count, 0);
	mark();
	must_be((int)count, sent);
	close_all();
}

static void send_batches(void)
{
	struct sock6_io alone = { .off = SOCK6_COALESCE };

	send_batch(0, 0, &io, 0, "0 messages");
	send_batch(1, 0, NULL, 1, "1 message without an io");
	send_batch(1, 0, &io, 1, "1 message, first call with an io");
	send_batch(64, 0, NULL, 1, "64 messages without an io");
	send_batch(65, 0, NULL, 2, "65 messages without an io");
	send_batch(64, 0, &io, 2, "64 messages in a run, and the question");
	send_batch(65, 0, &io, 2, "65 messages in two, and the question");
	send_batch(64, 1, &alone, 1, "64 messages, coalescing off");
	send_batch(65, 1, &alone, 2, "65 messages, coalescing off");
	send_batch(128, 1, &alone, 2, "128 messages, coalescing off");
}

static void send_batch_again(unsigned count, int in_turn, unsigned calls,
			     const char *name)
{
	struct sock6_io learnt = { .probed = SOCK6_COALESCE };

	send_batch(count, in_turn, &learnt, calls, name);
}

static void send_batches_again(void)
{
	send_batch_again(1, 0, 1, "1 message, later call");
	send_batch_again(64, 0, 1, "64 messages in a run");
	send_batch_again(65, 0, 1, "65 messages in two runs");
	send_batch_again(64, 1, 1, "64 messages to two peers in turn");
	send_batch_again(65, 1, 2, "65 messages to two peers in turn");
	send_batch_again(4096, 0, 1, "4096 messages in 64 runs");
	send_batch_again(4097, 0, 2, "4097 messages in 64 runs and one");
}

static void send_with_control(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 1,
					 .hop_limit = 9 };
	struct sock6_io learnt = { .probed = SOCK6_COALESCE };

	open_all();
	address_to(64, 1);
	for (unsigned i = 0; i < 64; i++)
		messages[i].control = &control;
	expect(1, "64 messages to two peers with values");
	mark();
	must_be(64, sock6_send_batch(pair.sender, &learnt, messages, 64, 0));
	mark();
	expect(1, "one message with values");
	mark();
	must_be(1, sock6_send(pair.sender, messages, 0));
	mark();
	close_all();
}

static void send_ready_made(void)
{
	struct sock6_io learnt = { .probed = SOCK6_COALESCE };

	open_all();
	address_to(1, 0);
	messages[0].data = bytes;
	messages[0].size = 200;
	messages[0].segment_size = 1;
	expect(1, "a ready-made run of 200");
	mark();
	must_be(1, sock6_send_batch(pair.sender, &learnt, messages, 1, 0));
	mark();
	messages[0].size = 64;
	expect(1, "a ready-made run of 64, sent alone");
	mark();
	must_be(64, sock6_send(pair.sender, messages, 0));
	mark();
	close_all();
}

/* All that was sent before is in its queue when this one is: on one processor
 * loopback keeps the order, also between sockets. */
static void let_arrive(unsigned count)
{
	struct sock6_message in = incoming(room, sizeof(room), NULL);

	address_to(count, 0);
	must_be((int)count,
		sock6_send_batch(pair.sender, &io, messages, count, 0));
	must_be(3, send_text(pair.sender, "end", &others[1], NULL));
	must_be(3, receive_soon(other, &in));
}

static void receive_batch(unsigned ready, unsigned rooms, unsigned calls,
			  uint32_t off, const char *name)
{
	struct sock6_io learnt = { .off = off };
	int got;

	open_all();
	io.off = SOCK6_COALESCE;
	let_arrive(ready);
	for (unsigned i = 0; i < rooms; i++)
		messages[i] = incoming(&bytes[i], 1, NULL);
	expect(calls, name);
	mark();
	got = sock6_receive_batch(pair.receiver, &learnt, messages, rooms,
				  SOCK6_DONT_WAIT);
	mark();
	must_be((int)(ready < rooms ? ready : rooms), got);
	close_all();
}

static void receive_batches(void)
{
	receive_batch(1, 0, 0, 0, "rooms for 0");
	receive_batch(1, 1, 1, 0, "1 of 1 received");
	receive_batch(1, 64, 1, 0, "1 received, room for 64");
	receive_batch(64, 64, 1, 0, "64 of 64 received");
	receive_batch(65, 65, 2, 0, "65 of 65 received");
	receive_batch(10, 65, 1, 0, "10 received, room for 65");
	receive_batch(3, 3, 3, SOCK6_MANY, "3 received one by one");
}

static void receive_one(void)
{
	struct sock6_control control;
	struct sock6_message in = incoming(room, sizeof(room), &control);

	open_all();
	let_arrive(1);
	expect(1, "one received");
	mark();
	must_be(1, sock6_receive(pair.receiver, &in, 0));
	mark();
	expect(1, "none there");
	mark();
	must_be(-EAGAIN, sock6_receive(pair.receiver, &in, SOCK6_DONT_WAIT));
	mark();
	close_all();
}

static void receive_run(void)
{
	struct sock6_message in[4];
	int status;

	open_all();
	status = sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_COALESCING, 1);
	must_be(0, status);
	let_arrive(64);
	for (int i = 0; i < 4; i++)
		in[i] = incoming(room, sizeof(room), NULL);
	expect(1, "a run of 64 received");
	mark();
	must_be(1, sock6_receive_batch(pair.receiver, NULL, in, 4, 0));
	mark();
	close_all();
}

int main(void)
{
	stay_on_one_processor();
	send_batches();
	send_batches_again();
	send_with_control();
	send_ready_made();
	receive_batches();
	receive_one();
	receive_run();
	return 0;
}
