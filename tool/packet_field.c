/* SPDX-License-Identifier: MIT */
/* Values of packets as fields of a record. */
#define _POSIX_C_SOURCE 200809L

#include "packet_field.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "escape.h"
#include "quantity.h"

#define SECOND INT64_C(1000000000)

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

	format_address(text, address);
	record_string(record, name, style, text);
}

void field_prefix(struct record *record, const char *name,
		  const struct in6_addr *prefix, unsigned length)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], whole[SOCK6_ADDRESS_TEXT_SIZE + 16];

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
	char *digits = hex_bytes(bytes, size);

	record_string(record, name, style, digits);
	free(digits);
}

void field_text(struct record *record, const char *name,
		enum report_style style, const void *bytes, size_t size)
{
	char *text = escape_bytes(bytes, size);

	record_string(record, name, style, text);
	free(text);
}

void field_lifetime(struct record *record, const char *name, uint32_t seconds)
{
	char text[QUANTITY_SIZE];

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

void field_traffic_class(struct record *record, int traffic_class)
{
	const char *dscp = sock6_dscp_name(traffic_class >> 2);
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	sock6_traffic_class_format(text, sizeof(text), traffic_class);
	record_integer(record, "traffic_class",
		       traffic_class ? REPORT_LABELLED : REPORT_HIDDEN,
		       traffic_class);
	record_show(record, text);
	snprintf(text, sizeof(text), "%d", traffic_class >> 2);
	record_string(record, "dscp", REPORT_HIDDEN, dscp ? dscp : text);
	record_string(record, "ecn", REPORT_HIDDEN,
		      sock6_ecn_name(traffic_class & 3));
}

void field_moment(struct record *record, const char *name, int64_t when)
{
	time_t seconds = (time_t)(when / SECOND);
	char day[40] = "", text[64];
	struct tm parts;

	if (gmtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%09" PRId64 "Z", day, when % SECOND);
	record_string(record, name, REPORT_BARE, text);
	if (localtime_r(&seconds, &parts))
		strftime(day, sizeof(day), "%H:%M:%S", &parts);
	snprintf(text, sizeof(text), "%s.%06" PRId64, day,
		 when % SECOND / 1000);
	record_show(record, text);
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
	if (report_is_json()) {
		field_bytes(record, "data", REPORT_HIDDEN, bytes, size);
		return;
	}
	for (size_t at = 0; at < size; at += 16)
		add_line(record, bytes, at, size - at < 16 ? size - at : 16);
}
