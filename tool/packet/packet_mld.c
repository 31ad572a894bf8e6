/* SPDX-License-Identifier: MIT */
/* Messages of multicast listener discovery; of one that is cut, what is there
 * is shown. */
#include <stdio.h>
#include <string.h>

#include "packet.h"
#include "packet_field.h"
#include "time_unit.h"

#define ADDRESS 16
#define RECORD  20 /* of a report of version 2, without its sources */
#define REPORT  8
#define OLD     24 /* a message of version 1 */
#define QUERY   28

static void add_sources(struct record *record,
			const struct sock6_mld_record *group)
{
	struct sockaddr_in6 source = { .sin6_family = AF_INET6 };
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	unsigned index = 0;

	while (sock6_mld_source_next(group, &index, &source.sin6_addr)) {
		sock6_address_format(text, sizeof(text), &source, 0);
		record_append(record, "sources", REPORT_LABELLED, text);
	}
}

static void add_group(struct packet *packet, struct record *record,
		      const struct sock6_mld_record *group, int is_query)
{
	field_address(record, "group", REPORT_LABELLED, &group->group);
	if (!sock6_address_is_multicast(&group->group) &&
	    !(is_query && sock6_address_is_unspecified(&group->group)))
		packet_warning(packet, record,
			       "the group is no multicast address");
	add_sources(record, group);
}

static void add_record(struct packet *packet, struct record *record,
		       const struct sock6_mld_record *group)
{
	const char *name = sock6_mld_record_name(group->type);
	struct record inner;
	char text[24];

	snprintf(text, sizeof(text), "record %u", group->type);
	record_begin(&inner, "record");
	record_string(&inner, "name", REPORT_BARE, name ? name : text);
	record_integer(&inner, "record_type", REPORT_HIDDEN, group->type);
	add_group(packet, &inner, group, 0);
	if (group->auxiliary_size)
		field_bytes(&inner, "auxiliary", REPORT_LABELLED,
			    group->auxiliary, group->auxiliary_size);
	record_nest(record, "records", &inner);
}

static void add_query(struct record *record,
		      const struct sock6_mld_message *message)
{
	record_time(record, "response_delay", REPORT_LABELLED,
		    message->response_delay * MILLISECOND);
	if (message->version == 1)
		return;
	field_flag(record, "suppress", message->suppress);
	record_integer(record, "robustness", REPORT_LABELLED,
		       message->robustness);
	record_time(record, "query_interval", REPORT_LABELLED,
		    message->query_interval * SECOND);
}

static void add_message(struct packet *packet, struct record *record,
			const struct sock6_mld_message *message)
{
	struct sock6_mld_record group;
	size_t offset = 0;
	int is_query = message->type == SOCK6_ICMP_MULTICAST_LISTENER_QUERY;

	record_integer(record, "version",
		       is_query ? REPORT_LABELLED : REPORT_HIDDEN,
		       message->version);
	if (is_query)
		add_query(record, message);
	if (message->flags)
		field_hexadecimal(record, "flags", REPORT_LABELLED,
				  message->flags);
	while (sock6_mld_record_next(message, &offset, &group)) {
		if (message->type ==
		    SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT)
			add_record(packet, record, &group);
		else
			add_group(packet, record, &group, is_query);
	}
}

/* The records of a report that are whole, in place of all. */
static void add_whole_records(struct packet *packet, struct record *record,
			      const unsigned char *bytes, size_t size)
{
	struct sock6_mld_message message = { .type = bytes[0], .version = 2 };
	size_t at = REPORT;

	while (size - at >= RECORD) {
		size_t length = RECORD +
				ADDRESS * (size_t)packet_16(bytes + at + 2) +
				4 * (size_t)bytes[at + 1];

		if (length > size - at)
			break;
		at += length;
		message.record_count++;
	}
	message.records = bytes + REPORT;
	message.records_size = at - REPORT;
	add_message(packet, record, &message);
	if (!packet->is_cut)
		packet_problem(packet, record, bytes + at,
			       "it ends within record %u of %u",
			       message.record_count + 1, packet_16(bytes + 6));
}

static void add_cut(struct packet *packet, struct record *record,
		    const unsigned char *bytes, size_t size)
{
	int is_report =
		bytes[0] == SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT;

	if (is_report && size >= REPORT)
		add_whole_records(packet, record, bytes, size);
	else if (packet->is_cut)
		return;
	else if (size < (size_t)(is_report ? REPORT : OLD))
		packet_problem(packet, record, bytes,
			       "%zu byte%s no such message, which has %d "
			       "or more",
			       BYTES_ARE(size), is_report ? REPORT : OLD);
	else if (size < QUERY)
		packet_problem(packet, record, bytes,
			       "a query has 24 bytes, or 28 and more, not %zu",
			       size);
	else
		packet_problem(packet, record, bytes + QUERY - 2,
			       "it has %u sources by its own word, but %zu "
			       "bytes follow",
			       packet_16(bytes + QUERY - 2), size - QUERY);
}

void packet_mld(struct packet *packet, struct record *record, const void *bytes,
		size_t size)
{
	struct sock6_mld_message message;

	if (sock6_mld_decode(&message, bytes, size, NULL, NULL) == 0)
		add_message(packet, record, &message);
	else
		add_cut(packet, record, bytes, size);
}
