/* SPDX-License-Identifier: MIT */
/* Opening an echo socket: each step fails in turn, and leaves nothing behind;
 * a refusal makes it a raw one. */
#include "faults.h"

static int may_open(void)
{
	sock6_fd fd;

	if (sock6_echo_open(&fd, NULL, 0, NULL) < 0)
		return 0;
	sock6_close(fd);
	return 1;
}

#define NOT_ALLOWED "no echo socket is allowed to this user"

static void each_failing_step_closes_the_socket(void)
{
	unsigned before = open_descriptors();
	int step = 1, status = -1;

	if (!may_open())
		SKIP(NOT_ALLOWED);
	for (; status < 0 && step < 20; step++) {
		sock6_fd fd = -77;
		int kind = -77;

		arm(step, ENOBUFS);
		status = sock6_echo_open(&fd, NULL, 0, &kind);
		disarm();
		if (status == 0) {
			sock6_close(fd);
			break;
		}
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(-77, fd);
		CHECK_EQ(-77, kind);
		CHECK_EQ(before, open_descriptors());
	}
	/* socket and bind, or two sockets and a filter. */
	CHECK(step == 3 || step == 4);
	CHECK_EQ(before, open_descriptors());
}

/* A raw socket, as root may be allowed both kinds: 1, or 0 without leave. */
static int open_raw(sock6_fd *fd, int refusal)
{
	int kind = 0, status;

	arm(1, refusal);
	status = sock6_echo_open(fd, NULL, 0, &kind);
	CHECK_EQ(status < 0 ? 2 : 3, disarm());
	if (status == 0)
		CHECK_EQ(SOCK6_ECHO_RAW, kind);
	else
		CHECK_EQ(-EPERM, status);
	return status == 0;
}

static void a_refusal_makes_it_raw(void)
{
	static const int refusals[] = { EACCES, EPERM, EPROTONOSUPPORT };

	for (int i = 0; i < 3; i++) {
		sock6_fd fd;

		if (!open_raw(&fd, refusals[i]))
			SKIP("raw sockets need a privilege");
		CHECK(sock6_echo_identifier(fd) >= 0);
		sock6_close(fd);
	}
}

static void other_errors_are_passed_on(void)
{
	static const int errors[] = { EMFILE, ENFILE, ENOMEM, EAFNOSUPPORT };

	for (int i = 0; i < 4; i++) {
		sock6_fd fd = -77;

		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_echo_open(&fd, NULL, 0, NULL));
		CHECK_EQ(1, disarm());
		CHECK_EQ(-77, fd);
	}
}

static void an_identifier_that_cannot_be_had_says_why(void)
{
	sock6_fd fd;

	if (!open_raw(&fd, EACCES))
		SKIP("raw sockets need a privilege");
	for (int step = 1; step <= 2; step++) {
		arm(step, ENOPROTOOPT);
		CHECK_EQ(-ENOPROTOOPT, sock6_echo_identifier(fd));
		CHECK_EQ(step, disarm());
	}
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(each_failing_step_closes_the_socket);
	RUN(a_refusal_makes_it_raw);
	RUN(other_errors_are_passed_on);
	RUN(an_identifier_that_cannot_be_had_says_why);
	return check_end();
}
