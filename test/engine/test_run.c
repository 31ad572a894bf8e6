/* SPDX-License-Identifier: MIT */
/* Which neighbours of a batch leave together as one run. */
#include "plan.h"

static struct sock6_control controls[MESSAGES];

/* Plans from the first message; the counts of its packets. */
static const char *counts(void)
{
	CHECK(plan_from(0, 0) > 0);
	check_plan();
	return planned_counts();
}

static void give_each_its_own_control(unsigned count)
{
	memset(controls, 0, sizeof(controls));
	for (unsigned i = 0; i < count; i++)
		messages[i].control = &controls[i];
}

static void equal_neighbours_leave_as_one_run(void)
{
	lay_out(10, 100);
	CHECK_STR("10", counts());
	CHECK_EQ(100, plan.runs[0].segment);
	CHECK_EQ(1000, plan.runs[0].size);
	CHECK_EQ(10, sock6__run_datagrams(&plan.runs[0]));
	CHECK_EQ(&messages[0].peer == plan.packets[0].peer, 1);
}

static void a_single_message_is_no_run(void)
{
	lay_out(1, 100);
	CHECK_STR("1", counts());
	CHECK_EQ(0, plan.runs[0].segment);
	CHECK_EQ(0, plan.packets[0].control_size);
	CHECK(plan.packets[0].buffers ==
	      (const struct sock6_buffer *)(const void *)&messages[0]);
}

static void without_an_io_nothing_is_coalesced(void)
{
	lay_out(4, 100);
	batch.io = NULL;
	CHECK_STR("1 1 1 1", counts());
}

static void switched_off_nothing_is_coalesced(void)
{
	lay_out(4, 100);
	io.off = SOCK6_COALESCE;
	CHECK_STR("1 1 1 1", counts());
	io.off = SOCK6_MANY;
	CHECK_STR("4", counts());
}

static void a_run_has_at_most_64_datagrams(void)
{
	lay_out(130, 10);
	CHECK_STR("64 64 2", counts());
	lay_out(65, 10);
	CHECK_STR("64 1", counts());
	lay_out(64, 10);
	CHECK_STR("64", counts());
}

static void a_run_has_at_most_65507_bytes(void)
{
	lay_out(50, 1452);
	CHECK_STR("45 5", counts());
	lay_out(3, 32753);
	messages[2].size = 1;
	CHECK_STR("3", counts());
	CHECK_EQ(65507, plan.runs[0].size);
	messages[2].size = 2;
	CHECK_STR("2 1", counts());
	lay_out(2, 65507);
	CHECK_STR("1 1", counts());
}

static void a_shorter_datagram_is_the_last_of_its_run(void)
{
	lay_out(6, 100);
	messages[2].size = 99;
	CHECK_STR("3 3", counts());
	CHECK_EQ(299, plan.runs[0].size);
	messages[3].size = 1;
	CHECK_STR("3 1 2", counts());
	messages[0].size = 1;
	CHECK_STR("1 2 1 2", counts());
}

static void a_longer_datagram_begins_the_next_run(void)
{
	lay_out(6, 100);
	messages[2].size = 101;
	messages[2].data = bytes + 10000;
	CHECK_STR("2 2 2", counts());
	CHECK_EQ(101, plan.runs[1].segment);
	CHECK_EQ(201, plan.runs[1].size);
}

static void an_empty_datagram_is_part_of_no_run(void)
{
	lay_out(5, 100);
	messages[2].size = 0;
	CHECK_STR("2 1 2", counts());
	messages[0].size = 0;
	messages[1].size = 0;
	CHECK_STR("1 1 1 2", counts());
}

static void another_peer_ends_a_run(void)
{
	lay_out(6, 100);
	messages[2].peer.sin6_port = htons(8);
	CHECK_STR("2 1 3", counts());
	messages[3].peer.sin6_scope_id = 1;
	CHECK_STR("2 1 1 2", counts());
	messages[4].peer.sin6_flowinfo = htonl(1);
	CHECK_STR("2 1 1 1 1", counts());
	messages[5].peer.sin6_flowinfo = htonl(1);
	CHECK_STR("2 1 1 2", counts());
	messages[5].peer.sin6_addr.s6_addr[15] ^= 1;
	CHECK_STR("2 1 1 1 1", counts());
}

static void the_connected_peer_is_one_whatever_the_address_says(void)
{
	lay_out(4, 100);
	messages[0].peer.sin6_family = 0;
	messages[1].peer = (struct sockaddr_in6){ .sin6_family = 0 };
	CHECK_STR("2 2", counts());
	CHECK(plan.packets[0].peer == NULL);
	CHECK(plan.packets[1].peer == &messages[2].peer);
}

static void equal_values_make_a_run_wherever_they_stand(void)
{
	lay_out(8, 100);
	give_each_its_own_control(8);
	for (unsigned i = 0; i < 8; i++) {
		controls[i].fields = SOCK6_HOP_LIMIT;
		controls[i].hop_limit = 9;
	}
	CHECK_STR("8", counts());
	for (unsigned i = 0; i < 8; i++)
		messages[i].control = &controls[i % 2];
	CHECK_STR("8", counts());
	messages[4].control = NULL;
	CHECK_STR("4 1 3", counts());
}

static void check_each_member_ends_a_run(size_t offset, size_t size,
					 const char *name)
{
	for (size_t i = 0; i < size; i++) {
		give_each_its_own_control(6);
		((unsigned char *)&controls[3])[offset + i] ^= 1;
		if (!CHECK_STR("3 1 2", counts()))
			printf("# byte %zu of %s\n", i, name);
	}
}

#define MEMBER(name)                                  \
	check_each_member_ends_a_run(                 \
		offsetof(struct sock6_control, name), \
		sizeof(((struct sock6_control *)0)->name), #name)

static void another_value_of_any_kind_ends_a_run(void)
{
	lay_out(6, 100);
	MEMBER(ifindex);
	MEMBER(flow_label);
	MEMBER(mark);
	MEMBER(traffic_class);
	MEMBER(hop_limit);
	MEMBER(launch);
	MEMBER(source);
}

static void another_set_of_fields_ends_a_run(void)
{
	lay_out(6, 100);
	give_each_its_own_control(6);
	controls[3].fields = SOCK6_HOP_LIMIT;
	CHECK_STR("3 1 2", counts());
}

/* RFC 3168: the two low bits of the traffic class, which a congestion control
 * changes from datagram to datagram. */
static void a_change_of_ecn_ends_a_run(void)
{
	lay_out(6, 100);
	give_each_its_own_control(6);
	for (unsigned i = 0; i < 6; i++) {
		controls[i].fields = SOCK6_TRAFFIC_CLASS;
		controls[i].traffic_class = i < 2 ? 1 : 2;
	}
	CHECK_STR("2 4", counts());
}

static void a_datagram_with_an_id_leaves_alone(void)
{
	lay_out(6, 100);
	give_each_its_own_control(6);
	for (unsigned i = 2; i < 4; i++)
		controls[i].fields = SOCK6_TRANSMIT_ID;
	CHECK_STR("2 1 1 2", counts());
}

static void a_ready_made_run_is_joined_by_nothing(void)
{
	lay_out(7, 100);
	messages[3].segment_size = 100;
	CHECK_STR("3 1 3", counts());
	messages[3].segment_size = 50;
	CHECK_STR("3 1 3", counts());
	CHECK_EQ(50, plan.runs[1].segment);
}

static void datagrams_above_the_limit_leave_alone(void)
{
	lay_out(6, 100);
	io.segment_limit = 100;
	CHECK_STR("6", counts());
	io.segment_limit = 99;
	CHECK_STR("1 1 1 1 1 1", counts());
	messages[2].size = 99;
	messages[3].size = 99;
	CHECK_STR("1 1 2 1 1", counts());
}

static void runs_are_given_up_until_the_count_has_run_down(void)
{
	lay_out(9, 100);
	messages[2].size = 1;
	messages[5].size = 1;
	io.retry_after = 2;
	CHECK_STR("1 1 1 1 1 1 3", counts());
	CHECK_EQ(0, io.retry_after);
	CHECK_STR("3 3 3", counts());
}

/* Its length would end up in the middle of the run that it is not part of. */
static void a_null_buffer_with_a_length_spoils_no_run(void)
{
	static struct sock6_buffer vector[2];

	vector[0] = (struct sock6_buffer){ bytes, 50 };
	vector[1] = (struct sock6_buffer){ NULL, 50 };
	lay_out(6, 100);
	messages[3].data = NULL;
	CHECK(plan_from(0, 0) > 1);
	CHECK_EQ(3, plan.runs[0].count);
	lay_out(6, 100);
	messages[3].buffers = vector;
	messages[3].buffer_count = 2;
	CHECK(plan_from(0, 0) > 1);
	CHECK_EQ(3, plan.runs[0].count);
}

static void sizes_that_would_overflow_make_no_run(void)
{
	static struct sock6_buffer vector = { bytes, SIZE_MAX - 5 };

	lay_out(2, 10);
	messages[0].buffers = &vector;
	messages[0].buffer_count = 1;
	CHECK(plan_from(0, 0) > 0);
	CHECK_EQ(1, plan.runs[0].count);
	CHECK_EQ(0, plan.runs[0].segment);
}

int main(void)
{
	RUN(equal_neighbours_leave_as_one_run);
	RUN(a_single_message_is_no_run);
	RUN(without_an_io_nothing_is_coalesced);
	RUN(switched_off_nothing_is_coalesced);
	RUN(a_run_has_at_most_64_datagrams);
	RUN(a_run_has_at_most_65507_bytes);
	RUN(a_shorter_datagram_is_the_last_of_its_run);
	RUN(a_longer_datagram_begins_the_next_run);
	RUN(an_empty_datagram_is_part_of_no_run);
	RUN(another_peer_ends_a_run);
	RUN(the_connected_peer_is_one_whatever_the_address_says);
	RUN(equal_values_make_a_run_wherever_they_stand);
	RUN(another_value_of_any_kind_ends_a_run);
	RUN(another_set_of_fields_ends_a_run);
	RUN(a_change_of_ecn_ends_a_run);
	RUN(a_datagram_with_an_id_leaves_alone);
	RUN(a_ready_made_run_is_joined_by_nothing);
	RUN(datagrams_above_the_limit_leave_alone);
	RUN(runs_are_given_up_until_the_count_has_run_down);
	RUN(a_null_buffer_with_a_length_spoils_no_run);
	RUN(sizes_that_would_overflow_make_no_run);
	return check_end();
}
