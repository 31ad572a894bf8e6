/* SPDX-License-Identifier: MIT */
/* Numbers of IANA's registries by name, where the library has none. */
#ifndef NUMBER_NAME_H
#define NUMBER_NAME_H

struct number_name {
	int number;
	const char *name;
	const char *rfc;
};

/* The next one of a table after a number, -1 before the first; or NULL. */
const struct number_name *neighbor_option_after(int number);
const struct number_name *next_header_after(int number);

/* Their names, or NULL. */
const char *neighbor_option_name(int number);
const char *next_header_name(int number);

#endif
