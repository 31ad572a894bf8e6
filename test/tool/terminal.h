/* SPDX-License-Identifier: MIT */
/* The command on a terminal of its own, whose other end is read here. */
#ifndef TOOL_TERMINAL_H
#define TOOL_TERMINAL_H

#include <stddef.h>

#include "contract.h"

struct terminal {
	int master;
	size_t size;
	char output[131072]; /* all that was shown, with a NUL */
};

/* Starts a line there; the variable "NAME=VALUE" is set, if not NULL. */
void terminal_start(struct terminal *terminal, struct run *run,
		    const struct line *line, const char *type,
		    const char *variable);

/* Waits until something is shown; whether it is. */
int terminal_shows(struct terminal *terminal);

/* Waits for the end and takes the rest. */
void terminal_finish(struct terminal *terminal, struct run *run);

#endif
