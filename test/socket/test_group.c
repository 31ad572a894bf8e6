/* SPDX-License-Identifier: MIT */
/* Groups on the real kernel: errors, and who is heard.  Only ff01::/16, which
 * never leaves the host (RFC 4291, 2.7.1). */
#include "sockets.h"

static uint32_t interface; /* the first that carries multicast, or 0 */

static struct in6_addr group(void)
{
	return address_of("ff01::6:114").sin6_addr;
}

static struct in6_addr source(unsigned number)
{
	struct in6_addr address = address_of("2001:db8::").sin6_addr;

	address.s6_addr[14] = (unsigned char)(number >> 8);
	address.s6_addr[15] = (unsigned char)number;
	return address;
}

typedef int group_call(sock6_fd fd, uint32_t ifindex,
		       const struct in6_addr *group);
typedef int source_call(sock6_fd fd, uint32_t ifindex,
			const struct in6_addr *group,
			const struct in6_addr *source);

static group_call *const group_calls[] = { sock6_group_join,
					   sock6_group_leave };
static source_call *const source_calls[] = { sock6_source_join,
					     sock6_source_leave,
					     sock6_source_block,
					     sock6_source_unblock };

static const char *const no_groups[] = { "::",
					 "::1",
					 "fe80::1",
					 "2001:db8::1",
					 "feff::1",
					 "::ffff:224.0.0.251",
					 "::ffff:192.0.2.1" };

#define NO_GROUPS (sizeof(no_groups) / sizeof(no_groups[0]))

static void an_address_that_is_no_group_is_refused(void)
{
	struct in6_addr one = source(1);
	sock6_fd fd = udp_at("::", 0);

	for (size_t i = 0; i < NO_GROUPS; i++) {
		struct in6_addr wrong = address_of(no_groups[i]).sin6_addr;

		for (int call = 0; call < 2; call++)
			CHECK_EQ(-EINVAL, group_calls[call](fd, 0, &wrong));
		for (int call = 0; call < 4; call++)
			CHECK_EQ(-EINVAL,
				 source_calls[call](fd, 0, &wrong, &one));
	}
	for (int call = 0; call < 2; call++)
		CHECK_EQ(-EINVAL, group_calls[call](fd, 0, NULL));
	for (int call = 0; call < 4; call++)
		CHECK_EQ(-EINVAL, source_calls[call](fd, 0, NULL, &one));
	sock6_close(fd);
}

static void an_address_that_is_no_source_is_refused(void)
{
	static const char *const wrong[] = { "::", "ff02::1", "ff3e::1",
					     "::ffff:192.0.2.1" };
	struct in6_addr to = group();
	sock6_fd fd = udp_at("::", 0);

	for (int call = 0; call < 4; call++) {
		for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
			struct in6_addr from = address_of(wrong[i]).sin6_addr;

			CHECK_EQ(-EINVAL,
				 source_calls[call](fd, 0, &to, &from));
		}
		CHECK_EQ(-EINVAL, source_calls[call](fd, 0, &to, NULL));
	}
	sock6_close(fd);
}

static void an_interface_that_does_not_exist_is_refused(void)
{
	static const uint32_t wrong[] = { 0x7ffffffe, INT32_MAX, UINT32_MAX };
	struct in6_addr to = group(), from = source(1);
	sock6_fd fd = udp_at("::", 0);
	int status;

	for (size_t i = 0; i < 3; i++) {
		CHECK_EQ(-ENODEV, sock6_group_join(fd, wrong[i], &to));
		status = sock6_group_leave(fd, wrong[i], &to);
		/* Linux looks among the memberships first. */
		CHECK(status == -ENODEV || status == -EADDRNOTAVAIL);
		for (int call = 0; call < 4; call++)
			CHECK_EQ(-ENODEV,
				 source_calls[call](fd, wrong[i], &to, &from));
	}
	sock6_close(fd);
}

static void a_descriptor_that_is_no_ipv6_socket_is_refused(void)
{
	struct in6_addr to = group(), from = source(1);
	const int fds[3] = { -1, open("/dev/null", O_RDONLY),
			     socket(AF_INET, SOCK_DGRAM, 0) };
	const int expected[3] = { -EBADF, -ENOTSOCK, -ENOPROTOOPT };

	for (int i = 0; i < 3; i++) {
		for (int call = 0; call < 2; call++)
			CHECK_EQ(expected[i],
				 group_calls[call](fds[i], 0, &to));
		for (int call = 0; call < 4; call++)
			CHECK_EQ(expected[i],
				 source_calls[call](fds[i], 0, &to, &from));
	}
	close(fds[1]);
	close(fds[2]);
}

static void joining_twice_is_told(void)
{
	struct in6_addr to = group();
	sock6_fd fd = udp_at("::", 0);

	if (!interface)
		SKIP(NO_MULTICAST);
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, interface, &to));
	CHECK_EQ(0, sock6_group_join(fd, interface, &to));
	CHECK_EQ(-EADDRINUSE, sock6_group_join(fd, interface, &to));
	CHECK_EQ(0, sock6_group_leave(fd, interface, &to));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, interface, &to));
	CHECK_EQ(0, sock6_group_join(fd, interface, &to));
	sock6_close(fd);
}

static void interface_zero_lets_the_system_choose(void)
{
	struct in6_addr to = address_of("ff05::6:114").sin6_addr;
	sock6_fd fd = udp_at("::", 0);
	int status = sock6_group_join(fd, 0, &to);

	if (status == -ENODEV) {
		sock6_close(fd);
		SKIP("no route leads to groups, so there is none to choose");
	}
	CHECK_EQ(0, status);
	CHECK_EQ(-EADDRINUSE, sock6_group_join(fd, 0, &to));
	CHECK_EQ(0, sock6_group_leave(fd, 0, &to));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, 0, &to));
	sock6_close(fd);
}

static void sources_are_joined_and_left_one_by_one(void)
{
	struct in6_addr to = group(), one = source(1), two = source(2);
	sock6_fd fd = udp_at("::", 0);

	if (!interface)
		SKIP(NO_MULTICAST);
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &one));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_source_join(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &two));
	CHECK_EQ(0, sock6_source_leave(fd, interface, &to, &one));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_source_leave(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_leave(fd, interface, &to, &two));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, interface, &to));
	CHECK_EQ(-EINVAL, sock6_source_leave(fd, interface, &to, &two));
	sock6_close(fd);
}

static void leaving_the_group_leaves_its_sources(void)
{
	struct in6_addr to = group(), one = source(1), two = source(2);
	sock6_fd fd = udp_at("::", 0);

	if (!interface)
		SKIP(NO_MULTICAST);
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &two));
	CHECK_EQ(0, sock6_group_leave(fd, interface, &to));
	CHECK_EQ(-EINVAL, sock6_source_leave(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &one));
	sock6_close(fd);
}

static void more_sources_than_the_system_allows_are_refused(void)
{
	struct in6_addr to = group();
	sock6_fd fd = udp_at("::", 0);
	unsigned joined = 0;
	int status = 0;

	if (!interface)
		SKIP(NO_MULTICAST);
	while (status == 0 && joined < 5000) {
		struct in6_addr from = source(joined + 1);

		status = sock6_source_join(fd, interface, &to, &from);
		joined += status == 0;
	}
	CHECK(status == -ENOBUFS || status == -ENOMEM);
	CHECK(joined >= 1);
	printf("# %u sources were taken\n", joined);
	CHECK_EQ(0, sock6_group_leave(fd, interface, &to));
	sock6_close(fd);
}

static void sources_are_blocked_and_unblocked(void)
{
	struct in6_addr to = group(), one = source(1), two = source(2);
	sock6_fd fd = udp_at("::", 0);

	if (!interface)
		SKIP(NO_MULTICAST);
	CHECK_EQ(-EINVAL, sock6_source_block(fd, interface, &to, &one));
	CHECK_EQ(-EINVAL, sock6_source_unblock(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_group_join(fd, interface, &to));
	CHECK_EQ(-EADDRNOTAVAIL,
		 sock6_source_unblock(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_block(fd, interface, &to, &one));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_source_block(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_block(fd, interface, &to, &two));
	CHECK_EQ(-EINVAL, sock6_source_join(fd, interface, &to, &one));
	CHECK_EQ(-EINVAL, sock6_source_leave(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_source_unblock(fd, interface, &to, &one));
	CHECK_EQ(-EADDRNOTAVAIL,
		 sock6_source_unblock(fd, interface, &to, &one));
	CHECK_EQ(0, sock6_group_leave(fd, interface, &to));
	sock6_close(fd);
}

static void include_mode_knows_no_block(void)
{
	struct in6_addr to = group(), one = source(1), two = source(2);
	sock6_fd fd = udp_at("::", 0);

	if (!interface)
		SKIP(NO_MULTICAST);
	CHECK_EQ(0, sock6_source_join(fd, interface, &to, &one));
	CHECK_EQ(-EINVAL, sock6_source_block(fd, interface, &to, &two));
	CHECK_EQ(-EINVAL, sock6_source_unblock(fd, interface, &to, &two));
	CHECK_EQ(-EADDRINUSE, sock6_group_join(fd, interface, &to));
	sock6_close(fd);
}

/* A listener on the group's port, and a sender whose address is known. */
struct hearing {
	sock6_fd listener, sender;
	struct sockaddr_in6 to;
	struct in6_addr from;
};

static int hearing_open(struct hearing *hearing)
{
	struct sockaddr_in6 any = address_of("::");
	struct sock6_message probe;
	struct in6_addr to = group();
	char room[10];

	memset(hearing, 0, sizeof(*hearing));
	hearing->sender = udp_at("::", 0);
	if (sock6_multicast_open(&hearing->listener, &any, 0) < 0 ||
	    sock6_set(hearing->sender, SOCK6_OPT_MULTICAST_INTERFACE,
		      interface) < 0 ||
	    sock6_set(hearing->listener, SOCK6_OPT_MULTICAST_ALL, 0) < 0)
		return 0;
	hearing->to.sin6_family = AF_INET6;
	hearing->to.sin6_addr = to;
	hearing->to.sin6_port = local_of(hearing->listener).sin6_port;
	/* The system chooses the source: let it tell which. */
	if (sock6_group_join(hearing->listener, interface, &to) < 0 ||
	    send_text(hearing->sender, "probe", &hearing->to, NULL) < 0)
		return 0;
	probe = incoming(room, sizeof(room), NULL);
	if (receive_soon(hearing->listener, &probe) != 5)
		return 0;
	hearing->from = probe.peer.sin6_addr;
	return sock6_group_leave(hearing->listener, interface, &to) == 0;
}

static void hearing_close(struct hearing *hearing)
{
	sock6_close(hearing->listener);
	sock6_close(hearing->sender);
}

static int says(struct hearing *hearing, const char *text)
{
	return send_text(hearing->sender, text, &hearing->to, NULL) >= 0;
}

static void only_members_hear_a_group(void)
{
	struct in6_addr to = group();
	struct hearing h;

	if (!interface)
		SKIP(NO_MULTICAST);
	REQUIRE(hearing_open(&h));
	CHECK(says(&h, "before the join"));
	CHECK_EQ(0, sock6_group_join(h.listener, interface, &to));
	CHECK(says(&h, "as a member"));
	CHECK(next_is(h.listener, "as a member"));
	CHECK_EQ(0, sock6_group_leave(h.listener, interface, &to));
	CHECK(says(&h, "after the leave"));
	CHECK_EQ(0, sock6_group_join(h.listener, interface, &to));
	CHECK(says(&h, "again a member"));
	CHECK(next_is(h.listener, "again a member"));
	hearing_close(&h);
}

static void only_joined_sources_are_heard(void)
{
	struct in6_addr to = group(), other = source(1);
	struct hearing h;

	if (!interface)
		SKIP(NO_MULTICAST);
	REQUIRE(hearing_open(&h));
	CHECK_EQ(0, sock6_source_join(h.listener, interface, &to, &other));
	CHECK(says(&h, "from a source not joined"));
	CHECK_EQ(0, sock6_source_join(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "joined"));
	CHECK(next_is(h.listener, "joined"));
	CHECK_EQ(0, sock6_source_leave(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "left"));
	CHECK_EQ(0, sock6_source_join(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "joined again"));
	CHECK(next_is(h.listener, "joined again"));
	hearing_close(&h);
}

static void blocked_sources_are_not_heard(void)
{
	struct in6_addr to = group(), other = source(1);
	struct hearing h;

	if (!interface)
		SKIP(NO_MULTICAST);
	REQUIRE(hearing_open(&h));
	CHECK_EQ(0, sock6_group_join(h.listener, interface, &to));
	CHECK_EQ(0, sock6_source_block(h.listener, interface, &to, &other));
	CHECK(says(&h, "another is blocked"));
	CHECK(next_is(h.listener, "another is blocked"));
	CHECK_EQ(0, sock6_source_block(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "blocked"));
	CHECK_EQ(0, sock6_source_unblock(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "unblocked"));
	CHECK(next_is(h.listener, "unblocked"));
	hearing_close(&h);
}

static void a_source_join_turns_a_membership_into_include_mode(void)
{
	struct in6_addr to = group(), other = source(1);
	struct hearing h;

	if (!interface)
		SKIP(NO_MULTICAST);
	REQUIRE(hearing_open(&h));
	CHECK_EQ(0, sock6_group_join(h.listener, interface, &to));
	CHECK_EQ(0, sock6_source_join(h.listener, interface, &to, &other));
	CHECK(says(&h, "no longer heard"));
	CHECK_EQ(0, sock6_source_join(h.listener, interface, &to, &h.from));
	CHECK(says(&h, "heard as a source"));
	CHECK(next_is(h.listener, "heard as a source"));
	hearing_close(&h);
}

static void two_listeners_on_a_port_both_hear_a_group(void)
{
	struct in6_addr to = group();
	struct sockaddr_in6 any = address_of("::");
	struct hearing h;
	sock6_fd second;

	if (!interface)
		SKIP(NO_MULTICAST);
	REQUIRE(hearing_open(&h));
	any.sin6_port = h.to.sin6_port;
	REQUIRE_EQ(0, sock6_multicast_open(&second, &any, 0));
	CHECK_EQ(0, sock6_group_join(h.listener, interface, &to));
	CHECK_EQ(0, sock6_group_join(second, interface, &to));
	CHECK(says(&h, "to all"));
	CHECK(next_is(h.listener, "to all"));
	CHECK(next_is(second, "to all"));
	sock6_close(second);
	hearing_close(&h);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	interface = multicast_interface();
	RUN(an_address_that_is_no_group_is_refused);
	RUN(an_address_that_is_no_source_is_refused);
	RUN(an_interface_that_does_not_exist_is_refused);
	RUN(a_descriptor_that_is_no_ipv6_socket_is_refused);
	RUN(joining_twice_is_told);
	RUN(interface_zero_lets_the_system_choose);
	RUN(sources_are_joined_and_left_one_by_one);
	RUN(leaving_the_group_leaves_its_sources);
	RUN(more_sources_than_the_system_allows_are_refused);
	RUN(sources_are_blocked_and_unblocked);
	RUN(include_mode_knows_no_block);
	RUN(only_members_hear_a_group);
	RUN(only_joined_sources_are_heard);
	RUN(blocked_sources_are_not_heard);
	RUN(a_source_join_turns_a_membership_into_include_mode);
	RUN(two_listeners_on_a_port_both_hear_a_group);
	return check_end();
}
