/* SPDX-License-Identifier: MIT */
/* Who has asked: a fixed number of addresses with ports, the oldest of which
 * give way. */
#ifndef ASKER_TABLE_H
#define ASKER_TABLE_H

#include <netinet/in.h>

#define ASKER_SLOTS 4096 /* a power of 2 */

struct asker_table {
	struct sockaddr_in6 slots[ASKER_SLOTS]; /* family 0: empty */
	unsigned next; /* which of a run of slots gives way */
};

/* Whether it is new; all zero is an empty table. */
int asker_table_add(struct asker_table *table,
		    const struct sockaddr_in6 *asker);

#endif
