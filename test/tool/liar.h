/* SPDX-License-Identifier: MIT */
/* A responder that says what it is told to, true or not. */
#ifndef TOOL_LIAR_H
#define TOOL_LIAR_H

#include <string.h>

#include "check.h"
#include "host.h"
#include "request.h"

struct liar {
	sock6_fd fd;
	struct lab_datagram request; /* the last one */
	uint8_t answer[REQUEST_SIZE];
};

static inline int liar_hear(struct liar *liar)
{
	memset(&liar->request, 0, sizeof(liar->request));
	return CHECK_EQ(REQUEST_SIZE, lab_receive(liar->fd, &liar->request));
}

static inline void liar_say(const struct liar *liar, size_t size)
{
	struct sock6_message out = { .data = (void *)liar->answer,
				     .size = size,
				     .peer = liar->request.peer };

	CHECK_EQ(size, sock6_send(liar->fd, &out, 0));
}

/* What an honest responder would answer. */
static inline void liar_prepare(struct liar *liar, uint64_t responder,
				const char *destination)
{
	struct in6_addr address = lab_in6(destination);

	make_answer(liar->answer, (const uint8_t *)liar->request.text,
		    responder, &address);
}

#endif
