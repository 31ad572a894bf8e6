/* SPDX-License-Identifier: MIT */
/* Ways of the system that are switched off by the environment. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ports.h"
#include "run.h"

static struct run run, heard;

static void start_listening(const char *target)
{
	const char *const words[] = { "listen", target,   "--count",
				      "1",      "--json", NULL };

	run_start(&heard, NULL, NULL, words);
	CHECK(run_prints(&heard, "port"));
}

static void check_heard(void)
{
	json_t *record;

	run_finish(&heard);
	record = run_record(&heard, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_STR("ef", record_text(record, "dscp"));
	CHECK_EQ(0xb8, record_number(record, "traffic_class"));
	CHECK_EQ(9, record_number(record, "hop_limit"));
	CHECK_EQ(7, record_number(record, "flow_label"));
	json_decref(record);
}

static void send_with_values(const char *target)
{
	run_tool(&run, "send", target, "--tclass", "ef", "--hops", "9",
		 "--flow", "7", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
}

static void values_of_the_socket_are_heard_as_those_beside_a_datagram(void)
{
	static const char *const settings[] = { "1", "0", "" };

	if (!has_loopback())
		SKIP("no socket on ::1");
	for (int i = 0; i < 3; i++) {
		const char *target = at_port("[::1]", free_port());

		setenv("SOCK6_NO_CONTROL", settings[i], 1);
		start_listening(target);
		send_with_values(target);
		check_heard();
	}
	unsetenv("SOCK6_NO_CONTROL");
}

static void the_self_test_says_what_was_switched_off(void)
{
	setenv("SOCK6_NO_SEND_COALESCING", "1", 1);
	setenv("SOCK6_NO_RECEIVE_COALESCING", "yes", 1);
	run_tool(&run, "selftest", NULL);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "switched off by SOCK6_NO_SEND_COALESCING"));
	CHECK(strstr(run.output,
		     "switched off by SOCK6_NO_RECEIVE_COALESCING"));
	unsetenv("SOCK6_NO_SEND_COALESCING");
	unsetenv("SOCK6_NO_RECEIVE_COALESCING");
}

static void the_bench_runs_without_each_way(void)
{
	static const char *const ways[] = { "SOCK6_NO_SEND_COALESCING",
					    "SOCK6_NO_RECEIVE_COALESCING",
					    "SOCK6_NO_MANY",
					    "SOCK6_NO_CONTROL" };

	for (int i = 0; i < 4; i++) {
		setenv(ways[i], "1", 1);
		run_tool(&run, "bench", "--json", "--duration", "20ms", NULL);
		CHECK_EQ(0, run.end);
		CHECK(run_record(&run, "unmeasured", 0) == NULL);
		unsetenv(ways[i]);
	}
}

int main(void)
{
	RUN(values_of_the_socket_are_heard_as_those_beside_a_datagram);
	RUN(the_self_test_says_what_was_switched_off);
	RUN(the_bench_runs_without_each_way);
	return check_end();
}
