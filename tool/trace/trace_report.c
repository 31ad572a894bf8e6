/* SPDX-License-Identifier: MIT */
/* sock6 trace: the first line, which hops have theirs already, the summary. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "report/progress.h"
#include "report/report.h"
#include "trace.h"

static void add_address(struct record *record, const char *name,
			enum report_style style,
			const struct sockaddr_in6 *address)
{
	struct sockaddr_in6 bare = *address;
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	bare.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &bare, 0);
	record_string(record, name, style, text);
}

static void show_after(struct record *record, const char *before)
{
	char text[200];

	snprintf(text, sizeof(text), "%s%s", before,
		 record->fields[record->count - 1].text);
	record_show(record, text);
}

static const char *way(const struct trace *t, char *text, size_t size)
{
	if (t->socket.kind == SOCK6_ECHO_RAW)
		return "by echo requests from a raw socket,";
	if (t->socket.is_echo)
		return "by echo requests,";
	snprintf(text, size, "by UDP to port %u,",
		 ntohs(t->socket.to.sin6_port));
	return text;
}

static void add_way(struct record *record, const struct trace *t)
{
	char text[40];

	record_string(record, "protocol", REPORT_BARE,
		      t->socket.is_echo ? "icmp" : "udp");
	record_show(record, way(t, text, sizeof(text)));
	if (!t->socket.is_echo)
		record_integer(record, "port", REPORT_HIDDEN,
			       ntohs(t->socket.to.sin6_port));
}

void trace_report_start(const struct trace *t)
{
	struct record record;
	char text[60];

	if (t->quiet)
		return;
	record_begin(&record, "start");
	add_address(&record, "destination", REPORT_BARE, &t->socket.to);
	show_after(&record, "to ");
	if (t->source.sin6_family) {
		add_address(&record, "source", REPORT_BARE, &t->source);
		show_after(&record, "from ");
	}
	add_way(&record, t);
	record_integer(&record, "first", REPORT_HIDDEN, t->walk.first);
	record_integer(&record, "last", REPORT_BARE, t->walk.last);
	snprintf(text, sizeof(text), "%u hops at most, in packets of",
		 t->walk.last);
	record_show(&record, text);
	record_integer(&record, "size", REPORT_BARE, (int64_t)t->walk.size);
	snprintf(text, sizeof(text), "%zu bytes", t->walk.size);
	record_show(&record, text);
	record_end(&record);
	fflush(stdout);
}

/* What many silent hops at the end have in common is said once. */
static void report_silence(struct trace *t, unsigned from, unsigned to)
{
	if (!t->quiet && !report_is_json() && to > from) {
		progress_clear();
		printf("%2u to %u  silent\n", from, to);
		return;
	}
	for (unsigned hop = from; hop <= to; hop++)
		trace_hop_report(t, hop);
}

/* Hops that nobody was asked about when the user ended it have no line. */
static unsigned asked(const struct trace *t)
{
	unsigned last = walk_last(&t->walk);

	while (last > t->printed && t->walk.sent_to[last] == 0 &&
	       last != t->walk.end)
		last--;
	return last;
}

/*
 * Silent hops wait for one that is not: a late answer can still come, and the
 * path may end before them.
 */
void trace_report_hops(struct trace *t, int is_end)
{
	unsigned last = is_end ? asked(t) : walk_last(&t->walk);
	unsigned hop;

	if (t->printed == 0)
		t->printed = t->walk.first - 1;
	for (hop = t->printed + 1; hop <= last; hop++) {
		if (!is_end && !walk_is_complete(&t->walk, hop))
			return;
		if (trace_hop_is_silent(t, hop))
			continue;
		while (t->printed < hop)
			trace_hop_report(t, ++t->printed);
		fflush(stdout);
	}
	if (is_end && t->printed < last)
		report_silence(t, t->printed + 1, last);
}

/* The answer that ended the path without reaching the destination. */
static const struct walk_sample *refusal(const struct trace *t)
{
	const struct walk_sample *sample;
	unsigned index = 0;

	while ((sample = walk_next(&t->walk, t->walk.end, &index)))
		if (sample->state == WALK_ANSWERED &&
		    sample->answer.kind == PROBE_REFUSED)
			return sample;
	return NULL;
}

/* For people; in one word for programs. */
static const char *describe_failure(const struct trace *t, char *text,
				    size_t size)
{
	const struct walk_sample *refused = t->walk.end ? refusal(t) : NULL;
	char who[SOCK6_ADDRESS_TEXT_SIZE];

	if (refused) {
		sock6_address_format(who, sizeof(who), &refused->answer.from,
				     0);
		snprintf(text, size, "not reached: %s (hop %u) says %s,", who,
			 walk_find(&t->walk, &refused->answer.from.sin6_addr),
			 probe_reason(&refused->answer));
		return "refused";
	}
	if (t->deepest == t->walk.last) {
		snprintf(text, size, "not reached within %u hop%s,", t->deepest,
			 t->deepest == 1 ? "" : "s");
		return "too_far";
	}
	if (t->deepest)
		snprintf(text, size, "not reached: silent after hop %u,",
			 t->deepest);
	else
		snprintf(text, size, "not reached: nobody has answered,");
	return "no_answer";
}

/* "reached in 3 hops,": what became of it comes first. */
static void add_result(struct record *record, const struct trace *t)
{
	const char *result;
	char text[300];

	add_address(record, "destination", REPORT_HIDDEN, &t->socket.to);
	if (t->walk.is_reached) {
		record_true(record, "reached", REPORT_BARE);
		snprintf(text, sizeof(text), "reached %s %u hop%s,",
			 t->walk.end == t->walk.first && t->walk.end > 1
				 ? "within"
				 : "in",
			 t->walk.end, t->walk.end == 1 ? "" : "s");
		record_show(record, text);
		record_paint(record, REPORT_GREEN);
		record_integer(record, "hops", REPORT_HIDDEN, t->walk.end);
		return;
	}
	result = describe_failure(t, text, sizeof(text));
	record_string(record, "result", REPORT_BARE, result);
	record_show(record, text);
	record_paint(record, REPORT_RED);
}

void trace_report_summary(const struct trace *t, const char *type)
{
	const struct walk *walk = &t->walk;
	struct record record;
	char text[80];

	record_begin(&record, type);
	add_result(&record, t);
	if (t->deepest)
		record_integer(&record, "deepest", REPORT_HIDDEN, t->deepest);
	if (t->remarked) {
		record_integer(&record, "remarked_hop", REPORT_BARE,
			       t->remarked);
		snprintf(text, sizeof(text), "remarked before hop %u,",
			 t->remarked);
		record_show(&record, text);
		record_paint(&record, REPORT_YELLOW);
	}
	record_integer(&record, "sent", REPORT_COUNTED, (int64_t)walk->sent);
	record_integer(&record, "answered", REPORT_COUNTED,
		       (int64_t)walk->answered);
	record_integer(&record, "duplicates",
		       walk->duplicates ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)walk->duplicates);
	record_integer(&record, "foreign",
		       t->socket.foreign ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)t->socket.foreign);
	record_duration(&record, "seconds", sock6_now() - t->began);
	record_end(&record);
	fflush(stdout);
}
