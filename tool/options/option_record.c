/* SPDX-License-Identifier: MIT */
/* What records of options have in common: values, numbers, statuses. */
#include "option_record.h"

#include <stdio.h>

#include "option_value.h"
#include "process/verbose_name.h"

void option_record_value(struct record *record,
			 const struct option_record_names *names,
			 enum report_style style, int option,
			 const struct sock6_option_info *info, int64_t value)
{
	char text[OPTION_VALUE_SIZE];

	option_value_name(text, option, info, value);
	if (*text)
		record_string(record, names->name, REPORT_HIDDEN, text);
	record_integer(record, names->value, style, value);
	record_show(record, option_value_text(text, option, info, value));
}

void option_record_system(struct record *record, enum report_style style,
			  const struct sock6_option_info *info)
{
	const char *level = verbose_level_name(info->level);
	char text[60];

	if (!info->supported)
		return;
	if (level)
		snprintf(text, sizeof(text), "%s %d", level, info->number);
	else
		snprintf(text, sizeof(text), "%d %d", info->level,
			 info->number);
	record_integer(record, "level", REPORT_HIDDEN, info->level);
	record_integer(record, "number", REPORT_HIDDEN, info->number);
	record_string(record, "system", style, text);
}

void option_record_status(struct record *record, enum report_style style,
			  int status, const char *remedy)
{
	char text[300];

	record_string(record, "status", REPORT_HIDDEN,
		      sock6_status_name(status));
	if (*remedy)
		record_string(record, "remedy", REPORT_HIDDEN, remedy);
	record_string(record, "reason", style, sock6_status_text(status));
	snprintf(text, sizeof(text), "%s, %s%s%s", sock6_status_name(status),
		 sock6_status_text(status), *remedy ? "; " : "", remedy);
	record_show(record, text);
}
