/* SPDX-License-Identifier: MIT */
/* SIGINT and SIGTERM: a summary first, and an end at once the second time. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ioctl.h>
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
	REQUIRE(run_prints(&run, "listening"));
	run_tool(&sender, "send", at_port("[::1]", port), NULL);
	REQUIRE(run_prints(&run, "sock6 1"));
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
	json_t *record;

	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "\"sent\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, record_number(record, "sent"));
	json_decref(record);
}

/* Until nothing more fits, with a bound. */
static int is_full(int pipe_end)
{
	int64_t deadline = sock6_now() + INT64_C(10000000000);
	struct timespec moment = { 0, 1000000 };
	int bytes = 0;

	while (bytes < 60000 && sock6_now() < deadline) {
		nanosleep(&moment, NULL);
		if (ioctl(pipe_end, FIONREAD, &bytes) < 0)
			return 0;
	}
	return bytes >= 60000;
}

/* Nobody reads: the summary cannot be printed, so the first one hangs. */
static void the_second_signal_ends_at_once(void)
{
	const char *const arguments[] = { "send",   at_port("[::1]", port),
					  "--json", "-c",
					  "0",      "-i",
					  "0",      NULL };
	struct timespec moment = { 0, 20000000 };

	run_start(&run, NULL, NULL, arguments);
	CHECK(is_full(run.out));
	for (int i = 0; i < 200 && kill(run.pid, 0) == 0; i++) {
		siginfo_t info = { 0 };

		run_signal(&run, SIGINT);
		nanosleep(&moment, NULL);
		waitid(P_PID, (id_t)run.pid, &info,
		       WEXITED | WNOHANG | WNOWAIT);
		if (info.si_pid == run.pid)
			break;
	}
	run_finish(&run);
	CHECK_EQ(-SIGINT, run.end);
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
