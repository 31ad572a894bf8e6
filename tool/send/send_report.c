/* SPDX-License-Identifier: MIT */
/* What send prints: lines of datagrams and errors, and the summary. */
#include <inttypes.h>
#include <stdio.h>

#include "report/progress.h"
#include "report/quantity.h"
#include "send.h"

void send_report_sent(const struct sender *s, const struct destination *to)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 8];
	struct record record;

	destination_text(text, &to->address);
	snprintf(shown, sizeof(shown), "to %s", text);
	record_begin(&record, "sent");
	record_integer(&record, "number", REPORT_BARE, (int64_t)s->sent);
	record_integer(&record, "length", REPORT_LABELLED,
		       (int64_t)s->plan.payload.length);
	record_string(&record, "destination", REPORT_BARE, text);
	record_show(&record, shown);
	if (s->plan.payload.is_stamped) {
		snprintf(text, sizeof(text), "%016" PRIx64, to->stream);
		record_string(&record, "stream", REPORT_HIDDEN, text);
		record_integer(&record, "sequence", REPORT_HIDDEN,
			       (int64_t)to->sent);
	}
	record_end(&record);
	fflush(stdout);
}

static void add_icmp(struct record *record, const struct sock6_error *error)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[SOCK6_ADDRESS_TEXT_SIZE + 8];

	if (error->fields & SOCK6_ERROR_OFFENDER) {
		destination_text(text, &error->offender);
		snprintf(shown, sizeof(shown), "from %s", text);
		record_string(record, "source", REPORT_BARE, text);
		record_show(record, shown);
	}
	if (error->fields & SOCK6_ERROR_MTU)
		record_integer(record, "mtu", REPORT_HIDDEN, error->mtu);
	if (error->origin == SOCK6_ORIGIN_LOCAL)
		return;
	record_integer(record, "icmp_type", REPORT_HIDDEN, error->type);
	record_integer(record, "icmp_code", REPORT_HIDDEN, error->code);
}

void send_report_error(const struct sock6_error *error, const char *reason,
		       const struct sockaddr_in6 *to, uint64_t sequence)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE],
		shown[SOCK6_ADDRESS_TEXT_SIZE + 40] = "";
	struct record record;

	destination_text(text, to);
	snprintf(shown, sizeof(shown), "to %s", text);
	record_begin(&record, "error");
	record_string(&record, "reason", REPORT_BARE, reason);
	record_paint(&record, REPORT_RED);
	record_string(&record, "status", REPORT_HIDDEN,
		      sock6_status_name(error->status));
	add_icmp(&record, error);
	if (sequence) {
		record_integer(&record, "sequence", REPORT_HIDDEN,
			       (int64_t)sequence);
		snprintf(shown, sizeof(shown), "for #%" PRIu64 " to %s",
			 sequence, text);
	}
	record_string(&record, "destination", REPORT_BARE, text);
	record_show(&record, shown);
	record_end(&record);
	fflush(stdout);
}

/* Of what left before the last burst, in the time until that began: what leaves
 * at once has no rate. */
static double rate_since(const struct sender *s, const struct send_mark *mark)
{
	double seconds = (double)(s->last_burst - mark->time) / 1e9;

	return seconds > 0
		       ? (double)(s->before_last_burst - mark->sent) / seconds
		       : 0;
}

/* Shown where there is any. */
static void add_count(struct record *record, const char *name, uint64_t count)
{
	record_integer(record, name, count ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)count);
}

static void add_rates(struct record *record, const struct sender *s,
		      double rate)
{
	double bits = rate * (double)s->packet_bits;
	enum report_style style = rate > 0 ? REPORT_BARE : REPORT_HIDDEN;
	char text[QUANTITY_SIZE], wanted[QUANTITY_SIZE],
		shown[2 * QUANTITY_SIZE + 8];

	if (s->plan.rate.unit == RATE_NONE)
		snprintf(shown, sizeof(shown), "%s,",
			 quantity_count(text, rate, "/s"));
	else
		snprintf(shown, sizeof(shown), "%s of %s,",
			 quantity_count(text, rate, "/s"),
			 quantity_count(wanted, pace_rate(&s->pace), "/s"));
	record_real(record, "rate", style, rate);
	record_show(record, shown);
	record_real(record, "bit_rate", style, bits);
	snprintf(shown, sizeof(shown), "%s,",
		 quantity_count(text, bits, "bit/s"));
	record_show(record, shown);
}

/* How exact the pace was: nothing to say where there was none. */
static void add_pace(struct record *record, const struct sender *s)
{
	const struct pace *pace = &s->pace;
	int is_wanted = s->plan.rate.unit != RATE_NONE;
	char text[QUANTITY_SIZE], shown[QUANTITY_SIZE + 20];

	if (pace_is_unlimited(pace))
		return;
	record_real(record, "wanted_rate", REPORT_HIDDEN, pace_rate(pace));
	record_time(record, "lateness_maximum",
		    is_wanted ? REPORT_BARE : REPORT_HIDDEN,
		    pace->late_maximum);
	snprintf(shown, sizeof(shown), "late by %s at most,",
		 quantity_duration(text, pace->late_maximum));
	record_show(record, shown);
	record_time(record, "given_up",
		    is_wanted && pace->given_up ? REPORT_BARE : REPORT_HIDDEN,
		    pace->given_up);
	snprintf(shown, sizeof(shown), "%s given up,",
		 quantity_duration(text, pace->given_up));
	record_show(record, shown);
	if (pace->given_up)
		record_paint(record, REPORT_YELLOW);
}

static void add_counters(struct record *record, const struct sender *s)
{
	enum report_style style =
		s->plan.counters ? REPORT_COUNTED : REPORT_HIDDEN;

	record_integer(record, "coalesced", style, (int64_t)s->io.coalesced);
	record_integer(record, "resent", style, (int64_t)s->io.resent);
	record_integer(record, "waits", style, (int64_t)s->waits);
}

/* "2 failed, 3 errors (port unreachable 3, EPERM 2),". */
static void add_troubles(struct record *record, const struct sender *s)
{
	char text[40];

	record_integer(record, "failed",
		       s->failed ? REPORT_BARE : REPORT_HIDDEN,
		       (int64_t)s->failed);
	snprintf(text, sizeof(text), "%" PRIu64 " failed%s", s->failed,
		 s->errors ? "," : "");
	record_show(record, text);
	record_integer(record, "errors",
		       s->errors ? REPORT_BARE : REPORT_HIDDEN,
		       (int64_t)s->errors);
	snprintf(text, sizeof(text), "%" PRIu64 " error%s", s->errors,
		 s->errors == 1 ? "" : "s");
	record_show(record, text);
	reasons_record(record, &s->reasons);
}

static void summarise(const struct sender *s, const char *type, double rate)
{
	int64_t ended = s->ended ? s->ended : sock6_now();
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "sent", REPORT_COUNTED, (int64_t)s->sent);
	record_integer(&record, "bytes", REPORT_COUNTED, (int64_t)s->bytes);
	record_integer(&record, "destinations",
		       s->to.count > 1 ? REPORT_COUNTED : REPORT_HIDDEN,
		       s->to.count);
	add_counters(&record, s);
	add_count(&record, "answers", s->answers);
	add_troubles(&record, s);
	add_rates(&record, s, rate);
	add_pace(&record, s);
	record_duration(&record, "seconds", ended - s->began);
	record_end(&record);
	fflush(stdout);
}

void send_summarise(const struct sender *s)
{
	const struct send_mark mark = { s->began, 0 };

	summarise(s, "summary", rate_since(s, &mark));
}

void send_interim(struct sender *s)
{
	summarise(s, "interim", rate_since(s, &s->interim));
	s->interim.time = s->last_burst;
	s->interim.sent = s->before_last_burst;
}

void send_progress(const struct sender *s)
{
	char sent[QUANTITY_SIZE], rate[QUANTITY_SIZE], bits[QUANTITY_SIZE];
	const struct send_mark mark = { s->began, 0 };
	double now = rate_since(s, &mark);

	progress("%s sent, %s, %s%s", quantity_count(sent, (double)s->sent, ""),
		 quantity_count(rate, now, "/s"),
		 quantity_count(bits, now * (double)s->packet_bits, "bit/s"),
		 s->errors || s->failed ? ", with errors" : "");
}
