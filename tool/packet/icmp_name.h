/* SPDX-License-Identifier: MIT */
/* ICMPv6 types by the short names that people type. */
#ifndef ICMP_NAME_H
#define ICMP_NAME_H

#include <sock6.h>

#include "words/options.h"

/* A type with what is known of it; rfc is never NULL. */
struct icmp_name {
	uint8_t type;
	const char *name; /* short: "ra" */
	const char *rfc;  /* "RFC 4861" */
};

/* NULL for a type that has no name. */
const struct icmp_name *icmp_name_of(int type);

/* RFC 4443, 2.1: errors have types from 0 to 127. */
int icmp_is_error(int type);

/* Types are 0 to 255, one bit each: bit t % 32 of word t / 32. */
struct icmp_set {
	uint32_t words[8];
};

int icmp_set_has(const struct icmp_set *set, int type);
int icmp_set_is_empty(const struct icmp_set *set);

/*
 * "ra,na,128": adds to a set.  A word is a short name, the full one with
 * hyphens, "error", "nd", "mld", or a number.  Returns as value_*() do.
 */
int icmp_set_parse(struct icmp_set *set, const struct word *word);

#endif
