/* SPDX-License-Identifier: MIT */
/* The command on hosts of the lab. */
#ifndef TOOL_HOSTS_H
#define TOOL_HOSTS_H

#include "check.h"
#include "host.h"
#include "run.h"

/* For run_start(): WHAT is the host's name. */
static inline int on_host(const void *what)
{
	lab_enter(what);
	return 0;
}

/* A listener on b that tells its port is ready. */
static inline int listen_on_b(struct run *run, const char *const arguments[])
{
	run_start(run, on_host, "b", arguments);
	return CHECK(run_prints(run, "port"));
}

/* A sender on a that must end well. */
static inline int send_from_a(const char *const arguments[])
{
	static struct run sender;

	run_start(&sender, on_host, "a", arguments);
	run_finish(&sender);
	return CHECK_STR("", sender.errors) && CHECK_EQ(0, sender.end);
}

#define SEND(...) \
	send_from_a((const char *const[]){ "send", __VA_ARGS__, NULL })
#define LISTEN(run, ...)                                            \
	listen_on_b(run, (const char *const[]){ "listen", "--json", \
						__VA_ARGS__, NULL })

/* Whether a host's sockets may have so much room. */
static inline int grants_buffer(const char *host, const char *bytes)
{
	const char *const arguments[] = { "listen", "5000",       "--buffer",
					  bytes,    "--deadline", "0",
					  NULL };
	static struct run trial;

	run_start(&trial, on_host, host, arguments);
	run_finish(&trial);
	return trial.end != 3;
}

/* Waits for the end of a listener that has heard all it should. */
static inline void heard_all(struct run *run)
{
	run_finish(run);
	CHECK_STR("", run->errors);
	CHECK_EQ(0, run->end);
}

/* Whether the n-th datagram that was heard has this text. */
static inline int heard(const struct run *run, unsigned n, const char *text)
{
	json_t *record = run_record(run, "datagram", n);
	int same = CHECK_STR(text, record_text(record, "text"));

	json_decref(record);
	return same;
}

#endif
