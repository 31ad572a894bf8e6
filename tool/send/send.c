/* SPDX-License-Identifier: MIT */
/* sock6 send: datagrams with every value chosen that can travel beside them. */
#include "send.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "process/verbose.h"
#include "report/message.h"
#include "time_unit.h"
#include "words/switches.h"
#include "words/values.h"

#define BATCH_DEFAULT 64

/* Most paths answer within this. */
#define LINGER_DEFAULT (50 * MILLISECOND)
#define LINGER_LOOK    (5 * MILLISECOND)

enum {
	OPTION_FROM = OPTION_LONG,
	OPTION_PAYLOAD,
	OPTION_FILE,
	OPTION_STAMP,
	OPTION_NO_END,
	OPTION_RATE,
	OPTION_BURST,
	OPTION_BATCH,
	OPTION_GSO,
	OPTION_NO_GSO,
	OPTION_DURATION,
	OPTION_LINGER,
	OPTION_REPORT,
	OPTION_DF,
	OPTION_LOOP,
	OPTION_MARK
};

static int take_loop(struct send_plan *plan, const struct word *word)
{
	plan->loop = strcmp(word->text, "yes") == 0;
	if (plan->loop || strcmp(word->text, "no") == 0)
		return OPTIONS_GO_ON;
	return usage_error("--loop %s: neither yes nor no; give one of them",
			   word->text);
}

/* What stands beside a datagram, and what the socket does with it. */
static int take_value(struct send_plan *plan, int key, const struct word *word)
{
	switch (key) {
	case 'Q':
		plan->control.fields |= SOCK6_TRAFFIC_CLASS;
		return value_traffic_class(word, &plan->control.traffic_class);
	case 't':
		plan->control.fields |= SOCK6_HOP_LIMIT;
		return value_hop_limit(word, &plan->control.hop_limit);
	case 'F':
		plan->control.fields |= SOCK6_FLOW_LABEL;
		return value_flow_label(word, &plan->control.flow_label);
	case OPTION_FROM: return value_address(word, &plan->from);
	case 'I': return value_interface(word, &plan->ifindex);
	case 'p': return value_port(word, &plan->port);
	case OPTION_DF: plan->df = 1; return OPTIONS_GO_ON;
	case OPTION_LOOP: return take_loop(plan, word);
	default:
		plan->has_mark = 1;
		return value_unsigned(word, 0, UINT32_MAX, &plan->mark);
	}
}

static int take_payload(struct send_plan *plan, int key,
			const struct word *word)
{
	switch (key) {
	case OPTION_PAYLOAD: plan->payload.text = word->text; break;
	case OPTION_FILE: plan->payload.file = word->text; break;
	case OPTION_STAMP: plan->payload.stamp = 1; break;
	default: plan->no_end = 1; break;
	}
	return OPTIONS_GO_ON;
}

static int take_switch(struct send_plan *plan, int key)
{
	switch (key) {
	case OPTION_GSO: plan->gso = 1; break;
	case OPTION_NO_GSO: plan->no_gso = 1; break;
	default: plan->quiet = 1; break;
	}
	return OPTIONS_GO_ON;
}

static int take(void *context, int key, const struct word *word)
{
	struct send_plan *plan = context;

	switch (key) {
	case 'c':
		return value_integer(word, 0, INT64_MAX / 100000, &plan->count);
	case 'i': return value_duration(word, &plan->interval);
	case 'w': return value_duration(word, &plan->deadline);
	case OPTION_DURATION: return value_duration(word, &plan->duration);
	case OPTION_LINGER: return value_duration(word, &plan->linger);
	case OPTION_REPORT: return value_duration(word, &plan->report);
	case OPTION_RATE: return value_rate(word, &plan->rate);
	case OPTION_BURST:
		return value_unsigned(word, 1, PACE_BURST_MAXIMUM,
				      &plan->burst);
	case OPTION_BATCH:
		return value_unsigned(word, 1, SEND_BATCH_MAXIMUM,
				      &plan->batch);
	case 's':
		return value_integer(word, 0, PAYLOAD_MAXIMUM,
				     &plan->payload.size);
	case OPTION_PAYLOAD:
	case OPTION_FILE:
	case OPTION_STAMP:
	case OPTION_NO_END: return take_payload(plan, key, word);
	case OPTION_GSO:
	case OPTION_NO_GSO:
	case 'q': return take_switch(plan, key);
	default: return take_value(plan, key, word);
	}
}

static int check(struct send_plan *plan)
{
	if (plan->rate.unit && plan->interval >= 0)
		return usage_error("--interval: there is --rate too; give one");
	if (plan->gso && plan->no_gso)
		return usage_error("--no-gso: there is --gso too; give one");
	if (plan->report == 0)
		return usage_error("--report 0: no time; give one such as 1s");
	if (plan->count < 0)
		plan->count =
			!plan->rate.unit && plan->duration == SOCK6_FOREVER;
	if (plan->interval < 0)
		plan->interval = SECOND;
	return OPTIONS_GO_ON;
}

static int read_destinations(struct sender *s, char **words)
{
	const struct destination_defaults defaults = { s->plan.port,
						       s->plan.ifindex,
						       &s->plan.control };
	int end = destinations_read(&s->to, words, &defaults);

	s->to.each = (uint64_t)s->plan.count;
	return end;
}

/* The addresses that need an interface take the one that is known. */
static int complete_from(struct sender *s)
{
	struct sockaddr_in6 *from = &s->plan.from;

	if (from->sin6_family != AF_INET6)
		return OPTIONS_GO_ON;
	if (sock6_address_is_multicast(&from->sin6_addr))
		return usage_error("--from: a group is no source; give an "
				   "address of this host");
	if (sock6_address_needs_zone(&from->sin6_addr) &&
	    from->sin6_scope_id == 0)
		from->sin6_scope_id = destinations_interface(&s->to);
	return OPTIONS_GO_ON;
}

/* As many as the library makes one run of. */
static uint32_t full_run(const struct sender *s)
{
	size_t most = 65507 / (s->plan.payload.length + 1);

	most = most < 1 ? 1 : most > 64 ? 64 : most;
	return most > s->batch ? s->batch : (uint32_t)most;
}

static void set_ways(struct sender *s)
{
	s->io.off = switched_off_ways();
	if (s->plan.no_gso)
		s->io.off |= SOCK6_COALESCE;
	if (s->plan.gso)
		s->to.in_a_row = full_run(s);
	s->plan.counters = verbose_is_on();
}

/* An error takes as long as an answer does. */
static void linger(struct sender *s)
{
	int64_t time = s->plan.linger, until;

	if (time < 0)
		time = destinations_have_unicast(&s->to) ? LINGER_DEFAULT : 0;
	until = s->ended + time;
	while (!stop_requested() && sock6_now() < until && send_is_hopeful(s))
		send_wait(s, until - sock6_now() > LINGER_LOOK
				     ? sock6_now() + LINGER_LOOK
				     : until);
	send_hear(s, 0);
}

static int is_complete(const struct sender *s)
{
	return s->sent + s->failed >= s->to.each * s->to.count;
}

static int judge(const struct sender *s)
{
	if (s->failed)
		return s->sent ? END_UNMET : s->last_failure;
	if (s->to.each && !is_complete(s))
		return stop_requested() ? END_UNMET : END_DEADLINE;
	return s->sent == 0 || send_is_hopeful(s) ? END_DONE : END_UNMET;
}

/* It was asked for no longer than that. */
static int ends_as_asked(const struct sender *s)
{
	return !stop_requested() && s->ended - s->began >= s->plan.duration;
}

static int serve(struct sender *s)
{
	int end = send_open(s);

	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end == OPTIONS_GO_ON)
		end = stop_setup();
	if (end != OPTIONS_GO_ON)
		return end;
	send_prepare(s);
	set_ways(s);
	send_run(s);
	send_ends(s);
	linger(s);
	if (ends_as_asked(s))
		s->to.each = 0;
	send_summarise(s);
	return judge(s);
}

static void set_defaults(struct sender *s)
{
	s->fd = SOCK6_INVALID;
	s->plan.count = s->plan.interval = s->plan.linger = -1;
	s->plan.report = -1;
	s->plan.duration = s->plan.deadline = SOCK6_FOREVER;
	s->plan.payload.size = -1;
	s->plan.loop = -1;
	s->plan.batch = BATCH_DEFAULT;
	s->plan.port = DEFAULT_PORT;
}

static int run(int argc, char **argv)
{
	struct sender *s = allocate(1, sizeof(*s));
	char **words;
	int end;

	set_defaults(s);
	end = options_read(&send_command, argc, argv, take, &s->plan, &words);
	if (end == OPTIONS_GO_ON)
		end = check(&s->plan);
	if (end == OPTIONS_GO_ON)
		end = read_destinations(s, words);
	if (end == OPTIONS_GO_ON)
		end = complete_from(s);
	if (end == OPTIONS_GO_ON)
		end = payload_prepare(&s->plan.payload);
	if (end == OPTIONS_GO_ON)
		end = serve(s);
	sock6_close(s->fd);
	send_release(s);
	payload_free(&s->plan.payload);
	destinations_free(&s->to);
	free(s);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "N to each destination, 0: all; by default 1" },
	{ 'i', "interval", "TIME", "time between two to each; by default 1s" },
	{ OPTION_RATE, "rate", "RATE",
	  "rate of all together: 10kpps, 2.5Mbps" },
	{ OPTION_DURATION, "duration", "TIME", "send for that long" },
	{ 'w', "deadline", "TIME", "end after TIME, with 124 if any are left" },
	{ OPTION_BURST, "burst", "N", "send up to N in a row" },
	{ OPTION_BATCH, "batch", "N", "datagrams a call; by default 64" },
	{ OPTION_GSO, "gso", NULL, "send whole runs to one destination" },
	{ OPTION_NO_GSO, "no-gso", NULL, "send no runs" },
	{ 's', "size", "BYTES", "length of the payload, cut or padded" },
	{ OPTION_PAYLOAD, "payload", "TEXT",
	  "payload, without a stamp; - is standard input" },
	{ OPTION_FILE, "file", "FILE", "payload from a file" },
	{ OPTION_STAMP, "stamp", NULL,
	  "put number and time before the payload" },
	{ OPTION_NO_END, "no-end", NULL, "do not tell that a stream ends" },
	{ 'Q', "tclass", "NAME", "traffic class: ef, af41+ect0, 0 to 255" },
	{ 't', "hops", "N", "hop limit, 0 to 255" },
	{ 'F', "flow", "LABEL", "flow label, 0 to 0xfffff" },
	{ OPTION_DF, "df", NULL, "do not fragment" },
	{ OPTION_LOOP, "loop", "YES|NO",
	  "hear on this host what goes to groups" },
	{ OPTION_MARK, "mark", "N", "packet mark; needs CAP_NET_ADMIN" },
	{ OPTION_FROM, "from", "ADDRESS",
	  "source, an address of this host, or with port" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ 'p', "port", "PORT", "port where DEST has none; by default 1024" },
	{ OPTION_LINGER, "linger", "TIME",
	  "wait for errors so long; by default 50ms" },
	{ OPTION_REPORT, "report", "TIME",
	  "print an interim summary every TIME" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command send_command = {
	.name = "send",
	.operands = "DEST[+N] ...",
	.summary = "send datagrams with chosen values beside them",
	.description =
		"Send UDP datagrams to addresses and groups, at an exact pace, "
		"and tell which\n"
		"ICMP errors come back. Each one is numbered and stamped with "
		"its time, so that\n"
		"'sock6 listen' can tell loss, order and delay.\n"
		"\n"
		"  sock6 send ff02::114%eth0 --payload hello\n"
		"  sock6 send '[2001:db8::1]:5000' --tclass ef --hops 3 -c 10\n"
		"  sock6 send ff3e::1+500%eth0 --rate 10kpps --duration 10s\n"
		"  date | sock6 send ff02::114%eth0 --payload -",
	.options = rows,
	.run = run,
};
