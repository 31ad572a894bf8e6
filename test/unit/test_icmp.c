/* SPDX-License-Identifier: MIT */
/* ICMPv6 type names and the type filter as a value. */
#include <limits.h>

#include "check.h"
#include "sock6.h"

/* IANA's registry of ICMPv6 "type" numbers, as RFC 4443, 6.2 set it up. */
static const struct {
	int type;
	const char *name;
} registry[] = {
	{ 1, "destination unreachable" },
	{ 2, "packet too big" },
	{ 3, "time exceeded" },
	{ 4, "parameter problem" },
	{ 128, "echo request" },
	{ 129, "echo reply" },
	{ 130, "multicast listener query" },
	{ 131, "multicast listener report" },
	{ 132, "multicast listener done" },
	{ 133, "router solicitation" },
	{ 134, "router advertisement" },
	{ 135, "neighbor solicitation" },
	{ 136, "neighbor advertisement" },
	{ 137, "redirect message" },
	{ 138, "router renumbering" },
	{ 139, "icmp node information query" },
	{ 140, "icmp node information response" },
	{ 141, "inverse neighbor discovery solicitation message" },
	{ 142, "inverse neighbor discovery advertisement message" },
	{ 143, "version 2 multicast listener report" },
	{ 144, "home agent address discovery request message" },
	{ 145, "home agent address discovery reply message" },
	{ 146, "mobile prefix solicitation" },
	{ 147, "mobile prefix advertisement" },
	{ 148, "certification path solicitation message" },
	{ 149, "certification path advertisement message" },
	{ 151, "multicast router advertisement" },
	{ 152, "multicast router solicitation" },
	{ 153, "multicast router termination" },
	{ 154, "fmipv6 messages" },
	{ 155, "rpl control message" },
	{ 156, "ilnpv6 locator update message" },
	{ 157, "duplicate address request" },
	{ 158, "duplicate address confirmation" },
	{ 159, "mpl control message" },
	{ 160, "extended echo request" },
	{ 161, "extended echo reply" },
};

#define REGISTERED ((int)(sizeof(registry) / sizeof(registry[0])))

static void each_registered_type_has_its_name(void)
{
	CHECK_EQ(37, REGISTERED);
	for (int i = 0; i < REGISTERED; i++)
		CHECK_STR(registry[i].name,
			  sock6_icmp_type_name(registry[i].type));
}

static void exactly_those_types_have_names(void)
{
	int named = 0;

	for (int type = -300; type < 600; type++)
		named += sock6_icmp_type_name(type) != NULL;
	CHECK_EQ(REGISTERED, named);
	CHECK(sock6_icmp_type_name(INT_MAX) == NULL);
	CHECK(sock6_icmp_type_name(INT_MIN) == NULL);
}

static void the_constants_are_the_registered_numbers(void)
{
	CHECK_EQ(58, SOCK6_ICMP_PROTOCOL);
	CHECK_STR("destination unreachable",
		  sock6_icmp_type_name(SOCK6_ICMP_DESTINATION_UNREACHABLE));
	CHECK_STR("echo request",
		  sock6_icmp_type_name(SOCK6_ICMP_ECHO_REQUEST));
	CHECK_STR("redirect message",
		  sock6_icmp_type_name(SOCK6_ICMP_REDIRECT));
	CHECK_STR("version 2 multicast listener report",
		  sock6_icmp_type_name(
			  SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT));
	CHECK_STR("certification path advertisement message",
		  sock6_icmp_type_name(
			  SOCK6_ICMP_CERTIFICATION_PATH_ADVERTISEMENT));
	CHECK_STR("multicast router advertisement",
		  sock6_icmp_type_name(
			  SOCK6_ICMP_MULTICAST_ROUTER_ADVERTISEMENT));
	CHECK_STR("extended echo reply",
		  sock6_icmp_type_name(SOCK6_ICMP_EXTENDED_ECHO_REPLY));
}

static void a_zeroed_filter_hears_every_type(void)
{
	struct sock6_icmp_filter filter = { { 0 } };

	for (int type = 0; type < 256; type++)
		CHECK_EQ(0, sock6_icmp_filter_will_block(&filter, type));
}

static void set_all_blocks_every_type_or_none(void)
{
	struct sock6_icmp_filter filter;

	memset(&filter, 0x5a, sizeof(filter));
	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
	for (int type = 0; type < 256; type++)
		CHECK_EQ(1, sock6_icmp_filter_will_block(&filter, type));
	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 0));
	for (int type = 0; type < 256; type++)
		CHECK_EQ(0, sock6_icmp_filter_will_block(&filter, type));
	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, -7));
	CHECK_EQ(1, sock6_icmp_filter_will_block(&filter, 0));
}

static void each_type_is_one_bit_at_its_documented_place(void)
{
	for (int type = 0; type < 256; type++) {
		struct sock6_icmp_filter filter = { { 0 } }, one = { { 0 } };

		one.blocked[type / 32] = UINT32_C(1) << type % 32;
		CHECK_EQ(0, sock6_icmp_filter_block(&filter, type));
		CHECK_MEM(&one, &filter, sizeof(one));
		CHECK_EQ(0, sock6_icmp_filter_block(&filter, type));
		CHECK_MEM(&one, &filter, sizeof(one));
	}
}

static void accepting_one_type_leaves_the_others_blocked(void)
{
	for (int type = 0; type < 256; type++) {
		struct sock6_icmp_filter filter;

		CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
		CHECK_EQ(0, sock6_icmp_filter_accept(&filter, type));
		for (int other = 0; other < 256; other++)
			CHECK_EQ(other != type,
				 sock6_icmp_filter_will_block(&filter, other));
	}
}

static void types_out_of_range_are_refused_and_change_nothing(void)
{
	static const int types[] = { -1, 256, 512, INT_MAX, INT_MIN };
	struct sock6_icmp_filter filter, before;

	memset(&filter, 0x5a, sizeof(filter));
	before = filter;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		CHECK_EQ(-EINVAL, sock6_icmp_filter_accept(&filter, types[i]));
		CHECK_EQ(-EINVAL, sock6_icmp_filter_block(&filter, types[i]));
		CHECK_EQ(-EINVAL,
			 sock6_icmp_filter_will_block(&filter, types[i]));
	}
	CHECK_MEM(&before, &filter, sizeof(filter));
}

static void a_null_filter_is_refused(void)
{
	CHECK_EQ(-EINVAL, sock6_icmp_filter_accept(NULL, 1));
	CHECK_EQ(-EINVAL, sock6_icmp_filter_block(NULL, 1));
	CHECK_EQ(-EINVAL, sock6_icmp_filter_set_all(NULL, 1));
	CHECK_EQ(-EINVAL, sock6_icmp_filter_will_block(NULL, 1));
}

int main(void)
{
	RUN(each_registered_type_has_its_name);
	RUN(exactly_those_types_have_names);
	RUN(the_constants_are_the_registered_numbers);
	RUN(a_zeroed_filter_hears_every_type);
	RUN(set_all_blocks_every_type_or_none);
	RUN(each_type_is_one_bit_at_its_documented_place);
	RUN(accepting_one_type_leaves_the_others_blocked);
	RUN(types_out_of_range_are_refused_and_change_nothing);
	RUN(a_null_filter_is_refused);
	return check_end();
}
