/* SPDX-License-Identifier: MIT */
/* A socket that hears all targets of one port. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdint.h>

#include <sock6.h>

#include "target.h"

struct channel {
	sock6_fd fd;
	uint16_t port;
	uint32_t drops; /* datagrams lost for want of room, so far */
	uint64_t granted;
};

/* What every channel of a listener shares. */
struct channel_plan {
	const struct target *targets;
	unsigned target_count;
	const struct in6_addr *excluded; /* sources not to be heard */
	unsigned excluded_count;
};

/*
 * Opens the socket of a port, joins the groups, and asks for every control
 * value.  Returns OPTIONS_GO_ON, or how the command ends, after a message.
 */
int channel_open(struct channel *channel, uint16_t port,
		 const struct channel_plan *plan);

/* Whether a datagram of this channel was meant. */
int channel_wants(const struct channel *channel,
		  const struct channel_plan *plan,
		  const struct sock6_control *control);

#endif
