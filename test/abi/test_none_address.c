/* SPDX-License-Identifier: MIT */
/* What is known of an address by itself, with no system beneath. */
#include "check.h"
#include "sock6.h"

static struct in6_addr at(const char *text)
{
	struct sockaddr_in6 result = { 0 };

	CHECK_EQ(0, sock6_address_parse(&result, text, 0));
	return result.sin6_addr;
}

static void kinds_and_scopes_need_no_system(void)
{
	struct in6_addr local = at("fe80::1");

	CHECK_EQ(SOCK6_KIND_LINK_LOCAL, sock6_address_kind(&local));
	CHECK_STR("link-local", sock6_address_kind_name(SOCK6_KIND_LINK_LOCAL));
	CHECK_EQ(SOCK6_SCOPE_LINK_LOCAL, sock6_address_scope(&local));
	CHECK_STR("global", sock6_scope_name(SOCK6_SCOPE_GLOBAL));
	CHECK_EQ(SOCK6_SCOPE_GLOBAL, sock6_scope_find("global"));
}

static void what_is_inside_a_group_needs_no_system(void)
{
	struct in6_addr address = at("2001:db8::1"), group, found;

	CHECK_EQ(0, sock6_multicast_solicited_node(&group, &address));
	CHECK_EQ(0, sock6_multicast_flags(&group));
	CHECK_EQ(0, sock6_multicast_source_specific(&group, 14, 0x80000001));
	CHECK_EQ(0, sock6_multicast_from_prefix(&group, 14, &address, 32, 1));
	CHECK_EQ(32, sock6_multicast_prefix(&found, &group));
	CHECK_EQ(0,
		 sock6_multicast_with_rendezvous(&group, 14, &address, 32, 1));
	CHECK_EQ(0, sock6_multicast_rendezvous(&found, &group));
	CHECK_MEM(&address, &found, sizeof(address));
}

static void ready_made_programs_need_no_system(void)
{
	struct sock6_filter_instruction program[1];
	struct sock6_filter_match match = { .fields = 0 };

	CHECK_EQ(-ENOSPC, sock6_filter_build(program, 1, &match, 17));
}

int main(void)
{
	RUN(kinds_and_scopes_need_no_system);
	RUN(what_is_inside_a_group_needs_no_system);
	RUN(ready_made_programs_need_no_system);
	return check_end();
}
