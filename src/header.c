/* SPDX-License-Identifier: MIT */
/* The IPv6 header.  Pure. */
#include "sock6/header.h"

#include <errno.h>
#include <string.h>

#include "sock6/address.h"
#include "text.h"

#define VERSION            6
#define FLOW_LABEL_MAXIMUM 0xfffffu

static uint32_t load16(const unsigned char *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

int sock6_header_parse(struct sock6_header *header, const void *packet,
		       size_t size)
{
	const unsigned char *at = packet;
	uint32_t first;

	if (size < SOCK6_HEADER_SIZE)
		return -EBADMSG;
	memset(header, 0, sizeof(*header));
	first = load16(at) << 16 | load16(at + 2);
	header->version = (uint8_t)(first >> 28);
	header->traffic_class = (uint8_t)(first >> 20);
	header->flow_label = first & FLOW_LABEL_MAXIMUM;
	header->payload_length = (uint16_t)load16(at + 4);
	header->next_header = at[6];
	header->hop_limit = at[7];
	memcpy(&header->source, at + 8, sizeof(header->source));
	memcpy(&header->destination, at + 24, sizeof(header->destination));
	return 0;
}

int sock6_header_check(const struct sock6_header *header, size_t size)
{
	if (header->version != VERSION)
		return -EPROTONOSUPPORT;
	if (size < SOCK6_HEADER_SIZE ||
	    header->payload_length > size - SOCK6_HEADER_SIZE)
		return -EBADMSG;
	if (sock6_address_is_multicast(&header->source) ||
	    sock6_address_is_unspecified(&header->destination))
		return -EADDRNOTAVAIL;
	return SOCK6_HEADER_SIZE + header->payload_length;
}

int sock6_header_build(void *packet, size_t size,
		       const struct sock6_header *header)
{
	unsigned char *at = packet;

	if ((header->version != 0 && header->version != VERSION) ||
	    header->flow_label > FLOW_LABEL_MAXIMUM)
		return -EINVAL;
	if (size < SOCK6_HEADER_SIZE)
		return -ENOSPC;
	at[0] = (unsigned char)(VERSION << 4 | header->traffic_class >> 4);
	at[1] = (unsigned char)((header->traffic_class & 0xfu) << 4 |
				header->flow_label >> 16);
	at[2] = (unsigned char)(header->flow_label >> 8);
	at[3] = (unsigned char)header->flow_label;
	at[4] = (unsigned char)(header->payload_length >> 8);
	at[5] = (unsigned char)header->payload_length;
	at[6] = header->next_header;
	at[7] = header->hop_limit;
	memcpy(at + 8, &header->source, sizeof(header->source));
	memcpy(at + 24, &header->destination, sizeof(header->destination));
	return SOCK6_HEADER_SIZE;
}

int sock6_header_format(char *text, size_t size,
			const struct sock6_header *header)
{
	struct sock6__text line = { 0 };

	if (!text || !header)
		return -EINVAL;
	sock6__text_string(&line, "version=");
	sock6__text_decimal(&line, header->version);
	sock6__text_string(&line, " traffic_class=");
	sock6__text_hexadecimal(&line, header->traffic_class);
	sock6__text_string(&line, " flow_label=");
	sock6__text_hexadecimal(&line, header->flow_label);
	sock6__text_string(&line, " payload_length=");
	sock6__text_decimal(&line, header->payload_length);
	sock6__text_string(&line, " next_header=");
	sock6__text_decimal(&line, header->next_header);
	sock6__text_string(&line, " hop_limit=");
	sock6__text_decimal(&line, header->hop_limit);
	sock6__text_string(&line, " source=");
	sock6__text_address(&line, &header->source);
	sock6__text_string(&line, " destination=");
	sock6__text_address(&line, &header->destination);
	return sock6__text_copy(&line, text, size);
}
