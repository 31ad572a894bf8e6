/* SPDX-License-Identifier: MIT */
/* Neighbor discovery: values to bytes. */
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

static int encode(void *buffer, size_t size,
		  const struct sock6_neighbor_message *message,
		  const struct sock6_neighbor_option *options, unsigned count)
{
	return sock6_neighbor_encode(buffer, size, message, options, count,
				     NULL, NULL);
}

static const struct sock6_neighbor_message solicitation = { .type = 133 };

/* The bytes of one option. */
static void option_is(const void *expected, int size,
		      struct sock6_neighbor_option option)
{
	static unsigned char bytes[4096];

	memset(bytes, 0xee, sizeof(bytes));
	REQUIRE_EQ(size + 8,
		   encode(bytes, sizeof(bytes), &solicitation, &option, 1));
	CHECK_MEM(expected, bytes + 8, (size_t)size);
	CHECK_EQ(0xee, bytes[size + 8]);
}

#define OPTION(...) ((struct sock6_neighbor_option){ __VA_ARGS__ })

static void options_with_data_are_written(void)
{
	option_is("\1\1\2\0\0\0\0\1", 8,
		  OPTION(.type = 1, .data = "\2\0\0\0\0\1", .size = 6));
	option_is("\2\2abcdefgh\0\0\0\0\0\0", 16,
		  OPTION(.type = 2, .data = "abcdefgh", .size = 8));
	option_is("\4\2\0\0\0\0\0\0packet\0\0", 16,
		  OPTION(.type = 4, .data = "packet", .size = 6));
	option_is("\16\1nonces", 8,
		  OPTION(.type = 14, .data = "nonces", .size = 6));
	option_is("\45\2https://p/\0\0\0\0", 16,
		  OPTION(.type = 37, .data = "https://p/", .size = 10));
	option_is("\143\1\0\0\0\0\0\0", 8, OPTION(.type = 99));
	option_is("\5\1\0\0\0\0\5\334", 8, OPTION(.type = 5, .mtu = 1500));
	option_is("\31\3\0\0\0\0\0\132aaaabbbbccccdddd", 24,
		  OPTION(.type = 25, .lifetime = 90, .data = "aaaabbbbccccdddd",
			 .size = 16));
	option_is(
		"\37\2\0\0\0\0\0\133\3lan\0\0\0\0", 16,
		OPTION(.type = 31, .lifetime = 91, .data = "\3lan", .size = 5));
}

static void prefixes_are_cut_at_their_length(void)
{
	struct in6_addr ones;

	memset(&ones, 0xff, sizeof(ones));
	option_is("\3\4\54\300\0\0\0\2\0\0\0\1\0\0\0\0"
		  "\377\377\377\377\377\360\0\0\0\0\0\0\0\0\0\0",
		  32,
		  OPTION(.type = 3, .prefix_length = 44, .flags = 0xc0,
			 .lifetime = 2, .preferred_lifetime = 1,
			 .prefix = ones));
	option_is("\3\4\0\40\0\0\0\0\0\0\0\0\0\0\0\0"
		  "\377\377\377\377\377\377\377\377"
		  "\377\377\377\377\377\377\377\377",
		  32, OPTION(.type = 3, .flags = 0x20, .prefix = ones));
	option_is("\30\1\0\10\377\377\377\377", 8,
		  OPTION(.type = 24, .preference = 1,
			 .lifetime = SOCK6_NEIGHBOR_FOREVER, .prefix = ones));
	option_is("\30\2\1\30\0\0\0\0\200\0\0\0\0\0\0\0", 16,
		  OPTION(.type = 24, .prefix_length = 1, .preference = -1,
			 .prefix = ones));
	option_is("\30\3\101\0\0\0\0\0\377\377\377\377\377\377\377\377"
		  "\200\0\0\0\0\0\0\0",
		  24, OPTION(.type = 24, .prefix_length = 65, .prefix = ones));
}

/* RFC 8781, 4: lengths by code, lifetimes in units of 8 seconds. */
static void translation_prefixes_have_scaled_lifetimes(void)
{
	static const uint8_t lengths[] = { 96, 64, 56, 48, 40, 32 };
	struct in6_addr ones;

	memset(&ones, 0xff, sizeof(ones));
	for (unsigned i = 0; i < 6; i++) {
		unsigned char expected[16] = { 38, 2, 0, (uint8_t)(16 | i) };

		memset(expected + 4, 0xff, lengths[i] / 8u);
		option_is(expected, 16,
			  OPTION(.type = 38, .prefix_length = lengths[i],
				 .lifetime = 9, .prefix = ones));
	}
	option_is("\46\2\377\370\0\0\0\0\0\0\0\0\0\0\0\0", 16,
		  OPTION(.type = 38, .prefix_length = 96, .lifetime = 65528));
}

static void domains_are_written(void)
{
	unsigned char data[40], untouched[40];
	char name[260];

	memset(data, 0xee, sizeof(data));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_EQ(-ENOSPC, sock6_neighbor_domain_append(data, 4, 0, "lan"));
	CHECK_EQ(-ENOSPC, sock6_neighbor_domain_append(data, 4, 5, "lan"));
	CHECK_MEM(untouched, data, sizeof(data));
	CHECK_EQ(5, sock6_neighbor_domain_append(data, 5, 0, "lan"));
	CHECK_EQ(13, sock6_neighbor_domain_append(data, 40, 5, "hq.lan."));
	CHECK_MEM("\3lan\0\2hq\3lan\0\xee", data, 14);
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, ""));
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, "."));
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, ".a"));
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, "a..b"));
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, "a.."));
	memset(name, 'a', sizeof(name));
	name[64] = '\0';
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, name));
	name[63] = '\0';
	CHECK_EQ(-ENOSPC, sock6_neighbor_domain_append(data, 40, 0, name));
	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	name[254] = '\0';
	CHECK_EQ(-EINVAL, sock6_neighbor_domain_append(data, 40, 0, name));
	name[253] = '\0';
	CHECK_EQ(-ENOSPC, sock6_neighbor_domain_append(data, 40, 0, name));
}

static void refused(const struct sock6_neighbor_message *message,
		    const struct sock6_neighbor_option *option, int status,
		    int line)
{
	unsigned char bytes[100], untouched[100];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	if (!CHECK_EQ(status, encode(bytes, sizeof(bytes), message, option,
				     option != NULL)))
		printf("# from line %d\n", line);
	CHECK_MEM(untouched, bytes, sizeof(bytes));
}

#define REFUSED(kind, member, value)                                        \
	do {                                                                \
		struct sock6_neighbor_message changed = { .type = (kind) }; \
		unsigned char room[64];                                     \
                                                                            \
		CHECK(encode(room, sizeof(room), &changed, NULL, 0) >= 8);  \
		changed.member = value;                                     \
		refused(&changed, NULL, -EINVAL, __LINE__);                 \
	} while (0)

static void messages_that_cannot_be_are_refused(void)
{
	REFUSED(133, type, 132);
	REFUSED(133, type, 138);
	REFUSED(133, flags, 0x80);
	REFUSED(133, target, in6("::1"));
	REFUSED(133, hop_limit, 1);
	REFUSED(134, target, in6("::1"));
	REFUSED(134, flags, 0x08);
	REFUSED(134, preference, 2);
	REFUSED(134, preference, -2);
	REFUSED(134, router_lifetime, 65536);
	REFUSED(135, flags, 0x80);
	REFUSED(135, preference, 1);
	REFUSED(136, flags, 0x10);
	REFUSED(136, destination, in6("::1"));
	REFUSED(136, reachable_time, 1);
	REFUSED(137, retransmit_timer, 1);
	REFUSED(137, router_lifetime, 1);
	REFUSED(137, flags, 0x80);
}

#define WRONG(status, ...) \
	refused(&solicitation, &OPTION(__VA_ARGS__), status, __LINE__)

static void options_that_cannot_be_are_refused(void)
{
	WRONG(-EINVAL, .type = 0);
	WRONG(-EINVAL, .type = 1, .lifetime = 1);
	WRONG(-EINVAL, .type = 1, .mtu = 1);
	WRONG(-EINVAL, .type = 99, .flags = 1);
	WRONG(-EINVAL, .type = 3, .prefix_length = 129);
	WRONG(-EINVAL, .type = 3, .flags = 1);
	WRONG(-EINVAL, .type = 3, .preference = 1);
	WRONG(-EINVAL, .type = 3, .mtu = 1);
	WRONG(-EINVAL, .type = 3, .size = 1, .data = "");
	WRONG(-EINVAL, .type = 5, .mtu = 1, .lifetime = 1);
	WRONG(-EINVAL, .type = 5, .prefix_length = 1);
	WRONG(-EINVAL, .type = 5, .size = 1, .data = "");
	WRONG(-EINVAL, .type = 14, .size = 8, .data = "aaaabbbb");
	WRONG(-EINVAL, .type = 24, .prefix_length = 129);
	WRONG(-EINVAL, .type = 24, .preference = 2);
	WRONG(-EINVAL, .type = 24, .flags = 0x80);
	WRONG(-EINVAL, .type = 24, .preferred_lifetime = 1);
	WRONG(-EINVAL, .type = 25);
	WRONG(-EINVAL, .type = 25, .size = 15, .data = "aaaabbbbccccddd");
	WRONG(-EINVAL, .type = 31);
	WRONG(-EINVAL, .type = 37);
	WRONG(-EINVAL, .type = 38);
	WRONG(-EINVAL, .type = 38, .prefix_length = 95);
	WRONG(-EINVAL, .type = 38, .prefix_length = 96, .lifetime = 65529);
	WRONG(-EINVAL, .type = 38, .prefix_length = 96, .preference = 1);
	WRONG(-EMSGSIZE, .type = 4, .size = 2033, .data = "");
	WRONG(-EMSGSIZE, .type = 1, .size = 2039, .data = "");
	WRONG(-EMSGSIZE, .type = 25, .size = 2048, .data = "");
	WRONG(-EMSGSIZE, .type = 99, .size = (size_t)-1, .data = "");
}

static void no_packet_holds_more_than_65535_bytes(void)
{
	static unsigned char bytes[70000], data[2032];
	static struct sock6_neighbor_option options[33];

	for (int i = 0; i < 33; i++)
		options[i] = OPTION(.type = 4, .data = data, .size = 2032);
	CHECK_EQ(8 + 32 * 2040,
		 encode(bytes, sizeof(bytes), &solicitation, options, 32));
	CHECK_EQ(-EMSGSIZE,
		 encode(bytes, sizeof(bytes), &solicitation, options, 33));
}

static void room_is_needed_to_the_byte(void)
{
	struct sock6_neighbor_message message = { .type = 134,
						  .hop_limit = 64 };
	struct sock6_neighbor_option option = OPTION(.type = 5, .mtu = 1280);
	unsigned char bytes[24], untouched[24];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	for (size_t size = 0; size < 24; size++)
		CHECK_EQ(-ENOSPC, encode(bytes, size, &message, &option, 1));
	CHECK_MEM(untouched, bytes, sizeof(bytes));
	CHECK_EQ(24, encode(bytes, 24, &message, &option, 1));
}

static struct sock6_neighbor_message random_message(struct random *random)
{
	struct sock6_neighbor_message message = {
		.type = (uint8_t)(133 + random_below(random, 5))
	};

	if (message.type == 134) {
		message.hop_limit = (uint8_t)random_next(random);
		message.flags = (uint8_t)(random_next(random) & 0xe7);
		message.preference = (int8_t)((int)random_below(random, 3) - 1);
		message.router_lifetime = (uint32_t)random_below(random, 65536);
		message.reachable_time = (uint32_t)random_next(random);
		message.retransmit_timer = (uint32_t)random_next(random);
	}
	if (message.type == 136)
		message.flags = (uint8_t)(random_below(random, 8) << 5);
	if (message.type >= 135)
		random_fill(random, &message.target, 16);
	if (message.type == 137)
		random_fill(random, &message.destination, 16);
	return message;
}

static unsigned char option_data[64];

static struct sock6_neighbor_option random_option(struct random *random)
{
	static const uint8_t types[] = { 1, 3, 4, 5, 14, 24, 25, 38, 99 };
	struct sock6_neighbor_option option = {
		.type = types[random_below(random, 9)], .data = option_data
	};

	switch (option.type) {
	case 1:
	case 14:
	case 99: option.size = 6 + 8 * random_below(random, 4); break;
	case 4: option.size = 8 * random_below(random, 5); break;
	case 5: option.mtu = (uint32_t)random_next(random); break;
	case 25:
		option.size = 16 * (1 + random_below(random, 3));
		option.lifetime = (uint32_t)random_next(random);
		break;
	case 38:
		option.lifetime = 8 * (uint32_t)random_below(random, 8192);
		option.prefix_length = 96;
		random_fill(random, &option.prefix, 12);
		break;
	default:
		option.lifetime = (uint32_t)random_next(random);
		option.prefix_length = 128;
		random_fill(random, &option.prefix, 16);
	}
	if (option.size == 0 && option.type != 4)
		option.data = NULL;
	return option;
}

static void check_same_options(const struct sock6_neighbor_message *read,
			       const struct sock6_neighbor_option *options,
			       unsigned count)
{
	struct sock6_neighbor_option option;
	size_t offset = 0;
	unsigned i = 0;

	for (; sock6_neighbor_option_next(read, &offset, &option); i++) {
		CHECK_MEM(&options[i], &option,
			  offsetof(struct sock6_neighbor_option, data));
		REQUIRE_EQ(options[i].size, option.size);
		if (option.size)
			CHECK_MEM(option_data, option.data, option.size);
	}
	CHECK_EQ(count, i);
}

static void what_is_written_is_read_again(void)
{
	struct in6_addr from = in6("fe80::1"), to = in6("ff02::1");
	struct random random = { 1970 };

	random_fill(&random, option_data, sizeof(option_data));
	for (int round = 0; round < 20000; round++) {
		struct sock6_neighbor_message sent = random_message(&random),
					      read;
		struct sock6_neighbor_option options[5];
		unsigned count = (unsigned)random_below(&random, 6);
		unsigned char bytes[512];
		int size;

		for (unsigned i = 0; i < count; i++)
			options[i] = random_option(&random);
		size = sock6_neighbor_encode(bytes + round % 8, 500, &sent,
					     options, count, &from, &to);
		REQUIRE(size >= 8);
		REQUIRE_EQ(0, sock6_neighbor_decode(&read, bytes + round % 8,
						    (size_t)size, &from, &to));
		CHECK_MEM(&sent, &read,
			  offsetof(struct sock6_neighbor_message, options));
		check_same_options(&read, options, count);
		bytes[round % 8 + 4] ^= 1;
		CHECK_EQ(-EBADMSG,
			 sock6_neighbor_decode(&read, bytes + round % 8,
					       (size_t)size, &from, &to));
	}
}

static void options_have_names(void)
{
	CHECK_STR("prefix", sock6_neighbor_option_name(3));
	CHECK_STR("pref64", sock6_neighbor_option_name(38));
	CHECK(sock6_neighbor_option_name(0) == NULL);
	CHECK(sock6_neighbor_option_name(-1) == NULL);
	CHECK(sock6_neighbor_option_name(259) == NULL);
}

int main(void)
{
	RUN(options_with_data_are_written);
	RUN(prefixes_are_cut_at_their_length);
	RUN(translation_prefixes_have_scaled_lifetimes);
	RUN(domains_are_written);
	RUN(messages_that_cannot_be_are_refused);
	RUN(options_that_cannot_be_are_refused);
	RUN(no_packet_holds_more_than_65535_bytes);
	RUN(room_is_needed_to_the_byte);
	RUN(what_is_written_is_read_again);
	RUN(options_have_names);
	return check_end();
}
