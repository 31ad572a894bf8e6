/* SPDX-License-Identifier: MIT */
/* Several options of a socket at once: all of them, or none; and for which
 * families. */
#ifndef SOCK6_SETTINGS_H
#define SOCK6_SETTINGS_H

#include "sock6/base.h"

struct sock6__setting {
	int option;
	int64_t value;
	int64_t was;
};

/* Sets each and notes what it was; when one fails the others are put back. */
int sock6__settings_apply(sock6_fd fd, struct sock6__setting *settings,
			  unsigned count);

/* Puts back what was. */
void sock6__settings_restore(sock6_fd fd, const struct sock6__setting *settings,
			     unsigned count);

/* The families of traffic that a socket carries, a set of SOCK6_IPV6 and
 * SOCK6_IPV4, or a negative errno value. */
int sock6__families(sock6_fd fd);

#endif
