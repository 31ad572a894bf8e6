/* SPDX-License-Identifier: MIT */
/*
 * Completion in shells: a script for each of them, made from the table of
 * subcommands, and the words that such a script asks for when they depend on
 * the host.
 */
#ifndef COMPLETION_H
#define COMPLETION_H

#include <stddef.h>

#include "command.h"

struct command_table {
	const struct command *const *commands;
	size_t count;
};

/* Prints the script for a shell; returns how the command ends. */
int completion_print(const struct command_table *table, const char *shell);

/*
 * Prints what an argument of a kind, such as INTERFACE, may be, given how it
 * begins: one word a line, a tab and an explanation behind it.
 */
int completion_words(const struct command_table *table, const char *kind,
		     const char *begun);

#endif
