/* SPDX-License-Identifier: MIT */
/* The socket that sock6 icmp hears with. */
#ifndef ICMP_SOCKET_H
#define ICMP_SOCKET_H

#include <stdint.h>

#include <sock6.h>

#include "packet/icmp_name.h"

#define ICMP_GROUPS     64
#define ICMP_INTERFACES 256

struct icmp_plan {
	uint32_t ifindex; /* 0: every interface */
	struct icmp_set accepted;
	struct sockaddr_in6 groups[ICMP_GROUPS]; /* beside those of ND, MLD */
	unsigned group_count;
};

/*
 * Opens it with its filter, joins the groups, and asks for all that comes
 * beside a message.  Returns OPTIONS_GO_ON, or how the command ends.
 */
int icmp_open(sock6_fd *fd, const struct icmp_plan *plan);

/* Sends a router solicitation (RFC 4861, 6.3.7); returns as icmp_open(). */
int icmp_solicit(sock6_fd fd, uint32_t ifindex);

#endif
