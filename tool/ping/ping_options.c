/* SPDX-License-Identifier: MIT */
/* sock6 ping: its options. */
#define _POSIX_C_SOURCE 200809L

#include "ping_options.h"

#include <string.h>
#include <unistd.h>

#include "report/message.h"
#include "time_unit.h"
#include "words/options.h"
#include "words/values.h"

enum {
	OPTION_FROM = OPTION_LONG,
	OPTION_PATTERN,
	OPTION_DF,
	OPTION_FIRST,
	OPTION_EXPECT,
	OPTION_MAX_LOSS,
	OPTION_PROBE
};

/* As ping(8) of iputils has it since 2021. */
#define INTERVAL_MINIMUM (2 * MILLISECOND)

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c >= 'A' && c <= 'F' ? strchr(digits, c - 'A' + 'a')
					      : strchr(digits, c);

	return c && at ? (int)(at - digits) : -1;
}

static int take_pattern(struct ping_options *options, const struct word *word)
{
	size_t length = strlen(word->text);

	if (length == 0 || length % 2 || length > 2 * PING_PATTERN)
		return usage_error("%s: '%s': no whole number of bytes; give 1 "
				   "to %d bytes of two hexadecimal digits, "
				   "such as ff00",
				   word->option, word->text, PING_PATTERN);
	for (size_t i = 0; i < length; i += 2) {
		int high = digit(word->text[i]), low = digit(word->text[i + 1]);

		if (high < 0 || low < 0)
			return usage_error("%s: '%s': not hexadecimal; give "
					   "bytes of two digits each, such as "
					   "ff00",
					   word->option, word->text);
		options->pattern.bytes[i / 2] = (uint8_t)(high << 4 | low);
	}
	options->pattern.size = (unsigned)(length / 2);
	return OPTIONS_GO_ON;
}

static int take_class(struct ping_options *options, const struct word *word)
{
	uint8_t traffic_class = 0;
	int end = value_traffic_class(word, &traffic_class);

	options->traffic_class = traffic_class;
	return end;
}

static int take_from(struct ping_options *options, const struct word *word)
{
	options->has_from = 1;
	options->from.sin6_family = AF_INET6;
	return value_source(word, &options->from.sin6_addr,
			    &options->from.sin6_scope_id);
}

static int take_flag(struct ping_options *options, int key)
{
	switch (key) {
	case OPTION_DF: options->whole = 1; break;
	case 'D': options->moments = 1; break;
	case OPTION_FIRST: options->first = 1; break;
	default: options->quiet = 1; break;
	}
	return OPTIONS_GO_ON;
}

static int take(void *context, int key, const struct word *word)
{
	struct ping_options *options = context;

	switch (key) {
	case 'c': return value_integer(word, 0, INT64_MAX, &options->count);
	case 'i': return value_duration(word, &options->interval);
	case 'w': return value_duration(word, &options->lasting);
	case 'W': return value_duration(word, &options->timeout);
	case 's':
		return value_integer(word, 0, PAYLOAD_MAXIMUM, &options->size);
	case 'Q': return take_class(options, word);
	case 't': return value_integer(word, 0, 255, &options->hops);
	case 'F':
		options->control.fields |= SOCK6_FLOW_LABEL;
		return value_flow_label(word, &options->control.flow_label);
	case 'I': return value_interface(word, &options->ifindex);
	case OPTION_FROM: return take_from(options, word);
	case OPTION_PATTERN: return take_pattern(options, word);
	case OPTION_EXPECT:
		return value_integer(word, 1, PING_RESPONDERS,
				     &options->expect);
	case OPTION_MAX_LOSS: return value_percent(word, &options->max_loss);
	case OPTION_PROBE:
		return ping_interface_take(&options->interface, word);
	default: return take_flag(options, key);
	}
}

/*
 * Who may use a raw socket may also set this program free for others, by a
 * set-user-ID bit or a capability; that must not lend them a flood.
 */
static int check_pace(const struct ping_options *options)
{
	if (options->interval >= INTERVAL_MINIMUM || getuid() == 0)
		return OPTIONS_GO_ON;
	message("--interval: less than 2ms is for the superuser; give 2ms or "
		"more");
	return END_PERMISSION;
}

int ping_options_read(const struct command *command,
		      struct ping_options *options, int argc, char **argv,
		      char ***words)
{
	int end;

	options->interval = 1000 * MILLISECOND;
	options->timeout = 2000 * MILLISECOND;
	options->lasting = SOCK6_FOREVER;
	options->size = 56;
	options->traffic_class = -1;
	options->hops = -1;
	options->max_loss = -1;
	end = options_read(command, argc, argv, take, options, words);
	if (end != OPTIONS_GO_ON)
		return end;
	if (options->timeout == 0)
		return usage_error("--timeout: nobody answers in no time; give "
				   "more than 0, such as 200ms");
	/* Such requests have no data (RFC 8335, 2). */
	if (options->interface.word)
		options->size = 0;
	return check_pace(options);
}

const struct option_row ping_option_rows[] = {
	{ 'c', "count", "N", "end after N requests to each destination" },
	{ 'i', "interval", "TIME", "time between two of them; by default 1s" },
	{ 'W', "timeout", "TIME", "wait so long for an answer; by default 2s" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ OPTION_FIRST, "first", NULL, "end with the first answer" },
	{ OPTION_EXPECT, "expect", "N",
	  "end with 1 if fewer answer to a group" },
	{ OPTION_MAX_LOSS, "max-loss", "PERCENT",
	  "end with 1 if anyone loses more" },
	{ 's', "size", "BYTES", "length of the data; by default 56" },
	{ OPTION_PROBE, "probe", "NAME",
	  "ask about an interface of the other node" },
	{ OPTION_PATTERN, "pattern", "HEX", "fill the data with these bytes" },
	{ OPTION_DF, "df", NULL, "do not fragment: routers tell what fits" },
	{ 'Q', "tclass", "NAME", "traffic class: ef, af41+ect0, 0 to 255" },
	{ 't', "hops", "N", "hop limit, 0 to 255" },
	{ 'F', "flow", "LABEL", "flow label, 0 to 0xfffff" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ OPTION_FROM, "from", "ADDRESS", "source, an address of this host" },
	{ 'D', "time", NULL, "show the time of day of each line" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};
