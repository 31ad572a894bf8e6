/* SPDX-License-Identifier: MIT */
/* A datagram that was heard, as a record with every control value. */
#define _POSIX_C_SOURCE 200809L

#include "datagram_record.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "process/allocate.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/value_record.h"

static void add_time(struct record *record, const struct sock6_control *control,
		     int64_t when)
{
	record_moment(record, "time", REPORT_BARE, when);
	record_string(record, "timed_by", REPORT_HIDDEN,
		      control->fields & SOCK6_RECEIVED ? "system" : "command");
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
	value_record_peer(record, names, &address, "> ");
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
		value_record_traffic_class(record, REPORT_LABELLED,
					   control->traffic_class);
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

/* What stands behind a stamp is shown, but for padding. */
static size_t shown_from(const struct datagram_context *context)
{
	const unsigned char *bytes = context->data;
	size_t from = context->stamp ? STAMP_SIZE : 0;

	if (from == 0)
		return 0;
	for (size_t i = from; i < context->size; i++)
		if (bytes[i] != bytes[from])
			return from;
	return context->size;
}

static void add_payload(struct record *record,
			const struct datagram_context *context)
{
	const char *bytes = context->data;
	size_t from = shown_from(context);
	char *digits = hex_bytes(bytes, context->size);
	char *text = escape_bytes(bytes, context->size);
	char *shown = escape_bytes(bytes + from, context->size - from);
	int is_shown = !context->stamp || from < context->size;
	char *quoted = allocate(1, strlen(shown) + 3);

	snprintf(quoted, strlen(shown) + 3, "\"%s\"", shown);
	record_string(record, "text",
		      context->is_hex || !is_shown ? REPORT_HIDDEN
						   : REPORT_BARE,
		      text);
	record_show(record, quoted);
	record_string(record, "data",
		      context->is_hex ? REPORT_BARE : REPORT_HIDDEN, digits);
	free(digits);
	free(text);
	free(shown);
	free(quoted);
}

/* "#17 1.20 ms": which one of its stream, and how long it took. */
static void add_stamp(struct record *record,
		      const struct datagram_context *context)
{
	const struct stamp *stamp = context->stamp;
	const int64_t latest = INT64_MAX / 2;
	char text[40];

	if (!stamp)
		return;
	snprintf(text, sizeof(text), "%016" PRIx64, stamp->stream);
	record_string(record, "stream", REPORT_HIDDEN, text);
	record_integer(record, "sequence", REPORT_BARE,
		       stamp->sequence > INT64_MAX ? INT64_MAX
						   : (int64_t)stamp->sequence);
	snprintf(text, sizeof(text), "#%" PRIu64, stamp->sequence);
	record_show(record, text);
	/* Anyone may write any time. */
	if (stamp->sent < 0 || stamp->sent > latest)
		return;
	record_moment(record, "sent_time", REPORT_HIDDEN, stamp->sent);
	record_time(record, "delay", REPORT_BARE,
		    context->received - stamp->sent);
}

static void add_length(struct record *record,
		       const struct sock6_message *message,
		       const struct datagram_context *context)
{
	record_integer(record, "length", REPORT_LABELLED,
		       (int64_t)context->size);
	if (message->flags & SOCK6_TRUNCATED)
		record_true(record, "truncated", REPORT_BARE);
	if (message->flags & SOCK6_CONTROL_TRUNCATED)
		record_true(record, "control_truncated", REPORT_BARE);
}

void datagram_report(const struct sock6_message *message,
		     const struct datagram_context *context)
{
	static const char *const names[] = { "source", "source_port" };
	const struct sock6_control *control = message->control;
	struct record record;

	record_begin(&record, "datagram");
	record_integer(&record, "number", REPORT_HIDDEN,
		       (int64_t)context->number);
	add_time(&record, control, context->received);
	if (control->fields & SOCK6_INTERFACE)
		value_record_ifindex(&record, REPORT_BARE, control->ifindex);
	value_record_peer(&record, names, &message->peer, "");
	add_destination(&record, control, context->port);
	add_control(&record, control);
	add_length(&record, message, context);
	add_stamp(&record, context);
	add_payload(&record, context);
	if (context->unexpected) {
		record_string(&record, "not_expected", REPORT_BARE,
			      context->unexpected);
		record_paint(&record, REPORT_RED);
	}
	record_end(&record);
}
