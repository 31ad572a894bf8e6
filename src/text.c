/* SPDX-License-Identifier: MIT */
/* Text without locale, allocation or format strings. */
#include "text.h"

#include <errno.h>
#include <string.h>

#include "system/inet.h"

static void append(struct sock6__text *text, const char *bytes, size_t size)
{
	if (size > sizeof(text->bytes) - text->length)
		size = sizeof(text->bytes) - text->length;
	memcpy(text->bytes + text->length, bytes, size);
	text->length += size;
}

void sock6__text_string(struct sock6__text *text, const char *string)
{
	append(text, string, strlen(string));
}

static void append_number(struct sock6__text *text, uint64_t number,
			  unsigned base)
{
	char digits[24];
	size_t first = sizeof(digits);

	do {
		digits[--first] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	append(text, digits + first, sizeof(digits) - first);
}

void sock6__text_decimal(struct sock6__text *text, int64_t number)
{
	uint64_t magnitude = (uint64_t)number;

	if (number < 0) {
		append(text, "-", 1);
		magnitude = 0 - magnitude;
	}
	append_number(text, magnitude, 10);
}

void sock6__text_hexadecimal(struct sock6__text *text, uint64_t number)
{
	append(text, "0x", 2);
	append_number(text, number, 16);
}

void sock6__text_address(struct sock6__text *text,
			 const struct in6_addr *address)
{
	char string[INET6_ADDRSTRLEN];

	sock6__text_string(
		text, inet_ntop(AF_INET6, address, string, sizeof(string)));
}

int sock6__text_copy(const struct sock6__text *text, char *to, size_t size)
{
	if (text->length >= size)
		return -ENOSPC;
	memcpy(to, text->bytes, text->length);
	to[text->length] = '\0';
	return (int)text->length;
}
