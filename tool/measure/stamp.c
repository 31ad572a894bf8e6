/* SPDX-License-Identifier: MIT */
/* The first bytes of a payload that was sent to be measured. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "stamp.h"
#include "time_unit.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static const unsigned char magic[6] = { 's', 'o', 'c', 'k', '6', 1 };

static void put(unsigned char *at, uint64_t number)
{
	for (int i = 7; i >= 0; i--, number >>= 8)
		at[i] = (unsigned char)number;
}

static uint64_t get(const unsigned char *at)
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | at[i];
	return number;
}

void stamp_encode(void *payload, const struct stamp *stamp)
{
	unsigned char *bytes = payload;

	memcpy(bytes, magic, sizeof(magic));
	bytes[6] = stamp->kind;
	bytes[7] = stamp->flags;
	put(bytes + 8, stamp->stream);
	put(bytes + 16, stamp->sequence);
	put(bytes + 24, (uint64_t)stamp->sent);
	put(bytes + 32, stamp->value);
}

int stamp_decode(struct stamp *stamp, const void *payload, size_t size)
{
	const unsigned char *bytes = payload;

	if (size < STAMP_SIZE || memcmp(bytes, magic, sizeof(magic)) != 0)
		return 0;
	stamp->kind = bytes[6];
	stamp->flags = bytes[7];
	stamp->stream = get(bytes + 8);
	stamp->sequence = get(bytes + 16);
	stamp->sent = (int64_t)get(bytes + 24);
	stamp->value = get(bytes + 32);
	return 1;
}

int64_t stamp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

uint64_t stamp_stream(void)
{
	uint64_t number;

	/* A clock and a process differ too, where there is no randomness. */
	if (getentropy(&number, sizeof(number)) != 0)
		number = (uint64_t)stamp_now() ^ (uint64_t)getpid() << 48;
	return number;
}
