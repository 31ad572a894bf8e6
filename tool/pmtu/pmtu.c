/* SPDX-License-Identifier: MIT */
/* sock6 pmtu: how large a packet may be on the way to a host. */
#include "pmtu.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

#include "command.h"
#include "process/allocate.h"
#include "process/stop.h"
#include "report/message.h"
#include "words/options.h"
#include "words/values.h"

#define COUNT         3
#define COUNT_MAXIMUM 10

enum {
	OPTION_ICMP = OPTION_LONG,
	OPTION_UDP,
	OPTION_MINIMUM,
	OPTION_MAXIMUM,
	OPTION_EXPECT,
	OPTION_FROM
};

static int take_port(struct pmtu *p, const struct word *word)
{
	uint16_t port = 0;
	int end = value_port(word, &port);

	p->socket.to.sin6_port = htons(port);
	return end;
}

/* What says how a probe looks. */
static int take_probe(struct pmtu *p, int key, const struct word *word)
{
	struct sock6_control *control = &p->socket.control;
	struct sockaddr_in6 *from = &p->socket.from;

	switch (key) {
	case 'p': return take_port(p, word);
	case 'Q':
		control->fields |= SOCK6_TRAFFIC_CLASS;
		return value_traffic_class(word, &control->traffic_class);
	case 'I':
		control->fields |= SOCK6_INTERFACE;
		return value_interface(word, &control->ifindex);
	default:
		from->sin6_family = AF_INET6;
		return value_source(word, &from->sin6_addr,
				    &from->sin6_scope_id);
	}
}

static int take(void *context, int key, const struct word *word)
{
	struct pmtu *p = context;

	switch (key) {
	case OPTION_UDP: p->socket.is_echo = 0; return OPTIONS_GO_ON;
	case OPTION_ICMP:
		p->socket.is_echo = 1;
		p->socket.may_be_udp = 0;
		return OPTIONS_GO_ON;
	case 'q': p->quiet = 1; return OPTIONS_GO_ON;
	case 'c': return value_unsigned(word, 1, COUNT_MAXIMUM, &p->count);
	case OPTION_MINIMUM:
		return value_unsigned(word, PROBE_MINIMUM, PROBE_MAXIMUM,
				      &p->minimum);
	case OPTION_MAXIMUM:
		return value_unsigned(word, PROBE_MINIMUM, PROBE_MAXIMUM,
				      &p->maximum);
	case OPTION_EXPECT:
		return value_unsigned(word, 1, PROBE_MAXIMUM, &p->expect);
	case 'W': return value_duration(word, &p->patience);
	case 'w': return value_duration(word, &p->lasting);
	default: return take_probe(p, key, word);
	}
}

static int take_destination(struct pmtu *p, char **words)
{
	uint16_t port = p->socket.to.sin6_port;
	int end;

	if (p->maximum && p->maximum < p->minimum)
		return usage_error("--maximum %u: is less than --minimum %u; "
				   "give a larger one",
				   (unsigned)p->maximum, (unsigned)p->minimum);
	if (port && p->socket.is_echo)
		return usage_error("--port: echo requests have none; give "
				   "--udp too");
	if (words[0] && words[1])
		return usage_error("%s: a second destination; give one",
				   words[1]);
	end = probe_destination(&p->socket, words[0]);
	if (end == OPTIONS_GO_ON && port)
		p->socket.to.sin6_port = port;
	return end;
}

static uint32_t cached(const struct pmtu *p)
{
	uint32_t mtu = 0;

	sock6_path_mtu_get(p->socket.fd, &p->socket.to, &mtu);
	return mtu;
}

static int end_of(struct pmtu *p, int status)
{
	if (status == -ETIMEDOUT)
		return END_DEADLINE;
	if (status < 0 && status != -EINTR)
		return probe_failure(&p->socket, status);
	if (status < 0 || pmtu_low(p) < p->minimum || pmtu_low(p) < p->expect)
		return END_UNMET;
	return END_DONE;
}

static int search(struct pmtu *p)
{
	int status, end;

	p->cached_before = cached(p);
	pmtu_report_start(p);
	status = pmtu_search(p);
	if (status == 0)
		status = pmtu_locate(p);
	p->cached_after = cached(p);
	end = end_of(p, status);
	pmtu_report_claims(p);
	pmtu_report_black_hole(p);
	/* Where nothing could be sent the message says it all. */
	if (p->sent)
		pmtu_report_summary(p, "summary");
	return end;
}

static int serve(struct pmtu *p)
{
	int end = probe_open(&p->socket);

	if (end == OPTIONS_GO_ON)
		end = stop_setup();
	if (end != OPTIONS_GO_ON)
		return end;
	probe_source(&p->socket, &p->source);
	p->began = sock6_now();
	p->deadline = stop_deadline(p->began, p->lasting);
	return search(p);
}

static int run(int argc, char **argv)
{
	struct pmtu *p = allocate(1, sizeof(*p));
	char **words;
	int end;

	p->socket.is_echo = 1;
	p->socket.may_be_udp = 1;
	p->socket.otherwise = "leave out --icmp";
	p->lasting = SOCK6_FOREVER;
	p->count = COUNT;
	p->minimum = SOCK6_PATH_MTU_MINIMUM;
	end = options_read(&pmtu_command, argc, argv, take, p, &words);
	if (end == OPTIONS_GO_ON)
		end = take_destination(p, words);
	if (end == OPTIONS_GO_ON)
		end = serve(p);
	walk_free(&p->small);
	walk_free(&p->big);
	probe_close(&p->socket);
	free(p);
	return end;
}

static const struct option_row rows[] = {
	{ OPTION_ICMP, "icmp", NULL, "send echo requests, never UDP" },
	{ OPTION_UDP, "udp", NULL, "send UDP, not echo requests" },
	{ 'c', "count", "N", "tries of a size that is lost; by default 3" },
	{ OPTION_MINIMUM, "minimum", "BYTES",
	  "smallest packet to try; by default 1280" },
	{ OPTION_MAXIMUM, "maximum", "BYTES",
	  "largest; by default the MTU of the first link" },
	{ OPTION_EXPECT, "expect", "BYTES",
	  "end with 1 if the result is less" },
	{ 'W', "timeout", "TIME", "wait so long for an answer; by default 1s" },
	{ 'w', "deadline", "TIME", "end after TIME, with status 124" },
	{ 'p', "port", "PORT", "port for --udp; by default 33434" },
	{ 'Q', "tclass", "NAME", "traffic class: ef, af41+ect0, 0 to 255" },
	{ OPTION_FROM, "from", "ADDRESS", "source, an address of this host" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command pmtu_command = {
	.name = "pmtu",
	.operands = "DEST",
	.summary = "find how large a packet may be on the way, and why",
	.description = "Find the path MTU by trying, who limits it, and where "
		       "larger packets are lost\n"
		       "without a word. Routers are asked, but what counts is "
		       "what arrives.\n"
		       "\n"
		       "  sock6 pmtu www.example.org\n"
		       "  sock6 pmtu 2001:db8::1 --expect 1500",
	.options = rows,
	.run = run,
};
