/* SPDX-License-Identifier: MIT */
/* Random bytes that are the same in every run: a failure can be repeated. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state; /* the seed, not 0 */
};

/* Marsaglia's xorshift: period and spread are ample for test input. */
static inline uint64_t random_next(struct random *random)
{
	random->state ^= random->state << 13;
	random->state ^= random->state >> 7;
	random->state ^= random->state << 17;
	return random->state;
}

/* 0 to limit - 1. */
static inline size_t random_below(struct random *random, size_t limit)
{
	return (size_t)(random_next(random) >> 16) % limit;
}

static inline void random_fill(struct random *random, void *bytes, size_t size)
{
	unsigned char *to = bytes;

	for (size_t i = 0; i < size; i++)
		to[i] = (unsigned char)(random_next(random) >> 24);
}

#endif
