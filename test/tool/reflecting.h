/* SPDX-License-Identifier: MIT */
/* Responders on hosts of the lab, and the records of those that ask them. */
#ifndef TOOL_REFLECTING_H
#define TOOL_REFLECTING_H

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hosts.h"

static inline int reflect_on(struct run *responder, const char *host,
			     const char *const arguments[])
{
	run_start(responder, on_host, host, arguments);
	return CHECK(run_prints(responder, "port"));
}

#define REFLECT_ON(responder, host, ...) \
	reflect_on(responder, host,      \
		   (const char *const[]){ "reflect", __VA_ARGS__, NULL })

/* The effective capabilities of a process; all ones where they are not told. */
static inline uint64_t capabilities(pid_t pid)
{
	char path[40], line[128];
	uint64_t set = UINT64_MAX;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %" SCNx64, &set) == 1)
			break;
	if (file)
		fclose(file);
	return set;
}

/* For run_start(): WHAT is the host's name. */
static inline int as_nobody_on(const void *what)
{
	lab_enter(what);
	return become_nobody(NULL);
}

static inline void end_responder(struct run *responder)
{
	run_signal(responder, SIGINT);
	run_finish(responder);
	CHECK_STR("", responder->errors);
	CHECK_EQ(0, responder->end);
}

/* Runs a command on a. */
static inline void run_on_a(struct run *run, const char *const arguments[])
{
	run_start(run, on_host, "a", arguments);
	run_finish(run);
}

#define ON_A(run, ...) run_on_a(run, (const char *const[]){ __VA_ARGS__, NULL })

static inline double record_real_number(const json_t *record, const char *name)
{
	const json_t *member = json_object_get(record, name);

	return json_is_number(member) ? json_number_value(member) : -1;
}

/* The first record of a type whose member has this text, or NULL. */
static inline json_t *record_with(const struct run *run, const char *type,
				  const char *name, const char *text)
{
	json_t *record;

	for (unsigned i = 0; (record = run_record(run, type, i)); i++) {
		if (strcmp(text, record_text(record, name)) == 0)
			return record;
		json_decref(record);
	}
	return NULL;
}

/* What a router does to what it passes on; 0 where it cannot. */
static inline int change_on(const char *host, const char *family,
			    const char *hook, const char *rules)
{
	char command[1000];

	snprintf(command, sizeof(command),
		 "nft 'table %s lab { chain lab { type filter hook %s priority "
		 "0; %s; }; }' 2>/dev/null",
		 family, hook, rules);
	return lab_shell(host, command) == 0;
}

static inline void change_back_on(const char *host, const char *family)
{
	char command[60];

	snprintf(command, sizeof(command), "nft delete table %s lab", family);
	CHECK_EQ(0, lab_shell(host, command));
}

#endif
