/* SPDX-License-Identifier: MIT */
/* An ICMPv6 message: what all have in common, then by its type. */
#include "packet.h"

#include <stdio.h>

#include "packet_field.h"

static void add_front(struct record *record, const unsigned char *bytes)
{
	const char *name = sock6_icmp_type_name(bytes[0]);
	const char *reason = sock6_icmp_code_name(bytes[0], bytes[1]);
	char text[80];

	snprintf(text, sizeof(text), "icmpv6 type %u", bytes[0]);
	record_string(record, "name", REPORT_BARE, name ? name : text);
	record_integer(record, "icmp_type", REPORT_HIDDEN, bytes[0]);
	record_integer(record, "icmp_code",
		       reason || bytes[1] == 0 ? REPORT_HIDDEN
					       : REPORT_LABELLED,
		       bytes[1]);
	if (!reason)
		return;
	record_string(record, "reason", REPORT_BARE, reason);
	snprintf(text, sizeof(text), "(%s)", reason);
	record_show(record, text);
}

static void add_body(struct packet *packet, struct record *record,
		     const unsigned char *bytes, size_t size)
{
	switch (bytes[0]) {
	case SOCK6_ICMP_DESTINATION_UNREACHABLE:
	case SOCK6_ICMP_PACKET_TOO_BIG:
	case SOCK6_ICMP_TIME_EXCEEDED:
	case SOCK6_ICMP_PARAMETER_PROBLEM:
	case SOCK6_ICMP_ECHO_REQUEST:
	case SOCK6_ICMP_ECHO_REPLY:
	case SOCK6_ICMP_EXTENDED_ECHO_REQUEST:
	case SOCK6_ICMP_EXTENDED_ECHO_REPLY:
		packet_icmp_message(packet, record, bytes, size);
		break;
	case SOCK6_ICMP_ROUTER_SOLICITATION:
	case SOCK6_ICMP_ROUTER_ADVERTISEMENT:
	case SOCK6_ICMP_NEIGHBOR_SOLICITATION:
	case SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT:
	case SOCK6_ICMP_REDIRECT:
		packet_neighbor(packet, record, bytes, size);
		break;
	case SOCK6_ICMP_MULTICAST_LISTENER_QUERY:
	case SOCK6_ICMP_MULTICAST_LISTENER_REPORT:
	case SOCK6_ICMP_MULTICAST_LISTENER_DONE:
	case SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT:
		packet_mld(packet, record, bytes, size);
		break;
	default:
		field_bytes(record, "data", REPORT_LABELLED, bytes + 4,
			    size - 4);
		break;
	}
}

void packet_icmp(struct packet *packet, struct record *record,
		 const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	struct record layer;

	record_begin(&layer, "icmp");
	if (size < 4) {
		record_string(&layer, "name", REPORT_BARE, "icmpv6");
		if (!packet->is_cut)
			packet_problem(packet, &layer, bytes,
				       "%zu byte%s no message, which has 4 "
				       "or more",
				       BYTES_ARE(size));
		record_nest(record, "layers", &layer);
		return;
	}
	if (packet->depth == 0)
		packet->icmp_type = at[0];
	add_front(&layer, at);
	record_integer(&layer, "length", REPORT_HIDDEN, (int64_t)size);
	packet_checksum(packet, &layer, SOCK6_ICMP_PROTOCOL, bytes, size,
			at + 2);
	packet_judge(packet, &layer, at[0]);
	add_body(packet, &layer, at, size);
	record_nest(record, "layers", &layer);
}
