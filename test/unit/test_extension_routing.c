/* SPDX-License-Identifier: MIT */
/* Routing headers: round trips, the order of segments, hostile bytes. */
#include "check.h"
#include "random.h"
#include "sock6.h"

#define ADDRESS(last)                                            \
	{                                                        \
		.s6_addr = { 0x20, 1, 0xd, 0xb8, [15] = (last) } \
	}

static const struct in6_addr path[3] = { ADDRESS(1), ADDRESS(2), ADDRESS(3) };

static const struct sock6_extension_routing three = {
	.type = SOCK6_EXTENSION_ROUTING_SEGMENTS,
	.next_header = 17,
	.segments_left = 2,
	.flags = 0x08,
	.tag = 0x1234,
	.segment_count = 3,
};

/* clang-format off */
#define SEGMENT(last) 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (last)
static const unsigned char three_bytes[56] = {
	17, 6, 4, 2, 2, 0x08, 0x12, 0x34, SEGMENT(3), SEGMENT(2), SEGMENT(1)
};
static const unsigned char home_bytes[24] = {
	17, 2, 2, 1, 0, 0, 0, 0, SEGMENT(9)
};
/* clang-format on */

static void a_segment_routing_header_is_what_rfc_8754_shows(void)
{
	unsigned char header[56];

	CHECK_EQ(56, sock6_extension_routing_build(header, sizeof(header),
						   &three, path));
	CHECK_MEM(three_bytes, header, sizeof(header));
}

static void segments_are_read_in_the_order_of_travel(void)
{
	struct sock6_extension_routing routing;
	struct in6_addr segment;
	unsigned index = 0;

	REQUIRE_EQ(0, sock6_extension_routing_parse(&routing, three_bytes,
						    sizeof(three_bytes)));
	CHECK_EQ(4, routing.type);
	CHECK_EQ(17, routing.next_header);
	CHECK_EQ(2, routing.segments_left);
	CHECK_EQ(8, routing.flags);
	CHECK_EQ(0x1234, routing.tag);
	CHECK_EQ(3, routing.segment_count);
	CHECK(routing.segments == three_bytes + 8);
	CHECK_EQ(0, routing.tlvs_size);
	for (unsigned i = 0; i < 3; i++) {
		CHECK_EQ(1, sock6_extension_segment_next(&routing, &index,
							 &segment));
		CHECK_MEM(&path[i], &segment, sizeof(segment));
	}
	CHECK_EQ(0, sock6_extension_segment_next(&routing, &index, &segment));
	CHECK_EQ(0, sock6_extension_segment_next(&routing, &index, &segment));
}

static void a_home_address_is_read(void)
{
	static const struct in6_addr home = ADDRESS(9);
	struct sock6_extension_routing routing;
	struct in6_addr segment;
	unsigned index = 0;

	REQUIRE_EQ(0, sock6_extension_routing_parse(&routing, home_bytes, 24));
	CHECK_EQ(SOCK6_EXTENSION_ROUTING_HOME, routing.type);
	CHECK_EQ(1, routing.segments_left);
	CHECK_EQ(1, routing.segment_count);
	CHECK_EQ(0, routing.tlvs_size);
	CHECK_EQ(1, sock6_extension_segment_next(&routing, &index, &segment));
	CHECK_MEM(&home, &segment, sizeof(home));
	CHECK_EQ(0, sock6_extension_segment_next(&routing, &index, &segment));
}

/* One change makes the header wrong. */
static void check_change(const unsigned char *good, size_t size, unsigned at,
			 unsigned char value, int expected)
{
	struct sock6_extension_routing routing, before;
	unsigned char bytes[64];

	memcpy(bytes, good, size);
	bytes[at] = value;
	memset(&routing, 0xee, sizeof(routing));
	before = routing;
	if (!CHECK_EQ(expected,
		      sock6_extension_routing_parse(&routing, bytes, size)))
		printf("# byte %u as %u\n", at, value);
	CHECK_MEM(&before, &routing, sizeof(before));
}

static void what_is_not_known_or_forbidden_is_refused(void)
{
	for (unsigned type = 0; type < 256; type++)
		if (type != 2 && type != 4)
			check_change(three_bytes, 56, 2, (unsigned char)type,
				     -EPROTONOSUPPORT);
}

static void a_header_that_does_not_hold_what_it_says_is_refused(void)
{
	check_change(three_bytes, 56, 1, 7, -EBADMSG);
	check_change(three_bytes, 56, 1, 5, -EBADMSG);
	check_change(three_bytes, 56, 1, 0, -EBADMSG);
	check_change(three_bytes, 56, 4, 3, -EBADMSG);
	check_change(three_bytes, 56, 4, 255, -EBADMSG);
	check_change(three_bytes, 56, 3, 3, -EBADMSG);
	check_change(home_bytes, 24, 1, 1, -EBADMSG);
	check_change(home_bytes, 24, 3, 0, -EBADMSG);
	check_change(home_bytes, 24, 3, 2, -EBADMSG);
}

static void every_truncation_is_refused(void)
{
	struct sock6_extension_routing routing;

	for (size_t size = 0; size < 56; size++)
		CHECK_EQ(-EBADMSG, sock6_extension_routing_parse(
					   &routing, three_bytes, size));
	for (size_t size = 0; size < 24; size++)
		CHECK_EQ(-EBADMSG, sock6_extension_routing_parse(
					   &routing, home_bytes, size));
}

static struct sock6_extension_routing one_with_tlvs(const void *tlvs,
						    size_t size)
{
	struct sock6_extension_routing routing = three;

	routing.segment_count = 1;
	routing.segments_left = 0;
	routing.tlvs = tlvs;
	routing.tlvs_size = size;
	return routing;
}

static void tlvs_are_padded_to_eight_bytes(void)
{
	static const unsigned char opaque[9] = { 128, 7, 1, 2, 3, 4, 5, 6, 7 };
	struct sock6_extension_routing routing, read;
	struct sock6_extension_option tlv;
	unsigned char header[40];

	for (unsigned length = 0; length <= 7; length++) {
		unsigned char bytes[9], padding = (unsigned char)(6 - length);
		size_t offset = 0;
		int size;

		memcpy(bytes, opaque, sizeof(bytes));
		bytes[1] = (unsigned char)length;
		routing = one_with_tlvs(bytes, length + 2);
		memset(header, 0xee, sizeof(header));
		size = sock6_extension_routing_build(header, sizeof(header),
						     &routing, path);
		CHECK_EQ(length == 7 ? 40 : 32, size);
		REQUIRE_EQ(0, sock6_extension_routing_parse(&read, header,
							    (size_t)size));
		CHECK_EQ(1, sock6_extension_tlv_next(&read, &offset, &tlv));
		CHECK_EQ(128, tlv.type);
		CHECK_EQ(0, tlv.action);
		CHECK_EQ(length, tlv.size);
		CHECK_MEM(opaque + 2, tlv.data, length);
		if (length == 6) {
			CHECK_EQ(0, sock6_extension_tlv_next(&read, &offset,
							     &tlv));
			continue;
		}
		CHECK_EQ(1, sock6_extension_tlv_next(&read, &offset, &tlv));
		CHECK_EQ(length == 5 ? 0 : 4, tlv.type);
		CHECK_EQ(length == 5   ? 0
			 : length == 7 ? 5
				       : padding - 2,
			 tlv.size);
		CHECK_EQ(0, sock6_extension_tlv_next(&read, &offset, &tlv));
		CHECK_EQ(read.tlvs_size, offset);
	}
}

static void a_tlv_that_leaves_its_header_is_refused(void)
{
	static const unsigned char wrong[2][8] = { { 128, 7 },
						   { 4, 5, 0, 0, 0, 0, 0, 5 } };
	struct sock6_extension_routing routing = one_with_tlvs(wrong[0], 8);
	struct sock6_extension_option tlv, before;
	size_t offset = 0;

	memset(&tlv, 0xee, sizeof(tlv));
	before = tlv;
	CHECK_EQ(-EBADMSG, sock6_extension_tlv_next(&routing, &offset, &tlv));
	CHECK_EQ(0, offset);
	CHECK_MEM(&before, &tlv, sizeof(tlv));
	routing = one_with_tlvs(wrong[1], 8);
	CHECK_EQ(1, sock6_extension_tlv_next(&routing, &offset, &tlv));
	CHECK_EQ(7, offset);
	CHECK_EQ(-EBADMSG, sock6_extension_tlv_next(&routing, &offset, &tlv));
}

static int build_changed(unsigned type, unsigned count, unsigned left,
			 size_t tlvs_size)
{
	static unsigned char header[4096];
	static struct in6_addr long_path[128];
	static const unsigned char tlvs[4096];
	struct sock6_extension_routing routing = three;

	routing.type = (uint8_t)type;
	routing.segment_count = (uint16_t)count;
	routing.segments_left = (uint8_t)left;
	routing.tlvs = tlvs;
	routing.tlvs_size = tlvs_size;
	return sock6_extension_routing_build(header, sizeof(header), &routing,
					     long_path);
}

static void what_cannot_be_written_is_refused(void)
{
	struct in6_addr group[3] = { ADDRESS(1), ADDRESS(2), ADDRESS(3) };
	unsigned char header[56], before[56];

	CHECK_EQ(-EPROTONOSUPPORT, build_changed(0, 3, 2, 0));
	CHECK_EQ(-EPROTONOSUPPORT, build_changed(2, 1, 0, 0));
	CHECK_EQ(-EINVAL, build_changed(4, 0, 0, 0));
	CHECK_EQ(-EINVAL, build_changed(4, 3, 3, 0));
	CHECK_EQ(-EINVAL, build_changed(4, 128, 0, 0));
	CHECK_EQ(2040, build_changed(4, 127, 126, 0));
	CHECK_EQ(2048, build_changed(4, 127, 126, 8));
	CHECK_EQ(-EMSGSIZE, build_changed(4, 127, 126, 9));
	CHECK_EQ(-EMSGSIZE, build_changed(4, 1, 0, SIZE_MAX));
	memset(header, 0xee, sizeof(header));
	memcpy(before, header, sizeof(before));
	for (unsigned i = 0; i < 3; i++) {
		group[i].s6_addr[0] = 0xff;
		CHECK_EQ(-EINVAL,
			 sock6_extension_routing_build(header, sizeof(header),
						       &three, group));
		group[i].s6_addr[0] = 0x20;
	}
	for (size_t size = 0; size < 56; size++)
		CHECK_EQ(-ENOSPC, sock6_extension_routing_build(header, size,
								&three, path));
	CHECK_MEM(before, header, sizeof(before));
}

static void check_views(const unsigned char *header, size_t size)
{
	struct sock6_extension_routing routing;
	struct sock6_extension_option tlv;
	struct in6_addr segment;
	unsigned index = 0;
	size_t offset = 0;
	int found = sock6_extension_routing_parse(&routing, header, size);

	if (found < 0) {
		CHECK(found == -EBADMSG || found == -EPROTONOSUPPORT);
		return;
	}
	while (sock6_extension_segment_next(&routing, &index, &segment))
		;
	CHECK_EQ(routing.segment_count, index);
	do {
		found = sock6_extension_tlv_next(&routing, &offset, &tlv);
	} while (found > 0);
	CHECK(found == 0 || found == -EBADMSG);
	CHECK(offset <= routing.tlvs_size);
}

static void random_bytes_are_survived(void)
{
	struct random random = { 0x5eed8 };

	for (int i = 0; i < 100000; i++) {
		size_t size = random_below(&random, 120);
		unsigned char *header = malloc(size + 1);

		REQUIRE(header);
		random_fill(&random, header, size);
		if (size > 4) {
			header[1] = (unsigned char)random_below(&random, 15);
			header[2] = random_below(&random, 8) ? 4 : 2;
			header[3] = (unsigned char)random_below(&random, 4);
			header[4] = (unsigned char)random_below(&random, 4);
		}
		check_views(header, size);
		free(header);
	}
}

int main(void)
{
	RUN(a_segment_routing_header_is_what_rfc_8754_shows);
	RUN(segments_are_read_in_the_order_of_travel);
	RUN(a_home_address_is_read);
	RUN(what_is_not_known_or_forbidden_is_refused);
	RUN(a_header_that_does_not_hold_what_it_says_is_refused);
	RUN(every_truncation_is_refused);
	RUN(tlvs_are_padded_to_eight_bytes);
	RUN(a_tlv_that_leaves_its_header_is_refused);
	RUN(what_cannot_be_written_is_refused);
	RUN(random_bytes_are_survived);
	return check_end();
}
