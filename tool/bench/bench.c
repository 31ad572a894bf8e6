/* SPDX-License-Identifier: MIT */
/*
 * sock6 bench: what a datagram costs on this host, over ::1, in each of the
 * ways to send and to receive it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <sock6.h>

#include "bench_turn.h"
#include "command.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/report.h"
#include "time_unit.h"
#include "words/options.h"
#include "words/values.h"

#define SAMPLES          4096
#define DURATION_MAXIMUM INT64_C(8000000000)

static const struct bench_way ways[] = {
	{ .name = "one by one", .one_by_one = 1 },
	{ .name = "batches of 64" },
	{ .name = "batches, one peer", .connected = 1 },
	{ .name = "batches, coalesced", .coalesced = 1 },
};

#define WAYS  (sizeof(ways) / sizeof(ways[0]))
#define SIZES 2

struct series {
	struct bench_pair pair;
	int status; /* why it has no samples */
	unsigned count;
	int64_t send[SAMPLES], receive[SAMPLES];
};

struct bench {
	int64_t duration;
	int64_t sizes[SIZES];
	unsigned size_count, rounds;
	struct series series[SIZES * WAYS];
};

static int take(void *context, int key, const struct word *word)
{
	struct bench *b = context;

	if (key == 's') {
		b->size_count = 1;
		return value_integer(word, 1, BENCH_SIZE_MAXIMUM, b->sizes);
	}
	if (value_duration(word, &b->duration) != OPTIONS_GO_ON)
		return END_USAGE;
	if (b->duration > DURATION_MAXIMUM)
		return usage_error("%s %s: too long; give 8s at the most",
				   word->option, word->text);
	return OPTIONS_GO_ON;
}

static unsigned series_count(const struct bench *b)
{
	return b->size_count * (unsigned)WAYS;
}

/* 0, or how opening the first one has failed: then nothing can be measured. */
static int open_all(struct bench *b)
{
	for (unsigned i = 0; i < series_count(b); i++) {
		struct series *s = &b->series[i];

		s->status = bench_pair_open(&s->pair, &ways[i % WAYS],
					    (size_t)b->sizes[i / WAYS]);
		if (i == 0 && s->status < 0)
			return s->status;
	}
	return 0;
}

static void measure_once(struct series *s)
{
	struct bench_times times;

	if (s->status < 0)
		return;
	s->status = bench_turn(&s->pair, &times);
	if (s->status < 0) {
		bench_pair_close(&s->pair);
		return;
	}
	s->send[s->count] = times.send;
	s->receive[s->count] = times.receive;
	s->count++;
}

/* Every way once a round, so that what drifts drifts for all of them. */
static void measure_all(struct bench *b, int64_t deadline)
{
	do {
		for (unsigned i = 0; i < series_count(b); i++)
			measure_once(&b->series[i]);
		b->rounds++;
	} while (b->rounds < SAMPLES && sock6_now() < deadline &&
		 !stop_requested());
}

static void close_all(struct bench *b)
{
	for (unsigned i = 0; i < series_count(b); i++)
		if (b->series[i].status >= 0)
			bench_pair_close(&b->series[i].pair);
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Of one datagram. */
static double median(const struct series *s, int64_t *samples)
{
	qsort(samples, s->count, sizeof(*samples), compare);
	return (double)samples[s->count / 2] / s->pair.burst;
}

static void add_time(struct record *record, const char *name,
		     double nanoseconds, const char *format)
{
	char shown[60];

	record_real(record, name, REPORT_BARE, nanoseconds / 1e9);
	snprintf(shown, sizeof(shown), format, nanoseconds);
	record_show(record, shown);
}

static void begin_record(struct record *record, const char *type,
			 const struct series *s)
{
	char shown[60];

	record_begin(record, type);
	record_integer(record, "length", REPORT_BARE, (int64_t)s->pair.size);
	snprintf(shown, sizeof(shown), "%5zu bytes", s->pair.size);
	record_show(record, shown);
	record_string(record, "way", REPORT_BARE, s->pair.way->name);
	snprintf(shown, sizeof(shown), "%-20s", s->pair.way->name);
	record_show(record, shown);
}

/* What one processor does when it both sends and receives. */
static void add_rate(struct record *record, double per_second)
{
	char shown[60];

	record_real(record, "rate", REPORT_BARE, per_second);
	if (per_second < 1e6)
		snprintf(shown, sizeof(shown), "%6.0f thousand a second",
			 per_second / 1e3);
	else
		snprintf(shown, sizeof(shown), "%6.1f million a second",
			 per_second / 1e6);
	record_show(record, shown);
}

static void report_measured(struct series *s)
{
	double send = median(s, s->send), receive = median(s, s->receive);
	struct record record;

	begin_record(&record, "measured", s);
	add_time(&record, "send_time", send, "%6.0f ns to send");
	add_time(&record, "receive_time", receive, "%6.0f ns to receive");
	add_rate(&record, send + receive > 0 ? 1e9 / (send + receive) : 0);
	record_integer(&record, "samples", REPORT_HIDDEN, s->count);
	record_end(&record);
}

static const char *explanation(int status)
{
	if (status == -ETIMEDOUT)
		return "a datagram was lost";
	if (status == -EBADMSG)
		return "a datagram is not as it was sent";
	return sock6_status_text(status);
}

static void report_unmeasured(const struct series *s)
{
	struct record record;
	char shown[120];

	begin_record(&record, "unmeasured", s);
	record_string(&record, "reason", REPORT_BARE, explanation(s->status));
	snprintf(shown, sizeof(shown), "not measured: %s (%s)",
		 explanation(s->status), sock6_status_name(s->status));
	record_show(&record, shown);
	record_paint(&record, REPORT_YELLOW);
	record_end(&record);
}

/* What a system cannot do is no fault of the measurement. */
static int report_all(struct bench *b)
{
	int end = END_DONE;

	for (unsigned i = 0; i < series_count(b); i++) {
		struct series *s = &b->series[i];

		if (s->status >= 0) {
			report_measured(s);
			continue;
		}
		report_unmeasured(s);
		if (end_of_status(s->status) != END_UNSUPPORTED)
			end = END_UNMET;
	}
	return end;
}

static void summarise(const struct bench *b, int64_t lasted)
{
	struct record record;

	record_begin(&record, "summary");
	record_integer(&record, "rounds", REPORT_COUNTED, b->rounds);
	record_duration(&record, "seconds", lasted);
	record_end(&record);
}

static int bench(struct bench *b)
{
	int64_t began = sock6_now();
	int status, end = stop_setup();

	if (end != OPTIONS_GO_ON)
		return end;
	status = open_all(b);
	if (status < 0)
		return failure(status, "is the loopback interface up?", "::1");
	end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	measure_all(b, began + b->duration);
	end = report_all(b);
	summarise(b, sock6_now() - began);
	close_all(b);
	return stop_requested() ? END_UNMET : end;
}

static int run(int argc, char **argv)
{
	struct bench *b = allocate(1, sizeof(*b));
	char **words;
	int end;

	b->duration = 2 * SECOND;
	b->sizes[0] = 64;
	b->sizes[1] = 1200;
	b->size_count = SIZES;
	end = options_read(&bench_command, argc, argv, take, b, &words);
	if (end == OPTIONS_GO_ON && words[0])
		end = usage_error("%s: takes no operand; give none", words[0]);
	if (end == OPTIONS_GO_ON)
		end = bench(b);
	free(b);
	return end;
}

static const struct option_row rows[] = {
	{ 's', "size", "BYTES",
	  "length of the payload; by default 64 and 1200" },
	{ 'd', "duration", "TIME",
	  "time in all, 8s at the most; by default 2s" },
	OPTION_ROWS_COMMON
};

const struct command bench_command = {
	.name = "bench",
	.operands = "",
	.summary = "measure what a datagram costs on this host",
	.description =
		"Measure how long it takes to send and to receive a datagram "
		"over ::1, traffic\n"
		"class, hop limit and address beside it: one by one, in "
		"batches, coalesced.",
	.options = rows,
	.run = run,
};
