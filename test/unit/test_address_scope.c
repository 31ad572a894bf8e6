/* SPDX-License-Identifier: MIT */
/* Kind and scope of an address, and their names. */
#include <limits.h>

#include "check.h"
#include "sock6.h"

static const struct {
	const char *text;
	int kind;
	int scope;
} addresses[] = {
	{ "::", SOCK6_KIND_UNSPECIFIED, 0 },
	{ "::1", SOCK6_KIND_LOOPBACK, SOCK6_SCOPE_LINK_LOCAL },
	{ "::2", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "::ffff:192.0.2.1", SOCK6_KIND_IPV4_MAPPED, SOCK6_SCOPE_GLOBAL },
	{ "::ffff:10.0.0.1", SOCK6_KIND_IPV4_MAPPED, SOCK6_SCOPE_GLOBAL },
	{ "::ffff:169.254.0.1", SOCK6_KIND_IPV4_MAPPED,
	  SOCK6_SCOPE_LINK_LOCAL },
	{ "::ffff:127.1.2.3", SOCK6_KIND_IPV4_MAPPED, SOCK6_SCOPE_LINK_LOCAL },
	{ "::fffe:192.0.2.1", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "fe7f:ffff::1", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "fe80::1", SOCK6_KIND_LINK_LOCAL, SOCK6_SCOPE_LINK_LOCAL },
	{ "febf:ffff::1", SOCK6_KIND_LINK_LOCAL, SOCK6_SCOPE_LINK_LOCAL },
	{ "fec0::1", SOCK6_KIND_SITE_LOCAL, SOCK6_SCOPE_SITE_LOCAL },
	{ "feff:ffff::1", SOCK6_KIND_SITE_LOCAL, SOCK6_SCOPE_SITE_LOCAL },
	{ "fbff::1", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "fc00::1", SOCK6_KIND_UNIQUE_LOCAL, SOCK6_SCOPE_GLOBAL },
	{ "fdff::1", SOCK6_KIND_UNIQUE_LOCAL, SOCK6_SCOPE_GLOBAL },
	{ "2001:db8::1", SOCK6_KIND_DOCUMENTATION, SOCK6_SCOPE_GLOBAL },
	{ "2001:db9::1", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "3fff:fff::1", SOCK6_KIND_DOCUMENTATION, SOCK6_SCOPE_GLOBAL },
	{ "3fff:1000::1", SOCK6_KIND_GLOBAL, SOCK6_SCOPE_GLOBAL },
	{ "ff01::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_INTERFACE_LOCAL },
	{ "ff12::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_LINK_LOCAL },
	{ "ff02::1:ff00:0", SOCK6_KIND_SOLICITED_NODE, SOCK6_SCOPE_LINK_LOCAL },
	{ "ff02::1:fe00:0", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_LINK_LOCAL },
	{ "ff03::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_REALM_LOCAL },
	{ "ff04::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_ADMIN_LOCAL },
	{ "ff05::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_SITE_LOCAL },
	{ "ff06::1", SOCK6_KIND_MULTICAST, 6 },
	{ "ff08::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_ORGANIZATION_LOCAL },
	{ "ff0e::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_GLOBAL },
	{ "ff3e::1", SOCK6_KIND_SOURCE_SPECIFIC, SOCK6_SCOPE_GLOBAL },
	{ "ff35::1", SOCK6_KIND_SOURCE_SPECIFIC, SOCK6_SCOPE_SITE_LOCAL },
	{ "ff3e:30:2001:db8::1", SOCK6_KIND_MULTICAST, SOCK6_SCOPE_GLOBAL },
};

static void each_address_has_its_kind_and_scope(void)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct sockaddr_in6 address;

		REQUIRE_EQ(0,
			   sock6_address_parse(&address, addresses[i].text, 0));
		if (!CHECK_EQ(addresses[i].kind,
			      sock6_address_kind(&address.sin6_addr)) ||
		    !CHECK_EQ(addresses[i].scope,
			      sock6_address_scope(&address.sin6_addr)))
			printf("# %s\n", addresses[i].text);
	}
}

static void an_address_needs_a_zone_by_its_scope(void)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		int near = addresses[i].scope == SOCK6_SCOPE_INTERFACE_LOCAL ||
			   addresses[i].scope == SOCK6_SCOPE_LINK_LOCAL;
		struct sockaddr_in6 address;

		/* One host has one loopback, and IPv4 has no zones. */
		if (addresses[i].kind == SOCK6_KIND_LOOPBACK ||
		    addresses[i].kind == SOCK6_KIND_IPV4_MAPPED)
			near = 0;
		REQUIRE_EQ(0,
			   sock6_address_parse(&address, addresses[i].text, 0));
		CHECK_EQ(near, sock6_address_needs_zone(&address.sin6_addr));
	}
}

static void each_kind_has_a_name_of_its_own(void)
{
	for (int kind = SOCK6_KIND_GLOBAL; kind <= SOCK6_KIND_SOURCE_SPECIFIC;
	     kind++) {
		REQUIRE(sock6_address_kind_name(kind) != NULL);
		for (int other = 0; other < kind; other++)
			CHECK(strcmp(sock6_address_kind_name(kind),
				     sock6_address_kind_name(other)) != 0);
	}
	CHECK_STR("unique-local",
		  sock6_address_kind_name(SOCK6_KIND_UNIQUE_LOCAL));
	CHECK(sock6_address_kind_name(-1) == NULL);
	CHECK(sock6_address_kind_name(SOCK6_KIND_SOURCE_SPECIFIC + 1) == NULL);
	CHECK(sock6_address_kind_name(INT_MIN) == NULL);
	CHECK(sock6_address_kind_name(INT_MAX) == NULL);
}

static void seven_scopes_have_names_and_read_back(void)
{
	int named = 0;

	for (int scope = -1; scope <= 16; scope++) {
		const char *name = sock6_scope_name(scope);

		if (!name)
			continue;
		named++;
		CHECK_EQ(scope, sock6_scope_find(name));
	}
	CHECK_EQ(7, named);
	CHECK_STR("realm-local", sock6_scope_name(SOCK6_SCOPE_REALM_LOCAL));
	CHECK(sock6_scope_name(INT_MIN) == NULL);
	CHECK(sock6_scope_name(INT_MAX) == NULL);
}

static void a_word_that_is_no_scope_is_refused(void)
{
	CHECK_EQ(-EINVAL, sock6_scope_find(NULL));
	CHECK_EQ(-EINVAL, sock6_scope_find(""));
	CHECK_EQ(-EINVAL, sock6_scope_find("Global"));
	CHECK_EQ(-EINVAL, sock6_scope_find("global "));
	CHECK_EQ(-EINVAL, sock6_scope_find("link"));
}

int main(void)
{
	RUN(each_address_has_its_kind_and_scope);
	RUN(an_address_needs_a_zone_by_its_scope);
	RUN(each_kind_has_a_name_of_its_own);
	RUN(seven_scopes_have_names_and_read_back);
	RUN(a_word_that_is_no_scope_is_refused);
	return check_end();
}
