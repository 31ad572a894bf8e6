/* SPDX-License-Identifier: MIT */
/* Source addresses of this host: preferred, chosen, judged. */
#include <limits.h>

#include "sockets.h"

static const struct {
	unsigned bit;
	const char *name;
} preferences[] = {
	{ SOCK6_PREFER_TEMPORARY, "temporary" },
	{ SOCK6_PREFER_PUBLIC, "public" },
	{ SOCK6_PREFER_CARE_OF, "care-of" },
	{ SOCK6_PREFER_CGA, "cga" },
	{ SOCK6_PREFER_DEFAULT, "default" },
	{ SOCK6_PREFER_HOME, "home" },
	{ SOCK6_PREFER_NON_CGA, "non-cga" },
};

#define PREFERENCES (sizeof(preferences) / sizeof(preferences[0]))

static void each_preference_has_a_name_that_reads_back(void)
{
	for (size_t i = 0; i < PREFERENCES; i++) {
		CHECK_STR(preferences[i].name,
			  sock6_preference_name(preferences[i].bit));
		CHECK_EQ(preferences[i].bit,
			 sock6_preference_find(preferences[i].name));
	}
	CHECK(sock6_preference_name(0) == NULL);
	CHECK(sock6_preference_name(3) == NULL);
	CHECK(sock6_preference_name(UINT_MAX) == NULL);
	CHECK_EQ(-EINVAL, sock6_preference_find(NULL));
	CHECK_EQ(-EINVAL, sock6_preference_find(""));
	CHECK_EQ(-EINVAL, sock6_preference_find("Public"));
}

static int64_t preferred(sock6_fd fd)
{
	int64_t value = -1;

	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_ADDRESS_PREFERENCES, &value));
	return value;
}

static void what_is_not_preferred_is_the_default_again(void)
{
	sock6_fd fd = udp_at("::1", 0);
	int64_t before = preferred(fd);

	CHECK_EQ(0, sock6_local_address_prefer(
			    fd, SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_CARE_OF));
	CHECK(preferred(fd) & SOCK6_PREFER_TEMPORARY);
	CHECK(preferred(fd) & SOCK6_PREFER_CARE_OF);
	CHECK_EQ(0, sock6_local_address_prefer(fd, SOCK6_PREFER_PUBLIC));
	CHECK(preferred(fd) & SOCK6_PREFER_PUBLIC);
	CHECK(!(preferred(fd) &
		(SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_CARE_OF)));
	CHECK_EQ(0, sock6_local_address_prefer(fd, 0));
	CHECK_EQ(before, preferred(fd));
	sock6_close(fd);
}

static void preferences_that_contradict_each_other_are_refused(void)
{
	static const unsigned wrong[] = {
		SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_PUBLIC,
		SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_DEFAULT,
		SOCK6_PREFER_HOME | SOCK6_PREFER_CARE_OF,
		SOCK6_PREFER_CGA | SOCK6_PREFER_NON_CGA,
		0x10,
		UINT_MAX,
	};
	struct sockaddr_in6 source = { 0 }, to = address_of("::1");
	sock6_fd fd = udp_at("::1", 0);
	int64_t before = preferred(fd);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CHECK_EQ(-EINVAL, sock6_local_address_prefer(fd, wrong[i]));
		CHECK_EQ(-EINVAL,
			 sock6_local_address_choose(&to, 0, wrong[i], &source));
	}
	CHECK_EQ(before, preferred(fd));
	CHECK_EQ(0, source.sin6_family);
	CHECK_EQ(-EBADF, sock6_local_address_prefer(-1, 0));
	sock6_close(fd);
}

static void the_source_for_an_address_of_this_host_is_itself(void)
{
	static const char *const own[] = { "::1", "::ffff:127.0.0.1" };

	for (size_t i = 0; i < 2; i++) {
		struct sockaddr_in6 to = address_of(own[i]), source;

		REQUIRE_EQ(0, sock6_local_address_choose(&to, 0, 0, &source));
		CHECK_EQ(AF_INET6, source.sin6_family);
		CHECK_EQ(0, source.sin6_port);
		CHECK_MEM(&to.sin6_addr, &source.sin6_addr, 16);
	}
}

static void a_choice_that_fails_writes_nothing_and_leaks_nothing(void)
{
	struct sockaddr_in6 to = address_of("::1"), source, before;
	struct sockaddr_in6 near = address_of("fe80::1");
	sock6_fd next = udp_at("::1", 0);

	sock6_close(next);
	memset(&source, 0x5a, sizeof(source));
	before = source;
	CHECK_EQ(-EINVAL, sock6_local_address_choose(NULL, 0, 0, &source));
	CHECK_EQ(-EINVAL, sock6_local_address_choose(&to, 0, 0, NULL));
	CHECK_EQ(-ENODEV, sock6_local_address_choose(&to, INT_MAX, 0, &source));
	CHECK_EQ(-EINVAL, sock6_local_address_choose(&near, 0, 0, &source));
	near.sin6_scope_id = 2;
	CHECK_EQ(-EINVAL, sock6_local_address_choose(&near, 1, 0, &source));
	to.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT, sock6_local_address_choose(&to, 0, 0, &source));
	CHECK_MEM(&before, &source, sizeof(source));
	CHECK_EQ(next, udp_at("::1", 0));
	sock6_close(next);
}

static void an_address_that_is_there_has_a_state(void)
{
	struct in6_addr loopback = address_of("::1").sin6_addr;
	struct in6_addr ipv4 = address_of("::ffff:127.0.0.1").sin6_addr;
	struct in6_addr absent = address_of("2001:db8:1:2::3").sin6_addr;
	uint32_t index;

	REQUIRE_EQ(0, sock6_interface_index(&index, "lo"));
	CHECK_EQ(0, sock6_local_address_state(&loopback, 0));
	CHECK_EQ(0, sock6_local_address_state(&loopback, index));
	CHECK_EQ(0, sock6_local_address_state(&ipv4, 0));
	CHECK_EQ(-EADDRNOTAVAIL,
		 sock6_local_address_state(&loopback, index + 1000));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_local_address_state(&absent, 0));
	CHECK_EQ(-EINVAL, sock6_local_address_state(NULL, 0));
}

static void what_can_be_sent_with_passes_the_check(void)
{
	struct sock6_control control = { .fields = 0 };

	CHECK_EQ(0, sock6_local_address_check(&control));
	control.fields = SOCK6_SOURCE;
	control.source = address_of("::1").sin6_addr;
	CHECK_EQ(0, sock6_local_address_check(&control));
	control.source = address_of("::").sin6_addr;
	CHECK_EQ(0, sock6_local_address_check(&control));
}

static void what_cannot_be_sent_with_is_told_apart(void)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE };
	struct sockaddr_in6 to = address_of("::1");
	struct sock6_message message = { .peer = to, .control = &control };
	sock6_fd fd = udp_at("::1", 0);

	message.peer.sin6_port = htons(9);
	control.source = address_of("2001:db8:1:2::3").sin6_addr;
	CHECK_EQ(-EINVAL, sock6_send(fd, &message, 0));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_local_address_check(&control));
	control.source = address_of("fe80::1:2:3").sin6_addr;
	CHECK_EQ(-EINVAL, sock6_local_address_check(&control));
	control.fields = SOCK6_INTERFACE;
	control.ifindex = INT_MAX;
	CHECK_EQ(-ENODEV, sock6_send(fd, &message, 0));
	CHECK_EQ(-ENODEV, sock6_local_address_check(&control));
	CHECK_EQ(-EINVAL, sock6_local_address_check(NULL));
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(each_preference_has_a_name_that_reads_back);
	RUN(what_is_not_preferred_is_the_default_again);
	RUN(preferences_that_contradict_each_other_are_refused);
	RUN(the_source_for_an_address_of_this_host_is_itself);
	RUN(a_choice_that_fails_writes_nothing_and_leaks_nothing);
	RUN(an_address_that_is_there_has_a_state);
	RUN(what_can_be_sent_with_passes_the_check);
	RUN(what_cannot_be_sent_with_is_told_apart);
	return check_end();
}
