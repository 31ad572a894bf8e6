/* SPDX-License-Identifier: MIT */
/* sock6 ping: its options. */
#ifndef PING_OPTIONS_H
#define PING_OPTIONS_H

#include "command.h"
#include "ping.h"

extern const struct option_row ping_option_rows[];

/* Returns OPTIONS_GO_ON, or how the command ends, after a message. */
int ping_options_read(const struct command *command,
		      struct ping_options *options, int argc, char **argv,
		      char ***words);

#endif
