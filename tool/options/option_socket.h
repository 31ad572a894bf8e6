/* SPDX-License-Identifier: MIT */
/* The new socket that options are tried on. */
#ifndef OPTION_SOCKET_H
#define OPTION_SOCKET_H

#include <stdint.h>

#include <sock6.h>

#include "words/options.h"

struct option_socket {
	const char *type;           /* "udp", "tcp", "raw", "icmp" */
	int64_t protocol;           /* of a raw one; -1: not given */
	int is_bound, is_connected; /* whether it is to be */
	struct sockaddr_in6 local, peer;
	int64_t patience; /* how long connecting may take */
};

/* A UDP socket, neither bound nor connected. */
void option_socket_reset(struct option_socket *plan);

/* --type, --protocol, --bind and --connect; return as value_*() do. */
int option_socket_type(struct option_socket *plan, const struct word *word);
int option_socket_protocol(struct option_socket *plan, const struct word *word);
int option_socket_bind(struct option_socket *plan, const struct word *word);
int option_socket_connect(struct option_socket *plan, const struct word *word);

/* What contradicts itself is a mistake. */
int option_socket_check(const struct option_socket *plan);

/*
 * Opens, binds and connects.  Returns OPTIONS_GO_ON, or how the command ends,
 * after a message.
 */
int option_socket_open(const struct option_socket *plan, sock6_fd *fd);

/* The same without binding and connecting. */
int option_socket_fresh(const struct option_socket *plan, sock6_fd *fd);

/* "udp", "raw, protocol 253". */
void option_socket_name(const struct option_socket *plan, char *text,
			size_t size);

#endif
