/* SPDX-License-Identifier: MIT */
/* The walk over extension headers: chains of every kind, hostile bytes. */
#include "check.h"
#include "random.h"
#include "sock6.h"

#define UDP 17

/* clang-format off */
static const unsigned char all_kinds[] = {
	60, 0, 1, 4, 0, 0, 0, 0,                        /* 0 hop-by-hop */
	43, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 8 destination */
	44, 0, 253, 0, 0, 0, 0, 0,                      /* 24 routing */
	51, 0, 0, 1, 1, 2, 3, 4,                        /* 32 first fragment */
	135, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2,
	9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,             /* 40 AH: (4+2)*4 */
	139, 0, 0, 0, 0, 0, 0, 0,                       /* 64 mobility */
	140, 0, 0, 0, 0, 0, 0, 0,                       /* 72 host identity */
	60, 0, 0, 0, 0, 0, 0, 0,                        /* 80 shim6 */
	UDP, 0, 1, 4, 0, 0, 0, 0,                       /* 88 destination */
	1, 2, 3, 4,                                     /* 96 upper layer */
};
/* clang-format on */

#define HEADERS 9
static const struct {
	uint16_t type;
	unsigned at;
} kinds[HEADERS + 1] = {
	{ SOCK6_EXTENSION_HOP_BY_HOP, 0 },
	{ SOCK6_EXTENSION_DESTINATION, 8 },
	{ SOCK6_EXTENSION_ROUTING, 24 },
	{ SOCK6_EXTENSION_FRAGMENT, 32 },
	{ SOCK6_EXTENSION_AUTHENTICATION, 40 },
	{ SOCK6_EXTENSION_MOBILITY, 64 },
	{ SOCK6_EXTENSION_HOST_IDENTITY, 72 },
	{ SOCK6_EXTENSION_SHIM6, 80 },
	{ SOCK6_EXTENSION_DESTINATION, 88 },
	{ UDP, 96 },
};

static struct sock6_extension_walk start(uint8_t next_header)
{
	return (struct sock6_extension_walk){ .next_header = next_header };
}

static void every_header_is_yielded_and_the_upper_layer_found(void)
{
	struct sock6_extension_walk walk = start(0);
	struct sock6_extension extension;

	for (unsigned i = 0; i < HEADERS; i++) {
		memset(&extension, 0xee, sizeof(extension));
		REQUIRE_EQ(1,
			   sock6_extension_next(&walk, all_kinds,
						sizeof(all_kinds), &extension));
		CHECK_EQ(kinds[i].type, extension.type);
		CHECK_EQ(kinds[i + 1].type, extension.next_header);
		CHECK(extension.data == all_kinds + kinds[i].at);
		CHECK_EQ(kinds[i + 1].at - kinds[i].at, extension.size);
		CHECK_EQ(0, extension.flags);
		CHECK_EQ(i + 1, walk.count);
	}
	CHECK_EQ(0, sock6_extension_next(&walk, all_kinds, sizeof(all_kinds),
					 &extension));
	CHECK_EQ(UDP, walk.next_header);
	CHECK_EQ(96, walk.offset);
	CHECK_EQ(SOCK6_EXTENSION_FRAGMENTED, walk.flags);
}

static void the_upper_layer_is_found_at_once(void)
{
	struct sock6_extension_walk walk = start(0);

	CHECK_EQ(0, sock6_extension_find_upper(&walk, all_kinds,
					       sizeof(all_kinds)));
	CHECK_EQ(UDP, walk.next_header);
	CHECK_EQ(96, walk.offset);
	walk = start(UDP);
	CHECK_EQ(0, sock6_extension_find_upper(&walk, all_kinds, 0));
	CHECK_EQ(0, walk.offset);
	walk = start(41);
	CHECK_EQ(0, sock6_extension_find_upper(&walk, all_kinds, 8));
	CHECK_EQ(41, walk.next_header);
}

static void a_walk_may_begin_behind_the_ipv6_header(void)
{
	unsigned char packet[SOCK6_HEADER_SIZE + 12] = { 0x60 };
	struct sock6_extension_walk walk = { .offset = SOCK6_HEADER_SIZE };
	struct sock6_header header;

	packet[40] = UDP;
	CHECK_EQ(0, sock6_header_parse(&header, packet, sizeof(packet)));
	walk.next_header = header.next_header;
	CHECK_EQ(0, sock6_extension_find_upper(&walk, packet, sizeof(packet)));
	CHECK_EQ(UDP, walk.next_header);
	CHECK_EQ(48, walk.offset);
}

static void every_truncation_is_an_answer(void)
{
	for (size_t size = 0; size < sizeof(all_kinds); size++) {
		struct sock6_extension_walk walk = start(0);
		unsigned complete = 0;

		while (complete < HEADERS && kinds[complete + 1].at <= size)
			complete++;
		CHECK_EQ(complete == HEADERS ? 0 : -EBADMSG,
			 sock6_extension_find_upper(&walk, all_kinds, size));
		CHECK_EQ(complete, walk.count);
		CHECK_EQ(kinds[complete].at, walk.offset);
		CHECK_EQ(kinds[complete].type, walk.next_header);
	}
}

static void a_failing_step_leaves_everything_as_it_was(void)
{
	static const unsigned char too_long[8] = { UDP, 1 };
	struct sock6_extension_walk walk = start(60), before = walk;
	struct sock6_extension extension, untouched;

	memset(&extension, 0xee, sizeof(extension));
	untouched = extension;
	CHECK_EQ(-EBADMSG,
		 sock6_extension_next(&walk, too_long, 8, &extension));
	CHECK_MEM(&before, &walk, sizeof(walk));
	CHECK_MEM(&untouched, &extension, sizeof(extension));
	walk.offset = 9;
	CHECK_EQ(-EBADMSG,
		 sock6_extension_next(&walk, too_long, 8, &extension));
	CHECK_EQ(-EBADMSG, sock6_extension_find_upper(&walk, too_long, 8));
	walk = (struct sock6_extension_walk){ .next_header = UDP, .offset = 9 };
	CHECK_EQ(-EBADMSG, sock6_extension_find_upper(&walk, too_long, 8));
}

static void a_later_fragment_has_no_upper_layer(void)
{
	static const unsigned char later[16] = { 60, 0, 0x05, 0xa9, 1,
						 2,  3, 4,    44 };
	struct sock6_extension_walk walk = start(SOCK6_EXTENSION_FRAGMENT);
	struct sock6_extension extension;

	CHECK_EQ(-ENODATA, sock6_extension_find_upper(&walk, later, 16));
	CHECK_EQ(8, walk.offset);
	CHECK_EQ(60, walk.next_header);
	CHECK_EQ(SOCK6_EXTENSION_FRAGMENTED | SOCK6_EXTENSION_LATER_FRAGMENT,
		 walk.flags);
	CHECK_EQ(0, sock6_extension_next(&walk, later, 16, &extension));
}

static void a_fragment_that_is_whole_is_none(void)
{
	static const unsigned char whole[8] = { UDP, 0, 0, 6, 1, 2, 3, 4 };
	struct sock6_extension_walk walk = start(SOCK6_EXTENSION_FRAGMENT);

	CHECK_EQ(0, sock6_extension_find_upper(&walk, whole, 8));
	CHECK_EQ(0, walk.flags);
	CHECK_EQ(8, walk.offset);
}

static void a_fragment_header_is_read(void)
{
	static const unsigned char bytes[8] = { 58, 9, 0x05, 0xa9, 1, 2, 3, 4 };
	struct sock6_extension_fragment fragment, before;

	memset(&fragment, 0xee, sizeof(fragment));
	before = fragment;
	for (size_t size = 0; size < 8; size++)
		CHECK_EQ(-EBADMSG, sock6_extension_fragment_parse(&fragment,
								  bytes, size));
	CHECK_MEM(&before, &fragment, sizeof(fragment));
	CHECK_EQ(0, sock6_extension_fragment_parse(&fragment, bytes, 8));
	CHECK_EQ(0x01020304, fragment.identification);
	CHECK_EQ(0x05a8, fragment.offset);
	CHECK_EQ(1, fragment.more);
	CHECK_EQ(58, fragment.next_header);
}

static void what_is_encrypted_and_what_is_nothing_end_a_walk(void)
{
	static const unsigned char bytes[16] = { 50, 0, 1, 4 };
	struct sock6_extension_walk walk = start(60);

	CHECK_EQ(-EPROTONOSUPPORT,
		 sock6_extension_find_upper(&walk, bytes, 16));
	CHECK_EQ(SOCK6_EXTENSION_ENCRYPTED, walk.next_header);
	CHECK_EQ(8, walk.offset);
	walk = start(SOCK6_EXTENSION_NONE);
	CHECK_EQ(-ENOMSG, sock6_extension_find_upper(&walk, bytes, 16));
	CHECK_EQ(0, walk.offset);
}

static void a_hop_by_hop_header_that_is_not_the_first_is_flagged(void)
{
	static const unsigned char bytes[24] = {
		0, 0, 1, 4, [8] = UDP, 0, 1, 4
	};
	struct sock6_extension_walk walk = start(60);
	struct sock6_extension extension;

	CHECK_EQ(1, sock6_extension_next(&walk, bytes, 24, &extension));
	CHECK_EQ(0, extension.flags);
	CHECK_EQ(1, sock6_extension_next(&walk, bytes, 24, &extension));
	CHECK_EQ(SOCK6_EXTENSION_HOP_BY_HOP, extension.type);
	CHECK_EQ(SOCK6_EXTENSION_MISPLACED, extension.flags);
	CHECK_EQ(SOCK6_EXTENSION_MISPLACED, walk.flags);
	CHECK_EQ(0, sock6_extension_next(&walk, bytes, 24, &extension));
	CHECK_EQ(UDP, walk.next_header);
	walk = start(60);
	CHECK_EQ(-EBADMSG, sock6_extension_find_upper(&walk, bytes, 24));
}

static void the_number_of_headers_is_bounded(void)
{
	unsigned char bytes[8 * (SOCK6_EXTENSION_COUNT_MAXIMUM + 1)];
	struct sock6_extension_walk walk = start(60);

	memset(bytes, 0, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i += 8)
		bytes[i] = 60;
	CHECK_EQ(-E2BIG,
		 sock6_extension_find_upper(&walk, bytes, sizeof(bytes)));
	CHECK_EQ(SOCK6_EXTENSION_COUNT_MAXIMUM, walk.count);
	bytes[sizeof(bytes) - 16] = UDP;
	walk = start(60);
	CHECK_EQ(0, sock6_extension_find_upper(&walk, bytes, sizeof(bytes)));
}

static void an_authentication_header_counts_in_fours(void)
{
	unsigned char bytes[1028] = { UDP };
	struct sock6_extension_walk walk;

	for (unsigned length = 0; length < 256; length++) {
		unsigned size = (length + 2) * 4;

		bytes[1] = (unsigned char)length;
		walk = start(SOCK6_EXTENSION_AUTHENTICATION);
		CHECK_EQ(length == 0 ? -EBADMSG : 0,
			 sock6_extension_find_upper(&walk, bytes, size));
		CHECK_EQ(length == 0 ? 0 : size, walk.offset);
		walk = start(SOCK6_EXTENSION_AUTHENTICATION);
		CHECK_EQ(-EBADMSG,
			 sock6_extension_find_upper(&walk, bytes, size - 1));
	}
}

static void every_type_has_a_name_and_nothing_else(void)
{
	static const int named[] = { 0,  43,  44,  50,  51, 59,
				     60, 135, 139, 140, 316 };
	unsigned count = 0;

	for (int type = -2; type < 70000; type++)
		count += sock6_extension_name(type) != NULL;
	CHECK_EQ(sizeof(named) / sizeof(named[0]), count);
	for (unsigned i = 0; i < count; i++)
		CHECK(sock6_extension_name(named[i])[0] != '\0');
	CHECK_STR("hop-by-hop options", sock6_extension_name(0));
}

/* Likely next headers and short lengths, so that chains become long. */
static size_t hostile(struct random *random, unsigned char *bytes, size_t most)
{
	static const unsigned char likely[] = { 0,   43,  44, 51, 60, 135,
						139, 140, 50, 59, 17 };
	size_t size = random_below(random, most);

	random_fill(random, bytes, size);
	for (size_t i = 0; i + 1 < size; i += 8) {
		bytes[i] = likely[random_below(random, sizeof(likely))];
		bytes[i + 1] &= 1;
	}
	return size;
}

/* Every view lies within the bytes, in order, without a gap. */
static void random_bytes_are_survived(void)
{
	struct random random = { 0x5eed6 };
	struct sock6_extension extension;
	unsigned char *bytes;
	unsigned long headers = 0;

	for (int i = 0; i < 100000; i++) {
		unsigned char chain[400];
		size_t size = hostile(&random, chain, sizeof(chain)), at = 0;
		struct sock6_extension_walk walk = start(chain[0]);
		int found;

		/* Its own allocation, so that a sanitizer sees its end. */
		bytes = malloc(size + 1);
		REQUIRE(bytes);
		memcpy(bytes + 1, chain, size);
		while ((found = sock6_extension_next(&walk, bytes + 1, size,
						     &extension)) > 0) {
			REQUIRE(extension.data == bytes + 1 + at);
			REQUIRE(extension.size <= size - at);
			at += extension.size;
			headers++;
		}
		CHECK(found == 0 || found == -EBADMSG || found == -E2BIG);
		CHECK_EQ(at, walk.offset);
		free(bytes);
	}
	CHECK(headers > 100000);
}

int main(void)
{
	RUN(every_header_is_yielded_and_the_upper_layer_found);
	RUN(the_upper_layer_is_found_at_once);
	RUN(a_walk_may_begin_behind_the_ipv6_header);
	RUN(every_truncation_is_an_answer);
	RUN(a_failing_step_leaves_everything_as_it_was);
	RUN(a_later_fragment_has_no_upper_layer);
	RUN(a_fragment_that_is_whole_is_none);
	RUN(a_fragment_header_is_read);
	RUN(what_is_encrypted_and_what_is_nothing_end_a_walk);
	RUN(a_hop_by_hop_header_that_is_not_the_first_is_flagged);
	RUN(the_number_of_headers_is_bounded);
	RUN(an_authentication_header_counts_in_fours);
	RUN(every_type_has_a_name_and_nothing_else);
	RUN(random_bytes_are_survived);
	return check_end();
}
