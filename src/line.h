/* SPDX-License-Identifier: MIT */
/* One line of text of any length, which goes to the caller's room in parts: it
 * is written twice, the first time only to be measured. */
#ifndef SOCK6_LINE_H
#define SOCK6_LINE_H

#include "sock6/base.h"

struct sock6__line {
	char *to; /* NULL: measure */
	size_t length;
};

void sock6__line_string(struct sock6__line *line, const char *string);
void sock6__line_number(struct sock6__line *line, const char *name,
			int64_t value);
void sock6__line_address(struct sock6__line *line, const char *name,
			 const void *address);
void sock6__line_hexadecimal(struct sock6__line *line, const char *name,
			     const void *bytes, size_t size);

/* Words with '_' between them. */
void sock6__line_words(struct sock6__line *line, const char *name,
		       const char *words);

/* Bytes that are not trusted: what is not visible, and '\', as \DDD in decimal,
 * which is how names of the DNS are written (RFC 1035, 5.1). */
void sock6__line_escaped(struct sock6__line *line, const char *name,
			 const void *bytes, size_t size);

/* What writes the whole line. */
typedef void sock6__line_writer(struct sock6__line *line, const void *what);

/* The length of the text without its NUL, or -ENOSPC with nothing written. */
int sock6__line_write(char *text, size_t size, sock6__line_writer *writer,
		      const void *what);

#endif
