/* SPDX-License-Identifier: MIT */
/* What goes wrong with one datagram: refusals, truncation, pending errors. */
#include <limits.h>

#include "sockets.h"

static char large[70000];

/* Sends what must fail; the error, having checked that nothing was written. */
static int send_refused(sock6_fd fd, const struct sock6_message *message)
{
	struct sock6_message copy = *message;
	int status = sock6_send(fd, &copy, 0);

	CHECK_MEM(message, &copy, sizeof(copy));
	return status;
}

static void a_peer_of_another_family_is_refused(void)
{
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("x", 1, &pair.to, NULL);
	message.peer.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT, send_refused(pair.sender, &message));
	message.peer.sin6_family = AF_UNIX;
	CHECK_EQ(-EAFNOSUPPORT, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void unknown_flags_are_refused(void)
{
	struct sock6_message message = incoming(large, 10, NULL), before;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	before = message;
	for (unsigned bit = 0; bit < 32; bit++) {
		unsigned flag = 1u << bit;

		if (flag != SOCK6_DONT_WAIT)
			CHECK_EQ(-EINVAL,
				 sock6_send(pair.sender, &message, flag));
		if (flag != SOCK6_DONT_WAIT && flag != SOCK6_PEEK)
			CHECK_EQ(-EINVAL,
				 sock6_receive(pair.receiver, &message, flag));
	}
	CHECK_MEM(&before, &message, sizeof(message));
	pair_close(&pair);
}

static void without_a_peer_there_must_be_a_connection(void)
{
	struct sock6_message message = outgoing("x", 1, NULL, NULL);
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(-EDESTADDRREQ, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void control_that_cannot_be_encoded_is_refused(void)
{
	static const uint64_t wrong[] = {
		SOCK6_DESTINATION, SOCK6_DROPS,       SOCK6_SEGMENT_SIZE,
		UINT64_C(1) << 17, UINT64_C(1) << 63,
	};
	struct sock6_control control = { .segment_size = 100 };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("x", 1, &pair.to, &control);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		control.fields = wrong[i];
		CHECK_EQ(-EINVAL, send_refused(pair.sender, &message));
	}
	control.fields = SOCK6_FLOW_LABEL;
	control.flow_label = 0x100000;
	CHECK_EQ(-EINVAL, send_refused(pair.sender, &message));
	control.fields = SOCK6_NEXT_HOP | SOCK6_TRANSMIT_ID;
	CHECK_EQ(-EOPNOTSUPP, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void a_source_that_is_not_ours_is_refused(void)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("x", 1, &pair.to, &control);
	control.source = address_of("2001:db8::dead").sin6_addr;
	CHECK_EQ(-EINVAL, send_refused(pair.sender, &message));
	control.source = address_of("ff02::1").sin6_addr;
	CHECK_EQ(-EINVAL, send_refused(pair.sender, &message));
	control.source = address_of("127.0.0.1").sin6_addr;
	CHECK_EQ(-EINVAL, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void an_interface_that_does_not_exist_is_refused(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = INT_MAX };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("x", 1, &pair.to, &control);
	CHECK_EQ(-ENODEV, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void a_payload_that_is_too_long_is_refused(void)
{
	struct sock6_buffer halves[2] = { { large, 40000 }, { large, 40000 } };
	static struct sock6_buffer many[1025];
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing(large, 65536, &pair.to, NULL);
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.size = (size_t)INT_MAX + 1;
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.size = SIZE_MAX;
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.buffers = halves;
	message.buffer_count = 2;
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.buffers = many;
	message.buffer_count = 1025;
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.buffer_count = UINT32_MAX;
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	pair_close(&pair);
}

static void a_room_that_cannot_be_is_refused(void)
{
	static struct sock6_buffer many[1025];
	struct sock6_message message, before;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(4, send_text(pair.sender, "kept", &pair.to, NULL));
	message = incoming(large, (size_t)INT_MAX + 1, NULL);
	before = message;
	CHECK_EQ(-EMSGSIZE, sock6_receive(pair.receiver, &message, 0));
	message.size = before.size = SIZE_MAX;
	CHECK_EQ(-EMSGSIZE, sock6_receive(pair.receiver, &message, 0));
	message.buffers = before.buffers = many;
	message.buffer_count = before.buffer_count = 1025;
	CHECK_EQ(-EMSGSIZE, sock6_receive(pair.receiver, &message, 0));
	CHECK_MEM(&before, &message, sizeof(message));
	CHECK(next_is(pair.receiver, "kept"));
	pair_close(&pair);
}

static void a_null_buffer_with_a_length_is_refused(void)
{
	struct sock6_message message, before;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing(NULL, 5, &pair.to, NULL);
	CHECK_EQ(-EFAULT, send_refused(pair.sender, &message));
	CHECK_EQ(5, send_text(pair.sender, "12345", &pair.to, NULL));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(pair.receiver, SOCK6_READABLE,
					    sock6_now() + PATIENCE));
	message = incoming(NULL, 5, NULL);
	before = message;
	CHECK_EQ(-EFAULT,
		 sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT));
	/* The kernel writes the peer before it meets the null pointer. */
	before.peer = message.peer;
	CHECK_MEM(&before, &message, sizeof(message));
	pair_close(&pair);
}

static void nothing_there_is_told_without_waiting(void)
{
	struct sock6_control control, control_before;
	struct sock6_message message = incoming(large, 10, &control), before;
	struct pair pair;
	sock6_fd non_blocking = udp_at("::1", SOCK6_NON_BLOCKING);

	memset(&control, 0x5a, sizeof(control));
	control_before = control;
	before = message;
	REQUIRE(pair_open(&pair) && non_blocking != SOCK6_INVALID);
	CHECK_EQ(-EAGAIN,
		 sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT));
	CHECK_EQ(-EAGAIN, sock6_receive(non_blocking, &message, 0));
	CHECK_MEM(&before, &message, sizeof(message));
	CHECK_MEM(&control_before, &control, sizeof(control));
	sock6_close(non_blocking);
	pair_close(&pair);
}

static void a_payload_longer_than_its_room_is_cut_and_flagged(void)
{
	char room[8] = "1234567";
	struct sock6_message message = incoming(room, 3, NULL);
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(6, send_text(pair.sender, "abcdef", &pair.to, NULL));
	CHECK_EQ(3, receive_soon(pair.receiver, &message));
	CHECK_EQ(3, message.result);
	CHECK_EQ(SOCK6_TRUNCATED, message.flags);
	CHECK_STR("abc4567", room);
	CHECK_EQ(3, send_text(pair.sender, "abc", &pair.to, NULL));
	CHECK_EQ(3, receive_soon(pair.receiver, &message));
	CHECK_EQ(0, message.flags);
	message = incoming(NULL, 0, NULL);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	CHECK_EQ(SOCK6_TRUNCATED, message.flags);
	pair_close(&pair);
}

/* What the library does not ask for itself, to fill its room: the messages of
 * RFC 2292, both kinds of time, and the destination before a redirect. */
static void ask_for_more_than_fits(sock6_fd fd)
{
	enum { OLD_PACKET_INFO = 2, OLD_HOP_LIMIT = 8 };
	static const int numbers[] = { OLD_PACKET_INFO, OLD_HOP_LIMIT };
	int on = 1;

	CHECK_EQ(0, sock6_control_request(
			    fd,
			    SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS |
				    SOCK6_DESTINATION | SOCK6_RECEIVED |
				    SOCK6_FLOW_LABEL | SOCK6_DROPS,
			    NULL));
	for (size_t i = 0; i < 2; i++)
		CHECK_EQ(0, setsockopt(fd, IPPROTO_IPV6, numbers[i], &on,
				       sizeof(on)));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_TIMESTAMPING, 0x18));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION, 1));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_COALESCING, 1));
}

static void control_longer_than_its_room_is_flagged(void)
{
	struct sock6_control flow = { .fields = SOCK6_FLOW_LABEL,
				      .flow_label = 5 };
	struct sock6_control control;
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	ask_for_more_than_fits(pair.receiver);
	for (int tries = 0; tries < 100; tries++) {
		message = outgoing(large, 300, &pair.to, &flow);
		message.segment_size = 100;
		REQUIRE_EQ(300, sock6_send(pair.sender, &message, 0));
		message = incoming(large, sizeof(large), &control);
		CHECK_EQ(300, receive_soon(pair.receiver, &message));
		if (control.fields & SOCK6_RECEIVED)
			break; /* the kernel has turned its clock on */
	}
	CHECK_EQ(SOCK6_CONTROL_TRUNCATED, message.flags);
	CHECK(control.fields & SOCK6_RECEIVED);
	pair_close(&pair);
}

static void a_closed_port_is_told_on_a_connected_socket(void)
{
	struct sock6_message message;
	struct pair pair;
	int status;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	sock6_close(pair.receiver);
	CHECK_EQ(1, send_text(pair.sender, "x", NULL, NULL));
	status =
		sock6_wait(pair.sender, SOCK6_READABLE, sock6_now() + PATIENCE);
	CHECK(status > 0 && (unsigned)status & SOCK6_FAULT);
	message = outgoing("y", 1, NULL, NULL);
	CHECK_EQ(-ECONNREFUSED, send_refused(pair.sender, &message));
	CHECK_EQ(1, send_text(pair.sender, "z", NULL, NULL));
	CHECK(sock6_wait(pair.sender, SOCK6_READABLE, sock6_now() + PATIENCE) >
	      0);
	message = incoming(large, 10, NULL);
	CHECK_EQ(-ECONNREFUSED,
		 sock6_receive(pair.sender, &message, SOCK6_DONT_WAIT));
	sock6_close(pair.sender);
}

static void a_pending_error_is_read_once(void)
{
	int64_t error = 77;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	sock6_close(pair.receiver);
	CHECK_EQ(1, send_text(pair.sender, "x", NULL, NULL));
	CHECK(sock6_wait(pair.sender, SOCK6_READABLE, sock6_now() + PATIENCE) >
	      0);
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_PENDING_ERROR, &error));
	CHECK_EQ(ECONNREFUSED, error);
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_PENDING_ERROR, &error));
	CHECK_EQ(0, error);
	sock6_close(pair.sender);
}

static void too_big_a_datagram_that_may_not_be_cut_is_refused(void)
{
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_MTU, 1280));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	message = outgoing(large, 1233, &pair.to, NULL);
	CHECK_EQ(-EMSGSIZE, send_refused(pair.sender, &message));
	message.size = 1232; /* 1280 less the headers of IPv6 and UDP */
	CHECK_EQ(1232, sock6_send(pair.sender, &message, 0));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_DONT_FRAGMENT, 0));
	message.size = 60000;
	CHECK_EQ(60000, sock6_send(pair.sender, &message, 0));
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_peer_of_another_family_is_refused);
	RUN(unknown_flags_are_refused);
	RUN(without_a_peer_there_must_be_a_connection);
	RUN(control_that_cannot_be_encoded_is_refused);
	RUN(a_source_that_is_not_ours_is_refused);
	RUN(an_interface_that_does_not_exist_is_refused);
	RUN(a_payload_that_is_too_long_is_refused);
	RUN(a_room_that_cannot_be_is_refused);
	RUN(a_null_buffer_with_a_length_is_refused);
	RUN(nothing_there_is_told_without_waiting);
	RUN(a_payload_longer_than_its_room_is_cut_and_flagged);
	RUN(control_longer_than_its_room_is_flagged);
	RUN(a_closed_port_is_told_on_a_connected_socket);
	RUN(a_pending_error_is_read_once);
	RUN(too_big_a_datagram_that_may_not_be_cut_is_refused);
	return check_end();
}
