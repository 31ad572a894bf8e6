/* SPDX-License-Identifier: MIT */
/* IPv4 traffic of a dual-stack socket: the same fields, both ways. */
#include "sockets.h"

#define DUAL SOCK6_DUAL_STACK

static int open_mapped(struct pair *pair, uint64_t fields)
{
	return pair_open_at(pair, "127.0.0.1", DUAL) &&
	       sock6_control_request(pair->receiver, fields, NULL) == 0;
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
	CHECK_MEM(&pair->from, &message.peer, sizeof(message.peer));
	return control;
}

static void every_traffic_class_arrives(void)
{
	struct pair pair;

	REQUIRE(open_mapped(&pair, SOCK6_TRAFFIC_CLASS));
	CHECK_EQ(0,
		 sock6_set(pair.sender, SOCK6_OPT_IPV4_TYPE_OF_SERVICE, 0xb8));
	CHECK_EQ(0xb8, received_beside(&pair, NULL).traffic_class);
	for (int value = 0; value < 256; value++) {
		struct sock6_control sent = { .fields = SOCK6_TRAFFIC_CLASS },
				     got;

		sent.traffic_class = (uint8_t)value;
		got = received_beside(&pair, &sent);
		CHECK_EQ(SOCK6_TRAFFIC_CLASS, got.fields);
		CHECK_EQ(value, got.traffic_class);
	}
	pair_close(&pair);
}

static void every_hop_limit_but_0_arrives(void)
{
	struct pair pair;
	struct sock6_control zero = { .fields = SOCK6_HOP_LIMIT };

	REQUIRE(open_mapped(&pair, SOCK6_HOP_LIMIT));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_IPV4_TIME_TO_LIVE, 77));
	CHECK_EQ(77, received_beside(&pair, NULL).hop_limit);
	for (int value = 1; value < 256; value++) {
		struct sock6_control sent = { .fields = SOCK6_HOP_LIMIT }, got;

		sent.hop_limit = (uint8_t)value;
		got = received_beside(&pair, &sent);
		CHECK_EQ(SOCK6_HOP_LIMIT, got.fields);
		CHECK_EQ(value, got.hop_limit);
	}
	CHECK_EQ(-EINVAL, send_text(pair.sender, "", &pair.to, &zero));
	pair_close(&pair);
}

static void destination_and_interface_are_told(void)
{
	struct pair pair;
	struct sock6_control got;
	uint32_t lo = 0;

	REQUIRE(open_mapped(&pair, SOCK6_DESTINATION | SOCK6_INTERFACE));
	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	got = received_beside(&pair, NULL);
	CHECK_EQ(SOCK6_DESTINATION | SOCK6_INTERFACE, got.fields);
	CHECK_MEM(&pair.to.sin6_addr, &got.destination, 16);
	CHECK_EQ(lo, got.ifindex);
	pair_close(&pair);
}

static void a_source_can_be_chosen_per_datagram(void)
{
	struct sock6_control sent = { .fields = SOCK6_SOURCE };
	struct sock6_message message = incoming(NULL, 0, NULL);
	struct pair pair;
	sock6_fd any = udp_at("::", DUAL);

	REQUIRE(open_mapped(&pair, 0) && any != SOCK6_INVALID);
	/* All of 127.0.0.0/8 is this host (RFC 1122, 3.2.1.3). */
	sent.source = address_of("127.0.0.9").sin6_addr;
	CHECK_EQ(0, send_text(any, "", &pair.to, &sent));
	CHECK_EQ(0, receive_soon(pair.receiver, &message));
	CHECK_MEM(&sent.source, &message.peer.sin6_addr, 16);
	sent.source = address_of("::1").sin6_addr;
	CHECK_EQ(-EINVAL, send_text(any, "", &pair.to, &sent));
	sock6_close(any);
	pair_close(&pair);
}

/* The peer of a connected socket is not known to the library: it says both. */
static void a_connected_socket_sends_both_kinds_of_values(void)
{
	static const char *const loopbacks[] = { "::1", "127.0.0.1" };

	for (int i = 0; i < 2; i++) {
		struct sock6_control sent = { .fields = SOCK6_TRAFFIC_CLASS |
							SOCK6_HOP_LIMIT,
					      .traffic_class = 0x29,
					      .hop_limit = 9 };
		struct sock6_control got;
		struct sock6_message message = incoming(NULL, 0, &got);
		struct pair pair;
		sock6_fd any = udp_at("::", DUAL);

		REQUIRE(pair_open_at(&pair, loopbacks[i], DUAL));
		CHECK_EQ(0, sock6_control_request(pair.receiver, sent.fields,
						  NULL));
		CHECK_EQ(0, connect_to(any, &pair.to));
		CHECK_EQ(0, send_text(any, "", NULL, &sent));
		CHECK_EQ(0, receive_soon(pair.receiver, &message));
		CHECK_EQ(sent.fields, got.fields);
		CHECK_EQ(0x29, got.traffic_class);
		CHECK_EQ(9, got.hop_limit);
		sock6_close(any);
		pair_close(&pair);
	}
}

static void one_socket_hears_both_families(void)
{
	struct pair six, four;
	struct sock6_control control;
	struct sock6_message message = incoming(NULL, 0, &control);
	const uint64_t fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
				SOCK6_DESTINATION | SOCK6_INTERFACE;
	sock6_fd any = udp_at("::", DUAL);

	REQUIRE(pair_open(&six) && pair_open_at(&four, "127.0.0.1", DUAL));
	CHECK_EQ(0, sock6_control_request(any, fields, NULL));
	six.to.sin6_port = four.to.sin6_port = local_of(any).sin6_port;
	CHECK_EQ(0, send_text(six.sender, "", &six.to, NULL));
	CHECK_EQ(0, receive_soon(any, &message));
	CHECK_EQ(fields, control.fields);
	CHECK_MEM(&six.to.sin6_addr, &control.destination, 16);
	CHECK_MEM(&six.from, &message.peer, sizeof(message.peer));
	CHECK_EQ(0, send_text(four.sender, "", &four.to, NULL));
	CHECK_EQ(0, receive_soon(any, &message));
	CHECK_EQ(fields, control.fields);
	CHECK_MEM(&four.to.sin6_addr, &control.destination, 16);
	CHECK_MEM(&four.from, &message.peer, sizeof(message.peer));
	sock6_close(any);
	pair_close(&six);
	pair_close(&four);
}

static void the_answer_comes_from_the_address_written_to(void)
{
	struct sock6_control came, goes;
	struct sock6_message message = incoming(NULL, 0, &came);
	struct sock6_message reply = outgoing("", 0, NULL, &goes);
	struct pair pair;
	sock6_fd server = udp_at("::", DUAL);

	REQUIRE(open_mapped(&pair, 0) && server != SOCK6_INVALID);
	CHECK_EQ(0, sock6_control_request(
			    server, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	pair.to = address_of("127.0.0.9");
	pair.to.sin6_port = local_of(server).sin6_port;
	CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
	CHECK_EQ(0, receive_soon(server, &message));
	CHECK_EQ(0, sock6_message_reply(&reply, &message));
	CHECK_EQ(0, sock6_send(server, &reply, 0));
	CHECK_EQ(0, receive_soon(pair.sender, &message));
	CHECK_MEM(&pair.to, &message.peer, sizeof(pair.to));
	sock6_close(server);
	pair_close(&pair);
}

static void an_ipv6_only_socket_has_no_ipv4_peers(void)
{
	struct sockaddr_in6 to = address_of("127.0.0.1:9");
	sock6_fd fd = udp_at("::", 0);

	CHECK(send_text(fd, "x", &to, NULL) < 0);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	if (udp_at("127.0.0.1", DUAL) == SOCK6_INVALID)
		return check_skip_all("no dual-stack sockets on 127.0.0.1");
	RUN(every_traffic_class_arrives);
	RUN(every_hop_limit_but_0_arrives);
	RUN(destination_and_interface_are_told);
	RUN(a_source_can_be_chosen_per_datagram);
	RUN(a_connected_socket_sends_both_kinds_of_values);
	RUN(one_socket_hears_both_families);
	RUN(the_answer_comes_from_the_address_written_to);
	RUN(an_ipv6_only_socket_has_no_ipv4_peers);
	return check_end();
}
