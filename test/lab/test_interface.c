/* SPDX-License-Identifier: MIT */
/* Which of a host's two links a datagram leaves through, or is heard from. */
#include "capture.h"
#include "check.h"
#include "host.h"

/* On both links there is fe80::b, and the group may be sent to on either. */
#define ANYWHERE "fe80::b"
#define GROUP    "ff02::6:21"

static uint32_t eth0, eth1; /* of a */
static sock6_fd sender;
static int wires[2]; /* of b: wires[n] is the end of eth<n> */
static struct packet packet;

static void open_all(void)
{
	sender = lab_udp("a", "::", 0);
	wires[0] = capture_open("b", "eth0");
	wires[1] = capture_open("b", "eth1");
}

static void close_all(void)
{
	sock6_close(wires[1]);
	sock6_close(wires[0]);
	sock6_close(sender);
}

static int send_through(sock6_fd fd, uint32_t ifindex, const char *text)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = ifindex };
	struct sockaddr_in6 peer = lab_peer("ff02::1", LAB_PORT, 0);

	return lab_send(fd, text, &peer, &control);
}

/* The link on which a text left. A marker goes over each link behind it, so
 * that neither wire needs waiting for what does not come. */
static int which_link(const char *text)
{
	sock6_fd fd = lab_udp("a", "::", 0);
	int found = -1;

	CHECK_EQ(6, send_through(fd, eth0, "marker"));
	CHECK_EQ(6, send_through(fd, eth1, "marker"));
	for (int n = 0; n < 2; n++)
		while (CHECK(capture_udp(wires[n], &packet, LAB_PORT)) &&
		       !capture_has_text(&packet, "marker"))
			if (capture_has_text(&packet, text))
				found = found < 0 ? n : 2;
	sock6_close(fd);
	return found;
}

static void check_chosen(const char *destination, int link,
			 const struct sock6_control *control)
{
	struct sockaddr_in6 peer = lab_peer(destination, LAB_PORT, 0);

	CHECK_EQ(6, lab_send(sender, "chosen", &peer, control));
	CHECK_EQ(link, which_link("chosen"));
}

static void the_interface_beside_a_datagram_decides(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE };

	open_all();
	for (int link = 0; link < 2; link++) {
		control.ifindex = link ? eth1 : eth0;
		check_chosen(ANYWHERE, link, &control);
		check_chosen(GROUP, link, &control);
	}
	close_all();
}

static void interface_0_beside_a_datagram_leaves_the_choice_to_the_route(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE };

	open_all();
	check_chosen("2001:db8:1::b", 0, &control);
	check_chosen("2001:db8:2::b", 1, &control);
	close_all();
}

static void the_peers_zone_decides(void)
{
	open_all();
	for (int link = 0; link < 2; link++) {
		struct sockaddr_in6 peer =
			lab_peer(ANYWHERE, LAB_PORT, link ? eth1 : eth0);

		CHECK_EQ(5, lab_send(sender, "zoned", &peer, NULL));
		CHECK_EQ(link, which_link("zoned"));
	}
	close_all();
}

static void source_and_interface_are_pinned_together(void)
{
	struct sock6_control control = { .fields =
						 SOCK6_INTERFACE | SOCK6_SOURCE,
					 .source = lab_in6("2001:db8:2::a") };

	open_all();
	control.ifindex = eth1;
	check_chosen(ANYWHERE, 1, &control);
	CHECK_EQ(6, lab_send(sender, "pinned",
			     &(struct sockaddr_in6){
				     .sin6_family = AF_INET6,
				     .sin6_port = htons(LAB_PORT),
				     .sin6_addr = lab_in6("2001:db8:2::b") },
			     &control));
	REQUIRE(capture_udp(wires[1], &packet, LAB_PORT));
	CHECK(capture_has_text(&packet, "pinned"));
	CHECK_MEM(&control.source, &packet.source, 16);
	close_all();
}

static void the_multicast_interface_decides_until_it_is_unset(void)
{
	int64_t value = -1;

	open_all();
	for (int link = 0; link < 2; link++) {
		uint32_t index = link ? eth1 : eth0;

		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_INTERFACE,
					index));
		CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_MULTICAST_INTERFACE,
				      &value));
		CHECK_EQ(index, value);
		check_chosen(GROUP, link, NULL);
	}
	check_chosen("2001:db8:1::b", 0, NULL);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_INTERFACE, 0));
	CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_MULTICAST_INTERFACE, &value));
	CHECK_EQ(0, value);
	close_all();
}

static void the_interface_beside_a_datagram_outdoes_the_sticky_one(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE };

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_INTERFACE, eth1));
	control.ifindex = eth0;
	check_chosen(GROUP, 0, &control);
	check_chosen(GROUP, 1, NULL);
	close_all();
}

static void the_unicast_interface_decides(void)
{
	open_all();
	for (int link = 0; link < 2; link++) {
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_UNICAST_INTERFACE,
					link ? eth1 : eth0));
		check_chosen(ANYWHERE, link, NULL);
	}
	close_all();
}

static void a_bound_interface_is_the_only_one_to_send_through(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE };

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_BIND_INTERFACE, eth1));
	check_chosen(ANYWHERE, 1, NULL);
	check_chosen(GROUP, 1, NULL);
	control.ifindex = eth0;
	CHECK_EQ(-EINVAL, lab_send(sender, "refused",
				   &(struct sockaddr_in6){
					   .sin6_family = AF_INET6,
					   .sin6_port = htons(LAB_PORT),
					   .sin6_addr = lab_in6(ANYWHERE) },
				   &control));
	close_all();
}

static void a_bound_interface_is_the_only_one_to_hear_from(void)
{
	sock6_fd fd = lab_udp("b", "::", LAB_PORT);
	struct sockaddr_in6 first = lab_peer(ANYWHERE, LAB_PORT, eth0);
	struct sockaddr_in6 second = lab_peer(ANYWHERE, LAB_PORT, eth1);

	open_all();
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_BIND_INTERFACE,
				lab_index("b", "eth1")));
	lab_send(sender, "unheard", &first, NULL);
	lab_send(sender, "heard", &second, NULL);
	CHECK(lab_hears(fd, "heard"));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_BIND_INTERFACE, 0));
	lab_send(sender, "freed", &first, NULL);
	CHECK(lab_hears(fd, "freed"));
	sock6_close(fd);
	close_all();
}

static void a_group_is_joined_on_one_interface_only(void)
{
	struct in6_addr group = lab_in6(GROUP);
	struct sockaddr_in6 first = lab_peer(GROUP, LAB_PORT, eth0);
	struct sockaddr_in6 second = lab_peer(GROUP, LAB_PORT, eth1);
	sock6_fd fd = lab_multicast("b", LAB_PORT);
	uint32_t b_eth0 = lab_index("b", "eth0");
	uint32_t b_eth1 = lab_index("b", "eth1");

	open_all();
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	REQUIRE_EQ(0, sock6_group_join(fd, b_eth1, &group));
	lab_send(sender, "not joined", &first, NULL);
	lab_send(sender, "joined", &second, NULL);
	CHECK(lab_hears(fd, "joined"));
	REQUIRE_EQ(0, sock6_group_join(fd, b_eth0, &group));
	lab_send(sender, "joined too", &first, NULL);
	CHECK(lab_hears(fd, "joined too"));
	REQUIRE_EQ(0, sock6_group_leave(fd, b_eth1, &group));
	lab_send(sender, "left", &second, NULL);
	lab_send(sender, "kept", &first, NULL);
	CHECK(lab_hears(fd, "kept"));
	sock6_close(fd);
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_interface");
	eth0 = lab_index("a", "eth0");
	eth1 = lab_index("a", "eth1");
	RUN(the_interface_beside_a_datagram_decides);
	RUN(interface_0_beside_a_datagram_leaves_the_choice_to_the_route);
	RUN(the_peers_zone_decides);
	RUN(source_and_interface_are_pinned_together);
	RUN(the_multicast_interface_decides_until_it_is_unset);
	RUN(the_interface_beside_a_datagram_outdoes_the_sticky_one);
	RUN(the_unicast_interface_decides);
	RUN(a_bound_interface_is_the_only_one_to_send_through);
	RUN(a_bound_interface_is_the_only_one_to_hear_from);
	RUN(a_group_is_joined_on_one_interface_only);
	return check_end();
}
