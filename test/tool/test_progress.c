/* SPDX-License-Identifier: MIT */
/*
 * The progress line: on a terminal, after a second, wiped out before anything
 * else is printed.  Each case is a process of its own, all of them at once.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "report/progress.h"
#include "sock6.h"

#define SECOND   INT64_C(1000000000)
#define PATIENCE (30 * SECOND)

struct teller {
	pid_t pid;
	int fd; /* what it writes to standard error */
	int64_t began, first;
	size_t size;
	char text[8192]; /* ends with NUL */
};

enum { TERMINAL, DUMB, NO_TYPE, PIPE, LONG, KEY, TELLERS };

static struct teller tellers[TELLERS];

/* Tells for a while, as often as it can; then ends the line. */
static _Noreturn void tell(int kind)
{
	static char many[300];
	int64_t end = sock6_now() + SECOND * 16 / 10;

	memset(many, 'x', sizeof(many) - 1);
	if (kind == NO_TYPE)
		unsetenv("TERM");
	else
		setenv("TERM", kind == DUMB ? "dumb" : "xterm", 1);
	if (kind == KEY) {
		fputs("^C", stderr);
		progress_wipe_key();
		_exit(0);
	}
	while (sock6_now() < end) {
		progress(kind == LONG ? "%s\033[2J" : "%.9s\033[2J\n", many);
		usleep(500);
	}
	message("done");
	progress_clear();
	_exit(0);
}

static int open_terminal(int ends[2])
{
	ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
	if (ends[0] < 0 || grantpt(ends[0]) < 0 || unlockpt(ends[0]) < 0)
		return -1;
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
	return ends[1];
}

static int start(struct teller *teller, int kind)
{
	int ends[2];

	if ((kind == PIPE ? pipe(ends) : open_terminal(ends)) < 0)
		return 0;
	fflush(stdout);
	teller->fd = ends[0];
	teller->began = sock6_now();
	teller->pid = fork();
	if (teller->pid == 0) {
		dup2(ends[1], 2);
		tell(kind);
	}
	close(ends[1]);
	return teller->pid > 0;
}

/* Returns 0 at the end: of a terminal that is an error. */
static int read_once(struct teller *teller)
{
	size_t room = sizeof(teller->text) - 1 - teller->size;
	ssize_t got = read(teller->fd, teller->text + teller->size, room);

	if (got <= 0)
		return 0;
	if (teller->size == 0)
		teller->first = sock6_now();
	teller->size += (size_t)got;
	teller->text[teller->size] = '\0';
	return 1;
}

static void read_all(void)
{
	int64_t deadline = sock6_now() + PATIENCE;
	unsigned open = TELLERS;

	while (open > 0 && sock6_now() < deadline) {
		struct pollfd fds[TELLERS];

		for (int i = 0; i < TELLERS; i++)
			fds[i] = (struct pollfd){ tellers[i].fd, POLLIN, 0 };
		poll(fds, TELLERS, 1000);
		for (int i = 0; i < TELLERS; i++)
			if (fds[i].revents && !read_once(&tellers[i])) {
				close(tellers[i].fd);
				tellers[i].fd = -1;
				open--;
			}
	}
	for (int i = 0; i < TELLERS; i++)
		waitpid(tellers[i].pid, NULL, 0);
}

static unsigned lines_of(const char *text)
{
	unsigned lines = 0;

	for (; (text = strstr(text, "\033[K")); text++)
		lines++;
	return lines;
}

static void nothing_is_shown_in_the_first_second(void)
{
	const struct teller *teller = &tellers[TERMINAL];

	REQUIRE(teller->size > 0);
	CHECK(teller->first - teller->began >= SECOND);
}

/* 0.6 seconds of it, and the line that wipes. */
static void the_line_is_shown_ten_times_a_second(void)
{
	unsigned lines = lines_of(tellers[TERMINAL].text);

	CHECK(lines >= 2);
	CHECK(lines <= 8);
}

static void the_line_is_written_over_and_cannot_act_on_the_terminal(void)
{
	const char *text = tellers[TERMINAL].text;

	CHECK(strncmp(text, "\rxxxxxxxxx\\x1b[2J\\n\033[K\r", 23) == 0);
}

/* What comes after the last one is the message, on an empty line. */
static void a_message_wipes_the_line_out(void)
{
	const char *end = strstr(tellers[TERMINAL].text, "sock6: done");

	REQUIRE(end && end - tellers[TERMINAL].text > 4);
	CHECK_MEM("\r\033[K", end - 4, 4);
	CHECK_STR("sock6: done\r\n", end);
}

/* A line that wraps could not be wiped out. */
static void a_long_line_is_cut(void)
{
	const char *text = tellers[LONG].text;

	REQUIRE(text[0] == '\r');
	CHECK_EQ(79, strspn(text + 1, "x"));
	CHECK_EQ('\033', text[80]);
}

/* What stands behind it is the next line. */
static void what_a_key_left_is_wiped_out_at_once(void)
{
	CHECK_STR("^C\r\033[K", tellers[KEY].text);
}

static void nothing_is_shown_where_nobody_looks(void)
{
	CHECK_STR("sock6: done\n", tellers[PIPE].text);
	CHECK_STR("sock6: done\r\n", tellers[DUMB].text);
	CHECK_STR("sock6: done\r\n", tellers[NO_TYPE].text);
}

int main(void)
{
	for (int i = 0; i < TELLERS; i++)
		if (!start(&tellers[i], i))
			return check_skip_all("there is no pseudo-terminal");
	read_all();
	RUN(nothing_is_shown_in_the_first_second);
	RUN(the_line_is_shown_ten_times_a_second);
	RUN(the_line_is_written_over_and_cannot_act_on_the_terminal);
	RUN(a_message_wipes_the_line_out);
	RUN(a_long_line_is_cut);
	RUN(what_a_key_left_is_wiped_out_at_once);
	RUN(nothing_is_shown_where_nobody_looks);
	return check_end();
}
