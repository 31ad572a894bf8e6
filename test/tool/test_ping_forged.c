/* SPDX-License-Identifier: MIT */
/*
 * sock6 ping: answers that are late, double, damaged, forged, or no answers.
 * The test itself answers in b's place.
 */
#include "pings.h"

#define B "2001:db8:1::b"

static struct run run;
static struct request request;

/* The true answer comes last, so that all before it has been judged. */
static void end_with_the_true_answer(void)
{
	CHECK(answer(&request));
	run_finish(&run);
	CHECK_STR("", run.errors);
	CHECK_EQ(1, SUMMARY(&run, "received"));
	CHECK_EQ(1, ping_count(&run, "answer"));
}

static void an_answer_without_the_random_number_is_foreign(void)
{
	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	for (int i = 0; i < 8; i++) {
		request.bytes[8 + 8 + i] ^= 0x40;
		CHECK(answer(&request));
		request.bytes[8 + 8 + i] ^= 0x40;
	}
	end_with_the_true_answer();
	CHECK_EQ(8, SUMMARY(&run, "foreign"));
	CHECK_EQ(0, SUMMARY(&run, "damaged"));
	CHECK_EQ(0, run.end);
}

static void an_answer_that_is_too_short_for_it_is_foreign(void)
{
	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	for (size_t size = 0; size < 16; size++) {
		struct sock6_icmp_message reply = request.echo;

		reply.type = SOCK6_ICMP_ECHO_REPLY;
		reply.payload_size = size;
		CHECK(answer_as(&request, &reply));
	}
	end_with_the_true_answer();
	CHECK_EQ(16, SUMMARY(&run, "foreign"));
}

static void a_sequence_number_that_was_not_sent_is_foreign(void)
{
	static const uint16_t wrong[] = { 0, 2, 3, 0x7fff, 0xffff };
	struct sock6_icmp_message reply;

	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	CHECK_EQ(1, request.echo.sequence);
	reply = request.echo;
	reply.type = SOCK6_ICMP_ECHO_REPLY;
	for (unsigned i = 0; i < 5; i++) {
		reply.sequence = wrong[i];
		CHECK(answer_as(&request, &reply));
	}
	end_with_the_true_answer();
	CHECK_EQ(5, SUMMARY(&run, "foreign"));
}

/* What other programs ask is none of ours, and not even told. */
static void another_identifier_is_not_ours(void)
{
	struct sock6_icmp_message reply;

	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	reply = request.echo;
	reply.type = SOCK6_ICMP_ECHO_REPLY;
	reply.identifier ^= 1;
	CHECK(answer_as(&request, &reply));
	end_with_the_true_answer();
	CHECK_EQ(0, SUMMARY(&run, "foreign"));
}

static void random_bytes_do_no_harm(void)
{
	static unsigned char bytes[1200];
	unsigned seed = 1;

	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	for (int i = 0; i < 60; i++) {
		struct sock6_message out = { .data = bytes,
					     .peer = request.from };

		out.size = (size_t)(4 + i * 20);
		for (size_t k = 0; k < out.size; k++)
			bytes[k] = (unsigned char)((seed = seed * 1103515245 +
							   12345) >>
						   16);
		bytes[0] = SOCK6_ICMP_ECHO_REPLY;
		bytes[1] = 0;
		bytes[4] = (unsigned char)(request.echo.identifier >> 8);
		bytes[5] = (unsigned char)request.echo.identifier;
		bytes[6] = 0;
		bytes[7] = 1;
		CHECK_EQ(out.size, sock6_send(request.fd, &out, 0));
	}
	end_with_the_true_answer();
	CHECK_EQ(0, run.end);
}

static void a_second_answer_is_a_duplicate_and_no_gain(void)
{
	PING_START(&run, B, "-c", "2", "-i", "10ms", "-W", "500ms");
	REQUIRE(next_request(&request));
	CHECK(answer(&request));
	CHECK(answer(&request));
	CHECK(answer(&request));
	REQUIRE(next_request(&request));
	run_finish(&run);
	CHECK_EQ(1, SUMMARY(&run, "received"));
	CHECK_EQ(1, SUMMARY(&run, "lost"));
	CHECK_EQ(2, SUMMARY(&run, "duplicates"));
	CHECK(!ping_flag_of(&run, "answer", 0, "duplicate"));
	CHECK(ping_flag_of(&run, "answer", 1, "duplicate"));
	CHECK(ping_flag_of(&run, "answer", 2, "duplicate"));
}

/* It is told as missing first, and counted when it comes. */
static void a_late_answer_is_received_after_all(void)
{
	static struct request first;

	PING_START(&run, B, "-c", "2", "-i", "600ms", "-W", "300ms");
	REQUIRE(next_request(&request));
	first = request;
	first.echo.payload = first.bytes + 8;
	REQUIRE(run_prints(&run, "no_answer"));
	REQUIRE(next_request(&request));
	CHECK(answer(&first));
	CHECK(answer(&request));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, ping_count(&run, "no_answer"));
	CHECK_EQ(2, SUMMARY(&run, "received"));
	CHECK_EQ(1, SUMMARY(&run, "late"));
	CHECK_EQ(0, SUMMARY(&run, "lost"));
	CHECK_EQ(1, ping_number_of(&run, "answer", 0, "sequence"));
	CHECK(ping_flag_of(&run, "answer", 0, "late"));
	CHECK(!ping_flag_of(&run, "answer", 1, "late"));
	CHECK(ping_seconds_of(&run, "answer", 0, "round_trip") > 0.3);
}

static void a_byte_that_differs_is_told_by_its_place(void)
{
	PING_START(&run, B, "-c", "1", "-s", "100");
	REQUIRE(next_request(&request));
	CHECK_EQ(100, request.echo.payload_size);
	CHECK_EQ(77, request.bytes[8 + 77]);
	request.bytes[8 + 77] = 0xff;
	end_with_the_true_answer();
	CHECK_EQ(77, ping_number_of(&run, "answer", 0, "damaged_at"));
	CHECK_EQ(1, SUMMARY(&run, "damaged"));
	CHECK_EQ(1, run.end);
}

static void data_that_are_cut_are_damaged(void)
{
	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	request.echo.payload_size = 40;
	end_with_the_true_answer();
	CHECK_EQ(40, ping_number_of(&run, "answer", 0, "damaged_at"));
	CHECK_EQ(40, ping_number_of(&run, "answer", 0, "length"));
	CHECK_EQ(1, run.end);
}

static void damage_is_told_in_words(void)
{
	static const char *const arguments[] = { "ping", B,    "-c", "1",
						 "-s",   "41", NULL };

	run_start(&run, on_host, "a", arguments);
	REQUIRE(next_request(&request));
	request.bytes[8 + 40] = 0x29;
	CHECK(answer(&request));
	run_finish(&run);
	CHECK(strstr(run.output, " damaged at byte 40: 0x29 in place of "
				 "0x28\n") != NULL);
	CHECK(strstr(run.output, ", 1 damaged, ") != NULL);
}

/* Another address may answer for an anycast one; it knows the number. */
static void an_answer_from_another_address_counts_if_it_knows_the_number(void)
{
	struct sockaddr_in6 from;

	PING_START(&run, B, "-c", "1");
	REQUIRE(next_request(&request));
	from = request.from;
	request.from = lab_peer("fe80::a", 0, lab_index("b", "eth0"));
	/* To a's link-local address, so that b's is the source. */
	end_with_the_true_answer();
	CHECK_STR("fe80::b%eth0", ping_text_of(&run, "answer", 0, "source"));
	request.from = from;
}

/* Without data there is nothing but who answers. */
static void without_a_number_only_the_destination_is_believed(void)
{
	struct sockaddr_in6 from;

	PING_START(&run, B, "-c", "1", "-s", "7");
	REQUIRE(next_request(&request));
	CHECK_EQ(7, request.echo.payload_size);
	from = request.from;
	request.from = lab_peer("fe80::a", 0, lab_index("b", "eth0"));
	CHECK(answer(&request));
	request.from = from;
	end_with_the_true_answer();
	CHECK_EQ(1, SUMMARY(&run, "foreign"));
	CHECK_STR(B, ping_text_of(&run, "answer", 0, "source"));
}

static void every_size_comes_back(void)
{
	static const char *const sizes[] = { "0",  "1",  "7",    "8",    "39",
					     "40", "41", "1453", "65527" };

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		PING_START(&run, B, "-c", "1", "-s", sizes[i]);
		REQUIRE(next_request(&request));
		CHECK_EQ(atoi(sizes[i]), request.echo.payload_size);
		end_with_the_true_answer();
		CHECK_EQ(0, run.end);
	}
}

static void a_pattern_fills_the_data(void)
{
	PING_START(&run, B, "-c", "1", "-s", "50", "--pattern", "00ffA5");
	REQUIRE(next_request(&request));
	CHECK_MEM("\x00\xff\xa5\x00\xff\xa5\x00\xff\xa5\x00",
		  request.bytes + 8 + 40, 10);
	end_with_the_true_answer();
	CHECK_EQ(0, run.end);
}

/* Two of the same would be answered by one forgery. */
static void no_two_runs_have_the_same_number(void)
{
	static unsigned char first[56];

	for (int i = 0; i < 2; i++) {
		PING_START(&run, B, "-c", "1");
		REQUIRE(next_request(&request));
		CHECK(memcmp(first + 8, request.bytes + 16, 8) != 0);
		memcpy(first, request.bytes + 8, sizeof(first));
		end_with_the_true_answer();
	}
}

static void what_was_asked_for_is_on_the_wire(void)
{
	PING_START(&run, B, "-c", "1", "-Q", "af41+ect1", "-t", "7", "-F",
		   "0x54321", "-I", "eth0", "--from", "2001:db8:1::a2");
	REQUIRE(next_request(&request));
	CHECK_EQ(34 << 2 | 1, request.control.traffic_class);
	CHECK_EQ(7, request.control.hop_limit);
	CHECK_EQ(0x54321, request.control.flow_label);
	CHECK_EQ(lab_peer("2001:db8:1::a2", 0, 0).sin6_addr.s6_addr[15],
		 request.from.sin6_addr.s6_addr[15]);
	end_with_the_true_answer();
	CHECK_STR("2001:db8:1::a2", ping_text_of(&run, "start", 0, "source"));
	CHECK_EQ(0, run.end);
}

static void an_interface_leads_another_way(void)
{
	PING_START(&run, "2001:db8:2::b", "-c", "1", "-I", "eth1", "-Q", "0",
		   "-F", "0");
	REQUIRE(next_request(&request));
	CHECK_EQ(lab_index("b", "eth1"), request.control.ifindex);
	CHECK_EQ(0, request.control.flow_label);
	end_with_the_true_answer();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	take_over(&request);
	RUN(an_answer_without_the_random_number_is_foreign);
	RUN(an_answer_that_is_too_short_for_it_is_foreign);
	RUN(a_sequence_number_that_was_not_sent_is_foreign);
	RUN(another_identifier_is_not_ours);
	RUN(random_bytes_do_no_harm);
	RUN(a_second_answer_is_a_duplicate_and_no_gain);
	RUN(a_late_answer_is_received_after_all);
	RUN(a_byte_that_differs_is_told_by_its_place);
	RUN(data_that_are_cut_are_damaged);
	RUN(damage_is_told_in_words);
	RUN(an_answer_from_another_address_counts_if_it_knows_the_number);
	RUN(without_a_number_only_the_destination_is_believed);
	RUN(every_size_comes_back);
	RUN(a_pattern_fills_the_data);
	RUN(no_two_runs_have_the_same_number);
	RUN(what_was_asked_for_is_on_the_wire);
	RUN(an_interface_leads_another_way);
	give_back(&request);
	return check_end();
}
