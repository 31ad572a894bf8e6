/* SPDX-License-Identifier: MIT */
/* sock6 options on host a of the lab, and what it prints. */
#ifndef TOOL_TRYING_H
#define TOOL_TRYING_H

#include "hosts.h"

static struct run run;

#define OPTIONS(...) \
	options((const char *const[]){ "options", __VA_ARGS__, NULL })
#define AS_NOBODY(...) \
	as_nobody((const char *const[]){ "options", __VA_ARGS__, NULL })

static inline int options(const char *const arguments[])
{
	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	return run.end;
}

static inline int nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

static inline int as_nobody(const char *const arguments[])
{
	run_start(&run, nobody_on_a, NULL, arguments);
	run_finish(&run);
	return run.end;
}

/* Whether the member of the first record of the type is this text. */
static inline int is_text(const char *type, const char *member,
			  const char *text)
{
	json_t *record = run_record(&run, type, 0);
	int same = CHECK_STR(text, record_text(record, member));

	json_decref(record);
	return same;
}

static inline int is_number(const char *type, const char *member,
			    json_int_t number)
{
	json_t *record = run_record(&run, type, 0);
	int same = CHECK_EQ(number, record_number(record, member));

	json_decref(record);
	return same;
}

static inline int count_records(const char *type)
{
	json_t *record;
	int count = 0;

	while ((record = run_record(&run, type, (unsigned)count))) {
		json_decref(record);
		count++;
	}
	return count;
}

#endif
