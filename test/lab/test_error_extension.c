/* SPDX-License-Identifier: MIT */
/* ICMPv6 errors with the extensions of RFC 4884, as a router would send them
 * that has more to say; the kernel's own routers never do. */
#include "check.h"
#include "host.h"

#define ICMP_SIZE     8
#define UDP_SIZE      8
#define DATAGRAM_SIZE 128 /* RFC 4884, 5.4: padded to that at the least */
#define STRUCTURE     12  /* a header and one object of 8 bytes */

static sock6_fd sender, router;
static uint8_t message[ICMP_SIZE + DATAGRAM_SIZE + STRUCTURE];

static void open_all(int extensions)
{
	lab_enter("a");
	CHECK_EQ(0, sock6_udp_open(&sender, NULL, 0));
	CHECK_EQ(0, sock6_error_request(sender, 1));
	CHECK_EQ(0, sock6_set(sender, SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS,
			      extensions));
	router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
}

static void close_all(void)
{
	sock6_close(sender);
	sock6_close(router);
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* The internet checksum (RFC 1071) of the structure. */
static void sum_structure(uint8_t *structure)
{
	uint32_t sum = 0;

	put16(structure + 2, 0);
	for (size_t i = 0; i < STRUCTURE; i += 2)
		sum += (uint32_t)structure[i] << 8 | structure[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(structure + 2, ~sum & 0xffff);
}

/* Version 2, and a label stack (RFC 4950): class 1, type 1, one label. */
static void put_structure(uint8_t *structure)
{
	static const uint8_t object[8] = { 0, 8, 1, 1, 0x12, 0x34, 0x51, 64 };

	memset(structure, 0, STRUCTURE);
	structure[0] = 0x20;
	memcpy(structure + 4, object, sizeof(object));
	sum_structure(structure);
}

/* Time exceeded, about a datagram of the sender to b. */
static void build(void)
{
	uint8_t *packet = message + ICMP_SIZE;
	uint8_t *udp = packet + SOCK6_HEADER_SIZE;
	struct sock6_header header = { .next_header = IPPROTO_UDP,
				       .hop_limit = 1,
				       .payload_length = 500,
				       .source = lab_in6("2001:db8:1::a"),
				       .destination =
					       lab_in6("2001:db8:2::b") };

	memset(message, 0, sizeof(message));
	message[0] = SOCK6_ICMP_TIME_EXCEEDED;
	message[4] = DATAGRAM_SIZE / 8;
	CHECK_EQ(SOCK6_HEADER_SIZE,
		 sock6_header_build(packet, SOCK6_HEADER_SIZE, &header));
	put16(udp, lab_port(sender));
	put16(udp + 2, LAB_PORT);
	put16(udp + 4, 500);
	memset(udp + UDP_SIZE, 'x',
	       DATAGRAM_SIZE - SOCK6_HEADER_SIZE - UDP_SIZE);
	put_structure(packet + DATAGRAM_SIZE);
}

/* Sends it from the router; the record that comes of it. */
static int take(size_t size, struct sock6_message *quoted,
		struct sock6_error *error)
{
	struct sock6_message out = { .data = message,
				     .size = size,
				     .peer = lab_peer("2001:db8:1::a", 0, 0) };

	return CHECK_EQ((int)size, sock6_send(router, &out, 0)) &&
	       CHECK_EQ(SOCK6_FAULT,
			sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE)) &&
	       CHECK_EQ(0, sock6_error_receive(sender, quoted, error, 0)) &&
	       CHECK_EQ(SOCK6_ICMP_TIME_EXCEEDED, error->type) &&
	       CHECK_EQ(-EHOSTUNREACH, error->status);
}

static void the_view_is_the_extension_that_was_sent(void)
{
	uint8_t room[300];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	const size_t payload = DATAGRAM_SIZE - SOCK6_HEADER_SIZE - UDP_SIZE;
	struct sock6_error error;

	open_all(1);
	build();
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK_EQ(SOCK6_ERROR_OFFENDER | SOCK6_ERROR_EXTENSION, error.fields);
	CHECK_EQ(payload, error.extension_offset);
	REQUIRE_EQ(STRUCTURE, error.extension_size);
	CHECK_EQ((int)payload + STRUCTURE, quoted.result);
	CHECK_MEM(message + ICMP_SIZE + DATAGRAM_SIZE,
		  room + error.extension_offset, STRUCTURE);
	close_all();
}

static void a_damaged_one_is_flagged(void)
{
	uint8_t room[300];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct sock6_error error;

	open_all(1);
	build();
	message[sizeof(message) - 1] ^= 1;
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK_EQ(SOCK6_ERROR_OFFENDER | SOCK6_ERROR_EXTENSION |
			 SOCK6_ERROR_EXTENSION_DAMAGED,
		 error.fields);
	CHECK_EQ(STRUCTURE, error.extension_size);
	close_all();
}

static void a_room_that_is_too_small_shortens_the_view(void)
{
	uint8_t room[84];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct sock6_error error;

	open_all(1);
	build();
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK_EQ(80, error.extension_offset);
	CHECK_EQ(4, error.extension_size);
	CHECK_EQ(SOCK6_TRUNCATED, quoted.flags);
	quoted.size = 0;
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK(error.fields & SOCK6_ERROR_EXTENSION);
	CHECK_EQ(0, error.extension_size);
	close_all();
}

static void without_the_option_or_the_length_there_is_none(void)
{
	uint8_t room[300];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct sock6_error error;

	open_all(0);
	build();
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK_EQ(SOCK6_ERROR_OFFENDER, error.fields);
	close_all();
	open_all(1);
	build();
	message[4] = 0;
	REQUIRE(take(sizeof(message), &quoted, &error));
	CHECK_EQ(SOCK6_ERROR_OFFENDER, error.fields);
	close_all();
}

/* What a router claims, any number of bytes of it: no view leaves the bytes
 * that were stored. */
static void no_message_leads_the_view_astray(void)
{
	uint8_t room[300];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct sock6_error error;

	open_all(1);
	build();
	for (size_t size = ICMP_SIZE + SOCK6_HEADER_SIZE + UDP_SIZE;
	     size <= sizeof(message); size++) {
		message[4] = (uint8_t)(size * 7);
		REQUIRE(take(size, &quoted, &error));
		CHECK(error.extension_size == 0 ||
		      error.extension_offset + error.extension_size ==
			      (uint32_t)quoted.result);
	}
	CHECK_EQ(-ETIMEDOUT, sock6_wait(sender, 0, 0));
	close_all();
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs as: lab.sh router -- "
				      "test_error_extension");
	RUN(the_view_is_the_extension_that_was_sent);
	RUN(a_damaged_one_is_flagged);
	RUN(a_room_that_is_too_small_shortens_the_view);
	RUN(without_the_option_or_the_length_there_is_none);
	RUN(no_message_leads_the_view_astray);
	return check_end();
}
