/* SPDX-License-Identifier: MIT */
/* The option table: complete, sane and found by name; no socket is asked. */
#include <ctype.h>
#include <limits.h>

#include "check.h"
#include "sock6.h"

/* The enumeration's own words, from which the names must follow. */
#define ROW(word)                       \
	{                               \
		SOCK6_OPT_##word, #word \
	}
static const struct {
	int option;
	const char *word;
} rows[] = {
	ROW(HOP_LIMIT),
	ROW(TRAFFIC_CLASS),
	ROW(FLOW_INFO_SEND),
	ROW(AUTO_FLOW_LABEL),
	ROW(MULTICAST_HOP_LIMIT),
	ROW(MULTICAST_INTERFACE),
	ROW(MULTICAST_LOOPBACK),
	ROW(UNICAST_INTERFACE),
	ROW(ADDRESS_PREFERENCES),
	ROW(CHECKSUM),
	ROW(HEADER_INCLUDED),
	ROW(MTU_DISCOVERY),
	ROW(DONT_FRAGMENT),
	ROW(MTU),
	ROW(PATH_MTU),
	ROW(SEGMENT_SIZE),
	ROW(UDP_ZERO_CHECKSUM_SEND),
	ROW(MARK),
	ROW(PRIORITY),
	ROW(IPV6_ONLY),
	ROW(MULTICAST_ALL),
	ROW(MINIMUM_HOP_COUNT),
	ROW(FREEBIND),
	ROW(TRANSPARENT),
	ROW(BIND_INTERFACE),
	ROW(REUSE_ADDRESS),
	ROW(REUSE_PORT),
	ROW(ROUTER_ALERT),
	ROW(ROUTER_ALERT_ISOLATE),
	ROW(UDP_ZERO_CHECKSUM_RECEIVE),
	ROW(RECEIVE_COALESCING),
	ROW(RECEIVE_PACKET_INFO),
	ROW(RECEIVE_HOP_LIMIT),
	ROW(RECEIVE_TRAFFIC_CLASS),
	ROW(RECEIVE_FLOW_INFO),
	ROW(RECEIVE_PATH_MTU),
	ROW(RECEIVE_FRAGMENT_SIZE),
	ROW(RECEIVE_HOP_BY_HOP),
	ROW(RECEIVE_DESTINATION_OPTIONS),
	ROW(RECEIVE_ROUTING_HEADER),
	ROW(RECEIVE_ORIGINAL_DESTINATION),
	ROW(RECEIVE_ERROR),
	ROW(RECEIVE_ERROR_EXTENSIONS),
	ROW(RECEIVE_TIME),
	ROW(RECEIVE_DROPS),
	ROW(RECEIVE_MARK),
	ROW(TIMESTAMPING),
	ROW(IPV4_TIME_TO_LIVE),
	ROW(IPV4_TYPE_OF_SERVICE),
	ROW(IPV4_MTU_DISCOVERY),
	ROW(IPV4_RECEIVE_TIME_TO_LIVE),
	ROW(IPV4_RECEIVE_TYPE_OF_SERVICE),
	ROW(IPV4_RECEIVE_PACKET_INFO),
	ROW(IPV4_RECEIVE_ERROR),
	ROW(RECEIVE_BUFFER),
	ROW(SEND_BUFFER),
	ROW(RECEIVE_BUFFER_FORCE),
	ROW(SEND_BUFFER_FORCE),
	ROW(BUSY_POLL),
	ROW(PREFER_BUSY_POLL),
	ROW(BUSY_POLL_BUDGET),
	ROW(INCOMING_CPU),
	ROW(SOCKET_TYPE),
	ROW(PROTOCOL),
	ROW(PENDING_ERROR),
};

#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

static const int unknown[] = { 0, -1, ROWS + 1, ROWS + 1000, INT_MAX, INT_MIN };

static void the_enumeration_is_described_from_one_without_a_gap(void)
{
	struct sock6_option_info info;
	int option = 1;

	while (sock6_option_info(option, &info) == 0)
		option++;
	CHECK_EQ(ROWS, option - 1);
	for (int i = 0; i < ROWS; i++)
		CHECK_EQ(i + 1, rows[i].option);
}

static void each_name_is_the_constants_own_word(void)
{
	for (int i = 0; i < ROWS; i++) {
		struct sock6_option_info info;
		char name[64] = "";

		REQUIRE_EQ(0, sock6_option_info(rows[i].option, &info));
		for (size_t c = 0; rows[i].word[c]; c++)
			name[c] = rows[i].word[c] == '_'
					  ? '-'
					  : (char)tolower(rows[i].word[c]);
		CHECK_STR(name, info.name);
		CHECK_EQ(rows[i].option, sock6_option_find(info.name));
	}
}

static int is_terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL && text[0];
}

static void each_description_is_whole(void)
{
	for (int i = 0; i < ROWS; i++) {
		static const int32_t zero[5];
		struct sock6_option_info info;

		memset(&info, 0xee, sizeof(info));
		REQUIRE_EQ(0, sock6_option_info(rows[i].option, &info));
		CHECK(is_terminated(info.name, sizeof(info.name)));
		CHECK(is_terminated(info.reference, sizeof(info.reference)));
		CHECK(info.type >= SOCK6_OPTION_BOOLEAN &&
		      info.type <= SOCK6_OPTION_BITS);
		CHECK(info.access &&
		      !(info.access & ~(SOCK6_OPTION_GET | SOCK6_OPTION_SET)));
		CHECK(info.supported == 0 || info.supported == 1);
		CHECK_MEM(zero, info.reserved, sizeof(zero));
	}
}

static void each_range_is_sane(void)
{
	for (int i = 0; i < ROWS; i++) {
		struct sock6_option_info info;

		REQUIRE_EQ(0, sock6_option_info(rows[i].option, &info));
		CHECK(info.minimum <= info.maximum);
		CHECK(info.minimum >= INT_MIN && info.maximum <= UINT32_MAX);
		if (info.type == SOCK6_OPTION_BOOLEAN &&
		    !(CHECK_EQ(0, info.minimum) && CHECK_EQ(1, info.maximum)))
			printf("# option: %s\n", info.name);
		if (info.type == SOCK6_OPTION_INTERFACE)
			CHECK_EQ(0, info.minimum);
	}
}

static void the_ranges_of_the_header_are_the_tables(void)
{
	static const struct {
		int option;
		int64_t minimum, maximum;
	} documented[] = {
		{ SOCK6_OPT_HOP_LIMIT, -1, 255 },
		{ SOCK6_OPT_TRAFFIC_CLASS, -1, 255 },
		{ SOCK6_OPT_MULTICAST_HOP_LIMIT, -1, 255 },
		{ SOCK6_OPT_MINIMUM_HOP_COUNT, 0, 255 },
		{ SOCK6_OPT_IPV4_TIME_TO_LIVE, -1, 255 },
		{ SOCK6_OPT_IPV4_TYPE_OF_SERVICE, 0, 255 },
		{ SOCK6_OPT_MTU_DISCOVERY, SOCK6_MTU_DISCOVERY_DONT,
		  SOCK6_MTU_DISCOVERY_OMIT },
		{ SOCK6_OPT_IPV4_MTU_DISCOVERY, SOCK6_MTU_DISCOVERY_DONT,
		  SOCK6_MTU_DISCOVERY_OMIT },
	};

	for (size_t i = 0; i < sizeof(documented) / sizeof(documented[0]);
	     i++) {
		struct sock6_option_info info;

		REQUIRE_EQ(0, sock6_option_info(documented[i].option, &info));
		CHECK_EQ(documented[i].minimum, info.minimum);
		CHECK_EQ(documented[i].maximum, info.maximum);
	}
}

static void names_are_unique_and_systems_numbers_too(void)
{
	for (int i = 0; i < ROWS; i++)
		for (int j = i + 1; j < ROWS; j++) {
			struct sock6_option_info a, b;

			REQUIRE_EQ(0, sock6_option_info(rows[i].option, &a));
			REQUIRE_EQ(0, sock6_option_info(rows[j].option, &b));
			CHECK(strcmp(a.name, b.name) != 0);
			if (a.supported && b.supported &&
			    !CHECK(a.level != b.level || a.number != b.number))
				printf("# %s and %s\n", a.name, b.name);
		}
}

static int count_supported(void)
{
	int supported = 0;

	for (int i = 0; i < ROWS; i++) {
		struct sock6_option_info info;

		if (sock6_option_info(rows[i].option, &info) == 0)
			supported += info.supported;
	}
	return supported;
}

static void support_shows_in_level_and_number(void)
{
	for (int i = 0; i < ROWS; i++) {
		struct sock6_option_info info;

		REQUIRE_EQ(0, sock6_option_info(rows[i].option, &info));
		if (info.supported) {
			CHECK(info.number > 0);
		} else {
			CHECK_EQ(0, info.level);
			CHECK_EQ(0, info.number);
		}
	}
	printf("# %d of %d options are supported\n", count_supported(), ROWS);
}

static void a_system_beneath_supports_what_the_rfcs_ask_for(void)
{
	static const int basic[] = {
		SOCK6_OPT_HOP_LIMIT,           SOCK6_OPT_MULTICAST_HOP_LIMIT,
		SOCK6_OPT_MULTICAST_INTERFACE, SOCK6_OPT_MULTICAST_LOOPBACK,
		SOCK6_OPT_IPV6_ONLY,           SOCK6_OPT_RECEIVE_PACKET_INFO,
		SOCK6_OPT_RECEIVE_HOP_LIMIT,
	};

	if (count_supported() == 0)
		SKIP("this build has no system beneath it");
	for (size_t i = 0; i < sizeof(basic) / sizeof(basic[0]); i++) {
		struct sock6_option_info info;

		REQUIRE_EQ(0, sock6_option_info(basic[i], &info));
		CHECK_EQ(1, info.supported);
	}
}

static void an_unknown_option_is_refused_everywhere(void)
{
	struct sock6_option_info info, before;

	memset(&info, 0x5a, sizeof(info));
	before = info;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		int64_t value = 77;

		CHECK_EQ(-EINVAL, sock6_option_info(unknown[i], &info));
		CHECK_EQ(-EINVAL, sock6_set(SOCK6_INVALID, unknown[i], 0));
		CHECK_EQ(-EINVAL, sock6_get(SOCK6_INVALID, unknown[i], &value));
		CHECK_EQ(77, value);
	}
	CHECK_MEM(&before, &info, sizeof(info));
	CHECK_EQ(-EINVAL, sock6_option_info(SOCK6_OPT_HOP_LIMIT, NULL));
	CHECK_EQ(-EINVAL, sock6_get(SOCK6_INVALID, SOCK6_OPT_HOP_LIMIT, NULL));
}

static void a_name_must_match_wholly(void)
{
	static const char *const names[] = {
		"",           "hop",
		"hop-limi",   "hop-limitx",
		"hop_limit",  "HOP-LIMIT",
		" hop-limit", "hop-limit ",
		"-",          "SOCK6_OPT_HOP_LIMIT",
		"none",       "\xff",
	};
	char longest[5000];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK_EQ(-EINVAL, sock6_option_find(names[i]));
	CHECK_EQ(-EINVAL, sock6_option_find(NULL));
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK_EQ(-EINVAL, sock6_option_find(longest));
}

/* What an answer without a socket must be, given the description. */
static int expected_set(const struct sock6_option_info *info, int in_range)
{
	if (!info->supported || !(info->access & SOCK6_OPTION_SET))
		return -EOPNOTSUPP;
	return in_range ? -EBADF : -EINVAL;
}

static void ranges_are_checked_before_the_system_is_asked(void)
{
	for (int i = 0; i < ROWS; i++) {
		struct sock6_option_info info;
		int64_t value = 77;
		int option = rows[i].option;

		REQUIRE_EQ(0, sock6_option_info(option, &info));
		CHECK_EQ(expected_set(&info, 1),
			 sock6_set(SOCK6_INVALID, option, info.minimum));
		CHECK_EQ(expected_set(&info, 1),
			 sock6_set(SOCK6_INVALID, option, info.maximum));
		CHECK_EQ(expected_set(&info, 0),
			 sock6_set(SOCK6_INVALID, option, info.minimum - 1));
		CHECK_EQ(expected_set(&info, 0),
			 sock6_set(SOCK6_INVALID, option, info.maximum + 1));
		CHECK_EQ(expected_set(&info, 0),
			 sock6_set(SOCK6_INVALID, option, INT64_MIN));
		CHECK_EQ(expected_set(&info, 0),
			 sock6_set(SOCK6_INVALID, option, INT64_MAX));
		CHECK_EQ(info.supported && info.access & SOCK6_OPTION_GET
				 ? -EBADF
				 : -EOPNOTSUPP,
			 sock6_get(SOCK6_INVALID, option, &value));
		CHECK_EQ(77, value);
	}
}

int main(void)
{
	RUN(the_enumeration_is_described_from_one_without_a_gap);
	RUN(each_name_is_the_constants_own_word);
	RUN(each_description_is_whole);
	RUN(each_range_is_sane);
	RUN(the_ranges_of_the_header_are_the_tables);
	RUN(names_are_unique_and_systems_numbers_too);
	RUN(support_shows_in_level_and_number);
	RUN(a_system_beneath_supports_what_the_rfcs_ask_for);
	RUN(an_unknown_option_is_refused_everywhere);
	RUN(a_name_must_match_wholly);
	RUN(ranges_are_checked_before_the_system_is_asked);
	return check_end();
}
