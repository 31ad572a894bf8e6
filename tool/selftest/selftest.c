/* SPDX-License-Identifier: MIT */
/* sock6 selftest: every feature on the system as it is, one line each. */
#include <stdio.h>

#include <sock6.h>

#include "command.h"
#include "link.h"
#include "report/message.h"
#include "report/report.h"
#include "selftest.h"
#include "words/options.h"

static const struct check *const areas[] = {
	plain_checks,  option_checks, control_checks,  path_checks,
	many_checks,   group_checks,  listener_checks, family_checks,
	filter_checks, raw_checks,    error_checks,
};

/* Whether a datagram comes back; if not, why: in detail. */
static int probe(struct selftest *t,
		 void (*opener)(struct selftest *, struct link *))
{
	struct link link;

	t->outcome = OUTCOME_PASS;
	opener(t, &link);
	link_pass(t, &link, "probe", NULL);
	t->source = link.in.peer.sin6_addr;
	link_close(&link);
	return going(t);
}

static void probe_loopback(struct selftest *t)
{
	struct sock6_interface list[64];
	int count = sock6_interface_list(list, 64);

	for (int i = 0; i < count && i < 64 && !t->loopback; i++)
		if (list[i].state & SOCK6_INTERFACE_LOOPBACK)
			t->loopback = list[i].index;
	if (probe(t, link_open))
		return;
	/* Where the system cannot do it, no interface is to blame. */
	snprintf(t->no_loopback, sizeof(t->no_loopback), "no ::1%s (%.110s)",
		 t->outcome == OUTCOME_FAIL ? ", is the loopback interface up?"
					    : "",
		 t->detail);
}

static void open_and_join(struct selftest *t, struct link *link)
{
	struct in6_addr group = link_group(0);

	link_open_group(t, link);
	must(t, sock6_group_join(link->to, t->ifindex, &group), "join");
	link_aim(t, link, &group);
}

/* The first interface on which a group of its own is heard. */
static void probe_multicast(struct selftest *t)
{
	const unsigned able = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;
	struct sock6_interface list[64];
	int count = sock6_interface_list(list, 64);

	snprintf(t->no_multicast, sizeof(t->no_multicast),
		 "no interface that is up and carries multicast");
	for (int i = 0; i < count && i < 64; i++) {
		if ((list[i].state & able) != able ||
		    list[i].state & SOCK6_INTERFACE_LOOPBACK)
			continue;
		t->ifindex = list[i].index;
		if (probe(t, open_and_join)) {
			t->no_multicast[0] = '\0';
			return;
		}
		snprintf(t->no_multicast, sizeof(t->no_multicast),
			 "no multicast on %.20s: %.100s", list[i].name,
			 t->detail);
	}
	t->ifindex = 0;
}

static void report(const struct selftest *t, const char *name)
{
	static const char *const words[] = { "PASS", "SKIP", "FAIL" };
	static const char *const values[] = { "pass", "skip", "fail" };
	static const enum report_colour colours[] = { REPORT_GREEN,
						      REPORT_YELLOW,
						      REPORT_RED };
	struct record record;
	char shown[60];

	record_begin(&record, "check");
	record_string(&record, "result", REPORT_BARE, values[t->outcome]);
	record_show(&record, words[t->outcome]);
	record_paint(&record, colours[t->outcome]);
	record_string(&record, "name", REPORT_BARE, name);
	snprintf(shown, sizeof(shown), "%-34s", name);
	record_show(&record, shown);
	record_string(&record, "detail", REPORT_BARE, t->detail);
	record_end(&record);
}

static void run_check(struct selftest *t, const struct check *check)
{
	t->outcome = OUTCOME_PASS;
	t->detail[0] = '\0';
	if (check->needs & NEEDS_LOOPBACK && t->no_loopback[0])
		skip(t, "%s", t->no_loopback);
	else if (check->needs & NEEDS_MULTICAST && t->no_multicast[0])
		skip(t, "%s", t->no_multicast);
	else
		check->run(t);
	report(t, check->name);
}

static void summarise(const unsigned counts[3], int64_t lasted)
{
	struct record record;

	record_begin(&record, "summary");
	record_integer(&record, "passed", REPORT_COUNTED, counts[OUTCOME_PASS]);
	record_integer(&record, "skipped", REPORT_COUNTED,
		       counts[OUTCOME_SKIP]);
	record_integer(&record, "failed", REPORT_COUNTED, counts[OUTCOME_FAIL]);
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

static int take(void *context, int key, const struct word *word)
{
	(void)context;
	(void)key;
	(void)word;
	return OPTIONS_GO_ON;
}

static int run(int argc, char **argv)
{
	struct selftest t = { 0 };
	unsigned counts[3] = { 0 };
	int64_t began = sock6_now();
	char **words;
	int over =
		options_read(&selftest_command, argc, argv, take, NULL, &words);

	if (over != OPTIONS_GO_ON)
		return over;
	if (words[0])
		return usage_error("%s: takes no operand; give none", words[0]);
	probe_loopback(&t);
	probe_multicast(&t);
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		for (const struct check *c = areas[i]; c->name; c++) {
			run_check(&t, c);
			counts[t.outcome]++;
		}
	summarise(counts, sock6_now() - began);
	return counts[OUTCOME_FAIL] ? END_UNMET : END_DONE;
}

static const struct option_row rows[] = { OPTION_ROWS_COMMON };

const struct command selftest_command = {
	.name = "selftest",
	.operands = "",
	.summary = "try every feature on this host; nothing leaves it",
	.description = "Try every feature on this system, over ::1 and groups "
		       "of interface-local\n"
		       "scope: nothing leaves the host. Print a line for each: "
		       "PASS, SKIP with the\n"
		       "reason, or FAIL.",
	.options = rows,
	.run = run,
};
