/* SPDX-License-Identifier: MIT */
/* Neighbor discovery: bytes to values, and whether they may stand.  Pure. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "neighbor.h"
#include "sock6/address.h"

_Static_assert(sizeof(struct sock6_neighbor_message) == 64 + 2 * sizeof(void *),
	       "the same on every ABI but for pointers");

/* RFC 4861, 6.1: one wrong length and the whole message is dropped. */
static int are_options(const unsigned char *at, size_t size)
{
	while (size) {
		size_t length = size < OPTION_HEADER_SIZE
					? 0
					: at[1] * (size_t)OPTION_UNIT;

		if (length == 0 || length > size)
			return 0;
		at += length;
		size -= length;
	}
	return 1;
}

/* The reserved preference is medium (RFC 4191, 2.2). */
static int8_t preference_of(unsigned flags)
{
	unsigned bits = flags >> PREFERENCE_SHIFT & 3;

	return bits == 3 ? -1 : bits == 1;
}

static void read_values(struct sock6_neighbor_message *message,
			const unsigned char *at)
{
	switch (message->type) {
	case ROUTER_ADVERTISEMENT:
		message->hop_limit = at[4];
		message->flags = at[5] & ADVERTISEMENT_FLAGS;
		message->preference = preference_of(at[5]);
		message->router_lifetime = sock6__bytes_16(at + 6);
		message->reachable_time = sock6__bytes_32(at + 8);
		message->retransmit_timer = sock6__bytes_32(at + 12);
		return;
	case NEIGHBOR_ADVERTISEMENT: message->flags = at[4] & 0xe0; break;
	case REDIRECT:
		memcpy(&message->destination, at + 24, ADDRESS_SIZE);
		break;
	case NEIGHBOR_SOLICITATION: break;
	default: return;
	}
	memcpy(&message->target, at + 8, ADDRESS_SIZE);
}

int sock6_neighbor_decode(struct sock6_neighbor_message *message,
			  const void *bytes, size_t size,
			  const struct in6_addr *source,
			  const struct in6_addr *destination)
{
	const unsigned char *at = bytes;
	size_t fixed;

	if (size == 0)
		return -EBADMSG;
	fixed = sock6__neighbor_size(at[0]);
	if (fixed == 0)
		return -ENOMSG;
	if (size < fixed || at[1] != 0 ||
	    !are_options(at + fixed, size - fixed))
		return -EBADMSG;
	if (source && sock6__checksum(source, destination, SOCK6_ICMP_PROTOCOL,
				      bytes, size) != 0)
		return -EBADMSG;
	memset(message, 0, sizeof(*message));
	message->type = at[0];
	message->options = at + fixed;
	message->options_size = size - fixed;
	read_values(message, at);
	return 0;
}

static int is_link_local(const struct in6_addr *address)
{
	return address->s6_addr[0] == 0xfe &&
	       (address->s6_addr[1] & 0xc0) == 0x80;
}

/* ff02::1:ff00:0/104 (RFC 4291, 2.7.1). */
static int is_solicited_node(const struct in6_addr *address)
{
	static const unsigned char prefix[13] = { 0xff, 2, [11] = 1, 0xff };

	return memcmp(address, prefix, sizeof(prefix)) == 0;
}

static int has_source_link_layer(const struct sock6_neighbor_message *message)
{
	struct sock6_neighbor_option option;
	size_t offset = 0;

	while (sock6_neighbor_option_next(message, &offset, &option))
		if (option.type == SOCK6_NEIGHBOR_SOURCE_LINK_LAYER)
			return 1;
	return 0;
}

static int is_redirect(const struct sock6_neighbor_message *message,
		       const struct in6_addr *source)
{
	return is_link_local(source) &&
	       !sock6_address_is_multicast(&message->destination) &&
	       (is_link_local(&message->target) ||
		memcmp(&message->target, &message->destination, ADDRESS_SIZE) ==
			0);
}

static int is_sound(const struct sock6_neighbor_message *message,
		    const struct in6_addr *source,
		    const struct in6_addr *destination)
{
	int nobody = sock6_address_is_unspecified(source);
	int to_group = sock6_address_is_multicast(destination);

	switch (message->type) {
	case ROUTER_SOLICITATION:
		return !nobody || !has_source_link_layer(message);
	case ROUTER_ADVERTISEMENT: return is_link_local(source);
	case NEIGHBOR_SOLICITATION:
		if (sock6_address_is_multicast(&message->target))
			return 0;
		return !nobody || (is_solicited_node(destination) &&
				   !has_source_link_layer(message));
	case NEIGHBOR_ADVERTISEMENT:
		return !sock6_address_is_multicast(&message->target) &&
		       !(to_group && message->flags & SOCK6_NEIGHBOR_SOLICITED);
	case REDIRECT: return is_redirect(message, source);
	default: return 0;
	}
}

int sock6_neighbor_check(const struct sock6_neighbor_message *message,
			 const struct in6_addr *source,
			 const struct in6_addr *destination, int hop_limit)
{
	if (hop_limit != SOCK6_NEIGHBOR_HOP_LIMIT ||
	    !is_sound(message, source, destination))
		return -EBADMSG;
	return 0;
}
