/* SPDX-License-Identifier: MIT */
/* Destinations by name, as the system resolves them. */
#define _POSIX_C_SOURCE 200809L

#include "host_name.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "command.h"
#include "report/message.h"
#include "values.h"

#define NAME_SIZE 256 /* RFC 1035, 2.3.4 */

/* Whatever has two colons, brackets or a zone was meant to be an address. */
static int is_name(const char *text)
{
	const char *colon = strchr(text, ':');

	return !strpbrk(text, "[]%@ ") && !(colon && strchr(colon + 1, ':')) &&
	       text[strspn(text, "0123456789.:")] != '\0';
}

static void set_mapped(struct sockaddr_in6 *address,
		       const struct sockaddr_in *ipv4)
{
	address->sin6_addr.s6_addr[10] = 0xff;
	address->sin6_addr.s6_addr[11] = 0xff;
	memcpy(&address->sin6_addr.s6_addr[12], &ipv4->sin_addr, 4);
}

/* Takes the first of a family; returns whether there is one. */
static int take(struct sockaddr_in6 *address, const struct addrinfo *list,
		int family)
{
	struct sockaddr_in ipv4;

	while (list && list->ai_family != family)
		list = list->ai_next;
	if (!list)
		return 0;
	memset(address, 0, sizeof(*address));
	if (family == AF_INET6) {
		memcpy(address, list->ai_addr, sizeof(*address));
		return 1;
	}
	memcpy(&ipv4, list->ai_addr, sizeof(ipv4));
	address->sin6_family = AF_INET6;
	set_mapped(address, &ipv4);
	return 1;
}

static int resolve(const char *name, struct sockaddr_in6 *address)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
				  .ai_socktype = SOCK_DGRAM },
			*list;
	int code = getaddrinfo(name, NULL, &hints, &list);

	if (code == EAI_AGAIN) {
		message("%s: no name server answers; give an address", name);
		return END_UNMET;
	}
	if (code != 0)
		return usage_error("%s: no such host; give a name that "
				   "resolves, or an address such as "
				   "2001:db8::1 or fe80::1%%eth0",
				   name);
	if (!take(address, list, AF_INET6))
		take(address, list, AF_INET);
	freeaddrinfo(list);
	return OPTIONS_GO_ON;
}

int value_host(const struct word *word, struct sockaddr_in6 *address)
{
	char name[NAME_SIZE];
	const char *colon = strchr(word->text, ':');
	uint16_t port = 0;
	int end;

	if (!is_name(word->text) || strlen(word->text) >= sizeof(name))
		return value_address(word, address);
	strcpy(name, word->text);
	if (colon) {
		struct word number = { word->option ? word->option : word->text,
				       colon + 1 };

		name[colon - word->text] = '\0';
		end = value_port(&number, &port);
		if (end != OPTIONS_GO_ON)
			return end;
	}
	end = resolve(name, address);
	if (end == OPTIONS_GO_ON)
		address->sin6_port = htons(port);
	return end;
}
