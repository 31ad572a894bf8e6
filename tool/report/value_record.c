/* SPDX-License-Identifier: MIT */
/* Addresses, interfaces and what travels beside datagrams, in a record. */
#include "value_record.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>

void value_record_address(struct record *record, const char *name,
			  enum report_style style,
			  const struct sockaddr_in6 *address)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "";
	struct sockaddr_in6 plain = *address;

	plain.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &plain, 0);
	record_string(record, name, style, text);
}

void value_record_in6(struct record *record, const char *name,
		      enum report_style style, const struct in6_addr *address)
{
	struct sockaddr_in6 full = { .sin6_family = AF_INET6,
				     .sin6_addr = *address };

	value_record_address(record, name, style, &full);
}

void value_record_class(struct record *record, const char *name,
			enum report_style style, uint8_t traffic_class)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	sock6_traffic_class_format(text, sizeof(text), traffic_class);
	record_integer(record, name, style, traffic_class);
	record_show(record, text);
}

void value_record_interface(struct record *record, const char *name,
			    enum report_style style, const char *word,
			    uint32_t ifindex)
{
	char text[SOCK6_INTERFACE_NAME_SIZE];
	char shown[SOCK6_INTERFACE_NAME_SIZE + 16];

	if (sock6_interface_name(text, sizeof(text), ifindex) < 0)
		snprintf(text, sizeof(text), "%" PRIu32, ifindex);
	record_string(record, name, style, text);
	snprintf(shown, sizeof(shown), "%s %s", word, text);
	record_show(record, shown);
}

void value_record_label(struct record *record, const char *name,
			enum report_style style, uint32_t label)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%05" PRIx32, label);
	record_integer(record, name, style, label);
	record_show(record, text);
}

void value_record_peer(struct record *record, const char *const names[2],
		       const struct sockaddr_in6 *address, const char *before)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 4];
	struct sockaddr_in6 plain = *address;

	sock6_address_format(text, sizeof(text), address, 0);
	snprintf(shown, sizeof(shown), "%s%s", before, text);
	plain.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &plain, 0);
	record_string(record, names[0], REPORT_BARE, text);
	record_show(record, shown);
	record_integer(record, names[1], REPORT_HIDDEN,
		       ntohs(address->sin6_port));
}

void value_record_traffic_class(struct record *record, enum report_style style,
				int traffic_class)
{
	const char *dscp = sock6_dscp_name(traffic_class >> 2);
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	sock6_traffic_class_format(text, sizeof(text), traffic_class);
	record_integer(record, "traffic_class", style, traffic_class);
	record_show(record, text);
	snprintf(text, sizeof(text), "%d", traffic_class >> 2);
	record_string(record, "dscp", REPORT_HIDDEN, dscp ? dscp : text);
	record_string(record, "ecn", REPORT_HIDDEN,
		      sock6_ecn_name(traffic_class & 3));
}

void value_record_ifindex(struct record *record, enum report_style style,
			  uint32_t ifindex)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];

	if (sock6_interface_name(name, sizeof(name), ifindex) < 0)
		snprintf(name, sizeof(name), "%" PRIu32, ifindex);
	record_string(record, "interface", style, name);
	record_integer(record, "interface_index", REPORT_HIDDEN, ifindex);
}

void value_record_pad(struct record *record, const char *text, int width)
{
	char shown[300];

	snprintf(shown, sizeof(shown), "%-*s", width, text);
	record_show(record, shown);
}

void value_record_column(struct record *record, const char *name,
			 const char *value, int width)
{
	record_string(record, name, REPORT_BARE, value);
	value_record_pad(record, value, width);
}
