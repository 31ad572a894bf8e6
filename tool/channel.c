/* SPDX-License-Identifier: MIT */
/* A socket that hears all targets of one port. */
#include "channel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "options.h"

/* What is shown of every datagram, where the system can tell it. */
#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_FRAGMENT_SIZE |  \
	 SOCK6_RECEIVED | SOCK6_DROPS)

static const struct target *next(const struct channel_plan *plan, uint16_t port,
				 unsigned *i)
{
	while (*i < plan->target_count) {
		const struct target *target = &plan->targets[(*i)++];

		if (target->port == port)
			return target;
	}
	return NULL;
}

/* An address that needs its zone cannot be bound without one. */
static int can_bind(const struct target *target)
{
	return target->ifindex || !sock6_address_needs_zone(&target->address);
}

/*
 * A single target is bound itself, so that unicast traffic to its port stays
 * with whom it belongs to; several share the unspecified address.
 */
static unsigned choose_address(struct sockaddr_in6 *local, uint16_t port,
			       const struct channel_plan *plan)
{
	unsigned i = 0, dual = 0;
	const struct target *first = next(plan, port, &i), *target = first;
	int single = !next(plan, port, &i);

	memset(local, 0, sizeof(*local));
	local->sin6_family = AF_INET6;
	local->sin6_port = htons(port);
	if (single && can_bind(first)) {
		local->sin6_addr = first->address;
		if (sock6_address_needs_zone(&first->address))
			local->sin6_scope_id = first->ifindex;
	}
	for (i = 0; (target = next(plan, port, &i));)
		dual |= (unsigned)(sock6_address_is_mapped(&target->address) ||
				   sock6_address_is_unspecified(
					   &target->address));
	return dual ? SOCK6_DUAL_STACK : 0;
}

static int has_group(const struct channel_plan *plan, uint16_t port)
{
	const struct target *target;

	for (unsigned i = 0; (target = next(plan, port, &i));)
		if (target_is_group(target))
			return 1;
	return 0;
}

static int open_socket(struct channel *channel, const struct channel_plan *plan)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	const char *remedy = NULL;
	struct sockaddr_in6 local;
	unsigned flags = choose_address(&local, channel->port, plan);
	int status;

	status = has_group(plan, channel->port)
			 ? sock6_multicast_open(&channel->fd, &local, flags)
			 : sock6_udp_open(&channel->fd, &local, flags);
	if (status >= 0)
		return OPTIONS_GO_ON;
	if (status == -EACCES)
		remedy = "ports below 1024 need CAP_NET_BIND_SERVICE, or a "
			 "lower sysctl net.ipv4.ip_unprivileged_port_start";
	else if (status == -EADDRINUSE)
		remedy = "another program has the port; give another one";
	else if (status == -EINVAL)
		remedy = "a link-local address needs its interface: add "
			 "%INTERFACE, or --if";
	sock6_address_format(text, sizeof(text), &local, 0);
	return failure(status, remedy, "%s", text);
}

static int exclude(struct channel *channel, const struct target *target,
		   const struct channel_plan *plan)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 source = { .sin6_family = AF_INET6 };
	int status;

	for (unsigned i = 0; i < plan->excluded_count; i++) {
		source.sin6_addr = plan->excluded[i];
		status =
			sock6_source_block(channel->fd, target->ifindex,
					   &target->address, &source.sin6_addr);
		if (status >= 0)
			continue;
		sock6_address_format(text, sizeof(text), &source, 0);
		return failure(status, NULL, "%s: --exclude %s", target->text,
			       text);
	}
	return OPTIONS_GO_ON;
}

static const char *join_remedy(int status)
{
	switch (status) {
	case -ENODEV: return "name an interface: GROUP%INTERFACE, or --if";
	case -EADDRINUSE:
	case -EADDRNOTAVAIL: return "it was given twice; give it once";
	case -EINVAL:
		return "a group is heard from all sources or from some: give "
		       "it with SOURCE@ every time, or without";
	case -ENOBUFS:
		return "the limits are sysctl net.ipv6.mld_max_msf and "
		       "net.core.optmem_max";
	default: return NULL;
	}
}

static int join(struct channel *channel, const struct target *target,
		const struct channel_plan *plan)
{
	int status;

	if (target->has_source)
		status = sock6_source_join(channel->fd, target->ifindex,
					   &target->address, &target->source);
	else
		status = sock6_group_join(channel->fd, target->ifindex,
					  &target->address);
	if (status < 0)
		return failure(status, join_remedy(status), "%s", target->text);
	return target->has_source ? OPTIONS_GO_ON
				  : exclude(channel, target, plan);
}

/* Values that the system cannot tell are left out; switches come first. */
static int ask(struct channel *channel)
{
	int status;

	status = sock6_control_request(channel->fd, WANTED, &channel->granted);
	if (status < 0)
		return failure(status, NULL, "port %u: control values",
			       channel->port);
	/* Where there is no such switch, channel_wants() sorts out the rest. */
	status = sock6_set(channel->fd, SOCK6_OPT_MULTICAST_ALL, 0);
	if (status < 0 && end_of_status(status) != END_UNSUPPORTED)
		return failure(status, NULL, "port %u: multicast-all",
			       channel->port);
	return OPTIONS_GO_ON;
}

int channel_open(struct channel *channel, uint16_t port,
		 const struct channel_plan *plan)
{
	const struct target *target;
	int end;

	memset(channel, 0, sizeof(*channel));
	channel->port = port;
	end = open_socket(channel, plan);
	if (end != OPTIONS_GO_ON)
		return end;
	end = ask(channel);
	for (unsigned i = 0;
	     end == OPTIONS_GO_ON && (target = next(plan, port, &i));)
		if (target_is_group(target))
			end = join(channel, target, plan);
	return end;
}

int channel_wants(const struct channel *channel,
		  const struct channel_plan *plan,
		  const struct sock6_control *control)
{
	const struct target *target;

	/* It came between bind(2) and the switches: nobody asked for it yet. */
	if (channel->granted & ~control->fields & SOCK6_DESTINATION)
		return 0;
	for (unsigned i = 0; (target = next(plan, channel->port, &i));)
		if (target_matches(target, control))
			return 1;
	return 0;
}
