/* SPDX-License-Identifier: MIT */
/* Values of options by name: "ef", "do", "eth0", "on", and back. */
#ifndef OPTION_VALUE_H
#define OPTION_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#define OPTION_VALUE_SIZE 300

/*
 * Reads the value of NAME=VALUE.  Returns OPTIONS_GO_ON, or END_USAGE after a
 * message that tells what the option takes.
 */
int option_value_parse(int option, const struct sock6_option_info *info,
		       const char *text, int64_t *value);

/* The name of a value, or "" where it has none but its number. */
const char *option_value_name(char text[OPTION_VALUE_SIZE], int option,
			      const struct sock6_option_info *info,
			      int64_t value);

/* "184 (ef)"; the number alone where it has no name. */
const char *option_value_text(char text[OPTION_VALUE_SIZE], int option,
			      const struct sock6_option_info *info,
			      int64_t value);

/* What may be given: "-1 to 255, or a DSCP ..."; nothing where it is set by
 * none. */
const char *option_value_takes(char text[OPTION_VALUE_SIZE], int option,
			       const struct sock6_option_info *info);

#endif
