/* SPDX-License-Identifier: MIT */
/* The script for fish: one line an option. */
#include <stdio.h>
#include <string.h>

#include "completion_kind.h"
#include "completion_shell.h"

static const char code[] =
	"# fish completion for sock6; \"sock6 --completion fish\" prints it.\n"
	"\n"
	"# __sock6_is COMMAND: whether its words are completed now.\n"
	"function __sock6_is\n"
	"    set -l words (commandline -opc)\n"
	"    set -l command\n"
	"    if set -q words[2]; and not string match -q -- '-*' $words[2]\n"
	"        set command $words[2]\n"
	"    end\n"
	"    test \"$command\" = \"$argv[1]\"\n"
	"end\n"
	"\n"
	"# Whether a subcommand may stand here.\n"
	"function __sock6_first\n"
	"    test (count (commandline -opc)) -eq 1\n"
	"end\n"
	"\n"
	"# __sock6_words KIND: what the command itself says.\n"
	"function __sock6_words\n"
	"    set -l sock6 (commandline -opc)[1]\n"
	"    set sock6 (string replace -r '^~/' \"$HOME/\" $sock6)\n"
	"    set -l begun (commandline -ct | string replace -r -- "
	"'^--[a-z-]+=' '')\n"
	"    $sock6 --words $argv[1] \"$begun\" 2>/dev/null\n"
	"end\n"
	"\n"
	"complete -c sock6 -f\n"
	"complete -c sock6 -n __sock6_first -a '(__sock6_words COMMAND)'\n"
	"complete -c sock6 -n __sock6_first -a help -d 'tell about a command'\n"
	"complete -c sock6 -n '__sock6_is help' -a '(__sock6_words COMMAND)'\n";

static void print_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

/* "-F" for files, "-a ..." for the rest. */
static void print_kinds(char *kinds)
{
	const char *files = "";

	printf(" -a '");
	for (char *kind = strtok(kinds, " "); kind; kind = strtok(NULL, " ")) {
		if (strcmp(kind, "FILE") == 0) {
			files = " -F";
			continue;
		}
		if (strcmp(kind, "HOST") == 0)
			printf("(__fish_print_hostnames) ");
		if (kind[0] >= 'a')
			printf("%s ", kind);
		else
			printf("(__sock6_words %s) ", kind);
	}
	printf("'%s", files);
}

static void print_options(const struct command *command, const char *name,
			  const struct option_row *row)
{
	char kinds[KINDS_SIZE];

	for (; row->name; row++) {
		printf("complete -c sock6 -n '__sock6_is \"%s\"'", name);
		if (row->key < OPTION_LONG)
			printf(" -s %c", row->key);
		printf(" -l %s -d ", row->name);
		print_quoted(row->help);
		if (row->argument) {
			completion_argument(kinds, command, row);
			/* -x forbids files, which -F would not undo. */
			printf(strstr(kinds, "FILE") ? " -r" : " -x");
			if (kinds[0])
				print_kinds(kinds);
		}
		putchar('\n');
	}
}

static void print_operands(const struct command *command)
{
	char kinds[KINDS_SIZE];

	completion_operands(kinds, command);
	if (!kinds[0])
		return;
	printf("complete -c sock6 -n '__sock6_is \"%s\"'", command->name);
	print_kinds(kinds);
	putchar('\n');
}

void completion_fish(const struct command_table *table)
{
	const struct command *first = table->commands[0];

	fputs(code, stdout);
	print_options(first, "", overview_rows + 1);
	print_options(first, "", first->options);
	for (size_t i = 0; i < table->count; i++) {
		const struct command *command = table->commands[i];

		print_options(command, command->name, command->options);
		print_operands(command);
	}
}
