/* SPDX-License-Identifier: MIT */
/* A command line that is wrong: status 2, no output, and what is said of it. */
#ifndef TOOL_REFUSED_H
#define TOOL_REFUSED_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "run.h"

static inline void ends_with_usage(const struct run *run)
{
	CHECK_EQ(2, run->end);
	CHECK_STR("", run->output);
}

/* The message begins with these, such as "sock6 send: " and what is wrong. */
static inline void is_refused(const struct run *run, const char *who,
			      const char *message)
{
	char expected[300];

	snprintf(expected, sizeof(expected), "%s%s", who, message);
	ends_with_usage(run);
	if (strncmp(expected, run->errors, strlen(expected)) != 0)
		CHECK_STR(expected, run->errors);
}

/* The message has this in it. */
static inline void is_refused_with(const struct run *run, const char *words)
{
	ends_with_usage(run);
	if (!CHECK(strstr(run->errors, words) != NULL))
		printf("# %s", run->errors);
}

#endif
