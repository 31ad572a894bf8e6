/* SPDX-License-Identifier: MIT */
/* sock6 ping: what an ordinary user may do, and what would help. */
#include "pings.h"

#define B     "2001:db8:1::b"
#define RANGE "net/ipv4/ping_group_range"

static struct run run;

static int as_nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

static void ping_as_nobody(const char *const arguments[])
{
	run_start(&run, as_nobody_on_a, NULL, arguments);
	run_finish(&run);
}

#define PING_AS_NOBODY(...)                                              \
	ping_as_nobody((const char *const[]){ "ping", "--json", B, "-c", \
					      __VA_ARGS__, NULL })

/* In a new network the range holds no group. */
static void one_line_names_what_is_missing(void)
{
	PING_AS_NOBODY("1");
	CHECK_EQ(3, run.end);
	CHECK_STR("", run.output);
	CHECK_STR("sock6 ping: " B ": echo socket: operation not permitted "
		  "(EPERM); have the group within sysctl "
		  "net.ipv4.ping_group_range, which is for IPv6 too, or give "
		  "the program CAP_NET_RAW (setcap cap_net_raw+ep)\n",
		  run.errors);
}

static void within_the_range_no_privilege_is_needed(void)
{
	REQUIRE_EQ(0, lab_sysctl("a", RANGE, "65534 65534"));
	PING_AS_NOBODY("3", "-i", "10ms", "-Q", "ef", "-F", "0x12345", "-t",
		       "9", "--from", "2001:db8:1::a2", "fe80::b%eth1");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_STR("datagram", ping_text_of(&run, "start", 0, "socket_type"));
	CHECK_EQ(6, SUMMARY(&run, "received"));
	CHECK_EQ(64, ping_number_of(&run, "answer", 0, "hop_limit"));
	CHECK_EQ(46 << 2, ping_number_of(&run, "answer", 0, "traffic_class"));
	CHECK_STR("eth0", ping_text_of(&run, "answer", 0, "interface"));
	CHECK_STR("system", ping_text_of(&run, "answer", 2, "timed_by"));
}

static void a_user_is_told_of_errors_too(void)
{
	PING_AS_NOBODY("1", "-t", "1", "--df", "-s", "3000");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1500, ping_number_of(&run, "error", 0, "mtu"));
	REQUIRE_EQ(0, lab_sysctl("b", "net/ipv6/conf/all/forwarding", "1"));
	REQUIRE_EQ(0, lab_shell("b", "ip route add unreachable "
				     "2001:db8:9::/64"));
	ping_as_nobody((const char *const[]){ "ping", "--json", "2001:db8:9::1",
					      "-c", "2", "-i", "10ms", NULL });
	CHECK_EQ(1, run.end);
	CHECK_EQ(2, ping_count(&run, "error"));
	CHECK_STR(B, ping_text_of(&run, "error", 1, "source"));
	CHECK_STR("no route to destination",
		  ping_text_of(&run, "error", 1, "reason"));
}

static void a_user_may_ask_a_group(void)
{
	ping_as_nobody((const char *const[]){ "ping", "--json", "ff02::1%eth0",
					      "-c", "2", "-i", "10ms",
					      "--expect", "2", NULL });
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, SUMMARY(&run, "responder_count"));
	CHECK_EQ(4, SUMMARY(&run, "answers"));
}

static void a_flood_is_for_the_superuser(void)
{
	PING_AS_NOBODY("10", "-i", "2ms");
	CHECK_EQ(0, run.end);
	PING_AS_NOBODY("10", "-i", "1.9ms");
	CHECK_EQ(3, run.end);
	CHECK_STR("sock6 ping: --interval: less than 2ms is for the superuser; "
		  "give 2ms or more\n",
		  run.errors);
	PING_AS_NOBODY("10", "-i", "0");
	CHECK_EQ(3, run.end);
	PING(&run, B, "-c", "100", "-i", "100us", "-q");
	CHECK_EQ(0, run.end);
	CHECK_EQ(100, SUMMARY(&run, "received"));
}

/* The superuser has it as well, and then no raw socket. */
static void the_socket_without_a_privilege_comes_first(void)
{
	REQUIRE_EQ(0, lab_sysctl("a", RANGE, "0 65534"));
	PING(&run, B, "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK_STR("datagram", ping_text_of(&run, "start", 0, "socket_type"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	if (!can_become_nobody())
		return check_skip_all("only root can become another user");
	RUN(one_line_names_what_is_missing);
	RUN(within_the_range_no_privilege_is_needed);
	RUN(a_user_is_told_of_errors_too);
	RUN(a_user_may_ask_a_group);
	RUN(a_flood_is_for_the_superuser);
	RUN(the_socket_without_a_privilege_comes_first);
	return check_end();
}
