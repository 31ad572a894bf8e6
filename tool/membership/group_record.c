/* SPDX-License-Identifier: MIT */
/* A membership as a record: for a list, and for an event. */
#include "group_record.h"

#include <inttypes.h>
#include <stdio.h>

#include "group_name.h"
#include "report/value_record.h"
#include "words/number_name.h"

void group_text(char *text, const struct in6_addr *address)
{
	struct sockaddr_in6 plain = { .sin6_family = AF_INET6,
				      .sin6_addr = *address };

	sock6_address_format(text, SOCK6_ADDRESS_TEXT_SIZE, &plain, 0);
}

static void add_padded(struct record *record, const char *name,
		       const char *value, const char *shown, int width)
{
	record_string(record, name, REPORT_BARE, value);
	value_record_pad(record, shown, width);
}

/* A group without a name leaves its column empty. */
static void add_group(struct record *record, const struct sock6_membership *of,
		      const struct group_columns *columns)
{
	const char *scope = sock6_scope_name(sock6_address_scope(&of->group));
	char text[SOCK6_ADDRESS_TEXT_SIZE], name[GROUP_NAME_SIZE];
	int empty = columns->name ? columns->name + 1 : 0;

	add_padded(record, "interface", of->interface, of->interface,
		   columns->interface);
	record_integer(record, "interface_index", REPORT_HIDDEN, of->ifindex);
	group_text(text, &of->group);
	group_name(name, &of->group);
	add_padded(record, "group", text, text,
		   columns->group + (*name ? 0 : empty));
	if (*name)
		add_padded(record, "name", name, name, columns->name);
	if (scope)
		record_string(record, "scope", REPORT_HIDDEN, scope);
}

static void add_list(struct record *record, const char *name,
		     const struct in6_addr *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char text[SOCK6_ADDRESS_TEXT_SIZE];

		group_text(text, &list[i]);
		record_append(record, name, REPORT_LABELLED, text);
	}
}

static void add_mode(struct record *record, const struct group_user *user)
{
	record_string(record, "mode", REPORT_BARE,
		      user->of.mode == SOCK6_INCLUDE ? "include" : "exclude");
	add_list(record, "sources", user->sources, user->source_count);
}

/* "avahi-daemon[812]" */
static void add_process(struct record *record, const struct group_user *user)
{
	char text[PROCESS_NAME_SIZE + 16];

	snprintf(text, sizeof(text), "%s[%" PRIu32 "]", user->process_name,
		 user->of.process);
	record_integer(record, "process", REPORT_BARE, user->of.process);
	record_show(record, text);
	if (user->process_name[0])
		record_string(record, "process_name", REPORT_HIDDEN,
			      user->process_name);
}

static void add_socket(struct record *record, const struct sock6_membership *of)
{
	const char *protocol = next_header_name(of->protocol);
	char text[16];

	record_integer(record, "descriptor", REPORT_LABELLED, of->descriptor);
	snprintf(text, sizeof(text), "%u", of->protocol);
	record_string(record, "protocol", REPORT_BARE,
		      protocol ? protocol : text);
	if (of->port)
		record_integer(record, "port", REPORT_LABELLED, of->port);
	if (of->socket_number)
		record_integer(record, "socket_number", REPORT_HIDDEN,
			       (int64_t)of->socket_number);
}

static void add_others(struct record *record, const struct group_user *user)
{
	char text[60];

	record_integer(record, "sockets", REPORT_BARE, user->of.sockets);
	if (user->owner == GROUP_SYSTEM)
		snprintf(text, sizeof(text), "the system");
	else
		snprintf(text, sizeof(text), "%" PRIu32 " hidden socket%s",
			 user->of.sockets, user->of.sockets == 1 ? "" : "s");
	record_show(record, text);
	add_list(record, "node_addresses", user->addresses,
		 user->address_count);
}

void group_record_add(struct record *record, const struct group_user *user,
		      const struct group_columns *columns)
{
	static const char *const owners[] = { "system", "process", "hidden" };

	add_group(record, &user->of, columns);
	add_mode(record, user);
	record_string(record, "owner", REPORT_HIDDEN, owners[user->owner]);
	if (user->owner == GROUP_PROCESS) {
		add_process(record, user);
		add_socket(record, &user->of);
	} else {
		add_others(record, user);
	}
}
