/* SPDX-License-Identifier: MIT */
/* sock6 watch: interfaces, addresses and memberships as they change. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/report.h"
#include "time_unit.h"
#include "watch.h"
#include "watch_record.h"
#include "words/options.h"
#include "words/values.h"

#define INTERVAL SECOND

enum {
	OPTION_ONLY = OPTION_LONG,
	OPTION_INITIAL,
	OPTION_EXPECT,
	OPTION_BUFFER
};

static int take_only(struct watch *w, const struct word *word)
{
	static const char *const kinds[] = { "interfaces", "addresses",
					     "memberships" };
	const char *text = word->text;

	w->only = 0;
	w->is_only = 1;
	for (;; text++) {
		size_t size = strcspn(text, ",");
		unsigned kind = 0;

		while (kind < 3 && (strlen(kinds[kind]) != size ||
				    strncmp(kinds[kind], text, size) != 0))
			kind++;
		if (kind == 3)
			return usage_error("--only %s: no such thing; give "
					   "interfaces, addresses or "
					   "memberships, with commas between",
					   word->text);
		w->only |= 1u << kind;
		text += size;
		if (!*text)
			return OPTIONS_GO_ON;
	}
}

static int take_interval(struct watch *w, const struct word *word)
{
	int end = value_duration(word, &w->interval);

	/* Looking takes a millisecond and more. */
	if (end == OPTIONS_GO_ON && w->interval < 10000000)
		return usage_error("--interval %s: too short; give 10ms or "
				   "more",
				   word->text);
	return end;
}

/* It need not be there yet, so that any word may be a name. */
static int take_interface(struct watch *w, const struct word *word)
{
	if (!word->text[0])
		return usage_error(
			"--if: an empty name; give one such as eth0");
	w->interface = word->text;
	return OPTIONS_GO_ON;
}

static int take(void *context, int key, const struct word *word)
{
	struct watch *w = context;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &w->count);
	case 'w': return value_duration(word, &w->lasting);
	case 'i': return take_interval(w, word);
	case 'I': return take_interface(w, word);
	case 'q': w->is_quiet = 1; break;
	case OPTION_ONLY: return take_only(w, word);
	case OPTION_INITIAL: w->has_initial = 1; break;
	case OPTION_BUFFER:
		return value_integer(word, 1, INT32_MAX / 2, &w->buffer);
	default: return watch_expect_parse(&w->expectations, word);
	}
	return OPTIONS_GO_ON;
}

int watch_wants(struct watch *w, unsigned kind, int is_present,
		const char *interface, uint32_t index)
{
	if (!(w->only & kind) ||
	    !watch_is_interface(w->interface, interface, index) ||
	    (is_present && !w->has_initial))
		return 0;
	if (w->count && w->events >= (uint64_t)w->count && !is_present)
		return 0;
	w->events += !is_present;
	return !w->is_quiet;
}

static void on_interface(void *context, enum watch_change change,
			 const struct sock6_interface *now,
			 const struct sock6_interface *before)
{
	struct watch *w = context;
	const char *name = now->name;

	/* Who watches a name wants to know that it has gone to another. */
	if (before &&
	    watch_is_interface(w->interface, before->name, before->index))
		name = before->name;
	if (watch_wants(w, WATCH_INTERFACES, change == WATCH_PRESENT, name,
			now->index))
		watch_record_interface(watch_change_name(change), now, before);
}

static void on_address(void *context, enum watch_change change,
		       const struct sock6_interface_address *now)
{
	struct watch *w = context;
	const struct sock6_interface *interface =
		watch_state_interface(&w->state, now->ifindex);
	char name[16];

	snprintf(name, sizeof(name), "%u", (unsigned)now->ifindex);
	if (watch_wants(w, WATCH_ADDRESSES, change == WATCH_PRESENT,
			interface ? interface->name : name, now->ifindex))
		watch_record_address(watch_change_name(change),
				     interface ? interface->name : name, now);
}

/*
 * Every overflow doubles the room, as far as the system lets it: a dump that
 * does not fit would be lost again and again.
 */
static int begin_again(struct watch *w)
{
	int64_t room;

	if (w->state.is_complete) {
		w->lost++;
		if (!w->is_quiet)
			watch_record_lost();
	}
	/* What is read is twice what was set, so this doubles it. */
	if (sock6_get(w->fd, SOCK6_OPT_RECEIVE_BUFFER, &room) == 0)
		sock6_set(w->fd, SOCK6_OPT_RECEIVE_BUFFER, room);
	return sock6_monitor_dump(w->fd, ++w->state.dump);
}

/* One read; returns 1, 0 when there is nothing, or a negative errno value. */
static int read_events(struct watch *w)
{
	struct sock6_event event;
	size_t offset = 0;
	int needs_dump = 0;
	int size = sock6_monitor_read(w->fd, w->room, sizeof(w->room), 0);

	if (size == -EAGAIN || size == -EINTR)
		return 0;
	if (size < 0 && size != -EMSGSIZE)
		return size;
	needs_dump = size == -EMSGSIZE;
	while (size > 0 &&
	       sock6_monitor_next(w->room, (size_t)size, &offset, &event) > 0)
		if (event.type == SOCK6_EVENT_RESYNC)
			needs_dump = 1;
		else
			watch_state_apply(&w->state, &event);
	if (needs_dump)
		size = begin_again(w);
	return size < 0 ? size : 1;
}

/* What has not been looked at is not known to be absent. */
static int is_met(const struct watch *w)
{
	return (w->knows_users || !w->expectations.has_group) &&
	       watch_expect_met(&w->expectations, &w->state, &w->users);
}

static int is_over(const struct watch *w)
{
	if (!w->state.is_complete)
		return 0;
	return is_met(w) || (w->count && w->events >= (uint64_t)w->count);
}

/* Whoever waits for this line misses nothing that comes after it. */
static void announce(struct watch *w)
{
	struct record record;
	char text[32];

	w->is_announced = 1;
	if (w->is_quiet)
		return;
	record_begin(&record, "start");
	record_integer(&record, "interfaces", REPORT_COUNTED,
		       w->state.interface_count);
	snprintf(text, sizeof(text), "watching: %u", w->state.interface_count);
	record_show(&record, text);
	record_integer(&record, "addresses", REPORT_COUNTED,
		       w->state.address_count);
	record_integer(&record, "memberships",
		       w->knows_users ? REPORT_COUNTED : REPORT_HIDDEN,
		       w->users.count);
	record_end(&record);
}

/* Returns 0 or a negative errno value. */
static int take_news(struct watch *w, int is_ready)
{
	int status = 0;

	while (is_ready && (status = read_events(w)) > 0)
		watch_users_look_soon(w);
	if (status >= 0 && watch_has_users(w) && w->state.is_complete &&
	    sock6_now() >= w->look)
		status = watch_users_look(w);
	if (status >= 0 && w->state.is_complete && !w->is_announced)
		announce(w);
	return status;
}

static void summarise(const struct watch *w, const char *type)
{
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "events", REPORT_COUNTED, (int64_t)w->events);
	record_integer(&record, "interfaces", REPORT_COUNTED,
		       w->state.interface_count);
	record_integer(&record, "addresses", REPORT_HIDDEN,
		       w->state.address_count);
	if (w->knows_users)
		record_integer(&record, "memberships", REPORT_HIDDEN,
			       w->users.count);
	record_integer(&record, "overflows",
		       w->lost ? REPORT_LABELLED : REPORT_HIDDEN,
		       (int64_t)w->lost);
	if (w->users.hidden)
		record_integer(&record, "hidden", REPORT_LABELLED,
			       w->users.hidden);
	if (is_met(w))
		record_true(&record, "met", REPORT_HIDDEN);
	record_duration(&record, "seconds", sock6_now() - w->began);
	record_end(&record);
}

static int watch_until_the_end(struct watch *w)
{
	int ready = 1, status;

	do {
		int64_t until = w->deadline;

		status = take_news(w, ready > 0);
		if (stop_interim())
			summarise(w, "interim");
		fflush(stdout);
		if (status < 0 || is_over(w))
			break;
		if (watch_has_users(w) && w->look && w->look < until)
			until = w->look;
		progress("%llu events", (unsigned long long)w->events);
		ready = stop_wait(&w->fd, 1, until, NULL);
	} while (ready >= 0 && !stop_requested() && sock6_now() < w->deadline);
	return status < 0 ? status : ready;
}

/* Without a count or a condition, one event is what was asked for. */
static int judge(const struct watch *w, int status)
{
	if (status < 0)
		return failure(status, NULL, "watch");
	if (is_over(w))
		return w->expectations.count && !is_met(w) ? END_UNMET
							   : END_DONE;
	if (stop_requested())
		return w->count || w->expectations.count ? END_UNMET : END_DONE;
	if (w->count || w->expectations.count)
		return END_DEADLINE;
	return w->events ? END_DONE : END_DEADLINE;
}

static int open_monitor(struct watch *w)
{
	int status = sock6_monitor_open(&w->fd, SOCK6_NON_BLOCKING);

	if (status == 0 && w->buffer)
		status = sock6_set(w->fd, SOCK6_OPT_RECEIVE_BUFFER, w->buffer);
	if (status == 0)
		status = sock6_monitor_dump(w->fd, ++w->state.dump);
	return status;
}

static int serve(struct watch *w)
{
	int status, end = stop_setup();

	if (end != OPTIONS_GO_ON)
		return end;
	status = open_monitor(w);
	if (status < 0)
		return failure(status, NULL, "monitor");
	/* To look into processes takes rights; nothing else does. */
	if (!watch_has_users(w))
		end = privilege_drop();
	if (end != OPTIONS_GO_ON)
		return end;
	w->began = sock6_now();
	w->deadline = stop_deadline(w->began, w->lasting);
	status = watch_until_the_end(w);
	summarise(w, "summary");
	return judge(w, status);
}

static int run(int argc, char **argv)
{
	static struct watch w;
	char **words;
	int end;

	w.fd = -1;
	w.interface = "";
	w.only = WATCH_INTERFACES | WATCH_ADDRESSES | WATCH_MEMBERSHIPS;
	w.lasting = SOCK6_FOREVER;
	w.interval = INTERVAL;
	w.state.reporter =
		(struct watch_reporter){ on_interface, on_address, &w };
	end = options_read(&watch_command, argc, argv, take, &w, &words);
	if (end != OPTIONS_GO_ON)
		return end;
	if (words[0])
		return usage_error("%s: takes no operand; give --if %s to see "
				   "one interface",
				   words[0], words[0]);
	end = serve(&w);
	if (w.fd >= 0)
		sock6_close(w.fd);
	watch_state_free(&w.state);
	group_users_free(&w.users);
	return end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "end after N events" },
	{ 'w', "deadline", "TIME", "end after TIME, such as 5s or 200ms" },
	{ OPTION_EXPECT, "expect", "CONDITION",
	  "end once it is true (again for more)" },
	{ OPTION_INITIAL, "initial", NULL, "print what is there at first" },
	{ OPTION_ONLY, "only", "interfaces|addresses|memberships",
	  "these only, with commas between" },
	{ 'I', "if", "INTERFACE", "only this one, which may come later" },
	{ 'i', "interval", "TIME",
	  "time between looks at groups; by default 1s" },
	{ OPTION_BUFFER, "buffer", "BYTES", "room for events that wait" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command watch_command = {
	.name = "watch",
	.operands = "",
	.summary = "watch interfaces, addresses and memberships change",
	.description =
		"Print a line for each change: interfaces that come, go, are "
		"renamed, go up or\n"
		"down; addresses that are added, tentative, usable, duplicate, "
		"deprecated or\n"
		"removed; groups that are joined and left, and by whom. With "
		"--expect, wait\n"
		"until something is so:\n"
		"up:IF down:IF carrier:IF no-carrier:IF present:IF gone:IF\n"
		"address:ADDRESS[%IF] no-address: group:GROUP[%IF] no-group:\n"
		"\n"
		"  sock6 watch --if eth0 --initial\n"
		"  sock6 watch --expect carrier:eth0 --deadline 30s\n"
		"  sock6 watch --expect address:2001:db8::1 && my-server",
	.options = rows,
	.run = run,
};
