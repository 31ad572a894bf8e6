/* SPDX-License-Identifier: MIT */
/* A command that reads from the network has no capability any more. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "ports.h"
#include "run.h"
#include "sock6.h"

static struct run run;

/* The effective and permitted capabilities of a process; 0 or -1. */
static int capabilities(pid_t pid, uint64_t sets[2])
{
	char path[40], line[128];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		found += sscanf(line, "CapEff: %" SCNx64, &sets[0]) == 1 ||
			 sscanf(line, "CapPrm: %" SCNx64, &sets[1]) == 1;
	fclose(file);
	return found == 2 ? 0 : -1;
}

static void a_listener_gives_up_what_opening_needed(void)
{
	const char *arguments[] = { "listen", at_port("[::1]", free_port()),
				    NULL };
	uint64_t sets[2] = { 1, 1 };

	if (!has_loopback())
		SKIP("there is no ::1");
	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "listening"));
	REQUIRE_EQ(0, capabilities(run.pid, sets));
	CHECK_EQ(0, sets[0]);
	CHECK_EQ(0, sets[1]);
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

static void a_sender_gives_up_what_a_mark_needed(void)
{
	const char *arguments[] = { "send", at_port("[::1]", free_port()),
				    "-i",   "1h",
				    "-c",   "0",
				    NULL };
	uint64_t sets[2] = { 1, 1 };

	if (!has_loopback())
		SKIP("there is no ::1");
	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "length=40"));
	REQUIRE_EQ(0, capabilities(run.pid, sets));
	CHECK_EQ(0, sets[0]);
	CHECK_EQ(0, sets[1]);
	run_signal(&run, SIGINT);
	run_finish(&run);
}

int main(void)
{
	RUN(a_listener_gives_up_what_opening_needed);
	RUN(a_sender_gives_up_what_a_mark_needed);
	return check_end();
}
