/* SPDX-License-Identifier: MIT */
/* Extension headers of one datagram, and of a socket, as they arrive. */
#include "extensions.h"

/* The receiver is told of every header. */
static int pair_with_headers(struct pair *pair)
{
	return pair_open(pair) &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_HOP_BY_HOP, 1) ==
		       0 &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS,
			 1) == 0 &&
	       sock6_set(pair->receiver, SOCK6_OPT_RECEIVE_ROUTING_HEADER, 1) ==
		       0;
}

static unsigned char room[SOCK6_EXTENSION_CONTROL_SIZE];

struct arrived {
	size_t room_size;
	struct sock6_control control;
	struct sock6_message message;
	char data[100];
	size_t offset; /* of the next header */
};

/* Receives what is on its way, with so much room for what is beside it. */
static int receive_headers(sock6_fd fd, struct arrived *arrived,
			   size_t room_size)
{
	int status = sock6_wait(fd, SOCK6_READABLE, sock6_now() + PATIENCE);

	if (status < 0)
		return status;
	arrived->message = incoming(arrived->data, sizeof(arrived->data),
				    &arrived->control);
	arrived->room_size = room_size;
	arrived->offset = 0;
	return sock6_extension_receive(fd, &arrived->message, room,
				       &arrived->room_size, SOCK6_DONT_WAIT);
}

/* The next header is this one, but for its first byte, the system's. */
static int next_header_is(struct arrived *arrived, int type, const void *bytes,
			  size_t size)
{
	struct sock6_extension extension;

	return CHECK_EQ(1, sock6_extension_control_next(
				   room, arrived->room_size, &arrived->offset,
				   &extension)) &&
	       CHECK_EQ(type, extension.type) &&
	       CHECK_EQ(size, extension.size) &&
	       CHECK_MEM((const char *)bytes + 1,
			 (const char *)extension.data + 1, size - 1);
}

static int no_more_headers(struct arrived *arrived)
{
	struct sock6_extension extension;

	return CHECK_EQ(
		0, sock6_extension_control_next(room, arrived->room_size,
						&arrived->offset, &extension));
}

static void headers_of_one_datagram_arrive_with_it(void)
{
	const struct sock6_extension headers[] = { options_header(),
						   alert_header() };
	struct arrived arrived;
	struct pair pair;

	REQUIRE(pair_with_headers(&pair));
	if (send_headers(&pair, "both", headers, 2) == -EPERM) {
		pair_close(&pair);
		SKIP(NO_PRIVILEGE);
	}
	CHECK_EQ(5, send_headers(&pair, "plain", NULL, 0));
	CHECK_EQ(4, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK_EQ(0, arrived.message.flags);
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_HOP_BY_HOP, alert,
			     sizeof(alert)));
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_DESTINATION, options,
			     sizeof(options)));
	CHECK(no_more_headers(&arrived));
	CHECK_EQ(5, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK_EQ(0, arrived.room_size);
	CHECK(no_more_headers(&arrived));
	pair_close(&pair);
}

static void headers_of_a_socket_arrive_with_every_datagram(void)
{
	const struct sock6_extension own = options_header();
	struct arrived arrived;
	struct pair pair;

	REQUIRE(pair_with_headers(&pair));
	if (sock6_extension_set(pair.sender, SOCK6_EXTENSION_DESTINATION,
				others, sizeof(others)) == -EPERM) {
		pair_close(&pair);
		SKIP(NO_PRIVILEGE);
	}
	CHECK_EQ(1, send_text(pair.sender, "1", &pair.to, NULL));
	CHECK_EQ(1, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_DESTINATION, others,
			     sizeof(others)));
	CHECK(no_more_headers(&arrived));
	CHECK_EQ(3, send_headers(&pair, "own", &own, 1));
	CHECK_EQ(3, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_DESTINATION, options,
			     sizeof(options)));
	CHECK(no_more_headers(&arrived));
	pair_close(&pair);
}

static void values_and_headers_travel_together(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT |
						   SOCK6_TRAFFIC_CLASS,
					 .hop_limit = 9,
					 .traffic_class = 0xb9 };
	const struct sock6_extension headers[] = { alert_header(),
						   options_header() };
	struct sock6_message message;
	struct arrived arrived;
	struct pair pair;
	int status;

	REQUIRE(pair_with_headers(&pair));
	REQUIRE_EQ(0,
		   sock6_control_request(pair.receiver, control.fields, NULL));
	message = outgoing("values", 6, &pair.to, &control);
	status = sock6_extension_send(pair.sender, &message, headers, 2, 0);
	if (status == -EPERM) {
		pair_close(&pair);
		SKIP(NO_PRIVILEGE);
	}
	CHECK_EQ(6, status);
	CHECK_EQ(6, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK_EQ(control.fields, arrived.control.fields);
	CHECK_EQ(9, arrived.control.hop_limit);
	CHECK_EQ(0xb9, arrived.control.traffic_class);
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_HOP_BY_HOP, alert,
			     sizeof(alert)));
	pair_close(&pair);
}

static void what_finds_no_room_is_flagged(void)
{
	const struct sock6_extension headers[] = { alert_header(),
						   options_header() };
	struct arrived arrived;
	struct pair pair;

	REQUIRE(pair_with_headers(&pair));
	if (send_headers(&pair, "both", headers, 2) == -EPERM) {
		pair_close(&pair);
		SKIP(NO_PRIVILEGE);
	}
	CHECK_EQ(4, receive_headers(pair.receiver, &arrived,
				    CMSG_SPACE(sizeof(alert))));
	CHECK_EQ(SOCK6_CONTROL_TRUNCATED, arrived.message.flags);
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_HOP_BY_HOP, alert,
			     sizeof(alert)));
	CHECK_EQ(4, send_headers(&pair, "none", headers, 2));
	CHECK_EQ(4, receive_headers(pair.receiver, &arrived, 0));
	CHECK_EQ(SOCK6_CONTROL_TRUNCATED, arrived.message.flags);
	CHECK_EQ(0, arrived.room_size);
	pair_close(&pair);
}

static void a_program_can_send_them_itself(void)
{
	const struct sock6_extension extension = options_header();
	const struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					       .hop_limit = 5 };
	_Alignas(8) unsigned char buffer[100];
	struct iovec vector = { .iov_base = (char[]){ "own" }, .iov_len = 3 };
	struct msghdr message = { 0 };
	struct arrived arrived;
	struct pair pair;
	int used;

	if (!may_send_options())
		SKIP(NO_PRIVILEGE);
	REQUIRE(pair_with_headers(&pair));
	used = sock6_control_encode(buffer, sizeof(buffer), &control,
				    SOCK6_IPV6);
	used = sock6_extension_control_append(buffer, sizeof(buffer),
					      (size_t)used, &extension);
	REQUIRE(used > 0);
	message.msg_name = &pair.to;
	message.msg_namelen = sizeof(pair.to);
	message.msg_iov = &vector;
	message.msg_iovlen = 1;
	message.msg_control = buffer;
	message.msg_controllen = (socklen_t)used;
	CHECK_EQ(3, sendmsg(pair.sender, &message, 0));
	CHECK_EQ(3, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_DESTINATION, options,
			     sizeof(options)));
	pair_close(&pair);
}

static void what_cannot_be_sent_is_refused(void)
{
	struct sock6_extension headers[5];
	struct sockaddr_in6 mapped = address_of("127.0.0.1:9");
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	for (unsigned i = 0; i < 5; i++)
		headers[i] = options_header();
	CHECK_EQ(-EINVAL, send_headers(&pair, "five", headers, 5));
	headers[0].type = SOCK6_EXTENSION_FRAGMENT;
	CHECK_EQ(-EINVAL, send_headers(&pair, "fragment", headers, 1));
	message = outgoing("x", 1, &mapped, NULL);
	CHECK_EQ(-EINVAL, sock6_extension_send(pair.sender, &message,
					       headers + 1, 1, 0));
	CHECK_EQ(-EINVAL, sock6_extension_send(pair.sender, &message, NULL, 0,
					       SOCK6_PEEK));
	message.peer.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT,
		 sock6_extension_send(pair.sender, &message, NULL, 0, 0));
	message = outgoing("long", 100000, &pair.to, NULL);
	message.segment_size = 100;
	CHECK_EQ(-EMSGSIZE,
		 sock6_extension_send(pair.sender, &message, NULL, 0, 0));
	CHECK_EQ(4, send_headers(&pair, "last", NULL, 0));
	CHECK(next_is(pair.receiver, "last"));
	pair_close(&pair);
}

static void receiving_nothing_writes_nothing(void)
{
	char data[8];
	struct sock6_message message, before;
	struct pair pair;
	size_t size = 99;

	REQUIRE(pair_open(&pair));
	message = incoming(data, sizeof(data), NULL);
	message.result = 77;
	before = message;
	CHECK_EQ(-EAGAIN, sock6_extension_receive(pair.receiver, &message, room,
						  &size, SOCK6_DONT_WAIT));
	CHECK_EQ(-EINVAL, sock6_extension_receive(pair.receiver, &message, room,
						  &size, 4));
	CHECK_EQ(99, size);
	CHECK_MEM(&before, &message, sizeof(before));
	pair_close(&pair);
}

static void peeking_leaves_headers_and_datagram_there(void)
{
	const struct sock6_extension extension = alert_header();
	char data[8];
	struct sock6_message message = incoming(data, sizeof(data), NULL);
	struct arrived arrived;
	struct pair pair;
	size_t size = sizeof(room);

	REQUIRE(pair_with_headers(&pair));
	if (send_headers(&pair, "peek", &extension, 1) == -EPERM) {
		pair_close(&pair);
		SKIP(NO_PRIVILEGE);
	}
	CHECK_EQ(4, sock6_extension_receive(pair.receiver, &message, room,
					    &size, SOCK6_PEEK));
	CHECK_EQ(CMSG_SPACE(sizeof(alert)), size);
	CHECK_EQ(4, receive_headers(pair.receiver, &arrived, sizeof(room)));
	CHECK(next_header_is(&arrived, SOCK6_EXTENSION_HOP_BY_HOP, alert,
			     sizeof(alert)));
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	build_headers();
	RUN(headers_of_one_datagram_arrive_with_it);
	RUN(headers_of_a_socket_arrive_with_every_datagram);
	RUN(values_and_headers_travel_together);
	RUN(what_finds_no_room_is_flagged);
	RUN(a_program_can_send_them_itself);
	RUN(what_cannot_be_sent_is_refused);
	RUN(receiving_nothing_writes_nothing);
	RUN(peeking_leaves_headers_and_datagram_there);
	return check_end();
}
