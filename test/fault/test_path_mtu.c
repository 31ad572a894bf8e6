/* SPDX-License-Identifier: MIT */
/* Path MTU and error queue: each system call fails in turn; nothing is left
 * open, nothing is left set, no output is written. */
#include "faults.h"

static int64_t option(sock6_fd fd, int which)
{
	int64_t value = -1;

	CHECK_EQ(0, sock6_get(fd, which, &value));
	return value;
}

static void each_failing_step_of_a_question_closes_the_socket(void)
{
	struct sockaddr_in6 to = address_of("::1");
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	unsigned before = open_descriptors();
	int step = 1;
	uint32_t lo, mtu = 77;

	REQUIRE_EQ(0, sock6_interface_index(&lo, "lo"));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_BIND_INTERFACE, lo));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_TRAFFIC_CLASS, 4));
	for (; step < 100; step++) {
		int status;

		arm(step, ENOBUFS);
		status = sock6_path_mtu_get(fd, &to, &mtu);
		disarm();
		CHECK_EQ(before, open_descriptors());
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(77, mtu);
	}
	CHECK(step > 10 && step < 100);
	CHECK(mtu > 77);
	sock6_close(fd);
}

static void each_failing_step_of_a_mode_puts_the_options_back(void)
{
	static const int options[3] = { SOCK6_OPT_MTU_DISCOVERY,
					SOCK6_OPT_DONT_FRAGMENT,
					SOCK6_OPT_IPV4_MTU_DISCOVERY };
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int64_t before[3];
	int step = 1, status = -1;

	for (int i = 0; i < 3; i++)
		before[i] = option(fd, options[i]);
	for (; status < 0 && step < 100; step++) {
		arm(step, ENOBUFS);
		status = sock6_path_mtu_mode_set(fd, SOCK6_MTU_DISCOVERY_DO);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		for (int i = 0; i < 3; i++)
			CHECK_EQ(before[i], option(fd, options[i]));
	}
	CHECK_EQ(9, step);
	CHECK_EQ(0, sock6_path_mtu_may_fragment(fd));
	for (step = 1; step <= 5; step++) {
		arm(step, ENOBUFS);
		CHECK_EQ(-ENOBUFS, sock6_path_mtu_may_fragment(fd));
		disarm();
	}
	sock6_close(fd);
}

static void each_failing_step_of_a_request_puts_the_options_back(void)
{
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int step = 1, status = -1;

	for (; status < 0 && step < 100; step++) {
		arm(step, ENOBUFS);
		status = sock6_error_request(fd, 1);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(0, option(fd, SOCK6_OPT_RECEIVE_ERROR));
		CHECK_EQ(0, option(fd, SOCK6_OPT_IPV4_RECEIVE_ERROR));
	}
	CHECK_EQ(7, step);
	CHECK_EQ(1, option(fd, SOCK6_OPT_RECEIVE_ERROR));
	CHECK_EQ(1, option(fd, SOCK6_OPT_IPV4_RECEIVE_ERROR));
	sock6_close(fd);
}

static void a_failing_read_of_the_queue_writes_nothing(void)
{
	struct sock6_message quoted = incoming(NULL, 0, NULL), before = quoted;
	struct sock6_error error, untouched;
	sock6_fd fd = udp_at("::1", 0);

	memset(&error, 0xee, sizeof(error));
	untouched = error;
	for (int step = 1; step <= 2; step++) {
		arm(step, ENOMEM);
		CHECK_EQ(-ENOMEM, sock6_error_receive(fd, &quoted, &error, 0));
		CHECK_EQ(step, disarm());
	}
	CHECK_MEM(&untouched, &error, sizeof(error));
	CHECK_MEM(&before, &quoted, sizeof(before));
	sock6_close(fd);
}

int main(void)
{
	const char *reason = no_sockets();

	if (reason)
		return check_skip_all(reason);
	RUN(each_failing_step_of_a_question_closes_the_socket);
	RUN(each_failing_step_of_a_mode_puts_the_options_back);
	RUN(each_failing_step_of_a_request_puts_the_options_back);
	RUN(a_failing_read_of_the_queue_writes_nothing);
	return check_end();
}
