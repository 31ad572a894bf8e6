/* SPDX-License-Identifier: MIT */
/*
 * The sock6 command: one table of subcommands drives dispatch, help and
 * completion.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "completion/completion.h"
#include "report/help.h"
#include "report/message.h"

static const struct command *const commands[] = {
	&selftest_command, /* the first one, which runs when none is given */
	&caps_command,     &options_command, &bench_command,   &listen_command,
	&send_command,     &ping_command,    &trace_command,   &pmtu_command,
	&check_command,    &mping_command,   &reflect_command, &icmp_command,
	&groups_command,   &watch_command,   &parse_command,   &types_command,
	&dscp_command,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command_table table = { commands, COMMANDS };

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
	message_command(command->name);
	return command->run(argc, argv);
}

static int is(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

static int dispatch(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const char *operand = argc > 2 ? argv[2] : NULL;
	const struct command *command;

	if (is(word, "-h", "--help"))
		return help(NULL);
	if (is(word, "-V", "--version"))
		return version();
	if (strcmp(word, "--commands") == 0)
		return list();
	if (strcmp(word, "--completion") == 0)
		return completion_print(&table, operand);
	if (strcmp(word, "--words") == 0)
		return completion_words(&table, operand,
					operand ? argv[3] : NULL);
	if (strcmp(word, "help") == 0)
		return help(operand);
	/* Without a subcommand, options are those of the self-test. */
	if (word[0] == '-' || argc < 2)
		return run(&selftest_command, argc, argv);
	command = find(word);
	if (!command)
		return unknown(word);
	return run(command, argc - 1, argv + 1);
}

/*
 * A standard file that is closed would be the number of the next socket, and
 * output would go to the network.  What is opened in its place fails as a
 * closed one does.
 */
static void keep_standard_files(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", modes[fd]);
}

int main(int argc, char **argv)
{
	int end;

	keep_standard_files();
	end = dispatch(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		message("cannot write to standard output");
		return end == END_DONE ? END_UNMET : end;
	}
	return end;
}
