/* SPDX-License-Identifier: MIT */
/*
 * The data of an echo request, and whether those of a reply are the same.
 *
 * They begin with a stamp (stamp.h) or, where there is no room for one, with as
 * much as fits of the stream's random number; so nobody who has not seen the
 * request can answer it.  Then come the bytes of the pattern, or each the number
 * of its place.
 */
#ifndef PING_PAYLOAD_H
#define PING_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#define PING_PATTERN 16 /* bytes at the most */

struct ping_pattern {
	uint8_t bytes[PING_PATTERN];
	unsigned size; /* 0: none */
};

/* One request. */
struct ping_probe {
	uint64_t stream; /* chosen at random */
	uint64_t number;
	int64_t sent; /* nanoseconds since 1970 */
};

enum ping_match {
	PING_SAME,
	PING_DAMAGED, /* it answers the request, with other data */
	PING_FOREIGN  /* it answers something else, or is made up */
};

void ping_payload_make(uint8_t *payload, size_t size,
		       const struct ping_probe *probe,
		       const struct ping_pattern *pattern);

/*
 * Compares what came with the payload that was sent.  *place is where it is
 * damaged first, which is behind the end where only the length differs.
 */
enum ping_match ping_payload_match(const uint8_t *sent, size_t sent_size,
				   const uint8_t *got, size_t got_size,
				   size_t *place);

/*
 * How many of the first bytes of a payload nobody can guess; what is quoted may
 * have fewer of them than what was sent.
 */
size_t ping_payload_secret(size_t size);

/* Whether these are the first bytes of a payload, as an error quotes them. */
int ping_payload_begins(const uint8_t *sent, size_t sent_size,
			const uint8_t *quoted, size_t quoted_size);

#endif
