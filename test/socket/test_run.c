/* SPDX-License-Identifier: MIT */
/* Runs of datagrams: cut by the system, and put together again or not. */
#include "sockets.h"

static char payload[65536], room[65536];

/* Sends a run; 0 when the system has no runs. */
static int send_run(struct pair *pair, size_t size, uint16_t segment_size)
{
	struct sock6_message message = outgoing(payload, size, &pair->to, NULL);

	message.segment_size = segment_size;
	return sock6_send(pair->sender, &message, 0);
}

static int open_pair(struct pair *pair, int coalescing)
{
	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = (char)(i * 7 >> 3);
	return pair_open(pair) &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_BUFFER, 1 << 20) ==
		       0 &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_COALESCING,
			 coalescing) == 0;
}

static const struct {
	size_t size;
	uint16_t segment_size;
} runs[] = {
	{ 300, 100 }, { 301, 100 },    { 299, 100 },    { 64, 1 },
	{ 101, 100 }, { 64000, 1000 }, { 65000, 1400 }, { 2400, 1200 },
};

#define RUNS (sizeof(runs) / sizeof(runs[0]))

/* Receives messages and walks their datagrams until all of size came. */
static unsigned collect(struct pair *pair, size_t size, size_t segment_size)
{
	size_t done = 0;
	unsigned messages = 0;

	while (done < size) {
		struct sock6_message message =
			incoming(room, sizeof(room), NULL);
		struct sock6_buffer one;
		size_t offset = 0;

		if (receive_soon(pair->receiver, &message) < 0)
			return 0;
		messages++;
		CHECK_EQ(0, message.flags);
		while (sock6_message_next(&message, &offset, &one)) {
			size_t left = size - done;

			CHECK_EQ(left < segment_size ? left : segment_size,
				 one.size);
			CHECK_MEM(payload + done, one.data, one.size);
			done += one.size;
			if (done > size)
				return 0;
		}
	}
	return messages;
}

static void a_run_arrives_as_its_datagrams(void)
{
	struct pair pair;

	REQUIRE(open_pair(&pair, 0));
	for (size_t i = 0; i < RUNS; i++) {
		size_t size = runs[i].size, each = runs[i].segment_size;

		CHECK_EQ(size, send_run(&pair, size, runs[i].segment_size));
		CHECK_EQ((size + each - 1) / each, collect(&pair, size, each));
	}
	pair_close(&pair);
}

/* How much of a run the system keeps together is its own affair; the walk
 * over what came must give the same datagrams. */
static void a_coalesced_run_is_walked_to_the_same_datagrams(void)
{
	struct pair pair;

	REQUIRE(open_pair(&pair, 1));
	for (size_t i = 0; i < RUNS; i++) {
		size_t size = runs[i].size, each = runs[i].segment_size;
		unsigned messages;

		CHECK_EQ(size, send_run(&pair, size, runs[i].segment_size));
		messages = collect(&pair, size, each);
		CHECK(messages >= 1 && messages <= (size + each - 1) / each);
	}
	pair_close(&pair);
}

static void a_coalesced_run_tells_its_segment_size(void)
{
	struct sock6_control control;
	struct sock6_message message = incoming(room, sizeof(room), &control);
	struct pair pair;

	REQUIRE(open_pair(&pair, 1));
	CHECK_EQ(1000, send_run(&pair, 1000, 400));
	CHECK(receive_soon(pair.receiver, &message) > 0);
	if (message.segment_size == 0) {
		pair_close(&pair);
		SKIP("this kernel does not keep runs together on loopback");
	}
	CHECK_EQ(400, message.segment_size);
	CHECK_EQ(1000, message.result);
	CHECK_EQ(SOCK6_SEGMENT_SIZE, control.fields);
	CHECK_EQ(400, control.segment_size);
	pair_close(&pair);
}

static void a_run_of_one_is_a_plain_datagram(void)
{
	static const size_t sizes[] = { 0, 1, 99, 100 };
	struct pair pair;

	REQUIRE(open_pair(&pair, 1));
	for (size_t i = 0; i < 4; i++) {
		struct sock6_message message =
			incoming(room, sizeof(room), NULL);

		CHECK_EQ(sizes[i], send_run(&pair, sizes[i], 100));
		CHECK_EQ(sizes[i], receive_soon(pair.receiver, &message));
		CHECK_EQ(0, message.segment_size);
	}
	pair_close(&pair);
}

static void values_go_with_every_datagram_of_a_run(void)
{
	struct sock6_control sent = { .fields = SOCK6_TRAFFIC_CLASS |
						SOCK6_HOP_LIMIT,
				      .traffic_class = 0x29,
				      .hop_limit = 9 };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(open_pair(&pair, 0));
	CHECK_EQ(0, sock6_control_request(pair.receiver, sent.fields, NULL));
	message = outgoing(payload, 500, &pair.to, &sent);
	message.segment_size = 100;
	CHECK_EQ(500, sock6_send(pair.sender, &message, 0));
	for (int i = 0; i < 5; i++) {
		struct sock6_control got;

		message = incoming(room, sizeof(room), &got);
		CHECK_EQ(100, receive_soon(pair.receiver, &message));
		CHECK_EQ(sent.fields, got.fields);
		CHECK_EQ(0x29, got.traffic_class);
		CHECK_EQ(9, got.hop_limit);
	}
	pair_close(&pair);
}

static void a_run_is_gathered_from_buffers(void)
{
	struct sock6_buffer buffers[3] = { { payload, 150 },
					   { payload + 150, 0 },
					   { payload + 150, 150 } };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(open_pair(&pair, 0));
	message = outgoing(NULL, 0, &pair.to, NULL);
	message.buffers = buffers;
	message.buffer_count = 3;
	message.segment_size = 100;
	CHECK_EQ(300, sock6_send(pair.sender, &message, 0));
	CHECK_EQ(3, collect(&pair, 300, 100));
	pair_close(&pair);
}

static void a_run_of_too_many_is_refused(void)
{
	struct pair pair;
	int status;

	REQUIRE(open_pair(&pair, 0));
	status = send_run(&pair, 65000, 1);
	if (!CHECK(status == -EMSGSIZE || status == -EINVAL))
		printf("# status: %d\n", status);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "x"));
	pair_close(&pair);
}

static void a_sticky_segment_size_cuts_every_send(void)
{
	struct pair pair;

	REQUIRE(open_pair(&pair, 0));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_SEGMENT_SIZE, 100));
	CHECK_EQ(250, send_run(&pair, 250, 0));
	CHECK_EQ(3, collect(&pair, 250, 100));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_SEGMENT_SIZE, 0));
	CHECK_EQ(250, send_run(&pair, 250, 0));
	CHECK_EQ(1, collect(&pair, 250, 250));
	pair_close(&pair);
}

int main(void)
{
	struct pair pair;
	int64_t unused;

	if (no_sockets())
		return check_skip_all(no_sockets());
	if (!pair_open(&pair) ||
	    sock6_get(pair.sender, SOCK6_OPT_SEGMENT_SIZE, &unused) < 0)
		return check_skip_all("this system has no runs (UDP_SEGMENT)");
	pair_close(&pair);
	RUN(a_run_arrives_as_its_datagrams);
	RUN(a_coalesced_run_is_walked_to_the_same_datagrams);
	RUN(a_coalesced_run_tells_its_segment_size);
	RUN(a_run_of_one_is_a_plain_datagram);
	RUN(values_go_with_every_datagram_of_a_run);
	RUN(a_run_is_gathered_from_buffers);
	RUN(a_run_of_too_many_is_refused);
	RUN(a_sticky_segment_size_cuts_every_send);
	return check_end();
}
