/* SPDX-License-Identifier: MIT */
/*
 * What every subcommand owes its user, whatever it does.  The tests take the
 * subcommands from the command itself, and how to call each from one table; one
 * that is missing there fails them.
 */
#ifndef TOOL_CONTRACT_H
#define TOOL_CONTRACT_H

#include "run.h"

#define LINE_WORDS 16

enum {
	LINE_GOES_ON = 1,    /* until the user ends it */
	LINE_NETWORK = 2,    /* it reads from the network */
	LINE_OPERAND = 4,    /* there is none without an operand */
	LINE_COLOUR = 8,     /* judges, and so is coloured on a terminal */
	LINE_SERVES = 16,    /* it is there before its peer */
	LINE_LASTS = 64,     /* has an end, but not soon */
	LINE_PRIVILEGE = 32, /* an ordinary user is refused */
};

/* One way of calling a subcommand, on host a of the lab's "pair". */
struct line {
	const char *words[LINE_WORDS]; /* the subcommand is the first */
	unsigned flags;
	const char
		*peer[LINE_WORDS]; /* what runs on b meanwhile, if anything */
	/* Commands of a shell: at first, once a line was printed, in the end. */
	const char *before, *then, *after;
	const char
		*until; /* what it prints before it is interrupted, as JSON */
};

/* Ends with a line whose first word is NULL. */
extern const struct line lines[];

/* The subcommands, as --commands has them; NULL behind the last. */
const char *const *command_names(void);

int command_exists(const char *command);

/* The first line of a subcommand that has all of the flags, or NULL. */
const struct line *line_of(const char *command, unsigned flags);

/* Starts it with some words more, NULL behind the last; what[] may be NULL. */
void line_start(struct run *run, const struct line *line,
		const char *const more[]);

/* The same by a prepare of one's own, which gets the line. */
void line_start_as(struct run *run, const struct line *line,
		   const char *const more[], run_prepare *prepare);

/* Becomes host a: for a prepare of one's own. */
int line_enter(const void *line);

/* Ends what runs on b. */
void line_end(void);

/* Waits until the process takes the signal its own way, 10 s at the most. */
int takes_signal(pid_t pid, int number);

/* A line of /proc/PID/status, such as "CapEff:", as a number; 0 or -1. */
int status_number(pid_t pid, const char *name, unsigned long long *number);

/* All words in one, for the name of a check that failed. */
const char *line_text(const struct line *line);

#endif
