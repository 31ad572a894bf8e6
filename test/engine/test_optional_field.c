/* SPDX-License-Identifier: MIT */
/* Fields that the caller can do without, on a system that refuses some: only
 * these are left out, and never one that the caller needs. */
#include "traffic.h"

#include <limits.h>

#include "injector.h"

#define NEEDED   SOCK6_HOP_LIMIT
#define LABEL    SOCK6_FLOW_LABEL
#define CLASS    SOCK6_TRAFFIC_CLASS
#define TOLD     (NEEDED | LABEL | CLASS)
#define HOPS     33
#define CLASS_TO 0x28
#define LABEL_TO 0x12345
#define FEW      6

static const int refusals[] = { -EINVAL, -EIO, -EOPNOTSUPP };
static struct sock6_control control;

/* Messages that share a control, and a system that refuses some fields. */
static int begin(uint64_t optional, uint64_t refused, int error)
{
	injector = (struct injector){ .error = error,
				      .times = ALL,
				      .fields = refused };
	if (!traffic_open(FEW))
		return 0;
	control = (struct sock6_control){ .fields = TOLD,
					  .hop_limit = HOPS,
					  .traffic_class = CLASS_TO,
					  .flow_label = LABEL_TO };
	for (unsigned i = 0; i < FEW; i++)
		traffic.messages[i].control = &control;
	traffic.io.optional = optional;
	return sock6_control_request(traffic.pair.receiver, TOLD, NULL) == 0;
}

/* Each of all messages arrives with these values, and no other. */
static void check_arrive_with(uint64_t fields)
{
	for (unsigned i = 0; i < FEW; i++) {
		struct sock6_control got;
		unsigned char room[TRAFFIC_SIZE];
		struct sock6_message message =
			incoming(room, sizeof(room), &got);

		REQUIRE_EQ(TRAFFIC_SIZE,
			   receive_soon(traffic.pair.receiver, &message));
		CHECK_MEM(traffic.bytes[i], room, TRAFFIC_SIZE);
		CHECK_EQ(fields & NEEDED ? HOPS : 64, got.hop_limit);
		CHECK_EQ(fields & CLASS ? CLASS_TO : 0, got.traffic_class);
		if (fields & LABEL)
			CHECK_EQ(LABEL_TO, got.flow_label);
		else
			CHECK(got.flow_label != LABEL_TO);
	}
	CHECK(traffic_is_over());
}

static void every_field_arrives_when_nothing_is_refused(void)
{
	REQUIRE(begin(TOLD, 0, 0));
	traffic_send_all(0);
	CHECK_EQ(0, traffic.io.refused);
	CHECK_EQ(1, injector.calls);
	check_arrive_with(TOLD);
	traffic_close();
}

static void the_refused_field_is_found_and_left_out(void)
{
	static const uint64_t each[] = { NEEDED, CLASS, LABEL };

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			REQUIRE(begin(TOLD, each[j], refusals[i]));
			traffic_send_all(0);
			CHECK_EQ(each[j], traffic.io.refused);
			CHECK_EQ(refusals[i], traffic.io.reason);
			CHECK_EQ(TOLD, control.fields);
			check_arrive_with(TOLD & ~each[j]);
			traffic_close();
		}
}

/* What is known is not tried again, and runs are made as ever. */
static void a_field_found_refused_costs_nothing_more(void)
{
	REQUIRE(begin(LABEL, LABEL, -EINVAL));
	traffic_send_all(0);
	check_arrive_with(TOLD & ~LABEL);
	injector.calls = injector.refusals = injector.runs = 0;
	traffic_send_all(0);
	CHECK_EQ(1, injector.calls);
	CHECK_EQ(0, injector.refusals);
	CHECK_EQ(1, injector.runs);
	CHECK_EQ(0, traffic.io.retry_after);
	CHECK_EQ(0, traffic.io.segment_limit);
	check_arrive_with(TOLD & ~LABEL);
	traffic_close();
}

static void a_field_that_is_needed_is_never_left_out(void)
{
	for (int i = 0; i < 3; i++) {
		REQUIRE(begin(LABEL | CLASS, NEEDED, refusals[i]));
		CHECK_EQ(refusals[i], traffic_send(0));
		CHECK_EQ(refusals[i], traffic.messages[0].result);
		CHECK_EQ(0, injector.packets);
		CHECK_EQ(0, traffic.io.refused);
		CHECK_EQ(0, traffic.io.off);
		CHECK_EQ(0, traffic.io.retry_after);
		injector.error = 0;
		traffic_send_all(0);
		check_arrive_with(TOLD);
		traffic_close();
	}
}

static void without_an_io_nothing_is_left_out(void)
{
	REQUIRE(begin(0, LABEL, -EINVAL));
	CHECK_EQ(-EINVAL, sock6_send_batch(traffic.pair.sender, NULL,
					   traffic.messages, FEW, 0));
	CHECK_EQ(0, injector.packets);
	traffic_close();
}

static void several_refused_fields_are_all_left_out(void)
{
	REQUIRE(begin(LABEL | CLASS, LABEL | CLASS, -EIO));
	traffic_send_all(0);
	CHECK_EQ(LABEL | CLASS, traffic.io.refused);
	check_arrive_with(NEEDED);
	traffic_close();
}

/* One after the other, as when two of three are refused for good. */
static void a_second_refused_field_joins_the_first(void)
{
	REQUIRE(begin(LABEL | CLASS, LABEL, -EINVAL));
	traffic_send_all(0);
	check_arrive_with(NEEDED | CLASS);
	injector.fields = CLASS;
	traffic_send_all(0);
	CHECK_EQ(LABEL | CLASS, traffic.io.refused);
	check_arrive_with(NEEDED);
	traffic_close();
}

static void a_refusal_for_another_reason_teaches_nothing(void)
{
	REQUIRE(begin(TOLD, 0, -EINVAL));
	CHECK_EQ(-EINVAL, traffic_send(0));
	CHECK_EQ(0, traffic.io.refused);
	CHECK_EQ(0, injector.packets);
	traffic_close();
}

/* A fault that comes while fields are tried is the answer, and no field's. */
static void a_passing_fault_in_between_is_returned(void)
{
	static const int passing[] = { -EAGAIN, -ENOBUFS, -EPERM, -EINTR };

	for (int i = 0; i < 4; i++) {
		REQUIRE(begin(LABEL, 0, passing[i]));
		traffic.io.off = SOCK6_COALESCE;
		CHECK_EQ(passing[i], traffic_send(0));
		CHECK_EQ(0, traffic.io.refused);
		CHECK_EQ(0, injector.packets);
		CHECK_EQ(1, injector.refusals);
		traffic_close();
	}
}

/* What the kernel says by itself: a source that is not this host's. */
static void a_lost_source_is_left_out_if_the_caller_says_so(void)
{
	REQUIRE(begin(0, 0, 0));
	control.fields |= SOCK6_SOURCE;
	control.source = address_of("2001:db8::dead").sin6_addr;
	CHECK_EQ(-EINVAL, traffic_send(0));
	traffic.io.optional = SOCK6_SOURCE;
	traffic_send_all(0);
	CHECK_EQ(SOCK6_SOURCE, traffic.io.refused);
	CHECK_EQ(-EINVAL, traffic.io.reason);
	check_arrive_with(TOLD);
	traffic_close();
}

/* Forgotten by the caller, the field is sent again. */
static void a_caller_that_forgets_tries_again(void)
{
	REQUIRE(begin(LABEL, LABEL, -EINVAL));
	traffic_send_all(0);
	check_arrive_with(TOLD & ~LABEL);
	injector.error = 0;
	traffic.io.refused = 0;
	traffic_send_all(0);
	check_arrive_with(TOLD);
	traffic.io.refused = LABEL;
	traffic.io.optional = 0;
	traffic_send_all(0);
	check_arrive_with(TOLD);
	traffic_close();
}

/* In the middle of a batch, behind messages that carry no such field. */
static void fields_are_found_wherever_they_begin(void)
{
	struct sock6_message room = incoming(NULL, 0, NULL);

	for (unsigned from = 0; from < FEW; from++) {
		REQUIRE(begin(LABEL, LABEL, -EINVAL));
		for (unsigned i = 0; i < from; i++)
			traffic.messages[i].control = NULL;
		traffic_send_all(0);
		CHECK_EQ(0, traffic.errors);
		CHECK_EQ(LABEL, traffic.io.refused);
		for (unsigned i = 0; i < FEW; i++)
			CHECK_EQ(0, receive_soon(traffic.pair.receiver, &room));
		CHECK(traffic_is_over());
		traffic_close();
	}
}

static void a_ready_made_run_loses_only_the_refused_field(void)
{
	struct sock6_message run;

	REQUIRE(begin(LABEL, LABEL, -EINVAL));
	run = outgoing(traffic.bytes, sizeof(traffic.bytes[0]) * FEW,
		       &traffic.pair.to, &control);
	run.segment_size = TRAFFIC_SIZE;
	CHECK_EQ(1, sock6_send_batch(traffic.pair.sender, &traffic.io, &run, 1,
				     0));
	CHECK_EQ(TRAFFIC_SIZE * FEW, run.result);
	CHECK_EQ(LABEL, traffic.io.refused);
	check_arrive_with(TOLD & ~LABEL);
	traffic_close();
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(every_field_arrives_when_nothing_is_refused);
	RUN(the_refused_field_is_found_and_left_out);
	RUN(a_field_found_refused_costs_nothing_more);
	RUN(a_field_that_is_needed_is_never_left_out);
	RUN(without_an_io_nothing_is_left_out);
	RUN(several_refused_fields_are_all_left_out);
	RUN(a_second_refused_field_joins_the_first);
	RUN(a_refusal_for_another_reason_teaches_nothing);
	RUN(a_passing_fault_in_between_is_returned);
	RUN(a_lost_source_is_left_out_if_the_caller_says_so);
	RUN(a_caller_that_forgets_tries_again);
	RUN(fields_are_found_wherever_they_begin);
	RUN(a_ready_made_run_loses_only_the_refused_field);
	return check_end();
}
