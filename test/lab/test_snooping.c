/* SPDX-License-Identifier: MIT */
/* A bridge that listens to MLD forwards a group only to its members. */
#include "capture.h"
#include "check.h"
#include "host.h"

#define ALL_NODES "ff02::1" /* flooded always (RFC 4541, 3) */

static struct packet packet;

/* The bridge becomes the querier, with the shortest times that let hosts
 * answer: it filters once the hosts had time to answer its first query. */
static int start_querier(void)
{
	return lab_shell("switch",
			 "ip address add fe80::5/64 dev br0 nodad && "
			 "ip link set br0 type bridge mcast_mld_version 2 "
			 "mcast_query_response_interval 10 "
			 "mcast_last_member_interval 10 "
			 "mcast_query_interval 200 && "
			 "ip link set br0 type bridge mcast_querier 1");
}

/* Whether a group's datagram passed a wire before the marker behind it. */
static int passes(int wire, sock6_fd sender, const char *group)
{
	struct sockaddr_in6 to_group = lab_peer(group, LAB_PORT, 0);
	struct sockaddr_in6 to_all =
		lab_peer(ALL_NODES, LAB_PORT, lab_index("a", "eth0"));

	CHECK_EQ(5, lab_send(sender, "group", &to_group, NULL));
	CHECK_EQ(6, lab_send(sender, "marker", &to_all, NULL));
	if (!CHECK(capture_udp(wire, &packet, LAB_PORT)))
		return -1;
	if (capture_has_text(&packet, "marker"))
		return 0;
	CHECK(capture_udp(wire, &packet, LAB_PORT));
	CHECK(capture_has_text(&packet, "marker"));
	return 1;
}

/* Tries until a group passes or passes no longer; 0 when it never does. */
static int becomes(int wanted, int wire, sock6_fd sender, const char *group)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (passes(wire, sender, group) != wanted) {
		if (sock6_now() > deadline)
			return 0;
		sock6_wait(sender, SOCK6_READABLE, sock6_now() + 20000000);
	}
	return 1;
}

static void a_snooping_bridge_forwards_a_group_to_members_only(void)
{
	const char *group = "ff15::6:41";
	struct in6_addr joined = lab_in6(group);
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd member = lab_multicast("b", LAB_PORT);
	uint32_t index = lab_index("b", "eth0");
	int wire_b = capture_open("b", "eth0");
	int wire_c = capture_open("c", "eth0");

	REQUIRE_EQ(0, sock6_group_join(member, index, &joined));
	REQUIRE_EQ(0, start_querier());
	REQUIRE(becomes(0, wire_c, sender, group));
	sock6_close(wire_b);
	wire_b = capture_open("b", "eth0");
	CHECK(becomes(1, wire_b, sender, group));
	sock6_close(wire_c);
	wire_c = capture_open("c", "eth0");
	CHECK_EQ(0, passes(wire_c, sender, group));

	sock6_close(wire_b);
	sock6_close(wire_c);
	sock6_close(member);
	sock6_close(sender);
}

static void joining_opens_the_port_of_the_bridge_and_leaving_shuts_it(void)
{
	const char *group = "ff15::6:42";
	struct in6_addr joined = lab_in6(group);
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd member = lab_multicast("c", LAB_PORT);
	uint32_t index = lab_index("c", "eth0");
	int wire = capture_open("c", "eth0");

	REQUIRE(becomes(0, wire, sender, group));
	REQUIRE_EQ(0, sock6_group_join(member, index, &joined));
	CHECK(becomes(1, wire, sender, group));
	REQUIRE_EQ(0, sock6_group_leave(member, index, &joined));
	CHECK(becomes(0, wire, sender, group));
	sock6_close(wire);
	sock6_close(member);
	sock6_close(sender);
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("runs as: lab.sh lan -- test_snooping");
	RUN(a_snooping_bridge_forwards_a_group_to_members_only);
	RUN(joining_opens_the_port_of_the_bridge_and_leaving_shuts_it);
	return check_end();
}
