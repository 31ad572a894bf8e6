/* SPDX-License-Identifier: MIT */
/* sock6 caps: what this kernel can do for this process, one line a feature. */
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "report/message.h"
#include "report/report.h"
#include "words/options.h"

#define STATES SOCK6_PROBE_REFUSED

struct caps {
	int only_missing;
	unsigned counts[STATES + 1];
};

static enum report_colour colour_of(int state)
{
	switch (state) {
	case SOCK6_PROBE_WORKS: return REPORT_GREEN;
	case SOCK6_PROBE_PRIVILEGE: return REPORT_YELLOW;
	default: return REPORT_RED;
	}
}

/* What there is to say: shown as it is, or left out where it is empty. */
static void add(struct record *record, const char *name,
		enum report_style style, const char *text)
{
	if (text[0])
		record_string(record, name, style, text);
}

static void report(const struct sock6_probe_result *result)
{
	struct record record;
	char shown[60];

	record_begin(&record, "feature");
	record_string(&record, "state", REPORT_BARE,
		      sock6_probe_state_name(result->state));
	snprintf(shown, sizeof(shown), "%-9s",
		 sock6_probe_state_name(result->state));
	record_show(&record, shown);
	record_paint(&record, colour_of(result->state));
	record_string(&record, "name", REPORT_BARE, result->name);
	snprintf(shown, sizeof(shown), result->reason[0] ? "%-28s" : "%s",
		 result->name);
	record_show(&record, shown);
	record_string(&record, "kind", REPORT_HIDDEN,
		      result->option ? "option" : "feature");
	add(&record, "reason", REPORT_BARE, result->reason);
	if (result->status < 0)
		record_string(&record, "status", REPORT_HIDDEN,
			      sock6_status_name(result->status));
	add(&record, "privilege", REPORT_HIDDEN, result->privilege);
	add(&record, "since", REPORT_HIDDEN, result->since);
	record_end(&record);
}

static void summarise(const struct caps *caps, int64_t lasted)
{
	static const char *const words[STATES] = { " work,",
						   " for a privilege,",
						   " absent,", " refused" };
	static const char *const names[STATES] = { "working", "privileged",
						   "absent", "refused" };
	struct record record;

	record_begin(&record, "summary");
	for (int i = 0; i < STATES; i++) {
		unsigned count = caps->counts[i + SOCK6_PROBE_WORKS];
		char shown[40];

		record_integer(&record, names[i], REPORT_BARE, count);
		snprintf(shown, sizeof(shown), "%u%s", count, words[i]);
		record_show(&record, shown);
	}
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

static int take(void *context, int key, const struct word *word)
{
	struct caps *caps = context;

	(void)word;
	if (key == 'm')
		caps->only_missing = 1;
	return OPTIONS_GO_ON;
}

static void probe(struct caps *caps)
{
	static struct sock6_probe_result results[SOCK6_PROBE_MAXIMUM];
	int64_t began = sock6_now();
	int count = sock6_probe(results, SOCK6_PROBE_MAXIMUM);
	int64_t lasted = sock6_now() - began;

	for (int i = 0; i < count; i++) {
		caps->counts[results[i].state]++;
		if (!caps->only_missing ||
		    results[i].state != SOCK6_PROBE_WORKS)
			report(&results[i]);
	}
	summarise(caps, lasted);
}

static int run(int argc, char **argv)
{
	struct caps caps = { 0 };
	char **words;
	int over = options_read(&caps_command, argc, argv, take, &caps, &words);

	if (over != OPTIONS_GO_ON)
		return over;
	if (words[0])
		return usage_error("%s: takes no operand; give none", words[0]);
	probe(&caps);
	return caps.counts[SOCK6_PROBE_WORKS] ? END_DONE : END_UNSUPPORTED;
}

static const struct option_row rows[] = { { 'm', "missing", NULL,
					    "print only what does not work" },
					  OPTION_ROWS_COMMON };

const struct command caps_command = {
	.name = "caps",
	.operands = "",
	.summary = "tell what this kernel can do for this user",
	.description = "Try every feature and every option of IPv6 sockets. "
		       "Nothing leaves the host.\n"
		       "Print a line for each: works, privilege, absent or "
		       "refused, and why.",
	.options = rows,
	.run = run,
};
