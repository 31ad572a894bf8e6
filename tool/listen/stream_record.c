/* SPDX-License-Identifier: MIT */
/* A stream that was heard, as a record. */
#include "stream_record.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/message.h"
#include "report/quantity.h"
#include "report/report.h"
#include "report/value_record.h"

const char *stream_interface(const struct stream *stream, char *name,
			     size_t size)
{
	if (sock6_interface_name(name, size, stream->key.ifindex) < 0)
		snprintf(name, size, "%" PRIu32, stream->key.ifindex);
	return name;
}

static void add_peers(struct record *record, const struct stream *s)
{
	static const char *const from[] = { "source", "source_port" };
	static const char *const to[] = { "destination", "destination_port" };
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };

	address.sin6_addr = s->key.source;
	address.sin6_port = htons(s->key.source_port);
	if (sock6_address_needs_zone(&s->key.source))
		address.sin6_scope_id = s->key.ifindex;
	value_record_peer(record, from, &address, "");
	address.sin6_addr = s->key.destination;
	address.sin6_port = htons(s->key.port);
	address.sin6_scope_id = 0;
	value_record_peer(record, to, &address, "> ");
}

static void add_name(struct record *record, const struct stream *s)
{
	char id[20];

	if (s->is_stamped) {
		snprintf(id, sizeof(id), "%016" PRIx64, s->key.id);
		record_string(record, "stream", REPORT_HIDDEN, id);
	}
	if (s->key.ifindex)
		value_record_ifindex(record, REPORT_BARE, s->key.ifindex);
	add_peers(record, s);
}

/* Text that is a part of a list; nothing in text where it is empty. */
static void add_count(struct record *record, const char *name, uint64_t value,
		      const char *words)
{
	char text[60];

	record_integer(record, name, value ? REPORT_BARE : REPORT_HIDDEN,
		       (int64_t)value);
	snprintf(text, sizeof(text), "%" PRIu64 " %s,", value, words);
	record_show(record, text);
}

static void add_rate(struct record *record, const char *name,
		     enum report_style style, double rate, const char *unit)
{
	char text[QUANTITY_SIZE], shown[QUANTITY_SIZE + 2];

	record_real(record, name, style, rate);
	snprintf(shown, sizeof(shown), "%s,", quantity_count(text, rate, unit));
	record_show(record, shown);
}

static void add_rates(struct record *record, const struct stream *s, int is_now)
{
	const enum report_style overall =
		is_now || stream_rate(s) == 0 ? REPORT_HIDDEN : REPORT_BARE;

	if (is_now) {
		add_rate(record, "recent_rate", REPORT_BARE, s->rate, "/s");
		add_rate(record, "recent_bit_rate", REPORT_BARE, s->bit_rate,
			 "bit/s");
	}
	add_rate(record, "rate", overall, stream_rate(s), "/s");
	add_rate(record, "bit_rate", overall, stream_bit_rate(s), "bit/s");
}

static void add_loss(struct record *record, const struct stream *s,
		     const char *after)
{
	const uint64_t lost = sequence_lost(&s->sequence);
	char text[60];

	record_integer(record, "lost", REPORT_BARE, (int64_t)lost);
	snprintf(text, sizeof(text), "%" PRIu64 " lost (%.2f%%)%s", lost,
		 stream_loss(s), after);
	record_show(record, text);
	record_paint(record, lost ? REPORT_RED : REPORT_GREEN);
	record_real(record, "loss", REPORT_HIDDEN, stream_loss(s));
}

static void add_sequence(struct record *record, const struct stream *s)
{
	const struct sequence *q = &s->sequence;

	if (q->sent)
		record_integer(record, "sent", REPORT_HIDDEN, (int64_t)q->sent);
	record_integer(record, "first", REPORT_HIDDEN, (int64_t)q->base);
	record_integer(record, "highest", REPORT_HIDDEN, (int64_t)q->highest);
	add_loss(record, s, ",");
	add_count(record, "gaps", q->gaps, q->gaps == 1 ? "gap" : "gaps");
	record_integer(record, "longest_gap", REPORT_HIDDEN,
		       (int64_t)q->longest_gap);
	add_count(record, "duplicates", q->duplicates,
		  q->duplicates == 1 ? "duplicate" : "duplicates");
	add_count(record, "reordered", q->reordered, "reordered");
	add_count(record, "too_late", q->too_late, "too late");
	add_count(record, "strange", q->strange, "strange");
}

static void add_delays(struct record *record, const struct stream *s)
{
	const struct delays *d = &s->delays;
	char text[3][QUANTITY_SIZE], shown[4 * QUANTITY_SIZE];

	if (d->count == 0)
		return;
	record_time(record, "delay_minimum", REPORT_HIDDEN, d->minimum);
	record_time(record, "delay_average", REPORT_BARE, (int64_t)d->mean);
	snprintf(shown, sizeof(shown), "delay %s (%s to %s),",
		 quantity_duration(text[0], (int64_t)d->mean),
		 quantity_duration(text[1], d->minimum),
		 quantity_duration(text[2], d->maximum));
	record_show(record, shown);
	record_time(record, "delay_maximum", REPORT_HIDDEN, d->maximum);
	record_time(record, "jitter", REPORT_BARE, (int64_t)d->jitter);
	snprintf(shown, sizeof(shown), "jitter %s,",
		 quantity_duration(text[0], (int64_t)d->jitter));
	record_show(record, shown);
}

static const char *class_name(char *text, size_t size, uint8_t value)
{
	sock6_traffic_class_format(text, size, value);
	return text;
}

static const char *number_name(char *text, size_t size, uint8_t value)
{
	snprintf(text, size, "%u", value);
	return text;
}

/* {"af41": 98, "cs0": 2} */
static void add_tally(struct record *record, const char *name,
		      const struct tally *tally, const char *before,
		      const char *(*format)(char *, size_t, uint8_t))
{
	json_t *object = json_object();
	char value[SOCK6_TRAFFIC_CLASS_TEXT_SIZE], text[200];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", before);

	if (!object)
		out_of_memory();
	for (unsigned i = 0; i < tally->used && used < sizeof(text); i++) {
		format(value, sizeof(value), tally->values[i]);
		json_object_set_new(object, value,
				    json_integer((json_int_t)tally->counts[i]));
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? ", " : "=", value);
		if (tally->used > 1 && used < sizeof(text))
			used += (size_t)snprintf(
				text + used, sizeof(text) - used,
				" (%" PRIu64 ")", tally->counts[i]);
	}
	if (tally->others)
		json_object_set_new(object, "others",
				    json_integer((json_int_t)tally->others));
	record_json(record, name, REPORT_BARE, object, text);
	/* More than one value is worth a look. */
	record_paint(record, tally->used > 1 ? REPORT_YELLOW : REPORT_PLAIN);
}

static void add_values(struct record *record, const struct stream *s)
{
	if (s->has_class) {
		value_record_traffic_class(record, REPORT_HIDDEN,
					   s->classes.last);
		add_tally(record, "traffic_classes", &s->classes,
			  "traffic_class", class_name);
	}
	if (s->has_hops) {
		record_integer(record, "hop_limit", REPORT_HIDDEN,
			       s->hops.last);
		add_tally(record, "hop_limits", &s->hops, "hop_limit",
			  number_name);
	}
}

void stream_report(const struct stream *s, int is_now)
{
	struct record record;

	record_begin(&record, "stream");
	add_name(&record, s);
	add_count(&record, "datagrams", s->datagrams,
		  s->datagrams == 1 ? "datagram" : "datagrams");
	record_integer(&record, "bytes", REPORT_HIDDEN, (int64_t)s->bytes);
	add_rates(&record, s, is_now);
	if (s->is_stamped) {
		add_sequence(&record, s);
		add_delays(&record, s);
	}
	add_values(&record, s);
	if (stream_has_ended(s)) {
		record_integer(&record, "ends", REPORT_HIDDEN,
			       (int64_t)s->ends);
		record_true(&record, "ended", REPORT_BARE);
	}
	record_end(&record);
}

void stream_report_end(const struct stream *s)
{
	struct record record;
	char text[40];

	record_begin(&record, "end");
	add_name(&record, s);
	record_integer(&record, "sent", REPORT_BARE, (int64_t)s->sequence.sent);
	snprintf(text, sizeof(text), "end: %" PRIu64 " sent,",
		 s->sequence.sent);
	record_show(&record, text);
	add_loss(&record, s, "");
	record_end(&record);
}
