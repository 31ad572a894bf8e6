/* SPDX-License-Identifier: MIT */
/* Receive many datagrams. */
#include "sock6/batch.h"

#include <errno.h>

#include "control.h"
#include "message.h"

struct receive_chunk {
	struct sock6__packet packets[SOCK6__CHUNK];
	_Alignas(8) unsigned char control[SOCK6__CHUNK *
					  SOCK6__CONTROL_RECEIVE_ROOM];
};

/* To have it told was to take it from the system, and the datagrams before it
 * have to be told first. */
static void keep_for_next_call(struct sock6_io *io, int error)
{
	if (io && error != -EAGAIN && error != -EINTR)
		io->pending = error;
}

/* The first one may wait; the others are taken only if they are there. */
static int receive_each(sock6_fd fd, struct sock6_io *io,
			struct sock6__packet *packets, unsigned count,
			unsigned flags)
{
	for (unsigned i = 0; i < count; i++) {
		int status = sock6__system_receive(fd, &packets[i], flags);

		if (status < 0 && i == 0)
			return status;
		if (status < 0) {
			keep_for_next_call(io, status);
			return (int)i;
		}
		flags |= SOCK6_DONT_WAIT;
	}
	return (int)count;
}

static int receive_packets(sock6_fd fd, struct sock6_io *io,
			   struct sock6__packet *packets, unsigned count,
			   unsigned flags)
{
	int received = -ENOSYS;

	if (!io || !(io->off & SOCK6_MANY))
		received =
			sock6__system_receive_many(fd, packets, count, flags);
	return received == -ENOSYS ? receive_each(fd, io, packets, count, flags)
				   : received;
}

static int receive_chunk(sock6_fd fd, struct sock6_io *io,
			 struct sock6_message *messages, unsigned count,
			 unsigned flags)
{
	struct receive_chunk chunk;
	unsigned char *room = chunk.control;
	size_t each = SOCK6__CONTROL_RECEIVE_ROOM;
	int received;

	if (io && io->control_buffer && io->control_size / count > each) {
		room = io->control_buffer;
		each = io->control_size / count & ~(size_t)7;
	}
	for (unsigned i = 0; i < count; i++) {
		int status = sock6__message_room(
			&chunk.packets[i], &messages[i], room + i * each, each);

		if (status < 0 && i == 0)
			return status;
		if (status < 0)
			count = i;
	}
	received = receive_packets(fd, io, chunk.packets, count, flags);
	for (int i = 0; i < received; i++)
		sock6__message_from_packet(&messages[i], &chunk.packets[i]);
	return received;
}

static int take_pending(struct sock6_io *io)
{
	int pending = io ? io->pending : 0;

	if (pending)
		io->pending = 0;
	return pending;
}

int sock6_receive_batch(sock6_fd fd, struct sock6_io *io,
			struct sock6_message *messages, unsigned count,
			unsigned flags)
{
	unsigned done = 0;
	int pending;

	if (flags & ~SOCK6_DONT_WAIT)
		return -EINVAL;
	if (count == 0)
		return 0;
	pending = take_pending(io);
	if (pending)
		return pending;
	while (done < count) {
		unsigned left = count - done;
		unsigned part = left < SOCK6__CHUNK ? left : SOCK6__CHUNK;
		int received =
			receive_chunk(fd, io, messages + done, part, flags);

		if (received < 0 && done == 0)
			return received;
		if (received < 0) {
			keep_for_next_call(io, received);
			break;
		}
		done += (unsigned)received;
		if ((unsigned)received < part)
			break;
		flags |= SOCK6_DONT_WAIT;
	}
	return (int)done;
}
