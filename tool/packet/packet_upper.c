/* SPDX-License-Identifier: MIT */
/* What stands behind the extension headers: UDP, TCP, ICMPv6, a packet, or
 * something that is only named. */
#include <stdio.h>

#include "packet.h"
#include "packet_field.h"
#include "words/number_name.h"

#define UDP_HEADER 8
#define TCP_HEADER 20

static void add_ports(struct record *record, const unsigned char *bytes)
{
	char text[16];

	record_integer(record, "source_port", REPORT_BARE, packet_16(bytes));
	record_integer(record, "destination_port", REPORT_BARE,
		       packet_16(bytes + 2));
	snprintf(text, sizeof(text), "> %u", packet_16(bytes + 2));
	record_show(record, text);
}

/* Returns how many of the bytes the datagram has by its own word. */
static size_t judge_udp(struct packet *packet, struct record *record,
			const unsigned char *bytes, size_t size)
{
	size_t said = packet_16(bytes + 4);

	/* RFC 2675, 4: in a jumbogram the length is 0. */
	if (said == 0 && size > 65535)
		return size;
	if (said >= UDP_HEADER && said <= size)
		return said;
	if (said < UDP_HEADER)
		packet_problem(packet, record, bytes + 4,
			       "the length is %zu, less than its header", said);
	else if (!packet->is_cut && !packet->is_fragment)
		packet_problem(packet, record, bytes + 4,
			       "the length is %zu, but there are %zu bytes",
			       said, size);
	else
		return size;
	return 0;
}

static void add_udp(struct packet *packet, struct record *record,
		    const unsigned char *bytes, size_t size)
{
	size_t length;

	add_ports(record, bytes);
	length = judge_udp(packet, record, bytes, size);
	record_integer(record, "length", REPORT_LABELLED, packet_16(bytes + 4));
	if (packet_16(bytes + 6) == 0)
		/* RFC 6936: some tunnels may. */
		packet_warning(packet, record, "the checksum is 0");
	else if (length)
		packet_checksum(packet, record, 17, bytes, length, bytes + 6);
}

static void add_tcp(struct packet *packet, struct record *record,
		    const unsigned char *bytes, size_t size)
{
	static const char *const flags[] = { "fin", "syn", "rst", "psh",
					     "ack", "urg", "ece", "cwr" };
	size_t header = (size_t)(bytes[12] >> 4) * 4;

	add_ports(record, bytes);
	for (unsigned i = 0; i < 8; i++)
		field_flag(record, flags[i], bytes[13] >> i & 1);
	if (header < TCP_HEADER)
		packet_problem(packet, record, bytes + 12,
			       "the header has %zu bytes by its own word",
			       header);
	else if (header > size && !packet->is_cut)
		packet_problem(packet, record, bytes + 12,
			       "the header ends behind the packet");
	record_integer(record, "length", REPORT_LABELLED,
		       header <= size ? (int64_t)(size - header) : 0);
}

/* A layer with ports, as far as it is there. */
static void add_transport(struct packet *packet, struct record *record,
			  int protocol, const unsigned char *bytes, size_t size)
{
	size_t least = protocol == 17 ? UDP_HEADER : TCP_HEADER;
	struct record layer;

	record_begin(&layer, protocol == 17 ? "udp" : "tcp");
	record_string(&layer, "name", REPORT_BARE, next_header_name(protocol));
	if (size < least && packet->is_cut && size >= 4)
		add_ports(&layer, bytes);
	else if (size < least && !packet->is_cut)
		packet_problem(packet, &layer, bytes,
			       "%zu byte%s less than its header",
			       BYTES_ARE(size));
	else if (size >= least && protocol == 17)
		add_udp(packet, &layer, bytes, size);
	else if (size >= least)
		add_tcp(packet, &layer, bytes, size);
	record_nest(record, "layers", &layer);
}

static void add_other(struct record *record, int protocol, size_t size)
{
	const char *name = next_header_name(protocol);
	char text[24];
	struct record layer;

	snprintf(text, sizeof(text), "protocol %d", protocol);
	record_begin(&layer, "payload");
	record_string(&layer, "name", REPORT_BARE, name ? name : text);
	record_integer(&layer, "next_header", REPORT_HIDDEN, protocol);
	record_integer(&layer, "length", REPORT_LABELLED, (int64_t)size);
	record_nest(record, "layers", &layer);
}

void packet_upper(struct packet *packet, struct record *record, int protocol,
		  const void *bytes, size_t size)
{
	switch (protocol) {
	case 6:
	case 17: add_transport(packet, record, protocol, bytes, size); break;
	case 41: packet_within(packet, record, "layers", bytes, size, 0); break;
	case SOCK6_ICMP_PROTOCOL:
		packet_icmp(packet, record, bytes, size);
		break;
	default: add_other(record, protocol, size); break;
	}
}
