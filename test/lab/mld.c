/* SPDX-License-Identifier: MIT */
/* Multicast listener reports on the wire, version 2 (RFC 3810, 5.2). */
#include "mld.h"

#include <errno.h>
#include <stdio.h>
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

/* The rest is the header's, and a hop-by-hop header with router alert 0 and two
 * bytes of padding (RFC 2711, 2.1). */
int mld_send_bytes(const char *host, const char *destination, const void *bytes,
		   size_t size)
{
	static const uint8_t alert[8] = { IPPROTO_ICMPV6, 0, 5, 2, 0, 0, 1, 0 };
	struct sock6_header header = { .payload_length = (uint16_t)(size + 8),
				       .next_header = IPPROTO_HOPOPTS,
				       .hop_limit = 1 };
	uint8_t packet[SOCK6_HEADER_SIZE + 8 + 1400];
	struct sock6_message datagram = {
		.data = packet, .size = size + SOCK6_HEADER_SIZE + 8
	};
	char source[16];
	sock6_fd fd;
	int result;

	if (datagram.size > sizeof(packet))
		return -EMSGSIZE;
	snprintf(source, sizeof(source), "fe80::%s", host);
	header.source = lab_in6(source);
	header.destination = lab_in6(destination);
	sock6_header_build(packet, sizeof(packet), &header);
	memcpy(packet + SOCK6_HEADER_SIZE, alert, sizeof(alert));
	memcpy(packet + SOCK6_HEADER_SIZE + 8, bytes, size);
	datagram.peer = lab_peer(destination, 0, lab_index(host, "eth0"));
	fd = lab_raw(host, IPPROTO_RAW);
	result = sock6_set(fd, SOCK6_OPT_HEADER_INCLUDED, 1);
	if (result == 0)
		result = sock6_send(fd, &datagram, 0);
	sock6_close(fd);
	return result < 0 ? result : 0;
}

int mld_send(const char *host, const char *destination,
	     const struct sock6_mld_message *message,
	     const struct sock6_mld_record *records)
{
	struct in6_addr from, to = lab_in6(destination);
	uint8_t bytes[1400];
	char source[16];
	int size;

	snprintf(source, sizeof(source), "fe80::%s", host);
	from = lab_in6(source);
	size = sock6_mld_encode(bytes, sizeof(bytes), message, records, &from,
				&to);
	if (size < 0)
		return size;
	return mld_send_bytes(host, destination, bytes, (size_t)size);
}

int mld_has(const struct mld_record *record, const struct in6_addr *source)
{
	for (unsigned i = 0; i < record->count; i++)
		if (memcmp(&record->sources[i], source, 16) == 0)
			return 1;
	return 0;
}
