/* SPDX-License-Identifier: MIT */
/* Options and operands of sock6 listen. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "listen.h"
#include "process/allocate.h"
#include "report/message.h"
#include "time_unit.h"
#include "words/options.h"
#include "words/values.h"

#define BUFFER_MAXIMUM (INT64_C(1) << 30)
#define INTERVAL_LEAST (10 * MILLISECOND)

enum {
	OPTION_EXCLUDE = OPTION_LONG,
	OPTION_ALL_INTERFACES,
	OPTION_REJOIN,
	OPTION_STRICT,
	OPTION_EXPECT,
	OPTION_MAX_LOSS,
	OPTION_UNTIL_END,
	OPTION_BUFFER,
	OPTION_GRO,
	OPTION_PLAIN
};

const struct option_row listen_rows[] = {
	{ 'c', "count", "N", "end after N datagrams" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ OPTION_UNTIL_END, "until-end", NULL,
	  "end when the senders have ended all streams" },
	{ 'I', "if", "INTERFACE", "for groups that name none: name or index" },
	{ OPTION_ALL_INTERFACES, "all-interfaces", NULL,
	  "join groups that name none on every interface" },
	{ OPTION_REJOIN, "rejoin", NULL,
	  "join again when an interface has come back" },
	{ 'p', "port", "PORT", "port where none is given; by default 1024" },
	{ OPTION_EXCLUDE, "exclude", "SOURCE",
	  "do not hear SOURCE (again for more)" },
	{ OPTION_STRICT, "strict", NULL,
	  "end with 1 if what was not asked for comes" },
	{ OPTION_EXPECT, "expect", "FIELD=VALUE",
	  "fail unless it is so: tclass, ecn, hops, flow, ..." },
	{ OPTION_MAX_LOSS, "max-loss", "PERCENT",
	  "end with 1 if stamped streams lose more" },
	{ 'i', "interval", "TIME",
	  "time between interim reports, or refreshes" },
	{ OPTION_BUFFER, "buffer", "BYTES",
	  "to receive into: what comes at once; 4M" },
	{ OPTION_GRO, "gro", NULL, "let the system hand over whole runs" },
	{ 'x', "hex", NULL, "show payloads as hexadecimal digits" },
	{ 'q', "quiet", NULL, "no line for each datagram" },
	{ OPTION_PLAIN, "plain", NULL, "lines on a terminal, no live view" },
	OPTION_ROWS_COMMON
};

static int take_exclude(struct listener *l, const struct word *word)
{
	struct target_table *table = &l->set.plan.table;
	uint32_t ifindex;

	if (table->excluded_count == EXCLUDED_SOURCES)
		return usage_error("--exclude %s: too many; give %d at the "
				   "most",
				   word->text, EXCLUDED_SOURCES);
	return value_source(word, &l->options.excluded[table->excluded_count++],
			    &ifindex);
}

static int take_interval(struct listen_options *o, const struct word *word)
{
	int end = value_duration(word, &o->interval);

	if (end == OPTIONS_GO_ON && o->interval < INTERVAL_LEAST)
		return usage_error("%s %s: too short; give 10ms or more",
				   word->option, word->text);
	return end;
}

static int take_switch(struct listener *l, int key)
{
	struct listen_options *o = &l->options;

	switch (key) {
	case OPTION_ALL_INTERFACES: o->everywhere = 1; break;
	case OPTION_REJOIN: o->rejoins = l->set.plan.rejoins = 1; break;
	case OPTION_STRICT: l->set.plan.is_strict = 1; break;
	case OPTION_UNTIL_END: o->until_end = 1; break;
	case OPTION_GRO: l->set.plan.is_coalesced = 1; break;
	case OPTION_PLAIN: o->is_plain = 1; break;
	case 'x': o->is_hex = 1; break;
	default: o->is_quiet = 1;
	}
	return OPTIONS_GO_ON;
}

static int take(void *context, int key, const struct word *word)
{
	struct listener *l = context;
	struct listen_options *o = &l->options;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &o->count);
	case 'w': return value_duration(word, &o->lasting);
	case 'i': return take_interval(o, word);
	case 'I': return value_interface(word, &o->defaults.ifindex);
	case 'p': return value_port(word, &o->defaults.port);
	case OPTION_EXCLUDE: return take_exclude(l, word);
	case OPTION_EXPECT: return expectation_parse(&o->expectations, word);
	case OPTION_MAX_LOSS: return value_percent(word, &o->max_loss);
	case OPTION_BUFFER:
		return value_bytes(word, BUFFER_MAXIMUM, &l->set.plan.buffer);
	default: return take_switch(l, key);
	}
}

static int check_words(const struct listener *l)
{
	unsigned open_groups = 0;

	for (uint32_t i = 0; i < l->word_count; i++)
		open_groups += target_is_group(&l->words[i]) &&
			       l->words[i].source_count == 0;
	if (l->set.plan.table.excluded_count && !open_groups)
		return usage_error("--exclude: there is no group to exclude it "
				   "from; give one without SOURCE@");
	if (l->options.everywhere && l->options.defaults.ifindex)
		return usage_error("--all-interfaces: --if names one; give one "
				   "of the two");
	return OPTIONS_GO_ON;
}

static int take_words(struct listener *l, char **words)
{
	uint32_t count = 0;
	int end = OPTIONS_GO_ON;

	if (!words[0])
		return usage_error("nothing to listen to; give a group such as "
				   "ff02::114%%eth0, an address or a port");
	while (words[count])
		count++;
	l->words = allocate(count, sizeof(*l->words));
	for (; l->word_count < count && end == OPTIONS_GO_ON; l->word_count++)
		end = target_parse(&l->words[l->word_count],
				   words[l->word_count], &l->options.defaults);
	l->set.plan.words = l->words;
	return end == OPTIONS_GO_ON ? check_words(l) : end;
}

int listen_read(struct listener *l, int argc, char **argv)
{
	char **words;
	int end;

	l->options.lasting = SOCK6_FOREVER;
	l->options.max_loss = -1;
	l->options.defaults.port = DEFAULT_PORT;
	l->set.plan.table.excluded = l->options.excluded;
	end = options_read(&listen_command, argc, argv, take, l, &words);
	return end == OPTIONS_GO_ON ? take_words(l, words) : end;
}

static int add(struct listener *l, const struct target *target)
{
	struct target_table *table = &l->set.plan.table;
	uint32_t other;

	if (table->count == TARGETS_MAXIMUM)
		return usage_error("%s: too much to listen to; give %d groups, "
				   "and sources of groups, at the most",
				   l->words[target->word].text,
				   TARGETS_MAXIMUM);
	other = target_table_add(table, target);
	if (other == TARGET_NONE)
		return OPTIONS_GO_ON;
	return usage_error("%s: %s is given too; give one of them",
			   l->words[target->word].text,
			   l->words[table->targets[other].word].text);
}

/* Each source of a group is joined on its own. */
static int add_sources(struct listener *l, struct target *target)
{
	const struct target_word *word = &l->words[target->word];
	int end = OPTIONS_GO_ON;

	if (word->source_count == 0)
		return add(l, target);
	target->has_source = 1;
	for (unsigned i = 0; i < word->source_count && end == OPTIONS_GO_ON;
	     i++) {
		target->source = word->sources[i];
		end = add(l, target);
	}
	return end;
}

static int add_word(struct listener *l, uint32_t index)
{
	const struct target_word *word = &l->words[index];
	struct target target = { .word = index,
				 .ifindex = word->ifindex,
				 .port = word->port };
	int end = OPTIONS_GO_ON;

	target.is_pattern = l->options.everywhere && !word->ifindex &&
			    target_is_group(word);
	for (uint32_t n = 0; n < word->range.count && end == OPTIONS_GO_ON;
	     n++) {
		target.address = address_range_at(&word->range, n).sin6_addr;
		end = add_sources(l, &target);
	}
	return end;
}

/* Each pattern becomes a target there. */
static int add_on_interface(struct listener *l, uint32_t ifindex,
			    uint32_t patterns)
{
	struct target_table *table = &l->set.plan.table;
	int end = OPTIONS_GO_ON;

	for (uint32_t i = 0; i < patterns && end == OPTIONS_GO_ON; i++) {
		struct target target = table->targets[i];

		if (!target.is_pattern)
			continue;
		target.is_pattern = 0;
		target.ifindex = ifindex;
		end = add(l, &target);
	}
	return end;
}

static int add_everywhere(struct listener *l)
{
	static struct sock6_interface list[INTERFACES];
	const uint32_t needed = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;
	const uint32_t patterns = l->set.plan.table.count;
	int count = sock6_interface_list(list, INTERFACES), found = 0;
	int end = OPTIONS_GO_ON;

	for (int i = 0; i < count && i < INTERFACES && end == OPTIONS_GO_ON;
	     i++) {
		if ((list[i].state & needed) != needed)
			continue;
		found++;
		end = add_on_interface(l, list[i].index, patterns);
	}
	if (count < 0)
		return failure(count, NULL, "--all-interfaces");
	if (end == OPTIONS_GO_ON && !found && !l->options.rejoins)
		return failure(-ENODEV, "none is up and carries multicast",
			       "--all-interfaces");
	return end;
}

int listen_make_targets(struct listener *l)
{
	int end = OPTIONS_GO_ON;

	for (uint32_t i = 0; i < l->word_count && end == OPTIONS_GO_ON; i++)
		end = add_word(l, i);
	if (end == OPTIONS_GO_ON && l->options.everywhere)
		end = add_everywhere(l);
	return end;
}
