/* SPDX-License-Identifier: MIT */
/* What a sender puts into its datagrams. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "values.h"

struct payload {
	const char *text; /* NULL: each datagram's number */
	int64_t size;     /* -1: as long as the text is */
	size_t fixed;     /* length of what stands in bytes already */
	int is_fixed;
	char bytes[PAYLOAD_MAXIMUM + 1];
};

/* Reads standard input where the text is "-"; returns as value_*() do. */
int payload_prepare(struct payload *payload);

/* Makes the bytes of datagram number, from 1 on; returns how many. */
size_t payload_make(struct payload *payload, uint64_t number);

#endif
