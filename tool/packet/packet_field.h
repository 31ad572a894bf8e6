/* SPDX-License-Identifier: MIT */
/* Values of packets as fields of a record. */
#ifndef PACKET_FIELD_H
#define PACKET_FIELD_H

#include <sock6.h>

#include "report/report.h"

void field_address(struct record *record, const char *name,
		   enum report_style style, const struct in6_addr *address);
/* The text has "> " before it. */
void field_destination(struct record *record, const struct in6_addr *address);
void field_prefix(struct record *record, const char *name,
		  const struct in6_addr *prefix, unsigned length);

/* The text shows it in hexadecimal. */
void field_hexadecimal(struct record *record, const char *name,
		       enum report_style style, uint32_t value);

/* Bytes as digits. */
void field_bytes(struct record *record, const char *name,
		 enum report_style style, const void *bytes, size_t size);

/* Bytes that are text: escaped. */
void field_text(struct record *record, const char *name,
		enum report_style style, const void *bytes, size_t size);

/* Seconds, of which UINT32_MAX is for ever. */
void field_lifetime(struct record *record, const char *name, uint32_t seconds);

/* True where a bit is set; else nothing. */
void field_flag(struct record *record, const char *name, int is_set);

/* The text is silent about 0, as of the traffic class. */
void field_flow_label(struct record *record, uint32_t flow_label);

/* Traffic class, DSCP and ECN; the text is silent about 0. */
void field_traffic_class(struct record *record, int traffic_class);

/* All of a packet: digits in JSON, lines of 16 bytes below it in text. */
void field_dump(struct record *record, const void *bytes, size_t size);

#endif
