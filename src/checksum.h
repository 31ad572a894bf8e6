/* SPDX-License-Identifier: MIT */
/* The Internet checksum over the pseudo-header of IPv6 and what follows. */
#ifndef SOCK6_CHECKSUM_H
#define SOCK6_CHECKSUM_H

#include "sock6/base.h"

/*
 * Data of any alignment, at most UINT32_MAX bytes.  Over data whose checksum
 * field is 0, the value of that field, to be stored with its high byte first;
 * over data as received, 0 when the checksum is right (RFC 8200, 8.1; RFC 1071).
 */
uint16_t sock6__checksum(const struct in6_addr *source,
			 const struct in6_addr *destination,
			 uint8_t next_header, const void *data, size_t size);

#endif
