/* SPDX-License-Identifier: MIT */
/* SIGINT and SIGTERM: a summary first, and an end at once the second time. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "ports.h"
#include "run.h"
#include "sock6.h"

static struct run run, sender;
static uint16_t port;

static void interrupt_listener(const char *const arguments[], int signal_number,
			       int expected)
{
	json_t *record;

	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "port"));
	run_tool(&sender, "send", at_port("[::1]", port), "--payload", "hello",
		 NULL);
	REQUIRE(run_prints(&run, "hello"));
	run_signal(&run, signal_number);
	run_finish(&run);
	CHECK_EQ(expected, run.end);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, record_number(record, "datagrams"));
	json_decref(record);
}

static void a_listener_without_an_end_is_ended_by_the_user(void)
{
	const char *const arguments[] = { "listen", at_port("[::1]", port),
					  "--json", NULL };

	interrupt_listener(arguments, SIGINT, 0);
	interrupt_listener(arguments, SIGTERM, 0);
}

static void a_listener_that_is_ended_early_has_not_met_its_count(void)
{
	const char *const arguments[] = { "listen", at_port("[::1]", port),
					  "--json", "--count",
					  "2",      NULL };

	interrupt_listener(arguments, SIGINT, 1);
}

static void a_sender_sums_up_too(void)
{
	const char *const arguments[] = { "send",   at_port("[::1]", port),
					  "--json", "-c",
					  "0",      "-i",
					  "1h",     NULL };
	sock6_fd sink = open_sink(port);
	json_t *record;

	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "\"sent\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, record_number(record, "sent"));
	json_decref(record);
	sock6_close(sink);
}

/* A pipe into which nothing more fits, and that nobody reads. */
static void make_full_pipe(int ends[2])
{
	int flags;

	if (pipe(ends) < 0)
		exit(1);
	flags = fcntl(ends[1], F_GETFL);
	fcntl(ends[1], F_SETFL, flags | O_NONBLOCK);
	while (write(ends[1], "", 1) == 1)
		;
	fcntl(ends[1], F_SETFL, flags);
}

static int print_into(const void *end)
{
	return dup2(*(const int *)end, 1) < 0 ? -1 : 0;
}

static int has_ended(void)
{
	siginfo_t info = { 0 };

	waitid(P_PID, (id_t)run.pid, &info, WEXITED | WNOHANG | WNOWAIT);
	return info.si_pid == run.pid;
}

/* It cannot print its summary, so the first signal does not end it. */
static void the_second_signal_ends_at_once(void)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = htons(port) };
	const char *const arguments[] = {
		"send", at_port("[::1]", port), "-c", "0", "-i", "10ms", NULL
	};
	struct timespec moment = { 0, 20000000 };
	sock6_fd receiver;
	int ends[2];

	REQUIRE_EQ(0, sock6_udp_open(&receiver, &local, 0));
	make_full_pipe(ends);
	run_start(&run, print_into, &ends[1], arguments);
	/* From the first datagram on it takes signals its own way. */
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(receiver, SOCK6_READABLE,
			    sock6_now() + INT64_C(20000000000)));
	for (int i = 0; i < 1500 && !has_ended(); i++) {
		run_signal(&run, SIGINT);
		nanosleep(&moment, NULL);
	}
	run_finish(&run);
	CHECK_EQ(-SIGINT, run.end);
	sock6_close(receiver);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	if (!has_loopback())
		return check_skip_all("::1 is not there");
	port = free_port();
	RUN(a_listener_without_an_end_is_ended_by_the_user);
	RUN(a_listener_that_is_ended_early_has_not_met_its_count);
	RUN(a_sender_sums_up_too);
	RUN(the_second_signal_ends_at_once);
	return check_end();
}
