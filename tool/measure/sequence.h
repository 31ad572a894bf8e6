/* SPDX-License-Identifier: MIT */
/*
 * Which numbers of a numbered stream have come: what is lost, duplicated, and
 * out of order.  Whoever forges numbers can make these counts wrong, but can
 * neither make them go backwards nor take more memory.
 */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <stdint.h>

/*
 * Of so many of the highest numbers it is known whether they have come.  What
 * is older may be late or a duplicate; nobody can tell.
 */
#define SEQUENCE_WINDOW 4096

/* A stream whose first number is higher had begun before anyone listened. */
#define SEQUENCE_BEGINNING 64

/* A jump beyond this is believed when a second number confirms it, as those of
 * RFC 3550, A.1, are. */
#define SEQUENCE_JUMP (UINT64_C(1) << 20)

/* Numbers above this are never real; sums of them do not overflow. */
#define SEQUENCE_HIGHEST (UINT64_C(1) << 62)

enum sequence_verdict {
	SEQUENCE_NEW,
	SEQUENCE_REORDERED, /* new, but a higher one came before (RFC 4737, 3.3) */
	SEQUENCE_DUPLICATE,
	SEQUENCE_TOO_LATE, /* behind the window */
	SEQUENCE_STRANGE   /* 0, too high, or a jump that is not confirmed */
};

/* All zero: nothing has come.  Numbers begin with 1. */
struct sequence {
	uint64_t base;    /* the first number that counts; 0: none came */
	uint64_t highest; /* that came */
	uint64_t sent;    /* how many were sent in all; 0: not known */
	uint64_t unique;  /* different numbers that came */
	uint64_t duplicates, reordered, too_late, strange;
	uint64_t gaps;        /* how often numbers were left out */
	uint64_t longest_gap; /* how many at once */
	uint64_t suspect;     /* where a jump would have led; 0: none */
	uint64_t suspect_end; /* an end beyond a jump, told once; 0: none */
	uint64_t window[SEQUENCE_WINDOW / 64];
};

enum sequence_verdict sequence_hear(struct sequence *sequence, uint64_t number);

/* The sender tells how many it sent.  Whether that is believed: a number beyond
 * a jump has to be told twice. */
int sequence_end(struct sequence *sequence, uint64_t sent);

/* Numbers that should have come since the base. */
uint64_t sequence_expected(const struct sequence *sequence);
uint64_t sequence_lost(const struct sequence *sequence);

#endif
