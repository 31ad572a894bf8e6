/* SPDX-License-Identifier: MIT */
/* Addresses, interfaces and traffic classes as fields of a record. */
#ifndef VALUE_RECORD_H
#define VALUE_RECORD_H

#include <stdint.h>

#include <sock6.h>

#include "report.h"

/* The address without its port, shown as it is. */
void value_record_address(struct record *record, const char *name,
			  enum report_style style,
			  const struct sockaddr_in6 *address);

/* The same for an address that has no zone. */
void value_record_in6(struct record *record, const char *name,
		      enum report_style style, const struct in6_addr *address);

/* As a number; its name is shown. */
void value_record_class(struct record *record, const char *name,
			enum report_style style, uint8_t traffic_class);

/* A name of this host's, or the number of one that has gone; in text behind a
 * word such as "on". */
void value_record_interface(struct record *record, const char *name,
			    enum report_style style, const char *word,
			    uint32_t ifindex);

/* In hexadecimal digits. */
void value_record_label(struct record *record, const char *name,
			enum report_style style, uint32_t label);

/* In JSON address and port apart, by the two names; in text as they are typed,
 * with something before them. */
void value_record_peer(struct record *record, const char *const names[2],
		       const struct sockaddr_in6 *address, const char *before);

/* A traffic class as a number, and by the names of its parts. */
void value_record_traffic_class(struct record *record, enum report_style style,
				int traffic_class);

/* The field that was added last shows this text, padded to the width of its
 * column. */
void value_record_pad(struct record *record, const char *text, int width);
void value_record_column(struct record *record, const char *name,
			 const char *value, int width);

/* The interface's name, and its number. */
void value_record_ifindex(struct record *record, enum report_style style,
			  uint32_t ifindex);

#endif
