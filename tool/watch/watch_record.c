/* SPDX-License-Identifier: MIT */
/* Events of a watch as records: time, what, where, and how it is now. */
#include "watch_record.h"

#include <stdio.h>
#include <string.h>

#include "measure/stamp.h"
#include "membership/group_record.h"
#include "report/report.h"

static void begin(struct record *record, const char *type, const char *event)
{
	char text[16];

	record_begin(record, type);
	record_moment(record, "time", REPORT_BARE, stamp_now());
	record_string(record, "event", REPORT_BARE, event);
	snprintf(text, sizeof(text), "%-10s", event);
	record_show(record, text);
}

static void add_flag(struct record *record, const char *name, uint32_t flags,
		     uint32_t flag, enum report_style style)
{
	if (flags & flag)
		record_true(record, name, style);
}

/* What an interface was like before, if that is what the event is about. */
static void add_before(struct record *record, const struct sock6_interface *now,
		       const struct sock6_interface *before)
{
	if (before && strcmp(now->name, before->name) != 0)
		record_string(record, "name_before", REPORT_LABELLED,
			      before->name);
	if (before && now->mtu != before->mtu)
		record_integer(record, "mtu_before", REPORT_LABELLED,
			       before->mtu);
}

void watch_record_interface(const char *event,
			    const struct sock6_interface *now,
			    const struct sock6_interface *before)
{
	const enum report_style style = before ? REPORT_HIDDEN : REPORT_BARE;
	struct record record;

	begin(&record, "interface", event);
	record_string(&record, "interface", REPORT_BARE, now->name);
	record_integer(&record, "interface_index", REPORT_HIDDEN, now->index);
	add_flag(&record, "up", now->state, SOCK6_INTERFACE_UP, style);
	add_flag(&record, "carrier", now->state, SOCK6_INTERFACE_RUNNING,
		 before && strcmp(event, "up") != 0 ? REPORT_HIDDEN
						    : REPORT_BARE);
	record_integer(&record, "mtu",
		       !before || now->mtu != before->mtu ? REPORT_LABELLED
							  : REPORT_HIDDEN,
		       now->mtu);
	add_before(&record, now, before);
	record_end(&record);
}

void watch_record_address(const char *event, const char *interface,
			  const struct sock6_interface_address *now)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE], shown[sizeof(text) + 8];
	struct record record;

	begin(&record, "address", event);
	record_string(&record, "interface", REPORT_BARE, interface);
	record_integer(&record, "interface_index", REPORT_HIDDEN, now->ifindex);
	group_text(text, &now->address);
	record_string(&record, "address", REPORT_BARE, text);
	snprintf(shown, sizeof(shown), "%s/%u", text, now->prefix_length);
	record_show(&record, shown);
	if (now->state & SOCK6_ADDRESS_DUPLICATE)
		record_paint(&record, REPORT_RED);
	record_integer(&record, "prefix_length", REPORT_HIDDEN,
		       now->prefix_length);
	add_flag(&record, "tentative", now->state, SOCK6_ADDRESS_TENTATIVE,
		 REPORT_BARE);
	add_flag(&record, "duplicate", now->state, SOCK6_ADDRESS_DUPLICATE,
		 REPORT_BARE);
	add_flag(&record, "optimistic", now->state, SOCK6_ADDRESS_OPTIMISTIC,
		 REPORT_BARE);
	add_flag(&record, "deprecated", now->state, SOCK6_ADDRESS_DEPRECATED,
		 REPORT_BARE);
	add_flag(&record, "temporary", now->state, SOCK6_ADDRESS_TEMPORARY,
		 REPORT_BARE);
	record_end(&record);
}

void watch_record_membership(const char *event, const struct group_user *user)
{
	static const struct group_columns columns;
	struct record record;

	begin(&record, "membership", event);
	group_record_add(&record, user, &columns);
	record_end(&record);
}

void watch_record_lost(void)
{
	struct record record;

	begin(&record, "overflow", "overflow");
	record_string(&record, "reason", REPORT_BARE,
		      "events came faster than they were read; what differs "
		      "follows");
	record_paint(&record, REPORT_YELLOW);
	record_end(&record);
}
