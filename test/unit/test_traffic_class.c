/* SPDX-License-Identifier: MIT */
/* The traffic class by name, both ways. */
#include <limits.h>

#include "check.h"
#include "sock6.h"

/* IANA's registry of DSCP values; what is not here has no name. */
static const struct {
	int dscp;
	const char *name;
} registry[] = {
	{ 0, "cs0" },   { 8, "cs1" },   { 16, "cs2" },  { 24, "cs3" },
	{ 32, "cs4" },  { 40, "cs5" },  { 48, "cs6" },  { 56, "cs7" },
	{ 10, "af11" }, { 12, "af12" }, { 14, "af13" }, { 18, "af21" },
	{ 20, "af22" }, { 22, "af23" }, { 26, "af31" }, { 28, "af32" },
	{ 30, "af33" }, { 34, "af41" }, { 36, "af42" }, { 38, "af43" },
	{ 46, "ef" },   { 44, "va" },   { 1, "le" },
};

#define REGISTERED ((int)(sizeof(registry) / sizeof(registry[0])))

static const char *registered_name(int dscp)
{
	for (int i = 0; i < REGISTERED; i++)
		if (registry[i].dscp == dscp)
			return registry[i].name;
	return NULL;
}

static void each_registered_dscp_has_its_name_and_no_other(void)
{
	for (int dscp = 0; dscp < 64; dscp++) {
		const char *expected = registered_name(dscp);

		if (expected)
			CHECK_STR(expected, sock6_dscp_name(dscp));
		else
			CHECK(sock6_dscp_name(dscp) == NULL);
	}
}

static void a_number_that_is_no_dscp_has_no_name(void)
{
	CHECK(sock6_dscp_name(-1) == NULL);
	CHECK(sock6_dscp_name(64) == NULL);
	CHECK(sock6_dscp_name(INT_MAX) == NULL);
	CHECK(sock6_dscp_name(INT_MIN) == NULL);
}

static void the_four_ecn_values_have_names(void)
{
	CHECK_STR("not-ect", sock6_ecn_name(SOCK6_ECN_NOT_ECT));
	CHECK_STR("ect1", sock6_ecn_name(SOCK6_ECN_ECT_1));
	CHECK_STR("ect0", sock6_ecn_name(SOCK6_ECN_ECT_0));
	CHECK_STR("ce", sock6_ecn_name(SOCK6_ECN_CE));
	CHECK(sock6_ecn_name(-1) == NULL);
	CHECK(sock6_ecn_name(4) == NULL);
	CHECK(sock6_ecn_name(INT_MIN) == NULL);
}

static void a_traffic_class_is_read_from_text(void)
{
	static const struct {
		const char *text;
		int value;
	} good[] = {
		{ "0", 0 },
		{ "184", 184 },
		{ "255", 255 },
		{ "0x0", 0 },
		{ "0xb8", 184 },
		{ "0xB8", 184 },
		{ "0xff", 255 },
		{ "ef", 184 },
		{ "EF", 184 },
		{ "Ef", 184 },
		{ "cs0", 0 },
		{ "cs7", 224 },
		{ "af11", 40 },
		{ "AF41", 136 },
		{ "le", 4 },
		{ "ect0", 2 },
		{ "ect1", 1 },
		{ "ce", 3 },
		{ "not-ect", 0 },
		{ "ECT0", 2 },
		{ "ef+ce", 187 },
		{ "EF+CE", 187 },
		{ "af41+ect0", 138 },
		{ "cs0+ect1", 1 },
		{ "ef+not-ect", 184 },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!CHECK_EQ(good[i].value,
			      sock6_traffic_class_parse(good[i].text)))
			printf("# text: \"%s\"\n", good[i].text);
}

static void text_that_is_no_traffic_class_is_refused(void)
{
	static const char *const bad[] = {
		"",
		" ",
		" ef",
		"ef ",
		"ef+",
		"+ce",
		"+",
		"ef+ef",
		"ce+ef",
		"ce+ce",
		"ef+ce+ce",
		"af44",
		"af10",
		"cs8",
		"cs",
		"e",
		"eff",
		"256",
		"-1",
		"+1",
		"0x",
		"0x100",
		"0xg",
		"1e3",
		"1.0",
		"184 ",
		" 184",
		"4294967296",
		"18446744073709551616",
		"99999999999999999999999999",
		"0xfffffffffffffffffff",
		"x",
		"none",
		"ef\n",
		"ef-ce",
		"ef,ce",
		"\xff\xfe",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!CHECK_EQ(-EINVAL, sock6_traffic_class_parse(bad[i])))
			printf("# text: \"%s\"\n", bad[i]);
	CHECK_EQ(-EINVAL, sock6_traffic_class_parse(NULL));
}

static void a_very_long_text_is_refused(void)
{
	char text[70000];

	memset(text, 'e', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK_EQ(-EINVAL, sock6_traffic_class_parse(text));
	memset(text, '0', sizeof(text) - 1);
	memcpy(text, "ef+", 3);
	CHECK_EQ(-EINVAL, sock6_traffic_class_parse(text));
}

static void every_traffic_class_survives_the_way_to_text_and_back(void)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	for (int value = 0; value < 256; value++) {
		int length =
			sock6_traffic_class_format(text, sizeof(text), value);

		CHECK_EQ(strlen(text), length);
		CHECK_EQ(value, sock6_traffic_class_parse(text));
	}
}

static void the_text_is_as_documented(void)
{
	static const struct {
		int value;
		const char *text;
	} table[] = {
		{ 0, "cs0" },       { 1, "cs0+ect1" },    { 184, "ef" },
		{ 139, "af41+ce" }, { 138, "af41+ect0" }, { 0xfc, "0xfc" },
		{ 0xff, "0xff" },   { 0x0f, "0xf" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

		CHECK_EQ(strlen(table[i].text),
			 sock6_traffic_class_format(text, sizeof(text),
						    table[i].value));
		CHECK_STR(table[i].text, text);
	}
}

static void exact_room_is_enough_and_one_less_is_not(void)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];
	char untouched[sizeof(text)];

	memset(untouched, 'x', sizeof(untouched));
	for (int value = 0; value < 256; value++) {
		size_t need;

		need = (size_t)sock6_traffic_class_format(text, sizeof(text),
							  value);
		for (size_t size = 0; size <= need; size++) {
			memset(text, 'x', sizeof(text));
			CHECK_EQ(-ENOSPC,
				 sock6_traffic_class_format(text, size, value));
			CHECK_MEM(untouched, text, sizeof(text));
		}
		CHECK_EQ(need,
			 sock6_traffic_class_format(text, need + 1, value));
		CHECK_EQ('x', text[need + 1]);
	}
}

static void a_value_out_of_range_is_refused(void)
{
	static const int values[] = { -1, 256, INT_MAX, INT_MIN };
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE] = "as it was";

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		CHECK_EQ(-EINVAL, sock6_traffic_class_format(text, sizeof(text),
							     values[i]));
	CHECK_STR("as it was", text);
	CHECK_EQ(-EINVAL, sock6_traffic_class_format(NULL, 24, 0));
}

int main(void)
{
	RUN(each_registered_dscp_has_its_name_and_no_other);
	RUN(a_number_that_is_no_dscp_has_no_name);
	RUN(the_four_ecn_values_have_names);
	RUN(a_traffic_class_is_read_from_text);
	RUN(text_that_is_no_traffic_class_is_refused);
	RUN(a_very_long_text_is_refused);
	RUN(every_traffic_class_survives_the_way_to_text_and_back);
	RUN(the_text_is_as_documented);
	RUN(exact_room_is_enough_and_one_less_is_not);
	RUN(a_value_out_of_range_is_refused);
	return check_end();
}
