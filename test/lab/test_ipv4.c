/* SPDX-License-Identifier: MIT */
/* IPv4 traffic of a dual-stack socket: the same values, other headers. */
#include "capture.h"
#include "check.h"
#include "host.h"

static sock6_fd sender, receiver;
static int wire;
static struct packet packet;
static struct sockaddr_in6 to_b, to_b6;
static const uint64_t wanted = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			       SOCK6_DESTINATION | SOCK6_INTERFACE;

static void open_all(void)
{
	struct sockaddr_in6 local = lab_peer("::", LAB_PORT, 0);

	to_b = lab_peer("::ffff:192.0.2.2", LAB_PORT, 0);
	to_b6 = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	lab_enter("b");
	CHECK_EQ(0, sock6_udp_open(&receiver, &local, SOCK6_DUAL_STACK));
	CHECK_EQ(0, sock6_control_request(receiver, wanted, NULL));
	lab_enter("a");
	CHECK_EQ(0, sock6_udp_open(&sender, NULL, SOCK6_DUAL_STACK));
	wire = capture_open("b", "eth0");
}

static void close_all(void)
{
	sock6_close(wire);
	sock6_close(sender);
	sock6_close(receiver);
}

static int pass(const struct sockaddr_in6 *peer,
		const struct sock6_control *control, struct lab_datagram *got)
{
	return CHECK_EQ(4, lab_send(sender, "four", peer, control)) &&
	       CHECK(capture_udp(wire, &packet, LAB_PORT)) &&
	       CHECK_EQ(4, lab_receive(receiver, got));
}

static void a_mapped_peer_gets_the_values_in_an_ipv4_header(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0xb9,
					 .hop_limit = 9 };
	struct lab_datagram got;

	open_all();
	REQUIRE(pass(&to_b, &control, &got));
	CHECK_EQ(4, packet.version);
	CHECK_EQ(0xb9, packet.traffic_class);
	CHECK_EQ(9, packet.hop_limit);
	CHECK_EQ(wanted, got.control.fields);
	CHECK_EQ(0xb9, got.control.traffic_class);
	CHECK_EQ(9, got.control.hop_limit);
	CHECK_MEM(&to_b.sin6_addr, &got.control.destination, 16);
	CHECK_EQ(lab_index("b", "eth0"), got.control.ifindex);
	close_all();
}

static void a_traffic_class_of_0_beats_the_sticky_one(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS };
	struct lab_datagram got;

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_IPV4_TYPE_OF_SERVICE, 0x28));
	REQUIRE(pass(&to_b, &control, &got));
	CHECK_EQ(0, packet.traffic_class);
	CHECK_EQ(0, got.control.traffic_class);
	REQUIRE(pass(&to_b, NULL, &got));
	CHECK_EQ(0x28, packet.traffic_class);
	close_all();
}

static void sticky_values_are_the_familys_own(void)
{
	struct lab_datagram got;

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_IPV4_TIME_TO_LIVE, 4));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_IPV4_TYPE_OF_SERVICE, 0x44));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, 6));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_TRAFFIC_CLASS, 0x66));
	REQUIRE(pass(&to_b, NULL, &got));
	CHECK_EQ(4, packet.version);
	CHECK_EQ(4, packet.hop_limit);
	CHECK_EQ(0x44, packet.traffic_class);
	REQUIRE(pass(&to_b6, NULL, &got));
	CHECK_EQ(6, packet.version);
	CHECK_EQ(6, packet.hop_limit);
	CHECK_EQ(0x66, packet.traffic_class);
	CHECK_EQ(wanted, got.control.fields);
	close_all();
}

static void a_pinned_ipv4_source_is_carried(void)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE };
	struct lab_datagram got;

	open_all();
	CHECK_EQ(0, lab_shell("a", "ip address add 192.0.2.9/24 dev eth0"));
	control.source = lab_in6("::ffff:192.0.2.9");
	REQUIRE(pass(&to_b, &control, &got));
	CHECK_MEM(&control.source, &packet.source, 16);
	CHECK_MEM(&control.source, &got.peer.sin6_addr, 16);
	REQUIRE(pass(&to_b, NULL, &got));
	control.source = lab_in6("::ffff:192.0.2.1");
	CHECK_MEM(&control.source, &packet.source, 16);
	close_all();
}

static void a_reply_leaves_from_the_ipv4_address_that_was_written_to(void)
{
	struct sock6_control out;
	char text[] = "back";
	struct sock6_message question = { 0 }, reply = { .data = text,
							 .size = 4,
							 .control = &out };
	struct lab_datagram got;

	open_all();
	CHECK_EQ(0, lab_shell("b", "ip address add 192.0.2.8/24 dev eth0"));
	to_b = lab_peer("::ffff:192.0.2.8", LAB_PORT, 0);
	REQUIRE(pass(&to_b, NULL, &got));
	question.control = &got.control;
	question.peer = got.peer;
	REQUIRE_EQ(0, sock6_message_reply(&reply, &question));
	CHECK_EQ(4, sock6_send(receiver, &reply, 0));
	REQUIRE_EQ(4, lab_receive(sender, &got));
	CHECK_MEM(&to_b.sin6_addr, &got.peer.sin6_addr, 16);
	close_all();
}

static void a_connected_socket_sends_the_values_in_its_peers_family(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0x2a,
					 .hop_limit = 11 };
	const struct sockaddr_in6 *peers[] = { &to_b, &to_b6 };
	struct lab_datagram got;

	for (int i = 0; i < 2; i++) {
		open_all();
		lab_enter("a");
		REQUIRE_EQ(0, connect(sender, (const struct sockaddr *)peers[i],
				      sizeof(*peers[i])));
		REQUIRE(pass(NULL, &control, &got));
		CHECK_EQ(i ? 6 : 4, packet.version);
		CHECK_EQ(0x2a, packet.traffic_class);
		CHECK_EQ(11, packet.hop_limit);
		close_all();
	}
}

static void a_socket_for_ipv6_only_refuses_a_mapped_peer(void)
{
	open_all();
	sock6_close(sender);
	sender = lab_udp("a", "::", 0);
	CHECK_EQ(-ENETUNREACH, lab_send(sender, "four", &to_b, NULL));
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_ipv4");
	RUN(a_mapped_peer_gets_the_values_in_an_ipv4_header);
	RUN(a_traffic_class_of_0_beats_the_sticky_one);
	RUN(sticky_values_are_the_familys_own);
	RUN(a_pinned_ipv4_source_is_carried);
	RUN(a_reply_leaves_from_the_ipv4_address_that_was_written_to);
	RUN(a_connected_socket_sends_the_values_in_its_peers_family);
	RUN(a_socket_for_ipv6_only_refuses_a_mapped_peer);
	return check_end();
}
