/* SPDX-License-Identifier: MIT */
/* What sock6 trace shows of a path over two routers. */
#include <signal.h>

#include "path.h"

#define B "2001:db8:3::b"

static struct run run;

static const char *const hops[] = { "2001:db8:1::1", "2001:db8:2::2", B };

/* A hop that answered three times, and from where. */
static void check_hop(unsigned n)
{
	json_t *hop = run_record(&run, "hop", n);
	json_t *answers = json_object_get(hop, "answers");
	const json_t *answer;
	size_t i;

	CHECK_EQ(n + 1, record_number(hop, "hop"));
	CHECK_STR(hops[n], record_text(hop, "address"));
	CHECK_EQ(3, record_number(hop, "sent"));
	CHECK_EQ(3, record_number(hop, "answered"));
	CHECK_EQ(0, record_number(hop, "lost"));
	CHECK_EQ(3, json_array_size(answers));
	CHECK_EQ(n == 2, is_true(hop, "reached"));
	CHECK(0 < real(hop, "round_trip_minimum"));
	CHECK(real(hop, "round_trip_minimum") <=
	      real(hop, "round_trip_average"));
	CHECK(real(hop, "round_trip_average") <=
	      real(hop, "round_trip_maximum"));
	CHECK(real(hop, "round_trip_maximum") < 5);
	json_array_foreach(answers, i, answer)
	{
		CHECK_STR(hops[n], record_text(answer, "source"));
		CHECK(real(answer, "round_trip") > 0);
		CHECK_EQ(64 - n, record_number(answer, "hop_limit"));
	}
	json_decref(hop);
}

static void every_hop_answers_every_probe(void)
{
	for (int icmp = 0; icmp < 2; icmp++) {
		ON_A(&run, "trace", B, "--json", icmp ? "--icmp" : "--json");
		CHECK_EQ(0, run.end);
		CHECK_STR("", run.errors);
		for (unsigned n = 0; n < 3; n++)
			check_hop(n);
		CHECK(!has_record(&run, "hop", 3));
		has_text(&run, "start", 0, "destination", B);
		has_text(&run, "start", 0, "source", "2001:db8:1::a");
		has_text(&run, "start", 0, "protocol", icmp ? "icmp" : "udp");
		CHECK_EQ(3, number_in(&run, "summary", 0, "hops"));
		CHECK_EQ(3, number_in(&run, "summary", 0, "deepest"));
		CHECK_EQ(0, number_in(&run, "summary", 0, "foreign"));
	}
}

static void what_an_answer_is_stands_beside_it(void)
{
	static const int types[2][2] = { { 1, 4 }, { 129, 0 } };

	for (int icmp = 0; icmp < 2; icmp++) {
		json_t *hop;

		ON_A(&run, "trace", B, "--json", icmp ? "--icmp" : "--json");
		hop = run_record(&run, "hop", 0);
		CHECK_EQ(3, record_number(element(hop, "answers", 0),
					  "icmp_type"));
		CHECK_EQ(0, record_number(element(hop, "answers", 0),
					  "icmp_code"));
		json_decref(hop);
		hop = run_record(&run, "hop", 2);
		CHECK_EQ(
			types[icmp][0],
			record_number(element(hop, "answers", 0), "icmp_type"));
		CHECK_EQ(
			types[icmp][1],
			record_number(element(hop, "answers", 0), "icmp_code"));
		json_decref(hop);
	}
}

static void text_has_a_line_for_each_hop(void)
{
	ON_A(&run, "trace", B);
	CHECK_EQ(0, run.end);
	says(&run, "to " B " from 2001:db8:1::a by UDP to port 33434, 30 hops "
		   "at most, in packets of 176 bytes\n 1  2001:db8:1::1 ");
	says(&run, "s\n 2  2001:db8:2::2 ");
	says(&run, "s\n 3  " B " ");
	says(&run, "s  reached\nreached in 3 hops, ");
}

static void a_silent_router_is_shown_as_such(void)
{
	REQUIRE(rules("s", OUTPUT "icmpv6 type time-exceeded drop; }"));
	ON_A(&run, "trace", B, "--json");
	CHECK_EQ(0, run.end);
	for (unsigned n = 0; n < 3; n++) {
		json_t *hop = run_record(&run, "hop", n);

		CHECK_EQ(n == 1, is_true(hop, "silent"));
		/* It might be the destination, so it is asked once more. */
		CHECK_EQ(n == 1 ? 4 : 0, record_number(hop, "lost"));
		CHECK(real(hop, "loss") == (n == 1 ? 100 : 0));
		json_decref(hop);
	}
	ON_A(&run, "trace", B);
	says(&run, "\n 2  silent\n 3  " B);
	no_rules("s");
}

static void a_path_that_is_silent_from_a_hop_on_was_not_reached(void)
{
	REQUIRE(rules("s", FORWARD "drop; }"));
	ON_A(&run, "trace", B, "--timeout", "100ms");
	CHECK_EQ(1, run.end);
	says(&run, "\n 2  2001:db8:2::2 ");
	says(&run, "\n 3 to 30  silent\nnot reached: silent after hop 2, ");
	ON_A(&run, "trace", B, "--timeout", "100ms", "--json", "--last", "5");
	CHECK_EQ(1, run.end);
	CHECK(has_record(&run, "hop", 4));
	CHECK_EQ(2, number_in(&run, "summary", 0, "deepest"));
	has_text(&run, "summary", 0, "result", "no_answer");
	no_rules("s");
}

/* What s drops of a hop of its own, others and the end are not blamed for. */
static void a_lost_probe_is_a_star(void)
{
	REQUIRE(rules("s", OUTPUT "icmpv6 type time-exceeded numgen inc mod 3 "
				  "0 drop; }"));
	ON_A(&run, "trace", B);
	CHECK_EQ(0, run.end);
	says(&run, "  * ");
	ON_A(&run, "trace", B, "--json", "--count", "6");
	CHECK_EQ(2, number_in(&run, "hop", 1, "lost"));
	CHECK_EQ(4, number_in(&run, "hop", 1, "answered"));
	CHECK_EQ(0, number_in(&run, "hop", 2, "lost"));
	ON_A(&run, "trace", B, "--count", "6");
	says(&run, "s  33% loss\n");
	no_rules("s");
}

static void a_router_that_changes_the_traffic_class_is_found(void)
{
	REQUIRE(rules("r", FORWARD "ip6 dscp set cs1; }"));
	for (int icmp = 0; icmp < 2; icmp++) {
		ON_A(&run, "trace", B, "--json", "--tclass", "ef+ect0",
		     icmp ? "--icmp" : "--json");
		CHECK_EQ(0, run.end);
		has_text(&run, "hop", 0, "dscp", "ef");
		has_text(&run, "hop", 0, "ecn", "ect0");
		has_text(&run, "hop", 0, "dscp_before", "");
		has_text(&run, "hop", 1, "dscp", "cs1");
		has_text(&run, "hop", 1, "ecn", "ect0");
		has_text(&run, "hop", 1, "dscp_before", "ef");
		has_text(&run, "hop", 1, "ecn_before", "ect0");
		CHECK_EQ(0x22, number_in(&run, "hop", 1, "traffic_class"));
		CHECK_EQ(0xba,
			 number_in(&run, "hop", 1, "traffic_class_before"));
		has_text(&run, "hop", 2, "dscp_before", "");
		/* An echo reply quotes nothing. */
		has_text(&run, "hop", 2, "dscp", icmp ? "" : "cs1");
		CHECK_EQ(2, number_in(&run, "summary", 0, "remarked_hop"));
	}
	ON_A(&run, "trace", B, "--tclass", "ef");
	says(&run, "  arrived with traffic class cs1, was ef\n 3 ");
	says(&run, "reached in 3 hops, remarked before hop 2, ");
	no_rules("r");
}

static void a_firewall_that_prohibits_ends_the_path(void)
{
	REQUIRE(rules("s", FORWARD "reject with icmpv6 type "
				   "admin-prohibited; }"));
	ON_A(&run, "trace", B, "--json");
	CHECK_EQ(1, run.end);
	has_text(&run, "hop", 2, "address", "2001:db8:2::2");
	has_text(&run, "hop", 2, "reason",
		 "communication with destination administratively prohibited");
	CHECK(!has_record(&run, "hop", 3));
	ON_A(&run, "trace", B);
	says(&run, "not reached: 2001:db8:2::2 (hop 2) says communication "
		   "with destination administratively prohibited, ");
	no_rules("s");
}

/* Only the destination's own word counts. */
static void a_firewall_that_says_port_unreachable_is_not_the_destination(void)
{
	REQUIRE(rules("s", FORWARD "reject with icmpv6 type "
				   "port-unreachable; }"));
	ON_A(&run, "trace", B);
	CHECK_EQ(1, run.end);
	says(&run, "not reached: 2001:db8:2::2 (hop 2) says port unreachable");
	no_rules("s");
}

static void a_link_that_is_too_small_ends_the_path_with_its_mtu(void)
{
	json_t *hop;

	CHECK_EQ(0, lab_shell("s", "ip link set eth1 mtu 1400"));
	ON_A(&run, "trace", B, "--json", "--size", "1452");
	CHECK_EQ(1, run.end);
	hop = run_record(&run, "hop", 2);
	CHECK_STR("packet too big", record_text(hop, "reason"));
	CHECK_EQ(1400, record_number(element(hop, "answers", 0), "mtu"));
	json_decref(hop);
	ON_A(&run, "trace", B, "--size", "1452");
	says(&run, "  packet too big, MTU 1400\n");
	CHECK_EQ(0, lab_shell("s", "ip link set eth1 mtu 1500"));
	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
}

/* The one router answers probes of one direction of the load as another. */
static void several_routers_of_one_hop_are_all_shown(void)
{
	CHECK_EQ(0, lab_shell("r", "ip addr add 2001:db8:1::21/64 dev eth0 "
				   "nodad preferred_lft 0"));
	REQUIRE(rules("r",
		      OUTPUT "icmpv6 type time-exceeded numgen inc mod 2 0 "
			     "ip6 saddr set 2001:db8:1::21; }"));
	ON_A(&run, "trace", B, "--count", "4");
	no_rules("r");
	CHECK_EQ(0, run.end);
	says(&run, "2001:db8:1::21");
	says(&run, "us,  2001:db8:1::1 ");
}

static void an_end_by_the_user_shows_what_there_is(void)
{
	REQUIRE(rules("s", FORWARD "drop; }"));
	run_start(&run, on_host, "a",
		  (const char *const[]){ "trace", B, "-W", "1m", NULL });
	CHECK(run_prints(&run, "2001:db8:2::2"));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "not reached: silent after hop 2, "));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	says(&run, "\n 3 to ");
	says(&run, "  silent\nnot reached: silent after hop 2, ");
	no_rules("s");
}

static void a_deadline_is_kept(void)
{
	REQUIRE(rules("s", FORWARD "drop; }"));
	ON_A(&run, "trace", B, "-W", "1m", "--deadline", "100ms", "--json");
	CHECK_EQ(124, run.end);
	CHECK_EQ(2, number_in(&run, "summary", 0, "deepest"));
	no_rules("s");
}

static void a_service_that_sends_the_probe_back_is_the_destination(void)
{
	char data[1500];
	struct sock6_message message = { .data = data, .size = sizeof(data) };
	sock6_fd echo = lab_udp("b", "::", 33434);
	int size;

	run_start(&run, on_host, "a",
		  (const char *const[]){ "trace", B, "--json", "--parallel",
					 "1", "--first", "3", "--last", "3",
					 "--count", "2", "-W", "10s", NULL });
	for (int i = 0; i < 2; i++) {
		REQUIRE(sock6_wait(echo, SOCK6_READABLE,
				   sock6_now() + LAB_PATIENCE) > 0);
		message.size = sizeof(data);
		size = sock6_receive(echo, &message, 0);
		REQUIRE(size > 0);
		message.size = (size_t)size;
		CHECK_EQ(size, sock6_send(echo, &message, 0));
	}
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(true_in(&run, "hop", 0, "reached"));
	sock6_close(echo);
}

/* Which tells, where a closed port quotes. */
static void reflect_is_a_destination_that_tells_what_arrived(void)
{
	static struct run reflect;

	run_start(&reflect, on_host, "b",
		  (const char *const[]){ "reflect", "33434", NULL });
	REQUIRE(run_prints(&reflect, "port"));
	REQUIRE(rules("s", FORWARD "ip6 dscp set cs1; }"));
	ON_A(&run, "trace", B, "--json", "--tclass", "ef", "--flow", "0x123");
	CHECK_EQ(0, run.end);
	CHECK(true_in(&run, "hop", 2, "reached"));
	has_text(&run, "hop", 2, "dscp", "cs1");
	has_text(&run, "hop", 2, "dscp_before", "ef");
	CHECK_EQ(0x123, number_in(&run, "hop", 2, "flow_label"));
	no_rules("s");
	run_signal(&reflect, SIGINT);
	run_finish(&reflect);
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("lab.sh routers runs this program");
	if (lab_shell("r", "nft list ruleset >/dev/null") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	UNLIMITED("r", "s", "b");
	RUN(every_hop_answers_every_probe);
	RUN(what_an_answer_is_stands_beside_it);
	RUN(text_has_a_line_for_each_hop);
	RUN(a_silent_router_is_shown_as_such);
	RUN(a_path_that_is_silent_from_a_hop_on_was_not_reached);
	RUN(a_lost_probe_is_a_star);
	RUN(a_router_that_changes_the_traffic_class_is_found);
	RUN(a_firewall_that_prohibits_ends_the_path);
	RUN(a_firewall_that_says_port_unreachable_is_not_the_destination);
	RUN(a_link_that_is_too_small_ends_the_path_with_its_mtu);
	RUN(several_routers_of_one_hop_are_all_shown);
	RUN(an_end_by_the_user_shows_what_there_is);
	RUN(a_deadline_is_kept);
	RUN(a_service_that_sends_the_probe_back_is_the_destination);
	RUN(reflect_is_a_destination_that_tells_what_arrived);
	return check_end();
}
