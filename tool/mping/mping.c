/* SPDX-License-Identifier: MIT */
/* sock6 mping: multicast and unicast requests side by side, and what becomes of
 * each. */
#include "mping.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/report.h"
#include "time_unit.h"
#include "words/host_name.h"
#include "words/options.h"
#include "words/values.h"

enum {
	OPTION_FROM = OPTION_LONG,
	OPTION_GROUP_ANSWERS,
	OPTION_MAX_LOSS,
	OPTION_EXPECT
};

static int take_source(struct mping *m, const struct word *word)
{
	uint32_t ifindex = 0;
	int end = value_source(word, &m->source, &ifindex);

	m->has_source = 1;
	if (ifindex && !m->ifindex)
		m->ifindex = ifindex;
	return end;
}

/* Each request reaches many hosts. */
static int take_interval(struct mping *m, const struct word *word)
{
	int end = value_duration(word, &m->interval);

	if (end == OPTIONS_GO_ON && m->interval < MILLISECOND)
		return usage_error("--interval %s: too short for a group; give "
				   "1ms at least",
				   word->text);
	return end;
}

static int take(void *context, int key, const struct word *word)
{
	struct mping *m = context;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &m->count);
	case 'i': return take_interval(m, word);
	case 'w': return value_duration(word, &m->lasting);
	case 'W': return value_duration(word, &m->timeout);
	case 's':
		return value_integer(word, REFLECTION_SIZE, PAYLOAD_MAXIMUM,
				     &m->size);
	case 'Q':
		m->values.present |= REFLECTION_TRAFFIC_CLASS;
		return value_traffic_class(word, &m->values.traffic_class);
	case 'p': return value_port(word, &m->port);
	case 't': return value_hop_limit(word, &m->values.hop_limit);
	case 'F':
		m->values.present |= REFLECTION_FLOW_LABEL;
		return value_flow_label(word, &m->values.flow_label);
	case 'I': m->is_only = 1; return value_interface(word, &m->ifindex);
	case OPTION_FROM: return take_source(m, word);
	case OPTION_GROUP_ANSWERS: m->group_answers = 1; return OPTIONS_GO_ON;
	case OPTION_MAX_LOSS: return value_percent(word, &m->max_loss);
	case OPTION_EXPECT:
		return value_integer(word, 1, MPING_RESPONDERS, &m->expected);
	default: m->quiet = 1; return OPTIONS_GO_ON;
	}
}

static int take_group(struct mping *m, const char *text)
{
	struct word word = { NULL, text };
	struct sockaddr_in6 *group = &m->group;
	int end = value_address(&word, group);

	if (end != OPTIONS_GO_ON)
		return end;
	if (!sock6_address_is_multicast(&group->sin6_addr))
		return usage_error("%s: no IPv6 group; give one such as "
				   "ff02::114%%eth0 or ff3e::8000:1",
				   text);
	if (m->ifindex && group->sin6_scope_id &&
	    m->ifindex != group->sin6_scope_id)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   text);
	if (!m->ifindex)
		m->ifindex = group->sin6_scope_id;
	if (!m->ifindex && sock6_address_needs_zone(&group->sin6_addr))
		return usage_error("%s: every interface has this group; give "
				   "%s%%INTERFACE, or --if",
				   text, text);
	group->sin6_scope_id = m->ifindex;
	if (group->sin6_port == 0)
		group->sin6_port = htons(m->port);
	m->port = ntohs(group->sin6_port);
	sock6_address_format(m->group_text, sizeof(m->group_text), group, 0);
	return OPTIONS_GO_ON;
}

static int take_peer(struct mping *m, const char *text)
{
	struct word word = { NULL, text };
	struct sockaddr_in6 peer;
	int end = value_host(&word, &peer);

	if (end != OPTIONS_GO_ON)
		return end;
	if (sock6_address_is_multicast(&peer.sin6_addr))
		return usage_error("%s: a second group; give one, and unicast "
				   "addresses of responders behind it",
				   text);
	if (sock6_address_is_mapped(&peer.sin6_addr))
		return usage_error("%s: has no IPv6 address; give a host that "
				   "has one",
				   text);
	if (sock6_address_needs_zone(&peer.sin6_addr) && !peer.sin6_scope_id)
		peer.sin6_scope_id = m->ifindex;
	if (peer.sin6_port == 0)
		peer.sin6_port = htons(m->port);
	return responder_add(m, text, &peer);
}

static int take_operands(struct mping *m, char **words)
{
	int end;

	if (!words[0])
		return usage_error("no group; give one that 'sock6 reflect' "
				   "has joined, such as ff02::114%%eth0");
	end = take_group(m, words[0]);
	for (words++; *words && end == OPTIONS_GO_ON; words++)
		end = take_peer(m, *words);
	return end;
}

static void announce(const struct mping *m)
{
	struct record record;
	char text[200];

	record_begin(&record, "start");
	record_string(&record, "group", REPORT_BARE, m->group_text);
	snprintf(text, sizeof(text), "asking: %s%s", m->group_text,
		 m->responder_count ? " and" : "");
	record_show(&record, text);
	record_integer(&record, "peers",
		       m->responder_count ? REPORT_COUNTED : REPORT_HIDDEN,
		       m->responder_count);
	record_end(&record);
	fflush(stdout);
}

/* As it is typed at the other end, where interfaces have other names. */
static const char *hint(const struct mping *m)
{
	static char text[SOCK6_ADDRESS_TEXT_SIZE + 20];
	struct sockaddr_in6 group = m->group;

	group.sin6_scope_id = 0;
	if (m->port == DEFAULT_PORT)
		group.sin6_port = 0;
	snprintf(text, sizeof(text), "'sock6 reflect ");
	sock6_address_format(text + strlen(text), SOCK6_ADDRESS_TEXT_SIZE,
			     &group, 0);
	strcat(text, "'");
	return text;
}

/* Says what is wrong with one that was named; whether something is. */
static int judge_responder(const struct mping *m,
			   const struct responder *responder)
{
	if (!responder->given)
		return 0;
	if (!responder_has_answered(responder))
		message("%s: no answer; run %s there", responder->given,
			hint(m));
	else if (responder->ways[MPING_MULTICAST].trip.received == 0 &&
		 responder->ways[MPING_GROUP].trip.received == 0)
		message("%s: answers by unicast, but nothing that is sent to "
			"the group arrives there; run %s there, and see "
			"whether the routers and switches between pass it",
			responder->given, hint(m));
	else
		return 0;
	return 1;
}

static int judge_silence(const struct mping *m)
{
	unsigned silent = 0;

	for (unsigned i = 0; i < m->responder_count; i++)
		silent += (unsigned)judge_responder(m, &m->responders[i]);
	if (m->responder_count == 0)
		message("%s: no answer; run %s on hosts that it reaches",
			m->group_text, hint(m));
	else if (m->expected > m->responder_count - silent)
		message("--expect: %u of %d responders have answered",
			m->responder_count - silent, (int)m->expected);
	return silent || m->responder_count == 0 ||
	       m->expected > m->responder_count;
}

static int judge_loss(const struct mping *m)
{
	int unmet = 0;

	for (unsigned i = 0; i < m->responder_count && m->max_loss >= 0; i++)
		for (unsigned path = 0; path < MPING_PATHS; path++) {
			const struct responder *responder = &m->responders[i];
			double loss =
				round_trip_loss(&responder->ways[path].trip);

			unmet |= responder_has_path(m, responder, path) &&
				 loss > m->max_loss;
		}
	if (unmet)
		message("--max-loss: more was lost than %g percent",
			m->max_loss);
	return unmet;
}

static int judge(const struct mping *m, int end)
{
	int unmet;

	if (end != END_DONE)
		return end;
	/* Whoever ends it at once has learnt nothing, and knows that. */
	if (stop_requested() && m->responder_count == 0)
		return END_UNMET;
	unmet = judge_silence(m);
	unmet |= judge_loss(m);
	return unmet ? END_UNMET : END_DONE;
}

static int serve(struct mping *m)
{
	int end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = mping_open(m);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	if (!m->quiet)
		announce(m);
	m->began = sock6_now();
	m->deadline = stop_deadline(m->began, m->lasting);
	end = mping_ask_all(m);
	mping_report_all(m, "summary");
	sock6_close(m->fd);
	return judge(m, end);
}

static struct mping *make(void)
{
	struct mping *m = allocate(1, sizeof(*m));

	m->responders = allocate(MPING_RESPONDERS, sizeof(*m->responders));
	m->interval = m->timeout = SECOND;
	m->lasting = SOCK6_FOREVER;
	m->size = REFLECTION_SIZE;
	m->max_loss = -1;
	m->port = DEFAULT_PORT;
	m->values.present = REFLECTION_TRAFFIC_CLASS | REFLECTION_HOP_LIMIT;
	m->values.hop_limit = 64;
	for (unsigned i = 0; i < MPING_PATHS; i++)
		m->streams[i] = stamp_stream();
	return m;
}

static int run(int argc, char **argv)
{
	struct mping *m = make();
	char **words;
	int end;

	end = options_read(&mping_command, argc, argv, take, m, &words);
	if (end == OPTIONS_GO_ON)
		end = take_operands(m, words);
	if (end == OPTIONS_GO_ON)
		end = serve(m);
	free(m->responders);
	free(m);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "ask N times; by default until interrupted" },
	{ 'i', "interval", "TIME", "time between two rounds; by default 1s" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ 'W', "timeout", "TIME", "wait for the last answers; by default 1s" },
	{ 's', "size", "BYTES", "length of the payloads, from 128 on" },
	{ 'Q', "tclass", "NAME", "traffic class, both ways: ef, af41+ect0" },
	{ 't', "hops", "N", "hop limit, both ways; by default 64" },
	{ 'F', "flow", "LABEL", "flow label, both ways, 0 to 0xfffff" },
	{ OPTION_GROUP_ANSWERS, "group-answers", NULL,
	  "ask also for answers to the group" },
	{ OPTION_EXPECT, "expect", "N", "end with 1 if fewer than N answer" },
	{ OPTION_MAX_LOSS, "max-loss", "PERCENT",
	  "end with 1 if anyone loses more" },
	{ OPTION_FROM, "from", "ADDRESS", "source, one of this host" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ 'p', "port", "PORT", "port where none is given; by default 1024" },
	{ 'q', "quiet", NULL, "print only the table and the summary" },
	OPTION_ROWS_COMMON
};

const struct command mping_command = {
	.name = "mping",
	.operands = "GROUP [PEER]...",
	.summary = "compare multicast with unicast: loss, time, hops",
	.description =
		"Ask a group, and each of its responders by unicast, and "
		"compare the two: loss,\n"
		"round trip, hops, duplicates, and the time until multicast "
		"works.\n"
		"Responders run 'sock6 reflect GROUP'; PEERs must answer, "
		"others are found.\n"
		"\n"
		"  sock6 mping ff3e::8000:1%eth0 -c 10\n"
		"  sock6 mping ff05::114%eth0 host1 host2 -c 100 -i 10ms "
		"--max-loss 1\n"
		"  sock6 mping ff3e::8000:1%eth0 --group-answers",
	.options = rows,
	.run = run,
};
