/* SPDX-License-Identifier: MIT */
/* sock6 icmp: the ICMPv6 messages that this host hears, in words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "icmp_socket.h"
#include "measure/stamp.h"
#include "packet/icmp_name.h"
#include "packet/icmp_tally.h"
#include "packet/packet.h"
#include "packet/packet_field.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/report.h"
#include "report/value_record.h"
#include "time_unit.h"
#include "words/options.h"
#include "words/values.h"

#define ROOM    65536
#define AT_ONCE 256

/* RFC 4861, 10: how often, and how far apart, a host solicits. */
#define SOLICITATIONS 3
#define INTERVAL      (4 * SECOND)

enum {
	OPTION_ACCEPT = OPTION_LONG,
	OPTION_BLOCK,
	OPTION_EXPECT,
	OPTION_GROUP,
	OPTION_SOLICIT
};

struct sniffer {
	int64_t count, lasting, began;
	int hex, quiet, found;
	unsigned solicitations; /* still to be sent */
	int64_t next_solicitation;
	struct icmp_plan plan;
	struct icmp_set accepted, blocked, expected;
	struct icmp_tally tally;
	uint64_t heard, malformed;
	uint32_t drops;
	sock6_fd fd;
	unsigned char room[ROOM];
	unsigned char beside[SOCK6_EXTENSION_CONTROL_SIZE];
};

static int take_group(struct sniffer *s, const struct word *word)
{
	struct sockaddr_in6 *group = &s->plan.groups[s->plan.group_count];
	int end;

	if (s->plan.group_count == ICMP_GROUPS)
		return usage_error("--group %s: too many; give %d at most",
				   word->text, ICMP_GROUPS);
	end = value_address(word, group);
	if (end != OPTIONS_GO_ON)
		return end;
	if (!sock6_address_is_multicast(&group->sin6_addr) || group->sin6_port)
		return usage_error("--group %s: no group; give a multicast "
				   "address such as ff02::1:ff00:1%%eth0",
				   word->text);
	s->plan.group_count++;
	return OPTIONS_GO_ON;
}

static int take_solicit(struct sniffer *s, const struct word *word)
{
	if (strcmp(word->text, "router") != 0)
		return usage_error("--solicit %s: nothing that can be asked "
				   "for; give router",
				   word->text);
	s->solicitations = SOLICITATIONS;
	return OPTIONS_GO_ON;
}

static int take(void *context, int key, const struct word *word)
{
	struct sniffer *s = context;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &s->count);
	case 'w': return value_duration(word, &s->lasting);
	case 'I': return value_interface(word, &s->plan.ifindex);
	case OPTION_ACCEPT: return icmp_set_parse(&s->accepted, word);
	case OPTION_BLOCK: return icmp_set_parse(&s->blocked, word);
	case OPTION_EXPECT: return icmp_set_parse(&s->expected, word);
	case OPTION_GROUP: return take_group(s, word);
	case OPTION_SOLICIT: return take_solicit(s, word);
	case 'x': s->hex = 1; return OPTIONS_GO_ON;
	default: s->quiet = 1; return OPTIONS_GO_ON;
	}
}

/* What is heard: accepted, or everything, and not blocked. */
static int make_filter(struct sniffer *s)
{
	const int all = icmp_set_is_empty(&s->accepted);

	for (int i = 0; i < 8; i++) {
		uint32_t word = all ? UINT32_MAX : s->accepted.words[i];

		s->plan.accepted.words[i] = word & ~s->blocked.words[i];
		if (s->expected.words[i] & ~s->plan.accepted.words[i])
			return usage_error("--expect: a type that is not "
					   "heard; accept it, or do not "
					   "block it");
	}
	if (icmp_set_is_empty(&s->plan.accepted))
		return usage_error("--block: nothing is left to be heard; "
				   "block less");
	return OPTIONS_GO_ON;
}

static void add_front(struct record *record, const struct sniffer *s,
		      const struct sock6_message *message)
{
	const struct sock6_control *control = message->control;

	record_integer(record, "number", REPORT_HIDDEN, (int64_t)s->heard);
	record_moment(record, "time", REPORT_BARE,
		      control->fields & SOCK6_RECEIVED ? control->received
						       : stamp_now());
	if (control->fields & SOCK6_INTERFACE)
		value_record_ifindex(record, REPORT_BARE, control->ifindex);
	field_address(record, "source", REPORT_BARE, &message->peer.sin6_addr);
	if (control->fields & SOCK6_DESTINATION)
		field_destination(record, &control->destination);
}

static void add_control(struct record *record,
			const struct sock6_control *control)
{
	if (control->fields & SOCK6_TRAFFIC_CLASS)
		field_traffic_class(record, control->traffic_class);
	if (control->fields & SOCK6_FLOW_LABEL)
		field_flow_label(record, control->flow_label);
	if (control->fields & SOCK6_HOP_LIMIT)
		record_integer(record, "hop_limit", REPORT_LABELLED,
			       control->hop_limit);
	if (control->fields & SOCK6_FRAGMENT_SIZE)
		record_integer(record, "fragment_size", REPORT_LABELLED,
			       control->fragment_size);
}

/* What was an IPv6 header and its options, as a packet has them. */
static void make_packet(struct sniffer *s, struct packet *packet,
			const struct sock6_message *message, size_t beside,
			unsigned *problems)
{
	const struct sock6_control *control = message->control;
	struct sock6_extension extension;
	size_t offset = 0;

	packet_start(packet, s->room, problems);
	packet->is_trusted = 1;
	packet->source = message->peer.sin6_addr;
	packet->is_cut = (message->flags & SOCK6_TRUNCATED) != 0;
	packet->is_fragment = (control->fields & SOCK6_FRAGMENT_SIZE) != 0;
	if (control->fields & SOCK6_DESTINATION)
		packet->destination = control->destination;
	if (control->fields & SOCK6_HOP_LIMIT)
		packet->hop_limit = control->hop_limit;
	while (sock6_extension_control_next(s->beside, beside, &offset,
					    &extension) > 0)
		if (extension.type == SOCK6_EXTENSION_HOP_BY_HOP) {
			packet->hop_by_hop = extension.data;
			packet->hop_by_hop_size = extension.size;
		}
}

static void tell(struct sniffer *s, const struct sock6_message *message,
		 size_t beside)
{
	size_t size = (size_t)message->result;
	struct packet packet;
	struct record record;
	unsigned problems = 0;

	record_begin(&record, "message");
	add_front(&record, s, message);
	add_control(&record, message->control);
	record_integer(&record, "length", REPORT_LABELLED, message->result);
	make_packet(s, &packet, message, beside, &problems);
	packet_icmp(&packet, &record, s->room, size);
	if (s->hex)
		field_dump(&record, s->room, size);
	record_integer(&record, "malformed", REPORT_HIDDEN, problems);
	s->malformed += problems != 0;
	if (s->quiet)
		record_discard(&record);
	else
		record_end(&record);
}

static int is_wanted(const struct sniffer *s,
		     const struct sock6_message *message)
{
	const struct sock6_control *control = message->control;

	if (message->result < 1 || (message->flags & SOCK6_NOTICE))
		return 0;
	/* What came before the filter was set. */
	if (!icmp_set_has(&s->plan.accepted, s->room[0]))
		return 0;
	return !s->plan.ifindex || !(control->fields & SOCK6_INTERFACE) ||
	       control->ifindex == s->plan.ifindex;
}

static void hear(struct sniffer *s, const struct sock6_message *message,
		 size_t beside)
{
	if (message->control->fields & SOCK6_DROPS)
		s->drops = message->control->drops;
	if (!is_wanted(s, message))
		return;
	s->heard++;
	s->tally.counts[s->room[0]]++;
	if (s->room[0] == SOCK6_ICMP_ROUTER_ADVERTISEMENT)
		s->solicitations = 0;
	if (icmp_set_has(&s->expected, s->room[0]))
		s->found = 1;
	tell(s, message, beside);
}

static int is_enough(const struct sniffer *s)
{
	return s->found || (s->count && s->heard >= (uint64_t)s->count);
}

static int drain(struct sniffer *s)
{
	struct sock6_control control;
	struct sock6_message message = { .data = s->room,
					 .size = sizeof(s->room),
					 .control = &control };
	int status = 0;

	for (int i = 0; i < AT_ONCE && !is_enough(s); i++) {
		size_t beside = sizeof(s->beside);

		status = sock6_extension_receive(s->fd, &message, s->beside,
						 &beside, SOCK6_DONT_WAIT);
		if (status < 0)
			break;
		hear(s, &message, beside);
	}
	return status == -EAGAIN || status == -EINTR || status > 0 ? 0 : status;
}

static void summarise(const struct sniffer *s, const char *type)
{
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "messages", REPORT_COUNTED, (int64_t)s->heard);
	record_integer(&record, "malformed",
		       s->malformed ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)s->malformed);
	record_integer(&record, "drops",
		       s->drops ? REPORT_COUNTED : REPORT_HIDDEN, s->drops);
	icmp_tally_add(&s->tally, &record);
	record_duration(&record, "seconds", sock6_now() - s->began);
	record_end(&record);
}

static int solicit(struct sniffer *s)
{
	int64_t now = sock6_now();

	if (!s->solicitations || now < s->next_solicitation)
		return OPTIONS_GO_ON;
	s->solicitations--;
	s->next_solicitation = now + INTERVAL;
	return icmp_solicit(s->fd, s->plan.ifindex);
}

static int64_t earlier(int64_t deadline, const struct sniffer *s)
{
	return s->solicitations && s->next_solicitation < deadline
		       ? s->next_solicitation
		       : deadline;
}

static int judge(const struct sniffer *s, int status)
{
	int has_goal = s->count || !icmp_set_is_empty(&s->expected);

	if (status < 0)
		return failure(status, NULL, "receive");
	if (is_enough(s) || (!has_goal && s->heard))
		return END_DONE;
	if (!stop_requested())
		return END_DEADLINE;
	return has_goal ? END_UNMET : END_DONE;
}

static int hear_until_the_end(struct sniffer *s)
{
	int64_t deadline = stop_deadline(s->began, s->lasting);
	int ready = 0, status = 0, end = OPTIONS_GO_ON;

	while (!is_enough(s) && ready >= 0 && status >= 0 &&
	       !stop_requested() && sock6_now() < deadline) {
		end = solicit(s);
		if (end != OPTIONS_GO_ON)
			return end;
		/* A reader at the other end of a pipe sees each line now. */
		fflush(stdout);
		progress("%llu messages", (unsigned long long)s->heard);
		ready = stop_wait(&s->fd, 1, earlier(deadline, s), NULL);
		if (ready > 0)
			status = drain(s);
		if (stop_interim())
			summarise(s, "interim");
	}
	summarise(s, "summary");
	return judge(s, ready < 0 ? ready : status);
}

/* Whoever waits for this line sends nothing too early. */
static void announce(const struct sniffer *s)
{
	char name[SOCK6_INTERFACE_NAME_SIZE] = "", text[300];
	struct record record;

	if (s->quiet)
		return;
	if (s->plan.ifindex)
		sock6_interface_name(name, sizeof(name), s->plan.ifindex);
	record_begin(&record, "start");
	if (s->plan.ifindex)
		record_string(&record, "interface", REPORT_BARE, name);
	else
		record_true(&record, "all_interfaces", REPORT_BARE);
	snprintf(text, sizeof(text), "listening: %s%s",
		 s->plan.ifindex ? "interface " : "all interfaces", name);
	record_show(&record, text);
	record_end(&record);
}

static int run_sniffer(struct sniffer *s)
{
	int end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = icmp_open(&s->fd, &s->plan);
	if (end != OPTIONS_GO_ON)
		return end;
	end = privilege_drop();
	if (end == OPTIONS_GO_ON) {
		announce(s);
		s->began = sock6_now();
		end = hear_until_the_end(s);
	}
	sock6_close(s->fd);
	return end;
}

static int run(int argc, char **argv)
{
	static struct sniffer s = { .lasting = SOCK6_FOREVER };
	char **words;
	int end = options_read(&icmp_command, argc, argv, take, &s, &words);

	if (end != OPTIONS_GO_ON)
		return end;
	if (words[0])
		return usage_error("%s: takes no operand; give --if %s or "
				   "--accept %s",
				   words[0], words[0], words[0]);
	end = make_filter(&s);
	return end == OPTIONS_GO_ON ? run_sniffer(&s) : end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "end after N messages" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ 'I', "if", "INTERFACE",
	  "print only what arrives there: name or index" },
	{ OPTION_ACCEPT, "accept", "TYPE", "hear only these types: ra,na,128" },
	{ OPTION_BLOCK, "block", "TYPE", "hear all types but these" },
	{ OPTION_EXPECT, "expect", "TYPE",
	  "end with 0 as soon as one of these came" },
	{ OPTION_GROUP, "group", "GROUP",
	  "join GROUP as well (again for more)" },
	{ OPTION_SOLICIT, "solicit", "WHOM", "ask for what is heard: router" },
	{ 'x', "hex", NULL, "show the bytes of each message, too" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command icmp_command = {
	.name = "icmp",
	.operands = "",
	.summary = "print ICMPv6 messages that are heard, in words",
	.description =
		"Print ICMPv6 messages as they arrive: neighbour and listener "
		"discovery with all\n"
		"options and records, errors with what they quote, echo. Needs "
		"CAP_NET_RAW.\n"
		"\n"
		"  sock6 icmp --if eth0 --accept nd\n"
		"  sock6 icmp --expect ra --solicit router --deadline 10s\n"
		"  sock6 icmp --block echo,reply --json",
	.options = rows,
	.run = run,
};
