/* SPDX-License-Identifier: MIT */
/* Encoding control values: every field, alone and together, byte by byte. */
#include "messages.h"

#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

static const struct in6_addr native = { { { 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
					    0, 0, 0, 0, 0x07 } } };

/* Every field that this build can send, with a value of its own. */
static struct sock6_control full(uint64_t fields)
{
	struct sock6_control control;

	memset(&control, 0, sizeof(control));
	control.fields = fields;
	control.traffic_class = 0xb9;
	control.hop_limit = 200;
	control.source = native;
	control.ifindex = 7;
	control.flow_label = 0xfedcb;
	control.mark = 0xdeadbeef;
	control.launch = INT64_C(0x0123456789abcdef);
	control.segment_size = 1400;
	control.transmit_id = 0x89abcdef;
	control.next_hop = native;
	return control;
}

static uint64_t sendable(void)
{
	uint64_t fields = 0;

	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t field = UINT64_C(1) << bit & SOCK6_CONTROL_SEND;

		if (field && sock6_control_space(field, SOCK6_IPV6) >= 0)
			fields |= field;
	}
	return fields;
}

/* Encodes into exact memory behind an odd address, then copies out. */
static int encode(struct messages *messages,
		  const struct sock6_control *control, unsigned families)
{
	int need = sock6_control_space(control->fields, families);
	char *room;
	int size;

	messages->size = 0;
	if (need < 0)
		return sock6_control_encode(messages->bytes,
					    sizeof(messages->bytes), control,
					    families);
	room = malloc((size_t)need + 1);
	if (!room)
		abort();
	size = sock6_control_encode(room + 1, (size_t)need, control, families);
	if (size >= 0) {
		messages->size = (size_t)size;
		memcpy(messages->bytes, room + 1, messages->size);
	}
	free(room);
	return size;
}

static void no_field_takes_no_bytes(void)
{
	struct sock6_control control = full(0);
	char untouched = 'x';

	for (unsigned families = 1; families < 4; families++) {
		CHECK_EQ(0, sock6_control_space(0, families));
		CHECK_EQ(0, sock6_control_encode(&untouched, 1, &control,
						 families));
		CHECK_EQ(0, sock6_control_encode(NULL, 0, &control, families));
	}
	CHECK_EQ('x', untouched);
}

static void a_traffic_class_of_any_value_is_written(void)
{
	for (int value = 0; value < 256; value++) {
		struct sock6_control control = full(SOCK6_TRAFFIC_CLASS);
		struct messages messages;
		int found = -1;

		control.traffic_class = (uint8_t)value;
		CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find_int(&messages, IPPROTO_IPV6,
					      IPV6_TCLASS, &found));
		CHECK_EQ(value, found);
		CHECK(encode(&messages, &control, SOCK6_IPV4) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find_int(&messages, IPPROTO_IP, IP_TOS,
					      &found));
		CHECK_EQ(value, found);
	}
}

static void a_hop_limit_of_any_value_is_written(void)
{
	for (int value = 0; value < 256; value++) {
		struct sock6_control control = full(SOCK6_HOP_LIMIT);
		struct messages messages;
		int found = -1;

		control.hop_limit = (uint8_t)value;
		CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find_int(&messages, IPPROTO_IPV6,
					      IPV6_HOPLIMIT, &found));
		CHECK_EQ(value, found);
		CHECK(encode(&messages, &control, SOCK6_IPV4) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find_int(&messages, IPPROTO_IP, IP_TTL,
					      &found));
		CHECK_EQ(value, found);
	}
}

static void source_and_interface_share_one_message(void)
{
	static const uint64_t sets[] = { SOCK6_SOURCE, SOCK6_INTERFACE,
					 SOCK6_SOURCE | SOCK6_INTERFACE };
	static const struct in6_addr unspecified;

	for (size_t i = 0; i < 3; i++) {
		struct sock6_control control = full(sets[i]);
		struct messages messages;
		struct in6_pktinfo info;

		CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find(&messages, IPPROTO_IPV6, IPV6_PKTINFO,
					  &info, sizeof(info)));
		CHECK_EQ(sets[i] & SOCK6_INTERFACE ? 7 : 0, info.ipi6_ifindex);
		CHECK_MEM(sets[i] & SOCK6_SOURCE ? &native : &unspecified,
			  &info.ipi6_addr, 16);
	}
}

static void ipv4_source_and_interface_share_one_message(void)
{
	static const uint64_t sets[] = { SOCK6_SOURCE, SOCK6_INTERFACE,
					 SOCK6_SOURCE | SOCK6_INTERFACE };

	for (size_t i = 0; i < 3; i++) {
		struct sock6_control control = full(sets[i]);
		struct messages messages;
		struct in_pktinfo info;

		control.source = mapped("\xc0\x00\x02\x09");
		CHECK(encode(&messages, &control, SOCK6_IPV4) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1, messages_find(&messages, IPPROTO_IP, IP_PKTINFO,
					  &info, sizeof(info)));
		CHECK_EQ(sets[i] & SOCK6_INTERFACE ? 7 : 0, info.ipi_ifindex);
		CHECK_EQ(sets[i] & SOCK6_SOURCE ? 0xc0000209 : 0,
			 ntohl(info.ipi_spec_dst.s_addr));
	}
}

static void a_source_is_written_for_its_own_family_only(void)
{
	struct sock6_control control = full(SOCK6_SOURCE);
	struct messages messages;
	struct in6_pktinfo info6;
	struct in_pktinfo info4;

	CHECK(encode(&messages, &control, SOCK6_IPV6 | SOCK6_IPV4) > 0);
	CHECK_EQ(1, messages_count(&messages));
	CHECK_EQ(1, messages_find(&messages, IPPROTO_IPV6, IPV6_PKTINFO, &info6,
				  sizeof(info6)));
	control.source = mapped("\xc0\x00\x02\x09");
	CHECK(encode(&messages, &control, SOCK6_IPV6 | SOCK6_IPV4) > 0);
	CHECK_EQ(1, messages_count(&messages));
	CHECK_EQ(1, messages_find(&messages, IPPROTO_IP, IP_PKTINFO, &info4,
				  sizeof(info4)));
}

static void a_flow_label_is_written_in_network_order(void)
{
	static const uint32_t labels[] = { 0, 1, 0x80000, 0xfedcb, 0xfffff };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct sock6_control control = full(SOCK6_FLOW_LABEL);
		struct messages messages;
		uint32_t found = 1;

		control.flow_label = labels[i];
		CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
		CHECK_EQ(1, messages_count(&messages));
		CHECK_EQ(1,
			 messages_find(&messages, IPPROTO_IPV6, NUMBER_FLOWINFO,
				       &found, sizeof(found)));
		CHECK_EQ(labels[i], ntohl(found));
	}
}

static void mark_and_launch_are_written(void)
{
	struct sock6_control control = full(SOCK6_MARK | SOCK6_LAUNCH);
	struct messages messages;
	uint32_t mark = 0;
	uint64_t launch = 0;

	for (unsigned families = 1; families < 4; families++) {
		CHECK(encode(&messages, &control, families) > 0);
		CHECK_EQ(2, messages_count(&messages));
		CHECK_EQ(1, messages_find(&messages, SOL_SOCKET, NUMBER_MARK,
					  &mark, sizeof(mark)));
		CHECK_EQ(0xdeadbeef, mark);
		CHECK_EQ(1, messages_find(&messages, SOL_SOCKET, NUMBER_TXTIME,
					  &launch, sizeof(launch)));
		CHECK_EQ(INT64_C(0x0123456789abcdef), launch);
	}
}

static void a_segment_size_is_written(void)
{
	struct sock6_control control = full(SOCK6_SEGMENT_SIZE);
	struct messages messages;
	uint16_t found = 0;

	CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
	CHECK_EQ(1, messages_count(&messages));
	CHECK_EQ(1, messages_find(&messages, NUMBER_UDP, NUMBER_UDP_SEGMENT,
				  &found, sizeof(found)));
	CHECK_EQ(1400, found);
	control.segment_size = 0;
	CHECK_EQ(-EINVAL, encode(&messages, &control, SOCK6_IPV6));
}

/* The ten bits of SOCK6_CONTROL_SEND, spread by the bits of number. */
static uint64_t subset(unsigned number)
{
	uint64_t fields = 0;

	for (unsigned bit = 0; bit < 64; bit++)
		if (SOCK6_CONTROL_SEND >> bit & 1) {
			fields |= (uint64_t)(number & 1) << bit;
			number >>= 1;
		}
	return fields;
}

static void every_set_of_fields_fits_the_space_it_is_said_to_need(void)
{
	uint64_t able = sendable();

	for (unsigned i = 0; i < 1024; i++) {
		struct sock6_control control = full(subset(i));
		struct messages messages;
		int space, size;

		for (unsigned families = 1; families < 4; families++) {
			if (families == SOCK6_IPV4)
				control.source = mapped("\x7f\0\0\1");
			else
				control.source = native;
			space = sock6_control_space(control.fields, families);
			size = encode(&messages, &control, families);
			if (control.fields & ~able) {
				CHECK_EQ(-EOPNOTSUPP, space);
				CHECK_EQ(-EOPNOTSUPP, size);
				continue;
			}
			CHECK(size >= 0 && size <= space);
			CHECK(messages_count(&messages) >= 0);
		}
	}
}

static void no_kind_of_message_is_written_twice(void)
{
	struct sock6_control control = full(sendable());
	struct cmsghdr one, other;
	struct messages messages;
	size_t at = 0, behind;

	REQUIRE(encode(&messages, &control, SOCK6_IPV6 | SOCK6_IPV4) > 0);
	while (messages_next(&messages, &at, &one)) {
		behind = at;
		while (messages_next(&messages, &behind, &other))
			CHECK(one.cmsg_level != other.cmsg_level ||
			      one.cmsg_type != other.cmsg_type);
	}
}

static void both_families_hold_what_each_holds_alone(void)
{
	struct sock6_control control =
		full(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_INTERFACE);
	struct messages both;
	struct in6_pktinfo info6;
	struct in_pktinfo info4;
	int value;

	REQUIRE(encode(&both, &control, SOCK6_IPV6 | SOCK6_IPV4) > 0);
	CHECK_EQ(6, messages_count(&both));
	CHECK_EQ(1,
		 messages_find_int(&both, IPPROTO_IPV6, IPV6_TCLASS, &value));
	CHECK_EQ(1, messages_find_int(&both, IPPROTO_IP, IP_TOS, &value));
	CHECK_EQ(1,
		 messages_find_int(&both, IPPROTO_IPV6, IPV6_HOPLIMIT, &value));
	CHECK_EQ(1, messages_find_int(&both, IPPROTO_IP, IP_TTL, &value));
	CHECK_EQ(1, messages_find(&both, IPPROTO_IPV6, IPV6_PKTINFO, &info6,
				  sizeof(info6)));
	CHECK_EQ(7, info6.ipi6_ifindex);
	CHECK_EQ(1, messages_find(&both, IPPROTO_IP, IP_PKTINFO, &info4,
				  sizeof(info4)));
	CHECK_EQ(7, info4.ipi_ifindex);
}

/* The error, having checked that nothing was written. */
static int refused(const struct sock6_control *control, unsigned families)
{
	unsigned char room[1024], untouched[sizeof(room)];
	int result;

	memset(room, 0x5a, sizeof(room));
	memset(untouched, 0x5a, sizeof(untouched));
	result = sock6_control_encode(room, sizeof(room), control, families);
	CHECK_MEM(untouched, room, sizeof(room));
	return result;
}

static void fields_that_are_only_received_are_refused(void)
{
	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t field = UINT64_C(1) << bit;
		struct sock6_control control = full(field);

		if (field & SOCK6_CONTROL_SEND)
			continue;
		CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV6));
		control.fields |= SOCK6_TRAFFIC_CLASS;
		CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV6));
	}
}

static void wrong_families_are_refused(void)
{
	struct sock6_control control = full(SOCK6_TRAFFIC_CLASS);

	CHECK_EQ(-EINVAL, refused(&control, 0));
	CHECK_EQ(-EINVAL, sock6_control_space(SOCK6_TRAFFIC_CLASS, 0));
	for (unsigned bit = 2; bit < 32; bit++) {
		CHECK_EQ(-EINVAL, refused(&control, 1u << bit));
		CHECK_EQ(-EINVAL, refused(&control, 1u << bit | SOCK6_IPV6));
		CHECK_EQ(-EINVAL,
			 sock6_control_space(SOCK6_TRAFFIC_CLASS, 1u << bit));
	}
	control.fields = 0;
	CHECK_EQ(-EINVAL, refused(&control, 0));
}

static void a_source_that_cannot_be_one_is_refused(void)
{
	struct sock6_control control = full(SOCK6_SOURCE);

	CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV4));
	control.source.s6_addr[0] = 0xff;
	for (unsigned families = 1; families < 4; families++)
		CHECK_EQ(-EINVAL, refused(&control, families));
	control.source = mapped("\xc0\x00\x02\x09");
	CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV6));
}

static void values_out_of_range_are_refused(void)
{
	struct sock6_control control = full(SOCK6_FLOW_LABEL);

	control.flow_label = 0x100000;
	CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV6));
	control.flow_label = UINT32_MAX;
	CHECK_EQ(-EINVAL, refused(&control, SOCK6_IPV6));
}

static void too_small_a_room_is_refused_at_every_size(void)
{
	struct sock6_control control = full(sendable());
	struct messages messages;
	int need = encode(&messages, &control, SOCK6_IPV6 | SOCK6_IPV4);

	REQUIRE(need > 0);
	for (size_t size = 0; size < (size_t)need; size++) {
		char *room = malloc(size ? size : 1);

		REQUIRE(room);
		memset(room, 'x', size);
		CHECK_EQ(-ENOSPC,
			 sock6_control_encode(room, size, &control,
					      SOCK6_IPV6 | SOCK6_IPV4));
		for (size_t i = 0; i < size; i++)
			REQUIRE(room[i] == 'x');
		free(room);
	}
}

static void values_without_their_bit_are_not_looked_at(void)
{
	struct sock6_control control = full(SOCK6_TRAFFIC_CLASS);
	struct messages messages;

	control.flow_label = UINT32_MAX;
	control.segment_size = 0;
	control.source.s6_addr[0] = 0xff;
	CHECK(encode(&messages, &control, SOCK6_IPV6) > 0);
	CHECK_EQ(1, messages_count(&messages));
}

static void space_refuses_bits_that_are_unknown(void)
{
	for (unsigned bit = 17; bit < 64; bit++)
		CHECK_EQ(-EINVAL,
			 sock6_control_space(UINT64_C(1) << bit, SOCK6_IPV6));
	CHECK(sock6_control_space(SOCK6_CONTROL_RECEIVE,
				  SOCK6_IPV6 | SOCK6_IPV4) > 0);
}

/* What is sent and received in the same form must come back as it was. */
static void random_values_survive_encode_and_decode(void)
{
	const uint64_t same = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			      SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_MARK;
	struct random random = { 3542 };

	for (int round = 0; round < 20000; round++) {
		struct sock6_control control = full(0), back;
		struct messages messages;
		uint64_t fields = random_next(&random) & same & sendable();

		control.fields = fields;
		control.traffic_class = (uint8_t)random_next(&random);
		control.hop_limit = (uint8_t)random_next(&random);
		control.ifindex = (uint32_t)random_next(&random) >> 1;
		control.flow_label = random_next(&random) & 0xfffff;
		control.mark = (uint32_t)random_next(&random);
		REQUIRE(encode(&messages, &control, SOCK6_IPV6) >= 0);
		CHECK_EQ(0, sock6_control_decode(&back, messages.bytes,
						 messages.size));
		CHECK_EQ(fields, back.fields & fields);
		if (fields & SOCK6_TRAFFIC_CLASS)
			CHECK_EQ(control.traffic_class, back.traffic_class);
		if (fields & SOCK6_HOP_LIMIT)
			CHECK_EQ(control.hop_limit, back.hop_limit);
		if (fields & SOCK6_INTERFACE)
			CHECK_EQ(control.ifindex, back.ifindex);
		if (fields & SOCK6_FLOW_LABEL)
			CHECK_EQ(control.flow_label, back.flow_label);
		if (fields & SOCK6_MARK)
			CHECK_EQ(control.mark, back.mark);
	}
}

int main(void)
{
	if (sock6_control_space(SOCK6_TRAFFIC_CLASS, SOCK6_IPV6) == -EOPNOTSUPP)
		return check_skip_all("this build has no system beneath it");
	RUN(no_field_takes_no_bytes);
	RUN(a_traffic_class_of_any_value_is_written);
	RUN(a_hop_limit_of_any_value_is_written);
	RUN(source_and_interface_share_one_message);
	RUN(ipv4_source_and_interface_share_one_message);
	RUN(a_source_is_written_for_its_own_family_only);
	RUN(a_flow_label_is_written_in_network_order);
	RUN(mark_and_launch_are_written);
	RUN(a_segment_size_is_written);
	RUN(every_set_of_fields_fits_the_space_it_is_said_to_need);
	RUN(no_kind_of_message_is_written_twice);
	RUN(both_families_hold_what_each_holds_alone);
	RUN(fields_that_are_only_received_are_refused);
	RUN(wrong_families_are_refused);
	RUN(a_source_that_cannot_be_one_is_refused);
	RUN(values_out_of_range_are_refused);
	RUN(too_small_a_room_is_refused_at_every_size);
	RUN(values_without_their_bit_are_not_looked_at);
	RUN(space_refuses_bits_that_are_unknown);
	RUN(random_values_survive_encode_and_decode);
	return check_end();
}
