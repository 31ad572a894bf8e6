/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink(7): asking, reading messages, and what they say of interfaces and
 * addresses.  The layouts are the kernel's and fixed; not every C library has
 * the headers.  A part of linux.c.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../system.h"

enum {
	NETLINK_ROUTE_PROTOCOL = 0,
	NETLINK_ROOM = 16384, /* the kernel fits its answers to the room */

	REQUEST_DUMP = 0x301,
	PART_OF_DUMP = 2,
	DUMP_INTERRUPTED = 0x10, /* Linux 3.1 */

	MESSAGE_ERROR = 2,
	MESSAGE_DONE = 3,
	MESSAGE_OVERRUN = 4,
	NEW_LINK = 16,
	LINK_GONE = 17,
	GET_LINK = 18,
	NEW_ADDRESS = 20,
	ADDRESS_GONE = 21,
	GET_ADDRESS = 22,

	LINK_NAME = 3,
	LINK_MTU = 4,
	ADDRESS_FAR = 1, /* the other end of a point-to-point link has it */
	ADDRESS_LOCAL = 2,
	ADDRESS_LIFETIMES = 6,
	ADDRESS_FLAGS = 8 /* Linux 3.14: all 32 */
};

enum {
	FLAG_TEMPORARY = 0x01, /* of IPv4: secondary */
	FLAG_OPTIMISTIC = 0x04,
	FLAG_DUPLICATE = 0x08,
	FLAG_DEPRECATED = 0x20,
	FLAG_TENTATIVE = 0x40
};

struct netlink_name {
	uint16_t family;
	uint16_t padding;
	uint32_t port; /* 0: the kernel */
	uint32_t groups;
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

struct address_message {
	uint8_t family;
	uint8_t prefix_length;
	uint8_t flags;
	uint8_t scope;
	uint32_t index;
};

struct attribute {
	uint16_t length;
	uint16_t type;
};

/* A view of one message, or of one attribute, in bytes that may be anything. */
struct netlink_message {
	struct netlink_header header;
	const unsigned char *body;
	size_t size;
};

struct netlink_attribute {
	unsigned type;
	const unsigned char *value;
	size_t size;
};

static size_t aligned(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

/* 1 with the next message, 0 when there are no more, or -EBADMSG. */
static int next_message(struct netlink_message *message,
			const unsigned char *bytes, size_t size, size_t *offset)
{
	struct netlink_header *header = &message->header;
	size_t left = *offset < size ? size - *offset : 0;

	if (left == 0)
		return 0;
	if (left < sizeof(*header))
		return -EBADMSG;
	memcpy(header, bytes + *offset, sizeof(*header));
	if (header->length < sizeof(*header) || header->length > left)
		return -EBADMSG;
	message->body = bytes + *offset + sizeof(*header);
	message->size = header->length - sizeof(*header);
	*offset +=
		aligned(header->length) < left ? aligned(header->length) : left;
	return 1;
}

/* The same for the attributes of a message, which begin at an offset. */
static int next_attribute(struct netlink_attribute *attribute,
			  const struct netlink_message *message, size_t *offset)
{
	size_t left = *offset < message->size ? message->size - *offset : 0;
	struct attribute header;

	if (left == 0)
		return 0;
	if (left < sizeof(header))
		return -EBADMSG;
	memcpy(&header, message->body + *offset, sizeof(header));
	if (header.length < sizeof(header) || header.length > left)
		return -EBADMSG;
	attribute->type = header.type;
	attribute->value = message->body + *offset + sizeof(header);
	attribute->size = header.length - sizeof(header);
	*offset +=
		aligned(header.length) < left ? aligned(header.length) : left;
	return 1;
}

/* What the kernel says of a request: 0, or a negative errno value. */
static int answer_status(const struct netlink_message *message)
{
	int32_t error = 0;

	if (message->header.type != MESSAGE_ERROR &&
	    message->header.type != MESSAGE_DONE)
		return 0;
	if (message->size >= sizeof(error))
		memcpy(&error, message->body, sizeof(error));
	else if (message->header.type == MESSAGE_ERROR)
		return -EBADMSG;
	return error < 0 ? error : 0;
}

/* What changed while it was listed may have hidden something else. */
static int was_interrupted(const struct netlink_message *message)
{
	const unsigned both = PART_OF_DUMP | DUMP_INTERRUPTED;

	return (message->header.flags & both) == both;
}

static uint32_t link_state(uint32_t flags)
{
	return (flags & IFF_UP ? SOCK6_INTERFACE_UP : 0) |
	       (flags & IFF_RUNNING ? SOCK6_INTERFACE_RUNNING : 0) |
	       (flags & IFF_MULTICAST ? SOCK6_INTERFACE_MULTICAST : 0) |
	       (flags & IFF_LOOPBACK ? SOCK6_INTERFACE_LOOPBACK : 0);
}

/*
 * 1 with an interface, 0 when it is not one that is spoken of, or -EBADMSG.  A
 * bridge uses the same messages for its ports, of a family of their own: that
 * one of them leaves it does not mean that the interface is gone.
 */
static int read_link(struct sock6_interface *link,
		     const struct netlink_message *message)
{
	struct netlink_attribute attribute;
	struct link_message fixed;
	size_t offset = sizeof(fixed);
	int status;

	if (message->size < sizeof(fixed))
		return -EBADMSG;
	memcpy(&fixed, message->body, sizeof(fixed));
	if (fixed.family != AF_UNSPEC)
		return 0;
	memset(link, 0, sizeof(*link));
	link->index = (uint32_t)fixed.index;
	link->state = link_state(fixed.flags);
	while ((status = next_attribute(&attribute, message, &offset)) > 0) {
		if (attribute.type == LINK_NAME &&
		    attribute.size < sizeof(link->name))
			memcpy(link->name, attribute.value, attribute.size);
		if (attribute.type == LINK_MTU &&
		    attribute.size == sizeof(link->mtu))
			memcpy(&link->mtu, attribute.value, sizeof(link->mtu));
	}
	return status < 0 ? status : 1;
}

static uint32_t address_state(uint32_t flags, int family)
{
	return (flags & FLAG_TENTATIVE ? SOCK6_ADDRESS_TENTATIVE : 0) |
	       (flags & FLAG_DUPLICATE ? SOCK6_ADDRESS_DUPLICATE : 0) |
	       (flags & FLAG_OPTIMISTIC ? SOCK6_ADDRESS_OPTIMISTIC : 0) |
	       (flags & FLAG_DEPRECATED ? SOCK6_ADDRESS_DEPRECATED : 0) |
	       (flags & FLAG_TEMPORARY && family == AF_INET6
			? SOCK6_ADDRESS_TEMPORARY
			: 0);
}

/* Whether it was an address of the family. */
static int take_address(struct sock6_interface_address *address, int family,
			const struct netlink_attribute *attribute)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned char *to = address->address.s6_addr;

	if (attribute->size != (family == AF_INET6 ? 16 : 4))
		return 0;
	if (family != AF_INET6) {
		memcpy(to, mapped, sizeof(mapped));
		to += sizeof(mapped);
	}
	memcpy(to, attribute->value, attribute->size);
	return 1;
}

/* Where both are told, the far address is that of the link's other end.  Both
 * are of one size, so the local one may come first or last. */
struct address_found {
	int local, far;
	uint32_t flags;
};

static void read_address_attribute(struct sock6_interface_address *address,
				   struct address_found *found, int family,
				   const struct netlink_attribute *attribute)
{
	if (attribute->type == ADDRESS_LOCAL)
		found->local |= take_address(address, family, attribute);
	else if (attribute->type == ADDRESS_FAR && !found->local)
		found->far |= take_address(address, family, attribute);
	else if (attribute->type == ADDRESS_FLAGS &&
		 attribute->size == sizeof(found->flags))
		memcpy(&found->flags, attribute->value, sizeof(found->flags));
	else if (attribute->type == ADDRESS_LIFETIMES && attribute->size >= 8) {
		memcpy(&address->preferred, attribute->value, 4);
		memcpy(&address->valid, attribute->value + 4, 4);
	}
}

/* 1 with an address, 0 when it is of a family that is not spoken of, or
 * -EBADMSG. */
static int read_address(struct sock6_interface_address *address,
			const struct netlink_message *message)
{
	struct netlink_attribute attribute;
	struct address_message fixed;
	struct address_found found = { 0 };
	size_t offset = sizeof(fixed);
	int status;

	if (message->size < sizeof(fixed))
		return -EBADMSG;
	memcpy(&fixed, message->body, sizeof(fixed));
	if (fixed.family != AF_INET6 && fixed.family != AF_INET)
		return 0;
	memset(address, 0, sizeof(*address));
	address->ifindex = fixed.index;
	address->preferred = address->valid = UINT32_MAX;
	found.flags = fixed.flags;
	while ((status = next_attribute(&attribute, message, &offset)) > 0)
		read_address_attribute(address, &found, fixed.family,
				       &attribute);
	if (status < 0 || (!found.local && !found.far) ||
	    fixed.prefix_length > (fixed.family == AF_INET6 ? 128 : 32))
		return -EBADMSG;
	address->prefix_length = (uint8_t)(fixed.prefix_length +
					   (fixed.family == AF_INET6 ? 0 : 96));
	address->state = address_state(found.flags, fixed.family);
	return 1;
}

/* Asks for all interfaces or addresses; the answers come to the socket. */
static int request_dump(int fd, uint16_t type, uint8_t family,
			uint32_t sequence)
{
	/* Long enough for either; what follows the family is 0 in both. */
	struct {
		struct netlink_header header;
		struct link_message body;
	} request = { { sizeof(request), type, REQUEST_DUMP, sequence, 0 },
		      { .family = family } };

	if (type == GET_ADDRESS)
		request.header.length = sizeof(struct netlink_header) +
					sizeof(struct address_message);
	return send(fd, &request, request.header.length, MSG_NOSIGNAL) < 0
		       ? -errno
		       : 0;
}

/*
 * What has come: its length; 0 for what another process has sent, which a
 * privileged one may.  What was longer than the room is -EMSGSIZE, and lost.
 */
static int receive_messages(int fd, void *room, size_t size, int flags)
{
	union {
		struct netlink_name netlink;
		struct sockaddr_storage any; /* it may be another's socket */
	} sender = { .netlink = { 0 } };
	struct iovec vector = { room, size };
	struct msghdr header;
	ssize_t got;

	memset(&header, 0, sizeof(header));
	header.msg_name = &sender;
	header.msg_namelen = sizeof(sender);
	header.msg_iov = &vector;
	header.msg_iovlen = 1;
	got = recvmsg(fd, &header, flags);
	if (got < 0)
		return -errno;
	if (header.msg_namelen < sizeof(sender.netlink) ||
	    sender.netlink.family != AF_NETLINK || sender.netlink.port != 0)
		return 0;
	return header.msg_flags & MSG_TRUNC ? -EMSGSIZE : (int)got;
}

typedef int netlink_reader(void *context,
			   const struct netlink_message *message);

/* 1 when the dump is over, 2 when it was interrupted; 0 when more will come. */
static int read_answers(const unsigned char *bytes, size_t size,
			netlink_reader *read, void *context)
{
	struct netlink_message message;
	int status, interrupted = 0, over = 0;
	size_t offset = 0;

	while (!over &&
	       (status = next_message(&message, bytes, size, &offset)) > 0) {
		status = answer_status(&message);
		if (status == 0 && message.header.type == MESSAGE_ERROR)
			return -EBADMSG;
		interrupted |= was_interrupted(&message);
		over = message.header.type == MESSAGE_DONE;
		if (status == 0 && !over)
			status = read(context, &message);
		if (status < 0)
			return status;
	}
	if (!over && status < 0)
		return status;
	return interrupted ? 2 | over : over;
}

/* A whole dump, by a socket of its own.  -EAGAIN when it was interrupted. */
static int dump_from(int fd, uint16_t type, uint8_t family,
		     netlink_reader *read, void *context)
{
	_Alignas(8) unsigned char room[NETLINK_ROOM];
	int status = request_dump(fd, type, family, 1);
	int progress = 0;

	while (status >= 0 && !(progress & 1)) {
		status = receive_messages(fd, room, sizeof(room), 0);
		if (status > 0)
			status = read_answers(room, (size_t)status, read,
					      context);
		if (status > 0)
			progress |= status;
	}
	if (status < 0)
		return status;
	return progress & 2 ? -EAGAIN : 0;
}

static int dump(uint16_t type, uint8_t family, netlink_reader *read,
		void *context)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			NETLINK_ROUTE_PROTOCOL);
	int status;

	if (fd < 0)
		return -errno;
	status = dump_from(fd, type, family, read, context);
	close(fd);
	return status;
}
