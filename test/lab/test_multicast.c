/* SPDX-License-Identifier: MIT */
/* Any-source multicast between three hosts on one link. */
#include "capture.h"
#include "check.h"
#include "host.h"

/* Group 2 is joined by every listener, so what is sent to it arrives behind
 * whatever was sent to group 1 before, and shows that nothing else came. */
#define GROUP_1 "ff15::6:1"
#define GROUP_2 "ff15::6:2"

static struct in6_addr group_1, group_2;
static struct sockaddr_in6 to_group_1, to_group_2;

/* A listener that hears only what it has joined itself. */
static sock6_fd listener(const char *host)
{
	sock6_fd fd = lab_multicast(host, LAB_PORT);
	uint32_t index = lab_index(host, "eth0");

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	CHECK_EQ(0, sock6_group_join(fd, index, &group_2));
	return fd;
}

static void every_listener_on_every_host_hears_a_group(void)
{
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd listeners[] = { listener("b"), listener("b"), listener("c") };
	uint32_t index = lab_index("b", "eth0");

	CHECK_EQ(index, lab_index("c", "eth0"));
	for (unsigned i = 0; i < 3; i++)
		REQUIRE_EQ(0, sock6_group_join(listeners[i], index, &group_1));
	CHECK_EQ(5, lab_send(sender, "hello", &to_group_1, NULL));
	for (unsigned i = 0; i < 3; i++) {
		CHECK(lab_hears(listeners[i], "hello"));
		CHECK_EQ(0, sock6_close(listeners[i]));
	}
	CHECK_EQ(0, sock6_close(sender));
}

static void leaving_stops_delivery_and_joining_again_resumes_it(void)
{
	sock6_fd sender = lab_udp("a", "::", 0), fd = listener("b");
	uint32_t index = lab_index("b", "eth0");

	REQUIRE_EQ(0, sock6_group_join(fd, index, &group_1));
	lab_send(sender, "joined", &to_group_1, NULL);
	CHECK(lab_hears(fd, "joined"));

	REQUIRE_EQ(0, sock6_group_leave(fd, index, &group_1));
	lab_send(sender, "left", &to_group_1, NULL);
	lab_send(sender, "marker", &to_group_2, NULL);
	CHECK(lab_hears(fd, "marker"));

	REQUIRE_EQ(0, sock6_group_join(fd, index, &group_1));
	lab_send(sender, "back", &to_group_1, NULL);
	CHECK(lab_hears(fd, "back"));
	sock6_close(fd);
	sock6_close(sender);
}

static void closing_a_listener_leaves_the_others_theirs(void)
{
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd first = listener("b"), second = listener("b");
	uint32_t index = lab_index("b", "eth0");

	REQUIRE_EQ(0, sock6_group_join(first, index, &group_1));
	REQUIRE_EQ(0, sock6_group_join(second, index, &group_1));
	CHECK_EQ(0, sock6_close(first));
	lab_send(sender, "still here", &to_group_1, NULL);
	CHECK(lab_hears(second, "still here"));
	sock6_close(second);
	sock6_close(sender);
}

static void interface_0_lets_the_system_choose_by_its_routes(void)
{
	sock6_fd sender = lab_udp("a", "::", 0), fd = listener("b");

	lab_enter("b");
	REQUIRE_EQ(0, sock6_group_join(fd, 0, &group_1));
	CHECK_EQ(-EADDRINUSE, sock6_group_join(fd, 0, &group_1));
	lab_send(sender, "chosen", &to_group_1, NULL);
	CHECK(lab_hears(fd, "chosen"));
	CHECK_EQ(0, sock6_group_leave(fd, 0, &group_1));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, 0, &group_1));
	sock6_close(fd);
	sock6_close(sender);
}

static void multicast_all_decides_whether_others_groups_are_heard(void)
{
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd member = listener("b"), strict = listener("b");
	sock6_fd open = listener("b");
	uint32_t index = lab_index("b", "eth0");

	REQUIRE_EQ(0, sock6_group_join(member, index, &group_1));
	REQUIRE_EQ(0, sock6_set(open, SOCK6_OPT_MULTICAST_ALL, 1));
	lab_send(sender, "for the member", &to_group_1, NULL);
	lab_send(sender, "marker", &to_group_2, NULL);
	CHECK(lab_hears(member, "for the member"));
	CHECK(lab_hears(open, "for the member"));
	CHECK(lab_hears(strict, "marker"));
	sock6_close(open);
	sock6_close(strict);
	sock6_close(member);
	sock6_close(sender);
}

static void a_socket_bound_to_a_group_hears_that_group_only(void)
{
	sock6_fd sender = lab_udp("a", "::", 0), fd;
	uint32_t index = lab_index("b", "eth0");
	struct sockaddr_in6 local = to_group_1;

	lab_enter("b");
	REQUIRE_EQ(0, sock6_multicast_open(&fd, &local, 0));
	REQUIRE_EQ(0, sock6_group_join(fd, index, &group_1));
	REQUIRE_EQ(0, sock6_group_join(fd, index, &group_2));
	lab_send(sender, "other group", &to_group_2, NULL);
	lab_send(sender, "this group", &to_group_1, NULL);
	CHECK(lab_hears(fd, "this group"));
	sock6_close(fd);
	sock6_close(sender);
}

static void the_destination_tells_which_of_several_groups_was_written_to(void)
{
	sock6_fd sender = lab_udp("a", "::", 0), fd = listener("c");
	uint32_t index = lab_index("c", "eth0");
	struct lab_datagram got;
	const uint64_t fields = SOCK6_DESTINATION | SOCK6_INTERFACE;

	REQUIRE_EQ(0, sock6_group_join(fd, index, &group_1));
	REQUIRE_EQ(0, sock6_control_request(fd, fields, NULL));
	lab_send(sender, "one", &to_group_1, NULL);
	lab_send(sender, "two", &to_group_2, NULL);
	CHECK_EQ(3, lab_receive(fd, &got));
	CHECK_EQ(fields, got.control.fields);
	CHECK_MEM(&group_1, &got.control.destination, 16);
	CHECK_EQ(index, got.control.ifindex);
	CHECK_EQ(3, lab_receive(fd, &got));
	CHECK_MEM(&group_2, &got.control.destination, 16);
	sock6_close(fd);
	sock6_close(sender);
}

static void check_multicast_hops(int wire, sock6_fd sender, int expected,
				 const struct sock6_control *control)
{
	static struct packet packet;

	CHECK_EQ(4, lab_send(sender, "hops", &to_group_1, control));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	CHECK_EQ(expected, packet.hop_limit);
	CHECK_MEM(&group_1, &packet.destination, 16);
}

static void the_multicast_hop_limit_is_seen_on_the_wire(void)
{
	static const int values[] = { 1, 2, 77, 255 };
	sock6_fd sender = lab_udp("a", "::", 0);
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT };
	int wire = capture_open("b", "eth0");

	check_multicast_hops(wire, sender, 1, NULL);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, 33));
	for (unsigned i = 0; i < 4; i++) {
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_HOP_LIMIT,
					values[i]));
		check_multicast_hops(wire, sender, values[i], NULL);
	}
	control.hop_limit = 9;
	check_multicast_hops(wire, sender, 9, &control);
	check_multicast_hops(wire, sender, 255, NULL);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_HOP_LIMIT, -1));
	check_multicast_hops(wire, sender, 1, NULL);
	sock6_close(wire);
	sock6_close(sender);
}

static void a_multicast_hop_limit_of_0_stays_on_the_host(void)
{
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd here = listener("a"), there = listener("b");
	uint32_t index = lab_index("a", "eth0");

	REQUIRE_EQ(0, sock6_group_join(here, index, &group_1));
	REQUIRE_EQ(0, sock6_group_join(there, index, &group_1));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_HOP_LIMIT, 0));
	lab_send(sender, "zero", &to_group_1, NULL);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_HOP_LIMIT, 1));
	lab_send(sender, "one", &to_group_1, NULL);
	CHECK(lab_hears(here, "zero"));
	CHECK(lab_hears(here, "one"));
	CHECK(lab_hears(there, "one"));
	sock6_close(there);
	sock6_close(here);
	sock6_close(sender);
}

static void multicast_loopback_decides_whether_the_own_host_hears(void)
{
	sock6_fd sender = lab_udp("a", "::", 0);
	sock6_fd here = listener("a"), there = listener("b");
	uint32_t index = lab_index("a", "eth0");

	REQUIRE_EQ(0, sock6_group_join(here, index, &group_1));
	REQUIRE_EQ(0, sock6_group_join(there, index, &group_1));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_LOOPBACK, 0));
	lab_send(sender, "away", &to_group_1, NULL);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_LOOPBACK, 1));
	lab_send(sender, "both", &to_group_1, NULL);
	CHECK(lab_hears(here, "both"));
	CHECK(lab_hears(there, "away"));
	CHECK(lab_hears(there, "both"));
	sock6_close(there);
	sock6_close(here);
	sock6_close(sender);
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("runs as: lab.sh lan -- test_multicast");
	group_1 = lab_in6(GROUP_1);
	group_2 = lab_in6(GROUP_2);
	to_group_1 = lab_peer(GROUP_1, LAB_PORT, 0);
	to_group_2 = lab_peer(GROUP_2, LAB_PORT, 0);
	RUN(every_listener_on_every_host_hears_a_group);
	RUN(leaving_stops_delivery_and_joining_again_resumes_it);
	RUN(closing_a_listener_leaves_the_others_theirs);
	RUN(interface_0_lets_the_system_choose_by_its_routes);
	RUN(multicast_all_decides_whether_others_groups_are_heard);
	RUN(a_socket_bound_to_a_group_hears_that_group_only);
	RUN(the_destination_tells_which_of_several_groups_was_written_to);
	RUN(the_multicast_hop_limit_is_seen_on_the_wire);
	RUN(a_multicast_hop_limit_of_0_stays_on_the_host);
	RUN(multicast_loopback_decides_whether_the_own_host_hears);
	return check_end();
}
