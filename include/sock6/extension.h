/* SPDX-License-Identifier: MIT */
/* Extension headers (RFC 8200, 4): walk, read, build. */
#ifndef SOCK6_EXTENSION_H
#define SOCK6_EXTENSION_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values of a next-header field that are no upper layer. */
enum sock6_extension_type {
	SOCK6_EXTENSION_HOP_BY_HOP = 0,
	SOCK6_EXTENSION_ROUTING = 43,
	SOCK6_EXTENSION_FRAGMENT = 44,
	SOCK6_EXTENSION_ENCRYPTED = 50,      /* ESP: its end cannot be seen */
	SOCK6_EXTENSION_AUTHENTICATION = 51, /* AH */
	SOCK6_EXTENSION_NONE = 59,           /* nothing follows */
	SOCK6_EXTENSION_DESTINATION = 60,
	SOCK6_EXTENSION_MOBILITY = 135,
	SOCK6_EXTENSION_HOST_IDENTITY = 139,
	SOCK6_EXTENSION_SHIM6 = 140,
	/* On a socket only, see sock6_extension_set(): destination options that
	 * each node of a routing header reads. */
	SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING = 316
};

/* Flags of a header and of a walk. */
#define SOCK6_EXTENSION_MISPLACED      1 /* hop-by-hop, and not the first */
#define SOCK6_EXTENSION_FRAGMENTED     2 /* one packet of several */
#define SOCK6_EXTENSION_LATER_FRAGMENT 4 /* the upper layer is in another one */

/* The most headers of one packet, and bytes of one header. */
#define SOCK6_EXTENSION_COUNT_MAXIMUM 32
#define SOCK6_EXTENSION_SIZE_MAXIMUM  2048

/* A header, and where its bytes are. */
struct sock6_extension {
	uint16_t type;       /* SOCK6_EXTENSION_* */
	uint8_t next_header; /* what follows it; sent: not read */
	uint8_t flags;       /* SOCK6_EXTENSION_MISPLACED, or 0 */
	uint32_t reserved[3];
	const void *data; /* all of the header, from its first byte */
	size_t size;
};

/* Where a walk is; at its end, where the upper layer is and which one. */
struct sock6_extension_walk {
	uint32_t offset; /* bytes from the start of the packet */
	uint16_t count;  /* headers so far */
	uint8_t next_header;
	uint8_t flags; /* SOCK6_EXTENSION_MISPLACED ... */
	uint32_t reserved[2];
};

struct sock6_extension_fragment {
	uint32_t identification;
	uint16_t offset; /* bytes, a multiple of 8 */
	uint8_t more;    /* 0 or 1 */
	uint8_t next_header;
};

/* Types of options of hop-by-hop and destination options headers. */
#define SOCK6_EXTENSION_PAD_1         0x00
#define SOCK6_EXTENSION_PAD_N         0x01
#define SOCK6_EXTENSION_TUNNEL_LIMIT  0x04 /* RFC 2473, 4.1.1 */
#define SOCK6_EXTENSION_ROUTER_ALERT  0x05 /* RFC 2711 */
#define SOCK6_EXTENSION_JUMBO_PAYLOAD 0xc2 /* RFC 2675 */
#define SOCK6_EXTENSION_HOME_ADDRESS  0xc9 /* RFC 6275, 6.3 */

/* What a node does that does not know an option: its type's first two bits. */
enum sock6_extension_action {
	SOCK6_EXTENSION_SKIP = 0,
	SOCK6_EXTENSION_DISCARD = 1,
	SOCK6_EXTENSION_REPORT = 2,        /* discard, send an ICMPv6 error */
	SOCK6_EXTENSION_REPORT_UNICAST = 3 /* unless it was for a group */
};

/* An option, or a TLV of a segment routing header. */
struct sock6_extension_option {
	uint8_t type;
	uint8_t action;    /* read: enum sock6_extension_action */
	uint8_t changes;   /* read: 1: routers may change its data */
	uint8_t has_value; /* 1: value holds the data as a number */
	uint8_t alignment; /* written: 1, 2, 4, 8; 0: as its type wants */
	uint8_t alignment_offset; /* written: the type is so far behind that */
	uint16_t reserved0;
	uint32_t value; /* router alert, jumbo payload, tunnel limit */
	uint32_t reserved1;
	const void *data;
	size_t size; /* of data: 0..255 */
};

/* Types of routing headers that are known here. */
#define SOCK6_EXTENSION_ROUTING_HOME     2 /* RFC 6275, 6.4 */
#define SOCK6_EXTENSION_ROUTING_SEGMENTS 4 /* RFC 8754 */

struct sock6_extension_routing {
	uint8_t type; /* SOCK6_EXTENSION_ROUTING_HOME, _SEGMENTS */
	uint8_t next_header;
	uint8_t segments_left; /* how many are still to be visited */
	uint8_t flags;         /* segments: 0 in RFC 8754 */
	uint16_t tag;          /* segments: 0: none */
	uint16_t segment_count;
	uint32_t reserved[2];
	const void *segments; /* read: addresses of 16 bytes, the last first */
	const void *tlvs;     /* segments: what follows them */
	size_t tlvs_size;
};

/**
 * Step through the extension headers of a packet.  Pure.
 *
 * @walk:      before the first call all zero, but next_header from the IPv6
 *             header and offset, where what it names begins: SOCK6_HEADER_SIZE,
 *             or 0 where @packet begins behind that header
 * @packet:    of any alignment; any bytes are survived
 * @size:      of @packet: what sock6_header_check() found, or less for a packet
 *             that was cut off, as those within ICMPv6 errors are
 * @extension: where the next header goes, a view of @packet
 *
 * Steps over authentication, mobility, host identity and shim6 headers, too.
 * At the end next_header of @walk is the upper layer's protocol and offset its
 * place, which may be the end of the packet; or next_header is
 * SOCK6_EXTENSION_ENCRYPTED, or SOCK6_EXTENSION_NONE; or flags have
 * SOCK6_EXTENSION_LATER_FRAGMENT, and at offset is a piece from the middle.  A
 * packet within a packet (protocols 4 and 41) is an upper layer.
 *
 * Returns 1 with a header, 0 when there are no more, or a negative errno value;
 * @walk is then where it was:
 *   -EBADMSG  a header is longer than the packet, or than it may be
 *   -E2BIG    more headers than SOCK6_EXTENSION_COUNT_MAXIMUM
 *
 * Stands on RFC 8200, 4; RFC 4302, 2.2; RFC 6275, 6.1.1; RFC 7401, 5.1;
 * RFC 5533, 5; RFC 6564.
 */
SOCK6_API int sock6_extension_next(struct sock6_extension_walk *walk,
				   const void *packet, size_t size,
				   struct sock6_extension *extension);

/**
 * Walk to the upper layer of a packet at once.  Pure.
 *
 * @walk:   as for sock6_extension_next(); on success next_header is the upper
 *          layer's protocol, offset its place; on failure how far it came
 * @packet: of any alignment; any bytes are survived
 * @size:   of @packet
 *
 * Returns 0, or a negative errno value:
 *   -EBADMSG          a header is longer than the packet, or than it may be; or
 *                     a hop-by-hop header is not the first, for which a
 *                     receiver discards the packet
 *   -E2BIG            more headers than SOCK6_EXTENSION_COUNT_MAXIMUM
 *   -ENODATA          a later fragment: the upper layer is in another packet
 *   -EPROTONOSUPPORT  the rest is encrypted
 *   -ENOMSG           the packet has no upper layer
 *
 * Stands on RFC 8200, 4; RFC 7112.
 */
SOCK6_API int sock6_extension_find_upper(struct sock6_extension_walk *walk,
					 const void *packet, size_t size);

/**
 * The name of an extension header, such as "hop-by-hop options".
 *
 * @type: any number
 *
 * Returns a static string, or NULL where @type is none of enum
 * sock6_extension_type.
 */
SOCK6_API const char *sock6_extension_name(int type);

/**
 * Read a fragment header.  Pure.
 *
 * @fragment: where it goes
 * @header:   of any alignment
 * @size:     of @header
 *
 * Returns 0, or a negative errno value:
 *   -EBADMSG  @size is less than 8
 *
 * Stands on RFC 8200, 4.5.
 */
SOCK6_API int sock6_extension_fragment_parse(
	struct sock6_extension_fragment *fragment, const void *header,
	size_t size);

/**
 * Step through the options of a hop-by-hop or destination options header, with
 * its padding.  Pure.
 *
 * @header: all of it, of any alignment; any bytes are survived
 * @size:   of @header
 * @offset: 0 before the first call; moved on by each
 * @option: where the next one goes, with a view of @header
 *
 * What is padding has the types SOCK6_EXTENSION_PAD_1 and
 * SOCK6_EXTENSION_PAD_N.  A known option whose size is not its own has no
 * value.
 *
 * Returns 1 with an option, 0 when there are no more, or a negative errno
 * value:
 *   -EBADMSG  an option, or the header by its own word, is longer than what
 *             holds it
 *
 * Stands on RFC 8200, 4.2.
 */
SOCK6_API int sock6_extension_option_next(
	const void *header, size_t size, size_t *offset,
	struct sock6_extension_option *option);

/**
 * Begin a hop-by-hop or destination options header.  Pure.
 *
 * @header:      where it goes, of any alignment; owned by the caller
 * @size:        of @header in bytes
 * @next_header: what follows it; a socket writes its own
 *
 * Returns how many bytes are used, or a negative errno value:
 *   -EINVAL  @next_header is not 0 to 255
 *   -ENOSPC  @size is too small; @header is untouched
 *
 * Stands on RFC 8200, 4.3 and 4.6.
 */
SOCK6_API int sock6_extension_options_start(void *header, size_t size,
					    int next_header);

/**
 * Add an option, with the padding that its alignment needs.  Pure.
 *
 * @header: as begun
 * @size:   of @header in bytes
 * @used:   what the call before returned
 * @option: type; and has_value 1 with value, for the three types that have one,
 *          or data and size.  The type stands alignment * n +
 *          alignment_offset bytes from the start of the header; an alignment
 *          of 0 is that of the type, and none where the type is not known here.
 *          Of padding only size is read: SOCK6_EXTENSION_PAD_1 has none
 *
 * Routers may handle packets with a router alert slowly or not at all, and new
 * protocols are not to use it (RFC 9805).
 *
 * Returns how many bytes are used, or a negative errno value:
 *   -EINVAL    @used is less than 2; more data than 255; an alignment that is
 *              none; a value for another type, or too large for its own
 *   -EMSGSIZE  longer than SOCK6_EXTENSION_SIZE_MAXIMUM
 *   -ENOSPC    @size is too small; @header is untouched
 *
 * Stands on RFC 8200, 4.2 and appendix A; RFC 2473, 4.1.1; RFC 2675, 2;
 * RFC 2711, 2.1.
 */
SOCK6_API int sock6_extension_option_append(
	void *header, size_t size, size_t used,
	const struct sock6_extension_option *option);

/**
 * End an options header: pad it to a multiple of 8 bytes and write its length.
 * Pure.
 *
 * @header: as begun
 * @size:   of @header in bytes
 * @used:   what the call before returned
 *
 * Returns the size of the header, or a negative errno value:
 *   -EINVAL    @used is less than 2
 *   -EMSGSIZE  longer than SOCK6_EXTENSION_SIZE_MAXIMUM
 *   -ENOSPC    @size is too small; @header is untouched
 *
 * Stands on RFC 8200, 4.2.
 */
SOCK6_API int sock6_extension_options_finish(void *header, size_t size,
					     size_t used);

/**
 * Read a routing header.  Pure.
 *
 * @routing: where it goes, with views of @header
 * @header:  all of it, of any alignment; any bytes are survived
 * @size:    of @header
 *
 * Returns 0, or a negative errno value:
 *   -EPROTONOSUPPORT  its type is not known here, or it is 0, which is not to
 *                     be obeyed by anyone
 *   -EBADMSG          it is longer than @size, or does not hold what it says
 *
 * Stands on RFC 8200, 4.4; RFC 8754, 2; RFC 6275, 6.4; RFC 5095.
 */
SOCK6_API int sock6_extension_routing_parse(
	struct sock6_extension_routing *routing, const void *header,
	size_t size);

/**
 * Step through the segments of a routing header in the order of travel.  Pure.
 *
 * @routing: as parsed; its bytes are still there
 * @index:   0 before the first call; moved on by each.  Of what has been
 *           visited there is segment_count less segments_left; the packet is
 *           on its way to the last of these
 * @segment: where the next one goes
 *
 * Returns 1 with a segment, or 0 when there are no more.
 *
 * Stands on RFC 8754, 2: the header has them in reverse.
 */
SOCK6_API int sock6_extension_segment_next(
	const struct sock6_extension_routing *routing, unsigned *index,
	struct in6_addr *segment);

/**
 * Step through the TLVs of a segment routing header, padding too.  Pure.
 *
 * @routing: as parsed; its bytes are still there
 * @offset:  0 before the first call; moved on by each
 * @tlv:     where the next one goes, with a view; action and changes are 0
 *
 * An HMAC comes as it is, and is not checked.
 *
 * Returns 1 with a TLV, 0 when there are no more, or a negative errno value:
 *   -EBADMSG  one is longer than what holds it
 *
 * Stands on RFC 8754, 2.1.
 */
SOCK6_API int sock6_extension_tlv_next(
	const struct sock6_extension_routing *routing, size_t *offset,
	struct sock6_extension_option *tlv);

/**
 * Write a segment routing header.  Pure.
 *
 * @header:  where it goes, of any alignment; owned by the caller
 * @size:    of @header in bytes
 * @routing: type SOCK6_EXTENSION_ROUTING_SEGMENTS; segment_count, 1 to 127;
 *           segments_left, for a new packet segment_count - 1; next_header,
 *           which a socket writes itself; flags; tag; tlvs and tlvs_size,
 *           which are padded to a multiple of 8 bytes.  Its segments are not
 *           read
 * @path:    the segments in the order of travel, the last one the packet's
 *           destination
 *
 * Returns the size of the header, or a negative errno value:
 *   -EPROTONOSUPPORT  another type
 *   -EINVAL           a count out of range; or a segment that is multicast
 *   -EMSGSIZE         longer than SOCK6_EXTENSION_SIZE_MAXIMUM
 *   -ENOSPC           @size is too small; @header is untouched
 *
 * Stands on RFC 8754, 2, 2.1.1 and 3.1.
 */
SOCK6_API int sock6_extension_routing_build(
	void *header, size_t size,
	const struct sock6_extension_routing *routing,
	const struct in6_addr *path);

#ifdef __cplusplus
}
#endif

#endif
