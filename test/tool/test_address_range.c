/* SPDX-License-Identifier: MIT */
/* Ranges of addresses: what stands for how many, and what stands for none. */
#include <arpa/inet.h>

#include "check.h"
#include "command.h"
#include "report/message.h"
#include "words/address_range.h"
#include "words/values.h"

static struct address_range range;

static int parse(const char *text)
{
	struct word word = { NULL, text };

	memset(&range, 0xa5, sizeof(range));
	return value_address_range(&word, value_address, &range);
}

static const char *at(uint32_t n)
{
	static char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 address = address_range_at(&range, n);

	sock6_address_format(text, sizeof(text), &address,
			     SOCK6_ADDRESS_NUMERIC);
	return text;
}

static void an_address_alone_is_a_range_of_one(void)
{
	REQUIRE_EQ(OPTIONS_GO_ON, parse("[ff02::114%1]:5000"));
	CHECK_EQ(1, range.count);
	CHECK_STR("[ff02::114%1]:5000", at(0));
}

static void the_count_stands_behind_the_address(void)
{
	static const struct {
		const char *text;
		uint32_t count;
		const char *first, *last;
	} cases[] = {
		{ "ff3e::1+500", 500, "ff3e::1", "ff3e::1f4" },
		{ "ff3e::1+500%1", 500, "ff3e::1%1", "ff3e::1f4%1" },
		{ "ff3e::1+2%1:80", 2, "[ff3e::1%1]:80", "[ff3e::2%1]:80" },
		{ "[ff3e::1+3%1]:80", 3, "[ff3e::1%1]:80", "[ff3e::3%1]:80" },
		{ "[ff3e::1]+3:80", 3, "[ff3e::1]:80", "[ff3e::3]:80" },
		{ "[2001:db8::fffe+3]:9", 3, "[2001:db8::fffe]:9",
		  "[2001:db8::1:0]:9" },
		{ "2001:db8::ffff:ffff:ffff:ffff+2", 2,
		  "2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:1::" },
		{ "192.0.2.250+10", 10, "::ffff:192.0.2.250",
		  "::ffff:192.0.3.3" },
		{ "192.0.2.1+2:53", 2, "[::ffff:192.0.2.1]:53",
		  "[::ffff:192.0.2.2]:53" },
		{ "::1+1", 1, "::1", "::1" },
		{ "ff1e::+10000", 10000, "ff1e::", "ff1e::270f" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(OPTIONS_GO_ON, parse(cases[i].text));
		CHECK_EQ(cases[i].count, range.count);
		CHECK_STR(cases[i].first, at(0));
		CHECK_STR(cases[i].last, at(range.count - 1));
	}
}

static void what_is_no_range_is_refused(void)
{
	static const char *const texts[] = {
		"ff3e::1+",
		"ff3e::1+0",
		"ff3e::1+10001",
		"ff3e::1+99999999999999999999",
		"ff3e::1+-5",
		"ff3e::1+5x",
		"+5",
		"ff3e::1++5",
		"ff3e::1+5+5",
		"ff3e::1+5%none9",
		"ff3e::1 +5",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK_EQ(END_USAGE, parse(texts[i])))
			printf("# for %s\n", texts[i]);
}

static void no_range_runs_into_another_kind_of_address(void)
{
	static const char *const texts[] = {
		"ff02:ffff:ffff:ffff:ffff:ffff:ffff:fffe+3",
		"fe80:ffff:ffff:ffff:ffff:ffff:ffff:ffff+2",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff+2",
		"255.255.255.255+2",
		"::fffe:ffff:ffff+2",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK_EQ(END_USAGE, parse(texts[i])))
			printf("# for %s\n", texts[i]);
	CHECK_EQ(OPTIONS_GO_ON,
		 parse("ff02:ffff:ffff:ffff:ffff:ffff:ffff:fffe+2"));
}

/* An interface may have any name: the plus in a zone is the zone's. */
static void a_plus_in_a_zone_is_no_count(void)
{
	CHECK_EQ(END_USAGE, parse("ff02::1%none+5"));
	CHECK_EQ(1, range.count);
}

int main(void)
{
	message_command("test");
	RUN(an_address_alone_is_a_range_of_one);
	RUN(the_count_stands_behind_the_address);
	RUN(what_is_no_range_is_refused);
	RUN(no_range_runs_into_another_kind_of_address);
	RUN(a_plus_in_a_zone_is_no_count);
	return check_end();
}
