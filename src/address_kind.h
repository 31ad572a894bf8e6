/* SPDX-License-Identifier: MIT */
/* Kinds of addresses where every datagram is looked at: the same as the public
 * calls of sock6/address.h, without the call. */
#ifndef SOCK6_ADDRESS_KIND_H
#define SOCK6_ADDRESS_KIND_H

#include <string.h>

#include "sock6/base.h"

static inline int sock6__is_multicast(const struct in6_addr *address)
{
	return address->s6_addr[0] == 0xff;
}

static inline int sock6__is_mapped(const struct in6_addr *address)
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(address->s6_addr, prefix, sizeof(prefix)) == 0;
}

static inline int sock6__is_unspecified(const struct in6_addr *address)
{
	static const unsigned char zero[16] = { 0 };

	return memcmp(address->s6_addr, zero, sizeof(zero)) == 0;
}

/* Multicast of IPv4, 224.0.0.0/4. */
static inline int sock6__is_ipv4_group(const struct in6_addr *address)
{
	return sock6__is_mapped(address) &&
	       (address->s6_addr[12] & 0xf0) == 0xe0;
}

#endif
