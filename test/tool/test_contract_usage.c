/* SPDX-License-Identifier: MIT */
/*
 * Every subcommand answers words that it does not understand with status 2 and
 * one line, and output that nobody takes with status 1 and one line.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "contract.h"
#include "host.h"

static struct run run, help;

static int is_one_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return end && end[1] == '\0';
}

/* One line that names the command and the word, and nothing printed. */
static void check_refusal(const char *command, const char *word)
{
	char begin[60];

	snprintf(begin, sizeof(begin), "sock6 %s: ", command);
	if (CHECK_EQ(2, run.end) & CHECK_STR("", run.output) &
	    CHECK(is_one_line(run.errors)) &
	    CHECK(strncmp(begin, run.errors, strlen(begin)) == 0) &
	    CHECK(strstr(run.errors, word) != NULL))
		return;
	printf("# sock6 %s %s\n# %s\n", command, word, run.errors);
}

static void an_unknown_option_is_refused(void)
{
	for (unsigned i = 0; command_names()[i]; i++) {
		const char *command = command_names()[i];

		run_tool(&run, command, "--zebra", NULL);
		check_refusal(command, "--zebra: unknown option");
		run_tool(&run, command, "-Z", NULL);
		check_refusal(command, "-Z: unknown option");
	}
}

static void a_missing_operand_is_asked_for(void)
{
	for (unsigned i = 0; command_names()[i]; i++) {
		const char *command = command_names()[i];

		if (!line_of(command, LINE_OPERAND))
			continue;
		run_tool(&run, command, NULL);
		check_refusal(command, "; give ");
		CHECK(line_of(command, 0)->words[1] != NULL);
	}
}

/* Calls back for each option of a subcommand that takes a value. */
static unsigned each_value(const char *command,
			   void (*call)(const char *command, const char *name,
					const char *word))
{
	char *line, *rest = help.output;
	unsigned count = 0;

	run_tool(&help, command, "--help", NULL);
	while ((line = strsep(&rest, "\n"))) {
		char name[40], word[40];

		line += strspn(line, " ");
		if (line[0] == '-' && line[1] && line[2] == ',')
			line += 4;
		if (strncmp(line, "--", 2) != 0 ||
		    sscanf(line, "%39[a-z-] %39[A-Z]", name, word) != 2 ||
		    strstr(line, "  ") < strstr(line, word))
			continue;
		call(command, name, word);
		count++;
	}
	return count;
}

/* A terminal has 80 columns, of which some leave the last one empty. */
static void no_help_is_wider_than_a_terminal(void)
{
	unsigned count = 0;

	for (const char *command = NULL;; command = command_names()[count++]) {
		run_tool(&help, command ? command : "--help",
			 command ? "--help" : NULL, NULL);
		CHECK_EQ(0, help.end);
		CHECK(strlen(help.output) > 300);
		for (const char *line = help.output; *line;) {
			size_t width = strcspn(line, "\n");

			if (!CHECK(width <= 79))
				printf("# %.*s\n", (int)width, line);
			line += width + (line[width] == '\n');
		}
		if (!command_names()[count])
			break;
	}
	CHECK(count > 10);
}

static void call_without(const char *command, const char *name,
			 const char *word)
{
	(void)word;
	run_tool(&run, command, name, NULL);
	check_refusal(command, ": needs a value; give ");
}

static void a_missing_value_is_asked_for(void)
{
	unsigned values = 0;

	for (unsigned i = 0; command_names()[i]; i++)
		values += each_value(command_names()[i], call_without);
	CHECK(values > 50);
}

/* What stands for a value that has a form of its own. */
static int has_form(const char *name, const char *word)
{
	static const char *const words[] = {
		"N",     "TIME",    "BYTES", "PORT", "INTERFACE",
		"LABEL", "PERCENT", "RATE",  "HEX",  "GROUP",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0)
			return 1;
	return strcmp(name, "--tclass") == 0;
}

static void call_wrongly(const char *command, const char *name,
			 const char *word)
{
	static const char *const wrong[] = { "@", "", "1x", "9999999999999x" };
	const struct line *line = line_of(command, LINE_OPERAND);
	char option[100];

	for (size_t i = 0; i < 4 && has_form(name, word); i++) {
		/* An interface that will come may have any name. */
		if (strcmp(command, "watch") == 0 &&
		    strcmp(name, "--if") == 0 && wrong[i][0])
			continue;
		snprintf(option, sizeof(option), "%s=%s", name, wrong[i]);
		run_tool(&run, command, option, line ? line->words[1] : NULL,
			 NULL);
		check_refusal(command, name);
		CHECK(strstr(run.errors, "; give ") != NULL);
	}
}

static void a_value_that_cannot_be_read_is_named(void)
{
	for (unsigned i = 0; command_names()[i]; i++)
		each_value(command_names()[i], call_wrongly);
}

static int into_full(const void *line)
{
	int fd = open("/dev/full", O_WRONLY);

	return fd < 0 || dup2(fd, 1) < 0 || line_enter(line) ? -1 : 0;
}

static int into_nothing(const void *line)
{
	return close(1) || line_enter(line) ? -1 : 0;
}

/* A pipe that nobody reads any more. */
static int into_broken(const void *line)
{
	int ends[2];

	signal(SIGPIPE, SIG_DFL);
	return pipe(ends) || close(ends[0]) || dup2(ends[1], 1) < 0 ||
			       close(ends[1]) || line_enter(line)
		       ? -1
		       : 0;
}

static int is_slow(const struct line *line)
{
	return line->flags & LINE_LASTS && !(line->flags & LINE_GOES_ON);
}

static void run_into(const struct line *line, const char *const more[],
		     run_prepare *prepare)
{
	line_start_as(&run, line, more, prepare);
	if (line->flags & LINE_GOES_ON && !more &&
	    CHECK(takes_signal(run.pid, SIGINT)))
		run_signal(&run, SIGINT);
	run_finish(&run);
	line_end();
}

static void check_not_written(const struct line *line)
{
	if (CHECK_EQ(1, run.end) &
	    CHECK(strstr(run.errors, "cannot write to standard output\n") !=
		  NULL))
		return;
	printf("# sock6 %s\n# %s\n", line_text(line), run.errors);
}

static const char *const with_help[] = { "--help", NULL };

static void output_that_cannot_be_written_is_an_error(void)
{
	for (const struct line *line = lines; line->words[0]; line++) {
		if (!command_exists(line->words[0]) || is_slow(line))
			continue;
		run_into(line, NULL, into_full);
		check_not_written(line);
		run_into(line, NULL, into_nothing);
		check_not_written(line);
		run_into(line, with_help, into_full);
		check_not_written(line);
	}
}

static void a_reader_who_has_enough_ends_it_quietly(void)
{
	for (const struct line *line = lines; line->words[0]; line++) {
		if (!command_exists(line->words[0]) || is_slow(line))
			continue;
		run_into(line, NULL, into_broken);
		CHECK_STR("", run.errors);
		if (!CHECK_EQ(-SIGPIPE, run.end))
			printf("# sock6 %s\n", line_text(line));
	}
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(an_unknown_option_is_refused);
	RUN(a_missing_operand_is_asked_for);
	RUN(no_help_is_wider_than_a_terminal);
	RUN(a_missing_value_is_asked_for);
	RUN(a_value_that_cannot_be_read_is_named);
	RUN(output_that_cannot_be_written_is_an_error);
	RUN(a_reader_who_has_enough_ends_it_quietly);
	return check_end();
}
