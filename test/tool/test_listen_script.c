/* SPDX-License-Identifier: MIT */
/* sock6 listen as scripts use it: conditions, ends, and reports on the way. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forged_stamp.h"

static struct run run;

#define AT_B "[2001:db8:1::b]:5000"

static json_int_t summed_up(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static void a_silent_group_ends_at_the_deadline(void)
{
	const char *const arguments[] = { "listen",     "ff3e::1+100%eth0",
					  "--deadline", "100ms",
					  "--max-loss", "0",
					  NULL };

	run_start(&run, on_host, "b", arguments);
	run_finish(&run);
	CHECK_EQ(124, run.end);
	CHECK_STR("", run.errors);
	CHECK(strstr(run.output, "0 datagrams, 0 bytes") != NULL);
}

/* 10 of 100 are missing. */
static void listen_to_loss(const char *most)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);

	REQUIRE(LISTEN(&run, "5000", "--until-end", "--max-loss", most));
	for (uint64_t i = 1; i <= 90; i++)
		SEND_NUMBERS(fd, i);
	send_end(fd, 100);
	run_finish(&run);
	sock6_close(fd);
}

static void more_loss_than_is_allowed_is_1(void)
{
	listen_to_loss("10");
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	listen_to_loss("9.99%");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 listen: --max-loss: 10 of 100 datagrams are lost, "
		  "more than 9.99%\n",
		  run.errors);
}

static void loss_that_cannot_be_told_is_1(void)
{
	REQUIRE(LISTEN(&run, "5000", "--count", "1", "--max-loss", "50"));
	REQUIRE(SEND(AT_B, "--payload", "no number"));
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "--max-loss: no datagram had a number") !=
	      NULL);
}

static void what_is_as_expected_is_0(void)
{
	REQUIRE(LISTEN(&run, "5000", "--count", "2", "--expect", "tclass=af41",
		       "--expect", "ecn=ect0", "--expect", "tclass=0x8a",
		       "--expect", "hops=9", "--expect", "flow=0x123",
		       "--expect", "source=2001:db8:1::a", "--expect",
		       "destination=2001:db8:1::b", "--expect", "if=eth0",
		       "--expect", "text=hello"));
	REQUIRE(SEND(AT_B, "--tclass", "af41+ect0", "--hops", "9", "--flow",
		     "0x123", "--payload", "hello"));
	REQUIRE(SEND(AT_B, "--tclass", "af41+ect0", "--hops", "9", "--flow",
		     "0x123", "--stamp", "--payload", "hello"));
	heard_all(&run);
	CHECK_EQ(0, summed_up("unexpected"));
}

static void what_is_not_is_1_and_named(void)
{
	static const struct {
		const char *expectation, *named;
	} cases[] = {
		{ "tclass=af42", "tclass is af41+ect0" },
		{ "tclass=af41", NULL },
		{ "tclass=ect0", NULL },
		{ "tclass=af41+ce", "tclass is af41+ect0" },
		{ "tclass=0", "tclass is af41+ect0" },
		{ "ecn=ce", "ecn is ect0" },
		{ "ecn=2", NULL },
		{ "hops=10", "hops is 9" },
		{ "flow=1", "flow is 0x123" },
		{ "source=2001:db8:1::a2", "source is 2001:db8:1::a" },
		{ "destination=ff02::1", "destination is 2001:db8:1::b" },
		{ "if=lo", "if is eth0" },
		{ "length=6", "length is 5" },
		{ "length=5", NULL },
		{ "text=hell", "text is \"he\\\"lo\"" },
	};
	char expected[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *record;

		REQUIRE(LISTEN(&run, "5000", "--count", "1", "--expect",
			       cases[i].expectation));
		REQUIRE(SEND(AT_B, "--tclass", "af41+ect0", "--hops", "9",
			     "--flow", "0x123", "--payload", "he\"lo"));
		run_finish(&run);
		CHECK_EQ(cases[i].named ? 1 : 0, run.end);
		record = run_record(&run, "datagram", 0);
		CHECK_STR(cases[i].named ? cases[i].named : "",
			  record_text(record, "not_expected"));
		json_decref(record);
		snprintf(expected, sizeof(expected), ": %s\n",
			 cases[i].named ? cases[i].named : "");
		if (cases[i].named)
			CHECK(strstr(run.errors, expected) != NULL);
		else
			CHECK_STR("", run.errors);
	}
}

static void the_first_that_is_unexpected_is_named(void)
{
	REQUIRE(LISTEN(&run, "5000", "--count", "3", "--expect", "text=a"));
	REQUIRE(SEND(AT_B, "--payload", "a"));
	REQUIRE(SEND(AT_B, "--from", "[2001:db8:1::a2]:4000", "--payload",
		     "b"));
	REQUIRE(SEND(AT_B, "--payload", "c"));
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 listen: --expect: 2 of 3 datagrams are otherwise; the "
		  "first: datagram 2 from [2001:db8:1::a2]:4000: text is "
		  "\"b\"\n",
		  run.errors);
	CHECK_EQ(2, summed_up("unexpected"));
}

static void a_stream_that_has_not_ended_when_the_user_ends_it_is_1(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);

	REQUIRE(LISTEN(&run, "5000", "--until-end"));
	SEND_NUMBERS(fd, 1);
	REQUIRE(run_prints(&run, "\"datagram\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	sock6_close(fd);
}

static void an_interim_report_comes_by_signal(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "2"));
	SEND_NUMBERS(fd, 2);
	REQUIRE(run_prints(&run, "\"datagram\""));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "\"interim\""));
	SEND_NUMBERS(fd, 3);
	heard_all(&run);
	record = run_record(&run, "interim", 0);
	CHECK_EQ(1, record_number(record, "datagrams"));
	CHECK_EQ(1, record_number(record, "lost"));
	json_decref(record);
	record = run_record(&run, "stream", 0);
	CHECK_EQ(1, record_number(record, "datagrams"));
	json_decref(record);
	sock6_close(fd);
}

/* Reports come while nothing arrives, too. */
static void interim_reports_come_by_interval(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;
	double recent;

	REQUIRE(LISTEN(&run, "5000", "--interval", "50ms", "--quiet"));
	REQUIRE(run_prints(&run, "\"interim\""));
	SEND_NUMBERS(fd, 1);
	REQUIRE(run_prints(&run, "\"stream\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "stream", 0);
	recent = json_real_value(json_object_get(record, "recent_rate"));
	CHECK(recent > 0 && recent <= 20);
	json_decref(record);
	CHECK(run_record(&run, "datagram", 0) == NULL);
	sock6_close(fd);
}

/* Waits until the listener is stopped, so that it reads nothing. */
static void stop_listener(void)
{
	siginfo_t info;

	run_signal(&run, SIGSTOP);
	CHECK_EQ(0, waitid(P_PID, (id_t)run.pid, &info, WSTOPPED | WNOWAIT));
}

/* 3000 datagrams while nobody reads; nothing comes behind them. */
static void flood_stopped_listener(const char *buffer)
{
	REQUIRE(LISTEN(&run, "5000", "--quiet", "--buffer", buffer));
	stop_listener();
	SEND(AT_B, "-c", "3000", "-i", "0", "-q", "--no-end", "--no-gso");
	run_signal(&run, SIGINT);
	run_signal(&run, SIGCONT);
	run_finish(&run);
}

static void a_larger_buffer_keeps_what_a_small_one_drops(void)
{
	flood_stopped_listener("8k");
	CHECK(summed_up("datagrams") < 200);
	CHECK(summed_up("drops") > 2800);
	CHECK_EQ(3000, summed_up("datagrams") + summed_up("drops"));
	if (!grants_buffer("b", "16M"))
		SKIP("this user may not have so large a buffer");
	flood_stopped_listener("16M");
	CHECK_EQ(3000, summed_up("datagrams"));
	CHECK_EQ(0, summed_up("drops"));
}

static int nobody_on_b(const void *unused)
{
	(void)unused;
	lab_enter("b");
	return setgid(65534) || setuid(65534) ? -1 : 0;
}

static void a_buffer_beyond_the_limit_is_3_and_named(void)
{
	const char *const arguments[] = { "listen", "5000", "--buffer", "1G",
					  NULL };

	if (geteuid() != 0)
		SKIP("only root can give up the permission");
	run_start(&run, nobody_on_b, NULL, arguments);
	run_finish(&run);
	if (run.end == 126)
		SKIP("this namespace has no other user");
	CHECK_EQ(3, run.end);
	CHECK(strstr(run.errors, "--buffer 1073741824: the system grants ") !=
	      NULL);
	CHECK(strstr(run.errors, "net.core.rmem_max, or CAP_NET_ADMIN\n") !=
	      NULL);
}

static void runs_are_taken_apart(void)
{
	REQUIRE(LISTEN(&run, "5000", "--until-end", "--quiet", "--gro",
		       "--verbose"));
	REQUIRE(SEND(AT_B, "-c", "500", "-i", "0", "-q", "--gso", "-s", "100"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.errors, " receive-coalescing, 1) = ") != NULL);
	CHECK_EQ(500, summed_up("datagrams"));
	CHECK_EQ(50000, summed_up("bytes"));
	CHECK_EQ(0, summed_up("lost"));
}

/* What comes behind the last one of --count is not swallowed by a batch. */
static void exactly_as_many_are_heard_as_were_asked_for(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);

	REQUIRE(LISTEN(&run, "5000", "--count", "3"));
	stop_listener();
	SEND_NUMBERS(fd, 1, 2, 3, 4, 5, 6);
	run_signal(&run, SIGCONT);
	heard_all(&run);
	CHECK_EQ(3, summed_up("datagrams"));
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_silent_group_ends_at_the_deadline);
	RUN(more_loss_than_is_allowed_is_1);
	RUN(loss_that_cannot_be_told_is_1);
	RUN(what_is_as_expected_is_0);
	RUN(what_is_not_is_1_and_named);
	RUN(the_first_that_is_unexpected_is_named);
	RUN(a_stream_that_has_not_ended_when_the_user_ends_it_is_1);
	RUN(an_interim_report_comes_by_signal);
	RUN(interim_reports_come_by_interval);
	RUN(a_larger_buffer_keeps_what_a_small_one_drops);
	RUN(a_buffer_beyond_the_limit_is_3_and_named);
	RUN(runs_are_taken_apart);
	RUN(exactly_as_many_are_heard_as_were_asked_for);
	return check_end();
}
