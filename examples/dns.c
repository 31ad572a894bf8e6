/* SPDX-License-Identifier: MIT */
/* As much of DNS messages as mdns_responder.c needs: no socket in here. */
#include "dns.h"

#include <string.h>

#define HEADER_SIZE 12

#define TYPE_AAAA 28
#define TYPE_ANY  255
#define CLASS_IN  1
#define CLASS_ANY 255
#define TOP_BIT   0x8000u /* of a class: flush the cache, or unicast wanted */

static unsigned get16(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static uint8_t *put16(uint8_t *to, unsigned value)
{
	*to++ = (uint8_t)(value >> 8);
	*to++ = (uint8_t)value;
	return to;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

int dns_local_name(struct dns_question *question, const char *label)
{
	size_t size = strlen(label);
	uint8_t *to = question->name;

	if (size < 1 || size > 63 || strchr(label, '.'))
		return -1;
	*to++ = (uint8_t)size;
	to = put(to, label, size);
	to = put(to, "\5local", 7);
	question->name_size = (size_t)(to - question->name);
	return 0;
}

/* Appends the label at *from, its length byte first: its length, or -1. */
static int read_label(struct dns_question *question, const uint8_t *packet,
		      size_t size, size_t *from)
{
	size_t step = packet[*from] + 1u;

	if (step > 64 || step > size - *from ||
	    step > DNS_NAME_SIZE - question->name_size)
		return -1;
	put(question->name + question->name_size, packet + *from, step);
	question->name_size += step;
	*from += step;
	return (int)step - 1;
}

/*
 * Reads the name at *at and moves *at behind it.  Each pointer must go further
 * back than the last one: compression refers to a prior occurrence (RFC 1035,
 * 4.1.4), and so no chain of pointers is endless.
 */
static int read_name(struct dns_question *question, const uint8_t *packet,
		     size_t size, size_t *at)
{
	size_t from = *at, oldest = *at, end = 0;
	int length = -1;

	question->name_size = 0;
	while (from < size && length != 0) {
		if (packet[from] < 0xc0) {
			length = read_label(question, packet, size, &from);
			if (length < 0)
				return -1;
			continue;
		}
		if (size - from < 2)
			return -1;
		if (end == 0)
			end = from + 2;
		from = get16(packet + from) & 0x3fff;
		if (from >= oldest)
			return -1;
		oldest = from;
	}
	*at = end ? end : from;
	return length;
}

/* A name's length bytes are less than 'A', so they compare as they are. */
static int lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
}

static int is_same_name(const struct dns_question *a,
			const struct dns_question *b)
{
	if (a->name_size != b->name_size)
		return 0;
	for (size_t i = 0; i < a->name_size; i++)
		if (lower(a->name[i]) != lower(b->name[i]))
			return 0;
	return 1;
}

static int wants_address(const struct dns_question *question)
{
	unsigned class = question->class & ~TOP_BIT;

	return (question->type == TYPE_AAAA || question->type == TYPE_ANY) &&
	       (class == CLASS_IN || class == CLASS_ANY);
}

int dns_find(struct dns_question *found, const struct dns_question *ours,
	     const uint8_t *query, size_t size)
{
	size_t at = HEADER_SIZE;

	/* A response, or an operation or a status other than 0, is ignored in
	 * silence (RFC 6762, 18.2, 18.3, 18.11). */
	if (size < HEADER_SIZE || (get16(query + 2) & 0xf80f) != 0)
		return 0;
	for (unsigned left = get16(query + 4); left > 0; left--) {
		if (read_name(found, query, size, &at) != 0 || size - at < 4)
			return 0;
		found->type = get16(query + at);
		found->class = get16(query + at + 2);
		at += 4;
		if (wants_address(found) && is_same_name(found, ours))
			return 1;
	}
	return 0;
}

/*
 * A one-shot answer repeats the id and the question, may be kept for ten
 * seconds at most and does not flush a cache (RFC 6762, 6.7); any other
 * address is kept for 120 seconds (RFC 6762, 10).
 */
size_t dns_answer(uint8_t *answer, const uint8_t *query, int one_shot,
		  const struct dns_question *found,
		  const struct in6_addr *address)
{
	uint8_t *to = answer;

	to = put16(to, one_shot ? get16(query) : 0);
	to = put16(to, 0x8400); /* a response, and the authority's */
	to = put16(to, one_shot ? 1 : 0);
	to = put16(to, 1);
	to = put(to, "\0\0\0\0", 4);
	if (one_shot) {
		to = put(to, found->name, found->name_size);
		to = put16(to, found->type);
		to = put16(to, found->class);
	}
	to = put(to, found->name, found->name_size);
	to = put16(to, TYPE_AAAA);
	to = put16(to, one_shot ? CLASS_IN : CLASS_IN | TOP_BIT);
	to = put16(to, 0);
	to = put16(to, one_shot ? 10 : 120);
	to = put16(to, 16);
	to = put(to, address, 16);
	return (size_t)(to - answer);
}
