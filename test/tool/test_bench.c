/* SPDX-License-Identifier: MIT */
/* sock6 bench: every way is measured; no time is judged. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "ports.h"
#include "run.h"

#define WAYS 4

static struct run run;

static double record_double(const json_t *record, const char *name)
{
	return json_number_value(json_object_get(record, name));
}

/* The record of the n-th way, which names its size and its way. */
static void check_measured(unsigned n, json_int_t size)
{
	json_t *record = run_record(&run, "measured", n);

	REQUIRE(record != NULL);
	CHECK_EQ(size, record_number(record, "length"));
	CHECK(strlen(record_text(record, "way")) > 0);
	CHECK(record_double(record, "send_time") > 0);
	CHECK(record_double(record, "receive_time") > 0);
	CHECK(record_double(record, "rate") > 0);
	CHECK(record_number(record, "samples") > 0);
	json_decref(record);
}

static void both_sizes_are_measured_in_every_way(void)
{
	json_t *record;

	run_tool(&run, "bench", "--json", "--duration", "50ms", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	for (unsigned i = 0; i < WAYS; i++) {
		check_measured(i, 64);
		check_measured(WAYS + i, 1200);
	}
	CHECK(run_record(&run, "measured", 2 * WAYS) == NULL);
	CHECK(run_record(&run, "unmeasured", 0) == NULL);
	record = run_record(&run, "summary", 0);
	CHECK(record_number(record, "rounds") > 0);
	CHECK(record_double(record, "seconds") > 0);
	json_decref(record);
}

static void a_size_can_be_chosen(void)
{
	const char *const sizes[] = { "1", "16384" };

	for (unsigned i = 0; i < 2; i++) {
		run_tool(&run, "bench", "--json", "-d", "0", "-s", sizes[i],
			 NULL);
		CHECK_EQ(0, run.end);
		for (unsigned n = 0; n < WAYS; n++)
			check_measured(n, atoi(sizes[i]));
		CHECK(run_record(&run, "measured", WAYS) == NULL);
	}
}

static void text_tells_nanoseconds_and_rates(void)
{
	run_tool(&run, "bench", "-d", "0", NULL);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "1200 bytes batches, coalesced ") != NULL);
	CHECK(strstr(run.output, " ns to send ") != NULL);
	CHECK(strstr(run.output, " a second\n") != NULL);
	CHECK(strstr(run.output, "\n1 round, in ") != NULL);
}

static void wrong_words_are_named(void)
{
	run_tool(&run, "bench", "--size", "16385", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "--size 16385: ") != NULL);
	run_tool(&run, "bench", "--duration", "9s", NULL);
	CHECK_EQ(2, run.end);
	CHECK_STR("sock6 bench: --duration 9s: too long; give 8s at the most\n",
		  run.errors);
	run_tool(&run, "bench", "now", NULL);
	CHECK_EQ(2, run.end);
	CHECK_STR("sock6 bench: now: takes no operand; give none\n",
		  run.errors);
}

/* Whether the command would hear SIGINT, waited for with a bound. */
static int hears_interrupts(pid_t pid)
{
	const struct timespec pause = { 0, 5000000 };
	char path[40], line[128];
	unsigned long caught = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	for (int i = 0; i < 6000 && !(caught >> (SIGINT - 1) & 1); i++) {
		nanosleep(&pause, NULL);
		file = fopen(path, "r");
		if (!file)
			return 0;
		while (fgets(line, sizeof(line), file))
			if (strncmp(line, "SigCgt:", 7) == 0)
				caught = strtoul(line + 7, NULL, 16);
		fclose(file);
	}
	return (int)(caught >> (SIGINT - 1) & 1);
}

static void an_interrupt_ends_it_with_what_was_measured(void)
{
	const char *const arguments[] = { "bench", "--json", "-d", "8s", NULL };
	json_t *record;

	run_start(&run, NULL, NULL, arguments);
	REQUIRE(CHECK(hears_interrupts(run.pid)));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	check_measured(0, 64);
	record = run_record(&run, "summary", 0);
	CHECK(record_double(record, "seconds") < 8);
	json_decref(record);
}

int main(void)
{
	if (!has_loopback())
		return check_skip_all("::1 is not there");
	RUN(both_sizes_are_measured_in_every_way);
	RUN(a_size_can_be_chosen);
	RUN(text_tells_nanoseconds_and_rates);
	RUN(wrong_words_are_named);
	RUN(an_interrupt_ends_it_with_what_was_measured);
	return check_end();
}
