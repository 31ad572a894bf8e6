/* SPDX-License-Identifier: MIT */
/* The error queue: one record a call, and the pending error when there is none
 * left, so that a socket that has been read is quiet. */
#include "sock6/error.h"

#include <errno.h>
#include <string.h>

#include "message.h"
#include "settings.h"
#include "sock6/option.h"
#include "system.h"

/* Every value that can be asked for, the record, and the statistics that TCP
 * puts before it. */
#define CONTROL_ROOM 1024

_Static_assert(offsetof(struct sock6_error, transmitted) == 40 &&
		       offsetof(struct sock6_error, offender) == 64 &&
		       offsetof(struct sock6_error, reserved) == 96 &&
		       sizeof(struct sock6_error) == 160,
	       "the same layout on every ABI");

int sock6_error_request(sock6_fd fd, int on)
{
	struct sock6__setting settings[] = {
		{ SOCK6_OPT_RECEIVE_ERROR, on, 0 },
		{ SOCK6_OPT_IPV4_RECEIVE_ERROR, on, 0 },
	};
	int families;

	if (on != 0 && on != 1)
		return -EINVAL;
	families = sock6__families(fd);
	if (families < 0)
		return families;
	return sock6__settings_apply(fd, settings,
				     (unsigned)families & SOCK6_IPV4 ? 2 : 1);
}

/* What the system stamps on the error queue is a time of sending. */
static void move_times(struct sock6_error *error,
		       const struct sock6_control *beside)
{
	if (error->origin != SOCK6_ORIGIN_TRANSMIT)
		return;
	if (beside->fields & SOCK6_RECEIVED) {
		error->transmitted = beside->received;
		error->fields |= SOCK6_ERROR_TRANSMITTED;
	}
	if (beside->fields & SOCK6_RECEIVED_HARDWARE) {
		error->transmitted_hardware = beside->received_hardware;
		error->fields |= SOCK6_ERROR_TRANSMITTED_HARDWARE;
	}
}

static void forget_times(const struct sock6_error *error,
			 struct sock6_control *beside)
{
	if (!beside || error->origin != SOCK6_ORIGIN_TRANSMIT)
		return;
	beside->fields &= ~(SOCK6_RECEIVED | SOCK6_RECEIVED_HARDWARE);
	beside->received = 0;
	beside->received_hardware = 0;
}

/* 0 with the record, or the negative errno value of sock6_error_decode(). */
static int find_record(struct sock6_error *error, const unsigned char *at,
		       size_t size)
{
	struct cmsghdr header;
	size_t length, space;
	int found;

	while (size >= CMSG_LEN(0)) {
		memcpy(&header, at, sizeof(header));
		length = header.cmsg_len;
		if (length < CMSG_LEN(0) || length > size)
			return -EBADMSG;
		found = sock6__system_error_record(
			error, header.cmsg_level, header.cmsg_type,
			at + CMSG_LEN(0), length - CMSG_LEN(0));
		if (found)
			return found < 0 ? found : 0;
		space = CMSG_SPACE(length - CMSG_LEN(0));
		if (space >= size)
			return -ENODATA;
		at += space;
		size -= space;
	}
	return size ? -EBADMSG : -ENODATA;
}

int sock6_error_decode(struct sock6_error *error, const void *control,
		       size_t size, size_t quoted_size)
{
	struct sock6_control beside;
	int status;

	memset(error, 0, sizeof(*error));
	status = find_record(error, control, size);
	if (status < 0)
		return status;
	sock6_control_decode(&beside, control, size);
	move_times(error, &beside);
	/* The offset fits 16 bits, so what is left of a larger size does not
	 * matter. */
	if (quoted_size > UINT32_MAX)
		quoted_size = UINT32_MAX;
	if ((error->fields & SOCK6_ERROR_EXTENSION) &&
	    quoted_size > error->extension_offset)
		error->extension_size =
			(uint32_t)quoted_size - error->extension_offset;
	return 0;
}

/* An error that has no record: of a socket that did not ask for records, or
 * whose queue was full.  To ask is to take it. */
static int take_pending(sock6_fd fd, struct sock6_message *quoted,
			struct sock6_error *error)
{
	int64_t pending;
	int status = sock6_get(fd, SOCK6_OPT_PENDING_ERROR, &pending);

	if (status < 0)
		return status;
	if (pending == 0)
		return -EAGAIN;
	memset(error, 0, sizeof(*error));
	error->origin = SOCK6_ORIGIN_PENDING;
	error->status = -(int32_t)pending;
	memset(&quoted->peer, 0, sizeof(quoted->peer));
	if (quoted->control)
		memset(quoted->control, 0, sizeof(*quoted->control));
	quoted->result = 0;
	quoted->segment_size = 0;
	quoted->flags = 0;
	return 0;
}

int sock6_error_receive(sock6_fd fd, struct sock6_message *quoted,
			struct sock6_error *error, unsigned flags)
{
	_Alignas(8) unsigned char control[CONTROL_ROOM];
	struct sock6__packet packet;
	int status;

	if (flags & ~SOCK6_KEEP_PENDING)
		return -EINVAL;
	status = sock6__message_room(&packet, quoted, control, sizeof(control));
	if (status < 0)
		return status;
	status = sock6__system_error_receive(fd, &packet);
	if (status == -EAGAIN && !(flags & SOCK6_KEEP_PENDING))
		return take_pending(fd, quoted, error);
	if (status < 0)
		return status;
	sock6__message_from_packet(quoted, &packet);
	/* A record that was cut off is one of unknown origin. */
	sock6_error_decode(error, packet.control, packet.control_size,
			   (size_t)packet.result);
	forget_times(error, quoted->control);
	return 0;
}
