/* SPDX-License-Identifier: MIT */
/* What reading and writing neighbor discovery have in common. */
#ifndef SOCK6_SRC_NEIGHBOR_H
#define SOCK6_SRC_NEIGHBOR_H

#include "sock6/neighbor.h"

#define ROUTER_SOLICITATION    SOCK6_ICMP_ROUTER_SOLICITATION
#define ROUTER_ADVERTISEMENT   SOCK6_ICMP_ROUTER_ADVERTISEMENT
#define NEIGHBOR_SOLICITATION  SOCK6_ICMP_NEIGHBOR_SOLICITATION
#define NEIGHBOR_ADVERTISEMENT SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT
#define REDIRECT               SOCK6_ICMP_REDIRECT

#define ADDRESS_SIZE       16u
#define OPTION_UNIT        8u /* lengths are in units of 8 bytes */
#define OPTION_HEADER_SIZE 2u
#define OPTION_MAXIMUM     (255u * OPTION_UNIT)

/* Before its options (RFC 4861, 4.1 to 4.5); 0: no such message. */
static inline size_t sock6__neighbor_size(unsigned type)
{
	switch (type) {
	case ROUTER_SOLICITATION: return 8;
	case ROUTER_ADVERTISEMENT: return 16;
	case NEIGHBOR_SOLICITATION:
	case NEIGHBOR_ADVERTISEMENT: return 24;
	case REDIRECT: return 40;
	default: return 0;
	}
}

/* The bits of a router advertisement's flags, and where its preference is
 * (RFC 4191, 2.2), as in a route information option. */
#define ADVERTISEMENT_FLAGS 0xe7u
#define PREFERENCE_SHIFT    3

static inline unsigned sock6__neighbor_preference_bits(int preference)
{
	return ((unsigned)preference & 3) << PREFERENCE_SHIFT;
}

/* RFC 8781, 4: lengths of prefixes by their code. */
static inline int sock6__neighbor_pref64_length(unsigned code)
{
	static const unsigned char lengths[] = { 96, 64, 56, 48, 40, 32 };

	return code < sizeof(lengths) ? lengths[code] : -1;
}

#endif
