/* SPDX-License-Identifier: MIT */
/* Interfaces: name, index, and which of them can carry multicast. */
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
 * Returns how many there are, which may be more than @count, or a negative
 * errno value:
 *   -EINVAL      @interfaces is null and @count is not 0
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_interface_list(struct sock6_interface *interfaces,
				   unsigned count);

#ifdef __cplusplus
}
#endif

#endif
