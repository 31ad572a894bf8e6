/* SPDX-License-Identifier: MIT */
/*
 * Control messages made and taken apart by hand, with nothing but the CMSG_*
 * macros, to judge the library's own codec by.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef MESSAGES_H
#define MESSAGES_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Numbers that C libraries lack, by the kernel's own headers. */
enum {
	NUMBER_FLOWINFO = 11,
	NUMBER_RECVFRAGSIZE = 77,
	NUMBER_IPV4_RECVFRAGSIZE = 25,
	NUMBER_TIMESTAMPNS_OLD = 35,
	NUMBER_TIMESTAMPNS_NEW = 64,
	NUMBER_TIMESTAMPING_OLD = 37,
	NUMBER_TIMESTAMPING_NEW = 65,
	NUMBER_TXTIME = 61,
	NUMBER_MARK = 36,
	NUMBER_RXQ_OVFL = 40,
	NUMBER_UDP = 17,
	NUMBER_UDP_SEGMENT = 103,
	NUMBER_UDP_GRO = 104
};

struct messages {
	size_t size;
	_Alignas(struct cmsghdr) unsigned char bytes[2048];
};

/* One more message at the end; a value longer than the room is a slip. */
static inline void messages_add(struct messages *messages, int level, int type,
				const void *value, size_t size)
{
	struct cmsghdr header;
	unsigned char *at = messages->bytes + messages->size;

	if (messages->size + CMSG_SPACE(size) > sizeof(messages->bytes))
		abort();
	memset(&header, 0, sizeof(header));
	header.cmsg_level = level;
	header.cmsg_type = type;
	header.cmsg_len = (socklen_t)CMSG_LEN(size);
	memset(at, 0, CMSG_SPACE(size));
	memcpy(at, &header, sizeof(header));
	memcpy(at + CMSG_LEN(0), value, size);
	messages->size += CMSG_SPACE(size);
}

static inline void messages_add_int(struct messages *messages, int level,
				    int type, int value)
{
	messages_add(messages, level, type, &value, sizeof(value));
}

/* Where the value of the next message begins; NULL behind the last one.  Not
 * CMSG_NXTHDR(): some C libraries' does not pass strict warnings. */
static inline const unsigned char *messages_next(
	const struct messages *messages, size_t *at, struct cmsghdr *header)
{
	const unsigned char *here = messages->bytes + *at;

	if (*at + CMSG_LEN(0) > messages->size)
		return NULL;
	memcpy(header, here, sizeof(*header));
	*at += CMSG_SPACE(header->cmsg_len - CMSG_LEN(0));
	return here + CMSG_LEN(0);
}

/* How many messages of a kind there are; the value of the last one. */
static inline int messages_find(const struct messages *messages, int level,
				int type, void *value, size_t size)
{
	const unsigned char *found;
	struct cmsghdr header;
	size_t at = 0;
	int count = 0;

	memset(value, 0, size);
	while ((found = messages_next(messages, &at, &header))) {
		if (header.cmsg_level != level || header.cmsg_type != type)
			continue;
		if (header.cmsg_len != CMSG_LEN(size))
			return -1;
		memcpy(value, found, size);
		count++;
	}
	return count;
}

static inline int messages_find_int(const struct messages *messages, int level,
				    int type, int *value)
{
	return messages_find(messages, level, type, value, sizeof(*value));
}

/* How many messages there are in all; -1 when they do not fill the room. */
static inline int messages_count(const struct messages *messages)
{
	struct cmsghdr header;
	size_t at = 0;
	int count = 0;

	while (messages_next(messages, &at, &header))
		count++;
	return at == messages->size ? count : -1;
}

static inline struct in6_addr mapped(const char *last4)
{
	static const unsigned char prefix[12] = { 0, 0, 0, 0, 0,    0,
						  0, 0, 0, 0, 0xff, 0xff };
	struct in6_addr address;

	memcpy(&address, prefix, 12);
	memcpy((unsigned char *)&address + 12, last4, 4);
	return address;
}

#endif
