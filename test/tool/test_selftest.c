/* SPDX-License-Identifier: MIT */
/*
 * The self-test where it may run: as root or not, and in networks of which the
 * loopback is down, or all that there is.  Nowhere may a check fail or hang.
 */
#define _GNU_SOURCE
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check.h"
#include "run.h"
#include "sock6.h"

static struct run run;

struct counts {
	unsigned passed, skipped, failed;
};

/* Counts the records, and prints those that tell of a failure. */
static struct counts count(void)
{
	struct counts counts = { 0 };
	json_t *record;

	for (unsigned i = 0; (record = run_record(&run, "check", i)); i++) {
		const char *result = record_text(record, "result");

		counts.passed += strcmp(result, "pass") == 0;
		counts.skipped += strcmp(result, "skip") == 0;
		if (strcmp(result, "fail") == 0) {
			counts.failed++;
			printf("# %s: %s\n", record_text(record, "name"),
			       record_text(record, "detail"));
		}
		CHECK(record_text(record, "detail")[0] != '\0');
		json_decref(record);
	}
	return counts;
}

/* Ended well, without a failure; the summary is the sum. */
static struct counts judge(void)
{
	struct counts counts = count();
	json_t *summary = run_record(&run, "summary", 0);
	double seconds = json_real_value(json_object_get(summary, "seconds"));

	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	CHECK_EQ(0, counts.failed);
	CHECK_EQ(counts.passed, record_number(summary, "passed"));
	CHECK_EQ(counts.skipped, record_number(summary, "skipped"));
	CHECK_EQ(0, record_number(summary, "failed"));
	CHECK(seconds > 0 && seconds < 1);
	json_decref(summary);
	return counts;
}

/* How many checks were skipped for a reason that contains the text. */
static unsigned skipped_for(const char *reason)
{
	unsigned found = 0;
	json_t *record;

	for (unsigned i = 0; (record = run_record(&run, "check", i)); i++) {
		found += strcmp(record_text(record, "result"), "skip") == 0 &&
			 strstr(record_text(record, "detail"), reason);
		json_decref(record);
	}
	return found;
}

static const char *const arguments[] = { "selftest", "--json", NULL };

static void it_passes_here(void)
{
	struct counts counts;

	run_tool(&run, "selftest", "--json", NULL);
	counts = judge();
	CHECK(counts.passed >= 9);
}

static void it_runs_without_a_command_too(void)
{
	run_tool(&run, "--json", NULL);
	CHECK(judge().passed >= 9);
	run_tool(&run, NULL);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "PASS IPv6 header") != NULL);
	CHECK(strstr(run.output, " passed, ") != NULL);
}

static void an_ordinary_user_lacks_raw_sockets_only(void)
{
	if (run_as_nobody(&run, arguments) < 0)
		SKIP("only root can become another user");
	judge();
	CHECK_EQ(2, skipped_for("CAP_NET_RAW"));
}

static int in_network_without_loopback(const void *unused)
{
	(void)unused;
	if (unshare(CLONE_NEWNET) == 0)
		return 0;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static int in_network_of_loopback(const void *unused)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd, status;

	if (in_network_without_loopback(unused) < 0)
		return -1;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	status = ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
	return status;
}

static int run_prepared(run_prepare *prepare)
{
	run_start(&run, prepare, NULL, arguments);
	run_finish(&run);
	return run.end != 126;
}

static void where_the_loopback_is_down_all_that_needs_it_is_skipped(void)
{
	struct counts counts;

	if (!run_prepared(in_network_without_loopback))
		SKIP("no network namespace can be made");
	counts = judge();
	CHECK(counts.passed >= 9);
	CHECK(skipped_for("is the loopback interface up?") >= 20);
}

static void where_there_is_only_a_loopback_groups_are_skipped(void)
{
	struct counts counts;

	if (!run_prepared(in_network_of_loopback))
		SKIP("no network namespace can be made");
	counts = judge();
	CHECK(counts.passed >= 30);
	/* An ordinary user has made a network in which it may do nothing. */
	CHECK_EQ(counts.skipped,
		 skipped_for("no interface that is up and carries multicast") +
			 skipped_for("CAP_NET_RAW"));
}

int main(void)
{
	RUN(it_passes_here);
	RUN(it_runs_without_a_command_too);
	RUN(an_ordinary_user_lacks_raw_sockets_only);
	RUN(where_the_loopback_is_down_all_that_needs_it_is_skipped);
	RUN(where_there_is_only_a_loopback_groups_are_skipped);
	return check_end();
}
