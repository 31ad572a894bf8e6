/* SPDX-License-Identifier: MIT */
/* What multicast addresses carry inside, by the examples of the RFCs. */
#include "check.h"
#include "sock6.h"

static struct in6_addr at(const char *text)
{
	struct sockaddr_in6 address = { 0 };

	CHECK_EQ(0, sock6_address_parse(&address, text, 0));
	return address.sin6_addr;
}

static void check_address(const char *expected, const struct in6_addr *actual)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = *actual };
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	CHECK(sock6_address_format(text, sizeof(text), &address, 0) > 0);
	CHECK_STR(expected, text);
}

static struct in6_addr pattern(void)
{
	struct in6_addr address;

	memset(&address, 0x5a, sizeof(address));
	return address;
}

static void check_pattern(const struct in6_addr *address)
{
	struct in6_addr untouched = pattern();

	CHECK_MEM(&untouched, address, sizeof(untouched));
}

static int flags(const char *text)
{
	struct in6_addr group = at(text);

	return sock6_multicast_flags(&group);
}

static void flags_are_those_of_the_address(void)
{
	CHECK_EQ(0, flags("ff02::1"));
	CHECK_EQ(SOCK6_MULTICAST_TRANSIENT, flags("ff12::1"));
	CHECK_EQ(SOCK6_MULTICAST_TRANSIENT | SOCK6_MULTICAST_PREFIX,
		 flags("ff3e::1"));
	CHECK_EQ(SOCK6_MULTICAST_TRANSIENT | SOCK6_MULTICAST_PREFIX |
			 SOCK6_MULTICAST_RENDEZVOUS,
		 flags("ff7e::1"));
	/* The fourth flag is reserved (RFC 7371, 3). */
	CHECK_EQ(0, flags("ff82::1"));
	CHECK_EQ(-EINVAL, flags("fe80::1"));
	CHECK_EQ(-EINVAL, flags("::ffff:224.0.0.1"));
}

static void a_solicited_node_group_has_the_last_24_bits(void)
{
	struct in6_addr address = at("4037::1:800:200e:8c6c");
	struct in6_addr group;

	CHECK_EQ(0, sock6_multicast_solicited_node(&group, &address));
	check_address("ff02::1:ff0e:8c6c", &group);
	CHECK_EQ(SOCK6_KIND_SOLICITED_NODE, sock6_address_kind(&group));
}

static void only_a_unicast_address_has_a_solicited_node_group(void)
{
	static const char *const wrong[] = { "ff02::1",
					     "::", "::ffff:192.0.2.1" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct in6_addr address = at(wrong[i]), group = pattern();

		CHECK_EQ(-EINVAL,
			 sock6_multicast_solicited_node(&group, &address));
		check_pattern(&group);
	}
}

static void a_source_specific_group_has_scope_and_identifier(void)
{
	struct in6_addr group;

	CHECK_EQ(0, sock6_multicast_source_specific(&group, 14, 0x80001234));
	check_address("ff3e::8000:1234", &group);
	CHECK_EQ(SOCK6_KIND_SOURCE_SPECIFIC, sock6_address_kind(&group));
	CHECK_EQ(0, sock6_multicast_source_specific(&group, 1, 0x40000001));
	check_address("ff31::4000:1", &group);
}

static void a_source_specific_group_of_another_range_is_refused(void)
{
	struct in6_addr group = pattern();

	CHECK_EQ(-EINVAL,
		 sock6_multicast_source_specific(&group, 0, 0x80000000));
	CHECK_EQ(-EINVAL,
		 sock6_multicast_source_specific(&group, 15, 0x80000000));
	CHECK_EQ(-EINVAL,
		 sock6_multicast_source_specific(&group, 14, 0x40000000));
	check_pattern(&group);
}

/* RFC 3306, 4 and 6: ff3s:0030:3ffe:ffff:1::/96 for 3ffe:ffff:1::/48. */
static void a_group_of_a_prefix_holds_it(void)
{
	struct in6_addr prefix = at("3ffe:ffff:1::"), group, found;

	CHECK_EQ(0, sock6_multicast_from_prefix(&group, 14, &prefix, 48, 7));
	check_address("ff3e:30:3ffe:ffff:1::7", &group);
	CHECK_EQ(48, sock6_multicast_prefix(&found, &group));
	check_address("3ffe:ffff:1::", &found);
}

static void each_length_of_a_prefix_reads_back(void)
{
	struct in6_addr all = at("2001:dbf:ffff:ffff:ffff:ffff:ffff:ffff");

	for (int length = 1; length <= 64; length++) {
		struct in6_addr group, found, again;

		CHECK_EQ(0, sock6_multicast_from_prefix(&group, 5, &all, length,
							0xffffffff));
		CHECK_EQ(length, sock6_multicast_prefix(&found, &group));
		CHECK_EQ(0, sock6_multicast_from_prefix(&again, 5, &found,
							length, 0xffffffff));
		CHECK_MEM(&group, &again, sizeof(group));
		for (int bit = length; bit < 128; bit++)
			CHECK(!(found.s6_addr[bit / 8] & 0x80 >> bit % 8));
	}
}

static void a_prefix_that_no_group_can_hold_is_refused(void)
{
	struct in6_addr prefix = at("2001:db8::"), group = pattern();
	struct in6_addr multicast = at("ff02::");

	CHECK_EQ(-EINVAL,
		 sock6_multicast_from_prefix(&group, 14, &prefix, 0, 1));
	CHECK_EQ(-EINVAL,
		 sock6_multicast_from_prefix(&group, 14, &prefix, 65, 1));
	CHECK_EQ(-EINVAL,
		 sock6_multicast_from_prefix(&group, 0, &prefix, 32, 1));
	CHECK_EQ(-EINVAL,
		 sock6_multicast_from_prefix(&group, 14, &multicast, 32, 1));
	check_pattern(&group);
}

static int prefix_of(const char *text)
{
	struct in6_addr group = at(text), prefix = pattern();
	int status = sock6_multicast_prefix(&prefix, &group);

	if (status < 0)
		check_pattern(&prefix);
	return status;
}

static void a_group_without_a_good_prefix_is_told_apart(void)
{
	CHECK_EQ(-EINVAL, prefix_of("2001:db8::1"));
	CHECK_EQ(-ENODATA, prefix_of("ff02::1"));
	CHECK_EQ(-ENODATA, prefix_of("ff1e:20:2001:db8::1"));
	CHECK_EQ(-ENODATA, prefix_of("ff3e::8000:1")); /* source-specific */
	CHECK_EQ(-EBADMSG, prefix_of("ff3e:41:2001:db8::1"));  /* 65 bits */
	CHECK_EQ(-EBADMSG, prefix_of("ff2e:20:2001:db8::1"));  /* P without T */
	CHECK_EQ(-EBADMSG, prefix_of("ff3e:120:2001:db8::1")); /* reserved */
	CHECK_EQ(32, prefix_of("ff3e:20:2001:db8::1"));
}

static int rendezvous_of(const char *text, const char *expected)
{
	struct in6_addr group = at(text), point = pattern();
	int status = sock6_multicast_rendezvous(&point, &group);

	if (status == 0)
		check_address(expected, &point);
	else
		check_pattern(&point);
	return status;
}

/* RFC 3956, 5: examples 1 to 4. */
static void a_rendezvous_point_is_found_in_its_group(void)
{
	CHECK_EQ(0, rendezvous_of("ff7e:120:2001:db8::1", "2001:db8::1"));
	CHECK_EQ(0, rendezvous_of("ff7e:140:2001:db8:beef:feed::1234",
				  "2001:db8:beef:feed::1"));
	CHECK_EQ(0, rendezvous_of("ff7e:f40:2001:db8:beef:feed::abcd",
				  "2001:db8:beef:feed::f"));
	CHECK_EQ(0, rendezvous_of("ff70:130:2001:db8:beef:feed::1",
				  "2001:db8:beef::1"));
}

static void a_group_without_a_good_rendezvous_point_is_told_apart(void)
{
	CHECK_EQ(-EINVAL, rendezvous_of("2001:db8::1", NULL));
	CHECK_EQ(-ENODATA, rendezvous_of("ff3e:20:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff7e:20:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff7e:1120:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff7e:141:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff7e:100:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff6e:120:2001:db8::1", NULL));
	CHECK_EQ(-EBADMSG, rendezvous_of("ff5e:120:2001:db8::1", NULL));
}

static void a_group_with_a_rendezvous_point_is_built(void)
{
	struct in6_addr point = at("2001:db8:beef:feed::f"), group;

	CHECK_EQ(0, sock6_multicast_with_rendezvous(&group, 14, &point, 64,
						    0xabcd));
	check_address("ff7e:f40:2001:db8:beef:feed:0:abcd", &group);
	CHECK_EQ(0, rendezvous_of("ff7e:f40:2001:db8:beef:feed:0:abcd",
				  "2001:db8:beef:feed::f"));
}

static void an_address_that_cannot_be_a_rendezvous_point_is_refused(void)
{
	static const struct {
		const char *point;
		int length;
	} wrong[] = {
		{ "2001:db8::", 32 },    { "2001:db8::10", 32 },
		{ "2001:db8:1::1", 32 }, { "ff02::1", 16 },
		{ "2001:db8::1", 0 },    { "2001:db8::1", 65 },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct in6_addr point = at(wrong[i].point), group = pattern();

		CHECK_EQ(-EINVAL,
			 sock6_multicast_with_rendezvous(&group, 14, &point,
							 wrong[i].length, 1));
		check_pattern(&group);
	}
}

int main(void)
{
	RUN(flags_are_those_of_the_address);
	RUN(a_solicited_node_group_has_the_last_24_bits);
	RUN(only_a_unicast_address_has_a_solicited_node_group);
	RUN(a_source_specific_group_has_scope_and_identifier);
	RUN(a_source_specific_group_of_another_range_is_refused);
	RUN(a_group_of_a_prefix_holds_it);
	RUN(each_length_of_a_prefix_reads_back);
	RUN(a_prefix_that_no_group_can_hold_is_refused);
	RUN(a_group_without_a_good_prefix_is_told_apart);
	RUN(a_rendezvous_point_is_found_in_its_group);
	RUN(a_group_without_a_good_rendezvous_point_is_told_apart);
	RUN(a_group_with_a_rendezvous_point_is_built);
	RUN(an_address_that_cannot_be_a_rendezvous_point_is_refused);
	return check_end();
}
