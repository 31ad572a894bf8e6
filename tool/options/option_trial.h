/* SPDX-License-Identifier: MIT */
/* Options tried on a new socket. */
#ifndef OPTION_TRIAL_H
#define OPTION_TRIAL_H

#include "option_socket.h"

struct option_trial_plan {
	struct option_socket socket;
	int is_reading;   /* --get: nothing is set */
	int is_comparing; /* --changed */
	char **words;     /* NAME=VALUE and NAME */
};

/* Returns how the command ends. */
int option_trial(const struct option_trial_plan *plan);

#endif
