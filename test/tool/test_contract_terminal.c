/* SPDX-License-Identifier: MIT */
/*
 * On a terminal what judges is coloured; with NO_COLOR nothing is, and on a
 * dumb terminal there is no escape sequence at all.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "contract.h"
#include "host.h"
#include "terminal.h"

static struct run run;
static struct terminal terminal;

static void show(const struct line *line, const char *type,
		 const char *variable)
{
	terminal_start(&terminal, &run, line, type, variable);
	if (line->flags & LINE_GOES_ON) {
		CHECK(takes_signal(run.pid, SIGINT));
		if (!(line->flags & LINE_LASTS))
			CHECK(terminal_shows(&terminal));
		run_signal(&run, SIGINT);
	}
	terminal_finish(&terminal, &run);
	line_end();
	CHECK(run.end == 0 || run.end == 1);
	CHECK(terminal.size > 0);
}

static void each(void (*call)(const struct line *line))
{
	for (const struct line *line = lines; line->words[0]; line++) {
		unsigned before = check_failures;

		if (!command_exists(line->words[0]) ||
		    (line->flags & LINE_LASTS && !(line->flags & LINE_GOES_ON)))
			continue;
		call(line);
		if (check_failures > before)
			printf("# ... sock6 %s\n", line_text(line));
	}
}

/* "\033[31m": foreground, background, bright or from a palette. */
static int has_colour(const char *text)
{
	while ((text = strstr(text, "\033["))) {
		const char *end;

		text += 2;
		end = text + strspn(text, "0123456789;");
		for (; *end == 'm' && text < end;
		     text += strcspn(text, ";m") + 1)
			if (*text == '3' || *text == '4' ||
			    (*text == '9' && text + 1 < end) ||
			    strncmp(text, "10", 2) == 0)
				return 1;
	}
	return 0;
}

static void check_coloured(const struct line *line)
{
	if (!(line->flags & LINE_COLOUR))
		return;
	show(line, "xterm-256color", NULL);
	CHECK(has_colour(terminal.output));
}

static void check_not_coloured(const struct line *line)
{
	show(line, "xterm-256color", "NO_COLOR=1");
	CHECK(!has_colour(terminal.output));
}

static void check_dumb(const struct line *line)
{
	show(line, "dumb", NULL);
	CHECK(strchr(terminal.output, '\033') == NULL);
}

static void what_judges_is_coloured_on_a_terminal(void)
{
	each(check_coloured);
}

static void nothing_is_coloured_with_no_color(void)
{
	each(check_not_coloured);
}

static void a_dumb_terminal_gets_no_escape_sequence(void)
{
	each(check_dumb);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(what_judges_is_coloured_on_a_terminal);
	RUN(nothing_is_coloured_with_no_color);
	RUN(a_dumb_terminal_gets_no_escape_sequence);
	return check_end();
}
