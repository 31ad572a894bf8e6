/* SPDX-License-Identifier: MIT */
/* By hand: the three control messages of the bench, and the size of a run. */
#define _GNU_SOURCE
#include "raw.h"

#include <string.h>

#define LEVEL_UDP 17
#define SEGMENT   103 /* UDP_SEGMENT of linux/udp.h, which libc may lack */
#define COALESCED 104 /* UDP_GRO */

struct raw_values raw_values(void)
{
	return (struct raw_values){ .ifindex = 1,
				    .address = IN6ADDR_LOOPBACK_INIT,
				    .traffic_class = TRAFFIC_CLASS,
				    .hop_limit = HOP_LIMIT };
}

static struct cmsghdr *put(struct msghdr *header, struct cmsghdr *at, int level,
			   int type, const void *value, size_t size)
{
	at->cmsg_level = level;
	at->cmsg_type = type;
	at->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(at), value, size);
	header->msg_controllen += CMSG_SPACE(size);
	return (struct cmsghdr *)(void *)((unsigned char *)at +
					  CMSG_SPACE(size));
}

void raw_encode(struct msghdr *header, const struct raw_values *values,
		int control)
{
	struct in6_pktinfo info = { values->address, values->ifindex };
	struct cmsghdr *at = header->msg_control;
	int class = values->traffic_class, hops = values->hop_limit;

	header->msg_controllen = 0;
	if (control) {
		at = put(header, at, IPPROTO_IPV6, IPV6_TCLASS, &class,
			 sizeof(class));
		at = put(header, at, IPPROTO_IPV6, IPV6_HOPLIMIT, &hops,
			 sizeof(hops));
		at = put(header, at, IPPROTO_IPV6, IPV6_PKTINFO, &info,
			 sizeof(info));
	}
	if (values->segment_size)
		put(header, at, LEVEL_UDP, SEGMENT, &values->segment_size,
		    sizeof(values->segment_size));
}

static int load(const struct cmsghdr *at)
{
	int value;

	if (at->cmsg_len < CMSG_LEN(sizeof(value)))
		return 0;
	memcpy(&value, CMSG_DATA(at), sizeof(value));
	return value;
}

static void load_packet_info(struct raw_values *values,
			     const struct cmsghdr *at)
{
	struct in6_pktinfo info;

	if (at->cmsg_len < CMSG_LEN(sizeof(info)))
		return;
	memcpy(&info, CMSG_DATA(at), sizeof(info));
	values->address = info.ipi6_addr;
	values->ifindex = info.ipi6_ifindex;
}

void raw_decode(struct raw_values *values, struct msghdr *header)
{
	struct cmsghdr *at;

	memset(values, 0, sizeof(*values));
	for (at = CMSG_FIRSTHDR(header); at; at = CMSG_NXTHDR(header, at)) {
		if (at->cmsg_level == IPPROTO_IPV6) {
			if (at->cmsg_type == IPV6_TCLASS)
				values->traffic_class = (uint8_t)load(at);
			else if (at->cmsg_type == IPV6_HOPLIMIT)
				values->hop_limit = (uint8_t)load(at);
			else if (at->cmsg_type == IPV6_PKTINFO)
				load_packet_info(values, at);
		} else if (at->cmsg_level == LEVEL_UDP &&
			   at->cmsg_type == COALESCED) {
			values->segment_size = (uint16_t)load(at);
		}
	}
}

static void switch_on(int fd, int level, int number)
{
	int on = 1;

	if (setsockopt(fd, level, number, &on, sizeof(on)) < 0)
		fail("setsockopt");
}

void raw_request(int fd, int control, int coalesced)
{
	if (control) {
		switch_on(fd, IPPROTO_IPV6, IPV6_RECVTCLASS);
		switch_on(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT);
		switch_on(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
	}
	if (coalesced)
		switch_on(fd, LEVEL_UDP, COALESCED);
}
