/* SPDX-License-Identifier: MIT */
/*
 * Extension headers for the tests of this folder: some that are right, and
 * whether this user may send them.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef EXTENSIONS_H
#define EXTENSIONS_H

#include "sockets.h"

#define OPTIONS_SIZE 16
#define STRANGER     0x1e /* for experiments (RFC 4727, 5.1.2), to be skipped */

#define NO_PRIVILEGE "options need CAP_NET_RAW"

static unsigned char alert[8], options[OPTIONS_SIZE], others[OPTIONS_SIZE];
static unsigned char segments[40];

static inline void build_options(unsigned char *header, const char *data)
{
	const struct sock6_extension_option stranger = { .type = STRANGER,
							 .data = data,
							 .size = 12 };
	int used = sock6_extension_options_start(header, OPTIONS_SIZE, 0);

	used = sock6_extension_option_append(header, OPTIONS_SIZE, (size_t)used,
					     &stranger);
	CHECK_EQ(OPTIONS_SIZE, sock6_extension_options_finish(
				       header, OPTIONS_SIZE, (size_t)used));
}

static inline void build_headers(void)
{
	const struct sock6_extension_option option = {
		.type = SOCK6_EXTENSION_ROUTER_ALERT,
		.has_value = 1,
		.value = 0x5114
	};
	const struct sock6_extension_routing routing = {
		.type = SOCK6_EXTENSION_ROUTING_SEGMENTS,
		.segments_left = 1,
		.segment_count = 2
	};
	const struct in6_addr path[2] = { IN6ADDR_LOOPBACK_INIT,
					  IN6ADDR_LOOPBACK_INIT };
	int used = sock6_extension_options_start(alert, sizeof(alert), 0);

	used = sock6_extension_option_append(alert, sizeof(alert), (size_t)used,
					     &option);
	CHECK_EQ(8, sock6_extension_options_finish(alert, sizeof(alert),
						   (size_t)used));
	build_options(options, "one datagram");
	build_options(others, "all of these");
	CHECK_EQ(sizeof(segments),
		 sock6_extension_routing_build(segments, sizeof(segments),
					       &routing, path));
}

static inline struct sock6_extension header(int type, const void *data,
					    size_t size)
{
	return (struct sock6_extension){ .type = (uint16_t)type,
					 .data = data,
					 .size = size };
}

static inline struct sock6_extension alert_header(void)
{
	return header(SOCK6_EXTENSION_HOP_BY_HOP, alert, sizeof(alert));
}

static inline struct sock6_extension options_header(void)
{
	return header(SOCK6_EXTENSION_DESTINATION, options, sizeof(options));
}

static inline int may_send_options(void)
{
	sock6_fd fd = udp_at("::1", 0);
	int status =
		sock6_extension_set(fd, SOCK6_EXTENSION_HOP_BY_HOP, NULL, 0);

	sock6_close(fd);
	return status == 0;
}

static inline int send_headers(struct pair *pair, const char *text,
			       const struct sock6_extension *headers,
			       unsigned count)
{
	struct sock6_message message =
		outgoing(text, strlen(text), &pair->to, NULL);

	return sock6_extension_send(pair->sender, &message, headers, count, 0);
}

#endif
