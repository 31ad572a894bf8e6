/* SPDX-License-Identifier: MIT */
/* Extension headers: the walk over those of a packet.  Pure; any bytes are
 * survived, and nothing is read that was not measured first. */
#include "sock6/extension.h"

#include <errno.h>
#include <string.h>

#define UNIT                 8 /* of lengths, but for AH's */
#define AUTHENTICATION_UNIT  4 /* RFC 4302, 2.2 */
#define AUTHENTICATION_LEAST 12
#define FRAGMENT_SIZE        8

#define OFFSET_MASK 0xfff8u
#define MORE_BIT    1u

_Static_assert(offsetof(struct sock6_extension, data) == 16 &&
		       sizeof(struct sock6_extension) ==
			       16 + 2 * sizeof(void *) &&
		       sizeof(struct sock6_extension_walk) == 16 &&
		       sizeof(struct sock6_extension_fragment) == 8,
	       "the same layout on every ABI, but for the size of a pointer");

static uint32_t load16(const unsigned char *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

/* Of a header that can be stepped over, 0 of anything else.  Those that are
 * yet to come have the common layout (RFC 6564), but cannot be told from upper
 * layers. */
static size_t header_size(uint8_t type, uint8_t length)
{
	switch (type) {
	case SOCK6_EXTENSION_HOP_BY_HOP:
	case SOCK6_EXTENSION_ROUTING:
	case SOCK6_EXTENSION_DESTINATION:
	case SOCK6_EXTENSION_MOBILITY:
	case SOCK6_EXTENSION_HOST_IDENTITY:
	case SOCK6_EXTENSION_SHIM6: return (length + (size_t)1) * UNIT;
	case SOCK6_EXTENSION_FRAGMENT: return FRAGMENT_SIZE;
	case SOCK6_EXTENSION_AUTHENTICATION:
		return (length + (size_t)2) * AUTHENTICATION_UNIT;
	default: return 0;
	}
}

static int is_walked(uint8_t type)
{
	return header_size(type, 0) > 0;
}

/* A packet whose fragment header says that it is whole is one (RFC 6946). */
static uint8_t fragment_flags(const unsigned char *header)
{
	uint32_t field = load16(header + 2);

	if (field & OFFSET_MASK)
		return SOCK6_EXTENSION_FRAGMENTED |
		       SOCK6_EXTENSION_LATER_FRAGMENT;
	return field & MORE_BIT ? SOCK6_EXTENSION_FRAGMENTED : 0;
}

static uint8_t flags_of(const struct sock6_extension_walk *walk,
			const unsigned char *header)
{
	if (walk->next_header == SOCK6_EXTENSION_FRAGMENT)
		return fragment_flags(header);
	if (walk->next_header == SOCK6_EXTENSION_HOP_BY_HOP && walk->count > 0)
		return SOCK6_EXTENSION_MISPLACED;
	return 0;
}

/* The size of the header at hand, or a negative errno value. */
static int measure(const struct sock6_extension_walk *walk,
		   const unsigned char *header, size_t left)
{
	size_t size;

	if (left < UNIT)
		return -EBADMSG;
	size = header_size(walk->next_header, header[1]);
	if (size > left ||
	    (walk->next_header == SOCK6_EXTENSION_AUTHENTICATION &&
	     size < AUTHENTICATION_LEAST))
		return -EBADMSG;
	return walk->count < SOCK6_EXTENSION_COUNT_MAXIMUM ? (int)size : -E2BIG;
}

int sock6_extension_next(struct sock6_extension_walk *walk, const void *packet,
			 size_t size, struct sock6_extension *extension)
{
	const unsigned char *header;
	uint8_t flags;
	int length;

	if ((walk->flags & SOCK6_EXTENSION_LATER_FRAGMENT) ||
	    !is_walked(walk->next_header))
		return 0;
	if (size > UINT32_MAX)
		size = UINT32_MAX;
	if (walk->offset > size)
		return -EBADMSG;
	header = (const unsigned char *)packet + walk->offset;
	length = measure(walk, header, size - walk->offset);
	if (length < 0)
		return length;
	flags = flags_of(walk, header);
	memset(extension, 0, sizeof(*extension));
	extension->type = walk->next_header;
	extension->next_header = header[0];
	extension->flags = flags & SOCK6_EXTENSION_MISPLACED;
	extension->data = header;
	extension->size = (size_t)length;
	walk->flags |= flags;
	walk->offset += (uint32_t)length;
	walk->next_header = header[0];
	walk->count++;
	return 1;
}

int sock6_extension_find_upper(struct sock6_extension_walk *walk,
			       const void *packet, size_t size)
{
	struct sock6_extension extension;
	int found;

	do {
		found = sock6_extension_next(walk, packet, size, &extension);
		if (walk->flags & SOCK6_EXTENSION_MISPLACED)
			return -EBADMSG;
	} while (found > 0);
	if (found < 0)
		return found;
	if (walk->offset > size)
		return -EBADMSG;
	if (walk->flags & SOCK6_EXTENSION_LATER_FRAGMENT)
		return -ENODATA;
	if (walk->next_header == SOCK6_EXTENSION_ENCRYPTED)
		return -EPROTONOSUPPORT;
	return walk->next_header == SOCK6_EXTENSION_NONE ? -ENOMSG : 0;
}

const char *sock6_extension_name(int type)
{
	switch (type) {
	case SOCK6_EXTENSION_HOP_BY_HOP: return "hop-by-hop options";
	case SOCK6_EXTENSION_ROUTING: return "routing";
	case SOCK6_EXTENSION_FRAGMENT: return "fragment";
	case SOCK6_EXTENSION_ENCRYPTED: return "encapsulating security payload";
	case SOCK6_EXTENSION_AUTHENTICATION: return "authentication";
	case SOCK6_EXTENSION_NONE: return "no next header";
	case SOCK6_EXTENSION_DESTINATION: return "destination options";
	case SOCK6_EXTENSION_MOBILITY: return "mobility";
	case SOCK6_EXTENSION_HOST_IDENTITY: return "host identity protocol";
	case SOCK6_EXTENSION_SHIM6: return "shim6";
	case SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING:
		return "destination options before routing";
	default: return NULL;
	}
}

int sock6_extension_fragment_parse(struct sock6_extension_fragment *fragment,
				   const void *header, size_t size)
{
	const unsigned char *at = header;
	uint32_t field;

	if (size < FRAGMENT_SIZE)
		return -EBADMSG;
	field = load16(at + 2);
	fragment->identification = load16(at + 4) << 16 | load16(at + 6);
	fragment->offset = (uint16_t)(field & OFFSET_MASK);
	fragment->more = field & MORE_BIT;
	fragment->next_header = at[0];
	return 0;
}
