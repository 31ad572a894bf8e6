/* SPDX-License-Identifier: MIT */
/* Who has asked: a hash table of fixed size. */
#include "asker_table.h"

#include <stdint.h>
#include <string.h>

#define RUN 8 /* slots in which an asker may be */

/* FNV-1a over address and port. */
static unsigned hash(const struct sockaddr_in6 *asker)
{
	uint32_t sum = UINT32_C(2166136261);

	for (unsigned i = 0; i < 16; i++)
		sum = (sum ^ asker->sin6_addr.s6_addr[i]) * UINT32_C(16777619);
	sum = (sum ^ asker->sin6_port) * UINT32_C(16777619);
	return sum ^ sum >> 16;
}

static int is_same(const struct sockaddr_in6 *a, const struct sockaddr_in6 *b)
{
	return a->sin6_family == b->sin6_family &&
	       a->sin6_port == b->sin6_port &&
	       a->sin6_scope_id == b->sin6_scope_id &&
	       memcmp(&a->sin6_addr, &b->sin6_addr, 16) == 0;
}

int asker_table_add(struct asker_table *table, const struct sockaddr_in6 *asker)
{
	unsigned first = hash(asker), i;

	for (i = 0; i < RUN; i++) {
		struct sockaddr_in6 *slot =
			&table->slots[(first + i) % ASKER_SLOTS];

		if (is_same(slot, asker))
			return 0;
		if (slot->sin6_family == 0) {
			*slot = *asker;
			return 1;
		}
	}
	i = table->next++ % RUN;
	table->slots[(first + i) % ASKER_SLOTS] = *asker;
	return 1;
}
