/* SPDX-License-Identifier: MIT */
/* The traffic class by name.  Pure. */
#include "sock6/traffic_class.h"

#include <errno.h>
#include <string.h>

#include "text.h"

struct dscp {
	uint8_t value;
	char name[15];
};

/* The first name of a value is the one that is written. */
static const struct dscp dscps[] = {
	{ 0, "cs0" },   { 8, "cs1" },          { 16, "cs2" },  { 24, "cs3" },
	{ 32, "cs4" },  { 40, "cs5" },         { 48, "cs6" },  { 56, "cs7" },
	{ 10, "af11" }, { 12, "af12" },        { 14, "af13" }, { 18, "af21" },
	{ 20, "af22" }, { 22, "af23" },        { 26, "af31" }, { 28, "af32" },
	{ 30, "af33" }, { 34, "af41" },        { 36, "af42" }, { 38, "af43" },
	{ 46, "ef" },   { 44, "va" },          { 1, "le" },    { 0, "df" },
	{ 0, "be" },    { 44, "voice-admit" },
};

static const char ecns[4][8] = { "not-ect", "ect1", "ect0", "ce" };

const char *sock6_dscp_name(int dscp)
{
	for (size_t i = 0; i < sizeof(dscps) / sizeof(dscps[0]); i++) {
		if (dscps[i].value == dscp)
			return dscps[i].name;
	}
	return NULL;
}

const char *sock6_ecn_name(int ecn)
{
	return ecn < 0 || ecn > 3 ? NULL : ecns[ecn];
}

static char lower(char letter)
{
	return (char)(letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter);
}

static int is_word(const char *text, size_t size, const char *word)
{
	if (strlen(word) != size)
		return 0;
	for (size_t i = 0; i < size; i++) {
		if (lower(text[i]) != word[i])
			return 0;
	}
	return 1;
}

static int find_dscp(const char *text, size_t size)
{
	for (size_t i = 0; i < sizeof(dscps) / sizeof(dscps[0]); i++) {
		if (is_word(text, size, dscps[i].name))
			return dscps[i].value;
	}
	return -EINVAL;
}

static int find_ecn(const char *text, size_t size)
{
	for (int ecn = 0; ecn <= SOCK6_ECN_CE; ecn++) {
		if (is_word(text, size, ecns[ecn]))
			return ecn;
	}
	return -EINVAL;
}

static int digit(char letter)
{
	letter = lower(letter);
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 16;
}

static int parse_number(const char *text)
{
	int base = text[0] == '0' && lower(text[1]) == 'x' ? 16 : 10;
	int value = 0;

	if (base == 16)
		text += 2;
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		if (digit(*text) >= base)
			return -EINVAL;
		value = value * base + digit(*text);
		if (value > 255)
			return -EINVAL;
	}
	return value;
}

int sock6_traffic_class_parse(const char *text)
{
	size_t first;
	int dscp, ecn;

	if (!text)
		return -EINVAL;
	if (*text >= '0' && *text <= '9')
		return parse_number(text);
	first = strcspn(text, "+");
	if (!text[first]) {
		ecn = find_ecn(text, first);
		if (ecn >= 0)
			return ecn;
		dscp = find_dscp(text, first);
		return dscp < 0 ? dscp : dscp << 2;
	}
	dscp = find_dscp(text, first);
	ecn = find_ecn(text + first + 1, strlen(text + first + 1));
	return dscp < 0 || ecn < 0 ? -EINVAL : dscp << 2 | ecn;
}

int sock6_traffic_class_format(char *text, size_t size, int traffic_class)
{
	struct sock6__text line = { 0 };
	const char *name;

	if (!text || traffic_class < 0 || traffic_class > 255)
		return -EINVAL;
	name = sock6_dscp_name(traffic_class >> 2);
	if (!name) {
		sock6__text_hexadecimal(&line, (uint64_t)traffic_class);
		return sock6__text_copy(&line, text, size);
	}
	sock6__text_string(&line, name);
	if (traffic_class & 3) {
		sock6__text_string(&line, "+");
		sock6__text_string(&line, ecns[traffic_class & 3]);
	}
	return sock6__text_copy(&line, text, size);
}
