/* SPDX-License-Identifier: MIT */
/* A run of datagrams, handed over at once, arrives as the datagrams it is. */
#include "capture.h"
#include "check.h"
#include "host.h"

#define SEGMENT 1000

static sock6_fd sender, receiver;
static struct sockaddr_in6 to_b;
static uint8_t data[65535], room[65535];
static struct sock6_control told;

static void open_all(void)
{
	to_b = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	sender = lab_udp("a", "::", 0);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i / SEGMENT + i % 251);
}

static void close_all(void)
{
	sock6_close(sender);
	sock6_close(receiver);
}

static int send_run(size_t size, struct sock6_control *control)
{
	struct sock6_message run = { .data = data,
				     .size = size,
				     .control = control,
				     .peer = to_b,
				     .segment_size = SEGMENT };

	return sock6_send(sender, &run, 0);
}

static int receive(struct sock6_message *message)
{
	*message = (struct sock6_message){ .data = room,
					   .size = sizeof(room),
					   .control = &told };
	if (sock6_wait(receiver, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) <
	    0)
		return -ETIMEDOUT;
	return sock6_receive(receiver, message, SOCK6_DONT_WAIT);
}

static void check_equal_datagrams(size_t whole, size_t rest)
{
	struct sock6_message message;

	for (size_t i = 0; i <= whole; i++) {
		size_t size = i < whole ? SEGMENT : rest;

		if (size == 0)
			break;
		REQUIRE_EQ(size, receive(&message));
		CHECK_MEM(data + i * SEGMENT, room, size);
		CHECK_EQ(0, message.segment_size);
		CHECK_EQ(0, message.flags);
	}
	CHECK_EQ(-EAGAIN, sock6_receive(receiver, &message, SOCK6_DONT_WAIT));
}

static void a_run_arrives_as_equal_datagrams_and_a_shorter_last(void)
{
	open_all();
	REQUIRE_EQ(13579, send_run(13579, NULL));
	check_equal_datagrams(13, 579);
	close_all();
}

static void a_run_of_whole_datagrams_has_no_shorter_last(void)
{
	open_all();
	REQUIRE_EQ(64 * SEGMENT, send_run((size_t)64 * SEGMENT, NULL));
	check_equal_datagrams(64, 0);
	close_all();
}

static void a_run_of_one_leaves_as_a_plain_datagram(void)
{
	open_all();
	REQUIRE_EQ(SEGMENT, send_run(SEGMENT, NULL));
	check_equal_datagrams(1, 0);
	REQUIRE_EQ(10, send_run(10, NULL));
	check_equal_datagrams(0, 10);
	close_all();
}

static void every_datagram_of_a_run_has_the_runs_values(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0x2e,
					 .hop_limit = 0 };
	struct sock6_message message;

	open_all();
	REQUIRE_EQ(0, sock6_control_request(receiver, control.fields, NULL));
	REQUIRE_EQ(5 * SEGMENT, send_run((size_t)5 * SEGMENT, &control));
	for (int i = 0; i < 5; i++) {
		REQUIRE_EQ(SEGMENT, receive(&message));
		CHECK_EQ(control.fields, told.fields);
		CHECK_EQ(0x2e, told.traffic_class);
		CHECK_EQ(0, told.hop_limit);
	}
	close_all();
}

static void a_coalescing_receiver_steps_through_the_same_datagrams(void)
{
	struct sock6_message message;
	struct sock6_buffer datagram;
	size_t total = 0, offset;
	unsigned count = 0;

	open_all();
	REQUIRE_EQ(0, sock6_set(receiver, SOCK6_OPT_RECEIVE_COALESCING, 1));
	REQUIRE_EQ(7500, send_run(7500, NULL));
	while (total < 7500) {
		REQUIRE(receive(&message) > 0);
		for (offset = 0;
		     sock6_message_next(&message, &offset, &datagram);
		     count++) {
			CHECK_EQ(count < 7 ? SEGMENT : 500, datagram.size);
			CHECK_MEM(data + total, datagram.data, datagram.size);
			total += datagram.size;
		}
	}
	CHECK_EQ(8, count);
	close_all();
}

static void datagrams_longer_than_the_link_takes_are_no_run(void)
{
	struct sock6_message run = { .data = data,
				     .size = 6000,
				     .segment_size = 2000 };
	int result;

	open_all();
	run.peer = to_b;
	result = sock6_send(sender, &run, 0);
	/* -EINVAL before Linux 6.14, which answers -EMSGSIZE. */
	CHECK(result == -EINVAL || result == -EMSGSIZE);
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_run");
	RUN(a_run_arrives_as_equal_datagrams_and_a_shorter_last);
	RUN(a_run_of_whole_datagrams_has_no_shorter_last);
	RUN(a_run_of_one_leaves_as_a_plain_datagram);
	RUN(every_datagram_of_a_run_has_the_runs_values);
	RUN(a_coalescing_receiver_steps_through_the_same_datagrams);
	RUN(datagrams_longer_than_the_link_takes_are_no_run);
	return check_end();
}
