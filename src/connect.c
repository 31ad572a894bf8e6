/* SPDX-License-Identifier: MIT */
/* One peer, and the values that go with every datagram to it. */
#include "sock6/open.h"

#include <errno.h>

#include "address_kind.h"
#include "settings.h"
#include "sock6/address.h"
#include "sock6/option.h"
#include "system.h"

/* The most options that one peer can need: one a field. */
#define SETTINGS 5

struct settings {
	struct sock6__setting each[SETTINGS];
	unsigned count;
};

static void add(struct settings *settings, const struct sock6_control *control,
		uint64_t field, int option, int64_t value)
{
	if (control->fields & field)
		settings->each[settings->count++] =
			(struct sock6__setting){ option, value, 0 };
}

/* The option that holds a value for datagrams to this kind of peer. */
static void choose(struct settings *settings, const struct in6_addr *peer,
		   const struct sock6_control *control)
{
	int multicast = sock6_address_is_multicast(peer);
	int mapped = sock6_address_is_mapped(peer);

	add(settings, control, SOCK6_TRAFFIC_CLASS,
	    mapped ? SOCK6_OPT_IPV4_TYPE_OF_SERVICE : SOCK6_OPT_TRAFFIC_CLASS,
	    control->traffic_class);
	add(settings, control, SOCK6_HOP_LIMIT,
	    mapped      ? SOCK6_OPT_IPV4_TIME_TO_LIVE
	    : multicast ? SOCK6_OPT_MULTICAST_HOP_LIMIT
			: SOCK6_OPT_HOP_LIMIT,
	    control->hop_limit);
	add(settings, control, SOCK6_INTERFACE,
	    multicast ? SOCK6_OPT_MULTICAST_INTERFACE
		      : SOCK6_OPT_BIND_INTERFACE,
	    control->ifindex);
	add(settings, control, SOCK6_MARK, SOCK6_OPT_MARK, control->mark);
	add(settings, control, SOCK6_FLOW_LABEL, SOCK6_OPT_FLOW_INFO_SEND, 1);
}

static int check(const struct sockaddr_in6 *peer,
		 const struct sock6_control *control)
{
	const uint64_t known = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			       SOCK6_INTERFACE | SOCK6_MARK | SOCK6_FLOW_LABEL;

	if (!peer)
		return -EINVAL;
	if (peer->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	if (control->fields & ~known)
		return -EINVAL;
	if ((control->fields & SOCK6_FLOW_LABEL) &&
	    (control->flow_label > SOCK6_FLOW_LABEL_MAXIMUM ||
	     sock6_address_is_mapped(&peer->sin6_addr)))
		return -EINVAL;
	/* Groups of IPv4 have options of their own, which are none here. */
	if ((control->fields & (SOCK6_HOP_LIMIT | SOCK6_INTERFACE)) &&
	    sock6__is_ipv4_group(&peer->sin6_addr))
		return -EINVAL;
	return 0;
}

int sock6_connect(sock6_fd fd, const struct sockaddr_in6 *peer,
		  const struct sock6_control *control)
{
	static const struct sock6_control nothing = { 0 };
	struct settings settings = { .count = 0 };
	struct sockaddr_in6 to;
	int status;

	if (!control)
		control = &nothing;
	status = check(peer, control);
	if (status < 0)
		return status;
	choose(&settings, &peer->sin6_addr, control);
	status = sock6__settings_apply(fd, settings.each, settings.count);
	if (status < 0)
		return status;
	to = *peer;
	if (control->fields & SOCK6_FLOW_LABEL)
		to.sin6_flowinfo = htonl(control->flow_label);
	status = sock6__system_connect(fd, &to);
	if (status < 0)
		sock6__settings_restore(fd, settings.each, settings.count);
	return status;
}
