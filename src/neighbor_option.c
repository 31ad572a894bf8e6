/* SPDX-License-Identifier: MIT */
/* Options of neighbor discovery: bytes to values.  Pure. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "neighbor.h"

_Static_assert(sizeof(struct sock6_neighbor_option) == 56 + 2 * sizeof(void *),
	       "the same on every ABI but for pointers");

/* Each reads an option of a length, its header included: 0, or -EBADMSG. */

static int read_prefix(struct sock6_neighbor_option *option,
		       const unsigned char *at, size_t length)
{
	if (length != 32 || at[2] > 128)
		return -EBADMSG;
	option->prefix_length = at[2];
	option->flags = at[3] & 0xf0;
	option->lifetime = sock6__bytes_32(at + 4);
	option->preferred_lifetime = sock6__bytes_32(at + 8);
	memcpy(&option->prefix, at + 16, ADDRESS_SIZE);
	return 0;
}

static int read_mtu(struct sock6_neighbor_option *option,
		    const unsigned char *at, size_t length)
{
	if (length != 8)
		return -EBADMSG;
	option->mtu = sock6__bytes_32(at + 4);
	return 0;
}

/* The prefix may be cut where it ends.  An option with the reserved preference
 * has to be ignored (RFC 4191, 2.3). */
static int read_route(struct sock6_neighbor_option *option,
		      const unsigned char *at, size_t length)
{
	unsigned bits = at[3] >> PREFERENCE_SHIFT & 3;
	size_t room = length - 8;

	if (room > ADDRESS_SIZE || at[2] > 8 * room || bits == 2)
		return -EBADMSG;
	option->prefix_length = at[2];
	option->preference = (int8_t)(bits == 3 ? -1 : (int)bits);
	option->lifetime = sock6__bytes_32(at + 4);
	memcpy(&option->prefix, at + 8, room);
	return 0;
}

static int read_dns(struct sock6_neighbor_option *option,
		    const unsigned char *at, size_t length)
{
	int servers = option->type == SOCK6_NEIGHBOR_DNS_SERVERS;

	if (length < (servers ? 24u : 16u) ||
	    (servers && (length - 8) % ADDRESS_SIZE))
		return -EBADMSG;
	option->lifetime = sock6__bytes_32(at + 4);
	option->data = at + 8;
	option->size = length - 8;
	return 0;
}

static int read_pref64(struct sock6_neighbor_option *option,
		       const unsigned char *at, size_t length)
{
	int prefix_length = sock6__neighbor_pref64_length(at[3] & 7);

	if (length != 16 || prefix_length < 0)
		return -EBADMSG;
	option->prefix_length = (uint8_t)prefix_length;
	option->lifetime = sock6__bytes_16(at + 2) & 0xfff8u;
	memcpy(&option->prefix, at + 4, 12);
	return 0;
}

/* Without the zeros that fill it up (RFC 8910, 2.3). */
static int read_portal(struct sock6_neighbor_option *option)
{
	const unsigned char *at = option->data;

	while (option->size && at[option->size - 1] == 0)
		option->size--;
	return option->size ? 0 : -EBADMSG;
}

static int read_redirected(struct sock6_neighbor_option *option,
			   const unsigned char *at, size_t length)
{
	option->data = at + 8;
	option->size = length - 8;
	return 0;
}

static int read_option(struct sock6_neighbor_option *option,
		       const unsigned char *at, size_t length)
{
	switch (option->type) {
	case SOCK6_NEIGHBOR_PREFIX: return read_prefix(option, at, length);
	case SOCK6_NEIGHBOR_REDIRECTED:
		return read_redirected(option, at, length);
	case SOCK6_NEIGHBOR_MTU: return read_mtu(option, at, length);
	case SOCK6_NEIGHBOR_ROUTE: return read_route(option, at, length);
	case SOCK6_NEIGHBOR_DNS_SERVERS:
	case SOCK6_NEIGHBOR_DNS_SEARCH: return read_dns(option, at, length);
	case SOCK6_NEIGHBOR_CAPTIVE_PORTAL: return read_portal(option);
	case SOCK6_NEIGHBOR_PREF64: return read_pref64(option, at, length);
	default: return 0;
	}
}

static int has_data(unsigned type)
{
	return type != SOCK6_NEIGHBOR_PREFIX && type != SOCK6_NEIGHBOR_MTU &&
	       type != SOCK6_NEIGHBOR_ROUTE && type != SOCK6_NEIGHBOR_PREF64;
}

int sock6_neighbor_option_next(const struct sock6_neighbor_message *message,
			       size_t *offset,
			       struct sock6_neighbor_option *option)
{
	const unsigned char *at = message->options;
	size_t left, length;

	if (*offset >= message->options_size)
		return 0;
	at += *offset;
	left = message->options_size - *offset;
	length = left < OPTION_HEADER_SIZE ? 0 : at[1] * (size_t)OPTION_UNIT;
	if (length == 0 || length > left)
		return 0;
	memset(option, 0, sizeof(*option));
	option->type = at[0];
	option->data = at + OPTION_HEADER_SIZE;
	option->size = length - OPTION_HEADER_SIZE;
	option->status = read_option(option, at, length);
	if (option->status == 0 && !has_data(option->type)) {
		option->data = NULL;
		option->size = 0;
	}
	*offset += length;
	return 1;
}

int sock6_neighbor_server_next(const struct sock6_neighbor_option *option,
			       unsigned *index, struct in6_addr *server)
{
	if (option->type != SOCK6_NEIGHBOR_DNS_SERVERS || option->status < 0 ||
	    *index >= option->size / ADDRESS_SIZE)
		return 0;
	memcpy(server,
	       (const unsigned char *)option->data +
		       *index * (size_t)ADDRESS_SIZE,
	       ADDRESS_SIZE);
	++*index;
	return 1;
}
