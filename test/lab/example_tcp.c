/* SPDX-License-Identifier: MIT */
/* mark_tcp and mark_tcp_dual: the marks are seen on the wire. */
#include <unistd.h>

#include "capture.h"
#include "check.h"
#include "example.h"
#include "host.h"

#define PORT 1024

static int connect_to(const char *host, const char *server)
{
	struct sockaddr_in6 address = lab_peer(server, PORT, 0);
	int fd;

	lab_enter(host);
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* All that the server says until it closes. */
static void read_all(int fd, char *text, size_t size)
{
	size_t held = 0;

	while (held < size - 1) {
		ssize_t got;

		if (sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) <
		    0)
			break;
		got = read(fd, text + held, size - 1 - held);
		if (got <= 0)
			break;
		held += (size_t)got;
	}
	text[held] = '\0';
}

/* A segment from the server with data in it. */
static int is_data(const struct packet *packet, const void *what)
{
	const uint8_t *segment = packet->payload;

	(void)what;
	return packet->protocol == IPPROTO_TCP && packet->payload_size >= 20 &&
	       (segment[0] << 8 | segment[1]) == PORT &&
	       packet->payload_size > (size_t)(segment[12] >> 4) * 4;
}

static void start_server(struct example *server, char *const arguments[])
{
	example_start(server, "a", arguments);
	CHECK(example_finds(server, "listening"));
}

/* What a client on b is told, and the data segment that told it. */
static void ask(const char *server, char *text, size_t size,
		struct packet *packet)
{
	int wire = capture_open("b", "eth0");
	int fd = connect_to("b", server);

	text[0] = '\0';
	REQUIRE(fd >= 0);
	read_all(fd, text, size);
	CHECK(capture_find(wire, packet, is_data, NULL));
	close(fd);
	close(wire);
}

static void a_connection_is_marked_with_af11(void)
{
	char *arguments[] = { "mark_tcp", "[::]:1024", NULL };
	static struct packet packet;
	struct example server;
	char text[64];

	start_server(&server, arguments);
	ask("2001:db8:1::a", text, sizeof(text), &packet);
	CHECK_STR("this connection is marked\n", text);
	CHECK_EQ(0x28, packet.traffic_class);
	example_stop(&server);
}

static void each_connection_is_marked_as_the_argument_says(void)
{
	char *arguments[] = { "mark_tcp", "[::]:1024", "ef", NULL };
	static struct packet packet;
	struct example server;
	char text[64];

	start_server(&server, arguments);
	for (int i = 0; i < 2; i++) {
		packet.traffic_class = 0;
		ask("2001:db8:1::a", text, sizeof(text), &packet);
		CHECK_EQ(0xb8, packet.traffic_class);
	}
	example_stop(&server);
}

static void only_ipv6_peers_of_a_dual_stack_server_are_marked(void)
{
	char *arguments[] = { "mark_tcp_dual", "1024", NULL };
	static struct packet packet;
	struct example server;
	char text[64];

	start_server(&server, arguments);
	ask("2001:db8:1::a", text, sizeof(text), &packet);
	CHECK_STR("marked\n", text);
	CHECK_EQ(6, packet.version);
	CHECK_EQ(0x28, packet.traffic_class);
	CHECK_EQ(128, packet.hop_limit);

	ask("::ffff:192.0.2.1", text, sizeof(text), &packet);
	CHECK_STR("unmarked\n", text);
	CHECK_EQ(4, packet.version);
	CHECK_EQ(0, packet.traffic_class);
	CHECK_EQ(64, packet.hop_limit);
	example_stop(&server);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	RUN(a_connection_is_marked_with_af11);
	RUN(each_connection_is_marked_as_the_argument_says);
	RUN(only_ipv6_peers_of_a_dual_stack_server_are_marked);
	return check_end();
}
