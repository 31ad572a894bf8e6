/* SPDX-License-Identifier: MIT */
/* Arguments as values, and what to say about those that are none. */
#include "values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/message.h"
#include "time_unit.h"

/* The word as a message names it: "--hops 300", or "300" as an operand. */
static const char *quoted(const struct word *word, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", word->option ? word->option : "",
		 word->option ? " " : "", word->text);
	return text;
}

static int wrong(const struct word *word, const char *what, const char *remedy)
{
	char text[300];

	return usage_error("%s: %s; give %s", quoted(word, text, sizeof(text)),
			   what, remedy);
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : 16;
}

/* Returns where digits end; a number that is beyond all is -1. */
static const char *digits(const char *text, int base, int64_t *value)
{
	*value = 0;
	for (; digit(*text) < base; text++)
		if (*value > (INT64_MAX - digit(*text)) / base)
			*value = -1;
		else if (*value >= 0)
			*value = *value * base + digit(*text);
	return text;
}

int value_integer(const struct word *word, int64_t minimum, int64_t maximum,
		  int64_t *value)
{
	const char *text = word->text, *end;
	char range[64];
	int minus = text[0] == '-', base = 10;
	int64_t number;

	text += minus;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	end = digits(text, base, &number);
	snprintf(range, sizeof(range), "%" PRId64 " to %" PRId64, minimum,
		 maximum);
	if (end == text || *end)
		return wrong(word, "not a number", range);
	if (number < 0)
		return wrong(word, "out of range", range);
	if (minus)
		number = -number;
	if (number < minimum || number > maximum)
		return wrong(word, "out of range", range);
	*value = number;
	return OPTIONS_GO_ON;
}

int value_unsigned(const struct word *word, uint32_t minimum, uint32_t maximum,
		   uint32_t *value)
{
	int64_t number;
	int end = value_integer(word, minimum, maximum, &number);

	if (end == OPTIONS_GO_ON)
		*value = (uint32_t)number;
	return end;
}

int value_port(const struct word *word, uint16_t *port)
{
	uint32_t number = *port;
	int end = value_unsigned(word, 1, 65535, &number);

	*port = (uint16_t)number;
	return end;
}

int value_hop_limit(const struct word *word, uint8_t *hop_limit)
{
	uint32_t number = *hop_limit;
	int end = value_unsigned(word, 0, 255, &number);

	*hop_limit = (uint8_t)number;
	return end;
}

int value_flow_label(const struct word *word, uint32_t *flow_label)
{
	return value_unsigned(word, 0, SOCK6_FLOW_LABEL_MAXIMUM, flow_label);
}

/* The nanoseconds of a unit, or 0. */
static int64_t unit(const char *text)
{
	static const struct {
		char name[4];
		int64_t nanoseconds;
	} units[] = {
		{ "", SECOND },         { "ns", 1 },     { "us", 1000 },
		{ "ms", 1000000 },      { "s", SECOND }, { "m", 60 * SECOND },
		{ "h", 3600 * SECOND },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(text, units[i].name) == 0)
			return units[i].nanoseconds;
	return 0;
}

int value_duration(const struct word *word, int64_t *nanoseconds)
{
	/* A thousand hours leave room for any sum of times. */
	const int64_t longest = 1000 * 3600 * SECOND;
	const char *text = word->text, *end;
	int64_t whole, scale, fraction = 0;

	end = digits(text, 10, &whole);
	if (*end == '.') {
		const char *first = ++end;
		int64_t place = SECOND / 10;

		for (; digit(*end) < 10; end++, place /= 10)
			fraction += digit(*end) * place;
		if (end == first)
			end = text;
	}
	scale = unit(end);
	if (end == text || scale == 0)
		return wrong(word, "not a duration",
			     "a number and a unit: ns, us, ms, s, m or h");
	if (whole < 0 || whole > longest / scale)
		return wrong(word, "too long", "1000h at the most");
	/* Split, as a fraction of an hour in nanoseconds does not fit. */
	*nanoseconds =
		whole * scale + (scale >= SECOND ? fraction * (scale / SECOND)
						 : fraction / (SECOND / scale));
	return OPTIONS_GO_ON;
}

int value_percent(const struct word *word, double *percent)
{
	const char *text = word->text, *end;
	int64_t whole, fraction = 0, scale = 1;

	end = digits(text, 10, &whole);
	if (end != text && *end == '.')
		for (end++; digit(*end) < 10; end++)
			if (scale < 1000000000) {
				fraction = fraction * 10 + digit(*end);
				scale *= 10;
			}
	if (end != text && *end == '%')
		end++;
	*percent = (double)whole + (double)fraction / (double)scale;
	if (end == text || *end || whole < 0 || *percent > 100)
		return wrong(word, "not a percentage", "0 to 100, such as 0.5");
	return OPTIONS_GO_ON;
}

int value_bytes(const struct word *word, int64_t maximum, int64_t *bytes)
{
	static const char units[] = "kMG";
	const char *end, *unit;
	char range[64];
	int64_t number;
	int shift = 0;

	end = digits(word->text, 10, &number);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit && end[1] == '\0') {
		shift = 10 * (int)(unit - units + 1);
		end++;
	}
	snprintf(range, sizeof(range), "1 to %" PRId64 ", also as 64k or 4M",
		 maximum);
	if (end == word->text || *end)
		return wrong(word, "not a number of bytes", range);
	if (number < 1 || number > maximum >> shift)
		return wrong(word, "out of range", range);
	*bytes = number << shift;
	return OPTIONS_GO_ON;
}

/* The names of some interfaces, as a remedy. */
static void interface_names(char *text, size_t size)
{
	struct sock6_interface list[8];
	int count = sock6_interface_list(list, 8);
	size_t used = 0;

	snprintf(text, size, "the name or index of an interface");
	if (count < 1)
		return;
	for (int i = 0; i < count && i < 8 && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
					 i ? ", " : "", list[i].name);
	if (count > 8 && used < size)
		snprintf(text + used, size - used, ", ...");
}

static int no_interface(const struct word *word)
{
	char names[200];

	interface_names(names, sizeof(names));
	return wrong(word, "no such interface", names);
}

int value_interface(const struct word *word, uint32_t *index)
{
	int status = sock6_interface_index(index, word->text);
	char text[300];

	if (status == -ENODEV || status == -EINVAL)
		return no_interface(word);
	if (status < 0)
		return failure(status, NULL, "%s",
			       quoted(word, text, sizeof(text)));
	return OPTIONS_GO_ON;
}

int value_traffic_class(const struct word *word, uint8_t *traffic_class)
{
	int value = sock6_traffic_class_parse(word->text);

	if (value < 0)
		return wrong(word, "no traffic class",
			     "0 to 255, a DSCP such as ef or af41, an ECN such "
			     "as ect0, or both: af41+ect0");
	*traffic_class = (uint8_t)value;
	return OPTIONS_GO_ON;
}

/* "ff02::114%eth0:1024" as "[ff02::114%eth0]:1024"; 0 where it is not so. */
static int add_brackets(char *out, size_t size, const char *text)
{
	const char *zone = strchr(text, '%');
	const char *colon = zone ? strrchr(zone, ':') : NULL;
	int64_t port;

	if (!colon || !colon[1] || *digits(colon + 1, 10, &port))
		return 0;
	return snprintf(out, size, "[%.*s]%s", (int)(colon - text), text,
			colon) < (int)size;
}

/* An address that nothing is wrong with but the port, as it is most often. */
static int has_wrong_port(const char *text)
{
	struct sockaddr_in6 without;
	char address[120];
	const char *colon = strrchr(text, ':');
	int64_t port;

	if (!colon || !strpbrk(text, "]%.") || !colon[1] ||
	    *digits(colon + 1, 10, &port) || (port > 0 && port <= 65535) ||
	    (size_t)(colon - text) >= sizeof(address))
		return 0;
	snprintf(address, sizeof(address), "%.*s", (int)(colon - text), text);
	return sock6_address_parse(&without, address, SOCK6_ADDRESS_IPV4) >= 0;
}

/* A name is looked up, an index is taken as it stands. */
static int has_interface(const struct sockaddr_in6 *address)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];

	return !address->sin6_scope_id ||
	       sock6_interface_name(name, sizeof(name),
				    address->sin6_scope_id) != -ENODEV;
}

int value_address(const struct word *word, struct sockaddr_in6 *address)
{
	char bracketed[120];
	int status;

	status = sock6_address_parse(address, word->text, SOCK6_ADDRESS_IPV4);
	if (status < 0 &&
	    add_brackets(bracketed, sizeof(bracketed), word->text))
		status = sock6_address_parse(address, bracketed,
					     SOCK6_ADDRESS_IPV4);
	if (status == -ENODEV || (status >= 0 && !has_interface(address)))
		return no_interface(word);
	if (status < 0 && has_wrong_port(word->text))
		return wrong(word, "port out of range", "1 to 65535");
	if (status < 0)
		return wrong(word, "not an address",
			     "one such as ff02::114%eth0, "
			     "[ff02::114%eth0]:1024 or 2001:db8::1");
	return OPTIONS_GO_ON;
}

int value_source(const struct word *word, struct in6_addr *source,
		 uint32_t *ifindex)
{
	struct sockaddr_in6 address;
	int end = value_address(word, &address);

	if (end != OPTIONS_GO_ON)
		return end;
	if (sock6_address_is_multicast(&address.sin6_addr) ||
	    sock6_address_is_unspecified(&address.sin6_addr) ||
	    sock6_address_is_mapped(&address.sin6_addr) || address.sin6_port)
		return wrong(word, "not a source",
			     "a unicast IPv6 address without a port");
	*source = address.sin6_addr;
	*ifindex = address.sin6_scope_id;
	return OPTIONS_GO_ON;
}
