/* SPDX-License-Identifier: MIT */
/* Every option at both ends of its range, each on a socket of its own. */
#define _POSIX_C_SOURCE 200809L

#include "option_ends.h"

#include <stdio.h>
#include <sys/utsname.h>

#include "option_find.h"
#include "option_step.h"
#include "report/report.h"

/* Which system it is, for whom it is sent to. */
static void report_system(const char *socket)
{
	unsigned v = sock6_version();
	struct utsname names;
	struct record record;
	char text[40];

	if (uname(&names) < 0)
		return;
	record_begin(&record, "system");
	record_string(&record, "system", REPORT_BARE, names.sysname);
	record_string(&record, "release", REPORT_BARE, names.release);
	record_string(&record, "machine", REPORT_BARE, names.machine);
	snprintf(text, sizeof(text), "%u.%u.%u", v >> 16, v >> 8 & 0xff,
		 v & 0xff);
	record_string(&record, "sock6", REPORT_LABELLED, text);
	record_string(&record, "socket_type", REPORT_LABELLED, socket);
	record_end(&record);
}

/* The highest index says nothing of an option: one that exists does. */
static int64_t highest(const struct sock6_option_info *info)
{
	struct sock6_interface first;

	if (info->type != SOCK6_OPTION_INTERFACE)
		return info->maximum;
	return sock6_interface_list(&first, 1) > 0 ? first.index : 1;
}

/* A socket each, as some values can be set once only. */
static int try_value(const struct option_socket *plan, struct trial *trial,
		     int option, int64_t value)
{
	const struct step step = { option, 1, value };
	int end = option_socket_open(plan, &trial->fd);

	if (end != OPTIONS_GO_ON)
		return end;
	option_step_set(trial, &step);
	sock6_close(trial->fd);
	return end;
}

static int is_wanted(int option, char **words)
{
	if (!*words)
		return 1;
	for (; *words; words++)
		if (option_has_word(option, *words))
			return 1;
	return 0;
}

static int try_all(const struct option_socket *plan, struct trial *trial,
		   char **words)
{
	struct sock6_option_info info;
	int end = OPTIONS_GO_ON;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++) {
		if (!(info.access & SOCK6_OPTION_SET) || !is_wanted(i, words))
			continue;
		end = try_value(plan, trial, i, info.minimum);
		if (end == OPTIONS_GO_ON)
			end = try_value(plan, trial, i, highest(&info));
		if (end != OPTIONS_GO_ON)
			break;
	}
	return end;
}

int option_ends(const struct option_socket *plan, char **words)
{
	struct trial trial = { 0 };
	char socket[60];
	int end = option_words_check(words);

	option_socket_name(plan, socket, sizeof(socket));
	if (end != OPTIONS_GO_ON)
		return end;
	report_system(socket);
	end = try_all(plan, &trial, words);
	if (end != OPTIONS_GO_ON)
		return end;
	option_step_summary(&trial, socket, NULL, 0);
	/* What is refused is an answer; that nothing is taken is not. */
	return trial.taken ? END_DONE : trial.end;
}
