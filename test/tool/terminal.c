/* SPDX-License-Identifier: MIT */
/* A pseudo-terminal, with the command in a session of its own. */
#define _GNU_SOURCE
#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define PATIENCE 20000 /* milliseconds */

static char slave[64];
static const char *type_of_terminal;
static char assignment[64];

/* The first terminal that a session opens becomes its own. */
static int onto_terminal(const void *line)
{
	int fd;

	if (setsid() < 0 || (fd = open(slave, O_RDWR)) < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (dup2(fd, i) < 0)
			return -1;
	close(fd);
	setenv("TERM", type_of_terminal, 1);
	if (assignment[0])
		putenv(assignment);
	return line_enter(line);
}

void terminal_start(struct terminal *terminal, struct run *run,
		    const struct line *line, const char *type,
		    const char *variable)
{
	memset(terminal, 0, sizeof(*terminal));
	terminal->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->master < 0 || grantpt(terminal->master) < 0 ||
	    unlockpt(terminal->master) < 0 ||
	    ptsname_r(terminal->master, slave, sizeof(slave)) != 0) {
		printf("Bail out! no terminal\n");
		exit(1);
	}
	type_of_terminal = type;
	snprintf(assignment, sizeof(assignment), "%s",
		 variable ? variable : "");
	line_start_as(run, line, NULL, onto_terminal);
}

/* Reads once; 0 once the other end is closed or nothing comes any more. */
static int take(struct terminal *terminal)
{
	struct pollfd fd = { terminal->master, POLLIN, 0 };
	size_t room = sizeof(terminal->output) - 1 - terminal->size;
	ssize_t got;

	if (room == 0 || poll(&fd, 1, PATIENCE) <= 0)
		return 0;
	got = read(terminal->master, terminal->output + terminal->size, room);
	if (got <= 0)
		return 0;
	terminal->size += (size_t)got;
	terminal->output[terminal->size] = '\0';
	return 1;
}

int terminal_shows(struct terminal *terminal)
{
	while (terminal->size == 0)
		if (!take(terminal))
			return 0;
	return 1;
}

void terminal_finish(struct terminal *terminal, struct run *run)
{
	while (take(terminal))
		;
	run_finish(run);
	close(terminal->master);
}
