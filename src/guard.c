/* SPDX-License-Identifier: MIT */
/* Checks that protocols of one link owe their input.  Pure, but for the one
 * call that has the system check. */
#include "sock6/guard.h"

#include <errno.h>
#include <string.h>

#include "checksum.h"
#include "sock6/address.h"
#include "sock6/extension.h"
#include "sock6/icmp.h"
#include "sock6/option.h"

#define EVERY_CHECK (2 * SOCK6_CHECK_ROUTER_ALERT - 1)
#define EVERY_KIND  (2 * SOCK6_GUARD_MULTICAST - 1)

_Static_assert(sizeof(struct sock6_guard) == 32, "the same on every ABI");

static unsigned kind_of(const struct in6_addr *address)
{
	switch (sock6_address_kind(address)) {
	case SOCK6_KIND_UNSPECIFIED: return SOCK6_GUARD_UNSPECIFIED;
	case SOCK6_KIND_LOOPBACK: return SOCK6_GUARD_LOOPBACK;
	case SOCK6_KIND_IPV4_MAPPED: return 0;
	case SOCK6_KIND_LINK_LOCAL: return SOCK6_GUARD_LINK_LOCAL;
	case SOCK6_KIND_SOLICITED_NODE: return SOCK6_GUARD_SOLICITED_NODE;
	case SOCK6_KIND_MULTICAST:
	case SOCK6_KIND_SOURCE_SPECIFIC:
		return sock6_address_scope(address) == SOCK6_SCOPE_LINK_LOCAL
			       ? SOCK6_GUARD_LINK_MULTICAST
			       : SOCK6_GUARD_MULTICAST;
	default: return SOCK6_GUARD_UNICAST;
	}
}

static void choose_discovery(struct sock6_guard *guard, int type)
{
	guard->checks = SOCK6_CHECK_HOP_LIMIT | SOCK6_CHECK_SOURCE |
			SOCK6_CHECK_UNFRAGMENTED;
	guard->hop_limit = 255;
	guard->sources = SOCK6_GUARD_LINK_LOCAL;
	if (type == SOCK6_ICMP_ROUTER_ADVERTISEMENT ||
	    type == SOCK6_ICMP_REDIRECT)
		return;
	guard->sources |= SOCK6_GUARD_UNICAST;
	if (type == SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT)
		return;
	guard->sources |= SOCK6_GUARD_UNSPECIFIED;
	if (type == SOCK6_ICMP_NEIGHBOR_SOLICITATION)
		guard->checks |= SOCK6_CHECK_UNSPECIFIED_SOURCE;
}

int sock6_guard_choose(struct sock6_guard *guard, int icmp_type)
{
	if (!guard)
		return -EINVAL;
	switch (icmp_type) {
	case SOCK6_ICMP_ROUTER_SOLICITATION:
	case SOCK6_ICMP_ROUTER_ADVERTISEMENT:
	case SOCK6_ICMP_NEIGHBOR_SOLICITATION:
	case SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT:
	case SOCK6_ICMP_REDIRECT:
		memset(guard, 0, sizeof(*guard));
		choose_discovery(guard, icmp_type);
		return 0;
	case SOCK6_ICMP_MULTICAST_LISTENER_QUERY:
	case SOCK6_ICMP_MULTICAST_LISTENER_REPORT:
	case SOCK6_ICMP_MULTICAST_LISTENER_DONE:
	case SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT:
		memset(guard, 0, sizeof(*guard));
		guard->checks = SOCK6_CHECK_HOP_LIMIT | SOCK6_CHECK_SOURCE |
				SOCK6_CHECK_ROUTER_ALERT;
		guard->hop_limit = 1;
		guard->sources = SOCK6_GUARD_LINK_LOCAL;
		return 0;
	default: return -EINVAL;
	}
}

/* The control value that a check needs; fragments tell of themselves. */
static uint64_t field_of(uint32_t check)
{
	switch (check) {
	case SOCK6_CHECK_HOP_LIMIT:
	case SOCK6_CHECK_MINIMUM_HOP_LIMIT: return SOCK6_HOP_LIMIT;
	case SOCK6_CHECK_DESTINATION:
	case SOCK6_CHECK_UNSPECIFIED_SOURCE:
	case SOCK6_CHECK_CHECKSUM: return SOCK6_DESTINATION;
	case SOCK6_CHECK_INTERFACE: return SOCK6_INTERFACE;
	default: return 0;
	}
}

int sock6_guard_fields(const struct sock6_guard *guard, uint64_t *fields)
{
	uint64_t set = 0;

	if (!guard || !fields || (guard->checks & ~EVERY_CHECK))
		return -EINVAL;
	for (uint32_t check = 1; check & EVERY_CHECK; check <<= 1)
		if (guard->checks & check)
			set |= field_of(check);
	if (guard->checks & SOCK6_CHECK_UNFRAGMENTED)
		set |= SOCK6_FRAGMENT_SIZE;
	*fields = set;
	return 0;
}

/* A router alert among the options of a hop-by-hop header, or -1. */
static int64_t router_alert(const void *header, size_t size)
{
	struct sock6_extension_option option;
	size_t offset = 0;

	if (!header)
		return -1;
	while (sock6_extension_option_next(header, size, &offset, &option) > 0)
		if (option.type == SOCK6_EXTENSION_ROUTER_ALERT &&
		    option.has_value)
			return option.value;
	return -1;
}

static int has_checksum(const struct sock6_guard *guard,
			const struct sock6_message *received)
{
	return sock6__checksum(&received->peer.sin6_addr,
			       &received->control->destination,
			       guard->next_header, received->data,
			       (size_t)received->result) == 0;
}

/* A datagram that was received with the values that this check needs. */
static int passes(uint32_t check, const struct sock6_guard *guard,
		  const struct sock6_message *received, const void *hop_by_hop,
		  size_t size)
{
	const struct sock6_control *control = received->control;
	const struct in6_addr *source = &received->peer.sin6_addr;

	switch (check) {
	case SOCK6_CHECK_HOP_LIMIT:
		return control->hop_limit == guard->hop_limit;
	case SOCK6_CHECK_MINIMUM_HOP_LIMIT:
		return control->hop_limit >= guard->hop_limit;
	case SOCK6_CHECK_SOURCE: return (kind_of(source) & guard->sources) != 0;
	case SOCK6_CHECK_DESTINATION:
		return (kind_of(&control->destination) & guard->destinations) !=
		       0;
	case SOCK6_CHECK_UNSPECIFIED_SOURCE:
		return !sock6_address_is_unspecified(source) ||
		       kind_of(&control->destination) ==
			       SOCK6_GUARD_SOLICITED_NODE;
	case SOCK6_CHECK_INTERFACE: return control->ifindex == guard->ifindex;
	case SOCK6_CHECK_UNFRAGMENTED:
		return !(control->fields & SOCK6_FRAGMENT_SIZE);
	case SOCK6_CHECK_CHECKSUM: return has_checksum(guard, received);
	default: return router_alert(hop_by_hop, size) == guard->router_alert;
	}
}

/* Whether all is there that a check looks at.  That a datagram was in one piece
 * is told by a value that is missing, so none may have been cut off. */
static int is_told(uint32_t check, const struct sock6_message *received)
{
	const struct sock6_control *control = received->control;
	uint64_t needed = field_of(check);

	if (needed && (!control || (control->fields & needed) != needed))
		return 0;
	switch (check) {
	case SOCK6_CHECK_SOURCE:
	case SOCK6_CHECK_UNSPECIFIED_SOURCE:
		return received->peer.sin6_family == AF_INET6;
	case SOCK6_CHECK_CHECKSUM:
		return received->peer.sin6_family == AF_INET6 &&
		       !(received->flags & SOCK6_TRUNCATED);
	case SOCK6_CHECK_UNFRAGMENTED:
		return control && !(received->flags & SOCK6_CONTROL_TRUNCATED);
	default: return 1;
	}
}

static int is_judgeable(const struct sock6_guard *guard,
			const struct sock6_message *received)
{
	if (guard->checks & ~EVERY_CHECK ||
	    (guard->sources | guard->destinations) & ~EVERY_KIND)
		return 0;
	if (received->result < 0 || (received->flags & SOCK6_NOTICE))
		return 0;
	return !(guard->checks & SOCK6_CHECK_CHECKSUM) || !received->buffers;
}

int sock6_guard_check(const struct sock6_guard *guard,
		      const struct sock6_message *received,
		      const void *hop_by_hop, size_t size, uint32_t *failed)
{
	int status = 0;

	if (!is_judgeable(guard, received))
		return -EINVAL;
	for (uint32_t check = 1; check & EVERY_CHECK; check <<= 1) {
		if (!(guard->checks & check))
			continue;
		if (!is_told(check, received))
			status = -ENODATA;
		else if (!passes(check, guard, received, hop_by_hop, size))
			status = -EBADMSG;
		if (status < 0 && failed)
			*failed = check;
		if (status < 0)
			return status;
	}
	return 0;
}

const char *sock6_guard_check_name(uint32_t check)
{
	switch (check) {
	case SOCK6_CHECK_HOP_LIMIT: return "hop_limit";
	case SOCK6_CHECK_MINIMUM_HOP_LIMIT: return "minimum_hop_limit";
	case SOCK6_CHECK_SOURCE: return "source";
	case SOCK6_CHECK_DESTINATION: return "destination";
	case SOCK6_CHECK_UNSPECIFIED_SOURCE: return "unspecified_source";
	case SOCK6_CHECK_INTERFACE: return "interface";
	case SOCK6_CHECK_UNFRAGMENTED: return "unfragmented";
	case SOCK6_CHECK_CHECKSUM: return "checksum";
	case SOCK6_CHECK_ROUTER_ALERT: return "router_alert";
	default: return NULL;
	}
}

/* IPv4 packets would pass unchecked, and so would datagrams. */
static int is_guardable(sock6_fd fd)
{
	int64_t type = 0, only = 0;
	int status = sock6_get(fd, SOCK6_OPT_SOCKET_TYPE, &type);

	if (status < 0)
		return status;
	status = sock6_get(fd, SOCK6_OPT_IPV6_ONLY, &only);
	if (status < 0)
		return status;
	return type == SOCK_STREAM && only ? 0 : -EOPNOTSUPP;
}

int sock6_guard_hop_count(sock6_fd fd, int hops)
{
	int64_t before = 0;
	int status;

	if (hops < 0 || hops > 254)
		return -EINVAL;
	status = is_guardable(fd);
	if (status < 0)
		return status;
	status = sock6_get(fd, SOCK6_OPT_MINIMUM_HOP_COUNT, &before);
	if (status < 0)
		return status;
	status = sock6_set(fd, SOCK6_OPT_MINIMUM_HOP_COUNT, 255 - hops);
	if (status < 0)
		return status;
	status = sock6_set(fd, SOCK6_OPT_HOP_LIMIT, 255);
	if (status < 0)
		sock6_set(fd, SOCK6_OPT_MINIMUM_HOP_COUNT, before);
	return status;
}
