/* SPDX-License-Identifier: MIT */
/* How many messages of each ICMPv6 type there were. */
#include "icmp_tally.h"

#include <inttypes.h>
#include <stdio.h>

#include <sock6.h>

void icmp_tally_add(const struct icmp_tally *tally, struct record *record)
{
	for (int type = 0; type < 256; type++) {
		const char *name = sock6_icmp_type_name(type);
		char text[40];
		struct record inner;

		if (!tally->counts[type])
			continue;
		record_begin(&inner, "count");
		record_integer(&inner, "messages", REPORT_BARE,
			       (int64_t)tally->counts[type]);
		snprintf(text, sizeof(text), "%7" PRIu64, tally->counts[type]);
		record_show(&inner, text);
		snprintf(text, sizeof(text), "type %d", type);
		record_string(&inner, "name", REPORT_BARE, name ? name : text);
		record_integer(&inner, "icmp_type", REPORT_HIDDEN, type);
		record_nest(record, "types", &inner);
	}
}
