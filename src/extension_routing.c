/* SPDX-License-Identifier: MIT */
/* Routing headers, read and written.  Pure; any bytes are survived, and nothing
 * is read that was not measured first. */
#include "sock6/extension.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"

#define UNIT        8
#define HEAD        8 /* of both types that are known */
#define SEGMENT     16
#define COUNT_MOST  127 /* as a length of 255 units has room for */
#define HOME_LENGTH 2   /* RFC 6275, 6.4.1 */

#define TLV_PAD_1 0 /* RFC 8754, 2.1.1 */
#define TLV_PAD_N 4
#define TLV_HEAD  2

_Static_assert(offsetof(struct sock6_extension_routing, segments) == 16 &&
		       sizeof(struct sock6_extension_routing) ==
			       16 + 3 * sizeof(void *),
	       "the same layout on every ABI, but for the size of a pointer");

static void read_head(struct sock6_extension_routing *routing,
		      const unsigned char *at)
{
	memset(routing, 0, sizeof(*routing));
	routing->type = at[2];
	routing->next_header = at[0];
	routing->segments_left = at[3];
	routing->segments = at + HEAD;
}

static int read_home(struct sock6_extension_routing *routing,
		     const unsigned char *at)
{
	if (at[1] != HOME_LENGTH || at[3] != 1)
		return -EBADMSG;
	read_head(routing, at);
	routing->segment_count = 1;
	return 0;
}

static int read_segments(struct sock6_extension_routing *routing,
			 const unsigned char *at, size_t size)
{
	size_t count = at[4] + (size_t)1;

	if (HEAD + count * SEGMENT > size || at[3] >= count)
		return -EBADMSG;
	read_head(routing, at);
	routing->flags = at[5];
	routing->tag = (uint16_t)(at[6] << 8 | at[7]);
	routing->segment_count = (uint16_t)count;
	routing->tlvs = at + HEAD + count * SEGMENT;
	routing->tlvs_size = size - HEAD - count * SEGMENT;
	return 0;
}

int sock6_extension_routing_parse(struct sock6_extension_routing *routing,
				  const void *header, size_t size)
{
	const unsigned char *at = header;
	size_t own_size;

	if (size < HEAD)
		return -EBADMSG;
	own_size = (at[1] + (size_t)1) * UNIT;
	if (own_size > size)
		return -EBADMSG;
	switch (at[2]) {
	case SOCK6_EXTENSION_ROUTING_HOME: return read_home(routing, at);
	case SOCK6_EXTENSION_ROUTING_SEGMENTS:
		return read_segments(routing, at, own_size);
	default: return -EPROTONOSUPPORT;
	}
}

int sock6_extension_segment_next(const struct sock6_extension_routing *routing,
				 unsigned *index, struct in6_addr *segment)
{
	const unsigned char *segments = routing->segments;

	if (*index >= routing->segment_count)
		return 0;
	++*index;
	memcpy(segment,
	       segments + (routing->segment_count - *index) * (size_t)SEGMENT,
	       sizeof(*segment));
	return 1;
}

int sock6_extension_tlv_next(const struct sock6_extension_routing *routing,
			     size_t *offset, struct sock6_extension_option *tlv)
{
	const unsigned char *at;
	size_t left, head, length;

	if (*offset >= routing->tlvs_size)
		return 0;
	at = (const unsigned char *)routing->tlvs + *offset;
	left = routing->tlvs_size - *offset;
	head = at[0] == TLV_PAD_1 ? 1 : TLV_HEAD;
	if (left < head)
		return -EBADMSG;
	length = head == 1 ? 1 : TLV_HEAD + (size_t)at[1];
	if (length > left)
		return -EBADMSG;
	memset(tlv, 0, sizeof(*tlv));
	tlv->type = at[0];
	tlv->data = at + head;
	tlv->size = length - head;
	*offset += length;
	return 1;
}

static int check_path(const struct sock6_extension_routing *routing,
		      const struct in6_addr *path)
{
	if (routing->type != SOCK6_EXTENSION_ROUTING_SEGMENTS)
		return -EPROTONOSUPPORT;
	if (routing->segment_count == 0 ||
	    routing->segment_count > COUNT_MOST ||
	    routing->segments_left >= routing->segment_count)
		return -EINVAL;
	for (unsigned i = 0; i < routing->segment_count; i++)
		if (sock6__is_multicast(&path[i]))
			return -EINVAL;
	return 0;
}

static void put_head(unsigned char *at,
		     const struct sock6_extension_routing *routing, size_t end)
{
	at[0] = routing->next_header;
	at[1] = (unsigned char)(end / UNIT - 1);
	at[2] = routing->type;
	at[3] = routing->segments_left;
	at[4] = (unsigned char)(routing->segment_count - 1);
	at[5] = routing->flags;
	at[6] = (unsigned char)(routing->tag >> 8);
	at[7] = (unsigned char)routing->tag;
}

static void put_tlvs(unsigned char *at,
		     const struct sock6_extension_routing *routing,
		     size_t padding)
{
	if (routing->tlvs_size)
		memcpy(at, routing->tlvs, routing->tlvs_size);
	at += routing->tlvs_size;
	memset(at, 0, padding);
	if (padding >= TLV_HEAD) {
		at[0] = TLV_PAD_N;
		at[1] = (unsigned char)(padding - TLV_HEAD);
	}
}

int sock6_extension_routing_build(void *header, size_t size,
				  const struct sock6_extension_routing *routing,
				  const struct in6_addr *path)
{
	unsigned char *bytes = header, *at = bytes + HEAD;
	size_t padding, end;
	int status = check_path(routing, path);

	if (status < 0)
		return status;
	if (routing->tlvs_size > SOCK6_EXTENSION_SIZE_MAXIMUM)
		return -EMSGSIZE;
	padding = (UNIT - routing->tlvs_size % UNIT) % UNIT;
	end = HEAD + routing->segment_count * (size_t)SEGMENT +
	      routing->tlvs_size + padding;
	if (end > SOCK6_EXTENSION_SIZE_MAXIMUM)
		return -EMSGSIZE;
	if (end > size)
		return -ENOSPC;
	put_head(bytes, routing, end);
	for (unsigned i = routing->segment_count; i > 0; i--, at += SEGMENT)
		memcpy(at, &path[i - 1], SEGMENT);
	put_tlvs(at, routing, padding);
	return (int)end;
}
