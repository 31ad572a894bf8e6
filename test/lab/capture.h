/* SPDX-License-Identifier: MIT */
/*
 * What is on the wire, seen with a packet socket and parsed without the help of
 * the library that is under test.
 *
 *	int wire = capture_open("b", "eth0");
 *	... something is sent towards b ...
 *	CHECK(capture_udp(wire, &packet, LAB_PORT));
 *	CHECK_EQ(0, packet.hop_limit);
 *
 * Everything that passed since capture_open() is found, within LAB_PATIENCE.
 */
#ifndef LAB_CAPTURE_H
#define LAB_CAPTURE_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct packet {
	uint8_t version;       /* 4 or 6; 4: what follows is IPv4's likeness */
	uint8_t traffic_class; /* IPv4: type of service */
	uint8_t hop_limit;     /* IPv4: time to live */
	uint8_t protocol;      /* behind the extension headers */
	uint32_t flow_label;
	struct in6_addr source; /* IPv4 as ::ffff:a.b.c.d */
	struct in6_addr destination;
	int outgoing;           /* left through the interface */
	int router_alert;       /* its value; -1: has none (RFC 2711) */
	int fragmented;         /* has a fragment header */
	unsigned fragment_from; /* offset in bytes */
	const uint8_t *payload; /* behind the extension headers */
	size_t payload_size;
	uint16_t source_port; /* UDP only; 0 in later fragments */
	uint16_t destination_port;
	size_t size; /* of bytes */
	uint8_t bytes[65536];
};

/* Ends the program when it fails. */
int capture_open(const char *host, const char *interface);

/* The next IP packet: 1, or 0 when none came until the deadline of
 * sock6_now(). What is no IP packet, or a broken one, is passed over. */
int capture_next(int wire, struct packet *packet, int64_t deadline);

/* The next packet that a function finds right: 1, or 0. */
typedef int capture_right(const struct packet *packet, const void *what);
int capture_find(int wire, struct packet *packet, capture_right *right,
		 const void *what);

/* The next UDP packet to a port, leaving or arriving: 1, or 0. */
int capture_udp(int wire, struct packet *packet, uint16_t port);

/* The next ICMPv6 message of a type: 1, or 0. */
int capture_icmp(int wire, struct packet *packet, uint8_t type);

/* Whether a UDP packet carries this text. */
int capture_has_text(const struct packet *packet, const char *text);

/* The sum over a pseudo-header and the payload, 0 when the checksum that the
 * payload contains is right (RFC 8200, 8.1). */
uint16_t capture_checksum(const struct packet *packet);

#endif
