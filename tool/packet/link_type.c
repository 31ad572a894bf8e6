/* SPDX-License-Identifier: MIT */
/* Link layers of captures: where the IPv6 packet begins. */
#include "link_type.h"

#include <string.h>

#include "packet.h"
#include "report/message.h"
#include "words/values.h"

#define ETHERNET_IPV6 0x86dd

static enum link_found raw(const unsigned char *bytes, size_t size)
{
	if (size == 0)
		return LINK_SHORT;
	return bytes[0] >> 4 == 4 ? LINK_OTHER : LINK_FOUND;
}

static int is_tag(unsigned type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* A type at a place; tags (IEEE 802.1Q) move it on by four bytes. */
static enum link_found typed(const unsigned char *bytes, size_t size,
			     size_t type_at, size_t *offset)
{
	size_t at = type_at;

	if (size < at + 2)
		return LINK_SHORT;
	while (is_tag(packet_16(bytes + at))) {
		at += 4;
		if (size < at + 2)
			return LINK_SHORT;
	}
	*offset += at - type_at;
	return packet_16(bytes + at) == ETHERNET_IPV6 ? LINK_FOUND : LINK_OTHER;
}

/* The systems' numbers for AF_INET6 differ, and so does the order of bytes. */
static enum link_found family(const unsigned char *bytes, size_t size)
{
	uint32_t number;

	if (size < 4)
		return LINK_SHORT;
	number = packet_32(bytes);
	if (number > 0xffff)
		number = (uint32_t)bytes[1] << 8 | bytes[0];
	return number == 10 || number == 24 || number == 28 || number == 30
		       ? LINK_FOUND
		       : LINK_OTHER;
}

/* An IPv6 header whose length is that of the bytes; else what an Ethernet type
 * says; an address may look like either. */
static enum link_found guess(const unsigned char *bytes, size_t size,
			     size_t *offset)
{
	size_t at = 14;

	if (size >= SOCK6_HEADER_SIZE && bytes[0] >> 4 == 6 &&
	    SOCK6_HEADER_SIZE + (size_t)packet_16(bytes + 4) == size)
		return LINK_FOUND;
	if (typed(bytes, size, 12, &at) == LINK_FOUND && at < size &&
	    bytes[at] >> 4 == 6) {
		*offset = at;
		return LINK_FOUND;
	}
	return raw(bytes, size);
}

enum link_found link_type_find(int link, const unsigned char *bytes,
			       size_t size, size_t *offset)
{
	*offset = 0;
	switch (link) {
	case LINK_TYPE_GUESS: return guess(bytes, size, offset);
	case LINK_TYPE_ICMP:
	case 229: return LINK_FOUND;
	case LINK_TYPE_RAW:
	case 12:
	case 14: return raw(bytes, size);
	case 228: return LINK_OTHER;
	case LINK_TYPE_ETHERNET:
		*offset = 14;
		return typed(bytes, size, 12, offset);
	case 113: *offset = 16; return typed(bytes, size, 14, offset);
	case 276:
		*offset = 20;
		if (size < 20)
			return LINK_SHORT;
		return packet_16(bytes) == ETHERNET_IPV6 ? LINK_FOUND
							 : LINK_OTHER;
	case 0:
	case 108: *offset = 4; return family(bytes, size);
	default: return LINK_UNKNOWN;
	}
}

int link_type_parse(const struct word *word, int *link)
{
	static const struct {
		char name[12];
		int link;
	} names[] = {
		{ "ipv6", 229 },           { "ethernet", LINK_TYPE_ETHERNET },
		{ "cooked", 113 },         { "cooked2", 276 },
		{ "loopback", 0 },         { "raw", LINK_TYPE_RAW },
		{ "icmp", LINK_TYPE_ICMP }
	};
	size_t offset;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(word->text, names[i].name) == 0) {
			*link = names[i].link;
			return OPTIONS_GO_ON;
		}
	if (word->text[0] >= '0' && word->text[0] <= '9') {
		int64_t number = 0;
		int end = value_integer(word, 0, 65535, &number);

		*link = (int)number;
		if (end != OPTIONS_GO_ON ||
		    link_type_find(*link, NULL, 0, &offset) != LINK_UNKNOWN)
			return end;
	}
	return usage_error("%s %s: no link layer that is known; give ipv6, "
			   "icmp, ethernet, cooked, cooked2, loopback, raw or "
			   "a number of these",
			   word->option, word->text);
}
