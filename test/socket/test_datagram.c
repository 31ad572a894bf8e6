/* SPDX-License-Identifier: MIT */
/* One datagram at a time over ::1: values beside it, both ways. */
#include "sockets.h"

static struct sock6_control values(uint64_t fields)
{
	struct sock6_control control;

	memset(&control, 0, sizeof(control));
	control.fields = fields;
	return control;
}

static struct sock6_control received_beside(struct pair *pair,
					    struct sock6_control *sent)
{
	struct sock6_control control;
	struct sock6_message message = incoming(NULL, 0, &control);

	memset(&control, 0xee, sizeof(control));
	CHECK_EQ(0, send_text(pair->sender, "", &pair->to, sent));
	CHECK_EQ(0, receive_soon(pair->receiver, &message));
	CHECK_EQ(0, message.flags);
	CHECK_MEM(&pair->from.sin6_addr, &message.peer.sin6_addr, 16);
	return control;
}

static int open_telling(struct pair *pair, uint64_t fields)
{
	return pair_open(pair) &&
	       sock6_control_request(pair->receiver, fields, NULL) == 0;
}

static void the_payload_and_the_peer_arrive(void)
{
	char room[100];
	struct pair pair;
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	REQUIRE(pair_open(&pair));
	message.flags = 0xffff;
	message.segment_size = 0xffff;
	CHECK_EQ(5, send_text(pair.sender, "hello", &pair.to, NULL));
	CHECK_EQ(5, receive_soon(pair.receiver, &message));
	CHECK_EQ(5, message.result);
	CHECK_EQ(0, message.flags);
	CHECK_EQ(0, message.segment_size);
	CHECK_MEM("hello", room, 5);
	CHECK_MEM(&pair.from, &message.peer, sizeof(message.peer));
	CHECK_EQ(sizeof(room), message.size);
	pair_close(&pair);
}

static void an_empty_datagram_is_a_datagram(void)
{
	char room[10] = "unchanged";
	struct pair pair;
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	CHECK_EQ(0, message.result);
	CHECK_EQ(0, message.flags);
	CHECK_STR("unchanged", room);
	CHECK_EQ(AF_INET6, message.peer.sin6_family);
	pair_close(&pair);
}

static void a_connected_socket_needs_no_peer(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	CHECK_EQ(4, send_text(pair.sender, "here", NULL, NULL));
	CHECK(next_is(pair.receiver, "here"));
	pair_close(&pair);
}

static void every_traffic_class_arrives_also_over_a_sticky_one(void)
{
	struct pair pair;

	REQUIRE(open_telling(&pair, SOCK6_TRAFFIC_CLASS));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_TRAFFIC_CLASS, 0xb8));
	CHECK_EQ(0xb8, received_beside(&pair, NULL).traffic_class);
	for (int value = 0; value < 256; value++) {
		struct sock6_control sent = values(SOCK6_TRAFFIC_CLASS), got;

		sent.traffic_class = (uint8_t)value;
		got = received_beside(&pair, &sent);
		CHECK_EQ(SOCK6_TRAFFIC_CLASS, got.fields);
		CHECK_EQ(value, got.traffic_class);
	}
	CHECK_EQ(0xb8, received_beside(&pair, NULL).traffic_class);
	pair_close(&pair);
}

static void every_hop_limit_arrives_also_over_a_sticky_one(void)
{
	struct pair pair;

	REQUIRE(open_telling(&pair, SOCK6_HOP_LIMIT));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_HOP_LIMIT, 77));
	CHECK_EQ(77, received_beside(&pair, NULL).hop_limit);
	for (int value = 0; value < 256; value++) {
		struct sock6_control sent = values(SOCK6_HOP_LIMIT), got;

		sent.hop_limit = (uint8_t)value;
		got = received_beside(&pair, &sent);
		CHECK_EQ(SOCK6_HOP_LIMIT, got.fields);
		CHECK_EQ(value, got.hop_limit);
	}
	CHECK_EQ(77, received_beside(&pair, NULL).hop_limit);
	pair_close(&pair);
}

static void destination_and_interface_are_told(void)
{
	struct pair pair;
	struct sock6_control got;
	uint32_t lo = 0;

	REQUIRE(open_telling(&pair, SOCK6_DESTINATION | SOCK6_INTERFACE));
	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	got = received_beside(&pair, NULL);
	CHECK_EQ(SOCK6_DESTINATION | SOCK6_INTERFACE, got.fields);
	CHECK_MEM(&pair.to.sin6_addr, &got.destination, 16);
	CHECK_EQ(lo, got.ifindex);
	pair_close(&pair);
}

static void a_source_can_be_chosen_per_datagram(void)
{
	struct sock6_control sent = values(SOCK6_SOURCE);
	struct sock6_message message = incoming(NULL, 0, NULL);
	struct pair pair;
	sock6_fd any = udp_at("::", 0);

	REQUIRE(pair_open(&pair) && any != SOCK6_INVALID);
	sent.source = pair.to.sin6_addr;
	CHECK_EQ(0, send_text(any, "", &pair.to, &sent));
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	CHECK_MEM(&sent.source, &message.peer.sin6_addr, 16);
	sent.fields |= SOCK6_INTERFACE;
	CHECK_EQ(0, sock6_interface_index(&sent.ifindex, "lo"));
	CHECK_EQ(0, send_text(any, "", &pair.to, &sent));
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	sock6_close(any);
	pair_close(&pair);
}

static void an_unspecified_source_lets_the_system_choose(void)
{
	static const char *const loopbacks[] = { "::1", "127.0.0.1" };

	for (int i = 0; i < 2; i++) {
		struct sock6_control sent = values(SOCK6_SOURCE);
		struct sock6_message message = incoming(NULL, 0, NULL);
		struct pair pair;
		sock6_fd any = udp_at("::", SOCK6_DUAL_STACK);

		REQUIRE(pair_open_at(&pair, loopbacks[i], SOCK6_DUAL_STACK));
		CHECK_EQ(0, send_text(any, "", &pair.to, &sent));
		CHECK_EQ(0, receive_soon(pair.receiver, &message));
		CHECK_MEM(&pair.to.sin6_addr, &message.peer.sin6_addr, 16);
		sock6_close(any);
		pair_close(&pair);
	}
}

static void a_flow_label_arrives(void)
{
	static const uint32_t labels[] = { 1, 0x80000, 0xfedcb, 0xfffff };
	struct pair pair;

	REQUIRE(open_telling(&pair, SOCK6_FLOW_LABEL));
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct sock6_control sent = values(SOCK6_FLOW_LABEL), got;

		sent.flow_label = labels[i];
		got = received_beside(&pair, &sent);
		CHECK_EQ(SOCK6_FLOW_LABEL, got.fields);
		CHECK_EQ(labels[i], got.flow_label);
	}
	pair_close(&pair);
}

/* The traffic class shares a word with the label in the header. */
static void label_and_traffic_class_do_not_disturb_each_other(void)
{
	struct sock6_control sent =
		values(SOCK6_FLOW_LABEL | SOCK6_TRAFFIC_CLASS);
	struct sock6_control got;
	struct pair pair;

	REQUIRE(open_telling(&pair, SOCK6_FLOW_LABEL | SOCK6_TRAFFIC_CLASS));
	sent.flow_label = 0xfffff;
	sent.traffic_class = 0xff;
	got = received_beside(&pair, &sent);
	CHECK_EQ(0xfffff, got.flow_label);
	CHECK_EQ(0xff, got.traffic_class);
	sent.traffic_class = 0;
	got = received_beside(&pair, &sent);
	CHECK_EQ(0xfffff, got.flow_label);
	CHECK_EQ(0, got.traffic_class);
	pair_close(&pair);
}

static void the_mark_of_a_packet_is_told(void)
{
	struct sock6_control sent = values(SOCK6_MARK), got;
	struct pair pair;
	int status;

	REQUIRE(pair_open(&pair));
	/* Sending one needs a privilege, being told of one only sometimes. */
	status = sock6_set(pair.sender, SOCK6_OPT_MARK, 1);
	if (status == 0)
		status = sock6_control_request(pair.receiver, SOCK6_MARK, NULL);
	if (status == -EPERM || status == -ENOPROTOOPT) {
		pair_close(&pair);
		SKIP("the packet mark needs a privilege and Linux 5.19");
	}
	REQUIRE_EQ(0, status);
	sent.mark = 0x89abcdef;
	got = received_beside(&pair, &sent);
	CHECK_EQ(SOCK6_MARK, got.fields);
	CHECK_EQ(0x89abcdef, got.mark);
	pair_close(&pair);
}

static void payloads_are_gathered_and_scattered(void)
{
	char head[3], rest[100];
	struct sock6_buffer out[4] = { { (void *)"ab", 2 },
				       { NULL, 0 },
				       { (void *)"cdef", 4 },
				       { (void *)"g", 1 } };
	struct sock6_buffer in[2] = { { head, 3 }, { rest, sizeof(rest) } };
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("not this", 8, &pair.to, NULL);
	message.buffers = out;
	message.buffer_count = 4;
	CHECK_EQ(7, sock6_send(pair.sender, &message, 0));
	message = incoming(NULL, 0, NULL);
	message.buffers = in;
	message.buffer_count = 2;
	CHECK_EQ(7, receive_soon(pair.receiver, &message));
	CHECK_MEM("abc", head, 3);
	CHECK_MEM("defg", rest, 4);
	message = outgoing(NULL, 0, &pair.to, NULL);
	message.buffers = out;
	message.buffer_count = 0;
	CHECK_EQ(0, sock6_send(pair.sender, &message, 0));
	message = incoming(head, 3, NULL);
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	pair_close(&pair);
}

static void peeking_leaves_the_datagram(void)
{
	char room[10];
	struct pair pair;
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	REQUIRE(pair_open(&pair));
	CHECK_EQ(4, send_text(pair.sender, "once", &pair.to, NULL));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(pair.receiver, SOCK6_READABLE,
					    sock6_now() + PATIENCE));
	for (int i = 0; i < 3; i++)
		CHECK_EQ(4, sock6_receive(pair.receiver, &message,
					  SOCK6_PEEK | SOCK6_DONT_WAIT));
	CHECK_EQ(4, sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT));
	CHECK_EQ(-EAGAIN,
		 sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT));
	pair_close(&pair);
}

/* More than fits into the smallest buffer; none of it is read meanwhile. */
static void what_is_lost_behind_the_last_one_is_told(void)
{
	uint32_t drops = 77;
	unsigned heard = 0;
	char room[10];
	struct pair pair;
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	REQUIRE(pair_open(&pair));
	if (sock6_receive_drops(pair.receiver, &drops) == -ENOPROTOOPT)
		SKIP("the kernel cannot tell");
	CHECK_EQ(0, drops);
	CHECK_EQ(0, sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_BUFFER, 1));
	for (int i = 0; i < 200; i++)
		CHECK_EQ(4, send_text(pair.sender, "many", &pair.to, NULL));
	CHECK_EQ(0, sock6_receive_drops(pair.receiver, &drops));
	while (sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT) == 4)
		heard++;
	CHECK(heard > 0);
	CHECK_EQ(200, heard + drops);
	pair_close(&pair);
}

static void drops_are_told_of_sockets_only(void)
{
	uint32_t drops = 77;
	int ends[2];

	CHECK_EQ(-EINVAL, sock6_receive_drops(0, NULL));
	CHECK_EQ(-EBADF, sock6_receive_drops(-1, &drops));
	REQUIRE_EQ(0, pipe(ends));
	CHECK_EQ(-ENOTSOCK, sock6_receive_drops(ends[0], &drops));
	CHECK_EQ(77, drops);
	close(ends[0]);
	close(ends[1]);
}

static void inputs_are_never_written(void)
{
	struct sock6_control sent =
		values(SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS | SOCK6_SOURCE);
	struct sock6_control control_before;
	struct sock6_message message, message_before;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	sent.source = pair.from.sin6_addr;
	message = outgoing("abc", 3, &pair.to, &sent);
	message.user = &pair;
	message_before = message;
	control_before = sent;
	CHECK_EQ(3, sock6_send(pair.sender, &message, 0));
	CHECK_MEM(&message_before, &message, sizeof(message));
	CHECK_MEM(&control_before, &sent, sizeof(sent));
	pair_close(&pair);
}

static void the_answer_comes_from_the_address_written_to(void)
{
	struct sock6_control came, goes;
	struct sock6_message message = incoming(NULL, 0, &came);
	struct sock6_message reply = outgoing("re", 2, NULL, &goes);
	struct pair pair;
	sock6_fd server = udp_at("::", 0);
	char room[10];

	REQUIRE(pair_open(&pair) && server != SOCK6_INVALID);
	CHECK_EQ(0, sock6_control_request(
			    server, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	pair.to.sin6_port = local_of(server).sin6_port;
	CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
	CHECK_EQ(0, receive_soon(server, &message));
	CHECK_EQ(0, sock6_message_reply(&reply, &message));
	CHECK_EQ(2, sock6_send(server, &reply, 0));
	message = incoming(room, sizeof(room), NULL);
	CHECK_EQ(2, receive_soon(pair.sender, &message));
	CHECK_MEM(&pair.to, &message.peer, sizeof(pair.to));
	sock6_close(server);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(the_payload_and_the_peer_arrive);
	RUN(an_empty_datagram_is_a_datagram);
	RUN(a_connected_socket_needs_no_peer);
	RUN(every_traffic_class_arrives_also_over_a_sticky_one);
	RUN(every_hop_limit_arrives_also_over_a_sticky_one);
	RUN(destination_and_interface_are_told);
	RUN(a_source_can_be_chosen_per_datagram);
	RUN(an_unspecified_source_lets_the_system_choose);
	RUN(a_flow_label_arrives);
	RUN(label_and_traffic_class_do_not_disturb_each_other);
	RUN(the_mark_of_a_packet_is_told);
	RUN(payloads_are_gathered_and_scattered);
	RUN(peeking_leaves_the_datagram);
	RUN(what_is_lost_behind_the_last_one_is_told);
	RUN(drops_are_told_of_sockets_only);
	RUN(inputs_are_never_written);
	RUN(the_answer_comes_from_the_address_written_to);
	return check_end();
}
