/* SPDX-License-Identifier: MIT */
/* Text in a room of its own, copied out whole or not at all. */
#ifndef SOCK6_TEXT_H
#define SOCK6_TEXT_H

#include "sock6/base.h"

/* The longest text of all: sock6_control_format()'s, with every field. */
struct sock6__text {
	size_t length;
	char bytes[1024];
};

void sock6__text_string(struct sock6__text *text, const char *string);
void sock6__text_decimal(struct sock6__text *text, int64_t number);
void sock6__text_hexadecimal(struct sock6__text *text, uint64_t number);
void sock6__text_address(struct sock6__text *text,
			 const struct in6_addr *address);

/* The length of the text, or -ENOSPC with nothing copied. */
int sock6__text_copy(const struct sock6__text *text, char *to, size_t size);

#endif
