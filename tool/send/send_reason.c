/* SPDX-License-Identifier: MIT */
/* Why datagrams were not sent, or did not arrive. */
#include "send_reason.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/message.h"

static struct reason *find(struct reasons *reasons, const char *name)
{
	struct reason *reason;

	for (unsigned i = 0; i < reasons->count; i++)
		if (strcmp(reasons->list[i].name, name) == 0)
			return &reasons->list[i];
	if (reasons->count == REASONS)
		return NULL;
	reason = &reasons->list[reasons->count++];
	/* The last place is for all that have none of their own. */
	snprintf(reason->name, sizeof(reason->name), "%s",
		 reasons->count == REASONS ? "other" : name);
	reason->count = 0;
	return reason;
}

uint64_t reasons_count(struct reasons *reasons, const char *name)
{
	struct reason *reason = find(reasons, name);

	if (!reason)
		reason = &reasons->list[REASONS - 1];
	return ++reason->count;
}

static void format(char *text, size_t room, const struct reasons *reasons)
{
	size_t used = 0;

	for (unsigned i = 0; i < reasons->count && used < room; i++)
		used += (size_t)snprintf(text + used, room - used,
					 "%s%s %" PRIu64, i ? ", " : "(",
					 reasons->list[i].name,
					 reasons->list[i].count);
	if (used < room)
		snprintf(text + used, room - used, "),");
}

void reasons_record(struct record *record, const struct reasons *reasons)
{
	char text[REASONS * (REASON_SIZE + 24) + 4];
	json_t *array = json_array();

	for (unsigned i = 0; i < reasons->count; i++)
		json_array_append_new(
			array,
			json_pack("{s:s,s:I}", "reason", reasons->list[i].name,
				  "count", (json_int_t)reasons->list[i].count));
	if (!array || json_array_size(array) != reasons->count)
		out_of_memory();
	format(text, sizeof(text), reasons);
	record_string(record, "reasons",
		      reasons->count ? REPORT_BARE : REPORT_HIDDEN, text);
	record_paint(record, REPORT_YELLOW);
	json_object_set_new(record->object, "reasons", array);
}
