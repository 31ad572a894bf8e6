/* SPDX-License-Identifier: MIT */
/* A datagram that was heard, as a record. */
#ifndef DATAGRAM_RECORD_H
#define DATAGRAM_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "measure/stamp.h"
#include "report/report.h"

struct datagram_context {
	uint64_t number; /* the first one is 1 */
	uint16_t port;   /* that it came to */
	int is_hex;      /* show the payload as digits */
	const void *data;
	size_t size;
	const struct stamp *stamp; /* NULL: it has none */
	int64_t received;
	const char *unexpected; /* which expectation it fails, or NULL */
};

/* Prints what came and all that came beside it. */
void datagram_report(const struct sock6_message *message,
		     const struct datagram_context *context);

#endif
