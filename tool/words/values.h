/* SPDX-License-Identifier: MIT */
/*
 * Arguments as values.  Each function returns OPTIONS_GO_ON, or END_USAGE
 * after a message that names the wrong word and what to give instead.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "options.h"

/* The port where none is given: reserved by IANA, so no service has it. */
#define DEFAULT_PORT 1024

/* The longest payload of a UDP datagram over IPv6 (RFC 8200, 3; RFC 768). */
#define PAYLOAD_MAXIMUM 65527

/* A decimal number, or a hexadecimal one after 0x. */
int value_integer(const struct word *word, int64_t minimum, int64_t maximum,
		  int64_t *value);

/* The same in 32 bits; a wrong word sets nothing. */
int value_unsigned(const struct word *word, uint32_t minimum, uint32_t maximum,
		   uint32_t *value);

/* 1 to 65535, in the order of the host. */
int value_port(const struct word *word, uint16_t *port);

int value_hop_limit(const struct word *word, uint8_t *hop_limit);
int value_flow_label(const struct word *word, uint32_t *flow_label);

/* A decimal number of percent from 0 to 100: "1", "0.5", "2.5%". */
int value_percent(const struct word *word, double *percent);

/* Bytes, also as "64k", "4M" or "1G", in steps of 1024. */
int value_bytes(const struct word *word, int64_t maximum, int64_t *bytes);

/* "200ms", "1.5s", "2m", "1h", "50us", "10ns"; a bare number is seconds. */
int value_duration(const struct word *word, int64_t *nanoseconds);

/* A name or an index. */
int value_interface(const struct word *word, uint32_t *index);

/* A DSCP or ECN name, both with a plus between, or a number. */
int value_traffic_class(const struct word *word, uint8_t *traffic_class);

/*
 * An address as people write it: also with a zone and a port outside
 * brackets, "ff02::114%eth0:1024", and IPv4.
 */
int value_address(const struct word *word, struct sockaddr_in6 *address);

/* A unicast address, without a port. */
int value_source(const struct word *word, struct in6_addr *source,
		 uint32_t *ifindex);

#endif
