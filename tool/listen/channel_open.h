/* SPDX-License-Identifier: MIT */
/* A socket of a listener, before it has joined anything. */
#ifndef CHANNEL_OPEN_H
#define CHANNEL_OPEN_H

#include "channel.h"

/*
 * Opens a socket of a port and asks for every control value.  Returns
 * OPTIONS_GO_ON, or how the command ends, after a message.
 */
int channel_open(struct channel *channel, uint16_t port,
		 const struct channel_plan *plan);

#endif
