/* SPDX-License-Identifier: MIT */
/* What a process calls itself: anything, so it is escaped where it is shown. */
#ifndef PROCESS_NAME_H
#define PROCESS_NAME_H

#include <stdint.h>

#define PROCESS_NAME_SIZE 64

/* "" where it cannot be told. */
const char *process_name(char text[PROCESS_NAME_SIZE], uint32_t process);

#endif
