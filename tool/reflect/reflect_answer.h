/* SPDX-License-Identifier: MIT */
/*
 * Which requests are answered, and how: never more bytes than came, never an
 * answer to an answer, and never to an address or a port at which no asker can
 * be, so that nobody can use a responder against others.
 */
#ifndef REFLECT_ANSWER_H
#define REFLECT_ANSWER_H

#include <stdint.h>

#include <sock6.h>

#include "path/reflection.h"

struct reflect_policy {
	struct reflection_values
		fixed; /* for every answer, whatever is asked */
	int low_ports; /* also answer ports below 1024 */
	int to_group;  /* answer to the group where that is asked for */
	uint32_t rate; /* answers a second at the most; 0: no limit */
	int64_t due;   /* when the next answer is within the rate */
	uint64_t responder;
	uint64_t granted; /* fields that come with each request */
};

enum reflect_verdict {
	REFLECT_ANSWER,
	REFLECT_FOREIGN, /* no request */
	REFLECT_REFUSED, /* a request from where no asker can be */
	REFLECT_LIMITED  /* too many */
};

/* Judges what was received at a time of sock6_now(); decodes a request. */
enum reflect_verdict reflect_judge(struct reflect_policy *policy,
				   const struct sock6_message *message,
				   int64_t now,
				   struct reflection_request *request);

/*
 * Answers a request with the room of its message.  Fills in the answer as it
 * was sent; returns the length, or a negative errno value.
 */
int reflect_answer(sock6_fd fd, const struct reflect_policy *policy,
		   struct sock6_message *message,
		   const struct reflection_request *request,
		   struct reflection_answer *answer);

#endif
