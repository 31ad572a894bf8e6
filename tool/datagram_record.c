/* SPDX-License-Identifier: MIT */
/* A datagram that was heard, as a record with every control value. */
#define _POSIX_C_SOURCE 200809L

#include "datagram_record.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "escape.h"
#include "message.h"
#include "report.h"

#define SECOND INT64_C(1000000000)

/*
 * The system's time of arrival; where it gave none, as for the first datagram
 * after stamping was switched on, the time at which it was read.
 */
static int64_t arrival(const struct sock6_control *control)
{
	struct timespec now;

	if (control->fields & SOCK6_RECEIVED)
		return control->received;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

/* UTC in JSON, the time of day here in text. */
static void add_time(struct record *record, const struct sock6_control *control)
{
	int64_t when = arrival(control);
	time_t seconds = (time_t)(when / SECOND);
	char day[40] = "", text[64];
	struct tm parts;

	if (gmtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%09" PRId64 "Z", day, when % SECOND);
	record_string(record, "received", REPORT_BARE, text);
	if (localtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%06" PRId64, day,
		 when % SECOND / 1000);
	record_show(record, text);
	record_string(record, "received_by", REPORT_HIDDEN,
		      control->fields & SOCK6_RECEIVED ? "system" : "command");
}

static void add_interface(struct record *record,
			  const struct sock6_control *control)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];

	if (!(control->fields & SOCK6_INTERFACE))
		return;
	if (sock6_interface_name(name, sizeof(name), control->ifindex) < 0)
		snprintf(name, sizeof(name), "%" PRIu32, control->ifindex);
	record_string(record, "interface", REPORT_BARE, name);
	record_integer(record, "interface_index", REPORT_HIDDEN,
		       control->ifindex);
}

/* In JSON address and port apart; in text together, as they are typed. */
static void add_address(struct record *record, const char *const names[2],
			const struct sockaddr_in6 *address, const char *before)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 4];
	struct sockaddr_in6 plain = *address;

	sock6_address_format(text, sizeof(text), address, 0);
	snprintf(shown, sizeof(shown), "%s%s", before, text);
	plain.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &plain, 0);
	record_string(record, names[0], REPORT_BARE, text);
	record_show(record, shown);
	record_integer(record, names[1], REPORT_HIDDEN,
		       ntohs(address->sin6_port));
}

static void add_destination(struct record *record,
			    const struct sock6_control *control, uint16_t port)
{
	static const char *const names[] = { "destination",
					     "destination_port" };
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };

	if (!(control->fields & SOCK6_DESTINATION))
		return;
	address.sin6_addr = control->destination;
	address.sin6_port = htons(port);
	add_address(record, names, &address, "> ");
}

static void add_traffic_class(struct record *record, int traffic_class)
{
	const char *dscp = sock6_dscp_name(traffic_class >> 2);
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	sock6_traffic_class_format(text, sizeof(text), traffic_class);
	record_integer(record, "traffic_class", REPORT_LABELLED, traffic_class);
	record_show(record, text);
	snprintf(text, sizeof(text), "%d", traffic_class >> 2);
	record_string(record, "dscp", REPORT_HIDDEN, dscp ? dscp : text);
	record_string(record, "ecn", REPORT_HIDDEN,
		      sock6_ecn_name(traffic_class & 3));
}

/* A value of 0 that means "nothing to tell" is left to JSON. */
static void add_number(struct record *record, const char *name, uint64_t field,
		       const struct sock6_control *control, uint32_t value)
{
	if (control->fields & field)
		record_integer(record, name,
			       value ? REPORT_LABELLED : REPORT_HIDDEN, value);
}

static void add_control(struct record *record,
			const struct sock6_control *control)
{
	char text[16];

	if (control->fields & SOCK6_TRAFFIC_CLASS)
		add_traffic_class(record, control->traffic_class);
	if (control->fields & SOCK6_HOP_LIMIT)
		record_integer(record, "hop_limit", REPORT_LABELLED,
			       control->hop_limit);
	add_number(record, "flow_label", SOCK6_FLOW_LABEL, control,
		   control->flow_label);
	snprintf(text, sizeof(text), "0x%" PRIx32, control->flow_label);
	if (control->fields & SOCK6_FLOW_LABEL)
		record_show(record, text);
	add_number(record, "fragment_size", SOCK6_FRAGMENT_SIZE, control,
		   control->fragment_size);
	add_number(record, "drops", SOCK6_DROPS, control, control->drops);
}

static void add_payload(struct record *record,
			const struct sock6_message *message, int hex)
{
	size_t size = (size_t)message->result;
	char *digits = hex_bytes(message->data, size);
	char *text = escape_bytes(message->data, size);
	char *quoted = malloc(4 * size + 3);

	if (!quoted)
		out_of_memory();
	snprintf(quoted, 4 * size + 3, "\"%s\"", text);
	record_integer(record, "length", REPORT_LABELLED, message->result);
	if (message->flags & SOCK6_TRUNCATED)
		record_true(record, "truncated", REPORT_BARE);
	if (message->flags & SOCK6_CONTROL_TRUNCATED)
		record_true(record, "control_truncated", REPORT_BARE);
	record_string(record, "text", hex ? REPORT_HIDDEN : REPORT_BARE, text);
	record_show(record, quoted);
	record_string(record, "data", hex ? REPORT_BARE : REPORT_HIDDEN,
		      digits);
	free(digits);
	free(text);
	free(quoted);
}

void datagram_report(const struct sock6_message *message,
		     const struct datagram_context *context)
{
	static const char *const names[] = { "source", "source_port" };
	struct record record;

	record_begin(&record, "datagram");
	record_integer(&record, "number", REPORT_HIDDEN,
		       (int64_t)context->number);
	add_time(&record, message->control);
	add_interface(&record, message->control);
	add_address(&record, names, &message->peer, "");
	add_destination(&record, message->control, context->port);
	add_control(&record, message->control);
	add_payload(&record, message, context->hex);
	record_end(&record);
}
