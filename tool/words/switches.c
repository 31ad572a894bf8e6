/* SPDX-License-Identifier: MIT */
/* Ways of the system that the user has switched off. */
#include "switches.h"

#include <stdlib.h>
#include <string.h>

#include <sock6.h>

int switched_off(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value && strcmp(value, "0") != 0;
}

unsigned switched_off_ways(void)
{
	return (switched_off(SWITCH_NO_SEND_COALESCING) ? SOCK6_COALESCE : 0) |
	       (switched_off(SWITCH_NO_MANY) ? SOCK6_MANY : 0);
}
