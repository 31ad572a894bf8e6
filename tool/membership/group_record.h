/* SPDX-License-Identifier: MIT */
/* A membership as a record: for a list, and for an event. */
#ifndef GROUP_RECORD_H
#define GROUP_RECORD_H

#include "group_user.h"
#include "report/report.h"

/* How wide the columns of a list are; 0: as wide as it takes. */
struct group_columns {
	int interface, group, name;
};

/* Adds interface, group, name, scope, mode, sources and owner. */
void group_record_add(struct record *record, const struct group_user *user,
		      const struct group_columns *columns);

/* Which group, as it is typed: "ff02::fb". */
void group_text(char *text, const struct in6_addr *address);

#endif
