/* SPDX-License-Identifier: MIT */
/* The sockets of a responder: one a port, for groups and unicast alike. */
#ifndef REFLECT_SOCKET_H
#define REFLECT_SOCKET_H

#include <stdint.h>

#include <sock6.h>

#include "words/target.h"

struct reflect_targets {
	const struct target_word *list;
	unsigned count;
};

/*
 * Opens the socket of a port, joins its groups, on every interface where none
 * is named, and asks for what is to be told.  Returns OPTIONS_GO_ON, or how the
 * command ends, after a message.
 */
int reflect_socket_open(sock6_fd *fd, uint16_t port,
			const struct reflect_targets *targets,
			uint64_t *granted);

/* Whether a datagram that came to a port was meant: groups by name, and
 * unicast unless other addresses are named. */
int reflect_socket_wants(uint16_t port, const struct reflect_targets *targets,
			 const struct sock6_control *control);

#endif
