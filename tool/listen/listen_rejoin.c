/* SPDX-License-Identifier: MIT */
/* Interfaces that come and go, and what is joined on them. */
#include "listen_rejoin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "listen.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/report.h"
#include "words/options.h"

/* An interface, by the name under which it may come back. */
struct place {
	uint32_t ifindex;
	uint32_t dump; /* the last one that told of it */
	int is_gone;
	int is_covered; /* patterns are joined on it */
	char name[SOCK6_INTERFACE_NAME_SIZE];
};

/* What became of the memberships of an interface. */
struct outcome {
	uint32_t done, failed;
	int status; /* of the first that failed */
};

static struct place *find_present(struct rejoin *r, uint32_t ifindex)
{
	for (unsigned i = 0; i < r->count; i++)
		if (!r->places[i].is_gone && r->places[i].ifindex == ifindex)
			return &r->places[i];
	return NULL;
}

static struct place *find_gone(struct rejoin *r, const char *name)
{
	for (unsigned i = 0; i < r->count; i++)
		if (r->places[i].is_gone &&
		    strcmp(r->places[i].name, name) == 0)
			return &r->places[i];
	return NULL;
}

static struct place *add_place(struct rejoin *r,
			       const struct sock6_interface *interface)
{
	struct place *place;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		r->places = realloc(r->places, r->room * sizeof(*r->places));
		if (!r->places)
			out_of_memory();
	}
	place = &r->places[r->count++];
	memset(place, 0, sizeof(*place));
	place->ifindex = interface->index;
	snprintf(place->name, sizeof(place->name), "%s", interface->name);
	return place;
}

/* A live view has a line for it. */
static void tell(struct listener *l, const char *type,
		 const struct place *place, const struct outcome *outcome)
{
	struct record record;
	char text[SOCK6_INTERFACE_NAME_SIZE + 40];

	snprintf(l->news, sizeof(l->news), "%s: %.60s, %" PRIu32 " groups",
		 type, place->name, outcome->done);
	if (l->is_live)
		return;
	record_begin(&record, type);
	record_string(&record, "interface", REPORT_BARE, place->name);
	snprintf(text, sizeof(text), "%s: %s,", type, place->name);
	record_show(&record, text);
	record_integer(&record, "interface_index", REPORT_HIDDEN,
		       place->ifindex);
	record_integer(&record, "groups", REPORT_COUNTED, outcome->done);
	if (outcome->failed) {
		record_integer(&record, "failed", REPORT_COUNTED,
			       outcome->failed);
		record_paint(&record, REPORT_RED);
		record_string(&record, "status", REPORT_BARE,
			      sock6_status_name(outcome->status));
	}
	record_end(&record);
}

static void count(struct outcome *outcome, int status)
{
	if (status >= 0) {
		outcome->done++;
		return;
	}
	if (outcome->failed++ == 0)
		outcome->status = status;
}

/* The memberships of an interface that is no longer there hear nothing. */
static void lose(struct listener *l, struct place *place)
{
	const struct target_table *table = &l->set.plan.table;
	struct outcome outcome = { 0 };

	place->is_gone = 1;
	place->is_covered = 0;
	for (uint32_t i = 0; i < table->count; i++) {
		struct target *target = &table->targets[i];

		if (target->ifindex != place->ifindex || target->is_gone)
			continue;
		target->is_gone = 1;
		outcome.done++;
	}
	if (outcome.done)
		tell(l, "gone", place, &outcome);
}

/* What fails is tried again with the next news of the interface. */
static void recover(struct listener *l, struct place *place, uint32_t ifindex)
{
	const struct target_table *table = &l->set.plan.table;
	struct outcome outcome = { 0 };

	for (uint32_t i = 0; i < table->count; i++) {
		struct target *target = &table->targets[i];
		int status;

		if (!target->is_gone || target->ifindex != place->ifindex)
			continue;
		status = channel_rejoin(&l->set, i, place->name);
		count(&outcome, status);
		target->is_gone = status < 0;
		progress("joining: %" PRIu32 " of %" PRIu32, i + 1,
			 table->count);
	}
	if (outcome.failed == 0) {
		place->is_gone = 0;
		place->ifindex = ifindex;
	}
	if (outcome.done || outcome.failed)
		tell(l, "joined", place, &outcome);
}

/* Patterns become memberships, where these are not there from before. */
static void cover(struct listener *l, struct place *place)
{
	struct target_table *table = &l->set.plan.table;
	const uint32_t patterns = table->count;
	struct outcome outcome = { 0 };

	place->is_covered = 1;
	for (uint32_t i = 0; i < patterns; i++) {
		struct target target = table->targets[i];

		if (!target.is_pattern || table->count == TARGETS_MAXIMUM)
			continue;
		target.is_pattern = 0;
		target.ifindex = place->ifindex;
		if (target_table_add(table, &target) != TARGET_NONE)
			continue;
		count(&outcome,
		      channel_join(&l->set, table->count - 1) == OPTIONS_GO_ON
			      ? 0
			      : -ENOBUFS);
	}
	if (outcome.done || outcome.failed)
		tell(l, "joined", place, &outcome);
}

static int carries_multicast(const struct sock6_interface *interface)
{
	const uint32_t needed = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;

	return (interface->state & needed) == needed;
}

static void hear_interface(struct listener *l, const struct sock6_event *event)
{
	const struct sock6_interface *interface = &event->interface;
	struct place *place = find_present(&l->rejoin, interface->index);

	if (!place) {
		/* What is new does not matter then. */
		if (!l->options.rejoins)
			return;
		place = find_gone(&l->rejoin, interface->name);
		if (place)
			recover(l, place, interface->index);
		else
			place = add_place(&l->rejoin, interface);
	} else {
		/* It may have been given another name. */
		snprintf(place->name, sizeof(place->name), "%s",
			 interface->name);
	}
	place->dump = event->dump;
	if (l->options.rejoins && l->options.everywhere && !place->is_gone &&
	    !place->is_covered && carries_multicast(interface))
		cover(l, place);
}

static void hear_gone(struct listener *l, uint32_t ifindex)
{
	struct place *place = find_present(&l->rejoin, ifindex);

	if (place)
		lose(l, place);
}

/* What a dump has not told of is no longer there. */
static void hear_dumped(struct listener *l, uint32_t dump)
{
	struct rejoin *r = &l->rejoin;

	if (dump != r->dump)
		return;
	for (unsigned i = 0; i < r->count; i++)
		if (!r->places[i].is_gone && r->places[i].dump != dump)
			lose(l, &r->places[i]);
}

static int hear_event(struct listener *l, const struct sock6_event *event)
{
	switch (event->type) {
	case SOCK6_EVENT_INTERFACE: hear_interface(l, event); return 0;
	case SOCK6_EVENT_INTERFACE_GONE:
		hear_gone(l, event->interface.index);
		return 0;
	case SOCK6_EVENT_DUMPED: hear_dumped(l, event->dump); return 0;
	case SOCK6_EVENT_RESYNC:
		return sock6_monitor_dump(l->rejoin.monitor, ++l->rejoin.dump);
	default: return 0;
	}
}

int rejoin_hear(struct listener *l)
{
	static char room[2 * SOCK6_MONITOR_ROOM];
	struct sock6_event event;
	size_t offset = 0;
	int status = sock6_monitor_read(l->rejoin.monitor, room, sizeof(room),
					SOCK6_DONT_WAIT);
	size_t size = status > 0 ? (size_t)status : 0;

	if (status == -EMSGSIZE)
		return sock6_monitor_dump(l->rejoin.monitor, ++l->rejoin.dump);
	while (status > 0 &&
	       sock6_monitor_next(room, size, &offset, &event) > 0) {
		int heard = hear_event(l, &event);

		if (heard < 0)
			return heard;
	}
	return status == -EAGAIN || status == -EINTR || status > 0 ? 0 : status;
}

/* The system's choice of an interface is not known, so nor is its loss. */
static int check_targets(const struct listener *l)
{
	for (uint32_t i = 0; i < l->word_count; i++)
		if (target_is_group(&l->words[i]) && !l->words[i].ifindex &&
		    !l->options.everywhere)
			return usage_error("--rejoin: %s names no interface; "
					   "add %%INTERFACE, --if, or "
					   "--all-interfaces",
					   l->words[i].text);
	return OPTIONS_GO_ON;
}

/* All are known by name before anything is heard of them. */
static int learn_places(struct listener *l)
{
	static struct sock6_interface list[INTERFACES];
	int found = sock6_interface_list(list, INTERFACES);

	for (int i = 0; i < found && i < INTERFACES; i++)
		add_place(&l->rejoin, &list[i])->is_covered =
			carries_multicast(&list[i]);
	return found;
}

int rejoin_begin(struct listener *l)
{
	int status, end = l->options.rejoins ? check_targets(l) : OPTIONS_GO_ON;

	if (end != OPTIONS_GO_ON)
		return end;
	status = sock6_monitor_open(&l->rejoin.monitor, SOCK6_NON_BLOCKING);
	if (status >= 0)
		status = learn_places(l);
	/* That an interface is gone is told without it too, where it can be. */
	return status < 0 && l->options.rejoins
		       ? failure(status, NULL, "--rejoin")
		       : OPTIONS_GO_ON;
}

void rejoin_end(struct listener *l)
{
	if (l->rejoin.monitor >= 0)
		sock6_close(l->rejoin.monitor);
	free(l->rejoin.places);
}
