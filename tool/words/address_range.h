/* SPDX-License-Identifier: MIT */
/* Consecutive addresses in one word: "ff3e::1+500%eth0" are 500 groups. */
#ifndef ADDRESS_RANGE_H
#define ADDRESS_RANGE_H

#include <netinet/in.h>
#include <stdint.h>

#include "options.h"

/* The most that one word can stand for. */
#define ADDRESS_RANGE_MAXIMUM 10000

struct address_range {
	struct sockaddr_in6 first; /* port 0 and scope id 0: none was given */
	uint32_t count;            /* 1 where the word has no +N */
};

/*
 * "ADDRESS+N" is that address and those behind it, N in all; zone and port
 * stand where they always do: "ff3e::1+500%eth0:5000", "[ff3e::1+500]:5000".
 * The last one must be of the same kind as the first, so that a sum never runs
 * from one scope into another.  What reads the word without its +N is
 * value_address() or value_host().  Returns as these do.
 */
typedef int address_reader(const struct word *word,
			   struct sockaddr_in6 *address);
int value_address_range(const struct word *word, address_reader *read,
			struct address_range *range);

/* The n-th of them, from 0 on, with the port and the scope id of the first. */
struct sockaddr_in6 address_range_at(const struct address_range *range,
				     uint32_t n);

#endif
