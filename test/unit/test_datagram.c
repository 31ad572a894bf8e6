/* SPDX-License-Identifier: MIT */
/* The pure parts of datagrams: the cursor over a run, and the answer. */
#include <arpa/inet.h>
#include <limits.h>

#include "check.h"
#include "sock6.h"

static char payload[70000];

static struct sock6_message received(int32_t result, uint16_t segment_size)
{
	struct sock6_message message;

	memset(&message, 0, sizeof(message));
	message.data = payload;
	message.size = sizeof(payload);
	message.result = result;
	message.segment_size = segment_size;
	return message;
}

static void a_plain_datagram_is_yielded_once(void)
{
	struct sock6_message message = received(5, 0);
	struct sock6_buffer datagram = { NULL, 77 };
	size_t offset = 0;

	CHECK_EQ(1, sock6_message_next(&message, &offset, &datagram));
	CHECK(datagram.data == payload);
	CHECK_EQ(5, datagram.size);
	CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
	CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
}

static void an_empty_datagram_is_yielded_once(void)
{
	static const uint16_t sizes[] = { 0, 100 };

	for (size_t i = 0; i < 2; i++) {
		struct sock6_message message = received(0, sizes[i]);
		struct sock6_buffer datagram = { NULL, 77 };
		size_t offset = 0;

		CHECK_EQ(1, sock6_message_next(&message, &offset, &datagram));
		CHECK_EQ(0, datagram.size);
		CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
		CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
	}
}

/* The number of datagrams, having checked that they tile the payload. */
static unsigned walk(const struct sock6_message *message)
{
	size_t offset = 0, expected = 0;
	struct sock6_buffer datagram;
	unsigned count = 0;

	while (sock6_message_next(message, &offset, &datagram) == 1) {
		size_t left = (size_t)message->result - expected;

		CHECK((char *)datagram.data == payload + expected);
		CHECK_EQ(message->segment_size && message->segment_size < left
				 ? message->segment_size
				 : left,
			 datagram.size);
		expected += datagram.size;
		if (++count > 70000)
			break;
	}
	CHECK_EQ(message->result, expected);
	return count;
}

static void a_run_is_cut_into_its_datagrams(void)
{
	static const struct {
		int32_t result;
		uint16_t segment_size;
		unsigned count;
	} runs[] = {
		{ 10, 4, 3 },        { 12, 4, 3 },        { 4, 4, 1 },
		{ 3, 4, 1 },         { 5, 4, 2 },         { 1, 1, 1 },
		{ 65535, 1, 65535 }, { 65535, 65535, 1 }, { 65535, 65534, 2 },
		{ 65507, 1400, 47 }, { 9000, 65535, 1 },
	};

	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		struct sock6_message message =
			received(runs[i].result, runs[i].segment_size);

		CHECK_EQ(runs[i].count, walk(&message));
	}
}

static void a_notice_or_an_error_has_no_datagrams(void)
{
	struct sock6_buffer datagram = { payload, 77 };
	struct sock6_message message = received(0, 0);
	size_t offset = 0;

	message.flags = SOCK6_NOTICE;
	CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
	message = received(-EAGAIN, 4);
	CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
	message = received(INT32_MIN, 0);
	CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
	CHECK(datagram.data == payload);
	CHECK_EQ(77, datagram.size);
}

static void a_cut_datagram_is_yielded_as_far_as_it_came(void)
{
	struct sock6_message message = received(5, 0);

	message.flags = SOCK6_TRUNCATED | SOCK6_CONTROL_TRUNCATED;
	CHECK_EQ(1, walk(&message));
}

static void an_offset_past_the_end_yields_nothing(void)
{
	static const size_t offsets[] = { 11, 100, SIZE_MAX - 4, SIZE_MAX };

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct sock6_message message = received(10, 4);
		struct sock6_buffer datagram = { NULL, 77 };
		size_t offset = offsets[i];

		CHECK_EQ(0, sock6_message_next(&message, &offset, &datagram));
		CHECK_EQ(77, datagram.size);
	}
}

struct exchange {
	struct sock6_control asked, answered;
	struct sock6_message received, reply;
};

static void prepare(struct exchange *exchange, const char *from, const char *to)
{
	struct sock6_control *asked = &exchange->asked;
	struct sockaddr_in6 *peer = &exchange->received.peer;

	memset(exchange, 0, sizeof(*exchange));
	memset(&exchange->answered, 0xee, sizeof(exchange->answered));
	asked->fields = SOCK6_DESTINATION | SOCK6_INTERFACE | SOCK6_HOP_LIMIT |
			SOCK6_TRAFFIC_CLASS;
	asked->ifindex = 3;
	asked->hop_limit = 9;
	asked->traffic_class = 9;
	if (inet_pton(AF_INET6, to, &asked->destination) != 1 ||
	    inet_pton(AF_INET6, from, &peer->sin6_addr) != 1)
		abort(); /* a slip in a test */
	peer->sin6_family = AF_INET6;
	peer->sin6_port = htons(5353);
	exchange->received.control = asked;
	exchange->reply.control = &exchange->answered;
	exchange->reply.data = payload;
	exchange->reply.size = 12;
	exchange->reply.result = 34;
	exchange->reply.user = exchange;
}

static void the_answer_goes_where_the_datagram_came_from(void)
{
	struct exchange x;
	struct sock6_message before;

	prepare(&x, "2001:db8::1", "2001:db8::2");
	before = x.reply;
	CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
	CHECK_MEM(&x.received.peer, &x.reply.peer, sizeof(x.reply.peer));
	before.peer = x.reply.peer;
	CHECK_MEM(&before, &x.reply, sizeof(before));
}

static void the_answer_leaves_from_the_address_written_to(void)
{
	struct sock6_control expected;
	struct exchange x;

	prepare(&x, "2001:db8::1", "2001:db8::2");
	memset(&expected, 0, sizeof(expected));
	expected.fields = SOCK6_SOURCE;
	expected.source = x.asked.destination;
	CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
	CHECK_MEM(&expected, &x.answered, sizeof(expected));
}

static void a_mapped_address_is_answered_from_too(void)
{
	struct exchange x;

	prepare(&x, "::ffff:127.0.0.1", "::ffff:127.0.0.2");
	CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
	CHECK_EQ(SOCK6_SOURCE, x.answered.fields);
	CHECK_MEM(&x.asked.destination, &x.answered.source, 16);
}

static void a_group_is_no_source_of_an_answer(void)
{
	static const char *const groups[] = { "ff02::fb", "ff0e::1",
					      "::ffff:224.0.0.251" };

	for (size_t i = 0; i < 3; i++) {
		struct exchange x;

		prepare(&x, i == 2 ? "::ffff:192.0.2.1" : "2001:db8::1",
			groups[i]);
		CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
		CHECK_EQ(0, x.answered.fields & SOCK6_SOURCE);
	}
}

static void a_link_local_answer_leaves_through_the_interface(void)
{
	struct exchange x;

	prepare(&x, "fe80::1", "fe80::2");
	CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
	CHECK_EQ(SOCK6_SOURCE | SOCK6_INTERFACE, x.answered.fields);
	CHECK_EQ(3, x.answered.ifindex);
	prepare(&x, "fe80::1", "ff02::fb");
	CHECK_EQ(0, sock6_message_reply(&x.reply, &x.received));
	CHECK_EQ(SOCK6_INTERFACE, x.answered.fields);
	CHECK_EQ(3, x.answered.ifindex);
}

static void reply_needs_what_the_request_asked_for(void)
{
	static const uint64_t lacking[] = { 0, SOCK6_DESTINATION,
					    SOCK6_INTERFACE, SOCK6_HOP_LIMIT };

	for (size_t i = 0; i < 4; i++) {
		struct exchange x, before;

		prepare(&x, "2001:db8::1", "2001:db8::2");
		x.asked.fields = lacking[i];
		before = x;
		CHECK_EQ(-ENODATA, sock6_message_reply(&x.reply, &x.received));
		CHECK_MEM(&before, &x, sizeof(x));
	}
}

static void a_received_message_without_control_lacks_its_fields(void)
{
	struct exchange x, before;

	prepare(&x, "2001:db8::1", "2001:db8::2");
	x.received.control = NULL;
	before = x;
	CHECK_EQ(-ENODATA, sock6_message_reply(&x.reply, &x.received));
	CHECK_MEM(&before, &x, sizeof(x));
}

static void null_pointers_are_refused(void)
{
	struct exchange x, before;

	prepare(&x, "2001:db8::1", "2001:db8::2");
	x.reply.control = NULL;
	before = x;
	CHECK_EQ(-EINVAL, sock6_message_reply(&x.reply, &x.received));
	CHECK_EQ(-EINVAL, sock6_message_reply(NULL, &x.received));
	CHECK_EQ(-EINVAL, sock6_message_reply(&x.reply, NULL));
	CHECK_MEM(&before, &x, sizeof(x));
}

int main(void)
{
	RUN(a_plain_datagram_is_yielded_once);
	RUN(an_empty_datagram_is_yielded_once);
	RUN(a_run_is_cut_into_its_datagrams);
	RUN(a_notice_or_an_error_has_no_datagrams);
	RUN(a_cut_datagram_is_yielded_as_far_as_it_came);
	RUN(an_offset_past_the_end_yields_nothing);
	RUN(the_answer_goes_where_the_datagram_came_from);
	RUN(the_answer_leaves_from_the_address_written_to);
	RUN(a_mapped_address_is_answered_from_too);
	RUN(a_group_is_no_source_of_an_answer);
	RUN(a_link_local_answer_leaves_through_the_interface);
	RUN(reply_needs_what_the_request_asked_for);
	RUN(a_received_message_without_control_lacks_its_fields);
	RUN(null_pointers_are_refused);
	return check_end();
}
