/* SPDX-License-Identifier: MIT */
/* Times, rates and sizes as people read them: three digits and a unit. */
#ifndef QUANTITY_H
#define QUANTITY_H

#include <stddef.h>
#include <stdint.h>

#define QUANTITY_SIZE 32

/* Each returns its text: "830 ns", "12.3 us", "1.20 ms", "4.00 s", "3m 20s". */
const char *quantity_duration(char text[QUANTITY_SIZE], int64_t nanoseconds);

/* A number of something: "17", "12.3k", "4.56M", "1.20G"; then the unit. */
const char *quantity_count(char text[QUANTITY_SIZE], double number,
			   const char *unit);

#endif
