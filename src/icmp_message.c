/* SPDX-License-Identifier: MIT */
/* ICMPv6 messages: bytes to values and back.  Pure. */
#include "sock6/icmp_message.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"

#define HEADER_SIZE  8u
#define ECHO_MAXIMUM 65535u

/* RFC 4884, 4: what is quoted before an extension has at least these bytes, and
 * its length is told in words of 64 bits. */
#define QUOTED_MINIMUM 128u
#define QUOTED_UNIT    8u

_Static_assert(sizeof(struct sock6_icmp_message) == 32 + 4 * sizeof(void *),
	       "the same on every ABI but for pointers");

enum kind { OTHER, ERROR, EXTENDABLE_ERROR, ECHO, REQUEST, REPLY };

static enum kind kind_of(unsigned type)
{
	switch (type) {
	case SOCK6_ICMP_DESTINATION_UNREACHABLE:
	case SOCK6_ICMP_TIME_EXCEEDED: return EXTENDABLE_ERROR;
	case SOCK6_ICMP_PACKET_TOO_BIG:
	case SOCK6_ICMP_PARAMETER_PROBLEM: return ERROR;
	case SOCK6_ICMP_ECHO_REQUEST:
	case SOCK6_ICMP_ECHO_REPLY: return ECHO;
	case SOCK6_ICMP_EXTENDED_ECHO_REQUEST: return REQUEST;
	case SOCK6_ICMP_EXTENDED_ECHO_REPLY: return REPLY;
	default: return OTHER;
	}
}

uint16_t sock6_checksum(const struct in6_addr *source,
			const struct in6_addr *destination, uint8_t next_header,
			const void *data, size_t size)
{
	return sock6__checksum(source, destination, next_header, data, size);
}

/* What stands behind the checksum, four bytes. */
static void read_values(struct sock6_icmp_message *message, enum kind kind,
			const unsigned char *at)
{
	if (message->type == SOCK6_ICMP_PACKET_TOO_BIG)
		message->mtu = sock6__bytes_32(at);
	if (message->type == SOCK6_ICMP_PARAMETER_PROBLEM)
		message->pointer = sock6__bytes_32(at);
	if (kind >= ECHO)
		message->identifier = sock6__bytes_16(at);
	if (kind == ECHO)
		message->sequence = sock6__bytes_16(at + 2);
	if (kind > ECHO)
		message->sequence = at[2];
	if (kind == REQUEST)
		message->flags = at[3] & SOCK6_ICMP_LOCAL;
	if (kind == REPLY) {
		message->state = at[3] >> 5;
		message->flags = at[3] & 7;
	}
}

/* An extension begins where the length attribute says that the quoted packet
 * ends, and a request of extended echo is nothing else. */
static void split_rest(struct sock6_icmp_message *message, enum kind kind,
		       const unsigned char *at, size_t size)
{
	size_t quoted = at[4] * (size_t)QUOTED_UNIT;

	message->payload = at + HEADER_SIZE;
	message->payload_size = size - HEADER_SIZE;
	if (kind == REQUEST)
		quoted = 0;
	else if (kind != EXTENDABLE_ERROR || quoted == 0)
		return;
	if (quoted >= message->payload_size)
		return;
	message->extension = at + HEADER_SIZE + quoted;
	message->extension_size = message->payload_size - quoted;
	message->payload_size = quoted;
}

int sock6_icmp_message_decode(struct sock6_icmp_message *message,
			      const void *bytes, size_t size,
			      const struct in6_addr *source,
			      const struct in6_addr *destination)
{
	const unsigned char *at = bytes;
	enum kind kind;

	if (size == 0)
		return -EBADMSG;
	kind = kind_of(at[0]);
	if (kind == OTHER)
		return -ENOMSG;
	if (size < HEADER_SIZE)
		return -EBADMSG;
	if (source && sock6__checksum(source, destination, SOCK6_ICMP_PROTOCOL,
				      bytes, size) != 0)
		return -EBADMSG;
	memset(message, 0, sizeof(*message));
	message->type = at[0];
	message->code = at[1];
	read_values(message, kind, at + 4);
	split_rest(message, kind, at, size);
	return 0;
}

/* Whether each value that is not 0 has room in such a message. */
static int is_sound(const struct sock6_icmp_message *message, enum kind kind)
{
	if ((message->mtu && message->type != SOCK6_ICMP_PACKET_TOO_BIG) ||
	    (message->pointer && message->type != SOCK6_ICMP_PARAMETER_PROBLEM))
		return 0;
	if (kind < ECHO && (message->identifier || message->sequence))
		return 0;
	if (kind > ECHO && message->sequence > 255)
		return 0;
	if (message->state > (kind == REPLY ? 7 : 0))
		return 0;
	if (message->extension_size && kind != EXTENDABLE_ERROR &&
	    kind != REQUEST)
		return 0;
	if (message->payload_size && kind == REQUEST)
		return 0;
	return message->flags <= (kind == REPLY ? 7 : kind == REQUEST);
}

/* How much room the payload gets, and of what it is filled with. */
struct plan {
	size_t copied;
	size_t padded;
};

static int plan_payload(struct plan *plan,
			const struct sock6_icmp_message *message,
			enum kind kind)
{
	size_t extension = message->extension_size, limit = ECHO_MAXIMUM;

	if (kind == ERROR || kind == EXTENDABLE_ERROR)
		limit = SOCK6_ICMP_ERROR_MAXIMUM;
	limit -= HEADER_SIZE;
	if (extension > limit)
		return -EMSGSIZE;
	limit -= extension;
	plan->copied = message->payload_size;
	if (kind == EXTENDABLE_ERROR && extension) {
		limit -= limit % QUOTED_UNIT;
		if (limit < QUOTED_MINIMUM)
			return -EMSGSIZE;
	}
	if (plan->copied > limit && kind >= ECHO)
		return -EMSGSIZE;
	if (plan->copied > limit)
		plan->copied = limit;
	plan->padded = plan->copied;
	if (kind == EXTENDABLE_ERROR && extension) {
		plan->padded += (0 - plan->padded) % QUOTED_UNIT;
		if (plan->padded < QUOTED_MINIMUM)
			plan->padded = QUOTED_MINIMUM;
	}
	return 0;
}

static void write_values(unsigned char *at,
			 const struct sock6_icmp_message *message,
			 enum kind kind, const struct plan *plan)
{
	if (message->type == SOCK6_ICMP_PACKET_TOO_BIG)
		sock6__bytes_put_32(at, message->mtu);
	if (message->type == SOCK6_ICMP_PARAMETER_PROBLEM)
		sock6__bytes_put_32(at, message->pointer);
	if (kind == EXTENDABLE_ERROR && message->extension_size)
		at[0] = (unsigned char)(plan->padded / QUOTED_UNIT);
	if (kind >= ECHO)
		sock6__bytes_put_16(at, message->identifier);
	if (kind == ECHO)
		sock6__bytes_put_16(at + 2, message->sequence);
	if (kind > ECHO) {
		at[2] = (unsigned char)message->sequence;
		at[3] = (unsigned char)(message->state << 5 | message->flags);
	}
}

/* The payload first: it may lie where the rest goes. */
static void write_message(unsigned char *at,
			  const struct sock6_icmp_message *message,
			  enum kind kind, const struct plan *plan)
{
	unsigned char *rest = at + HEADER_SIZE;

	if (plan->copied)
		memmove(rest, message->payload, plan->copied);
	memset(rest + plan->copied, 0, plan->padded - plan->copied);
	if (message->extension_size)
		memcpy(rest + plan->padded, message->extension,
		       message->extension_size);
	memset(at, 0, HEADER_SIZE);
	at[0] = message->type;
	at[1] = message->code;
	write_values(at + 4, message, kind, plan);
}

int sock6_icmp_message_encode(void *buffer, size_t size,
			      const struct sock6_icmp_message *message,
			      const struct in6_addr *source,
			      const struct in6_addr *destination)
{
	enum kind kind = kind_of(message->type);
	struct plan plan;
	size_t length;
	int status;

	if (kind == OTHER || !is_sound(message, kind))
		return -EINVAL;
	status = plan_payload(&plan, message, kind);
	if (status < 0)
		return status;
	length = HEADER_SIZE + plan.padded + message->extension_size;
	if (size < length)
		return -ENOSPC;
	write_message(buffer, message, kind, &plan);
	if (source)
		sock6__bytes_put_16((unsigned char *)buffer + 2,
				    sock6__checksum(source, destination,
						    SOCK6_ICMP_PROTOCOL, buffer,
						    length));
	return (int)length;
}
