/* SPDX-License-Identifier: MIT */
/* Neighbor discovery as one line of text.  Pure. */
#include <errno.h>

#include "line.h"
#include "neighbor.h"
#include "sock6/status.h"

const char *sock6_neighbor_option_name(int type)
{
	switch (type) {
	case SOCK6_NEIGHBOR_SOURCE_LINK_LAYER: return "source_link_layer";
	case SOCK6_NEIGHBOR_TARGET_LINK_LAYER: return "target_link_layer";
	case SOCK6_NEIGHBOR_PREFIX: return "prefix";
	case SOCK6_NEIGHBOR_REDIRECTED: return "redirected";
	case SOCK6_NEIGHBOR_MTU: return "mtu";
	case SOCK6_NEIGHBOR_NONCE: return "nonce";
	case SOCK6_NEIGHBOR_ROUTE: return "route";
	case SOCK6_NEIGHBOR_DNS_SERVERS: return "dns_servers";
	case SOCK6_NEIGHBOR_DNS_SEARCH: return "dns_search";
	case SOCK6_NEIGHBOR_CAPTIVE_PORTAL: return "captive_portal";
	case SOCK6_NEIGHBOR_PREF64: return "pref64";
	default: return NULL;
	}
}

static void write_flags(struct sock6__line *line, unsigned flags)
{
	unsigned char byte = (unsigned char)flags;

	sock6__line_hexadecimal(line, " flags=0x", &byte, 1);
}

static void write_values(struct sock6__line *line,
			 const struct sock6_neighbor_message *message)
{
	const char *name = sock6_icmp_type_name(message->type);

	if (name)
		sock6__line_words(line, "type=", name);
	if (message->type == ROUTER_ADVERTISEMENT) {
		sock6__line_number(line, " hop_limit=", message->hop_limit);
		write_flags(line, message->flags);
		sock6__line_number(line, " preference=", message->preference);
		sock6__line_number(
			line, " router_lifetime=", message->router_lifetime);
		sock6__line_number(line,
				   " reachable_time=", message->reachable_time);
		sock6__line_number(
			line, " retransmit_timer=", message->retransmit_timer);
		return;
	}
	if (message->type == NEIGHBOR_ADVERTISEMENT)
		write_flags(line, message->flags);
	if (message->type != ROUTER_SOLICITATION)
		sock6__line_address(line, " target=", &message->target);
	if (message->type == REDIRECT)
		sock6__line_address(line,
				    " destination=", &message->destination);
}

static void write_prefix(struct sock6__line *line,
			 const struct sock6_neighbor_option *option)
{
	sock6__line_address(line, " prefix=", &option->prefix);
	sock6__line_number(line, "/", option->prefix_length);
	if (option->type == SOCK6_NEIGHBOR_PREFIX)
		write_flags(line, option->flags);
	if (option->type == SOCK6_NEIGHBOR_ROUTE)
		sock6__line_number(line, " preference=", option->preference);
	sock6__line_number(line, " lifetime=", option->lifetime);
	if (option->type == SOCK6_NEIGHBOR_PREFIX)
		sock6__line_number(line, " preferred_lifetime=",
				   option->preferred_lifetime);
}

static void write_servers(struct sock6__line *line,
			  const struct sock6_neighbor_option *option)
{
	struct in6_addr server;
	unsigned index = 0;

	sock6__line_number(line, " lifetime=", option->lifetime);
	while (sock6_neighbor_server_next(option, &index, &server))
		sock6__line_address(line, index == 1 ? " servers=" : ",",
				    &server);
}

static void write_domains(struct sock6__line *line,
			  const struct sock6_neighbor_option *option)
{
	char name[SOCK6_NEIGHBOR_DOMAIN_SIZE];
	const char *before = " domains=";
	size_t offset = 0;
	int length;

	sock6__line_number(line, " lifetime=", option->lifetime);
	while ((length = sock6_neighbor_domain_next(option, &offset, name,
						    sizeof(name))) > 0) {
		sock6__line_string(line, before);
		sock6__line_string(line, name);
		before = ",";
	}
	if (length < 0) {
		sock6__line_string(line, " status=");
		sock6__line_string(line, sock6_status_name(length));
	}
}

static void write_option(struct sock6__line *line,
			 const struct sock6_neighbor_option *option)
{
	switch (option->type) {
	case SOCK6_NEIGHBOR_PREFIX:
	case SOCK6_NEIGHBOR_ROUTE:
	case SOCK6_NEIGHBOR_PREF64: write_prefix(line, option); break;
	case SOCK6_NEIGHBOR_MTU:
		sock6__line_number(line, " mtu=", option->mtu);
		break;
	case SOCK6_NEIGHBOR_REDIRECTED:
		sock6__line_number(line, " size=", (int64_t)option->size);
		break;
	case SOCK6_NEIGHBOR_DNS_SERVERS: write_servers(line, option); break;
	case SOCK6_NEIGHBOR_DNS_SEARCH: write_domains(line, option); break;
	case SOCK6_NEIGHBOR_CAPTIVE_PORTAL:
		sock6__line_escaped(line, " uri=", option->data, option->size);
		break;
	default:
		sock6__line_hexadecimal(line, " data=", option->data,
					option->size);
	}
}

static void write_message(struct sock6__line *line, const void *what)
{
	const struct sock6_neighbor_message *message = what;
	struct sock6_neighbor_option option;
	size_t offset = 0;

	write_values(line, message);
	while (sock6_neighbor_option_next(message, &offset, &option)) {
		const char *name = sock6_neighbor_option_name(option.type);

		sock6__line_string(line, " option=");
		if (name)
			sock6__line_string(line, name);
		else
			sock6__line_number(line, "", option.type);
		if (option.status == 0) {
			write_option(line, &option);
			continue;
		}
		sock6__line_string(line, " status=");
		sock6__line_string(line, sock6_status_name(option.status));
	}
}

int sock6_neighbor_format(char *text, size_t size,
			  const struct sock6_neighbor_message *message)
{
	if (!text || !message)
		return -EINVAL;
	return sock6__line_write(text, size, write_message, message);
}
