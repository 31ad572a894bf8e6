/* SPDX-License-Identifier: MIT */
/* A responder on b that is asked from a, request by request. */
#ifndef TOOL_REQUEST_IO_H
#define TOOL_REQUEST_IO_H

#include "reflecting.h"
#include "request.h"

#define B      "2001:db8:1::b"
#define GROUP  "ff1e::114"
#define STREAM UINT64_C(0x0102030405060708)

static struct run run;
static uint8_t request[65536];

#define REFLECT(...) REFLECT_ON(&run, "b", "--json", __VA_ARGS__)

static inline int ask(sock6_fd fd, const struct sockaddr_in6 *peer, size_t size,
		      const struct sock6_control *control)
{
	struct sock6_control copy = { 0 };
	struct sock6_message out = {
		.data = request, .size = size, .peer = *peer, .control = &copy
	};

	if (control)
		copy = *control;
	return CHECK_EQ(size, sock6_send(fd, &out, 0));
}

static inline sock6_fd asker(void)
{
	sock6_fd fd = lab_udp("a", "::", 0);

	CHECK_EQ(0, sock6_control_request(
			    fd,
			    SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
				    SOCK6_FLOW_LABEL | SOCK6_DESTINATION,
			    NULL));
	return fd;
}

/* Waits for an answer: its bytes are in ANSWER->text. */
static inline int hear(sock6_fd fd, struct lab_datagram *answer)
{
	memset(answer, 0, sizeof(*answer));
	return lab_receive(fd, answer);
}

static inline uint64_t field(const struct lab_datagram *answer, unsigned at,
			     unsigned size)
{
	return get_number((const uint8_t *)answer->text + at, size);
}

/* Interrupts the responder; its summary, to be given back. */
static inline json_t *end_reflect(void)
{
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	return run_record(&run, "summary", 0);
}

#endif
