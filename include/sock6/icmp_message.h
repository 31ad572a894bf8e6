/* SPDX-License-Identifier: MIT */
/* ICMPv6 messages: echo, errors and extended echo, read and written. */
#ifndef SOCK6_ICMP_MESSAGE_H
#define SOCK6_ICMP_MESSAGE_H

#include "base.h"
#include "icmp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An error is never longer, so that its packet fits the smallest MTU (RFC 4443,
 * 2.4 (c)). */
#define SOCK6_ICMP_ERROR_MAXIMUM 1240

/* Enough for sock6_icmp_message_format() of every message. */
#define SOCK6_ICMP_MESSAGE_TEXT_SIZE 256

/* Flags of extended echo (RFC 8335, 2 and 3). */
#define SOCK6_ICMP_LOCAL  1u /* request: the interface is the responder's */
#define SOCK6_ICMP_IPV6   1u /* reply: IPv6 runs on the interface */
#define SOCK6_ICMP_IPV4   2u /* reply: IPv4 runs on the interface */
#define SOCK6_ICMP_ACTIVE 4u /* reply: the interface is active */

/* An extended echo reply: a neighbour's state (RFC 8335, 3). */
enum sock6_icmp_state {
	SOCK6_ICMP_STATE_NONE = 0,
	SOCK6_ICMP_STATE_INCOMPLETE = 1,
	SOCK6_ICMP_STATE_REACHABLE = 2,
	SOCK6_ICMP_STATE_STALE = 3,
	SOCK6_ICMP_STATE_DELAY = 4,
	SOCK6_ICMP_STATE_PROBE = 5,
	SOCK6_ICMP_STATE_FAILED = 6
};

/* A message.  A member that its type does not have is 0. */
struct sock6_icmp_message {
	uint8_t type;        /* SOCK6_ICMP_DESTINATION_UNREACHABLE,
				_PACKET_TOO_BIG, _TIME_EXCEEDED,
				_PARAMETER_PROBLEM, or a request or reply of
				echo or extended echo */
	uint8_t code;        /* of the type */
	uint16_t identifier; /* echo, extended echo */
	uint16_t sequence;   /* echo; extended echo: 0..255 */
	uint8_t flags;       /* extended echo: a set of those above */
	uint8_t state;       /* extended echo reply: 0..7, SOCK6_ICMP_STATE_* */
	uint32_t mtu;        /* packet too big */
	uint32_t pointer;    /* parameter problem: an offset in the packet */
	uint32_t reserved[4];
	const void *payload;   /* echo: its data; error: the packet that it
				  quotes, from the IPv6 header on */
	size_t payload_size;   /* in bytes */
	const void *extension; /* the extension structure, or NULL; see
				  sock6_icmp_extension_check() */
	size_t extension_size; /* in bytes */
};

/**
 * Read a message.  Pure.
 *
 * @message:     where it goes, with views of @bytes
 * @bytes:       the ICMPv6 message, of any alignment, as a raw ICMPv6 or an
 *               echo socket delivers it; any bytes are survived
 * @size:        of @bytes
 * @source:      from the IPv6 header, for the checksum; or NULL
 * @destination: the same; both or neither
 *
 * Without addresses the checksum is not looked at: the system delivers no
 * message whose checksum is wrong.  Values are taken as they stand.  The quoted
 * packet may end anywhere.  Where the length attribute of a destination
 * unreachable or time exceeded message points behind the message, all of the
 * rest is the quoted packet, and there is no extension.
 *
 * Returns 0, or a negative errno value:
 *   -ENOMSG   an ICMPv6 message of another type
 *   -EBADMSG  shorter than 8 bytes, or a wrong checksum
 *
 * Stands on RFC 4443, 2.1, 3 and 4; RFC 4884, 4 and 5; RFC 8335, 2 and 3.
 */
SOCK6_API int sock6_icmp_message_decode(struct sock6_icmp_message *message,
					const void *bytes, size_t size,
					const struct in6_addr *source,
					const struct in6_addr *destination);

/**
 * Write a message.  Pure.
 *
 * @buffer:      where it goes, of any alignment; owned by the caller; the
 *               payload may lie within it
 * @size:        of @buffer in bytes
 * @message:     the message
 * @source:      what the IPv6 header will say, for the checksum; or NULL
 * @destination: the same; both or neither
 *
 * Without addresses the checksum is 0, for a raw ICMPv6 or an echo socket to
 * fill in.  Of the packet that an error quotes as much is written as leaves the
 * message at SOCK6_ICMP_ERROR_MAXIMUM bytes.  Before an extension it is filled
 * up with zeros, to 128 bytes or more and a multiple of 8.
 *
 * Returns the number of bytes, or a negative errno value:
 *   -EINVAL    another type, a value out of range or without room in such a
 *              message, or an extension of a type that has none
 *   -EMSGSIZE  an echo longer than 65535 bytes; or an extension that leaves no
 *              128 bytes of an error to the quoted packet
 *   -ENOSPC    @size is too small; @buffer is untouched
 *
 * Stands on RFC 4443, 2.3, 2.4, 3 and 4; RFC 4884, 4; RFC 8335, 2 and 3.
 */
SOCK6_API int sock6_icmp_message_encode(
	void *buffer, size_t size, const struct sock6_icmp_message *message,
	const struct in6_addr *source, const struct in6_addr *destination);

/**
 * The meaning of a code, such as "port unreachable".
 *
 * @type: any number
 * @code: any number
 *
 * Returns a static string, or NULL for a code that has no name.
 *
 * Stands on IANA's registry of ICMPv6 codes; RFC 4443, 3; RFC 8335, 3.
 */
SOCK6_API const char *sock6_icmp_code_name(int type, int code);

/**
 * Write a message as one line of text.
 *
 * @text:    where it goes, with its NUL; owned by the caller
 * @size:    of @text in bytes; SOCK6_ICMP_MESSAGE_TEXT_SIZE is always enough
 * @message: as decoded
 *
 * Such as "type=destination_unreachable code=4 reason=port_unreachable
 * payload_size=56" or "type=echo_reply code=0 identifier=4660 sequence=1
 * payload_size=56", in one line.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_icmp_message_format(
	char *text, size_t size, const struct sock6_icmp_message *message);

/**
 * The checksum over the pseudo-header of IPv6 and what follows.  Pure.
 *
 * @source:      from the IPv6 header
 * @destination: the last one, if there is a routing header
 * @next_header: the upper layer's protocol, SOCK6_ICMP_PROTOCOL for ICMPv6
 * @data:        the upper layer's header and data, of any alignment
 * @size:        of @data in bytes, at most UINT32_MAX
 *
 * Returns, over data whose checksum field is 0, the value of that field, to be
 * written with its high byte first; over data as received 0 when the checksum
 * is right.  UDP sends 0xffff in place of 0.
 *
 * Stands on RFC 8200, 8.1; RFC 1071.
 */
SOCK6_API uint16_t sock6_checksum(const struct in6_addr *source,
				  const struct in6_addr *destination,
				  uint8_t next_header, const void *data,
				  size_t size);

#ifdef __cplusplus
}
#endif

#endif
