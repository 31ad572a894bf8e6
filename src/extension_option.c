/* SPDX-License-Identifier: MIT */
/* Options of hop-by-hop and destination options headers, read and written.
 * Pure; any bytes are survived, and nothing is read that was not measured
 * first. */
#include "sock6/extension.h"

#include <errno.h>
#include <string.h>

#define UNIT         8
#define HEAD         2 /* next header and length */
#define DATA_MAXIMUM 255

_Static_assert(offsetof(struct sock6_extension_option, data) == 16 &&
		       sizeof(struct sock6_extension_option) ==
			       16 + 2 * sizeof(void *),
	       "the same layout on every ABI, but for the size of a pointer");

/* What is known of a type: where it stands, and the size of its number. */
struct known {
	uint8_t type;
	uint8_t alignment;
	uint8_t alignment_offset;
	uint8_t value_size; /* 0: its data are no number */
};

static const struct known known_options[] = {
	{ SOCK6_EXTENSION_TUNNEL_LIMIT, 1, 0, 1 },
	{ SOCK6_EXTENSION_ROUTER_ALERT, 2, 0, 2 },
	{ SOCK6_EXTENSION_JUMBO_PAYLOAD, 4, 2, 4 },
	{ SOCK6_EXTENSION_HOME_ADDRESS, 8, 6, 0 },
};

static const struct known *find_known(uint8_t type)
{
	static const struct known unknown = { 0, 1, 0, 0 };

	for (size_t i = 0; i < sizeof(known_options) / sizeof(known_options[0]);
	     i++)
		if (known_options[i].type == type)
			return &known_options[i];
	return &unknown;
}

static void read_value(struct sock6_extension_option *option,
		       const unsigned char *data)
{
	const struct known *known = find_known(option->type);

	if (known->value_size == 0 || known->value_size != option->size)
		return;
	for (size_t i = 0; i < option->size; i++)
		option->value = option->value << 8 | data[i];
	option->has_value = 1;
}

static void read_option(struct sock6_extension_option *option,
			const unsigned char *at, size_t size)
{
	memset(option, 0, sizeof(*option));
	option->type = at[0];
	option->action = at[0] >> 6;
	option->changes = at[0] >> 5 & 1;
	option->data = at + (size < HEAD ? size : HEAD);
	option->size = size < HEAD ? 0 : size - HEAD;
	read_value(option, option->data);
}

int sock6_extension_option_next(const void *header, size_t size, size_t *offset,
				struct sock6_extension_option *option)
{
	const unsigned char *bytes = header;
	size_t end, at, length;

	if (size < UNIT)
		return -EBADMSG;
	end = (bytes[1] + (size_t)1) * UNIT;
	if (end > size)
		return -EBADMSG;
	at = *offset < HEAD ? HEAD : *offset;
	if (at >= end)
		return 0;
	if (bytes[at] == SOCK6_EXTENSION_PAD_1)
		length = 1;
	else if (end - at < HEAD)
		return -EBADMSG;
	else
		length = HEAD + (size_t)bytes[at + 1];
	if (length > end - at)
		return -EBADMSG;
	read_option(option, bytes + at, length);
	*offset = at + length;
	return 1;
}

int sock6_extension_options_start(void *header, size_t size, int next_header)
{
	unsigned char *bytes = header;

	if (next_header < 0 || next_header > 255)
		return -EINVAL;
	if (size < HEAD)
		return -ENOSPC;
	bytes[0] = (unsigned char)next_header;
	bytes[1] = 0;
	return HEAD;
}

/* One byte has an option of its own, as there is no room for a length. */
static void put_padding(unsigned char *at, size_t size)
{
	if (size == 0)
		return;
	memset(at, 0, size);
	if (size == 1)
		return;
	at[0] = SOCK6_EXTENSION_PAD_N;
	at[1] = (unsigned char)(size - HEAD);
}

/* The bytes from a place to the next one that is alignment * n + offset. */
static size_t padding_to(size_t used, size_t alignment, size_t offset)
{
	return (offset + alignment - used % alignment) % alignment;
}

static int check_value(const struct sock6_extension_option *option,
		       const struct known *known)
{
	if (option->has_value > 1)
		return -EINVAL;
	if (!option->has_value)
		return option->size > DATA_MAXIMUM ? -EINVAL : 0;
	if (known->value_size == 0)
		return -EINVAL;
	return (uint64_t)option->value >> 8 * known->value_size ? -EINVAL : 0;
}

/* Bytes of padding in front of an option, or -EINVAL. */
static int padding_before(const struct sock6_extension_option *option,
			  const struct known *known, size_t used)
{
	unsigned alignment = option->alignment, offset;

	if (alignment == 0)
		return (int)padding_to(used, known->alignment,
				       known->alignment_offset);
	offset = option->alignment_offset;
	if (alignment > 8 || (alignment & (alignment - 1)) ||
	    offset >= alignment)
		return -EINVAL;
	return (int)padding_to(used, alignment, offset);
}

static void put_option(unsigned char *at,
		       const struct sock6_extension_option *option,
		       size_t data_size)
{
	at[0] = option->type;
	if (option->type == SOCK6_EXTENSION_PAD_1)
		return;
	at[1] = (unsigned char)data_size;
	if (option->type == SOCK6_EXTENSION_PAD_N)
		memset(at + HEAD, 0, data_size);
	else if (option->has_value)
		for (size_t i = 0; i < data_size; i++)
			at[HEAD + i] = (unsigned char)(option->value >>
						       8 * (data_size - 1 - i));
	else if (data_size)
		memcpy(at + HEAD, option->data, data_size);
}

/* With padding in front and behind there is room for the whole of the header in
 * the end, or the option is refused. */
static int check_room(size_t end, size_t size)
{
	if (end > SOCK6_EXTENSION_SIZE_MAXIMUM)
		return -EMSGSIZE;
	return end > size ? -ENOSPC : 0;
}

int sock6_extension_option_append(void *header, size_t size, size_t used,
				  const struct sock6_extension_option *option)
{
	const struct known *known = find_known(option->type);
	size_t data_size = option->has_value ? known->value_size : option->size;
	size_t length = HEAD + data_size;
	unsigned char *bytes = header;
	int padding, status;

	if (used < HEAD || check_value(option, known) < 0)
		return -EINVAL;
	if (option->type == SOCK6_EXTENSION_PAD_1) {
		if (data_size > 0)
			return -EINVAL;
		length = 1;
	}
	padding = padding_before(option, known, used);
	if (padding < 0)
		return padding;
	if (used > SOCK6_EXTENSION_SIZE_MAXIMUM)
		return -EMSGSIZE;
	status = check_room(used + (size_t)padding + length, size);
	if (status < 0)
		return status;
	put_padding(bytes + used, (size_t)padding);
	put_option(bytes + used + padding, option, data_size);
	return (int)(used + (size_t)padding + length);
}

int sock6_extension_options_finish(void *header, size_t size, size_t used)
{
	unsigned char *bytes = header;
	size_t padding, end;
	int status;

	if (used < HEAD)
		return -EINVAL;
	if (used > SOCK6_EXTENSION_SIZE_MAXIMUM)
		return -EMSGSIZE;
	padding = padding_to(used, UNIT, 0);
	end = used + padding;
	status = check_room(end, size);
	if (status < 0)
		return status;
	put_padding(bytes + used, padding);
	bytes[1] = (unsigned char)(end / UNIT - 1);
	return (int)end;
}
