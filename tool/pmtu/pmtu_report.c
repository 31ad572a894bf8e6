/* SPDX-License-Identifier: MIT */
/* sock6 pmtu: the lines. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "pmtu.h"
#include "report/quantity.h"
#include "report/report.h"

#define TCP_HEADER 20

static const char *format(char text[SOCK6_ADDRESS_TEXT_SIZE],
			  const struct sockaddr_in6 *address)
{
	struct sockaddr_in6 bare = *address;

	bare.sin6_port = 0;
	sock6_address_format(text, SOCK6_ADDRESS_TEXT_SIZE, &bare, 0);
	return text;
}

void pmtu_report_start(const struct pmtu *p)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE], text[SOCK6_ADDRESS_TEXT_SIZE + 20];
	const struct probe_socket *s = &p->socket;
	struct record record;

	if (p->quiet)
		return;
	record_begin(&record, "start");
	record_string(&record, "destination", REPORT_BARE, format(who, &s->to));
	snprintf(text, sizeof(text), "to %s", who);
	record_show(&record, text);
	if (p->source.sin6_family) {
		record_string(&record, "source", REPORT_BARE,
			      format(who, &p->source));
		snprintf(text, sizeof(text), "from %s", who);
		record_show(&record, text);
	}
	record_string(&record, "protocol", REPORT_BARE,
		      s->is_echo ? "icmp" : "udp");
	if (s->is_echo) {
		record_show(&record, "by echo requests");
	} else {
		snprintf(text, sizeof(text), "by UDP to port %u",
			 ntohs(s->to.sin6_port));
		record_show(&record, text);
		record_integer(&record, "port", REPORT_HIDDEN,
			       ntohs(s->to.sin6_port));
	}
	record_end(&record);
	fflush(stdout);
}

static const char *outcome_word(int outcome)
{
	static const char *const words[] = { "undecided", "passed",  "too_big",
					     "lost",      "refused", "local" };

	return words[outcome];
}

/* What the line says behind the size, and in which colour. */
static enum report_colour describe(const struct pmtu_try *try, char *text,
				   size_t size)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE], took[QUANTITY_SIZE];

	switch (try->outcome) {
	case PMTU_PASSED:
		snprintf(text, size, "passes, %s",
			 quantity_duration(took, try->round_trip));
		return REPORT_GREEN;
	case PMTU_TOO_BIG:
		snprintf(text, size, "too big: %s carries %u",
			 format(who, &try->answer.from),
			 (unsigned)try->answer.mtu);
		return REPORT_YELLOW;
	case PMTU_REFUSED:
		snprintf(text, size, "%s says %s",
			 format(who, &try->answer.from),
			 probe_reason(&try->answer));
		return REPORT_RED;
	case PMTU_LOCAL:
		snprintf(text, size, "larger than the first link");
		return REPORT_YELLOW;
	default:
		snprintf(text, size, "lost without a word, %u time%s",
			 try->probes, try->probes == 1 ? "" : "s");
		return REPORT_RED;
	}
}

void pmtu_report_try(const struct pmtu *p, const struct pmtu_try *try)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE + 120], size[16];
	struct record record;
	enum report_colour colour;

	if (p->quiet)
		return;
	colour = describe(try, text, sizeof(text));
	record_begin(&record, "probe");
	record_integer(&record, "size", REPORT_BARE, try->size);
	snprintf(size, sizeof(size), "%5u ", (unsigned)try->size);
	record_show(&record, size);
	record_string(&record, "outcome", REPORT_BARE,
		      outcome_word(try->outcome));
	record_show(&record, text);
	record_paint(&record, colour);
	record_integer(&record, "probes", REPORT_HIDDEN, try->probes);
	if (try->outcome == PMTU_PASSED)
		record_time(&record, "round_trip", REPORT_HIDDEN,
			    try->round_trip);
	if (try->outcome == PMTU_TOO_BIG || try->outcome == PMTU_REFUSED)
		record_string(&record, "source", REPORT_HIDDEN,
			      format(text, &try->answer.from));
	if (try->outcome == PMTU_TOO_BIG)
		record_integer(&record, "mtu", REPORT_HIDDEN, try->answer.mtu);
	if (try->outcome == PMTU_REFUSED)
		record_string(&record, "reason", REPORT_HIDDEN,
			      probe_reason(&try->answer));
	record_end(&record);
	fflush(stdout);
}

static const char *against(const struct pmtu_report *report)
{
	switch (report->verdict) {
	case PMTU_BELOW_MINIMUM: return "less than any path may have";
	case PMTU_NOT_SMALLER: return "no less than what it calls too big";
	default: return "and larger ones arrive";
	}
}

static const char *verdict_word(int verdict)
{
	static const char *const words[] = { "believed", "below_minimum",
					     "not_smaller", "contradicted" };

	return words[verdict];
}

/* "2001:db8::1 (hop 1)". */
static void put_hop(char *text, size_t size, const struct sockaddr_in6 *address,
		    unsigned hop)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE];

	if (hop)
		snprintf(text, size, "%s (hop %u)", format(who, address), hop);
	else
		snprintf(text, size, "%s (not seen on the path)",
			 format(who, address));
}

static void report_claim(const struct pmtu_report *report)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE + 40];
	char text[SOCK6_ADDRESS_TEXT_SIZE + 200];
	struct record record;

	put_hop(who, sizeof(who), &report->from, report->hop);
	snprintf(text, sizeof(text), "%s reports that it carries %u bytes", who,
		 (unsigned)report->mtu);
	if (report->verdict != PMTU_BELIEVED)
		snprintf(text, sizeof(text),
			 "%s is not believed: it claims %u for a packet of %u, "
			 "%s",
			 who, (unsigned)report->mtu, (unsigned)report->size,
			 against(report));
	record_begin(&record, "report");
	record_string(&record, "source", REPORT_BARE,
		      format(who, &report->from));
	record_show(&record, text);
	record_paint(&record, report->verdict == PMTU_BELIEVED ? REPORT_PLAIN
							       : REPORT_YELLOW);
	if (report->hop)
		record_integer(&record, "hop", REPORT_HIDDEN, report->hop);
	record_integer(&record, "mtu", REPORT_HIDDEN, report->mtu);
	record_integer(&record, "size", REPORT_HIDDEN, report->size);
	record_string(&record, "verdict", REPORT_HIDDEN,
		      verdict_word(report->verdict));
	record_end(&record);
}

void pmtu_report_claims(const struct pmtu *p)
{
	for (unsigned i = 0; !p->quiet && i < p->report_count; i++)
		report_claim(&p->reports[i]);
}

/* The last hop that has it, and the first one after that which has not. */
static const struct walk_sample *deepest(const struct walk *walk)
{
	const struct walk_sample *found = NULL;

	for (uint64_t i = 0; i < walk->sent; i++)
		if (walk->samples[i].state == WALK_ANSWERED &&
		    (!found || walk->samples[i].hop > found->hop))
			found = &walk->samples[i];
	return found;
}

static const struct walk_sample *next_after(const struct walk *walk,
					    unsigned hop)
{
	const struct walk_sample *found = NULL;

	for (uint64_t i = 0; i < walk->sent; i++) {
		const struct walk_sample *sample = &walk->samples[i];

		if (sample->state == WALK_ANSWERED && !sample->is_spare &&
		    sample->hop > hop && (!found || sample->hop < found->hop))
			found = sample;
	}
	return found;
}

static void add_place(struct record *record, const char *address_name,
		      const char *hop_name, const struct walk_sample *at)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE];

	if (!at)
		return;
	record_string(record, address_name, REPORT_HIDDEN,
		      format(who, &at->answer.from));
	record_integer(record, hop_name, REPORT_HIDDEN, at->hop);
}

void pmtu_report_black_hole(const struct pmtu *p)
{
	char before[SOCK6_ADDRESS_TEXT_SIZE + 40] = "this host";
	char after[SOCK6_ADDRESS_TEXT_SIZE + 40] = "the destination";
	char text[2 * sizeof(before) + 100];
	const struct walk_sample *last, *next;
	struct record record;

	if (!p->has_big)
		return;
	last = deepest(&p->big);
	next = next_after(&p->small, last ? last->hop : 0);
	if (last)
		put_hop(before, sizeof(before), &last->answer.from, last->hop);
	if (next)
		put_hop(after, sizeof(after), &next->answer.from, next->hop);
	snprintf(text, sizeof(text),
		 "%u bytes are lost without a word between %s and %s; %u pass",
		 (unsigned)pmtu_high(p), before, after, (unsigned)pmtu_low(p));
	record_begin(&record, "black_hole");
	record_integer(&record, "size", REPORT_BARE, pmtu_high(p));
	record_show(&record, text);
	record_paint(&record, REPORT_RED);
	add_place(&record, "last_address", "last_hop", last);
	add_place(&record, "next_address", "next_hop", next);
	record_end(&record);
}

/* The router that the result is owed to, or NULL. */
static const struct pmtu_report *limiter(const struct pmtu *p)
{
	for (unsigned i = 0; i < p->report_count; i++)
		if (p->reports[i].verdict == PMTU_BELIEVED &&
		    p->reports[i].mtu == pmtu_low(p))
			return &p->reports[i];
	return NULL;
}

static void add_limit(struct record *record, const struct pmtu *p)
{
	const struct pmtu_report *router = limiter(p);
	char who[SOCK6_ADDRESS_TEXT_SIZE + 40];
	char text[sizeof(who) + 40];

	if (pmtu_is_black_hole(p)) {
		record_true(record, "black_hole", REPORT_BARE);
		record_show(record, "limited by a black hole,");
		record_paint(record, REPORT_RED);
	} else if (router) {
		put_hop(who, sizeof(who), &router->from, router->hop);
		snprintf(text, sizeof(text), "limited by %s,", who);
		record_string(record, "limited_by", REPORT_BARE,
			      format(who, &router->from));
		record_show(record, text);
		if (router->hop)
			record_integer(record, "limited_by_hop", REPORT_HIDDEN,
				       router->hop);
	} else if (pmtu_low(p) == p->first_link) {
		record_true(record, "first_link", REPORT_BARE);
		record_show(record, "that of the first link,");
	}
}

static void add_sizes(struct record *record, const struct pmtu *p)
{
	uint32_t mtu = pmtu_low(p), high = pmtu_high(p);
	int is_least = !p->is_complete || (high == 0 && mtu != p->first_link);
	char text[120], more[40] = "";

	if (!p->is_complete && high)
		snprintf(more, sizeof(more), "and less than %u ",
			 (unsigned)high);
	record_integer(record, "path_mtu", REPORT_BARE, mtu);
	snprintf(text, sizeof(text), "path MTU %s%u %s(payload of UDP %u),",
		 is_least ? "at least " : "", (unsigned)mtu, more,
		 (unsigned)mtu - PROBE_HEADERS);
	record_show(record, text);
	record_paint(record, mtu < p->expect ? REPORT_RED : REPORT_GREEN);
	if (is_least)
		record_true(record, "at_least", REPORT_HIDDEN);
	if (*more)
		record_integer(record, "below", REPORT_HIDDEN, high);
	record_integer(record, "udp_payload", REPORT_HIDDEN,
		       mtu - PROBE_HEADERS);
	record_integer(record, "tcp_segment", REPORT_HIDDEN,
		       mtu - SOCK6_HEADER_SIZE - TCP_HEADER);
}

static void add_found(struct record *record, const struct pmtu *p)
{
	char text[60];

	add_sizes(record, p);
	if (p->expect > pmtu_low(p)) {
		record_integer(record, "expected", REPORT_BARE, p->expect);
		snprintf(text, sizeof(text), "less than the expected %u,",
			 (unsigned)p->expect);
		record_show(record, text);
		record_paint(record, REPORT_RED);
	}
	if (p->is_complete)
		add_limit(record, p);
}

/* In JSON the result is one word. */
static const char *describe_failure(const struct pmtu *p, char *text,
				    size_t size)
{
	const struct pmtu_try *refused = pmtu_find(p, PMTU_REFUSED);
	char who[SOCK6_ADDRESS_TEXT_SIZE];

	if (refused) {
		snprintf(text, size, "not found: %s says %s,",
			 format(who, &refused->answer.from),
			 probe_reason(&refused->answer));
		return "refused";
	}
	if (!p->is_complete) {
		snprintf(text, size, "not found yet,");
		return "unknown";
	}
	if (pmtu_low(p)) {
		snprintf(text, size,
			 "path MTU below %u: %u bytes do not arrive, %u do,",
			 (unsigned)p->minimum, (unsigned)p->minimum,
			 (unsigned)pmtu_low(p));
		return "below_minimum";
	}
	snprintf(text, size, "not found: %s does not answer %s,",
		 format(who, &p->socket.to),
		 p->socket.is_echo ? "echo requests; try --udp"
				   : "UDP; try without --udp");
	return "no_answer";
}

static void add_not_found(struct record *record, const struct pmtu *p)
{
	char text[300];

	record_string(record, "result", REPORT_BARE,
		      describe_failure(p, text, sizeof(text)));
	record_show(record, text);
	record_paint(record, REPORT_RED);
}

/* What the system remembers changes with what it hears from routers. */
static void add_cached(struct record *record, const struct pmtu *p)
{
	char text[80];

	if (p->cached_before)
		record_integer(record, "cached_before", REPORT_HIDDEN,
			       p->cached_before);
	if (!p->cached_after)
		return;
	record_integer(record, "cached_after", REPORT_BARE, p->cached_after);
	if (p->cached_before != p->cached_after)
		snprintf(text, sizeof(text),
			 "the system believed %u and now %u,",
			 (unsigned)p->cached_before, (unsigned)p->cached_after);
	else
		snprintf(text, sizeof(text), "the system believes %u,",
			 (unsigned)p->cached_after);
	record_show(record, text);
}

void pmtu_report_summary(const struct pmtu *p, const char *type)
{
	char who[SOCK6_ADDRESS_TEXT_SIZE];
	struct record record;

	record_begin(&record, type);
	record_string(&record, "destination", REPORT_HIDDEN,
		      format(who, &p->socket.to));
	if (pmtu_low(p) >= p->minimum)
		add_found(&record, p);
	else
		add_not_found(&record, p);
	add_cached(&record, p);
	record_integer(&record, "probes", REPORT_COUNTED, p->sent);
	record_integer(&record, "foreign",
		       p->socket.foreign ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)p->socket.foreign);
	record_duration(&record, "seconds", sock6_now() - p->began);
	record_end(&record);
	fflush(stdout);
}
