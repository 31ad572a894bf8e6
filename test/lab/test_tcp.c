/* SPDX-License-Identifier: MIT */
/* TCP connections over a link: what their segments carry. */
#include <unistd.h>

#include "capture.h"
#include "check.h"
#include "host.h"

static sock6_fd server, client, accepted;
static int wire;   /* at a */
static int wire_b; /* at b */
static struct packet packet;

static void open_all(void)
{
	struct sockaddr_in6 local = lab_peer("::", LAB_PORT, 0);
	struct sockaddr_in6 to_b = lab_peer("2001:db8:1::b", LAB_PORT, 0);

	accepted = SOCK6_INVALID;
	lab_enter("b");
	CHECK_EQ(0, sock6_tcp_listen(&server, &local, 4, 0));
	lab_enter("a");
	client = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(client >= 0);
	CHECK_EQ(0, connect(client, (struct sockaddr *)&to_b, sizeof(to_b)));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(server, SOCK6_READABLE,
					    sock6_now() + LAB_PATIENCE));
	accepted = accept(server, NULL, NULL);
	CHECK(accepted >= 0);
	wire = capture_open("a", "eth0");
	wire_b = capture_open("b", "eth0");
}

static void close_all(void)
{
	sock6_close(wire_b);
	sock6_close(wire);
	sock6_close(accepted);
	sock6_close(client);
	sock6_close(server);
}

/* An arriving TCP segment that ends with a byte of its own. */
static int ends_with(const struct packet *candidate, const void *what)
{
	return candidate->protocol == IPPROTO_TCP && !candidate->outgoing &&
	       candidate->payload[candidate->payload_size - 1] ==
		       *(const uint8_t *)what;
}

static int pass(uint8_t byte)
{
	return CHECK_EQ(1, write(accepted, &byte, 1)) &&
	       CHECK(capture_find(wire, &packet, ends_with, &byte));
}

static void an_accepted_connection_marks_its_segments(void)
{
	open_all();
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_TRAFFIC_CLASS, 0x28));
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_HOP_LIMIT, 128));
	REQUIRE(pass(0xa1));
	CHECK_EQ(0x28, packet.traffic_class);
	CHECK_EQ(128, packet.hop_limit);
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_TRAFFIC_CLASS, 0));
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_HOP_LIMIT, 1));
	REQUIRE(pass(0xa2));
	CHECK_EQ(0, packet.traffic_class);
	CHECK_EQ(1, packet.hop_limit);
	close_all();
}

/* TCP owns the ECN bits (RFC 3168, 6.1). */
static void the_ecn_bits_stay_the_connections_own(void)
{
	int64_t value = -1;

	open_all();
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_TRAFFIC_CLASS, 0xbb));
	CHECK_EQ(0, sock6_get(accepted, SOCK6_OPT_TRAFFIC_CLASS, &value));
	CHECK_EQ(0xb8, value);
	REQUIRE(pass(0xa3));
	CHECK_EQ(0xb8, packet.traffic_class);
	close_all();
}

static int has_hop_limit(const struct packet *candidate, const void *what)
{
	return candidate->protocol == IPPROTO_TCP && !candidate->outgoing &&
	       candidate->hop_limit == *(const uint8_t *)what;
}

/* The segment with the small hop limit is not acknowledged: the byte gets
 * through with the one that is sent again, with the hop limit of a neighbour
 * (RFC 5082, 3). Linux keeps this promise for TCP, not for UDP. */
static void a_minimum_hop_count_drops_what_comes_from_further_away(void)
{
	static const uint8_t far = 254, near = 255;
	uint8_t byte = 0xa4;

	open_all();
	REQUIRE_EQ(0, sock6_set(accepted, SOCK6_OPT_MINIMUM_HOP_COUNT, near));
	REQUIRE_EQ(0, sock6_set(client, SOCK6_OPT_HOP_LIMIT, far));
	CHECK_EQ(1, write(client, &byte, 1));
	REQUIRE(capture_find(wire_b, &packet, has_hop_limit, &far));
	REQUIRE(ends_with(&packet, &byte));
	REQUIRE_EQ(0, sock6_set(client, SOCK6_OPT_HOP_LIMIT, near));
	REQUIRE(capture_find(wire_b, &packet, has_hop_limit, &near));
	CHECK(ends_with(&packet, &byte));
	REQUIRE_EQ(SOCK6_READABLE, sock6_wait(accepted, SOCK6_READABLE,
					      sock6_now() + LAB_PATIENCE));
	CHECK_EQ(1, read(accepted, &byte, 1));
	CHECK_EQ(0xa4, byte);
	close_all();
}

static void the_path_mtu_of_a_connection_is_told(void)
{
	int64_t value = -1;

	open_all();
	CHECK_EQ(0, sock6_get(accepted, SOCK6_OPT_PATH_MTU, &value));
	CHECK_EQ(1500, value);
	CHECK_EQ(0, sock6_get(client, SOCK6_OPT_PATH_MTU, &value));
	CHECK_EQ(1500, value);
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_tcp");
	RUN(an_accepted_connection_marks_its_segments);
	RUN(the_ecn_bits_stay_the_connections_own);
	RUN(a_minimum_hop_count_drops_what_comes_from_further_away);
	RUN(the_path_mtu_of_a_connection_is_told);
	return check_end();
}
