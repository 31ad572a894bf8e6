/* SPDX-License-Identifier: MIT */
/* Numbers of IANA's registries by name: the library names what it decodes,
 * this is the rest. */
#include "number_name.h"

#include <stddef.h>

#include <sock6.h>

/* IANA, "IPv6 Neighbor Discovery Option Formats", in order. */
static const struct number_name neighbor_options[] = {
	{ 1, NULL, "RFC 4861" },
	{ 2, NULL, "RFC 4861" },
	{ 3, NULL, "RFC 4861" },
	{ 4, NULL, "RFC 4861" },
	{ 5, NULL, "RFC 4861" },
	{ 6, "nbma_shortcut_limit", "RFC 2491" },
	{ 7, "advertisement_interval", "RFC 6275" },
	{ 8, "home_agent_information", "RFC 6275" },
	{ 9, "source_address_list", "RFC 3122" },
	{ 10, "target_address_list", "RFC 3122" },
	{ 11, "cga", "RFC 3971" },
	{ 12, "rsa_signature", "RFC 3971" },
	{ 13, "timestamp", "RFC 3971" },
	{ 14, NULL, "RFC 3971" },
	{ 15, "trust_anchor", "RFC 3971" },
	{ 16, "certificate", "RFC 3971" },
	{ 17, "ip_address_prefix", "RFC 5568" },
	{ 19, "link_layer_address", "RFC 5568" },
	{ 20, "neighbor_advertisement_acknowledgment", "RFC 5568" },
	{ 21, "provisioning_domain", "RFC 8801" },
	{ 23, "mobility_anchor_point", "RFC 5380" },
	{ 24, NULL, "RFC 4191" },
	{ 25, NULL, "RFC 8106" },
	{ 26, "flags_extension", "RFC 5175" },
	{ 27, "handover_key_request", "RFC 5269" },
	{ 28, "handover_key_reply", "RFC 5269" },
	{ 29, "handover_assist_information", "RFC 5271" },
	{ 30, "mobile_node_identifier", "RFC 5271" },
	{ 31, NULL, "RFC 8106" },
	{ 32, "proxy_signature", "RFC 6496" },
	{ 33, "address_registration", "RFC 6775" },
	{ 34, "6lowpan_context", "RFC 6775" },
	{ 35, "authoritative_border_router", "RFC 6775" },
	{ 36, "6lowpan_capability", "RFC 7400" },
	{ 37, NULL, "RFC 8910" },
	{ 38, NULL, "RFC 8781" },
	{ 39, "crypto_id_parameters", "RFC 8928" },
	{ 40, "ndp_signature", "RFC 8928" },
	{ 41, "resource_directory_address", "RFC 9176" },
	{ 138, "card_request", "RFC 4065" },
	{ 139, "card_reply", "RFC 4065" },
	{ 144, "encrypted_dns", "RFC 9463" },
};

/* IANA, "Protocol Numbers": what is met behind an IPv6 header, in order. */
static const struct number_name next_headers[] = {
	{ 0, NULL, "RFC 8200" },         { 4, "ipv4", "RFC 2473" },
	{ 6, "tcp", "RFC 9293" },        { 17, "udp", "RFC 768" },
	{ 33, "dccp", "RFC 4340" },      { 41, "ipv6", "RFC 2473" },
	{ 43, NULL, "RFC 8200" },        { 44, NULL, "RFC 8200" },
	{ 46, "rsvp", "RFC 2205" },      { 47, "gre", "RFC 2784" },
	{ 50, NULL, "RFC 4303" },        { 51, NULL, "RFC 4302" },
	{ 58, "icmpv6", "RFC 4443" },    { 59, NULL, "RFC 8200" },
	{ 60, NULL, "RFC 8200" },        { 88, "eigrp", "RFC 7868" },
	{ 89, "ospf", "RFC 5340" },      { 97, "etherip", "RFC 3378" },
	{ 103, "pim", "RFC 7761" },      { 108, "ipcomp", "RFC 3173" },
	{ 112, "vrrp", "RFC 9568" },     { 115, "l2tp", "RFC 3931" },
	{ 132, "sctp", "RFC 9260" },     { 135, NULL, "RFC 6275" },
	{ 136, "udp-lite", "RFC 3828" }, { 137, "mpls", "RFC 4023" },
	{ 138, "manet", "RFC 5498" },    { 139, NULL, "RFC 7401" },
	{ 140, NULL, "RFC 5533" },       { 142, "rohc", "RFC 5858" },
	{ 143, "ethernet", "RFC 8986" },
};

static const struct number_name *after(const struct number_name *table,
				       size_t count, int number)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].number > number)
			return &table[i];
	return NULL;
}

const struct number_name *neighbor_option_after(int number)
{
	return after(neighbor_options,
		     sizeof(neighbor_options) / sizeof(neighbor_options[0]),
		     number);
}

const struct number_name *next_header_after(int number)
{
	return after(next_headers,
		     sizeof(next_headers) / sizeof(next_headers[0]), number);
}

static const char *name_of(const struct number_name *row, int number)
{
	return row && row->number == number ? row->name : NULL;
}

const char *neighbor_option_name(int number)
{
	const char *name = sock6_neighbor_option_name(number);

	return name ? name : name_of(neighbor_option_after(number - 1), number);
}

const char *next_header_name(int number)
{
	const char *name = sock6_extension_name(number);

	return name ? name : name_of(next_header_after(number - 1), number);
}
