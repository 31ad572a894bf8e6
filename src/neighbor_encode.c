/* SPDX-License-Identifier: MIT */
/* Neighbor discovery: values to bytes.  Pure. */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "checksum.h"
#include "neighbor.h"
#include "sock6/address.h"

#define SIZE_MAXIMUM 65535u

/* RFC 8781, 4: 13 bits, in units of 8 seconds. */
#define PREF64_LIFETIME_MAXIMUM 65528u

static int is_preference(int preference)
{
	return preference >= SOCK6_NEIGHBOR_LOW &&
	       preference <= SOCK6_NEIGHBOR_HIGH;
}

/* Whether each value that is not 0 has room in such a message. */
static int is_sound(const struct sock6_neighbor_message *message)
{
	unsigned type = message->type;

	if (type != REDIRECT &&
	    !sock6_address_is_unspecified(&message->destination))
		return 0;
	if (sock6__neighbor_size(type) < 24 &&
	    !sock6_address_is_unspecified(&message->target))
		return 0;
	if (type == ROUTER_ADVERTISEMENT)
		return !(message->flags & ~ADVERTISEMENT_FLAGS) &&
		       message->router_lifetime <= 65535 &&
		       is_preference(message->preference);
	if (message->hop_limit || message->preference ||
	    message->router_lifetime || message->reachable_time ||
	    message->retransmit_timer)
		return 0;
	return !(message->flags & ~(type == NEIGHBOR_ADVERTISEMENT ? 0xe0 : 0));
}

/* Values that only some options have. */
static int has_no_values(const struct sock6_neighbor_option *option)
{
	return !option->prefix_length && !option->flags &&
	       !option->preference && !option->preferred_lifetime &&
	       !option->mtu && sock6_address_is_unspecified(&option->prefix);
}

static int pref64_code(unsigned prefix_length)
{
	for (unsigned code = 0; sock6__neighbor_pref64_length(code) > 0; code++)
		if (sock6__neighbor_pref64_length(code) == (int)prefix_length)
			return (int)code;
	return -EINVAL;
}

static int is_sound_prefix(const struct sock6_neighbor_option *option)
{
	int prefix = option->type == SOCK6_NEIGHBOR_PREFIX;

	if (option->prefix_length > 128 || option->mtu || option->size)
		return 0;
	if (!prefix && (option->flags || option->preferred_lifetime))
		return 0;
	if (option->type == SOCK6_NEIGHBOR_PREF64)
		return !option->preference &&
		       pref64_code(option->prefix_length) >= 0 &&
		       option->lifetime <= PREF64_LIFETIME_MAXIMUM;
	return prefix ? !option->preference && !(option->flags & 0xf)
		      : is_preference(option->preference);
}

static int is_sound_option(const struct sock6_neighbor_option *option)
{
	struct sock6_neighbor_option others = *option;

	switch (option->type) {
	case 0: return 0;
	case SOCK6_NEIGHBOR_PREFIX:
	case SOCK6_NEIGHBOR_ROUTE:
	case SOCK6_NEIGHBOR_PREF64: return is_sound_prefix(option);
	case SOCK6_NEIGHBOR_MTU:
		others.mtu = 0;
		return has_no_values(&others) && !option->lifetime &&
		       !option->size;
	case SOCK6_NEIGHBOR_DNS_SERVERS:
		return has_no_values(option) && option->size &&
		       option->size % ADDRESS_SIZE == 0;
	case SOCK6_NEIGHBOR_DNS_SEARCH:
		return has_no_values(option) && option->size;
	case SOCK6_NEIGHBOR_NONCE:
		if (option->size % OPTION_UNIT != 6)
			return 0;
		break;
	case SOCK6_NEIGHBOR_CAPTIVE_PORTAL:
		if (option->size == 0)
			return 0;
		break;
	default: break;
	}
	return has_no_values(option) && !option->lifetime;
}

/* The size of an option before its data; all of it where it has none. */
static size_t front_size(const struct sock6_neighbor_option *option)
{
	switch (option->type) {
	case SOCK6_NEIGHBOR_PREFIX: return 32;
	case SOCK6_NEIGHBOR_PREF64: return 16;
	case SOCK6_NEIGHBOR_ROUTE:
		return 8 + (option->prefix_length + 63u) / 64 * 8;
	case SOCK6_NEIGHBOR_REDIRECTED:
	case SOCK6_NEIGHBOR_MTU:
	case SOCK6_NEIGHBOR_DNS_SERVERS:
	case SOCK6_NEIGHBOR_DNS_SEARCH: return 8;
	default: return OPTION_HEADER_SIZE;
	}
}

/* The size of an option, or a negative errno value. */
static int measure_option(const struct sock6_neighbor_option *option)
{
	size_t front = front_size(option);

	if (!is_sound_option(option))
		return -EINVAL;
	if (option->size > OPTION_MAXIMUM - front)
		return -EMSGSIZE;
	return (int)((front + option->size + OPTION_UNIT - 1) / OPTION_UNIT *
		     OPTION_UNIT);
}

/* The size of the whole message, or a negative errno value. */
static int measure(const struct sock6_neighbor_message *message,
		   const struct sock6_neighbor_option *options, unsigned count)
{
	size_t size = sock6__neighbor_size(message->type);

	if (size == 0 || !is_sound(message))
		return -EINVAL;
	for (unsigned i = 0; i < count; i++) {
		int length = measure_option(&options[i]);

		if (length < 0)
			return length;
		size += (size_t)length;
		if (size > SIZE_MAXIMUM)
			return -EMSGSIZE;
	}
	return (int)size;
}

static void write_values(unsigned char *at,
			 const struct sock6_neighbor_message *message)
{
	at[0] = message->type;
	if (message->type == ROUTER_ADVERTISEMENT) {
		at[4] = message->hop_limit;
		at[5] = (unsigned char)(message->flags |
					sock6__neighbor_preference_bits(
						message->preference));
		sock6__bytes_put_16(at + 6, message->router_lifetime);
		sock6__bytes_put_32(at + 8, message->reachable_time);
		sock6__bytes_put_32(at + 12, message->retransmit_timer);
	} else if (message->type != ROUTER_SOLICITATION) {
		at[4] = message->flags;
		memcpy(at + 8, &message->target, ADDRESS_SIZE);
	}
	if (message->type == REDIRECT)
		memcpy(at + 24, &message->destination, ADDRESS_SIZE);
}

/* As many bytes of a prefix as there is room for, zeros behind its length (RFC
 * 4861, 4.6.2); RFC 6275, 7.2 has an address there. */
static void write_prefix(unsigned char *at, size_t room,
			 const struct sock6_neighbor_option *option)
{
	size_t whole = option->prefix_length / 8u;
	unsigned rest = option->prefix_length % 8u;

	if (option->flags & SOCK6_NEIGHBOR_ROUTER_ADDRESS) {
		memcpy(at, &option->prefix, ADDRESS_SIZE);
		return;
	}
	memcpy(at, &option->prefix, whole < room ? whole : room);
	if (rest && whole < room)
		at[whole] = (unsigned char)(option->prefix.s6_addr[whole] &
					    0xff00u >> rest);
}

static void write_pref64(unsigned char *at,
			 const struct sock6_neighbor_option *option)
{
	unsigned code = (unsigned)pref64_code(option->prefix_length);

	sock6__bytes_put_16(at + 2, ((option->lifetime + 7) & 0xfff8u) | code);
	write_prefix(at + 4, 12, option);
}

/* What stands between the length and the data. */
static void write_front(unsigned char *at,
			const struct sock6_neighbor_option *option)
{
	switch (option->type) {
	case SOCK6_NEIGHBOR_PREFIX:
		at[2] = option->prefix_length;
		at[3] = option->flags;
		sock6__bytes_put_32(at + 4, option->lifetime);
		sock6__bytes_put_32(at + 8, option->preferred_lifetime);
		write_prefix(at + 16, ADDRESS_SIZE, option);
		break;
	case SOCK6_NEIGHBOR_ROUTE:
		at[2] = option->prefix_length;
		at[3] = (unsigned char)sock6__neighbor_preference_bits(
			option->preference);
		sock6__bytes_put_32(at + 4, option->lifetime);
		write_prefix(at + 8, ADDRESS_SIZE, option);
		break;
	case SOCK6_NEIGHBOR_MTU:
		sock6__bytes_put_32(at + 4, option->mtu);
		break;
	case SOCK6_NEIGHBOR_DNS_SERVERS:
	case SOCK6_NEIGHBOR_DNS_SEARCH:
		sock6__bytes_put_32(at + 4, option->lifetime);
		break;
	case SOCK6_NEIGHBOR_PREF64: write_pref64(at, option); break;
	default: break;
	}
}

static size_t write_option(unsigned char *at,
			   const struct sock6_neighbor_option *option)
{
	size_t length = (size_t)measure_option(option);

	memset(at, 0, length);
	at[0] = option->type;
	at[1] = (unsigned char)(length / OPTION_UNIT);
	write_front(at, option);
	if (option->size)
		memcpy(at + front_size(option), option->data, option->size);
	return length;
}

int sock6_neighbor_encode(void *buffer, size_t size,
			  const struct sock6_neighbor_message *message,
			  const struct sock6_neighbor_option *options,
			  unsigned count, const struct in6_addr *source,
			  const struct in6_addr *destination)
{
	unsigned char *at = buffer;
	int length = measure(message, options, count);
	size_t end;

	if (length < 0)
		return length;
	if (size < (size_t)length)
		return -ENOSPC;
	end = sock6__neighbor_size(message->type);
	memset(at, 0, end);
	write_values(at, message);
	for (unsigned i = 0; i < count; i++)
		end += write_option(at + end, &options[i]);
	if (source)
		sock6__bytes_put_16(at + 2, sock6__checksum(source, destination,
							    SOCK6_ICMP_PROTOCOL,
							    at, end));
	return length;
}
