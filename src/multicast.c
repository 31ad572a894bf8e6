/* SPDX-License-Identifier: MIT */
/* What multicast addresses carry inside.  Pure. */
#include "sock6/multicast.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"

/*
 * A multicast address with a prefix (RFC 3306, 4; RFC 3956, 4):
 *
 *	0xff | flags, scope | reserved, interface id | length | prefix | group
 *	  8  |   4  |   4   |    4    |       4      |    8   |   64   |   32
 */
enum {
	FLAGS = 1,
	POINT = 2,
	LENGTH = 3,
	PREFIX = 4,
	GROUP = 12,
	LONGEST_PREFIX = 64
};

#define SOURCE_SPECIFIC_FIRST 0x40000001u

static unsigned flags_of(const struct in6_addr *group)
{
	return group->s6_addr[FLAGS] >> 4;
}

/* Scope 0 is reserved, and so is 15 (RFC 7346, 2). */
static int is_scope(int scope)
{
	return scope >= 1 && scope <= 14;
}

static int is_prefix_length(int length)
{
	return length >= 1 && length <= LONGEST_PREFIX;
}

static void copy_prefix(unsigned char *to, const unsigned char *from,
			int length)
{
	size_t whole = (size_t)length / 8;

	memcpy(to, from, whole);
	if (length % 8)
		to[whole] = (unsigned char)(from[whole] &
					    0xffu << (8 - length % 8));
}

static void start_group(struct in6_addr *group, unsigned flags, int scope,
			uint32_t group_id)
{
	memset(group, 0, sizeof(*group));
	group->s6_addr[0] = 0xff;
	group->s6_addr[FLAGS] = (uint8_t)(flags << 4 | (unsigned)scope);
	for (int i = 0; i < 4; i++)
		group->s6_addr[GROUP + i] = (uint8_t)(group_id >> (24 - 8 * i));
}

int sock6_multicast_flags(const struct in6_addr *group)
{
	const unsigned known = SOCK6_MULTICAST_TRANSIENT |
			       SOCK6_MULTICAST_PREFIX |
			       SOCK6_MULTICAST_RENDEZVOUS;

	if (!sock6__is_multicast(group))
		return -EINVAL;
	return (int)(flags_of(group) & known);
}

int sock6_multicast_solicited_node(struct in6_addr *group,
				   const struct in6_addr *address)
{
	struct in6_addr found = {
		.s6_addr = { 0xff, 0x02, [11] = 0x01, [12] = 0xff }
	};

	if (sock6__is_multicast(address) || sock6__is_unspecified(address) ||
	    sock6__is_mapped(address))
		return -EINVAL;
	memcpy(found.s6_addr + 13, address->s6_addr + 13, 3);
	*group = found;
	return 0;
}

int sock6_multicast_source_specific(struct in6_addr *group, int scope,
				    uint32_t group_id)
{
	if (!is_scope(scope) || group_id < SOURCE_SPECIFIC_FIRST)
		return -EINVAL;
	start_group(group, SOCK6_MULTICAST_TRANSIENT | SOCK6_MULTICAST_PREFIX,
		    scope, group_id);
	return 0;
}

int sock6_multicast_from_prefix(struct in6_addr *group, int scope,
				const struct in6_addr *prefix,
				int prefix_length, uint32_t group_id)
{
	struct in6_addr built;

	if (!is_scope(scope) || !is_prefix_length(prefix_length) ||
	    sock6__is_multicast(prefix))
		return -EINVAL;
	start_group(&built, SOCK6_MULTICAST_TRANSIENT | SOCK6_MULTICAST_PREFIX,
		    scope, group_id);
	built.s6_addr[LENGTH] = (uint8_t)prefix_length;
	copy_prefix(built.s6_addr + PREFIX, prefix->s6_addr, prefix_length);
	*group = built;
	return 0;
}

/* P needs T (RFC 3306, 4), and R needs both (RFC 3956, 3). */
static int flags_agree(unsigned flags)
{
	const unsigned both =
		SOCK6_MULTICAST_TRANSIENT | SOCK6_MULTICAST_PREFIX;

	return !(flags &
		 (SOCK6_MULTICAST_PREFIX | SOCK6_MULTICAST_RENDEZVOUS)) ||
	       (flags & both) == both;
}

int sock6_multicast_prefix(struct in6_addr *prefix,
			   const struct in6_addr *group)
{
	const unsigned char *bytes = group->s6_addr;
	struct in6_addr found = { .s6_addr = { 0 } };
	unsigned flags = flags_of(group);
	int length = bytes[LENGTH];

	if (!sock6__is_multicast(group))
		return -EINVAL;
	if (!(flags & SOCK6_MULTICAST_PREFIX))
		return -ENODATA;
	if (!flags_agree(flags) || length > LONGEST_PREFIX ||
	    (!(flags & SOCK6_MULTICAST_RENDEZVOUS) && bytes[POINT]))
		return -EBADMSG;
	if (length == 0)
		return -ENODATA;
	copy_prefix(found.s6_addr, bytes + PREFIX, length);
	*prefix = found;
	return length;
}

int sock6_multicast_with_rendezvous(struct in6_addr *group, int scope,
				    const struct in6_addr *point,
				    int prefix_length, uint32_t group_id)
{
	struct in6_addr expected = { .s6_addr = { 0 } }, built;
	unsigned char last = point->s6_addr[15] & 0xf;
	int status;

	if (!is_prefix_length(prefix_length) || last == 0)
		return -EINVAL;
	copy_prefix(expected.s6_addr, point->s6_addr, prefix_length);
	expected.s6_addr[15] |= last;
	if (memcmp(&expected, point, sizeof(expected)) != 0)
		return -EINVAL;
	status = sock6_multicast_from_prefix(&built, scope, point,
					     prefix_length, group_id);
	if (status < 0)
		return status;
	built.s6_addr[FLAGS] |= SOCK6_MULTICAST_RENDEZVOUS << 4;
	built.s6_addr[POINT] = last;
	*group = built;
	return 0;
}

int sock6_multicast_rendezvous(struct in6_addr *point,
			       const struct in6_addr *group)
{
	struct in6_addr found;
	unsigned last = group->s6_addr[POINT];
	int length;

	if (!sock6__is_multicast(group))
		return -EINVAL;
	if (!(flags_of(group) & SOCK6_MULTICAST_RENDEZVOUS))
		return -ENODATA;
	if (!flags_agree(flags_of(group)))
		return -EBADMSG;
	length = sock6_multicast_prefix(&found, group);
	if (length < 0 || last == 0 || last > 0xf)
		return -EBADMSG;
	found.s6_addr[15] |= (uint8_t)last;
	*point = found;
	return 0;
}
