/* SPDX-License-Identifier: MIT */
/*
 * As many datagrams as one processor can send, to a listener on the same one,
 * which cannot hear them all: not one of them goes unaccounted.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "hosts.h"

#define GROUP "ff3e::77%eth0"

/* The stamps with which a sender tells the end: after so many datagrams, 5. */
#define MANY 20000

static struct run listener, sender;
static const char *duration = "1s", *buffer = "200k";

static json_int_t member(const struct run *run, const char *type,
			 const char *name)
{
	json_t *record = run_record(run, type, 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

/* The floods together may take longer than what run.h waits for. */
static void wait_for_sender(void)
{
	while (!strstr(sender.output, "\"summary\"") &&
	       !run_prints(&sender, "\"summary\""))
		if (kill(sender.pid, 0) != 0)
			break;
	run_finish(&sender);
	CHECK_EQ(0, sender.end);
	CHECK_STR("", sender.errors);
}

/* Both are pinned to one processor, as this program is. */
static void flood(const char *host, const char *target,
		  const char *const *options)
{
	const char *sending[16] = { "send",       target,  "-c",     "0",
				    "-i",         "0",     "--json", "--quiet",
				    "--duration", duration };
	const char *const listening[] = { "listen", target, "--json", "--quiet",
					  NULL };

	for (unsigned i = 10; *options; i++)
		sending[i] = *options++;
	run_start(&listener, on_host, host, listening);
	REQUIRE(run_prints(&listener, "port"));
	run_start(&sender, on_host, "a", sending);
	wait_for_sender();
	run_signal(&listener, SIGINT);
	run_finish(&listener);
	CHECK_EQ(0, listener.end);
	CHECK_STR("", listener.errors);
}

/* sent = heard + lost, and the system has dropped all that is lost. */
static void adds_up(void)
{
	const json_int_t sent = member(&sender, "summary", "sent");
	const json_int_t heard_of = member(&listener, "summary", "datagrams");
	const json_int_t lost = member(&listener, "stream", "lost");
	const json_int_t drops = member(&listener, "summary", "drops");
	const json_int_t ends = member(&listener, "summary", "ends");
	const json_int_t told = sent > MANY ? 5 : 3;
	const json_int_t others = member(&listener, "summary", "others");

	printf("# sent %lld, heard %lld, lost %lld, drops %lld, ends %lld\n",
	       (long long)sent, (long long)heard_of, (long long)lost,
	       (long long)drops, (long long)ends);
	CHECK(sent > 1000);
	CHECK(heard_of > 0);
	CHECK(ends >= 1 && ends <= told);
	CHECK_EQ(0, others);
	CHECK_EQ(sent, member(&listener, "stream", "sent"));
	CHECK_EQ(sent, heard_of + lost);
	CHECK_EQ(sent + told, heard_of + ends + drops);
	CHECK_EQ(0, member(&listener, "stream", "duplicates"));
	CHECK_EQ(0, member(&listener, "stream", "reordered"));
	CHECK_EQ(0, member(&listener, "stream", "strange"));
}

static void a_flood_over_loopback_adds_up(void)
{
	static const char *const none[] = { NULL };

	flood("a", "[::1]:5000", none);
	adds_up();
}

static void a_flood_of_single_datagrams_adds_up(void)
{
	static const char *const options[] = { "--no-gso", "--batch", "1",
					       NULL };

	flood("a", "[::1]:5000", options);
	adds_up();
}

/* A queue of megabytes is still being read when the end is told. */
static void a_flood_into_a_large_buffer_adds_up(void)
{
	static const char *const none[] = { NULL };

	if (!grants_buffer("a", "64M"))
		SKIP("this user may not have so large a buffer");
	buffer = "64M";
	flood("a", "[::1]:5000", none);
	buffer = "200k";
	adds_up();
}

static void a_flood_to_a_group_adds_up(void)
{
	static const char *const options[] = { "--no-gso", NULL };

	flood("b", GROUP, options);
	adds_up();
}

int main(void)
{
	const char *is_long = getenv("SOCK6_TEST_LONG");

	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	if (is_long && *is_long && strcmp(is_long, "0") != 0)
		duration = "30s";
	else
		printf("# each flood takes a second, and 30 s with "
		       "SOCK6_TEST_LONG=1\n");
	RUN(a_flood_over_loopback_adds_up);
	RUN(a_flood_of_single_datagrams_adds_up);
	RUN(a_flood_into_a_large_buffer_adds_up);
	RUN(a_flood_to_a_group_adds_up);
	return check_end();
}
