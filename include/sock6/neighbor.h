/* SPDX-License-Identifier: MIT */
/* Neighbor discovery (RFC 4861): messages and their options, read and written. */
#ifndef SOCK6_NEIGHBOR_H
#define SOCK6_NEIGHBOR_H

#include "base.h"
#include "icmp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What such messages are sent with; less has passed a router (RFC 4861, 6.1). */
#define SOCK6_NEIGHBOR_HOP_LIMIT 255

/* Flags of a router advertisement (RFC 4861, 4.2; RFC 6275, 7.1; RFC 4389, 4.1). */
#define SOCK6_NEIGHBOR_MANAGED    0x80u /* addresses by DHCPv6 */
#define SOCK6_NEIGHBOR_OTHER      0x40u /* other things by DHCPv6 */
#define SOCK6_NEIGHBOR_HOME_AGENT 0x20u
#define SOCK6_NEIGHBOR_PROXY      0x04u

/* Flags of a neighbor advertisement (RFC 4861, 4.4). */
#define SOCK6_NEIGHBOR_ROUTER    0x80u
#define SOCK6_NEIGHBOR_SOLICITED 0x40u
#define SOCK6_NEIGHBOR_OVERRIDE  0x20u

/* Flags of prefix information (RFC 4861, 4.6.2; RFC 6275, 7.2; RFC 9762, 4). */
#define SOCK6_NEIGHBOR_ON_LINK        0x80u
#define SOCK6_NEIGHBOR_AUTONOMOUS     0x40u
#define SOCK6_NEIGHBOR_ROUTER_ADDRESS 0x20u
#define SOCK6_NEIGHBOR_DELEGATE       0x10u

/* Preference of a router or route (RFC 4191, 2.1). */
#define SOCK6_NEIGHBOR_LOW    (-1)
#define SOCK6_NEIGHBOR_MEDIUM 0
#define SOCK6_NEIGHBOR_HIGH   1

/* A lifetime without end. */
#define SOCK6_NEIGHBOR_FOREVER UINT32_MAX

/* Room for the text of every domain name, with NUL. */
#define SOCK6_NEIGHBOR_DOMAIN_SIZE 1024

/* Enough for sock6_neighbor_format() of every message of up to 1500 bytes. */
#define SOCK6_NEIGHBOR_TEXT_SIZE 16384

/* Types of options, by IANA's registry. */
enum sock6_neighbor_option_type {
	SOCK6_NEIGHBOR_SOURCE_LINK_LAYER = 1,
	SOCK6_NEIGHBOR_TARGET_LINK_LAYER = 2,
	SOCK6_NEIGHBOR_PREFIX = 3,
	SOCK6_NEIGHBOR_REDIRECTED = 4,
	SOCK6_NEIGHBOR_MTU = 5,
	SOCK6_NEIGHBOR_NONCE = 14,          /* RFC 3971 */
	SOCK6_NEIGHBOR_ROUTE = 24,          /* RFC 4191 */
	SOCK6_NEIGHBOR_DNS_SERVERS = 25,    /* RFC 8106 */
	SOCK6_NEIGHBOR_DNS_SEARCH = 31,     /* RFC 8106 */
	SOCK6_NEIGHBOR_CAPTIVE_PORTAL = 37, /* RFC 8910 */
	SOCK6_NEIGHBOR_PREF64 = 38          /* RFC 8781 */
};

/* A message without its options.  A member that its type has not is 0. */
struct sock6_neighbor_message {
	uint8_t type; /* SOCK6_ICMP_ROUTER_SOLICITATION, _ROUTER_ADVERTISEMENT,
			 _NEIGHBOR_SOLICITATION, _NEIGHBOR_ADVERTISEMENT or
			 _REDIRECT */
	uint8_t hop_limit;           /* router advertisement; 0: not told */
	uint8_t flags;               /* advertisements: a set of those above */
	int8_t preference;           /* router advertisement: -1, 0 or 1 */
	uint32_t router_lifetime;    /* router advertisement: seconds, 0..65535;
				      0: no default router */
	uint32_t reachable_time;     /* router advertisement: ms; 0: not told */
	uint32_t retransmit_timer;   /* router advertisement: ms; 0: not told */
	struct in6_addr target;      /* neighbor messages, redirect */
	struct in6_addr destination; /* redirect */
	uint32_t reserved[4];
	const void
		*options; /* decoded: their bytes, a view; encode: not read */
	size_t options_size;
};

/* An option.  A member that its type has not is 0. */
struct sock6_neighbor_option {
	uint8_t type;          /* SOCK6_NEIGHBOR_*, or another */
	uint8_t prefix_length; /* prefix, route: 0..128; pref64 */
	uint8_t flags;         /* prefix: a set of those above */
	int8_t preference;     /* route: -1, 0 or 1 */
	int32_t status;        /* decoded: -EBADMSG: its length or a value is
				  wrong for its type; only type and data hold */
	uint32_t lifetime;     /* prefix (valid), route, DNS, pref64: seconds */
	uint32_t preferred_lifetime; /* prefix: seconds */
	uint32_t mtu;                /* mtu */
	struct in6_addr prefix;      /* prefix, route, pref64 */
	uint32_t reserved[5];
	const void *data; /* link-layer address, with padding; the packet that
			     was redirected, with padding; nonce; addresses of
			     DNS servers; domain names as sock6_neighbor_domain_
			     append() writes them; URI of a captive portal; of
			     another type what stands behind its length */
	size_t size;      /* of the data in bytes */
};

/**
 * Read a message.  Pure.
 *
 * @message:     where it goes, with a view of @bytes
 * @bytes:       the ICMPv6 message, of any alignment, as a raw ICMPv6 socket
 *               delivers it; any bytes are survived
 * @size:        of @bytes
 * @source:      from the IPv6 header, for the checksum; or NULL
 * @destination: the same; both or neither
 *
 * Without addresses the checksum is not looked at: a raw ICMPv6 socket delivers
 * no message whose checksum is wrong.  The reserved preference is taken as
 * medium (RFC 4191, 2.2).  A receiver also owes sock6_neighbor_check().
 *
 * Returns 0, or a negative errno value:
 *   -ENOMSG   an ICMPv6 message of another type
 *   -EBADMSG  too short, a code that is not 0, an option whose length is 0 or
 *             that ends behind the message, or a wrong checksum
 *
 * Stands on RFC 4861, 4 and 6.1; RFC 4191, 2.2.
 */
SOCK6_API int sock6_neighbor_decode(struct sock6_neighbor_message *message,
				    const void *bytes, size_t size,
				    const struct in6_addr *source,
				    const struct in6_addr *destination);

/**
 * Judge a message by the header that it came with.  Pure.
 *
 * @message:     as decoded
 * @source:      from the IPv6 header
 * @destination: the same
 * @hop_limit:   the same, as SOCK6_HOP_LIMIT brings it
 *
 * Returns 0, or a negative errno value:
 *   -EBADMSG  to be dropped without a word: a hop limit that is not 255; a
 *             source that is not link-local (router advertisement, redirect); a
 *             multicast target; from the unspecified address with its
 *             link-layer address, or not to a solicited-node group; solicited
 *             though to a group; or a redirect to what is neither link-local
 *             nor the destination, or about a group
 *
 * Stands on RFC 4861, 6.1.1, 6.1.2, 7.1.1, 7.1.2 and 8.1.
 */
SOCK6_API int sock6_neighbor_check(const struct sock6_neighbor_message *message,
				   const struct in6_addr *source,
				   const struct in6_addr *destination,
				   int hop_limit);

/**
 * Step through the options of a message that was read.  Pure.
 *
 * @message: as decoded; its bytes are still there
 * @offset:  0 before the first call; moved on by each
 * @option:  where the next one goes, with a view of the message's bytes
 *
 * Options of unknown types come too, and those that are wrong, with their
 * status; a receiver ignores both.
 *
 * Returns 1 with an option, or 0 when there are no more.
 *
 * Stands on RFC 4861, 4.6 and 9; RFC 3971, 5.3.2; RFC 4191, 2.3; RFC 8106, 5;
 * RFC 8781, 4; RFC 8910, 2.3.
 */
SOCK6_API int sock6_neighbor_option_next(
	const struct sock6_neighbor_message *message, size_t *offset,
	struct sock6_neighbor_option *option);

/**
 * Step through the addresses of DNS servers.  Pure.
 *
 * @option: of type SOCK6_NEIGHBOR_DNS_SERVERS
 * @index:  0 before the first call; moved on by each
 * @server: where the next one goes
 *
 * Returns 1 with an address, or 0 when there are no more, or @option is none.
 *
 * Stands on RFC 8106, 5.1.
 */
SOCK6_API int sock6_neighbor_server_next(
	const struct sock6_neighbor_option *option, unsigned *index,
	struct in6_addr *server);

/**
 * Step through the domain names of a DNS search list.  Pure.
 *
 * @option: of type SOCK6_NEIGHBOR_DNS_SEARCH
 * @offset: 0 before the first call; moved on by each
 * @name:   where the next one goes as text, with its NUL
 * @size:   of @name in bytes; SOCK6_NEIGHBOR_DOMAIN_SIZE is always enough
 *
 * Labels have dots between them; a byte of a label that is no letter, digit,
 * hyphen or underscore comes as \ and three decimal digits.
 *
 * Returns the length of the name without its NUL, 0 when there are no more, or
 * @option is none, or a negative errno value:
 *   -EBADMSG  what follows is no name; there are no more
 *   -ENOSPC   @size is too small
 *
 * Stands on RFC 8106, 5.2; RFC 1035, 3.1 and 5.1.
 */
SOCK6_API int sock6_neighbor_domain_next(
	const struct sock6_neighbor_option *option, size_t *offset, char *name,
	size_t size);

/**
 * Write a domain name behind those that the data of a DNS search list have.
 * Pure.
 *
 * @data: owned by the caller
 * @size: of @data in bytes
 * @used: bytes that have been written
 * @name: such as "example.org", with a dot at its end or without; no escapes
 *
 * Returns the bytes that are used then, or a negative errno value:
 *   -EINVAL  an empty label or one of more than 63 bytes, or more than 253
 *            bytes
 *   -ENOSPC  @size is too small; @data is untouched
 *
 * Stands on RFC 8106, 5.2; RFC 1035, 3.1.
 */
SOCK6_API int sock6_neighbor_domain_append(void *data, size_t size, size_t used,
					   const char *name);

/**
 * Write a message with its options.  Pure.
 *
 * @buffer:      where it goes, of any alignment; owned by the caller
 * @size:        of @buffer in bytes
 * @message:     the message; its view is not read
 * @options:     in their order; status is not read
 * @count:       of options
 * @source:      what the IPv6 header will say, for the checksum; or NULL
 * @destination: the same; both or neither
 *
 * Without addresses the checksum is 0, for a raw ICMPv6 socket to fill in.
 * Options are filled up with zeros to a multiple of 8 bytes.  What a prefix has
 * behind its length is written as 0, but not with SOCK6_NEIGHBOR_ROUTER_ADDRESS.
 * A lifetime of pref64 is rounded up to a multiple of 8 seconds.
 *
 * Returns the number of bytes, or a negative errno value:
 *   -EINVAL    a type that is none, or a value out of range or without room
 *              there: flags, a preference, a lifetime, a length of a prefix
 *              (pref64: 32, 40, 48, 56, 64 or 96), a size of data (servers: 16
 *              each; a nonce: 6, 14, 22 ...)
 *   -EMSGSIZE  an option of more than 2040 bytes, or more than 65535 in all
 *   -ENOSPC    @size is too small; @buffer is untouched
 *
 * Stands on RFC 4861, 4; RFC 4443, 2.3 (checksum).
 */
SOCK6_API int sock6_neighbor_encode(
	void *buffer, size_t size, const struct sock6_neighbor_message *message,
	const struct sock6_neighbor_option *options, unsigned count,
	const struct in6_addr *source, const struct in6_addr *destination);

/**
 * The name of an option's type, such as "prefix".
 *
 * @type: any number
 *
 * Returns a static string, or NULL for a type that has no name.
 *
 * Stands on IANA's registry of neighbor discovery option formats.
 */
SOCK6_API const char *sock6_neighbor_option_name(int type);

/**
 * Write a message that was read, with all its options, as one line of text.
 *
 * @text:    where it goes, with its NUL; owned by the caller
 * @size:    of @text in bytes; SOCK6_NEIGHBOR_TEXT_SIZE is enough for a message
 *           of up to 1500 bytes
 * @message: as decoded; its bytes are still there
 *
 * Such as "type=router_advertisement hop_limit=64 flags=0x40 preference=0
 * router_lifetime=1800 reachable_time=0 retransmit_timer=0 option=prefix
 * prefix=2001:db8::/64 flags=0xc0 lifetime=86400 preferred_lifetime=14400", in
 * one line; what is not visible in a name or URI as \ and three decimal digits,
 * an option of an unknown type as a number with its bytes, a wrong one with
 * "status=EBADMSG".
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_neighbor_format(
	char *text, size_t size, const struct sock6_neighbor_message *message);

#ifdef __cplusplus
}
#endif

#endif
