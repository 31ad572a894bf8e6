/* SPDX-License-Identifier: MIT */
/* What a sender puts into its datagrams. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

struct payload {
	const char *text; /* "-": standard input; NULL: none is given */
	const char *file; /* "-" as well */
	int64_t size;     /* -1: as long as it comes */
	int stamp;        /* a stamp in front of what is given */
	/* From here on as payload_prepare() leaves it. */
	int is_stamped;
	size_t length;
	char *bytes; /* the length, with room for the stamp in front */
};

/*
 * Makes the bytes of every datagram: what is given, or a stamp alone, cut or
 * padded with dots to its size.  Returns as value_*() do.
 */
int payload_prepare(struct payload *payload);

void payload_free(struct payload *payload);

#endif
