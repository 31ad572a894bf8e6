/* SPDX-License-Identifier: MIT */
/*
 * The first 40 bytes of a payload of send, mping and check: which stream, the
 * how many-eth datagram of it, and when it was sent, so that whoever hears it
 * can tell loss, duplicates, order, jitter and delay.  All in network order:
 *
 *	 0  magic "sock6" and a version, 0x01, and two bytes: kind and flags
 *	 8  stream, chosen at random by the sender
 *	16  sequence number, from 1 on
 *	24  time of sending, nanoseconds since 1970 UTC
 *	32  a value that depends on the kind
 */
#ifndef STAMP_H
#define STAMP_H

#include <stddef.h>
#include <stdint.h>

#define STAMP_SIZE 40

enum stamp_kind {
	STAMP_DATA = 0,    /* value: 0 */
	STAMP_END = 1,     /* no more follows; value: how many were sent */
	STAMP_REQUEST = 2, /* an answer is wanted; value: of the asker's own */
	STAMP_REPLY = 3    /* value: as in the request */
};

struct stamp {
	uint8_t kind;  /* one of enum stamp_kind, or of a later version */
	uint8_t flags; /* 0 */
	uint64_t stream, sequence;
	int64_t sent;
	uint64_t value;
};

/* Writes STAMP_SIZE bytes. */
void stamp_encode(void *payload, const struct stamp *stamp);

/* Whether the payload begins with a stamp; fills it in only then. */
int stamp_decode(struct stamp *stamp, const void *payload, size_t size);

/* The time that stamps have: nanoseconds since 1970. */
int64_t stamp_now(void);

/* A number for a new stream. */
uint64_t stamp_stream(void);

#endif
