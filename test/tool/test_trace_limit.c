/* SPDX-License-Identifier: MIT */
/*
 * Where sock6 trace puts the destination when hosts answer only so often, as
 * Linux does without being told: six errors at once, then one a second.
 */
#include "path.h"

#define B "2001:db8:3::b"

static struct run run;

/* To one address the limit is the strictest. */
static void limit(const char *host, const char *gateway)
{
	char command[200];

	snprintf(command, sizeof(command),
		 "ip -6 route add 2001:db8:1::a/128 via %s", gateway);
	CHECK_EQ(0, lab_shell(host, command));
	CHECK_EQ(0, lab_sysctl(host, "net/ipv6/icmp/ratelimit", "1000"));
}

static void is_the_third(void)
{
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, number_in(&run, "summary", 0, "hops"));
	CHECK(true_in(&run, "hop", 2, "reached"));
	has_text(&run, "hop", 0, "address", "2001:db8:1::1");
	has_text(&run, "hop", 1, "address", "2001:db8:2::2");
	has_text(&run, "hop", 2, "address", B);
	CHECK(!has_record(&run, "hop", 3));
}

/* What is answered at once suffices for two traces. */
static void no_more_probes_come_to_the_end_than_are_needed(void)
{
	for (int i = 0; i < 2; i++) {
		ON_A(&run, "trace", B, "--json");
		is_the_third();
		CHECK_EQ(9, number_in(&run, "summary", 0, "sent"));
		CHECK_EQ(9, number_in(&run, "summary", 0, "answered"));
	}
}

static void a_destination_that_has_answered_enough_keeps_its_place(void)
{
	ON_A(&run, "trace", B, "--json", "-W", "500ms");
	is_the_third();
	CHECK(number_in(&run, "hop", 2, "lost") > 0);
}

/* The end of the walk comes before the next answer could. */
static void a_short_timeout_does_not_hide_the_destination(void)
{
	ON_A(&run, "trace", B, "--json", "-W", "20ms", "--last", "4");
	is_the_third();
}

/* Two that are silent in truth, each asked once more and not again. */
static void silent_routers_before_the_end_stay_before_it(void)
{
	const char *const hosts[] = { "r", "s" };
	json_t *hop;

	for (int i = 0; i < 2; i++)
		REQUIRE(rules(hosts[i],
			      OUTPUT "icmpv6 type time-exceeded drop; }"));
	ON_A(&run, "trace", B, "--json", "-W", "100ms", "--icmp");
	CHECK_EQ(0, run.end);
	CHECK_EQ(3, number_in(&run, "summary", 0, "hops"));
	for (unsigned n = 0; n < 2; n++) {
		hop = run_record(&run, "hop", n);
		CHECK(is_true(hop, "silent"));
		CHECK_EQ(4, record_number(hop, "sent"));
		json_decref(hop);
		no_rules(hosts[n]);
	}
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("lab.sh routers runs this program");
	if (lab_shell("r", "nft list ruleset >/dev/null") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	UNLIMITED("r", "s");
	limit("b", "2001:db8:3::1");
	RUN(no_more_probes_come_to_the_end_than_are_needed);
	RUN(a_destination_that_has_answered_enough_keeps_its_place);
	RUN(a_short_timeout_does_not_hide_the_destination);
	RUN(silent_routers_before_the_end_stay_before_it);
	return check_end();
}
