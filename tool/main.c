/* SPDX-License-Identifier: MIT */
/*
 * The sock6 command: one table of subcommands drives dispatch, help, and the
 * list that completion reads.
 */
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "help.h"
#include "message.h"

static const struct command *const commands[] = {
	&selftest_command, /* the first one, which runs when none is given */
	&caps_command,     &listen_command, &send_command,
	&bench_command,    &types_command,  &dscp_command,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	char names[400] = "";
	size_t used = 0;

	for (size_t i = 0; i < COMMANDS && used < sizeof(names); i++)
		used += (size_t)snprintf(names + used, sizeof(names) - used,
					 "%s%s", i ? ", " : "",
					 commands[i]->name);
	return usage_error("%s: no such command; give one of %s", name, names);
}

static int list(void)
{
	for (size_t i = 0; i < COMMANDS; i++)
		puts(commands[i]->name);
	return END_DONE;
}

static int version(void)
{
	unsigned v = sock6_version();

	printf("sock6 %u.%u.%u\n", v >> 16, v >> 8 & 0xff, v & 0xff);
	return END_DONE;
}

static int help(const char *name)
{
	const struct command *command;

	if (!name) {
		help_overview(commands, COMMANDS);
		return END_DONE;
	}
	command = find(name);
	if (!command)
		return unknown(name);
	help_command(command);
	return END_DONE;
}

static int run(const struct command *command, int argc, char **argv)
{
	int end;

	message_command(command->name);
	end = command->run(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		message("cannot write to standard output");
		return end == END_DONE ? END_UNMET : end;
	}
	return end;
}

static int is(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const struct command *command;

	if (is(word, "-h", "--help"))
		return help(NULL);
	if (is(word, "-V", "--version"))
		return version();
	if (strcmp(word, "--commands") == 0)
		return list();
	if (strcmp(word, "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	/* Without a subcommand, options are those of the self-test. */
	if (word[0] == '-' || argc < 2)
		return run(&selftest_command, argc, argv);
	command = find(word);
	if (!command)
		return unknown(word);
	return run(command, argc - 1, argv + 1);
}
