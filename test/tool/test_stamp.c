/* SPDX-License-Identifier: MIT */
/* Stamps: their bytes, and what is none. */
#include <time.h>

#include "check.h"
#include "measure/stamp.h"

static const struct stamp example = { .kind = STAMP_REQUEST,
				      .flags = 0x81,
				      .stream = UINT64_C(0x0102030405060708),
				      .sequence = UINT64_C(0xfffefdfcfbfaf9f8),
				      .sent = INT64_C(0x1112131415161718),
				      .value = UINT64_C(0x2122232425262728) };

static const unsigned char bytes[STAMP_SIZE] = {
	's',  'o',  'c',  'k',  '6',  0x01, 0x02, 0x81, 0x01, 0x02,
	0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0xff, 0xfe, 0xfd, 0xfc,
	0xfb, 0xfa, 0xf9, 0xf8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16,
	0x17, 0x18, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28
};

static void a_stamp_has_the_bytes_that_are_written_down(void)
{
	unsigned char room[STAMP_SIZE + 2];

	memset(room, 0xee, sizeof(room));
	stamp_encode(room + 1, &example);
	CHECK_MEM(bytes, room + 1, STAMP_SIZE);
	CHECK_EQ(0xee, room[0]);
	CHECK_EQ(0xee, room[STAMP_SIZE + 1]);
}

static void a_stamp_is_read_at_any_place_and_whatever_follows(void)
{
	unsigned char room[STAMP_SIZE + 10];
	struct stamp got;

	for (size_t offset = 0; offset < 10; offset++) {
		memset(&got, 0, sizeof(got));
		memcpy(room + offset, bytes, STAMP_SIZE);
		REQUIRE(stamp_decode(&got, room + offset,
				     sizeof(room) - offset));
		CHECK_EQ(example.kind, got.kind);
		CHECK_EQ(example.flags, got.flags);
		CHECK(got.stream == example.stream);
		CHECK(got.sequence == example.sequence);
		CHECK_EQ(example.sent, got.sent);
		CHECK(got.value == example.value);
	}
}

static void is_none(const void *payload, size_t size)
{
	struct stamp got, before;

	memset(&got, 0x5a, sizeof(got));
	before = got;
	CHECK_EQ(0, stamp_decode(&got, payload, size));
	CHECK_MEM(&before, &got, sizeof(got));
}

static void what_is_cut_is_no_stamp(void)
{
	for (size_t size = 0; size < STAMP_SIZE; size++)
		is_none(bytes, size);
	is_none(NULL, 0);
}

static void what_has_another_magic_or_version_is_no_stamp(void)
{
	unsigned char other[STAMP_SIZE];

	for (size_t i = 0; i < 6; i++) {
		memcpy(other, bytes, STAMP_SIZE);
		other[i] ^= 0x02;
		is_none(other, STAMP_SIZE);
	}
}

/* Whoever reads it decides what an unknown kind means. */
static void a_kind_of_a_later_version_is_read(void)
{
	unsigned char other[STAMP_SIZE];
	struct stamp got;

	memcpy(other, bytes, STAMP_SIZE);
	other[6] = 200;
	REQUIRE(stamp_decode(&got, other, STAMP_SIZE));
	CHECK_EQ(200, got.kind);
}

static void the_time_is_that_of_the_day(void)
{
	int64_t before = (int64_t)time(NULL), now = stamp_now();

	CHECK(now / 1000000000 >= before - 1);
	CHECK(now / 1000000000 <= before + 60);
	CHECK(stamp_now() >= now);
}

static void streams_are_random(void)
{
	uint64_t first = stamp_stream(), any = 0;

	for (int i = 0; i < 64; i++) {
		uint64_t next = stamp_stream();

		CHECK(next != first);
		any |= first ^ next;
	}
	/* Each bit is the same in all of them once in 2 to the 64. */
	CHECK(any == UINT64_MAX);
}

int main(void)
{
	RUN(a_stamp_has_the_bytes_that_are_written_down);
	RUN(a_stamp_is_read_at_any_place_and_whatever_follows);
	RUN(what_is_cut_is_no_stamp);
	RUN(what_has_another_magic_or_version_is_no_stamp);
	RUN(a_kind_of_a_later_version_is_read);
	RUN(the_time_is_that_of_the_day);
	RUN(streams_are_random);
	return check_end();
}
