/* SPDX-License-Identifier: MIT */
/* Runs the example programs. Linux only, as lab.sh is. */
#define _GNU_SOURCE
#include "example.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"

static void give_up(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static void run(const char *host, char *const arguments[], int input,
		int output)
{
	char path[4096];

	/* Not to outlive a test program that was stopped. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (host)
		lab_enter(host);
	dup2(input, 0);
	dup2(output, 1);
	dup2(output, 2);
	snprintf(path, sizeof(path), "%s%s",
		 strchr(arguments[0], '/') ? "" : EXAMPLES "/", arguments[0]);
	execv(path, arguments);
	printf("cannot run %s: %s\n", path, strerror(errno));
	fflush(stdout);
	_exit(127);
}

void example_start(struct example *example, const char *host,
		   char *const arguments[])
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		give_up("pipe");
	/* What is held in the buffer would be printed twice. */
	fflush(stdout);
	example->held = 0;
	example->line[0] = '\0';
	example->pid = fork();
	if (example->pid < 0)
		give_up("fork");
	if (example->pid == 0)
		run(host, arguments, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	example->input = to[1];
	example->output = from[0];
}

/* Moves the first line of bytes to line: 1, or 0 when there is none. */
static int take_line(struct example *example)
{
	char *end = memchr(example->bytes, '\n', example->held);
	size_t size;

	if (!end)
		return 0;
	size = (size_t)(end - example->bytes);
	memcpy(example->line, example->bytes, size);
	example->line[size] = '\0';
	example->held -= size + 1;
	memmove(example->bytes, end + 1, example->held);
	return 1;
}

/* More bytes: 1, or 0 when none will come. */
static int read_more(struct example *example, int64_t deadline)
{
	struct pollfd poller = { .fd = example->output, .events = POLLIN };
	int64_t left = deadline - sock6_now();
	ssize_t got;

	if (left <= 0 || poll(&poller, 1, (int)(left / 1000000 + 1)) < 1)
		return 0;
	got = read(example->output, example->bytes + example->held,
		   sizeof(example->bytes) - example->held);
	if (got <= 0)
		return 0;
	example->held += (size_t)got;
	return 1;
}

int example_next(struct example *example)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (!take_line(example))
		if (!read_more(example, deadline))
			return 0;
	return 1;
}

int example_finds(struct example *example, const char *text)
{
	while (example_next(example)) {
		if (strstr(example->line, text))
			return 1;
		printf("# %s\n", example->line);
	}
	return 0;
}

void example_tell(struct example *example, const char *text)
{
	if (!text) {
		close(example->input);
		example->input = -1;
	} else if (write(example->input, text, strlen(text)) < 0) {
		give_up("write to an example");
	}
}

static void close_pipes(const struct example *example)
{
	if (example->input >= 0)
		close(example->input);
	close(example->output);
}

int example_end(struct example *example)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	int status;
	pid_t ended;

	while (example_next(example))
		printf("# %s\n", example->line);
	while ((ended = waitpid(example->pid, &status, WNOHANG)) == 0) {
		if (sock6_now() > deadline) {
			example_stop(example);
			return -1;
		}
		poll(NULL, 0, 5);
	}
	close_pipes(example);
	return ended == example->pid && WIFEXITED(status) ? WEXITSTATUS(status)
							  : -1;
}

void example_stop(struct example *example)
{
	kill(example->pid, SIGKILL);
	waitpid(example->pid, NULL, 0);
	close_pipes(example);
}
