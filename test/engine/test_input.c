/* SPDX-License-Identifier: MIT */
/* Calls that ask for nothing, for too much, or for what cannot be. */
#include "traffic.h"

#include <limits.h>

#include "injector.h"

static struct sock6_buffer many[1100];

static int begin(unsigned count)
{
	injector = (struct injector){ .times = 0 };
	return traffic_open(count);
}

static int send_one(struct sock6_message *message)
{
	return sock6_send_batch(traffic.pair.sender, &traffic.io, message, 1,
				0);
}

static void no_messages_make_no_call(void)
{
	struct sock6_io before;

	REQUIRE(begin(1));
	before = traffic.io;
	CHECK_EQ(0, sock6_send_batch(traffic.pair.sender, &traffic.io, NULL, 0,
				     0));
	CHECK_EQ(0, sock6_send_batch(SOCK6_INVALID, NULL, NULL, 0, 0));
	CHECK_EQ(0,
		 sock6_receive_batch(SOCK6_INVALID, &traffic.io, NULL, 0, 0));
	CHECK_EQ(0, injector.calls);
	CHECK_MEM(&before, &traffic.io, sizeof(before));
	traffic_close();
}

static void unknown_flags_are_refused(void)
{
	static const unsigned flags[] = { SOCK6_PEEK, 4, 0x80000000,
					  SOCK6_DONT_WAIT | 8 };

	REQUIRE(begin(1));
	traffic.messages[0].result = 4711;
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(-EINVAL,
			 sock6_send_batch(traffic.pair.sender, NULL,
					  traffic.messages, 1, flags[i]));
		CHECK_EQ(-EINVAL,
			 sock6_receive_batch(traffic.pair.receiver, NULL,
					     traffic.messages, 1, flags[i]));
	}
	CHECK_EQ(-EINVAL,
		 sock6_send(traffic.pair.sender, traffic.messages, SOCK6_PEEK));
	CHECK_EQ(-EINVAL,
		 sock6_receive(traffic.pair.receiver, traffic.messages, 4));
	CHECK_EQ(4711, traffic.messages[0].result);
	CHECK_EQ(0, injector.calls);
	traffic_close();
}

static void empty_datagrams_are_sent_and_received_as_such(void)
{
	struct sock6_message room[8];

	REQUIRE(begin(5));
	for (unsigned i = 0; i < 5; i += 2) {
		traffic.messages[i].size = 0;
		traffic.messages[i].data = NULL;
	}
	CHECK_EQ(5, traffic_send(0));
	for (int i = 0; i < 8; i++)
		room[i] = incoming(NULL, 0, NULL);
	CHECK_EQ(5,
		 sock6_receive_batch(traffic.pair.receiver, NULL, room, 8, 0));
	for (unsigned i = 0; i < 5; i++) {
		CHECK_EQ(0, room[i].result);
		CHECK_EQ(i % 2 ? SOCK6_TRUNCATED : 0, room[i].flags);
	}
	traffic_close();
}

static void more_bytes_than_an_int_can_tell_are_too_many(void)
{
	struct sock6_message message;

	REQUIRE(begin(1));
	message = outgoing(traffic.bytes, (size_t)INT_MAX + 1, &traffic.pair.to,
			   NULL);
	CHECK_EQ(-EMSGSIZE, send_one(&message));
	CHECK_EQ(-EMSGSIZE, message.result);
	CHECK_EQ(-EMSGSIZE, sock6_send(traffic.pair.sender, &message, 0));
	message.size = SIZE_MAX;
	message.segment_size = 100;
	CHECK_EQ(-EMSGSIZE, send_one(&message));
	CHECK_EQ(-EMSGSIZE, sock6_send(traffic.pair.sender, &message, 0));
	CHECK_EQ(0, injector.calls);
	traffic_close();
}

/* Their sum would not fit the result. */
static void a_ready_made_run_in_pieces_is_no_longer_than_that(void)
{
	struct sock6_message run;

	REQUIRE(begin(1));
	for (int i = 0; i < 3; i++)
		many[i] = (struct sock6_buffer){ traffic.bytes, INT_MAX };
	run = outgoing(NULL, 0, &traffic.pair.to, NULL);
	run.buffers = many;
	run.buffer_count = 3;
	run.segment_size = 60000;
	CHECK_EQ(-EMSGSIZE, send_one(&run));
	CHECK_EQ(0, injector.calls);
	traffic_close();
}

static void a_datagram_that_udp_cannot_hold_is_refused(void)
{
	static unsigned char bytes[70000];
	struct sock6_message message;

	REQUIRE(begin(1));
	message = outgoing(bytes, sizeof(bytes), &traffic.pair.to, NULL);
	CHECK_EQ(-EMSGSIZE, send_one(&message));
	CHECK_EQ(-EMSGSIZE, sock6_send(traffic.pair.sender, &message, 0));
	message.segment_size = 65535;
	CHECK_EQ(-EMSGSIZE, send_one(&message));
	CHECK_EQ(0, traffic.io.segment_limit);
	CHECK_EQ(0, traffic.io.retry_after);
	traffic_close();
}

static void a_null_buffer_with_a_length_is_a_fault(void)
{
	char room[10];
	struct sock6_message none = incoming(NULL, 10, NULL);

	REQUIRE(begin(6));
	traffic.messages[3].data = NULL;
	CHECK_EQ(3, traffic_send(0));
	CHECK_EQ(-EFAULT, traffic_send(3));
	CHECK_EQ(-EFAULT, traffic.messages[3].result);
	CHECK_EQ(-EFAULT,
		 sock6_send(traffic.pair.sender, &traffic.messages[3], 0));
	CHECK_EQ(2, traffic_send(4));
	traffic_check(0, 3);
	traffic_check(4, 6);
	CHECK(traffic_is_over());
	CHECK_EQ(4, send_text(traffic.pair.sender, "here", &traffic.pair.to,
			      NULL));
	CHECK_EQ(-EFAULT,
		 sock6_receive_batch(traffic.pair.receiver, NULL, &none, 1, 0));
	CHECK_EQ(4, send_text(traffic.pair.sender, "more", &traffic.pair.to,
			      NULL));
	none = incoming(room, sizeof(room), NULL);
	CHECK(sock6_receive_batch(traffic.pair.receiver, NULL, &none, 1, 0) ==
	      1);
	traffic_close();
}

static void more_buffers_than_the_system_takes_are_too_many(void)
{
	struct sock6_message message;

	REQUIRE(begin(3));
	for (unsigned i = 0; i < 1100; i++)
		many[i] = (struct sock6_buffer){ traffic.bytes[i % 100], 1 };
	message = outgoing(NULL, 0, &traffic.pair.to, NULL);
	message.buffers = many;
	message.buffer_count = 1025;
	CHECK_EQ(-EMSGSIZE, send_one(&message));
	message.buffer_count = UINT32_MAX - 1;
	CHECK_EQ(-EMSGSIZE, sock6_send(traffic.pair.sender, &message, 0));
	CHECK_EQ(0, injector.calls);
	message.buffer_count = 1024;
	CHECK_EQ(1, send_one(&message));
	CHECK_EQ(1024, message.result);
	CHECK_EQ(1024, sock6_send(traffic.pair.sender, &message, 0));
	message.buffer_count = 1025;
	CHECK_EQ(-EMSGSIZE, sock6_receive(traffic.pair.receiver, &message, 0));
	CHECK_EQ(-EMSGSIZE, sock6_receive_batch(traffic.pair.receiver, NULL,
						&message, 1, 0));
	traffic_close();
}

/* In the middle of a batch, the others on both sides of it arrive. */
static void a_message_at_fault_stops_the_call_before_it(void)
{
	struct sock6_control unsendable = { .fields = SOCK6_DESTINATION };
	struct sock6_control unknown = { .fields = UINT64_C(1) << 63 };
	struct sock6_control segment = { .fields = SOCK6_SEGMENT_SIZE,
					 .segment_size = 10 };
	struct sock6_control next_hop = { .fields = SOCK6_NEXT_HOP };
	struct sock6_control label = { .fields = SOCK6_FLOW_LABEL,
				       .flow_label = UINT32_MAX };
	struct sock6_control *bad[] = { &unsendable, &unknown, &segment,
					&next_hop, &label };
	int errors[] = { -EINVAL, -EINVAL, -EINVAL, -EOPNOTSUPP, -EINVAL };

	for (int i = 0; i < 5; i++) {
		REQUIRE(begin(10));
		traffic.messages[4].control = bad[i];
		CHECK_EQ(4, traffic_send(0));
		CHECK_EQ(errors[i], traffic_send(4));
		CHECK_EQ(errors[i], traffic.messages[4].result);
		CHECK_EQ(5, traffic_send(5));
		traffic_check(0, 4);
		traffic_check(5, 10);
		CHECK(traffic_is_over());
		CHECK_EQ(0, traffic.io.reason);
		traffic_close();
	}
}

static void a_peer_of_another_family_is_refused(void)
{
	REQUIRE(begin(3));
	traffic.messages[1].peer.sin6_family = AF_INET;
	CHECK_EQ(1, traffic_send(0));
	CHECK_EQ(-EAFNOSUPPORT, traffic_send(1));
	CHECK_EQ(-EAFNOSUPPORT,
		 sock6_send(traffic.pair.sender, &traffic.messages[1], 0));
	traffic.messages[1].peer.sin6_family = 0;
	CHECK_EQ(-EDESTADDRREQ, traffic_send(1));
	traffic_close();
}

static void no_socket_is_an_error_and_teaches_nothing_of_runs(void)
{
	int64_t unused;
	sock6_fd closed;

	REQUIRE(begin(3));
	closed = udp_at("::1", 0);
	sock6_close(closed);
	CHECK_EQ(-EBADF, sock6_get(closed, SOCK6_OPT_SEGMENT_SIZE, &unused));
	CHECK_EQ(-EBADF,
		 sock6_send_batch(closed, &traffic.io, traffic.messages, 3, 0));
	CHECK_EQ(-EBADF, sock6_receive_batch(closed, &traffic.io,
					     traffic.messages, 3, 0));
	CHECK_EQ(0, traffic.io.off);
	traffic_close();
}

static void not_waiting_says_so(void)
{
	char room[10];
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	REQUIRE(begin(1));
	CHECK_EQ(-EAGAIN,
		 sock6_receive_batch(traffic.pair.receiver, &traffic.io,
				     &message, 1, SOCK6_DONT_WAIT));
	traffic.io.off = SOCK6_MANY;
	CHECK_EQ(-EAGAIN,
		 sock6_receive_batch(traffic.pair.receiver, &traffic.io,
				     &message, 1, SOCK6_DONT_WAIT));
	traffic_close();
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(no_messages_make_no_call);
	RUN(unknown_flags_are_refused);
	RUN(empty_datagrams_are_sent_and_received_as_such);
	RUN(more_bytes_than_an_int_can_tell_are_too_many);
	RUN(a_ready_made_run_in_pieces_is_no_longer_than_that);
	RUN(a_datagram_that_udp_cannot_hold_is_refused);
	RUN(a_null_buffer_with_a_length_is_a_fault);
	RUN(more_buffers_than_the_system_takes_are_too_many);
	RUN(a_message_at_fault_stops_the_call_before_it);
	RUN(a_peer_of_another_family_is_refused);
	RUN(no_socket_is_an_error_and_teaches_nothing_of_runs);
	RUN(not_waiting_says_so);
	return check_end();
}
