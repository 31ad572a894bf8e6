/* SPDX-License-Identifier: MIT */
/* Destinations by name. */
#ifndef HOST_NAME_H
#define HOST_NAME_H

#include <netinet/in.h>

#include "options.h"

/*
 * An address as value_address() takes it or, where the word is none, the first
 * address of a host of this name (getaddrinfo(3)), also with ":PORT" behind
 * it: IPv6 if it has one, else IPv4 as ::ffff:a.b.c.d.  Returns as value_*()
 * do.
 */
int value_host(const struct word *word, struct sockaddr_in6 *address);

#endif
