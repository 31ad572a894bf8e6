/* SPDX-License-Identifier: MIT */
/* Options of a subcommand, read from its table by getopt_long(3). */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "process/verbose.h"
#include "report/help.h"
#include "report/message.h"
#include "report/report.h"

#define ROWS 40

struct tables {
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 3];
};

static void make_tables(struct tables *t, const struct option_row *rows)
{
	char *letter = t->shorts;
	unsigned i;

	memset(t, 0, sizeof(*t));
	/* A colon in front: a missing argument is told from a wrong option. */
	*letter++ = ':';
	for (i = 0; rows[i].name && i < ROWS; i++) {
		t->longs[i].name = rows[i].name;
		t->longs[i].has_arg = rows[i].argument != NULL;
		t->longs[i].val = rows[i].key;
		if (rows[i].key >= OPTION_LONG)
			continue;
		*letter++ = (char)rows[i].key;
		if (rows[i].argument)
			*letter++ = ':';
	}
}

static const struct option_row *find(const struct option_row *rows, int key)
{
	while (rows->name && rows->key != key)
		rows++;
	return rows->name ? rows : NULL;
}

static int is_ambiguous(const struct option_row *rows, const char *word)
{
	unsigned matches = 0;

	for (; rows->name; rows++)
		matches += strncmp(rows->name, word + 2, strlen(word) - 2) == 0;
	return matches > 1;
}

/* getopt_long(3) leaves 0 in optopt for a long option that it cannot place. */
static int wrong(const struct command *command, int key, char *word)
{
	const struct option_row *row = find(command->options, optopt);

	if (key == ':' && row)
		return usage_error("--%s: needs a value; give %s", row->name,
				   row->argument);
	if (optopt && row)
		return usage_error("%s: takes no value; give --%s", word,
				   row->name);
	if (optopt)
		return usage_error("-%c: unknown option; see 'sock6 %s --help'",
				   optopt, command->name);
	if (is_ambiguous(command->options, word))
		return usage_error("%s: could be several options; write it out",
				   word);
	return usage_error("%s: unknown option; see 'sock6 %s --help'", word,
			   command->name);
}

static int take_one(const struct command *command, int key,
		    int (*take)(void *, int, const struct word *),
		    void *context)
{
	const struct option_row *row = find(command->options, key);
	char name[40];
	struct word word = { name, optarg };

	switch (key) {
	case 'h': help_command(command); return END_DONE;
	case 'j': report_use_json(); return OPTIONS_GO_ON;
	case 'v': verbose_on(); return OPTIONS_GO_ON;
	default:
		snprintf(name, sizeof(name), "--%s", row->name);
		return take(context, key, &word);
	}
}

int options_read(const struct command *command, int argc, char **argv,
		 int (*take)(void *context, int key, const struct word *word),
		 void *context, char ***operands)
{
	struct tables tables;
	int key, end;

	make_tables(&tables, command->options);
	opterr = 0;
	while ((key = getopt_long(argc, argv, tables.shorts, tables.longs,
				  NULL)) != -1) {
		if (key == ':' || key == '?')
			return wrong(command, key, argv[optind - 1]);
		end = take_one(command, key, take, context);
		if (end != OPTIONS_GO_ON)
			return end;
	}
	*operands = argv + optind;
	return OPTIONS_GO_ON;
}
