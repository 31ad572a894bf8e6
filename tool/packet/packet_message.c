/* SPDX-License-Identifier: MIT */
/* ICMPv6 errors with what they quote, echo, extended echo. */
#include <string.h>

#include "icmp_name.h"
#include "packet.h"
#include "packet_field.h"

/* RFC 4884, 4.2: the unit of the length attribute of ICMPv6. */
#define LENGTH_UNIT 8

static const char *state_name(unsigned state)
{
	static const char *const names[] = { "none",  "incomplete", "reachable",
					     "stale", "delay",      "probe",
					     "failed" };

	return state < sizeof(names) / sizeof(names[0]) ? names[state]
							: "unknown";
}

static void add_extended(struct record *record,
			 const struct sock6_icmp_message *message)
{
	if (message->type == SOCK6_ICMP_EXTENDED_ECHO_REQUEST) {
		field_flag(record, "local",
			   (message->flags & SOCK6_ICMP_LOCAL) != 0);
		return;
	}
	record_string(record, "state", REPORT_LABELLED,
		      state_name(message->state));
	field_flag(record, "active", (message->flags & SOCK6_ICMP_ACTIVE) != 0);
	field_flag(record, "ipv4", (message->flags & SOCK6_ICMP_IPV4) != 0);
	field_flag(record, "ipv6", (message->flags & SOCK6_ICMP_IPV6) != 0);
}

static void add_echo(struct record *record,
		     const struct sock6_icmp_message *message)
{
	record_integer(record, "identifier", REPORT_LABELLED,
		       message->identifier);
	record_integer(record, "sequence", REPORT_LABELLED, message->sequence);
	if (message->type == SOCK6_ICMP_ECHO_REQUEST ||
	    message->type == SOCK6_ICMP_ECHO_REPLY)
		record_integer(record, "payload_length", REPORT_LABELLED,
			       (int64_t)message->payload_size);
	else
		add_extended(record, message);
}

static void judge_length(struct packet *packet, struct record *record,
			 const unsigned char *bytes, size_t size)
{
	size_t said = (size_t)bytes[4] * LENGTH_UNIT;

	if ((bytes[0] == SOCK6_ICMP_DESTINATION_UNREACHABLE ||
	     bytes[0] == SOCK6_ICMP_TIME_EXCEEDED) &&
	    said > size - 8 && !packet->is_cut)
		packet_problem(packet, record, bytes + 4,
			       "the quoted packet has %zu bytes by its length, "
			       "but %zu follow%s",
			       said, size - 8, size == 9 ? "s" : "");
}

static void add_error(struct packet *packet, struct record *record,
		      const struct sock6_icmp_message *message)
{
	if (message->type == SOCK6_ICMP_PACKET_TOO_BIG)
		record_integer(record, "mtu", REPORT_LABELLED, message->mtu);
	if (message->type == SOCK6_ICMP_PARAMETER_PROBLEM)
		record_integer(record, "pointer", REPORT_LABELLED,
			       message->pointer);
	if (message->payload_size)
		packet_within(packet, record, "quoted", message->payload,
			      message->payload_size, 1);
}

void packet_icmp_message(struct packet *packet, struct record *record,
			 const void *bytes, size_t size)
{
	struct sock6_icmp_message message;

	if (sock6_icmp_message_decode(&message, bytes, size, NULL, NULL) < 0) {
		if (!packet->is_cut)
			packet_problem(packet, record, bytes,
				       "%zu byte%s no such message, which "
				       "has 8 or more",
				       BYTES_ARE(size));
		return;
	}
	if (icmp_is_error(message.type)) {
		judge_length(packet, record, bytes, size);
		add_error(packet, record, &message);
	} else {
		add_echo(record, &message);
	}
	if (message.extension)
		packet_objects(packet, record, message.extension,
			       message.extension_size);
}
