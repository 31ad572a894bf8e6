/* SPDX-License-Identifier: MIT */
/* Options tried on a new socket, one after the other, and what changed. */
#include "option_trial.h"

#include <stdio.h>
#include <string.h>

#include "option_find.h"
#include "option_record.h"
#include "option_step.h"
#include "option_value.h"
#include "report/message.h"
#include "report/report.h"

#define OPTIONS 256 /* more than there are */

/* What an option reads as; status 1 where nobody has asked. */
struct reading {
	int status;
	int64_t value;
};

static int parse_setting(struct step *step, const char *word,
			 const char *equals)
{
	struct sock6_option_info info;

	step->option = option_find(word, (size_t)(equals - word));
	if (step->option < 0)
		return -step->option;
	sock6_option_info(step->option, &info);
	step->is_set = 1;
	if (!(info.access & SOCK6_OPTION_SET))
		return usage_error("%s: can only be read; give %s alone", word,
				   info.name);
	return option_value_parse(step->option, &info, equals + 1,
				  &step->wanted);
}

static int parse_reading(struct step *step, const char *word)
{
	struct sock6_option_info info;

	step->option = option_find(word, strlen(word));
	if (step->option < 0)
		return -step->option;
	sock6_option_info(step->option, &info);
	step->is_set = 0;
	if (!(info.access & SOCK6_OPTION_GET))
		return usage_error("%s: can only be set; give %s=VALUE", word,
				   word);
	return OPTIONS_GO_ON;
}

static int parse(const struct option_trial_plan *plan, struct step *steps,
		 unsigned *count)
{
	int end = OPTIONS_GO_ON;

	for (char **word = plan->words; *word; word++) {
		const char *equals = strchr(*word, '=');

		if (*count == OPTIONS)
			return usage_error("%s: too many; give %d at most",
					   *word, OPTIONS);
		if (equals && plan->is_reading)
			return usage_error("%s: --get sets nothing; give %.*s",
					   *word, (int)(equals - *word), *word);
		end = equals ? parse_setting(&steps[*count], *word, equals)
			     : parse_reading(&steps[*count], *word);
		if (end != OPTIONS_GO_ON)
			return end;
		++*count;
	}
	return end;
}

/* Reading the pending error would clear it. */
static void read_all(sock6_fd fd, struct reading *readings)
{
	struct sock6_option_info info;

	for (int i = 1; i < OPTIONS; i++) {
		readings[i].status = 1;
		if (i != SOCK6_OPT_PENDING_ERROR &&
		    sock6_option_info(i, &info) == 0 &&
		    info.access & SOCK6_OPTION_GET)
			readings[i].status =
				sock6_get(fd, i, &readings[i].value);
	}
}

/* "64 -> 7": the arrow belongs to what it was before. */
static void show_side(struct record *record,
		      const struct option_record_names *names, const char *text)
{
	char shown[OPTION_VALUE_SIZE + 4];

	snprintf(shown, sizeof(shown), "%s%s", text,
		 strcmp(names->value, "before") == 0 ? " ->" : "");
	record_show(record, shown);
}

/* What could not be read is told by the name of the status. */
static void add_reading(struct record *record,
			const struct option_record_names *names, int option,
			const struct sock6_option_info *info,
			const struct reading *reading)
{
	char text[OPTION_VALUE_SIZE];
	const char *shown = sock6_status_name(reading->status);

	if (reading->status == 0) {
		option_record_value(record, names, REPORT_BARE, option, info,
				    reading->value);
		shown = option_value_text(text, option, info, reading->value);
	} else {
		record_string(record, names->name, REPORT_BARE, shown);
	}
	show_side(record, names, shown);
}

static void report_change(int option, const struct reading *before,
			  const struct reading *after)
{
	static const struct option_record_names then = { "before",
							 "before_name" };
	static const struct option_record_names now = { "after", "after_name" };
	struct sock6_option_info info;
	struct record record;

	sock6_option_info(option, &info);
	record_begin(&record, "change");
	record_string(&record, "name", REPORT_BARE, info.name);
	add_reading(&record, &then, option, &info, before);
	add_reading(&record, &now, option, &info, after);
	record_end(&record);
}

static unsigned compare(sock6_fd fd, const struct reading *before)
{
	static struct reading after[OPTIONS];
	unsigned changed = 0;

	read_all(fd, after);
	for (int i = 1; i < OPTIONS; i++) {
		if (after[i].status == before[i].status &&
		    (after[i].status != 0 || after[i].value == before[i].value))
			continue;
		report_change(i, &before[i], &after[i]);
		changed++;
	}
	return changed;
}

/* What a socket reads as that has not been bound, connected or set. */
static int read_fresh(const struct option_socket *plan,
		      struct reading *readings)
{
	sock6_fd fd;
	int end = option_socket_fresh(plan, &fd);

	if (end != OPTIONS_GO_ON)
		return end;
	read_all(fd, readings);
	sock6_close(fd);
	return end;
}

static void run_steps(struct trial *trial, const struct step *steps,
		      unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (steps[i].is_set)
			option_step_set(trial, &steps[i]);
		else
			option_step_get(trial, &steps[i]);
}

/* --get without a name: whatever can be read. */
static void run_all(struct trial *trial)
{
	struct sock6_option_info info;
	struct step step = { 0 };

	for (int i = 1; sock6_option_info(i, &info) == 0; i++) {
		step.option = i;
		if (info.supported && info.access & SOCK6_OPTION_GET)
			option_step_get(trial, &step);
	}
	trial->end = END_DONE;
}

int option_trial(const struct option_trial_plan *plan)
{
	static struct step steps[OPTIONS];
	static struct reading before[OPTIONS];
	struct trial trial = { 0 };
	unsigned count = 0, changed = 0;
	char text[60];
	int end = parse(plan, steps, &count);

	if (end == OPTIONS_GO_ON)
		end = read_fresh(&plan->socket, before);
	if (end == OPTIONS_GO_ON)
		end = option_socket_open(&plan->socket, &trial.fd);
	if (end != OPTIONS_GO_ON)
		return end;
	if (plan->is_reading && !count)
		run_all(&trial);
	run_steps(&trial, steps, count);
	if (plan->is_comparing)
		changed = compare(trial.fd, before);
	sock6_close(trial.fd);
	option_socket_name(&plan->socket, text, sizeof(text));
	/* A script that reads values reads nothing else. */
	if (!plan->is_reading || report_is_json())
		option_step_summary(&trial, text,
				    plan->is_comparing ? "changed" : NULL,
				    changed);
	return trial.end;
}
