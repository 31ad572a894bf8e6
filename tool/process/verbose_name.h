/* SPDX-License-Identifier: MIT */
/* What the system calls an option, and what this library calls it. */
#ifndef VERBOSE_NAME_H
#define VERBOSE_NAME_H

#define VERBOSE_NAME_SIZE 80

/* "IPPROTO_IPV6, 67 traffic-class", or numbers alone. */
void verbose_name(char text[VERBOSE_NAME_SIZE], int level, int name);

/* "IPPROTO_IPV6", or NULL where the level has no name here. */
const char *verbose_level_name(int level);

#endif
