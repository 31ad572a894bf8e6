/* SPDX-License-Identifier: MIT */
/* How far the command is, in one line that is written over. */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sock6.h>

#include "escape.h"
#include "time_unit.h"

#define FIRST SECOND
#define PAUSE (100 * MILLISECOND)

static int is_shown;

static int is_wanted(void)
{
	static int known = -1;
	const char *terminal = getenv("TERM");

	if (known < 0)
		known = isatty(STDERR_FILENO) && terminal &&
			strcmp(terminal, "dumb") != 0;
	return known;
}

/* Whether it is time for another line. */
static int is_due(void)
{
	static int64_t due;
	int64_t now = sock6_now();

	if (due == 0)
		due = now + FIRST;
	if (now < due)
		return 0;
	due = now + PAUSE;
	return 1;
}

void progress(const char *format, ...)
{
	char text[256], *safe;
	va_list arguments;

	if (!is_wanted() || !is_due())
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	safe = escape_name(text);
	/* Cut at the 79th column: a line that wraps is not wiped out. */
	fprintf(stderr, "\r%.79s\033[K", safe);
	fflush(stderr);
	free(safe);
	is_shown = 1;
}

void progress_clear(void)
{
	if (!is_shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	is_shown = 0;
}

void progress_wipe_key(void)
{
	if (is_wanted())
		is_shown = 1;
	progress_clear();
}
