/* SPDX-License-Identifier: MIT */
/* Opening sockets: every flag, every error, nothing leaked, nothing written
 * but on success. */
#include <limits.h>
#include <sys/resource.h>

#include "sockets.h"

enum how { UDP, MULTICAST, RAW, LISTEN, HOWS };

static int open_how(enum how how, sock6_fd *fd,
		    const struct sockaddr_in6 *local, unsigned flags)
{
	switch (how) {
	case UDP: return sock6_udp_open(fd, local, flags);
	case MULTICAST: return sock6_multicast_open(fd, local, flags);
	case RAW: return sock6_raw_open(fd, 253, local, flags);
	default: return sock6_tcp_listen(fd, local, 5, flags);
	}
}

/* The error of an opening that must fail, without a trace of it. */
static int refused(enum how how, const struct sockaddr_in6 *local,
		   unsigned flags)
{
	unsigned before = open_descriptors();
	sock6_fd fd = -77;
	int status = open_how(how, &fd, local, flags);

	CHECK(status < 0);
	CHECK_EQ(-77, fd);
	CHECK_EQ(before, open_descriptors());
	return status;
}

static int may_open_raw(void)
{
	sock6_fd fd;

	if (sock6_raw_open(&fd, 253, NULL, 0) < 0)
		return 0;
	sock6_close(fd);
	return 1;
}

static enum how last_how(void)
{
	return may_open_raw() ? HOWS : RAW;
}

/* Without a privilege every raw opening answers -EPERM: go round it. */
#define EACH(how)                                   \
	for (enum how how = UDP; how < HOWS; how++) \
		if (how != RAW || last_how() == HOWS)

static void sockets_are_close_on_exec_and_block(void)
{
	struct sockaddr_in6 local = address_of("::1");

	EACH(how)
	{
		sock6_fd fd;

		REQUIRE_EQ(0, open_how(how, &fd, &local, 0));
		CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		CHECK_EQ(0, fcntl(fd, F_GETFL) & O_NONBLOCK);
		CHECK_EQ(0, sock6_close(fd));
	}
}

static void non_blocking_is_a_flag(void)
{
	struct sockaddr_in6 local = address_of("::1");

	EACH(how)
	{
		sock6_fd fd;

		REQUIRE_EQ(0, open_how(how, &fd, &local, SOCK6_NON_BLOCKING));
		CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
		CHECK_EQ(0, sock6_close(fd));
	}
}

static void ipv6_only_unless_dual_stack_is_asked_for(void)
{
	struct sockaddr_in6 local = address_of("::");
	static const enum how hows[] = { UDP, MULTICAST, LISTEN };

	for (int i = 0; i < 3; i++)
		for (unsigned dual = 0; dual < 2; dual++) {
			int64_t only = 77;
			sock6_fd fd;

			REQUIRE_EQ(0, open_how(hows[i], &fd, &local,
					       dual ? SOCK6_DUAL_STACK : 0));
			CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_IPV6_ONLY, &only));
			CHECK_EQ(!dual, only);
			sock6_close(fd);
		}
}

static void unknown_flags_are_refused(void)
{
	struct sockaddr_in6 local = address_of("::1");

	for (unsigned bit = 0; bit < 32; bit++)
		for (enum how how = UDP; how < HOWS; how++) {
			unsigned flag = 1u << bit;
			unsigned known = how == RAW ? SOCK6_NON_BLOCKING
						    : SOCK6_NON_BLOCKING |
							      SOCK6_DUAL_STACK;

			if (!(flag & known))
				CHECK_EQ(-EINVAL, refused(how, &local, flag));
		}
}

static void null_pointers_are_refused(void)
{
	struct sockaddr_in6 local = address_of("::1");

	for (enum how how = UDP; how < HOWS; how++)
		CHECK_EQ(-EINVAL, open_how(how, NULL, &local, 0));
	CHECK_EQ(-EINVAL, refused(MULTICAST, NULL, 0));
}

static void without_an_address_the_system_chooses_a_port(void)
{
	static const enum how hows[] = { UDP, LISTEN };

	for (int i = 0; i < 2; i++) {
		struct sockaddr_in6 local;
		sock6_fd fd;

		REQUIRE_EQ(0, open_how(hows[i], &fd, NULL, 0));
		local = local_of(fd);
		CHECK(sock6_address_is_unspecified(&local.sin6_addr));
		CHECK(local.sin6_port != 0);
		sock6_close(fd);
	}
}

static void another_family_is_refused(void)
{
	struct sockaddr_in6 local = address_of("::1");

	local.sin6_family = AF_INET;
	for (enum how how = UDP; how < HOWS; how++)
		CHECK_EQ(-EAFNOSUPPORT, refused(how, &local, 0));
	local.sin6_family = 0;
	for (enum how how = UDP; how < HOWS; how++)
		CHECK_EQ(-EAFNOSUPPORT, refused(how, &local, 0));
}

static void an_address_of_another_host_is_refused(void)
{
	struct sockaddr_in6 local = address_of("2001:db8::dead");

	EACH(how)
	CHECK_EQ(-EADDRNOTAVAIL, refused(how, &local, 0));
}

static void a_link_local_address_needs_an_interface_that_exists(void)
{
	struct sockaddr_in6 local = address_of("fe80::dead");

	EACH(how)
	CHECK_EQ(-EINVAL, refused(how, &local, 0));
	local.sin6_scope_id = INT32_MAX;
	EACH(how)
	CHECK_EQ(-ENODEV, refused(how, &local, 0));
}

static void a_port_that_is_taken_is_refused(void)
{
	static const enum how hows[] = { UDP, LISTEN };

	for (int i = 0; i < 2; i++) {
		struct sockaddr_in6 local = address_of("::1");
		sock6_fd fd;

		REQUIRE_EQ(0, open_how(hows[i], &fd, &local, 0));
		local = local_of(fd);
		CHECK_EQ(-EADDRINUSE, refused(hows[i], &local, 0));
		if (hows[i] == UDP)
			CHECK_EQ(-EADDRINUSE, refused(MULTICAST, &local, 0));
		sock6_close(fd);
	}
}

static void multicast_sockets_share_a_port(void)
{
	struct sockaddr_in6 local = address_of("::");
	sock6_fd first, second;

	REQUIRE_EQ(0, sock6_multicast_open(&first, &local, 0));
	local = local_of(first);
	CHECK(local.sin6_port != 0);
	CHECK_EQ(0, sock6_multicast_open(&second, &local, 0));
	CHECK_EQ(local.sin6_port, local_of(second).sin6_port);
	CHECK_EQ(-EADDRINUSE, refused(UDP, &local, 0));
	sock6_close(first);
	sock6_close(second);
}

static void a_group_can_be_bound(void)
{
	struct sockaddr_in6 local = address_of("ff01::6:114"), bound;
	uint32_t interface = multicast_interface();
	sock6_fd fd;

	if (!interface)
		SKIP(NO_MULTICAST);
	local.sin6_scope_id = interface;
	REQUIRE_EQ(0, sock6_multicast_open(&fd, &local, 0));
	bound = local_of(fd);
	CHECK_MEM(&local.sin6_addr, &bound.sin6_addr, 16);
	CHECK(bound.sin6_port != 0);
	sock6_close(fd);
}

static void a_low_port_needs_a_privilege(void)
{
	struct sockaddr_in6 local = address_of("[::1]:1");
	sock6_fd fd;
	int status = sock6_udp_open(&fd, &local, 0);

	if (status == 0) {
		sock6_close(fd);
		SKIP("this process may bind low ports");
	}
	CHECK_EQ(-EACCES, status);
	CHECK_EQ(-EACCES, refused(MULTICAST, &local, 0));
	CHECK_EQ(-EACCES, refused(LISTEN, &local, 0));
}

static void a_raw_protocol_is_1_to_255(void)
{
	static const int wrong[] = { 0, -1, 256, INT_MAX, INT_MIN };
	sock6_fd fd = -77;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_EQ(-EINVAL, sock6_raw_open(&fd, wrong[i], NULL, 0));
	CHECK_EQ(-77, fd);
	if (!may_open_raw()) {
		CHECK_EQ(-EPERM, refused(RAW, NULL, 0));
		return;
	}
	for (int protocol = 1; protocol < 256; protocol++) {
		int64_t told = 77;

		REQUIRE_EQ(0, sock6_raw_open(&fd, protocol, NULL, 0));
		CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_PROTOCOL, &told));
		CHECK_EQ(protocol, told);
		sock6_close(fd);
	}
}

static void the_port_of_a_raw_sockets_address_is_not_used(void)
{
	struct sockaddr_in6 local = address_of("[::1]:1024"), bound;
	sock6_fd fd;

	if (!may_open_raw())
		SKIP("raw sockets need a privilege");
	CHECK_EQ(0, sock6_raw_open(&fd, 253, &local, 0));
	bound = local_of(fd);
	CHECK_MEM(&local.sin6_addr, &bound.sin6_addr, 16);
	sock6_close(fd);
}

static void a_listener_needs_a_backlog(void)
{
	static const int wrong[] = { 0, -1, INT_MIN };
	struct sockaddr_in6 local = address_of("::1");
	sock6_fd fd = -77;

	for (size_t i = 0; i < 3; i++)
		CHECK_EQ(-EINVAL, sock6_tcp_listen(&fd, &local, wrong[i], 0));
	CHECK_EQ(-77, fd);
	CHECK_EQ(0, sock6_tcp_listen(&fd, &local, INT_MAX, 0));
	sock6_close(fd);
}

static void when_descriptors_run_out_it_is_told(void)
{
	struct sockaddr_in6 local = address_of("::1");
	struct rlimit limit, none;

	REQUIRE_EQ(0, getrlimit(RLIMIT_NOFILE, &limit));
	none = limit;
	none.rlim_cur = 3;
	REQUIRE_EQ(0, setrlimit(RLIMIT_NOFILE, &none));
	CHECK_EQ(-EMFILE, refused(UDP, &local, 0));
	CHECK_EQ(-EMFILE, refused(MULTICAST, &local, 0));
	CHECK_EQ(-EMFILE, refused(LISTEN, &local, 0));
	CHECK_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
}

static void closing_twice_is_told(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(0, sock6_close(fd));
	CHECK_EQ(-EBADF, sock6_close(fd));
	CHECK_EQ(-EBADF, sock6_close(SOCK6_INVALID));
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(sockets_are_close_on_exec_and_block);
	RUN(non_blocking_is_a_flag);
	RUN(ipv6_only_unless_dual_stack_is_asked_for);
	RUN(unknown_flags_are_refused);
	RUN(null_pointers_are_refused);
	RUN(without_an_address_the_system_chooses_a_port);
	RUN(another_family_is_refused);
	RUN(an_address_of_another_host_is_refused);
	RUN(a_link_local_address_needs_an_interface_that_exists);
	RUN(a_port_that_is_taken_is_refused);
	RUN(multicast_sockets_share_a_port);
	RUN(a_group_can_be_bound);
	RUN(a_low_port_needs_a_privilege);
	RUN(a_raw_protocol_is_1_to_255);
	RUN(the_port_of_a_raw_sockets_address_is_not_used);
	RUN(a_listener_needs_a_backlog);
	RUN(when_descriptors_run_out_it_is_told);
	RUN(closing_twice_is_told);
	return check_end();
}
