/* SPDX-License-Identifier: MIT */
/*
 * A subcommand that reads from the network has no capability any more, and an
 * ordinary user gets what needs none, or one line that names what is missing.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "contract.h"
#include "host.h"

#define LASTS(line) ((line)->flags & (LINE_GOES_ON | LINE_LASTS))

static struct run run;

/* Waits until the effective and permitted ones are gone, 30 s at the most. */
static int has_no_capability(pid_t pid)
{
	struct timespec moment = { 0, 5000000 };
	unsigned long long effective = 1, permitted = 1;

	for (int i = 0; i < 6000; i++) {
		if (status_number(pid, "CapEff:", &effective) ||
		    status_number(pid, "CapPrm:", &permitted))
			return 0;
		if (!effective && !permitted)
			return 1;
		nanosleep(&moment, NULL);
	}
	return 0;
}

static void check_capabilities(const struct line *line)
{
	line_start(&run, line, NULL);
	if (!CHECK(has_no_capability(run.pid)))
		printf("# sock6 %s\n", line_text(line));
	if (CHECK(takes_signal(run.pid, SIGINT)))
		run_signal(&run, SIGINT);
	run_finish(&run);
	line_end();
	CHECK(run.end >= 0);
}

static void whoever_reads_from_the_network_has_no_capability(void)
{
	for (unsigned i = 0; command_names()[i]; i++) {
		const char *command = command_names()[i];
		unsigned lasting = 0;

		for (const struct line *line = lines; line->words[0]; line++)
			if (strcmp(line->words[0], command) == 0 &&
			    line->flags & LINE_NETWORK && LASTS(line)) {
				check_capabilities(line);
				lasting++;
			}
		/* One that ends too soon cannot be looked at. */
		if (line_of(command, LINE_NETWORK) && !CHECK(lasting > 0))
			printf("# sock6 %s\n", command);
	}
}

static int enter_as_nobody(const void *line)
{
	return line_enter(line) || become_nobody(line) ? -1 : 0;
}

/* "CAP_NET_RAW", "net.ipv4.ping_group_range". */
static int names_what_is_missing(const char *line)
{
	const char *end = strchr(line, '\n');

	return end && !end[1] && (strstr(line, "CAP_") || strstr(line, "net."));
}

static void check_ordinary(const struct line *line)
{
	line_start_as(&run, line, NULL, enter_as_nobody);
	/* What goes on prints something at once, or has ended. */
	if (LASTS(line) && run_prints(&run, "\n") &&
	    CHECK(takes_signal(run.pid, SIGINT)))
		run_signal(&run, SIGINT);
	run_finish(&run);
	line_end();
	if (run.end == 3)
		CHECK(names_what_is_missing(run.errors));
	else
		CHECK(run.end == 0 || run.end == 1);
	if (line->flags & LINE_PRIVILEGE)
		CHECK_EQ(3, run.end);
}

static void an_ordinary_user_gets_it_or_hears_why_not(void)
{
	if (!can_become_nobody())
		SKIP("only root can become another user");
	for (const struct line *line = lines; line->words[0]; line++) {
		unsigned before = check_failures;

		if (!command_exists(line->words[0]))
			continue;
		check_ordinary(line);
		if (check_failures > before)
			printf("# ... sock6 %s: %d\n# %s\n", line_text(line),
			       run.end, run.errors);
	}
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(whoever_reads_from_the_network_has_no_capability);
	RUN(an_ordinary_user_gets_it_or_hears_why_not);
	return check_end();
}
