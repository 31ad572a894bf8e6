/* SPDX-License-Identifier: MIT */
/* Interfaces: name, index, which of them can carry multicast, addresses. */
#ifndef SOCK6_INTERFACE_H
#define SOCK6_INTERFACE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for the longest name of an interface on any system, with its NUL. */
#define SOCK6_INTERFACE_NAME_SIZE 256

/* States of an interface. */
#define SOCK6_INTERFACE_UP        1u
#define SOCK6_INTERFACE_RUNNING   2u /* up, and its link has a carrier */
#define SOCK6_INTERFACE_MULTICAST 4u
#define SOCK6_INTERFACE_LOOPBACK  8u

struct sock6_interface {
	uint32_t index;
	uint32_t state; /* a set of SOCK6_INTERFACE_* */
	uint32_t mtu;   /* bytes */
	uint32_t reserved;
	char name[SOCK6_INTERFACE_NAME_SIZE];
};

/* States of an address. */
#define SOCK6_ADDRESS_TENTATIVE  1u  /* not yet known to be unique: no source */
#define SOCK6_ADDRESS_DUPLICATE  2u  /* found to be another's: never a source */
#define SOCK6_ADDRESS_OPTIMISTIC 4u  /* may be a source while tentative */
#define SOCK6_ADDRESS_DEPRECATED 8u  /* a source only where one is asked for */
#define SOCK6_ADDRESS_TEMPORARY  16u /* goes soon, for privacy */

/* An address of an interface. */
struct sock6_interface_address {
	struct in6_addr address; /* IPv4 as ::ffff:a.b.c.d */
	uint32_t ifindex;
	uint32_t state;        /* a set of SOCK6_ADDRESS_TENTATIVE ... */
	uint32_t preferred;    /* seconds until it is deprecated */
	uint32_t valid;        /* seconds until it goes; UINT32_MAX: never */
	uint8_t prefix_length; /* 0 to 128; of IPv4 96 and more */
	uint8_t reserved[15];
};

/**
 * The index of an interface.
 *
 * @index: where the index goes, 1 or more
 * @name:  its name; where no interface has that name, a decimal number of an
 *         interface that exists
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      a null pointer or an empty name
 *   -ENODEV      there is no such interface
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on if_nametoindex(3); RFC 3493, 4.1.
 */
SOCK6_API int sock6_interface_index(uint32_t *index, const char *name);

/**
 * The name of an interface.
 *
 * @name:  where the name goes, with its NUL; owned by the caller
 * @size:  of @name in bytes; SOCK6_INTERFACE_NAME_SIZE is always enough
 * @index: 1 or more
 *
 * Returns the length of the name without its NUL, or a negative errno value:
 *   -EINVAL      a null pointer
 *   -ENODEV      there is no such interface
 *   -ENOSPC      @size is too small
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on if_indextoname(3); RFC 3493, 4.2.
 */
SOCK6_API int sock6_interface_name(char *name, size_t size, uint32_t index);

/**
 * List the interfaces of the system (of the network namespace).
 *
 * @interfaces: where they go, by rising index; owned by the caller; NULL when
 *              @count is 0
 * @count:      how many fit
 *
 * They go there as the system tells them: a call that fails on its way may have
 * written some.
 *
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @interfaces is null and @count is not 0
 *   -EAGAIN      they changed each time while they were listed
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_interface_list(struct sock6_interface *interfaces,
				   unsigned count);

/**
 * List the addresses of the system's interfaces (of the network namespace).
 *
 * @addresses: where they go, by rising index of their interfaces; owned by the
 *             caller; NULL when @count is 0
 * @count:     how many fit
 * @ifindex:   of one interface, or 0 for all
 * @families:  SOCK6_IPV6, SOCK6_IPV4, or both
 *
 * An interface that does not exist has no addresses.
 *
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @addresses is null and @count is not 0; or @families is empty
 *                or has an unknown bit
 *   -EAGAIN      they changed each time while they were listed
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on rtnetlink(7) where there is one; RFC 4862, 5.4 and 5.5.4;
 * RFC 4429; RFC 8981.
 */
SOCK6_API int sock6_interface_addresses(
	struct sock6_interface_address *addresses, unsigned count,
	uint32_t ifindex, unsigned families);

#ifdef __cplusplus
}
#endif

#endif
