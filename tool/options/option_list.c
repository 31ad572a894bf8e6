/* SPDX-License-Identifier: MIT */
/* The table of options, and what there is to say about one of them. */
#include "option_list.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "option_find.h"
#include "option_meaning.h"
#include "option_record.h"
#include "option_value.h"
#include "report/report.h"
#include "report/value_record.h"

#define NAME_COLUMN  29
#define VALUE_COLUMN 14

struct list {
	const struct option_socket *plan;
	sock6_fd fd;
	unsigned listed, supported;
};

static const char *kind_of(const struct sock6_option_info *info)
{
	switch (info->type) {
	case SOCK6_OPTION_BOOLEAN: return "boolean";
	case SOCK6_OPTION_INTERFACE: return "interface";
	case SOCK6_OPTION_BITS: return "bits";
	default: return "integer";
	}
}

/* A value that cannot be read leaves its column empty. */
static void add_name(struct record *record,
		     const struct sock6_option_info *info)
{
	record_string(record, "name", REPORT_BARE, info->name);
	value_record_pad(record, info->name,
			 info->access & SOCK6_OPTION_GET
				 ? NAME_COLUMN
				 : NAME_COLUMN + 1 + VALUE_COLUMN);
}

/* Why there is no value is told as a word in its place. */
static void add_value(struct record *record, enum report_style style,
		      const struct list *list, int option,
		      const struct sock6_option_info *info)
{
	static const struct option_record_names names = { "value",
							  "value_name" };
	char text[OPTION_VALUE_SIZE];
	int64_t value;
	int status;

	if (!(info->access & SOCK6_OPTION_GET))
		return;
	status = sock6_get(list->fd, option, &value);
	if (status < 0) {
		option_record_status(record, style, status, "");
		if (style == REPORT_BARE)
			value_record_pad(record, sock6_status_name(status),
					 VALUE_COLUMN);
		return;
	}
	option_record_value(record, &names, style, option, info, value);
	if (style == REPORT_BARE)
		value_record_pad(record,
				 option_value_text(text, option, info, value),
				 VALUE_COLUMN);
}

static void add_range(struct record *record, enum report_style style,
		      const struct sock6_option_info *info)
{
	char text[60];

	record_string(record, "kind", style, kind_of(info));
	if (info->type == SOCK6_OPTION_BITS)
		snprintf(text, sizeof(text), "bits 0x%" PRIx64,
			 (uint64_t)info->maximum);
	else if (info->type == SOCK6_OPTION_INTEGER &&
		 info->access & SOCK6_OPTION_SET)
		snprintf(text, sizeof(text), "%" PRId64 " to %" PRId64,
			 info->minimum, info->maximum);
	else
		snprintf(text, sizeof(text), "%s", kind_of(info));
	value_record_pad(record, text, style == REPORT_BARE ? 16 : 0);
	if (info->access & SOCK6_OPTION_SET) {
		record_integer(record, "minimum", REPORT_HIDDEN, info->minimum);
		record_integer(record, "maximum", REPORT_HIDDEN, info->maximum);
	}
}

static void add_access(struct record *record, enum report_style style,
		       const struct sock6_option_info *info)
{
	static const char *const texts[] = { "", "get", "set", "get, set" };
	const char *text = texts[info->access & 3];

	record_string(record, "access", style, text);
	if (style == REPORT_BARE)
		value_record_pad(record, text, 8);
}

static void add_system(struct record *record, enum report_style style,
		       const struct sock6_option_info *info)
{
	if (info->supported) {
		option_record_system(record, style, info);
		return;
	}
	record_string(record, "system", style, "unsupported");
	record_paint(record, REPORT_YELLOW);
}

static void list_one(struct list *list, int option)
{
	struct sock6_option_info info;
	struct record record;

	if (sock6_option_info(option, &info) < 0)
		return;
	record_begin(&record, "option");
	add_name(&record, &info);
	add_value(&record, REPORT_BARE, list, option, &info);
	add_range(&record, REPORT_BARE, &info);
	add_access(&record, REPORT_BARE, &info);
	add_system(&record, REPORT_BARE, &info);
	record_string(&record, "reference", REPORT_BARE, info.reference);
	record_end(&record);
	list->listed++;
	list->supported += info.supported != 0;
}

/* What it takes and since when, as a probe tells it. */
static void add_notes(struct record *record, int option)
{
	static struct sock6_probe_result results[SOCK6_PROBE_MAXIMUM];
	int count = sock6_probe(results, SOCK6_PROBE_MAXIMUM);

	for (int i = 0; i < count; i++) {
		if (results[i].option != option)
			continue;
		if (results[i].privilege[0])
			record_string(record, "privilege", REPORT_BELOW,
				      results[i].privilege);
		if (results[i].since[0])
			record_string(record, "since", REPORT_BELOW,
				      results[i].since);
	}
}

/* The constant of an option follows from its name. */
static void add_constant(struct record *record, const char *name)
{
	char text[60] = "SOCK6_OPT_";
	size_t length = strlen(text);

	for (; *name && length < sizeof(text) - 1; name++)
		text[length++] = *name == '-'
					 ? '_'
					 : (char)toupper((unsigned char)*name);
	text[length] = '\0';
	record_string(record, "constant", REPORT_BELOW, text);
}

static void describe(struct list *list, int option)
{
	char takes[OPTION_VALUE_SIZE];
	struct sock6_option_info info;
	struct record record;

	sock6_option_info(option, &info);
	record_begin(&record, "option");
	record_string(&record, "name", REPORT_BARE, info.name);
	record_string(&record, "meaning", REPORT_BELOW, option_meaning(option));
	add_value(&record, REPORT_BELOW, list, option, &info);
	add_range(&record, REPORT_HIDDEN, &info);
	option_value_takes(takes, option, &info);
	if (*takes)
		record_string(&record, "takes", REPORT_BELOW, takes);
	add_access(&record, REPORT_BELOW, &info);
	add_system(&record, REPORT_BELOW, &info);
	add_constant(&record, info.name);
	record_string(&record, "reference", REPORT_BELOW, info.reference);
	add_notes(&record, option);
	record_end(&record);
	list->listed++;
	list->supported += info.supported != 0;
}

/* Lists those that have the word, or all; how many there are. */
static unsigned list_word(struct list *list, const char *word)
{
	struct sock6_option_info info;
	unsigned found = 0;

	for (int option = 1; sock6_option_info(option, &info) == 0; option++)
		if (option_has_word(option, word)) {
			list_one(list, option);
			found++;
		}
	return found;
}

static void summarise(const struct list *list)
{
	struct record record;
	char text[60];

	record_begin(&record, "summary");
	record_integer(&record, "options", REPORT_COUNTED, list->listed);
	record_integer(&record, "supported", REPORT_BARE, list->supported);
	snprintf(text, sizeof(text), "%u supported here,", list->supported);
	record_show(&record, text);
	option_socket_name(list->plan, text, sizeof(text));
	record_string(&record, "socket_type", REPORT_BARE, text);
	snprintf(text, sizeof(text), "values of a new socket (%s)",
		 list->plan->type);
	record_show(&record, text);
	record_end(&record);
}

int option_list(const struct option_socket *plan, char **words)
{
	struct list list = { .plan = plan };
	const int is_described =
		words[0] && !words[1] && sock6_option_find(words[0]) > 0;
	int end = option_words_check(words);

	if (end == OPTIONS_GO_ON)
		end = option_socket_open(plan, &list.fd);
	if (end != OPTIONS_GO_ON)
		return end;
	if (!words[0])
		list_word(&list, "");
	for (; *words; words++) {
		int option = sock6_option_find(*words);

		if (option > 0)
			describe(&list, option);
		else
			list_word(&list, *words);
	}
	sock6_close(list.fd);
	/* What is told of one option needs no sum, but in JSON. */
	if (!is_described || report_is_json())
		summarise(&list);
	return END_DONE;
}
