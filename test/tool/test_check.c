/* SPDX-License-Identifier: MIT */
/* sock6 check over two routers, which change packets in every way that it can
 * tell. */
#include "capture.h"
#include "reflecting.h"

#define B "2001:db8:3::b"

#define THERE "ip6 daddr " B " udp dport 1024 "
#define BACK  "ip6 saddr " B " udp sport 1024 "

static struct run run, responder;
static struct packet packet;

#define CHECK_PATH(...) ON_A(&run, "check", B, "--json", __VA_ARGS__)

/* A member of the only path record. */
static int path_is(const char *name, const char *verdict)
{
	json_t *path = run_record(&run, "path", 0);
	int same = CHECK_STR(verdict, record_text(path, name));

	if (!same)
		printf("# %s\n", name);
	json_decref(path);
	return same;
}

/* All six in the order DSCP, ECN, flow label; there and back. */
static void path_does(const char *const verdicts[6])
{
	static const char *const names[] = {
		"dscp_there", "dscp_back",        "ecn_there",
		"ecn_back",   "flow_label_there", "flow_label_back"
	};

	for (unsigned i = 0; i < 6; i++)
		path_is(names[i], verdicts[i]);
}

#define PATH_DOES(...) path_does((const char *const[6]){ __VA_ARGS__ })

static void sentence_is(const char *sentence)
{
	json_t *path = run_record(&run, "path", 0);

	CHECK_STR(sentence, record_text(path, "sentence"));
	json_decref(path);
}

static void class_is(unsigned traffic_class, const char *there, int there_class,
		     const char *back, int back_class)
{
	json_t *record;
	unsigned i = 0;

	while ((record = run_record(&run, "class", i++)) &&
	       record_number(record, "traffic_class") != traffic_class)
		json_decref(record);
	CHECK_STR(there, record_text(record, "there"));
	CHECK_EQ(there_class, record_number(record, "traffic_class_there"));
	CHECK_STR(back, record_text(record, "back"));
	CHECK_EQ(back_class, record_number(record, "traffic_class_back"));
	json_decref(record);
}

static int64_t number_of(const char *type, const char *name)
{
	json_t *record = run_record(&run, type, 0);
	int64_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static void a_path_that_changes_nothing_is_told_so(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("--expect", "unchanged,hops=2", "-i", "1ms");
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	PATH_DOES("kept", "kept", "kept", "kept", "kept", "kept");
	sentence_is("DSCP, ECN and the flow label survive both ways, 2 hops "
		    "there, 2 back");
	class_is(0xb8, "kept", 0xb8, "kept", 0xb8);
	class_is(0x03, "kept", 0x03, "kept", 0x03);
	CHECK_EQ(26, number_of("start", "classes"));
	CHECK_EQ(26, number_of("summary", "classes"));
	CHECK_EQ(78, number_of("summary", "sent"));
	CHECK_EQ(78, number_of("summary", "received"));
	CHECK_EQ(2, number_of("path", "hops_there_maximum"));
	CHECK_EQ(2, number_of("path", "hops_back_maximum"));
	end_responder(&responder);
}

static void what_is_cleared_is_told_for_each_direction(void)
{
	if (!change_on("r", "ip6", "forward",
		       THERE "ip6 dscp set cs0; " BACK "ip6 ecn set not-ect"))
		SKIP("nft(8) cannot change packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-i", "1ms", "--expect", "tclass=same");
	CHECK_EQ(1, run.end);
	PATH_DOES("cleared", "kept", "kept", "cleared", "kept", "kept");
	sentence_is("The flow label survives both ways, DSCP is cleared on the "
		    "way there and survives on the way back, ECN survives on "
		    "the way there and is cleared on the way back, 2 hops "
		    "there, 2 back");
	class_is(0xb8, "cleared", 0x00, "kept", 0xb8);
	class_is(0x02, "kept", 0x02, "cleared", 0x00);
	class_is(0x00, "kept", 0x00, "kept", 0x00);
	CHECK_EQ(2, number_of("summary", "unmet"));
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void an_expectation_that_is_not_met_is_named(void)
{
	json_t *unmet;

	if (!change_on("r", "ip6", "forward", BACK "ip6 dscp set cs1"))
		SKIP("nft(8) cannot change packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-i", "1ms", "-q", "--expect", "ecn=same,dscp=same,hops=3");
	CHECK_EQ(1, run.end);
	PATH_DOES("kept", "changed", "kept", "kept", "kept", "kept");
	CHECK_EQ(3, number_of("summary", "unmet"));
	unmet = record_with(&run, "unmet", "expected", "dscp=same");
	CHECK_STR("back", record_text(unmet, "direction"));
	CHECK_STR("changed", record_text(unmet, "found"));
	json_decref(unmet);
	unmet = record_with(&run, "unmet", "expected", "hops=3");
	CHECK_STR("2", record_text(unmet, "found"));
	json_decref(unmet);
	/* With --quiet no class has a line. */
	CHECK(run_record(&run, "class", 0) == NULL);
	CHECK_PATH("-q", "-i", "1ms", "--expect", "ecn=same,hops=2,flow=same");
	CHECK_EQ(0, run.end);
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void what_is_dropped_is_told_with_its_direction(void)
{
	if (!change_on("s", "ip6", "forward",
		       THERE "ip6 dscp ef drop; " BACK "ip6 dscp af41 drop; "
			     "ip6 dscp cs7 udp dport 1024 drop; "
			     "ip6 dscp cs7 udp sport 1024 drop"))
		SKIP("nft(8) cannot drop packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-Q", "cs0", "-Q", "ef", "-Q", "af41", "-Q", "cs7", "-W",
		   "300ms", "-c", "2");
	CHECK_EQ(0, run.end);
	class_is(0x00, "kept", 0x00, "kept", 0x00);
	class_is(0xb8, "lost", -1, "kept", 0xb8);
	class_is(0x88, "kept", 0x88, "lost", -1);
	class_is(0xe0, "lost", -1, "lost", -1);
	sentence_is("The flow label survives both ways, DSCP fails for ef, cs7 "
		    "on the way there and fails for af41, cs7 on the way back, "
		    "2 hops there, 2 back");
	end_responder(&responder);
	change_back_on("s", "ip6");
}

static void what_happens_now_and_then_varies(void)
{
	if (!change_on("r", "ip6", "forward",
		       THERE "numgen inc mod 2 == 0 ip6 ecn set ce"))
		SKIP("nft(8) cannot change packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("--tclass", "ect0", "--count", "4");
	CHECK_EQ(0, run.end);
	class_is(0x02, "varies", 0x03, "kept", 0x02);
	CHECK_EQ(4, number_of("class", "sent"));
	CHECK_EQ(4, number_of("class", "received"));
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void a_flow_label_that_is_cleared_or_changed_is_seen(void)
{
	if (!change_on("r", "ip6", "forward",
		       THERE "ip6 flowlabel set 0; " BACK
			     "ip6 flowlabel set 77"))
		SKIP("nft(8) cannot change packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	/* Without a traffic class the system tells no flow information of 0. */
	CHECK_PATH("-Q", "cs0", "--flow", "0x12345", "--expect", "flow=same");
	CHECK_EQ(1, run.end);
	PATH_DOES("kept", "kept", "kept", "kept", "cleared", "changed");
	CHECK_PATH("-Q", "cs0", "--flow", "0x4d");
	PATH_DOES("kept", "kept", "kept", "kept", "cleared", "kept");
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void hops_are_counted_for_each_direction(void)
{
	if (!change_on("r", "ip6", "forward",
		       THERE "ip6 hoplimit set 30; " BACK
			     "ip6 hoplimit set 20"))
		SKIP("nft(8) cannot change packets here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-Q", "cs0", "--hops", "40");
	CHECK_EQ(0, run.end);
	/* Set to 30 by the first router, and one less by the second one. */
	CHECK_EQ(11, number_of("path", "hops_there"));
	CHECK_EQ(20, number_of("path", "hops_back"));
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void too_few_hops_are_an_error_that_is_told(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-Q", "cs0", "--hops", "2", "-W", "200ms");
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, ": no answer: hop limit exceeded in transit "
				 "from 2001:db8:2::2; run ") != NULL);
	CHECK_EQ(0, number_of("summary", "received"));
	end_responder(&responder);
}

static void a_translated_source_is_told(void)
{
	if (lab_shell("r", "nft 'table ip6 lab { chain lab { type nat hook "
			   "postrouting priority 100; oifname eth1 masquerade; "
			   "}; }' 2>/dev/null") != 0)
		SKIP("nft(8) cannot translate addresses here");
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("-Q", "cs0");
	CHECK_EQ(0, run.end);
	path_is("source_seen", "2001:db8:2::1");
	end_responder(&responder);
	change_back_on("r", "ip6");
}

static void every_class_can_be_tried(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", "1024"));
	CHECK_PATH("--all", "--count", "1", "--interval", "100us");
	CHECK_EQ(0, run.end);
	CHECK_EQ(256, number_of("summary", "classes"));
	CHECK_EQ(256, number_of("summary", "sent"));
	CHECK_EQ(256, number_of("summary", "received"));
	class_is(0xff, "kept", 0xff, "kept", 0xff);
	PATH_DOES("kept", "kept", "kept", "kept", "kept", "kept");
	end_responder(&responder);
}

/* The responder's own values stand over those that are wished for. */
static void answers_of_another_class_are_judged_by_it(void)
{
	REQUIRE(REFLECT_ON(&responder, "b", "--tclass", "cs3+ect1", "--hops",
			   "9", "--flow", "5"));
	CHECK_PATH("-Q", "ef", "--expect", "unchanged,hops=2");
	CHECK_EQ(0, run.end);
	class_is(0xb8, "kept", 0xb8, "kept", 0x61);
	end_responder(&responder);
}

/* Seen on a's own link. */
static void every_option_is_on_the_wire(void)
{
	int wire = capture_open("a", "eth0");

	REQUIRE(REFLECT_ON(&responder, "b", "5000"));
	ON_A(&run, "check", B, "--port", "5000", "-Q", "af21+ce", "--hops",
	     "11", "--flow", "0xfedcb", "--size", "200", "--from",
	     "[2001:db8:1::a]:6000", "--if", "eth0", "--count", "1", "--json");
	CHECK_EQ(0, run.end);
	REQUIRE(capture_udp(wire, &packet, 5000));
	CHECK_EQ(0x4b, packet.traffic_class);
	CHECK_EQ(11, packet.hop_limit);
	CHECK_EQ(0xfedcb, packet.flow_label);
	CHECK_EQ(208, packet.payload_size);
	CHECK_EQ(6000, packet.source_port);
	REQUIRE(capture_udp(wire, &packet, 6000));
	CHECK_EQ(0x4b, packet.traffic_class);
	CHECK_EQ(9, packet.hop_limit);
	CHECK_EQ(0xfedcb, packet.flow_label);
	CHECK_EQ(208, packet.payload_size);
	end_responder(&responder);
	sock6_close(wire);
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("lab.sh routers runs this program");
	RUN(a_path_that_changes_nothing_is_told_so);
	RUN(what_is_cleared_is_told_for_each_direction);
	RUN(an_expectation_that_is_not_met_is_named);
	RUN(what_is_dropped_is_told_with_its_direction);
	RUN(what_happens_now_and_then_varies);
	RUN(a_flow_label_that_is_cleared_or_changed_is_seen);
	RUN(hops_are_counted_for_each_direction);
	RUN(too_few_hops_are_an_error_that_is_told);
	RUN(a_translated_source_is_told);
	RUN(every_class_can_be_tried);
	RUN(answers_of_another_class_are_judged_by_it);
	RUN(every_option_is_on_the_wire);
	return check_end();
}
