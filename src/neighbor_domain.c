/* SPDX-License-Identifier: MIT */
/* Domain names of a DNS search list, without compression (RFC 8106, 5.2). */
#include <errno.h>
#include <string.h>

#include "line.h"
#include "neighbor.h"

#define LABEL_MAXIMUM 63u
#define NAME_MAXIMUM  255u /* RFC 1035, 3.1: with lengths and root */

/* The size of the name at the front, its root included, or 0: it is none. */
static size_t measure(const unsigned char *at, size_t size)
{
	size_t end = 0;

	while (end < size && at[end] != 0) {
		if (at[end] > LABEL_MAXIMUM)
			return 0;
		end += 1u + at[end];
	}
	return end < size && end < NAME_MAXIMUM ? end + 1 : 0;
}

static int is_plain(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

static void write_byte(struct sock6__line *line, unsigned char byte)
{
	char plain[2] = { (char)byte };
	char escape[5] = { '\\', (char)('0' + byte / 100),
			   (char)('0' + byte / 10 % 10),
			   (char)('0' + byte % 10) };

	sock6__line_string(line, is_plain(byte) ? plain : escape);
}

static void write_name(struct sock6__line *line, const void *what)
{
	const unsigned char *at = what;

	for (; *at; at += 1u + *at) {
		if (line->length)
			sock6__line_string(line, ".");
		for (unsigned i = 1; i <= *at; i++)
			write_byte(line, at[i]);
	}
}

int sock6_neighbor_domain_next(const struct sock6_neighbor_option *option,
			       size_t *offset, char *name, size_t size)
{
	const unsigned char *at = option->data;
	size_t length;
	int status;

	if (option->type != SOCK6_NEIGHBOR_DNS_SEARCH || option->status < 0)
		return 0;
	/* Zeros fill up the option. */
	if (*offset >= option->size || at[*offset] == 0)
		return 0;
	length = measure(at + *offset, option->size - *offset);
	if (length == 0)
		return -EBADMSG;
	status = sock6__line_write(name, size, write_name, at + *offset);
	if (status > 0)
		*offset += length;
	return status;
}

/* The length of each label before it. */
static void write_labels(unsigned char *at, const char *name, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i <= length; i++) {
		if (i < length && name[i] != '.') {
			at[i + 1] = (unsigned char)name[i];
			continue;
		}
		at[start] = (unsigned char)(i - start);
		start = i + 1;
	}
	at[length + 1] = 0;
}

static int are_labels(const char *name, size_t length)
{
	size_t label = 0;

	for (size_t i = 0; i <= length; i++) {
		if (i < length && name[i] != '.') {
			label++;
			continue;
		}
		if (label == 0 || label > LABEL_MAXIMUM)
			return 0;
		label = 0;
	}
	return 1;
}

int sock6_neighbor_domain_append(void *data, size_t size, size_t used,
				 const char *name)
{
	size_t length = strlen(name);

	if (length && name[length - 1] == '.')
		length--;
	if (length > NAME_MAXIMUM - 2 || !are_labels(name, length))
		return -EINVAL;
	if (used > size || size - used < length + 2)
		return -ENOSPC;
	write_labels((unsigned char *)data + used, name, length);
	return (int)(used + length + 2);
}
