/* SPDX-License-Identifier: MIT */
/* Multicast listener discovery: messages of both versions, read and written. */
#ifndef SOCK6_MLD_H
#define SOCK6_MLD_H

#include "base.h"
#include "icmp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Types of multicast address records (RFC 3810, 5.2.12). */
enum sock6_mld_record_type {
	SOCK6_MLD_MODE_IS_INCLUDE = 1,
	SOCK6_MLD_MODE_IS_EXCLUDE = 2,
	SOCK6_MLD_CHANGE_TO_INCLUDE_MODE = 3,
	SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE = 4,
	SOCK6_MLD_ALLOW_NEW_SOURCES = 5,
	SOCK6_MLD_BLOCK_OLD_SOURCES = 6
};

/* What the floating-point codes of version 2 can say at the most. */
#define SOCK6_MLD_DELAY_MAXIMUM    8387584 /* milliseconds */
#define SOCK6_MLD_INTERVAL_MAXIMUM 31744   /* seconds */

/* Enough for sock6_mld_format() of every message of up to 1500 bytes. */
#define SOCK6_MLD_TEXT_SIZE 8192

/*
 * A message without its groups.  Each group of it is a record: a query, a
 * report of version 1 and a done message have one, a report of version 2 has as
 * many as it likes.
 */
struct sock6_mld_message {
	uint8_t type;       /* SOCK6_ICMP_MULTICAST_LISTENER_QUERY, _REPORT
				    or _DONE, or the version 2 report's */
	uint8_t version;    /* 1 or 2 */
	uint8_t suppress;   /* query 2: 0 or 1, the S flag */
	uint8_t robustness; /* query 2: 0..7; 0: more than 7, or not told */
	uint16_t flags;     /* query 2: 0..15; report 2: any; 0 in RFC 3810 */
	uint16_t record_count;   /* 1, or of a version 2 report */
	uint32_t response_delay; /* query: milliseconds, at the most */
	uint32_t query_interval; /* query 2: seconds */
	uint32_t reserved[4];
	const void
		*records; /* decoded: their bytes, a view; encode: not read */
	size_t records_size; /* of these bytes */
};

/* A group with its sources, wherever it stands. */
struct sock6_mld_record {
	uint8_t type; /* SOCK6_MLD_*; 0 where it is no report 2 */
	uint8_t reserved0;
	uint16_t source_count;   /* query and report 2 */
	uint16_t auxiliary_size; /* bytes, 0..1020, a multiple of 4; report 2 */
	uint16_t reserved1;
	struct in6_addr group; /* a general query: :: */
	const void *sources;   /* addresses of 16 bytes, of any alignment */
	const void *auxiliary;
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
 * no message whose checksum is wrong.  A query of 24 bytes is one of version 1,
 * of 28 or more one of version 2.  Bytes behind a message are covered by the
 * checksum and otherwise ignored, as the RFCs want it.  Values are taken as
 * they stand: a group may be no multicast address, a record's type unknown.
 *
 * Returns 0, or a negative errno value:
 *   -ENOMSG   an ICMPv6 message of another type
 *   -EBADMSG  too short for what it says that it holds, or a wrong checksum
 *
 * Stands on RFC 2710, 3; RFC 3810, 5 and 8.1 (RFC 9777 has the same format).
 */
SOCK6_API int sock6_mld_decode(struct sock6_mld_message *message,
			       const void *bytes, size_t size,
			       const struct in6_addr *source,
			       const struct in6_addr *destination);

/**
 * Step through the groups of a message that was read.  Pure.
 *
 * @message: as decoded; its bytes are still there
 * @offset:  0 before the first call; moved on by each
 * @record:  where the next one goes, with views of the message's bytes
 *
 * Records of types that are unknown come too; a listener ignores them.
 *
 * Returns 1 with a record, or 0 when there are no more.
 *
 * Stands on RFC 3810, 5.1 and 5.2.
 */
SOCK6_API int sock6_mld_record_next(const struct sock6_mld_message *message,
				    size_t *offset,
				    struct sock6_mld_record *record);

/**
 * Step through the sources of a record.  Pure.
 *
 * @record: from sock6_mld_record_next(), or one of the caller's
 * @index:  0 before the first call; moved on by each
 * @source: where the next one goes
 *
 * Returns 1 with a source, or 0 when there are no more.
 */
SOCK6_API int sock6_mld_source_next(const struct sock6_mld_record *record,
				    unsigned *index, struct in6_addr *source);

/**
 * Write a message.  Pure.
 *
 * @buffer:      where it goes, of any alignment; owned by the caller
 * @size:        of @buffer in bytes
 * @message:     the message; its view is not read, and what its type and
 *               version have no room for is 0
 * @records:     its groups, record_count of them, which is 1 unless this is a
 *               report of version 2
 * @source:      what the IPv6 header will say, for the checksum; or NULL
 * @destination: the same; both or neither
 *
 * Without addresses the checksum is 0, for a raw ICMPv6 socket to fill in.  A
 * delay or an interval that no code stands for becomes the next smaller one.
 * Auxiliary data are for protocols to come: RFC 3810 allows none in what is
 * sent.
 *
 * Returns the number of bytes, or a negative errno value:
 *   -EINVAL    a type, version or value that is none; a group that is not
 *              multicast, or in a report or a done message unspecified; sources
 *              of a general query; a value without room in such a message
 *   -EMSGSIZE  longer than 65535 bytes
 *   -ENOSPC    @size is too small; @buffer is untouched
 *
 * Stands on RFC 2710, 3; RFC 3810, 5; RFC 4443, 2.3 (checksum).
 */
SOCK6_API int sock6_mld_encode(void *buffer, size_t size,
			       const struct sock6_mld_message *message,
			       const struct sock6_mld_record *records,
			       const struct in6_addr *source,
			       const struct in6_addr *destination);

/**
 * What a maximum response code of version 2 stands for.  Pure.
 *
 * @code: 0 to 65535
 *
 * Returns milliseconds, 0 to SOCK6_MLD_DELAY_MAXIMUM, or a negative errno
 * value:
 *   -EINVAL  @code is out of range
 *
 * Stands on RFC 3810, 5.1.3.
 */
SOCK6_API int sock6_mld_delay(int code);

/**
 * The maximum response code of version 2 for a delay.  Pure.
 *
 * @delay: milliseconds, 0 to SOCK6_MLD_DELAY_MAXIMUM
 *
 * Returns the code of the longest delay that is not longer, 0 to 65535, or a
 * negative errno value:
 *   -EINVAL  @delay is out of range
 *
 * Stands on RFC 3810, 5.1.3.
 */
SOCK6_API int sock6_mld_delay_code(int64_t delay);

/**
 * What a querier's query interval code stands for.  Pure.
 *
 * @code: 0 to 255
 *
 * Returns seconds, 0 to SOCK6_MLD_INTERVAL_MAXIMUM, or a negative errno value:
 *   -EINVAL  @code is out of range
 *
 * Stands on RFC 3810, 5.1.9.
 */
SOCK6_API int sock6_mld_interval(int code);

/**
 * The querier's query interval code for an interval.  Pure.
 *
 * @interval: seconds, 0 to SOCK6_MLD_INTERVAL_MAXIMUM
 *
 * Returns the code of the longest interval that is not longer, 0 to 255, or a
 * negative errno value:
 *   -EINVAL  @interval is out of range
 *
 * Stands on RFC 3810, 5.1.9.
 */
SOCK6_API int sock6_mld_interval_code(int64_t interval);

/**
 * The name of a record's type, such as "change_to_exclude_mode".
 *
 * @type: any number
 *
 * Returns a static string, or NULL for a type that has no name.
 *
 * Stands on RFC 3810, 5.2.12.
 */
SOCK6_API const char *sock6_mld_record_name(int type);

/**
 * Write a message that was read, with all its groups, as one line of text.
 *
 * @text:    where it goes, with its NUL; owned by the caller
 * @size:    of @text in bytes; SOCK6_MLD_TEXT_SIZE is enough for a message of
 *           up to 1500 bytes
 * @message: as decoded; its bytes are still there
 *
 * Such as "type=report version=2 record=allow_new_sources group=ff35::8000:1
 * sources=2001:db8::1,2001:db8::2", in one line; a type of record that is
 * unknown as a number, flags and auxiliary data only where there are any.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_mld_format(char *text, size_t size,
			       const struct sock6_mld_message *message);

#ifdef __cplusplus
}
#endif

#endif
