/* SPDX-License-Identifier: MIT */
/* A guard on real sockets: what the system is asked for, and whom it is put on.
 * What it keeps out is seen in the lab. */
#include "sockets.h"

static int64_t option(sock6_fd fd, int number)
{
	int64_t value = -1;

	CHECK_EQ(0, sock6_get(fd, number, &value));
	return value;
}

static sock6_fd stream(int only)
{
	sock6_fd fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(fd >= 0);
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_IPV6_ONLY, only));
	return fd;
}

static void a_stream_socket_is_guarded(void)
{
	sock6_fd fd = stream(1);

	CHECK_EQ(0, sock6_guard_hop_count(fd, 0));
	CHECK_EQ(255, option(fd, SOCK6_OPT_MINIMUM_HOP_COUNT));
	CHECK_EQ(255, option(fd, SOCK6_OPT_HOP_LIMIT));
	CHECK_EQ(0, sock6_guard_hop_count(fd, 254));
	CHECK_EQ(1, option(fd, SOCK6_OPT_MINIMUM_HOP_COUNT));
	sock6_close(fd);
}

static void a_wrong_number_changes_nothing(void)
{
	sock6_fd fd = stream(1);
	int64_t before = option(fd, SOCK6_OPT_HOP_LIMIT);

	CHECK_EQ(-EINVAL, sock6_guard_hop_count(fd, -1));
	CHECK_EQ(-EINVAL, sock6_guard_hop_count(fd, 255));
	CHECK_EQ(before, option(fd, SOCK6_OPT_HOP_LIMIT));
	CHECK_EQ(0, option(fd, SOCK6_OPT_MINIMUM_HOP_COUNT));
	sock6_close(fd);
}

static void what_would_not_be_checked_is_refused(void)
{
	sock6_fd dual = stream(0);
	sock6_fd datagrams = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	sock6_fd ipv4 = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK_EQ(-EOPNOTSUPP, sock6_guard_hop_count(dual, 0));
	CHECK_EQ(0, option(dual, SOCK6_OPT_MINIMUM_HOP_COUNT));
	CHECK_EQ(0, sock6_set(datagrams, SOCK6_OPT_IPV6_ONLY, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_guard_hop_count(datagrams, 0));
	CHECK_EQ(0, option(datagrams, SOCK6_OPT_MINIMUM_HOP_COUNT));
	CHECK_EQ(-ENOPROTOOPT, sock6_guard_hop_count(ipv4, 0));
	sock6_close(ipv4);
	sock6_close(datagrams);
	sock6_close(dual);
	CHECK_EQ(-EBADF, sock6_guard_hop_count(-1, 0));
}

static void the_fields_of_a_guard_are_granted_and_checked(void)
{
	struct sock6_guard guard = { .checks = SOCK6_CHECK_MINIMUM_HOP_LIMIT |
					       SOCK6_CHECK_SOURCE |
					       SOCK6_CHECK_DESTINATION |
					       SOCK6_CHECK_UNFRAGMENTED,
				     .sources = SOCK6_GUARD_LOOPBACK,
				     .destinations = SOCK6_GUARD_LOOPBACK,
				     .hop_limit = 255 };
	struct sock6_control beside;
	char data[16];
	struct sock6_message in = { .data = data,
				    .size = sizeof(data),
				    .control = &beside };
	struct sock6_message out = { .data = "hello", .size = 5 };
	socklen_t size = sizeof(out.peer);
	uint64_t fields = 0;
	uint32_t failed = 0;
	sock6_fd fd;

	REQUIRE_EQ(0, sock6_address_parse(&out.peer, "::1", 0));
	REQUIRE_EQ(0, sock6_udp_open(&fd, &out.peer, SOCK6_NON_BLOCKING));
	getsockname(fd, (struct sockaddr *)&out.peer, &size);
	CHECK_EQ(0, sock6_guard_fields(&guard, &fields));
	CHECK_EQ(0, sock6_control_request(fd, fields, NULL));
	CHECK_EQ(5, sock6_send(fd, &out, 0));
	CHECK_EQ(5, sock6_receive(fd, &in, 0));
	CHECK_EQ(-EBADMSG, sock6_guard_check(&guard, &in, NULL, 0, &failed));
	CHECK_EQ(SOCK6_CHECK_MINIMUM_HOP_LIMIT, failed);
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_HOP_LIMIT, 255));
	CHECK_EQ(5, sock6_send(fd, &out, 0));
	CHECK_EQ(5, sock6_receive(fd, &in, 0));
	CHECK_EQ(0, sock6_guard_check(&guard, &in, NULL, 0, &failed));
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_stream_socket_is_guarded);
	RUN(a_wrong_number_changes_nothing);
	RUN(what_would_not_be_checked_is_refused);
	RUN(the_fields_of_a_guard_are_granted_and_checked);
	return check_end();
}
