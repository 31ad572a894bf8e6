/* SPDX-License-Identifier: MIT */
/* Codecs written by hand, with the macros of cmsg(3). */
#define _GNU_SOURCE
#include "hand.h"

#include <errno.h>
#include <netinet/ip6.h>
#include <string.h>

#define LEVEL_UDP     17
#define SEGMENT       103 /* linux/udp.h and linux/in6.h, which libc may lack */
#define COALESCED     104
#define FLOW_INFO     11
#define FRAGMENT_SIZE 77
#define LAUNCH        61 /* asm-generic/socket.h */
#define TRANSMIT_ID   82

#define FIELDS                                                  \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_MARK | SOCK6_SEGMENT_SIZE)
#define MOST                                      \
	(CMSG_SPACE(sizeof(struct in6_pktinfo)) + \
	 CMSG_SPACE(sizeof(struct in_pktinfo)) + 9 * CMSG_SPACE(sizeof(int)))

static unsigned char *put(unsigned char *at, int level, int type,
			  const void *value, size_t size)
{
	struct cmsghdr header = { .cmsg_len = CMSG_LEN(size),
				  .cmsg_level = level,
				  .cmsg_type = type };

	memset(at, 0, CMSG_SPACE(size));
	memcpy(at, &header, sizeof(header));
	memcpy(at + CMSG_LEN(0), value, size);
	return at + CMSG_SPACE(size);
}

static unsigned char *put_int(unsigned char *at, int level, int type, int value)
{
	return put(at, level, type, &value, sizeof(value));
}

/* The families that may have an address as their source. */
static unsigned families_of(const struct in6_addr *address)
{
	if (IN6_IS_ADDR_V4MAPPED(address))
		return (address->s6_addr[12] & 0xf0) == 0xe0 ? 0 : SOCK6_IPV4;
	if (IN6_IS_ADDR_MULTICAST(address))
		return 0;
	return IN6_IS_ADDR_UNSPECIFIED(address) ? SOCK6_IPV6 | SOCK6_IPV4
						: SOCK6_IPV6;
}

static unsigned char *put_ipv6(unsigned char *at, const struct sock6_control *c,
			       unsigned pinned)
{
	struct in6_pktinfo info = { .ipi6_ifindex = 0 };

	if (c->fields & SOCK6_TRAFFIC_CLASS)
		at = put_int(at, IPPROTO_IPV6, IPV6_TCLASS, c->traffic_class);
	if (c->fields & SOCK6_HOP_LIMIT)
		at = put_int(at, IPPROTO_IPV6, IPV6_HOPLIMIT, c->hop_limit);
	if (c->fields & SOCK6_INTERFACE)
		info.ipi6_ifindex = c->ifindex;
	if (pinned & SOCK6_IPV6)
		info.ipi6_addr = c->source;
	if ((c->fields & SOCK6_INTERFACE) || (pinned & SOCK6_IPV6))
		at = put(at, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
	if (c->fields & SOCK6_FLOW_LABEL)
		at = put_int(at, IPPROTO_IPV6, FLOW_INFO,
			     (int)htonl(c->flow_label));
	return at;
}

static unsigned char *put_ipv4(unsigned char *at, const struct sock6_control *c,
			       unsigned pinned)
{
	struct in_pktinfo info = { .ipi_ifindex = 0 };

	if (c->fields & SOCK6_TRAFFIC_CLASS)
		at = put_int(at, IPPROTO_IP, IP_TOS, c->traffic_class);
	if (c->fields & SOCK6_HOP_LIMIT)
		at = put_int(at, IPPROTO_IP, IP_TTL, c->hop_limit);
	if (c->fields & SOCK6_INTERFACE)
		info.ipi_ifindex = (int)c->ifindex;
	if (pinned & SOCK6_IPV4)
		memcpy(&info.ipi_spec_dst, c->source.s6_addr + 12, 4);
	if ((c->fields & SOCK6_INTERFACE) || (pinned & SOCK6_IPV4))
		at = put(at, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	return at;
}

static int check(const struct sock6_control *c, size_t size, unsigned families,
		 unsigned pinned)
{
	if (c->fields & ~FIELDS || families == 0 ||
	    families & ~(SOCK6_IPV6 | SOCK6_IPV4))
		return -EINVAL;
	if ((c->fields & SOCK6_FLOW_LABEL) && c->flow_label > 0xfffff)
		return -EINVAL;
	if ((c->fields & SOCK6_SOURCE) && !(pinned & families))
		return -EINVAL;
	if ((c->fields & SOCK6_SEGMENT_SIZE) && c->segment_size == 0)
		return -EINVAL;
	return size < MOST ? -ENOSPC : 0;
}

int hand_encode(void *buffer, size_t size, const struct sock6_control *control,
		unsigned families)
{
	unsigned char *at = buffer;
	unsigned pinned = control->fields & SOCK6_SOURCE
				  ? families_of(&control->source)
				  : 0;
	int status = check(control, size, families, pinned);

	if (status < 0)
		return status;
	if (families & SOCK6_IPV6)
		at = put_ipv6(at, control, pinned);
	if (families & SOCK6_IPV4)
		at = put_ipv4(at, control, pinned);
	if (control->fields & SOCK6_MARK)
		at = put_int(at, SOL_SOCKET, SO_MARK, (int)control->mark);
	if (control->fields & SOCK6_TRANSMIT_ID)
		at = put_int(at, SOL_SOCKET, TRANSMIT_ID,
			     (int)control->transmit_id);
	if (control->fields & SOCK6_LAUNCH)
		at = put(at, SOL_SOCKET, LAUNCH, &control->launch,
			 sizeof(control->launch));
	if (control->fields & SOCK6_SEGMENT_SIZE)
		at = put(at, LEVEL_UDP, SEGMENT, &control->segment_size,
			 sizeof(control->segment_size));
	return (int)(at - (unsigned char *)buffer);
}

static uint32_t load(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static int take_packet_info(struct sock6_control *c, const unsigned char *at,
			    size_t size)
{
	struct in6_pktinfo info;

	if (size < sizeof(info))
		return 0;
	memcpy(&info, at, sizeof(info));
	c->destination = info.ipi6_addr;
	c->ifindex = info.ipi6_ifindex;
	c->fields |= SOCK6_DESTINATION | SOCK6_INTERFACE;
	return 1;
}

static int take_ipv4_packet_info(struct sock6_control *c,
				 const unsigned char *at, size_t size)
{
	struct in_pktinfo info;

	if (size < sizeof(info))
		return 0;
	memcpy(&info, at, sizeof(info));
	c->ifindex = (uint32_t)info.ipi_ifindex;
	c->destination.s6_addr[10] = c->destination.s6_addr[11] = 0xff;
	memcpy(c->destination.s6_addr + 12, &info.ipi_addr, 4);
	c->fields |= SOCK6_DESTINATION | SOCK6_INTERFACE;
	return 1;
}

#define TAKE(field, member, value)          \
	do {                                \
		if (size < sizeof(int))     \
			return 0;           \
		c->member = (value);        \
		c->fields |= SOCK6_##field; \
		return 1;                   \
	} while (0)

static int take_ipv6(struct sock6_control *c, int type, const unsigned char *at,
		     size_t size)
{
	switch (type) {
	case IPV6_PKTINFO: return take_packet_info(c, at, size);
	case IPV6_TCLASS: TAKE(TRAFFIC_CLASS, traffic_class, (uint8_t)load(at));
	case IPV6_HOPLIMIT: TAKE(HOP_LIMIT, hop_limit, (uint8_t)load(at));
	case FLOW_INFO: TAKE(FLOW_LABEL, flow_label, ntohl(load(at)) & 0xfffff);
	case FRAGMENT_SIZE:
		TAKE(FRAGMENT_SIZE, fragment_size, (uint16_t)load(at));
	default: return 1;
	}
}

static int take_ipv4(struct sock6_control *c, int type, const unsigned char *at,
		     size_t size)
{
	switch (type) {
	case IP_PKTINFO: return take_ipv4_packet_info(c, at, size);
	case IP_TTL: TAKE(HOP_LIMIT, hop_limit, (uint8_t)load(at));
	case IP_TOS: /* the kernel sends one byte */
		if (size < 1)
			return 0;
		c->traffic_class = *at;
		c->fields |= SOCK6_TRAFFIC_CLASS;
		return 1;
	default: return 1;
	}
}

static int take_socket(struct sock6_control *c, int type,
		       const unsigned char *at, size_t size)
{
	switch (type) {
	case SO_RXQ_OVFL: TAKE(DROPS, drops, load(at));
	case SO_MARK: TAKE(MARK, mark, load(at));
	default: return 1;
	}
}

static int take(struct sock6_control *c, const struct cmsghdr *header,
		const unsigned char *at, size_t size)
{
	switch (header->cmsg_level) {
	case IPPROTO_IPV6: return take_ipv6(c, header->cmsg_type, at, size);
	case IPPROTO_IP: return take_ipv4(c, header->cmsg_type, at, size);
	case SOL_SOCKET: return take_socket(c, header->cmsg_type, at, size);
	case LEVEL_UDP:
		if (header->cmsg_type == COALESCED)
			TAKE(SEGMENT_SIZE, segment_size, (uint16_t)load(at));
		return 1;
	default: return 1;
	}
}

/* Parts that the compiler turns into stores rather than a string
 * instruction, which is slower. */
static void reset(struct sock6_control *c)
{
	memset(c, 0, 64);
	memset((char *)c + 64, 0, 64);
	memset((char *)c + 128, 0, sizeof(*c) - 128);
}

int hand_decode(struct sock6_control *control, const void *buffer, size_t size)
{
	const unsigned char *at = buffer;
	struct cmsghdr header;
	size_t space;

	reset(control);
	while (size >= sizeof(header)) {
		memcpy(&header, at, sizeof(header));
		if (header.cmsg_len < CMSG_LEN(0) || header.cmsg_len > size ||
		    !take(control, &header, at + CMSG_LEN(0),
			  header.cmsg_len - CMSG_LEN(0)))
			return SOCK6_CONTROL_TRUNCATED;
		space = CMSG_ALIGN(header.cmsg_len);
		if (space >= size)
			return 0;
		at += space;
		size -= space;
	}
	return size ? SOCK6_CONTROL_TRUNCATED : 0;
}

int hand_parse(struct sock6_header *header, const void *packet, size_t size)
{
	const unsigned char *at = packet;
	uint32_t first;
	uint16_t length;

	if (size < sizeof(struct ip6_hdr))
		return -EBADMSG;
	memcpy(&first, at, sizeof(first));
	memcpy(&length, at + 4, sizeof(length));
	first = ntohl(first);
	header->flow_label = first & 0xfffff;
	header->payload_length = ntohs(length);
	header->version = (uint8_t)(first >> 28);
	header->traffic_class = (uint8_t)(first >> 20);
	header->next_header = at[6];
	header->hop_limit = at[7];
	header->reserved = 0;
	memcpy(&header->source, at + 8, sizeof(header->source));
	memcpy(&header->destination, at + 24, sizeof(header->destination));
	return 0;
}
