/* SPDX-License-Identifier: MIT */
/* One record: a line of text, or a JSON object in a line. */
#define _POSIX_C_SOURCE 200809L

#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "escape.h"
#include "message.h"
#include "progress.h"
#include "quantity.h"
#include "time_unit.h"

static int use_json, is_silent;

void report_use_json(void)
{
	use_json = 1;
}

int report_is_json(void)
{
	return use_json;
}

void report_mute(int is_mute)
{
	is_silent = is_mute;
}

int record_is_mute(const struct record *record)
{
	return !record->object;
}

/* no-color.org: set and not empty means no colour. */
static int has_colour(void)
{
	static int known = -1;
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (known < 0)
		known = isatty(STDOUT_FILENO) && !(no && *no) && terminal &&
			strcmp(terminal, "dumb") != 0;
	return known;
}

void record_begin(struct record *record, const char *type)
{
	if (is_silent) {
		record->object = NULL;
		record->below = NULL;
		record->count = 0;
		return;
	}
	memset(record, 0, sizeof(*record));
	record->object = json_object();
	if (!record->object)
		out_of_memory();
	record_string(record, "type", REPORT_HIDDEN, type);
}

/* Takes over the value. */
static void add(struct record *record, const char *name,
		enum report_style style, json_t *value, const char *text)
{
	struct report_field *field = &record->fields[record->count];

	if (record->count == REPORT_FIELDS || !value ||
	    json_object_set_new(record->object, name, value) != 0)
		out_of_memory();
	field->style = style;
	field->name = name;
	field->text = escape_name(text);
	record->count++;
}

void record_string(struct record *record, const char *name,
		   enum report_style style, const char *value)
{
	json_t *string;
	char *safe;

	if (record_is_mute(record))
		return;
	safe = escape_name(value);
	string = json_string(value);
	/* Not UTF-8, such as an interface's name may be. */
	if (!string)
		string = json_string(safe);
	add(record, name, style, string, value);
	free(safe);
}

void record_integer(struct record *record, const char *name,
		    enum report_style style, int64_t value)
{
	char text[24];

	if (record_is_mute(record))
		return;
	snprintf(text, sizeof(text), "%" PRId64, value);
	add(record, name, style, json_integer(value), text);
}

void record_real(struct record *record, const char *name,
		 enum report_style style, double value)
{
	char text[32];

	if (record_is_mute(record))
		return;
	snprintf(text, sizeof(text), "%.3f", value);
	add(record, name, style, json_real(value), text);
}

void record_time(struct record *record, const char *name,
		 enum report_style style, int64_t nanoseconds)
{
	char text[QUANTITY_SIZE];

	record_real(record, name, style, (double)nanoseconds / 1e9);
	record_show(record, quantity_duration(text, nanoseconds));
}

void record_moment(struct record *record, const char *name,
		   enum report_style style, int64_t nanoseconds)
{
	time_t seconds = (time_t)(nanoseconds / SECOND);
	char day[40] = "", text[64];
	struct tm parts;

	if (record_is_mute(record))
		return;
	if (gmtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%09" PRId64 "Z", day,
		 nanoseconds % SECOND);
	record_string(record, name, style, text);
	if (localtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%06" PRId64, day,
		 nanoseconds % SECOND / 1000);
	record_show(record, text);
}

void record_duration(struct record *record, const char *name,
		     int64_t nanoseconds)
{
	char text[QUANTITY_SIZE], shown[QUANTITY_SIZE + 4];

	record_time(record, name, REPORT_BARE, nanoseconds);
	snprintf(shown, sizeof(shown), "in %s",
		 quantity_duration(text, nanoseconds));
	record_show(record, shown);
}

void record_true(struct record *record, const char *name,
		 enum report_style style)
{
	if (!record_is_mute(record))
		add(record, name, style, json_true(), name);
}

void record_json(struct record *record, const char *name,
		 enum report_style style, json_t *value, const char *text)
{
	if (record_is_mute(record))
		json_decref(value);
	else
		add(record, name, style, value, text);
}

static struct report_field *last(struct record *record)
{
	return &record->fields[record->count - 1];
}

static void lengthen(struct report_field *field, const char *value)
{
	char *safe = escape_name(value);
	size_t length = strlen(field->text), more = strlen(safe);
	char *text = realloc(field->text, length + more + 2);

	if (!text)
		out_of_memory();
	text[length] = ',';
	memcpy(text + length + 1, safe, more + 1);
	field->text = text;
	free(safe);
}

void record_append(struct record *record, const char *name,
		   enum report_style style, const char *value)
{
	json_t *list = json_object_get(record->object, name), *string;
	char *safe;

	if (record_is_mute(record))
		return;
	safe = escape_name(value);
	string = json_string(value);
	if (!list) {
		list = json_array();
		add(record, name, style, list, value);
	} else {
		lengthen(last(record), value);
	}
	if (json_array_append_new(list, string ? string : json_string(safe)))
		out_of_memory();
	free(safe);
}

void record_show(struct record *record, const char *text)
{
	if (record_is_mute(record))
		return;
	free(last(record)->text);
	last(record)->text = escape_name(text);
}

void record_paint(struct record *record, enum report_colour colour)
{
	if (!record_is_mute(record))
		last(record)->colour = colour;
}

static void print_value(FILE *out, const struct report_field *field)
{
	static const char *const codes[] = { "", "\033[31m", "\033[32m",
					     "\033[33m" };

	if (field->colour && has_colour())
		fprintf(out, "%s%s\033[0m", codes[field->colour], field->text);
	else
		fputs(field->text, out);
}

/* Also behind a word: "watching: 1". */
static int is_one(const char *text)
{
	size_t length = strlen(text);

	return length && text[length - 1] == '1' &&
	       (length == 1 || text[length - 2] == ' ');
}

/* "2 bytes", "1 byte", "1 address", "2 too late". */
static void print_unit(FILE *out, const struct report_field *field)
{
	size_t length = strlen(field->name);

	if (is_one(field->text) && field->name[length - 1] == 's')
		length--;
	if (is_one(field->text) && length > 3 &&
	    strncmp(field->name + length - 3, "sse", 3) == 0)
		length--;
	putc(' ', out);
	for (size_t i = 0; i < length; i++)
		putc(field->name[i] == '_' ? ' ' : field->name[i], out);
}

static void print_field(FILE *out, const struct report_field *field)
{
	if (field->style == REPORT_LABELLED)
		fprintf(out, "%s=", field->name);
	print_value(out, field);
	if (field->style == REPORT_COUNTED)
		print_unit(out, field);
}

static int is_shown(const struct record *record)
{
	for (unsigned i = 0; i < record->count; i++)
		if (record->fields[i].style != REPORT_HIDDEN)
			return 1;
	return 0;
}

static void print_fields(FILE *out, const struct record *record)
{
	const char *between = "";

	for (unsigned i = 0; i < record->count; i++) {
		const struct report_field *field = &record->fields[i];

		if (field->style == REPORT_HIDDEN)
			continue;
		if (field->style == REPORT_BELOW) {
			fprintf(out, "\n  %s: ", field->name);
			print_value(out, field);
			continue;
		}
		fputs(between, out);
		print_field(out, field);
		between = field->style == REPORT_COUNTED ? ", " : " ";
	}
	putc('\n', out);
}

static void print_indented(FILE *out, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n") + 1;

		fprintf(out, "  %.*s", (int)length, lines);
		lines += length;
	}
}

static void add_below(struct record *record, const char *lines, size_t size)
{
	char *more = realloc(record->below, record->below_size + size + 1);

	if (!more)
		out_of_memory();
	memcpy(more + record->below_size, lines, size + 1);
	record->below = more;
	record->below_size += size;
}

static void nest_text(struct record *record, const struct record *inner)
{
	char *lines = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&lines, &size);

	if (!out)
		out_of_memory();
	if (is_shown(inner)) {
		fputs("  ", out);
		print_fields(out, inner);
	}
	if (inner->below)
		print_indented(out, inner->below);
	if (fclose(out) != 0)
		out_of_memory();
	add_below(record, lines, size);
	free(lines);
}

static json_t *list_of(struct record *record, const char *name)
{
	json_t *list = json_object_get(record->object, name);

	if (list)
		return list;
	list = json_array();
	if (!list || json_object_set_new(record->object, name, list) != 0)
		out_of_memory();
	return list;
}

void record_nest(struct record *record, const char *list, struct record *inner)
{
	if (record_is_mute(record) || record_is_mute(inner)) {
		record_discard(inner);
		return;
	}
	if (json_array_append(list_of(record, list), inner->object) != 0)
		out_of_memory();
	if (!use_json)
		nest_text(record, inner);
	record_discard(inner);
}

void record_discard(struct record *record)
{
	for (unsigned i = 0; i < record->count; i++)
		free(record->fields[i].text);
	free(record->below);
	json_decref(record->object);
}

void record_end(struct record *record)
{
	if (record_is_mute(record))
		return;
	progress_clear();
	if (use_json) {
		json_dumpf(record->object, stdout,
			   JSON_COMPACT | JSON_ENSURE_ASCII |
				   JSON_REAL_PRECISION(9));
		putchar('\n');
	} else {
		print_fields(stdout, record);
		if (record->below)
			fputs(record->below, stdout);
	}
	record_discard(record);
}
