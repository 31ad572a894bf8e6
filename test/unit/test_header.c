/* SPDX-License-Identifier: MIT */
/* The IPv6 header: bytes to fields and back, judgement, text. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

/* Each field has a value of its own that uses its highest and lowest bit. */
static const unsigned char packet[SOCK6_HEADER_SIZE] = {
	0x6b, 0x89, 0x23, 0x41, /* 6, 0xb8, 0x92341 */
	0x80, 0x01, 0x3a, 0xff, /* 32769, 58, 255 */
	0xfe, 0x80, 0,    0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01,
	0xff, 0x02, 0,    0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16,
};

static struct sock6_header example(void)
{
	struct sock6_header header;

	memset(&header, 0, sizeof(header));
	header.version = 6;
	header.traffic_class = 0xb8;
	header.flow_label = 0x92341;
	header.payload_length = 32769;
	header.next_header = 58;
	header.hop_limit = 255;
	memcpy(&header.source, packet + 8, 16);
	memcpy(&header.destination, packet + 24, 16);
	return header;
}

static void each_field_is_read_from_its_bits(void)
{
	struct sock6_header header;

	memset(&header, 0xee, sizeof(header));
	CHECK_EQ(0, sock6_header_parse(&header, packet, sizeof(packet)));
	CHECK_EQ(6, header.version);
	CHECK_EQ(0xb8, header.traffic_class);
	CHECK_EQ(0x92341, header.flow_label);
	CHECK_EQ(32769, header.payload_length);
	CHECK_EQ(58, header.next_header);
	CHECK_EQ(255, header.hop_limit);
	CHECK_EQ(0, header.reserved);
	CHECK_MEM(packet + 8, &header.source, 16);
	CHECK_MEM(packet + 24, &header.destination, 16);
}

static void a_short_packet_is_refused_at_every_length(void)
{
	struct sock6_header header, before;

	memset(&header, 0x5a, sizeof(header));
	before = header;
	for (size_t size = 0; size < SOCK6_HEADER_SIZE; size++) {
		unsigned char *copy = malloc(size ? size : 1);

		REQUIRE(copy);
		memcpy(copy, packet, size);
		CHECK_EQ(-EBADMSG, sock6_header_parse(&header, copy, size));
		CHECK_MEM(&before, &header, sizeof(header));
		free(copy);
	}
}

static void any_alignment_is_read_and_written(void)
{
	unsigned char room[SOCK6_HEADER_SIZE + 8];
	struct sock6_header expected = example(), header;

	for (size_t shift = 0; shift < 8; shift++) {
		memcpy(room + shift, packet, sizeof(packet));
		CHECK_EQ(0, sock6_header_parse(&header, room + shift,
					       sizeof(packet)));
		CHECK_EQ(expected.flow_label, header.flow_label);
		memset(room, 0, sizeof(room));
		CHECK_EQ(SOCK6_HEADER_SIZE,
			 sock6_header_build(room + shift, SOCK6_HEADER_SIZE,
					    &expected));
		CHECK_MEM(packet, room + shift, sizeof(packet));
	}
}

static void random_packets_survive_parse_and_build(void)
{
	struct random random = { 6 };

	for (int round = 0; round < 10000; round++) {
		unsigned char bytes[SOCK6_HEADER_SIZE], built[sizeof(bytes)];
		struct sock6_header header;

		random_fill(&random, bytes, sizeof(bytes));
		CHECK_EQ(0, sock6_header_parse(&header, bytes, sizeof(bytes)));
		CHECK_EQ(bytes[0] >> 4, header.version);
		header.version = 6;
		bytes[0] = (unsigned char)((bytes[0] & 0x0f) | 0x60);
		CHECK_EQ(SOCK6_HEADER_SIZE,
			 sock6_header_build(built, sizeof(built), &header));
		CHECK_MEM(bytes, built, sizeof(built));
	}
}

static void version_zero_is_built_as_six(void)
{
	unsigned char built[SOCK6_HEADER_SIZE];
	struct sock6_header header = example();

	header.version = 0;
	CHECK_EQ(SOCK6_HEADER_SIZE,
		 sock6_header_build(built, sizeof(built), &header));
	CHECK_MEM(packet, built, sizeof(built));
}

static void a_header_that_cannot_be_is_not_built(void)
{
	unsigned char room[64], untouched[64];
	struct sock6_header header = example();

	memset(room, 0x5a, sizeof(room));
	memset(untouched, 0x5a, sizeof(untouched));
	for (size_t size = 0; size < SOCK6_HEADER_SIZE; size++)
		CHECK_EQ(-ENOSPC, sock6_header_build(room, size, &header));
	header.flow_label = 0x100000;
	CHECK_EQ(-EINVAL, sock6_header_build(room, sizeof(room), &header));
	header = example();
	for (int version = 1; version < 256; version++) {
		header.version = (uint8_t)version;
		if (version != 6)
			CHECK_EQ(-EINVAL, sock6_header_build(room, sizeof(room),
							     &header));
	}
	CHECK_MEM(untouched, room, sizeof(room));
}

static void a_sound_header_tells_its_packets_size(void)
{
	struct sock6_header header = example();

	CHECK_EQ(40 + 32769, sock6_header_check(&header, 40 + 32769));
	CHECK_EQ(40 + 32769, sock6_header_check(&header, 40 + 32769 + 14));
	CHECK_EQ(40 + 32769, sock6_header_check(&header, SIZE_MAX));
	header.payload_length = 0;
	CHECK_EQ(40, sock6_header_check(&header, 40));
	header.payload_length = 65535;
	CHECK_EQ(65575, sock6_header_check(&header, 65575));
}

static void a_packet_shorter_than_it_says_is_refused(void)
{
	struct sock6_header header = example();

	CHECK_EQ(-EBADMSG, sock6_header_check(&header, 40 + 32768));
	CHECK_EQ(-EBADMSG, sock6_header_check(&header, 40));
	header.payload_length = 0;
	CHECK_EQ(-EBADMSG, sock6_header_check(&header, 39));
	CHECK_EQ(-EBADMSG, sock6_header_check(&header, 0));
	header.payload_length = 1;
	CHECK_EQ(-EBADMSG, sock6_header_check(&header, 40));
}

static void another_version_is_refused(void)
{
	struct sock6_header header = example();

	for (int version = 0; version < 256; version++) {
		header.version = (uint8_t)version;
		CHECK_EQ(version == 6 ? 32809 : -EPROTONOSUPPORT,
			 sock6_header_check(&header, 65575));
	}
}

static void addresses_that_cannot_stand_there_are_refused(void)
{
	struct sock6_header header = example();

	memset(&header.destination, 0, 16);
	CHECK_EQ(-EADDRNOTAVAIL, sock6_header_check(&header, 65575));
	header = example();
	header.source.s6_addr[0] = 0xff;
	CHECK_EQ(-EADDRNOTAVAIL, sock6_header_check(&header, 65575));
	header = example();
	memset(&header.source, 0, 16); /* as in duplicate address detection */
	CHECK_EQ(32809, sock6_header_check(&header, 65575));
}

static void the_text_is_as_documented(void)
{
	static const char expected[] =
		"version=6 traffic_class=0xb8 flow_label=0x92341 "
		"payload_length=32769 next_header=58 hop_limit=255 "
		"source=fe80::1 destination=ff02::16";
	char text[SOCK6_HEADER_TEXT_SIZE];
	struct sock6_header header = example();

	CHECK_EQ(sizeof(expected) - 1,
		 sock6_header_format(text, sizeof(text), &header));
	CHECK_STR(expected, text);
}

static void the_longest_text_fits(void)
{
	char text[SOCK6_HEADER_TEXT_SIZE];
	struct sock6_header header;

	memset(&header, 0xff, sizeof(header));
	CHECK(sock6_header_format(text, sizeof(text), &header) > 0);
	CHECK(strstr(text, "source=ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ") !=
	      NULL);
}

static void text_needs_room_to_the_byte(void)
{
	char text[SOCK6_HEADER_TEXT_SIZE], untouched[sizeof(text)];
	struct sock6_header header = example();
	size_t need;

	need = (size_t)sock6_header_format(text, sizeof(text), &header);
	memset(untouched, 'x', sizeof(untouched));
	memset(text, 'x', sizeof(text));
	for (size_t size = 0; size <= need; size++)
		CHECK_EQ(-ENOSPC, sock6_header_format(text, size, &header));
	CHECK_MEM(untouched, text, sizeof(text));
	CHECK_EQ(need, sock6_header_format(text, need + 1, &header));
	CHECK_EQ('x', text[need + 1]);
	CHECK_EQ(-EINVAL, sock6_header_format(NULL, sizeof(text), &header));
	CHECK_EQ(-EINVAL, sock6_header_format(text, sizeof(text), NULL));
}

int main(void)
{
	RUN(each_field_is_read_from_its_bits);
	RUN(a_short_packet_is_refused_at_every_length);
	RUN(any_alignment_is_read_and_written);
	RUN(random_packets_survive_parse_and_build);
	RUN(version_zero_is_built_as_six);
	RUN(a_header_that_cannot_be_is_not_built);
	RUN(a_sound_header_tells_its_packets_size);
	RUN(a_packet_shorter_than_it_says_is_refused);
	RUN(another_version_is_refused);
	RUN(addresses_that_cannot_stand_there_are_refused);
	RUN(the_text_is_as_documented);
	RUN(the_longest_text_fits);
	RUN(text_needs_room_to_the_byte);
	return check_end();
}
