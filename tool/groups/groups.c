/* SPDX-License-Identifier: MIT */
/*
 * sock6 groups: who has joined what.  Rights are kept while processes are looked
 * into, which takes them; nothing from the network is read.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "group_filter.h"
#include "membership/group_record.h"
#include "report/message.h"
#include "report/report.h"
#include "words/options.h"
#include "words/values.h"

enum { OPTION_PROCESS = OPTION_LONG };

struct groups {
	struct group_filter filter;
	struct group_users users;
	struct group_columns columns;
	int is_quiet;
	unsigned memberships, groups;
};

static int take(void *context, int key, const struct word *word)
{
	struct groups *g = context;

	switch (key) {
	case 'I': return value_interface(word, &g->filter.ifindex);
	case 'a': g->filter.has_system = 1; break;
	case 'q': g->is_quiet = 1; break;
	default: g->filter.process = word->text; break;
	}
	return OPTIONS_GO_ON;
}

static void widen(int *width, const char *text)
{
	if ((int)strlen(text) > *width)
		*width = (int)strlen(text);
}

static void measure(struct groups *g)
{
	const struct group_user *user = g->users.list;

	for (unsigned i = 0; i < g->users.count; i++, user++) {
		char text[SOCK6_ADDRESS_TEXT_SIZE];

		if (!group_filter_wants(&g->filter, user))
			continue;
		widen(&g->columns.interface, user->of.interface);
		group_text(text, &user->of.group);
		widen(&g->columns.group, text);
		g->columns.name = 15;
	}
}

/* Whether it is the first one shown of its group. */
static int is_new_group(const struct group_user *user,
			const struct group_user *last)
{
	return !last || last->of.ifindex != user->of.ifindex ||
	       memcmp(&last->of.group, &user->of.group,
		      sizeof(user->of.group)) != 0;
}

static void list(struct groups *g)
{
	const struct group_user *last = NULL;

	for (unsigned i = 0; i < g->users.count; i++) {
		const struct group_user *user = &g->users.list[i];
		struct record record;

		if (!group_filter_wants(&g->filter, user))
			continue;
		g->groups += is_new_group(user, last) != 0;
		g->memberships++;
		last = user;
		if (g->is_quiet)
			continue;
		record_begin(&record, "membership");
		group_record_add(&record, user, &g->columns);
		record_end(&record);
	}
}

/* One line says what is not shown, and what would show it. */
static void add_hidden(struct record *record, const struct group_users *users)
{
	char text[120];

	record_integer(record, "hidden",
		       users->hidden ? REPORT_BARE : REPORT_HIDDEN,
		       users->hidden);
	snprintf(text, sizeof(text),
		 "%u process%s could not be looked into (CAP_SYS_PTRACE)",
		 users->hidden, users->hidden == 1 ? "" : "es");
	record_show(record, text);
	if (users->owner_status == 0)
		return;
	record_string(record, "status", REPORT_BARE,
		      sock6_status_name(users->owner_status));
	snprintf(text, sizeof(text), "(processes are not told: %s)",
		 sock6_status_text(users->owner_status));
	record_show(record, text);
}

static void summarise(const struct groups *g)
{
	struct record record;

	record_begin(&record, "summary");
	record_integer(&record, "memberships", REPORT_COUNTED, g->memberships);
	record_integer(&record, "groups", REPORT_COUNTED, g->groups);
	add_hidden(&record, &g->users);
	record_end(&record);
}

static int run(int argc, char **argv)
{
	static struct groups g;
	char **words;
	int end = options_read(&groups_command, argc, argv, take, &g, &words);
	int status;

	for (; end == OPTIONS_GO_ON && *words; words++)
		end = group_filter_add(&g.filter, *words);
	if (end != OPTIONS_GO_ON)
		return end;
	status = group_users_read(&g.users);
	if (status < 0)
		return failure(status, NULL, "memberships");
	measure(&g);
	list(&g);
	summarise(&g);
	group_users_free(&g.users);
	/* Nobody is in the group that was asked for. */
	return g.memberships == 0 && (g.filter.count || g.filter.process)
		       ? END_UNMET
		       : END_DONE;
}

static const struct option_row rows[] = {
	{ 'a', "all", NULL, "print what the system has joined as well" },
	{ 'I', "if", "INTERFACE", "print only what is on this: name or index" },
	{ OPTION_PROCESS, "process", "PROCESS",
	  "print only this process's: number or name" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command groups_command = {
	.name = "groups",
	.operands = "[GROUP[%IF] ...]",
	.summary = "list who has joined which multicast groups",
	.description = "Print every membership of this host, or of the groups "
		       "that are given:\n"
		       "interface, group and its name, mode, sources, process, "
		       "descriptor and port.\n"
		       "An ordinary user sees his own processes, and how many "
		       "others there are.\n"
		       "\n"
		       "  sock6 groups\n"
		       "  sock6 groups mdns ff02::114%eth0\n"
		       "  sock6 groups --process avahi-daemon --json",
	.options = rows,
	.run = run,
};
