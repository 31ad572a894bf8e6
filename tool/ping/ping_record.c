/* SPDX-License-Identifier: MIT */
/* sock6 ping: what is told of requests, replies and errors. */
#include "ping_record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stamp.h"
#include "report/quantity.h"
#include "report/report.h"
#include "report/value_record.h"

/* In text only where it is not the address itself. */
static void add_name(struct record *record, const struct ping_target *target)
{
	char text[300];

	record_string(record, "target",
		      strcmp(target->word, target->text) == 0 ? REPORT_HIDDEN
							      : REPORT_BARE,
		      target->word);
	snprintf(text, sizeof(text), "(%s)", target->word);
	record_show(record, text);
}

static void add_source(struct record *record, const struct ping_target *target)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[sizeof(text) + 8];

	if (target->source.sin6_family != AF_INET6)
		return;
	sock6_address_format(text, sizeof(text), &target->source, 0);
	record_string(record, "source", REPORT_BARE, text);
	snprintf(shown, sizeof(shown), "from %s", text);
	record_show(record, shown);
}

static void add_question(struct record *record,
			 const struct ping_interface *interface)
{
	char text[300];

	record_string(record, "probed", REPORT_BARE, interface->word);
	snprintf(text, sizeof(text), "about %s", interface->word);
	record_show(record, text);
}

void ping_report_target(const struct ping *ping,
			const struct ping_target *target)
{
	const char *kind = target->kind == SOCK6_ECHO_RAW ? "raw" : "datagram";
	char text[SOCK6_ADDRESS_TEXT_SIZE + 8];
	struct record record;

	if (ping->options.quiet)
		return;
	record_begin(&record, "start");
	record_string(&record, "destination", REPORT_BARE, target->text);
	snprintf(text, sizeof(text), "to %s", target->text);
	record_show(&record, text);
	add_name(&record, target);
	add_source(&record, target);
	record_integer(&record, "length",
		       ping->options.interface.word ? REPORT_HIDDEN
						    : REPORT_BARE,
		       ping->options.size);
	snprintf(text, sizeof(text), "with %" PRId64 " bytes",
		 ping->options.size);
	record_show(&record, text);
	if (ping->options.interface.word)
		add_question(&record, &ping->options.interface);
	record_string(&record, "socket_type", REPORT_BARE, kind);
	snprintf(text, sizeof(text), "by a %s socket", kind);
	record_show(&record, text);
	record_end(&record);
}

static void add_moment(struct record *record, const struct ping *ping,
		       int64_t moment)
{
	record_moment(record, "time",
		      ping->options.moments ? REPORT_BARE : REPORT_HIDDEN,
		      moment);
}

/*
 * Systems start with one of these, and each router takes one off; so this is a
 * guess, and a good one for paths of less than 32 routers.
 */
static int hops(uint8_t hop_limit)
{
	static const int starts[] = { 32, 64, 128, 255 };
	unsigned i = 0;

	while (starts[i] < hop_limit)
		i++;
	return starts[i] - hop_limit;
}

static void add_length(struct record *record, const struct ping_reply *reply)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[sizeof(text) + 32];

	sock6_address_format(text, sizeof(text), &reply->message->peer, 0);
	if (reply->echo->type == SOCK6_ICMP_ECHO_REPLY)
		snprintf(shown, sizeof(shown),
			 "%zu bytes from %s:", reply->echo->payload_size, text);
	else
		snprintf(shown, sizeof(shown), "answer from %s:", text);
	record_string(record, "source", REPORT_BARE, text);
	record_show(record, shown);
	record_integer(record, "length", REPORT_HIDDEN,
		       (int64_t)reply->echo->payload_size);
}

/* What is as nearly everywhere, class and label 0, is left to JSON. */
static void add_control(struct record *record,
			const struct sock6_control *control)
{
	if (control->fields & SOCK6_INTERFACE)
		value_record_ifindex(record, REPORT_HIDDEN, control->ifindex);
	if (control->fields & SOCK6_HOP_LIMIT) {
		record_integer(record, "hop_limit", REPORT_LABELLED,
			       control->hop_limit);
		record_integer(record, "hops", REPORT_LABELLED,
			       hops(control->hop_limit));
	}
	if (control->fields & SOCK6_TRAFFIC_CLASS)
		value_record_traffic_class(record,
					   control->traffic_class
						   ? REPORT_LABELLED
						   : REPORT_HIDDEN,
					   control->traffic_class);
	if (control->fields & SOCK6_FLOW_LABEL)
		record_integer(record, "flow_label", REPORT_HIDDEN,
			       control->flow_label);
}

/* Where the data differ, and how. */
static void add_damage(struct record *record, const struct ping *ping,
		       const struct ping_reply *reply)
{
	const uint8_t *got = reply->echo->payload;
	size_t size = (size_t)ping->options.size;
	char text[80];

	if (reply->match != PING_DAMAGED)
		return;
	if (reply->damage < size && reply->damage < reply->echo->payload_size)
		snprintf(text, sizeof(text),
			 "damaged at byte %zu: 0x%02x in place of 0x%02x",
			 reply->damage, got[reply->damage],
			 ping->expected[reply->damage]);
	else
		snprintf(text, sizeof(text), "damaged: %zu bytes were sent",
			 size);
	record_integer(record, "damaged_at", REPORT_BARE,
		       (int64_t)reply->damage);
	record_show(record, text);
	record_paint(record, REPORT_RED);
}

static void add_flag(struct record *record, const char *name, int is_so)
{
	if (!is_so)
		return;
	record_true(record, name, REPORT_BARE);
	record_paint(record, REPORT_YELLOW);
}

void ping_report_reply(const struct ping *ping,
		       const struct ping_target *target,
		       const struct ping_reply *reply)
{
	const struct sock6_control *control = reply->message->control;
	struct record record;

	if (ping->options.quiet)
		return;
	record_begin(&record, "answer");
	add_moment(&record, ping,
		   control->fields & SOCK6_RECEIVED ? control->received
						    : stamp_now());
	record_string(&record, "destination", REPORT_HIDDEN, target->text);
	add_length(&record, reply);
	record_integer(&record, "sequence", REPORT_LABELLED,
		       (int64_t)reply->number);
	add_control(&record, control);
	record_time(&record, "round_trip", REPORT_LABELLED, reply->round_trip);
	record_string(&record, "timed_by", REPORT_HIDDEN,
		      reply->by_system ? "system" : "command");
	if (ping->options.interface.word)
		ping_interface_add(&ping->options.interface, &record,
				   reply->echo);
	add_flag(&record, "late", reply->late);
	add_flag(&record, "duplicate", reply->duplicate);
	add_damage(&record, ping, reply);
	record_end(&record);
}

/* The objects of RFC 4884, such as labels and interfaces of a router. */
static void add_extension(struct record *record,
			  const struct sock6_message *quoted,
			  const struct sock6_error *error)
{
	static char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	const uint8_t *bytes = quoted->data;

	if (!(error->fields & SOCK6_ERROR_EXTENSION))
		return;
	if (sock6_icmp_extension_format(text, sizeof(text),
					bytes + error->extension_offset,
					error->extension_size) > 0)
		record_string(record, "extension", REPORT_BARE, text);
}

static void add_error(struct record *record, const struct sock6_error *error)
{
	const char *name = sock6_icmp_type_name(error->type);
	const char *reason = sock6_icmp_code_name(error->type, error->code);
	char text[100];

	record_string(record, "name", REPORT_BARE, name ? name : "error");
	snprintf(text, sizeof(text), "%s%s", name ? name : "error",
		 reason ? ":" : "");
	record_show(record, text);
	record_paint(record, REPORT_RED);
	if (reason) {
		record_string(record, "reason", REPORT_BARE, reason);
		record_paint(record, REPORT_RED);
	}
	record_integer(record, "icmp_type", REPORT_HIDDEN, error->type);
	record_integer(record, "icmp_code",
		       reason || error->code == 0 ? REPORT_HIDDEN
						  : REPORT_LABELLED,
		       error->code);
	if (error->fields & SOCK6_ERROR_MTU)
		record_integer(record, "mtu", REPORT_LABELLED, error->mtu);
	if (error->fields & SOCK6_ERROR_POINTER)
		record_integer(record, "pointer", REPORT_LABELLED,
			       error->pointer);
}

static void begin_error(struct record *record, const struct ping *ping,
			const struct ping_target *target, const char *name,
			const char *value, const char *from)
{
	char shown[SOCK6_ADDRESS_TEXT_SIZE + 16];

	record_begin(record, "error");
	add_moment(record, ping, stamp_now());
	record_string(record, "destination", REPORT_HIDDEN, target->text);
	record_string(record, name, REPORT_BARE, value);
	snprintf(shown, sizeof(shown), "error from %s:", from);
	record_show(record, shown);
}

void ping_report_error(const struct ping *ping,
		       const struct ping_target *target, uint64_t number,
		       const struct sock6_message *quoted,
		       const struct sock6_error *error)
{
	char from[SOCK6_ADDRESS_TEXT_SIZE] = "?";
	struct record record;

	if (ping->options.quiet)
		return;
	if (error->fields & SOCK6_ERROR_OFFENDER)
		sock6_address_format(from, sizeof(from), &error->offender, 0);
	begin_error(&record, ping, target, "source", from, from);
	record_integer(&record, "sequence", REPORT_LABELLED, (int64_t)number);
	add_error(&record, error);
	add_extension(&record, quoted, error);
	record_end(&record);
}

static const char *refusal(int status)
{
	switch (status) {
	case -EPERM: return "a firewall of this host refuses it";
	case -EACCES: return "a route of this host prohibits it";
	case -ENETUNREACH:
	case -EHOSTUNREACH: return "there is no route";
	case -EMSGSIZE: return "too big";
	case -ENOBUFS:
	case -EAGAIN: return "the queue is full";
	default: return sock6_status_text(status);
	}
}

void ping_report_refusal(const struct ping *ping,
			 const struct ping_target *target, int status)
{
	struct record record;

	if (ping->options.quiet)
		return;
	begin_error(&record, ping, target, "status", sock6_status_name(status),
		    "this host");
	record_integer(&record, "sequence", REPORT_LABELLED,
		       (int64_t)target->sent);
	record_string(&record, "reason", REPORT_BARE, refusal(status));
	record_paint(&record, REPORT_RED);
	if (status == -EMSGSIZE && target->refused_mtu)
		record_integer(&record, "mtu", REPORT_LABELLED,
			       target->refused_mtu);
	record_end(&record);
}

void ping_report_gap(const struct ping *ping, const struct ping_target *target,
		     uint64_t number, const struct sockaddr_in6 *address)
{
	char time[QUANTITY_SIZE], text[SOCK6_ADDRESS_TEXT_SIZE];
	char shown[SOCK6_ADDRESS_TEXT_SIZE + 32];
	struct record record;

	if (ping->options.quiet)
		return;
	record_begin(&record, "no_answer");
	add_moment(&record, ping, stamp_now());
	record_string(&record, "destination", REPORT_HIDDEN, target->text);
	sock6_address_format(text, sizeof(text), address, 0);
	record_string(&record, "source", REPORT_BARE, text);
	snprintf(shown, sizeof(shown), "no answer from %s:", text);
	record_show(&record, shown);
	record_integer(&record, "sequence", REPORT_LABELLED, (int64_t)number);
	record_time(&record, "timeout", REPORT_BARE, ping->options.timeout);
	snprintf(shown, sizeof(shown), "within %s",
		 quantity_duration(time, ping->options.timeout));
	record_show(&record, shown);
	record_end(&record);
}
