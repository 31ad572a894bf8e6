/* SPDX-License-Identifier: MIT */
/* sock6 ping: one destination and several, how it ends, and what it prints. */
#include <signal.h>

#include "pings.h"

#define B "2001:db8:1::b"

static struct run run;

static void a_host_that_answers_is_counted(void)
{
	PING(&run, B, "-c", "3", "-i", "10ms");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, ping_count(&run, "answer"));
	CHECK_STR("2001:db8:1::b", ping_text_of(&run, "answer", 2, "source"));
	CHECK_STR("eth0", ping_text_of(&run, "answer", 2, "interface"));
	CHECK_EQ(3, ping_number_of(&run, "answer", 2, "sequence"));
	CHECK_EQ(56, ping_number_of(&run, "answer", 2, "length"));
	CHECK_EQ(64, ping_number_of(&run, "answer", 2, "hop_limit"));
	CHECK_EQ(0, ping_number_of(&run, "answer", 2, "hops"));
	CHECK_EQ(0, ping_number_of(&run, "answer", 2, "traffic_class"));
	CHECK(ping_seconds_of(&run, "answer", 2, "round_trip") > 0);
	CHECK(ping_seconds_of(&run, "answer", 2, "round_trip") < 2);
	CHECK_EQ(3, SUMMARY(&run, "sent"));
	CHECK_EQ(3, SUMMARY(&run, "received"));
	CHECK_EQ(0, SUMMARY(&run, "lost"));
	CHECK_EQ(0, SUMMARY(&run, "duplicates"));
	CHECK_EQ(0, SUMMARY(&run, "waiting"));
	CHECK(ping_seconds_of(&run, "summary", 0, "seconds") > 0.019);
}

static void times_are_the_systems(void)
{
	PING(&run, B, "-c", "5", "-i", "10ms");
	CHECK_STR("system", ping_text_of(&run, "answer", 4, "timed_by"));
}

static void what_is_asked_of_whom_is_told_first(void)
{
	PING(&run, B, "-c", "1", "-s", "100");
	CHECK_STR(B, ping_text_of(&run, "start", 0, "destination"));
	CHECK_STR("2001:db8:1::a", ping_text_of(&run, "start", 0, "source"));
	CHECK_EQ(100, ping_number_of(&run, "start", 0, "length"));
	CHECK_STR("raw", ping_text_of(&run, "start", 0, "socket_type"));
}

static void a_link_local_host_needs_its_zone(void)
{
	PING(&run, "fe80::b%eth1", "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK_STR("fe80::b%eth1", ping_text_of(&run, "answer", 0, "source"));
	PING(&run, "fe80::b", "-I", "eth1", "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK_STR("eth1", ping_text_of(&run, "answer", 0, "interface"));
	PING(&run, "fe80::b", "-c", "1");
	CHECK_EQ(2, run.end);
	CHECK_STR("sock6 ping: fe80::b: means nothing without its interface; "
		  "give fe80::b%INTERFACE, or --if\n",
		  run.errors);
}

static void several_hosts_have_numbers_of_their_own(void)
{
	json_t *summary, *targets;

	PING(&run, B, "fe80::b%eth1", "2001:db8:1::99", "-c", "2", "-i", "10ms",
	     "-W", "500ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(4, ping_count(&run, "answer"));
	CHECK_EQ(2, ping_count(&run, "no_answer"));
	summary = run_record(&run, "summary", 0);
	targets = json_object_get(summary, "targets");
	CHECK_EQ(6, record_number(summary, "sent"));
	REQUIRE_EQ(3, json_array_size(targets));
	CHECK_STR("fe80::b%eth1",
		  record_text(json_array_get(targets, 1), "destination"));
	CHECK_EQ(2, record_number(json_array_get(targets, 1), "received"));
	CHECK_EQ(0, record_number(json_array_get(targets, 2), "received"));
	CHECK_EQ(2, record_number(json_array_get(targets, 2), "lost"));
	json_decref(summary);
}

/* Of these ten, b is one, and a itself is another. */
static void a_range_is_many_hosts(void)
{
	json_t *summary, *targets;
	unsigned answering = 0;

	PING(&run, "2001:db8:1::5+10", "-c", "1", "-i", "10ms", "-W", "600ms",
	     "--max-loss", "100");
	CHECK_EQ(0, run.end);
	CHECK_EQ(10, ping_count(&run, "start"));
	CHECK_EQ(2, SUMMARY(&run, "received"));
	summary = run_record(&run, "summary", 0);
	targets = json_object_get(summary, "targets");
	for (size_t i = 0; i < json_array_size(targets); i++) {
		json_t *target = json_array_get(targets, i);

		CHECK_STR(record_text(target, "destination"),
			  record_text(target, "target"));
		answering += record_number(target, "received") == 1;
	}
	CHECK_EQ(2, answering);
	json_decref(summary);
}

static void more_than_256_hosts_are_refused(void)
{
	PING(&run, "::1+256", "-c", "1", "-q", "-W", "200ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(256, SUMMARY(&run, "sent"));
	PING(&run, "::1", "::2+256", "-c", "1");
	CHECK_EQ(2, run.end);
	CHECK_STR("sock6 ping: ::2+256: too many destinations; give 256 at "
		  "most\n",
		  run.errors);
}

static void a_name_is_resolved_and_shown(void)
{
	PING(&run, "localhost", "-c", "1");
	if (run.end == 2)
		SKIP("localhost has no IPv6 address here");
	CHECK_EQ(0, run.end);
	CHECK_STR("localhost", ping_text_of(&run, "start", 0, "target"));
	CHECK_STR("::1", ping_text_of(&run, "answer", 0, "source"));
}

static void who_is_silent_is_told_once_a_request(void)
{
	PING(&run, "2001:db8:1::99", "-c", "3", "-i", "10ms", "-W", "100ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(3, ping_count(&run, "no_answer"));
	CHECK_EQ(2, ping_number_of(&run, "no_answer", 1, "sequence"));
	CHECK_STR("2001:db8:1::99",
		  ping_text_of(&run, "no_answer", 1, "source"));
	CHECK(ping_seconds_of(&run, "no_answer", 0, "timeout") == 0.1);
	CHECK_EQ(3, SUMMARY(&run, "lost"));
	CHECK(ping_seconds_of(&run, "summary", 0, "loss") == 100.0);
}

/* Five are dropped exactly: those after the third. */
static void loss_is_exact(void)
{
	if (lab_shell("b", "nft list tables >/dev/null 2>&1") != 0)
		SKIP("there is no nft(8), or no nftables");
	REQUIRE_EQ(0, lab_shell("b", "nft add table ip6 t && nft add chain ip6 "
				     "t in '{ type filter hook input priority "
				     "0; }' && nft add rule ip6 t in icmpv6 "
				     "type echo-request icmpv6 sequence 4-8 "
				     "drop"));
	PING(&run, B, "-c", "20", "-i", "10ms", "-W", "500ms", "--max-loss",
	     "25");
	CHECK_EQ(0, run.end);
	CHECK_EQ(5, ping_count(&run, "no_answer"));
	CHECK_EQ(4, ping_number_of(&run, "no_answer", 0, "sequence"));
	CHECK_EQ(8, ping_number_of(&run, "no_answer", 4, "sequence"));
	CHECK_EQ(15, SUMMARY(&run, "received"));
	CHECK_EQ(5, SUMMARY(&run, "lost"));
	PING(&run, B, "-c", "20", "-i", "10ms", "-W", "500ms", "--max-loss",
	     "24.9%");
	CHECK_EQ(1, run.end);
	lab_shell("b", "nft delete table ip6 t");
}

static void the_deadline_ends_it(void)
{
	PING(&run, B, "-i", "10ms", "-w", "300ms");
	CHECK_EQ(0, run.end);
	CHECK(SUMMARY(&run, "received") >= 2);
	PING(&run, B, "-c", "1000", "-i", "10ms", "-w", "50ms");
	CHECK_EQ(124, run.end);
	PING(&run, "2001:db8:1::99", "-w", "50ms");
	CHECK_EQ(124, run.end);
	CHECK_EQ(0, SUMMARY(&run, "lost"));
	CHECK_EQ(1, SUMMARY(&run, "waiting"));
}

static void an_interrupt_prints_the_summary(void)
{
	PING_START(&run, B, "-i", "10ms");
	REQUIRE(run_prints(&run, "\"sequence\":2"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(SUMMARY(&run, "received") >= 2);
	PING_START(&run, B, "-c", "1000", "-i", "10ms");
	REQUIRE(run_prints(&run, "\"sequence\":2"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
}

/* The effective and the permitted set, both in vain. */
static void no_privilege_is_left_when_answers_are_read(void)
{
	char path[40], line[128];
	int found = 0;
	FILE *file;

	PING_START(&run, B, "-i", "10ms");
	REQUIRE(run_prints(&run, "\"sequence\":1"));
	snprintf(path, sizeof(path), "/proc/%d/status", (int)run.pid);
	file = fopen(path, "r");
	REQUIRE(file);
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, "CapEff:", 7) == 0 ||
		    strncmp(line, "CapPrm:", 7) == 0)
			found += CHECK(strstr(line, "\t0000000000000000\n") !=
				       NULL);
	fclose(file);
	CHECK_EQ(2, found);
	run_signal(&run, SIGTERM);
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

static void signals_ask_for_an_interim_summary(void)
{
	PING_START(&run, B, "-i", "10ms");
	REQUIRE(run_prints(&run, "\"sequence\":2"));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "interim"));
	run_signal(&run, SIGQUIT);
	REQUIRE(run_prints(&run, "\"sequence\":5"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, ping_count(&run, "interim"));
	CHECK(ping_number_of(&run, "interim", 1, "received") >= 2);
}

static void the_first_answer_may_end_it(void)
{
	PING(&run, "2001:db8:1::99", B, "--first");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, ping_count(&run, "answer"));
}

/* No more than one is on the way, so none is lost by its own doing. */
static void an_interval_of_0_follows_the_answers(void)
{
	PING(&run, B, "-c", "70000", "-i", "0", "-q");
	CHECK_EQ(0, run.end);
	CHECK_EQ(70000, SUMMARY(&run, "received"));
	CHECK_EQ(0, SUMMARY(&run, "duplicates"));
	CHECK_EQ(0, SUMMARY(&run, "foreign"));
}

static void quiet_prints_the_summary_only(void)
{
	PING(&run, B, "-c", "2", "-i", "10ms", "-q");
	CHECK_EQ(0, run.end);
	CHECK(run.output == strstr(run.output, "{\"type\":\"summary\""));
}

static const char *text_of(const char *const arguments[])
{
	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	return run.output;
}

static void text_is_pleasant_to_read(void)
{
	static const char *const arguments[] = { "ping", B,      "-c", "1",
						 "-Q",   "af41", NULL };
	const char *text = text_of(arguments);

	CHECK(strstr(text, "to 2001:db8:1::b from 2001:db8:1::a with 56 bytes "
			   "by a raw socket\n") == text);
	CHECK(strstr(text, "\n56 bytes from 2001:db8:1::b: sequence=1 "
			   "hop_limit=64 hops=0 traffic_class=af41 "
			   "round_trip=") != NULL);
	CHECK(strstr(text, "\n1 sent, 1 received, 0% loss, min ") != NULL);
	CHECK(strstr(text, "\033") == NULL);
}

/* What each destination did stands in columns. */
static void destinations_stand_below_each_other(void)
{
	static const char *const arguments[] = { "ping", B,    "::1", "-c",
						 "1",    "-q", NULL };
	const char *text = text_of(arguments);

	CHECK(strncmp(text, "2 sent, 2 received, 0% loss, min ", 33) == 0);
	CHECK(strstr(text, "\n  2001:db8:1::b: 1 sent, 1 received, ") != NULL);
	CHECK(strstr(text, "\n  ::1:           1 sent, 1 received, ") != NULL);
}

static void the_time_of_day_can_be_shown(void)
{
	static const char *const arguments[] = { "ping", B,    "-c",
						 "1",    "-D", NULL };
	unsigned hours, minutes;
	double seconds;
	const char *line = strchr(text_of(arguments), '\n');

	REQUIRE(line);
	CHECK_EQ(3, sscanf(line, "\n%2u:%2u:%lf 56 bytes from", &hours,
			   &minutes, &seconds));
}

static void is_refused(const char *message, const char *const arguments[])
{
	text_of(arguments);
	CHECK_EQ(2, run.end);
	CHECK_STR("", run.output);
	CHECK_STR(message, run.errors);
}

#define REFUSED(message, ...) \
	is_refused(message, (const char *const[]){ "ping", __VA_ARGS__, NULL })

static void wrong_words_are_named(void)
{
	static const char *const none[] = { "ping", NULL };

	is_refused("sock6 ping: no destination; give a name or an address such "
		   "as 2001:db8::1 or ff02::1%eth0\n",
		   none);
	REFUSED("sock6 ping: 192.0.2.2: is an IPv4 address; give one of IPv6, "
		"as ICMPv6 has no other\n",
		"192.0.2.2");
	REFUSED("sock6 ping: [::1]:7: an echo request has no port; give the "
		"address alone\n",
		"[::1]:7");
	REFUSED("sock6 ping: --pattern: 'abc': no whole number of bytes; give "
		"1 to 16 bytes of two hexadecimal digits, such as ff00\n",
		"::1", "--pattern", "abc");
	REFUSED("sock6 ping: --pattern: 'xy': not hexadecimal; give bytes of "
		"two digits each, such as ff00\n",
		"::1", "--pattern", "xy");
	REFUSED("sock6 ping: --timeout: nobody answers in no time; give more "
		"than 0, such as 200ms\n",
		"::1", "-W", "0");
	REFUSED("sock6 ping: --expect: no destination is a group, of which "
		"several answer; give --max-loss\n",
		"::1", "--expect", "2");
	REFUSED("sock6 ping: fe80::1%eth0: names another interface than --if; "
		"give one\n",
		"fe80::1%eth0", "-I", "eth1");
}

static void no_route_is_an_error_of_each_request(void)
{
	PING(&run, "2001:db8:1::b", "-I", "lo", "-c", "2", "-i", "10ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(2, ping_count(&run, "error"));
	CHECK_STR("", ping_text_of(&run, "error", 0, "source"));
	CHECK_STR("ENETUNREACH", ping_text_of(&run, "error", 0, "status"));
	CHECK_EQ(2, SUMMARY(&run, "errors"));
	CHECK_EQ(2, SUMMARY(&run, "lost"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_host_that_answers_is_counted);
	RUN(times_are_the_systems);
	RUN(what_is_asked_of_whom_is_told_first);
	RUN(a_link_local_host_needs_its_zone);
	RUN(several_hosts_have_numbers_of_their_own);
	RUN(a_range_is_many_hosts);
	RUN(more_than_256_hosts_are_refused);
	RUN(a_name_is_resolved_and_shown);
	RUN(who_is_silent_is_told_once_a_request);
	RUN(loss_is_exact);
	RUN(the_deadline_ends_it);
	RUN(an_interrupt_prints_the_summary);
	RUN(no_privilege_is_left_when_answers_are_read);
	RUN(signals_ask_for_an_interim_summary);
	RUN(the_first_answer_may_end_it);
	RUN(an_interval_of_0_follows_the_answers);
	RUN(quiet_prints_the_summary_only);
	RUN(text_is_pleasant_to_read);
	RUN(destinations_stand_below_each_other);
	RUN(the_time_of_day_can_be_shown);
	RUN(wrong_words_are_named);
	RUN(no_route_is_an_error_of_each_request);
	return check_end();
}
