/* SPDX-License-Identifier: MIT */
/*
 * What a user asks for by a signal.  The first SIGINT or SIGTERM lets the
 * command print its summary, the second one ends it at once; SIGUSR1, and the
 * SIGQUIT of a terminal's Ctrl-\, ask for an interim summary; SIGWINCH tells that the terminal has another size.
 */
#ifndef STOP_H
#define STOP_H

#include <stdint.h>

#include <sock6.h>

/* Returns OPTIONS_GO_ON, or how the command ends, after a message. */
int stop_setup(void);

/*
 * The same for who reads without stop_wait(): a read that began just after the
 * first SIGINT or SIGTERM is interrupted, too, within a second.
 */
int stop_setup_reading(void);

int stop_requested(void);

/* The moment that is so long after another one; SOCK6_FOREVER is never. */
int64_t stop_deadline(int64_t began, int64_t lasting);

/*
 * What is to be done before a second one ends the command: it may call only
 * what is safe in the handler of a signal.  NULL: nothing any more.
 */
void stop_at_once(void (*restore)(void));

/* Whether it has been asked for since the last call. */
int stop_interim(void);
int stop_resized(void);

/*
 * Wait until one of the sockets is readable, the deadline (in the time of
 * sock6_now()) has passed, or a signal has come.  ready[i] tells whether the
 * i-th socket is, and may be NULL.  Returns how many are, 0 at the deadline or
 * after a signal, or a negative errno value.
 */
#define STOP_SOCKETS 256
int stop_wait(const sock6_fd *sockets, unsigned count, int64_t deadline,
	      uint8_t *ready);

#endif
