/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery as one line of text.  Pure. */
#include <errno.h>
#include <string.h>

#include "mld.h"
#include "text.h"

/* A message may have more text than the common room holds: it goes to the
 * caller's in parts, the first time only to be measured. */
struct line {
	char *to; /* NULL: measure */
	size_t length;
};

const char *sock6_mld_record_name(int type)
{
	switch (type) {
	case SOCK6_MLD_MODE_IS_INCLUDE: return "mode_is_include";
	case SOCK6_MLD_MODE_IS_EXCLUDE: return "mode_is_exclude";
	case SOCK6_MLD_CHANGE_TO_INCLUDE_MODE: return "change_to_include_mode";
	case SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE: return "change_to_exclude_mode";
	case SOCK6_MLD_ALLOW_NEW_SOURCES: return "allow_new_sources";
	case SOCK6_MLD_BLOCK_OLD_SOURCES: return "block_old_sources";
	default: return NULL;
	}
}

static const char *type_name(unsigned type)
{
	return type == MLD_QUERY  ? "query"
	       : type == MLD_DONE ? "done"
				  : "report";
}

static void add_part(struct line *line, const struct sock6__text *part)
{
	if (line->to)
		memcpy(line->to + line->length, part->bytes, part->length);
	line->length += part->length;
}

static void add_number(struct sock6__text *part, const char *name,
		       int64_t value)
{
	sock6__text_string(part, name);
	sock6__text_decimal(part, value);
}

static void add_front(struct line *line,
		      const struct sock6_mld_message *message)
{
	struct sock6__text part = { 0 };

	sock6__text_string(&part, "type=");
	sock6__text_string(&part, type_name(message->type));
	add_number(&part, " version=", message->version);
	if (message->type == MLD_QUERY)
		add_number(&part, " response_delay=", message->response_delay);
	if (message->type == MLD_QUERY && message->version == 2) {
		add_number(&part, " suppress=", message->suppress);
		add_number(&part, " robustness=", message->robustness);
		add_number(&part, " query_interval=", message->query_interval);
	}
	if (message->flags) {
		sock6__text_string(&part, " flags=");
		sock6__text_hexadecimal(&part, message->flags);
	}
	add_part(line, &part);
}

static void add_sources(struct line *line,
			const struct sock6_mld_record *record)
{
	struct in6_addr source;
	unsigned index = 0;

	while (sock6_mld_source_next(record, &index, &source)) {
		struct sock6__text part = { 0 };

		sock6__text_string(&part, index == 1 ? " sources=" : ",");
		sock6__text_address(&part, &source);
		add_part(line, &part);
	}
}

static void add_record(struct line *line, unsigned message_type,
		       const struct sock6_mld_record *record)
{
	const char *name = sock6_mld_record_name(record->type);
	struct sock6__text part = { 0 };

	if (message_type == MLD_REPORT_2) {
		sock6__text_string(&part, " record=");
		if (name)
			sock6__text_string(&part, name);
		else
			sock6__text_decimal(&part, record->type);
	}
	sock6__text_string(&part, " group=");
	sock6__text_address(&part, &record->group);
	if (record->auxiliary_size)
		add_number(&part, " auxiliary_size=", record->auxiliary_size);
	add_part(line, &part);
	add_sources(line, record);
}

static size_t write_line(char *to, const struct sock6_mld_message *message)
{
	struct line line = { .to = to };
	struct sock6_mld_record record;
	size_t offset = 0;

	add_front(&line, message);
	while (sock6_mld_record_next(message, &offset, &record))
		add_record(&line, message->type, &record);
	return line.length;
}

int sock6_mld_format(char *text, size_t size,
		     const struct sock6_mld_message *message)
{
	size_t length;

	if (!text || !message)
		return -EINVAL;
	length = write_line(NULL, message);
	if (length >= size)
		return -ENOSPC;
	write_line(text, message);
	text[length] = '\0';
	return (int)length;
}
