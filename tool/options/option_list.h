/* SPDX-License-Identifier: MIT */
/* The table of options, and what there is to say about one of them. */
#ifndef OPTION_LIST_H
#define OPTION_LIST_H

#include "option_socket.h"

/*
 * Lists the options that have one of the words in their name, or all where
 * there is none; an option that is a word as a whole is described.  Values are
 * those of a new socket.  Returns how the command ends.
 */
int option_list(const struct option_socket *plan, char **words);

#endif
