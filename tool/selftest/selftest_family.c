/* SPDX-License-Identifier: MIT */
/* Self-test of replies, of IPv4 on a dual-stack socket, and of TCP. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"
#include "selftest.h"

static struct in6_addr mapped_loopback(unsigned char last)
{
	struct in6_addr address = { { { [10] = 0xff, 0xff, 127, 0, 0, 1 } } };

	address.s6_addr[15] = last;
	return address;
}

/* Of all of 127.0.0.0/8 only the one that was written to may answer. */
static void reply(struct selftest *t)
{
	struct in6_addr asked = mapped_loopback(9);
	struct sock6_control control, seen;
	struct sock6_message answer = { .control = &control };
	char room[16];
	struct sock6_message in = { .data = room,
				    .size = sizeof(room),
				    .control = &seen };
	struct link link;

	link_open_dual(t, &link, &asked);
	link_pass(t, &link, "question", NULL);
	must(t, sock6_message_reply(&answer, &link.in), "reply");
	answer.data = link.room;
	answer.size = 8;
	if (going(t))
		must(t, sock6_send(link.to, &answer, 0), "send the reply");
	await(t, link.from, "the reply");
	if (going(t))
		must(t, sock6_receive(link.from, &in, SOCK6_DONT_WAIT),
		     "receive the reply");
	if (going(t) && memcmp(&in.peer.sin6_addr, &asked, 16) != 0)
		fail(t, "the reply came from another address");
	saw(t, "asked at 127.0.0.9, answered from there");
	link_close(&link);
}

static void dual_stack(struct selftest *t)
{
	struct in6_addr address = mapped_loopback(1);
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0xb8,
					 .hop_limit = 33 };
	struct link link;

	link_open_dual(t, &link, &address);
	link_pass(t, &link, "mapped", &control);
	expect(t, 0xb8, link.got.traffic_class, "the type of service");
	expect(t, 33, link.got.hop_limit, "the time to live");
	if (going(t) && memcmp(&link.got.destination, &address, 16) != 0)
		fail(t, "the destination is not ::ffff:127.0.0.1");
	link.address.sin6_addr = in6addr_loopback;
	link_pass(t, &link, "native", &control);
	expect(t, 0xb8, link.got.traffic_class, "the traffic class");
	expect(t, 33, link.got.hop_limit, "the hop limit");
	saw(t, "IPv4 and IPv6 on one socket, with the same values");
	link_close(&link);
}

static int connect_to(struct selftest *t, sock6_fd listener)
{
	struct sockaddr_in6 address = local_address(t, listener);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	address.sin6_addr = in6addr_loopback;
	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		must(t, -errno, "connect");
	return fd;
}

static void greet(struct selftest *t, int from, int to)
{
	char byte = 0;

	if (going(t) && send(from, "6", 1, MSG_NOSIGNAL) != 1)
		must(t, -errno, "send");
	await(t, to, "a byte");
	if (going(t) && recv(to, &byte, 1, 0) != 1)
		must(t, -errno, "receive");
	expect(t, '6', byte, "the byte");
}

/* On a stream the ECN bits are the system's (RFC 3168, 6.1). */
static void tcp(struct selftest *t)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };
	int client, server = -1;
	int64_t value = 0;
	sock6_fd listener = SOCK6_INVALID;

	local.sin6_addr = in6addr_loopback;
	must(t, sock6_tcp_listen(&listener, &local, 1, 0), "listen");
	must(t, sock6_set(listener, SOCK6_OPT_TRAFFIC_CLASS, 0xb8),
	     "set traffic-class");
	client = connect_to(t, listener);
	await(t, listener, "a connection");
	if (going(t))
		server = accept(listener, NULL, NULL);
	must(t, sock6_get(server, SOCK6_OPT_TRAFFIC_CLASS, &value),
	     "get traffic-class");
	expect(t, 0xb8, value, "the traffic class of the connection");
	must(t, sock6_set(client, SOCK6_OPT_TRAFFIC_CLASS, 0x28),
	     "set traffic-class");
	greet(t, client, server);
	greet(t, server, client);
	/* A new traffic class may mean a new route: known once it was used. */
	must(t, sock6_get(client, SOCK6_OPT_PATH_MTU, &value), "get path-mtu");
	saw(t, "the listener's traffic class is the connection's");
	if (server >= 0)
		close(server);
	if (client >= 0)
		close(client);
	if (listener != SOCK6_INVALID)
		sock6_close(listener);
}

const struct check family_checks[] = {
	{ "reply", NEEDS_LOOPBACK, reply },
	{ "dual stack", NEEDS_LOOPBACK, dual_stack },
	{ "TCP listener", NEEDS_LOOPBACK, tcp },
	{ NULL, 0, NULL },
};
