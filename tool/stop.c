/* SPDX-License-Identifier: MIT */
/*
 * Waiting that a signal ends.  The handler writes into a pipe that is waited
 * for too, so that no signal falls between a look and a wait.
 */
#define _POSIX_C_SOURCE 200809L

#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static int ends[2] = { -1, -1 };
static volatile sig_atomic_t requested;

static void on_signal(int signal_number)
{
	int saved = errno;

	(void)signal_number;
	requested = 1;
	/* The pipe is empty, as the next signal of this kind ends us. */
	if (write(ends[1], "", 1) < 0)
		requested = 1;
	errno = saved;
}

int stop_setup(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	if (pipe(ends) < 0 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) < 0 ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) < 0)
		return -errno;
	sigemptyset(&action.sa_mask);
	action.sa_flags = (int)SA_RESETHAND;
	if (sigaction(SIGINT, &action, NULL) < 0 ||
	    sigaction(SIGTERM, &action, NULL) < 0)
		return -errno;
	return 0;
}

int stop_requested(void)
{
	return requested;
}

/* Rounded up, so that a wait never ends just before its deadline. */
static int milliseconds(int64_t deadline)
{
	int64_t left;

	if (deadline == SOCK6_FOREVER)
		return -1;
	left = deadline - sock6_now();
	if (left <= 0)
		return 0;
	return left > INT64_C(3600000000000) ? 3600000
					     : (int)((left + 999999) / 1000000);
}

int stop_wait(const sock6_fd *sockets, unsigned count, int64_t deadline)
{
	struct pollfd polled[STOP_SOCKETS + 1];
	int ready, set = 0;

	for (unsigned i = 0; i < count; i++)
		polled[i] = (struct pollfd){ sockets[i], POLLIN, 0 };
	polled[count] = (struct pollfd){ ends[0], POLLIN, 0 };
	do {
		ready = poll(polled, count + 1, milliseconds(deadline));
		if (ready < 0 && errno != EINTR)
			return -errno;
	} while (!requested && ready <= 0 && sock6_now() < deadline);
	for (unsigned i = 0; i < count && ready > 0 && !requested; i++)
		if (polled[i].revents)
			set |= 1 << i;
	return set;
}
