/* SPDX-License-Identifier: MIT */
/* What helps where an option is refused. */
#ifndef OPTION_REMEDY_H
#define OPTION_REMEDY_H

#include <stddef.h>
#include <stdint.h>

/* "" where nothing is known to help. */
void option_remedy(char *text, size_t size, int option, int status,
		   int64_t wanted);

/* Of a value that was taken, and is read back as a smaller one. */
const char *option_limit(int option, int64_t wanted, int64_t found);

#endif
