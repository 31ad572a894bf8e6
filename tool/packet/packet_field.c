/* SPDX-License-Identifier: MIT */
/* Values of packets as fields of a record. */
#include "packet_field.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/escape.h"
#include "report/quantity.h"
#include "report/value_record.h"
#include "time_unit.h"

static void format_address(char text[SOCK6_ADDRESS_TEXT_SIZE],
			   const struct in6_addr *address)
{
	struct sockaddr_in6 whole = { .sin6_family = AF_INET6 };

	whole.sin6_addr = *address;
	sock6_address_format(text, SOCK6_ADDRESS_TEXT_SIZE, &whole, 0);
}

void field_address(struct record *record, const char *name,
		   enum report_style style, const struct in6_addr *address)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	if (record_is_mute(record))
		return;
	format_address(text, address);
	record_string(record, name, style, text);
}

void field_destination(struct record *record, const struct in6_addr *address)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 4];

	if (record_is_mute(record))
		return;
	format_address(text, address);
	snprintf(shown, sizeof(shown), "> %s", text);
	record_string(record, "destination", REPORT_BARE, text);
	record_show(record, shown);
}

void field_prefix(struct record *record, const char *name,
		  const struct in6_addr *prefix, unsigned length)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], whole[SOCK6_ADDRESS_TEXT_SIZE + 16];

	if (record_is_mute(record))
		return;
	format_address(text, prefix);
	snprintf(whole, sizeof(whole), "%s/%u", text, length);
	record_string(record, name, REPORT_BARE, whole);
}

void field_hexadecimal(struct record *record, const char *name,
		       enum report_style style, uint32_t value)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%" PRIx32, value);
	record_integer(record, name, style, value);
	record_show(record, text);
}

void field_bytes(struct record *record, const char *name,
		 enum report_style style, const void *bytes, size_t size)
{
	char *digits;

	if (record_is_mute(record))
		return;
	digits = hex_bytes(bytes, size);
	record_string(record, name, style, digits);
	free(digits);
}

void field_text(struct record *record, const char *name,
		enum report_style style, const void *bytes, size_t size)
{
	char *text;

	if (record_is_mute(record))
		return;
	text = escape_bytes(bytes, size);
	record_string(record, name, style, text);
	free(text);
}

void field_lifetime(struct record *record, const char *name, uint32_t seconds)
{
	char text[QUANTITY_SIZE];

	if (record_is_mute(record))
		return;
	record_integer(record, name, REPORT_LABELLED, seconds);
	record_show(record,
		    seconds == UINT32_MAX
			    ? "forever"
			    : quantity_duration(text, seconds * SECOND));
}

void field_flag(struct record *record, const char *name, int is_set)
{
	if (is_set)
		record_true(record, name, REPORT_BARE);
}

void field_flow_label(struct record *record, uint32_t flow_label)
{
	field_hexadecimal(record, "flow_label",
			  flow_label ? REPORT_LABELLED : REPORT_HIDDEN,
			  flow_label);
}

void field_traffic_class(struct record *record, int traffic_class)
{
	value_record_traffic_class(
		record, traffic_class ? REPORT_LABELLED : REPORT_HIDDEN,
		traffic_class);
}

static void add_line(struct record *record, const unsigned char *bytes,
		     size_t offset, size_t size)
{
	struct record line;
	char text[64];
	int used = snprintf(text, sizeof(text), "%04zx:", offset);

	for (size_t i = 0; i < size; i++)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
				 i % 2 ? "%02x" : " %02x", bytes[offset + i]);
	record_begin(&line, "line");
	record_string(&line, "line", REPORT_BARE, text);
	record_nest(record, "lines", &line);
}

void field_dump(struct record *record, const void *bytes, size_t size)
{
	if (record_is_mute(record))
		return;
	if (report_is_json()) {
		field_bytes(record, "data", REPORT_HIDDEN, bytes, size);
		return;
	}
	for (size_t at = 0; at < size; at += 16)
		add_line(record, bytes, at, size - at < 16 ? size - at : 16);
}
