/* SPDX-License-Identifier: MIT */
/* How many, how fast, and in which runs: as it arrives, as it is on the wire,
 * and as it is summed up. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "documented.h"
#include "stamped.h"

#define B           "[2001:db8:1::b]:5000"
#define PORT        5000
#define MILLISECOND INT64_C(1000000)
#define TIMES       250 /* what fits into a socket's buffer as it comes */

static const char *const pages[] = { "sock6-send.1", NULL };
static struct run run;
static struct stamped in;
static struct packet packet;
static int64_t times[TIMES];
static sock6_fd b;

/* Takes in a stream with its ends; how many there were. */
static unsigned hear_stream(void)
{
	unsigned count = 0;

	while (count < TIMES && stamped_hear(b, &in) && in.has_stamp &&
	       in.stamp.kind == STAMP_DATA)
		times[count++] = in.stamp.sent;
	CHECK_EQ(STAMP_END, in.stamp.kind);
	CHECK_EQ(count, in.stamp.value);
	for (int i = 0; i < 2; i++)
		stamped_ends(b, &in, count);
	return count;
}

/* What is sent is never ahead of its schedule, and behind it by no more than
 * the record admits, however busy this machine is. */
static void check_rate(double wanted, double before_last)
{
	double rate = summary_real(&run, "rate");
	double late = summary_real(&run, "lateness_maximum") +
		      summary_real(&run, "given_up");

	CHECK(summary_real(&run, "wanted_rate") == wanted);
	CHECK(rate <= wanted * 1.0001);
	CHECK(rate >= before_last / (before_last / wanted + late) * 0.9999);
}

static void a_rate_is_kept(void)
{
	FROM_A(&run, B, "--rate", "1kpps", "-c", "200");
	CHECK_EQ(0, run.end);
	CHECK_EQ(0, records_of(&run, "sent"));
	check_rate(1000, 199);
	REQUIRE_EQ(200, hear_stream());
	/* However late they are, they leave at no more than twice the pace;
	 * half of that is for a first one that was stamped late. */
	CHECK(times[199] - times[0] >= 50 * MILLISECOND);
}

static void a_rate_in_bits_counts_the_packets(void)
{
	FROM_A(&run, B, "--rate", "1.984Mbps", "-s", "200", "-c", "20");
	check_rate(1000, 19);
	CHECK_EQ(20, hear_stream());
	FROM_A(&run, "192.0.2.2:5000", "--rate", "1.824Mbps", "-s", "200", "-c",
	       "2", "--payload", "not for b");
	CHECK(summary_real(&run, "wanted_rate") == 1000);
}

static void what_is_sent_in_a_row_is_a_burst(void)
{
	FROM_A(&run, B, "--rate", "1kpps", "--burst", "50", "--batch", "50",
	       "-c", "150");
	CHECK_EQ(0, run.end);
	check_rate(1000, 100);
	REQUIRE_EQ(150, hear_stream());
	for (unsigned i = 0; i < 150; i++)
		CHECK(times[i] == times[i / 50 * 50]);
	CHECK(times[50] - times[0] >= 10 * MILLISECOND);
	CHECK(times[100] - times[50] >= 10 * MILLISECOND);
}

static void an_interval_stands_between_single_datagrams(void)
{
	FROM_A(&run, B, "-i", "2ms", "-c", "20", "-q");
	check_rate(500, 19);
	REQUIRE_EQ(20, hear_stream());
	for (unsigned i = 1; i < 20; i++)
		CHECK(times[i] > times[i - 1]);
	CHECK(times[19] - times[0] >= 9 * MILLISECOND);
}

static void a_duration_is_all_that_was_asked_for(void)
{
	FROM_A(&run, B, "-i", "40ms", "--duration", "200ms");
	CHECK_EQ(0, run.end);
	CHECK(hear_stream() <= 6);
	CHECK(summary_real(&run, "seconds") >= 0.2);
	FROM_A(&run, B, "-i", "60ms", "-c", "1000", "--duration", "200ms");
	CHECK_EQ(0, run.end);
	CHECK(hear_stream() <= 4);
	FROM_A(&run, B, "-i", "1h", "--duration", "1h", "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, hear_stream());
}

static void a_deadline_that_comes_first_is_told(void)
{
	FROM_A(&run, B, "-i", "60ms", "-c", "1000", "-w", "200ms");
	CHECK_EQ(124, run.end);
	CHECK(hear_stream() <= 4);
	FROM_A(&run, B, "-i", "1ms", "-c", "3", "-w", "1h");
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, hear_stream());
}

static void whoever_ends_it_early_has_not_met_the_count(void)
{
	static const char *const counted[] = { "send", B,    "--json", "-c",
					       "1000", "-i", "1h",     NULL };

	run_start(&run, on_host, "a", counted);
	REQUIRE(run_prints(&run, "\"sent\""));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, hear_stream());
	CHECK_EQ(1, summary_number(&run, "sent"));
}

static void an_interim_summary_comes_when_asked_for(void)
{
	static const char *const endless[] = { "send", B,    "--json", "-c",
					       "0",    "-i", "1h",     NULL };
	json_t *record;

	run_start(&run, on_host, "a", endless);
	REQUIRE(run_prints(&run, "\"sent\""));
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "\"interim\""));
	run_signal(&run, SIGTERM);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "interim", 0);
	CHECK_EQ(1, record_number(record, "sent"));
	json_decref(record);
	CHECK_EQ(1, hear_stream());
	check_documented(&run, pages);
}

/* Its rate is that since the one before: of 200 a second, and no more than
 * twice as much where some are late. */
static void check_interim_rates(unsigned count)
{
	json_int_t last = 0;

	for (unsigned i = 0; i < count; i++) {
		json_t *record = run_record(&run, "interim", i);
		double rate = json_real_value(json_object_get(record, "rate"));

		CHECK(record_number(record, "sent") >= last);
		last = record_number(record, "sent");
		CHECK(rate >= 0 && rate <= 401);
		json_decref(record);
	}
}

static void an_interim_summary_comes_as_often_as_wanted(void)
{
	unsigned count;

	FROM_A(&run, B, "-i", "5ms", "--duration", "200ms", "--report", "20ms");
	CHECK_EQ(0, run.end);
	count = records_of(&run, "interim");
	CHECK(count >= 1 && count <= 10);
	check_interim_rates(count);
	CHECK(hear_stream() <= 41);
}

/* How many datagrams of 40 bytes the next packet on the wire holds. */
static size_t next_run(int wire)
{
	if (!CHECK(capture_udp(wire, &packet, PORT)))
		return 0;
	CHECK_EQ(0, (packet.payload_size - 8) % STAMP_SIZE);
	return (packet.payload_size - 8) / STAMP_SIZE;
}

static void datagrams_of_one_call_leave_as_a_run(void)
{
	int wire = capture_open("a", "eth0");

	FROM_A(&run, B, "-c", "10", "-i", "0", "--no-end");
	CHECK_EQ(10, next_run(wire));
	CHECK_EQ(10, summary_number(&run, "coalesced"));
	FROM_A(&run, B, "-c", "10", "-i", "0", "--no-end", "--batch", "4");
	CHECK_EQ(4, next_run(wire));
	CHECK_EQ(4, next_run(wire));
	CHECK_EQ(2, next_run(wire));
	FROM_A(&run, B, "-c", "3", "-i", "0", "--no-end", "--no-gso");
	for (int i = 0; i < 3; i++)
		CHECK_EQ(1, next_run(wire));
	CHECK_EQ(0, summary_number(&run, "coalesced"));
	setenv("SOCK6_NO_SEND_COALESCING", "1", 1);
	FROM_A(&run, B, "-c", "2", "-i", "0", "--no-end");
	unsetenv("SOCK6_NO_SEND_COALESCING");
	for (int i = 0; i < 2; i++)
		CHECK_EQ(1, next_run(wire));
	for (int i = 0; i < 25; i++)
		REQUIRE(stamped_hear(b, &in));
	close(wire);
}

/* Runs of 64 to one destination before the next one has its turn. */
static void whole_runs_go_to_one_destination(void)
{
	static const unsigned row[] = { 64, 64, 6, 6 };
	int wire = capture_open("a", "eth0");

	FROM_A(&run, B, "[2001:db8:1::b2]:5000", "--gso", "-c", "70", "-i", "0",
	       "--no-end");
	CHECK_EQ(0, run.end);
	for (int i = 0; i < 4; i++) {
		REQUIRE_EQ(row[i], next_run(wire));
		CHECK_EQ(i % 2 ? 0xb2 : 0x0b, packet.destination.s6_addr[15]);
	}
	CHECK_EQ(140, summary_number(&run, "coalesced"));
	for (int i = 0; i < 140; i++)
		REQUIRE(stamped_hear(b, &in));
	close(wire);
}

/* 60 packets of 562 bytes with their headers through a queue of three. */
static void a_full_queue_is_waited_for(void)
{
	if (lab_shell("a", "tc qdisc add dev eth0 root tbf rate 4mbit burst "
			   "2000 limit 2000 2>/dev/null") != 0)
		SKIP("tc(8) or its token bucket filter is missing");
	FROM_A(&run, B, "-c", "60", "-i", "0", "-s", "500", "--no-gso",
	       "--no-end");
	CHECK_EQ(0, lab_shell("a", "tc qdisc del dev eth0 root"));
	CHECK_EQ(0, run.end);
	CHECK_EQ(60, summary_number(&run, "sent"));
	CHECK_EQ(0, summary_number(&run, "failed"));
	CHECK(summary_number(&run, "waits") > 0);
	for (uint64_t i = 1; i <= 60; i++)
		REQUIRE(stamped_is(b, &in, i));
}

static int errors_on_terminal(const void *name)
{
	int terminal = open(name, O_RDWR | O_NOCTTY);

	setenv("TERM", "xterm", 1);
	lab_enter("a");
	return terminal < 0 || dup2(terminal, 2) < 0 ? -1 : 0;
}

static void a_terminal_shows_how_far_it_is(void)
{
	static const char *const silent[] = { "send", "ff1e::114%eth0",
					      "-q",   "-i",
					      "10ms", "--duration",
					      "1.3s", NULL };
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	char text[4096] = "", *shown;
	ssize_t got;

	REQUIRE(terminal >= 0 && grantpt(terminal) == 0 &&
		unlockpt(terminal) == 0);
	run_start(&run, errors_on_terminal, ptsname(terminal), silent);
	got = read(terminal, text, sizeof(text) - 1);
	CHECK(got > 0);
	run_finish(&run);
	close(terminal);
	CHECK_EQ(0, run.end);
	shown = strstr(text, " sent, ");
	CHECK(shown && strstr(shown, "/s, ") && strstr(shown, "bit/s"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	b = lab_udp("b", "::", PORT);
	RUN(a_rate_is_kept);
	RUN(a_rate_in_bits_counts_the_packets);
	RUN(what_is_sent_in_a_row_is_a_burst);
	RUN(an_interval_stands_between_single_datagrams);
	RUN(a_duration_is_all_that_was_asked_for);
	RUN(a_deadline_that_comes_first_is_told);
	RUN(whoever_ends_it_early_has_not_met_the_count);
	RUN(an_interim_summary_comes_when_asked_for);
	RUN(an_interim_summary_comes_as_often_as_wanted);
	RUN(datagrams_of_one_call_leave_as_a_run);
	RUN(whole_runs_go_to_one_destination);
	RUN(a_full_queue_is_waited_for);
	RUN(a_terminal_shows_how_far_it_is);
	return check_end();
}
