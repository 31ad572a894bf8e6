/* SPDX-License-Identifier: MIT */
/* What sock6 pmtu finds where the second of two links carries 1400 bytes. */
#include <signal.h>
#include <unistd.h>

#include "path_forge.h"

#define B "2001:db8:2::b"
#define R "2001:db8:1::1"

static struct run run;

static void forget(void)
{
	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
}

static void check_probe(unsigned n, int size, const char *outcome)
{
	CHECK_EQ(size, number_in(&run, "probe", n, "size"));
	has_text(&run, "probe", n, "outcome", outcome);
}

static void the_narrow_link_and_its_router_are_found(void)
{
	for (int udp = 0; udp < 2; udp++) {
		json_t *summary;

		forget();
		ON_A(&run, "pmtu", B, "--json", udp ? "--udp" : "--json");
		CHECK_EQ(0, run.end);
		CHECK_STR("", run.errors);
		has_text(&run, "start", 0, "protocol", udp ? "udp" : "icmp");
		check_probe(0, 1500, "too_big");
		check_probe(1, 1400, "passed");
		check_probe(2, 1401, "too_big");
		has_text(&run, "probe", 0, "source", R);
		CHECK_EQ(1400, number_in(&run, "probe", 0, "mtu"));
		has_text(&run, "report", 0, "source", R);
		has_text(&run, "report", 0, "verdict", "believed");
		CHECK_EQ(1, number_in(&run, "report", 0, "hop"));
		CHECK_EQ(1400, number_in(&run, "report", 0, "mtu"));
		CHECK_EQ(1500, number_in(&run, "report", 0, "size"));
		summary = run_record(&run, "summary", 0);
		CHECK_EQ(1400, record_number(summary, "path_mtu"));
		CHECK_EQ(1352, record_number(summary, "udp_payload"));
		CHECK_EQ(1340, record_number(summary, "tcp_segment"));
		CHECK_STR(R, record_text(summary, "limited_by"));
		CHECK_EQ(1, record_number(summary, "limited_by_hop"));
		CHECK_EQ(1500, record_number(summary, "cached_before"));
		CHECK_EQ(1400, record_number(summary, "cached_after"));
		CHECK_EQ(3, record_number(summary, "probes"));
		CHECK(!is_true(summary, "black_hole"));
		json_decref(summary);
	}
}

static void text_says_it_in_one_line(void)
{
	forget();
	ON_A(&run, "pmtu", B);
	says(&run, "to " B " from 2001:db8:1::a by echo requests\n"
		   " 1500  too big: " R " carries 1400\n"
		   " 1400  passes, ");
	says(&run, R " (hop 1) reports that it carries 1400 bytes\n"
		     "path MTU 1400 (payload of UDP 1352), limited by " R
		     " (hop 1), the system believed 1500 and now 1400, "
		     "3 probes, in ");
}

static void the_first_link_may_be_the_narrowest(void)
{
	ON_A(&run, "pmtu", R);
	CHECK_EQ(0, run.end);
	says(&run, "path MTU 1500 (payload of UDP 1452), that of the first "
		   "link, the system believes 1500, 1 probe, in ");
	ON_A(&run, "pmtu", "::1", "--json");
	CHECK_EQ(65535, number_in(&run, "summary", 0, "path_mtu"));
}

static void what_is_expected_decides_the_status(void)
{
	ON_A(&run, "pmtu", B, "--expect", "1400");
	CHECK_EQ(0, run.end);
	ON_A(&run, "pmtu", B, "--expect", "1401", "--json");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1401, number_in(&run, "summary", 0, "expected"));
	ON_A(&run, "pmtu", B, "--expect", "1401");
	says(&run, "path MTU 1400 (payload of UDP 1352), less than the "
		   "expected 1401, limited by ");
}

static void a_black_hole_is_named_with_its_place(void)
{
	json_t *hole;

	forget();
	REQUIRE(rules("r", OUTPUT "icmpv6 type packet-too-big drop; }"));
	ON_A(&run, "pmtu", B, "--json", "-W", "100ms");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
	CHECK(!has_record(&run, "report", 0));
	check_probe(0, 1500, "lost");
	CHECK_EQ(3, number_in(&run, "probe", 0, "probes"));
	hole = run_record(&run, "black_hole", 0);
	CHECK_EQ(1401, record_number(hole, "size"));
	CHECK_STR(R, record_text(hole, "last_address"));
	CHECK_EQ(1, record_number(hole, "last_hop"));
	CHECK_STR(B, record_text(hole, "next_address"));
	CHECK_EQ(2, record_number(hole, "next_hop"));
	json_decref(hole);
	ON_A(&run, "pmtu", B, "-W", "100ms", "--udp", "--count", "1",
	     "--minimum", "1390", "--maximum", "1410");
	says(&run, " 1410  lost without a word, 1 time\n");
	says(&run, "1401 bytes are lost without a word between " R
		   " (hop 1) and " B " (hop 2); 1400 pass\n"
		   "path MTU 1400 (payload of UDP 1352), limited by a black "
		   "hole, the system believes 1500, ");
	no_rules("r");
}

/* A firewall that drops what is long, before any router sees it. */
static void a_black_hole_may_be_on_the_first_link(void)
{
	REQUIRE(rules("r", "chain pre { type filter hook prerouting priority "
			   "0; ip6 length > 1260 drop; }"));
	ON_A(&run, "pmtu", B, "-W", "100ms", "--maximum", "1400");
	CHECK_EQ(0, run.end);
	says(&run, "1301 bytes are lost without a word between this host and " R
		   " (hop 1); 1300 pass\n");
	no_rules("r");
}

static void less_than_the_minimum_is_no_result(void)
{
	REQUIRE(rules("r", FORWARD "ip6 length > 1100 drop; }"));
	ON_A(&run, "pmtu", B, "-W", "100ms");
	CHECK_EQ(1, run.end);
	says(&run, "path MTU below 1280: 1280 bytes do not arrive, 176 do, ");
	ON_A(&run, "pmtu", B, "-W", "100ms", "--json");
	has_text(&run, "summary", 0, "result", "below_minimum");
	ON_A(&run, "pmtu", B, "-W", "100ms", "--minimum", "1000", "--maximum",
	     "1200", "--json");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1140, number_in(&run, "summary", 0, "path_mtu"));
	no_rules("r");
}

static void a_host_that_does_not_answer_is_no_result(void)
{
	REQUIRE(rules("r", FORWARD "drop; }"));
	ON_A(&run, "pmtu", B, "-W", "20ms");
	CHECK_EQ(1, run.end);
	says(&run, "not found: " B " does not answer echo requests; try "
		   "--udp, ");
	ON_A(&run, "pmtu", B, "-W", "20ms", "--udp", "--json");
	CHECK_EQ(1, run.end);
	has_text(&run, "summary", 0, "result", "no_answer");
	no_rules("r");
}

static void a_router_that_refuses_is_quoted(void)
{
	ON_A(&run, "pmtu", "2001:db8:dead::1");
	CHECK_EQ(1, run.end);
	says(&run, "not found: " R " says no route to destination, ");
}

/* The first of three claims is below what any path has, the second no smaller
 * than the packet, the third refuted by what arrives. */
static void routers_that_lie_are_named_and_not_believed(void)
{
	static const struct {
		unsigned mtu;
		const char *verdict;
	} claims[] = { { 1000, "below_minimum" },
		       { 1450, "not_smaller" },
		       { 1300, "contradicted" } };
	const struct sock6_icmp_message foreign = {
		.type = SOCK6_ICMP_PACKET_TOO_BIG, .mtu = 1320
	};
	static struct packet packet;
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
	int wire = capture_open("r", "eth0");

	REQUIRE(rules("r", "chain pre { type filter hook prerouting priority "
			   "0; ip6 length > 1360 drop; }"));
	run_start(&run, on_host, "a",
		  (const char *const[]){ "pmtu", B, "--json", "-W", "200ms",
					 "--maximum", "1450", NULL });
	REQUIRE(capture_probe(wire, &packet, 1450));
	REQUIRE(forge_foreign(router, &packet, foreign));
	for (int i = 0; i < 3; i++) {
		const struct sock6_icmp_message error = {
			.type = SOCK6_ICMP_PACKET_TOO_BIG, .mtu = claims[i].mtu
		};

		REQUIRE(forge(router, &packet, error));
	}
	run_finish(&run);
	CHECK_EQ(0, run.end);
	for (unsigned i = 0; i < 3; i++) {
		CHECK_EQ(claims[i].mtu, number_in(&run, "report", i, "mtu"));
		has_text(&run, "report", i, "verdict", claims[i].verdict);
	}
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
	CHECK(has_record(&run, "black_hole", 0));
	/* Nothing is heard of the one that quotes what nobody has sent. */
	CHECK(!has_record(&run, "report", 3));
	no_rules("r");
	close(wire);
	sock6_close(router);
}

static void a_lie_is_told_in_words(void)
{
	static struct packet packet;
	const struct sock6_icmp_message error = {
		.type = SOCK6_ICMP_PACKET_TOO_BIG, .mtu = 1000
	};
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
	int wire = capture_open("r", "eth0");

	REQUIRE(rules("r", FORWARD "drop; }"));
	run_start(&run, on_host, "a",
		  (const char *const[]){ "pmtu", B, "-W", "100ms", NULL });
	REQUIRE(capture_probe(wire, &packet, 1500));
	REQUIRE(forge(router, &packet, error));
	run_finish(&run);
	CHECK_EQ(1, run.end);
	says(&run, R " (hop 1) is not believed: it claims 1000 for a packet "
		     "of 1500, less than any path may have\n");
	no_rules("r");
	close(wire);
	sock6_close(router);
}

/* As many claims as fit, and more, of one who can see the packets. */
static void a_router_that_never_stops_ends_no_search(void)
{
	static struct packet packet;
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
	int wire = capture_open("r", "eth0");
	unsigned reports = 0;

	REQUIRE(rules("r", "chain pre { type filter hook prerouting priority "
			   "0; ip6 length > 1360 drop; }"));
	run_start(&run, on_host, "a",
		  (const char *const[]){ "pmtu", B, "--json", "-W", "100ms",
					 "--maximum", "1420", NULL });
	REQUIRE(capture_probe(wire, &packet, 1420));
	for (unsigned i = 0; i < 100; i++) {
		const struct sock6_icmp_message error = {
			.type = SOCK6_ICMP_PACKET_TOO_BIG, .mtu = 1370 + i
		};

		REQUIRE(forge(router, &packet, error));
	}
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
	while (has_record(&run, "report", reports))
		reports++;
	CHECK_EQ(16, reports);
	no_rules("r");
	close(wire);
	sock6_close(router);
}

static void an_end_by_the_user_says_what_is_known(void)
{
	REQUIRE(rules("r", "chain pre { type filter hook prerouting priority "
			   "0; ip6 length > 1300 drop; }"));
	run_start(&run, on_host, "a",
		  (const char *const[]){ "pmtu", B, "-c", "1", "-W", "300ms",
					 NULL });
	CHECK(run_prints(&run, "\n 1280  passes"));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "path MTU at least 1280 and less than 1500 "));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.output, "black hole") == NULL);
	no_rules("r");
}

static void a_deadline_is_kept(void)
{
	REQUIRE(rules("r", FORWARD "drop; }"));
	ON_A(&run, "pmtu", B, "-W", "1m", "--deadline", "50ms");
	CHECK_EQ(124, run.end);
	says(&run, "not found yet, ");
	no_rules("r");
}

/* A pmtu, and then its first packet on the way to r. */
static int see(struct packet *packet, const char *const arguments[])
{
	int wire = capture_open("r", "eth0");
	int seen;

	on_a(&run, arguments);
	seen = capture_probe(wire, packet, 0);
	close(wire);
	return seen;
}

#define SEE(packet, ...) \
	see(packet,      \
	    (const char *const[]){ "pmtu", "--json", __VA_ARGS__, NULL })

static void every_packet_is_as_it_was_asked_for(void)
{
	struct in6_addr source = lab_in6("2001:db8:1::a3");
	static struct packet packet;

	CHECK_EQ(0, lab_shell("a", "ip addr add 2001:db8:1::a3/64 dev eth0 "
				   "nodad preferred_lft 0"));
	REQUIRE(SEE(&packet, B, "--tclass", "ef", "--from", "2001:db8:1::a3",
		    "--maximum", "1350"));
	CHECK_EQ(0, run.end);
	CHECK_EQ(184, packet.traffic_class);
	CHECK_MEM(&source, &packet.source, 16);
	CHECK_EQ(1350 - 40, packet.payload_size);
	CHECK(!packet.fragmented);
	CHECK(true_in(&run, "summary", 0, "at_least"));
	has_text(&run, "start", 0, "source", "2001:db8:1::a3");
	REQUIRE(SEE(&packet, "fe80::1", "--if", "eth0", "--udp", "--port",
		    "5555"));
	CHECK_EQ(0, run.end);
	CHECK_EQ(5555 >> 8, packet.payload[2]);
	CHECK_EQ(5555 & 255, packet.payload[3]);
	CHECK_EQ(5555, number_in(&run, "start", 0, "port"));
	has_text(&run, "start", 0, "destination", "fe80::1%eth0");
}

static void quiet_is_the_summary_alone(void)
{
	ON_A(&run, "pmtu", B, "--quiet");
	CHECK_EQ(0, strncmp(run.output, "path MTU 1400 ", 14));
	CHECK(strchr(run.output, '\n') == run.output + strlen(run.output) - 1);
}

static void reflect_acknowledges_what_arrives(void)
{
	static struct run reflect;

	run_start(&reflect, on_host, "b",
		  (const char *const[]){ "reflect", "33434", NULL });
	REQUIRE(run_prints(&reflect, "port"));
	ON_A(&run, "pmtu", B, "--udp", "--json");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1400, number_in(&run, "summary", 0, "path_mtu"));
	run_signal(&reflect, SIGINT);
	run_finish(&reflect);
	CHECK(strncmp(reflect.output, "reflecting", 10) == 0);
	CHECK(strstr(reflect.output, "\n0 answers") == NULL);
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	if (lab_shell("r", "nft list ruleset >/dev/null") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	UNLIMITED("r", "b");
	RUN(the_narrow_link_and_its_router_are_found);
	RUN(text_says_it_in_one_line);
	RUN(the_first_link_may_be_the_narrowest);
	RUN(what_is_expected_decides_the_status);
	RUN(a_black_hole_is_named_with_its_place);
	RUN(a_black_hole_may_be_on_the_first_link);
	RUN(less_than_the_minimum_is_no_result);
	RUN(a_host_that_does_not_answer_is_no_result);
	RUN(a_router_that_refuses_is_quoted);
	RUN(routers_that_lie_are_named_and_not_believed);
	RUN(a_lie_is_told_in_words);
	RUN(a_router_that_never_stops_ends_no_search);
	RUN(an_end_by_the_user_says_what_is_known);
	RUN(a_deadline_is_kept);
	RUN(every_packet_is_as_it_was_asked_for);
	RUN(quiet_is_the_summary_alone);
	RUN(reflect_acknowledges_what_arrives);
	return check_end();
}
