/* SPDX-License-Identifier: MIT */
/* Local addresses: which one would be the source, and whether it still can. */
#ifndef SOCK6_LOCAL_ADDRESS_H
#define SOCK6_LOCAL_ADDRESS_H

#include "base.h"
#include "control.h"
#include "interface.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Prefer certain kinds of source addresses for what a socket sends.
 *
 * @fd:          an AF_INET6 socket, owned by the caller
 * @preferences: a set of SOCK6_PREFER_*; 0 gives the system's choice back
 *
 * A preference decides between addresses that would do; it is not a demand.  It
 * has no effect on a socket that is bound to an address.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      an unknown bit, or two that contradict each other:
 *                TEMPORARY, PUBLIC and DEFAULT; HOME and CARE_OF; CGA and
 *                NON_CGA
 *   -EOPNOTSUPP  the system has no name for the option
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on IPV6_ADDR_PREFERENCES; RFC 5014, 3 and 4.
 */
SOCK6_API int sock6_local_address_prefer(sock6_fd fd, unsigned preferences);

/**
 * The name of a preference, such as "temporary".
 *
 * @preference: one of SOCK6_PREFER_*
 *
 * Returns a static string, or NULL for another number.
 */
SOCK6_API const char *sock6_preference_name(unsigned preference);

/**
 * Find a preference by its name.  Pure.
 *
 * @name: as sock6_preference_name() tells it
 *
 * Returns one of SOCK6_PREFER_*, or a negative errno value:
 *   -EINVAL  @name is null or no preference has it
 */
SOCK6_API int sock6_preference_find(const char *name);

/**
 * Which source address the system would choose for a destination now.  Nothing
 * is sent.
 *
 * @destination: where to; its port does not matter
 * @ifindex:     the interface to leave by, or 0 for the one of the route
 * @preferences: as for sock6_local_address_prefer()
 * @source:      where the address goes, with its scope id and without a port
 *
 * A UDP socket is opened for the duration of the call, connected, and closed.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL         a null pointer; preferences that contradict each other; or
 *                   a link-local destination without an interface
 *   -EAFNOSUPPORT   the family of @destination is not AF_INET6, or the system
 *                   has no IPv6
 *   -ENODEV         there is no such interface
 *   -ENETUNREACH, -EHOSTUNREACH, -EACCES
 *                   there is no route, or it says so
 *   -EADDRNOTAVAIL  no address of this host will do
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                   the system is out of something
 *   -EOPNOTSUPP     the system has no name for the preferences, or this build
 *                   has no system beneath it
 *   other           whatever the system reported
 *
 * Stands on connect(2), getsockname(2); RFC 6724, 5; RFC 5014.
 */
SOCK6_API int sock6_local_address_choose(const struct sockaddr_in6 *destination,
					 uint32_t ifindex, unsigned preferences,
					 struct sockaddr_in6 *source);

/**
 * The state of an address of this host.
 *
 * @address: IPv4 as ::ffff:a.b.c.d
 * @ifindex: of one interface, or 0 for all
 *
 * Returns a set of SOCK6_ADDRESS_TENTATIVE, SOCK6_ADDRESS_DUPLICATE,
 * SOCK6_ADDRESS_OPTIMISTIC, SOCK6_ADDRESS_DEPRECATED and
 * SOCK6_ADDRESS_TEMPORARY, 0 for one that is simply there, or a negative errno
 * value:
 *   -EINVAL         @address is null
 *   -EADDRNOTAVAIL  no interface has it, or not this one
 *   -EAGAIN         the addresses changed each time while they were looked
 *                   through
 *   -EOPNOTSUPP     this build has no system beneath it
 *   other           what the system reported, such as -EMFILE
 *
 * Stands on rtnetlink(7) where there is one; RFC 4862, 5.4.
 */
SOCK6_API int sock6_local_address_state(const struct in6_addr *address,
					uint32_t ifindex);

/**
 * Why a source address is refused: to be asked when sock6_send() or bind(2) has
 * answered -EINVAL or -EADDRNOTAVAIL, which systems do for each of these.
 *
 * @control: what was to be sent with: of its fields SOCK6_SOURCE and
 *           SOCK6_INTERFACE are looked at
 *
 * Returns 0 when source and interface can be used now, or there is neither, or
 * a negative errno value:
 *   -EADDRNOTAVAIL  the address is gone, or was never there: choose another
 *   -EAGAIN         it is tentative: the same call will pass in a moment (RFC
 *                   4862, 5.4); or it could not be found out
 *   -EADDRINUSE     another host has it, as the system has found out
 *   -ENODEV         there is no such interface
 *   -EXDEV          the address is link-local and of another interface
 *   -EINVAL         @control is null; or the address is link-local and no
 *                   interface is given
 *   -EOPNOTSUPP     this build has no system beneath it
 *   other           what the system reported, such as -EMFILE
 *
 * Stands on rtnetlink(7) where there is one; RFC 3542, 6.2; RFC 4862, 5.4.
 */
SOCK6_API int sock6_local_address_check(const struct sock6_control *control);

#ifdef __cplusplus
}
#endif

#endif
