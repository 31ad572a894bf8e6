/* SPDX-License-Identifier: MIT */
/* The IPv6 header of a packet, its chain of headers, and what is wrong. */
#include "packet.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "packet_field.h"
#include "words/number_name.h"

void packet_start(struct packet *packet, const void *bytes, unsigned *problems)
{
	memset(packet, 0, sizeof(*packet));
	packet->start = bytes;
	packet->problems = problems;
	packet->hop_limit = -1;
	packet->icmp_type = -1;
}

uint16_t packet_16(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

uint32_t packet_32(const unsigned char *at)
{
	return (uint32_t)packet_16(at) << 16 | packet_16(at + 2);
}

void packet_problem(struct packet *packet, struct record *record,
		    const void *at, const char *format, ...)
{
	long offset = (long)((const unsigned char *)at - packet->start);
	char text[256], shown[300];
	struct record problem;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	snprintf(shown, sizeof(shown), "! at byte %ld: %s", offset, text);
	record_begin(&problem, "problem");
	record_integer(&problem, "offset", REPORT_HIDDEN, offset);
	record_string(&problem, "text", REPORT_BARE, text);
	record_show(&problem, shown);
	record_paint(&problem, REPORT_RED);
	record_nest(record, "problems", &problem);
	/* What an error quotes may be the very packet that was wrong. */
	if (!packet->is_quoted)
		++*packet->problems;
}

void packet_warning(struct packet *packet, struct record *record,
		    const char *format, ...)
{
	char text[256], shown[300];
	struct record warning;
	va_list arguments;

	(void)packet;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	snprintf(shown, sizeof(shown), "? %s", text);
	record_begin(&warning, "warning");
	record_string(&warning, "text", REPORT_BARE, text);
	record_show(&warning, shown);
	record_paint(&warning, REPORT_YELLOW);
	record_nest(record, "warnings", &warning);
}

/* RFC 8200, 8.1, with the length of what is checked and nothing else in it:
 * what a sender leaves to its adapter. */
static uint16_t sum_of_pseudo_header(const struct packet *packet, int protocol,
				     size_t size)
{
	static const unsigned char zeros[65536];

	return (uint16_t)~sock6_checksum(&packet->source, &packet->destination,
					 (uint8_t)protocol, zeros, size);
}

void packet_checksum(struct packet *packet, struct record *record, int protocol,
		     const void *bytes, size_t size, const unsigned char *at)
{
	if (packet->is_trusted || packet->is_cut || packet->is_fragment ||
	    packet->is_unfollowed || size > 65536) {
		record_string(record, "checksum", REPORT_HIDDEN,
			      packet->is_trusted ? "right" : "unknown");
		return;
	}
	if (sock6_checksum(&packet->source, &packet->destination,
			   (uint8_t)protocol, bytes, size) == 0) {
		record_string(record, "checksum", REPORT_HIDDEN, "right");
		return;
	}
	if (sum_of_pseudo_header(packet, protocol, size) == packet_16(at)) {
		record_string(record, "checksum", REPORT_LABELLED, "offloaded");
		return;
	}
	record_string(record, "checksum", REPORT_HIDDEN, "wrong");
	packet_problem(packet, record, at, "the checksum 0x%04x is wrong",
		       packet_16(at));
}

static void add_header(struct record *record, const struct sock6_header *header)
{
	field_address(record, "source", REPORT_BARE, &header->source);
	field_destination(record, &header->destination);
	field_traffic_class(record, header->traffic_class);
	field_flow_label(record, header->flow_label);
	record_integer(record, "hop_limit", REPORT_LABELLED, header->hop_limit);
	record_integer(record, "payload_length", REPORT_HIDDEN,
		       header->payload_length);
}

/* RFC 2675: a length of 0 before a hop-by-hop header is told there. */
static int is_jumbo(const struct sock6_header *header)
{
	return header->payload_length == 0 &&
	       header->next_header == SOCK6_EXTENSION_HOP_BY_HOP;
}

static size_t size_by_header(const struct sock6_header *header, size_t size)
{
	if (is_jumbo(header))
		return size;
	return SOCK6_HEADER_SIZE + (size_t)header->payload_length;
}

/* Returns how many of the bytes are the packet. */
static size_t judge_header(struct packet *packet, struct record *record,
			   const struct sock6_header *header,
			   const unsigned char *bytes, size_t size)
{
	size_t said = size_by_header(header, size);

	if (sock6_address_is_multicast(&header->source))
		packet_problem(packet, record, bytes + 8,
			       "the source is a multicast address");
	if (sock6_address_is_unspecified(&header->destination))
		packet_problem(packet, record, bytes + 24,
			       "the destination is unspecified");
	if (said <= size) {
		if (said < size && !packet->is_quoted)
			record_integer(record, "trailing", REPORT_HIDDEN,
				       (int64_t)(size - said));
		/* Of an outer packet's end nothing is missing here. */
		if (!is_jumbo(header))
			packet->is_cut = 0;
		return said;
	}
	if (!packet->is_cut)
		packet_problem(packet, record, bytes + 4,
			       "the payload length is %u, but %zu byte%s",
			       header->payload_length, size - SOCK6_HEADER_SIZE,
			       size == SOCK6_HEADER_SIZE + 1 ? " follows"
							     : "s follow");
	packet->is_cut = 1;
	return size;
}

static void end_of_chain(struct packet *packet, struct record *record,
			 const struct sock6_extension_walk *walk,
			 const unsigned char *bytes, size_t size)
{
	const char *name = next_header_name(walk->next_header);
	size_t rest = walk->offset < size ? size - walk->offset : 0;
	struct record layer;

	if (!(walk->flags & SOCK6_EXTENSION_LATER_FRAGMENT) &&
	    walk->next_header != SOCK6_EXTENSION_ENCRYPTED &&
	    walk->next_header != SOCK6_EXTENSION_NONE) {
		/* RFC 7112: all headers are here, but not all data. */
		packet->is_cut |= packet->is_fragment;
		packet_upper(packet, record, walk->next_header,
			     bytes + walk->offset, rest);
		return;
	}
	record_begin(&layer, "payload");
	record_string(&layer, "name", REPORT_BARE,
		      walk->flags & SOCK6_EXTENSION_LATER_FRAGMENT
			      ? "later fragment"
			      : name);
	record_integer(&layer, "next_header", REPORT_HIDDEN, walk->next_header);
	record_integer(&layer, "length", REPORT_LABELLED, (int64_t)rest);
	record_nest(record, "layers", &layer);
}

static void broken_chain(struct packet *packet, struct record *record,
			 const struct sock6_extension_walk *walk,
			 const unsigned char *bytes, int status)
{
	const char *name = sock6_extension_name(walk->next_header);

	if (packet->is_cut && status == -EBADMSG)
		return;
	if (status == -E2BIG)
		packet_problem(packet, record, bytes + walk->offset,
			       "more than %d extension headers",
			       SOCK6_EXTENSION_COUNT_MAXIMUM);
	else
		packet_problem(packet, record, bytes + walk->offset,
			       "the %s header ends behind the packet",
			       name ? name : "next");
}

static void walk_chain(struct packet *packet, struct record *record,
		       int next_header, const unsigned char *bytes, size_t size)
{
	struct sock6_extension_walk walk = { .offset = SOCK6_HEADER_SIZE,
					     .next_header =
						     (uint8_t)next_header };
	struct sock6_extension extension;
	int status;

	while ((status = sock6_extension_next(&walk, bytes, size, &extension)) >
	       0) {
		if (walk.flags & SOCK6_EXTENSION_FRAGMENTED)
			packet->is_fragment = 1;
		packet_extension(packet, record, &extension);
	}
	if (status < 0)
		broken_chain(packet, record, &walk, bytes, status);
	else
		end_of_chain(packet, record, &walk, bytes, size);
}

void packet_ip(struct packet *packet, struct record *record, const void *bytes,
	       size_t size)
{
	struct sock6_header header;

	if (sock6_header_parse(&header, bytes, size) < 0) {
		record_true(record, "cut", REPORT_BARE);
		if (!packet->is_cut)
			packet_problem(packet, record, bytes,
				       "%zu byte%s no IPv6 header, which "
				       "has %d",
				       BYTES_ARE(size), SOCK6_HEADER_SIZE);
		return;
	}
	if (header.version != 6) {
		packet_problem(packet, record, bytes,
			       "the version is %u, not 6", header.version);
		return;
	}
	packet->source = header.source;
	packet->destination = header.destination;
	packet->hop_limit = header.hop_limit;
	packet->has_length = header.payload_length != 0;
	add_header(record, &header);
	size = judge_header(packet, record, &header, bytes, size);
	record_integer(record, "length", REPORT_LABELLED,
		       (int64_t)size_by_header(&header, size));
	if (packet->is_cut)
		record_true(record, "cut", REPORT_BARE);
	walk_chain(packet, record, header.next_header, bytes, size);
}

void packet_within(struct packet *packet, struct record *record,
		   const char *list, const void *bytes, size_t size,
		   int is_quoted)
{
	struct packet inner;
	struct record within;

	if (packet->depth == PACKET_DEPTH) {
		packet_warning(packet, record,
			       "packets within packets are shown %d deep",
			       PACKET_DEPTH);
		return;
	}
	packet_start(&inner, packet->start, packet->problems);
	inner.depth = packet->depth + 1;
	inner.is_quoted = packet->is_quoted || is_quoted;
	inner.is_cut = packet->is_cut || packet->is_fragment || is_quoted;
	record_begin(&within, "packet");
	record_string(&within, "place", REPORT_BARE,
		      is_quoted ? "quoted" : "inner");
	record_show(&within, is_quoted ? "quoted:" : "inner:");
	packet_ip(&inner, &within, bytes, size);
	record_nest(record, list, &within);
}
