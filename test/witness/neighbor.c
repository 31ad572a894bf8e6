/* SPDX-License-Identifier: MIT */
/*
 * Writes packets with one message of each kind that the codecs of neighbor
 * discovery and of ICMPv6 know, as a capture file, for another program to read.
 *
 * usage: neighbor >FILE
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sock6.h"

static struct in6_addr router, host, everyone;

static void need(int true, const char *what)
{
	if (true)
		return;
	fprintf(stderr, "neighbor: %s\n", what);
	exit(1);
}

static struct in6_addr in6(const char *text)
{
	struct in6_addr address;

	need(inet_pton(AF_INET6, text, &address) == 1, text);
	return address;
}

static void put_32(uint32_t value)
{
	need(fwrite(&value, sizeof(value), 1, stdout) == 1, "write");
}

/* In the byte order of this machine, as readers expect; 101 is raw IP. */
static void begin_file(void)
{
	put_32(0xa1b2c3d4);
	if (htonl(1) == 1)
		put_32(2 << 16 | 4);
	else
		put_32(4 << 16 | 2);
	put_32(0);
	put_32(0);
	put_32(65535);
	put_32(101);
}

static void put_packet(const struct in6_addr *to, const void *bytes, int size)
{
	unsigned char header[SOCK6_HEADER_SIZE];
	struct sock6_header values = { .payload_length = (uint16_t)size,
				       .next_header = SOCK6_ICMP_PROTOCOL,
				       .hop_limit = 255,
				       .source = router,
				       .destination = *to };

	need(size > 0, "a message");
	need(sock6_header_build(header, sizeof(header), &values) > 0, "header");
	put_32(0);
	put_32(0);
	put_32((uint32_t)size + SOCK6_HEADER_SIZE);
	put_32((uint32_t)size + SOCK6_HEADER_SIZE);
	need(fwrite(header, sizeof(header), 1, stdout) == 1 &&
		     fwrite(bytes, (size_t)size, 1, stdout) == 1,
	     "write");
}

static void put_neighbor(const struct in6_addr *to,
			 const struct sock6_neighbor_message *message,
			 const struct sock6_neighbor_option *options,
			 unsigned count)
{
	static unsigned char bytes[1400];

	put_packet(to, bytes,
		   sock6_neighbor_encode(bytes, sizeof(bytes), message, options,
					 count, &router, to));
}

static void put_advertisement(void)
{
	static unsigned char domains[64];
	const struct in6_addr servers[2] = { in6("2001:db8::53"),
					     in6("2001:db8::54") };
	int used = sock6_neighbor_domain_append(domains, sizeof(domains), 0,
						"example.org");
	struct sock6_neighbor_message message = {
		.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT,
		.hop_limit = 64,
		.flags = SOCK6_NEIGHBOR_MANAGED | SOCK6_NEIGHBOR_OTHER,
		.preference = SOCK6_NEIGHBOR_HIGH,
		.router_lifetime = 1800,
		.reachable_time = 30000,
		.retransmit_timer = 1000
	};
	struct sock6_neighbor_option options[] = {
		{ .type = 1, .data = "\2\0\0\0\0\1", .size = 6 },
		{ .type = 5, .mtu = 1480 },
		{ .type = 3,
		  .prefix_length = 64,
		  .flags = 0xc0,
		  .lifetime = 86400,
		  .preferred_lifetime = 14400,
		  .prefix = in6("2001:db8:1::") },
		{ .type = 24,
		  .prefix_length = 48,
		  .preference = SOCK6_NEIGHBOR_LOW,
		  .lifetime = 600,
		  .prefix = in6("2001:db8:2::") },
		{ .type = 25,
		  .lifetime = 900,
		  .data = servers,
		  .size = sizeof(servers) },
		{ .type = 31,
		  .lifetime = 901,
		  .data = domains,
		  .size = (size_t)used },
		{ .type = 14, .data = "\1\2\3\4\5\6", .size = 6 },
		{ .type = 37, .data = "https://example.org/", .size = 20 },
		{ .type = 38,
		  .prefix_length = 96,
		  .lifetime = 1800,
		  .prefix = in6("64:ff9b::") },
	};

	put_neighbor(&everyone, &message, options,
		     sizeof(options) / sizeof(*options));
}

static void put_others(void)
{
	struct sock6_neighbor_message message = {
		.type = SOCK6_ICMP_ROUTER_SOLICITATION
	};
	struct sock6_neighbor_option source = { .type = 1,
						.data = "\2\0\0\0\0\1",
						.size = 6 };
	struct sock6_neighbor_option target = { .type = 2,
						.data = "\2\0\0\0\0\2",
						.size = 6 };

	put_neighbor(&everyone, &message, &source, 1);
	message.type = SOCK6_ICMP_NEIGHBOR_SOLICITATION;
	message.target = host;
	put_neighbor(&host, &message, &source, 1);
	message.type = SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT;
	message.flags = SOCK6_NEIGHBOR_ROUTER | SOCK6_NEIGHBOR_SOLICITED |
			SOCK6_NEIGHBOR_OVERRIDE;
	put_neighbor(&host, &message, &target, 1);
	message.type = SOCK6_ICMP_REDIRECT;
	message.flags = 0;
	message.destination = in6("2001:db8:3::3");
	put_neighbor(&host, &message, &target, 1);
}

static void put_message(const struct sock6_icmp_message *message)
{
	static unsigned char bytes[1400];

	put_packet(&host, bytes,
		   sock6_icmp_message_encode(bytes, sizeof(bytes), message,
					     &router, &host));
}

static void put_messages(void)
{
	static unsigned char quoted[48] = { 0x60, [5] = 8, 17, 64 };
	unsigned char extension[64];
	struct sock6_icmp_extension_label label = { .label = 16,
						    .traffic_class = 5,
						    .time_to_live = 64 };
	struct sock6_icmp_message message = { .type = 128,
					      .identifier = 4660,
					      .sequence = 7,
					      .payload = "data",
					      .payload_size = 4 };
	int used = sock6_icmp_extension_labels_append(
		extension, sizeof(extension), 0, &label, 1);

	need(used > 0, "extension");
	put_message(&message);
	message.type = 129;
	put_message(&message);
	/* What is quoted: a UDP packet from the host. */
	memcpy(quoted + 8, &host, 16);
	memcpy(quoted + 24, &everyone, 16);
	memcpy(quoted + 40, "\0\7\0\11\0\10", 6);
	message = (struct sock6_icmp_message){
		.type = 2, .mtu = 1280, .payload = quoted, .payload_size = 48
	};
	put_message(&message);
	message.mtu = 0;
	message.type = 3;
	message.extension = extension;
	message.extension_size = (size_t)used;
	put_message(&message);
}

int main(void)
{
	router = in6("fe80::1");
	host = in6("fe80::2");
	everyone = in6("ff02::1");
	begin_file();
	put_advertisement();
	put_others();
	put_messages();
	need(fflush(stdout) == 0, "write");
	return 0;
}
