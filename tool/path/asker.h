/* SPDX-License-Identifier: MIT */
/* What check and mping share: sockets that ask, requests, and answers. */
#ifndef ASKER_H
#define ASKER_H

#include <stdint.h>

#include <sock6.h>

#include "reflection.h"

struct asker_request {
	uint64_t stream, sequence;
	struct reflection_values there; /* to be sent with */
	struct reflection_values back;  /* wished for the answer */
	uint32_t ifindex;               /* to leave by; 0: as routed */
	const struct in6_addr *source;  /* NULL: the system's choice */
	size_t size;                    /* of the payload */
};

struct asker_answer {
	struct reflection_answer told;
	struct reflection_values came; /* as the answer arrived here */
	struct sockaddr_in6 peer;
	struct in6_addr to; /* the address here, or a group */
	int64_t round_trip; /* nanoseconds */
};

/* Asks for the values that an answer is judged by; returns as value_*() do. */
int asker_prepare(sock6_fd fd);

/*
 * Sends a request; a PEER of NULL is the connected one.  Returns 0 or a
 * negative errno value.
 */
int asker_send(sock6_fd fd, const struct sockaddr_in6 *peer,
	       const struct asker_request *request);

/*
 * Takes what has arrived.  Returns 1 with an answer, 0 with something else, or
 * a negative errno value: -EAGAIN where there is nothing more.
 */
int asker_receive(sock6_fd fd, struct asker_answer *answer);

/* Whether sending may succeed the next time. */
int asker_is_transient(int status);

#endif
