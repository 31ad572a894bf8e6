/* SPDX-License-Identifier: MIT */
/* Times, rates and sizes as people read them. */
#include "quantity.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* How many decimals leave three digits: 1.23, 12.3, 123. */
static int decimals(double number)
{
	number = fabs(number);
	return number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
}

static const char *put(char *text, double number, const char *unit)
{
	snprintf(text, QUANTITY_SIZE, "%.*f%s", decimals(number), number, unit);
	return text;
}

/* Whole minutes and what is left, in two units, each rounded at its end. */
static void put_parts(char *text, int64_t nanoseconds)
{
	double n = fabs((double)nanoseconds);
	const char *sign = nanoseconds < 0 ? "-" : "";
	int64_t seconds = (int64_t)(n / 1e9 + 0.5);
	int64_t minutes = (int64_t)(n / 60e9 + 0.5);

	if (seconds < 7200)
		snprintf(text, QUANTITY_SIZE, "%s%" PRId64 "m %02" PRId64 "s",
			 sign, seconds / 60, seconds % 60);
	else
		snprintf(text, QUANTITY_SIZE, "%s%" PRId64 "h %02" PRId64 "m",
			 sign, minutes / 60, minutes % 60);
}

/* The limits are where the number before would be rounded to four digits. */
const char *quantity_duration(char text[QUANTITY_SIZE], int64_t nanoseconds)
{
	double n = (double)nanoseconds;

	if (fabs(n) < 1e3)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 " ns", nanoseconds);
	else if (fabs(n) < 999.5e3)
		put(text, n / 1e3, " us");
	else if (fabs(n) < 999.5e6)
		put(text, n / 1e6, " ms");
	else if (fabs(n) < 119.5e9)
		put(text, n / 1e9, " s");
	else
		put_parts(text, nanoseconds);
	return text;
}

const char *quantity_count(char text[QUANTITY_SIZE], double number,
			   const char *unit)
{
	static const char prefixes[] = { 0, 'k', 'M', 'G', 'T' };
	char suffix[24];
	unsigned i = 0;

	while (fabs(number) >= 999.5 && i + 1 < sizeof(prefixes)) {
		number /= 1000;
		i++;
	}
	if (i == 0 && number == floor(number))
		snprintf(text, QUANTITY_SIZE, "%.0f%s", number, unit);
	else if (i == 0)
		put(text, number, unit);
	else {
		snprintf(suffix, sizeof(suffix), "%c%s", prefixes[i], unit);
		put(text, number, suffix);
	}
	return text;
}
