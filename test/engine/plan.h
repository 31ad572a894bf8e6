/* SPDX-License-Identifier: MIT */
/*
 * A batch of messages, and what the planner makes of it.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef PLAN_H
#define PLAN_H

#include "socket/sockets.h"

#include "run.h"

#define MESSAGES 3000
#define BYTES    (1 << 20)

static struct sock6_message messages[MESSAGES];
static struct sock6_io io;
static struct sock6__plan plan;
static struct sock6__batch batch;
static unsigned char bytes[BYTES];

/* So many messages of one size to one peer, which lie in a row. */
static inline void lay_out(unsigned count, size_t size)
{
	struct sockaddr_in6 peer = address_of("[2001:db8::1]:7");

	if (count > MESSAGES || count * size > BYTES)
		abort(); /* a slip in a test */
	memset(&io, 0, sizeof(io));
	for (unsigned i = 0; i < count; i++)
		messages[i] = outgoing(bytes + i * size, size, &peer, NULL);
	batch = (struct sock6__batch){ messages, count, &io };
}

static inline int plan_from(unsigned message, size_t offset)
{
	return sock6__plan(&plan, &batch,
			   (struct sock6__place){ message, offset });
}

/* The segment size that a packet tells the system; 0 where it tells none. */
static inline unsigned told_segment(const struct sock6__packet *packet)
{
	struct msghdr list;
	uint16_t segment = 0;

	memset(&list, 0, sizeof(list));
	list.msg_control = packet->control;
	list.msg_controllen = packet->control_size;
	for (struct cmsghdr *one = CMSG_FIRSTHDR(&list); one;
	     one = CMSG_NXTHDR(&list, one))
		if (one->cmsg_level == 17 && one->cmsg_type == 103)
			memcpy(&segment, CMSG_DATA(one), sizeof(segment));
	return segment;
}

static inline size_t packet_size(const struct sock6__packet *packet)
{
	size_t size = 0;

	for (unsigned i = 0; i < packet->buffer_count; i++)
		size += packet->buffers[i].size;
	return size;
}

/* Messages of each packet of the plan, as text: "64 64 2". */
static inline const char *planned_counts(void)
{
	static char text[4 * SOCK6__CHUNK + 1];
	size_t length = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < plan.packet_count; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%u", i ? " " : "",
					   plan.runs[i].count);
	return text;
}

/* What must hold for every plan: a run is told to the system and a single
 * datagram is not; packet and run agree; every byte is the caller's own. */
static inline void check_plan(void)
{
	for (unsigned i = 0; i < plan.packet_count; i++) {
		const struct sock6__packet *packet = &plan.packets[i];
		const struct sock6__run *run = &plan.runs[i];

		CHECK_EQ(run->segment, told_segment(packet));
		CHECK_EQ(run->size, packet_size(packet));
		CHECK(run->segment == 0 || run->size > run->segment);
		CHECK(sock6__run_datagrams(run) <= SOCK6__RUN_DATAGRAMS);
		CHECK(run->segment == 0 || run->size <= SOCK6__RUN_BYTES);
		for (unsigned j = 0; j < packet->buffer_count; j++) {
			const unsigned char *at = packet->buffers[j].data;

			CHECK(at >= bytes &&
			      at + packet->buffers[j].size <= bytes + BYTES);
		}
	}
}

#endif
