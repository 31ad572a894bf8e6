/* SPDX-License-Identifier: MIT */
/*
 * What travels beside a datagram: values into control messages.  Pure: which
 * numbers a message has stands in the system's table, its layout in cmsg(3).
 * The other direction is in control_decode.c.
 */
#include "control.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"
#include "system.h"

#define FAMILIES (SOCK6_IPV6 | SOCK6_IPV4)

/* Sizes of payloads. */
enum {
	INT = sizeof(int),
	PACKET_INFO = sizeof(struct in6_addr) + sizeof(uint32_t),
	IPV4_PACKET_INFO = 3 * sizeof(uint32_t),
	TIME = sizeof(uint64_t),
	TWO_TIMES = 2 * sizeof(uint64_t),
	THREE_STAMPS = 6 * sizeof(uint64_t),
	MTU_INFO = sizeof(struct sockaddr_in6) + sizeof(uint32_t)
};

_Static_assert(
	CMSG_SPACE(PACKET_INFO) + CMSG_SPACE(IPV4_PACKET_INFO) +
			9 * CMSG_SPACE(TIME) <=
		SOCK6__CONTROL_SEND_ROOM,
	"two packet infos; class and hops of both families; label, mark, "
	"launch, id and segment, of at most 8 bytes each");
_Static_assert(CMSG_SPACE(PACKET_INFO) + CMSG_SPACE(TWO_TIMES) +
			       CMSG_SPACE(THREE_STAMPS) + 7 * CMSG_SPACE(INT) <=
		       SOCK6__CONTROL_RECEIVE_ROOM,
	       "packet info, both times; class, hops, label, fragment, drops, "
	       "mark and segment");

_Static_assert(sizeof(struct sock6_control) == 192 &&
		       offsetof(struct sock6_control, traffic_class) == 32 &&
		       offsetof(struct sock6_control, received) == 40 &&
		       offsetof(struct sock6_control, source) == 64 &&
		       offsetof(struct sock6_control, reserved) == 128,
	       "the same layout on every ABI");

/* Every field, the message that carries it, and for which family. */
struct carrier {
	uint64_t fields;
	uint16_t message;
	uint8_t families;
	uint8_t size;
};

#define PACKET_INFO_FIELDS (SOCK6_SOURCE | SOCK6_DESTINATION | SOCK6_INTERFACE)
#define MTU_FIELDS         (SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION)

/* clang-format off */
static const struct carrier carriers[] = {
	{ PACKET_INFO_FIELDS, SOCK6__MESSAGE_PACKET_INFO, SOCK6_IPV6, PACKET_INFO },
	{ PACKET_INFO_FIELDS, SOCK6__MESSAGE_IPV4_PACKET_INFO, SOCK6_IPV4, IPV4_PACKET_INFO },
	{ SOCK6_TRAFFIC_CLASS, SOCK6__MESSAGE_TRAFFIC_CLASS, SOCK6_IPV6, INT },
	{ SOCK6_TRAFFIC_CLASS, SOCK6__MESSAGE_IPV4_TYPE_OF_SERVICE, SOCK6_IPV4, INT },
	{ SOCK6_HOP_LIMIT, SOCK6__MESSAGE_HOP_LIMIT, SOCK6_IPV6, INT },
	{ SOCK6_HOP_LIMIT, SOCK6__MESSAGE_IPV4_TIME_TO_LIVE, SOCK6_IPV4, INT },
	{ SOCK6_FLOW_LABEL, SOCK6__MESSAGE_FLOW_INFO, SOCK6_IPV6, INT },
	{ SOCK6_NEXT_HOP, SOCK6__MESSAGE_NEXT_HOP, SOCK6_IPV6, sizeof(struct sockaddr_in6) },
	{ MTU_FIELDS, SOCK6__MESSAGE_PATH_MTU, SOCK6_IPV6, MTU_INFO },
	{ SOCK6_FRAGMENT_SIZE, SOCK6__MESSAGE_FRAGMENT_SIZE, SOCK6_IPV6, INT },
	{ SOCK6_RECEIVED, SOCK6__MESSAGE_TIME, FAMILIES, TWO_TIMES },
	{ SOCK6_RECEIVED_HARDWARE, SOCK6__MESSAGE_TIMESTAMPING, FAMILIES, THREE_STAMPS },
	{ SOCK6_DROPS, SOCK6__MESSAGE_DROPS, FAMILIES, INT },
	{ SOCK6_MARK, SOCK6__MESSAGE_MARK, FAMILIES, INT },
	{ SOCK6_LAUNCH, SOCK6__MESSAGE_LAUNCH, FAMILIES, TIME },
	{ SOCK6_TRANSMIT_ID, SOCK6__MESSAGE_TRANSMIT_ID, FAMILIES, INT },
	{ SOCK6_SEGMENT_SIZE, SOCK6__MESSAGE_SEGMENT, FAMILIES, INT },
};
/* clang-format on */

static int check_fields(uint64_t fields, uint64_t known, unsigned families)
{
	if ((fields & ~known) || !families || (families & ~FAMILIES))
		return -EINVAL;
	return 0;
}

int sock6_control_space(uint64_t fields, unsigned families)
{
	size_t space = 0;

	if (check_fields(fields, SOCK6_CONTROL_SEND | SOCK6_CONTROL_RECEIVE,
			 families) < 0)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++) {
		const struct carrier *carrier = &carriers[i];

		if (!(carrier->fields & fields))
			continue;
		if (!sock6__control_names[carrier->message].type)
			return -EOPNOTSUPP;
		if (carrier->families & families)
			space += CMSG_SPACE(carrier->size);
	}
	return (int)space;
}

/* The families that an address can be pinned for: any of them for "::", none
 * for a multicast one. */
static unsigned families_of(const struct in6_addr *address)
{
	const unsigned char *bytes = address->s6_addr;

	if (sock6__is_mapped(address))
		return (bytes[12] & 0xf0) == 0xe0 ? 0 : SOCK6_IPV4;
	if (sock6__is_multicast(address))
		return 0;
	return sock6__is_unspecified(address) ? FAMILIES : SOCK6_IPV6;
}

static int check_values(const struct sock6_control *control, uint64_t fields,
			unsigned families, unsigned pinned)
{
	if (fields & ~sock6__control_sendable)
		return -EOPNOTSUPP;
	if ((fields & SOCK6_FLOW_LABEL) &&
	    control->flow_label > SOCK6_FLOW_LABEL_MAXIMUM)
		return -EINVAL;
	if ((fields & SOCK6_SOURCE) && !(pinned & families))
		return -EINVAL;
	return 0;
}

/*
 * A message without its payload; returns the place of that.  Of any alignment,
 * as the buffer is the caller's; padding is written too.  The header goes there
 * member by member: a whole one that was put together in memory would have to
 * be waited for before it can be read as one.
 */
static inline unsigned char *put_header(unsigned char *at,
					enum sock6__control_message message,
					size_t size)
{
	const struct sock6__control_name *name = &sock6__control_names[message];
	const struct cmsghdr header = { .cmsg_len = (socklen_t)CMSG_LEN(size) };
	const int level = name->level, type = name->type;

	memset(at, 0, CMSG_SPACE(size));
	memcpy(at + offsetof(struct cmsghdr, cmsg_len), &header.cmsg_len,
	       sizeof(header.cmsg_len));
	memcpy(at + offsetof(struct cmsghdr, cmsg_level), &level,
	       sizeof(level));
	memcpy(at + offsetof(struct cmsghdr, cmsg_type), &type, sizeof(type));
	return at + CMSG_LEN(0);
}

static inline unsigned char *put(unsigned char *at,
				 enum sock6__control_message message,
				 const void *payload, size_t size)
{
	memcpy(put_header(at, message, size), payload, size);
	return at + CMSG_SPACE(size);
}

static inline unsigned char *put_int(unsigned char *at,
				     enum sock6__control_message message,
				     uint32_t value)
{
	return put(at, message, &value, sizeof(value));
}

/* struct in6_pktinfo: address, then interface. */
static unsigned char *put_packet_info(unsigned char *at,
				      const struct sock6_control *control,
				      unsigned pinned)
{
	unsigned char *info =
		put_header(at, SOCK6__MESSAGE_PACKET_INFO, PACKET_INFO);

	if (pinned & SOCK6_IPV6)
		memcpy(info, &control->source, sizeof(control->source));
	if (control->fields & SOCK6_INTERFACE)
		memcpy(info + sizeof(struct in6_addr), &control->ifindex,
		       sizeof(control->ifindex));
	return at + CMSG_SPACE(PACKET_INFO);
}

/* struct in_pktinfo: interface, local address, destination. */
static unsigned char *put_ipv4_packet_info(unsigned char *at,
					   const struct sock6_control *control,
					   unsigned pinned)
{
	unsigned char *info = put_header(at, SOCK6__MESSAGE_IPV4_PACKET_INFO,
					 IPV4_PACKET_INFO);

	if (control->fields & SOCK6_INTERFACE)
		memcpy(info, &control->ifindex, sizeof(control->ifindex));
	if (pinned & SOCK6_IPV4)
		memcpy(info + 4, control->source.s6_addr + 12, 4);
	return at + CMSG_SPACE(IPV4_PACKET_INFO);
}

/* A source is written for its own family only: the other refuses it. */
static unsigned char *put_ipv6(unsigned char *at,
			       const struct sock6_control *control,
			       uint64_t fields, unsigned pinned)
{
	if (fields & SOCK6_TRAFFIC_CLASS)
		at = put_int(at, SOCK6__MESSAGE_TRAFFIC_CLASS,
			     control->traffic_class);
	if (fields & SOCK6_HOP_LIMIT)
		at = put_int(at, SOCK6__MESSAGE_HOP_LIMIT, control->hop_limit);
	if ((fields & SOCK6_INTERFACE) || (pinned & SOCK6_IPV6))
		at = put_packet_info(at, control, pinned);
	if (fields & SOCK6_FLOW_LABEL)
		at = put_int(at, SOCK6__MESSAGE_FLOW_INFO,
			     htonl(control->flow_label));
	return at;
}

static unsigned char *put_ipv4(unsigned char *at,
			       const struct sock6_control *control,
			       uint64_t fields, unsigned pinned)
{
	if (fields & SOCK6_TRAFFIC_CLASS)
		at = put_int(at, SOCK6__MESSAGE_IPV4_TYPE_OF_SERVICE,
			     control->traffic_class);
	if (fields & SOCK6_HOP_LIMIT)
		at = put_int(at, SOCK6__MESSAGE_IPV4_TIME_TO_LIVE,
			     control->hop_limit);
	if ((fields & SOCK6_INTERFACE) || (pinned & SOCK6_IPV4))
		at = put_ipv4_packet_info(at, control, pinned);
	return at;
}

#define OF_ANY_FAMILY \
	(SOCK6_MARK | SOCK6_TRANSMIT_ID | SOCK6_LAUNCH | SOCK6_SEGMENT_SIZE)

static unsigned char *put_any_family(unsigned char *at,
				     const struct sock6_control *control,
				     uint64_t fields, uint16_t segment)
{
	if (fields & SOCK6_MARK)
		at = put_int(at, SOCK6__MESSAGE_MARK, control->mark);
	if (fields & SOCK6_TRANSMIT_ID)
		at = put_int(at, SOCK6__MESSAGE_TRANSMIT_ID,
			     control->transmit_id);
	if (fields & SOCK6_LAUNCH)
		at = put(at, SOCK6__MESSAGE_LAUNCH, &control->launch,
			 sizeof(control->launch));
	if (fields & SOCK6_SEGMENT_SIZE)
		at = put(at, SOCK6__MESSAGE_SEGMENT, &segment, sizeof(segment));
	return at;
}

static int has_room(size_t size, uint64_t fields, unsigned families)
{
	return size >= SOCK6__CONTROL_SEND_ROOM ||
	       size >= (size_t)sock6_control_space(fields, families);
}

/* The fields are those of the control, and a run's segment size. */
static int encode(unsigned char *buffer, size_t size,
		  const struct sock6_control *control, uint64_t fields,
		  unsigned families, unsigned segment_size)
{
	unsigned char *at = buffer;
	unsigned pinned =
		fields & SOCK6_SOURCE ? families_of(&control->source) : 0;
	int status = check_values(control, fields, families, pinned);

	if (status < 0)
		return status;
	if (!has_room(size, fields, families))
		return -ENOSPC;
	if (families & SOCK6_IPV6)
		at = put_ipv6(at, control, fields, pinned);
	if (families & SOCK6_IPV4)
		at = put_ipv4(at, control, fields, pinned);
	if (fields & OF_ANY_FAMILY)
		at = put_any_family(at, control, fields,
				    (uint16_t)segment_size);
	return (int)(at - buffer);
}

int sock6_control_encode(void *buffer, size_t size,
			 const struct sock6_control *control, unsigned families)
{
	unsigned segment_size = 0;

	if (check_fields(control->fields, SOCK6_CONTROL_SEND, families) < 0)
		return -EINVAL;
	if (control->fields & SOCK6_SEGMENT_SIZE) {
		segment_size = control->segment_size;
		if (segment_size == 0)
			return -EINVAL;
	}
	return encode(buffer, size, control, control->fields, families,
		      segment_size);
}

int sock6__control_encode(void *buffer, size_t size,
			  const struct sock6_control *control,
			  unsigned families, unsigned segment_size)
{
	static const struct sock6_control nothing = { 0 };
	uint64_t segment = segment_size ? SOCK6_SEGMENT_SIZE : 0;

	if (!control)
		control = &nothing;
	if (check_fields(control->fields,
			 SOCK6_CONTROL_SEND & ~SOCK6_SEGMENT_SIZE,
			 families) < 0)
		return -EINVAL;
	return encode(buffer, size, control, control->fields | segment,
		      families, segment_size);
}
