/* SPDX-License-Identifier: MIT */
/* Times and numbers as people read them. */
#include "check.h"
#include "report/quantity.h"

static void lasts(const char *expected, int64_t nanoseconds)
{
	char text[QUANTITY_SIZE];

	CHECK_STR(expected, quantity_duration(text, nanoseconds));
}

static void counts(const char *expected, double number, const char *unit)
{
	char text[QUANTITY_SIZE];

	CHECK_STR(expected, quantity_count(text, number, unit));
}

static void a_time_has_three_digits_and_a_unit(void)
{
	lasts("0 ns", 0);
	lasts("830 ns", 830);
	lasts("12.3 us", 12345);
	lasts("1.20 ms", 1200000);
	lasts("200 ms", 200000000);
	lasts("4.00 s", INT64_C(4000000000));
	lasts("59.9 s", INT64_C(59900000000));
	lasts("3m 20s", INT64_C(200000000000));
	lasts("2h 05m", INT64_C(7500000000000));
	lasts("26h 00m", INT64_C(93600000000000));
}

/* 999.999 us are not "1000 us", nor 119.7 s "120 s". */
static void a_time_is_rounded_into_the_next_unit(void)
{
	lasts("999 ns", 999);
	lasts("1.00 us", 1000);
	lasts("9.99 us", 9994);
	lasts("10.0 us", 9996);
	lasts("99.9 us", 99949);
	lasts("100 us", 99960);
	lasts("999 us", 999499);
	lasts("1.00 ms", 999500);
	lasts("1.00 ms", 999999);
	lasts("1.00 s", 999999999);
	lasts("119 s", INT64_C(119499000000));
	lasts("2m 00s", INT64_C(119500000000));
	lasts("3m 21s", INT64_C(200500000000));
	lasts("119m 59s", INT64_C(7199499000000));
	lasts("2h 00m", INT64_C(7199500000000));
	lasts("2h 06m", INT64_C(7530000000000));
}

static void a_time_before_has_a_sign(void)
{
	lasts("-5 ns", -5);
	lasts("-12.3 us", -12345);
	lasts("-4.00 s", INT64_C(-4000000000));
	lasts("-3m 20s", INT64_C(-200000000000));
	lasts("-2562047h 47m", INT64_MIN);
	lasts("2562047h 47m", INT64_MAX);
}

static void a_whole_number_is_written_as_it_is(void)
{
	counts("0", 0, "");
	counts("17", 17, "");
	counts("999 bytes", 999, " bytes");
	counts("1 byte", 1, " byte");
}

static void a_large_number_has_a_prefix(void)
{
	counts("1.00k", 1000, "");
	counts("12.3k", 12345, "");
	counts("4.56M", 4560000, "");
	counts("1.20G", 1.2e9, "");
	counts("3.40Tbit/s", 3.4e12, "bit/s");
	counts("5000T", 5e15, "");
}

static void a_number_is_rounded_into_the_next_prefix(void)
{
	counts("999", 999.4, "");
	counts("1.00k", 999.6, "");
	counts("999k", 999499, "");
	counts("1.00M", 999500, "");
	counts("9.99k", 9994, "");
	counts("10.0k", 9996, "");
}

static void a_fraction_keeps_its_digits(void)
{
	counts("0.50/s", 0.5, "/s");
	counts("2.50/s", 2.5, "/s");
	counts("12.3/s", 12.34, "/s");
	counts("-1.50k", -1500, "");
}

int main(void)
{
	RUN(a_time_has_three_digits_and_a_unit);
	RUN(a_time_is_rounded_into_the_next_unit);
	RUN(a_time_before_has_a_sign);
	RUN(a_whole_number_is_written_as_it_is);
	RUN(a_large_number_has_a_prefix);
	RUN(a_number_is_rounded_into_the_next_prefix);
	RUN(a_fraction_keeps_its_digits);
	return check_end();
}
