/* SPDX-License-Identifier: MIT */
/* sock6 listen: print what arrives, with everything that came beside it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "command.h"
#include "datagram_record.h"
#include "message.h"
#include "options.h"
#include "privilege.h"
#include "report.h"
#include "stop.h"
#include "target.h"
#include "values.h"

#define TARGETS  128
#define SOURCES  64
#define ROOM     65536
#define CHANNELS 30
#define AT_ONCE  256 /* from one socket, before the others have their turn */

enum { OPTION_EXCLUDE = OPTION_LONG };

struct listener {
	int64_t count;   /* 0: no limit */
	int64_t lasting; /* SOCK6_FOREVER: until the user ends it */
	int hex, quiet;
	struct target_defaults defaults;
	struct target targets[TARGETS];
	struct in6_addr excluded[SOURCES];
	struct channel_plan plan;
	struct channel channels[CHANNELS];
	unsigned channel_count;
	int64_t began;
	uint64_t heard, bytes, others;
	char room[ROOM];
};

static int take_exclude(struct listener *l, const struct word *word)
{
	uint32_t ifindex;

	if (l->plan.excluded_count == SOURCES)
		return usage_error("--exclude %s: too many; give %d at most",
				   word->text, SOURCES);
	return value_source(word, &l->excluded[l->plan.excluded_count++],
			    &ifindex);
}

static int take(void *context, int key, const struct word *word)
{
	struct listener *l = context;
	int64_t number = 0;
	int end;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &l->count);
	case 'w': return value_duration(word, &l->lasting);
	case 'I': return value_interface(word, &l->defaults.ifindex);
	case 'p':
		end = value_integer(word, 1, 65535, &number);
		l->defaults.port = (uint16_t)number;
		return end;
	case OPTION_EXCLUDE: return take_exclude(l, word);
	case 'x': l->hex = 1; return OPTIONS_GO_ON;
	default: l->quiet = 1; return OPTIONS_GO_ON;
	}
}

static int take_targets(struct listener *l, char **words)
{
	unsigned open_groups = 0;
	int end = OPTIONS_GO_ON;

	if (!words[0])
		return usage_error("nothing to listen to; give a group such as "
				   "ff02::114%%eth0, an address or a port");
	for (; *words && end == OPTIONS_GO_ON; words++) {
		struct target *target = &l->targets[l->plan.target_count];

		if (l->plan.target_count++ == TARGETS)
			return usage_error("%s: too much to listen to; give %d "
					   "at most",
					   *words, TARGETS);
		end = target_parse(target, *words, &l->defaults);
		open_groups += end == OPTIONS_GO_ON && !target->has_source &&
			       target_is_group(target);
	}
	if (end != OPTIONS_GO_ON)
		return end;
	if (l->plan.excluded_count && !open_groups)
		return usage_error("--exclude: there is no group to exclude it "
				   "from; give one without SOURCE@");
	return target_check(l->targets, l->plan.target_count);
}

static int has_channel(const struct listener *l, uint16_t port)
{
	for (unsigned i = 0; i < l->channel_count; i++)
		if (l->channels[i].port == port)
			return 1;
	return 0;
}

static int open_channels(struct listener *l)
{
	int end = OPTIONS_GO_ON;

	for (unsigned i = 0; i < l->plan.target_count; i++) {
		uint16_t port = l->targets[i].port;

		if (has_channel(l, port))
			continue;
		if (l->channel_count == CHANNELS)
			return usage_error("too many ports; give %d at most",
					   CHANNELS);
		end = channel_open(&l->channels[l->channel_count], port,
				   &l->plan);
		if (end != OPTIONS_GO_ON)
			return end;
		l->channel_count++;
	}
	return end;
}

static int is_enough(const struct listener *l)
{
	return l->count && l->heard >= (uint64_t)l->count;
}

static void hear(struct listener *l, struct channel *channel,
		 const struct sock6_message *message)
{
	struct datagram_context context = { l->heard + 1, channel->port,
					    l->hex };
	const struct sock6_control *control = message->control;

	if (control->fields & SOCK6_DROPS)
		channel->drops = control->drops;
	if (!channel_wants(channel, &l->plan, control)) {
		l->others++;
		return;
	}
	l->heard++;
	l->bytes += (uint64_t)message->result;
	if (!l->quiet)
		datagram_report(message, &context);
}

/* Returns 0, or a negative status that ends the command. */
static int drain(struct listener *l, struct channel *channel)
{
	struct sock6_control control;
	struct sock6_message message = { .data = l->room,
					 .size = sizeof(l->room),
					 .control = &control };
	int status = 0;

	for (int i = 0; i < AT_ONCE && !is_enough(l); i++) {
		status = sock6_receive(channel->fd, &message, SOCK6_DONT_WAIT);
		if (status < 0)
			break;
		hear(l, channel, &message);
	}
	return status == -EAGAIN || status == -EINTR || status > 0 ? 0 : status;
}

static void summarise(const struct listener *l, const char *type)
{
	int64_t lasted = sock6_now() - l->began;
	double seconds = (double)lasted / 1e9;
	struct record record;
	uint64_t drops = 0;
	char text[40];

	for (unsigned i = 0; i < l->channel_count; i++)
		drops += l->channels[i].drops;
	record_begin(&record, type);
	record_integer(&record, "datagrams", REPORT_COUNTED, (int64_t)l->heard);
	record_integer(&record, "bytes", REPORT_COUNTED, (int64_t)l->bytes);
	record_integer(&record, "others",
		       l->others ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)l->others);
	record_integer(&record, "drops", drops ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)drops);
	record_real(&record, "rate", REPORT_BARE,
		    seconds > 0 ? (double)l->heard / seconds : 0);
	snprintf(text, sizeof(text), "%.1f/s",
		 seconds > 0 ? (double)l->heard / seconds : 0);
	record_show(&record, text);
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

static int listen_until_the_end(struct listener *l)
{
	sock6_fd sockets[CHANNELS];
	uint8_t readable[CHANNELS];
	int64_t deadline = l->lasting == SOCK6_FOREVER ? SOCK6_FOREVER
						       : l->began + l->lasting;
	int ready, status = 0;

	for (unsigned i = 0; i < l->channel_count; i++)
		sockets[i] = l->channels[i].fd;
	do {
		/* A reader at the other end of a pipe sees each line now. */
		fflush(stdout);
		ready = stop_wait(sockets, l->channel_count, deadline,
				  readable);
		for (unsigned i = 0; i < l->channel_count && ready > 0; i++)
			if (readable[i] && status >= 0)
				status = drain(l, &l->channels[i]);
		if (stop_interim())
			summarise(l, "interim");
	} while (!is_enough(l) && ready >= 0 && status >= 0 &&
		 !stop_requested() && sock6_now() < deadline);
	return ready < 0 ? ready : status;
}

/* Whoever waits for this line sends nothing too early. */
static void announce(const struct listener *l)
{
	struct record record;
	char text[300];

	for (unsigned i = 0; i < l->plan.target_count && !l->quiet; i++) {
		const struct target *target = &l->targets[i];

		snprintf(text, sizeof(text), "listening: %s", target->text);
		record_begin(&record, "listening");
		record_string(&record, "target", REPORT_BARE, target->text);
		record_show(&record, text);
		record_integer(&record, "port", REPORT_LABELLED, target->port);
		record_end(&record);
	}
}

/* Without --count, one datagram is what was asked for. */
static int judge(const struct listener *l, int status)
{
	if (status < 0)
		return failure(status, NULL, "receive");
	if (l->count ? is_enough(l) : l->heard > 0)
		return END_DONE;
	if (!stop_requested())
		return END_DEADLINE;
	return l->count ? END_UNMET : END_DONE;
}

static int serve(struct listener *l)
{
	int status = stop_setup(), end;

	if (status < 0)
		return failure(status, NULL, "signals");
	end = open_channels(l);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	announce(l);
	l->began = sock6_now();
	status = listen_until_the_end(l);
	summarise(l, "summary");
	return judge(l, status);
}

static int run(int argc, char **argv)
{
	struct listener *l = calloc(1, sizeof(*l));
	char **words;
	int end;

	if (!l)
		out_of_memory();
	l->lasting = SOCK6_FOREVER;
	l->defaults.port = DEFAULT_PORT;
	l->plan.targets = l->targets;
	l->plan.excluded = l->excluded;
	end = options_read(&listen_command, argc, argv, take, l, &words);
	if (end == OPTIONS_GO_ON)
		end = take_targets(l, words);
	if (end == OPTIONS_GO_ON)
		end = serve(l);
	for (unsigned i = 0; i < l->channel_count; i++)
		sock6_close(l->channels[i].fd);
	free(l);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "end after N datagrams" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ 'I', "if", "INTERFACE", "for groups that name none: name or index" },
	{ 'p', "port", "PORT", "where none is given; without this 1024" },
	{ OPTION_EXCLUDE, "exclude", "SOURCE",
	  "do not hear SOURCE (again for more)" },
	{ 'x', "hex", NULL, "show payloads as hexadecimal digits" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command listen_command = {
	.name = "listen",
	.operands = "[SOURCE@]GROUP[%IF][:PORT] | ADDRESS | PORT ...",
	.summary = "print datagrams with all that comes beside them",
	.description =
		"Join groups, or bind addresses and ports, and print every "
		"datagram with its\n"
		"source, destination, interface, traffic class, hop limit, "
		"length and time.\n"
		"\n"
		"  sock6 listen ff02::114%eth0 '[ff05::2%eth0]:5000'\n"
		"  sock6 listen 2001:db8::1@ff3e::8000:1%eth0 --count 10\n"
		"  sock6 listen 5000 --deadline 1m --json",
	.options = rows,
	.run = run,
};
