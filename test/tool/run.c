/* SPDX-License-Identifier: MIT */
/* The command as a child process. */
#define _GNU_SOURCE
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sock6.h"

#define PATIENCE  INT64_C(20000000000)
#define ARGUMENTS 128
#define NOBODY    65534

static _Noreturn void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Opened before rights are given up: its folder may be another user's. */
static _Noreturn void become_tool(int program, const char *const arguments[])
{
	static char name[] = "sock6";
	char *copies[ARGUMENTS + 2] = { name };

	for (int i = 0; arguments[i] && i < ARGUMENTS; i++)
		copies[i + 1] = strdup(arguments[i]);
	fexecve(program, copies, environ);
	_exit(127);
}

static _Noreturn void child(const int out[2], const int err[2],
			    run_prepare *prepare, const void *what,
			    const char *const arguments[])
{
	int program = open(TOOL, O_RDONLY);

	if (program < 0 || dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0)
		_exit(126);
	close(out[0]);
	close(out[1]);
	close(err[0]);
	close(err[1]);
	if (prepare && prepare(what) != 0)
		_exit(126);
	become_tool(program, arguments);
}

void run_start(struct run *run, run_prepare *prepare, const void *what,
	       const char *const arguments[])
{
	int out[2], err[2];

	memset(run, 0, sizeof(*run));
	fflush(stdout);
	if (pipe(out) < 0 || pipe(err) < 0)
		die("pipe");
	run->pid = fork();
	if (run->pid < 0)
		die("fork");
	if (run->pid == 0)
		child(out, err, prepare, what, arguments);
	close(out[1]);
	close(err[1]);
	run->out = out[0];
	run->err = err[0];
}

/* Reads once; 0 at the end, also when there is no more room. */
static int take(int fd, char *room, size_t size, size_t *used)
{
	ssize_t got = read(fd, room + *used, size - 1 - *used);

	if (got <= 0)
		return 0;
	*used += (size_t)got;
	room[*used] = '\0';
	return 1;
}

/* One round of reading; 0 when both ends are closed or time is up. */
static int pump(struct run *run, int64_t deadline)
{
	struct pollfd fds[] = { { run->out, POLLIN, 0 },
				{ run->err, POLLIN, 0 } };
	int64_t left = deadline - sock6_now();

	if (run->out < 0 && run->err < 0)
		return 0;
	if (left <= 0 || poll(fds, 2, (int)(left / 1000000) + 1) <= 0)
		return 0;
	if (fds[0].revents && !take(run->out, run->output, sizeof(run->output),
				    &run->output_size)) {
		close(run->out);
		run->out = -1;
	}
	if (fds[1].revents && !take(run->err, run->errors, sizeof(run->errors),
				    &run->errors_size)) {
		close(run->err);
		run->err = -1;
	}
	return 1;
}

int run_prints(struct run *run, const char *text)
{
	int64_t deadline = sock6_now() + PATIENCE;

	while (!strstr(run->output, text))
		if (!pump(run, deadline))
			break;
	return strstr(run->output, text) != NULL;
}

void run_signal(const struct run *run, int number)
{
	kill(run->pid, number);
}

void run_finish(struct run *run)
{
	int64_t deadline = sock6_now() + PATIENCE;
	int status;

	while (pump(run, deadline))
		;
	if (run->out >= 0 || run->err >= 0)
		kill(run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	run->end = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	if (run->out >= 0)
		close(run->out);
	if (run->err >= 0)
		close(run->err);
}

void run_tool(struct run *run, ...)
{
	const char *arguments[ARGUMENTS + 1] = { NULL };
	va_list list;
	int i = 0;

	va_start(list, run);
	do
		arguments[i] = va_arg(list, const char *);
	while (arguments[i] && ++i < ARGUMENTS);
	va_end(list);
	run_start(run, NULL, NULL, arguments);
	run_finish(run);
}

int feed_input(const void *text)
{
	int ends[2];

	if (pipe(ends) < 0 ||
	    write(ends[1], text, strlen(text)) != (ssize_t)strlen(text) ||
	    dup2(ends[0], 0) < 0)
		return -1;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

int become_nobody(const void *unused)
{
	(void)unused;
	return setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY) ? -1 : 0;
}

int can_become_nobody(void)
{
	pid_t pid = fork();
	int status = 1;

	if (pid == 0)
		_exit(become_nobody(NULL) ? 1 : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

int run_as_nobody(struct run *run, const char *const arguments[])
{
	if (geteuid() != 0)
		return -1;
	run_start(run, become_nobody, NULL, arguments);
	run_finish(run);
	return run->end == 126 ? -1 : 0;
}

json_t *run_record(const struct run *run, const char *type, unsigned n)
{
	const char *line = run->output, *end;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		json_t *record =
			json_loadb(line, (size_t)(end - line), 0, NULL);

		if (record && strcmp(record_text(record, "type"), type) == 0 &&
		    n-- == 0)
			return record;
		json_decref(record);
	}
	return NULL;
}

const char *record_text(const json_t *record, const char *name)
{
	const json_t *member = json_object_get(record, name);

	return json_is_string(member) ? json_string_value(member) : "";
}

json_int_t record_number(const json_t *record, const char *name)
{
	const json_t *member = json_object_get(record, name);

	return json_is_integer(member) ? json_integer_value(member) : -1;
}
