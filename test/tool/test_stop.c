/* SPDX-License-Identifier: MIT */
/* The second signal of a kind: what was to be restored is, and the process ends
 * as it would have done without a handler. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "process/stop.h"
#include "words/options.h"

static int ends[2];

static void restore(void)
{
	if (write(ends[1], "restored", 8) != 8)
		_exit(99);
}

static _Noreturn void child(int first, int second, int restores)
{
	if (stop_setup() != OPTIONS_GO_ON)
		_exit(98);
	if (restores)
		stop_at_once(restore);
	raise(first);
	if (!stop_requested())
		_exit(97);
	raise(second);
	_exit(0);
}

/* How a child ends that gets two signals; what it has written. */
static int end_of(int first, int second, int restores, char text[16])
{
	int status = -1;
	ssize_t size;
	pid_t pid;

	if (!CHECK_EQ(0, pipe(ends)))
		return -1;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		child(first, second, restores);
	close(ends[1]);
	size = read(ends[0], text, 15);
	text[size > 0 ? size : 0] = '\0';
	close(ends[0]);
	CHECK_EQ(pid, waitpid(pid, &status, 0));
	return status;
}

static void the_second_of_a_kind_restores_and_ends(void)
{
	static const int signals[] = { SIGINT, SIGTERM };
	char text[16];

	for (int i = 0; i < 2; i++) {
		int status = end_of(signals[i], signals[i], 1, text);

		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
		CHECK_STR("restored", text);
	}
}

static void the_first_of_another_kind_does_not(void)
{
	char text[16];
	int status = end_of(SIGINT, SIGTERM, 1, text);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK_STR("", text);
}

static void without_anything_to_restore_it_just_ends(void)
{
	char text[16];
	int status = end_of(SIGTERM, SIGTERM, 0, text);

	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK_STR("", text);
}

/* What comes between the last look and the read. */
static void a_read_that_begins_after_the_signal_ends(void)
{
	int status = -1, empty[2];
	pid_t pid;
	char byte;

	if (!CHECK_EQ(0, pipe(empty)))
		return;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (stop_setup_reading() != OPTIONS_GO_ON)
			_exit(98);
		raise(SIGINT);
		_exit(read(empty[0], &byte, 1) < 0 && errno == EINTR ? 0 : 97);
	}
	CHECK_EQ(pid, waitpid(pid, &status, 0));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(empty[0]);
	close(empty[1]);
}

int main(void)
{
	RUN(the_second_of_a_kind_restores_and_ends);
	RUN(the_first_of_another_kind_does_not);
	RUN(without_anything_to_restore_it_just_ends);
	RUN(a_read_that_begins_after_the_signal_ends);
	return check_end();
}
