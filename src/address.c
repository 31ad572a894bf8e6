/* SPDX-License-Identifier: MIT */
/* Addresses and text.  Pure, but for the names of zones. */
#include "sock6/address.h"

#include <errno.h>
#include <string.h>

#include "address_kind.h"
#include "number.h"
#include "system.h"
#include "system/inet.h"
#include "text.h"

/* With brackets, address and port within SOCK6_ADDRESS_TEXT_SIZE. */
#define LONGEST_ZONE_NAME 24

/* A piece of a text, without a NUL of its own. */
struct piece {
	const char *at;
	size_t size;
};

struct pieces {
	struct piece host;
	struct piece zone; /* at is NULL where there is none */
	struct piece port;
};

static struct piece piece(const char *from, const char *to)
{
	return (struct piece){ from, (size_t)(to - from) };
}

/* "HOST", "[HOST]" or "[HOST]:PORT"; with a bare host the rest is NULL. */
static int split_brackets(struct pieces *pieces, const char *text)
{
	const char *end = text + strlen(text);
	const char *close;

	if (*text != '[') {
		pieces->host = piece(text, end);
		return 0;
	}
	close = strchr(text, ']');
	if (!close)
		return -EINVAL;
	pieces->host = piece(text + 1, close);
	if (close[1] == ':')
		pieces->port = piece(close + 2, end);
	else if (close[1])
		return -EINVAL;
	return 0;
}

static void split_zone(struct pieces *pieces)
{
	struct piece *host = &pieces->host;
	const char *percent = memchr(host->at, '%', host->size);

	if (!percent)
		return;
	pieces->zone = piece(percent + 1, host->at + host->size);
	*host = piece(host->at, percent);
}

static int copy_piece(char *to, size_t size, const struct piece *from)
{
	if (from->size == 0 || from->size >= size)
		return -EINVAL;
	memcpy(to, from->at, from->size);
	to[from->size] = '\0';
	return 0;
}

static int parse_zone(uint32_t *scope_id, const struct piece *zone)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t number;
	int status;

	if (copy_piece(name, sizeof(name), zone) < 0)
		return -EINVAL;
	status = sock6__system_interface_index(scope_id, name);
	if (status == 0)
		return 0;
	if (sock6__number(&number, zone->at, zone->size, UINT32_MAX) < 0 ||
	    number == 0)
		return status == -EOPNOTSUPP ? -ENODEV : status;
	*scope_id = number;
	return 0;
}

static int parse_port(in_port_t *port, const struct piece *text)
{
	uint32_t number;

	if (sock6__number(&number, text->at, text->size, UINT16_MAX) < 0)
		return -EINVAL;
	*port = htons((uint16_t)number);
	return 0;
}

static int parse_ipv6(struct sockaddr_in6 *address, const char *text)
{
	struct pieces pieces = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	char host[INET6_ADDRSTRLEN];
	int status;

	if (split_brackets(&pieces, text) < 0)
		return -EINVAL;
	split_zone(&pieces);
	if (copy_piece(host, sizeof(host), &pieces.host) < 0 ||
	    inet_pton(AF_INET6, host, &address->sin6_addr) != 1)
		return -EINVAL;
	if (pieces.port.at && parse_port(&address->sin6_port, &pieces.port) < 0)
		return -EINVAL;
	if (!pieces.zone.at)
		return 0;
	status = parse_zone(&address->sin6_scope_id, &pieces.zone);
	return status;
}

/* "a.b.c.d" or "a.b.c.d:PORT", into ::ffff:a.b.c.d. */
static int parse_ipv4(struct sockaddr_in6 *address, const char *text)
{
	const char *end = text + strlen(text);
	const char *colon = strchr(text, ':');
	struct piece host_text = piece(text, colon ? colon : end);
	char host[INET_ADDRSTRLEN];
	unsigned char *mapped = address->sin6_addr.s6_addr;

	if (copy_piece(host, sizeof(host), &host_text) < 0 ||
	    inet_pton(AF_INET, host, mapped + 12) != 1)
		return -EINVAL;
	mapped[10] = mapped[11] = 0xff;
	if (!colon)
		return 0;
	host_text = piece(colon + 1, end);
	return parse_port(&address->sin6_port, &host_text);
}

/* An IPv4 address has a dot before any colon; "::ffff:1.2.3.4" has not. */
static int looks_like_ipv4(const char *text)
{
	return text[strcspn(text, ".:[")] == '.';
}

int sock6_address_parse(struct sockaddr_in6 *address, const char *text,
			unsigned flags)
{
	struct sockaddr_in6 parsed = { .sin6_family = AF_INET6 };
	int status;

	if (!address || !text || (flags & ~SOCK6_ADDRESS_IPV4))
		return -EINVAL;
	if ((flags & SOCK6_ADDRESS_IPV4) && looks_like_ipv4(text))
		status = parse_ipv4(&parsed, text);
	else
		status = parse_ipv6(&parsed, text);
	if (status < 0)
		return status;
	*address = parsed;
	return 0;
}

/* A name that would not read back, or is longer than the promised room, is
 * given as a number. */
static void format_zone(struct sock6__text *text, uint32_t scope_id,
			unsigned flags)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];

	sock6__text_string(text, "%");
	if (!(flags & SOCK6_ADDRESS_NUMERIC) &&
	    sock6__system_interface_name(name, scope_id) == 0 &&
	    strlen(name) <= LONGEST_ZONE_NAME && !strpbrk(name, "[]%"))
		sock6__text_string(text, name);
	else
		sock6__text_decimal(text, scope_id);
}

int sock6_address_format(char *text, size_t size,
			 const struct sockaddr_in6 *address, unsigned flags)
{
	struct sock6__text line = { 0 };
	unsigned port;

	if (!text || !address || (flags & ~SOCK6_ADDRESS_NUMERIC))
		return -EINVAL;
	if (address->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	port = ntohs(address->sin6_port);
	if (port)
		sock6__text_string(&line, "[");
	sock6__text_address(&line, &address->sin6_addr);
	if (address->sin6_scope_id)
		format_zone(&line, address->sin6_scope_id, flags);
	if (port) {
		sock6__text_string(&line, "]:");
		sock6__text_decimal(&line, port);
	}
	return sock6__text_copy(&line, text, size);
}

int sock6_address_is_multicast(const struct in6_addr *address)
{
	return sock6__is_multicast(address);
}

int sock6_address_is_mapped(const struct in6_addr *address)
{
	return sock6__is_mapped(address);
}

int sock6_address_is_unspecified(const struct in6_addr *address)
{
	return sock6__is_unspecified(address);
}

int sock6_address_needs_zone(const struct in6_addr *address)
{
	const unsigned char *bytes = address->s6_addr;
	unsigned scope = bytes[1] & 0xf;

	if (bytes[0] == 0xff)
		return scope == 1 || scope == 2;
	return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}
