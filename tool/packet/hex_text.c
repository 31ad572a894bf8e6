/* SPDX-License-Identifier: MIT */
/* Packets as hexadecimal digits. */
#define _POSIX_C_SOURCE 200809L

#include "hex_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "process/allocate.h"

/* What a line of a dump has at the most. */
#define BYTES_A_LINE 16

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t digits_at(const char *text)
{
	size_t count = 0;

	while (digit(text[count]) >= 0)
		count++;
	return count;
}

/* What stands between digits, as in "60:00", "0x60, 0x00" and "\x60\x00". */
static const char *skip(const char *text)
{
	for (;;) {
		if (*text && strchr(" \t\r\n\f\v:,.;-{}\"'\\", *text))
			text++;
		else if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
			text += 2;
		else if (*text == 'x' && digit(text[1]) >= 0)
			text++;
		else
			return text;
	}
}

static int is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

void hex_open(struct hex_text *hex, FILE *file)
{
	memset(hex, 0, sizeof(*hex));
	hex->file = file;
	hex->bytes = allocate(1, HEX_MOST);
}

void hex_close(struct hex_text *hex)
{
	free(hex->bytes);
	free(hex->text);
}

static int wrong(struct hex_text *hex, const char *why)
{
	hex->wrong_line = hex->line;
	snprintf(hex->wrong, sizeof(hex->wrong), "%s", why);
	return -1;
}

static void put(struct hex_text *hex, const char *pair)
{
	hex->bytes[hex->used++] =
		(unsigned char)(digit(pair[0]) << 4 | digit(pair[1]));
}

/* A line of nothing but digits: 0, or -1 when it is something else. */
static int take_plain(struct hex_text *hex, const char *text)
{
	for (text = skip(text); *text; text = skip(text)) {
		size_t count = digits_at(text);

		if (count == 0)
			return wrong(hex, "this is no hexadecimal digit");
		if (count % 2)
			return wrong(hex, "an odd number of digits");
		if (count / 2 > HEX_MOST - hex->used)
			return wrong(hex, "more than 262144 bytes");
		for (; count; count -= 2, text += 2)
			put(hex, text);
	}
	return 0;
}

/*
 * The offset before the digits of a dump: "0x0010:", "00000010:", "00000010  ".
 * Without a colon only what comes next, or 0, is believed.  Returns what
 * follows, or NULL.
 */
static const char *find_offset(const struct hex_text *hex, const char *text,
			       unsigned long *offset)
{
	int is_marked;
	size_t count;

	text += strspn(text, " \t");
	is_marked = text[0] == '0' && text[1] == 'x';
	text += is_marked ? 2 : 0;
	count = digits_at(text);
	if (count < 4 || count > 8)
		return NULL;
	*offset = strtoul(text, NULL, 16);
	text += count;
	if (text[0] == ':' && isspace((unsigned char)text[1]))
		return text + 1;
	if (is_marked || (*offset != 0 && *offset != hex->used))
		return NULL;
	/* od -Ax -tx1 leaves one space, before single bytes. */
	if (strncmp(text, "  ", 2) == 0 ||
	    (text[0] == ' ' && count >= 6 && digits_at(text + 1) == 2))
		return text;
	return NULL;
}

/*
 * Digits up to the column of characters: after three spaces, or two where the
 * line is not one of single bytes with a wider gap in its middle.
 */
static void take_dump(struct hex_text *hex, const char *text)
{
	size_t before = hex->used, longest = 0;

	text += strspn(text, " \t");
	while (hex->used - before < BYTES_A_LINE && hex->used < HEX_MOST) {
		size_t count = digits_at(text), gap;

		if (count == 0 || count % 2 || count > 2 * BYTES_A_LINE)
			return;
		longest = count > longest ? count : longest;
		for (; count && hex->used < HEX_MOST; count -= 2, text += 2)
			put(hex, text);
		gap = strspn(text, " \t");
		if (gap > 2 ||
		    (gap == 2 && (longest > 2 || hex->used - before != 8)))
			return;
		text += gap;
	}
}

static int read_line(struct hex_text *hex)
{
	if (hex->is_kept) {
		hex->is_kept = 0;
		return 1;
	}
	hex->line++;
	return getline(&hex->text, &hex->room, hex->file) >= 0;
}

/* A line with an offset: 1 when it begins the next packet, -1 when lines are
 * missing before it. */
static int take_offset_line(struct hex_text *hex, const char *text,
			    unsigned long offset)
{
	if (offset == 0 && hex->used) {
		hex->is_kept = 1;
		return 1;
	}
	hex->has_offsets = 1;
	hex->wrong_line = 0;
	if (offset != hex->used)
		return wrong(hex, "the bytes before this offset are missing");
	take_dump(hex, text);
	return 0;
}

/* 1 when the packet is complete, 0 when it goes on, -1 when it is none. */
static int take_line(struct hex_text *hex)
{
	unsigned long offset;
	const char *digits = find_offset(hex, hex->text, &offset);
	size_t before;

	if (digits)
		return take_offset_line(hex, digits, offset);
	if (is_blank(hex->text))
		return hex->used != 0;
	/* What tcpdump -x writes between the packets. */
	if (hex->has_offsets)
		return hex->used != 0;
	/* The heading of a dump, perhaps; the next lines tell. */
	before = hex->used;
	if (take_plain(hex, hex->text) < 0) {
		hex->used = before;
		return before ? -1 : 0;
	}
	return 0;
}

int hex_next(struct hex_text *hex)
{
	int status = 0;

	hex->used = 0;
	while (status == 0) {
		if (!read_line(hex))
			break;
		status = take_line(hex);
	}
	if (status < 0 || (hex->wrong_line && !hex->has_offsets))
		return -1;
	return hex->used != 0;
}

int hex_is(const char *word)
{
	size_t digits = 0;

	for (word = skip(word); *word; word = skip(word)) {
		size_t count = digits_at(word);

		if (count == 0 || count % 2)
			return 0;
		digits += count;
		word += count;
	}
	return digits >= 2;
}
