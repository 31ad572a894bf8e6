/* SPDX-License-Identifier: MIT */
/* sock6 trace: the routers on the way, and what each does to a packet. */
#include "trace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "path/reflection.h"
#include "process/allocate.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "words/host_name.h"
#include "words/options.h"
#include "words/values.h"

#define HOPS          30
#define COUNT         3
#define PARALLEL      16
#define COUNT_MAXIMUM 100
#define SIZE          REFLECTION_SIZE /* the least that "sock6 reflect" answers */

enum {
	OPTION_ICMP = OPTION_LONG,
	OPTION_FIRST,
	OPTION_LAST,
	OPTION_PARALLEL,
	OPTION_FROM,
	OPTION_NAMES
};

static int take_from(struct trace *t, const struct word *word)
{
	struct sockaddr_in6 *from = &t->socket.from;

	from->sin6_family = AF_INET6;
	return value_source(word, &from->sin6_addr, &from->sin6_scope_id);
}

static int take_port(struct trace *t, const struct word *word)
{
	uint16_t port = 0;
	int end = value_port(word, &port);

	t->socket.to.sin6_port = htons(port);
	return end;
}

static int take_size(struct trace *t, const struct word *word)
{
	int64_t size = 0;
	int end = value_integer(word, STAMP_SIZE, PROBE_MAXIMUM - PROBE_HEADERS,
				&size);

	t->walk.size = (size_t)size + PROBE_HEADERS;
	return end;
}

/* What says how a probe looks. */
static int take_probe(struct trace *t, int key, const struct word *word)
{
	struct sock6_control *control = &t->socket.control;

	switch (key) {
	case 's': return take_size(t, word);
	case 'p': return take_port(t, word);
	case 'Q':
		control->fields |= SOCK6_TRAFFIC_CLASS;
		return value_traffic_class(word, &control->traffic_class);
	case 'F':
		control->fields |= SOCK6_FLOW_LABEL;
		return value_flow_label(word, &control->flow_label);
	case 'I':
		control->fields |= SOCK6_INTERFACE;
		return value_interface(word, &control->ifindex);
	default: return take_from(t, word);
	}
}

static int take(void *context, int key, const struct word *word)
{
	struct trace *t = context;

	switch (key) {
	case OPTION_ICMP: t->socket.is_echo = 1; return OPTIONS_GO_ON;
	case OPTION_NAMES: t->names = 1; return OPTIONS_GO_ON;
	case 'q': t->quiet = 1; return OPTIONS_GO_ON;
	case OPTION_FIRST:
		return value_unsigned(word, 1, WALK_HOPS, &t->walk.first);
	case OPTION_LAST:
		return value_unsigned(word, 1, WALK_HOPS, &t->walk.last);
	case 'c': return value_unsigned(word, 1, COUNT_MAXIMUM, &t->walk.count);
	case OPTION_PARALLEL:
		return value_unsigned(word, 1, 1000, &t->walk.parallel);
	case 'i': return value_duration(word, &t->walk.interval);
	case 'W': return value_duration(word, &t->walk.patience);
	case 'w': return value_duration(word, &t->lasting);
	default: return take_probe(t, key, word);
	}
}

static int check(struct trace *t)
{
	if (t->walk.first > t->walk.last)
		return usage_error("--first %u: is beyond --last %u; give a "
				   "smaller one",
				   t->walk.first, t->walk.last);
	return OPTIONS_GO_ON;
}

static int take_destination(struct trace *t, char **words)
{
	uint16_t port = t->socket.to.sin6_port;
	int end;

	if (words[0] && words[1])
		return usage_error("%s: a second destination; give one",
				   words[1]);
	end = probe_destination(&t->socket, words[0]);
	if (end == OPTIONS_GO_ON && port && !t->socket.is_echo)
		t->socket.to.sin6_port = port;
	return end;
}

static void show(struct walk *walk, void *context)
{
	struct trace *t = context;

	trace_report_hops(t, 0);
	if (stop_interim())
		trace_report_summary(t, "interim");
	progress("%llu probes sent, %llu answered, up to hop %u",
		 (unsigned long long)walk->sent,
		 (unsigned long long)walk->answered, t->deepest);
}

static int end_of(struct trace *t, int status)
{
	if (status == -ETIMEDOUT)
		return END_DEADLINE;
	if (status < 0 && status != -EINTR)
		return probe_failure(&t->socket, status);
	return status == 0 && t->walk.is_reached ? END_DONE : END_UNMET;
}

static int serve(struct trace *t)
{
	int status, end = probe_open(&t->socket);

	if (end == OPTIONS_GO_ON)
		end = stop_setup();
	if (end != OPTIONS_GO_ON)
		return end;
	probe_source(&t->socket, &t->source);
	t->traffic_class = t->socket.control.traffic_class;
	t->label_known = (t->socket.control.fields & SOCK6_FLOW_LABEL) != 0;
	t->flow_label = t->socket.control.flow_label;
	t->began = sock6_now();
	t->walk.deadline = stop_deadline(t->began, t->lasting);
	trace_report_start(t);
	status = walk_run(&t->walk);
	trace_report_hops(t, 1);
	end = end_of(t, status);
	if (t->walk.sent)
		trace_report_summary(t, "summary");
	return end;
}

static int run(int argc, char **argv)
{
	struct trace *t = allocate(1, sizeof(*t));
	char **words;
	int end;

	t->lasting = SOCK6_FOREVER;
	t->socket.otherwise = "leave out --icmp";
	t->walk = (struct walk){ .socket = &t->socket,
				 .first = 1,
				 .last = HOPS,
				 .count = COUNT,
				 .parallel = PARALLEL,
				 .size = PROBE_HEADERS + SIZE,
				 .is_thorough = 1,
				 .show = show,
				 .context = t };
	end = options_read(&trace_command, argc, argv, take, t, &words);
	if (end == OPTIONS_GO_ON)
		end = check(t);
	if (end == OPTIONS_GO_ON)
		end = take_destination(t, words);
	if (end == OPTIONS_GO_ON)
		end = serve(t);
	walk_free(&t->walk);
	probe_close(&t->socket);
	free(t);
	return end;
}

static const struct option_row rows[] = {
	{ OPTION_ICMP, "icmp", NULL, "send echo requests, not UDP" },
	{ 'c', "count", "N", "probes a hop; by default 3" },
	{ OPTION_FIRST, "first", "N", "begin with this hop" },
	{ OPTION_LAST, "last", "N", "end with this hop; by default 30" },
	{ OPTION_PARALLEL, "parallel", "N",
	  "probes on their way at once; by default 16" },
	{ 'i', "interval", "TIME", "time between two probes, at the least" },
	{ 'W', "timeout", "TIME", "wait so long for an answer; by default 2s" },
	{ 'w', "deadline", "TIME", "end after TIME, with status 124" },
	{ 's', "size", "BYTES", "length of the payload; by default 128" },
	{ 'p', "port", "PORT", "UDP port of the probes; by default 33434" },
	{ 'Q', "tclass", "NAME", "traffic class: ef, af41+ect0, 0 to 255" },
	{ 'F', "flow", "LABEL", "flow label, 0 to 0xfffff" },
	{ OPTION_FROM, "from", "ADDRESS", "source, an address of this host" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ OPTION_NAMES, "names", NULL, "look up the names of the hops" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command trace_command = {
	.name = "trace",
	.operands = "DEST",
	.summary = "show the routers on the way, and what they change",
	.description = "Show who forwards packets to a host, all hops at once, "
		       "and what they change:\n"
		       "traffic class, ECN, flow label. Needs no privilege.\n"
		       "\n"
		       "  sock6 trace www.example.org\n"
		       "  sock6 trace 2001:db8::1 --tclass ef\n"
		       "  sock6 trace 2001:db8::1 --icmp --names -c 10",
	.options = rows,
	.run = run,
};
