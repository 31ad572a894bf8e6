/* SPDX-License-Identifier: MIT */
/* What is on the wire: a packet socket and a parser of IPv6 and IPv4. */
#include "capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

static unsigned get16(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

int capture_open(const char *host, const char *interface)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET,
				       .sll_protocol = htons(ETH_P_ALL),
				       .sll_ifindex = (int)lab_index(
					       host, interface) };
	/* Protocol 0 hears nothing until bind() names the interface. */
	int wire = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (wire < 0 ||
	    bind(wire, (struct sockaddr *)&address, sizeof(address)) < 0) {
		printf("Bail out! capture on %s %s: %s\n", host, interface,
		       strerror(errno));
		exit(1);
	}
	return wire;
}

/* A router alert option in a hop-by-hop header (RFC 2711): its value or -1. */
static int find_router_alert(const uint8_t *header, size_t size)
{
	size_t at = 2;

	while (at + 2 <= size) {
		if (header[at] == 0) {
			at++;
			continue;
		}
		if (header[at] == 5 && header[at + 1] == 2 && at + 4 <= size)
			return (int)get16(header + at + 2);
		at += 2u + header[at + 1];
	}
	return -1;
}

static int is_extension(uint8_t header)
{
	return header == IPPROTO_HOPOPTS || header == IPPROTO_ROUTING ||
	       header == IPPROTO_DSTOPTS || header == IPPROTO_FRAGMENT;
}

static int walk_extensions(struct packet *packet)
{
	while (is_extension(packet->protocol)) {
		const uint8_t *header = packet->payload;
		size_t size;

		if (packet->payload_size < 8)
			return 0;
		size = packet->protocol == IPPROTO_FRAGMENT
			       ? 8
			       : 8u + 8u * header[1];
		if (packet->payload_size < size)
			return 0;
		if (packet->protocol == IPPROTO_HOPOPTS)
			packet->router_alert = find_router_alert(header, size);
		if (packet->protocol == IPPROTO_FRAGMENT) {
			packet->fragmented = 1;
			packet->fragment_from = get16(header + 2) & 0xfff8u;
		}
		packet->protocol = header[0];
		packet->payload += size;
		packet->payload_size -= size;
	}
	return 1;
}

static int parse_ipv6(struct packet *packet)
{
	const uint8_t *bytes = packet->bytes;

	if (packet->size < 40)
		return 0;
	packet->traffic_class = (uint8_t)(get16(bytes) >> 4);
	packet->flow_label = (bytes[1] & 0x0fu) << 16 | get16(bytes + 2);
	packet->protocol = bytes[6];
	packet->hop_limit = bytes[7];
	memcpy(&packet->source, bytes + 8, 16);
	memcpy(&packet->destination, bytes + 24, 16);
	packet->payload = bytes + 40;
	packet->payload_size = get16(bytes + 4);
	if (packet->payload_size > packet->size - 40)
		return 0;
	return walk_extensions(packet);
}

static void map_ipv4(struct in6_addr *address, const uint8_t *bytes)
{
	memset(address, 0, sizeof(*address));
	memset(address->s6_addr + 10, 0xff, 2);
	memcpy(address->s6_addr + 12, bytes, 4);
}

static int parse_ipv4(struct packet *packet)
{
	const uint8_t *bytes = packet->bytes;
	size_t header = 4u * (bytes[0] & 15u);
	size_t total;

	if (header < 20 || packet->size < header)
		return 0;
	total = get16(bytes + 2);
	if (total < header || total > packet->size)
		return 0;
	packet->traffic_class = bytes[1];
	packet->hop_limit = bytes[8];
	packet->protocol = bytes[9];
	packet->fragment_from = (get16(bytes + 6) & 0x1fffu) * 8;
	map_ipv4(&packet->source, bytes + 12);
	map_ipv4(&packet->destination, bytes + 16);
	packet->payload = bytes + header;
	packet->payload_size = total - header;
	return 1;
}

static int parse(struct packet *packet)
{
	int good;

	packet->router_alert = -1;
	packet->flow_label = 0;
	packet->fragmented = 0;
	packet->fragment_from = 0;
	packet->source_port = packet->destination_port = 0;
	if (packet->size < 1)
		return 0;
	packet->version = packet->bytes[0] >> 4;
	good = packet->version == 6   ? parse_ipv6(packet)
	       : packet->version == 4 ? parse_ipv4(packet)
				      : 0;
	if (good && packet->protocol == IPPROTO_UDP &&
	    packet->fragment_from == 0 && packet->payload_size >= 8) {
		packet->source_port = (uint16_t)get16(packet->payload);
		packet->destination_port = (uint16_t)get16(packet->payload + 2);
	}
	return good;
}

static int wait_for_packet(int wire, int64_t deadline)
{
	struct pollfd poller = { .fd = wire, .events = POLLIN };
	int64_t left = deadline - sock6_now();

	return left > 0 && poll(&poller, 1, (int)(left / 1000000 + 1)) > 0;
}

int capture_next(int wire, struct packet *packet, int64_t deadline)
{
	struct sockaddr_ll from;
	socklen_t size;
	ssize_t got;

	while (wait_for_packet(wire, deadline)) {
		size = sizeof(from);
		got = recvfrom(wire, packet->bytes, sizeof(packet->bytes),
			       MSG_DONTWAIT, (struct sockaddr *)&from, &size);
		if (got < 0)
			continue;
		packet->size = (size_t)got;
		packet->outgoing = from.sll_pkttype == PACKET_OUTGOING;
		if (parse(packet))
			return 1;
	}
	return 0;
}

int capture_find(int wire, struct packet *packet, capture_right *right,
		 const void *what)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (capture_next(wire, packet, deadline))
		if (right(packet, what))
			return 1;
	return 0;
}

static int is_udp_to(const struct packet *packet, const void *what)
{
	return packet->protocol == IPPROTO_UDP &&
	       packet->destination_port == *(const uint16_t *)what;
}

int capture_udp(int wire, struct packet *packet, uint16_t port)
{
	return capture_find(wire, packet, is_udp_to, &port);
}

static int is_icmp(const struct packet *packet, const void *what)
{
	return packet->protocol == IPPROTO_ICMPV6 && packet->payload_size > 0 &&
	       packet->payload[0] == *(const uint8_t *)what;
}

int capture_icmp(int wire, struct packet *packet, uint8_t type)
{
	return capture_find(wire, packet, is_icmp, &type);
}

int capture_has_text(const struct packet *packet, const char *text)
{
	size_t length = strlen(text);

	return packet->protocol == IPPROTO_UDP &&
	       packet->payload_size == 8 + length &&
	       memcmp(packet->payload + 8, text, length) == 0;
}

static uint32_t add_words(uint32_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += get16(bytes + i);
	if (size % 2)
		sum += (uint32_t)bytes[size - 1] << 8;
	return sum;
}

uint16_t capture_checksum(const struct packet *packet)
{
	uint32_t sum = packet->protocol + (uint32_t)packet->payload_size;

	sum = add_words(sum, packet->source.s6_addr, 16);
	sum = add_words(sum, packet->destination.s6_addr, 16);
	sum = add_words(sum, packet->payload, packet->payload_size);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
