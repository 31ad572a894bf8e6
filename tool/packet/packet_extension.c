/* SPDX-License-Identifier: MIT */
/* Extension headers of a packet: options, routing, fragments. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "packet.h"
#include "packet_field.h"

/* IANA, "Destination Options and Hop-by-Hop Options". */
static const char *option_name(int type)
{
	switch (type) {
	case SOCK6_EXTENSION_TUNNEL_LIMIT: return "tunnel_limit";
	case SOCK6_EXTENSION_ROUTER_ALERT: return "router_alert";
	case 0x07: return "calipso";
	case 0x08: return "smf_dpd";
	case 0x0f: return "pdm";
	case 0x11:
	case 0x31: return "ioam";
	case 0x23:
	case 0x63: return "rpl";
	case 0x26: return "quick_start";
	case 0x30: return "minimum_path_mtu";
	case 0x6d: return "mpl";
	case 0x8b: return "ilnp_nonce";
	case 0x8c: return "line_identification";
	case SOCK6_EXTENSION_JUMBO_PAYLOAD: return "jumbo_payload";
	case SOCK6_EXTENSION_HOME_ADDRESS: return "home_address";
	default: return NULL;
	}
}

static void add_name(struct record *record, const char *name, const char *word,
		     int number)
{
	char text[24];

	snprintf(text, sizeof(text), "%s %d", word, number);
	record_string(record, "name", REPORT_BARE, name ? name : text);
}

/* IANA, "IPv6 Router Alert Option Values": the two that are met. */
static void add_alert(struct record *record, uint32_t value)
{
	record_integer(record, "value", REPORT_BARE, value);
	if (value == 0)
		record_show(record, "mld");
	else if (value == 1)
		record_show(record, "rsvp");
}

static void take_home_address(struct packet *packet, struct record *record,
			      const struct sock6_extension_option *option)
{
	/* RFC 6275, 11.3.1: the checksum is that of the home address. */
	memcpy(&packet->source, option->data, sizeof(packet->source));
	field_address(record, "address", REPORT_BARE, &packet->source);
}

/* RFC 2675, 3: what is not so long, or has another length, is refused. */
static void judge_jumbo(struct packet *packet, struct record *record,
			const struct sock6_extension_option *option)
{
	if (packet->has_length)
		packet_problem(packet, record, option->data,
			       "a jumbo payload beside a payload length");
	else if (option->value < 65536)
		packet_problem(packet, record, option->data,
			       "a jumbo payload of %u, less than 65536",
			       (unsigned)option->value);
}

static void add_option(struct packet *packet, struct record *record,
		       const struct sock6_extension_option *option)
{
	struct record inner;

	record_begin(&inner, "option");
	add_name(&inner, option_name(option->type), "option", option->type);
	record_integer(&inner, "option_type", REPORT_HIDDEN, option->type);
	record_integer(&inner, "length", REPORT_HIDDEN, (int64_t)option->size);
	if (option->has_value && option->type == SOCK6_EXTENSION_ROUTER_ALERT)
		add_alert(&inner, option->value);
	else if (option->has_value)
		record_integer(&inner, "value", REPORT_BARE, option->value);
	else if (option->type == SOCK6_EXTENSION_HOME_ADDRESS &&
		 option->size == sizeof(packet->source))
		take_home_address(packet, &inner, option);
	else
		field_bytes(&inner, "data", REPORT_BARE, option->data,
			    option->size);
	if (option_name(option->type) && !option->has_value &&
	    (option->type == SOCK6_EXTENSION_ROUTER_ALERT ||
	     option->type == SOCK6_EXTENSION_JUMBO_PAYLOAD ||
	     option->type == SOCK6_EXTENSION_TUNNEL_LIMIT))
		packet_problem(packet, &inner, option->data,
			       "the length of the option is %zu", option->size);
	if (option->has_value && option->type == SOCK6_EXTENSION_JUMBO_PAYLOAD)
		judge_jumbo(packet, &inner, option);
	record_nest(record, "options", &inner);
}

static void add_options(struct packet *packet, struct record *record,
			const struct sock6_extension *extension)
{
	struct sock6_extension_option option;
	size_t offset = 0;
	int status;

	while ((status = sock6_extension_option_next(extension->data,
						     extension->size, &offset,
						     &option)) > 0)
		if (option.type != SOCK6_EXTENSION_PAD_1 &&
		    option.type != SOCK6_EXTENSION_PAD_N)
			add_option(packet, record, &option);
	if (status < 0)
		packet_problem(packet, record,
			       (const unsigned char *)extension->data +
				       (offset ? offset : 2),
			       "the option ends behind its header");
}

/* RFC 8200, 8.1: the checksum is that of the last destination. */
static void add_segments(struct packet *packet, struct record *record,
			 const struct sock6_extension_routing *routing)
{
	struct in6_addr segment;
	unsigned index = 0;

	while (sock6_extension_segment_next(routing, &index, &segment)) {
		char text[SOCK6_ADDRESS_TEXT_SIZE];
		struct sockaddr_in6 address = { .sin6_family = AF_INET6 };

		address.sin6_addr = segment;
		sock6_address_format(text, sizeof(text), &address, 0);
		record_append(record, "segments", REPORT_LABELLED, text);
		if (routing->segments_left)
			packet->destination = segment;
	}
}

static void add_routing(struct packet *packet, struct record *record,
			const struct sock6_extension *extension)
{
	const unsigned char *bytes = extension->data;
	struct sock6_extension_routing routing;
	int status =
		sock6_extension_routing_parse(&routing, bytes, extension->size);

	record_integer(record, "routing_type", REPORT_LABELLED, bytes[2]);
	record_integer(record, "segments_left", REPORT_LABELLED, bytes[3]);
	if (status == 0) {
		add_segments(packet, record, &routing);
		return;
	}
	packet->is_unfollowed = bytes[3] != 0;
	if (status == -EBADMSG)
		packet_problem(packet, record, bytes + 4,
			       "it does not hold the segments that it says");
	else if (bytes[2] == 0)
		packet_warning(packet, record,
			       "type 0 is obeyed by nobody (RFC 5095)");
}

static void add_fragment(struct packet *packet, struct record *record,
			 const struct sock6_extension *extension)
{
	struct sock6_extension_fragment fragment;

	(void)packet;
	if (sock6_extension_fragment_parse(&fragment, extension->data,
					   extension->size) < 0)
		return;
	field_hexadecimal(record, "identification", REPORT_LABELLED,
			  fragment.identification);
	record_integer(record, "offset", REPORT_LABELLED, fragment.offset);
	field_flag(record, "more", fragment.more);
}

void packet_extension(struct packet *packet, struct record *record,
		      const struct sock6_extension *extension)
{
	struct record layer;

	record_begin(&layer, "extension");
	add_name(&layer, sock6_extension_name(extension->type), "header",
		 extension->type);
	record_integer(&layer, "header_type", REPORT_HIDDEN, extension->type);
	record_integer(&layer, "length", REPORT_HIDDEN,
		       (int64_t)extension->size);
	if (extension->flags & SOCK6_EXTENSION_MISPLACED)
		packet_problem(packet, &layer, extension->data,
			       "hop-by-hop options have to come first");
	switch (extension->type) {
	case SOCK6_EXTENSION_HOP_BY_HOP:
		packet->hop_by_hop = extension->data;
		packet->hop_by_hop_size = extension->size;
		add_options(packet, &layer, extension);
		break;
	case SOCK6_EXTENSION_DESTINATION:
		add_options(packet, &layer, extension);
		break;
	case SOCK6_EXTENSION_ROUTING:
		add_routing(packet, &layer, extension);
		break;
	case SOCK6_EXTENSION_FRAGMENT:
		add_fragment(packet, &layer, extension);
		break;
	default: break;
	}
	record_nest(record, "layers", &layer);
}
