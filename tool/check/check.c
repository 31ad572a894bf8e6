/* SPDX-License-Identifier: MIT */
/* sock6 check: what the path does to traffic class, ECN, hop limit and flow
 * label, in each direction. */
#include "check_state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ask.h"
#include "command.h"
#include "path/reflection.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/report.h"
#include "time_unit.h"
#include "words/host_name.h"
#include "words/options.h"
#include "words/values.h"

enum { OPTION_FROM = OPTION_LONG, OPTION_ALL, OPTION_EXPECT };

static void add_class(struct check *c, unsigned traffic_class)
{
	for (unsigned i = 0; i < c->class_count; i++)
		if (c->classes[i].traffic_class == traffic_class)
			return;
	c->classes[c->class_count++].traffic_class = (uint8_t)traffic_class;
}

/* Each ECN value, and each DSCP that has a name. */
static void add_usual_classes(struct check *c)
{
	for (unsigned ecn = 0; ecn < 4; ecn++)
		add_class(c, ecn);
	for (unsigned dscp = 0; dscp < 64; dscp++)
		if (sock6_dscp_name((int)dscp))
			add_class(c, dscp << 2);
}

static void choose_classes(struct check *c)
{
	if (c->all)
		for (unsigned i = 0; i < CHECK_CLASSES; i++)
			add_class(c, i);
	else if (c->class_count == 0)
		add_usual_classes(c);
	for (unsigned i = 0; i < c->class_count; i++)
		c->classes[i].answered_with = c->classes[i].traffic_class;
}

static int take_class(struct check *c, const struct word *word)
{
	uint8_t traffic_class;
	int end = value_traffic_class(word, &traffic_class);

	if (end == OPTIONS_GO_ON)
		add_class(c, traffic_class);
	return end;
}

/* What leaves with 0 never arrives. */
static int take_hops(struct check *c, const struct word *word)
{
	uint32_t hops = 0;
	int end = value_unsigned(word, 1, 255, &hops);

	c->hops = (uint8_t)hops;
	return end;
}

static int take(void *context, int key, const struct word *word)
{
	struct check *c = context;

	switch (key) {
	case 'c': return value_integer(word, 1, 1000, &c->count);
	case 'i': return value_duration(word, &c->interval);
	case 'w': return value_duration(word, &c->lasting);
	case 'W': return value_duration(word, &c->timeout);
	case 's':
		return value_integer(word, REFLECTION_SIZE, PAYLOAD_MAXIMUM,
				     &c->size);
	case 'Q': return take_class(c, word);
	case 'p': return value_port(word, &c->port);
	case 't': return take_hops(c, word);
	case 'F': c->has_label = 1; return value_flow_label(word, &c->label);
	case 'I': return value_interface(word, &c->ifindex);
	case OPTION_FROM: return value_address(word, &c->from);
	case OPTION_ALL: c->all = 1; return OPTIONS_GO_ON;
	case OPTION_EXPECT:
		return check_expect_parse(&c->expectation, word->text);
	default: c->quiet = 1; return OPTIONS_GO_ON;
	}
}

/* The interface counts for link-local addresses; a port for those without. */
static int complete(struct check *c, const char *text)
{
	if (sock6_address_is_multicast(&c->to.sin6_addr))
		return usage_error("%s: a group; give one address, or see "
				   "'sock6 mping --help'",
				   text);
	if (c->ifindex && c->to.sin6_scope_id &&
	    c->ifindex != c->to.sin6_scope_id)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   text);
	if (c->ifindex && sock6_address_needs_zone(&c->to.sin6_addr))
		c->to.sin6_scope_id = c->ifindex;
	if (c->from.sin6_family && !c->from.sin6_scope_id &&
	    sock6_address_needs_zone(&c->from.sin6_addr))
		c->from.sin6_scope_id =
			c->ifindex ? c->ifindex : c->to.sin6_scope_id;
	if (c->to.sin6_port == 0)
		c->to.sin6_port = htons(c->port);
	sock6_address_format(c->to_text, sizeof(c->to_text), &c->to, 0);
	return OPTIONS_GO_ON;
}

static int take_destination(struct check *c, char **words)
{
	struct word word = { NULL, words[0] };
	int end;

	if (!words[0])
		return usage_error("no destination; give an address or a name "
				   "where 'sock6 reflect' runs");
	if (words[1])
		return usage_error("%s: a second destination; give one",
				   words[1]);
	end = value_host(&word, &c->to);
	return end == OPTIONS_GO_ON ? complete(c, words[0]) : end;
}

static void announce(const struct check *c)
{
	struct record record;
	char text[200];

	record_begin(&record, "start");
	record_string(&record, "destination", REPORT_BARE, c->to_text);
	snprintf(text, sizeof(text), "checking: %s,", c->to_text);
	record_show(&record, text);
	record_integer(&record, "classes", REPORT_BARE, c->class_count);
	snprintf(text, sizeof(text), "%u traffic class%s,", c->class_count,
		 c->class_count == 1 ? "" : "es");
	record_show(&record, text);
	record_integer(&record, "requests", REPORT_BARE, c->count);
	snprintf(text, sizeof(text), "%d request%s each", (int)c->count,
		 c->count == 1 ? "" : "s");
	record_show(&record, text);
	record_end(&record);
	fflush(stdout);
}

/* What an ICMP error says, rather than the errno value that the system makes of
 * it: "permission denied" sounds as if it were this host's. */
static const char *name_refusal(const struct check *c, char *text, size_t size)
{
	const struct sock6_error *error = &c->error;
	const char *name = NULL;
	char from[SOCK6_ADDRESS_TEXT_SIZE] = "";
	const int is_known = (error->fields & SOCK6_ERROR_OFFENDER) != 0;

	if (is_known)
		sock6_address_format(from, sizeof(from), &error->offender, 0);
	if (error->origin == SOCK6_ORIGIN_ICMPV6)
		name = sock6_icmp_code_name(error->type, error->code);
	if (!name)
		name = sock6_status_text(c->refusal);
	snprintf(text, size, "%s%s%s", name, is_known ? " from " : "", from);
	return text;
}

static int no_answer(const struct check *c)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE + 120];
	const char *hint = "run 'sock6 reflect' there, and let its port pass "
			   "firewalls";

	if (stop_requested())
		return END_UNMET;
	if (c->refusal == -ECONNREFUSED)
		message("%s: nobody answers at this port; run 'sock6 reflect' "
			"there",
			c->to_text);
	else if (c->refusal < 0)
		message("%s: no answer: %s; %s", c->to_text,
			name_refusal(c, text, sizeof(text)), hint);
	else
		message("%s: no answer; %s", c->to_text, hint);
	return END_UNMET;
}

/* What was found, even if it is not all. */
static int conclude(const struct check *c, int end)
{
	struct check_paths paths;
	int unmet = 0;

	check_sum_up(c, &paths);
	if (c->trip.received > 0) {
		for (unsigned i = 0; i < c->class_count && !c->quiet; i++)
			check_report_class(&c->classes[i]);
		check_report_path(c, &paths);
		unmet = check_expect_report(c, &paths);
	}
	check_report_summary(c, "summary", unmet);
	if (end == END_DONE && c->trip.received == 0)
		end = no_answer(c);
	return end == END_DONE && unmet ? END_UNMET : end;
}

static int serve(struct check *c)
{
	int end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = check_ask_open(c);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	if (!c->quiet)
		announce(c);
	c->began = sock6_now();
	c->deadline = stop_deadline(c->began, c->lasting);
	end = conclude(c, check_ask_all(c));
	sock6_close(c->fd);
	return end;
}

static struct check *make(void)
{
	struct check *c = allocate(1, sizeof(*c));

	c->count = 3;
	c->interval = 10 * MILLISECOND;
	c->timeout = SECOND;
	c->lasting = SOCK6_FOREVER;
	c->size = REFLECTION_SIZE;
	c->port = DEFAULT_PORT;
	c->hops = 64;
	c->expectation.hops = -1;
	c->stream = stamp_stream();
	/* Not 0, which would say nothing. */
	c->label = (uint32_t)(stamp_stream() % SOCK6_FLOW_LABEL_MAXIMUM) + 1;
	return c;
}

static int run(int argc, char **argv)
{
	struct check *c = make();
	char **words;
	int end;

	end = options_read(&check_command, argc, argv, take, c, &words);
	if (end == OPTIONS_GO_ON)
		end = take_destination(c, words);
	if (end == OPTIONS_GO_ON) {
		choose_classes(c);
		c->seen = allocate((size_t)c->count * CHECK_KINDS,
				   c->class_count);
		end = serve(c);
	}
	free(c->seen);
	free(c);
	return end;
}

static const struct option_row rows[] = {
	{ 'Q', "tclass", "NAME",
	  "ask with this traffic class (again for more)" },
	{ OPTION_ALL, "all", NULL, "ask with each of the 256 traffic classes" },
	{ 'c', "count", "N", "requests of each class; by default 3" },
	{ 'i', "interval", "TIME",
	  "time between two requests; by default 10ms" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ 'W', "timeout", "TIME", "wait for the last answers; by default 1s" },
	{ 's', "size", "BYTES", "length of the payloads, from 128 on" },
	{ 't', "hops", "N", "hop limit, both ways; by default 64" },
	{ 'F', "flow", "LABEL", "flow label, both ways; by default any" },
	{ OPTION_EXPECT, "expect", "WHAT",
	  "unchanged, or dscp=same,ecn=same,flow=same,hops=N" },
	{ OPTION_FROM, "from", "ADDRESS", "source, also with a port" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ 'p', "port", "PORT", "port where DEST has none; by default 1024" },
	{ 'q', "quiet", NULL,
	  "print only what the path does, and the summary" },
	OPTION_ROWS_COMMON
};

const struct command check_command = {
	.name = "check",
	.operands = "DEST",
	.summary = "tell what a path does to DSCP, ECN and flow label",
	.description =
		"Ask a responder ('sock6 reflect' at DEST) with many traffic "
		"classes, and tell\n"
		"what the path does to DSCP, ECN, hop limit and flow label, in "
		"each direction.\n"
		"\n"
		"  sock6 check 2001:db8::1\n"
		"  sock6 check host.example --tclass ef --tclass af41+ect0\n"
		"  sock6 check 2001:db8::1 --all --quiet --expect unchanged",
	.options = rows,
	.run = run,
};
