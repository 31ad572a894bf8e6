/* SPDX-License-Identifier: MIT */
/* Addresses that come, change and go, as a monitor and a list tell it. */
#include "watch.h"

#define BOTH (SOCK6_IPV6 | SOCK6_IPV4)

static struct watch watch;
static uint32_t m0;

/* Two interfaces of a that lead to each other, up. */
static void begin(unsigned flags)
{
	CHECK_EQ(0, lab_shell("a", "ip link add m0 type veth peer name m1 && "
				   "ip link set m0 addrgenmode none up && "
				   "ip link set m1 addrgenmode none up"));
	m0 = lab_index("a", "m0");
	watch_open(&watch, "a", flags);
}

static void end(void)
{
	watch_close(&watch);
	CHECK_EQ(0, lab_shell("a", "ip link del m0"));
}

static struct sock6_interface_address list[64];

/* The address of m0 in the list; NULL when it is not there. */
static const struct sock6_interface_address *listed(const char *text)
{
	struct in6_addr address = lab_in6(text);
	int count = sock6_interface_addresses(list, 64, m0, BOTH);

	for (int i = 0; i < count && i < 64; i++)
		if (memcmp(&list[i].address, &address, 16) == 0)
			return &list[i];
	return NULL;
}

static void check_event(uint32_t type, const char *text, unsigned prefix,
			uint32_t state)
{
	REQUIRE(watch_for_address(&watch, type, text));
	CHECK_EQ(m0, watch.event.address.ifindex);
	CHECK_EQ(prefix, watch.event.address.prefix_length);
	CHECK_EQ(state, watch.event.address.state);
	CHECK_EQ(0, watch.event.dump);
	CHECK_EQ(0, watch.event.interface.index);
}

static void an_address_comes_and_goes(void)
{
	begin(0);
	CHECK(!listed("2001:db8:9::1"));
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1/72 dev m0 "
				   "nodad"));
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 72, 0);
	CHECK_EQ(UINT32_MAX, watch.event.address.valid);
	CHECK_EQ(UINT32_MAX, watch.event.address.preferred);
	CHECK(listed("2001:db8:9::1"));
	CHECK_EQ(0, lab_shell("a", "ip address del 2001:db8:9::1/72 dev m0"));
	check_event(SOCK6_EVENT_ADDRESS_GONE, "2001:db8:9::1", 72, 0);
	CHECK(!listed("2001:db8:9::1"));
	end();
}

static void an_address_that_changes_is_told_anew(void)
{
	begin(0);
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1/64 dev m0 "
				   "nodad valid_lft 4000 preferred_lft 3000"));
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 64, 0);
	CHECK(watch.event.address.valid > 3900 &&
	      watch.event.address.valid <= 4000);
	CHECK(watch.event.address.preferred > 2900 &&
	      watch.event.address.preferred <= 3000);
	CHECK_EQ(0, lab_shell("a", "ip address change 2001:db8:9::1/64 dev m0 "
				   "preferred_lft 0"));
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 64,
		    SOCK6_ADDRESS_DEPRECATED);
	CHECK_EQ(0, watch.event.address.preferred);
	end();
}

static void all_addresses_of_an_interface_that_goes_down_are_gone(void)
{
	begin(0);
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1/64 dev m0 "
				   "nodad"));
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 64, 0);
	CHECK_EQ(0, lab_shell("a", "ip link set m0 down"));
	CHECK(watch_for_address(&watch, SOCK6_EVENT_ADDRESS_GONE,
				"2001:db8:9::1"));
	end();
}

/* What is told is this end's address. */
static void the_other_ends_address_is_not_this_ones(void)
{
	begin(SOCK6_DUAL_STACK);
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1 peer "
				   "2001:db8:9::2 dev m0 nodad"));
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 128, 0);
	CHECK(listed("2001:db8:9::1"));
	CHECK(!listed("2001:db8:9::2"));
	CHECK_EQ(0, lab_shell("a", "ip address add 198.51.100.1 peer "
				   "198.51.100.2 dev m0"));
	check_event(SOCK6_EVENT_ADDRESS, "::ffff:198.51.100.1", 128, 0);
	end();
}

static void ipv4_is_told_to_who_has_asked_for_it(void)
{
	static struct watch six;

	begin(SOCK6_DUAL_STACK);
	watch_open(&six, "a", 0);
	CHECK_EQ(0, lab_shell("a", "ip address add 198.51.100.1/24 dev m0 && "
				   "ip address add 198.51.100.2/24 dev m0 && "
				   "ip address add 2001:db8:9::1/64 dev m0 "
				   "nodad"));
	check_event(SOCK6_EVENT_ADDRESS, "::ffff:198.51.100.1", 96 + 24, 0);
	/* "Secondary" is IPv4's word for the bit of "temporary". */
	check_event(SOCK6_EVENT_ADDRESS, "::ffff:198.51.100.2", 96 + 24, 0);
	check_event(SOCK6_EVENT_ADDRESS, "2001:db8:9::1", 64, 0);
	CHECK(watch_for(&six, SOCK6_EVENT_ADDRESS));
	CHECK(!sock6_address_is_mapped(&six.event.address.address));
	CHECK_EQ(0, sock6_monitor_dump(six.fd, 1));
	while (CHECK(watch_next(&six)) && six.event.type != SOCK6_EVENT_DUMPED)
		CHECK(!sock6_address_is_mapped(&six.event.address.address));
	CHECK_EQ(0, sock6_monitor_dump(watch.fd, 1));
	CHECK(watch_for_address(&watch, SOCK6_EVENT_ADDRESS,
				"::ffff:198.51.100.2"));
	CHECK_EQ(1, watch.event.dump);
	CHECK(watch_for_dumped(&watch, 1));
	watch_close(&six);
	end();
}

/* RFC 4862, 5.4: about a second of duplicate address detection. */
static void a_tentative_address_becomes_usable(void)
{
	const struct sock6_interface_address *found;

	begin(0);
	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/m0/accept_dad", "1"));
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1/64 dev m0"));
	found = listed("2001:db8:9::1");
	CHECK(found && found->state == SOCK6_ADDRESS_TENTATIVE);
	do
		REQUIRE(watch_for_address(&watch, SOCK6_EVENT_ADDRESS,
					  "2001:db8:9::1"));
	while (watch.event.address.state & SOCK6_ADDRESS_TENTATIVE);
	CHECK_EQ(0, watch.event.address.state);
	found = listed("2001:db8:9::1");
	CHECK(found && found->state == 0);
	end();
}

static void an_address_that_another_has_is_told_as_duplicate(void)
{
	begin(0);
	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth1/accept_dad", "1"));
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:2::b/64 dev eth1"));
	do
		REQUIRE(watch_for_address(&watch, SOCK6_EVENT_ADDRESS,
					  "2001:db8:2::b"));
	while (!(watch.event.address.state & SOCK6_ADDRESS_DUPLICATE));
	CHECK(watch.event.address.state & SOCK6_ADDRESS_TENTATIVE);
	CHECK_EQ(0, lab_shell("a", "ip address del 2001:db8:2::b/64 dev eth1"));
	CHECK(watch_for_address(&watch, SOCK6_EVENT_ADDRESS_GONE,
				"2001:db8:2::b"));
	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth1/accept_dad", "0"));
	end();
}

/* RFC 8981: the kernel makes one beside an address that asks for it. */
static void a_temporary_address_is_told_as_such(void)
{
	begin(0);
	if (lab_sysctl("a", "net/ipv6/conf/m0/use_tempaddr", "2") < 0) {
		end();
		SKIP("the kernel makes no temporary addresses");
	}
	CHECK_EQ(0, lab_shell("a", "ip address add 2001:db8:9::1/64 dev m0 "
				   "mngtmpaddr nodad"));
	do
		REQUIRE(watch_for(&watch, SOCK6_EVENT_ADDRESS));
	while (!(watch.event.address.state & SOCK6_ADDRESS_TEMPORARY));
	CHECK_EQ(m0, watch.event.address.ifindex);
	CHECK_EQ(0x20, watch.event.address.address.s6_addr[0]);
	CHECK(watch.event.address.valid < UINT32_MAX);
	end();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all(
			"runs as: lab.sh pair -- test_monitor_address");
	RUN(an_address_comes_and_goes);
	RUN(an_address_that_changes_is_told_anew);
	RUN(all_addresses_of_an_interface_that_goes_down_are_gone);
	RUN(the_other_ends_address_is_not_this_ones);
	RUN(ipv4_is_told_to_who_has_asked_for_it);
	RUN(a_tentative_address_becomes_usable);
	RUN(an_address_that_another_has_is_told_as_duplicate);
	RUN(a_temporary_address_is_told_as_such);
	return check_end();
}
