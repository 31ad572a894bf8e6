/* SPDX-License-Identifier: MIT */
/* Send and receive one datagram; answer it. */
#include "sock6/datagram.h"

#include <errno.h>

#include "address_kind.h"
#include "control.h"
#include "message.h"
#include "sock6/address.h"

static int set_control(struct sock6__packet *packet,
		       const struct sock6_message *message, void *room,
		       size_t size)
{
	int segment = sock6__message_segment(message);
	int written;

	if (segment < 0 || (!segment && !message->control))
		return segment;
	written = sock6__control_encode(room, size, message->control,
					sock6__message_families(message),
					(unsigned)segment);
	if (written < 0)
		return written;
	packet->control = room;
	packet->control_size = (uint16_t)written;
	return 0;
}

int sock6_send(sock6_fd fd, const struct sock6_message *message, unsigned flags)
{
	_Alignas(8) unsigned char control[SOCK6__CONTROL_SEND_ROOM];
	struct sock6__packet packet;
	int status;

	if (flags & ~SOCK6_DONT_WAIT)
		return -EINVAL;
	status = sock6__message_to_packet(&packet, message);
	if (status == 0)
		status =
			set_control(&packet, message, control, sizeof(control));
	if (status == 0)
		status = sock6__system_send(fd, &packet, flags);
	return status < 0 ? status : packet.result;
}

int sock6_receive(sock6_fd fd, struct sock6_message *message, unsigned flags)
{
	_Alignas(8) unsigned char control[SOCK6__CONTROL_RECEIVE_ROOM];
	struct sock6__packet packet;
	int status;

	if (flags & ~(SOCK6_DONT_WAIT | SOCK6_PEEK))
		return -EINVAL;
	status =
		sock6__message_room(&packet, message, control, sizeof(control));
	if (status < 0)
		return status;
	status = sock6__system_receive(fd, &packet, flags);
	if (status < 0)
		return status;
	sock6__message_from_packet(message, &packet);
	return message->result;
}

/* An empty datagram is one too, so the end is told by an offset that no
 * datagram begins at. */
int sock6_message_next(const struct sock6_message *message, size_t *offset,
		       struct sock6_buffer *datagram)
{
	size_t at = *offset, left, size;

	if (message->result < 0 || (message->flags & SOCK6_NOTICE))
		return 0;
	left = (size_t)message->result;
	if (at >= left && at > 0)
		return 0;
	left -= at;
	size = message->segment_size;
	if (size == 0 || size > left)
		size = left;
	datagram->data = (unsigned char *)message->data + at;
	datagram->size = size;
	*offset = at + (size ? size : 1);
	return 1;
}

int sock6_receive_drops(sock6_fd fd, uint32_t *drops)
{
	return drops ? sock6__system_drops(fd, drops) : -EINVAL;
}

int sock6_message_reply(struct sock6_message *reply,
			const struct sock6_message *received)
{
	const struct sock6_control *came = received ? received->control : NULL;
	const uint64_t needed = SOCK6_DESTINATION | SOCK6_INTERFACE;
	struct sock6_control answer = { 0 };
	int multicast;

	if (!reply || !received || !reply->control)
		return -EINVAL;
	if (!came || (came->fields & needed) != needed)
		return -ENODATA;
	multicast = sock6_address_is_multicast(&came->destination) ||
		    sock6__is_ipv4_group(&came->destination);
	if (!multicast) {
		answer.source = came->destination;
		answer.fields |= SOCK6_SOURCE;
	}
	/* Pinned elsewhere, it would break an answer whose route leads through
	 * another interface, as on a host that is reached at its loopback
	 * address. */
	if (multicast || sock6_address_needs_zone(&came->destination)) {
		answer.ifindex = came->ifindex;
		answer.fields |= SOCK6_INTERFACE;
	}
	reply->peer = received->peer;
	*reply->control = answer;
	return 0;
}
