/* SPDX-License-Identifier: MIT */
/* sock6 types: ICMPv6 types and codes, neighbour discovery options and next
 * headers, by number and by name. */
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sock6.h>

#include "command.h"
#include "packet/icmp_name.h"
#include "report/message.h"
#include "report/report.h"
#include "report/value_record.h"
#include "words/number_name.h"
#include "words/options.h"
#include "words/values.h"

enum { OPTION_CODES = OPTION_LONG };

struct types {
	int options, headers, codes;
	char **words;
	unsigned found;
};

/* Without regard to case, and to how its words are joined. */
static int begins_with(const char *text, const char *word)
{
	for (; *word; text++, word++) {
		int space = *text == ' ' || *text == '_' || *text == '-';
		int joint = *word == ' ' || *word == '_' || *word == '-';

		if (!*text ||
		    (strncasecmp(text, word, 1) != 0 && !(space && joint)))
			return 0;
	}
	return 1;
}

/* From the beginning of a word on: "ra" is not meant to find "parameter". */
static int contains(const char *text, const char *word)
{
	for (const char *at = text; *at; at++)
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
		    begins_with(at, word))
			return 1;
	return 0;
}

/* Whether a row is wanted: by its number, or words of one of its names. */
static int is_wanted(const struct types *t, int number, const char *name,
		     const char *other)
{
	char digits[16];

	if (!t->words[0])
		return 1;
	snprintf(digits, sizeof(digits), "%d", number);
	for (char **word = t->words; *word; word++)
		if (strcmp(*word, digits) == 0 || contains(name, *word) ||
		    strcmp(*word, other) == 0)
			return 1;
	return 0;
}

static void add_number(struct record *record, int number)
{
	char shown[16];

	record_integer(record, "number", REPORT_BARE, number);
	snprintf(shown, sizeof(shown), "%3d", number);
	record_show(record, shown);
}

static void add_codes(struct record *record, int type)
{
	for (int code = 0; code < 256; code++) {
		const char *name = sock6_icmp_code_name(type, code);
		struct record inner;

		if (!name)
			continue;
		record_begin(&inner, "code");
		add_number(&inner, code);
		record_string(&inner, "name", REPORT_BARE, name);
		record_nest(record, "codes", &inner);
	}
}

static void tell_type(struct types *t, int type)
{
	const struct icmp_name *row = icmp_name_of(type);
	const char *name = sock6_icmp_type_name(type);
	struct record record;

	if (!row || !name || !is_wanted(t, type, name, row->name))
		return;
	record_begin(&record, "icmp_type");
	add_number(&record, type);
	value_record_column(&record, "short", row->name, 27);
	value_record_column(&record, "name", name, 49);
	record_string(&record, "reference", REPORT_BARE, row->rfc);
	record_string(&record, "kind",
		      icmp_is_error(type) ? REPORT_BARE : REPORT_HIDDEN,
		      icmp_is_error(type) ? "error" : "informational");
	record_paint(&record, REPORT_RED);
	if (t->codes || t->words[0])
		add_codes(&record, type);
	record_end(&record);
	t->found++;
}

static void tell_number(struct types *t, const char *type,
			const struct number_name *row, const char *name)
{
	struct record record;

	if (!is_wanted(t, row->number, name, ""))
		return;
	record_begin(&record, type);
	add_number(&record, row->number);
	value_record_column(&record, "name", name, 38);
	record_string(&record, "reference", REPORT_BARE, row->rfc);
	record_end(&record);
	t->found++;
}

static void tell_all(struct types *t)
{
	const struct number_name *row;
	int number = -1;

	for (int type = 0; type < 256 && !t->options && !t->headers; type++)
		tell_type(t, type);
	while (t->options && (row = neighbor_option_after(number))) {
		number = row->number;
		tell_number(t, "neighbor_option", row,
			    neighbor_option_name(number));
	}
	number = -1;
	while (t->headers && (row = next_header_after(number))) {
		number = row->number;
		tell_number(t, "next_header", row, next_header_name(number));
	}
}

static int summarise(const struct types *t)
{
	struct record record;

	if (report_is_json()) {
		record_begin(&record, "summary");
		record_integer(&record, "rows", REPORT_HIDDEN, t->found);
		record_end(&record);
	}
	if (t->found)
		return END_DONE;
	message("%s: nothing has this number or name; give none to see all",
		t->words[0]);
	return END_UNMET;
}

static int take(void *context, int key, const struct word *word)
{
	struct types *t = context;

	(void)word;
	switch (key) {
	case 'o': t->options = 1; break;
	case 'n': t->headers = 1; break;
	default: t->codes = 1; break;
	}
	return OPTIONS_GO_ON;
}

static int run(int argc, char **argv)
{
	struct types t = { 0 };
	int end = options_read(&types_command, argc, argv, take, &t, &t.words);

	if (end != OPTIONS_GO_ON)
		return end;
	if (t.codes && (t.options || t.headers))
		return usage_error("--codes: only ICMPv6 types have codes; "
				   "give it without --options and --headers");
	tell_all(&t);
	return summarise(&t);
}

static const struct option_row rows[] = {
	{ OPTION_CODES, "codes", NULL, "print the codes of each type as well" },
	{ 'o', "options", NULL,
	  "print options of neighbour discovery instead" },
	{ 'n', "headers", NULL, "print next headers instead" },
	OPTION_ROWS_COMMON
};

const struct command types_command = {
	.name = "types",
	.operands = "[NUMBER|WORD]...",
	.summary = "list ICMPv6 types and codes, options, next headers",
	.description = "Print the types of ICMPv6 with their numbers, short "
		       "names, names and RFCs, or\n"
		       "those that have a number or a word, and then their "
		       "codes too.\n"
		       "\n"
		       "  sock6 types 134\n"
		       "  sock6 types neighbor\n"
		       "  sock6 types --options dns",
	.options = rows,
	.run = run,
};
