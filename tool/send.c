/* SPDX-License-Identifier: MIT */
/* sock6 send: datagrams with every value chosen that can travel beside them. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "message.h"
#include "options.h"
#include "payload.h"
#include "privilege.h"
#include "report.h"
#include "stop.h"
#include "switches.h"
#include "values.h"

enum { OPTION_FROM = OPTION_LONG, OPTION_PAYLOAD };

struct sender {
	int64_t count; /* 0: until the user ends it */
	int64_t interval;
	int quiet;
	uint16_t port;
	uint32_t ifindex;
	struct sockaddr_in6 to, from;
	char to_text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sock6_control control;
	struct payload payload;
	sock6_fd fd;
	int64_t began;
	uint64_t sent, failed, bytes;
};

static int take_small(const struct word *word, int64_t maximum, uint32_t *value)
{
	int64_t number;
	int end = value_integer(word, 0, maximum, &number);

	if (end == OPTIONS_GO_ON)
		*value = (uint32_t)number;
	return end;
}

static int take_hops(struct sender *s, const struct word *word)
{
	uint32_t hops = 0;
	int end = take_small(word, 255, &hops);

	s->control.hop_limit = (uint8_t)hops;
	s->control.fields |= SOCK6_HOP_LIMIT;
	return end;
}

static int take_port(struct sender *s, const struct word *word)
{
	int64_t port = 0;
	int end = value_integer(word, 1, 65535, &port);

	s->port = (uint16_t)port;
	return end;
}

static int take(void *context, int key, const struct word *word)
{
	struct sender *s = context;

	switch (key) {
	case 'c': return value_integer(word, 0, INT64_MAX, &s->count);
	case 'i': return value_duration(word, &s->interval);
	case 's':
		return value_integer(word, 0, PAYLOAD_MAXIMUM,
				     &s->payload.size);
	case 'Q':
		s->control.fields |= SOCK6_TRAFFIC_CLASS;
		return value_traffic_class(word, &s->control.traffic_class);
	case 't': return take_hops(s, word);
	case 'F':
		s->control.fields |= SOCK6_FLOW_LABEL;
		return take_small(word, 0xfffff, &s->control.flow_label);
	case OPTION_FROM: return value_address(word, &s->from);
	case 'I': return value_interface(word, &s->ifindex);
	case 'p': return take_port(s, word);
	case OPTION_PAYLOAD: s->payload.text = word->text; return OPTIONS_GO_ON;
	default: s->quiet = 1; return OPTIONS_GO_ON;
	}
}

/* A scope id counts for some addresses only; the value counts for all. */
static void choose_interface(struct sender *s)
{
	if (!s->ifindex)
		return;
	s->control.fields |= SOCK6_INTERFACE;
	s->control.ifindex = s->ifindex;
	if (sock6_address_needs_zone(&s->to.sin6_addr))
		s->to.sin6_scope_id = s->ifindex;
}

static int take_destination(struct sender *s, char **words)
{
	struct word word = { NULL, words[0] };
	int end;

	if (!words[0])
		return usage_error("no destination; give an address such as "
				   "ff02::114%%eth0 or [2001:db8::1]:5000");
	if (words[1])
		return usage_error("%s: a second destination; give one",
				   words[1]);
	end = value_address(&word, &s->to);
	if (end != OPTIONS_GO_ON)
		return end;
	if (s->ifindex && s->to.sin6_scope_id &&
	    s->ifindex != s->to.sin6_scope_id)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   words[0]);
	if (s->to.sin6_port == 0)
		s->to.sin6_port = htons(s->port);
	if (!s->ifindex)
		s->ifindex = s->to.sin6_scope_id;
	choose_interface(s);
	sock6_address_format(s->to_text, sizeof(s->to_text), &s->to, 0);
	return OPTIONS_GO_ON;
}

static const char *open_remedy(int status)
{
	switch (status) {
	case -EADDRNOTAVAIL:
		return "it is not an address of this host; give one that is";
	case -EINVAL: return "a link-local address needs %INTERFACE";
	case -EACCES:
		return "ports below 1024 need CAP_NET_BIND_SERVICE, or a lower "
		       "sysctl net.ipv4.ip_unprivileged_port_start";
	default: return NULL;
	}
}

static int open_socket(struct sender *s)
{
	int mapped = sock6_address_is_mapped(&s->to.sin6_addr);
	int has_from = s->from.sin6_family == AF_INET6;
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "socket";
	int status;

	status = sock6_udp_open(&s->fd, has_from ? &s->from : NULL,
				mapped ? SOCK6_DUAL_STACK : 0);
	if (status >= 0)
		return OPTIONS_GO_ON;
	if (has_from)
		sock6_address_format(text, sizeof(text), &s->from, 0);
	return failure(status, open_remedy(status), "%s%s",
		       has_from ? "--from " : "", text);
}

static const char *send_remedy(int status)
{
	switch (status) {
	case -EPERM: return "a firewall on this host refuses it";
	case -EACCES: return "a route of this host prohibits it";
	case -EINVAL:
		return "the system refuses one of the values; a link-local "
		       "address needs %INTERFACE, or --if";
	case -ENETUNREACH:
	case -EHOSTUNREACH:
		return "there is no route; name an interface: "
		       "ADDRESS%INTERFACE, or --if";
	case -EADDRNOTAVAIL:
		return "this host has no address to send it from; is the "
		       "interface up?";
	case -EMSGSIZE: return "give a smaller --size";
	default: return NULL;
	}
}

/* Where nothing may stand beside a datagram, the socket has the values. */
static int set_values_once(struct sender *s)
{
	int status;

	if (!switched_off(SWITCH_NO_CONTROL))
		return OPTIONS_GO_ON;
	status = sock6_connect(s->fd, &s->to, &s->control);
	if (status < 0)
		return failure(status, send_remedy(status), "%s", s->to_text);
	s->control.fields = 0;
	s->to.sin6_family = 0;
	return OPTIONS_GO_ON;
}

/* What the next datagram may be spared of. */
static int is_transient(int status)
{
	return status == -EPERM || status == -ENOBUFS || status == -EAGAIN ||
	       status == -EINTR || status == -ECONNREFUSED;
}

static void report_sent(const struct sender *s, int length)
{
	struct record record;
	char text[SOCK6_ADDRESS_TEXT_SIZE + 8];

	if (s->quiet)
		return;
	record_begin(&record, "sent");
	record_integer(&record, "number", REPORT_BARE, (int64_t)s->sent);
	record_integer(&record, "length", REPORT_LABELLED, length);
	record_string(&record, "destination", REPORT_BARE, s->to_text);
	snprintf(text, sizeof(text), "to %s", s->to_text);
	record_show(&record, text);
	record_end(&record);
	fflush(stdout);
}

static int send_one(struct sender *s)
{
	struct sock6_message out = { .data = s->payload.bytes,
				     .control = &s->control,
				     .peer = s->to };
	int status;

	out.size = payload_make(&s->payload, s->sent + s->failed + 1);
	status = sock6_send(s->fd, &out, 0);
	if (status < 0) {
		s->failed++;
		return status;
	}
	s->sent++;
	s->bytes += (uint64_t)status;
	report_sent(s, status);
	return 0;
}

static int is_enough(const struct sender *s)
{
	return s->count && s->sent + s->failed >= (uint64_t)s->count;
}

/* Waits until the next datagram is due; late ones are not made up for. */
static int pause_until(const struct sender *s, int64_t *due)
{
	int64_t now = sock6_now();

	*due += s->interval;
	if (*due < now)
		*due = now;
	return s->interval ? stop_wait(NULL, 0, *due, NULL) : 0;
}

static int send_all(struct sender *s)
{
	int64_t due = s->began;
	int end = END_DONE, status;

	do {
		status = send_one(s);
		if (status < 0)
			end = failure(status, send_remedy(status), "%s",
				      s->to_text);
		if (status < 0 && !is_transient(status))
			break;
		if (is_enough(s))
			return s->failed && s->sent ? END_UNMET : end;
		status = pause_until(s, &due);
	} while (status >= 0 && !stop_requested());
	return end == END_DONE && s->count ? END_UNMET : end;
}

static void summarise(const struct sender *s)
{
	int64_t lasted = sock6_now() - s->began;
	struct record record;

	record_begin(&record, "summary");
	record_integer(&record, "sent", REPORT_COUNTED, (int64_t)s->sent);
	record_integer(&record, "failed",
		       s->failed ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)s->failed);
	record_integer(&record, "bytes", REPORT_COUNTED, (int64_t)s->bytes);
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

/* The addresses that need an interface take the one that is known. */
static int complete_from(struct sender *s)
{
	const struct in6_addr *from = &s->from.sin6_addr;

	if (s->from.sin6_family != AF_INET6)
		return OPTIONS_GO_ON;
	if (sock6_address_is_multicast(from))
		return usage_error("--from: a group is no source; give an "
				   "address of this host");
	if (sock6_address_needs_zone(from) && s->from.sin6_scope_id == 0)
		s->from.sin6_scope_id = s->ifindex;
	return OPTIONS_GO_ON;
}

static int serve(struct sender *s)
{
	int status, end = open_socket(s);

	if (end == OPTIONS_GO_ON)
		end = set_values_once(s);
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	status = stop_setup();
	if (status < 0)
		return failure(status, NULL, "signals");
	s->began = sock6_now();
	end = send_all(s);
	summarise(s);
	sock6_close(s->fd);
	return end;
}

static int run(int argc, char **argv)
{
	struct sender *s = calloc(1, sizeof(*s));
	char **words;
	int end;

	if (!s)
		out_of_memory();
	s->count = 1;
	s->interval = INT64_C(1000000000);
	s->port = DEFAULT_PORT;
	s->payload.size = -1;
	end = options_read(&send_command, argc, argv, take, s, &words);
	if (end == OPTIONS_GO_ON)
		end = take_destination(s, words);
	if (end == OPTIONS_GO_ON)
		end = complete_from(s);
	if (end == OPTIONS_GO_ON)
		end = payload_prepare(&s->payload);
	if (end == OPTIONS_GO_ON)
		end = serve(s);
	free(s);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "send N datagrams; 0: until interrupted; else 1" },
	{ 'i', "interval", "TIME", "between two of them; without this 1s" },
	{ 's', "size", "BYTES", "length of the payload, cut or padded" },
	{ OPTION_PAYLOAD, "payload", "TEXT", "- reads it from standard input" },
	{ 'Q', "tclass", "NAME", "traffic class: ef, af41+ect0, 0 to 255" },
	{ 't', "hops", "N", "hop limit, 0 to 255" },
	{ 'F', "flow", "LABEL", "flow label, 0 to 0xfffff" },
	{ OPTION_FROM, "from", "ADDRESS", "source, also with a port" },
	{ 'I', "if", "INTERFACE", "send through it: name or index" },
	{ 'p', "port", "PORT", "where DEST has none; without this 1024" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command send_command = {
	.name = "send",
	.operands = "DEST",
	.summary = "send datagrams with chosen values beside them",
	.description =
		"Send UDP datagrams to an address or a group.\n"
		"\n"
		"  sock6 send ff02::114%eth0 --payload hello\n"
		"  sock6 send '[2001:db8::1]:5000' --tclass ef --hops 3 -c 10\n"
		"  date | sock6 send ::1 --payload -",
	.options = rows,
	.run = run,
};
