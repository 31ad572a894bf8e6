/* SPDX-License-Identifier: MIT */
/* One line of text of any length.  Pure. */
#include "line.h"

#include <errno.h>
#include <string.h>

#include "text.h"

static void add(struct sock6__line *line, const char *bytes, size_t size)
{
	if (line->to)
		memcpy(line->to + line->length, bytes, size);
	line->length += size;
}

void sock6__line_string(struct sock6__line *line, const char *string)
{
	add(line, string, strlen(string));
}

void sock6__line_number(struct sock6__line *line, const char *name,
			int64_t value)
{
	struct sock6__text part = { 0 };

	sock6__text_string(&part, name);
	sock6__text_decimal(&part, value);
	add(line, part.bytes, part.length);
}

void sock6__line_address(struct sock6__line *line, const char *name,
			 const void *address)
{
	struct sock6__text part = { 0 };
	struct in6_addr aligned;

	memcpy(&aligned, address, sizeof(aligned));
	sock6__text_string(&part, name);
	sock6__text_address(&part, &aligned);
	add(line, part.bytes, part.length);
}

void sock6__line_hexadecimal(struct sock6__line *line, const char *name,
			     const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = bytes;

	sock6__line_string(line, name);
	for (size_t i = 0; i < size; i++) {
		char pair[2] = { digits[at[i] >> 4], digits[at[i] & 15] };

		add(line, pair, sizeof(pair));
	}
}

void sock6__line_words(struct sock6__line *line, const char *name,
		       const char *words)
{
	sock6__line_string(line, name);
	for (; *words; words++)
		add(line, *words == ' ' ? "_" : words, 1);
}

void sock6__line_escaped(struct sock6__line *line, const char *name,
			 const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	sock6__line_string(line, name);
	for (size_t i = 0; i < size; i++) {
		char escape[4] = { '\\', (char)('0' + at[i] / 100),
				   (char)('0' + at[i] / 10 % 10),
				   (char)('0' + at[i] % 10) };
		char plain = (char)at[i];

		if (at[i] > ' ' && at[i] < 0x7f && plain != '\\')
			add(line, &plain, 1);
		else
			add(line, escape, sizeof(escape));
	}
}

int sock6__line_write(char *text, size_t size, sock6__line_writer *writer,
		      const void *what)
{
	struct sock6__line line = { .to = NULL };

	writer(&line, what);
	if (line.length >= size || line.length > INT32_MAX)
		return -ENOSPC;
	line.to = text;
	line.length = 0;
	writer(&line, what);
	text[line.length] = '\0';
	return (int)line.length;
}
