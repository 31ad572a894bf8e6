/* SPDX-License-Identifier: MIT */
/* What records of options have in common. */
#ifndef OPTION_RECORD_H
#define OPTION_RECORD_H

#include <stdint.h>

#include <sock6.h>

#include "report/report.h"

struct option_record_names {
	const char *value, *name; /* "before", "before_name" */
};

/* A value by number, which a line shows, and by name where it has one. */
void option_record_value(struct record *record,
			 const struct option_record_names *names,
			 enum report_style style, int option,
			 const struct sock6_option_info *info, int64_t value);

/* What the system calls the option; nothing where it has none. */
void option_record_system(struct record *record, enum report_style style,
			  const struct sock6_option_info *info);

/* A status that is negative, with its text; and what helps, or "". */
void option_record_status(struct record *record, enum report_style style,
			  int status, const char *remedy);

#endif
