/* SPDX-License-Identifier: MIT */
/*
 * sock6 pmtu: the largest packet that arrives, by trying.
 *
 * What routers report is a hint where to look next, and nothing more: a size is
 * what the path carries when a packet of it was acknowledged and one byte more
 * was not (RFC 8899, 4.6).
 */
#ifndef PMTU_H
#define PMTU_H

#include "path/reflection.h"
#include "path/walk.h"

#define PMTU_TRIES   64
#define PMTU_REPORTS 16
#define PMTU_PROBES  1024 /* all of them: tries of at most 10 each */

/* A packet that passes if anything does, and that "sock6 reflect" answers. */
#define PMTU_SMALLEST (PROBE_HEADERS + REFLECTION_SIZE)

enum pmtu_outcome {
	PMTU_UNDECIDED,
	PMTU_PASSED,
	PMTU_TOO_BIG, /* a router says so */
	PMTU_LOST,    /* without a word */
	PMTU_REFUSED, /* for another reason than its size */
	PMTU_LOCAL    /* larger than the first link */
};

/* One size, and what became of it. */
struct pmtu_try {
	uint32_t size;
	int outcome;
	unsigned probes;
	int64_t round_trip;
	struct probe_answer answer; /* of all outcomes but LOST and LOCAL */
};

/* What there is against a report. */
enum pmtu_verdict {
	PMTU_BELIEVED,
	PMTU_BELOW_MINIMUM, /* no path may be so narrow (RFC 8200, 5) */
	PMTU_NOT_SMALLER,   /* than what it calls too big */
	PMTU_CONTRADICTED   /* larger ones arrive */
};

struct pmtu_report {
	struct sockaddr_in6 from;
	uint32_t mtu, size; /* claimed; of the first packet it was about */
	int verdict;
	unsigned hop; /* 0: not seen on the path */
};

struct pmtu {
	/* given */
	struct probe_socket socket;
	unsigned count;
	uint32_t minimum, maximum, expect; /* 0: not given */
	int64_t patience;                  /* 0: not given */
	int64_t lasting;                   /* until the deadline */
	int quiet;

	struct sockaddr_in6 source;
	int64_t began, deadline;
	uint32_t cached_before, cached_after; /* 0: not told */
	uint32_t largest; /* that is tried: that of the first link, or given */
	uint32_t first_link; /* 0: not known */

	struct pmtu_try tries[PMTU_TRIES];
	unsigned try_count;
	struct pmtu_report reports[PMTU_REPORTS];
	unsigned report_count;
	uint32_t hint;   /* to be tried next; 0: none */
	uint32_t verify; /* was hinted: one more than that is tried too */
	int64_t slowest;
	uint32_t sizes[PMTU_PROBES]; /* of the probes by their number */
	int64_t sent_at[PMTU_PROBES];
	unsigned probes;
	unsigned sent;   /* of those, what left this host */
	int is_complete; /* the search is over */

	struct walk small, big; /* along the path */
	int has_small, has_big;
};

/* The largest size that passed, and the smallest that did not; 0: none. */
uint32_t pmtu_low(const struct pmtu *p);
uint32_t pmtu_high(const struct pmtu *p);

/* The first try with an outcome, or NULL. */
const struct pmtu_try *pmtu_find(const struct pmtu *p, int outcome);

/*
 * Finds the size.  Returns 0 when the search is over, whatever it has found,
 * -EINTR, -ETIMEDOUT, or what sending or receiving reported.
 */
int pmtu_search(struct pmtu *p);

/* Tries one size: the same. */
int pmtu_try_size(struct pmtu *p, uint32_t size);

/* Whether sizes above the result vanish, and nobody says so. */
int pmtu_is_black_hole(const struct pmtu *p);

/* Which hops those are that reported, and where a black hole is. */
int pmtu_locate(struct pmtu *p);

void pmtu_report_start(const struct pmtu *p);
void pmtu_report_try(const struct pmtu *p, const struct pmtu_try *try);
void pmtu_report_claims(const struct pmtu *p);
void pmtu_report_black_hole(const struct pmtu *p);
void pmtu_report_summary(const struct pmtu *p, const char *type);

#endif
