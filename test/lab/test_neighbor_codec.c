/* SPDX-License-Identifier: MIT */
/* The codec of neighbor discovery against the kernel: it reads what the kernel
 * sends, and the kernel believes what it wrote. */
#include <poll.h>

#include "capture.h"
#include "check.h"
#include "host.h"

static sock6_fd raw; /* at b */
static uint32_t index_b;

static struct sockaddr_in6 link_peer(const char *text)
{
	return lab_peer(text, 0, index_b);
}

static int send_message(const char *to, uint8_t hop_limit,
			const struct sock6_neighbor_message *message,
			const struct sock6_neighbor_option *options,
			unsigned count)
{
	static unsigned char bytes[1400];
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT |
						   SOCK6_SOURCE |
						   SOCK6_INTERFACE,
					 .hop_limit = hop_limit,
					 .ifindex = index_b,
					 .source = lab_in6("fe80::b") };
	int size = sock6_neighbor_encode(bytes, sizeof(bytes), message, options,
					 count, NULL, NULL);
	struct sock6_message datagram = { .data = bytes,
					  .size = (size_t)size,
					  .control = &control,
					  .peer = link_peer(to) };

	return size < 0 ? size : sock6_send(raw, &datagram, 0);
}

/* The next message of a type that is sound, judged by its header: 1, or 0. */
static int hears(int type, struct sock6_neighbor_message *message)
{
	static unsigned char bytes[2048];
	struct sock6_control control;
	struct sock6_message datagram = { .data = bytes,
					  .size = sizeof(bytes),
					  .control = &control };
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (sock6_wait(raw, SOCK6_READABLE, deadline) > 0) {
		int size = sock6_receive(raw, &datagram, SOCK6_DONT_WAIT);

		if (size < 0 ||
		    sock6_neighbor_decode(message, bytes, (size_t)size,
					  &datagram.peer.sin6_addr,
					  &control.destination) < 0)
			continue;
		if (message->type != type)
			continue;
		CHECK_EQ(0, sock6_neighbor_check(
				    message, &datagram.peer.sin6_addr,
				    &control.destination, control.hop_limit));
		return 1;
	}
	return 0;
}

static void the_kernel_answers_a_solicitation(void)
{
	struct sock6_neighbor_message message = {
		.type = SOCK6_ICMP_NEIGHBOR_SOLICITATION,
		.target = lab_in6("2001:db8:1::a")
	};
	struct sock6_neighbor_option ours = {
		.type = SOCK6_NEIGHBOR_SOURCE_LINK_LAYER,
		.data = "\2\0\0\0\0\x0b",
		.size = 6
	};
	struct in6_addr target = message.target;
	struct sock6_neighbor_option option;
	size_t offset = 0;

	CHECK_EQ(32, send_message("ff02::1:ff00:a", 255, &message, &ours, 1));
	REQUIRE(hears(SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT, &message));
	CHECK_MEM(&target, &message.target, 16);
	CHECK_EQ(SOCK6_NEIGHBOR_SOLICITED | SOCK6_NEIGHBOR_OVERRIDE,
		 message.flags);
	REQUIRE(sock6_neighbor_option_next(&message, &offset, &option));
	CHECK_EQ(SOCK6_NEIGHBOR_TARGET_LINK_LAYER, option.type);
	CHECK_EQ(6, option.size);
	CHECK_EQ(0, sock6_neighbor_option_next(&message, &offset, &option));
	/* And keeps what it was told of the one who asked. */
	CHECK_EQ(0, lab_shell("a", "ip -6 neigh show fe80::b dev eth0 | "
				   "grep -q 02:00:00:00:00:0b"));
	CHECK_EQ(0, lab_shell("a", "ip -6 neigh flush dev eth0"));
}

/* Whether a's own command succeeds within the patience. */
static int comes_true(const char *command)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (lab_shell("a", command) != 0) {
		if (sock6_now() > deadline)
			return 0;
		poll(NULL, 0, 10);
	}
	return 1;
}

static const struct sock6_neighbor_message router = {
	.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT,
	.hop_limit = 77,
	.preference = SOCK6_NEIGHBOR_HIGH,
	.router_lifetime = 1800
};

static struct sock6_neighbor_option prefix_option(const char *prefix)
{
	struct sock6_neighbor_option option = {
		.type = SOCK6_NEIGHBOR_PREFIX,
		.prefix_length = 64,
		.flags = SOCK6_NEIGHBOR_ON_LINK | SOCK6_NEIGHBOR_AUTONOMOUS,
		.lifetime = 600,
		.preferred_lifetime = 300,
		.prefix = lab_in6(prefix)
	};

	return option;
}

/* RFC 4861, 6.1.2: what has passed a router is none, however sound; a later one
 * that is believed decides. */
static void the_kernel_configures_itself_by_an_advertisement(void)
{
	struct sock6_neighbor_option options[2] = {
		prefix_option("2001:db8:66::"),
		{ .type = SOCK6_NEIGHBOR_MTU, .mtu = 1400 }
	};

	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/accept_ra", "1"));
	CHECK_EQ(0, lab_shell("a", "ip link set eth0 addrgenmode eui64"));
	CHECK_EQ(56, send_message("ff02::1", 254, &router, options, 2));
	options[0] = prefix_option("2001:db8:77::");
	CHECK_EQ(56, send_message("ff02::1", 255, &router, options, 2));
	CHECK(comes_true("ip -6 addr show dev eth0 | "
			 "grep -q 'inet6 2001:db8:77:'"));
	CHECK(comes_true("ip -6 addr show dev eth0 | grep -A1 2001:db8:77: | "
			 "grep -Eq 'valid_lft (600|59.)sec "
			 "preferred_lft (300|29.)sec'"));
	CHECK(lab_shell("a", "ip -6 addr show dev eth0 | "
			     "grep -q 2001:db8:66:") != 0);
	CHECK_EQ(0, lab_shell("a", "ip -6 route show default proto ra | "
				   "grep -q 'via fe80::b .*pref high'"));
	CHECK_EQ(0, lab_shell("a", "test $(cat /proc/sys/net/ipv6/conf/eth0/"
				   "hop_limit) = 77"));
	CHECK_EQ(0, lab_shell("a", "test $(cat /proc/sys/net/ipv6/conf/eth0/"
				   "mtu) = 1400"));
}

/* A host asks for a router when its interface comes up. */
static void the_kernel_solicits_a_router(void)
{
	struct sock6_neighbor_message message;

	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/router_solicitations",
			       "1"));
	CHECK_EQ(0,
		 lab_sysctl("a", "net/ipv6/conf/eth0/router_solicitation_delay",
			    "0"));
	CHECK_EQ(0, lab_shell("a", "ip link set eth0 down; "
				   "ip link set eth0 up"));
	REQUIRE(hears(SOCK6_ICMP_ROUTER_SOLICITATION, &message));
	CHECK_EQ(0, message.flags);
}

int main(void)
{
	struct in6_addr routers = lab_in6("ff02::2");
	struct sock6_icmp_filter filter;

	if (!lab_begin("pair"))
		return check_skip_all(
			"runs as: lab.sh pair -- test_neighbor_codec");
	raw = lab_raw("b", SOCK6_ICMP_PROTOCOL);
	index_b = lab_index("b", "eth0");
	sock6_icmp_filter_set_all(&filter, 1);
	for (int type = SOCK6_ICMP_ROUTER_SOLICITATION;
	     type <= SOCK6_ICMP_REDIRECT; type++)
		sock6_icmp_filter_accept(&filter, type);
	CHECK_EQ(0, sock6_icmp_filter_set(raw, &filter));
	CHECK_EQ(0, sock6_control_request(
			    raw, SOCK6_HOP_LIMIT | SOCK6_DESTINATION, NULL));
	/* What is claimed below, so that the answer arrives. */
	CHECK_EQ(0, lab_shell("b", "ip link set eth0 address "
				   "02:00:00:00:00:0b"));
	CHECK_EQ(0, sock6_group_join(raw, index_b, &routers));
	RUN(the_kernel_answers_a_solicitation);
	RUN(the_kernel_configures_itself_by_an_advertisement);
	RUN(the_kernel_solicits_a_router);
	return check_end();
}
