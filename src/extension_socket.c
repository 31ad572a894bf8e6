/* SPDX-License-Identifier: MIT */
/* Extension headers of a socket: of all that it sends, of one datagram, and
 * those that came beside one. */
#include "sock6/extension_socket.h"

#include <errno.h>
#include <string.h>

#include "control.h"
#include "message.h"
#include "system.h"

#define UNIT         8
#define ROUTING_TYPE 2 /* the place of a routing header's type */
#define SEND_ROOM                       \
	(SOCK6__CONTROL_SEND_ROOM +     \
	 SOCK6_EXTENSION_SEND_MAXIMUM * \
		 CMSG_SPACE(SOCK6_EXTENSION_SIZE_MAXIMUM))

_Static_assert(SOCK6__CONTROL_RECEIVE_ROOM +
			       4 * CMSG_SPACE(SOCK6_EXTENSION_SIZE_MAXIMUM) <=
		       SOCK6_EXTENSION_CONTROL_SIZE,
	       "every value that can be asked for, and four of the longest");

/* In the order of enum sock6__extension. */
static const uint16_t types[SOCK6__EXTENSION_END] = {
	SOCK6_EXTENSION_HOP_BY_HOP,
	SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING,
	SOCK6_EXTENSION_ROUTING,
	SOCK6_EXTENSION_DESTINATION,
};

/* What the system calls a header that a socket can have. */
static int find_name(const struct sock6__control_name **name, int type)
{
	for (unsigned i = 0; i < SOCK6__EXTENSION_END; i++) {
		if (types[i] != type)
			continue;
		*name = &sock6__extension_names[i];
		return (*name)->type ? 0 : -EOPNOTSUPP;
	}
	return -EINVAL;
}

/* Bytes of a header by its own word; what is shorter than that is none. */
static size_t own_size(const unsigned char *header, size_t size)
{
	size_t own = size < UNIT ? 0 : (header[1] + (size_t)1) * UNIT;

	return own <= size ? own : 0;
}

/* Routing headers of type 0 are forbidden (RFC 5095, 3). */
static int check_header(int type, const unsigned char *header, size_t size)
{
	if (size == 0 || own_size(header, size) != size ||
	    (type == SOCK6_EXTENSION_ROUTING && header[ROUTING_TYPE] == 0))
		return -EINVAL;
	return 0;
}

int sock6_extension_set(sock6_fd fd, int type, const void *header, size_t size)
{
	const struct sock6__control_name *name = NULL;
	int status = find_name(&name, type);

	if (status == -EINVAL || (!header && size > 0) ||
	    (size > 0 && check_header(type, header, size) < 0))
		return -EINVAL;
	if (status < 0)
		return status;
	return sock6__system_extension_set(fd, name, header, size);
}

int sock6_extension_get(sock6_fd fd, int type, void *header, size_t size)
{
	_Alignas(8) unsigned char room[SOCK6_EXTENSION_SIZE_MAXIMUM];
	const struct sock6__control_name *name = NULL;
	size_t found = sizeof(room);
	int status = find_name(&name, type);

	if (status == -EINVAL || !header)
		return -EINVAL;
	if (status == 0)
		status = sock6__system_extension_get(fd, name, room, &found);
	if (status < 0)
		return status;
	if (found > size)
		return -ENOSPC;
	memcpy(header, room, found);
	return (int)found;
}

/* The buffer has any alignment; padding is written too. */
static void put_message(unsigned char *at,
			const struct sock6__control_name *name,
			const void *header, size_t size)
{
	struct cmsghdr message;

	memset(&message, 0, sizeof(message));
	message.cmsg_len = (socklen_t)CMSG_LEN(size);
	message.cmsg_level = name->level;
	message.cmsg_type = name->type;
	memset(at, 0, CMSG_SPACE(size));
	memcpy(at, &message, sizeof(message));
	memcpy(at + CMSG_LEN(0), header, size);
}

int sock6_extension_control_append(void *buffer, size_t size, size_t used,
				   const struct sock6_extension *extension)
{
	const struct sock6__control_name *name = NULL;
	int status = find_name(&name, extension->type);

	if (status == -EINVAL ||
	    check_header(extension->type, extension->data, extension->size) < 0)
		return -EINVAL;
	if (status < 0)
		return status;
	if (used > size || CMSG_SPACE(extension->size) > size - used)
		return -ENOSPC;
	put_message((unsigned char *)buffer + used, name, extension->data,
		    extension->size);
	return (int)(used + CMSG_SPACE(extension->size));
}

/* The place of a control message in the order of types, or the end of it. */
static unsigned find_type(const struct cmsghdr *message)
{
	unsigned i = 0;

	while (i < SOCK6__EXTENSION_END &&
	       (!sock6__extension_names[i].type ||
		sock6__extension_names[i].type != message->cmsg_type ||
		sock6__extension_names[i].level != message->cmsg_level))
		i++;
	return i;
}

static int read_header(struct sock6_extension *extension, unsigned type,
		       const unsigned char *header, size_t size)
{
	size_t own = own_size(header, size);

	if (own == 0)
		return -EBADMSG;
	memset(extension, 0, sizeof(*extension));
	extension->type = types[type];
	extension->next_header = header[0];
	extension->data = header;
	extension->size = own;
	return 1;
}

/* The length of the message at a place, or 0 where the bytes end within it. */
static size_t message_length(struct cmsghdr *message, const unsigned char *at,
			     size_t left)
{
	if (left < CMSG_LEN(0))
		return 0;
	memcpy(message, at, sizeof(*message));
	if (message->cmsg_len < CMSG_LEN(0) || message->cmsg_len > left)
		return 0;
	return message->cmsg_len;
}

int sock6_extension_control_next(const void *buffer, size_t size,
				 size_t *offset,
				 struct sock6_extension *extension)
{
	const unsigned char *at = buffer;
	struct cmsghdr message;
	size_t place = *offset, length, payload;
	unsigned type;
	int found;

	while (place < size) {
		length = message_length(&message, at + place, size - place);
		if (length == 0)
			return -EBADMSG;
		payload = length - CMSG_LEN(0);
		type = find_type(&message);
		length = CMSG_SPACE(payload);
		if (length > size - place) /* the last one needs no padding */
			length = size - place;
		if (type < SOCK6__EXTENSION_END) {
			found = read_header(extension, type,
					    at + place + CMSG_LEN(0), payload);
			if (found > 0)
				*offset = place + length;
			return found;
		}
		place += length;
	}
	return 0;
}

/* All that goes beside the datagram, or a negative errno value. */
static int encode(unsigned char *room, size_t size,
		  const struct sock6_message *message,
		  const struct sock6_extension *extensions, unsigned count)
{
	unsigned families = sock6__message_families(message);
	int segment = sock6__message_segment(message);
	int used;

	if (segment < 0)
		return segment;
	if (count > SOCK6_EXTENSION_SEND_MAXIMUM ||
	    (count > 0 && families == SOCK6_IPV4))
		return -EINVAL;
	used = sock6__control_encode(room, size, message->control, families,
				     (unsigned)segment);
	for (unsigned i = 0; used >= 0 && i < count; i++)
		used = sock6_extension_control_append(room, size, (size_t)used,
						      &extensions[i]);
	return used;
}

int sock6_extension_send(sock6_fd fd, const struct sock6_message *message,
			 const struct sock6_extension *extensions,
			 unsigned count, unsigned flags)
{
	_Alignas(8) unsigned char room[SEND_ROOM];
	struct sock6__packet packet;
	int status;

	if (flags & ~SOCK6_DONT_WAIT)
		return -EINVAL;
	status = sock6__message_to_packet(&packet, message);
	if (status < 0)
		return status;
	status = encode(room, sizeof(room), message, extensions, count);
	if (status < 0)
		return status;
	packet.control = room;
	packet.control_size = (uint16_t)status;
	status = sock6__system_send(fd, &packet, flags);
	return status < 0 ? status : packet.result;
}

int sock6_extension_receive(sock6_fd fd, struct sock6_message *message,
			    void *buffer, size_t *size, unsigned flags)
{
	struct sock6__packet packet;
	int status;

	if (flags & ~(SOCK6_DONT_WAIT | SOCK6_PEEK))
		return -EINVAL;
	status = sock6__message_room(&packet, message, buffer, *size);
	if (status == 0)
		status = sock6__system_receive(fd, &packet, flags);
	if (status < 0)
		return status;
	sock6__message_from_packet(message, &packet);
	*size = packet.control_size;
	return message->result;
}
