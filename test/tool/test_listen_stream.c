/* SPDX-License-Identifier: MIT */
/* What is told of a stream: loss, duplicates, order and delay; also of streams
 * that were forged. */
#define _POSIX_C_SOURCE 200809L

#include "forged_stamp.h"

static struct run run;

static double real_of(const json_t *record, const char *name)
{
	return json_real_value(json_object_get(record, name));
}

static json_t *only_stream(void)
{
	json_t *second = run_record(&run, "stream", 1);

	CHECK(second == NULL);
	json_decref(second);
	return run_record(&run, "stream", 0);
}

static void a_stamp_is_shown_by_its_number_and_its_delay(void)
{
	const char *const arguments[] = { "listen", "5000", "--count", "2",
					  NULL };
	struct forged_stamp stamp = { .stream = 7, .sequence = 17 };
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	const char *shown;

	run_start(&run, on_host, "b", arguments);
	REQUIRE(run_prints(&run, "port"));
	stamp.sent = clock_now() - UINT64_C(3600000000000);
	send_forged(fd, &stamp);
	REQUIRE(SEND("[2001:db8:1::b]:5000", "--stamp", "--payload", "text"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	shown = strstr(run.output, " length=40 #17 60m 00s\n");
	CHECK(shown != NULL);
	CHECK(strstr(run.output, " length=44 #1 ") != NULL);
	CHECK(strstr(run.output, " \"text\"\n") != NULL);
	CHECK(strstr(run.output, "sock6\\x01") == NULL);
	sock6_close(fd);
}

static void a_stamp_is_in_the_record_of_its_datagram(void)
{
	struct forged_stamp stamp = { .stream = UINT64_C(0xfedcba9876543210),
				      .sequence = 3,
				      .sent = UINT64_C(1700000000123456789) };
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "1"));
	send_forged(fd, &stamp);
	heard_all(&run);
	record = run_record(&run, "datagram", 0);
	CHECK_STR("fedcba9876543210", record_text(record, "stream"));
	CHECK_EQ(3, record_number(record, "sequence"));
	CHECK_STR("2023-11-14T22:13:20.123456789Z",
		  record_text(record, "sent_time"));
	CHECK(real_of(record, "delay") > 3e7);
	json_decref(record);
	sock6_close(fd);
}

static void loss_duplicates_and_order_are_told_exactly(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--until-end"));
	SEND_NUMBERS(fd, 1, 2, 3, 5, 4, 6, 8, 8, 10);
	send_end(fd, 12);
	heard_all(&run);
	record = only_stream();
	CHECK_EQ(9, record_number(record, "datagrams"));
	CHECK_EQ(360, record_number(record, "bytes"));
	CHECK_EQ(12, record_number(record, "sent"));
	CHECK_EQ(1, record_number(record, "first"));
	CHECK_EQ(10, record_number(record, "highest"));
	CHECK_EQ(4, record_number(record, "lost"));
	CHECK((int)(real_of(record, "loss") * 10) == 333);
	CHECK_EQ(1, record_number(record, "duplicates"));
	CHECK_EQ(1, record_number(record, "reordered"));
	CHECK_EQ(3, record_number(record, "gaps"));
	CHECK_EQ(1, record_number(record, "longest_gap"));
	CHECK_EQ(1, record_number(record, "ends"));
	CHECK(json_is_true(json_object_get(record, "ended")));
	json_decref(record);
	record = run_record(&run, "end", 0);
	CHECK_EQ(12, record_number(record, "sent"));
	CHECK_EQ(4, record_number(record, "lost"));
	json_decref(record);
	sock6_close(fd);
}

static void delay_is_from_stamp_to_arrival(void)
{
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--until-end"));
	for (uint64_t i = 1; i <= 9; i++) {
		struct forged_stamp stamp = { .stream = 7, .sequence = i };

		stamp.sent = clock_now() - i * UINT64_C(1000000000);
		send_forged(fd, &stamp);
	}
	send_end(fd, 9);
	heard_all(&run);
	record = only_stream();
	CHECK(real_of(record, "delay_minimum") >= 1 &&
	      real_of(record, "delay_minimum") < 2);
	CHECK(real_of(record, "delay_average") >= 5 &&
	      real_of(record, "delay_average") < 6);
	CHECK(real_of(record, "delay_maximum") >= 9 &&
	      real_of(record, "delay_maximum") < 10);
	/* Eight changes of a second: 1 - (15/16)^8 (RFC 3550, 6.4.1). */
	CHECK(real_of(record, "jitter") > 0.39 &&
	      real_of(record, "jitter") < 0.42);
	json_decref(record);
	sock6_close(fd);
}

static void another_socket_s_stamps_are_another_stream(void)
{
	sock6_fd one = lab_udp("a", "2001:db8:1::a", 0);
	sock6_fd other = lab_udp("a", "2001:db8:1::a2", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "6"));
	SEND_NUMBERS(one, 1, 2);
	SEND_NUMBERS(other, 3, 1000, 4);
	SEND_NUMBERS(one, 3);
	heard_all(&run);
	record = run_record(&run, "stream", 0);
	CHECK_STR("2001:db8:1::a", record_text(record, "source"));
	CHECK_EQ(0, record_number(record, "lost"));
	CHECK_EQ(3, record_number(record, "datagrams"));
	json_decref(record);
	record = run_record(&run, "stream", 1);
	CHECK_STR("2001:db8:1::a2", record_text(record, "source"));
	CHECK_EQ(997, record_number(record, "lost"));
	json_decref(record);
	sock6_close(one);
	sock6_close(other);
}

/* Every number, time and kind at its extreme; then things go on as before. */
static void no_stamp_can_upset_the_counts(void)
{
	static const uint64_t extremes[] = { 0, UINT64_MAX, UINT64_MAX - 1,
					     UINT64_C(1) << 63,
					     (UINT64_C(1) << 62) + 1 };
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "25"));
	SEND_NUMBERS(fd, 1, 2);
	for (unsigned i = 0; i < 20; i++) {
		struct forged_stamp stamp = { .stream = 7,
					      .sequence = extremes[i % 5],
					      .sent = extremes[i / 4],
					      .value = extremes[i % 3] };

		send_forged(fd, &stamp);
		stamp.kind = FORGED_END;
		send_forged(fd, &stamp);
		stamp.kind = (unsigned char)(200 + i);
		if (i == 0)
			send_forged(fd, &stamp);
	}
	SEND_NUMBERS(fd, 3, 4);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "stream", 0);
	CHECK_EQ(24, record_number(record, "datagrams"));
	CHECK_EQ(0, record_number(record, "lost"));
	CHECK_EQ(4, record_number(record, "highest"));
	CHECK_EQ(20, record_number(record, "strange"));
	CHECK(real_of(record, "delay_maximum") < 60);
	json_decref(record);
	/* What has a kind that nobody knows has no number. */
	record = run_record(&run, "stream", 1);
	CHECK_EQ(1, record_number(record, "datagrams"));
	CHECK(json_object_get(record, "lost") == NULL);
	json_decref(record);
	sock6_close(fd);
}

static void one_byte_less_is_no_stamp(void)
{
	unsigned char bytes[40];
	struct forged_stamp stamp = { .stream = 7, .sequence = 1 };
	struct sock6_message out = { .data = bytes, .size = 39 };
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "1"));
	make_stamp(bytes, &stamp);
	out.peer = lab_peer("2001:db8:1::b", 5000, 0);
	CHECK_EQ(39, sock6_send(fd, &out, 0));
	heard_all(&run);
	record = only_stream();
	CHECK(json_object_get(record, "stream") == NULL);
	CHECK_EQ(39, record_number(record, "bytes"));
	json_decref(record);
	sock6_close(fd);
}

static void what_varies_is_counted(void)
{
	json_t *record, *counts;
	sock6_fd fd = lab_udp("a", "2001:db8:1::a", 0);
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", 5000, 0);
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT };

	REQUIRE(LISTEN(&run, "5000", "--count", "3"));
	for (unsigned i = 0; i < 3; i++) {
		control.traffic_class = i ? 0x88 : 0xb8;
		control.hop_limit = 9;
		CHECK_EQ(1, lab_send(fd, "x", &peer, &control));
	}
	heard_all(&run);
	record = only_stream();
	CHECK_STR("af41", record_text(record, "dscp"));
	CHECK_EQ(9, record_number(record, "hop_limit"));
	counts = json_object_get(record, "traffic_classes");
	CHECK_EQ(1, record_number(counts, "ef"));
	CHECK_EQ(2, record_number(counts, "af41"));
	CHECK_EQ(3, record_number(json_object_get(record, "hop_limits"), "9"));
	json_decref(record);
	sock6_close(fd);
}

/* The first of every seven: 15 of 100. */
static int lose_every_seventh(void)
{
	return lab_shell("b", "nft 'add table ip6 t; add chain ip6 t in "
			      "{ type filter hook input priority 0; }; "
			      "add rule ip6 t in udp dport 5000 "
			      "numgen inc mod 7 == 0 counter drop'") == 0;
}

static void what_a_filter_drops_is_what_is_lost(void)
{
	json_t *record;

	if (!lose_every_seventh())
		SKIP("there is no nft(8), or no nftables");
	if (LISTEN(&run, "5000", "--until-end", "--quiet")) {
		SEND("[2001:db8:1::b]:5000", "-c", "100", "-i", "100us", "-q");
		heard_all(&run);
		record = only_stream();
		CHECK_EQ(100, record_number(record, "sent"));
		CHECK_EQ(15, record_number(record, "lost"));
		CHECK_EQ(85, record_number(record, "datagrams"));
		CHECK_EQ(15, record_number(record, "gaps"));
		json_decref(record);
	}
	lab_shell("b", "nft delete table ip6 t");
}

static void each_destination_of_a_sender_is_a_stream(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "ff3e::1+50%eth0", "--until-end"));
	REQUIRE(SEND("ff3e::1+50%eth0", "-c", "3", "-i", "1ms", "-q"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	record = run_record(&run, "summary", 0);
	/* The ends come one behind the other, so more than one may be open. */
	CHECK(record_number(record, "streams") == 50);
	CHECK_EQ(150, record_number(record, "datagrams"));
	CHECK_EQ(0, record_number(record, "lost"));
	json_decref(record);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_stamp_is_shown_by_its_number_and_its_delay);
	RUN(a_stamp_is_in_the_record_of_its_datagram);
	RUN(loss_duplicates_and_order_are_told_exactly);
	RUN(delay_is_from_stamp_to_arrival);
	RUN(another_socket_s_stamps_are_another_stream);
	RUN(no_stamp_can_upset_the_counts);
	RUN(one_byte_less_is_no_stamp);
	RUN(what_varies_is_counted);
	RUN(what_a_filter_drops_is_what_is_lost);
	RUN(each_destination_of_a_sender_is_a_stream);
	return check_end();
}
