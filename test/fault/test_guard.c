/* SPDX-License-Identifier: MIT */
/* A guard whose system calls fail: the error as it is, the socket as it was. */
#include "faults.h"

static void a_guard_that_fails_anywhere_changes_nothing(void)
{
	sock6_fd fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int64_t before = 0, value = 0;
	int step = 1, status = -1;

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_IPV6_ONLY, 1));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MINIMUM_HOP_COUNT, 3));
	CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_HOP_LIMIT, &before));
	for (; step < 20; step++) {
		arm(step, ENOBUFS);
		status = sock6_guard_hop_count(fd, 0);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_HOP_LIMIT, &value));
		CHECK_EQ(before, value);
		CHECK_EQ(0, sock6_get(fd, SOCK6_OPT_MINIMUM_HOP_COUNT, &value));
		CHECK_EQ(3, value);
	}
	CHECK_EQ(0, status);
	CHECK_EQ(6, step);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_guard_that_fails_anywhere_changes_nothing);
	return check_end();
}
