/* SPDX-License-Identifier: MIT */
/* UDP datagrams with any source at all, put on a link of the lab. */
#ifndef TOOL_FORGE_H
#define TOOL_FORGE_H

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

#define FORGE_ROOM 1500

struct forged {
	const char *source, *destination;
	uint16_t source_port, destination_port;
	const void *payload;
	size_t size;
};

static inline uint32_t forge_sum(const uint8_t *bytes, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return sum;
}

static inline void forge_number(uint8_t *at, size_t number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

/* RFC 8200, 3 and 8.1; RFC 768.  Returns the length. */
static inline size_t forge_packet(uint8_t packet[FORGE_ROOM],
				  const struct forged *f)
{
	struct in6_addr source = lab_in6(f->source);
	struct in6_addr destination = lab_in6(f->destination);
	uint8_t *udp = packet + 40;
	size_t size = 8 + f->size;
	uint32_t sum;

	memset(packet, 0, 48);
	packet[0] = 0x60;
	forge_number(packet + 4, size);
	packet[6] = 17;
	packet[7] = 64;
	memcpy(packet + 8, &source, 16);
	memcpy(packet + 24, &destination, 16);
	forge_number(udp, f->source_port);
	forge_number(udp + 2, f->destination_port);
	forge_number(udp + 4, size);
	memcpy(udp + 8, f->payload, f->size);
	sum = forge_sum(packet + 8, 32 + size) + 17 + (uint32_t)size;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	forge_number(udp + 6, ~sum & 0xffff);
	return 40 + size;
}

/* Onto the link of eth0 of a host, for whoever has the destination. */
static inline void forge(const char *host, const struct forged *f)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(ETH_P_IPV6),
				  .sll_ifindex = (int)lab_index(host, "eth0"),
				  .sll_halen = 6 };
	uint8_t packet[FORGE_ROOM];
	size_t size = forge_packet(packet, f);
	int fd = socket(AF_PACKET, SOCK_DGRAM, 0);

	memset(to.sll_addr, 0xff, 6);
	if (fd < 0 || sendto(fd, packet, size, 0, (struct sockaddr *)&to,
			     sizeof(to)) != (ssize_t)size)
		abort();
	close(fd);
}

#endif
