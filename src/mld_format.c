/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery as one line of text.  Pure. */
#include <errno.h>

#include "line.h"
#include "mld.h"
#include "text.h"

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
	return type == MLD_QUERY  ? "type=query"
	       : type == MLD_DONE ? "type=done"
				  : "type=report";
}

static void add_flags(struct sock6__line *line, unsigned flags)
{
	struct sock6__text number = { 0 };

	sock6__text_string(&number, " flags=");
	sock6__text_hexadecimal(&number, flags);
	sock6__line_string(line, number.bytes);
}

static void add_front(struct sock6__line *line,
		      const struct sock6_mld_message *message)
{
	sock6__line_string(line, type_name(message->type));
	sock6__line_number(line, " version=", message->version);
	if (message->type == MLD_QUERY)
		sock6__line_number(line,
				   " response_delay=", message->response_delay);
	if (message->type == MLD_QUERY && message->version == 2) {
		sock6__line_number(line, " suppress=", message->suppress);
		sock6__line_number(line, " robustness=", message->robustness);
		sock6__line_number(line,
				   " query_interval=", message->query_interval);
	}
	if (message->flags)
		add_flags(line, message->flags);
}

static void add_record(struct sock6__line *line, unsigned message_type,
		       const struct sock6_mld_record *record)
{
	const char *name = sock6_mld_record_name(record->type);
	struct in6_addr source;
	unsigned index = 0;

	if (message_type == MLD_REPORT_2 && name)
		sock6__line_words(line, " record=", name);
	else if (message_type == MLD_REPORT_2)
		sock6__line_number(line, " record=", record->type);
	sock6__line_address(line, " group=", &record->group);
	if (record->auxiliary_size)
		sock6__line_number(line,
				   " auxiliary_size=", record->auxiliary_size);
	while (sock6_mld_source_next(record, &index, &source))
		sock6__line_address(line, index == 1 ? " sources=" : ",",
				    &source);
}

static void write_message(struct sock6__line *line, const void *what)
{
	const struct sock6_mld_message *message = what;
	struct sock6_mld_record record;
	size_t offset = 0;

	add_front(line, message);
	while (sock6_mld_record_next(message, &offset, &record))
		add_record(line, message->type, &record);
}

int sock6_mld_format(char *text, size_t size,
		     const struct sock6_mld_message *message)
{
	if (!text || !message)
		return -EINVAL;
	return sock6__line_write(text, size, write_message, message);
}
