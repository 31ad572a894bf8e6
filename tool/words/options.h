/* SPDX-License-Identifier: MIT */
/* Options of a subcommand, read from its table. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "command.h"

/* An argument and what it was given for, so that a message can name both. */
struct word {
	const char *option; /* "--hops", or NULL for an operand */
	const char *text;
};

/* Not a status to end with. */
#define OPTIONS_GO_ON (-1)

/*
 * Hands each option to take(), which returns OPTIONS_GO_ON or how the command
 * ends; serves --json, --verbose and --help itself.  The operands are then at *operands,
 * and a NULL after them.
 */
int options_read(const struct command *command, int argc, char **argv,
		 int (*take)(void *context, int key, const struct word *word),
		 void *context, char ***operands);

#endif
