/* SPDX-License-Identifier: MIT */
/* Stamped datagrams as a test hears them. */
#ifndef TOOL_STAMPED_H
#define TOOL_STAMPED_H

#include <arpa/inet.h>

#include "hosts.h"
/* Its folder has headers with the names of the lab's. */
#include "../../tool/measure/stamp.h"

struct stamped {
	int size; /* of the payload; or a negative errno value */
	int has_stamp;
	struct stamp stamp;
	struct sock6_control control;
	struct sockaddr_in6 from;
	char bytes[65536];
};

/* Whether the next datagram has come, which is waited for. */
static inline int stamped_hear(sock6_fd fd, struct stamped *s)
{
	struct sock6_message message = { .data = s->bytes,
					 .size = sizeof(s->bytes),
					 .control = &s->control };

	s->size = sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE);
	if (s->size > 0)
		s->size = sock6_receive(fd, &message, SOCK6_DONT_WAIT);
	s->from = message.peer;
	s->has_stamp = s->size >= 0 &&
		       stamp_decode(&s->stamp, s->bytes, (size_t)s->size);
	return s->size >= 0;
}

/* Whether the next datagram has this number in its stream. */
static inline int stamped_is(sock6_fd fd, struct stamped *s, uint64_t sequence)
{
	return CHECK(stamped_hear(fd, s)) && CHECK(s->has_stamp) &&
	       CHECK_EQ(STAMP_DATA, s->stamp.kind) &&
	       CHECK_EQ(sequence, s->stamp.sequence);
}

/* Whether the next datagram tells that its stream had so many. */
static inline int stamped_ends(sock6_fd fd, struct stamped *s, uint64_t count)
{
	return CHECK(stamped_hear(fd, s)) && CHECK(s->has_stamp) &&
	       CHECK_EQ(STAMP_END, s->stamp.kind) &&
	       CHECK_EQ(count, s->stamp.value);
}

/* A sender on a; what it printed is in the run. */
static inline void send_and_finish(struct run *run,
				   const char *const arguments[])
{
	run_start(run, on_host, "a", arguments);
	run_finish(run);
}

#define FROM_A(run, ...)                                              \
	send_and_finish(run, (const char *const[]){ "send", "--json", \
						    __VA_ARGS__, NULL })

/* A number of the last record, the summary. */
static inline json_int_t summary_number(const struct run *run, const char *name)
{
	json_t *record = run_record(run, "summary", 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static inline json_int_t summary_reason(const struct run *run, const char *name)
{
	json_t *record = run_record(run, "summary", 0), *reason;
	json_int_t number = -1;
	size_t i;

	json_array_foreach(
		json_object_get(record, "reasons"), i,
		reason) if (strcmp(record_text(reason, "reason"), name) == 0)
		number = record_number(reason, "count");
	json_decref(record);
	return number;
}

static inline double summary_real(const struct run *run, const char *name)
{
	json_t *record = run_record(run, "summary", 0);
	double number = json_real_value(json_object_get(record, name));

	json_decref(record);
	return number;
}

static inline unsigned records_of(const struct run *run, const char *type)
{
	unsigned count = 0;
	json_t *record;

	while ((record = run_record(run, type, count))) {
		json_decref(record);
		count++;
	}
	return count;
}

#endif
