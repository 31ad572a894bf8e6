/* SPDX-License-Identifier: MIT */
/* What a plan is made of: buffers, control messages, parts of ready-made runs;
 * and where it ends when there is no room for more. */
#include "plan.h"

static struct sock6_buffer vectors[MESSAGES];
static struct sock6_control controls[MESSAGES];

static int plan_all(void)
{
	int count = plan_from(0, 0);

	check_plan();
	return count;
}

static void adjacent_payloads_become_one_buffer(void)
{
	lay_out(64, 1000);
	REQUIRE_EQ(1, plan_all());
	REQUIRE_EQ(1, plan.packets[0].buffer_count);
	CHECK(plan.packets[0].buffers[0].data == bytes);
	CHECK_EQ(64000, plan.packets[0].buffers[0].size);
}

static void scattered_payloads_stay_apart_in_their_order(void)
{
	lay_out(4, 100);
	for (unsigned i = 0; i < 4; i++)
		messages[i].data = bytes + 101 * (4 - i);
	REQUIRE_EQ(1, plan_all());
	REQUIRE_EQ(4, plan.packets[0].buffer_count);
	for (unsigned i = 0; i < 4; i++) {
		CHECK(plan.packets[0].buffers[i].data == messages[i].data);
		CHECK_EQ(100, plan.packets[0].buffers[i].size);
	}
}

static void vectors_are_merged_where_they_touch(void)
{
	lay_out(2, 100);
	vectors[0] = (struct sock6_buffer){ bytes, 60 };
	vectors[1] = (struct sock6_buffer){ NULL, 0 };
	vectors[2] = (struct sock6_buffer){ bytes + 60, 40 };
	vectors[3] = (struct sock6_buffer){ bytes + 100, 1 };
	vectors[4] = (struct sock6_buffer){ bytes + 500, 99 };
	messages[0].buffers = vectors;
	messages[0].buffer_count = 3;
	messages[1].buffers = vectors + 3;
	messages[1].buffer_count = 2;
	REQUIRE_EQ(1, plan_all());
	REQUIRE_EQ(2, plan.packets[0].buffer_count);
	CHECK_EQ(101, plan.packets[0].buffers[0].size);
	CHECK(plan.packets[0].buffers[1].data == bytes + 500);
}

/* Merged across packets, one would swallow what the next one sends. */
static void buffers_of_different_packets_are_not_merged(void)
{
	lay_out(4, 100);
	messages[2].peer.sin6_port ^= 1;
	messages[3].peer.sin6_port ^= 1;
	REQUIRE_EQ(2, plan_all());
	CHECK_EQ(200, plan.packets[0].buffers[0].size);
	CHECK(plan.packets[1].buffers[0].data == bytes + 200);
	CHECK_EQ(200, plan.packets[1].buffers[0].size);
}

static void the_vector_of_a_single_message_serves_as_it_is(void)
{
	lay_out(1, 100);
	vectors[0] = (struct sock6_buffer){ bytes, 60 };
	vectors[1] = (struct sock6_buffer){ bytes + 60, 40 };
	messages[0].buffers = vectors;
	messages[0].buffer_count = 2;
	REQUIRE_EQ(1, plan_all());
	CHECK(plan.packets[0].buffers == vectors);
	CHECK_EQ(2, plan.packets[0].buffer_count);
}

static void one_call_takes_64_packets(void)
{
	lay_out(100, 10);
	for (unsigned i = 0; i < 100; i++)
		messages[i].peer.sin6_port = (in_port_t)(i + 1);
	CHECK_EQ(64, plan_all());
	CHECK_EQ(36, plan_from(64, 0));
	CHECK_EQ(64, plan.runs[0].first.message);
}

/* Every second byte, so that nothing merges. */
static void scatter(unsigned message, unsigned first, unsigned count)
{
	for (unsigned i = first; i < first + count; i++)
		vectors[i] = (struct sock6_buffer){ bytes + 2 * i, 1 };
	messages[message].buffers = vectors + first;
	messages[message].buffer_count = count;
}

static void a_run_ends_where_its_buffers_would_not_fit(void)
{
	lay_out(12, 100);
	for (unsigned i = 0; i < 12; i++)
		scatter(i, i * 100, 100);
	CHECK_EQ(1, plan_all());
	CHECK_STR("5", planned_counts());
	CHECK_EQ(1, plan_from(5, 0));
	CHECK_STR("5", planned_counts());
	CHECK_EQ(1, plan_from(10, 0));
	CHECK_STR("2", planned_counts());
}

static void a_vector_longer_than_the_plan_has_room_for_leaves_alone(void)
{
	lay_out(3, 600);
	scatter(1, 0, 600);
	CHECK_EQ(3, plan_all());
	CHECK(plan.packets[1].buffers == vectors);
	CHECK_EQ(600, plan.packets[1].buffer_count);
}

static struct sock6_control every_value(unsigned number)
{
	return (struct sock6_control){
		.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE |
			  SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_MARK |
			  SOCK6_LAUNCH,
		.flow_label = number + 1,
		.hop_limit = 3,
		.ifindex = 1,
		.source = in6addr_loopback
	};
}

/* All the values of both families are the most that a packet can carry. */
static void a_plan_ends_where_control_messages_would_not_fit(void)
{
	unsigned done = 0, calls = 0;

	lay_out(128, 10);
	for (unsigned i = 0; i < 128; i++) {
		controls[i] = every_value(i);
		messages[i].control = &controls[i];
		messages[i].peer.sin6_family = 0;
	}
	while (done < 128 && calls++ < 128) {
		int count = plan_from(done, 0);

		REQUIRE(count > 0);
		check_plan();
		CHECK_EQ(done, plan.runs[0].first.message);
		CHECK(plan.control_size <= sizeof(plan.control));
		done += (unsigned)count;
	}
	CHECK_EQ(128, done);
	CHECK(calls > 2);
}

static void one_encoding_serves_neighbours_that_share_their_values(void)
{
	lay_out(6, 0);
	controls[0] = every_value(0);
	for (unsigned i = 0; i < 6; i++)
		messages[i].control = &controls[0];
	REQUIRE_EQ(6, plan_all());
	for (unsigned i = 1; i < 6; i++) {
		CHECK(plan.packets[i].control == plan.packets[0].control);
		CHECK_EQ(plan.packets[0].control_size,
			 plan.packets[i].control_size);
	}
}

/* An IPv4-mapped peer's messages are others, and so are those of a run. */
static void an_encoding_serves_only_its_own_kind(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 7 };
	int levels[3] = { IPPROTO_IPV6, IPPROTO_IP, IPPROTO_IPV6 };

	lay_out(5, 100);
	messages[1].peer = address_of("[::ffff:192.0.2.1]:7");
	for (unsigned i = 0; i < 5; i++)
		messages[i].control = &control;
	REQUIRE_EQ(3, plan_all());
	CHECK_STR("1 1 3", planned_counts());
	for (int i = 0; i < 3; i++) {
		struct cmsghdr first;

		REQUIRE(plan.packets[i].control_size >= sizeof(first));
		memcpy(&first, plan.packets[i].control, sizeof(first));
		CHECK_EQ(levels[i], first.cmsg_level);
	}
}

/* The parts' sizes, as text. */
static const char *parts(void)
{
	static char text[400];
	size_t length = 0;

	text[0] = '\0';
	CHECK(plan_all() > 0);
	for (unsigned i = 0; i < plan.packet_count; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%zu@%zu", i ? " " : "",
					   plan.runs[i].size,
					   plan.runs[i].first.offset);
	return text;
}

static void a_ready_made_run_is_cut_into_what_the_system_takes(void)
{
	lay_out(1, 20050);
	messages[0].segment_size = 100;
	CHECK_STR("6400@0 6400@6400 6400@12800 850@19200", parts());
	CHECK(plan.packets[1].buffers[0].data == bytes + 6400);
	messages[0].segment_size = 10000;
	CHECK_STR("20050@0", parts());
	messages[0].size = 70000;
	CHECK_STR("60000@0 10000@60000", parts());
	CHECK_EQ(0, plan.runs[1].segment);
	messages[0].segment_size = 40000;
	CHECK_STR("40000@0 30000@40000", parts());
}

static void a_ready_made_run_goes_on_where_it_was_left(void)
{
	lay_out(2, 1000);
	messages[0].segment_size = 100;
	CHECK_EQ(2, plan_from(0, 300));
	CHECK_EQ(700, plan.runs[0].size);
	CHECK_EQ(300, plan.runs[0].first.offset);
	CHECK(plan.packets[0].buffers[0].data == bytes + 300);
	CHECK_EQ(1, plan.runs[1].first.message);
	CHECK_EQ(2, plan_from(0, 900));
	CHECK_EQ(0, plan.runs[0].segment);
	check_plan();
}

static void a_ready_made_run_in_pieces_is_cut_between_bytes(void)
{
	lay_out(1, 1000);
	scatter(0, 0, 300);
	messages[0].segment_size = 3;
	CHECK_STR("192@0 108@192", parts());
	REQUIRE_EQ(108, plan.packets[1].buffer_count);
	CHECK(plan.packets[1].buffers[0].data == bytes + 2 * 192);
}

static void a_ready_made_run_of_one_is_a_single_datagram(void)
{
	lay_out(3, 100);
	messages[0].segment_size = 100;
	messages[1].segment_size = 200;
	messages[2].segment_size = 100;
	messages[2].size = 0;
	CHECK_EQ(3, plan_all());
	for (int i = 0; i < 3; i++)
		CHECK_EQ(0, plan.runs[i].segment);
}

static void switched_off_a_ready_made_run_leaves_as_datagrams(void)
{
	lay_out(1, 1050);
	messages[0].segment_size = 200;
	io.off = SOCK6_COALESCE;
	CHECK_STR("200@0 200@200 200@400 200@600 200@800 50@1000", parts());
	io.off = 0;
	io.segment_limit = 199;
	CHECK_STR("200@0 200@200 200@400 200@600 200@800 50@1000", parts());
	io.segment_limit = 200;
	CHECK_STR("1050@0", parts());
	io.retry_after = 1;
	CHECK_STR("200@0 200@200 200@400 200@600 200@800 50@1000", parts());
	CHECK_STR("1050@0", parts());
}

static void a_run_is_taken_apart_into_its_messages(void)
{
	lay_out(5, 100);
	messages[4].size = 7;
	REQUIRE_EQ(1, plan_all());
	REQUIRE_EQ(5, sock6__plan_singly(&plan, &batch, &plan.runs[0]));
	check_plan();
	for (unsigned i = 0; i < 5; i++) {
		CHECK_EQ(i, plan.runs[i].first.message);
		CHECK_EQ(messages[i].size, plan.runs[i].size);
		CHECK(plan.packets[i].buffers[0].data == messages[i].data);
	}
}

static void fields_found_refused_are_left_out_if_optional(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT |
						   SOCK6_TRAFFIC_CLASS };
	uint16_t both;

	lay_out(1, 100);
	messages[0].control = &control;
	io.refused = SOCK6_HOP_LIMIT;
	REQUIRE_EQ(1, plan_all());
	both = plan.packets[0].control_size;
	io.optional = SOCK6_HOP_LIMIT;
	REQUIRE_EQ(1, plan_all());
	CHECK_EQ(both / 2, plan.packets[0].control_size);
	io.refused |= SOCK6_TRAFFIC_CLASS; /* but it is not optional */
	REQUIRE_EQ(1, plan_all());
	CHECK_EQ(both / 2, plan.packets[0].control_size);
	CHECK_EQ(SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS, control.fields);
}

static void a_plan_ends_before_the_message_at_fault(void)
{
	struct sock6_control bad = { .fields = SOCK6_FLOW_LABEL,
				     .flow_label = 0x100000 };

	lay_out(6, 100);
	messages[4].control = &bad;
	CHECK_EQ(1, plan_all());
	CHECK_EQ(4, plan.runs[0].count);
	CHECK_EQ(-EINVAL, plan_from(4, 0));
	lay_out(6, 100);
	messages[2].peer.sin6_family = AF_INET;
	CHECK_EQ(1, plan_all());
	CHECK_EQ(-EAFNOSUPPORT, plan_from(2, 0));
	lay_out(2, 100);
	messages[1].size = (size_t)INT32_MAX + 1;
	CHECK_EQ(1, plan_all());
	CHECK_EQ(-EMSGSIZE, plan_from(1, 0));
}

int main(void)
{
	RUN(adjacent_payloads_become_one_buffer);
	RUN(scattered_payloads_stay_apart_in_their_order);
	RUN(vectors_are_merged_where_they_touch);
	RUN(buffers_of_different_packets_are_not_merged);
	RUN(the_vector_of_a_single_message_serves_as_it_is);
	RUN(one_call_takes_64_packets);
	RUN(a_run_ends_where_its_buffers_would_not_fit);
	RUN(a_vector_longer_than_the_plan_has_room_for_leaves_alone);
	RUN(a_plan_ends_where_control_messages_would_not_fit);
	RUN(one_encoding_serves_neighbours_that_share_their_values);
	RUN(an_encoding_serves_only_its_own_kind);
	RUN(a_ready_made_run_is_cut_into_what_the_system_takes);
	RUN(a_ready_made_run_goes_on_where_it_was_left);
	RUN(a_ready_made_run_in_pieces_is_cut_between_bytes);
	RUN(a_ready_made_run_of_one_is_a_single_datagram);
	RUN(switched_off_a_ready_made_run_leaves_as_datagrams);
	RUN(a_run_is_taken_apart_into_its_messages);
	RUN(fields_found_refused_are_left_out_if_optional);
	RUN(a_plan_ends_before_the_message_at_fault);
	return check_end();
}
