/* SPDX-License-Identifier: MIT */
/* Errors about a packet that was captured, as a router would send them. */
#ifndef TOOL_PATH_FORGE_H
#define TOOL_PATH_FORGE_H

#include "capture.h"
#include "path.h"

/* The packet at which a forger waits, in host order: of UDP or an echo request
 * with so many bytes; 0: of any size. */
static inline int is_probe(const struct packet *packet, const void *size)
{
	const unsigned *wanted = size;

	if (packet->protocol == IPPROTO_UDP ||
	    (packet->protocol == SOCK6_ICMP_PROTOCOL &&
	     packet->payload[0] == SOCK6_ICMP_ECHO_REQUEST))
		return *wanted == 0 || packet->payload_size + 40 == *wanted;
	return 0;
}

static inline int capture_probe(int wire, struct packet *packet, unsigned size)
{
	return CHECK(capture_find(wire, packet, is_probe, &size));
}

/* Where the stamp of a probe begins. */
#define PROBE_STAMP 48

/* Sends an error about the packet to its source; error says the rest. */
static inline int forge(sock6_fd raw, const struct packet *packet,
			struct sock6_icmp_message error)
{
	static uint8_t bytes[SOCK6_ICMP_ERROR_MAXIMUM];
	struct sock6_message out = { .data = bytes };
	int size;

	error.payload = packet->bytes;
	error.payload_size = packet->payload_size + 40;
	size = sock6_icmp_message_encode(bytes, sizeof(bytes), &error, NULL,
					 NULL);
	if (!CHECK(size > 0))
		return 0;
	out.size = (size_t)size;
	out.peer.sin6_family = AF_INET6;
	out.peer.sin6_addr = packet->source;
	return CHECK_EQ(size, sock6_send(raw, &out, 0));
}

/* The same about a packet that nobody has sent. */
static inline int forge_foreign(sock6_fd raw, const struct packet *packet,
				struct sock6_icmp_message error)
{
	struct packet *copy = malloc(sizeof(*copy));
	int sent;

	if (!CHECK(copy != NULL))
		return 0;
	*copy = *packet;
	/* The stream, of which a forger off the path knows nothing. */
	copy->bytes[PROBE_STAMP + 8] ^= 1;
	sent = forge(raw, copy, error);
	free(copy);
	return sent;
}

#endif
