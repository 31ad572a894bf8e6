/* SPDX-License-Identifier: MIT */
/* What send puts into datagrams and beside them, and how it ends. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "path.h"
#include "stamped.h"

#define B    "[2001:db8:1::b]:5000"
#define PORT 5000

static struct run run;
static struct stamped in;
static struct packet packet;
static sock6_fd b;

static void each_datagram_is_numbered_and_timed(void)
{
	int64_t before = stamp_now();
	uint64_t stream = 0;

	FROM_A(&run, B, "-c", "5", "-i", "1ms");
	CHECK_EQ(0, run.end);
	for (uint64_t i = 1; i <= 5; i++) {
		REQUIRE(stamped_is(b, &in, i));
		CHECK_EQ(STAMP_SIZE, in.size);
		CHECK(in.stamp.sent >= before && in.stamp.sent <= stamp_now());
		CHECK_EQ(0, in.stamp.value);
		if (i > 1)
			CHECK(in.stamp.stream == stream);
		before = in.stamp.sent;
		stream = in.stamp.stream;
	}
	for (int i = 0; i < 3; i++) {
		REQUIRE(stamped_ends(b, &in, 5));
		CHECK_EQ(5, in.stamp.sequence);
		CHECK(in.stamp.stream == stream);
	}
	CHECK_EQ(5, summary_number(&run, "sent"));
	CHECK_EQ(200, summary_number(&run, "bytes"));
}

static void a_record_names_the_stream_that_is_sent(void)
{
	char text[20];
	json_t *record;

	FROM_A(&run, B, "-c", "2", "-i", "10ms");
	record = run_record(&run, "sent", 1);
	REQUIRE(record != NULL);
	REQUIRE(stamped_is(b, &in, 1));
	REQUIRE(stamped_is(b, &in, 2));
	snprintf(text, sizeof(text), "%016" PRIx64, in.stamp.stream);
	CHECK_STR(text, record_text(record, "stream"));
	CHECK_EQ(2, record_number(record, "sequence"));
	CHECK_EQ(2, record_number(record, "number"));
	CHECK_EQ(40, record_number(record, "length"));
	CHECK_STR(B, record_text(record, "destination"));
	json_decref(record);
	for (int i = 0; i < 3; i++)
		REQUIRE(stamped_ends(b, &in, 2));
}

/* What would follow is another datagram, which is sent last. */
static void nothing_follows(void)
{
	FROM_A(&run, B, "--payload", "nothing follows");
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_hear(b, &in));
	CHECK_EQ(15, in.size);
	CHECK_MEM("nothing follows", in.bytes, 15);
}

static void the_end_is_not_told_where_that_is_not_wanted(void)
{
	FROM_A(&run, B, "--no-end");
	REQUIRE(stamped_is(b, &in, 1));
	nothing_follows();
}

static void a_stamp_is_padded_to_the_size(void)
{
	FROM_A(&run, B, "--size", "100", "--no-end");
	REQUIRE(stamped_is(b, &in, 1));
	CHECK_EQ(100, in.size);
	for (int i = STAMP_SIZE; i < 100; i++)
		CHECK_EQ('.', in.bytes[i]);
}

static void without_room_for_a_stamp_there_is_none(void)
{
	FROM_A(&run, B, "--size", "39");
	REQUIRE(stamped_hear(b, &in));
	CHECK_EQ(39, in.size);
	CHECK(!in.has_stamp);
	for (int i = 0; i < 39; i++)
		CHECK_EQ('.', in.bytes[i]);
	nothing_follows();
}

static void a_text_may_stand_behind_a_stamp(void)
{
	FROM_A(&run, B, "--stamp", "--payload", "behind", "--no-end");
	REQUIRE(stamped_is(b, &in, 1));
	CHECK_EQ(STAMP_SIZE + 6, in.size);
	CHECK_MEM("behind", in.bytes + STAMP_SIZE, 6);
	FROM_A(&run, B, "--stamp", "--payload", "behind", "-s", "43");
	REQUIRE(stamped_is(b, &in, 1));
	CHECK_EQ(43, in.size);
	CHECK_MEM("beh", in.bytes + STAMP_SIZE, 3);
	for (int i = 0; i < 3; i++)
		REQUIRE(stamped_ends(b, &in, 1));
	CHECK_EQ(43, in.size);
}

static int from_file(const void *name)
{
	lab_enter("a");
	return freopen(name, "r", stdin) ? 0 : -1;
}

static void the_payload_may_come_from_a_file(void)
{
	static const char *const from_input[] = { "send", B, "--file", "-",
						  NULL };
	char name[] = "/tmp/sock6-test-XXXXXX", bytes[300];
	int file = mkstemp(name);

	for (int i = 0; i < 300; i++)
		bytes[i] = (char)i;
	REQUIRE(file >= 0 && write(file, bytes, 300) == 300);
	close(file);
	FROM_A(&run, B, "--file", name);
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_hear(b, &in));
	CHECK_EQ(300, in.size);
	CHECK_MEM(bytes, in.bytes, 300);
	run_start(&run, from_file, name, from_input);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_hear(b, &in));
	CHECK_EQ(300, in.size);
	CHECK_MEM(bytes, in.bytes, 300);
	CHECK_EQ(0, truncate(name, 65528));
	FROM_A(&run, B, "--file", name);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "too long for one datagram; give 65527 bytes "
				 "at most") != NULL);
	unlink(name);
}

static void what_is_longer_than_the_link_is_fragmented_or_refused(void)
{
	int wire = capture_open("b", "eth0");

	FROM_A(&run, B, "--size", "2000", "--no-end");
	CHECK_EQ(0, run.end);
	REQUIRE(capture_udp(wire, &packet, PORT));
	CHECK(packet.fragmented);
	REQUIRE(stamped_is(b, &in, 1));
	FROM_A(&run, B, "--size", "2000", "--df");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, summary_reason(&run, "EMSGSIZE"));
	CHECK_EQ(0, summary_number(&run, "sent"));
	CHECK(strstr(run.errors, "give a smaller --size") != NULL);
	FROM_A(&run, B, "--size", "1452", "--df", "--no-end");
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_is(b, &in, 1));
	REQUIRE(capture_udp(wire, &packet, PORT));
	while (packet.fragmented)
		REQUIRE(capture_udp(wire, &packet, PORT));
	CHECK_EQ(1460, packet.payload_size);
	close(wire);
}

static void a_sender_hears_its_group_itself_unless_told_otherwise(void)
{
	sock6_fd fd = lab_multicast("a", PORT);
	struct sockaddr_in6 group = lab_peer("ff02::114", PORT, 0);

	REQUIRE_EQ(0, sock6_group_join(fd, lab_index("a", "eth0"),
				       &group.sin6_addr));
	FROM_A(&run, "[ff02::114%eth0]:5000", "--loop", "no", "--payload",
	       "unheard");
	CHECK_EQ(0, run.end);
	FROM_A(&run, "[ff02::114%eth0]:5000", "--loop", "yes", "--payload",
	       "heard");
	CHECK_EQ(0, run.end);
	CHECK(lab_hears(fd, "heard"));
	sock6_close(fd);
}

static void a_mark_stands_beside_the_packet_on_this_host(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", PORT);

	REQUIRE_EQ(0, sock6_control_request(fd, SOCK6_MARK, NULL));
	FROM_A(&run, "[2001:db8:1::a]:5000", "--mark", "0x1234", "--no-end");
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_is(fd, &in, 1));
	CHECK_EQ(SOCK6_MARK, in.control.fields & SOCK6_MARK);
	CHECK_EQ(0x1234, in.control.mark);
	sock6_close(fd);
}

static void a_mark_takes_a_privilege_that_is_named(void)
{
	const char *const arguments[] = { "send", B, "--mark", "1", NULL };

	run_start(&run, nobody_on_host, "a", arguments);
	run_finish(&run);
	if (run.end == 126)
		SKIP("only root can become another user");
	CHECK_EQ(3, run.end);
	CHECK_STR("sock6 send: --mark 1: operation not permitted (EPERM); it "
		  "needs CAP_NET_ADMIN or CAP_NET_RAW\n",
		  run.errors);
}

/* The stamps, the error queue and runs take no privilege. */
static void anyone_may_send(void)
{
	static const char *const words[] = { "send",  B,          "--json",
					     "-c",    "20",       "--rate",
					     "1kpps", "--df",     "--tclass",
					     "ef",    "--no-end", NULL };

	run_start(&run, nobody_on_host, "a", words);
	run_finish(&run);
	if (run.end == 126)
		SKIP("only root can become another user");
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	for (uint64_t i = 1; i <= 20; i++)
		REQUIRE(stamped_is(b, &in, i));
}

static void answers_are_counted(void)
{
	static const char *const arguments[] = {
		"send", B, "--json", "--no-end", "--linger", "10s", NULL
	};

	run_start(&run, on_host, "a", arguments);
	REQUIRE(stamped_is(b, &in, 1));
	for (int i = 0; i < 3; i++)
		CHECK_EQ(6, lab_send(b, "answer", &in.from, NULL));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, summary_number(&run, "answers"));
}

/* Every second one: the others have consecutive numbers.  One a call, as what
 * is refused within a batch is tried again, and might pass then. */
static void what_this_host_refuses_leaves_no_gap(void)
{
	if (lab_shell("a", "command -v nft >/dev/null") != 0)
		SKIP("nft(8) is missing");
	REQUIRE(rules("a", OUTPUT "udp dport 5000 numgen inc mod 2 0 drop; "
				  "}"));
	FROM_A(&run, B, "-c", "10", "-i", "0", "--batch", "1", "--no-end");
	no_rules("a");
	CHECK_EQ(1, run.end);
	CHECK_EQ(5, summary_number(&run, "sent"));
	CHECK_EQ(5, summary_number(&run, "failed"));
	CHECK_EQ(5, summary_reason(&run, "EPERM"));
	CHECK(strstr(run.errors, "(EPERM); a firewall on this host refuses "
				 "it\n") != NULL);
	CHECK(strchr(run.errors, '\n') == run.errors + strlen(run.errors) - 1);
	for (uint64_t i = 1; i <= 5; i++)
		REQUIRE(stamped_is(b, &in, i));
}

static void values_of_the_socket_are_for_one_destination(void)
{
	setenv("SOCK6_NO_CONTROL", "1", 1);
	FROM_A(&run, B, "--hops", "9", "--no-end");
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_is(b, &in, 1));
	FROM_A(&run, B, "[2001:db8:2::b]:5000");
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "SOCK6_NO_CONTROL: ") != NULL);
	unsetenv("SOCK6_NO_CONTROL");
}

static void text_is_a_line_each_and_a_summary(void)
{
	static const char *const each[] = { "send", B,      "-c", "2",
					    "-i",   "10ms", NULL };
	static const char *const fast[] = { "send", B,     "-c", "2",
					    "-i",   "9ms", NULL };
	static const char *const quiet[] = { "send", B,      "-qc", "2",
					     "-i",   "10ms", NULL };
	const char *summary = "2 sent, 80 bytes, ";

	run_start(&run, on_host, "a", each);
	run_finish(&run);
	CHECK(strstr(run.output, "1 length=40 to " B "\n2 length=40 to " B
				 "\n2 sent, 80 bytes, ") == run.output);
	run_start(&run, on_host, "a", fast);
	run_finish(&run);
	CHECK(strstr(run.output, summary) == run.output);
	CHECK(strstr(run.output, "coalesced") == NULL);
	run_start(&run, on_host, "a", quiet);
	run_finish(&run);
	CHECK(strstr(run.output, summary) == run.output);
}

static void verbose_shows_the_counters_of_the_library(void)
{
	static const char *const verbose[] = { "send", B,   "-vqc", "3",
					       "-i",   "0", NULL };

	run_start(&run, on_host, "a", verbose);
	run_finish(&run);
	CHECK(strstr(run.output, "3 sent, 120 bytes, 3 coalesced, 0 resent, 0 "
				 "waits, ") == run.output);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	b = lab_udp("b", "::", PORT);
	RUN(each_datagram_is_numbered_and_timed);
	RUN(a_record_names_the_stream_that_is_sent);
	RUN(the_end_is_not_told_where_that_is_not_wanted);
	RUN(a_stamp_is_padded_to_the_size);
	RUN(without_room_for_a_stamp_there_is_none);
	RUN(a_text_may_stand_behind_a_stamp);
	RUN(the_payload_may_come_from_a_file);
	RUN(what_is_longer_than_the_link_is_fragmented_or_refused);
	RUN(a_sender_hears_its_group_itself_unless_told_otherwise);
	RUN(a_mark_stands_beside_the_packet_on_this_host);
	RUN(a_mark_takes_a_privilege_that_is_named);
	RUN(anyone_may_send);
	RUN(answers_are_counted);
	RUN(what_this_host_refuses_leaves_no_gap);
	RUN(values_of_the_socket_are_for_one_destination);
	RUN(text_is_a_line_each_and_a_summary);
	RUN(verbose_shows_the_counters_of_the_library);
	return check_end();
}
