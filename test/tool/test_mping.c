/* SPDX-License-Identifier: MIT */
/* sock6 mping on a network with a snooping switch: who answers what, and what
 * is lost on which path, to the last request. */
#include "capture.h"
#include "reflecting.h"

#define GROUP "ff1e::114"
#define B     "2001:db8:1::b"
#define C     "2001:db8:1::c"

static struct run run, b, c;
static struct packet packet;

#define MPING(...) \
	ON_A(&run, "mping", GROUP "%eth0", "--json", "-q", __VA_ARGS__)

/* A row of the table, to be given back. */
static json_t *row_of(const char *responder, const char *path)
{
	json_t *record;

	for (unsigned i = 0; (record = run_record(&run, "responder", i)); i++) {
		if (strcmp(responder, record_text(record, "responder")) == 0 &&
		    strcmp(path, record_text(record, "path")) == 0)
			return record;
		json_decref(record);
	}
	return NULL;
}

static void row_is(const char *responder, const char *path, int sent,
		   int received)
{
	json_t *row = row_of(responder, path);

	if (CHECK_EQ(sent, record_number(row, "sent")) &
	    CHECK_EQ(received, record_number(row, "received")) &
	    CHECK_EQ(sent - received, record_number(row, "lost")) &
	    CHECK_EQ(0, record_number(row, "duplicates")))
		CHECK(record_real_number(row, "loss") ==
		      100.0 * (sent - received) / sent);
	else
		printf("# %s %s\n", responder, path);
	json_decref(row);
}

static int64_t summed(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	int64_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static double summed_loss(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	double number = record_real_number(record, name);

	json_decref(record);
	return number;
}

static void responders_are_found_by_the_group(void)
{
	json_t *row;

	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	REQUIRE(REFLECT_ON(&c, "c", GROUP));
	MPING("-c", "5", "-i", "50ms", "--expect", "2", "--max-loss", "0");
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	CHECK_EQ(2, summed("responder_count"));
	CHECK_EQ(5, summed("rounds"));
	row_is(B, "multicast", 5, 5);
	row_is(C, "multicast", 5, 5);
	row = row_of(B, "unicast");
	CHECK(record_number(row, "sent") >= 1);
	CHECK_EQ(record_number(row, "sent"), record_number(row, "received"));
	CHECK(record_real_number(row, "round_trip_average") > 0);
	CHECK(record_real_number(row, "round_trip_average") < 0.05);
	CHECK_EQ(0, record_number(row, "hops_there"));
	CHECK_EQ(0, record_number(row, "hops_back"));
	json_decref(row);
	end_responder(&b);
	end_responder(&c);
}

/* Every fifth datagram to the group, on the switch's port towards b. */
static void loss_of_multicast_alone_is_told_from_none_of_unicast(void)
{
	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	REQUIRE(REFLECT_ON(&c, "c", GROUP "%eth0"));
	if (!change_on("switch", "bridge", "forward",
		       "oifname \"port-b\" ip6 daddr " GROUP
		       " udp dport 1024 numgen inc mod 5 == 3 drop")) {
		end_responder(&b);
		end_responder(&c);
		SKIP("nft(8) cannot drop what a bridge forwards here");
	}
	MPING(B, C, "-c", "20", "-i", "5ms", "--max-loss", "20");
	CHECK_EQ(0, run.end);
	row_is(B, "unicast", 20, 20);
	row_is(B, "multicast", 20, 16);
	row_is(C, "unicast", 20, 20);
	row_is(C, "multicast", 20, 20);
	CHECK(summed_loss("loss_unicast") == 0);
	CHECK(summed_loss("loss_multicast") == 20);
	MPING(B, C, "-c", "20", "-i", "5ms", "--max-loss", "19.9");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 mping: --max-loss: more was lost than 19.9 percent\n",
		  run.errors);
	end_responder(&b);
	end_responder(&c);
	change_back_on("switch", "bridge");
}

static void what_is_lost_before_multicast_works_is_told_apart(void)
{
	json_t *row;

	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	if (!change_on("b", "ip6", "input",
		       "ip6 daddr " GROUP
		       " udp dport 1024 numgen inc mod 1000 < 3 drop")) {
		end_responder(&b);
		SKIP("nft(8) cannot drop packets here");
	}
	MPING(B, "-c", "8", "-i", "20ms");
	CHECK_EQ(0, run.end);
	row_is(B, "unicast", 8, 8);
	row_is(B, "multicast", 8, 5);
	row = row_of(B, "multicast");
	CHECK_EQ(3, record_number(row, "lost_before_first"));
	CHECK(record_real_number(row, "setup") > 0.03 &&
	      record_real_number(row, "setup") < 1);
	json_decref(row);
	end_responder(&b);
	change_back_on("b", "ip6");
}

static void a_single_round_asks_both_ways(void)
{
	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	REQUIRE(REFLECT_ON(&c, "c", GROUP "%eth0"));
	MPING("-c", "1", "--expect", "2");
	CHECK_EQ(0, run.end);
	row_is(B, "unicast", 1, 1);
	row_is(B, "multicast", 1, 1);
	row_is(C, "unicast", 1, 1);
	row_is(C, "multicast", 1, 1);
	end_responder(&b);
	end_responder(&c);
}

static void a_peer_that_never_answers_is_named(void)
{
	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	MPING(B, C, "-c", "2", "-i", "5ms", "-W", "500ms");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 mping: " C ": no answer; run 'sock6 reflect " GROUP
		  "' there\n",
		  run.errors);
	CHECK_EQ(1, summed("responder_count"));
	CHECK_EQ(1, summed("silent_peers"));
	row_is(B, "multicast", 2, 2);
	row_is(C, "unicast", 2, 0);
	row_is(C, "multicast", 2, 0);
	end_responder(&b);
}

static void a_peer_that_the_group_does_not_reach_is_named(void)
{
	REQUIRE(REFLECT_ON(&b, "b", "1024"));
	MPING(B, "-c", "2", "-i", "5ms", "-W", "500ms");
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, B ": answers by unicast, but nothing") !=
	      NULL);
	row_is(B, "unicast", 2, 2);
	row_is(B, "multicast", 2, 0);
	end_responder(&b);
}

static void nobody_at_all_is_told_with_what_helps(void)
{
	MPING("-c", "1", "-W", "20ms");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 mping: [" GROUP "%eth0]:1024: no answer; run 'sock6 "
		  "reflect " GROUP "' on hosts that it reaches\n",
		  run.errors);
	CHECK_EQ(0, summed("responder_count"));
}

/* Asked at its global address, it answers the group from its link-local one. */
static void a_host_with_two_addresses_is_one_responder(void)
{
	json_t *answer;

	REQUIRE(REFLECT_ON(&b, "b", "ff02::114%eth0"));
	ON_A(&run, "mping", "ff02::114%eth0", B, "-c", "3", "-i", "5ms",
	     "--json");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, summed("responder_count"));
	row_is(B, "unicast", 3, 3);
	row_is(B, "multicast", 3, 3);
	answer = record_with(&run, "answer", "source", "fe80::b%eth0");
	CHECK_STR(B, record_text(answer, "responder"));
	CHECK_STR("multicast", record_text(answer, "path"));
	json_decref(answer);
	end_responder(&b);
}

/* The first requests by unicast are lost: until then it is two. */
static void a_peer_that_the_group_finds_first_becomes_one_with_it(void)
{
	REQUIRE(REFLECT_ON(&b, "b", "ff02::114%eth0"));
	if (!change_on("b", "ip6", "input",
		       "ip6 daddr " B
		       " udp dport 1024 numgen inc mod 1000 < 2 drop")) {
		end_responder(&b);
		SKIP("nft(8) cannot drop packets here");
	}
	ON_A(&run, "mping", "ff02::114%eth0", B, "-c", "5", "-i", "10ms",
	     "--json", "-W", "500ms");
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, summed("responder_count"));
	row_is(B, "unicast", 5, 3);
	row_is(B, "multicast", 5, 5);
	CHECK(row_of("fe80::b%eth0", "multicast") == NULL);
	end_responder(&b);
	change_back_on("b", "ip6");
}

static void answers_to_the_group_are_a_path_of_their_own(void)
{
	json_t *row;

	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0"));
	REQUIRE(REFLECT_ON(&c, "c", GROUP "%eth0", "--answer-group"));
	MPING(B, C, "-c", "4", "-i", "5ms", "--group-answers", "-W", "500ms");
	CHECK_EQ(0, run.end);
	row_is(C, "group", 4, 4);
	row_is(C, "multicast", 4, 4);
	row_is(B, "multicast", 4, 4);
	row = row_of(B, "group");
	CHECK(json_is_true(json_object_get(row, "answers_by_unicast")));
	CHECK_EQ(-1, record_number(row, "sent"));
	json_decref(row);
	CHECK(summed_loss("loss_group") == 0);
	end_responder(&b);
	end_responder(&c);
}

/* Loss on the way back, which unicast answers do not have. */
static void loss_of_answers_to_the_group_is_theirs_alone(void)
{
	REQUIRE(REFLECT_ON(&c, "c", GROUP "%eth0", "--answer-group"));
	if (!change_on("switch", "bridge", "forward",
		       "oifname \"port-a\" ip6 daddr " GROUP
		       " udp sport 1024 numgen inc mod 4 == 1 drop")) {
		end_responder(&c);
		SKIP("nft(8) cannot drop what a bridge forwards here");
	}
	MPING(C, "-c", "8", "-i", "5ms", "--group-answers", "-W", "500ms");
	CHECK_EQ(0, run.end);
	row_is(C, "unicast", 8, 8);
	row_is(C, "multicast", 8, 8);
	row_is(C, "group", 8, 6);
	end_responder(&c);
	change_back_on("switch", "bridge");
}

static void hops_are_told_from_what_arrived(void)
{
	json_t *row;

	REQUIRE(REFLECT_ON(&b, "b", GROUP "%eth0", "--hops", "40"));
	if (!change_on("b", "ip6", "input",
		       "ip6 daddr " GROUP " ip6 hoplimit set 61")) {
		end_responder(&b);
		SKIP("nft(8) cannot change packets here");
	}
	MPING(B, "-c", "1");
	CHECK_EQ(0, run.end);
	row = row_of(B, "multicast");
	CHECK_EQ(3, record_number(row, "hops_there"));
	CHECK_EQ(0, record_number(row, "hops_back"));
	json_decref(row);
	row = row_of(B, "unicast");
	CHECK_EQ(0, record_number(row, "hops_there"));
	json_decref(row);
	end_responder(&b);
	change_back_on("b", "ip6");
}

static void check_packet(void)
{
	CHECK_EQ(0xba, packet.traffic_class);
	CHECK_EQ(9, packet.hop_limit);
	CHECK_EQ(0x12345, packet.flow_label);
	CHECK_EQ(308, packet.payload_size);
}

static void every_option_is_on_the_wire(void)
{
	struct in6_addr source = lab_in6("fe80::a");
	int wire = capture_open("b", "eth0");

	REQUIRE(REFLECT_ON(&b, "b", "[ff02::114%eth0]:5000"));
	ON_A(&run, "mping", "ff02::114", "fe80::b", "--if", "eth0", "--port",
	     "5000", "--from", "fe80::a%eth0", "--tclass", "ef+ect0", "--hops",
	     "9", "--flow", "0x12345", "--size", "300", "--count", "1",
	     "--json");
	CHECK_EQ(0, run.end);
	for (int i = 0; i < 2; i++) {
		REQUIRE(capture_udp(wire, &packet, 5000));
		check_packet();
		CHECK_MEM(&source, &packet.source, 16);
	}
	REQUIRE(capture_udp(wire, &packet, packet.source_port));
	check_packet();
	end_responder(&b);
	sock6_close(wire);
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("lab.sh lan runs this program");
	RUN(responders_are_found_by_the_group);
	RUN(loss_of_multicast_alone_is_told_from_none_of_unicast);
	RUN(what_is_lost_before_multicast_works_is_told_apart);
	RUN(a_single_round_asks_both_ways);
	RUN(a_peer_that_never_answers_is_named);
	RUN(a_peer_that_the_group_does_not_reach_is_named);
	RUN(nobody_at_all_is_told_with_what_helps);
	RUN(a_host_with_two_addresses_is_one_responder);
	RUN(a_peer_that_the_group_finds_first_becomes_one_with_it);
	RUN(answers_to_the_group_are_a_path_of_their_own);
	RUN(loss_of_answers_to_the_group_is_theirs_alone);
	RUN(hops_are_told_from_what_arrived);
	RUN(every_option_is_on_the_wire);
	return check_end();
}
