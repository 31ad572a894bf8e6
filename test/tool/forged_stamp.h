/* SPDX-License-Identifier: MIT */
/* Stamps as anyone may write them, written without the command's own code. */
#ifndef TOOL_FORGED_STAMP_H
#define TOOL_FORGED_STAMP_H

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "hosts.h"

enum { FORGED_DATA, FORGED_END };

struct forged_stamp {
	uint64_t stream, sequence, sent, value;
	unsigned char kind;
};

static inline void put_number(unsigned char *at, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		at[i] = (unsigned char)(number >> (56 - 8 * i));
}

/* The 40 bytes of stamp.h. */
static inline void make_stamp(unsigned char bytes[40],
			      const struct forged_stamp *stamp)
{
	memcpy(bytes, "sock6\x01", 6);
	bytes[6] = stamp->kind;
	bytes[7] = 0;
	put_number(bytes + 8, stamp->stream);
	put_number(bytes + 16, stamp->sequence);
	put_number(bytes + 24, stamp->sent);
	put_number(bytes + 32, stamp->value);
}

/* The clock of stamps, in nanoseconds. */
static inline uint64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) +
	       (uint64_t)now.tv_nsec;
}

/* Sends a stamp from a to port 5000 of b. */
static inline void send_forged(sock6_fd fd, const struct forged_stamp *stamp)
{
	unsigned char bytes[40];
	struct sock6_message out = { .data = bytes, .size = sizeof(bytes) };

	make_stamp(bytes, stamp);
	out.peer = lab_peer("2001:db8:1::b", 5000, 0);
	CHECK_EQ(40, sock6_send(fd, &out, 0));
}

static inline void send_numbers(sock6_fd fd, const uint64_t *numbers,
				unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct forged_stamp stamp = { .stream = 7,
					      .sequence = numbers[i],
					      .sent = clock_now() };

		send_forged(fd, &stamp);
	}
}

#define SEND_NUMBERS(fd, ...)                                               \
	send_numbers(fd, (const uint64_t[]){ __VA_ARGS__ },                 \
		     (unsigned)(sizeof((const uint64_t[]){ __VA_ARGS__ }) / \
				sizeof(uint64_t)))

static inline void send_end(sock6_fd fd, uint64_t sent)
{
	struct forged_stamp stamp = { .kind = FORGED_END,
				      .stream = 7,
				      .sequence = sent,
				      .sent = clock_now(),
				      .value = sent };

	send_forged(fd, &stamp);
}

#endif
