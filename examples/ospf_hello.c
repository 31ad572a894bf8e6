/* SPDX-License-Identifier: MIT */
/*
 * Says hello as an OSPFv3 router does, every ten seconds, and shows the routers
 * whose hellos it hears.
 *
 *	ospf_hello eth0 192.0.2.1        needs the privilege for raw sockets
 *
 * OSPFv3 is an IP protocol of its own: a raw socket, for which the system
 * computes and checks the checksum.  This "router" has priority 0 and answers
 * nothing, so no network elects it or routes through it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#define OSPF            89
#define ALL_SPF_ROUTERS "ff02::5"
#define ALL_DR_ROUTERS  "ff02::6"

/* RFC 5340, A.3.1 and A.3.2. */
#define HEADER_SIZE     16
#define HELLO_SIZE      (HEADER_SIZE + 20)
#define CHECKSUM_OFFSET 12
#define HELLO_INTERVAL  10 /* seconds (RFC 2328, C.3) */
#define DEAD_INTERVAL   40

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "ospf_hello: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static sock6_fd open_joined(uint32_t ifindex, const char *name)
{
	struct sockaddr_in6 routers, designated;
	sock6_fd fd;

	need(sock6_address_parse(&routers, ALL_SPF_ROUTERS, 0), "group");
	need(sock6_address_parse(&designated, ALL_DR_ROUTERS, 0), "group");
	need(sock6_raw_open(&fd, OSPF, NULL, 0), "raw socket");
	need(sock6_group_join(fd, ifindex, &routers.sin6_addr), name);
	need(sock6_group_join(fd, ifindex, &designated.sin6_addr), name);
	need(sock6_set(fd, SOCK6_OPT_CHECKSUM, CHECKSUM_OFFSET), "checksum");
	need(sock6_set(fd, SOCK6_OPT_MULTICAST_LOOPBACK, 0), "loopback");
	need(sock6_control_request(fd, SOCK6_DESTINATION | SOCK6_INTERFACE,
				   NULL),
	     "request");
	return fd;
}

/* In the backbone area 0.0.0.0, with no neighbour and no designated router. */
static void build_hello(uint8_t hello[HELLO_SIZE], uint32_t ifindex,
			const struct in_addr *router)
{
	uint32_t interface = htonl(ifindex);

	memset(hello, 0, HELLO_SIZE);
	hello[0] = 3; /* version */
	hello[1] = 1; /* hello */
	hello[3] = HELLO_SIZE;
	memcpy(hello + 4, router, 4);
	memcpy(hello + 16, &interface, 4);
	hello[23] = 0x03; /* options E and V6, not R: forwards nothing (A.2) */
	hello[25] = HELLO_INTERVAL;
	hello[27] = DEAD_INTERVAL;
}

static void send_hello(sock6_fd fd, uint8_t hello[HELLO_SIZE], uint32_t ifindex)
{
	struct sock6_control control = {
		.fields =
			SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_INTERFACE,
		.traffic_class = 0xc0, /* CS6, for routing protocols */
		.hop_limit = 1,
		.ifindex = ifindex,
	};
	struct sock6_message message = { .data = hello,
					 .size = HELLO_SIZE,
					 .control = &control };

	need(sock6_address_parse(&message.peer, ALL_SPF_ROUTERS, 0), "group");
	need(sock6_send(fd, &message, 0), "send");
}

static void show(const struct sock6_message *message, uint32_t ifindex)
{
	const uint8_t *data = message->data;
	char who[SOCK6_ADDRESS_TEXT_SIZE];

	if (message->result < HELLO_SIZE || data[0] != 3 || data[1] != 1 ||
	    message->control->ifindex != ifindex)
		return;
	sock6_address_format(who, sizeof(who), &message->peer, 0);
	printf("router %u.%u.%u.%u at %s\n", data[4], data[5], data[6], data[7],
	       who);
	fflush(stdout);
}

static void listen_until(sock6_fd fd, int64_t deadline, uint32_t ifindex)
{
	uint8_t data[1500];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	int status;

	while ((status = sock6_wait(fd, SOCK6_READABLE, deadline)) !=
	       -ETIMEDOUT) {
		if (status >= 0)
			status = sock6_receive(fd, &message, SOCK6_DONT_WAIT);
		if (status >= 0)
			show(&message, ifindex);
		else if (status != -EINTR && status != -EAGAIN)
			need(status, "receive");
	}
}

int main(int argc, char **argv)
{
	uint8_t hello[HELLO_SIZE];
	struct in_addr router;
	uint32_t ifindex;
	sock6_fd fd;

	if (argc != 3 || inet_pton(AF_INET, argv[2], &router) != 1) {
		fprintf(stderr, "usage: ospf_hello INTERFACE ROUTER-ID\n");
		return 2;
	}
	need(sock6_interface_index(&ifindex, argv[1]), argv[1]);
	fd = open_joined(ifindex, argv[1]);
	build_hello(hello, ifindex, &router);

	for (;;) {
		int64_t now = sock6_now();

		send_hello(fd, hello, ifindex);
		listen_until(fd, now + HELLO_INTERVAL * INT64_C(1000000000),
			     ifindex);
	}
}
