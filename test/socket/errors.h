/* SPDX-License-Identifier: MIT */
/* The error queue for the tests of this folder: an event loop that must become
 * quiet, and the record that it heard last. */
#ifndef ERRORS_H
#define ERRORS_H

#include "sockets.h"

/* An event loop that turned that often is one that spins. */
#define ROUNDS 100

struct heard {
	unsigned count;
	struct sock6_error error;     /* the last */
	struct sock6_message quoted;  /* the last */
	struct sock6_control control; /* the last */
	char data[200];
};

/* As the manual tells event loops to: poll, and on a fault take all there is.
 * 1 when the socket became quiet, 0 when it spins. */
static inline int become_quiet(sock6_fd fd, struct heard *heard)
{
	for (int i = 0; i < ROUNDS; i++) {
		int status = sock6_wait(fd, 0, 0);

		if (status == -ETIMEDOUT)
			return 1;
		if (!CHECK_EQ(SOCK6_FAULT, status))
			return 0;
		heard->quoted = incoming(heard->data, sizeof(heard->data),
					 &heard->control);
		while ((status = sock6_error_receive(fd, &heard->quoted,
						     &heard->error, 0)) == 0)
			heard->count++;
		if (!CHECK_EQ(-EAGAIN, status))
			return 0;
	}
	return 0;
}

static inline int hear(sock6_fd fd, struct heard *heard)
{
	memset(heard, 0xee, sizeof(*heard));
	heard->count = 0;
	return CHECK_EQ(SOCK6_FAULT,
			sock6_wait(fd, 0, sock6_now() + PATIENCE)) &&
	       CHECK(become_quiet(fd, heard));
}

/* A port where nobody listens. */
static inline struct sockaddr_in6 closed_port(const char *text)
{
	sock6_fd fd = udp_at(text, SOCK6_DUAL_STACK);
	struct sockaddr_in6 address = local_of(fd);

	sock6_close(fd);
	return address;
}

/* The next record of a socket, waited for; quiet is not asked for. */
static inline int next_record(sock6_fd fd, struct heard *heard)
{
	int status = sock6_wait(fd, 0, sock6_now() + PATIENCE);

	memset(heard, 0xee, sizeof(*heard));
	heard->quoted =
		incoming(heard->data, sizeof(heard->data), &heard->control);
	return CHECK_EQ(SOCK6_FAULT, status) &&
	       CHECK_EQ(0, sock6_error_receive(fd, &heard->quoted,
					       &heard->error, 0));
}

#endif
