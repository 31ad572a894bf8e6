/* SPDX-License-Identifier: MIT */
/*
 * Runs the example programs, on a host of the lab or where the test runs, and
 * reads what they print, standard error included.
 *
 *	char *arguments[] = { "mark_tcp", "[::]:1024", NULL };
 *	example_start(&server, "a", arguments);
 *	CHECK(example_finds(&server, "listening"));
 *	...
 *	example_stop(&server);
 */
#ifndef LAB_EXAMPLE_H
#define LAB_EXAMPLE_H

#include <stddef.h>
#include <sys/types.h>

struct example {
	pid_t pid;
	int input;  /* the program reads what is written here */
	int output; /* what it prints */
	size_t held;
	char bytes[4096]; /* held of them are read and not yet a line */
	char line[4096];  /* the last one, without its newline */
};

/* Starts an example, or another program where arguments[0] has a slash. Host
 * NULL: where the test runs. Ends the test program when it cannot. */
void example_start(struct example *example, const char *host,
		   char *const arguments[]);

/* The next line that it prints, into line: 1, or 0 when its output has ended
 * or none came within LAB_PATIENCE. */
int example_next(struct example *example);

/* The next line that contains a text; the others are printed as comments. */
int example_finds(struct example *example, const char *text);

/* Writes a text to its input; NULL ends the input. */
void example_tell(struct example *example, const char *text);

/* Waits until it ends by itself: its exit status, or -1 when it does not. */
int example_end(struct example *example);

/* Ends it. */
void example_stop(struct example *example);

#endif
