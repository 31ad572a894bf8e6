/* SPDX-License-Identifier: MIT */
/* sock6 reflect: what it answers, with which values, and to whom never. */
#include <signal.h>

#include "capture.h"
#include "forge.h"
#include "hosts.h"
#include "request.h"

#define B      "2001:db8:1::b"
#define GROUP  "ff1e::114"
#define STREAM UINT64_C(0x0102030405060708)

static struct run run;
static struct packet packet;
static uint8_t request[65536];

/* A responder on b, and a wire there; the last argument is NULL. */
static int reflect(const char *const arguments[])
{
	run_start(&run, on_host, "b", arguments);
	return CHECK(run_prints(&run, "reflecting"));
}

#define REFLECT(...) \
	reflect((const char *const[]){ "reflect", "--json", __VA_ARGS__, NULL })

static int ask(sock6_fd fd, const struct sockaddr_in6 *peer, size_t size,
	       const struct sock6_control *control)
{
	struct sock6_control copy = { 0 };
	struct sock6_message out = {
		.data = request, .size = size, .peer = *peer, .control = &copy
	};

	if (control)
		copy = *control;
	return CHECK_EQ(size, sock6_send(fd, &out, 0));
}

static sock6_fd asker(void)
{
	sock6_fd fd = lab_udp("a", "::", 0);

	CHECK_EQ(0, sock6_control_request(
			    fd,
			    SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
				    SOCK6_FLOW_LABEL | SOCK6_DESTINATION,
			    NULL));
	return fd;
}

/* Waits for an answer: its bytes are in ANSWER->text. */
static int hear(sock6_fd fd, struct lab_datagram *answer)
{
	memset(answer, 0, sizeof(*answer));
	return lab_receive(fd, answer);
}

static uint64_t field(const struct lab_datagram *answer, unsigned at,
		      unsigned size)
{
	return get_number((const uint8_t *)answer->text + at, size);
}

/* Interrupts the responder; its summary, to be given back. */
static json_t *end_reflect(void)
{
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_STR("", run.errors);
	CHECK_EQ(0, run.end);
	return run_record(&run, "summary", 0);
}

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

/* Datagrams that are no requests, each in a way of its own. */
static unsigned ask_nothing(sock6_fd fd, const struct sockaddr_in6 *peer)
{
	static const struct {
		unsigned at, value;
	} wrong[] = {
		{ 0, 'S' }, { 5, 2 }, { 6, 0 },  { 6, 1 },
		{ 6, 3 },   { 6, 4 }, { 40, 0 }, { 40, 2 },
	};
	unsigned count = 0;

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		make_request(request, 1);
		request[wrong[i].at] = (uint8_t)wrong[i].value;
		count += (unsigned)ask(fd, peer, REQUEST_SIZE, NULL);
	}
	make_request(request, 1);
	for (unsigned size = 0; size < REQUEST_SIZE; size += 3)
		count += (unsigned)ask(fd, peer, size, NULL);
	for (unsigned i = 0; i < 64; i++) {
		for (unsigned n = 0; n < 256; n++)
			request[n] = (uint8_t)rand();
		count += (unsigned)ask(fd, peer, 4 * i, NULL);
	}
	return count;
}

/* How many datagrams have left b until the answer to STREAM; bytes as well. */
static unsigned answers_on(int wire, size_t *bytes)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	unsigned count = 0;

	*bytes = 0;
	while (CHECK(capture_next(wire, &packet, deadline))) {
		if (!packet.outgoing || packet.protocol != 17)
			continue;
		count++;
		*bytes += packet.payload_size - 8;
		if (packet.payload_size >= 8 + REQUEST_SIZE &&
		    get_number(packet.payload + 16, 8) == STREAM)
			break;
	}
	return count;
}

static void nothing_but_a_request_is_answered(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	unsigned sent;
	size_t bytes;

	REQUIRE(REFLECT("--rate", "0"));
	sent = ask_nothing(fd, &peer);
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(1, answers_on(wire, &bytes));
	CHECK_EQ(REQUEST_SIZE, bytes);
	summary = end_reflect();
	CHECK_EQ(sent, record_number(summary, "others"));
	CHECK_EQ(1, record_number(summary, "answers"));
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

/* Sources at which nobody can be; some of these Linux itself drops. */
static void forge_sources(uint16_t low_port)
{
	static const char *const sources[] = { "ff02::1", "ff1e::114", "::" };
	struct forged f = { "2001:db8:1::a", B,       0,
			    REQUEST_PORT,    request, REQUEST_SIZE };

	make_request(request, 1);
	forge("a", &f);
	f.source_port = low_port;
	forge("a", &f);
	f.source_port = 5000;
	for (unsigned i = 0; i < 3; i++) {
		f.source = sources[i];
		forge("a", &f);
	}
}

static void nobody_who_cannot_have_asked_is_answered(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	size_t bytes;

	REQUIRE(REFLECT("1024"));
	forge_sources(53);
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(1, answers_on(wire, &bytes));
	summary = end_reflect();
	CHECK_EQ(1, record_number(summary, "answers"));
	/* Port 0, the low port, and the source ::, which Linux lets pass. */
	CHECK(record_number(summary, "refused") >= 2);
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

static void a_low_port_is_answered_if_the_operator_says_so(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = lab_udp("a", "::", 53);
	struct lab_datagram answer;

	REQUIRE(REFLECT("--count", "1", "--low-ports"));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(REQUEST_SIZE, hear(fd, &answer));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	sock6_close(fd);
}

/* A request in the name of another responder: one answer, and that is all. */
static void two_responders_do_not_keep_each_other_busy(void)
{
	static const char *const arguments[] = { "reflect", "--json", "5000",
						 NULL };
	static struct run other;
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	size_t bytes;

	REQUIRE(REFLECT("1024"));
	run_start(&other, on_host, "a", arguments);
	REQUIRE(run_prints(&other, "reflecting"));
	make_request(request, 1);
	forge("a", &(struct forged){ "2001:db8:1::a", B, 5000, REQUEST_PORT,
				     request, REQUEST_SIZE });
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(2, answers_on(wire, &bytes));
	CHECK_EQ(2 * REQUEST_SIZE, bytes);
	summary = end_reflect();
	CHECK_EQ(2, record_number(summary, "answers"));
	CHECK_EQ(0, record_number(summary, "others"));
	json_decref(summary);
	run_signal(&other, SIGINT);
	run_finish(&other);
	summary = run_record(&other, "summary", 0);
	CHECK_EQ(0, record_number(summary, "answers"));
	CHECK_EQ(1, record_number(summary, "others"));
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

static void answers_are_limited_to_a_rate(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	int64_t answers, limited, began;
	sock6_fd fd = asker();
	json_t *summary;

	REQUIRE(REFLECT("--rate", "5"));
	began = sock6_now();
	make_request(request, STREAM);
	for (int i = 0; i < 50; i++)
		REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	/* It reads what is there before it tells. */
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "interim"));
	summary = end_reflect();
	answers = record_number(summary, "answers");
	limited = record_number(summary, "limited");
	CHECK_EQ(50, answers + limited);
	CHECK(answers >= 5 &&
	      answers <= 6 + (sock6_now() - began) / INT64_C(200000000));
	json_decref(summary);
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
	RUN(nothing_but_a_request_is_answered);
	RUN(nobody_who_cannot_have_asked_is_answered);
	RUN(a_low_port_is_answered_if_the_operator_says_so);
	RUN(two_responders_do_not_keep_each_other_busy);
	RUN(answers_are_limited_to_a_rate);
	RUN(a_group_is_answered_by_unicast);
	RUN(a_group_is_answered_to_the_group_where_both_ends_want_it);
	RUN(only_what_was_named_is_answered);
	return check_end();
}
