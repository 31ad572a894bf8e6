/* SPDX-License-Identifier: MIT */
/* sock6 reflect: what it answers, with which values, and to whom never. */
#include "request_io.h"

static void an_answer_tells_how_the_request_arrived(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT |
						   SOCK6_FLOW_LABEL,
					 .traffic_class = 0xba,
					 .hop_limit = 33,
					 .flow_label = 0x12345 };
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	struct in6_addr a = lab_in6("2001:db8:1::a"), b = lab_in6(B);
	struct lab_datagram answer;
	sock6_fd fd = asker();

	REQUIRE(REFLECT("--count", "1"));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, &control));
	REQUIRE_EQ(REQUEST_SIZE, hear(fd, &answer));
	CHECK_MEM("sock6\1\3\0", answer.text, 8);
	CHECK_MEM(request + 8, answer.text + 8, 32);
	CHECK_EQ(1, field(&answer, 40, 1));
	CHECK_EQ(7, field(&answer, 41, 1));
	CHECK_EQ(0xba, field(&answer, 42, 1));
	CHECK_EQ(33, field(&answer, 43, 1));
	CHECK_EQ(0x12345, field(&answer, 44, 4));
	CHECK_EQ(lab_index("b", "eth0"), field(&answer, 48, 4));
	CHECK_EQ(REQUEST_SIZE, field(&answer, 52, 4));
	CHECK(field(&answer, 56, 8) > UINT64_C(1600000000000000000));
	CHECK_MEM(&b, answer.text + 64, 16);
	CHECK_MEM(&a, answer.text + 80, 16);
	CHECK_EQ(lab_port(fd), field(&answer, 96, 2));
	CHECK(field(&answer, 112, 8) >= field(&answer, 56, 8));
	CHECK(field(&answer, 120, 8) != 0);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	sock6_close(fd);
}

/* What the answer says of itself is what arrives. */
static void check_answer(sock6_fd fd, unsigned traffic_class,
			 unsigned hop_limit, uint32_t flow_label)
{
	struct lab_datagram answer;

	REQUIRE_EQ(REQUEST_SIZE, hear(fd, &answer));
	CHECK_EQ(7, field(&answer, 98, 1));
	CHECK_EQ(traffic_class, field(&answer, 99, 1));
	CHECK_EQ(hop_limit, field(&answer, 100, 1));
	CHECK_EQ(flow_label, field(&answer, 104, 4));
	CHECK_EQ(traffic_class, answer.control.traffic_class);
	CHECK_EQ(hop_limit, answer.control.hop_limit);
	CHECK_EQ(flow_label, answer.control.flow_label);
}

static void an_answer_has_the_values_that_are_wished_for(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_FLOW_LABEL,
					 .traffic_class = 0xb8,
					 .flow_label = 0x54321 };
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	json_t *summary;

	REQUIRE(REFLECT("1024"));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, &control));
	check_answer(fd, 0xb8, 64, 0x54321);
	add_wishes(request, 7, 0x2b, 9, 0x777);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, &control));
	check_answer(fd, 0x2b, 9, 0x777);
	/* Bits that a label does not have are left out. */
	add_wishes(request, 7, 0, 255, 0xfff00001);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, &control));
	check_answer(fd, 0, 255, 0x00001);
	summary = end_reflect();
	CHECK_EQ(3, record_number(summary, "answers"));
	CHECK_EQ(1, record_number(summary, "askers"));
	json_decref(summary);
	sock6_close(fd);
}

static void the_operator_decides_over_wishes(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();

	REQUIRE(REFLECT("--count", "1", "--tclass", "cs1+ce", "--hops", "17",
			"--flow", "0xabcde"));
	make_request(request, STREAM);
	add_wishes(request, 7, 0xb8, 9, 0x777);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	check_answer(fd, 0x23, 17, 0xabcde);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	sock6_close(fd);
}

static void the_answer_is_as_long_as_the_request_and_holds_none_of_it(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	struct lab_datagram answer;
	sock6_fd fd = asker();
	unsigned others = 0;

	REQUIRE(REFLECT("--count", "1"));
	memset(request, 0xff, 2000);
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, 2000, NULL));
	REQUIRE_EQ(2000, hear(fd, &answer));
	CHECK_EQ(2000, field(&answer, 52, 4));
	for (unsigned i = REQUEST_SIZE; i < 2000; i++)
		others += answer.text[i] != 0;
	CHECK_EQ(0, others);
	run_finish(&run);
	sock6_close(fd);
}

/* A membership of the asker's, to hear answers to the group. */
static sock6_fd member(void)
{
	sock6_fd fd = lab_multicast("a", 0);
	struct in6_addr group = lab_in6(GROUP);

	CHECK_EQ(0, sock6_group_join(fd, lab_index("a", "eth0"), &group));
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_DESTINATION, NULL));
	return fd;
}

static void ask_group(sock6_fd fd, unsigned wishes, int to_group)
{
	struct sockaddr_in6 peer =
		lab_peer(GROUP, REQUEST_PORT, lab_index("a", "eth0"));
	struct in6_addr b = lab_in6(B), group = lab_in6(GROUP);
	struct lab_datagram answer;

	make_request(request, STREAM);
	add_wishes(request, wishes, 0, 0, 0);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	REQUIRE_EQ(REQUEST_SIZE, hear(fd, &answer));
	CHECK_MEM(&group, answer.text + 64, 16);
	CHECK_MEM(&b, &answer.peer.sin6_addr, 16);
	CHECK_EQ(to_group,
		 memcmp(&answer.control.destination, &group, 16) == 0);
	CHECK_EQ(to_group ? 8 : 0, field(&answer, 98, 1) & 8);
}

static void a_group_is_answered_by_unicast(void)
{
	sock6_fd fd = member();

	REQUIRE(REFLECT(GROUP "%eth0", "--count", "2"));
	ask_group(fd, 0, 0);
	ask_group(fd, 8, 0);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	sock6_close(fd);
}

static void a_group_is_answered_to_the_group_where_both_ends_want_it(void)
{
	sock6_fd fd = member();
	json_t *record;

	REQUIRE(REFLECT(GROUP, "--count", "2", "--answer-group"));
	ask_group(fd, 8, 1);
	ask_group(fd, 0, 0);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "asker", 0);
	CHECK_STR(GROUP, record_text(record, "destination"));
	CHECK_STR("eth0", record_text(record, "interface"));
	CHECK(json_is_true(json_object_get(record, "group_answer")));
	json_decref(record);
	sock6_close(fd);
}

/* To an address or a group that is not to be answered; then one that is. */
static void only_what_was_named_is_answered(void)
{
	struct sockaddr_in6 other = lab_peer("2001:db8:1::b2", 5000, 0);
	struct sockaddr_in6 named = lab_peer(B, 5000, 0);
	struct sockaddr_in6 group =
		lab_peer("ff1e::9", 5000, lab_index("a", "eth0"));
	struct lab_datagram answer;
	sock6_fd fd = asker();
	static struct run listener;
	json_t *summary;

	REQUIRE(LISTEN(&listener, "[ff1e::9%eth0]:5001", "-w", "20s"));
	REQUIRE(REFLECT("[" B "]:5000", "[" GROUP "%eth0]:5000"));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &other, REQUEST_SIZE, NULL));
	REQUIRE(ask(fd, &group, REQUEST_SIZE, NULL));
	REQUIRE(ask(fd, &named, REQUEST_SIZE, NULL));
	CHECK_EQ(REQUEST_SIZE, hear(fd, &answer));
	summary = end_reflect();
	CHECK_EQ(1, record_number(summary, "answers"));
	json_decref(summary);
	run_signal(&listener, SIGINT);
	run_finish(&listener);
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(an_answer_tells_how_the_request_arrived);
	RUN(an_answer_has_the_values_that_are_wished_for);
	RUN(the_operator_decides_over_wishes);
	RUN(the_answer_is_as_long_as_the_request_and_holds_none_of_it);
	RUN(a_group_is_answered_by_unicast);
	RUN(a_group_is_answered_to_the_group_where_both_ends_want_it);
	RUN(only_what_was_named_is_answered);
	return check_end();
}
