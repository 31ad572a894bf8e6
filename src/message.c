/* SPDX-License-Identifier: MIT */
/* Between a message and a packet. */
#include "message.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "address_kind.h"
#include "run.h"

#define BUFFERS_MAXIMUM 1024 /* UIO_MAXIOV of every system at hand */

_Static_assert(offsetof(struct sock6_message, data) ==
			       offsetof(struct sock6_buffer, data) &&
		       offsetof(struct sock6_message, size) ==
			       offsetof(struct sock6_buffer, size),
	       "a message begins with its buffer");
_Static_assert(offsetof(struct sock6_message, peer) == 4 * sizeof(void *) &&
		       offsetof(struct sock6_message, user) ==
			       4 * sizeof(void *) + 40 &&
		       sizeof(struct sock6_message) == 5 * sizeof(void *) + 40,
	       "the same layout on every ABI, but for the size of a pointer");

unsigned sock6__message_families(const struct sock6_message *message)
{
	if (message->peer.sin6_family == 0)
		return SOCK6_IPV6 | SOCK6_IPV4;
	return sock6__is_mapped(&message->peer.sin6_addr) ? SOCK6_IPV4
							  : SOCK6_IPV6;
}

size_t sock6__buffers_size(const struct sock6_message *message)
{
	size_t size = 0;

	for (uint32_t i = 0; i < message->buffer_count; i++)
		size += message->buffers[i].size;
	return size;
}

int sock6__message_segment(const struct sock6_message *message)
{
	size_t size = message->segment_size ? sock6__message_size(message) : 0;

	if (size <= message->segment_size)
		return 0;
	if (size > SOCK6__RUN_BYTES ||
	    size > (size_t)SOCK6__RUN_DATAGRAMS * message->segment_size)
		return -EMSGSIZE;
	return message->segment_size;
}

static int set_buffers(struct sock6__packet *packet,
		       const struct sock6_message *message)
{
	if (message->buffers) {
		if (message->buffer_count > BUFFERS_MAXIMUM)
			return -EMSGSIZE;
		packet->buffers = message->buffers;
		packet->buffer_count = (uint16_t)message->buffer_count;
		return 0;
	}
	if (message->size > INT_MAX)
		return -EMSGSIZE;
	packet->buffers = (const struct sock6_buffer *)(const void *)message;
	packet->buffer_count = 1;
	return 0;
}

int sock6__message_to_packet(struct sock6__packet *packet,
			     const struct sock6_message *message)
{
	int family = message->peer.sin6_family;

	if (family != 0 && family != AF_INET6)
		return -EAFNOSUPPORT;
	packet->peer = family ? (struct sockaddr_in6 *)(uintptr_t)&message->peer
			      : NULL;
	packet->control = NULL;
	packet->control_size = 0;
	packet->flags = 0;
	return set_buffers(packet, message);
}

int sock6__message_room(struct sock6__packet *packet,
			struct sock6_message *message, void *control,
			size_t control_size)
{
	packet->peer = &message->peer;
	packet->control = control;
	packet->control_size =
		(uint16_t)(control_size < UINT16_MAX ? control_size
						     : UINT16_MAX);
	packet->flags = 0;
	return set_buffers(packet, message);
}

void sock6__message_from_packet(struct sock6_message *message,
				const struct sock6__packet *packet)
{
	struct sock6_control unwanted;
	struct sock6_control *control =
		message->control ? message->control : &unwanted;

	message->result = packet->result;
	message->flags = packet->flags;
	message->segment_size = 0;
	if (!message->control && packet->control_size == 0)
		return;
	message->flags |= (uint16_t)sock6_control_decode(
		control, packet->control, packet->control_size);
	message->segment_size = control->segment_size;
	if (control->fields & SOCK6_PATH_MTU)
		message->flags |= SOCK6_NOTICE;
}
