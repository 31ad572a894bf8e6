/* SPDX-License-Identifier: MIT */
/* The scripts, and the options that stand in place of a subcommand. */
#ifndef COMPLETION_SHELL_H
#define COMPLETION_SHELL_H

#include "completion.h"

/* As a table of options, so that help, scripts and dispatch have the same. */
extern const struct option_row overview_rows[];

void completion_bash(const struct command_table *table);
void completion_zsh(const struct command_table *table);
void completion_fish(const struct command_table *table);

#endif
