/* SPDX-License-Identifier: MIT */
/* What a subcommand is, and the statuses with which the command ends. */
#ifndef COMMAND_H
#define COMMAND_H

enum end {
	END_DONE = 0,
	END_UNMET = 1, /* it ran, and what was asked for did not come */
	END_USAGE = 2,
	END_PERMISSION = 3,
	END_UNSUPPORTED = 4,
	END_DEADLINE = 124 /* as timeout(1) has it */
};

/* One row is parsed, shown by --help, and checked against the manual page. */
struct option_row {
	int key;              /* its letter, or a number from OPTION_LONG on */
	const char *name;     /* NULL in the row that ends a table */
	const char *argument; /* as help shows it; NULL: takes none */
	const char *help;
};

/* Keys of options that have no letter start here. */
#define OPTION_LONG 256

/* The rows that end every table: options_read() serves these itself. */
#define OPTION_ROWS_COMMON                                        \
	{ 'j', "json", NULL, "print one JSON object a line" },    \
		{ 'v', "verbose", NULL,                           \
		  "show each call that sets or gets an option" }, \
		{ 'h', "help", NULL, "print this help and end" }, \
	{                                                         \
		0, NULL, NULL, NULL                               \
	}

struct command {
	const char *name;
	const char *operands;    /* as help shows them, or "" */
	const char *summary;     /* one line, in the list of subcommands */
	const char *description; /* what --help says above the options */
	const struct option_row *options;
	int (*run)(int argc, char **argv); /* returns an enum end */
};

extern const struct command selftest_command;
extern const struct command caps_command;
extern const struct command listen_command;
extern const struct command send_command;
extern const struct command mping_command;
extern const struct command reflect_command;
extern const struct command check_command;
extern const struct command ping_command;
extern const struct command trace_command;
extern const struct command pmtu_command;
extern const struct command icmp_command;
extern const struct command options_command;
extern const struct command groups_command;
extern const struct command watch_command;
extern const struct command bench_command;
extern const struct command parse_command;
extern const struct command types_command;
extern const struct command dscp_command;

#endif
