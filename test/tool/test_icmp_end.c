/* SPDX-License-Identifier: MIT */
/* sock6 icmp: what is heard, when it ends and how, and with which rights. */
#include <signal.h>

#include "capture.h"
#include "rights.h"
#include "sniffs.h"

static struct run run;

/* The sequence number of the n-th message. */
static long sequence_of(unsigned n)
{
	json_t *record = run_record(&run, "message", n);
	long sequence = number_of(record, "layers/0/sequence");

	json_decref(record);
	return sequence;
}

static void only_accepted_types_are_heard(void)
{
	static const unsigned char solicitation[8] = { 133 };

	REQUIRE(SNIFF(&run, "--json", "--accept", "129,echo", "--count", "1"));
	send_message("ff02::1", "eth0", 255, solicitation, 8);
	send_echo("eth0", 5);
	heard_all(&run);
	CHECK_EQ(5, sequence_of(0));
}

static void blocked_types_are_not_heard(void)
{
	static const unsigned char solicitation[8] = { 133 };
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--block", "echo,mld", "--block", "na,ns",
		      "--count", "1"));
	send_echo("eth0", 6);
	send_message("ff02::1", "eth0", 255, solicitation, 8);
	heard_all(&run);
	record = run_record(&run, "message", 0);
	CHECK_EQ(133, number_of(record, "layers/0/icmp_type"));
	json_decref(record);
}

static void only_the_interface_that_was_named_is_heard(void)
{
	REQUIRE(SNIFF(&run, "--json", "--accept", "echo", "--count", "1"));
	send_echo("eth1", 7);
	send_echo("eth0", 8);
	heard_all(&run);
	CHECK_EQ(8, sequence_of(0));
}

static void every_interface_is_heard_without_a_name(void)
{
	static const char *const arguments[] = { "icmp", "-j", "--accept",
						 "echo", "-c", "2",
						 NULL };
	json_t *record;

	REQUIRE(sniff_on(&run, "b", arguments));
	send_echo("eth1", 9);
	send_echo("eth0", 10);
	heard_all(&run);
	record = run_record(&run, "message", 0);
	CHECK_STR("eth1", text_of(record, "interface"));
	json_decref(record);
	CHECK_EQ(10, sequence_of(1));
}

static void the_text_tells_the_message_and_its_bytes(void)
{
	REQUIRE(SNIFF(&run, "--accept", "echo", "--hex", "--count", "1"));
	send_echo("eth0", 0x1234);
	heard_all(&run);
	CHECK(strstr(run.output, "listening: interface eth0\n") == run.output);
	CHECK(strstr(run.output, " eth0 fe80::a > ff02::1 ") != NULL);
	CHECK(strstr(run.output, " hop_limit=7 length=8\n  echo request "
				 "identifier=0 sequence=4660 "
				 "payload_length=0\n  0000: 8000 ") != NULL);
	CHECK(strstr(run.output, "\n1 message, in ") != NULL);
	CHECK(strstr(run.output, "\n        1 echo request\n") != NULL);
}

static void quiet_prints_a_count_of_each_type(void)
{
	const char *const arguments[] = { "icmp",     "--quiet", "-j",
					  "--accept", "echo,rs", "--count",
					  "3",        NULL };
	json_t *record;
	int wire = capture_open("b", "eth0");
	static struct packet heard;

	run_start(&run, on_host, "b", arguments);
	/* It says nothing when it is ready, but reports its groups. */
	CHECK(capture_icmp(wire, &heard, 143));
	sock6_close(wire);
	for (unsigned i = 0; i < 40; i++)
		send_echo("eth0", i);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(run_record(&run, "message", 0) == NULL);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(3, number_of(record, "messages"));
	CHECK_EQ(128, number_of(record, "types/0/icmp_type"));
	CHECK_EQ(3, number_of(record, "types/0/messages"));
	json_decref(record);
}

static void what_is_expected_ends_it_and_a_deadline_too(void)
{
	REQUIRE(SNIFF(&run, "--expect", "redirect,129", "--deadline", "200ms"));
	send_echo("eth0", 1);
	run_finish(&run);
	CHECK_EQ(124, run.end);
	REQUIRE(SNIFF(&run, "--expect", "129", "--deadline", "10s"));
	send_message("ff02::1", "eth0", 64, "\x81\0\0\0\0\0\0\0", 8);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	REQUIRE(SNIFF(&run, "--accept", "redirect", "-w", "100ms"));
	run_finish(&run);
	CHECK_EQ(124, run.end);
}

static void a_user_who_ends_it_early_sees_the_summary(void)
{
	REQUIRE(SNIFF(&run, "--accept", "echo"));
	send_echo("eth0", 1);
	CHECK(run_prints(&run, "sequence=1 "));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "\n1 message, in "));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	REQUIRE(SNIFF(&run, "--expect", "redirect", "--json"));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "\"type\":\"interim\""));
	run_signal(&run, SIGTERM);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.output, "\"type\":\"summary\"") != NULL);
}

static int is_solicitation(const struct packet *packet, const void *what)
{
	(void)what;
	return packet->protocol == 58 && packet->payload_size == 8 &&
	       packet->payload[0] == 133;
}

static void a_router_is_asked_as_a_host_would(void)
{
	static const char *const arguments[] = {
		"icmp",     "--if", "eth0",       "--solicit", "router",
		"--expect", "ra",   "--deadline", "10s",       NULL
	};
	static const unsigned char advertisement[16] = { 134 };
	struct in6_addr routers = lab_in6("ff02::2");
	int wire = capture_open("a", "eth0");
	static struct packet packet;

	run_start(&run, on_host, "b", arguments);
	REQUIRE(capture_find(wire, &packet, is_solicitation, NULL));
	CHECK_EQ(255, packet.hop_limit);
	CHECK_MEM(&routers, &packet.destination, sizeof(routers));
	CHECK_EQ(0xfe, packet.source.s6_addr[0]);
	CHECK_EQ(0, capture_checksum(&packet));
	send_message("ff02::1", "eth0", 255, advertisement, 16);
	heard_all(&run);
	sock6_close(wire);
}

static void a_router_is_asked_with_pauses(void)
{
	json_t *record;

	/* Its own one comes back, as it is in the group. */
	REQUIRE(SNIFF(&run, "--json", "--accept", "rs", "--solicit", "router",
		      "--deadline", "300ms"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, number_of(record, "messages"));
	json_decref(record);
}

static void no_capability_is_left_when_it_listens(void)
{
	REQUIRE(SNIFF(&run, "--accept", "redirect"));
	CHECK(has_no_right(run.pid));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

static void an_ordinary_user_is_told_what_is_missing(void)
{
	static const char *const arguments[] = { "icmp", NULL };

	if (run_as_nobody(&run, arguments) < 0)
		SKIP("only root can become another user");
	CHECK_EQ(3, run.end);
	CHECK_STR("", run.output);
	CHECK_STR("sock6 icmp: a raw ICMPv6 socket: operation not permitted "
		  "(EPERM); this needs root, or CAP_NET_RAW "
		  "(capabilities(7))\n",
		  run.errors);
}

static void wrong_words_are_told(void)
{
	static const struct {
		const char *option, *value, *message;
	} cases[] = {
		{ "--accept", "carrot", "--accept carrot: no ICMPv6 type; " },
		{ "--accept", "256", "--accept 256: out of range; " },
		{ "--group", "2001:db8::1", "--group 2001:db8::1: no group; " },
		{ "--solicit", "everyone",
		  "--solicit everyone: nothing that " },
		{ "--block", "error,128,nd", NULL },
	};

	for (int i = 0; i < 4; i++) {
		run_tool(&run, "icmp", cases[i].option, cases[i].value, NULL);
		CHECK_EQ(2, run.end);
		CHECK(strstr(run.errors, cases[i].message) != NULL);
	}
	run_tool(&run, "icmp", "--expect", "ra", "--block", "nd", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "--expect: a type that is not heard") != NULL);
	run_tool(&run, "icmp", "--accept", "ra", "--block", "nd", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "--block: nothing is left") != NULL);
	run_tool(&run, "icmp", "eth0", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "eth0: takes no operand; give --if eth0") !=
	      NULL);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(only_accepted_types_are_heard);
	RUN(blocked_types_are_not_heard);
	RUN(only_the_interface_that_was_named_is_heard);
	RUN(every_interface_is_heard_without_a_name);
	RUN(the_text_tells_the_message_and_its_bytes);
	RUN(quiet_prints_a_count_of_each_type);
	RUN(what_is_expected_ends_it_and_a_deadline_too);
	RUN(a_user_who_ends_it_early_sees_the_summary);
	RUN(a_router_is_asked_as_a_host_would);
	RUN(a_router_is_asked_with_pauses);
	RUN(no_capability_is_left_when_it_listens);
	RUN(an_ordinary_user_is_told_what_is_missing);
	RUN(wrong_words_are_told);
	return check_end();
}
