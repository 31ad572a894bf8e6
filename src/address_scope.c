/* SPDX-License-Identifier: MIT */
/* Kind and scope of an address, and their names.  Pure. */
#include "sock6/address.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"

struct range {
	uint8_t prefix[13];
	uint8_t length; /* bits */
	uint8_t kind;
};

/* Where ranges lie within each other the narrower one comes first. */
static const struct range ranges[] = {
	{ { [10] = 0xff, [11] = 0xff }, 96, SOCK6_KIND_IPV4_MAPPED },
	{ { 0xfe, 0x80 }, 10, SOCK6_KIND_LINK_LOCAL },
	{ { 0xfe, 0xc0 }, 10, SOCK6_KIND_SITE_LOCAL },
	{ { 0xfc }, 7, SOCK6_KIND_UNIQUE_LOCAL },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, SOCK6_KIND_DOCUMENTATION },
	{ { 0x3f, 0xff }, 20, SOCK6_KIND_DOCUMENTATION },
	{ { 0xff, 0x02, [11] = 0x01, [12] = 0xff },
	  104,
	  SOCK6_KIND_SOLICITED_NODE },
	{ { 0xff }, 8, SOCK6_KIND_MULTICAST },
};

static const char kind_names[][16] = {
	[SOCK6_KIND_GLOBAL] = "global",
	[SOCK6_KIND_UNSPECIFIED] = "unspecified",
	[SOCK6_KIND_LOOPBACK] = "loopback",
	[SOCK6_KIND_IPV4_MAPPED] = "ipv4-mapped",
	[SOCK6_KIND_LINK_LOCAL] = "link-local",
	[SOCK6_KIND_SITE_LOCAL] = "site-local",
	[SOCK6_KIND_UNIQUE_LOCAL] = "unique-local",
	[SOCK6_KIND_DOCUMENTATION] = "documentation",
	[SOCK6_KIND_MULTICAST] = "multicast",
	[SOCK6_KIND_SOLICITED_NODE] = "solicited-node",
	[SOCK6_KIND_SOURCE_SPECIFIC] = "source-specific",
};

static const char scope_names[][20] = {
	[SOCK6_SCOPE_INTERFACE_LOCAL] = "interface-local",
	[SOCK6_SCOPE_LINK_LOCAL] = "link-local",
	[SOCK6_SCOPE_REALM_LOCAL] = "realm-local",
	[SOCK6_SCOPE_ADMIN_LOCAL] = "admin-local",
	[SOCK6_SCOPE_SITE_LOCAL] = "site-local",
	[SOCK6_SCOPE_ORGANIZATION_LOCAL] = "organization-local",
	[SOCK6_SCOPE_GLOBAL] = "global",
};

#define KINDS  ((int)(sizeof(kind_names) / sizeof(kind_names[0])))
#define SCOPES ((int)(sizeof(scope_names) / sizeof(scope_names[0])))

static int is_in(const struct in6_addr *address, const struct range *range)
{
	size_t whole = range->length / 8u;
	unsigned rest = 0xffu << (8 - range->length % 8) & 0xffu;

	if (memcmp(address->s6_addr, range->prefix, whole) != 0)
		return 0;
	return range->length % 8 == 0 ||
	       (address->s6_addr[whole] & rest) == range->prefix[whole];
}

static int is_loopback(const struct in6_addr *address)
{
	static const struct in6_addr loopback = { .s6_addr = { [15] = 1 } };

	return memcmp(address, &loopback, sizeof(loopback)) == 0;
}

/* ff3x::/32, whatever the scope: no range of the table can say that. */
static int is_source_specific(const struct in6_addr *address)
{
	const unsigned char *bytes = address->s6_addr;

	return bytes[0] == 0xff && bytes[1] >> 4 == 3 && bytes[2] == 0 &&
	       bytes[3] == 0;
}

int sock6_address_kind(const struct in6_addr *address)
{
	if (sock6__is_unspecified(address))
		return SOCK6_KIND_UNSPECIFIED;
	if (is_loopback(address))
		return SOCK6_KIND_LOOPBACK;
	if (is_source_specific(address))
		return SOCK6_KIND_SOURCE_SPECIFIC;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (is_in(address, &ranges[i]))
			return ranges[i].kind;
	}
	return SOCK6_KIND_GLOBAL;
}

const char *sock6_address_kind_name(int kind)
{
	return kind < 0 || kind >= KINDS ? NULL : kind_names[kind];
}

/* RFC 6724, 3.2: auto-configured and loopback addresses of IPv4 are
 * link-local, private ones global. */
static int ipv4_scope(const unsigned char *ipv4)
{
	if ((ipv4[0] == 169 && ipv4[1] == 254) || ipv4[0] == 127)
		return SOCK6_SCOPE_LINK_LOCAL;
	return SOCK6_SCOPE_GLOBAL;
}

int sock6_address_scope(const struct in6_addr *address)
{
	if (sock6__is_multicast(address))
		return address->s6_addr[1] & 0xf;
	switch (sock6_address_kind(address)) {
	case SOCK6_KIND_UNSPECIFIED: return 0;
	case SOCK6_KIND_LOOPBACK:
	case SOCK6_KIND_LINK_LOCAL: return SOCK6_SCOPE_LINK_LOCAL;
	case SOCK6_KIND_SITE_LOCAL: return SOCK6_SCOPE_SITE_LOCAL;
	case SOCK6_KIND_IPV4_MAPPED: return ipv4_scope(address->s6_addr + 12);
	default: return SOCK6_SCOPE_GLOBAL;
	}
}

const char *sock6_scope_name(int scope)
{
	if (scope < 0 || scope >= SCOPES || !scope_names[scope][0])
		return NULL;
	return scope_names[scope];
}

int sock6_scope_find(const char *name)
{
	if (!name || !*name)
		return -EINVAL;
	for (int scope = 0; scope < SCOPES; scope++) {
		if (strcmp(scope_names[scope], name) == 0)
			return scope;
	}
	return -EINVAL;
}
