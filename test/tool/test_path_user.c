/* SPDX-License-Identifier: MIT */
/* sock6 trace and pmtu: what an ordinary user may do, which rights are kept,
 * and what is said about wrong words and missing routes. */
#include <signal.h>

#include "path.h"

#define B     "2001:db8:2::b"
#define RANGE "net/ipv4/ping_group_range"

static struct run run;

/* Whether this process can become an ordinary user at all. */
static int as_nobody(const char *const arguments[])
{
	run_start(&run, nobody_on_host, "a", arguments);
	run_finish(&run);
	return run.end != 126;
}

#define AS_NOBODY(...)                                                      \
	do {                                                                \
		if (!as_nobody((const char *const[]){ __VA_ARGS__, NULL })) \
			SKIP("only root can become another user");          \
	} while (0)

static void udp_needs_no_privilege(void)
{
	AS_NOBODY("trace", B, "--json", "--tclass", "ef");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(184, number_in(&run, "hop", 1, "traffic_class"));
	AS_NOBODY("pmtu", B, "--udp", "--json");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
}

#define HINT                                                               \
	"echo requests: operation not permitted (EPERM); have the group "  \
	"within sysctl net.ipv4.ping_group_range, which is for IPv6 too, " \
	"or give the program CAP_NET_RAW (setcap cap_net_raw+ep); or "

/* In a new network the range holds no group. */
static void one_line_names_what_echo_requests_need(void)
{
	AS_NOBODY("trace", B, "--icmp");
	CHECK_EQ(3, run.end);
	CHECK_STR("", run.output);
	CHECK_STR("sock6 trace: " HINT "leave out --icmp\n", run.errors);
	AS_NOBODY("pmtu", B, "--icmp");
	CHECK_EQ(3, run.end);
	CHECK_STR("", run.output);
	CHECK_STR("sock6 pmtu: " HINT "leave out --icmp\n", run.errors);
}

static void where_echo_requests_are_forbidden_pmtu_sends_udp(void)
{
	AS_NOBODY("pmtu", B, "--json");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	has_text(&run, "start", 0, "protocol", "udp");
	CHECK_EQ(33434, number_in(&run, "start", 0, "port"));
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
}

static void within_the_range_echo_requests_need_no_privilege(void)
{
	lab_sysctl("a", RANGE, "65534 65534");
	AS_NOBODY("trace", B, "--icmp");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	says(&run, " by echo requests, 30 hops at most");
	says(&run, "\n 1  2001:db8:1::1 ");
	says(&run, "\n 2  " B " ");
	AS_NOBODY("pmtu", B, "--json");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
	has_text(&run, "summary", 0, "limited_by", "2001:db8:1::1");
	CHECK_EQ(0, lab_sysctl("a", RANGE, "1 0"));
}

static void raw_sockets_serve_where_there_are_no_others(void)
{
	ON_A(&run, "trace", B, "--icmp");
	CHECK_EQ(0, run.end);
	says(&run, " by echo requests from a raw socket, ");
}

/* The effective and permitted capabilities of a process, or -1. */
static int capabilities(pid_t pid, uint64_t sets[2])
{
	char path[40], line[128];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		found += sscanf(line, "CapEff: %" SCNx64, &sets[0]) == 1 ||
			 sscanf(line, "CapPrm: %" SCNx64, &sets[1]) == 1;
	fclose(file);
	return found == 2 ? 0 : -1;
}

static void rights_are_given_up_before_anything_is_read(void)
{
	static const char *const commands[2][6] = {
		{ "trace", B, "--icmp", "-W", "1m", NULL },
		{ "pmtu", B, "-W", "1m", NULL }
	};

	REQUIRE(rules("r", "chain pre { type filter hook prerouting priority "
			   "0; drop; }"));
	for (int i = 0; i < 2; i++) {
		uint64_t sets[2] = { 1, 1 };

		run_start(&run, on_host, "a", commands[i]);
		CHECK(run_prints(&run, "by echo requests"));
		CHECK_EQ(0, capabilities(run.pid, sets));
		CHECK_EQ(0, sets[0]);
		CHECK_EQ(0, sets[1]);
		run_signal(&run, SIGINT);
		run_finish(&run);
		CHECK_EQ(1, run.end);
	}
	no_rules("r");
}

static void is_wrong(const char *message, const char *const arguments[])
{
	on_a(&run, arguments);
	CHECK_EQ(2, run.end);
	CHECK_STR("", run.output);
	CHECK_STR(message, run.errors);
}

#define WRONG(message, ...) \
	is_wrong(message, (const char *const[]){ __VA_ARGS__, NULL })

static void a_wrong_word_is_named_with_a_remedy(void)
{
	WRONG("sock6 trace: no destination; give an address such as "
	      "2001:db8::1, or a name\n",
	      "trace");
	WRONG("sock6 pmtu: x::2: not an address; give one such as "
	      "ff02::114%eth0, [ff02::114%eth0]:1024 or 2001:db8::1\n",
	      "pmtu", "x::2");
	WRONG("sock6 trace: ::2: a second destination; give one\n", "trace",
	      "::1", "::2");
	WRONG("sock6 trace: ff02::1%eth0: not one host; give the address of "
	      "one\n",
	      "trace", "ff02::1%eth0");
	WRONG("sock6 pmtu: 192.0.2.1: is reached by IPv4; give an IPv6 "
	      "address, or a name that has one\n",
	      "pmtu", "192.0.2.1");
	WRONG("sock6 trace: fe80::1%eth0: names another interface than --if; "
	      "give one\n",
	      "trace", "fe80::1%eth0", "--if", "lo");
	WRONG("sock6 trace: --first 9: is beyond --last 8; give a smaller "
	      "one\n",
	      "trace", B, "--first", "9", "--last", "8");
	WRONG("sock6 trace: --size 39: out of range; give 40 to 65487\n",
	      "trace", B, "--size", "39");
	WRONG("sock6 pmtu: --maximum 1000: is less than --minimum 1280; give "
	      "a larger one\n",
	      "pmtu", B, "--maximum", "1000");
	WRONG("sock6 pmtu: --port: echo requests have none; give --udp too\n",
	      "pmtu", B, "--port", "9");
}

static void a_packet_larger_than_the_link_is_named_with_what_fits(void)
{
	ON_A(&run, "trace", B, "--size", "1453");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 trace: " B ": the first link carries packets of 1500 "
		  "bytes; give --size 1452 or less\n",
		  run.errors);
}

static void a_firewall_of_this_host_is_a_permission(void)
{
	REQUIRE(rules("a", OUTPUT "ip6 daddr " B " drop; }"));
	for (int i = 0; i < 2; i++) {
		ON_A(&run, i ? "pmtu" : "trace", B);
		CHECK_EQ(3, run.end);
		CHECK(strstr(run.errors, B ": operation not permitted (EPERM); "
					   "a firewall on this host refuses "
					   "it\n") != NULL);
	}
	no_rules("a");
}

/* Goes last, as the route does not come back. */
static void without_a_route_nothing_is_sent(void)
{
	CHECK_EQ(0, lab_shell("a", "ip -6 route del default"));
	for (int i = 0; i < 2; i++) {
		ON_A(&run, i ? "pmtu" : "trace", B);
		CHECK_EQ(1, run.end);
		CHECK(strstr(run.errors,
			     B ": network unreachable (ENETUNREACH); there is "
			       "no route; name an interface that has one: ") !=
		      NULL);
		CHECK(strstr(run.output, "reached") == NULL);
	}
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	if (lab_shell("r", "nft list ruleset >/dev/null") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	UNLIMITED("r", "b");
	RUN(udp_needs_no_privilege);
	RUN(one_line_names_what_echo_requests_need);
	RUN(where_echo_requests_are_forbidden_pmtu_sends_udp);
	RUN(within_the_range_echo_requests_need_no_privilege);
	RUN(raw_sockets_serve_where_there_are_no_others);
	RUN(rights_are_given_up_before_anything_is_read);
	RUN(a_wrong_word_is_named_with_a_remedy);
	RUN(a_packet_larger_than_the_link_is_named_with_what_fits);
	RUN(a_firewall_of_this_host_is_a_permission);
	RUN(without_a_route_nothing_is_sent);
	return check_end();
}
