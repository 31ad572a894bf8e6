/* SPDX-License-Identifier: MIT */
/*
 * Bytes as text that is safe on any terminal.  Bytes from 0x80 on are escaped
 * too: some terminals take 0x80 to 0x9f for control characters (ECMA-48, 5.3),
 * in UTF-8 as well.
 */
#include "escape.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "process/allocate.h"

static const char digits[] = "0123456789abcdef";

static char *put_hex(char *out, unsigned char byte)
{
	*out++ = digits[byte >> 4];
	*out++ = digits[byte & 0xf];
	return out;
}

/* The letter of a two-character escape, or 0. */
static char letter(unsigned char byte, int quotes)
{
	switch (byte) {
	case '\n': return 'n';
	case '\r': return 'r';
	case '\t': return 't';
	case '\\':
	case '"': return quotes ? (char)byte : 0;
	default: return 0;
	}
}

static char *escape(const unsigned char *bytes, size_t size, int quotes)
{
	char *text = allocate(1, size * 4 + 1), *out = text;

	for (size_t i = 0; i < size; i++) {
		char short_form = letter(bytes[i], quotes);

		if (short_form) {
			*out++ = '\\';
			*out++ = short_form;
		} else if (bytes[i] >= 0x20 && bytes[i] < 0x7f) {
			*out++ = (char)bytes[i];
		} else {
			*out++ = '\\';
			*out++ = 'x';
			out = put_hex(out, bytes[i]);
		}
	}
	*out = '\0';
	return text;
}

char *escape_bytes(const void *bytes, size_t size)
{
	return escape(bytes, size, 1);
}

char *escape_name(const char *text)
{
	return escape((const unsigned char *)text, strlen(text), 0);
}

char *hex_bytes(const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;
	char *text = allocate(1, size * 2 + 1), *out = text;

	for (size_t i = 0; i < size; i++)
		out = put_hex(out, byte[i]);
	*out = '\0';
	return text;
}
