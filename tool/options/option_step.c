/* SPDX-License-Identifier: MIT */
/* One option of a trial, set or read, and what came of it. */
#include "option_step.h"

#include <stdio.h>

#include "command.h"
#include "option_record.h"
#include "option_remedy.h"
#include "option_value.h"
#include "report/message.h"
#include "report/report.h"

static const char *word_of(int status)
{
	switch (end_of_status(status)) {
	case END_DONE: return "taken";
	case END_PERMISSION: return "permission";
	case END_UNSUPPORTED: return "unsupported";
	default: return "refused";
	}
}

static enum report_colour colour_of(int status)
{
	switch (end_of_status(status)) {
	case END_DONE: return REPORT_GREEN;
	case END_PERMISSION: return REPORT_YELLOW;
	default: return REPORT_RED;
	}
}

static void add_result(struct record *record, int status)
{
	char text[16];

	record_string(record, "result", REPORT_BARE, word_of(status));
	snprintf(text, sizeof(text), "%-11s", word_of(status));
	record_show(record, text);
	record_paint(record, colour_of(status));
}

/* "name=184 (ef)" in one piece. */
static void add_wanted(struct record *record, const struct step *step,
		       const struct sock6_option_info *info)
{
	static const struct option_record_names names = { "wanted",
							  "wanted_name" };
	char text[OPTION_VALUE_SIZE], shown[OPTION_VALUE_SIZE + 50];

	record_string(record, "name", REPORT_BARE, info->name);
	snprintf(shown, sizeof(shown), "%s=%s", info->name,
		 option_value_text(text, step->option, info, step->wanted));
	record_show(record, shown);
	option_record_value(record, &names, REPORT_HIDDEN, step->option, info,
			    step->wanted);
}

/* What it reads as now: shown where it is not what was wanted, and why. */
static void add_found(struct record *record, const struct trial *trial,
		      const struct step *step,
		      const struct sock6_option_info *info)
{
	static const struct option_record_names names = { "value",
							  "value_name" };
	char text[OPTION_VALUE_SIZE], shown[OPTION_VALUE_SIZE + 120];
	const char *limit;
	int64_t value;

	if (!(info->access & SOCK6_OPTION_GET) ||
	    sock6_get(trial->fd, step->option, &value) < 0)
		return;
	limit = option_limit(step->option, step->wanted, value);
	if (*limit)
		record_string(record, "remedy", REPORT_HIDDEN, limit);
	option_record_value(record, &names,
			    value == step->wanted ? REPORT_HIDDEN : REPORT_BARE,
			    step->option, info, value);
	snprintf(shown, sizeof(shown), "but reads %s%s%s%s",
		 option_value_text(text, step->option, info, value),
		 *limit ? " (" : "", limit, *limit ? ")" : "");
	record_show(record, shown);
}

static void count(struct trial *trial, int status)
{
	if (status < 0) {
		trial->refused++;
		if (trial->end == END_DONE)
			trial->end = end_of_status(status);
	}
}

void option_step_set(struct trial *trial, const struct step *step)
{
	struct sock6_option_info info;
	struct record record;
	char remedy[120];
	int status;

	sock6_option_info(step->option, &info);
	status = sock6_set(trial->fd, step->option, step->wanted);
	record_begin(&record, "trial");
	add_result(&record, status);
	add_wanted(&record, step, &info);
	if (status < 0) {
		option_remedy(remedy, sizeof(remedy), step->option, status,
			      step->wanted);
		option_record_status(&record, REPORT_BARE, status, remedy);
	} else {
		add_found(&record, trial, step, &info);
	}
	option_record_system(&record, REPORT_LABELLED, &info);
	record_end(&record);
	trial->taken += status >= 0;
	count(trial, status);
}

void option_step_get(struct trial *trial, const struct step *step)
{
	static const struct option_record_names names = { "value",
							  "value_name" };
	struct sock6_option_info info;
	struct record record;
	char remedy[120];
	int64_t value;
	int status;

	sock6_option_info(step->option, &info);
	status = sock6_get(trial->fd, step->option, &value);
	record_begin(&record, "value");
	record_string(&record, "name", REPORT_BARE, info.name);
	if (status < 0) {
		option_remedy(remedy, sizeof(remedy), step->option, status, 0);
		option_record_status(&record, REPORT_BARE, status, remedy);
	} else {
		option_record_value(&record, &names, REPORT_BARE, step->option,
				    &info, value);
	}
	option_record_system(&record, REPORT_HIDDEN, &info);
	record_end(&record);
	trial->read += status >= 0;
	count(trial, status);
}

void option_step_summary(const struct trial *trial, const char *socket,
			 const char *name, unsigned number)
{
	struct record record;
	char text[60];

	record_begin(&record, "summary");
	record_integer(&record, "taken", REPORT_BARE, trial->taken);
	snprintf(text, sizeof(text), "%u taken,", trial->taken);
	record_show(&record, text);
	record_integer(&record, "refused", REPORT_BARE, trial->refused);
	snprintf(text, sizeof(text), "%u refused,", trial->refused);
	record_show(&record, text);
	record_integer(&record, "read",
		       trial->read ? REPORT_BARE : REPORT_HIDDEN, trial->read);
	snprintf(text, sizeof(text), "%u read,", trial->read);
	record_show(&record, text);
	if (name) {
		record_integer(&record, name, REPORT_BARE, number);
		snprintf(text, sizeof(text), "%u %s,", number, name);
		record_show(&record, text);
	}
	record_string(&record, "socket_type", REPORT_BARE, socket);
	snprintf(text, sizeof(text), "on a new socket (%s)", socket);
	record_show(&record, text);
	record_end(&record);
}
