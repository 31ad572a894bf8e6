/* SPDX-License-Identifier: MIT */
/* Packets for sock6 parse, and members of what it prints. */
#ifndef TOOL_PACKETS_H
#define TOOL_PACKETS_H

#include <arpa/inet.h>

#include "check.h"
#include "documented.h"
#include "run.h"
#include "sock6.h"

#define PACKET_ROOM 2048

struct packet_bytes {
	size_t size;
	unsigned char bytes[PACKET_ROOM];
};

static inline struct in6_addr in6(const char *text)
{
	struct in6_addr address = { 0 };

	CHECK_EQ(1, inet_pton(AF_INET6, text, &address));
	return address;
}

static inline void put_16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

/* An IPv6 header; what follows is added. */
static inline void packet_begin(struct packet_bytes *p, const char *source,
				const char *destination, int next_header,
				int hop_limit)
{
	struct sock6_header header = { .next_header = (uint8_t)next_header,
				       .hop_limit = (uint8_t)hop_limit };

	memset(p, 0, sizeof(*p));
	header.source = in6(source);
	header.destination = in6(destination);
	p->size =
		(size_t)sock6_header_build(p->bytes, sizeof(p->bytes), &header);
}

static inline void packet_add(struct packet_bytes *p, const void *bytes,
			      size_t size)
{
	if (!CHECK(size <= sizeof(p->bytes) - p->size))
		return;
	memcpy(p->bytes + p->size, bytes, size);
	p->size += size;
	put_16(p->bytes + 4, (unsigned)(p->size - SOCK6_HEADER_SIZE));
}

/* Writes the checksum of an upper layer that begins at a place and has it at
 * another. */
static inline void packet_sum(struct packet_bytes *p, int protocol, size_t from,
			      size_t at)
{
	struct in6_addr source, destination;
	uint16_t sum;

	memcpy(&source, p->bytes + 8, 16);
	memcpy(&destination, p->bytes + 24, 16);
	put_16(p->bytes + from + at, 0);
	sum = sock6_checksum(&source, &destination, (uint8_t)protocol,
			     p->bytes + from, p->size - from);
	put_16(p->bytes + from + at, sum);
}

/* All of a packet with an ICMPv6 message. */
static inline void packet_message(struct packet_bytes *p, const char *source,
				  const char *destination, int hop_limit,
				  const void *message, int size)
{
	packet_begin(p, source, destination, SOCK6_ICMP_PROTOCOL, hop_limit);
	if (!CHECK(size > 0))
		return;
	packet_add(p, message, (size_t)size);
	packet_sum(p, SOCK6_ICMP_PROTOCOL, SOCK6_HEADER_SIZE, 2);
}

/* An echo request from a to b with what stands before it. */
static inline void packet_echo(struct packet_bytes *p, int first,
			       const void *headers, size_t size)
{
	static const unsigned char echo[] = { 128,  0, 0, 0,   0x12,
					      0x34, 0, 7, 'h', 'i' };

	packet_begin(p, "2001:db8::a", "2001:db8::b", first, 64);
	packet_add(p, headers, size);
	packet_add(p, echo, sizeof(echo));
	packet_sum(p, SOCK6_ICMP_PROTOCOL, SOCK6_HEADER_SIZE + size, 2);
}

static inline const char *packet_digits(const struct packet_bytes *p)
{
	static char text[2 * PACKET_ROOM + 1];

	for (size_t i = 0; i < p->size; i++)
		snprintf(text + 2 * i, 3, "%02x", p->bytes[i]);
	return text;
}

/* What the command says of it as JSON, and the manual tells of; the caller gives
 * it back. */
static inline json_t *packet_parse(struct run *run,
				   const struct packet_bytes *p)
{
	static const char *const pages[] = { "sock6-parse.1", NULL };
	json_t *record;

	run_tool(run, "parse", "--json", packet_digits(p), NULL);
	CHECK_STR("", run->errors);
	check_documented(run, pages);
	record = run_record(run, "packet", 0);
	CHECK(record != NULL);
	CHECK_EQ(record_number(record, "malformed") ? 1 : 0, run->end);
	return record;
}

/* A member by its path, "layers/0/options/1"; NULL where there is none. */
static inline const json_t *member(const json_t *record, const char *path)
{
	char name[64];

	while (record && *path) {
		size_t length = strcspn(path, "/");

		snprintf(name, sizeof(name), "%.*s", (int)length, path);
		record = json_is_array(record)
				 ? json_array_get(record, (size_t)atoi(name))
				 : json_object_get(record, name);
		path += length + (path[length] == '/');
	}
	return record;
}

static inline const char *text_of(const json_t *record, const char *path)
{
	const json_t *found = member(record, path);

	return json_is_string(found) ? json_string_value(found) : "";
}

/* Also of a number of seconds, as an integer; -1 where there is none. */
static inline long number_of(const json_t *record, const char *path)
{
	const json_t *found = member(record, path);

	return json_is_number(found) ? (long)json_number_value(found) : -1;
}

static inline int is_true(const json_t *record, const char *path)
{
	return json_is_true(member(record, path));
}

/* The first problem of an object at a path. */
static inline const char *problem_of(const json_t *record, const char *path)
{
	return text_of(member(record, path), "problems/0/text");
}

#endif
