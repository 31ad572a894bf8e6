/* SPDX-License-Identifier: MIT */
/* Multicast listener reports on the wire, version 2 (RFC 3810, 5.2). */
#include "mld.h"

#include <string.h>

#include "host.h"

/* The record at a place of a report; its size, or 0 where there is none. */
static size_t read_record(struct mld_record *record, const uint8_t *bytes,
			  size_t size)
{
	size_t whole;

	if (size < 20)
		return 0;
	record->type = bytes[0];
	record->count = (unsigned)bytes[2] << 8 | bytes[3];
	whole = 20 + record->count * (size_t)16 + bytes[1] * (size_t)4;
	if (whole > size || record->count > MLD_SOURCES)
		return 0;
	memcpy(&record->group, bytes + 4, 16);
	memcpy(record->sources, bytes + 20, record->count * (size_t)16);
	return whole;
}

static int find_group(struct mld_record *record, const struct packet *packet,
		      const struct in6_addr *group)
{
	size_t at = 8, size;

	while (at < packet->payload_size) {
		size = read_record(record, packet->payload + at,
				   packet->payload_size - at);
		if (size == 0)
			return 0;
		if (memcmp(&record->group, group, 16) == 0)
			return 1;
		at += size;
	}
	return 0;
}

int mld_next(int wire, struct packet *packet, const struct in6_addr *group,
	     struct mld_record *record)
{
	while (capture_icmp(wire, packet,
			    SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT))
		if (find_group(record, packet, group))
			return 1;
	return 0;
}

int mld_has(const struct mld_record *record, const struct in6_addr *source)
{
	for (unsigned i = 0; i < record->count; i++)
		if (memcmp(&record->sources[i], source, 16) == 0)
			return 1;
	return 0;
}
