/* SPDX-License-Identifier: MIT */
/* sock6 ping --probe: the state of an interface of whoever answers (RFC 8335). */
#ifndef PING_INTERFACE_H
#define PING_INTERFACE_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "report/report.h"
#include "words/options.h"

struct ping_interface {
	const char *word; /* NULL: none is asked for */
	size_t size;      /* of the extension that names it */
	uint8_t extension[320];
};

/* A name, an index or an address of the other node's; returns as value_*(). */
int ping_interface_take(struct ping_interface *interface,
			const struct word *word);

/* Makes a request of an echo request. */
void ping_interface_ask(const struct ping_interface *interface,
			struct sock6_icmp_message *echo);

/* Adds what a reply tells of it. */
void ping_interface_add(const struct ping_interface *interface,
			struct record *record,
			const struct sock6_icmp_message *reply);

/* Whether the reply says that it is there, and active. */
int ping_interface_is_active(const struct sock6_icmp_message *reply);

#endif
