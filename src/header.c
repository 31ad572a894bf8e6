/* SPDX-License-Identifier: MIT */
/* The IPv6 header.  Pure. */
#include "sock6/header.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "sock6/address.h"
#include "sock6/flow_label.h"
#include "text.h"

#define VERSION 6

int sock6_header_parse(struct sock6_header *header, const void *packet,
		       size_t size)
{
	const unsigned char *at = packet;
	uint32_t first;

	if (size < SOCK6_HEADER_SIZE)
		return -EBADMSG;
	memset(header, 0, sizeof(*header));
	first = sock6__bytes_32(at);
	header->version = (uint8_t)(first >> 28);
	header->traffic_class = (uint8_t)(first >> 20);
	header->flow_label = first & SOCK6_FLOW_LABEL_MAXIMUM;
	header->payload_length = sock6__bytes_16(at + 4);
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
	    header->flow_label > SOCK6_FLOW_LABEL_MAXIMUM)
		return -EINVAL;
	if (size < SOCK6_HEADER_SIZE)
		return -ENOSPC;
	sock6__bytes_put_32(at, (uint32_t)VERSION << 28 |
					(uint32_t)header->traffic_class << 20 |
					header->flow_label);
	sock6__bytes_put_16(at + 4, header->payload_length);
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
