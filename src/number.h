/* SPDX-License-Identifier: MIT */
/* Decimal numbers in text that is not trusted. */
#ifndef SOCK6_NUMBER_H
#define SOCK6_NUMBER_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/* All of text is a decimal number of at most maximum, or -EINVAL. */
static inline int sock6__number(uint32_t *number, const char *text, size_t size,
				uint32_t maximum)
{
	uint64_t value = 0;

	if (size == 0 || size > 10)
		return -EINVAL;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	if (value > maximum)
		return -EINVAL;
	*number = (uint32_t)value;
	return 0;
}

#endif
