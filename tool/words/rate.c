/* SPDX-License-Identifier: MIT */
/* How fast to send, from one word. */
#include "rate.h"

#include <string.h>

#include "report/message.h"

#define THOUSAND     1000
#define MOST         INT64_C(1000000000000) /* 1 Tbps */
#define MOST_IN_TEXT "1Tbps"

static int wrong(const struct word *word, const char *what)
{
	return usage_error("%s%s%s: %s; give a number and a unit, such as "
			   "10kpps for packets or 2.5Mbps for bits a second",
			   word->option ? word->option : "",
			   word->option ? " " : "", word->text, what);
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whole and thousandths; beyond MOST the number no longer grows. */
static const char *read_number(const char *text, int64_t *whole, int64_t *milli)
{
	const char *first = text;
	int64_t place = THOUSAND / 10;

	*whole = *milli = 0;
	for (; is_digit(*text); text++)
		if (*whole <= MOST)
			*whole = *whole * 10 + (*text - '0');
	if (text == first)
		return NULL;
	if (*text == '.') {
		first = ++text;
		for (; is_digit(*text); text++, place /= 10)
			*milli += (*text - '0') * place;
		if (text == first)
			return NULL;
	}
	return text;
}

/* Takes a prefix; nobody means milli where a rate stands. */
static int64_t read_prefix(const char **text)
{
	static const char letters[] = "kKmMgG";
	const char *at = **text ? strchr(letters, **text) : NULL;
	int64_t factor = 1;

	if (!at)
		return 1;
	(*text)++;
	for (long i = 0; i <= (at - letters) / 2; i++)
		factor *= THOUSAND;
	return factor;
}

static int unit_of(const char *text)
{
	if (strcmp(text, "pps") == 0 || strcmp(text, "/s") == 0)
		return RATE_DATAGRAMS;
	if (strcmp(text, "bps") == 0 || strcmp(text, "bit/s") == 0)
		return RATE_BITS;
	return RATE_NONE;
}

int value_rate(const struct word *word, struct rate *rate)
{
	int64_t whole, milli, factor;
	const char *text = read_number(word->text, &whole, &milli);
	int unit;

	if (!text)
		return wrong(word, "not a rate");
	factor = read_prefix(&text);
	unit = unit_of(text);
	if (unit == RATE_NONE)
		return wrong(word, "has no unit of a rate");
	if (whole > MOST / factor)
		return wrong(word, "more than " MOST_IN_TEXT);
	rate->unit = unit;
	rate->milli = (whole * THOUSAND + milli) * factor;
	if (rate->milli == 0)
		return wrong(word, "no rate at all");
	return OPTIONS_GO_ON;
}
