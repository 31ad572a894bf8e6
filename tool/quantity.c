/* SPDX-License-Identifier: MIT */
/* Times, rates and sizes as people read them. */
#include "quantity.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define SECOND INT64_C(1000000000)

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

const char *quantity_duration(char text[QUANTITY_SIZE], int64_t nanoseconds)
{
	double n = (double)nanoseconds;
	int64_t seconds = nanoseconds / SECOND;

	if (fabs(n) < 1e3)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 " ns", nanoseconds);
	else if (fabs(n) < 1e6)
		put(text, n / 1e3, " us");
	else if (fabs(n) < 1e9)
		put(text, n / 1e6, " ms");
	else if (seconds < 120)
		put(text, n / 1e9, " s");
	else if (seconds < 7200)
		snprintf(text, QUANTITY_SIZE, "%" PRId64 "m %02" PRId64 "s",
			 seconds / 60, seconds % 60);
	else
		snprintf(text, QUANTITY_SIZE, "%" PRId64 "h %02" PRId64 "m",
			 seconds / 3600, seconds / 60 % 60);
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
