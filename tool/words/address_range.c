/* SPDX-License-Identifier: MIT */
/* Consecutive addresses in one word. */
#include "address_range.h"

#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "report/message.h"
#include "values.h"

/* Longer than any address with a zone and a port, or any name of a host. */
#define TEXT_SIZE 300

/* The names of interfaces, which stand behind a %, may contain a plus. */
static const char *find_plus(const char *text)
{
	const char *plus = text + strcspn(text, "+%");

	return *plus == '+' ? plus : NULL;
}

static int bad_count(const struct word *word)
{
	return usage_error("%s%s%s: +N is how many addresses, from the first "
			   "one on; give +1 to +%d",
			   word->option ? word->option : "",
			   word->option ? " " : "", word->text,
			   ADDRESS_RANGE_MAXIMUM);
}

/* Reads the digits behind the plus; returns where they end, or NULL. */
static const char *read_count(const char *digits, uint32_t *count)
{
	size_t length = strspn(digits, "0123456789");

	if (length == 0 || length > 9)
		return NULL;
	*count = 0;
	for (size_t i = 0; i < length; i++)
		*count = *count * 10 + (uint32_t)(digits[i] - '0');
	return *count >= 1 && *count <= ADDRESS_RANGE_MAXIMUM ? digits + length
							      : NULL;
}

static struct in6_addr add(struct in6_addr address, uint32_t n)
{
	for (int i = 15; i >= 0; i--) {
		n += address.s6_addr[i];
		address.s6_addr[i] = (uint8_t)n;
		n >>= 8;
	}
	return address;
}

/* RFC 4291, 2.4: what an address is stands in its first bits. */
static int is_same_kind(const struct in6_addr *a, const struct in6_addr *b)
{
	return a->s6_addr[0] == b->s6_addr[0] &&
	       a->s6_addr[1] == b->s6_addr[1] &&
	       sock6_address_is_mapped(a) == sock6_address_is_mapped(b);
}

static int check_last(const struct word *word,
		      const struct address_range *range)
{
	struct in6_addr last = add(range->first.sin6_addr, range->count - 1);

	if (is_same_kind(&range->first.sin6_addr, &last))
		return OPTIONS_GO_ON;
	return usage_error("%s%s%s: the last address would be of another kind "
			   "than the first; give fewer",
			   word->option ? word->option : "",
			   word->option ? " " : "", word->text);
}

int value_address_range(const struct word *word, address_reader *read,
			struct address_range *range)
{
	const char *plus = find_plus(word->text), *rest;
	struct word without = { word->option, word->text };
	char text[TEXT_SIZE];
	int end;

	range->count = 1;
	if (!plus)
		return read(word, &range->first);
	rest = read_count(plus + 1, &range->count);
	if (!rest)
		return bad_count(word);
	if (snprintf(text, sizeof(text), "%.*s%s", (int)(plus - word->text),
		     word->text, rest) >= (int)sizeof(text))
		return usage_error("%.40s...: too long for an address",
				   word->text);
	without.text = text;
	end = read(&without, &range->first);
	return end == OPTIONS_GO_ON ? check_last(word, range) : end;
}

struct sockaddr_in6 address_range_at(const struct address_range *range,
				     uint32_t n)
{
	struct sockaddr_in6 address = range->first;

	address.sin6_addr = add(address.sin6_addr, n);
	return address;
}
