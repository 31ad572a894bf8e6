/* SPDX-License-Identifier: MIT */
/* Help on standard output, from the tables that the command runs by. */
#ifndef HELP_H
#define HELP_H

#include <stddef.h>

#include "command.h"

void help_overview(const struct command *const *commands, size_t count);
void help_command(const struct command *command);

#endif
