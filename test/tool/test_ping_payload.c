/* SPDX-License-Identifier: MIT */
/* Data of echo requests: what they are, and what is not the same. */
#include "check.h"
#include "measure/stamp.h"
#include "ping/ping_payload.h"

#define SIZES 100

static const struct ping_probe probe = { UINT64_C(0x0102030405060708), 9, 77 };
static const struct ping_pattern none;

static uint8_t sent[SIZES], got[SIZES + 1];

static enum ping_match match(size_t sent_size, size_t got_size, size_t *place)
{
	return ping_payload_match(sent, sent_size, got, got_size, place);
}

static void data_begin_with_a_stamp_where_it_fits(void)
{
	struct stamp stamp;

	for (size_t size = 0; size < SIZES; size++) {
		ping_payload_make(sent, size, &probe, &none);
		CHECK_EQ(size >= STAMP_SIZE, stamp_decode(&stamp, sent, size));
		if (size < STAMP_SIZE)
			continue;
		CHECK(stamp.stream == probe.stream);
		CHECK_EQ(9, stamp.sequence);
		CHECK_EQ(77, stamp.sent);
		CHECK_EQ(STAMP_REQUEST, stamp.kind);
	}
}

static void nothing_is_written_behind_the_data(void)
{
	for (size_t size = 0; size < SIZES; size++) {
		memset(got, 0xee, sizeof(got));
		ping_payload_make(got, size, &probe, &none);
		CHECK_EQ(0xee, got[size]);
	}
}

static void short_data_begin_with_the_random_number(void)
{
	ping_payload_make(sent, 12, &probe, &none);
	CHECK_MEM("\1\2\3\4\5\6\7\10\10\11\12\13", sent, 12);
	ping_payload_make(sent, 3, &probe, &none);
	CHECK_MEM("\1\2\3", sent, 3);
}

static void each_byte_behind_is_its_place_or_the_pattern(void)
{
	struct ping_pattern pattern = { { 0xaa, 0xbb, 0xcc }, 3 };

	ping_payload_make(sent, SIZES, &probe, &none);
	for (size_t i = STAMP_SIZE; i < SIZES; i++)
		CHECK_EQ(i, sent[i]);
	ping_payload_make(sent, SIZES, &probe, &pattern);
	for (size_t i = STAMP_SIZE; i < SIZES; i++)
		CHECK_EQ(pattern.bytes[(i - STAMP_SIZE) % 3], sent[i]);
}

/* Every bit of every size: foreign up to the secret, damaged behind it. */
static void every_bit_that_differs_is_found_in_its_place(void)
{
	for (size_t size = 1; size < SIZES; size++) {
		size_t secret = ping_payload_secret(size);

		ping_payload_make(sent, size, &probe, &none);
		for (size_t bit = 0; bit < 8 * size; bit++) {
			size_t place = SIZES;
			enum ping_match found;

			memcpy(got, sent, size);
			got[bit / 8] ^= (uint8_t)(1 << bit % 8);
			found = match(size, size, &place);
			if (bit / 8 < secret) {
				CHECK_EQ(PING_FOREIGN, found);
				continue;
			}
			CHECK_EQ(PING_DAMAGED, found);
			CHECK_EQ(bit / 8, place);
		}
	}
}

static void what_is_the_same_is_the_same(void)
{
	for (size_t size = 0; size < SIZES; size++) {
		size_t place = SIZES;

		ping_payload_make(sent, size, &probe, &none);
		memcpy(got, sent, size);
		CHECK_EQ(PING_SAME, match(size, size, &place));
		CHECK_EQ(SIZES, place);
	}
}

static void another_length_is_damage_where_the_number_is_whole(void)
{
	size_t place = SIZES;

	ping_payload_make(sent, 56, &probe, &none);
	memcpy(got, sent, 56);
	CHECK_EQ(PING_DAMAGED, match(56, 57, &place));
	CHECK_EQ(56, place);
	CHECK_EQ(PING_DAMAGED, match(56, 16, &place));
	CHECK_EQ(16, place);
	CHECK_EQ(PING_FOREIGN, match(56, 15, &place));
	CHECK_EQ(PING_FOREIGN, match(56, 0, &place));
	CHECK_EQ(PING_DAMAGED, match(0, 1, &place));
	CHECK_EQ(0, place);
}

/* An error may quote as little as it likes. */
static void a_quotation_is_compared_as_far_as_it_goes(void)
{
	ping_payload_make(sent, 56, &probe, &none);
	memcpy(got, sent, 56);
	for (size_t quoted = 0; quoted <= 56; quoted++)
		CHECK(ping_payload_begins(sent, 56, got, quoted));
	got[15] ^= 1;
	CHECK(ping_payload_begins(sent, 56, got, 15));
	CHECK(!ping_payload_begins(sent, 56, got, 16));
	CHECK(!ping_payload_begins(sent, 56, got, 56));
}

static void the_secret_is_eight_bytes_where_they_fit(void)
{
	CHECK_EQ(0, ping_payload_secret(0));
	CHECK_EQ(7, ping_payload_secret(7));
	CHECK_EQ(8, ping_payload_secret(8));
	CHECK_EQ(8, ping_payload_secret(39));
	CHECK_EQ(16, ping_payload_secret(40));
	CHECK_EQ(16, ping_payload_secret(65527));
}

int main(void)
{
	RUN(data_begin_with_a_stamp_where_it_fits);
	RUN(nothing_is_written_behind_the_data);
	RUN(short_data_begin_with_the_random_number);
	RUN(each_byte_behind_is_its_place_or_the_pattern);
	RUN(every_bit_that_differs_is_found_in_its_place);
	RUN(what_is_the_same_is_the_same);
	RUN(another_length_is_damage_where_the_number_is_whole);
	RUN(a_quotation_is_compared_as_far_as_it_goes);
	RUN(the_secret_is_eight_bytes_where_they_fit);
	return check_end();
}
