/* SPDX-License-Identifier: MIT */
/* What the system files share of POSIX: calls as thin as they can be. */
#ifndef SOCK6_POSIX_IO_H
#define SOCK6_POSIX_IO_H

#include <string.h>

#include "../system.h"

int sock6__posix_set(sock6_fd fd, int level, int number, const void *value,
		     size_t size);
int sock6__posix_get(sock6_fd fd, int level, int number, void *value,
		     size_t *size);

/* For every datagram of a batch: worth no call. */
static inline void sock6__posix_header(struct msghdr *header,
				       const struct sock6__packet *packet)
{
	/* All of it: some C libraries pad the lengths, and the kernel reads
	 * the padding. */
	memset(header, 0, sizeof(*header));
	header->msg_name = packet->peer;
	header->msg_namelen = packet->peer ? sizeof(*packet->peer) : 0;
	header->msg_iov = (struct iovec *)(uintptr_t)packet->buffers;
	header->msg_iovlen = packet->buffer_count;
	header->msg_control = packet->control_size ? packet->control : NULL;
	header->msg_controllen = packet->control_size;
}

static inline void sock6__posix_received(struct sock6__packet *packet,
					 const struct msghdr *header,
					 int32_t length)
{
	size_t named = header->msg_namelen;

	/* A stream names no peer, an AF_INET socket a shorter one. */
	if (packet->peer && named < sizeof(*packet->peer))
		memset((char *)packet->peer + named, 0,
		       sizeof(*packet->peer) - named);
	packet->control_size = (uint16_t)header->msg_controllen;
	packet->result = length;
	packet->flags = 0;
	if (header->msg_flags & MSG_TRUNC)
		packet->flags |= SOCK6_TRUNCATED;
	if (header->msg_flags & MSG_CTRUNC)
		packet->flags |= SOCK6_CONTROL_TRUNCATED;
}

int sock6__posix_send_flags(unsigned flags);
int sock6__posix_receive_flags(unsigned flags);

short sock6__posix_poll_events(unsigned events);
int sock6__posix_ready_events(short events);

#endif
