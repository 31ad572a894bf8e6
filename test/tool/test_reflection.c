/* SPDX-License-Identifier: MIT */
/* Requests and answers as bytes, who is answered and how often, and how a path
 * is judged: without a network. */
#include "path/reflection.h"

#include <arpa/inet.h>

#include "check.h"
#include "path/effect.h"
#include "reflect/asker_table.h"
#include "reflect/reflect_answer.h"
#include "request.h"

#define SECOND INT64_C(1000000000)

static uint8_t bytes[REQUEST_SIZE], other[REQUEST_SIZE];

static void a_request_is_what_the_manual_says(void)
{
	struct reflection_request request = {
		.stamp = { .kind = STAMP_REQUEST,
			   .stream = 0x0123456789abcdef,
			   .sequence = 7,
			   .sent = 0x1122334455667788,
			   .value = 0x99aabbccddeeff00 },
		.wishes = { 15, 0xba, 33, 0xabcde }
	};
	struct reflection_request back = { 0 };

	make_request(other, 0x0123456789abcdef);
	add_wishes(other, 15, 0xba, 33, 0xabcde);
	reflection_encode_request(bytes, &request);
	CHECK_MEM(other, bytes, REQUEST_SIZE);
	REQUIRE(reflection_decode_request(&back, bytes, sizeof(bytes)));
	CHECK_EQ(7, back.stamp.sequence);
	CHECK_EQ(15, back.wishes.present);
	CHECK_EQ(0xba, back.wishes.traffic_class);
	CHECK_EQ(33, back.wishes.hop_limit);
	CHECK_EQ(0xabcde, back.wishes.flow_label);
	CHECK(!reflection_decode_answer(&(struct reflection_answer){ 0 }, bytes,
					sizeof(bytes)));
}

static void an_answer_is_what_the_manual_says(void)
{
	struct reflection_answer answer = { .stamp = { .kind = STAMP_REPLY,
						       .stream = 1 },
					    .came = { 7, 1, 2, 3 },
					    .leaves = { 15, 4, 5, 6 },
					    .ifindex = 0x11121314,
					    .length = 0x21222324,
					    .received = 0x3132333435363738,
					    .source_port = 0x4142,
					    .sent = 0x5152535455565758,
					    .responder = 0x6162636465666768 };
	struct reflection_answer back = { 0 };

	memset(&answer.destination, 0xdd, 16);
	memset(&answer.source, 0xee, 16);
	reflection_encode_answer(bytes, &answer);
	CHECK_EQ(3, bytes[6]);
	CHECK_MEM("\1\7\1\2\0\0\0\3\x11\x12\x13\x14\x21\x22\x23\x24"
		  "\x31\x32\x33\x34\x35\x36\x37\x38\xdd\xdd",
		  bytes + 40, 26);
	CHECK_MEM("\xee\xee\x41\x42\xf\4\5\0\0\0\0\0\0\6\0\0\0\0"
		  "\x51\x52\x53\x54\x55\x56\x57\x58"
		  "\x61\x62\x63\x64\x65\x66\x67\x68",
		  bytes + 94, 34);
	REQUIRE(reflection_decode_answer(&back, bytes, sizeof(bytes)));
	CHECK_MEM(&answer.came, &back.came, sizeof(back.came));
	CHECK_MEM(&answer.leaves, &back.leaves, sizeof(back.leaves));
	CHECK_MEM(&answer.destination, &back.destination, 16);
	CHECK_MEM(&answer.source, &back.source, 16);
	CHECK_EQ(answer.ifindex, back.ifindex);
	CHECK_EQ(answer.length, back.length);
	CHECK_EQ(answer.received, back.received);
	CHECK_EQ(answer.sent, back.sent);
	CHECK_EQ(answer.source_port, back.source_port);
	CHECK_EQ(answer.responder, back.responder);
}

/* Each in memory of its own, so that a sanitizer sees a byte too far. */
static void short_and_random_bytes_are_neither(void)
{
	struct reflection_request request;
	struct reflection_answer answer;
	unsigned taken = 0;

	for (unsigned size = 0; size < REQUEST_SIZE; size++)
		for (unsigned kind = 0; kind < 256; kind += 5) {
			uint8_t *copy = malloc(size + 1);

			make_request(bytes, 1);
			bytes[6] = (uint8_t)(kind ^ 2);
			memcpy(copy + 1, bytes, size);
			taken += (unsigned)reflection_decode_request(
				&request, copy + 1, size);
			taken += (unsigned)reflection_decode_answer(
				&answer, copy + 1, size);
			free(copy);
		}
	CHECK_EQ(0, taken);
}

static struct sock6_message message_from(const char *address, uint16_t port,
					 struct sock6_control *control)
{
	struct sock6_message message = { .data = bytes,
					 .size = sizeof(bytes),
					 .result = REQUEST_SIZE,
					 .control = control };

	message.peer.sin6_family = AF_INET6;
	message.peer.sin6_port = htons(port);
	if (inet_pton(AF_INET6, address, &message.peer.sin6_addr) != 1)
		abort();
	control->fields = SOCK6_DESTINATION | SOCK6_INTERFACE;
	return message;
}

static enum reflect_verdict judge(struct reflect_policy *policy,
				  const char *address, uint16_t port)
{
	struct sock6_control control = { 0 };
	struct sock6_message message = message_from(address, port, &control);
	struct reflection_request request;

	make_request(bytes, 1);
	return reflect_judge(policy, &message, 1, &request);
}

static void only_possible_askers_are_answered(void)
{
	static const char *const impossible[] = {
		"::",
		"ff02::1",
		"ff3e::8000:1",
		"::ffff:224.0.0.1",
		"::ffff:255.255.255.255",
	};
	struct reflect_policy policy = { 0 };

	CHECK_EQ(REFLECT_ANSWER, judge(&policy, "2001:db8::1", 1024));
	CHECK_EQ(REFLECT_ANSWER, judge(&policy, "fe80::1", 65535));
	CHECK_EQ(REFLECT_ANSWER, judge(&policy, "::ffff:192.0.2.1", 5000));
	for (unsigned i = 0; i < 5; i++)
		CHECK_EQ(REFLECT_REFUSED, judge(&policy, impossible[i], 5000));
	CHECK_EQ(REFLECT_REFUSED, judge(&policy, "2001:db8::1", 1023));
	policy.low_ports = 1;
	CHECK_EQ(REFLECT_ANSWER, judge(&policy, "2001:db8::1", 1));
	CHECK_EQ(REFLECT_REFUSED, judge(&policy, "2001:db8::1", 0));
}

static void what_is_not_whole_is_not_answered(void)
{
	struct sock6_control control = { 0 };
	struct sock6_message message =
		message_from("2001:db8::1", 5000, &control);
	struct reflect_policy policy = { 0 };
	struct reflection_request request;

	make_request(bytes, 1);
	message.flags = SOCK6_TRUNCATED;
	CHECK_EQ(REFLECT_FOREIGN,
		 reflect_judge(&policy, &message, 1, &request));
	message.flags = SOCK6_NOTICE;
	CHECK_EQ(REFLECT_FOREIGN,
		 reflect_judge(&policy, &message, 1, &request));
	message.flags = 0;
	control.fields = SOCK6_INTERFACE;
	CHECK_EQ(REFLECT_REFUSED,
		 reflect_judge(&policy, &message, 1, &request));
}

/* How many of a hundred requests at one moment are answered. */
static unsigned answered_at(struct reflect_policy *policy, int64_t now)
{
	struct sock6_control control = { 0 };
	struct sock6_message message =
		message_from("2001:db8::1", 5000, &control);
	struct reflection_request request;
	unsigned answered = 0;

	make_request(bytes, 1);
	for (int i = 0; i < 100; i++)
		answered += reflect_judge(policy, &message, now, &request) ==
			    REFLECT_ANSWER;
	return answered;
}

static void a_second_has_no_more_answers_than_the_rate(void)
{
	struct reflect_policy policy = { .rate = 10 };
	int64_t now = 5000 * SECOND;

	CHECK_EQ(10, answered_at(&policy, now));
	CHECK_EQ(0, answered_at(&policy, now));
	CHECK_EQ(0, answered_at(&policy, now + SECOND / 10 - 1));
	CHECK_EQ(1, answered_at(&policy, now + SECOND / 10));
	CHECK_EQ(3, answered_at(&policy, now + 4 * SECOND / 10));
	CHECK_EQ(10, answered_at(&policy, now + 60 * SECOND));
	policy.rate = 0;
	CHECK_EQ(100, answered_at(&policy, now));
}

static void an_asker_is_new_once_and_many_have_room(void)
{
	static struct asker_table table;
	struct sockaddr_in6 asker = { .sin6_family = AF_INET6 };
	unsigned again = 0;

	for (unsigned i = 0; i < 1000; i++) {
		asker.sin6_addr.s6_addr[15] = (uint8_t)i;
		asker.sin6_addr.s6_addr[7] = (uint8_t)(i >> 8);
		CHECK_EQ(1, asker_table_add(&table, &asker));
		again += (unsigned)asker_table_add(&table, &asker);
	}
	CHECK_EQ(0, again);
	asker.sin6_port = 1;
	CHECK_EQ(1, asker_table_add(&table, &asker));
	/* More than there is room for: the oldest give way, nothing breaks. */
	for (unsigned i = 0; i < 100000; i++) {
		put_number(asker.sin6_addr.s6_addr, 8,
			   i * UINT64_C(0x9e3779b9));
		asker_table_add(&table, &asker);
	}
	CHECK_EQ(0, asker_table_add(&table, &asker));
}

static void one_class_is_judged_by_both_of_its_parts(void)
{
	static const struct {
		uint8_t sent, arrived;
		enum effect_verdict dscp, ecn, both;
	} cases[] = {
		{ 0xba, 0xba, EFFECT_KEPT, EFFECT_KEPT, EFFECT_KEPT },
		{ 0xba, 0x02, EFFECT_CLEARED, EFFECT_KEPT, EFFECT_CLEARED },
		{ 0xba, 0xb8, EFFECT_KEPT, EFFECT_CLEARED, EFFECT_CLEARED },
		{ 0xba, 0xbb, EFFECT_KEPT, EFFECT_CHANGED, EFFECT_CHANGED },
		{ 0xba, 0x20, EFFECT_CHANGED, EFFECT_CLEARED, EFFECT_CHANGED },
	};

	for (unsigned i = 0; i < 5; i++) {
		struct effect_way way = { 0 };

		CHECK_EQ(EFFECT_UNKNOWN, effect_way_verdict(&way));
		effect_way_arrived(&way, cases[i].sent, cases[i].arrived);
		CHECK_EQ(cases[i].dscp, effect_way_dscp(&way));
		CHECK_EQ(cases[i].ecn, effect_way_ecn(&way));
		CHECK_EQ(cases[i].both, effect_way_verdict(&way));
		effect_way_arrived(&way, cases[i].sent, cases[i].sent);
		CHECK_EQ(i == 0 ? EFFECT_KEPT : EFFECT_VARIES,
			 effect_way_verdict(&way));
		way.lost = 1;
		CHECK_EQ(EFFECT_LOST, effect_way_verdict(&way));
	}
}

/* DSCPs 1 to 4 are sent; what each arrives as, 255: lost. */
static enum effect_verdict judge_dscps(const uint8_t arrived[4])
{
	struct effect path = { 0 };

	for (unsigned i = 0; i < 4; i++) {
		struct effect_way way = { 0 };
		uint8_t sent = (uint8_t)((i + 1) << 2);

		if (arrived[i] == 255)
			way.lost = 1;
		else
			effect_way_arrived(&way, sent,
					   (uint8_t)(arrived[i] << 2));
		effect_add(&path, &way, sent);
	}
	return effect_aspect_verdict(&path.dscp);
}

static void a_path_is_judged_by_all_of_its_classes(void)
{
	CHECK_EQ(EFFECT_KEPT, judge_dscps((uint8_t[]){ 1, 2, 3, 4 }));
	CHECK_EQ(EFFECT_CLEARED, judge_dscps((uint8_t[]){ 0, 0, 0, 0 }));
	CHECK_EQ(EFFECT_CHANGED, judge_dscps((uint8_t[]){ 9, 9, 9, 9 }));
	CHECK_EQ(EFFECT_LOST, judge_dscps((uint8_t[]){ 255, 255, 255, 255 }));
	CHECK_EQ(EFFECT_VARIES, judge_dscps((uint8_t[]){ 1, 2, 3, 0 }));
	CHECK_EQ(EFFECT_VARIES, judge_dscps((uint8_t[]){ 0, 0, 0, 9 }));
	CHECK_EQ(EFFECT_VARIES, judge_dscps((uint8_t[]){ 255, 0, 0, 0 }));
}

/* Somebody has set the hop limit higher than it was sent: it counts nothing. */
static void hops_that_cannot_be_are_not_told(void)
{
	struct effect_way way = { 0 };

	effect_way_hops(&way, 10, 11);
	CHECK(!way.has_hops);
	effect_way_hops(&way, 64, 60);
	effect_way_hops(&way, 64, 62);
	CHECK_EQ(2, way.hops_minimum);
	CHECK_EQ(4, way.hops_maximum);
}

int main(void)
{
	RUN(a_request_is_what_the_manual_says);
	RUN(an_answer_is_what_the_manual_says);
	RUN(short_and_random_bytes_are_neither);
	RUN(only_possible_askers_are_answered);
	RUN(what_is_not_whole_is_not_answered);
	RUN(a_second_has_no_more_answers_than_the_rate);
	RUN(an_asker_is_new_once_and_many_have_room);
	RUN(one_class_is_judged_by_both_of_its_parts);
	RUN(a_path_is_judged_by_all_of_its_classes);
	RUN(hops_that_cannot_be_are_not_told);
	return check_end();
}
