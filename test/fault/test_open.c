/* SPDX-License-Identifier: MIT */
/* Opening: each step fails in turn, and leaves nothing behind. */
#include "faults.h"

enum how { UDP, DUAL, MULTICAST, RAW, LISTEN, HOWS };

static int open_how(enum how how, sock6_fd *fd)
{
	static const struct sockaddr_in6 local = {
		.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT
	};

	switch (how) {
	case UDP: return sock6_udp_open(fd, &local, 0);
	case DUAL: return sock6_udp_open(fd, NULL, SOCK6_DUAL_STACK);
	case MULTICAST: return sock6_multicast_open(fd, &local, 0);
	case RAW: return sock6_raw_open(fd, 253, &local, 0);
	default: return sock6_tcp_listen(fd, &local, 5, 0);
	}
}

static int may_open(enum how how)
{
	sock6_fd fd;

	if (open_how(how, &fd) < 0) {
		printf("# raw sockets need a privilege\n");
		return 0;
	}
	sock6_close(fd);
	return 1;
}

static void each_failing_step_closes_the_socket(void)
{
	static const int steps[HOWS] = { 3, 3, 4, 2, 5 };

	for (enum how how = UDP; how < HOWS; how++) {
		unsigned before = open_descriptors();
		int step = 1;

		if (!may_open(how))
			continue;
		for (;; step++) {
			sock6_fd fd = -77;
			int status;

			arm(step, ENOBUFS);
			status = open_how(how, &fd);
			disarm();
			if (status == 0) {
				sock6_close(fd);
				break;
			}
			CHECK_EQ(-ENOBUFS, status);
			CHECK_EQ(-77, fd);
			CHECK_EQ(before, open_descriptors());
		}
		CHECK_EQ(steps[how], step - 1);
		CHECK_EQ(before, open_descriptors());
	}
}

static void each_error_of_the_first_step_is_passed_on(void)
{
	static const int errors[] = { EMFILE,       ENFILE, ENOBUFS, ENOMEM,
				      EAFNOSUPPORT, EPERM,  EACCES };

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		for (enum how how = UDP; how < HOWS; how++) {
			sock6_fd fd = -77;

			arm(1, errors[i]);
			CHECK_EQ(-errors[i], open_how(how, &fd));
			CHECK_EQ(1, disarm());
			CHECK_EQ(-77, fd);
		}
}

/* Systems without IPv4-mapped addresses refuse the option (RFC 3493, 5.3). */
static void a_system_without_dual_stack_says_so(void)
{
	static const int errors[] = { EINVAL, ENOPROTOOPT };

	for (int i = 0; i < 2; i++) {
		unsigned before = open_descriptors();
		sock6_fd fd = -77;

		arm(2, errors[i]);
		CHECK_EQ(-EOPNOTSUPP, open_how(DUAL, &fd));
		disarm();
		CHECK_EQ(-77, fd);
		CHECK_EQ(before, open_descriptors());
		arm(2, errors[i]);
		CHECK_EQ(0, open_how(UDP, &fd));
		disarm();
		sock6_close(fd);
	}
}

static void a_peer_that_cannot_be_had_leaves_the_options(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT |
						   SOCK6_FLOW_LABEL,
					 .traffic_class = 0xb8,
					 .hop_limit = 9,
					 .flow_label = 5 };
	struct pair pair;
	int step = 1, status = -1;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_HOP_LIMIT, 77));
	for (; status < 0 && step < 50; step++) {
		int64_t hops = 0, class = -1, label = -1;

		arm(step, ENOBUFS);
		status = sock6_connect(pair.sender, &pair.to, &control);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		sock6_get(pair.sender, SOCK6_OPT_HOP_LIMIT, &hops);
		sock6_get(pair.sender, SOCK6_OPT_TRAFFIC_CLASS, &class);
		sock6_get(pair.sender, SOCK6_OPT_FLOW_INFO_SEND, &label);
		CHECK_EQ(77, hops);
		CHECK_EQ(0, class);
		CHECK_EQ(0, label);
	}
	CHECK(step > 3 && step < 50);
	CHECK_EQ(0, status);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(each_failing_step_closes_the_socket);
	RUN(each_error_of_the_first_step_is_passed_on);
	RUN(a_system_without_dual_stack_says_so);
	RUN(a_peer_that_cannot_be_had_leaves_the_options);
	return check_end();
}
