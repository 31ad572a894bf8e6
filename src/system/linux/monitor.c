/* SPDX-License-Identifier: MIT */
/*
 * The monitor: a socket of rtnetlink(7) that hears what changes.  A dump's
 * number is the sequence number of its two requests, interfaces and addresses:
 * the kernel gives it back with each answer, so nothing need be remembered.
 * A part of linux.c.
 */
#include "../../system.h"

enum {
	HEAR_LINKS = 0x1,
	HEAR_ADDRESSES_4 = 0x10,
	HEAR_ADDRESSES_6 = 0x100,

	/* The lowest bit of a sequence number; the others are the dump's. */
	PART_LINKS = 0,
	PART_ADDRESSES = 1
};

int sock6__system_monitor_open(sock6_fd *fd, int ipv4, int non_blocking)
{
	struct netlink_name name = { .family = AF_NETLINK };
	int opened, status;

	name.groups = HEAR_LINKS | HEAR_ADDRESSES_6 |
		      (ipv4 ? (unsigned)HEAR_ADDRESSES_4 : 0);
	opened = socket(AF_NETLINK,
			SOCK_RAW | SOCK_CLOEXEC |
				(non_blocking ? SOCK_NONBLOCK : 0),
			NETLINK_ROUTE_PROTOCOL);
	if (opened < 0)
		return -errno;
	if (bind(opened, (const struct sockaddr *)&name, sizeof(name)) < 0) {
		status = -errno;
		close(opened);
		return status;
	}
	*fd = opened;
	return 0;
}

/* What the socket hears: a set of HEAR_*; -EINVAL when it is no monitor. */
static int heard(int fd)
{
	struct netlink_name name = { 0 };
	socklen_t size = sizeof(name);

	if (getsockname(fd, (struct sockaddr *)&name, &size) < 0)
		return -errno;
	if (name.family != AF_NETLINK || !(name.groups & HEAR_LINKS))
		return -EINVAL;
	return (int)name.groups;
}

static int request_part(int fd, uint32_t sequence)
{
	int hears = heard(fd);

	if (hears < 0)
		return hears;
	if (!(sequence & PART_ADDRESSES))
		return request_dump(fd, GET_LINK, AF_UNSPEC, sequence);
	return request_dump(fd, GET_ADDRESS,
			    hears & HEAR_ADDRESSES_4 ? AF_UNSPEC : AF_INET6,
			    sequence);
}

int sock6__system_monitor_dump(sock6_fd fd, uint32_t number)
{
	return request_part(fd, number << 1 | PART_LINKS);
}

/* Room for what put_overrun() puts behind any number of bytes. */
#define OVERRUN_ROOM (sizeof(struct netlink_header) + 3)

/* Says that something was lost, in the kernel's own words. */
static int put_overrun(void *buffer, size_t size, uint32_t sequence)
{
	struct netlink_header overrun = { sizeof(overrun), MESSAGE_OVERRUN,
					  PART_OF_DUMP, sequence, 0 };
	unsigned char *to = buffer;

	memset(to + size, 0, aligned(size) - size);
	memcpy(to + aligned(size), &overrun, sizeof(overrun));
	return (int)(aligned(size) + sizeof(overrun));
}

/*
 * Once it has overflowed the queue takes no more news until it has been empty,
 * and that is not reported a second time (NETLINK_S_CONGESTED in the kernel's
 * net/netlink/af_netlink.c).  A dump that is asked for before would go out of
 * date unnoticed.  While it takes none it can only shrink, so this ends.
 */
static void empty_queue(int fd)
{
	char ignored;

	while (recv(fd, &ignored, sizeof(ignored), MSG_DONTWAIT) >= 0 ||
	       errno == ENOBUFS)
		;
}

/* What a dump needs next, and whether it has failed for good.  A queue that
 * is full, or a dump that still runs, are for SOCK6_EVENT_RESYNC to tell. */
static int go_on(int fd, void *buffer, size_t size)
{
	struct netlink_message message;
	size_t offset = 0;
	int status;

	while (next_message(&message, buffer, size, &offset) > 0) {
		uint32_t sequence = message.header.sequence;

		status = answer_status(&message);
		if (status < 0 && status != -EBUSY && status != -ENOBUFS)
			return status;
		if (status == 0 && message.header.type == MESSAGE_DONE &&
		    !(sequence & PART_ADDRESSES) &&
		    request_part(fd, sequence | PART_ADDRESSES) < 0)
			return put_overrun(buffer, size, sequence);
	}
	return (int)size;
}

int sock6__system_monitor_read(sock6_fd fd, void *buffer, size_t size,
			       int dont_wait)
{
	int got = receive_messages(fd, buffer, size - OVERRUN_ROOM,
				   dont_wait ? MSG_DONTWAIT : 0);

	if (got == -ENOBUFS) {
		empty_queue(fd);
		return put_overrun(buffer, 0, 0);
	}
	return got <= 0 ? got : go_on(fd, buffer, (size_t)got);
}

/*
 * Also a dump that is refused while another runs, and the first message behind
 * an interruption.  Not the second part of a dump that is refused: only a dump
 * that was asked for later can be in its way, and tells all there is.
 */
static int tells_a_loss(const struct netlink_message *message)
{
	int status = answer_status(message);

	if (status == -EBUSY && message->header.sequence & PART_ADDRESSES)
		return 0;
	return message->header.type == MESSAGE_OVERRUN || status < 0 ||
	       was_interrupted(message);
}

/* News has the sequence number of whatever request has caused it. */
static uint32_t dump_of(const struct netlink_header *header)
{
	int is_answer =
		header->flags & PART_OF_DUMP || header->type == MESSAGE_ERROR;

	return is_answer ? header->sequence >> 1 : 0;
}

/* 1 with an event, 0 when the message is none, or -EBADMSG. */
static int read_event(struct sock6_event *event,
		      const struct netlink_message *message)
{
	const struct netlink_header *header = &message->header;

	memset(event, 0, sizeof(*event));
	event->dump = dump_of(header);
	if (tells_a_loss(message)) {
		event->type = SOCK6_EVENT_RESYNC;
		return 1;
	}
	switch (header->type) {
	case NEW_LINK:
		event->type = SOCK6_EVENT_INTERFACE;
		return read_link(&event->interface, message);
	case LINK_GONE:
		event->type = SOCK6_EVENT_INTERFACE_GONE;
		return read_link(&event->interface, message);
	case NEW_ADDRESS:
		event->type = SOCK6_EVENT_ADDRESS;
		return read_address(&event->address, message);
	case ADDRESS_GONE:
		event->type = SOCK6_EVENT_ADDRESS_GONE;
		return read_address(&event->address, message);
	case MESSAGE_DONE:
		event->type = SOCK6_EVENT_DUMPED;
		return (header->sequence & PART_ADDRESSES) != 0;
	default: return 0;
	}
}

int sock6__system_monitor_next(const void *buffer, size_t size, size_t *offset,
			       struct sock6_event *event)
{
	struct netlink_message message;
	struct sock6_event found;
	int status;

	while ((status = next_message(&message, buffer, size, offset)) > 0) {
		status = read_event(&found, &message);
		if (status > 0)
			*event = found;
		if (status != 0)
			break;
	}
	if (status < 0)
		*offset = size;
	return status;
}
