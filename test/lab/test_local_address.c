/* SPDX-License-Identifier: MIT */
/* Source addresses that come, go, and are not usable yet. */
#include <poll.h>
#include <stdio.h>

#include "check.h"
#include "host.h"

static uint32_t eth0, eth1; /* of a */
static sock6_fd sender;

static int ip(const char *host, const char *arguments)
{
	char command[160];

	snprintf(command, sizeof(command), "ip -6 addr %s", arguments);
	return lab_shell(host, command);
}

static int send_from(const char *source, uint32_t ifindex)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6(source),
					 .ifindex = ifindex };
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", LAB_PORT, 0);

	if (ifindex)
		control.fields |= SOCK6_INTERFACE;
	return lab_send(sender, "pinned", &peer, &control);
}

static int check(const char *source, uint32_t ifindex)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = lab_in6(source),
					 .ifindex = ifindex };

	if (ifindex)
		control.fields |= SOCK6_INTERFACE;
	lab_enter("a");
	return sock6_local_address_check(&control);
}

/* Looks again until the state has these bits of the mask; 0 when it never
 * has. */
static int reaches(const char *text, int mask, int wanted)
{
	struct in6_addr address = lab_in6(text);
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	int state;

	lab_enter("a");
	do {
		state = sock6_local_address_state(&address, 0);
		if (state >= 0 && (state & mask) == wanted)
			return 1;
		poll(NULL, 0, 10);
	} while (sock6_now() < deadline);
	printf("# %s stays in state %d\n", text, state);
	return 0;
}

static void check_chosen(const char *expected, const char *destination,
			 uint32_t ifindex, unsigned preferences)
{
	struct sockaddr_in6 to = lab_peer(destination, 0, 0), source;
	struct in6_addr wanted = lab_in6(expected);

	lab_enter("a");
	REQUIRE_EQ(0, sock6_local_address_choose(&to, ifindex, preferences,
						 &source));
	if (!CHECK_MEM(&wanted, &source.sin6_addr, sizeof(wanted))) {
		char text[SOCK6_ADDRESS_TEXT_SIZE];

		sock6_address_format(text, sizeof(text), &source, 0);
		printf("# %s was chosen, not %s\n", text, expected);
	}
}

static void the_source_is_that_of_the_interface(void)
{
	check_chosen("2001:db8:2::a", "2001:db8:2::b", 0, 0);
	check_chosen("2001:db8:2::a", "2001:db8:2::b", eth1, 0);
	check_chosen("fe80::a", "fe80::b", eth1, 0);
	check_chosen("fe80::a", "ff02::1", eth0, 0);
	check_chosen("::ffff:192.0.2.1", "::ffff:192.0.2.2", 0, 0);
}

static void without_a_route_through_the_interface_there_is_no_source(void)
{
	struct sockaddr_in6 to = lab_peer("2001:db8:9::1", 0, 0), source;

	lab_enter("a");
	CHECK_EQ(0, sock6_local_address_choose(&to, eth0, 0, &source));
	CHECK_EQ(-ENETUNREACH,
		 sock6_local_address_choose(&to, eth1, 0, &source));
}

static void a_deprecated_address_is_chosen_last(void)
{
	struct in6_addr old = lab_in6("2001:db8:5::1");

	REQUIRE_EQ(0, ip("a", "add 2001:db8:5::1/64 dev eth0 nodad "
			      "preferred_lft 0"));
	REQUIRE_EQ(0, ip("a", "add 2001:db8:5::2/64 dev eth0 nodad"));
	lab_enter("a");
	CHECK_EQ(SOCK6_ADDRESS_DEPRECATED, sock6_local_address_state(&old, 0));
	check_chosen("2001:db8:5::2", "2001:db8:5::b", 0, 0);
	CHECK_EQ(0, check("2001:db8:5::1", 0));
	CHECK_EQ(0, ip("a", "del 2001:db8:5::1/64 dev eth0"));
	CHECK_EQ(0, ip("a", "del 2001:db8:5::2/64 dev eth0"));
}

/* The temporary address that the kernel made for a prefix; empty: none. */
static void find_temporary(char *text, size_t size)
{
	struct sock6_interface_address list[32];
	struct sockaddr_in6 found = { .sin6_family = AF_INET6 };
	int count;

	*text = '\0';
	lab_enter("a");
	count = sock6_interface_addresses(list, 32, eth0, SOCK6_IPV6);
	for (int i = 0; i < count && i < 32; i++) {
		if (!(list[i].state & SOCK6_ADDRESS_TEMPORARY))
			continue;
		found.sin6_addr = list[i].address;
		sock6_address_format(text, size, &found, 0);
	}
}

static void a_preference_decides_between_temporary_and_public(void)
{
	char temporary[SOCK6_ADDRESS_TEXT_SIZE];

	if (lab_sysctl("a", "net/ipv6/conf/eth0/use_tempaddr", "1") < 0)
		SKIP("the kernel has no temporary addresses");
	REQUIRE_EQ(0, ip("a", "add 2001:db8:6::1/64 dev eth0 nodad "
			      "mngtmpaddr"));
	find_temporary(temporary, sizeof(temporary));
	REQUIRE(*temporary);
	REQUIRE(reaches(temporary, SOCK6_ADDRESS_TENTATIVE, 0));
	check_chosen("2001:db8:6::1", "2001:db8:6::b", 0, SOCK6_PREFER_PUBLIC);
	check_chosen(temporary, "2001:db8:6::b", 0, SOCK6_PREFER_TEMPORARY);
	CHECK_EQ(0, ip("a", "del 2001:db8:6::1/64 dev eth0"));
}

static void a_pinned_address_that_has_gone_is_told(void)
{
	REQUIRE_EQ(0, ip("a", "add 2001:db8:1::77/64 dev eth0 nodad"));
	CHECK_EQ(6, send_from("2001:db8:1::77", 0));
	CHECK_EQ(0, check("2001:db8:1::77", 0));
	REQUIRE_EQ(0, ip("a", "del 2001:db8:1::77/64 dev eth0"));
	CHECK_EQ(-EINVAL, send_from("2001:db8:1::77", 0));
	CHECK_EQ(-EADDRNOTAVAIL, check("2001:db8:1::77", 0));
}

static void a_tentative_address_is_told_and_will_do_later(void)
{
	REQUIRE_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/accept_dad", "1"));
	REQUIRE_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/dad_transmits", "2"));
	REQUIRE_EQ(0, ip("a", "add 2001:db8:1::78/64 dev eth0"));
	CHECK_EQ(-EINVAL, send_from("2001:db8:1::78", 0));
	CHECK_EQ(-EAGAIN, check("2001:db8:1::78", 0));
	REQUIRE(reaches("2001:db8:1::78", SOCK6_ADDRESS_TENTATIVE, 0));
	CHECK_EQ(0, check("2001:db8:1::78", 0));
	CHECK_EQ(6, send_from("2001:db8:1::78", 0));
	CHECK_EQ(0, ip("a", "del 2001:db8:1::78/64 dev eth0"));
}

static void an_address_of_another_host_is_told(void)
{
	const int duplicate = SOCK6_ADDRESS_DUPLICATE;

	REQUIRE_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/accept_dad", "1"));
	REQUIRE_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/dad_transmits", "2"));
	REQUIRE_EQ(0, ip("b", "add 2001:db8:1::79/64 dev eth0 nodad"));
	REQUIRE_EQ(0, ip("a", "add 2001:db8:1::79/64 dev eth0"));
	REQUIRE(reaches("2001:db8:1::79", duplicate, duplicate));
	CHECK_EQ(-EADDRINUSE, check("2001:db8:1::79", 0));
	CHECK_EQ(-EINVAL, send_from("2001:db8:1::79", 0));
	CHECK_EQ(0, ip("a", "del 2001:db8:1::79/64 dev eth0"));
	CHECK_EQ(0, ip("b", "del 2001:db8:1::79/64 dev eth0"));
}

static void a_link_local_address_belongs_to_its_interface(void)
{
	REQUIRE_EQ(0, ip("a", "add fe80::77/64 dev eth1 nodad"));
	CHECK_EQ(0, check("fe80::77", eth1));
	CHECK_EQ(-EXDEV, check("fe80::77", eth0));
	CHECK_EQ(-EINVAL, send_from("fe80::77", eth0));
	CHECK_EQ(-EINVAL, check("fe80::77", 0));
	CHECK_EQ(-EADDRNOTAVAIL, check("fe80::99", eth0));
	CHECK_EQ(0, ip("a", "del fe80::77/64 dev eth1"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all(
			"runs as: lab.sh pair -- test_local_address");
	eth0 = lab_index("a", "eth0");
	eth1 = lab_index("a", "eth1");
	sender = lab_udp("a", "::", 0);
	RUN(the_source_is_that_of_the_interface);
	RUN(without_a_route_through_the_interface_there_is_no_source);
	RUN(a_deprecated_address_is_chosen_last);
	RUN(a_preference_decides_between_temporary_and_public);
	RUN(a_pinned_address_that_has_gone_is_told);
	RUN(a_tentative_address_is_told_and_will_do_later);
	RUN(an_address_of_another_host_is_told);
	RUN(a_link_local_address_belongs_to_its_interface);
	sock6_close(sender);
	return check_end();
}
