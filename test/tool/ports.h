/* SPDX-License-Identifier: MIT */
/* Ports that nobody uses, as arguments. */
#ifndef TOOL_PORTS_H
#define TOOL_PORTS_H

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>

#include "check.h"
#include "sock6.h"

/* A port that was free a moment ago; 0 where there is no IPv6. */
static inline uint16_t free_port(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	socklen_t size = sizeof(address);
	sock6_fd fd;

	if (sock6_udp_open(&fd, NULL, SOCK6_DUAL_STACK) < 0)
		return 0;
	getsockname(fd, (struct sockaddr *)&address, &size);
	sock6_close(fd);
	return ntohs(address.sin6_port);
}

/* "[::1]:PORT", in one of a few buffers. */
static inline const char *at_port(const char *address, uint16_t port)
{
	static char texts[4][64];
	static unsigned next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof(texts[0]), "%s:%u", address, port);
	return text;
}

/* A socket on a port of ::1 that takes in what is sent there, so that no
 * sender is told that it is closed; SOCK6_INVALID where there is none. */
static inline sock6_fd open_sink(uint16_t port)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = htons(port) };
	sock6_fd fd;

	local.sin6_addr = in6addr_loopback;
	return sock6_udp_open(&fd, &local, 0) < 0 ? SOCK6_INVALID : fd;
}

static inline int has_loopback(void)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };
	sock6_fd fd;

	local.sin6_addr = in6addr_loopback;
	if (sock6_udp_open(&fd, &local, 0) < 0)
		return 0;
	sock6_close(fd);
	return 1;
}

#endif
