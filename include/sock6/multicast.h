/* SPDX-License-Identifier: MIT */
/* What multicast addresses carry inside: flags, a prefix, a rendezvous point. */
#ifndef SOCK6_MULTICAST_H
#define SOCK6_MULTICAST_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags, as they stand in a multicast address (RFC 7371, 3). */
#define SOCK6_MULTICAST_TRANSIENT  1u /* T: not assigned by IANA */
#define SOCK6_MULTICAST_PREFIX     2u /* P: of a unicast prefix, RFC 3306 */
#define SOCK6_MULTICAST_RENDEZVOUS 4u /* R: holds an address, RFC 3956 */

/**
 * The flags of a multicast address.  Pure.
 *
 * @group: a multicast address
 *
 * Returns a set of SOCK6_MULTICAST_*, or a negative errno value:
 *   -EINVAL  @group is not multicast
 *
 * Stands on RFC 4291, 2.7; RFC 3306, 4; RFC 3956, 3; RFC 7371, 3.
 */
SOCK6_API int sock6_multicast_flags(const struct in6_addr *group);

/**
 * The group to which neighbour solicitations for an address go.  Pure.
 *
 * @group:   where it goes
 * @address: a unicast address
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @address is multicast, unspecified or IPv4-mapped
 *
 * Stands on RFC 4291, 2.7.1.
 */
SOCK6_API int sock6_multicast_solicited_node(struct in6_addr *group,
					     const struct in6_addr *address);

/**
 * Build a group for source-specific multicast, ff3x::.  Pure.
 *
 * @group:    where it goes
 * @scope:    1 to 14
 * @group_id: 0x40000001 and above: what a host may choose from is 0x80000000
 *            and above, the rest is IANA's
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @scope or @group_id is out of range
 *
 * Stands on RFC 4607, 1; RFC 3307, 4.
 */
SOCK6_API int sock6_multicast_source_specific(struct in6_addr *group, int scope,
					      uint32_t group_id);

/**
 * Build a group that belongs to whoever has a unicast prefix.  Pure.
 *
 * @group:         where it goes
 * @scope:         1 to 14
 * @prefix:        the unicast prefix; bits behind its length are taken as 0
 * @prefix_length: 1 to 64 bits
 * @group_id:      any
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @scope or @prefix_length is out of range, or @prefix is multicast
 *
 * Stands on RFC 3306, 4.
 */
SOCK6_API int sock6_multicast_from_prefix(struct in6_addr *group, int scope,
					  const struct in6_addr *prefix,
					  int prefix_length, uint32_t group_id);

/**
 * The unicast prefix that a group belongs to.  Pure.
 *
 * @prefix: where it goes, with zeros behind its length
 * @group:  a multicast address
 *
 * Returns the length of the prefix, 1 to 64, or a negative errno value:
 *   -EINVAL   @group is not multicast
 *   -ENODATA  it holds no prefix; that of a source-specific group has no bits
 *   -EBADMSG  it says so, but the length is more than 64, or flags or reserved
 *             bits are set that must not be
 *
 * Stands on RFC 3306, 4; RFC 3956, 4; RFC 7371, 4.
 */
SOCK6_API int sock6_multicast_prefix(struct in6_addr *prefix,
				     const struct in6_addr *group);

/**
 * Build a group that holds the address of its rendezvous point.  Pure.
 *
 * @group:         where it goes
 * @scope:         1 to 14
 * @point:         the rendezvous point: a prefix, zeros, and the last four bits,
 *                 1 to 15
 * @prefix_length: 1 to 64 bits
 * @group_id:      any
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @scope or @prefix_length is out of range; @point is multicast, or
 *            has other bits behind its prefix than the last four, or has 0
 *            there
 *
 * Stands on RFC 3956, 4.
 */
SOCK6_API int sock6_multicast_with_rendezvous(struct in6_addr *group, int scope,
					      const struct in6_addr *point,
					      int prefix_length,
					      uint32_t group_id);

/**
 * The rendezvous point that a group holds.  Pure.
 *
 * @point: where it goes
 * @group: a multicast address
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL   @group is not multicast
 *   -ENODATA  it holds none
 *   -EBADMSG  it says so, but flags, the length or the last four bits are not
 *             as they must be
 *
 * Stands on RFC 3956, 3, 4 and 7.
 */
SOCK6_API int sock6_multicast_rendezvous(struct in6_addr *point,
					 const struct in6_addr *group);

#ifdef __cplusplus
}
#endif

#endif
