/* SPDX-License-Identifier: MIT */
/* All that is listened to, by where a datagram went. */
#include "target_table.h"

#include <stdlib.h>
#include <string.h>

#include "report/message.h"

static uint32_t hash(const struct in6_addr *address, uint16_t port)
{
	uint64_t halves[2], mixed;

	memcpy(halves, address, sizeof(halves));
	mixed = (halves[0] ^ port) * UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ mixed >> 29 ^ halves[1]) *
		UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)(mixed >> 32);
}

static uint32_t *head_of(const struct target_table *table,
			 const struct in6_addr *address, uint16_t port)
{
	return &table->heads[hash(address, port) & (table->room - 1)];
}

static void link_target(struct target_table *table, uint32_t index)
{
	struct target *target = &table->targets[index];
	uint32_t *head = head_of(table, &target->address, target->port);

	target->next = *head;
	*head = index;
}

/* As many heads as there is room for targets: a power of two. */
static void grow(struct target_table *table)
{
	uint32_t room = table->room ? 2 * table->room : 64;

	table->targets = realloc(table->targets, room * sizeof(struct target));
	free(table->heads);
	table->heads = malloc(room * sizeof(*table->heads));
	if (!table->targets || !table->heads)
		out_of_memory();
	for (uint32_t i = 0; i < room; i++)
		table->heads[i] = TARGET_NONE;
	table->room = room;
	for (uint32_t i = 0; i < table->count; i++)
		link_target(table, i);
}

static int is_same(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static int is_at(const struct target *target, const struct in6_addr *address,
		 uint16_t port)
{
	return target->port == port && is_same(&target->address, address);
}

/* One socket holds a group in one mode: from all sources, or from some. */
static int clash(const struct target *a, const struct target *b)
{
	return is_at(a, &b->address, b->port) && a->ifindex == b->ifindex &&
	       (!a->has_source || !b->has_source ||
		is_same(&a->source, &b->source));
}

uint32_t target_table_add(struct target_table *table,
			  const struct target *target)
{
	uint32_t i;

	if (table->count == table->room)
		grow(table);
	for (i = *head_of(table, &target->address, target->port);
	     i != TARGET_NONE; i = table->targets[i].next)
		if (clash(&table->targets[i], target))
			return i;
	table->targets[table->count] = *target;
	table->targets[table->count].channel = CHANNEL_NONE;
	link_target(table, table->count++);
	return TARGET_NONE;
}

int target_has_group(const struct target *target)
{
	return sock6_address_is_multicast(&target->address);
}

static int is_excluded(const struct target_table *table,
		       const struct in6_addr *source)
{
	for (unsigned i = 0; i < table->excluded_count; i++)
		if (is_same(&table->excluded[i], source))
			return 1;
	return 0;
}

static int matches(const struct target_table *table,
		   const struct target *target,
		   const struct sock6_message *message, int channel)
{
	const struct sock6_control *control = message->control;

	if (target->ifindex && (control->fields & SOCK6_INTERFACE) &&
	    control->ifindex != target->ifindex)
		return 0;
	if (!target_has_group(target))
		return 1;
	if (target->channel != channel)
		return 0;
	return target->has_source
		       ? is_same(&target->source, &message->peer.sin6_addr)
		       : !is_excluded(table, &message->peer.sin6_addr);
}

static int wants_at(const struct target_table *table,
		    const struct sock6_message *message,
		    const struct in6_addr *address, int channel, uint16_t port)
{
	uint32_t i = *head_of(table, address, port);

	for (; i != TARGET_NONE; i = table->targets[i].next)
		if (is_at(&table->targets[i], address, port) &&
		    matches(table, &table->targets[i], message, channel))
			return 1;
	return 0;
}

int target_table_wants(const struct target_table *table,
		       const struct sock6_message *message, int channel,
		       uint16_t port)
{
	const struct sock6_control *control = message->control;
	const struct in6_addr *to = &control->destination;

	/* Where the system cannot tell, what came is believed to be meant. */
	if (!(control->fields & SOCK6_DESTINATION))
		return 1;
	if (wants_at(table, message, to, channel, port))
		return 1;
	return !sock6_address_is_multicast(to) &&
	       wants_at(table, message, &in6addr_any, channel, port);
}

void target_table_free(struct target_table *table)
{
	free(table->targets);
	free(table->heads);
}
