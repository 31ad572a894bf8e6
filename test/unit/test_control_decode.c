/* SPDX-License-Identifier: MIT */
/* Decoding control messages: each kind, and any bytes at all. */
#include "messages.h"

#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

#define KNOWN_FIELDS ((UINT64_C(1) << 17) - 1)

/* Decodes from exact memory, at every alignment, into a dirty target. */
static int decode(struct sock6_control *control, const void *bytes, size_t size)
{
	struct sock6_control first;
	int result = -1;

	for (size_t shift = 0; shift < 8; shift++) {
		char *room = malloc(size + shift);
		int again;

		if (size + shift && !room)
			abort();
		if (size)
			memcpy(room + shift, bytes, size);
		memset(control, 0xee, sizeof(*control));
		again = sock6_control_decode(control, room + shift, size);
		free(room);
		if (shift == 0) {
			result = again;
			first = *control;
		}
		CHECK_EQ(result, again);
		CHECK_MEM(&first, control, sizeof(first));
	}
	return result;
}

static void no_bytes_reset_the_target(void)
{
	struct sock6_control control, zero;

	memset(&zero, 0, sizeof(zero));
	memset(&control, 0xee, sizeof(control));
	CHECK_EQ(0, sock6_control_decode(&control, NULL, 0));
	CHECK_MEM(&zero, &control, sizeof(zero));
	CHECK_EQ(0, decode(&control, "", 0));
	CHECK_MEM(&zero, &control, sizeof(zero));
}

static void add_everything(struct messages *messages)
{
	struct in6_pktinfo info = { .ipi6_ifindex = 5 };
	struct ip6_mtuinfo mtu = { .ip6m_mtu = 1400 };
	uint32_t flow = htonl(0x0b912345), drops = 45, mark = 0x80000001;
	int64_t time[2] = { 1700000000, 999999999 };
	int64_t hardware[6] = { 0, 0, 0, 0, 5, 6 };

	info.ipi6_addr.s6_addr[0] = 0xfe;
	info.ipi6_addr.s6_addr[15] = 1;
	mtu.ip6m_addr.sin6_family = AF_INET6;
	mtu.ip6m_addr.sin6_addr.s6_addr[0] = 0x20;
	messages->size = 0;
	messages_add(messages, SOL_SOCKET, NUMBER_TIMESTAMPNS_NEW, time,
		     sizeof(time));
	messages_add(messages, SOL_SOCKET, NUMBER_TIMESTAMPING_NEW, hardware,
		     sizeof(hardware));
	messages_add(messages, SOL_SOCKET, NUMBER_RXQ_OVFL, &drops, 4);
	messages_add(messages, SOL_SOCKET, NUMBER_MARK, &mark, 4);
	messages_add_int(messages, NUMBER_UDP, NUMBER_UDP_GRO, 1200);
	messages_add(messages, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
	messages_add_int(messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 63);
	messages_add_int(messages, IPPROTO_IPV6, IPV6_TCLASS, 0xb9);
	messages_add(messages, IPPROTO_IPV6, NUMBER_FLOWINFO, &flow, 4);
	messages_add_int(messages, IPPROTO_IPV6, NUMBER_RECVFRAGSIZE, 1496);
	messages_add(messages, IPPROTO_IPV6, IPV6_PATHMTU, &mtu, sizeof(mtu));
}

static void check_everything(const struct sock6_control *control)
{
	static const uint64_t zero[8];

	CHECK_EQ(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION |
			 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_PATH_MTU |
			 SOCK6_PATH_MTU_DESTINATION | SOCK6_FRAGMENT_SIZE |
			 SOCK6_RECEIVED | SOCK6_RECEIVED_HARDWARE |
			 SOCK6_DROPS | SOCK6_MARK | SOCK6_SEGMENT_SIZE,
		 control->fields);
	CHECK_EQ(5, control->ifindex);
	CHECK_EQ(0xfe, control->destination.s6_addr[0]);
	CHECK_EQ(1, control->destination.s6_addr[15]);
	CHECK_EQ(63, control->hop_limit);
	CHECK_EQ(0xb9, control->traffic_class);
	CHECK_EQ(0x12345, control->flow_label);
	CHECK_EQ(1496, control->fragment_size);
	CHECK_EQ(1400, control->path_mtu);
	CHECK_EQ(0x20, control->path_mtu_destination.s6_addr[0]);
	CHECK_EQ(45, control->drops);
	CHECK_EQ(0x80000001, control->mark);
	CHECK_EQ(1200, control->segment_size);
	CHECK_EQ(INT64_C(1700000000999999999), control->received);
	CHECK_EQ(INT64_C(5000000006), control->received_hardware);
	CHECK_MEM(zero, control->reserved, sizeof(zero));
}

static void every_field_is_read(void)
{
	struct sock6_control control;
	struct messages messages;

	add_everything(&messages);
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	check_everything(&control);
}

static void reverse_order_reads_the_same(void)
{
	struct messages forward, backward = { .size = 0 };
	struct {
		const unsigned char *value;
		size_t size;
		int level, type;
	} each[32];
	struct cmsghdr header;
	struct sock6_control control;
	size_t at = 0;
	int count = 0;

	add_everything(&forward);
	while ((each[count].value = messages_next(&forward, &at, &header))) {
		each[count].size = header.cmsg_len - CMSG_LEN(0);
		each[count].level = header.cmsg_level;
		each[count++].type = header.cmsg_type;
	}
	while (count-- > 0)
		messages_add(&backward, each[count].level, each[count].type,
			     each[count].value, each[count].size);
	CHECK_EQ(forward.size, backward.size);
	CHECK_EQ(0, decode(&control, backward.bytes, backward.size));
	check_everything(&control);
}

static void ipv4_messages_give_the_same_fields(void)
{
	struct in_pktinfo info = { .ipi_ifindex = 9 };
	struct in6_addr expected = mapped("\xc0\x00\x02\x21");
	struct messages messages = { .size = 0 };
	struct sock6_control control;
	uint8_t tos = 0xff;

	info.ipi_addr.s_addr = htonl(0xc0000221);
	info.ipi_spec_dst.s_addr = htonl(0x7f000001);
	messages_add(&messages, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	messages_add_int(&messages, IPPROTO_IP, IP_TTL, 255);
	messages_add(&messages, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION |
			 SOCK6_INTERFACE,
		 control.fields);
	CHECK_EQ(9, control.ifindex);
	CHECK_EQ(255, control.hop_limit);
	CHECK_EQ(255, control.traffic_class);
	CHECK_MEM(&expected, &control.destination, 16);
}

static void zero_is_a_value_like_any_other(void)
{
	struct messages messages = { .size = 0 };
	struct sock6_control control;

	messages_add_int(&messages, IPPROTO_IPV6, IPV6_TCLASS, 0);
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 0);
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT, control.fields);
	CHECK_EQ(0, control.traffic_class);
	CHECK_EQ(0, control.hop_limit);
}

static void both_layouts_of_timestamps_are_read(void)
{
	static const struct {
		int type, is_long;
	} kinds[] = {
		{ NUMBER_TIMESTAMPNS_OLD, 0 },
		{ NUMBER_TIMESTAMPNS_OLD, 1 },
		{ NUMBER_TIMESTAMPNS_NEW, 1 },
	};
	int32_t narrow[2] = { 1700000000, 5 };
	int64_t wide[2] = { 1700000000, 5 };

	for (size_t i = 0; i < 3; i++) {
		struct messages messages = { .size = 0 };
		struct sock6_control control;

		if (kinds[i].is_long)
			messages_add(&messages, SOL_SOCKET, kinds[i].type, wide,
				     sizeof(wide));
		else
			messages_add(&messages, SOL_SOCKET, kinds[i].type,
				     narrow, sizeof(narrow));
		CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
		CHECK_EQ(SOCK6_RECEIVED, control.fields);
		CHECK_EQ(INT64_C(1700000000000000005), control.received);
	}
}

static void timestamping_tells_software_and_hardware_apart(void)
{
	int64_t stamps[6] = { 3, 4, 0, 0, 0, 0 };
	int32_t narrow[6] = { 3, 4, 0, 0, 7, 8 };
	struct messages messages = { .size = 0 };
	struct sock6_control control;

	messages_add(&messages, SOL_SOCKET, NUMBER_TIMESTAMPING_NEW, stamps,
		     sizeof(stamps));
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_RECEIVED, control.fields);
	CHECK_EQ(INT64_C(3000000004), control.received);
	messages.size = 0;
	messages_add(&messages, SOL_SOCKET, NUMBER_TIMESTAMPING_OLD, narrow,
		     sizeof(narrow));
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_RECEIVED | SOCK6_RECEIVED_HARDWARE, control.fields);
	CHECK_EQ(INT64_C(3000000004), control.received);
	CHECK_EQ(INT64_C(7000000008), control.received_hardware);
}

static void hostile_times_do_not_overflow(void)
{
	static const int64_t times[][2] = {
		{ INT64_MAX, INT64_MAX },  { INT64_MIN, INT64_MIN },
		{ INT64_MAX, -1 },         { -1, INT64_MAX },
		{ 9223372036, 999999999 }, { 0, -1 },
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct messages messages = { .size = 0 };
		struct sock6_control control;

		messages_add(&messages, SOL_SOCKET, NUMBER_TIMESTAMPNS_NEW,
			     times[i], sizeof(times[i]));
		CHECK(decode(&control, messages.bytes, messages.size) >= 0);
		CHECK_EQ(0, control.fields & ~SOCK6_RECEIVED);
	}
}

static void unknown_messages_are_skipped(void)
{
	struct messages messages = { .size = 0 };
	struct sock6_control control;

	messages_add_int(&messages, 99, 1, 7);
	messages_add_int(&messages, IPPROTO_IPV6, 30000, 7);
	messages_add(&messages, SOL_SOCKET, SCM_RIGHTS, "", 0);
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 5);
	messages_add_int(&messages, IPPROTO_TCP, IPV6_HOPLIMIT, 9);
	messages_add_int(&messages, -1, -1, 7);
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
	CHECK_EQ(5, control.hop_limit);
}

static void a_repeated_message_counts_once_and_the_last_one_holds(void)
{
	struct messages messages = { .size = 0 };
	struct sock6_control control;

	for (int value = 1; value <= 40; value++)
		messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, value);
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
	CHECK_EQ(40, control.hop_limit);
}

/* How far a buffer that is cut at size is whole, by its own headers. */
static size_t whole_until(struct messages *messages, size_t size)
{
	size_t at = 0;

	while (at + sizeof(struct cmsghdr) <= size) {
		struct cmsghdr header;

		memcpy(&header, messages->bytes + at, sizeof(header));
		if (at + header.cmsg_len > size)
			break;
		at += CMSG_SPACE(header.cmsg_len - CMSG_LEN(0));
	}
	return at;
}

static void every_cut_is_survived_and_reported(void)
{
	struct messages messages;

	add_everything(&messages);
	for (size_t size = 0; size <= messages.size; size++) {
		size_t whole = whole_until(&messages, size);
		struct sock6_control cut, expected;
		int result = decode(&cut, messages.bytes, size);

		/* Padding behind the last message need not be there. */
		CHECK_EQ(whole >= size ? 0 : SOCK6_CONTROL_TRUNCATED, result);
		decode(&expected, messages.bytes, whole < size ? whole : size);
		CHECK_MEM(&expected, &cut, sizeof(cut));
	}
}

static void each_value_cut_short_is_reported(void)
{
	static const struct {
		int level, type;
		size_t size;
	} kinds[] = {
		{ IPPROTO_IPV6, IPV6_TCLASS, 1 },
		{ IPPROTO_IPV6, IPV6_HOPLIMIT, 1 },
		{ IPPROTO_IPV6, NUMBER_FLOWINFO, 4 },
		{ IPPROTO_IPV6, NUMBER_RECVFRAGSIZE, 4 },
		{ IPPROTO_IPV6, IPV6_PKTINFO, sizeof(struct in6_pktinfo) },
		{ IPPROTO_IPV6, IPV6_PATHMTU, sizeof(struct ip6_mtuinfo) },
		{ IPPROTO_IP, IP_TTL, 1 },
		{ IPPROTO_IP, IP_TOS, 1 },
		{ IPPROTO_IP, IP_PKTINFO, sizeof(struct in_pktinfo) },
		{ SOL_SOCKET, NUMBER_RXQ_OVFL, 4 },
		{ SOL_SOCKET, NUMBER_MARK, 4 },
		{ SOL_SOCKET, NUMBER_TIMESTAMPNS_OLD, 8 },
		{ SOL_SOCKET, NUMBER_TIMESTAMPNS_NEW, 8 },
		{ SOL_SOCKET, NUMBER_TIMESTAMPING_OLD, 24 },
		{ SOL_SOCKET, NUMBER_TIMESTAMPING_NEW, 24 },
		{ NUMBER_UDP, NUMBER_UDP_GRO, 4 },
	};
	static const char zeros[64];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t size = 0; size < kinds[i].size; size++) {
			struct messages messages = { .size = 0 };
			struct sock6_control control;

			messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT,
					 5);
			messages_add(&messages, kinds[i].level, kinds[i].type,
				     zeros, size);
			if (!CHECK_EQ(SOCK6_CONTROL_TRUNCATED,
				      decode(&control, messages.bytes,
					     messages.size)))
				printf("# level %d type %d size %zu\n",
				       kinds[i].level, kinds[i].type, size);
			CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
			CHECK_EQ(5, control.hop_limit);
		}
}

/* A field of the system's own width: a longer lie is cut to it. */
static void set_length(struct cmsghdr *header, size_t length)
{
	if (sizeof(header->cmsg_len) < sizeof(length))
		header->cmsg_len = (uint32_t)length;
	else
		memcpy(&header->cmsg_len, &length, sizeof(header->cmsg_len));
}

static void lengths_that_lie_are_survived(void)
{
	static const size_t lengths[] = {
		0,
		1,
		sizeof(struct cmsghdr) - 1,
		SIZE_MAX,
		SIZE_MAX - 1,
		SIZE_MAX - 7,
		SIZE_MAX / 2,
		(size_t)1 << 31,
		0xffffffff,
		100000,
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct messages messages = { .size = 0 };
		struct sock6_control control;
		struct cmsghdr header;
		size_t second;

		messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 5);
		second = messages.size;
		messages_add_int(&messages, IPPROTO_IPV6, IPV6_TCLASS, 6);
		messages_add_int(&messages, IPPROTO_IPV6, IPV6_TCLASS, 7);
		memcpy(&header, messages.bytes + second, sizeof(header));
		set_length(&header, lengths[i]);
		memcpy(messages.bytes + second, &header, sizeof(header));
		CHECK_EQ(SOCK6_CONTROL_TRUNCATED,
			 decode(&control, messages.bytes, messages.size));
		CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
	}
}

static void a_message_that_reaches_into_the_next_is_read_alone(void)
{
	struct messages messages = { .size = 0 };
	struct sock6_control control;
	struct cmsghdr header;

	messages_add_int(&messages, IPPROTO_IPV6, IPV6_HOPLIMIT, 5);
	messages_add_int(&messages, IPPROTO_IPV6, IPV6_TCLASS, 6);
	memcpy(&header, messages.bytes, sizeof(header));
	set_length(&header, messages.size);
	memcpy(messages.bytes, &header, sizeof(header));
	CHECK_EQ(0, decode(&control, messages.bytes, messages.size));
	CHECK_EQ(SOCK6_HOP_LIMIT, control.fields);
}

static void check_bounds(const struct sock6_control *control, int result)
{
	static const uint64_t zero[8];

	CHECK(result == 0 || result == SOCK6_CONTROL_TRUNCATED);
	CHECK_EQ(0, control->fields & ~KNOWN_FIELDS);
	CHECK(control->flow_label <= 0xfffff);
	CHECK_EQ(0, control->reserved0);
	CHECK_MEM(zero, control->reserved, sizeof(zero));
}

static void random_bytes_are_survived(void)
{
	struct random random = { 20260101 };

	for (int round = 0; round < 100000; round++) {
		size_t size = random_below(&random, 200);
		struct sock6_control control;
		char *bytes = malloc(size ? size : 1);
		int result;

		REQUIRE(bytes);
		random_fill(&random, bytes, size);
		memset(&control, 0xee, sizeof(control));
		result = sock6_control_decode(&control, bytes, size);
		check_bounds(&control, result);
		free(bytes);
	}
}

static void a_valid_buffer_with_random_damage_is_survived(void)
{
	struct random random = { 4242 };
	struct messages whole;

	add_everything(&whole);
	for (int round = 0; round < 100000; round++) {
		size_t size = whole.size - random_below(&random, 64);
		struct sock6_control control;
		unsigned char *bytes = malloc(size);
		int result;

		REQUIRE(bytes);
		memcpy(bytes, whole.bytes, size);
		for (size_t i = random_below(&random, 4) + 1; i > 0; i--)
			bytes[random_below(&random, size)] =
				(unsigned char)random_next(&random);
		memset(&control, 0xee, sizeof(control));
		result = sock6_control_decode(&control, bytes, size);
		check_bounds(&control, result);
		free(bytes);
	}
}

int main(void)
{
	RUN(no_bytes_reset_the_target);
	RUN(random_bytes_are_survived);
	RUN(a_valid_buffer_with_random_damage_is_survived);
	if (sock6_control_space(SOCK6_TRAFFIC_CLASS, SOCK6_IPV6) ==
	    -EOPNOTSUPP) {
		printf("# this build has no system beneath it: the tests of "
		       "each message's meaning are left out\n");
		return check_end();
	}
	RUN(every_field_is_read);
	RUN(reverse_order_reads_the_same);
	RUN(ipv4_messages_give_the_same_fields);
	RUN(zero_is_a_value_like_any_other);
	RUN(both_layouts_of_timestamps_are_read);
	RUN(timestamping_tells_software_and_hardware_apart);
	RUN(hostile_times_do_not_overflow);
	RUN(unknown_messages_are_skipped);
	RUN(a_repeated_message_counts_once_and_the_last_one_holds);
	RUN(every_cut_is_survived_and_reported);
	RUN(each_value_cut_short_is_reported);
	RUN(lengths_that_lie_are_survived);
	RUN(a_message_that_reaches_into_the_next_is_read_alone);
	return check_end();
}
