/* SPDX-License-Identifier: MIT */
/* A socket of a listener: bound to what its targets share, and asked to tell
 * all that it can. */
#include "channel_open.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "report/message.h"
#include "report/remedy.h"
#include "words/options.h"
#include "words/switches.h"

/* What is shown of every datagram, where the system can tell it. */
#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_FRAGMENT_SIZE |  \
	 SOCK6_RECEIVED | SOCK6_DROPS)

/* What the targets of a port have in common. */
struct port_use {
	struct sockaddr_in6 local;
	unsigned flags; /* of sock6_udp_open() */
	int has_group;
};

/* An address that needs its zone cannot be bound without one. */
static int can_bind(const struct target *target)
{
	return target->ifindex || !sock6_address_needs_zone(&target->address);
}

static int is_elsewhere(const struct target *target,
			const struct sockaddr_in6 *local)
{
	return memcmp(&target->address, &local->sin6_addr,
		      sizeof(target->address)) != 0 ||
	       target->ifindex != local->sin6_scope_id || !can_bind(target);
}

/*
 * A single address is bound itself, so that unicast traffic to its port stays
 * with whom it belongs to; several share the unspecified address.  So does one
 * with a zone that may come back as another: a bound one stays the first.
 */
static void look_at_port(struct port_use *use, uint16_t port,
			 const struct channel_plan *plan)
{
	const struct target_table *table = &plan->table;
	int found = 0, several = 0;

	memset(use, 0, sizeof(*use));
	use->local.sin6_family = AF_INET6;
	for (uint32_t i = 0; i < table->count; i++) {
		const struct target *target = &table->targets[i];

		if (target->port != port)
			continue;
		if (!found) {
			use->local.sin6_addr = target->address;
			use->local.sin6_scope_id = target->ifindex;
		}
		found = 1;
		several |= is_elsewhere(target, &use->local) ||
			   (plan->rejoins &&
			    sock6_address_needs_zone(&target->address));
		use->has_group |= target_has_group(target);
		if (sock6_address_is_mapped(&target->address) ||
		    sock6_address_is_unspecified(&target->address))
			use->flags |= SOCK6_DUAL_STACK;
	}
	if (several)
		use->local.sin6_addr = in6addr_any;
	if (!sock6_address_needs_zone(&use->local.sin6_addr))
		use->local.sin6_scope_id = 0;
	use->local.sin6_port = htons(port);
}

static int open_socket(struct channel *channel, const struct channel_plan *plan)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct port_use use;
	int status;

	look_at_port(&use, channel->port, plan);
	status = use.has_group
			 ? sock6_multicast_open(&channel->fd, &use.local,
						use.flags)
			 : sock6_udp_open(&channel->fd, &use.local, use.flags);
	if (status >= 0)
		return OPTIONS_GO_ON;
	sock6_address_format(text, sizeof(text), &use.local, 0);
	return failure(status, remedy_to_open(status), "%s", text);
}

/* The system may count its own overhead in, which makes it more. */
static int set_buffer(const struct channel *channel,
		      const struct channel_plan *plan)
{
	int64_t granted = 0;
	int status = sock6_set(channel->fd, SOCK6_OPT_RECEIVE_BUFFER_FORCE,
			       plan->buffer);

	if (status < 0)
		status = sock6_set(channel->fd, SOCK6_OPT_RECEIVE_BUFFER,
				   plan->buffer);
	if (status >= 0)
		status = sock6_get(channel->fd, SOCK6_OPT_RECEIVE_BUFFER,
				   &granted);
	if (status < 0)
		return failure(status, NULL, "--buffer %" PRId64, plan->buffer);
	if (granted >= plan->buffer)
		return OPTIONS_GO_ON;
	message("--buffer %" PRId64 ": the system grants %" PRId64 " bytes; "
		"more needs a higher sysctl net.core.rmem_max, or "
		"CAP_NET_ADMIN",
		plan->buffer, granted);
	return END_PERMISSION;
}

/* Where the system cannot, what is not wanted is sorted out later. */
static int filter(const struct channel *channel,
		  const struct channel_plan *plan)
{
	int status = sock6_set(channel->fd, SOCK6_OPT_MULTICAST_ALL, 0);

	if (status >= 0 ||
	    (end_of_status(status) == END_UNSUPPORTED && !plan->is_strict))
		return OPTIONS_GO_ON;
	return failure(status,
		       plan->is_strict ? "without --strict it is done here"
				       : NULL,
		       "port %u: multicast-all", channel->port);
}

/* What cannot be had costs speed, and nothing else. */
static void coalesce(const struct channel *channel,
		     const struct channel_plan *plan)
{
	if (plan->is_coalesced && !switched_off(SWITCH_NO_RECEIVE_COALESCING))
		sock6_set(channel->fd, SOCK6_OPT_RECEIVE_COALESCING, 1);
}

/*
 * The filter comes before the request: a datagram without the values came
 * before both, and nobody has asked for it.
 */
int channel_open(struct channel *channel, uint16_t port,
		 const struct channel_plan *plan)
{
	int end, status;

	memset(channel, 0, sizeof(*channel));
	channel->port = port;
	channel->io.off = switched_off_ways();
	end = open_socket(channel, plan);
	if (end != OPTIONS_GO_ON)
		return end;
	end = filter(channel, plan);
	if (end == OPTIONS_GO_ON && plan->buffer)
		end = set_buffer(channel, plan);
	coalesce(channel, plan);
	status = sock6_control_request(channel->fd, WANTED, &channel->granted);
	if (end == OPTIONS_GO_ON && status < 0)
		end = failure(status, NULL, "port %u: control values", port);
	if (end != OPTIONS_GO_ON)
		sock6_close(channel->fd);
	return end;
}
