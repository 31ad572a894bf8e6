/* SPDX-License-Identifier: MIT */
/*
 * Checks for small test programs that speak TAP (testanything.org).
 *
 *	static void an_empty_name_is_refused(void) { CHECK_EQ(...); }
 *	int main(void) { RUN(an_empty_name_is_refused); return check_end(); }
 *
 * A failed check is printed and counted; the test function goes on, unless
 * the check is a REQUIRE, which ends it.  SKIP gives the reason for a test
 * function that cannot run here.
 */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned check_tests, check_failed_tests, check_skipped_tests;
static unsigned check_failures; /* of the test function that runs */
static const char *check_skip_reason;

static inline int check_true(int ok, const char *text, const char *file,
			     int line)
{
	if (!ok) {
		check_failures++;
		printf("# %s:%d: %s\n", file, line, text);
	}
	return ok;
}

static inline int check_equal(int64_t expected, int64_t actual,
			      const char *text, const char *file, int line)
{
	if (expected != actual) {
		check_failures++;
		printf("# %s:%d: %s is %" PRId64 ", not %" PRId64 "\n", file,
		       line, text, actual, expected);
	}
	return expected == actual;
}

static inline int check_string(const char *expected, const char *actual,
			       const char *text, const char *file, int line)
{
	int same = actual && strcmp(expected, actual) == 0;

	if (!same) {
		check_failures++;
		printf("# %s:%d: %s is \"%s\", not \"%s\"\n", file, line, text,
		       actual ? actual : "(null)", expected);
	}
	return same;
}

#define CHECK(condition) \
	check_true(!!(condition), #condition, __FILE__, __LINE__)
#define CHECK_FAIL(what) check_true(0, what, __FILE__, __LINE__)
#define CHECK_EQ(expected, actual)                                             \
	check_equal((int64_t)(expected), (int64_t)(actual), #actual, __FILE__, \
		    __LINE__)
#define CHECK_STR(expected, actual) \
	check_string(expected, actual, #actual, __FILE__, __LINE__)
#define CHECK_MEM(expected, actual, size)               \
	check_true(memcmp(expected, actual, size) == 0, \
		   #actual " equals " #expected, __FILE__, __LINE__)
#define REQUIRE(condition)             \
	do {                           \
		if (!CHECK(condition)) \
			return;        \
	} while (0)
#define REQUIRE_EQ(expected, actual)             \
	do {                                     \
		if (!CHECK_EQ(expected, actual)) \
			return;                  \
	} while (0)
#define SKIP(reason)                          \
	do {                                  \
		check_skip_reason = (reason); \
		return;                       \
	} while (0)

static inline void check_run(const char *name, void (*test)(void))
{
	check_failures = 0;
	check_skip_reason = NULL;
	test();
	check_tests++;
	if (check_failures) {
		check_failed_tests++;
		printf("not ok %u - %s\n", check_tests, name);
	} else if (check_skip_reason) {
		check_skipped_tests++;
		printf("ok %u - %s # SKIP %s\n", check_tests, name,
		       check_skip_reason);
	} else {
		printf("ok %u - %s\n", check_tests, name);
	}
	fflush(stdout);
}

#define RUN(test) check_run(#test, test)

/* A whole program that cannot run here. */
static inline int check_skip_all(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	return 77;
}

/* The program's exit status: 77 when all that ran was skipped. */
static inline int check_end(void)
{
	printf("1..%u\n", check_tests);
	if (check_failed_tests || check_tests == 0)
		return 1;
	return check_skipped_tests == check_tests ? 77 : 0;
}

#endif
