/* SPDX-License-Identifier: MIT */
/*
 * The end that a user asks for: the first SIGINT or SIGTERM lets the command
 * print its summary, the second one ends it at once.
 */
#ifndef STOP_H
#define STOP_H

#include <stdint.h>

#include <sock6.h>

/* Returns 0 or a negative errno value. */
int stop_setup(void);

int stop_requested(void);

/*
 * Wait until one of the sockets is readable, the deadline (in the time of
 * sock6_now()) has passed, or the user wants an end.  Returns a bit for each
 * socket, 0 at the deadline or the end, or a negative errno value.
 */
#define STOP_SOCKETS 30
int stop_wait(const sock6_fd *sockets, unsigned count, int64_t deadline);

#endif
