/* SPDX-License-Identifier: MIT */
/* What the tries of a probe share: two sockets, what came, and a deadline.
 * A try returns 0 or more when it saw the effect, or a negative errno value:
 * -ENODATA when what it asked for was taken, and had none. */
#ifndef SOCK6_PROBE_INTERNAL_H
#define SOCK6_PROBE_INTERNAL_H

#include <limits.h>

#include "sock6/datagram.h"
#include "system.h"

#define SOCK6__PROBE_ROOM 1024

struct sock6__probe {
	int64_t deadline;  /* of everything */
	uint32_t loopback; /* index of its interface; 0: there is none */
	int no_datagram;   /* why none passes over ::1; 0: one does */
	sock6_fd from, to;
	struct sockaddr_in6 address; /* of to */
	struct sock6_control got;
	struct sock6_message in;
	unsigned char room[SOCK6__PROBE_ROOM];
};

/* Two UDP sockets that are on ::1, or on 127.0.0.1 as IPv4-mapped. */
int sock6__probe_open(struct sock6__probe *probe, int mapped);
void sock6__probe_close(struct sock6__probe *probe);

/* A bound address, with its port. */
int sock6__probe_bind(struct sock6__probe *probe, sock6_fd fd);

/* Waits until there is something to read, or a fault, but not for long. */
int sock6__probe_await(const struct sock6__probe *probe, sock6_fd fd,
		       unsigned events);

/* Lets a millisecond pass. */
void sock6__probe_pause(const struct sock6__probe *probe);

/* The length of what came, with its values in got. */
int sock6__probe_receive(struct sock6__probe *probe);

/* One byte to the address, and back what came of it: 1, or why not. */
int sock6__probe_pass(struct sock6__probe *probe, char byte,
		      struct sock6_control *control);

/* What of the features is tried elsewhere. */
#define SOCK6__PROBE_OTHER INT_MAX

/* What a socket shows by itself, and what passes over ::1 or 127.0.0.1. */
int sock6__probe_traffic(struct sock6__probe *probe, enum sock6__feature which);
int sock6__probe_socket(struct sock6__probe *probe, enum sock6__feature which);
int sock6__probe_option(struct sock6__probe *probe, int option);

#endif
