/* SPDX-License-Identifier: MIT */
/* sock6 ping on host a of the lab, and a responder in the hands of a test. */
#ifndef TOOL_PINGS_H
#define TOOL_PINGS_H

#include "hosts.h"

/* Pings from a, to the end. */
#define PING(run, ...)                                                         \
	ping_from_a(run, (const char *const[]){ "ping", "--json", __VA_ARGS__, \
						NULL })
/* The same, while the test goes on. */
#define PING_START(run, ...)       \
	run_start(                 \
		run, on_host, "a", \
		(const char *const[]){ "ping", "--json", __VA_ARGS__, NULL })

static inline void ping_from_a(struct run *run, const char *const arguments[])
{
	run_start(run, on_host, "a", arguments);
	run_finish(run);
}

/* A member of the n-th record of a type. */
static inline json_int_t ping_number_of(const struct run *run, const char *type,
					unsigned n, const char *name)
{
	json_t *record = run_record(run, type, n);
	json_int_t number = record ? record_number(record, name) : -2;

	json_decref(record);
	return number;
}

/* The text is in one of a few buffers; "" where there is none. */
static inline const char *ping_text_of(const struct run *run, const char *type,
				       unsigned n, const char *name)
{
	static char texts[4][256];
	static unsigned next;
	char *text = texts[next++ % 4];
	json_t *record = run_record(run, type, n);

	snprintf(text, sizeof(texts[0]), "%s",
		 record ? record_text(record, name) : "");
	json_decref(record);
	return text;
}

/* Whether it is there, and true. */
static inline int ping_flag_of(const struct run *run, const char *type,
			       unsigned n, const char *name)
{
	json_t *record = run_record(run, type, n);
	int is_so = json_is_true(json_object_get(record, name));

	json_decref(record);
	return is_so;
}

static inline double ping_seconds_of(const struct run *run, const char *type,
				     unsigned n, const char *name)
{
	json_t *record = run_record(run, type, n);
	double seconds = json_real_value(json_object_get(record, name));

	json_decref(record);
	return seconds;
}

#define SUMMARY(run, name) ping_number_of(run, "summary", 0, name)

/* How many records of a type there are. */
static inline unsigned ping_count(const struct run *run, const char *type)
{
	unsigned n = 0;
	json_t *record;

	while ((record = run_record(run, type, n))) {
		json_decref(record);
		n++;
	}
	return n;
}

/* A request that has reached b, and what b may answer. */
struct request {
	sock6_fd fd;
	struct sockaddr_in6 from;
	struct sock6_control control;
	struct sock6_icmp_message echo;
	unsigned char bytes[70000];
};

/* In place of b's own answers. */
static inline void take_over(struct request *request)
{
	struct sock6_icmp_filter filter;

	lab_sysctl("b", "net/ipv6/icmp/echo_ignore_all", "1");
	request->fd = lab_raw("b", SOCK6_ICMP_PROTOCOL);
	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REQUEST);
	sock6_icmp_filter_set(request->fd, &filter);
	sock6_control_request(request->fd,
			      SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
				      SOCK6_FLOW_LABEL | SOCK6_DESTINATION |
				      SOCK6_INTERFACE,
			      NULL);
}

static inline void give_back(struct request *request)
{
	sock6_close(request->fd);
	lab_sysctl("b", "net/ipv6/icmp/echo_ignore_all", "0");
}

/* Waits for the next request; 1, or 0. */
static inline int next_request(struct request *request)
{
	struct sock6_message message = { .data = request->bytes,
					 .size = sizeof(request->bytes),
					 .control = &request->control };
	int size;

	if (sock6_wait(request->fd, SOCK6_READABLE,
		       sock6_now() + LAB_PATIENCE) < 0)
		return 0;
	size = sock6_receive(request->fd, &message, SOCK6_DONT_WAIT);
	if (size < 0 ||
	    sock6_icmp_message_decode(&request->echo, request->bytes,
				      (size_t)size, NULL, NULL) < 0)
		return 0;
	request->from = message.peer;
	return 1;
}

/* Sends what is in the request's message, as it stands now, as an answer. */
static inline int answer_as(const struct request *request,
			    const struct sock6_icmp_message *message)
{
	static unsigned char bytes[70000];
	int size = sock6_icmp_message_encode(bytes, sizeof(bytes), message,
					     NULL, NULL);
	struct sock6_message out = { .data = bytes,
				     .size = (size_t)size,
				     .peer = request->from };

	return size > 0 && sock6_send(request->fd, &out, 0) == size;
}

static inline int answer(struct request *request)
{
	request->echo.type = SOCK6_ICMP_ECHO_REPLY;
	return answer_as(request, &request->echo);
}

#endif
