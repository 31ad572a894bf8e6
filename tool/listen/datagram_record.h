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

/* In JSON address and port apart, by the two names; in text as they are typed,
 * with something before them. */
void record_peer(struct record *record, const char *const names[2],
		 const struct sockaddr_in6 *address, const char *before);

/* A traffic class as a number, and by the names of its parts. */
void record_traffic_class(struct record *record, enum report_style style,
			  int traffic_class);

/* The interface's name, and its number. */
void record_interface(struct record *record, enum report_style style,
		      uint32_t ifindex);

#endif
