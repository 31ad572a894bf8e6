/* SPDX-License-Identifier: MIT */
/*
 * The command as a child process.
 *
 *	struct run run;
 *	run_tool(&run, "send", "::1", "--hops", "300", NULL);
 *	CHECK_EQ(2, run.end);
 *	CHECK_STR("...", run.errors);
 *
 * All waits have a bound: a command that hangs is killed, and end is then -9.
 */
#ifndef TOOL_RUN_H
#define TOOL_RUN_H

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

#define RUN_ROOM 262144

struct run {
	pid_t pid;
	int out, err;
	int end; /* exit status, or minus the signal that ended it */
	size_t output_size, errors_size;
	char output[RUN_ROOM]; /* both end with NUL */
	char errors[4096];
};

/* What the child does before it becomes the command; 0 or -1. */
typedef int run_prepare(const void *what);

/* An argument list that ends with NULL, without the command's own name. */
void run_start(struct run *run, run_prepare *prepare, const void *what,
	       const char *const arguments[]);

/* Waits until the output contains a text; whether it does. */
int run_prints(struct run *run, const char *text);

/* Sends a signal. */
void run_signal(const struct run *run, int number);

/* Waits for the end and takes the rest of the output. */
void run_finish(struct run *run);

/* All of it, in this process's place. */
void run_tool(struct run *run, ...);

/* The same as an ordinary user; -1 where this process cannot become one. */
int run_as_nobody(struct run *run, const char *const arguments[]);

/* Has a text on standard input: for a run_prepare. */
int feed_input(const void *text);

/* Becomes an ordinary user: for a run_prepare.  Root of a user namespace that
 * has no other users cannot. */
int become_nobody(const void *unused);
int can_become_nobody(void);

/*
 * The n-th line of the output, from 0 on, that is a JSON object of the type;
 * or NULL.  The caller gives it back with json_decref().
 */
json_t *run_record(const struct run *run, const char *type, unsigned n);

/* Members of it: "" or -1 where there is none of the kind. */
const char *record_text(const json_t *record, const char *name);
json_int_t record_number(const json_t *record, const char *name);

#endif
