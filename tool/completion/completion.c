/* SPDX-License-Identifier: MIT */
/* --completion: the script for a shell. */
#include "completion.h"

#include <string.h>

#include "completion_shell.h"
#include "report/message.h"

const struct option_row overview_rows[] = {
	{ 'h', "help", NULL, "print this help and end" },
	{ 'V', "version", NULL, "print the version and end" },
	{ OPTION_LONG, "commands", NULL,
	  "print the commands, one a line, and end" },
	{ OPTION_LONG, "completion", "SHELL",
	  "print completion for bash, zsh or fish" },
	{ OPTION_LONG, "words", "KIND",
	  "print what completion asks for, and end" },
	{ 0, NULL, NULL, NULL }
};

int completion_print(const struct command_table *table, const char *shell)
{
	if (shell && strcmp(shell, "bash") == 0)
		completion_bash(table);
	else if (shell && strcmp(shell, "zsh") == 0)
		completion_zsh(table);
	else if (shell && strcmp(shell, "fish") == 0)
		completion_fish(table);
	else if (shell)
		return usage_error("--completion %s: no such shell; give bash, "
				   "zsh or fish",
				   shell);
	else
		return usage_error("--completion: needs a shell; give bash, "
				   "zsh or fish");
	return END_DONE;
}
