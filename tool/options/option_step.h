/* SPDX-License-Identifier: MIT */
/* One option of a trial, set or read, and what came of it. */
#ifndef OPTION_STEP_H
#define OPTION_STEP_H

#include <stdint.h>

#include <sock6.h>

struct step {
	int option;
	int is_set;
	int64_t wanted;
};

struct trial {
	sock6_fd fd;
	unsigned taken, refused, read;
	int end; /* of the first that failed */
};

/* Both report and count. */
void option_step_set(struct trial *trial, const struct step *step);
void option_step_get(struct trial *trial, const struct step *step);

/* The end of a trial: its summary, with a number more where it has a name. */
void option_step_summary(const struct trial *trial, const char *socket,
			 const char *name, unsigned number);

#endif
