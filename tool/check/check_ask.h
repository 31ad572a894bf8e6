/* SPDX-License-Identifier: MIT */
/* The requests of check, and its answers. */
#ifndef CHECK_ASK_H
#define CHECK_ASK_H

#include "check_state.h"

/* Opens the socket; returns as value_*() do. */
int check_ask_open(struct check *check);

/*
 * Asks with each class; then, where no answer came, with that class in one
 * direction only.  Returns END_DONE, or how the command ends.
 */
int check_ask_all(struct check *check);

#endif
