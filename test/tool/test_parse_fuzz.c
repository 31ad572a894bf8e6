/* SPDX-License-Identifier: MIT */
/*
 * What sock6 parse and sock6 icmp decode packets with, fed with random and
 * mutated packets, captures and digits: nothing is read beyond the end, and
 * each one comes to an end.  Every packet lies at the end of a block of its own,
 * so that sanitizers see the byte behind it.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "packet/capture.h"
#include "packet/hex_text.h"
#include "packet/link_type.h"
#include "packet/packet.h"
#include "sock6.h"

#define ROUNDS 8000 /* of each kind: below a second with sanitizers */

static uint64_t state = 20261123;

/* xorshift64*: the same numbers everywhere, so that a failure comes again. */
static uint32_t number(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 33) %
	       below;
}

static unsigned char *copy(const unsigned char *bytes, size_t size)
{
	unsigned char *block = malloc(size ? size : 1);

	if (!block)
		abort();
	memcpy(block, bytes, size);
	return block;
}

static unsigned decoded, complaints;

static void decode(const unsigned char *bytes, size_t size, int is_message)
{
	unsigned char *block = copy(bytes, size);
	unsigned problems = 0;
	struct record record;
	struct packet packet;

	packet_start(&packet, block, &problems);
	packet.is_cut = (uint8_t)number(2);
	packet.hop_limit = is_message ? (int)number(257) - 1 : -1;
	record_begin(&record, "packet");
	if (is_message)
		packet_icmp(&packet, &record, block, size);
	else
		packet_ip(&packet, &record, block, size);
	record_discard(&record);
	decoded++;
	complaints += problems != 0;
	free(block);
}

static void fill(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)number(256);
}

/* Small numbers and all ones are what lengths go wrong with. */
static void mutate(unsigned char *bytes, size_t size)
{
	for (uint32_t n = number(6); n && size; n--) {
		static const unsigned char values[] = { 0,  1,   2,   8,
							16, 127, 128, 255 };
		size_t at = number((uint32_t)size);

		bytes[at] = number(2) ? values[number(8)]
				      : (unsigned char)number(256);
	}
}

static const uint8_t types[] = { 1,   2,   3,   4,   128, 129, 130, 131, 132,
				 133, 134, 135, 136, 137, 143, 160, 161, 155 };
static const uint8_t headers[] = { 0, 43, 44, 51, 60, 135, 139, 140,
				   6, 17, 41, 50, 58, 59,  4,   200 };

static void random_messages_are_survived(void)
{
	unsigned char bytes[600];

	decoded = complaints = 0;
	for (int i = 0; i < ROUNDS; i++) {
		size_t size = number(sizeof(bytes));

		fill(bytes, size);
		if (size)
			bytes[0] = types[number(sizeof(types))];
		if (size > 1 && number(4))
			bytes[1] = 0;
		decode(bytes, size, 1);
	}
	printf("# %u messages, %u malformed\n", decoded, complaints);
	CHECK_EQ(ROUNDS, decoded);
	CHECK(complaints > 1000);
}

/* A header, and then a chain of headers of random contents. */
static size_t make_packet(unsigned char *bytes, size_t room)
{
	size_t size = 40 + number((uint32_t)room - 40);

	fill(bytes, size);
	bytes[0] = number(20) ? 0x60 : bytes[0];
	bytes[4] = (unsigned char)((size - 40) >> 8);
	bytes[5] = (unsigned char)(size - 40);
	bytes[6] = headers[number(sizeof(headers))];
	for (size_t at = 40; at + 8 < size; at += 8u * bytes[at + 1] + 8) {
		bytes[at] = headers[number(sizeof(headers))];
		bytes[at + 1] = (unsigned char)number(3);
	}
	return size;
}

static void random_packets_are_survived(void)
{
	unsigned char bytes[800];

	decoded = complaints = 0;
	for (int i = 0; i < ROUNDS; i++) {
		size_t size = make_packet(bytes, sizeof(bytes));

		decode(bytes, number(4) ? size : number((uint32_t)size), 0);
	}
	printf("# %u packets, %u malformed\n", decoded, complaints);
	CHECK_EQ(ROUNDS, decoded);
	CHECK(complaints > 1000);
}

/* Sound messages with options, to be spoiled. */
static size_t make_sound(unsigned char *bytes, size_t room)
{
	struct sock6_neighbor_message router = {
		.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT
	};
	unsigned char domains[32];
	int used = sock6_neighbor_domain_append(domains, sizeof(domains), 0,
						"a.example");
	struct sock6_neighbor_option options[] = {
		{ .type = SOCK6_NEIGHBOR_PREFIX, .prefix_length = 64 },
		{ .type = SOCK6_NEIGHBOR_ROUTE, .prefix_length = 32 },
		{ .type = SOCK6_NEIGHBOR_DNS_SERVERS,
		  .data = bytes,
		  .size = 32 },
		{ .type = SOCK6_NEIGHBOR_DNS_SEARCH,
		  .data = domains,
		  .size = (size_t)used },
		{ .type = SOCK6_NEIGHBOR_PREF64, .prefix_length = 96 },
		{ .type = SOCK6_NEIGHBOR_MTU, .mtu = 1280 },
	};
	unsigned char sources[48];
	struct sock6_mld_record records[2] = {
		{ .type = 5,
		  .group = { { { 0xff, 0x3e } } },
		  .source_count = 3,
		  .sources = sources },
		{ .type = 4, .group = { { { 0xff, 2 } } } }
	};
	struct sock6_mld_message report = { .type = 143,
					    .version = 2,
					    .record_count = 2 };
	int size;

	memset(bytes, 0x20, 32);
	memset(sources, 0x20, sizeof(sources));
	if (number(2))
		size = sock6_neighbor_encode(bytes, room, &router, options, 6,
					     NULL, NULL);
	else
		size = sock6_mld_encode(bytes, room, &report, records, NULL,
					NULL);
	return size < 0 ? 0 : (size_t)size;
}

/* An error that quotes a packet, with an extension behind it. */
static size_t make_error(unsigned char *bytes, size_t room)
{
	unsigned char quoted[400], extension[128];
	struct sock6_icmp_extension_interface interface = { .fields = 15,
							    .name_size = 4,
							    .name = "eth0" };
	struct sock6_icmp_message message = { .type = 3,
					      .payload = quoted,
					      .extension = extension };
	int size;

	message.payload_size = make_packet(quoted, sizeof(quoted));
	size = sock6_icmp_extension_interface_append(
		extension, sizeof(extension), 0, &interface);
	message.extension_size = size < 0 ? 0 : (size_t)size;
	size = sock6_icmp_message_encode(bytes, room, &message, NULL, NULL);
	return size < 0 ? 0 : (size_t)size;
}

static void spoiled_messages_are_survived(void)
{
	unsigned char bytes[1400];

	decoded = complaints = 0;
	for (int i = 0; i < ROUNDS; i++) {
		size_t size = number(3) ? make_sound(bytes, sizeof(bytes))
					: make_error(bytes, sizeof(bytes));

		if (!CHECK(size > 0))
			return;
		mutate(bytes, size);
		decode(bytes, number(3) ? size : number((uint32_t)size), 1);
	}
	printf("# %u messages, %u malformed\n", decoded, complaints);
	CHECK_EQ(ROUNDS, decoded);
	CHECK(complaints > 200);
}

static size_t put_little(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
	return 4;
}

static size_t make_plain(unsigned char *bytes)
{
	static const uint32_t links[] = { 1, 101, 113, 276, 0, 228, 12 };
	size_t size = put_little(bytes, 0xa1b2c3d4);

	memset(bytes + size, 0, 16);
	size += 16;
	size += put_little(bytes + size, links[number(7)]);
	for (int i = 0; i < 3; i++) {
		uint32_t length = number(100);

		memset(bytes + size, 0, 8);
		size += 8;
		size += put_little(bytes + size, length);
		size += put_little(bytes + size, length);
		fill(bytes + size, length);
		size += length;
	}
	return size;
}

static size_t make_block(unsigned char *bytes, uint32_t type, uint32_t body)
{
	size_t size = put_little(bytes, type);

	size += put_little(bytes + size, body + 12);
	fill(bytes + size, body);
	if (type == 0x0a0d0d0a)
		put_little(bytes + size, 0x1a2b3c4d);
	else if (type == 6) {
		put_little(bytes + size, number(2));
		put_little(bytes + size + 12, body - 20);
	} else if (type == 1)
		put_little(bytes + size, 101);
	size += body;
	return size + put_little(bytes + size, body + 12);
}

static size_t make_blocks(unsigned char *bytes)
{
	static const uint32_t kinds[] = { 1, 6, 6, 3, 4, 0x0a0d0d0a };
	size_t size = make_block(bytes, 0x0a0d0d0a, 16);

	size += make_block(bytes + size, 1, 24);
	for (int i = 0; i < 4; i++)
		size += make_block(bytes + size, kinds[number(6)],
				   24 + 4 * number(20));
	return size;
}

static unsigned read_capture(unsigned char *bytes, size_t size)
{
	FILE *file = fmemopen(bytes, size, "rb");
	struct capture_packet packet;
	struct capture capture;
	unsigned char magic[CAPTURE_MAGIC];
	unsigned packets = 0;

	if (!file || fread(magic, 1, sizeof(magic), file) != sizeof(magic))
		abort();
	if (capture_open(&capture, file, magic) == 0)
		while (capture_next(&capture, &packet) > 0) {
			size_t offset = 0;

			packets++;
			if (link_type_find(packet.link, packet.bytes,
					   packet.size,
					   &offset) == LINK_FOUND &&
			    offset <= packet.size)
				decode(packet.bytes + offset,
				       packet.size - offset, 0);
		}
	capture_close(&capture);
	fclose(file);
	return packets;
}

static void spoiled_captures_are_survived(void)
{
	unsigned packets = 0;
	unsigned char bytes[2048];

	for (int i = 0; i < ROUNDS; i++) {
		size_t size =
			number(2) ? make_plain(bytes) : make_blocks(bytes);

		if (number(4))
			mutate(bytes + 4, size - 4);
		if (number(4) == 0)
			size = 4 + number((uint32_t)size - 4);
		packets += read_capture(bytes, size);
	}
	printf("# %u packets\n", packets);
	CHECK(packets > ROUNDS / 2);
}

static void random_digits_are_survived(void)
{
	static const char letters[] = "0123456789abcdef60x: \n\n|.-z";
	unsigned packets = 0;
	char text[400];

	for (int round = 0; round < ROUNDS; round++) {
		size_t size = 1 + number(sizeof(text) - 1);
		struct hex_text hex;
		FILE *file;

		for (size_t n = 0; n < size; n++)
			text[n] = letters[number(number(3) ? 16 : 28)];
		if (number(2))
			memcpy(text, "0x0000:  ", size < 9 ? size : 9);
		file = fmemopen(text, size, "r");
		if (!file)
			abort();
		hex_open(&hex, file);
		while (hex_next(&hex) > 0)
			packets++;
		hex_close(&hex);
		fclose(file);
	}
	printf("# %u packets\n", packets);
	CHECK(packets > 100);
}

int main(void)
{
	RUN(random_messages_are_survived);
	RUN(random_packets_are_survived);
	RUN(spoiled_messages_are_survived);
	RUN(spoiled_captures_are_survived);
	RUN(random_digits_are_survived);
	return check_end();
}
