/* SPDX-License-Identifier: MIT */
/* ICMPv6 types by the short names that people type. */
#include "icmp_name.h"

#include <stdio.h>
#include <string.h>

#include "report/message.h"
#include "words/values.h"

#define WORD 80

static const struct icmp_name names[] = {
	{ 1, "unreachable", "RFC 4443" },
	{ 2, "too-big", "RFC 4443" },
	{ 3, "time-exceeded", "RFC 4443" },
	{ 4, "parameter", "RFC 4443" },
	{ 128, "echo", "RFC 4443" },
	{ 129, "reply", "RFC 4443" },
	{ 130, "query", "RFC 2710" },
	{ 131, "report", "RFC 2710" },
	{ 132, "done", "RFC 2710" },
	{ 133, "rs", "RFC 4861" },
	{ 134, "ra", "RFC 4861" },
	{ 135, "ns", "RFC 4861" },
	{ 136, "na", "RFC 4861" },
	{ 137, "redirect", "RFC 4861" },
	{ 138, "renumbering", "RFC 2894" },
	{ 139, "node-query", "RFC 4620" },
	{ 140, "node-response", "RFC 4620" },
	{ 141, "inverse-solicitation", "RFC 3122" },
	{ 142, "inverse-advertisement", "RFC 3122" },
	{ 143, "mld2", "RFC 3810" },
	{ 144, "home-agent-request", "RFC 6275" },
	{ 145, "home-agent-reply", "RFC 6275" },
	{ 146, "mobile-prefix-solicitation", "RFC 6275" },
	{ 147, "mobile-prefix-advertisement", "RFC 6275" },
	{ 148, "certification-solicitation", "RFC 3971" },
	{ 149, "certification-advertisement", "RFC 3971" },
	{ 151, "mrd-advertisement", "RFC 4286" },
	{ 152, "mrd-solicitation", "RFC 4286" },
	{ 153, "mrd-termination", "RFC 4286" },
	{ 154, "fmipv6", "RFC 5568" },
	{ 155, "rpl", "RFC 6550" },
	{ 156, "locator-update", "RFC 6743" },
	{ 157, "duplicate-request", "RFC 6775" },
	{ 158, "duplicate-confirmation", "RFC 6775" },
	{ 159, "mpl", "RFC 7731" },
	{ 160, "extended-echo", "RFC 8335" },
	{ 161, "extended-reply", "RFC 8335" },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* What stands for several. */
static const struct {
	char name[8];
	uint8_t first, last;
} ranges[] = {
	{ "error", 0, 127 },
	{ "nd", 133, 137 },
	{ "mld", 130, 132 },
	{ "mld", 143, 143 },
};

const struct icmp_name *icmp_name_of(int type)
{
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].type == type)
			return &names[i];
	return NULL;
}

int icmp_is_error(int type)
{
	return type < 128;
}

int icmp_set_has(const struct icmp_set *set, int type)
{
	return (set->words[type / 32] >> type % 32 & 1) != 0;
}

int icmp_set_is_empty(const struct icmp_set *set)
{
	static const struct icmp_set none;

	return memcmp(set, &none, sizeof(none)) == 0;
}

static void add(struct icmp_set *set, int first, int last)
{
	for (int type = first; type <= last; type++)
		set->words[type / 32] |= UINT32_C(1) << type % 32;
}

/* Case, and how words are joined, make no difference. */
static int is_same(const char *typed, const char *name)
{
	for (; *typed && *name; typed++, name++) {
		int a = *typed, b = *name;

		if (a >= 'A' && a <= 'Z')
			a = a - 'A' + 'a';
		if (a != (b == ' ' ? '-' : b) && !(a == '_' && b == ' '))
			return 0;
	}
	return *typed == *name;
}

static int add_name(struct icmp_set *set, const char *typed)
{
	int found = 0;

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (is_same(typed, ranges[i].name)) {
			add(set, ranges[i].first, ranges[i].last);
			found = 1;
		}
	for (size_t i = 0; i < NAMES && !found; i++)
		if (is_same(typed, names[i].name) ||
		    is_same(typed, sock6_icmp_type_name(names[i].type))) {
			add(set, names[i].type, names[i].type);
			found = 1;
		}
	return found;
}

static int add_word(struct icmp_set *set, const struct word *word)
{
	int64_t type = 0;
	int end;

	if (word->text[0] >= '0' && word->text[0] <= '9') {
		end = value_integer(word, 0, 255, &type);
		if (end == OPTIONS_GO_ON)
			add(set, (int)type, (int)type);
		return end;
	}
	if (add_name(set, word->text))
		return OPTIONS_GO_ON;
	return usage_error("%s%s%s: no ICMPv6 type; give a number from 0 to "
			   "255, nd, mld, error, or a name that 'sock6 types' "
			   "lists, such as ra",
			   word->option ? word->option : "",
			   word->option ? " " : "", word->text);
}

int icmp_set_parse(struct icmp_set *set, const struct word *word)
{
	const char *text = word->text;
	int end = OPTIONS_GO_ON;

	for (;;) {
		size_t length = strcspn(text, ",");
		char copy[WORD];
		struct word one = { word->option, copy };

		snprintf(copy, sizeof(copy), "%.*s", (int)length, text);
		end = add_word(set, &one);
		if (end != OPTIONS_GO_ON || text[length] == '\0')
			return end;
		text += length + 1;
	}
}
