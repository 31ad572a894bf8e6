/* SPDX-License-Identifier: MIT */
/* sock6 ping: what is told in the end, and in between when asked. */
#include <stdio.h>
#include <string.h>

#include "ping.h"
#include "ping_record.h"
#include "report/report.h"

static void add_rare(struct record *record, const char *name, uint64_t count,
		     enum report_colour colour)
{
	record_integer(record, name, count ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)count);
	record_paint(record, colour);
}

/* What is still waited for has been neither answered nor lost. */
static struct round_trip settled(const struct ping *ping,
				 const struct ping_target *target,
				 uint64_t *waiting)
{
	struct round_trip trip = target->trip;

	*waiting = ping_waiting(ping, target, NULL);
	trip.sent -= *waiting;
	return trip;
}

static void add_numbers(struct record *record, const struct ping_target *sum,
			uint64_t waiting)
{
	char text[40];

	round_trip_add_counts(record, &sum->trip);
	add_rare(record, "waiting", waiting, REPORT_PLAIN);
	add_rare(record, "errors", sum->errors, REPORT_RED);
	add_rare(record, "damaged", sum->damaged, REPORT_RED);
	add_rare(record, "inactive", sum->inactive, REPORT_RED);
	add_rare(record, "foreign", sum->foreign, REPORT_YELLOW);
	if (!sum->is_group)
		return;
	record_integer(record, "answers", REPORT_HIDDEN, (int64_t)sum->answers);
	add_rare(record, "unlisted", sum->unlisted, REPORT_YELLOW);
	record_integer(record, "responder_count", REPORT_BARE,
		       sum->responder_count);
	snprintf(text, sizeof(text), "%u responder%s,", sum->responder_count,
		 sum->responder_count == 1 ? "" : "s");
	record_show(record, text);
}

static void hide(struct record *record)
{
	for (unsigned i = 0; i < record->count; i++)
		record->fields[i].style = REPORT_HIDDEN;
}

static int length(const struct sockaddr_in6 *address)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	return sock6_address_format(text, sizeof(text), address, 0);
}

/* "ADDRESS:" in front of what is told of it, which stands in columns. */
static void begin(struct record *record, const char *type, const char *name,
		  const struct sockaddr_in6 *address, int width)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[2 * sizeof(text)];
	int used = sock6_address_format(text, sizeof(text), address, 0);

	record_begin(record, type);
	record_string(record, name, REPORT_BARE, text);
	snprintf(shown, sizeof(shown), "%s:%*s", text, width - used, "");
	record_show(record, shown);
}

static int widest_target(const struct ping *ping)
{
	int width = 0;

	for (unsigned i = 0; i < ping->count; i++) {
		int next = length(&ping->targets[i].address);

		width = next > width ? next : width;
	}
	return width;
}

static int widest_responder(const struct ping_target *target)
{
	int width = 0;

	for (unsigned i = 0; i < target->responder_count; i++) {
		int next = length(&target->responders[i]->address);

		width = next > width ? next : width;
	}
	return width;
}

static void nest_responder(struct record *outer, const struct ping *ping,
			   const struct ping_target *target,
			   const struct ping_responder *responder, int width)
{
	struct round_trip trip = responder->trip;
	struct record record;

	trip.sent = target->sent - ping_waiting(ping, target, responder);
	begin(&record, "responder", "source", &responder->address, width);
	round_trip_add_counts(&record, &trip);
	round_trip_add_times(&record, &trip);
	record_nest(outer, "responders", &record);
}

static void nest_target(struct record *outer, const struct ping *ping,
			const struct ping_target *target, int width)
{
	struct ping_target copy = *target;
	struct record record;
	uint64_t waiting;

	copy.trip = settled(ping, target, &waiting);
	begin(&record, "target", "destination", &target->address, width);
	record_string(&record, "target", REPORT_HIDDEN, target->word);
	add_numbers(&record, &copy, waiting);
	round_trip_add_times(&record, &copy.trip);
	/* A single one has all its numbers in the line above. */
	if (ping->count == 1)
		hide(&record);
	width = widest_responder(target);
	for (unsigned i = 0; i < target->responder_count; i++)
		nest_responder(&record, ping, target, target->responders[i],
			       width);
	record_nest(outer, "targets", &record);
}

static uint64_t add_up(struct ping_target *sum, const struct ping *ping)
{
	uint64_t waiting, all = 0;

	memset(sum, 0, sizeof(*sum));
	for (unsigned i = 0; i < ping->count; i++) {
		const struct ping_target *target = &ping->targets[i];
		struct round_trip trip = settled(ping, target, &waiting);

		round_trip_merge(&sum->trip, &trip);
		all += waiting;
		sum->is_group |= target->is_group;
		sum->errors += target->errors;
		sum->damaged += target->damaged;
		sum->foreign += target->foreign;
		sum->inactive += target->inactive;
		sum->answers += target->answers;
		sum->responder_count += target->responder_count;
		sum->unlisted += target->unlisted;
	}
	return all;
}

void ping_report_summary(const struct ping *ping, const char *type)
{
	struct ping_target sum;
	uint64_t waiting = add_up(&sum, ping);
	struct record record;
	int width;

	record_begin(&record, type);
	add_numbers(&record, &sum, waiting);
	round_trip_add_times(&record, &sum.trip);
	record_duration(&record, "seconds", sock6_now() - ping->began);
	width = widest_target(ping);
	for (unsigned i = 0; i < ping->count; i++)
		nest_target(&record, ping, &ping->targets[i], width);
	record_end(&record);
}
