/* SPDX-License-Identifier: MIT */
/* Every option at both ends of its range, for whoever asks what a kernel takes. */
#ifndef OPTION_ENDS_H
#define OPTION_ENDS_H

#include "option_socket.h"

/* Those that have one of the words, or all; returns how the command ends. */
int option_ends(const struct option_socket *plan, char **words);

#endif
