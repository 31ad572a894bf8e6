/* SPDX-License-Identifier: MIT */
/* Waiting: what is ready, deadlines that pass, signals that come. */
#include "sockets.h"

#include <pthread.h>
#include <signal.h>

#define MILLISECOND INT64_C(1000000)

static void time_moves_forward(void)
{
	int64_t before = sock6_now();

	CHECK(before > 0);
	for (int i = 0; i < 1000; i++) {
		int64_t after = sock6_now();

		CHECK(after >= before);
		before = after;
	}
}

static void an_idle_socket_is_writable_only(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(SOCK6_WRITABLE, sock6_wait(fd, SOCK6_WRITABLE, 0));
	CHECK_EQ(SOCK6_WRITABLE,
		 sock6_wait(fd, SOCK6_WRITABLE | SOCK6_READABLE, 0));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, SOCK6_READABLE, 0));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, 0, 0));
	sock6_close(fd);
}

static void a_datagram_makes_a_socket_readable(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(pair.receiver, SOCK6_READABLE, SOCK6_FOREVER));
	CHECK_EQ(SOCK6_READABLE | SOCK6_WRITABLE,
		 sock6_wait(pair.receiver, SOCK6_READABLE | SOCK6_WRITABLE,
			    INT64_MIN));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(pair.receiver, SOCK6_READABLE, -1));
	pair_close(&pair);
}

static void a_deadline_that_has_passed_does_not_wait(void)
{
	static const int64_t past[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1 };
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < sizeof(past) / sizeof(past[0]); i++)
		CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, SOCK6_READABLE, past[i]));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, SOCK6_READABLE, sock6_now()));
	sock6_close(fd);
}

static void a_deadline_is_never_met_too_early(void)
{
	static const int64_t waits[] = { 1, 1000, MILLISECOND, MILLISECOND + 1,
					 3 * MILLISECOND + 999999 };
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		int64_t deadline = sock6_now() + waits[i];

		CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, SOCK6_READABLE, deadline));
		CHECK(sock6_now() >= deadline);
	}
	sock6_close(fd);
}

static void *send_later(void *context)
{
	struct pair *pair = context;

	CHECK_EQ(-ETIMEDOUT, sock6_wait(pair->sender, SOCK6_READABLE,
					sock6_now() + 2 * MILLISECOND));
	CHECK_EQ(4, send_text(pair->sender, "late", &pair->to, NULL));
	return NULL;
}

static void forever_ends_when_something_comes(void)
{
	static const int64_t deadlines[] = { SOCK6_FOREVER, INT64_MAX - 1 };

	for (int i = 0; i < 2; i++) {
		struct pair pair;
		pthread_t thread;

		REQUIRE(pair_open(&pair));
		REQUIRE_EQ(0, pthread_create(&thread, NULL, send_later, &pair));
		CHECK_EQ(SOCK6_READABLE,
			 sock6_wait(pair.receiver, SOCK6_READABLE,
				    deadlines[i]));
		pthread_join(thread, NULL);
		CHECK(next_is(pair.receiver, "late"));
		pair_close(&pair);
	}
}

static void on_alarm(int number)
{
	(void)number;
}

/* The timer goes on until it is stopped, so that no signal can be missed
 * between arming it and waiting. */
static void a_signal_ends_the_wait(void)
{
	struct sigaction action = { .sa_handler = on_alarm }, old;
	timer_t timer;
	struct itimerspec often = { { 0, 2000000 }, { 0, 2000000 } };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGALRM };
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, sigaction(SIGALRM, &action, &old));
	REQUIRE_EQ(0, timer_create(CLOCK_MONOTONIC, &event, &timer));
	REQUIRE_EQ(0, timer_settime(timer, 0, &often, NULL));
	CHECK_EQ(-EINTR, sock6_wait(fd, SOCK6_READABLE, SOCK6_FOREVER));
	CHECK_EQ(-EINTR,
		 sock6_wait(fd, SOCK6_READABLE, sock6_now() + PATIENCE));
	timer_delete(timer);
	sigaction(SIGALRM, &old, NULL);
	sock6_close(fd);
}

static void unknown_events_are_refused(void)
{
	sock6_fd fd = udp_at("::1", 0);

	for (unsigned bit = 2; bit < 32; bit++)
		CHECK_EQ(-EINVAL, sock6_wait(fd, 1u << bit, 0));
	CHECK_EQ(-EINVAL, sock6_wait(fd, SOCK6_FAULT | SOCK6_READABLE, 0));
	sock6_close(fd);
}

static void a_descriptor_that_is_not_open_is_told(void)
{
	sock6_fd fd = udp_at("::1", 0);

	sock6_close(fd);
	CHECK_EQ(-EBADF, sock6_wait(fd, SOCK6_READABLE, SOCK6_FOREVER));
	CHECK_EQ(-EBADF, sock6_wait(fd, 0, 0));
	/* poll(2) passes over negative numbers: a wait for ever. */
	CHECK_EQ(-EBADF, sock6_wait(SOCK6_INVALID, SOCK6_READABLE, 0));
	CHECK_EQ(-EBADF,
		 sock6_wait(SOCK6_INVALID, SOCK6_READABLE, SOCK6_FOREVER));
}

static void a_fault_comes_unasked(void)
{
	struct pair pair;
	int events;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	sock6_close(pair.receiver);
	CHECK_EQ(1, send_text(pair.sender, "x", NULL, NULL));
	events = sock6_wait(pair.sender, 0, sock6_now() + PATIENCE);
	CHECK_EQ(SOCK6_FAULT, events);
	sock6_close(pair.sender);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(time_moves_forward);
	RUN(an_idle_socket_is_writable_only);
	RUN(a_datagram_makes_a_socket_readable);
	RUN(a_deadline_that_has_passed_does_not_wait);
	RUN(a_deadline_is_never_met_too_early);
	RUN(forever_ends_when_something_comes);
	RUN(a_signal_ends_the_wait);
	RUN(unknown_events_are_refused);
	RUN(a_descriptor_that_is_not_open_is_told);
	RUN(a_fault_comes_unasked);
	return check_end();
}
