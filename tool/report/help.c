/* SPDX-License-Identifier: MIT */
/* Help on standard output, from the tables that the command runs by. */
#include "help.h"

#include <stdio.h>

#include "completion/completion_shell.h"

static const char ends[] =
	"Ends with: 0 done, 1 not what was asked for, 2 usage, 3 permission,\n"
	"4 unsupported here, 124 deadline.\n";

static void option(const struct option_row *row)
{
	char text[64];

	snprintf(text, sizeof(text), "--%s%s%s", row->name,
		 row->argument ? " " : "", row->argument ? row->argument : "");
	if (row->key < OPTION_LONG)
		printf("  -%c, ", row->key);
	else
		printf("      ");
	printf("%-22s %s\n", text, row->help);
}

static void options(const struct option_row *rows)
{
	for (; rows->name; rows++)
		option(rows);
}

void help_overview(const struct command *const *commands, size_t count)
{
	puts("Usage: sock6 [COMMAND] [OPTION]...\n"
	     "Everything that the system can do for an IPv6 socket.\n"
	     "\n"
	     "Commands (the first one runs when none is given):");
	for (size_t i = 0; i < count; i++)
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	puts("\nOptions:");
	options(overview_rows);
	puts("\n"
	     "'sock6 COMMAND --help' tells more about one of them.\n");
	fputs(ends, stdout);
}

void help_command(const struct command *command)
{
	printf("Usage: sock6 %s [OPTION]...%s%s\n%s\n\nOptions:\n",
	       command->name, command->operands[0] ? " " : "",
	       command->operands, command->description);
	options(command->options);
	printf("\n%s", ends);
}
