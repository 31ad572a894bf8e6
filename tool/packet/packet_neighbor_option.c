/* SPDX-License-Identifier: MIT */
/* Options of neighbour discovery. */
#include <stdio.h>

#include "packet.h"
#include "packet_field.h"
#include "words/number_name.h"

/* Colons between the bytes, which may be padding from the seventh on. */
static void add_link_layer(struct record *record,
			   const struct sock6_neighbor_option *option)
{
	const unsigned char *at = option->data;
	char text[3 * 254 + 1] = "";
	int used = 0;

	for (size_t i = 0; i < option->size && i < 254; i++)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 i ? ":%02x" : "%02x", at[i]);
	record_string(record, "address", REPORT_BARE, text);
}

static void add_prefix(struct record *record,
		       const struct sock6_neighbor_option *option)
{
	field_prefix(record, "prefix", &option->prefix, option->prefix_length);
	if (option->type == SOCK6_NEIGHBOR_ROUTE)
		record_string(record, "preference", REPORT_LABELLED,
			      option->preference < 0   ? "low"
			      : option->preference > 0 ? "high"
						       : "medium");
	field_flag(record, "on_link",
		   (option->flags & SOCK6_NEIGHBOR_ON_LINK) != 0);
	field_flag(record, "autonomous",
		   (option->flags & SOCK6_NEIGHBOR_AUTONOMOUS) != 0);
	field_flag(record, "router_address",
		   (option->flags & SOCK6_NEIGHBOR_ROUTER_ADDRESS) != 0);
	field_flag(record, "delegate",
		   (option->flags & SOCK6_NEIGHBOR_DELEGATE) != 0);
	field_lifetime(record, "lifetime", option->lifetime);
	if (option->type == SOCK6_NEIGHBOR_PREFIX)
		field_lifetime(record, "preferred_lifetime",
			       option->preferred_lifetime);
}

static void add_servers(struct record *record,
			const struct sock6_neighbor_option *option)
{
	struct sockaddr_in6 server = { .sin6_family = AF_INET6 };
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	unsigned index = 0;

	while (sock6_neighbor_server_next(option, &index, &server.sin6_addr)) {
		sock6_address_format(text, sizeof(text), &server, 0);
		record_append(record, "servers", REPORT_BARE, text);
	}
	field_lifetime(record, "lifetime", option->lifetime);
}

static void add_domains(struct packet *packet, struct record *record,
			const struct sock6_neighbor_option *option)
{
	char name[SOCK6_NEIGHBOR_DOMAIN_SIZE];
	size_t offset = 0;
	int status;

	while ((status = sock6_neighbor_domain_next(option, &offset, name,
						    sizeof(name))) > 0)
		record_append(record, "domains", REPORT_BARE, name);
	field_lifetime(record, "lifetime", option->lifetime);
	if (status < 0)
		packet_problem(packet, record,
			       (const unsigned char *)option->data + offset,
			       "this is no domain name");
}

static void add_values(struct packet *packet, struct record *record,
		       const struct sock6_neighbor_option *option)
{
	switch (option->type) {
	case SOCK6_NEIGHBOR_SOURCE_LINK_LAYER:
	case SOCK6_NEIGHBOR_TARGET_LINK_LAYER:
		add_link_layer(record, option);
		break;
	case SOCK6_NEIGHBOR_PREFIX:
	case SOCK6_NEIGHBOR_ROUTE:
	case SOCK6_NEIGHBOR_PREF64: add_prefix(record, option); break;
	case SOCK6_NEIGHBOR_REDIRECTED:
		packet_within(packet, record, "quoted", option->data,
			      option->size, 1);
		break;
	case SOCK6_NEIGHBOR_MTU:
		record_integer(record, "mtu", REPORT_BARE, option->mtu);
		break;
	case SOCK6_NEIGHBOR_DNS_SERVERS: add_servers(record, option); break;
	case SOCK6_NEIGHBOR_DNS_SEARCH:
		add_domains(packet, record, option);
		break;
	case SOCK6_NEIGHBOR_CAPTIVE_PORTAL:
		field_text(record, "uri", REPORT_BARE, option->data,
			   option->size);
		break;
	default:
		field_bytes(record, "data", REPORT_BARE, option->data,
			    option->size);
		break;
	}
}

void packet_neighbor_option(struct packet *packet, struct record *record,
			    const struct sock6_neighbor_option *option,
			    const unsigned char *at)
{
	const char *name = neighbor_option_name(option->type);
	struct record inner;
	char text[24];

	snprintf(text, sizeof(text), "option %u", option->type);
	record_begin(&inner, "option");
	record_string(&inner, "name", REPORT_BARE, name ? name : text);
	record_integer(&inner, "option_type", REPORT_HIDDEN, option->type);
	record_integer(&inner, "length", REPORT_HIDDEN, at[1] * 8);
	if (option->status == 0) {
		add_values(packet, &inner, option);
	} else {
		field_bytes(&inner, "data", REPORT_BARE, option->data,
			    option->size);
		packet_problem(packet, &inner, at,
			       "length or value is wrong for this option");
	}
	record_nest(record, "options", &inner);
}
