/* SPDX-License-Identifier: MIT */
/* Ready-made programs of classic BPF.  Pure. */
#include "sock6/filter.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"

/* Codes of classic BPF: what to load, compare, compute, return. */
enum {
	LOAD_WORD = 0x20,
	LOAD_HALF = 0x28,
	LOAD_BYTE = 0x30,
	LOAD_VALUE = 0x00,
	MOVE_TO_X = 0x07,
	AND_VALUE = 0x54,
	SHIFT_RIGHT_VALUE = 0x74,
	SHIFT_RIGHT_BY_X = 0x7c,
	JUMP = 0x05,
	JUMP_IF_EQUAL = 0x15,
	RETURN = 0x06
};

enum {
	UDP = 17,
	UDP_SOURCE_PORT = 0,
	UDP_DESTINATION_PORT = 2,
	UDP_HEADER = 8,
	IPV6_SOURCE = 8,
	IPV6_DESTINATION = 24,
	IPV6_VERSION = 6,
	WORDS_OF_TYPES = 8
};

/* From here on the offset counts from the network header (socket(7)); the
 * packet itself begins with what the socket delivers. */
#define NETWORK_HEADER 0xfff00000u

#define EVERYTHING UINT32_MAX
#define NOT_YET    0xff /* a jump to the end, whose place is not known */

struct program {
	struct sock6_filter_instruction
		instructions[SOCK6_FILTER_MATCH_MAXIMUM];
	unsigned count;
};

static void add(struct program *program, uint16_t code, uint32_t operand)
{
	program->instructions[program->count++] =
		(struct sock6_filter_instruction){ code, 0, 0, operand };
}

/* Goes on where the value loaded last is this one; else the packet is not
 * heard. */
static void must_equal(struct program *program, uint32_t value)
{
	program->instructions[program->count++] =
		(struct sock6_filter_instruction){ JUMP_IF_EQUAL, 0, NOT_YET,
						   value };
}

static void match_half(struct program *program, uint32_t offset, uint16_t value)
{
	add(program, LOAD_HALF, offset);
	must_equal(program, value);
}

static void match_address(struct program *program, uint32_t offset,
			  const struct in6_addr *address)
{
	for (unsigned i = 0; i < sizeof(*address); i += 4) {
		add(program, LOAD_WORD, NETWORK_HEADER + offset + i);
		must_equal(program, sock6__bytes_32(address->s6_addr + i));
	}
}

/* A dual-stack socket hears IPv4 too, where the same offsets mean nothing. */
static void match_addresses(struct program *program,
			    const struct sock6_filter_match *match)
{
	if (!(match->fields & (SOCK6_FILTER_SOURCE | SOCK6_FILTER_DESTINATION)))
		return;
	add(program, LOAD_BYTE, NETWORK_HEADER);
	add(program, SHIFT_RIGHT_VALUE, 4);
	must_equal(program, IPV6_VERSION);
	if (match->fields & SOCK6_FILTER_SOURCE)
		match_address(program, IPV6_SOURCE, &match->source);
	if (match->fields & SOCK6_FILTER_DESTINATION)
		match_address(program, IPV6_DESTINATION, &match->destination);
}

static void match_first_byte(struct program *program,
			     const struct sock6_filter_match *match,
			     uint32_t offset)
{
	uint32_t mask = match->first_byte_mask ? match->first_byte_mask : 0xff;

	add(program, LOAD_BYTE, offset);
	if (mask != 0xff)
		add(program, AND_VALUE, mask);
	must_equal(program, match->first_byte & mask);
}

/* The type chooses one of eight words, and in it one bit. */
static void match_icmp_type(struct program *program,
			    const struct sock6_icmp_filter *types)
{
	add(program, LOAD_BYTE, 0);
	add(program, AND_VALUE, 31);
	add(program, MOVE_TO_X, 0);
	add(program, LOAD_BYTE, 0);
	add(program, SHIFT_RIGHT_VALUE, 5);
	for (uint32_t word = 0; word < WORDS_OF_TYPES; word++) {
		struct sock6_filter_instruction *test =
			&program->instructions[program->count++];

		*test = (struct sock6_filter_instruction){ JUMP_IF_EQUAL, 0, 2,
							   word };
		add(program, LOAD_VALUE, types->blocked[word]);
		add(program, JUMP, 3 * (WORDS_OF_TYPES - 1 - word));
	}
	add(program, SHIFT_RIGHT_BY_X, 0);
	add(program, AND_VALUE, 1);
	must_equal(program, 0);
}

/* Two ways to end, and every jump that waited for the second. */
static void finish(struct program *program)
{
	add(program, RETURN, EVERYTHING);
	for (unsigned i = 0; i < program->count; i++) {
		struct sock6_filter_instruction *one =
			&program->instructions[i];

		if (one->code == JUMP_IF_EQUAL && one->jump_false == NOT_YET)
			one->jump_false = (uint8_t)(program->count - i - 1);
	}
	add(program, RETURN, 0);
}

static int can_ask(uint32_t fields, int protocol)
{
	uint32_t known = SOCK6_FILTER_SOURCE | SOCK6_FILTER_DESTINATION |
			 SOCK6_FILTER_FIRST_BYTE;

	if (protocol == UDP)
		known |= SOCK6_FILTER_SOURCE_PORT |
			 SOCK6_FILTER_DESTINATION_PORT;
	if (protocol == SOCK6_ICMP_PROTOCOL)
		known |= SOCK6_FILTER_ICMP_TYPE;
	return protocol > 0 && protocol <= 255 && !(fields & ~known);
}

int sock6_filter_build(struct sock6_filter_instruction *program, unsigned room,
		       const struct sock6_filter_match *match, int protocol)
{
	struct program built = { .count = 0 };

	if (!can_ask(match->fields, protocol))
		return -EINVAL;
	if (match->fields & SOCK6_FILTER_SOURCE_PORT)
		match_half(&built, UDP_SOURCE_PORT, match->source_port);
	if (match->fields & SOCK6_FILTER_DESTINATION_PORT)
		match_half(&built, UDP_DESTINATION_PORT,
			   match->destination_port);
	if (match->fields & SOCK6_FILTER_FIRST_BYTE)
		match_first_byte(&built, match,
				 protocol == UDP ? UDP_HEADER : 0);
	if (match->fields & SOCK6_FILTER_ICMP_TYPE)
		match_icmp_type(&built, &match->icmp_types);
	match_addresses(&built, match);
	finish(&built);
	if (built.count > room)
		return -ENOSPC;
	memcpy(program, built.instructions,
	       built.count * sizeof(built.instructions[0]));
	return (int)built.count;
}
