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
#include <string.h>
#include <unistd.h>

#include "report/message.h"
#include "report/progress.h"
#include "time_unit.h"
#include "words/options.h"

/* POSIX has it since 2024 only; every system with terminals has it. */
#ifndef SIGWINCH
#define SIGWINCH 28
#endif

static int ends[2] = { -1, -1 };
static volatile sig_atomic_t requested, interim, resized;
static volatile sig_atomic_t interrupted, terminated; /* once */
static void (*volatile restore_first)(void);
static volatile sig_atomic_t is_reading;

/* The second of a kind does what the first one would have done without us; it
 * is blocked until the handler has returned. */
static void request(int signal_number)
{
	volatile sig_atomic_t *before =
		signal_number == SIGINT ? &interrupted : &terminated;

	requested = 1;
	if (is_reading)
		alarm(1);
	if (!*before) {
		*before = 1;
		return;
	}
	if (restore_first)
		restore_first();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void on_signal(int signal_number)
{
	int saved = errno;

	if (signal_number == SIGUSR1 || signal_number == SIGQUIT)
		interim = 1;
	else if (signal_number == SIGWINCH)
		resized = 1;
	else
		request(signal_number);
	/* A full pipe wakes the wait as well. */
	if (write(ends[1], "", 1) < 0)
		errno = saved;
	errno = saved;
}

static int open_pipe(void)
{
	if (pipe(ends) < 0)
		return -errno;
	for (int i = 0; i < 2; i++)
		if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) < 0 ||
		    fcntl(ends[i], F_SETFL, O_NONBLOCK) < 0)
			return -errno;
	return 0;
}

static int handle(int signal_number, unsigned flags)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = (int)flags };

	sigemptyset(&action.sa_mask);
	return sigaction(signal_number, &action, NULL) < 0 ? -errno : 0;
}

static int set_up(void)
{
	int status = open_pipe();

	if (status == 0)
		status = handle(SIGINT, 0);
	if (status == 0)
		status = handle(SIGTERM, 0);
	if (status == 0)
		status = handle(SIGUSR1, SA_RESTART);
	if (status == 0)
		status = handle(SIGQUIT, SA_RESTART);
	if (status == 0)
		status = handle(SIGWINCH, SA_RESTART);
	return status;
}

int stop_setup(void)
{
	int status = set_up();

	return status < 0 ? failure(status, NULL, "signals") : OPTIONS_GO_ON;
}

int64_t stop_deadline(int64_t began, int64_t lasting)
{
	return lasting < SOCK6_FOREVER - began ? began + lasting
					       : SOCK6_FOREVER;
}

/* Until the reader has looked: it may be about to read once more. */
static void remind(int signal_number)
{
	(void)signal_number;
	alarm(1);
}

int stop_setup_reading(void)
{
	struct sigaction action = { .sa_handler = remind };
	int end = stop_setup();

	sigemptyset(&action.sa_mask);
	if (end == OPTIONS_GO_ON && sigaction(SIGALRM, &action, NULL) < 0)
		end = failure(-errno, NULL, "signals");
	is_reading = 1;
	return end;
}

int stop_requested(void)
{
	return requested;
}

void stop_at_once(void (*restore)(void))
{
	restore_first = restore;
}

static int take(volatile sig_atomic_t *flag)
{
	int was = *flag;

	*flag = 0;
	return was;
}

int stop_interim(void)
{
	return take(&interim);
}

int stop_resized(void)
{
	return take(&resized);
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
	return left > 3600 * SECOND ? 3600000
				    : (int)((left + 999999) / 1000000);
}

static int is_signalled(void)
{
	return requested || interim || resized;
}

/* Signals have told what they had to; the bytes only woke the wait. */
static void empty_pipe(void)
{
	char bytes[64];

	while (read(ends[0], bytes, sizeof(bytes)) > 0)
		;
}

static int count_ready(const struct pollfd *polled, unsigned count,
		       uint8_t *ready)
{
	int sum = 0;

	for (unsigned i = 0; i < count; i++) {
		sum += polled[i].revents != 0;
		if (ready)
			ready[i] = polled[i].revents != 0;
	}
	return sum;
}

int stop_wait(const sock6_fd *sockets, unsigned count, int64_t deadline,
	      uint8_t *ready)
{
	struct pollfd polled[STOP_SOCKETS + 1];
	int found;

	if (count > STOP_SOCKETS)
		return -EINVAL;
	for (unsigned i = 0; i < count; i++)
		polled[i] = (struct pollfd){ sockets[i], POLLIN, 0 };
	polled[count] = (struct pollfd){ ends[0], POLLIN, 0 };
	do {
		found = poll(polled, count + 1, milliseconds(deadline));
		if (found < 0 && errno != EINTR)
			return -errno;
	} while (!is_signalled() && found <= 0 && sock6_now() < deadline);
	if (requested || interim)
		progress_wipe_key();
	if (ready)
		memset(ready, 0, count);
	if (found <= 0)
		return 0;
	if (polled[count].revents)
		empty_pipe();
	return requested ? 0 : count_ready(polled, count, ready);
}
