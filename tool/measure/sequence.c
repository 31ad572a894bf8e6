/* SPDX-License-Identifier: MIT */
/* Which numbers of a numbered stream have come. */
#include "sequence.h"

#include <string.h>

static uint64_t *word_of(struct sequence *s, uint64_t number)
{
	return &s->window[number / 64 % (SEQUENCE_WINDOW / 64)];
}

static uint64_t bit_of(uint64_t number)
{
	return UINT64_C(1) << number % 64;
}

static int has(struct sequence *s, uint64_t number)
{
	return (*word_of(s, number) & bit_of(number)) != 0;
}

static void mark(struct sequence *s, uint64_t number)
{
	*word_of(s, number) |= bit_of(number);
	s->unique++;
}

/* Numbers that the window now reaches have not come. */
static void advance(struct sequence *s, uint64_t number)
{
	if (number - s->highest >= SEQUENCE_WINDOW)
		memset(s->window, 0, sizeof(s->window));
	else
		for (uint64_t n = s->highest + 1; n <= number; n++)
			*word_of(s, n) &= ~bit_of(n);
	s->highest = number;
	/* Whoever sent more than it said has not ended there. */
	if (s->sent && s->sent < number)
		s->sent = 0;
}

static void count_gap(struct sequence *s, uint64_t missing)
{
	if (missing == 0)
		return;
	s->gaps++;
	if (missing > s->longest_gap)
		s->longest_gap = missing;
}

static enum sequence_verdict begin(struct sequence *s, uint64_t number)
{
	s->base = number <= SEQUENCE_BEGINNING ? 1 : number;
	s->highest = number;
	count_gap(s, number - s->base);
	mark(s, number);
	return SEQUENCE_NEW;
}

static enum sequence_verdict go_on(struct sequence *s, uint64_t number)
{
	count_gap(s, number - s->highest - 1);
	advance(s, number);
	mark(s, number);
	return SEQUENCE_NEW;
}

static enum sequence_verdict jump(struct sequence *s, uint64_t number)
{
	uint64_t suspect = s->suspect;

	s->suspect = number;
	if (suspect == 0 || number <= suspect ||
	    number - suspect >= SEQUENCE_WINDOW) {
		s->strange++;
		return SEQUENCE_STRANGE;
	}
	/* The one that was not believed has come, too. */
	s->strange--;
	s->suspect = 0;
	go_on(s, suspect);
	return go_on(s, number);
}

static enum sequence_verdict go_back(struct sequence *s, uint64_t number)
{
	if (s->highest - number >= SEQUENCE_WINDOW) {
		s->too_late++;
		return SEQUENCE_TOO_LATE;
	}
	if (has(s, number)) {
		s->duplicates++;
		return SEQUENCE_DUPLICATE;
	}
	if (number < s->base)
		s->base = number;
	mark(s, number);
	s->reordered++;
	return SEQUENCE_REORDERED;
}

enum sequence_verdict sequence_hear(struct sequence *s, uint64_t number)
{
	if (number == 0 || number > SEQUENCE_HIGHEST) {
		s->strange++;
		return SEQUENCE_STRANGE;
	}
	if (s->base == 0)
		return begin(s, number);
	if (number <= s->highest)
		return go_back(s, number);
	if (number - s->highest > SEQUENCE_JUMP)
		return jump(s, number);
	return go_on(s, number);
}

int sequence_end(struct sequence *s, uint64_t sent)
{
	if (sent == 0 || sent < s->highest || sent > SEQUENCE_HIGHEST)
		return 0;
	/* One that is forged, or damaged, would lose more than has come. */
	if (sent - s->highest > SEQUENCE_JUMP && sent != s->suspect_end) {
		s->suspect_end = sent;
		return 0;
	}
	if (s->base == 0)
		s->base = 1;
	s->sent = sent;
	return 1;
}

uint64_t sequence_expected(const struct sequence *s)
{
	uint64_t last = s->sent > s->highest ? s->sent : s->highest;

	return s->base ? last - s->base + 1 : 0;
}

uint64_t sequence_lost(const struct sequence *s)
{
	return sequence_expected(s) - s->unique;
}
