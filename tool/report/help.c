/* SPDX-License-Identifier: MIT */
/* Help on standard output, from the tables that the command runs by. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "completion/completion_shell.h"

static const char ends[] =
	"Ends with: 0 done, 1 not what was asked for, 2 usage, 3 permission,\n"
	"4 unsupported here, 124 deadline.\n";

/* Of an option with its argument; what is longer has a line of its own. */
#define NAME_WIDTH 22

static void option(const struct option_row *row)
{
	char text[64];

	snprintf(text, sizeof(text), "--%s%s%s", row->name,
		 row->argument ? " " : "", row->argument ? row->argument : "");
	if (row->key < OPTION_LONG)
		printf("  -%c, ", row->key);
	else
		printf("      ");
	if (strlen(text) > NAME_WIDTH)
		printf("%s\n%*s%s\n", text, NAME_WIDTH + 7, "", row->help);
	else
		printf("%-*s %s\n", NAME_WIDTH, text, row->help);
}

static void options(const struct option_row *rows)
{
	for (; rows->name; rows++)
		option(rows);
}

/* In front of a command: what it and those below it are for. */
static const struct {
	const struct command *before;
	const char *text;
} headings[] = {
	{ &selftest_command, "What this host can do" },
	{ &listen_command, "Send and receive" },
	{ &ping_command, "Measure a path" },
	{ &icmp_command, "See what goes on" },
	{ &parse_command, "Look up, without a network" },
};

static void heading(const struct command *command)
{
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (headings[i].before == command)
			printf("\n%s:\n", headings[i].text);
}

/* A terminal has 80 columns: long operands have a line of their own. */
static void usage(const struct command *command)
{
	const char *between = command->operands[0] ? " " : "";

	if (strlen(command->operands) > 40)
		between = "\n           ";
	printf("Usage: sock6 %s [OPTION]...%s%s\n", command->name, between,
	       command->operands);
}

void help_overview(const struct command *const *commands, size_t count)
{
	puts("Usage: sock6 [COMMAND] [OPTION]...\n"
	     "Everything that the system can do for an IPv6 socket.\n"
	     "Without a command, selftest runs.");
	for (size_t i = 0; i < count; i++) {
		heading(commands[i]);
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	}
	puts("\nOptions:");
	options(overview_rows);
	puts("\n"
	     "Every command takes --json, --verbose and --help: 'sock6 ping "
	     "--help', or\n"
	     "'man sock6-ping', tells about ping.\n");
	fputs(ends, stdout);
}

void help_command(const struct command *command)
{
	usage(command);
	printf("%s\n\nOptions:\n", command->description);
	options(command->options);
	printf("\n%s", ends);
}
