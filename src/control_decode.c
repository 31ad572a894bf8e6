/* SPDX-License-Identifier: MIT */
/* What travels beside a datagram: control messages into values.  Pure; any
 * bytes are survived, and nothing is read that was not measured first. */
#include "control.h"

#include <string.h>

#include "sock6/datagram.h"
#include "system.h"

#define FLOW_LABEL_MASK 0xfffffu
#define SECOND          1000000000

/* What stands before it in the system's order comes to few. */
#define USUAL_FIRST SOCK6__MESSAGE_PACKET_INFO

static uint32_t load32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static int64_t load64(const unsigned char *at)
{
	int64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/*
 * What each of these returns: the fields that it read, 0 where the payload is
 * too short for its value.
 */
#define NOTHING (UINT64_C(1) << 63) /* read, and no field came of it */

/* The same fields hold a hop limit as one byte or as an int, by system. */
static uint64_t read_byte(uint8_t *value, const unsigned char *at, size_t size,
			  uint64_t field)
{
	if (size != 1 && size < sizeof(uint32_t))
		return 0;
	*value = size == 1 ? *at : (uint8_t)load32(at);
	return field;
}

static uint64_t read_int(uint32_t *value, const unsigned char *at, size_t size,
			 uint64_t field)
{
	if (size < sizeof(*value))
		return 0;
	*value = load32(at);
	return field;
}

static uint64_t read_size(uint16_t *value, const unsigned char *at, size_t size,
			  uint64_t field)
{
	if (size < sizeof(uint32_t))
		return 0;
	*value = (uint16_t)load32(at);
	return field;
}

/* Seconds and nanoseconds of 64 bits each, or, on 32-bit systems, of 32. */
static int64_t load_time(const unsigned char *at, size_t size)
{
	if (size == 2 * sizeof(int32_t))
		return (int64_t)(int32_t)load32(at) * SECOND +
		       (int32_t)load32(at + sizeof(int32_t));
	/* Hostile seconds must not overflow: wrap as unsigned numbers do. */
	return (int64_t)((uint64_t)load64(at) * SECOND +
			 (uint64_t)load64(at + sizeof(int64_t)));
}

static int is_time(size_t size)
{
	return size == 2 * sizeof(int32_t) || size == 2 * sizeof(int64_t);
}

static uint64_t read_time(struct sock6_control *control,
			  const unsigned char *at, size_t size)
{
	if (!is_time(size))
		return 0;
	control->received = load_time(at, size);
	return SOCK6_RECEIVED;
}

/* Three times: by software, one that is no longer used, by the adapter; those
 * that were not taken are 0. */
static uint64_t read_timestamping(struct sock6_control *control,
				  const unsigned char *at, size_t size)
{
	size_t each = size / 3;
	uint64_t fields = NOTHING;
	int64_t software, hardware;

	if (size % 3 || !is_time(each))
		return 0;
	software = load_time(at, each);
	hardware = load_time(at + 2 * each, each);
	if (software && !(control->fields & SOCK6_RECEIVED)) {
		control->received = software;
		fields |= SOCK6_RECEIVED;
	}
	if (hardware) {
		control->received_hardware = hardware;
		fields |= SOCK6_RECEIVED_HARDWARE;
	}
	return fields;
}

/* struct in6_pktinfo: address, then interface. */
static uint64_t read_packet_info(struct sock6_control *control,
				 const unsigned char *at, size_t size)
{
	if (size < sizeof(control->destination) + sizeof(control->ifindex))
		return 0;
	memcpy(&control->destination, at, sizeof(control->destination));
	control->ifindex = load32(at + sizeof(control->destination));
	return SOCK6_DESTINATION | SOCK6_INTERFACE;
}

/* struct in_pktinfo: interface, local address, destination of the packet. */
static uint64_t read_ipv4_packet_info(struct sock6_control *control,
				      const unsigned char *at, size_t size)
{
	static const struct in6_addr prefix = {
		.s6_addr = { [10] = 0xff, [11] = 0xff }
	};

	if (size < 3 * sizeof(uint32_t))
		return 0;
	control->ifindex = load32(at);
	control->destination = prefix;
	memcpy(control->destination.s6_addr + 12, at + 8, 4);
	return SOCK6_DESTINATION | SOCK6_INTERFACE;
}

/* struct ip6_mtuinfo: a socket address, then the MTU. */
static uint64_t read_path_mtu(struct sock6_control *control,
			      const unsigned char *at, size_t size)
{
	struct sockaddr_in6 destination;

	if (size < sizeof(destination) + sizeof(control->path_mtu))
		return 0;
	memcpy(&destination, at, sizeof(destination));
	control->path_mtu_destination = destination.sin6_addr;
	control->path_mtu = load32(at + sizeof(destination));
	return SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION;
}

static uint64_t read_flow_info(struct sock6_control *control,
			       const unsigned char *at, size_t size)
{
	if (size < sizeof(uint32_t))
		return 0;
	control->flow_label = ntohl(load32(at)) & FLOW_LABEL_MASK;
	return SOCK6_FLOW_LABEL;
}

static uint64_t read_value(struct sock6_control *c,
			   enum sock6__control_message message,
			   const unsigned char *at, size_t size)
{
	switch (message) {
	case SOCK6__MESSAGE_TIME_OLD:
	case SOCK6__MESSAGE_TIME: return read_time(c, at, size);
	case SOCK6__MESSAGE_TIMESTAMPING_OLD:
	case SOCK6__MESSAGE_TIMESTAMPING: return read_timestamping(c, at, size);
	case SOCK6__MESSAGE_DROPS:
		return read_int(&c->drops, at, size, SOCK6_DROPS);
	case SOCK6__MESSAGE_MARK:
		return read_int(&c->mark, at, size, SOCK6_MARK);
	case SOCK6__MESSAGE_COALESCED:
		return read_size(&c->segment_size, at, size,
				 SOCK6_SEGMENT_SIZE);
	case SOCK6__MESSAGE_PACKET_INFO: return read_packet_info(c, at, size);
	case SOCK6__MESSAGE_HOP_LIMIT:
	case SOCK6__MESSAGE_IPV4_TIME_TO_LIVE:
		return read_byte(&c->hop_limit, at, size, SOCK6_HOP_LIMIT);
	case SOCK6__MESSAGE_TRAFFIC_CLASS:
	case SOCK6__MESSAGE_IPV4_TYPE_OF_SERVICE:
		return read_byte(&c->traffic_class, at, size,
				 SOCK6_TRAFFIC_CLASS);
	case SOCK6__MESSAGE_FLOW_INFO: return read_flow_info(c, at, size);
	case SOCK6__MESSAGE_FRAGMENT_SIZE:
		return read_size(&c->fragment_size, at, size,
				 SOCK6_FRAGMENT_SIZE);
	case SOCK6__MESSAGE_PATH_MTU: return read_path_mtu(c, at, size);
	case SOCK6__MESSAGE_IPV4_PACKET_INFO:
		return read_ipv4_packet_info(c, at, size);
	default: return NOTHING;
	}
}

/*
 * Which message this is, looked for from a place on: the system delivers in
 * the order of the table, so that the next one is near.  Messages that are
 * sent only are known too, for whoever reads what was encoded.
 */
static int is_message(unsigned message, int level, int type)
{
	const struct sock6__control_name *name = &sock6__control_names[message];

	return name->type == type && name->level == level;
}

static unsigned find_message(int level, int type, unsigned from)
{
	if (type == 0) /* a row that the system lacks */
		return SOCK6__MESSAGE_END;
	for (unsigned i = from; i < SOCK6__MESSAGE_END; i++)
		if (is_message(i, level, type))
			return i;
	for (unsigned i = 0; i < from; i++)
		if (is_message(i, level, type))
			return i;
	return SOCK6__MESSAGE_END;
}

/* In parts: all at once becomes one string instruction, which on x86 takes
 * longer than all the rest of decoding. */
static void reset(struct sock6_control *control)
{
	enum { PART = sizeof(*control) / 3 };
	unsigned char *at = (unsigned char *)control;

	_Static_assert(sizeof(*control) % 3 == 0, "three parts are all of it");
	memset(at, 0, PART);
	memset(at + PART, 0, PART);
	memset(at + 2 * PART, 0, PART);
}

int sock6_control_decode(struct sock6_control *control, const void *buffer,
			 size_t size)
{
	const unsigned char *at = buffer;
	struct cmsghdr header;
	unsigned message, next = USUAL_FIRST;
	uint64_t fields = 0, read;
	size_t length, space;

	reset(control);
	while (size >= CMSG_LEN(0)) {
		memcpy(&header, at, sizeof(header));
		length = header.cmsg_len;
		if (length < CMSG_LEN(0) || length > size)
			return SOCK6_CONTROL_TRUNCATED;
		message =
			find_message(header.cmsg_level, header.cmsg_type, next);
		if (message < SOCK6__MESSAGE_END) {
			next = message + 1;
			read = read_value(control, message, at + CMSG_LEN(0),
					  length - CMSG_LEN(0));
			if (!read)
				return SOCK6_CONTROL_TRUNCATED;
			fields |= read & ~NOTHING;
			control->fields = fields;
		}
		space = CMSG_SPACE(length - CMSG_LEN(0));
		if (space >= size)
			return 0;
		at += space;
		size -= space;
	}
	return size ? SOCK6_CONTROL_TRUNCATED : 0;
}
