/* SPDX-License-Identifier: MIT */
/* Why datagrams of send do not arrive, as routers and hosts tell it. */
#define _GNU_SOURCE
#include <signal.h>

#include "documented.h"
#include "stamped.h"

#define B      "[2001:db8:2::b]:5000"
#define CLOSED "[2001:db8:2::b]:5001"
#define ROUTER "2001:db8:1::1"
#define PORT   5000

static const char *const pages[] = { "sock6-send.1", NULL };
static struct run run;
static struct stamped in;
static sock6_fd b;

/* The n-th error, which must say this. */
static json_t *error(unsigned n, const char *reason, const char *offender,
		     const char *status)
{
	json_t *record = run_record(&run, "error", n);

	CHECK_STR(reason, record_text(record, "reason"));
	CHECK_STR(offender, record_text(record, "source"));
	CHECK_STR(status, record_text(record, "status"));
	return record;
}

/* What the host has learnt of paths is not the next test's. */
static void forget_paths(void)
{
	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
}

static void a_closed_port_is_told_for_each_datagram(void)
{
	FROM_A(&run, CLOSED, "-c", "3", "-i", "20ms");
	CHECK_EQ(1, run.end);
	CHECK_STR("", run.errors);
	for (unsigned i = 0; i < 3; i++) {
		json_t *record = error(i, "port unreachable", "2001:db8:2::b",
				       "ECONNREFUSED");

		CHECK_EQ(1, record_number(record, "icmp_type"));
		CHECK_EQ(4, record_number(record, "icmp_code"));
		CHECK_EQ(i + 1, record_number(record, "sequence"));
		CHECK_STR(CLOSED, record_text(record, "destination"));
		json_decref(record);
	}
	check_documented(&run, pages);
	/* Those for the ends of the stream are nobody's. */
	CHECK_EQ(3, summary_number(&run, "errors"));
	CHECK_EQ(3, summary_reason(&run, "port unreachable"));
	/* Linux has the error fail the next call, which did nothing wrong. */
	CHECK_EQ(3, summary_number(&run, "sent"));
	CHECK_EQ(0, summary_number(&run, "failed"));
}

static void text_tells_it_in_a_line(void)
{
	static const char *const words[] = { "send", CLOSED, NULL };

	run_start(&run, on_host, "a", words);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.output, "\nport unreachable from 2001:db8:2::b for #1 "
				 "to " CLOSED "\n") != NULL);
	CHECK(strstr(run.output, "\n1 sent, 40 bytes, 1 error (port "
				 "unreachable 1), in ") != NULL);
}

static void a_text_has_no_number(void)
{
	json_t *record;

	FROM_A(&run, CLOSED, "--payload", "hello");
	CHECK_EQ(1, run.end);
	record = error(0, "port unreachable", "2001:db8:2::b", "ECONNREFUSED");
	CHECK(json_object_get(record, "sequence") == NULL);
	json_decref(record);
}

static void a_hop_limit_that_is_too_low_is_told_by_the_router(void)
{
	json_t *record;

	FROM_A(&run, B, "--hops", "1");
	CHECK_EQ(1, run.end);
	record = error(0, "hop limit exceeded in transit", ROUTER,
		       "EHOSTUNREACH");
	CHECK_EQ(3, record_number(record, "icmp_type"));
	json_decref(record);
}

static void a_missing_route_is_told_by_the_router(void)
{
	FROM_A(&run, "2001:db8:99::1", "-c", "2", "-i", "20ms");
	CHECK_EQ(1, run.end);
	json_decref(error(0, "no route to destination", ROUTER, "ENETUNREACH"));
	CHECK_EQ(2, summary_reason(&run, "no route to destination"));
	CHECK_EQ(0, summary_number(&run, "failed"));
}

static void a_narrow_link_is_told_with_its_mtu(void)
{
	json_t *record;

	FROM_A(&run, B, "-s", "1400", "-c", "2", "-i", "50ms");
	/* The second one comes in fragments. */
	CHECK_EQ(0, run.end);
	REQUIRE(stamped_is(b, &in, 2));
	REQUIRE(stamped_ends(b, &in, 2));
	record = error(0, "packet too big, MTU 1400", ROUTER, "EMSGSIZE");
	CHECK_EQ(1400, record_number(record, "mtu"));
	CHECK_EQ(1, record_number(record, "sequence"));
	json_decref(record);
	CHECK_EQ(1, summary_number(&run, "errors"));
	forget_paths();
	for (int i = 0; i < 2; i++)
		stamped_ends(b, &in, 2);
}

static void what_may_not_be_fragmented_is_refused_from_then_on(void)
{
	json_t *record;

	FROM_A(&run, B, "-s", "1400", "-c", "2", "-i", "50ms", "--df");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, summary_number(&run, "sent"));
	CHECK_EQ(1, summary_number(&run, "failed"));
	CHECK_EQ(1, summary_reason(&run, "packet too big, MTU 1400"));
	CHECK_EQ(1, summary_reason(&run, "EMSGSIZE"));
	record = run_record(&run, "error", 1);
	CHECK_EQ(1400, record_number(record, "mtu"));
	CHECK(json_object_get(record, "icmp_type") == NULL);
	json_decref(record);
	forget_paths();
}

static void one_destination_that_answers_nothing_is_hope_enough(void)
{
	FROM_A(&run, CLOSED, B, "-i", "10ms", "-c", "2");
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, summary_number(&run, "destinations"));
	CHECK_EQ(2, summary_reason(&run, "port unreachable"));
	CHECK_EQ(4, summary_number(&run, "sent"));
	REQUIRE(stamped_is(b, &in, 1));
	REQUIRE(stamped_is(b, &in, 2));
	for (int i = 0; i < 3; i++)
		stamped_ends(b, &in, 2);
}

/* Each of the two streams has its own errors. */
static void a_destination_may_be_given_twice(void)
{
	FROM_A(&run, CLOSED, CLOSED, "-i", "20ms", "-c", "2");
	CHECK_EQ(1, run.end);
	CHECK_EQ(4, summary_number(&run, "sent"));
	CHECK_EQ(4, summary_number(&run, "errors"));
	for (unsigned i = 0; i < 4; i++) {
		json_t *record = run_record(&run, "error", i);

		CHECK_EQ(i / 2 + 1, record_number(record, "sequence"));
		json_decref(record);
	}
}

static void a_flood_of_errors_is_counted_and_shown_in_part(void)
{
	unsigned shown;

	FROM_A(&run, CLOSED, "--rate", "5kpps", "-c", "1000");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1000, summary_number(&run, "sent"));
	CHECK_EQ(0, summary_number(&run, "failed"));
	/* Hosts send no more than a thousand a second, and 50 at once. */
	CHECK(summary_number(&run, "errors") > 40);
	shown = records_of(&run, "error");
	CHECK(shown >= 11 && shown <= 11 + 10 * 20);
	CHECK(shown < (unsigned)summary_number(&run, "errors"));
	FROM_A(&run, CLOSED, "-q");
	CHECK_EQ(1, run.end);
	CHECK_EQ(0, records_of(&run, "error"));
	CHECK_EQ(1, summary_number(&run, "errors"));
}

/* The router asks for the host three times before it gives it up. */
static void errors_are_waited_for_as_long_as_wanted(void)
{
	const char *nobody = "2001:db8:2::99";
	int64_t began;

	REQUIRE_EQ(0, lab_sysctl("r", "net/ipv6/neigh/eth1/retrans_time_ms",
				 "100"));
	FROM_A(&run, nobody, "--linger", "0");
	CHECK_EQ(0, run.end);
	began = sock6_now();
	FROM_A(&run, nobody, "--linger", "1m");
	CHECK_EQ(1, run.end);
	json_decref(error(0, "address unreachable", ROUTER, "EHOSTUNREACH"));
	/* Nothing more can come. */
	CHECK(sock6_now() - began < INT64_C(30000000000));
}

/* An error from b about a datagram from port 4000 of a to port 5000 of b. */
static void forge(sock6_fd raw, uint8_t type, uint8_t code, uint32_t mtu,
		  const void *payload, size_t size)
{
	struct sockaddr_in6 a = lab_peer("2001:db8:1::a", 0, 0);
	struct in6_addr to = lab_in6("2001:db8:2::b");
	unsigned char bytes[400] = { type, code };
	struct sock6_message message = { .data = bytes, .peer = a };
	uint32_t number = htonl(mtu);
	uint16_t ports[2] = { htons(4000), htons(PORT) };

	memcpy(bytes + 4, &number, 4);
	bytes[8] = 6 << 4;
	bytes[8 + 5] = (unsigned char)(8 + size);
	bytes[8 + 6] = 17;
	bytes[8 + 7] = 1;
	memcpy(bytes + 8 + 8, &a.sin6_addr, 16);
	memcpy(bytes + 8 + 24, &to, 16);
	memcpy(bytes + 48, ports, 4);
	bytes[48 + 5] = (unsigned char)(8 + size);
	memcpy(bytes + 56, payload, size);
	message.size = 56 + size;
	CHECK_EQ(message.size, sock6_send(raw, &message, 0));
}

static void check_no_raw_byte(void)
{
	unsigned raw = 0;

	for (size_t i = 0; i < run.output_size; i++) {
		unsigned char c = (unsigned char)run.output[i];

		raw += (c < 0x20 && c != '\n') || c >= 0x7f;
	}
	CHECK_EQ(0, raw);
}

static void forged_errors_are_survived_and_number_nothing(void)
{
	static const char *const words[] = { "send",   B,
					     "--from", "[2001:db8:1::a]:4000",
					     "--json", "-c",
					     "0",      "-i",
					     "1h",     NULL };
	sock6_fd raw = lab_raw("b", 58);
	struct stamp strange = { .kind = STAMP_END,
				 .stream = 4711,
				 .sequence = 1 };
	static const char escapes[] = "\033[31m\033]0;title\a\n";
	unsigned char stamp[STAMP_SIZE];

	run_start(&run, on_host, "a", words);
	REQUIRE(stamped_is(b, &in, 1));
	stamp_encode(stamp, &strange);
	forge(raw, 1, 4, 0, "", 0);
	forge(raw, 1, 1, 0, escapes, sizeof(escapes));
	forge(raw, 1, 3, 0, stamp, sizeof(stamp));
	forge(raw, 1, 200, 0, stamp, sizeof(stamp) - 1);
	forge(raw, 2, 0, 1280, in.bytes, STAMP_SIZE);
	REQUIRE(run_prints(&run, "MTU 1280"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(5, records_of(&run, "error"));
	check_no_raw_byte();
	for (unsigned i = 0; i < 5; i++) {
		json_t *record = run_record(&run, "error", i);

		CHECK_EQ(i == 4 ? 1 : -1, record_number(record, "sequence"));
		json_decref(record);
	}
	sock6_close(raw);
	forget_paths();
}

/* Twenty routes that each claim another MTU. */
static void kinds_of_errors_beyond_some_are_one(void)
{
	static const char *const words[] = { "send",   B,
					     "--from", "[2001:db8:1::a]:4000",
					     "--json", "-c",
					     "0",      "-i",
					     "1h",     NULL };
	sock6_fd raw = lab_raw("b", 58);

	run_start(&run, on_host, "a", words);
	do
		REQUIRE(stamped_hear(b, &in));
	while (in.stamp.kind != STAMP_DATA);
	for (uint32_t i = 0; i < 20; i++)
		forge(raw, 2, 0, 1280 + i, in.bytes, STAMP_SIZE);
	REQUIRE(run_prints(&run, "MTU 1299"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(20, summary_number(&run, "errors"));
	CHECK_EQ(1, summary_reason(&run, "packet too big, MTU 1294"));
	CHECK_EQ(-1, summary_reason(&run, "packet too big, MTU 1295"));
	CHECK_EQ(5, summary_reason(&run, "other"));
	check_documented(&run, pages);
	sock6_close(raw);
	forget_paths();
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	b = lab_udp("b", "::", PORT);
	RUN(a_closed_port_is_told_for_each_datagram);
	RUN(text_tells_it_in_a_line);
	RUN(a_text_has_no_number);
	RUN(a_hop_limit_that_is_too_low_is_told_by_the_router);
	RUN(a_missing_route_is_told_by_the_router);
	RUN(a_narrow_link_is_told_with_its_mtu);
	RUN(what_may_not_be_fragmented_is_refused_from_then_on);
	RUN(one_destination_that_answers_nothing_is_hope_enough);
	RUN(a_destination_may_be_given_twice);
	RUN(a_flood_of_errors_is_counted_and_shown_in_part);
	RUN(errors_are_waited_for_as_long_as_wanted);
	RUN(forged_errors_are_survived_and_number_nothing);
	RUN(kinds_of_errors_beyond_some_are_one);
	return check_end();
}
