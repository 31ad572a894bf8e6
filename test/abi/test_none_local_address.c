/* SPDX-License-Identifier: MIT */
/* Local addresses with no system beneath: nothing is known of them. */
#include "check.h"
#include "sock6.h"

static struct sockaddr_in6 address(const char *text)
{
	struct sockaddr_in6 result = { 0 };

	CHECK_EQ(0, sock6_address_parse(&result, text, 0));
	return result;
}

static void no_source_is_chosen(void)
{
	struct sockaddr_in6 to = address("::1"), source, before;

	memset(&source, 0xa5, sizeof(source));
	before = source;
	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_choose(&to, 0, 0, &source));
	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_choose(&to, 1, 0, &source));
	CHECK_MEM(&before, &source, sizeof(source));
}

static void no_address_has_a_state(void)
{
	struct sockaddr_in6 here = address("::1");
	struct sock6_control control = { .fields = SOCK6_SOURCE,
					 .source = here.sin6_addr };

	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_state(&here.sin6_addr, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_check(&control));
	control.fields = SOCK6_INTERFACE;
	control.ifindex = 1;
	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_check(&control));
	control.fields = 0;
	CHECK_EQ(0, sock6_local_address_check(&control));
}

static void no_address_is_preferred_but_preferences_have_names(void)
{
	CHECK_EQ(-EOPNOTSUPP, sock6_local_address_prefer(0, 0));
	CHECK_STR("public", sock6_preference_name(SOCK6_PREFER_PUBLIC));
	CHECK_EQ(SOCK6_PREFER_HOME, sock6_preference_find("home"));
}

int main(void)
{
	RUN(no_source_is_chosen);
	RUN(no_address_has_a_state);
	RUN(no_address_is_preferred_but_preferences_have_names);
	return check_end();
}
