/* SPDX-License-Identifier: MIT */
/* Between a message and a packet: what one send or receive and many share. */
#ifndef SOCK6_MESSAGE_H
#define SOCK6_MESSAGE_H

#include "sock6/datagram.h"
#include "system.h"

/* Of the datagram that a message will be; both where its peer is not known. */
unsigned sock6__message_families(const struct sock6_message *message);

/* Bytes of payload. */
size_t sock6__buffers_size(const struct sock6_message *message);

static inline size_t sock6__message_size(const struct sock6_message *message)
{
	return message->buffers ? sock6__buffers_size(message) : message->size;
}

/* The segment size to send a message with: 0 where a single datagram would
 * leave, as some routes refuse a run of one; or -EMSGSIZE. */
int sock6__message_segment(const struct sock6_message *message);

/* What to send, still without control messages. */
int sock6__message_to_packet(struct sock6__packet *packet,
			     const struct sock6_message *message);

/* Where to receive. */
int sock6__message_room(struct sock6__packet *packet,
			struct sock6_message *message, void *control,
			size_t control_size);

/* What came. */
void sock6__message_from_packet(struct sock6_message *message,
				const struct sock6__packet *packet);

#endif
