/* SPDX-License-Identifier: MIT */
/* What every datagram is to be like: "--expect tclass=af41". */
#ifndef EXPECTATION_H
#define EXPECTATION_H

#include <stdint.h>

#include <sock6.h>

#include "words/options.h"

#define EXPECTATIONS          32
#define EXPECTATION_TEXT_SIZE 300

struct expectation {
	const struct expectation_field *field;
	const char *value;     /* as it was given */
	uint32_t number, mask; /* what is compared, and which bits of it */
	struct in6_addr address;
};

struct expectations {
	unsigned count;
	struct expectation list[EXPECTATIONS];
};

/* A datagram of a message that was received, behind a stamp if it has one. */
struct expectation_datagram {
	const struct sock6_message *message;
	const void *text;
	size_t text_size;
	size_t size;
};

/* "FIELD=VALUE"; returns as value_*() do. */
int expectation_parse(struct expectations *expectations,
		      const struct word *word);

/* Whether all are met; else the text says which is not: "tclass is ef". */
int expectations_met(const struct expectations *expectations,
		     const struct expectation_datagram *datagram,
		     char text[EXPECTATION_TEXT_SIZE]);

#endif
