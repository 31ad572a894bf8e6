/* SPDX-License-Identifier: MIT */
/* sock6 watch on host a of the lab, and the events that a test waits for. */
#ifndef TOOL_WATCHING_H
#define TOOL_WATCHING_H

#include <signal.h>

#include "hosts.h"

static struct run run;

/* Until it has seen all that is there. */
static inline int start_watch(const char *const arguments[])
{
	run_start(&run, on_host, "a", arguments);
	return CHECK(run_prints(&run, "\"type\":\"start\""));
}

#define WATCH(...)                                                          \
	start_watch((const char *const[]){ "watch", "--json", "--interval", \
					   "50ms", __VA_ARGS__, NULL })

/* From the beginning to its end. */
static inline int run_watch(const char *const arguments[])
{
	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	return run.end;
}

#define WATCHED(...)                                                      \
	run_watch((const char *const[]){ "watch", "--json", "--interval", \
					 "50ms", "--deadline", "10s",     \
					 __VA_ARGS__, NULL })

static inline int on_a(const char *command)
{
	return CHECK_EQ(0, lab_shell("a", command));
}

static inline int end_watch(void)
{
	run_signal(&run, SIGINT);
	run_finish(&run);
	return run.end;
}

/* The n-th event of the type that has this name; NULL without it. */
static inline json_t *find_event(const char *type, const char *event,
				 const char *interface)
{
	json_t *record;

	for (unsigned i = 0; (record = run_record(&run, type, i)); i++) {
		if (strcmp(record_text(record, "event"), event) == 0 &&
		    strcmp(record_text(record, "interface"), interface) == 0)
			return record;
		json_decref(record);
	}
	return NULL;
}

/* Waits until such an event has been printed, and gives it. */
static inline json_t *wait_event(const char *type, const char *event,
				 const char *interface)
{
	char text[300];
	json_t *found = NULL;

	snprintf(text, sizeof(text), "\"event\":\"%s\",\"interface\":\"%s\"",
		 event, interface);
	if (CHECK(run_prints(&run, text)))
		found = find_event(type, event, interface);
	if (!CHECK(found != NULL))
		printf("# no event '%s' of %s:\n# %s\n", event, interface,
		       run.output);
	return found;
}

/* Waits for an event of which nothing but that it comes is of interest. */
static inline void event_comes(const char *type, const char *event,
			       const char *interface)
{
	json_decref(wait_event(type, event, interface));
}

#endif
