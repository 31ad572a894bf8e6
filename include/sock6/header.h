/* SPDX-License-Identifier: MIT */
/* The IPv6 header (RFC 8200, 3): parse, check, build, text. */
#ifndef SOCK6_HEADER_H
#define SOCK6_HEADER_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SOCK6_HEADER_SIZE 40

/* Room for the longest text that sock6_header_format() writes, with NUL. */
#define SOCK6_HEADER_TEXT_SIZE 256

struct sock6_header {
	uint32_t flow_label; /* 0..0xfffff */
	uint16_t payload_length;
	uint8_t version;
	uint8_t traffic_class;
	uint8_t next_header;
	uint8_t hop_limit;
	uint16_t reserved;
	struct in6_addr source;
	struct in6_addr destination;
};

/**
 * Read the fixed header of a packet.  Pure.
 *
 * @header: where it goes
 * @packet: bytes that begin with the header, of any alignment
 * @size:   of @packet; what follows the header is not looked at
 *
 * The fields are taken as they stand: sock6_header_check() judges them.
 *
 * Returns 0, or a negative errno value:
 *   -EBADMSG  @size is less than SOCK6_HEADER_SIZE
 *
 * Stands on RFC 8200, 3.
 */
SOCK6_API int sock6_header_parse(struct sock6_header *header,
				 const void *packet, size_t size);

/**
 * Check that a header can stand at the front of a packet.  Pure.
 *
 * @header: as parsed
 * @size:   of the packet in bytes, the header included; bytes after the
 *          payload are no fault (link-layer padding)
 *
 * A payload length of 0 is taken as it is, as no payload: jumbograms
 * (RFC 2675) are not supported.
 *
 * Returns the size of the packet by its own word, 40 to 65575, or a negative
 * errno value:
 *   -EPROTONOSUPPORT  the version is not 6
 *   -EBADMSG          the payload is longer than @size leaves room for
 *   -EADDRNOTAVAIL    the source is multicast (RFC 4291, 2.7) or the
 *                     destination unspecified (RFC 4291, 2.5.2)
 *
 * Stands on RFC 8200, 3; RFC 4291, 2.
 */
SOCK6_API int sock6_header_check(const struct sock6_header *header,
				 size_t size);

/**
 * Write a header at the front of a packet.  Pure.
 *
 * @packet: where it goes, of any alignment; owned by the caller
 * @size:   of @packet in bytes
 * @header: version 0 is taken as 6
 *
 * Returns SOCK6_HEADER_SIZE, or a negative errno value:
 *   -EINVAL  the version is neither 0 nor 6, or the flow label above 0xfffff
 *   -ENOSPC  @size is less than SOCK6_HEADER_SIZE
 *
 * Stands on RFC 8200, 3.
 */
SOCK6_API int sock6_header_build(void *packet, size_t size,
				 const struct sock6_header *header);

/**
 * Write a header as one line of text.
 *
 * @text:   where it goes, with its NUL; owned by the caller
 * @size:   of @text in bytes; SOCK6_HEADER_TEXT_SIZE is always enough
 * @header: as parsed
 *
 * Such as "version=6 traffic_class=0x0 flow_label=0x12345 payload_length=8
 * next_header=58 hop_limit=255 source=fe80::1 destination=ff02::1", in one
 * line.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_header_format(char *text, size_t size,
				  const struct sock6_header *header);

#ifdef __cplusplus
}
#endif

#endif
