/* SPDX-License-Identifier: MIT */
/* A datagram that was heard, as a record. */
#ifndef DATAGRAM_RECORD_H
#define DATAGRAM_RECORD_H

#include <stdint.h>

#include <sock6.h>

struct datagram_context {
	uint64_t number; /* the first one is 1 */
	uint16_t port;   /* that it came to */
	int hex;         /* show the payload as digits */
};

/* Prints what came and all that came beside it. */
void datagram_report(const struct sock6_message *message,
		     const struct datagram_context *context);

#endif
