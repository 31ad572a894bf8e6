/* SPDX-License-Identifier: MIT */
/*
 * Requests and answers of reflect, written and read by the table of its manual
 * page alone, without the command's own code.
 */
#ifndef TOOL_REQUEST_H
#define TOOL_REQUEST_H

#include <stdint.h>
#include <string.h>

#define REQUEST_SIZE 128
#define REQUEST_PORT 1024

/* Numbers in network order. */
static inline void put_number(uint8_t *at, unsigned size, uint64_t number)
{
	while (size-- > 0) {
		at[size] = (uint8_t)number;
		number >>= 8;
	}
}

static inline uint64_t get_number(const uint8_t *at, unsigned size)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < size; i++)
		number = number << 8 | at[i];
	return number;
}

/* A request without wishes. */
static inline void make_request(uint8_t bytes[REQUEST_SIZE], uint64_t stream)
{
	memset(bytes, 0, REQUEST_SIZE);
	memcpy(bytes, "sock6\1\2", 7);
	put_number(bytes + 8, 8, stream);
	put_number(bytes + 16, 8, 7);
	put_number(bytes + 24, 8, 0x1122334455667788);
	put_number(bytes + 32, 8, 0x99aabbccddeeff00);
	bytes[40] = 1;
}

/* Wishes: bits of 1 traffic class, 2 hop limit, 4 flow label, 8 group. */
static inline void add_wishes(uint8_t bytes[REQUEST_SIZE], unsigned bits,
			      unsigned traffic_class, unsigned hop_limit,
			      uint32_t flow_label)
{
	bytes[41] = (uint8_t)bits;
	bytes[42] = (uint8_t)traffic_class;
	bytes[43] = (uint8_t)hop_limit;
	put_number(bytes + 44, 4, flow_label);
}

/* An answer to a request, as if it had arrived with and left with these. */
static inline void make_answer(uint8_t answer[REQUEST_SIZE],
			       const uint8_t request[REQUEST_SIZE],
			       uint64_t responder, const void *destination)
{
	memset(answer, 0, REQUEST_SIZE);
	memcpy(answer, request, 41);
	answer[6] = 3;
	answer[41] = answer[98] = 3;
	answer[43] = answer[100] = 64;
	memcpy(answer + 64, destination, 16);
	put_number(answer + 120, 8, responder);
}

#endif
