/* SPDX-License-Identifier: MIT */
/*
 * What may stand in the place of an argument: kinds in capital letters, for
 * which a script asks --words (but FILE and HOST, which shells know
 * themselves), and words in small letters, which are offered as they are.
 */
#ifndef COMPLETION_KIND_H
#define COMPLETION_KIND_H

#include <stddef.h>

#include "command.h"

#define KINDS_SIZE 160

/* With blanks between; empty where nothing can be offered. */
void completion_argument(char kinds[KINDS_SIZE], const struct command *command,
			 const struct option_row *row);
void completion_operands(char kinds[KINDS_SIZE], const struct command *command);

#endif
