/* SPDX-License-Identifier: MIT */
/* What groups, source filters and memberships call a group and a source. */
#ifndef SOCK6_GROUP_INTERNAL_H
#define SOCK6_GROUP_INTERNAL_H

#include "sock6/address.h"

/* An IPv4-mapped group is not multicast: it does not begin with ff. */
static inline int sock6__is_group(const struct in6_addr *group)
{
	return group && sock6_address_is_multicast(group);
}

static inline int sock6__is_source(const struct in6_addr *source)
{
	return source && !sock6_address_is_multicast(source) &&
	       !sock6_address_is_unspecified(source) &&
	       !sock6_address_is_mapped(source);
}

#endif
