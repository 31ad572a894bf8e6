/* SPDX-License-Identifier: MIT */
/*
 * Every subcommand that goes on ends with a summary at the first SIGINT or
 * SIGTERM and at once at the second; ended before its --count it has not done
 * what it was asked for.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "contract.h"
#include "host.h"

static struct run run;

/* Calls back for each line that goes on. */
static void each(void (*call)(const struct line *line))
{
	unsigned count = 0;

	for (const struct line *line = lines; line->words[0]; line++) {
		unsigned before = check_failures;

		if (!(line->flags & LINE_GOES_ON) ||
		    !command_exists(line->words[0]))
			continue;
		call(line);
		line_end();
		count++;
		if (check_failures > before)
			printf("# ... sock6 %s\n# %s\n", line_text(line),
			       run.errors);
	}
	CHECK(count > 5);
}

static int has_summary(void)
{
	json_t *record = run_record(&run, "summary", 0);
	int has = record != NULL;

	json_decref(record);
	return has;
}

static void end_with(const struct line *line, int number,
		     const char *const more[])
{
	line_start(&run, line, more);
	CHECK(run_prints(&run, "\n"));
	if (line->until)
		CHECK(run_prints(&run, line->until));
	CHECK(takes_signal(run.pid, number));
	run_signal(&run, number);
	run_finish(&run);
	CHECK(has_summary());
}

static void interrupt(const struct line *line)
{
	static const char *const json[] = { "--json", NULL };

	end_with(line, SIGINT, json);
	CHECK(run.end == 0 || run.end == 1);
}

static void terminate(const struct line *line)
{
	static const char *const json[] = { "--json", NULL };

	end_with(line, SIGTERM, json);
	CHECK(run.end == 0 || run.end == 1);
}

static void interrupt_before_count(const struct line *line)
{
	static const char *const json[] = { "--json", NULL };
	static const char *const counted[] = { "--json", "--count", "1000",
					       NULL };

	/* What has an end of its own has not come to it. */
	end_with(line, SIGINT, line->flags & LINE_LASTS ? json : counted);
	CHECK_EQ(1, run.end);
}

/* A pipe into which nothing fits, and that nobody reads: the summary waits. */
static int into_full_pipe(const void *line)
{
	int ends[2], flags;

	if (line_enter(line) || pipe(ends) < 0)
		return -1;
	flags = fcntl(ends[1], F_GETFL);
	fcntl(ends[1], F_SETFL, flags | O_NONBLOCK);
	while (write(ends[1], "", 1) == 1)
		;
	fcntl(ends[1], F_SETFL, flags);
	return dup2(ends[1], 1) < 0 ? -1 : 0;
}

/* Two that wait would be one. */
static int has_taken(pid_t pid, int number)
{
	struct timespec moment = { 0, 5000000 };
	unsigned long long waiting;

	for (int i = 0; i < 6000; i++) {
		if (status_number(pid, "ShdPnd:", &waiting) == 0 &&
		    !(waiting >> (number - 1) & 1))
			return 1;
		nanosleep(&moment, NULL);
	}
	return 0;
}

static void interrupt_twice(const struct line *line)
{
	line_start_as(&run, line, NULL, into_full_pipe);
	CHECK(takes_signal(run.pid, SIGINT));
	run_signal(&run, SIGINT);
	CHECK(has_taken(run.pid, SIGINT));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(-SIGINT, run.end);
}

static void the_first_interrupt_brings_a_summary(void)
{
	each(interrupt);
}

static void so_does_being_asked_to_terminate(void)
{
	each(terminate);
}

static void what_had_a_count_is_not_met(void)
{
	each(interrupt_before_count);
}

static void the_second_interrupt_ends_it_at_once(void)
{
	each(interrupt_twice);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(the_first_interrupt_brings_a_summary);
	RUN(so_does_being_asked_to_terminate);
	RUN(what_had_a_count_is_not_met);
	RUN(the_second_interrupt_ends_it_at_once);
	return check_end();
}
