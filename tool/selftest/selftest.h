/* SPDX-License-Identifier: MIT */
/*
 * The checks of the self-test.  A check is written as if nothing could fail:
 * the first thing that does is kept as its outcome, and what follows then acts
 * on closed sockets and changes nothing.
 */
#ifndef SELFTEST_H
#define SELFTEST_H

#include <stdint.h>

#include <sock6.h>

#include "report/message.h"

enum outcome { OUTCOME_PASS, OUTCOME_SKIP, OUTCOME_FAIL };

struct selftest {
	uint32_t loopback;      /* index of its interface */
	uint32_t ifindex;       /* one that carries multicast */
	struct in6_addr source; /* from which multicast leaves there */
	char no_loopback[160];  /* why ::1 cannot be used; empty: it can */
	char no_multicast[160]; /* why no group can be used */
	enum outcome outcome;   /* of the check that runs */
	char detail[200];       /* what was seen, or what is wrong */
};

/* What a check cannot do without. */
#define NEEDS_LOOPBACK  1u
#define NEEDS_MULTICAST 2u

struct check {
	const char *name;
	unsigned needs;
	void (*run)(struct selftest *t);
};

/* One table an area, ended by a row without a name. */
extern const struct check plain_checks[];
extern const struct check option_checks[];
extern const struct check control_checks[];
extern const struct check path_checks[];
extern const struct check many_checks[];
extern const struct check group_checks[];
extern const struct check listener_checks[];
extern const struct check family_checks[];
extern const struct check filter_checks[];
extern const struct check raw_checks[];
extern const struct check error_checks[];

/* Whether nothing has failed so far. */
int going(const struct selftest *t);

void skip(struct selftest *t, const char *format, ...) MESSAGE_PRINTF(2, 3);
void fail(struct selftest *t, const char *format, ...) MESSAGE_PRINTF(2, 3);

/* What a check that passes has seen. */
void saw(struct selftest *t, const char *format, ...) MESSAGE_PRINTF(2, 3);

/*
 * The call must succeed; returns whether it did.  What the system does not
 * have, or only for a privilege, skips the check.
 */
int must(struct selftest *t, int status, const char *what);

/* The call must be refused in this way. */
void must_refuse(struct selftest *t, int expected, int status,
		 const char *what);

void expect(struct selftest *t, int64_t expected, int64_t actual,
	    const char *what);
void expect_text(struct selftest *t, const char *expected, const char *actual,
		 const char *what);

#endif
