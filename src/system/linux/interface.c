/* SPDX-License-Identifier: MIT */
/* Interfaces.  A part of linux.c. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "../../system.h"

/*
 * Interfaces, by a dump of rtnetlink(7): getifaddrs() would allocate.  The
 * layouts are the kernel's and fixed; not every C library has the headers.
 */
enum {
	NETLINK_ROUTE_PROTOCOL = 0,
	REQUEST_DUMP = 0x301,
	MESSAGE_ERROR = 2,
	MESSAGE_DONE = 3,
	NEW_LINK = 16,
	GET_LINK = 18,
	ATTRIBUTE_NAME = 3,
	ATTRIBUTE_MTU = 4,
	NETLINK_ROOM = 16384 /* the kernel fits its answers to the room */
};

struct netlink_header {
	uint32_t length;
	uint16_t type;
	uint16_t flags;
	uint32_t sequence;
	uint32_t port;
};

struct link_message {
	uint8_t family;
	uint8_t padding;
	uint16_t type;
	int32_t index;
	uint32_t flags;
	uint32_t change;
};

struct attribute {
	uint16_t length;
	uint16_t type;
};

static uint32_t link_state(uint32_t flags)
{
	return (flags & IFF_UP ? SOCK6_INTERFACE_UP : 0) |
	       (flags & IFF_RUNNING ? SOCK6_INTERFACE_RUNNING : 0) |
	       (flags & IFF_MULTICAST ? SOCK6_INTERFACE_MULTICAST : 0) |
	       (flags & IFF_LOOPBACK ? SOCK6_INTERFACE_LOOPBACK : 0);
}

static void read_attribute(struct sock6_interface *link, uint16_t type,
			   const unsigned char *value, size_t size)
{
	if (type == ATTRIBUTE_NAME && size < sizeof(link->name))
		memcpy(link->name, value, size);
	else if (type == ATTRIBUTE_MTU && size >= sizeof(link->mtu))
		memcpy(&link->mtu, value, sizeof(link->mtu));
}

static size_t aligned(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static int read_link(const unsigned char *at, size_t left,
		     sock6__interface_visitor *visit, void *context)
{
	struct sock6_interface link = { 0 };
	struct link_message message;
	struct attribute attribute;

	if (left < sizeof(message))
		return -EBADMSG;
	memcpy(&message, at, sizeof(message));
	link.index = (uint32_t)message.index;
	link.state = link_state(message.flags);
	for (size_t step = sizeof(message);
	     left > step && left - step >= sizeof(attribute);
	     step = aligned(attribute.length)) {
		at += step;
		left -= step;
		memcpy(&attribute, at, sizeof(attribute));
		if (attribute.length < sizeof(attribute) ||
		    attribute.length > left)
			return -EBADMSG;
		read_attribute(&link, attribute.type, at + sizeof(attribute),
			       attribute.length - sizeof(attribute));
	}
	visit(context, &link);
	return 0;
}

/* 1 when the dump is over, 0 when more will come. */
static int read_links(const unsigned char *at, size_t left,
		      sock6__interface_visitor *visit, void *context)
{
	struct netlink_header header;
	int32_t error;
	int status;

	while (left >= sizeof(header)) {
		memcpy(&header, at, sizeof(header));
		if (header.length < sizeof(header) || header.length > left)
			return -EBADMSG;
		if (header.type == MESSAGE_DONE)
			return 1;
		if (header.type == MESSAGE_ERROR) {
			memcpy(&error, at + sizeof(header), sizeof(error));
			return error < 0 ? error : -EBADMSG;
		}
		status = header.type != NEW_LINK
				 ? 0
				 : read_link(at + sizeof(header),
					     header.length - sizeof(header),
					     visit, context);
		if (status < 0)
			return status;
		if (aligned(header.length) >= left)
			break;
		at += aligned(header.length);
		left -= aligned(header.length);
	}
	return 0;
}

static int dump_links(int fd, sock6__interface_visitor *visit, void *context)
{
	struct {
		struct netlink_header header;
		struct link_message link;
	} request = { { sizeof(request), GET_LINK, REQUEST_DUMP, 1, 0 },
		      { .family = AF_UNSPEC } };
	_Alignas(8) unsigned char room[NETLINK_ROOM];
	ssize_t got;
	int over = 0;

	if (send(fd, &request, sizeof(request), MSG_NOSIGNAL) < 0)
		return -errno;
	while (!over) {
		got = recv(fd, room, sizeof(room), 0);
		if (got < 0)
			return -errno;
		over = read_links(room, (size_t)got, visit, context);
	}
	return over < 0 ? over : 0;
}

int sock6__system_interfaces(sock6__interface_visitor *visit, void *context)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			NETLINK_ROUTE_PROTOCOL);
	int status;

	if (fd < 0)
		return -errno;
	status = dump_links(fd, visit, context);
	close(fd);
	return status;
}
