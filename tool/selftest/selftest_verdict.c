/* SPDX-License-Identifier: MIT */
/* What comes of a check: the first thing that fails is kept. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "selftest.h"

int going(const struct selftest *t)
{
	return t->outcome == OUTCOME_PASS;
}

static void end(struct selftest *t, enum outcome outcome, const char *format,
		va_list arguments)
{
	if (!going(t))
		return;
	t->outcome = outcome;
	vsnprintf(t->detail, sizeof(t->detail), format, arguments);
}

void skip(struct selftest *t, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	end(t, OUTCOME_SKIP, format, arguments);
	va_end(arguments);
}

void fail(struct selftest *t, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	end(t, OUTCOME_FAIL, format, arguments);
	va_end(arguments);
}

void saw(struct selftest *t, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	end(t, OUTCOME_PASS, format, arguments);
	va_end(arguments);
}

int must(struct selftest *t, int status, const char *what)
{
	int why = status < 0 ? end_of_status(status) : END_DONE;

	if (status >= 0)
		return 1;
	if (why == END_UNSUPPORTED)
		skip(t, "%s: this system cannot (%s)", what,
		     sock6_status_name(status));
	else
		fail(t, "%s: %s (%s)", what, sock6_status_text(status),
		     sock6_status_name(status));
	return 0;
}

void must_refuse(struct selftest *t, int expected, int status, const char *what)
{
	if (status != expected)
		fail(t, "%s: %s rather than %s", what,
		     sock6_status_name(status < 0 ? status : 0),
		     sock6_status_name(expected));
}

void expect(struct selftest *t, int64_t expected, int64_t actual,
	    const char *what)
{
	if (expected != actual)
		fail(t, "%s is %" PRId64 ", not %" PRId64, what, actual,
		     expected);
}

void expect_text(struct selftest *t, const char *expected, const char *actual,
		 const char *what)
{
	if (strcmp(expected, actual) != 0)
		fail(t, "%s is \"%s\", not \"%s\"", what, actual, expected);
}
