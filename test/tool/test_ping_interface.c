/* SPDX-License-Identifier: MIT */
/* sock6 ping --probe: what a node tells of its interfaces. */
#include "pings.h"

#define B     "2001:db8:1::b"
#define RANGE "net/ipv4/ping_group_range"

static struct run run;

static void is_active(const char *interface)
{
	PING(&run, B, "-c", "2", "-i", "10ms", "--probe", interface);
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, SUMMARY(&run, "received"));
	CHECK_EQ(0, SUMMARY(&run, "inactive"));
	CHECK_STR(interface, ping_text_of(&run, "start", 0, "probed"));
	CHECK_STR(interface, ping_text_of(&run, "answer", 1, "probed"));
	CHECK_STR("active", ping_text_of(&run, "answer", 1, "state"));
	CHECK(ping_flag_of(&run, "answer", 1, "ipv6"));
}

static void an_interface_is_asked_for_by_name_index_or_address(void)
{
	char index[16];

	is_active("eth0");
	CHECK(ping_flag_of(&run, "answer", 1, "ipv4"));
	snprintf(index, sizeof(index), "%u", (unsigned)lab_index("b", "eth1"));
	is_active(index);
	is_active("2001:db8:2::b");
	is_active("192.0.2.2");
}

static void is_not(const char *interface, const char *reason)
{
	PING(&run, B, "-c", "1", "--probe", interface);
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, SUMMARY(&run, "received"));
	CHECK_EQ(1, SUMMARY(&run, "inactive"));
	CHECK_STR(reason, ping_text_of(&run, "answer", 0, "reason"));
}

static void one_that_is_not_there_is_told(void)
{
	is_not("eth9", "no such interface");
	is_not("4000000000", "no such interface");
	is_not("2001:db8:77::1", "no such interface");
}

static void one_that_is_down_is_not_active(void)
{
	REQUIRE_EQ(0, lab_shell("b", "ip link set eth1 down"));
	PING(&run, B, "-c", "1", "--probe", "eth1");
	lab_shell("b", "ip link set eth1 up");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, SUMMARY(&run, "inactive"));
	CHECK_STR("inactive", ping_text_of(&run, "answer", 0, "state"));
}

/* There are 256 of them only. */
static void sequence_numbers_come_again(void)
{
	PING(&run, B, "-c", "1000", "-i", "0", "-q", "--probe", "eth0");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1000, SUMMARY(&run, "received"));
	CHECK_EQ(0, SUMMARY(&run, "duplicates"));
	CHECK_EQ(0, SUMMARY(&run, "foreign"));
}

static void one_line_tells_all(void)
{
	static const char *const arguments[] = { "ping",    B,      "-c", "1",
						 "--probe", "eth0", NULL };

	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	CHECK(strstr(run.output, "to " B " from 2001:db8:1::a about eth0 by a "
				 "raw socket\nanswer from " B
				 ": sequence=1 ") == run.output);
	CHECK(strstr(run.output, " eth0: active ipv6 ipv4\n") != NULL);
}

static void what_names_no_interface_is_refused(void)
{
	static const char *const words[] = { "", "0", "4294967296",
					     "[2001:db8::1]:80" };

	for (unsigned i = 0; i < 4; i++) {
		PING(&run, B, "-c", "1", "--probe", words[i]);
		CHECK_EQ(2, run.end);
		CHECK(strstr(run.errors, "no interface; give a name") != NULL);
	}
}

static void a_node_that_does_not_answer_is_silent(void)
{
	lab_sysctl("b", "net/ipv4/icmp_echo_enable_probe", "0");
	PING(&run, B, "-c", "1", "--probe", "eth0", "-W", "100ms");
	lab_sysctl("b", "net/ipv4/icmp_echo_enable_probe", "1");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, ping_count(&run, "no_answer"));
}

static int as_nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

/* Last: the range stays. */
static void an_ordinary_user_may_ask_as_well(void)
{
	static const char *const arguments[] = { "ping", "--json", B,
						 "-c",   "1",      "--probe",
						 "eth0", NULL };

	if (!can_become_nobody())
		SKIP("only root can become another user");
	REQUIRE_EQ(0, lab_sysctl("a", RANGE, "0 65534"));
	run_start(&run, as_nobody_on_a, NULL, arguments);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_STR("datagram", ping_text_of(&run, "start", 0, "socket_type"));
	CHECK_STR("active", ping_text_of(&run, "answer", 0, "state"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	if (lab_sysctl("b", "net/ipv4/icmp_echo_enable_probe", "1") < 0)
		return check_skip_all("this kernel has no extended echo");
	RUN(an_interface_is_asked_for_by_name_index_or_address);
	RUN(one_that_is_not_there_is_told);
	RUN(one_that_is_down_is_not_active);
	RUN(sequence_numbers_come_again);
	RUN(one_line_tells_all);
	RUN(what_names_no_interface_is_refused);
	RUN(a_node_that_does_not_answer_is_silent);
	RUN(an_ordinary_user_may_ask_as_well);
	return check_end();
}
