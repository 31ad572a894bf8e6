/* SPDX-License-Identifier: MIT */
/* Messages of neighbour discovery; what comes before a wrong option is shown. */
#include "packet.h"
#include "packet_field.h"
#include "time_unit.h"

#define OPTION_UNIT 8

static size_t least_size(int type)
{
	switch (type) {
	case SOCK6_ICMP_ROUTER_SOLICITATION: return 8;
	case SOCK6_ICMP_ROUTER_ADVERTISEMENT: return 16;
	case SOCK6_ICMP_REDIRECT: return 40;
	default: return 24;
	}
}

/* Where the options end that can be read: at a wrong one, or all of them. */
static size_t end_of_options(struct packet *packet, struct record *record,
			     const unsigned char *bytes, size_t size)
{
	size_t at = least_size(bytes[0]);

	while (at < size) {
		size_t length =
			size - at < 2 ? 0 : (size_t)bytes[at + 1] * OPTION_UNIT;

		if (length && length <= size - at) {
			at += length;
			continue;
		}
		if (size - at >= 2 && !length)
			packet_problem(packet, record, bytes + at + 1,
				       "the length of the option is 0");
		else if (!packet->is_cut)
			packet_problem(packet, record, bytes + at,
				       "the option ends behind the message");
		break;
	}
	return at;
}

static const char *preference_name(int preference)
{
	return preference < 0 ? "low" : preference > 0 ? "high" : "medium";
}

/* What a router does not tell is 0. */
static void add_told(struct record *record, const char *name,
		     uint32_t milliseconds)
{
	record_time(record, name,
		    milliseconds ? REPORT_LABELLED : REPORT_HIDDEN,
		    milliseconds * MILLISECOND);
}

static void add_router(struct record *record,
		       const struct sock6_neighbor_message *message)
{
	record_integer(record, "hop_limit", REPORT_LABELLED,
		       message->hop_limit);
	field_flag(record, "managed",
		   (message->flags & SOCK6_NEIGHBOR_MANAGED) != 0);
	field_flag(record, "other",
		   (message->flags & SOCK6_NEIGHBOR_OTHER) != 0);
	field_flag(record, "home_agent",
		   (message->flags & SOCK6_NEIGHBOR_HOME_AGENT) != 0);
	field_flag(record, "proxy",
		   (message->flags & SOCK6_NEIGHBOR_PROXY) != 0);
	record_string(record, "preference", REPORT_LABELLED,
		      preference_name(message->preference));
	record_time(record, "lifetime", REPORT_LABELLED,
		    message->router_lifetime * SECOND);
	if (message->router_lifetime == 0)
		record_show(record, "0, no default router");
	add_told(record, "reachable_time", message->reachable_time);
	add_told(record, "retransmit_timer", message->retransmit_timer);
}

static void add_neighbor(struct record *record,
			 const struct sock6_neighbor_message *message)
{
	field_address(record, "target", REPORT_LABELLED, &message->target);
	if (message->type == SOCK6_ICMP_REDIRECT)
		field_address(record, "destination", REPORT_LABELLED,
			      &message->destination);
	if (message->type != SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT)
		return;
	field_flag(record, "router",
		   (message->flags & SOCK6_NEIGHBOR_ROUTER) != 0);
	field_flag(record, "solicited",
		   (message->flags & SOCK6_NEIGHBOR_SOLICITED) != 0);
	field_flag(record, "override",
		   (message->flags & SOCK6_NEIGHBOR_OVERRIDE) != 0);
}

static void add_options(struct packet *packet, struct record *record,
			const struct sock6_neighbor_message *message)
{
	const unsigned char *at = message->options;
	struct sock6_neighbor_option option;
	size_t offset = 0, before = 0;

	while (sock6_neighbor_option_next(message, &offset, &option)) {
		packet_neighbor_option(packet, record, &option, at + before);
		before = offset;
	}
}

static void add_message(struct packet *packet, struct record *record,
			const struct sock6_neighbor_message *message)
{
	if (message->type == SOCK6_ICMP_ROUTER_ADVERTISEMENT)
		add_router(record, message);
	else if (message->type != SOCK6_ICMP_ROUTER_SOLICITATION)
		add_neighbor(record, message);
	packet_judge_neighbor(packet, record, message);
	add_options(packet, record, message);
}

void packet_neighbor(struct packet *packet, struct record *record,
		     const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	struct sock6_neighbor_message message;

	if (size < least_size(at[0])) {
		if (!packet->is_cut)
			packet_problem(packet, record, at,
				       "%zu byte%s no such message, which "
				       "has %zu or more",
				       BYTES_ARE(size), least_size(at[0]));
		return;
	}
	if (at[1] != 0)
		packet_problem(packet, record, at + 1, "the code is %u, not 0",
			       at[1]);
	size = end_of_options(packet, record, at, size);
	if (sock6_neighbor_decode(&message, at, size, NULL, NULL) == 0)
		add_message(packet, record, &message);
}
