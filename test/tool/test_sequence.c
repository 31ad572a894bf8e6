/* SPDX-License-Identifier: MIT */
/* Numbers that are lost, come twice, come late, or were never sent. */
#include "check.h"
#include "measure/sequence.h"

static struct sequence s;

static void start(void)
{
	memset(&s, 0, sizeof(s));
}

static void hear_all(uint64_t first, uint64_t last)
{
	for (uint64_t n = first; n <= last; n++)
		CHECK_EQ(SEQUENCE_NEW, sequence_hear(&s, n));
}

static void nothing_is_lost_of_what_has_come(void)
{
	start();
	CHECK_EQ(0, sequence_expected(&s));
	CHECK_EQ(0, sequence_lost(&s));
	hear_all(1, 3 * SEQUENCE_WINDOW);
	CHECK_EQ(3 * SEQUENCE_WINDOW, s.unique);
	CHECK_EQ(0, sequence_lost(&s));
	CHECK_EQ(0, s.gaps + s.duplicates + s.reordered + s.too_late);
}

static void what_is_left_out_is_lost(void)
{
	start();
	hear_all(3, 10);
	hear_all(15, 20);
	CHECK_EQ(2 + 4, sequence_lost(&s));
	CHECK_EQ(2, s.gaps);
	CHECK_EQ(4, s.longest_gap);
	CHECK_EQ(20, sequence_expected(&s));
}

static void the_end_tells_what_was_lost_behind_the_last_one(void)
{
	start();
	hear_all(1, 90);
	CHECK(sequence_end(&s, 100));
	CHECK_EQ(10, sequence_lost(&s));
	CHECK_EQ(SEQUENCE_NEW, sequence_hear(&s, 100));
	CHECK_EQ(9, sequence_lost(&s));
	CHECK_EQ(0, sequence_end(&s, 99));
	CHECK_EQ(100, s.sent);
	hear_all(101, 101);
	CHECK_EQ(0, s.sent);
}

static void of_a_stream_without_a_datagram_all_is_lost(void)
{
	start();
	CHECK(sequence_end(&s, 7));
	CHECK_EQ(7, sequence_lost(&s));
	CHECK_EQ(SEQUENCE_NEW, sequence_hear(&s, 7));
	CHECK_EQ(6, sequence_lost(&s));
	CHECK_EQ(SEQUENCE_REORDERED, sequence_hear(&s, 1));
	CHECK_EQ(5, sequence_lost(&s));
}

static void what_was_sent_before_anyone_listened_is_not_lost(void)
{
	start();
	hear_all(SEQUENCE_BEGINNING + 1, 1000);
	CHECK_EQ(0, sequence_lost(&s));
	CHECK_EQ(SEQUENCE_REORDERED, sequence_hear(&s, 60));
	CHECK_EQ(60, s.base);
	CHECK_EQ(SEQUENCE_BEGINNING - 60, sequence_lost(&s));
}

static void a_duplicate_is_told_from_a_late_one(void)
{
	start();
	hear_all(1, 10);
	hear_all(12, 20);
	CHECK_EQ(SEQUENCE_REORDERED, sequence_hear(&s, 11));
	CHECK_EQ(SEQUENCE_DUPLICATE, sequence_hear(&s, 11));
	CHECK_EQ(SEQUENCE_DUPLICATE, sequence_hear(&s, 20));
	CHECK_EQ(SEQUENCE_DUPLICATE, sequence_hear(&s, 1));
	CHECK_EQ(0, sequence_lost(&s));
	CHECK_EQ(20, s.unique);
	CHECK_EQ(3, s.duplicates);
	CHECK_EQ(1, s.reordered);
	CHECK_EQ(1, s.gaps);
}

/* The oldest number of the window, and the one behind it. */
static void the_window_ends_exactly(void)
{
	start();
	hear_all(1, 1);
	hear_all(4, SEQUENCE_WINDOW + 2);
	CHECK_EQ(SEQUENCE_REORDERED, sequence_hear(&s, 3));
	CHECK_EQ(SEQUENCE_DUPLICATE, sequence_hear(&s, 3));
	CHECK_EQ(SEQUENCE_TOO_LATE, sequence_hear(&s, 2));
	CHECK_EQ(SEQUENCE_TOO_LATE, sequence_hear(&s, 1));
	CHECK_EQ(1, sequence_lost(&s));
	/* Everything moves out of it at once. */
	CHECK_EQ(SEQUENCE_NEW, sequence_hear(&s, 3 * SEQUENCE_WINDOW + 2));
	CHECK_EQ(SEQUENCE_REORDERED,
		 sequence_hear(&s, 2 * SEQUENCE_WINDOW + 3));
	CHECK_EQ(SEQUENCE_TOO_LATE, sequence_hear(&s, 2 * SEQUENCE_WINDOW + 2));
}

static void a_jump_counts_once_it_is_confirmed(void)
{
	const uint64_t far = 2 * SEQUENCE_JUMP;

	start();
	hear_all(1, 10);
	CHECK_EQ(SEQUENCE_STRANGE, sequence_hear(&s, far));
	hear_all(11, 12);
	CHECK_EQ(0, sequence_lost(&s));
	CHECK_EQ(1, s.strange);
	CHECK_EQ(SEQUENCE_NEW, sequence_hear(&s, far + 1));
	CHECK_EQ(0, s.strange);
	CHECK_EQ(14, s.unique);
	CHECK_EQ(far + 1 - 14, sequence_lost(&s));
	CHECK_EQ(SEQUENCE_DUPLICATE, sequence_hear(&s, far));
}

static void an_end_beyond_a_jump_counts_once_it_is_told_again(void)
{
	const uint64_t far = 10 + SEQUENCE_JUMP;

	start();
	hear_all(1, 10);
	CHECK(!sequence_end(&s, far + 1));
	CHECK(!sequence_end(&s, far + 2));
	CHECK_EQ(0, sequence_lost(&s));
	CHECK(sequence_end(&s, far + 2));
	CHECK_EQ(SEQUENCE_JUMP + 2, sequence_lost(&s));
	start();
	hear_all(1, 10);
	CHECK(sequence_end(&s, far));
	start();
	CHECK(!sequence_end(&s, far));
	CHECK_EQ(0, sequence_lost(&s));
	CHECK(sequence_end(&s, far));
	CHECK_EQ(far, sequence_lost(&s));
}

static void numbers_that_no_sender_has_change_nothing(void)
{
	static const uint64_t numbers[] = { 0, UINT64_MAX, SEQUENCE_HIGHEST + 1,
					    UINT64_C(1) << 63 };

	start();
	for (unsigned i = 0; i < 4; i++)
		CHECK_EQ(SEQUENCE_STRANGE, sequence_hear(&s, numbers[i]));
	CHECK_EQ(0, s.base);
	hear_all(1, 5);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(SEQUENCE_STRANGE, sequence_hear(&s, numbers[i]));
		CHECK_EQ(0, i == 0 ? 0 : sequence_end(&s, numbers[i]));
	}
	CHECK_EQ(SEQUENCE_STRANGE, sequence_hear(&s, SEQUENCE_HIGHEST));
	CHECK_EQ(0, sequence_end(&s, 0));
	CHECK_EQ(9, s.strange);
	CHECK_EQ(0, sequence_lost(&s));
	hear_all(6, 6);
}

/* A model with a bit for every number says the same. */
static void random_numbers_are_counted_as_a_plain_list_would(void)
{
	static unsigned char seen[20001];
	uint64_t state = 42, unique = 0, duplicates = 0, too_late = 0, most = 0;

	start();
	for (uint64_t i = 1; i <= 200000; i++) {
		uint64_t number;

		state = state * UINT64_C(6364136223846793005) + 1;
		number = i / 11 + (state >> 33) % 1800 + 1;
		if (most && most >= number + SEQUENCE_WINDOW)
			too_late++;
		else if (seen[number])
			duplicates++;
		else
			unique += seen[number] = 1;
		if (number > most)
			most = number;
		sequence_hear(&s, number);
	}
	CHECK_EQ(unique, s.unique);
	CHECK_EQ(duplicates, s.duplicates);
	CHECK_EQ(too_late, s.too_late);
	CHECK_EQ(most, s.highest);
	CHECK_EQ(most - s.base + 1 - unique, sequence_lost(&s));
}

int main(void)
{
	RUN(nothing_is_lost_of_what_has_come);
	RUN(what_is_left_out_is_lost);
	RUN(the_end_tells_what_was_lost_behind_the_last_one);
	RUN(of_a_stream_without_a_datagram_all_is_lost);
	RUN(what_was_sent_before_anyone_listened_is_not_lost);
	RUN(a_duplicate_is_told_from_a_late_one);
	RUN(the_window_ends_exactly);
	RUN(a_jump_counts_once_it_is_confirmed);
	RUN(an_end_beyond_a_jump_counts_once_it_is_told_again);
	RUN(numbers_that_no_sender_has_change_nothing);
	RUN(random_numbers_are_counted_as_a_plain_list_would);
	return check_end();
}
