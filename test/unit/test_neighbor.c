/* SPDX-License-Identifier: MIT */
/* Neighbor discovery: what is read from bytes, what is refused, any bytes. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

static struct in6_addr in6(const char *text)
{
	struct in6_addr address = { { { 0 } } };

	CHECK_EQ(1, inet_pton(AF_INET6, text, &address));
	return address;
}

static int decode(struct sock6_neighbor_message *message, const void *bytes,
		  size_t size)
{
	return sock6_neighbor_decode(message, bytes, size, NULL, NULL);
}

/* A router advertisement with an option of each type, as a router sends it. */
static const unsigned char advertisement[] = {
	134, 0, 0,    0,    64,   0xc8, 0x07, 0x08, /* managed, other, high */
	0,   0, 0x75, 0x30, 0,    0,    0x03, 0xe8, /* 30000 and 1000 ms */
	1,   1, 2,    0,    0,    0,    0,    1, /* source link-layer address */
	5,   1, 0,    0,    0,    0,    5,    0xdc, /* MTU 1500 */
	3,   4, 64,   0xc0, 0,    1,    0x51, 0x80, 0,    0,    0x38, 0x40,
	0,   0, 0,    0,    0x20, 1,    0x0d, 0xb8, 0,    1,    0,    0,
	0,   0, 0,    0,    0,    0,    0,    0,    24,   2,    48,   0x18,
	0,   0, 0,    60,   0x20, 1,    0x0d, 0xb8, 0,    2,    0,    0,
	25,  3, 0,    0,    0,    0,    0,    90,   0x20, 1,    0x0d, 0xb8,
	0,   0, 0,    0,    0,    0,    0,    0,    0,    0,    0,    0x53,
	31,  3, 0,    0,    0,    0,    0,    91,   3,    'l',  'a',  'n',
	0,   2, 'h',  'q',  3,    'l',  'a',  'n',  0,    0,    0,    0,
	14,  1, 1,    2,    3,    4,    5,    6, /* nonce */
	37,  2, 'h',  't',  't',  'p',  's',  ':',  '/',  '/',  'p',  '/',
	0,   0, 0,    0,    38,   2,    0x02, 0x58, 0,    0x64, 0xff, 0x9b,
	0,   0, 0,    0,    0,    0,    0,    0,
};

static void values_of_an_advertisement_are_read(void)
{
	struct sock6_neighbor_message message;

	REQUIRE_EQ(0, decode(&message, advertisement, sizeof(advertisement)));
	CHECK_EQ(134, message.type);
	CHECK_EQ(64, message.hop_limit);
	CHECK_EQ(SOCK6_NEIGHBOR_MANAGED | SOCK6_NEIGHBOR_OTHER, message.flags);
	CHECK_EQ(SOCK6_NEIGHBOR_HIGH, message.preference);
	CHECK_EQ(1800, message.router_lifetime);
	CHECK_EQ(30000, message.reachable_time);
	CHECK_EQ(1000, message.retransmit_timer);
	CHECK_EQ(sizeof(advertisement) - 16, message.options_size);
	CHECK(message.options == advertisement + 16);
}

/* The option of a type, which is sound. */
static struct sock6_neighbor_option option_of(int type)
{
	struct sock6_neighbor_message message;
	struct sock6_neighbor_option option;
	size_t offset = 0;

	CHECK_EQ(0, decode(&message, advertisement, sizeof(advertisement)));
	while (sock6_neighbor_option_next(&message, &offset, &option))
		if (option.type == type) {
			CHECK_EQ(0, option.status);
			return option;
		}
	memset(&option, 0, sizeof(option));
	CHECK_EQ(type, option.type); /* it was not found */
	return option;
}

static void options_with_data_are_read(void)
{
	struct sock6_neighbor_option option =
		option_of(SOCK6_NEIGHBOR_SOURCE_LINK_LAYER);

	CHECK_EQ(6, option.size);
	CHECK_MEM("\2\0\0\0\0\1", option.data, 6);
	option = option_of(SOCK6_NEIGHBOR_NONCE);
	CHECK_EQ(6, option.size);
	CHECK_MEM("\1\2\3\4\5\6", option.data, 6);
	option = option_of(SOCK6_NEIGHBOR_CAPTIVE_PORTAL);
	CHECK_EQ(10, option.size);
	CHECK_MEM("https://p/", option.data, 10);
	option = option_of(SOCK6_NEIGHBOR_MTU);
	CHECK_EQ(1500, option.mtu);
	CHECK_EQ(0, option.size);
	CHECK(option.data == NULL);
}

static void options_with_prefixes_are_read(void)
{
	struct in6_addr prefix = in6("2001:db8:1::"),
			route = in6("2001:db8:2::"), nat64 = in6("64:ff9b::");
	struct sock6_neighbor_option option = option_of(SOCK6_NEIGHBOR_PREFIX);

	CHECK_EQ(64, option.prefix_length);
	CHECK_EQ(SOCK6_NEIGHBOR_ON_LINK | SOCK6_NEIGHBOR_AUTONOMOUS,
		 option.flags);
	CHECK_EQ(86400, option.lifetime);
	CHECK_EQ(14400, option.preferred_lifetime);
	CHECK_MEM(&prefix, &option.prefix, 16);
	option = option_of(SOCK6_NEIGHBOR_ROUTE);
	CHECK_EQ(48, option.prefix_length);
	CHECK_EQ(SOCK6_NEIGHBOR_LOW, option.preference);
	CHECK_EQ(60, option.lifetime);
	CHECK_MEM(&route, &option.prefix, 16);
	option = option_of(SOCK6_NEIGHBOR_PREF64);
	CHECK_EQ(96, option.prefix_length);
	CHECK_EQ(600, option.lifetime);
	CHECK_MEM(&nat64, &option.prefix, 16);
}

static void dns_options_are_stepped_through(void)
{
	struct in6_addr expected = in6("2001:db8::53"), server;
	struct sock6_neighbor_option option =
		option_of(SOCK6_NEIGHBOR_DNS_SERVERS);
	char name[SOCK6_NEIGHBOR_DOMAIN_SIZE];
	unsigned index = 0;
	size_t offset = 0;

	CHECK_EQ(90, option.lifetime);
	CHECK_EQ(1, sock6_neighbor_server_next(&option, &index, &server));
	CHECK_MEM(&expected, &server, 16);
	CHECK_EQ(0, sock6_neighbor_server_next(&option, &index, &server));
	CHECK_EQ(0, sock6_neighbor_domain_next(&option, &offset, name, 99));
	option = option_of(SOCK6_NEIGHBOR_DNS_SEARCH);
	CHECK_EQ(91, option.lifetime);
	CHECK_EQ(-ENOSPC,
		 sock6_neighbor_domain_next(&option, &offset, name, 3));
	CHECK_EQ(3, sock6_neighbor_domain_next(&option, &offset, name, 4));
	CHECK_STR("lan", name);
	CHECK_EQ(6, sock6_neighbor_domain_next(&option, &offset, name, 99));
	CHECK_STR("hq.lan", name);
	CHECK_EQ(0, sock6_neighbor_domain_next(&option, &offset, name, 99));
	index = 0;
	CHECK_EQ(0, sock6_neighbor_server_next(&option, &index, &server));
}

static int domain_of(const char *data, size_t size, char *name)
{
	struct sock6_neighbor_option option = { .type = 31,
						.data = data,
						.size = size };
	size_t offset = 0;

	return sock6_neighbor_domain_next(&option, &offset, name,
					  SOCK6_NEIGHBOR_DOMAIN_SIZE);
}

static void hostile_domains_are_refused_or_escaped(void)
{
	static char long_name[258];
	char name[SOCK6_NEIGHBOR_DOMAIN_SIZE];

	CHECK_EQ(-EBADMSG, domain_of("\3lan", 4, name)); /* no root */
	CHECK_EQ(-EBADMSG, domain_of("\4lan\0", 5, name));
	CHECK_EQ(-EBADMSG, domain_of("\300\0", 2, name)); /* compressed */
	CHECK_EQ(-EBADMSG, domain_of("\100aaaa\0", 6, name));
	CHECK_EQ(0, domain_of("\0\0", 2, name));
	CHECK_EQ(9, domain_of("\3a\33.\0", 5, name));
	CHECK_STR("a\\027\\046", name);
	for (int i = 0; i < 256; i += 64) {
		memset(long_name + i, 1, 64);
		long_name[i] = 63;
	}
	long_name[192] = 61; /* 3 * 64 + 62 + 1 = 255, the most there can be */
	long_name[254] = 0;
	CHECK_EQ(4 * (63 * 3 + 61) + 3, domain_of(long_name, 255, name));
	long_name[192] = 62;
	long_name[254] = 1;
	long_name[255] = 0;
	CHECK_EQ(-EBADMSG, domain_of(long_name, 256, name));
}

static void neighbor_messages_are_read(void)
{
	unsigned char bytes[40] = { 136,      [4] = 0xe0,  [8] = 0xfe, 0x80,
				    [23] = 7, [24] = 0x20, [39] = 9 };
	struct in6_addr target = in6("fe80::7");
	struct sock6_neighbor_message message;

	CHECK_EQ(0, decode(&message, bytes, 24));
	CHECK_EQ(0xe0, message.flags);
	CHECK_MEM(&target, &message.target, 16);
	bytes[0] = 135;
	CHECK_EQ(0, decode(&message, bytes, 24));
	CHECK_EQ(0, message.flags);
	CHECK_MEM(&target, &message.target, 16);
	bytes[0] = 137;
	CHECK_EQ(0, decode(&message, bytes, 40));
	CHECK_MEM(&target, &message.target, 16);
	CHECK_EQ(9, message.destination.s6_addr[15]);
	bytes[0] = 133;
	CHECK_EQ(0, decode(&message, bytes, 8));
	CHECK_EQ(0, message.target.s6_addr[15]);
}

/* RFC 4861, 6.1.2: less than a whole number of options is nothing. */
static void an_advertisement_that_is_cut_is_refused(void)
{
	struct sock6_neighbor_message message;
	struct sock6_neighbor_option option;
	unsigned whole = 0;

	for (size_t size = 0; size < sizeof(advertisement); size++) {
		unsigned char *bytes = malloc(size + 1);
		size_t offset = 0;

		memcpy(bytes + 1, advertisement, size);
		if (decode(&message, bytes + 1, size) == 0) {
			whole++;
			while (sock6_neighbor_option_next(&message, &offset,
							  &option))
				CHECK_EQ(0, option.status);
			CHECK_EQ(message.options_size, offset);
		}
		free(bytes);
	}
	CHECK_EQ(9, whole); /* after 0 to 8 of its 9 options */
}

static void lengths_and_codes_that_cannot_be_are_refused(void)
{
	unsigned char bytes[32] = { 133, [8] = 1, 0, [16] = 1, 1, [24] = 1, 1 };
	struct sock6_neighbor_message message;

	CHECK_EQ(-EBADMSG, decode(&message, bytes, sizeof(bytes)));
	bytes[9] = 4;
	CHECK_EQ(-EBADMSG, decode(&message, bytes, sizeof(bytes)));
	bytes[9] = 255;
	CHECK_EQ(-EBADMSG, decode(&message, bytes, sizeof(bytes)));
	bytes[9] = 3;
	CHECK_EQ(0, decode(&message, bytes, sizeof(bytes)));
	bytes[1] = 1;
	CHECK_EQ(-EBADMSG, decode(&message, bytes, sizeof(bytes)));
	bytes[1] = 0;
	bytes[0] = 128;
	CHECK_EQ(-ENOMSG, decode(&message, bytes, sizeof(bytes)));
	CHECK_EQ(-EBADMSG, decode(&message, bytes, 0));
}

static void a_wrong_option_spoils_only_itself(void)
{
	static const unsigned char options[][8] = {
		{ 3, 1 },           /* too short for a prefix */
		{ 24, 1, 1 },       /* no room for its prefix */
		{ 24, 1, 0, 0x10 }, /* the reserved preference */
		{ 25, 1 },          /* no server */
		{ 31, 1 },          /* no name */
		{ 37, 1 },          /* no URI */
		{ 38, 1 },          /* too short for a prefix */
	};
	struct sock6_neighbor_message message;
	struct sock6_neighbor_option option;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		unsigned char bytes[24] = { 133, [16] = 5, 1, [23] = 77 };
		size_t offset = 0;

		memcpy(bytes + 8, options[i], 8);
		CHECK_EQ(0, decode(&message, bytes, sizeof(bytes)));
		CHECK_EQ(1, sock6_neighbor_option_next(&message, &offset,
						       &option));
		CHECK_EQ(-EBADMSG, option.status);
		CHECK_EQ(options[i][0], option.type);
		CHECK_EQ(1, sock6_neighbor_option_next(&message, &offset,
						       &option));
		CHECK_EQ(0, option.status);
		CHECK_EQ(77, option.mtu);
	}
}

static int check(int type, const char *from, const char *to, int hop_limit)
{
	struct in6_addr source = in6(from), destination = in6(to);
	struct sock6_neighbor_message message = { .type = (uint8_t)type,
						  .target = in6("fe80::7") };

	return sock6_neighbor_check(&message, &source, &destination, hop_limit);
}

static void the_header_is_judged(void)
{
	static const struct {
		int type;
		const char *from, *to;
		int status;
	} cases[] = {
		{ 133, "fe80::1", "ff02::2", 0 },
		{ 133, "::", "ff02::2", 0 },
		{ 134, "fe80::1", "ff02::1", 0 },
		{ 134, "2001:db8::1", "ff02::1", -EBADMSG },
		{ 134, "fec0::1", "ff02::1", -EBADMSG },
		{ 134, "::", "ff02::1", -EBADMSG },
		{ 135, "2001:db8::1", "fe80::7", 0 },
		{ 135, "::", "ff02::1:ff00:7", 0 },
		{ 135, "::", "fe80::7", -EBADMSG },
		{ 135, "::", "ff02::1", -EBADMSG },
		{ 136, "2001:db8::1", "ff02::1", 0 },
		{ 137, "fe80::1", "2001:db8::1", 0 },
		{ 137, "2001:db8::2", "2001:db8::1", -EBADMSG },
		{ 128, "fe80::1", "fe80::2", -EBADMSG },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK_EQ(cases[i].status,
			 check(cases[i].type, cases[i].from, cases[i].to, 255));
		for (int hops = -1; hops < 255; hops += 64)
			CHECK_EQ(-EBADMSG, check(cases[i].type, cases[i].from,
						 cases[i].to, hops));
	}
}

static void the_message_is_judged_with_it(void)
{
	struct in6_addr us = in6("fe80::1"), all = in6("ff02::1"),
			nobody = in6("::"), node = in6("ff02::1:ff00:7");
	struct sock6_neighbor_message message = { .type = 136,
						  .flags = 0x40,
						  .target = us };

	CHECK_EQ(0, sock6_neighbor_check(&message, &us, &us, 255));
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &us, &all, 255));
	message.flags = 0;
	message.target = all;
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &us, &us, 255));
	message.type = 135;
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &us, &us, 255));
	message.target = us;
	message.options = "\1\1aaaaaa";
	message.options_size = 8;
	CHECK_EQ(0, sock6_neighbor_check(&message, &us, &node, 255));
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &nobody, &node, 255));
	message.type = 133;
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &nobody, &all, 255));
	message.type = 137;
	message.target = in6("2001:db8::9");
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &us, &us, 255));
	message.destination = message.target;
	CHECK_EQ(0, sock6_neighbor_check(&message, &us, &us, 255));
	message.target = us;
	message.destination = all;
	CHECK_EQ(-EBADMSG, sock6_neighbor_check(&message, &us, &us, 255));
}

static void any_bytes_are_survived(void)
{
	static const unsigned char types[] = { 1,  2,  3,  4,  5,  14,
					       24, 25, 31, 37, 38, 99 };
	static char text[SOCK6_NEIGHBOR_TEXT_SIZE];
	struct random random = { 4861 };
	unsigned sound = 0;

	for (int round = 0; round < 100000; round++) {
		size_t size = 8 * random_below(&random, 20);
		unsigned char *bytes = malloc(size + 1);
		struct sock6_neighbor_message message;

		random_fill(&random, bytes + 1, size);
		for (size_t at = 8; at < size;) {
			bytes[at + 1] = types[random_below(&random, 12)];
			bytes[at + 2] =
				(unsigned char)(1 + random_below(&random, 4));
			at += bytes[at + 2] * 8u;
		}
		if (size) {
			bytes[1] =
				(unsigned char)(133 + random_below(&random, 5));
			bytes[2] = 0;
		}
		if (decode(&message, bytes + 1, size) == 0) {
			sound++;
			CHECK(sock6_neighbor_format(text, sizeof(text),
						    &message) > 0);
		}
		free(bytes);
	}
	CHECK(sound > 10000);
}

static void the_text_is_as_documented(void)
{
	static const char expected[] =
		"type=router_advertisement hop_limit=64 flags=0xc0 "
		"preference=1 router_lifetime=1800 reachable_time=30000 "
		"retransmit_timer=1000 "
		"option=source_link_layer data=020000000001 "
		"option=mtu mtu=1500 "
		"option=prefix prefix=2001:db8:1::/64 flags=0xc0 "
		"lifetime=86400 preferred_lifetime=14400 "
		"option=route prefix=2001:db8:2::/48 preference=-1 lifetime=60 "
		"option=dns_servers lifetime=90 servers=2001:db8::53 "
		"option=dns_search lifetime=91 domains=lan,hq.lan "
		"option=nonce data=010203040506 "
		"option=captive_portal uri=https://p/ "
		"option=pref64 prefix=64:ff9b::/96 lifetime=600";
	struct sock6_neighbor_message message;
	static char text[SOCK6_NEIGHBOR_TEXT_SIZE];
	size_t length = strlen(expected);

	REQUIRE_EQ(0, decode(&message, advertisement, sizeof(advertisement)));
	CHECK_EQ(length, sock6_neighbor_format(text, sizeof(text), &message));
	CHECK_STR(expected, text);
	CHECK_EQ(-ENOSPC, sock6_neighbor_format(text, length, &message));
	CHECK_EQ(length, sock6_neighbor_format(text, length + 1, &message));
	CHECK_EQ(-EINVAL, sock6_neighbor_format(NULL, 9, &message));
	CHECK_EQ(-EINVAL, sock6_neighbor_format(text, 9, NULL));
}

static void odd_options_have_text(void)
{
	static const unsigned char bytes[80] = {
		137,  [40] = 99, 1, 1,         2, 3,        4,   5,
		6,    [48] = 3,  1, [56] = 37, 1, 'a',      27,  ' ',
		'\\', 'z',       0, [64] = 31, 2, [71] = 1, 0xc0
	};
	struct sock6_neighbor_message message;
	static char text[SOCK6_NEIGHBOR_TEXT_SIZE];

	REQUIRE_EQ(0, decode(&message, bytes, sizeof(bytes)));
	CHECK(sock6_neighbor_format(text, sizeof(text), &message) > 0);
	CHECK_STR("type=redirect_message target=:: destination=:: "
		  "option=99 data=010203040506 option=prefix status=EBADMSG "
		  "option=captive_portal uri=a\\027\\032\\092z "
		  "option=dns_search lifetime=1 status=EBADMSG",
		  text);
}

/* Routes without a prefix have the most text for their bytes. */
static void a_packet_of_1500_bytes_has_room_for_its_text(void)
{
	static unsigned char bytes[1500 - 12] = { 133 };
	static char text[SOCK6_NEIGHBOR_TEXT_SIZE];
	struct sock6_neighbor_message message;

	memset(bytes + 8, 0xff, sizeof(bytes) - 8);
	for (size_t at = 8; at < sizeof(bytes); at += 8) {
		bytes[at] = 24;
		bytes[at + 1] = 1;
		bytes[at + 2] = 0;
	}
	REQUIRE_EQ(0, decode(&message, bytes, sizeof(bytes)));
	CHECK(sock6_neighbor_format(text, sizeof(text), &message) > 10000);
}

int main(void)
{
	RUN(values_of_an_advertisement_are_read);
	RUN(options_with_data_are_read);
	RUN(options_with_prefixes_are_read);
	RUN(dns_options_are_stepped_through);
	RUN(hostile_domains_are_refused_or_escaped);
	RUN(neighbor_messages_are_read);
	RUN(an_advertisement_that_is_cut_is_refused);
	RUN(lengths_and_codes_that_cannot_be_are_refused);
	RUN(a_wrong_option_spoils_only_itself);
	RUN(the_header_is_judged);
	RUN(the_message_is_judged_with_it);
	RUN(any_bytes_are_survived);
	RUN(the_text_is_as_documented);
	RUN(odd_options_have_text);
	RUN(a_packet_of_1500_bytes_has_room_for_its_text);
	return check_end();
}
