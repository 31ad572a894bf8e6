/* SPDX-License-Identifier: MIT */
/* Addresses: text with zone and port both ways, and classification. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct sockaddr_in6 make(const char *address, uint32_t scope, int port)
{
	struct sockaddr_in6 made;

	memset(&made, 0, sizeof(made));
	made.sin6_family = AF_INET6;
	made.sin6_scope_id = scope;
	made.sin6_port = htons((uint16_t)port);
	if (inet_pton(AF_INET6, address, &made.sin6_addr) != 1)
		abort(); /* a slip in a table of this file */
	return made;
}

static void good_text_is_read(void)
{
	static const struct {
		const char *text, *address;
		uint32_t scope;
		int port;
		unsigned flags;
	} good[] = {
		{ "::", "::", 0, 0, 0 },
		{ "::1", "::1", 0, 0, 0 },
		{ "1::", "1::", 0, 0, 0 },
		{ "2001:db8::1", "2001:db8::1", 0, 0, 0 },
		{ "2001:DB8::ABCD", "2001:db8::abcd", 0, 0, 0 },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", 0, 0, 0 },
		{ "0001:0002:3:4:5:6:7:0008", "1:2:3:4:5:6:7:8", 0, 0, 0 },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", 0, 0, 0 },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221", 0, 0, 0 },
		{ "[::1]", "::1", 0, 0, 0 },
		{ "[::1]:0", "::1", 0, 0, 0 },
		{ "[::1]:1", "::1", 0, 1, 0 },
		{ "[::1]:1024", "::1", 0, 1024, 0 },
		{ "[::1]:65535", "::1", 0, 65535, 0 },
		{ "::%12", "::", 12, 0, 0 },
		{ "fe80::1%1", "fe80::1", 1, 0, 0 },
		{ "ff02::114%4294967295", "ff02::114", 4294967295u, 0, 0 },
		{ "[ff02::114%7]:1024", "ff02::114", 7, 1024, 0 },
		{ "[fe80::1%3]", "fe80::1", 3, 0, 0 },
		{ "::1", "::1", 0, 0, SOCK6_ADDRESS_IPV4 },
		{ "[::1]:5", "::1", 0, 5, SOCK6_ADDRESS_IPV4 },
		{ "192.0.2.1", "::ffff:192.0.2.1", 0, 0, SOCK6_ADDRESS_IPV4 },
		{ "0.0.0.0", "::ffff:0.0.0.0", 0, 0, SOCK6_ADDRESS_IPV4 },
		{ "192.0.2.1:53", "::ffff:192.0.2.1", 0, 53,
		  SOCK6_ADDRESS_IPV4 },
		{ "255.255.255.255:65535", "::ffff:255.255.255.255", 0, 65535,
		  SOCK6_ADDRESS_IPV4 },
	};

	for (size_t i = 0; i < COUNT(good); i++) {
		struct sockaddr_in6 got, expected;

		expected = make(good[i].address, good[i].scope, good[i].port);
		memset(&got, 0x5a, sizeof(got));
		if (!CHECK_EQ(0, sock6_address_parse(&got, good[i].text,
						     good[i].flags)) ||
		    !CHECK_MEM(&expected, &got, sizeof(got)))
			printf("# text: \"%s\"\n", good[i].text);
	}
}

/* 0, or the error, having checked that nothing was written. */
static int refused(const char *text, unsigned flags)
{
	struct sockaddr_in6 address, before;
	int result;

	memset(&address, 0x5a, sizeof(address));
	before = address;
	result = sock6_address_parse(&address, text, flags);
	CHECK_MEM(&before, &address, sizeof(address));
	return result;
}

static const char *const bad[] = {
	"",
	" ",
	" ::1",
	"::1 ",
	"::1\n",
	"\t::1",
	":",
	":::",
	"1:2:3",
	"1:2:3:4:5:6:7",
	"1:2:3:4:5:6:7:8:9",
	"1::2::3",
	"12345::",
	"g::",
	"::g",
	"1:2:3:4:5:6:7:8::",
	"::1%",
	"[::1%]:80",
	"[::1",
	"::1]",
	"[::1]80",
	"[::1]:",
	"[::1]:65536",
	"[::1]:-1",
	"[::1]:+1",
	"[::1]: 1",
	"[::1]:1 ",
	"[::1]:http",
	"[::1]:0x50",
	"[::1]:99999999999999999999",
	"[::1]:18446744073709551617",
	"[::1]:4294967297",
	"[::1]:1:2",
	"[::1]]:1",
	"[[::1]]",
	"[]",
	"[]:1",
	"[%1]:1",
	"%1",
	"%",
	"[",
	"]",
	":80",
	"::1:80:",
	"::ffff:1.2.3",
	"::ffff:1.2.3.256",
	"::1.2.3.4.5",
	"::ffff:1.2.3.4:5",
	"::1/64",
	"::1#1",
	"localhost",
	"*",
	"\xff\xfe::1",
	"1.2.3.4::",
};

static void bad_text_is_refused(void)
{
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!CHECK_EQ(-EINVAL, refused(bad[i], 0)) ||
		    !CHECK_EQ(-EINVAL, refused(bad[i], SOCK6_ADDRESS_IPV4)))
			printf("# text: \"%s\"\n", bad[i]);
}

static void bad_ipv4_text_is_refused(void)
{
	static const char *const texts[] = {
		"192.0.2",      "192.0.2.1.5",     "256.0.2.1",
		"192.0.2.1:",   "192.0.2.1:65536", "192.0.2.1:x",
		"192.0.2.1 ",   " 192.0.2.1",      "192.0.2.",
		".0.2.1",       "192.0.2.1/24",    "0xc0.0.2.1",
		"192.0.2.1:-1", "192.0.2.1:5:6",   "3221225985",
		"192.0.2.a",
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!CHECK_EQ(-EINVAL, refused(texts[i], SOCK6_ADDRESS_IPV4)))
			printf("# text: \"%s\"\n", texts[i]);
}

static void ipv4_needs_its_flag(void)
{
	CHECK_EQ(-EINVAL, refused("192.0.2.1", 0));
	CHECK_EQ(-EINVAL, refused("192.0.2.1:53", 0));
	CHECK_EQ(-EINVAL, refused("0.0.0.0", 0));
}

static void unknown_flags_and_null_pointers_are_refused(void)
{
	struct sockaddr_in6 address;

	for (unsigned bit = 1; bit < 32; bit++)
		CHECK_EQ(-EINVAL, refused("::1", 1u << bit));
	CHECK_EQ(-EINVAL, refused(NULL, 0));
	CHECK_EQ(-EINVAL, sock6_address_parse(NULL, "::1", 0));
	CHECK_EQ(-EINVAL,
		 sock6_address_parse(&address, NULL, SOCK6_ADDRESS_IPV4));
}

static void a_zone_that_is_no_interface_and_no_index_is_refused(void)
{
	static const char *const zones[] = {
		"no-such-if", "1]",  "1x", "-1", "+1",   "1 ",   " 1",    "0x1",
		"1.0",        "a/b", "..", "%",  "\xff", "lo\n", "lo:53",
	};

	for (size_t i = 0; i < COUNT(zones); i++) {
		char text[64];
		int result;

		snprintf(text, sizeof(text), "fe80::1%%%s", zones[i]);
		result = refused(text, 0);
		if (!CHECK(result == -ENODEV || result == -EINVAL))
			printf("# text: \"%s\": %d\n", text, result);
	}
	CHECK_EQ(-ENODEV, refused("fe80::1%no-such-if", 0));
	CHECK_EQ(-ENODEV, refused("[fe80::1%no-such-if]:80", 0));
}

static void a_zone_index_out_of_range_is_refused(void)
{
	static const char *const zones[] = {
		"0",
		"00",
		"4294967296",
		"18446744073709551616",
		"18446744073709551617",
		"99999999999999999999999999999999",
	};

	for (size_t i = 0; i < COUNT(zones); i++) {
		char text[64];
		int result;

		snprintf(text, sizeof(text), "fe80::1%%%s", zones[i]);
		result = refused(text, 0);
		if (!CHECK(result == -ENODEV || result == -EINVAL))
			printf("# text: \"%s\": %d\n", text, result);
	}
}

static void hostile_lengths_are_refused(void)
{
	static const char *const starts[] = {
		"", "::", "::1%", "[::1%", "[::1]:", "[", "1:", "::ffff:"
	};
	static const char fillers[] = "01a:.%[]";
	static char text[100000];

	for (size_t i = 0; i < COUNT(starts); i++)
		for (const char *filler = fillers; *filler; filler++) {
			memset(text, *filler, sizeof(text) - 1);
			memcpy(text, starts[i], strlen(starts[i]));
			CHECK(refused(text, SOCK6_ADDRESS_IPV4) < 0);
		}
}

/* Each length is tried in memory that ends with the text. */
static void every_beginning_of_a_good_text_is_survived(void)
{
	static const char whole[] = "[2001:db8:ffff::192.0.2.255%1]:65535";

	for (size_t length = 0; length < sizeof(whole); length++) {
		struct sockaddr_in6 address;
		char *text = malloc(length + 1);
		int result;

		REQUIRE(text);
		memcpy(text, whole, length);
		text[length] = '\0';
		result = sock6_address_parse(&address, text, 0);
		CHECK(result == 0 || result == -EINVAL);
		CHECK((result == 0) ==
		      (strchr(text, ']') && text[length - 1] != ':'));
		free(text);
	}
}

static void random_text_is_survived(void)
{
	static const char letters[] = "0123456789abcdefABCDEF:::...%%[]xlo ";
	struct random random = { 19 };
	unsigned read = 0;

	for (int round = 0; round < 100000; round++) {
		size_t length = random_below(&random, 24);
		struct sockaddr_in6 address;
		char text[24], back[SOCK6_ADDRESS_TEXT_SIZE];

		for (size_t i = 0; i < length; i++)
			text[i] = letters[random_below(&random,
						       sizeof(letters) - 1)];
		text[length] = '\0';
		if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) < 0)
			continue;
		read++;
		CHECK(sock6_address_format(back, sizeof(back), &address, 0) >
		      0);
	}
	CHECK(read > 0);
}

static void addresses_are_written_as_rfc_5952_says(void)
{
	static const struct {
		const char *address;
		uint32_t scope;
		int port;
		const char *text;
	} table[] = {
		{ "::", 0, 0, "::" },
		{ "::1", 0, 0, "::1" },
		{ "2001:0db8::0001", 0, 0, "2001:db8::1" },
		{ "2001:DB8::ABCD", 0, 0, "2001:db8::abcd" },
		{ "2001:db8:0:0:1:0:0:1", 0, 0, "2001:db8::1:0:0:1" },
		{ "2001:0:0:1:0:0:0:1", 0, 0, "2001:0:0:1::1" },
		{ "2001:db8:0:1:1:1:1:1", 0, 0, "2001:db8:0:1:1:1:1:1" },
		{ "::ffff:192.0.2.1", 0, 0, "::ffff:192.0.2.1" },
		{ "::1", 0, 80, "[::1]:80" },
		{ "::1", 0, 65535, "[::1]:65535" },
		{ "ff02::114", 4294967295u, 0, "ff02::114%4294967295" },
		{ "ff02::114", 4294967295u, 9, "[ff02::114%4294967295]:9" },
		{ "::ffff:192.0.2.1", 0, 53, "[::ffff:192.0.2.1]:53" },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct sockaddr_in6 address;
		char text[SOCK6_ADDRESS_TEXT_SIZE];

		address = make(table[i].address, table[i].scope, table[i].port);
		CHECK_EQ(strlen(table[i].text),
			 sock6_address_format(text, sizeof(text), &address,
					      SOCK6_ADDRESS_NUMERIC));
		CHECK_STR(table[i].text, text);
	}
}

static struct sockaddr_in6 random_address(struct random *random)
{
	struct sockaddr_in6 address = make("::", 0, 0);

	random_fill(random, &address.sin6_addr, 16);
	for (int i = 0; i < 16; i++) /* runs of zeros, as "::" stands for */
		if (random_below(random, 3) == 0)
			address.sin6_addr.s6_addr[i] = 0;
	if (random_below(random, 4) == 0)
		memcpy(&address.sin6_addr, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
	if (random_below(random, 2))
		address.sin6_scope_id = (uint32_t)random_next(random);
	if (random_below(random, 2))
		address.sin6_port = (in_port_t)random_next(random);
	return address;
}

static void random_addresses_survive_the_way_to_text_and_back(void)
{
	struct random random = { 5952 };

	for (int round = 0; round < 20000; round++) {
		struct sockaddr_in6 address = random_address(&random), back;
		char text[SOCK6_ADDRESS_TEXT_SIZE];
		int length;

		length = sock6_address_format(text, sizeof(text), &address,
					      SOCK6_ADDRESS_NUMERIC);
		REQUIRE_EQ(strlen(text), length);
		if (!CHECK_EQ(0, sock6_address_parse(&back, text, 0)) ||
		    !CHECK_MEM(&address, &back, sizeof(back)))
			printf("# text: %s\n", text);
	}
}

static void exact_room_is_enough_and_one_less_is_not(void)
{
	static const char *const addresses[] = {
		"::",
		"::ffff:255.255.255.255",
		"1111:2222:3333:4444:5555:6666:7777:8888",
	};
	char text[SOCK6_ADDRESS_TEXT_SIZE], untouched[sizeof(text)];

	memset(untouched, 'x', sizeof(untouched));
	for (size_t i = 0; i < 4 * COUNT(addresses); i++) {
		struct sockaddr_in6 address;
		size_t need;

		address = make(addresses[i / 4], i & 1 ? 4294967295u : 0,
			       i & 2 ? 65535 : 0);
		need = (size_t)sock6_address_format(
			text, sizeof(text), &address, SOCK6_ADDRESS_NUMERIC);
		memset(text, 'x', sizeof(text));
		for (size_t size = 0; size <= need; size++)
			CHECK_EQ(-ENOSPC,
				 sock6_address_format(text, size, &address,
						      SOCK6_ADDRESS_NUMERIC));
		CHECK_MEM(untouched, text, sizeof(text));
		CHECK_EQ(need, sock6_address_format(text, need + 1, &address,
						    SOCK6_ADDRESS_NUMERIC));
		CHECK_EQ('x', text[need + 1]);
	}
}

static void format_refuses_what_it_cannot_write(void)
{
	struct sockaddr_in6 address = make("::1", 0, 80);
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "as it was";

	for (unsigned bit = 0; bit < 32; bit++)
		if (1u << bit != SOCK6_ADDRESS_NUMERIC)
			CHECK_EQ(-EINVAL,
				 sock6_address_format(text, sizeof(text),
						      &address, 1u << bit));
	CHECK_EQ(-EINVAL, sock6_address_format(NULL, 80, &address, 0));
	CHECK_EQ(-EINVAL, sock6_address_format(text, sizeof(text), NULL, 0));
	address.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT,
		 sock6_address_format(text, sizeof(text), &address, 0));
	address.sin6_family = 0;
	CHECK_EQ(-EAFNOSUPPORT,
		 sock6_address_format(text, sizeof(text), &address, 0));
	CHECK_STR("as it was", text);
}

static void addresses_are_classified(void)
{
	static const struct {
		const char *address;
		int multicast, mapped, unspecified, needs_zone;
	} table[] = {
		{ "::", 0, 0, 1, 0 },
		{ "::1", 0, 0, 0, 0 },
		{ "2001:db8::1", 0, 0, 0, 0 },
		{ "fe80::1", 0, 0, 0, 1 },
		{ "fe80::", 0, 0, 0, 1 },
		{ "febf:ffff::1", 0, 0, 0, 1 },
		{ "fe7f::1", 0, 0, 0, 0 },
		{ "fec0::1", 0, 0, 0, 0 },
		{ "fc00::1", 0, 0, 0, 0 },
		{ "feff::1", 0, 0, 0, 0 },
		{ "ff00::", 1, 0, 0, 0 },
		{ "ff01::1", 1, 0, 0, 1 },
		{ "ff02::1", 1, 0, 0, 1 },
		{ "ff03::1", 1, 0, 0, 0 },
		{ "ff05::1", 1, 0, 0, 0 },
		{ "ff0e::1", 1, 0, 0, 0 },
		{ "ff11::1", 1, 0, 0, 1 },
		{ "ff32::8000:9", 1, 0, 0, 1 },
		{ "fff2::1", 1, 0, 0, 1 },
		{ "ff3e::1", 1, 0, 0, 0 },
		{ "ffff:ffff::", 1, 0, 0, 0 },
		{ "::ffff:0.0.0.0", 0, 1, 0, 0 },
		{ "::ffff:192.0.2.1", 0, 1, 0, 0 },
		{ "::ffff:224.0.0.1", 0, 1, 0, 0 },
		{ "::192.0.2.1", 0, 0, 0, 0 },
		{ "::fffe:192.0.2.1", 0, 0, 0, 0 },
		{ "1::ffff:192.0.2.1", 0, 0, 0, 0 },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct sockaddr_in6 made = make(table[i].address, 0, 0);
		const struct in6_addr *address = &made.sin6_addr;

		if (!CHECK_EQ(table[i].multicast,
			      sock6_address_is_multicast(address)) ||
		    !CHECK_EQ(table[i].mapped,
			      sock6_address_is_mapped(address)) ||
		    !CHECK_EQ(table[i].unspecified,
			      sock6_address_is_unspecified(address)) ||
		    !CHECK_EQ(table[i].needs_zone,
			      sock6_address_needs_zone(address)))
			printf("# address: %s\n", table[i].address);
	}
}

int main(void)
{
	RUN(good_text_is_read);
	RUN(bad_text_is_refused);
	RUN(bad_ipv4_text_is_refused);
	RUN(ipv4_needs_its_flag);
	RUN(unknown_flags_and_null_pointers_are_refused);
	RUN(a_zone_that_is_no_interface_and_no_index_is_refused);
	RUN(a_zone_index_out_of_range_is_refused);
	RUN(hostile_lengths_are_refused);
	RUN(every_beginning_of_a_good_text_is_survived);
	RUN(random_text_is_survived);
	RUN(addresses_are_written_as_rfc_5952_says);
	RUN(random_addresses_survive_the_way_to_text_and_back);
	RUN(exact_room_is_enough_and_one_less_is_not);
	RUN(format_refuses_what_it_cannot_write);
	RUN(addresses_are_classified);
	return check_end();
}
