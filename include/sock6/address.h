/* SPDX-License-Identifier: MIT */
/* Addresses: text with zone and port; kind and scope. */
#ifndef SOCK6_ADDRESS_H
#define SOCK6_ADDRESS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for the longest text that sock6_address_format() writes, with NUL. */
#define SOCK6_ADDRESS_TEXT_SIZE 80

/* sock6_address_parse(): also take IPv4, as ::ffff:a.b.c.d. */
#define SOCK6_ADDRESS_IPV4 1u
/* sock6_address_format(): write the zone as a number, asking no system. */
#define SOCK6_ADDRESS_NUMERIC 2u

/* Kinds of addresses, the narrowest that fits. */
enum sock6_address_kind {
	SOCK6_KIND_GLOBAL = 0,         /* unicast of no other kind */
	SOCK6_KIND_UNSPECIFIED = 1,    /* ::/128, RFC 4291, 2.5.2 */
	SOCK6_KIND_LOOPBACK = 2,       /* ::1/128, RFC 4291, 2.5.3 */
	SOCK6_KIND_IPV4_MAPPED = 3,    /* ::ffff:0:0/96, RFC 4291, 2.5.5.2 */
	SOCK6_KIND_LINK_LOCAL = 4,     /* fe80::/10, RFC 4291, 2.5.6 */
	SOCK6_KIND_SITE_LOCAL = 5,     /* fec0::/10, deprecated, RFC 3879 */
	SOCK6_KIND_UNIQUE_LOCAL = 6,   /* fc00::/7, RFC 4193 */
	SOCK6_KIND_DOCUMENTATION = 7,  /* 2001:db8::/32, 3fff::/20, RFC 9637 */
	SOCK6_KIND_MULTICAST = 8,      /* ff00::/8 of no kind below */
	SOCK6_KIND_SOLICITED_NODE = 9, /* ff02::1:ff00:0/104, RFC 4291, 2.7.1 */
	SOCK6_KIND_SOURCE_SPECIFIC = 10 /* ff3x::/32, RFC 4607, 1 */
};

/* Scopes, as they stand in a multicast address (RFC 7346, 2). */
enum sock6_scope {
	SOCK6_SCOPE_INTERFACE_LOCAL = 1,
	SOCK6_SCOPE_LINK_LOCAL = 2,
	SOCK6_SCOPE_REALM_LOCAL = 3,
	SOCK6_SCOPE_ADMIN_LOCAL = 4,
	SOCK6_SCOPE_SITE_LOCAL = 5,
	SOCK6_SCOPE_ORGANIZATION_LOCAL = 8,
	SOCK6_SCOPE_GLOBAL = 14
};

/**
 * Read an address from text, with its zone and port where it has them.
 *
 * @address: where the result goes: family, address, scope id, port; the flow
 *           information is 0
 * @text:    "ff02::114", "fe80::1%eth0", "[ff02::114%eth0]:1024", "::%12";
 *           with SOCK6_ADDRESS_IPV4 also "192.0.2.1" and "192.0.2.1:53"
 * @flags:   0 or SOCK6_ADDRESS_IPV4
 *
 * A port stands after brackets only, in decimal, 0 to 65535; without one the
 * port is 0.  A zone is an interface's name or, where no interface has that
 * name, its index in decimal, 1 to 4294967295, whether or not there is such an
 * interface (RFC 4007, 11).  Names of hosts and services are not looked up.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  a null pointer, unknown flags, or @text is no such address
 *   -ENODEV  the zone is neither the name of an interface nor a number
 *   other    what the system reported, such as -EMFILE
 *
 * Stands on RFC 4291, 2.2; RFC 4007, 11; RFC 3986, 3.2.2; if_nametoindex(3).
 */
SOCK6_API int sock6_address_parse(struct sockaddr_in6 *address,
				  const char *text, unsigned flags);

/**
 * Write an address as text that sock6_address_parse() reads.
 *
 * @text:    where the text goes, with its NUL; owned by the caller
 * @size:    of @text in bytes; SOCK6_ADDRESS_TEXT_SIZE is always enough
 * @address: brackets and a port are written when its port is not 0, a zone
 *           when its scope id is not 0: the interface's name, or the number
 *           when it has none of up to 24 characters that would read back
 * @flags:   0 or SOCK6_ADDRESS_NUMERIC
 *
 * An IPv4-mapped address is written as "::ffff:a.b.c.d".
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL        a null pointer or unknown flags
 *   -EAFNOSUPPORT  the family of @address is not AF_INET6
 *   -ENOSPC        @size is too small
 *
 * Stands on RFC 5952; RFC 4007, 11; if_indextoname(3).
 */
SOCK6_API int sock6_address_format(char *text, size_t size,
				   const struct sockaddr_in6 *address,
				   unsigned flags);

/**
 * Whether an address is multicast, ff00::/8 (RFC 4291, 2.7).
 *
 * @address: not NULL
 *
 * Returns 1 or 0.
 */
SOCK6_API int sock6_address_is_multicast(const struct in6_addr *address);

/**
 * Whether an address is IPv4-mapped, ::ffff:0:0/96 (RFC 4291, 2.5.5.2).
 *
 * @address: not NULL
 *
 * Returns 1 or 0.
 */
SOCK6_API int sock6_address_is_mapped(const struct in6_addr *address);

/**
 * Whether an address is unspecified, :: (RFC 4291, 2.5.2).
 *
 * @address: not NULL
 *
 * Returns 1 or 0.
 */
SOCK6_API int sock6_address_is_unspecified(const struct in6_addr *address);

/**
 * Whether an address means nothing without its interface: unicast link-local
 * fe80::/10, and multicast of interface-local or link-local scope, ff01::/16
 * and ff02::/16 whatever the flags (RFC 4007, 5; RFC 4291, 2.7).
 *
 * @address: not NULL
 *
 * Returns 1 or 0.
 */
SOCK6_API int sock6_address_needs_zone(const struct in6_addr *address);

/**
 * The kind of an address.  Pure.
 *
 * @address: not NULL
 *
 * Returns one of enum sock6_address_kind.
 *
 * Stands on RFC 4291, 2; IANA's registry of special-purpose addresses.
 */
SOCK6_API int sock6_address_kind(const struct in6_addr *address);

/**
 * The name of a kind of address, such as "unique-local".
 *
 * @kind: one of enum sock6_address_kind
 *
 * Returns a static string, or NULL for another number.
 */
SOCK6_API const char *sock6_address_kind_name(int kind);

/**
 * The scope of an address.  Pure.
 *
 * @address: not NULL
 *
 * That of a multicast address stands in it, and may be a number that has no
 * name.  Unicast addresses have link-local (with the loopback address), the
 * deprecated site-local, or global scope (with unique-local addresses, RFC
 * 4193, 3.3); those of IPv4-mapped addresses are told by the IPv4 address.
 *
 * Returns 0 to 15; 0 for the unspecified address.
 *
 * Stands on RFC 4291, 2.7; RFC 7346; RFC 4007, 4; RFC 6724, 3.1 and 3.2.
 */
SOCK6_API int sock6_address_scope(const struct in6_addr *address);

/**
 * The name of a scope, such as "link-local".
 *
 * @scope: one of enum sock6_scope
 *
 * Returns a static string, or NULL for a number that has no name.
 *
 * Stands on RFC 7346, 2.
 */
SOCK6_API const char *sock6_scope_name(int scope);

/**
 * Find a scope by its name.  Pure.
 *
 * @name: as sock6_scope_name() tells it; in lower case
 *
 * Returns one of enum sock6_scope, or a negative errno value:
 *   -EINVAL  @name is null or no scope has it
 */
SOCK6_API int sock6_scope_find(const char *name);

#ifdef __cplusplus
}
#endif

#endif
