/* SPDX-License-Identifier: MIT */
/*
 * An interpreter of classic BPF for tests, written from its definition and
 * independent of the library: what a program lets through, without a kernel.
 */
#ifndef BPF_H
#define BPF_H

#include <stddef.h>
#include <stdint.h>

#include "sock6.h"

/* What a socket's program sees: its own bytes, and behind an offset of
 * NETWORK the packet from its IP header on. */
struct bpf_packet {
	const uint8_t *data;
	size_t size;
	const uint8_t *network;
	size_t network_size;
};

#define BPF_NETWORK 0xfff00000u

/* Big-endian bytes, or -1 where the packet is too short. */
static inline int64_t bpf_load(const struct bpf_packet *packet, uint32_t offset,
			       unsigned bytes)
{
	const uint8_t *at = packet->data;
	size_t size = packet->size;
	int64_t value = 0;

	if (offset >= BPF_NETWORK) {
		offset -= BPF_NETWORK;
		at = packet->network;
		size = packet->network_size;
	}
	if (offset > size || bytes > size - offset)
		return -1;
	while (bytes-- > 0)
		value = value << 8 | at[offset++];
	return value;
}

static inline uint32_t bpf_compute(uint16_t operation, uint32_t a, uint32_t b)
{
	switch (operation & 0xf0) {
	case 0x00: return a + b;
	case 0x10: return a - b;
	case 0x20: return a * b;
	case 0x30: return b ? a / b : 0;
	case 0x40: return a | b;
	case 0x50: return a & b;
	case 0x60: return b < 32 ? a << b : 0;
	case 0x70: return b < 32 ? a >> b : 0;
	case 0x80: return 0 - a;
	case 0x90: return b ? a % b : 0;
	default: return a ^ b;
	}
}

static inline int bpf_holds(uint16_t operation, uint32_t a, uint32_t b)
{
	switch (operation & 0xf0) {
	case 0x00: return 1;
	case 0x10: return a == b;
	case 0x20: return a > b;
	case 0x30: return a >= b;
	default: return (a & b) != 0;
	}
}

/* What the program returns; -1 when it leaves its own bounds. */
static inline int64_t bpf_run(const struct sock6_filter_instruction *program,
			      unsigned count, const struct bpf_packet *packet)
{
	static const unsigned sizes[] = { 4, 2, 1 };
	uint32_t a = 0, x = 0, operand;
	int64_t loaded;

	for (unsigned at = 0; at < count; at++) {
		const struct sock6_filter_instruction *one = &program[at];

		operand = one->code & 0x08 ? x : one->operand;
		switch (one->code & 0x07) {
		case 0x00: /* load */
			if ((one->code & 0xe0) == 0) {
				a = one->operand;
				break;
			}
			loaded = bpf_load(
				packet,
				one->operand +
					((one->code & 0xe0) == 0x40 ? x : 0),
				sizes[one->code >> 3 & 3]);
			if (loaded < 0)
				return 0;
			a = (uint32_t)loaded;
			break;
		case 0x04: a = bpf_compute(one->code, a, operand); break;
		case 0x05: /* jump */
			if ((one->code & 0xf0) == 0)
				at += one->operand;
			else
				at += bpf_holds(one->code, a, operand)
					      ? one->jump_true
					      : one->jump_false;
			break;
		case 0x06: return one->code & 0x10 ? a : one->operand;
		case 0x07:
			if (one->code & 0x80)
				a = x;
			else
				x = a;
			break;
		default: return -1; /* scratch memory: no program here */
		}
	}
	return -1;
}

#endif
