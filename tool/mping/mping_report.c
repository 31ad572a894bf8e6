/* SPDX-License-Identifier: MIT */
/* What mping has found, as records: answers, the table, the summary. */
#include <inttypes.h>
#include <stdio.h>

#include "mping.h"
#include "report/quantity.h"
#include "report/report.h"
#include "report/value_record.h"

/* "(2 hops there, 2 back)", of one answer or of all. */
static void add_hops(struct record *record, const struct effect_way *there,
		     const struct effect_way *back)
{
	char text[40];

	if (back->has_hops)
		record_integer(record, "hops_back", REPORT_HIDDEN,
			       back->hops_minimum);
	if (!there->has_hops)
		return;
	record_integer(record, "hops_there", REPORT_BARE, there->hops_minimum);
	snprintf(text, sizeof(text), "(%u hop%s there)", there->hops_minimum,
		 there->hops_minimum == 1 ? "" : "s");
	if (back->has_hops)
		snprintf(text, sizeof(text), "(%u hop%s there, %u back)",
			 there->hops_minimum,
			 there->hops_minimum == 1 ? "" : "s",
			 back->hops_minimum);
	record_show(record, text);
}

static void add_classes(struct record *record, const struct effect_way *there,
			const struct effect_way *back)
{
	if (there->told)
		record_integer(record, "traffic_class_there", REPORT_HIDDEN,
			       there->value);
	if (back->told)
		record_integer(record, "traffic_class_back", REPORT_HIDDEN,
			       back->value);
}

/* The address as wide as the widest, so that a table can be read. */
static void add_responder(struct record *record, int width,
			  const struct responder *responder,
			  enum mping_path path)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 plain = responder->address;

	plain.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &plain, 0);
	value_record_address(record, "responder", REPORT_BARE, &plain);
	value_record_pad(record, text, width);
	value_record_column(record, "path", mping_path_name(path), 9);
}

void mping_report_answer(const struct mping *m,
			 const struct responder *responder,
			 enum mping_path path,
			 const struct asker_answer *answer, int is_duplicate)
{
	struct effect_way there = { 0 }, back = { 0 };
	struct record record;

	mping_count_values(m, &there, &back, answer);
	record_begin(&record, "answer");
	add_responder(&record, 0, responder, path);
	value_record_address(&record, "source", REPORT_HIDDEN, &answer->peer);
	record_integer(&record, "sequence", REPORT_LABELLED,
		       (int64_t)answer->told.stamp.sequence);
	record_time(&record, "round_trip", REPORT_LABELLED, answer->round_trip);
	add_hops(&record, &there, &back);
	add_classes(&record, &there, &back);
	if (is_duplicate) {
		record_true(&record, "duplicate", REPORT_BARE);
		record_paint(&record, REPORT_YELLOW);
	}
	record_end(&record);
}

/* How long multicast took to work, which is not loss of the same kind. */
static void add_setup(struct record *record, const struct mping_way *way)
{
	char text[60], duration[QUANTITY_SIZE];

	record_time(record, "setup", REPORT_BARE, way->setup);
	snprintf(text, sizeof(text), "set up in %s",
		 quantity_duration(duration, way->setup));
	record_show(record, text);
	record_integer(record, "lost_before_first",
		       way->first > 1 ? REPORT_BARE : REPORT_HIDDEN,
		       (int64_t)way->first - 1);
	snprintf(text, sizeof(text), "with %" PRIu64 " lost before",
		 way->first - 1);
	record_show(record, text);
}

static void report_way(const struct responder *responder, enum mping_path path,
		       int width)
{
	const struct mping_way *way = &responder->ways[path];
	struct record record;

	record_begin(&record, "responder");
	add_responder(&record, width, responder, path);
	round_trip_add_counts(&record, &way->trip);
	round_trip_add_times(&record, &way->trip);
	add_hops(&record, &way->there, &way->back);
	add_classes(&record, &way->there, &way->back);
	if (way->first && path != MPING_UNICAST)
		add_setup(&record, way);
	record_end(&record);
}

static void report_refusal(const struct responder *responder, int width)
{
	struct record record;

	record_begin(&record, "responder");
	add_responder(&record, width, responder, MPING_GROUP);
	record_true(&record, "answers_by_unicast", REPORT_BARE);
	record_show(&record, "answers by unicast; it takes 'sock6 reflect "
			     "--answer-group' there");
	record_end(&record);
}

static int width_of(const struct mping *m)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int widest = 0;

	for (unsigned i = 0; i < m->responder_count; i++) {
		struct sockaddr_in6 plain = m->responders[i].address;
		int width;

		plain.sin6_port = 0;
		width = sock6_address_format(text, sizeof(text), &plain, 0);
		if (width > widest)
			widest = width;
	}
	return widest;
}

/* The worst loss of a path; negative where it was not measured. */
static double worst_loss(const struct mping *m, enum mping_path path)
{
	double worst = -1;

	for (unsigned i = 0; i < m->responder_count; i++) {
		const struct responder *responder = &m->responders[i];
		double loss = round_trip_loss(&responder->ways[path].trip);

		if (responder_has_path(m, responder, path) && loss > worst)
			worst = loss;
	}
	return worst;
}

static void add_losses(struct record *record, const struct mping *m)
{
	static const char *const names[] = { "loss_unicast", "loss_multicast",
					     "loss_group" };
	const char *before = "worst loss: ";
	char text[60];

	for (unsigned path = 0; path < MPING_PATHS; path++) {
		double loss = worst_loss(m, path);

		if (loss < 0)
			continue;
		record_real(record, names[path], REPORT_BARE, loss);
		snprintf(text, sizeof(text), "%s%s %.3g%%", before,
			 mping_path_name(path), loss);
		record_show(record, text);
		if (loss > 0)
			record_paint(record, REPORT_RED);
		before = "";
	}
}

static void summarise(const struct mping *m, const char *type)
{
	unsigned answered = 0, silent = 0;
	struct record record;
	char text[40];

	for (unsigned i = 0; i < m->responder_count; i++) {
		int has = responder_has_answered(&m->responders[i]);

		answered += has != 0;
		silent += !has;
	}
	record_begin(&record, type);
	record_string(&record, "group", REPORT_HIDDEN, m->group_text);
	record_integer(&record, "rounds", REPORT_COUNTED, (int64_t)m->rounds);
	record_integer(&record, "responder_count", REPORT_BARE, answered);
	snprintf(text, sizeof(text), "%u responder%s,", answered,
		 answered == 1 ? "" : "s");
	record_show(&record, text);
	record_integer(&record, "silent_peers",
		       silent ? REPORT_COUNTED : REPORT_HIDDEN, silent);
	if (silent)
		record_paint(&record, REPORT_RED);
	add_losses(&record, m);
	record_integer(&record, "foreign", REPORT_HIDDEN, (int64_t)m->others);
	record_duration(&record, "seconds", sock6_now() - m->began);
	record_end(&record);
}

void mping_report_all(const struct mping *m, const char *type)
{
	int width = width_of(m);

	for (unsigned i = 0; i < m->responder_count; i++) {
		const struct responder *responder = &m->responders[i];

		for (unsigned path = 0; path < MPING_PATHS; path++)
			if (responder_has_path(m, responder, path))
				report_way(responder, path, width);
		if (m->group_answers && responder->answers_by_unicast)
			report_refusal(responder, width);
	}
	summarise(m, type);
	fflush(stdout);
}
