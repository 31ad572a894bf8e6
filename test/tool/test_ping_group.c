/* SPDX-License-Identifier: MIT */
/* sock6 ping: groups, of which several answer. */
#include "pings.h"

#define ALL "ff02::1%eth0"

static struct run run;

/* The responder of the summary's first target with this address; borrowed. */
static json_t *responder(json_t *summary, const char *source)
{
	json_t *target = json_array_get(json_object_get(summary, "targets"), 0);
	json_t *list = json_object_get(target, "responders");

	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		if (strcmp(source, record_text(one, "source")) == 0)
			return one;
	}
	return NULL;
}

static void has_numbers(const char *source, int received, int lost,
			int duplicates)
{
	json_t *summary = run_record(&run, "summary", 0);
	json_t *one = responder(summary, source);

	if (CHECK(one != NULL)) {
		CHECK_EQ(received, record_number(one, "received"));
		CHECK_EQ(lost, record_number(one, "lost"));
		CHECK_EQ(duplicates, record_number(one, "duplicates"));
	}
	json_decref(summary);
}

/* This host is a member too. */
static void everybody_who_answers_is_listed(void)
{
	PING(&run, ALL, "-c", "3", "-i", "10ms", "-W", "500ms");
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	CHECK_EQ(9, ping_count(&run, "answer"));
	CHECK_EQ(3, SUMMARY(&run, "sent"));
	CHECK_EQ(3, SUMMARY(&run, "received"));
	CHECK_EQ(9, SUMMARY(&run, "answers"));
	CHECK_EQ(3, SUMMARY(&run, "responder_count"));
	CHECK_EQ(0, SUMMARY(&run, "duplicates"));
	has_numbers("fe80::a%eth0", 3, 0, 0);
	has_numbers("fe80::b%eth0", 3, 0, 0);
	has_numbers("fe80::c%eth0", 3, 0, 0);
}

static void so_many_as_are_expected_must_answer(void)
{
	PING(&run, ALL, "-c", "1", "--expect", "3");
	CHECK_EQ(0, run.end);
	PING(&run, ALL, "-c", "1", "--expect", "4", "-W", "100ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(3, SUMMARY(&run, "responder_count"));
}

/* Two seconds would be the timeout. */
static void with_all_that_are_expected_the_wait_is_over(void)
{
	PING(&run, ALL, "-c", "2", "-i", "10ms", "--expect", "3");
	CHECK_EQ(0, run.end);
	CHECK(ping_seconds_of(&run, "summary", 0, "seconds") < 1.5);
}

static void who_misses_a_request_is_named(void)
{
	if (lab_shell("c", "nft list tables >/dev/null 2>&1") != 0)
		SKIP("there is no nft(8), or no nftables");
	REQUIRE_EQ(0, lab_shell("c", "nft add table ip6 t && nft add chain ip6 "
				     "t in '{ type filter hook input priority "
				     "0; }' && nft add rule ip6 t in icmpv6 "
				     "type echo-request icmpv6 sequence 3-4 "
				     "drop"));
	PING(&run, ALL, "-c", "5", "-i", "10ms", "-W", "500ms");
	lab_shell("c", "nft delete table ip6 t");
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, ping_count(&run, "no_answer"));
	CHECK_STR("fe80::c%eth0", ping_text_of(&run, "no_answer", 0, "source"));
	CHECK_EQ(3, ping_number_of(&run, "no_answer", 0, "sequence"));
	CHECK_EQ(4, ping_number_of(&run, "no_answer", 1, "sequence"));
	CHECK_EQ(0, SUMMARY(&run, "lost"));
	has_numbers("fe80::b%eth0", 5, 0, 0);
	has_numbers("fe80::c%eth0", 3, 2, 0);
}

/* One node's second answer is no second node's. */
static void a_duplicate_is_told_by_whose_it_is(void)
{
	static struct request request;

	take_over(&request);
	PING_START(&run, ALL, "-c", "1", "-W", "500ms");
	REQUIRE(next_request(&request));
	CHECK(answer(&request));
	CHECK(answer(&request));
	run_finish(&run);
	give_back(&request);
	CHECK_EQ(3, SUMMARY(&run, "responder_count"));
	CHECK_EQ(1, SUMMARY(&run, "duplicates"));
	CHECK_EQ(3, SUMMARY(&run, "answers"));
	has_numbers("fe80::a%eth0", 1, 0, 0);
	has_numbers("fe80::b%eth0", 1, 0, 1);
}

static void a_group_has_a_hop_limit_of_its_own(void)
{
	static struct request request;

	take_over(&request);
	PING_START(&run, ALL, "-c", "1", "-W", "100ms", "-t", "77");
	REQUIRE(next_request(&request));
	CHECK_EQ(77, request.control.hop_limit);
	run_finish(&run);
	PING_START(&run, ALL, "-c", "1", "-W", "100ms");
	REQUIRE(next_request(&request));
	CHECK_EQ(1, request.control.hop_limit);
	run_finish(&run);
	give_back(&request);
}

static void a_group_that_nobody_has_joined_is_silent(void)
{
	PING(&run, "ff02::1234%eth0", "-c", "2", "-i", "10ms", "-W", "100ms");
	CHECK_EQ(1, run.end);
	CHECK_EQ(2, ping_count(&run, "no_answer"));
	CHECK_STR("ff02::1234%eth0",
		  ping_text_of(&run, "no_answer", 0, "source"));
	CHECK_EQ(2, SUMMARY(&run, "lost"));
	CHECK_EQ(0, SUMMARY(&run, "responder_count"));
}

static void the_first_answer_of_a_group_may_end_it(void)
{
	PING(&run, ALL, "--first");
	CHECK_EQ(0, run.end);
	CHECK_EQ(0, SUMMARY(&run, "lost"));
	CHECK(ping_seconds_of(&run, "summary", 0, "seconds") < 1.5);
}

static void a_group_takes_the_interface_from_an_option(void)
{
	PING(&run, "ff02::1", "-I", "eth0", "-c", "1", "--expect", "3");
	CHECK_EQ(0, run.end);
	CHECK_STR(ALL, ping_text_of(&run, "start", 0, "destination"));
	PING(&run, "ff02::1", "-c", "1");
	CHECK_EQ(2, run.end);
}

static void a_wider_group_can_be_asked_too(void)
{
	sock6_fd fd = lab_multicast("b", LAB_PORT);
	struct in6_addr group = lab_in6("ff05::1234");

	CHECK_EQ(0, sock6_group_join(fd, lab_index("b", "eth0"), &group));
	PING(&run, "ff05::1234", "-I", "eth0", "-c", "1", "--expect", "1", "-t",
	     "9", "-W", "5s");
	CHECK_EQ(0, run.end);
	CHECK_STR("2001:db8:1::b", ping_text_of(&run, "answer", 0, "source"));
	sock6_close(fd);
}

/* Answers from that many addresses, of which a thousand are told. */
static void answer_from_many(struct request *request, unsigned count)
{
	static unsigned char bytes[128];
	struct sock6_control as = { .fields = SOCK6_SOURCE };
	struct sock6_message out = { .data = bytes, .control = &as };

	request->echo.type = SOCK6_ICMP_ECHO_REPLY;
	out.size = (size_t)sock6_icmp_message_encode(
		bytes, sizeof(bytes), &request->echo, NULL, NULL);
	out.peer = request->from;
	as.source = lab_in6("fe80::1:0:0");
	for (unsigned i = 0; i < count; i++) {
		as.source.s6_addr[14] = (unsigned char)(i >> 8);
		as.source.s6_addr[15] = (unsigned char)i;
		if (!CHECK_EQ(out.size, sock6_send(request->fd, &out, 0)))
			break;
	}
}

static void a_crowd_is_counted_in_bounded_memory(void)
{
	static const char *const arguments[] = { "ping", ALL,  "-c", "1",
						 "-q",   "-W", "3s", NULL };
	static struct request request;

	take_over(&request);
	CHECK_EQ(0, sock6_set(request.fd, SOCK6_OPT_TRANSPARENT, 1));
	run_start(&run, on_host, "a", arguments);
	REQUIRE(next_request(&request));
	answer_from_many(&request, 1030);
	run_finish(&run);
	give_back(&request);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "1 sent, 1 received, 0% loss, 8 unlisted, "
				 "1024 responders, ") == run.output);
	CHECK(strstr(run.output, "\n    fe80::1:0:3ff%eth0: 1 sent, ") == NULL);
	CHECK(strstr(run.output, "\n    fe80::1:0:3fd%eth0: 1 sent, ") != NULL);
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("lab.sh lan runs this program");
	/* The switch is a node as well. */
	lab_sysctl("switch", "net/ipv6/icmp/echo_ignore_all", "1");
	RUN(everybody_who_answers_is_listed);
	RUN(so_many_as_are_expected_must_answer);
	RUN(with_all_that_are_expected_the_wait_is_over);
	RUN(who_misses_a_request_is_named);
	RUN(a_duplicate_is_told_by_whose_it_is);
	RUN(a_group_has_a_hop_limit_of_its_own);
	RUN(a_group_that_nobody_has_joined_is_silent);
	RUN(the_first_answer_of_a_group_may_end_it);
	RUN(a_group_takes_the_interface_from_an_option);
	RUN(a_wider_group_can_be_asked_too);
	RUN(a_crowd_is_counted_in_bounded_memory);
	return check_end();
}
