/* SPDX-License-Identifier: MIT */
/* Addresses: text with zone and port, and what kind of address one is. */
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

#ifdef __cplusplus
}
#endif

#endif
