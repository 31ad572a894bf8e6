/* SPDX-License-Identifier: MIT */
/* The streams that a listener hears. */
#include "stream_table.h"

#include <stdlib.h>
#include <string.h>

#include "process/allocate.h"
#include "report/message.h"

#define NONE UINT32_MAX

_Static_assert(sizeof(struct stream_key) == 48, "keys are compared as bytes");

/* The seed keeps strangers from choosing addresses that all meet in one place
 * of the table. */
static uint32_t hash(const struct stream_table *table,
		     const struct stream_key *key)
{
	uint64_t words[6], mixed = table->seed;

	memcpy(words, key, sizeof(words));
	for (int i = 0; i < 6; i++) {
		mixed = (mixed ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		mixed ^= mixed >> 32;
	}
	return (uint32_t)mixed;
}

static uint32_t *head_of(const struct stream_table *table,
			 const struct stream_key *key)
{
	return &table->heads[hash(table, key) & (table->room - 1)];
}

static void link_stream(struct stream_table *table, uint32_t index)
{
	struct stream *stream = table->streams[index];
	uint32_t *head = head_of(table, &stream->key);

	stream->next = *head;
	*head = index;
}

static void grow(struct stream_table *table)
{
	uint32_t room = table->room ? 2 * table->room : 64;

	if (!table->seed)
		table->seed = stamp_stream();
	table->streams =
		realloc(table->streams, room * sizeof(*table->streams));
	free(table->heads);
	table->heads = malloc(room * sizeof(*table->heads));
	if (!table->streams || !table->heads)
		out_of_memory();
	for (uint32_t i = 0; i < room; i++)
		table->heads[i] = NONE;
	table->room = room;
	for (uint32_t i = 0; i < table->count; i++)
		link_stream(table, i);
}

static struct stream *add(struct stream_table *table,
			  const struct stream_key *key, int is_stamped)
{
	struct stream *stream;

	if (table->count == STREAMS_MAXIMUM)
		return NULL;
	if (table->count == table->room)
		grow(table);
	stream = allocate(1, sizeof(*stream));
	stream->key = *key;
	stream->is_stamped = is_stamped != 0;
	table->stamped += is_stamped != 0;
	table->streams[table->count] = stream;
	link_stream(table, table->count++);
	return stream;
}

static int has_key(const struct stream *stream, const struct stream_key *key)
{
	return memcmp(&stream->key, key, sizeof(*key)) == 0;
}

static struct stream *find(const struct stream_table *table,
			   const struct stream_key *key)
{
	uint32_t i = table->room ? *head_of(table, key) : NONE;

	while (i != NONE && !has_key(table->streams[i], key))
		i = table->streams[i]->next;
	return i == NONE ? NULL : table->streams[i];
}

struct stream *stream_table_hear(struct stream_table *table,
				 const struct stream_key *key,
				 const struct stream_datagram *datagram)
{
	struct stream *stream = table->latest;
	int had_ended;

	/* Datagrams of a stream often come one behind the other. */
	if (!stream || !has_key(stream, key))
		stream = find(table, key);
	if (!stream)
		stream = add(table, key, datagram->stamp != NULL);
	if (!stream) {
		table->unlisted++;
		return NULL;
	}
	table->latest = stream;
	had_ended = stream_has_ended(stream);
	stream_hear(stream, datagram);
	table->ended += !had_ended && stream_has_ended(stream);
	return stream;
}

void stream_table_tick(struct stream_table *table, double seconds)
{
	for (uint32_t i = 0; i < table->count; i++)
		stream_tick(table->streams[i], table->ticks, seconds);
	table->ticks++;
}

/* What strangers say they have sent may be too much to be added up. */
static void add_up(uint64_t *sum, uint64_t more)
{
	*sum = more > INT64_MAX - *sum ? INT64_MAX : *sum + more;
}

void stream_table_sum(const struct stream_table *table, struct stream_sum *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (uint32_t i = 0; i < table->count; i++) {
		const struct sequence *s = &table->streams[i]->sequence;

		add_up(&sum->expected, sequence_expected(s));
		add_up(&sum->lost, sequence_lost(s));
		sum->duplicates += s->duplicates;
		sum->reordered += s->reordered;
		sum->too_late += s->too_late;
		sum->strange += s->strange;
	}
}

void stream_table_free(struct stream_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		free(table->streams[i]);
	free(table->streams);
	free(table->heads);
}
