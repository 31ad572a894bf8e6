/* SPDX-License-Identifier: MIT */
/* sock6 reflect: answer check and mping, and tell them what arrived. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#include "asker_table.h"
#include "command.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "reflect_answer.h"
#include "reflect_socket.h"
#include "report/message.h"
#include "report/report.h"
#include "report/value_record.h"
#include "words/options.h"
#include "words/target.h"
#include "words/values.h"

#define TARGETS      128
#define SOCKETS      32
#define ROOM         65536
#define AT_ONCE      64 /* from one socket, before the others have their turn */
#define DEFAULT_RATE 1000
#define RATE_MAXIMUM 1000000

enum { OPTION_ANSWER_GROUP = OPTION_LONG, OPTION_LOW_PORTS, OPTION_RATE };

struct reflector {
	int64_t count; /* 0: no limit */
	int64_t lasting;
	int quiet;
	struct target_defaults defaults;
	struct target_word list[TARGETS];
	struct reflect_targets targets;
	struct reflect_policy policy;
	sock6_fd sockets[SOCKETS];
	uint16_t ports[SOCKETS];
	unsigned socket_count;
	int64_t began;
	uint64_t answered, asker_count, others, refused, limited, failed;
	struct asker_table askers;
	char port_text[8];
	char room[ROOM];
};

/* What every answer is sent with. */
static int take_value(struct reflection_values *fixed, int key,
		      const struct word *word)
{
	switch (key) {
	case 'Q':
		fixed->present |= REFLECTION_TRAFFIC_CLASS;
		return value_traffic_class(word, &fixed->traffic_class);
	case 't':
		fixed->present |= REFLECTION_HOP_LIMIT;
		return value_hop_limit(word, &fixed->hop_limit);
	default:
		fixed->present |= REFLECTION_FLOW_LABEL;
		return value_flow_label(word, &fixed->flow_label);
	}
}

static int take(void *context, int key, const struct word *word)
{
	struct reflector *r = context;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &r->count);
	case 'w': return value_duration(word, &r->lasting);
	case 'I': return value_interface(word, &r->defaults.ifindex);
	case 'p': return value_port(word, &r->defaults.port);
	case 'Q':
	case 't':
	case 'F': return take_value(&r->policy.fixed, key, word);
	case OPTION_ANSWER_GROUP: r->policy.to_group = 1; break;
	case OPTION_LOW_PORTS: r->policy.low_ports = 1; break;
	case OPTION_RATE:
		return value_unsigned(word, 0, RATE_MAXIMUM, &r->policy.rate);
	default: r->quiet = 1; break;
	}
	return OPTIONS_GO_ON;
}

static int take_targets(struct reflector *r, char **words)
{
	char *any[] = { r->port_text, NULL };
	int end = OPTIONS_GO_ON;

	snprintf(r->port_text, sizeof(r->port_text), "%u", r->defaults.port);
	if (!words[0])
		words = any;
	for (; *words && end == OPTIONS_GO_ON; words++) {
		if (r->targets.count == TARGETS)
			return usage_error("%s: too many; give %d addresses, "
					   "groups and ports at most",
					   *words, TARGETS);
		end = target_parse(&r->list[r->targets.count++], *words,
				   &r->defaults);
	}
	r->targets.list = r->list;
	return end;
}

static int has_socket(const struct reflector *r, uint16_t port)
{
	for (unsigned i = 0; i < r->socket_count; i++)
		if (r->ports[i] == port)
			return 1;
	return 0;
}

static int open_sockets(struct reflector *r)
{
	int end = OPTIONS_GO_ON;

	for (unsigned i = 0; i < r->targets.count; i++) {
		uint16_t port = r->list[i].port;

		if (has_socket(r, port))
			continue;
		if (r->socket_count == SOCKETS)
			return usage_error("too many ports; give %d at most",
					   SOCKETS);
		end = reflect_socket_open(&r->sockets[r->socket_count], port,
					  &r->targets, &r->policy.granted);
		if (end != OPTIONS_GO_ON)
			return end;
		r->ports[r->socket_count++] = port;
	}
	return end;
}

/* Whoever waits for this line asks nothing too early. */
static void announce(const struct reflector *r)
{
	struct record record;
	char text[300];

	for (unsigned i = 0; i < r->targets.count && !r->quiet; i++) {
		const struct target_word *target = &r->list[i];
		int any = sock6_address_is_unspecified(
			&target->range.first.sin6_addr);

		snprintf(text, sizeof(text), "reflecting: %s",
			 any ? "every address" : target->text);
		record_begin(&record, "start");
		record_string(&record, "target", REPORT_BARE, target->text);
		record_show(&record, text);
		record_integer(&record, "port", REPORT_LABELLED, target->port);
		record_end(&record);
	}
}

static void add_came(struct record *record,
		     const struct reflection_values *came)
{
	if (came->present & REFLECTION_TRAFFIC_CLASS)
		value_record_class(record, "traffic_class", REPORT_LABELLED,
				   came->traffic_class);
	if (came->present & REFLECTION_HOP_LIMIT)
		record_integer(record, "hop_limit", REPORT_LABELLED,
			       came->hop_limit);
	if (came->present & REFLECTION_FLOW_LABEL)
		value_record_label(record, "flow_label",
				   came->flow_label ? REPORT_LABELLED
						    : REPORT_HIDDEN,
				   came->flow_label);
}

/* Once for each asker: with the values of its first request. */
static void report_asker(const struct sockaddr_in6 *peer,
			 const struct reflection_answer *answer)
{
	struct record record;
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 12];
	struct sockaddr_in6 asked = { .sin6_family = AF_INET6,
				      .sin6_addr = answer->destination };

	record_begin(&record, "asker");
	value_record_address(&record, "source", REPORT_BARE, peer);
	sock6_address_format(text, sizeof(text), peer, 0);
	record_show(&record, text);
	record_integer(&record, "source_port", REPORT_HIDDEN,
		       ntohs(peer->sin6_port));
	sock6_address_format(text, sizeof(text), &asked, 0);
	snprintf(shown, sizeof(shown), "asks %s", text);
	record_string(&record, "destination", REPORT_BARE, text);
	record_show(&record, shown);
	value_record_interface(&record, "interface", REPORT_BARE, "on",
			       answer->ifindex);
	record_integer(&record, "interface_index", REPORT_HIDDEN,
		       answer->ifindex);
	add_came(&record, &answer->came);
	record_integer(&record, "length", REPORT_LABELLED, answer->length);
	if (answer->leaves.present & REFLECTION_TO_GROUP)
		record_true(&record, "group_answer", REPORT_BARE);
	record_end(&record);
	fflush(stdout);
}

static void answer_one(struct reflector *r, sock6_fd fd,
		       struct sock6_message *message,
		       const struct reflection_request *request)
{
	struct reflection_answer answer;
	int status = reflect_answer(fd, &r->policy, message, request, &answer);

	if (status < 0) {
		r->failed++;
		return;
	}
	r->answered++;
	if (!asker_table_add(&r->askers, &message->peer))
		return;
	r->asker_count++;
	if (!r->quiet)
		report_asker(&message->peer, &answer);
}

static void handle(struct reflector *r, unsigned i,
		   struct sock6_message *message)
{
	struct reflection_request request;

	if (!reflect_socket_wants(r->ports[i], &r->targets, message->control)) {
		r->others++;
		return;
	}
	switch (reflect_judge(&r->policy, message, sock6_now(), &request)) {
	case REFLECT_ANSWER:
		answer_one(r, r->sockets[i], message, &request);
		break;
	case REFLECT_FOREIGN: r->others++; break;
	case REFLECT_REFUSED: r->refused++; break;
	case REFLECT_LIMITED: r->limited++; break;
	}
}

static int is_enough(const struct reflector *r)
{
	return r->count && r->answered >= (uint64_t)r->count;
}

/* Returns 0, or a negative status that ends the command. */
static int drain(struct reflector *r, unsigned i)
{
	struct sock6_control control;
	struct sock6_message message = { .data = r->room,
					 .size = sizeof(r->room),
					 .control = &control };
	int status = 0;

	for (int n = 0; n < AT_ONCE && !is_enough(r); n++) {
		status =
			sock6_receive(r->sockets[i], &message, SOCK6_DONT_WAIT);
		if (status < 0)
			break;
		handle(r, i, &message);
	}
	return status == -EAGAIN || status == -EINTR || status > 0 ? 0 : status;
}

static void add_rare(struct record *record, const char *name, uint64_t count)
{
	record_integer(record, name, count ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)count);
}

static void summarise(const struct reflector *r, const char *type)
{
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "answers", REPORT_COUNTED,
		       (int64_t)r->answered);
	record_integer(&record, "askers", REPORT_COUNTED,
		       (int64_t)r->asker_count);
	add_rare(&record, "others", r->others);
	add_rare(&record, "refused", r->refused);
	add_rare(&record, "limited", r->limited);
	add_rare(&record, "failed", r->failed);
	record_duration(&record, "seconds", sock6_now() - r->began);
	record_end(&record);
}

static int reflect_until_the_end(struct reflector *r)
{
	uint8_t readable[SOCKETS];
	int64_t deadline = stop_deadline(r->began, r->lasting);
	int ready, status = 0;

	do {
		fflush(stdout);
		ready = stop_wait(r->sockets, r->socket_count, deadline,
				  readable);
		for (unsigned i = 0; i < r->socket_count && ready > 0; i++)
			if (readable[i] && status >= 0)
				status = drain(r, i);
		if (stop_interim())
			summarise(r, "interim");
	} while (!is_enough(r) && ready >= 0 && status >= 0 &&
		 !stop_requested() && sock6_now() < deadline);
	return ready < 0 ? ready : status;
}

/* Without --count, one answer is what was asked for. */
static int judge(const struct reflector *r, int status)
{
	if (status < 0)
		return failure(status, NULL, "receive");
	if (r->count ? is_enough(r) : r->answered > 0)
		return END_DONE;
	if (!stop_requested())
		return END_DEADLINE;
	return r->count ? END_UNMET : END_DONE;
}

static int serve(struct reflector *r)
{
	int status, end = stop_setup();

	if (end == OPTIONS_GO_ON)
		end = open_sockets(r);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	announce(r);
	r->began = sock6_now();
	status = reflect_until_the_end(r);
	summarise(r, "summary");
	return judge(r, status);
}

static int run(int argc, char **argv)
{
	struct reflector *r = allocate(1, sizeof(*r));
	char **words;
	int end;

	r->lasting = SOCK6_FOREVER;
	r->defaults.port = DEFAULT_PORT;
	r->policy.rate = DEFAULT_RATE;
	r->policy.responder = stamp_stream();
	end = options_read(&reflect_command, argc, argv, take, r, &words);
	if (end == OPTIONS_GO_ON)
		end = take_targets(r, words);
	if (end == OPTIONS_GO_ON)
		end = serve(r);
	for (unsigned i = 0; i < r->socket_count; i++)
		sock6_close(r->sockets[i]);
	for (unsigned i = 0; i < r->targets.count; i++)
		free(r->list[i].sources);
	free(r);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "end after N answers" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ 'I', "if", "INTERFACE", "for groups that name none; by default all" },
	{ 'p', "port", "PORT", "port where none is given; by default 1024" },
	{ 'Q', "tclass", "NAME", "traffic class of every answer" },
	{ 't', "hops", "N", "hop limit of every answer, 0 to 255" },
	{ 'F', "flow", "LABEL", "flow label of every answer, 0 to 0xfffff" },
	{ OPTION_ANSWER_GROUP, "answer-group", NULL,
	  "answer to the group where mping wants that" },
	{ OPTION_LOW_PORTS, "low-ports", NULL,
	  "also answer requests from ports below 1024" },
	{ OPTION_RATE, "rate", "N",
	  "answers a second, 0: all; by default 1000" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command reflect_command = {
	.name = "reflect",
	.operands = "[SOURCE,...@]GROUP[+N][%IF][:PORT] | ADDRESS | PORT ...",
	.summary = "answer check and mping with what arrived",
	.description =
		"Answer the requests of 'sock6 check' and 'sock6 mping', and "
		"nothing else, with\n"
		"what arrived beside them. An answer is never longer than its "
		"request.\n"
		"Without an operand it answers at port 1024 of every "
		"address.\n"
		"\n"
		"  sock6 reflect\n"
		"  sock6 reflect ff3e::8000:1%eth0 --answer-group\n"
		"  sock6 reflect '[2001:db8::1]:5000' --rate 10",
	.options = rows,
	.run = run,
};
