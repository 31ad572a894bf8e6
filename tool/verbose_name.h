/* SPDX-License-Identifier: MIT */
/* What the system calls an option, and what this library calls it. */
#ifndef VERBOSE_NAME_H
#define VERBOSE_NAME_H

#define VERBOSE_NAME_SIZE 80

/* "IPPROTO_IPV6, 67 traffic-class", or numbers alone. */
void verbose_name(char text[VERBOSE_NAME_SIZE], int level, int name);

#endif
