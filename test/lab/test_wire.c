/* SPDX-License-Identifier: MIT */
/* The values of the IPv6 header, as a packet carries them over a link. */
#include "capture.h"
#include "check.h"
#include "host.h"

#define SECOND_SOURCE "2001:db8:1::a2"

static sock6_fd sender, receiver;
static int wire;
static struct packet packet;
static struct sockaddr_in6 to_b;

static void open_all(void)
{
	to_b = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	sender = lab_udp("a", "::", 0);
	wire = capture_open("b", "eth0");
}

static void close_all(void)
{
	sock6_close(wire);
	sock6_close(sender);
	sock6_close(receiver);
}

/* Sends, and takes the packet off the wire and out of the receiver. */
static int pass(const struct sockaddr_in6 *peer,
		const struct sock6_control *control)
{
	return CHECK_EQ(4, lab_send(sender, "wire", peer, control)) &&
	       CHECK(capture_udp(wire, &packet, LAB_PORT)) &&
	       CHECK(lab_hears(receiver, "wire"));
}

static void every_sticky_traffic_class_is_carried(void)
{
	open_all();
	for (int value = 0; value < 256; value++) {
		REQUIRE_EQ(0,
			   sock6_set(sender, SOCK6_OPT_TRAFFIC_CLASS, value));
		REQUIRE(pass(&to_b, NULL));
		CHECK_EQ(value, packet.traffic_class);
	}
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_TRAFFIC_CLASS, -1));
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(0, packet.traffic_class);
	close_all();
}

static void every_traffic_class_beside_a_datagram_is_carried(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS };

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_TRAFFIC_CLASS, 0xb9));
	for (int value = 0; value < 256; value++) {
		control.traffic_class = (uint8_t)value;
		REQUIRE(pass(&to_b, &control));
		CHECK_EQ(value, packet.traffic_class);
	}
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(0xb9, packet.traffic_class);
	close_all();
}

static void every_sticky_hop_limit_is_carried(void)
{
	open_all();
	for (int value = 0; value < 256; value++) {
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, value));
		REQUIRE(pass(&to_b, NULL));
		CHECK_EQ(value, packet.hop_limit);
	}
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, -1));
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(64, packet.hop_limit);
	close_all();
}

static void every_hop_limit_beside_a_datagram_is_carried(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT };

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, 7));
	for (int value = 0; value < 256; value++) {
		control.hop_limit = (uint8_t)value;
		REQUIRE(pass(&to_b, &control));
		CHECK_EQ(value, packet.hop_limit);
	}
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(7, packet.hop_limit);
	close_all();
}

static void a_flow_label_beside_a_datagram_is_carried(void)
{
	static const uint32_t labels[] = { 1, 0x12345, 0xfffff };
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL };

	open_all();
	for (unsigned i = 0; i < 3; i++) {
		control.flow_label = labels[i];
		REQUIRE(pass(&to_b, &control));
		CHECK_EQ(labels[i], packet.flow_label);
		CHECK_EQ(0, packet.traffic_class);
	}
	close_all();
}

static void a_flow_label_and_a_traffic_class_do_not_disturb_each_other(void)
{
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL |
						   SOCK6_TRAFFIC_CLASS,
					 .flow_label = 0xabcde,
					 .traffic_class = 0x59 };

	open_all();
	REQUIRE(pass(&to_b, &control));
	CHECK_EQ(0xabcde, packet.flow_label);
	CHECK_EQ(0x59, packet.traffic_class);
	control.traffic_class = 0;
	REQUIRE(pass(&to_b, &control));
	CHECK_EQ(0xabcde, packet.flow_label);
	CHECK_EQ(0, packet.traffic_class);
	close_all();
}

static void a_peers_flow_information_is_obeyed_when_asked_for(void)
{
	struct sockaddr_in6 peer;

	open_all();
	peer = to_b;
	peer.sin6_flowinfo = htonl(0x54321);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_AUTO_FLOW_LABEL, 0));
	REQUIRE(pass(&peer, NULL));
	CHECK_EQ(0, packet.flow_label);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_FLOW_INFO_SEND, 1));
	REQUIRE(pass(&peer, NULL));
	CHECK_EQ(0x54321, packet.flow_label);
	close_all();
}

static void an_automatic_flow_label_is_one_of_the_flow(void)
{
	uint32_t first;

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_AUTO_FLOW_LABEL, 1));
	REQUIRE(pass(&to_b, NULL));
	first = packet.flow_label;
	CHECK(first != 0);
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(first, packet.flow_label);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_AUTO_FLOW_LABEL, 0));
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(0, packet.flow_label);
	close_all();
}

static void a_pinned_source_is_carried(void)
{
	struct in6_addr first = lab_in6("2001:db8:1::a");
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6(SECOND_SOURCE) };

	open_all();
	REQUIRE(pass(&to_b, NULL));
	CHECK_MEM(&first, &packet.source, 16);
	REQUIRE(pass(&to_b, &control));
	CHECK_MEM(&control.source, &packet.source, 16);
	REQUIRE(pass(&to_b, NULL));
	CHECK_MEM(&first, &packet.source, 16);
	close_all();
}

static void a_source_that_is_not_of_this_host_is_refused(void)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6("2001:db8:1::99") };

	open_all();
	CHECK_EQ(-EINVAL, lab_send(sender, "spoofed", &to_b, &control));
	REQUIRE(pass(&to_b, NULL));
	close_all();
}

static void a_foreign_source_is_carried_when_that_was_allowed(void)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6("2001:db8:1::99") };
	struct sockaddr_in6 local = lab_peer("2001:db8:1::98", 0, 0);

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_FREEBIND, 1));
	REQUIRE(pass(&to_b, &control));
	CHECK_MEM(&control.source, &packet.source, 16);

	sock6_close(sender);
	lab_enter("a");
	sender = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	REQUIRE(sender >= 0);
	CHECK(bind(sender, (struct sockaddr *)&local, sizeof(local)) < 0);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_TRANSPARENT, 1));
	CHECK_EQ(0, bind(sender, (struct sockaddr *)&local, sizeof(local)));
	REQUIRE(pass(&to_b, NULL));
	CHECK_MEM(&local.sin6_addr, &packet.source, 16);
	close_all();
}

static void a_bound_source_is_carried(void)
{
	struct in6_addr second = lab_in6(SECOND_SOURCE);

	open_all();
	sock6_close(sender);
	sender = lab_udp("a", SECOND_SOURCE, 0);
	REQUIRE(pass(&to_b, NULL));
	CHECK_MEM(&second, &packet.source, 16);
	close_all();
}

static void what_is_carried_is_what_the_receiver_is_told(void)
{
	struct sock6_control control = {
		.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			  SOCK6_FLOW_LABEL,
		.traffic_class = 0xb9,
		.flow_label = 0x13579,
	};
	struct lab_datagram got;
	uint64_t wanted = control.fields | SOCK6_DESTINATION | SOCK6_INTERFACE;

	open_all();
	REQUIRE_EQ(0, sock6_control_request(receiver, wanted, NULL));
	REQUIRE_EQ(4, lab_send(sender, "told", &to_b, &control));
	REQUIRE_EQ(4, lab_receive(receiver, &got));
	CHECK_EQ(wanted, got.control.fields);
	CHECK_EQ(0xb9, got.control.traffic_class);
	CHECK_EQ(0, got.control.hop_limit);
	CHECK_EQ(0x13579, got.control.flow_label);
	CHECK_MEM(&to_b.sin6_addr, &got.control.destination, 16);
	CHECK_EQ(lab_index("b", "eth0"), got.control.ifindex);
	close_all();
}

static unsigned checksum_field(void)
{
	return (unsigned)packet.payload[6] << 8 | packet.payload[7];
}

static void a_udp_checksum_of_zero_is_sent_and_taken_only_when_asked_for(void)
{
	open_all();
	REQUIRE(pass(&to_b, NULL));
	CHECK(checksum_field() != 0);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND, 1));
	CHECK_EQ(7, lab_send(sender, "refused", &to_b, NULL));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	CHECK_EQ(0, checksum_field());
	REQUIRE_EQ(0,
		   sock6_set(receiver, SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE, 1));
	REQUIRE(pass(&to_b, NULL));
	CHECK_EQ(0, checksum_field());
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_wire");
	RUN(every_sticky_traffic_class_is_carried);
	RUN(every_traffic_class_beside_a_datagram_is_carried);
	RUN(every_sticky_hop_limit_is_carried);
	RUN(every_hop_limit_beside_a_datagram_is_carried);
	RUN(a_flow_label_beside_a_datagram_is_carried);
	RUN(a_flow_label_and_a_traffic_class_do_not_disturb_each_other);
	RUN(a_peers_flow_information_is_obeyed_when_asked_for);
	RUN(an_automatic_flow_label_is_one_of_the_flow);
	RUN(a_pinned_source_is_carried);
	RUN(a_source_that_is_not_of_this_host_is_refused);
	RUN(a_foreign_source_is_carried_when_that_was_allowed);
	RUN(a_bound_source_is_carried);
	RUN(what_is_carried_is_what_the_receiver_is_told);
	RUN(a_udp_checksum_of_zero_is_sent_and_taken_only_when_asked_for);
	return check_end();
}
