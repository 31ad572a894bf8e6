/* SPDX-License-Identifier: MIT */
/* ospf_hello on a: its hello on the wire, judged here and by tcpdump. */
#include <unistd.h>

#include "capture.h"
#include "check.h"
#include "example.h"
#include "host.h"

#define OSPF       89
#define HELLO_SIZE 36

static int is_ospf(const struct packet *packet, const void *what)
{
	(void)what;
	return packet->protocol == OSPF;
}

static void start(struct example *router, const char *host, char *id)
{
	char *arguments[] = { "ospf_hello", "eth0", id, NULL };

	example_start(router, host, arguments);
}

static void the_hello_is_on_the_wire_with_a_valid_checksum(void)
{
	static struct packet packet;
	uint8_t expected[HELLO_SIZE] = { 3, 1, 0, HELLO_SIZE, 192, 0, 2,
					 1, 0, 0, 0,          0,   0, 0,
					 0, 0, 0, 0,          0,   0, 0,
					 0, 0, 3, 0,          10,  0, 40 };
	struct in6_addr source = lab_in6("fe80::a");
	struct in6_addr destination = lab_in6("ff02::5");
	int wire = capture_open("b", "eth0");
	struct example router;

	expected[19] = (uint8_t)lab_index("a", "eth0");
	start(&router, "a", "192.0.2.1");
	REQUIRE(capture_find(wire, &packet, is_ospf, NULL));
	CHECK_EQ(0xc0, packet.traffic_class);
	CHECK_EQ(1, packet.hop_limit);
	CHECK_MEM(&source, &packet.source, 16);
	CHECK_MEM(&destination, &packet.destination, 16);
	CHECK_EQ(0, capture_checksum(&packet));
	REQUIRE_EQ(HELLO_SIZE, packet.payload_size);
	/* The checksum, at offset 12, is right: then the rest is. */
	CHECK(packet.payload[12] != 0 || packet.payload[13] != 0);
	memcpy(expected + 12, packet.payload + 12, 2);
	CHECK_MEM(expected, packet.payload, HELLO_SIZE);
	example_stop(&router);
	close(wire);
}

static void tcpdump_reads_the_hello(void)
{
	char *arguments[] = { "/usr/bin/tcpdump",
			      "-Z",
			      "root",
			      "-lnvvi",
			      "eth0",
			      "-c",
			      "1",
			      "ip6",
			      "proto",
			      "89",
			      NULL };
	struct example witness, router;

	if (access(arguments[0], X_OK) != 0)
		SKIP("tcpdump is not installed");
	example_start(&witness, "b", arguments);
	REQUIRE(example_finds(&witness, "listening on eth0"));
	start(&router, "a", "192.0.2.1");
	CHECK(example_finds(&witness, "class 0xc0"));
	CHECK(strstr(witness.line, "hlim 1,"));
	CHECK(strstr(witness.line, "fe80::a > ff02::5: OSPFv3, Hello"));
	CHECK(example_finds(&witness, "Router-ID 192.0.2.1, Backbone Area"));
	CHECK(example_finds(&witness, "Options [V6, External]"));
	CHECK(example_finds(&witness, "Hello Timer 10s, Dead Timer 40s"));
	CHECK_EQ(0, example_end(&witness));
	example_stop(&router);
}

static void send_hello(sock6_fd fd, const char *group, uint8_t id)
{
	uint8_t hello[HELLO_SIZE] = { 3, 1, 0, HELLO_SIZE, 192, 0, 2, id };
	struct sock6_message message = {
		.data = hello,
		.size = sizeof(hello),
		.peer = lab_peer(group, 0, lab_index("b", "eth0")),
	};

	CHECK_EQ(HELLO_SIZE, sock6_send(fd, &message, 0));
}

static void hears(struct example *router, const char *text)
{
	CHECK(example_next(router));
	CHECK_STR(text, router->line);
}

static void neighbours_are_shown_unless_their_checksum_is_wrong(void)
{
	static struct packet packet;
	int wire = capture_open("b", "eth0");
	sock6_fd b = lab_raw("b", OSPF);
	struct example router, neighbour;

	start(&router, "a", "192.0.2.1");
	/* Its first hello says that it has joined. */
	REQUIRE(capture_find(wire, &packet, is_ospf, NULL));
	send_hello(b, "ff02::5", 7);
	CHECK_EQ(0, sock6_set(b, SOCK6_OPT_CHECKSUM, 12));
	send_hello(b, "ff02::5", 8);
	hears(&router, "router 192.0.2.8 at fe80::b%eth0");
	send_hello(b, "ff02::6", 9);
	hears(&router, "router 192.0.2.9 at fe80::b%eth0");
	start(&neighbour, "b", "192.0.2.2");
	hears(&router, "router 192.0.2.2 at fe80::b%eth0");
	example_stop(&neighbour);
	example_stop(&router);
	sock6_close(b);
	close(wire);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	RUN(the_hello_is_on_the_wire_with_a_valid_checksum);
	RUN(tcpdump_reads_the_hello);
	RUN(neighbours_are_shown_unless_their_checksum_is_wrong);
	return check_end();
}
