/* SPDX-License-Identifier: MIT */
/* What sock6 listen says before and after, and how it ends. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "listen.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/quantity.h"
#include "report/report.h"
#include "stream_record.h"

static void add_groups(struct record *record, const struct target_word *word)
{
	if (!target_is_group(word))
		return;
	record_integer(record, "groups",
		       word->range.count > 1 ? REPORT_COUNTED : REPORT_HIDDEN,
		       word->range.count);
	record_integer(record, "sources",
		       word->source_count > 1 ? REPORT_COUNTED : REPORT_HIDDEN,
		       word->source_count);
}

/* Whoever waits for this line sends nothing too early. */
void listen_announce(const struct listener *l)
{
	struct record record;
	char text[300];

	for (uint32_t i = 0; i < l->word_count; i++) {
		const struct target_word *word = &l->words[i];

		snprintf(text, sizeof(text), "listening: %s", word->text);
		record_begin(&record, "start");
		record_string(&record, "target", REPORT_BARE, word->text);
		record_show(&record, text);
		record_integer(&record, "port", REPORT_LABELLED, word->port);
		add_groups(&record, word);
		record_end(&record);
	}
}

uint64_t listen_drops(struct listener *l)
{
	uint64_t drops = 0;

	for (unsigned i = 0; i < l->set.count; i++) {
		channel_read_drops(&l->set.channels[i]);
		drops += l->set.channels[i].drops;
	}
	return drops;
}

/* In text only where it is not 0. */
static void add_some(struct record *record, const char *name, uint64_t value)
{
	record_integer(record, name, value ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)value);
}

static void add_streams(struct record *record, const struct listener *l)
{
	const struct stream_table *table = &l->streams;
	struct stream_sum sum;
	double loss;

	stream_table_sum(table, &sum);
	loss = sum.expected ? 100 * (double)sum.lost / (double)sum.expected : 0;
	record_integer(record, "streams",
		       table->count > 1 ? REPORT_COUNTED : REPORT_HIDDEN,
		       table->count);
	add_some(record, "unlisted", table->unlisted);
	if (table->stamped == 0)
		return;
	record_integer(record, "lost", REPORT_COUNTED, (int64_t)sum.lost);
	record_paint(record, sum.lost ? REPORT_RED : REPORT_GREEN);
	record_real(record, "loss", REPORT_HIDDEN, loss);
	add_some(record, "duplicates", sum.duplicates);
	add_some(record, "reordered", sum.reordered);
	add_some(record, "too_late", sum.too_late);
	add_some(record, "strange", sum.strange);
	record_integer(record, "ends", REPORT_HIDDEN, (int64_t)l->ends);
}

static void summarise(struct listener *l, const char *type)
{
	const int64_t lasted = sock6_now() - l->began;
	const double seconds = (double)lasted / 1e9;
	const double rate = seconds > 0 ? (double)l->heard / seconds : 0;
	struct record record;
	char text[QUANTITY_SIZE];

	record_begin(&record, type);
	record_integer(&record, "datagrams", REPORT_COUNTED, (int64_t)l->heard);
	record_integer(&record, "bytes", REPORT_COUNTED, (int64_t)l->bytes);
	add_streams(&record, l);
	add_some(&record, "others", l->others);
	add_some(&record, "early", l->early);
	add_some(&record, "drops", listen_drops(l));
	if (l->options.expectations.count)
		add_some(&record, "unexpected", l->unexpected);
	record_integer(&record, "sockets",
		       l->set.count > 1 ? REPORT_COUNTED : REPORT_HIDDEN,
		       l->set.count);
	record_real(&record, "rate", REPORT_BARE, rate);
	record_show(&record, quantity_count(text, rate, "/s"));
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

/* What was seen in a live view need not scroll by once more. */
#define STREAMS_AFTER_VIEW 20

/* One stream without a stamp says no more than the summary does. */
static int is_worth_telling(const struct listener *l)
{
	return report_is_json() || l->streams.count > 1 ||
	       l->streams.stamped > 0;
}

void listen_report(struct listener *l, const char *type)
{
	const int is_now = l->options.interval && strcmp(type, "interim") == 0;

	for (uint32_t i = 0; i < l->streams.count && is_worth_telling(l); i++)
		if (!l->is_live || i < STREAMS_AFTER_VIEW)
			stream_report(l->streams.streams[i], is_now);
	summarise(l, type);
}

/* What was asked of all datagrams: whether it is so. */
static int judge_all(const struct listener *l)
{
	const double most = l->options.max_loss;
	struct stream_sum sum;
	int end = END_DONE;

	stream_table_sum(&l->streams, &sum);
	if (l->unexpected) {
		message("--expect: %" PRIu64 " of %" PRIu64
			" datagrams are otherwise; the first: %s",
			l->unexpected, l->heard, l->first_unexpected);
		end = END_UNMET;
	}
	if (l->set.plan.is_strict && l->others) {
		message("--strict: %" PRIu64
			" of what came was not asked for: see others",
			l->others);
		end = END_UNMET;
	}
	if (most >= 0 && l->heard && sum.expected == 0) {
		message("--max-loss: no datagram had a number, so that loss "
			"cannot be told; let 'sock6 send' number them");
		end = END_UNMET;
	}
	if (most >= 0 && (double)sum.lost * 100 > most * (double)sum.expected) {
		message("--max-loss: %" PRIu64 " of %" PRIu64
			" datagrams are lost, more than %g%%",
			sum.lost, sum.expected, most);
		end = END_UNMET;
	}
	return end;
}

/* Without --count, one datagram is what was asked for. */
static int judge_end(const struct listener *l)
{
	if (l->options.count || l->options.until_end ? listen_has_enough(l)
						     : l->heard > 0)
		return END_DONE;
	if (!stop_requested() && !l->is_quit)
		return END_DEADLINE;
	return l->options.count || l->options.until_end ? END_UNMET : END_DONE;
}

int listen_judge(const struct listener *l, int status)
{
	int end;

	if (status < 0)
		return failure(status, NULL, "receive");
	end = judge_all(l);
	return end == END_DONE ? judge_end(l) : end;
}
