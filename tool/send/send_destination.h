/* SPDX-License-Identifier: MIT */
/* Where send sends to: up to ten thousand addresses that take turns. */
#ifndef SEND_DESTINATION_H
#define SEND_DESTINATION_H

#include <stdint.h>

#include <sock6.h>

#include "words/address_range.h"

#define DESTINATIONS_MAXIMUM 10000

struct destination {
	struct sockaddr_in6 address;
	uint32_t errors; /* ICMP errors that mean: it does not arrive */
	struct sock6_control *control;
	uint64_t stream;
	uint64_t tried, sent;
};

/* Whose turn it is. */
struct turn {
	uint32_t index;
	uint32_t taken; /* in a row */
};

struct destinations {
	uint32_t count;
	uint32_t in_a_row; /* before the next one has its turn */
	uint64_t each;     /* how many each one gets; 0: no limit */
	struct destination *list;
	struct destination **sorted; /* by address, made when first needed */
	struct turn turn;
	/* Values beside a datagram differ only in the interface. */
	struct sock6_control **controls;
	uint32_t control_count;
};

/* What holds for destinations that do not say otherwise. */
struct destination_defaults {
	uint16_t port;
	uint32_t ifindex;
	const struct sock6_control *control;
};

/* Reads all operands; returns as value_*() do. */
int destinations_read(struct destinations *d, char **words,
		      const struct destination_defaults *defaults);
void destinations_free(struct destinations *d);

/* Counts a try of the one whose turn it is, which it returns. */
struct destination *destinations_next(struct destinations *d);

/* One with an address and a port, or NULL. */
struct destination *destinations_find(struct destinations *d,
				      const struct sockaddr_in6 *address);

/* The one whose stream has this number, if it has that address; or NULL. */
struct destination *destinations_find_stream(
	const struct destinations *d, uint64_t stream,
	const struct sockaddr_in6 *address);

int destinations_have_ipv4(const struct destinations *d);
int destinations_have_unicast(const struct destinations *d);

/* The first interface that any of them names; 0: none. */
uint32_t destinations_interface(const struct destinations *d);

/* With zone and port; room for SOCK6_ADDRESS_TEXT_SIZE. */
const char *destination_text(char *text, const struct sockaddr_in6 *address);

#endif
