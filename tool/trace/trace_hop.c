/* SPDX-License-Identifier: MIT */
/* sock6 trace: the line of a hop. */
#define _POSIX_C_SOURCE 200809L

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "measure/round_trip.h"
#include "report/message.h"
#include "report/quantity.h"
#include "report/report.h"
#include "report/value_record.h"
#include "trace.h"
#include "trace_extension.h"

/* More probes than that are shown by their least, average and longest time. */
#define SHOWN 5

#define WIDTH 20 /* of the column of addresses, where they are no longer */

int trace_hop_is_silent(const struct trace *t, unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	while ((sample = walk_next(&t->walk, hop, &index)))
		if (sample->state == WALK_ANSWERED)
			return 0;
	return 1;
}

/* The first answer, or NULL. */
static const struct probe_answer *first_answer(const struct trace *t,
					       unsigned hop, unsigned fields)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	while ((sample = walk_next(&t->walk, hop, &index)))
		if (sample->state == WALK_ANSWERED &&
		    (sample->answer.fields & fields) == fields)
			return &sample->answer;
	return NULL;
}

/* The probes of a hop, counted. */
static void count(const struct trace *t, unsigned hop,
		  const struct in6_addr *who, struct round_trip *trip)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	memset(trip, 0, sizeof(*trip));
	while ((sample = walk_next(&t->walk, hop, &index))) {
		int is_answered = sample->state == WALK_ANSWERED;

		if (who && is_answered &&
		    memcmp(who, &sample->answer.from.sin6_addr, 16) != 0)
			continue;
		round_trip_count_sent(trip);
		if (is_answered)
			round_trip_count_received(trip, sample->round_trip, 0);
	}
}

static void name_of(const struct sockaddr_in6 *address, char *name, size_t size)
{
	if (getnameinfo((const struct sockaddr *)address, sizeof(*address),
			name, (socklen_t)size, NULL, 0, NI_NAMEREQD) != 0)
		*name = '\0';
}

static void put_who(FILE *out, const struct trace *t,
		    const struct sockaddr_in6 *who)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], name[256] = "";

	sock6_address_format(text, sizeof(text), who, 0);
	if (t->names)
		name_of(who, name, sizeof(name));
	if (*name)
		fprintf(out, "%s (%s)", name, text);
	else
		fprintf(out, "%-*s", WIDTH, text);
}

/* The times of one responder; lost ones are shown with the first. */
static void put_times(FILE *out, const struct trace *t, unsigned hop,
		      const struct in6_addr *who, int is_first)
{
	char text[ROUND_TRIP_TEXT_SIZE];
	const struct walk_sample *sample;
	struct round_trip trip;
	unsigned index = 0;

	if (t->walk.count > SHOWN) {
		count(t, hop, who, &trip);
		fprintf(out, "  %s", round_trip_format(text, &trip));
		return;
	}
	while ((sample = walk_next(&t->walk, hop, &index))) {
		int is_answered = sample->state == WALK_ANSWERED;

		if (!is_answered && is_first)
			fprintf(out, "%9s", "*");
		else if (is_answered &&
			 memcmp(who, &sample->answer.from.sin6_addr, 16) == 0)
			fprintf(out, " %8s",
				quantity_duration(text, sample->round_trip));
	}
}

/* Whether nobody with this address has answered before. */
static int is_new(const struct trace *t, unsigned hop,
		  const struct walk_sample *sample)
{
	const struct walk_sample *other;
	unsigned index = 0;

	while ((other = walk_next(&t->walk, hop, &index)) && other != sample)
		if (other->state == WALK_ANSWERED &&
		    memcmp(&other->answer.from.sin6_addr,
			   &sample->answer.from.sin6_addr, 16) == 0)
			return 0;
	return 1;
}

/* "2001:db8::1  1.20 ms  *, 2001:db8::2  1.30 ms"; the caller frees it. */
static char *format_responders(const struct trace *t, unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0, found = 0;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		out_of_memory();
	while ((sample = walk_next(&t->walk, hop, &index))) {
		if (sample->state != WALK_ANSWERED || !is_new(t, hop, sample))
			continue;
		fputs(found ? ",  " : "", out);
		put_who(out, t, &sample->answer.from);
		put_times(out, t, hop, &sample->answer.from.sin6_addr,
			  found++ == 0);
	}
	fputs(found ? "" : "silent", out);
	if (fclose(out) != 0 || !text)
		out_of_memory();
	return text;
}

/* What the hop before has seen, where that was another one. */
static void add_class_before(struct record *record, uint8_t traffic_class,
			     const char *now)
{
	const char *dscp = sock6_dscp_name(traffic_class >> 2);
	char before[SOCK6_TRAFFIC_CLASS_TEXT_SIZE], text[100];

	sock6_traffic_class_format(before, sizeof(before), traffic_class);
	record_integer(record, "traffic_class_before", REPORT_BARE,
		       traffic_class);
	snprintf(text, sizeof(text), " arrived with traffic class %s, was %s",
		 now, before);
	record_show(record, text);
	record_paint(record, REPORT_YELLOW);
	snprintf(text, sizeof(text), "%d", traffic_class >> 2);
	record_string(record, "dscp_before", REPORT_HIDDEN, dscp ? dscp : text);
	record_string(record, "ecn_before", REPORT_HIDDEN,
		      sock6_ecn_name(traffic_class & 3));
}

/* With which the probe arrived there; what a router before it has changed. */
static void add_quote(struct record *record, struct trace *t, unsigned hop,
		      const struct probe_answer *answer)
{
	char now[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	sock6_traffic_class_format(now, sizeof(now), answer->traffic_class);
	value_record_traffic_class(record, REPORT_HIDDEN,
				   answer->traffic_class);
	if (answer->traffic_class != t->traffic_class) {
		add_class_before(record, t->traffic_class, now);
		t->traffic_class = answer->traffic_class;
		if (!t->remarked)
			t->remarked = hop;
	}
}

static void add_label(struct record *record, struct trace *t,
		      const struct probe_answer *answer)
{
	char text[80];

	record_integer(record, "flow_label", REPORT_HIDDEN, answer->flow_label);
	if (t->label_known && answer->flow_label != t->flow_label) {
		record_integer(record, "flow_label_before", REPORT_BARE,
			       t->flow_label);
		snprintf(text, sizeof(text),
			 " arrived with flow label 0x%x, was 0x%x",
			 (unsigned)answer->flow_label, (unsigned)t->flow_label);
		record_show(record, text);
		record_paint(record, REPORT_YELLOW);
	}
	t->label_known = 1;
	t->flow_label = answer->flow_label;
}

/* Why this is the last hop, if it is. */
static void add_end(struct record *record, const struct trace *t, unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0;
	char text[160];

	while ((sample = walk_next(&t->walk, hop, &index))) {
		const struct probe_answer *answer = &sample->answer;

		if (sample->state != WALK_ANSWERED ||
		    answer->kind == PROBE_EXPIRED)
			continue;
		if (answer->kind == PROBE_REACHED) {
			record_true(record, "reached", REPORT_BARE);
			record_show(record, " reached");
			record_paint(record, REPORT_GREEN);
			return;
		}
		record_string(record, "reason", REPORT_BARE,
			      probe_reason(answer));
		snprintf(text, sizeof(text), " %s", probe_reason(answer));
		if (answer->fields & PROBE_HAS_MTU)
			snprintf(text, sizeof(text), " %s, MTU %u",
				 probe_reason(answer), (unsigned)answer->mtu);
		record_show(record, text);
		record_paint(record, REPORT_RED);
		return;
	}
}

/* One object an answer, for programs. */
static void nest_answer(struct record *record, const struct trace *t,
			const struct walk_sample *sample)
{
	const struct probe_answer *answer = &sample->answer;
	char text[SOCK6_ADDRESS_TEXT_SIZE], name[256] = "";
	struct record inner;

	record_begin(&inner, "answer");
	sock6_address_format(text, sizeof(text), &answer->from, 0);
	record_string(&inner, "source", REPORT_HIDDEN, text);
	if (t->names)
		name_of(&answer->from, name, sizeof(name));
	if (*name)
		record_string(&inner, "name", REPORT_HIDDEN, name);
	record_time(&inner, "round_trip", REPORT_HIDDEN, sample->round_trip);
	record_integer(&inner, "icmp_type", REPORT_HIDDEN, answer->type);
	record_integer(&inner, "icmp_code", REPORT_HIDDEN, answer->code);
	if (answer->fields & PROBE_HAS_HOPS)
		record_integer(&inner, "hop_limit", REPORT_HIDDEN,
			       answer->hop_limit);
	if (answer->fields & PROBE_HAS_QUOTE) {
		value_record_traffic_class(&inner, REPORT_HIDDEN,
					   answer->traffic_class);
		record_integer(&inner, "flow_label", REPORT_HIDDEN,
			       answer->flow_label);
	}
	if (answer->fields & PROBE_HAS_MTU)
		record_integer(&inner, "mtu", REPORT_HIDDEN, answer->mtu);
	record_nest(record, "answers", &inner);
}

static void nest_answers(struct record *record, const struct trace *t,
			 unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	while ((sample = walk_next(&t->walk, hop, &index)))
		if (sample->state == WALK_ANSWERED)
			nest_answer(record, t, sample);
}

static void add_extension(struct record *record, const struct trace *t,
			  unsigned hop)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	while ((sample = walk_next(&t->walk, hop, &index))) {
		const struct probe_answer *answer = &sample->answer;

		if (sample->state != WALK_ANSWERED)
			continue;
		if (answer->fields & PROBE_IS_DAMAGED) {
			record_true(record, "extension_damaged", REPORT_BARE);
			record_show(record, " a damaged extension");
			return;
		}
		if (answer->extension_size) {
			trace_extension_nest(record, answer->extension,
					     answer->extension_size);
			return;
		}
	}
}

static void add_counts(struct record *record, const struct trace *t,
		       unsigned hop)
{
	struct round_trip trip;
	char text[32];
	int is_shown;

	count(t, hop, NULL, &trip);
	record_integer(record, "sent", REPORT_HIDDEN, (int64_t)trip.sent);
	record_integer(record, "answered", REPORT_HIDDEN,
		       (int64_t)trip.received);
	record_integer(record, "lost", REPORT_HIDDEN,
		       (int64_t)round_trip_lost(&trip));
	/* Where each time is shown, so is each that is missing. */
	is_shown = t->walk.count > SHOWN && trip.received &&
		   trip.received < trip.sent;
	record_real(record, "loss", is_shown ? REPORT_BARE : REPORT_HIDDEN,
		    round_trip_loss(&trip));
	snprintf(text, sizeof(text), " %.0f%% loss", round_trip_loss(&trip));
	record_show(record, text);
	if (trip.received == 0)
		return;
	record_time(record, "round_trip_minimum", REPORT_HIDDEN, trip.minimum);
	record_time(record, "round_trip_average", REPORT_HIDDEN,
		    (int64_t)trip.mean);
	record_time(record, "round_trip_maximum", REPORT_HIDDEN, trip.maximum);
}

/* A router drops what arrives with a hop limit of 1 (RFC 8200, 3): more is a
 * tunnel, inside of which hops are not counted, or was raised on the way. */
static void add_limit(struct record *record, const struct trace *t,
		      unsigned hop)
{
	const struct probe_answer *answer =
		first_answer(t, hop, PROBE_HAS_LIMIT);
	char text[60];

	if (!answer || answer->kind != PROBE_EXPIRED)
		return;
	record_integer(record, "quoted_hop_limit",
		       answer->quoted_limit > 1 ? REPORT_BARE : REPORT_HIDDEN,
		       answer->quoted_limit);
	snprintf(text, sizeof(text), " dropped with hop limit %u",
		 answer->quoted_limit);
	record_show(record, text);
	record_paint(record, REPORT_YELLOW);
}

/* What was quoted is remembered also where no line is printed. */
static void note_quote(struct trace *t, struct record *record, unsigned hop)
{
	const struct probe_answer *quoting =
		first_answer(t, hop, PROBE_HAS_QUOTE);

	if (!quoting)
		return;
	add_quote(record, t, hop, quoting);
	add_label(record, t, quoting);
}

void trace_hop_report(struct trace *t, unsigned hop)
{
	char *responders = format_responders(t, hop), text[16];
	const struct probe_answer *first = first_answer(t, hop, 0);
	char address[SOCK6_ADDRESS_TEXT_SIZE];
	struct record record;

	record_begin(&record, "hop");
	record_integer(&record, "hop", REPORT_BARE, hop);
	snprintf(text, sizeof(text), "%2u ", hop);
	record_show(&record, text);
	if (first) {
		t->deepest = hop;
		sock6_address_format(address, sizeof(address), &first->from, 0);
		record_string(&record, "address", REPORT_BARE, address);
	} else {
		record_true(&record, "silent", REPORT_BARE);
	}
	record_show(&record, responders);
	free(responders);
	add_counts(&record, t, hop);
	add_end(&record, t, hop);
	note_quote(t, &record, hop);
	add_limit(&record, t, hop);
	add_extension(&record, t, hop);
	nest_answers(&record, t, hop);
	if (t->quiet)
		record_discard(&record);
	else
		record_end(&record);
}
