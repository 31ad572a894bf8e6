/* SPDX-License-Identifier: MIT */
/* Raw sockets: the checksum that the system fills in and checks. */
#include "capture.h"
#include "check.h"
#include "host.h"

/* Numbers that RFC 3692 (3.2) sets aside for experiments. */
#define PROTOCOL 253
#define SIZE     45 /* odd, so that the last byte is padded in the sum */

static sock6_fd sender, receiver;
static int wire;
static struct packet packet;
static struct sockaddr_in6 to_b;
static uint8_t data[SIZE];

static void open_all(void)
{
	to_b = lab_peer("2001:db8:1::b", 0, 0);
	sender = lab_raw("a", PROTOCOL);
	receiver = lab_raw("b", PROTOCOL);
	wire = capture_open("b", "eth0");
	for (unsigned i = 0; i < SIZE; i++)
		data[i] = (uint8_t)(i * 7 + 1);
}

static void close_all(void)
{
	sock6_close(wire);
	sock6_close(receiver);
	sock6_close(sender);
}

static int send_data(void)
{
	struct sock6_message message = { .data = data,
					 .size = SIZE,
					 .peer = to_b };

	return sock6_send(sender, &message, 0);
}

static int is_protocol(const struct packet *candidate, const void *what)
{
	return candidate->protocol == *(const uint8_t *)what;
}

static int pass(uint8_t protocol)
{
	return CHECK_EQ(SIZE, send_data()) &&
	       CHECK(capture_find(wire, &packet, is_protocol, &protocol)) &&
	       CHECK_EQ(SIZE, packet.payload_size);
}

static void a_checksum_is_right_at_whatever_offset(void)
{
	open_all();
	for (int offset = 0; offset <= 42; offset += 2) {
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, offset));
		REQUIRE(pass(PROTOCOL));
		CHECK_EQ(0, capture_checksum(&packet));
		for (int i = 0; i < SIZE; i++)
			if (i != offset && i != offset + 1)
				CHECK_EQ(data[i], packet.payload[i]);
	}
	close_all();
}

static void without_a_checksum_the_bytes_stay_as_they_are(void)
{
	open_all();
	REQUIRE(pass(PROTOCOL));
	CHECK_MEM(data, packet.payload, SIZE);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, 12));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, -1));
	REQUIRE(pass(PROTOCOL));
	CHECK_MEM(data, packet.payload, SIZE);
	close_all();
}

static void an_offset_behind_the_data_is_refused(void)
{
	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, 44));
	CHECK_EQ(-EINVAL, send_data());
	close_all();
}

static void a_receiver_that_checks_drops_what_is_wrong(void)
{
	struct lab_datagram got;

	open_all();
	REQUIRE_EQ(0, sock6_set(receiver, SOCK6_OPT_CHECKSUM, 2));
	data[0] = 'w'; /* wrong */
	REQUIRE(pass(PROTOCOL));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_CHECKSUM, 2));
	data[0] = 'r'; /* right */
	REQUIRE(pass(PROTOCOL));
	REQUIRE_EQ(SIZE, lab_receive(receiver, &got));
	CHECK_EQ('r', got.text[0]);
	close_all();
}

static void icmpv6_has_its_checksum_without_asking(void)
{
	int64_t offset = 0;

	open_all();
	sock6_close(sender);
	sender = lab_raw("a", SOCK6_ICMP_PROTOCOL);
	CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_CHECKSUM, &offset));
	CHECK_EQ(2, offset);
	data[0] = 200; /* private experimentation (RFC 4443, 2.1) */
	data[1] = 0;
	REQUIRE(pass(SOCK6_ICMP_PROTOCOL));
	while (packet.payload[0] != 200)
		REQUIRE(capture_icmp(wire, &packet, 200));
	CHECK_EQ(0, capture_checksum(&packet));
	close_all();
}

static void the_values_beside_a_raw_datagram_are_carried(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT |
						   SOCK6_TRAFFIC_CLASS,
					 .traffic_class = 0xc0,
					 .hop_limit = 1 };
	struct sockaddr_in6 routers = lab_peer("ff02::5", 0, 0);

	open_all();
	control.fields |= SOCK6_INTERFACE;
	control.ifindex = lab_index("a", "eth0");
	CHECK_EQ(5, lab_send(sender, "hello", &routers, &control));
	REQUIRE(capture_find(wire, &packet, is_protocol,
			     &(uint8_t){ PROTOCOL }));
	CHECK_EQ(0xc0, packet.traffic_class);
	CHECK_EQ(1, packet.hop_limit);
	CHECK_MEM(&routers.sin6_addr, &packet.destination, 16);
	close_all();
}

static void a_header_of_ones_own_is_sent_as_it_is(void)
{
	struct sock6_header header = { .flow_label = 0xfedcb,
				       .payload_length = SIZE,
				       .traffic_class = 0x5a,
				       .next_header = PROTOCOL,
				       .hop_limit = 0,
				       .source = lab_in6("2001:db8:99::1") };
	struct sock6_header carried;
	uint8_t bytes[SOCK6_HEADER_SIZE + SIZE];
	struct sock6_message message = { .data = bytes, .size = sizeof(bytes) };

	open_all();
	header.destination = to_b.sin6_addr;
	message.peer = to_b;
	REQUIRE_EQ(SOCK6_HEADER_SIZE,
		   sock6_header_build(bytes, sizeof(bytes), &header));
	memcpy(bytes + SOCK6_HEADER_SIZE, data, SIZE);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HEADER_INCLUDED, 1));
	CHECK_EQ(sizeof(bytes), sock6_send(sender, &message, 0));
	REQUIRE(capture_find(wire, &packet, is_protocol,
			     &(uint8_t){ PROTOCOL }));
	CHECK_EQ(sizeof(bytes), packet.size);
	CHECK_MEM(bytes, packet.bytes, sizeof(bytes));
	CHECK_EQ(0x5a, packet.traffic_class);
	CHECK_EQ(0xfedcb, packet.flow_label);
	CHECK_EQ(0, sock6_header_parse(&carried, packet.bytes, packet.size));
	CHECK_EQ(sizeof(bytes), sock6_header_check(&carried, packet.size));
	CHECK_MEM(&header.source, &carried.source, 16);
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_raw");
	RUN(a_checksum_is_right_at_whatever_offset);
	RUN(without_a_checksum_the_bytes_stay_as_they_are);
	RUN(an_offset_behind_the_data_is_refused);
	RUN(a_receiver_that_checks_drops_what_is_wrong);
	RUN(icmpv6_has_its_checksum_without_asking);
	RUN(the_values_beside_a_raw_datagram_are_carried);
	RUN(a_header_of_ones_own_is_sent_as_it_is);
	return check_end();
}
