/* SPDX-License-Identifier: MIT */
/* A sender and a receiver on this host, for the checks of the self-test. */
#ifndef LINK_H
#define LINK_H

#include "selftest.h"

struct link {
	sock6_fd from, to;
	struct sockaddr_in6 address; /* that the receiver hears */
	uint64_t granted;            /* fields that come with a datagram */
	struct sock6_message in;     /* what was received last */
	struct sock6_control got;
	char room[65536];
};

/* Over ::1; every value is asked for that can be had. */
void link_open(struct selftest *t, struct link *link);

/* The same with a receiver of both families. */
void link_open_dual(struct selftest *t, struct link *link,
		    const struct in6_addr *address);

/* The receiver hears no group yet but the one of link_marker(). */
void link_open_group(struct selftest *t, struct link *link);

void link_close(struct link *link);

/* A group that never leaves this host, another one for each number. */
struct in6_addr link_group(unsigned number);
struct in6_addr link_source_group(unsigned number);
/* Aim the sender at a group of the port. */
void link_aim(struct selftest *t, struct link *link,
	      const struct in6_addr *group);

/* Send a text, with values or NULL; returns the status of the call. */
int link_send(struct link *link, const char *text,
	      const struct sock6_control *control);

/* Receive one datagram, which must come soon. */
void link_receive(struct selftest *t, struct link *link);

/* Send a text, which must arrive; then the same without that. */
void link_pass(struct selftest *t, struct link *link, const char *text,
	       const struct sock6_control *control);

/*
 * Send to the group, which must not be heard: what arrives next must be a
 * second datagram, to a group that is.  Nothing waits for what never comes.
 */
void link_not_heard(struct selftest *t, struct link *link);

/* Where a socket is bound. */
struct sockaddr_in6 local_address(struct selftest *t, sock6_fd fd);

/* Wait until readable, for a second at the most. */
void await(struct selftest *t, sock6_fd fd, const char *what);

#endif
