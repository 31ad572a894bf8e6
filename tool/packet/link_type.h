/* SPDX-License-Identifier: MIT */
/* Link layers of captures: where the IPv6 packet begins. */
#ifndef LINK_TYPE_H
#define LINK_TYPE_H

#include <stddef.h>

#include "words/options.h"

/* LINKTYPE_ of tcpdump.org, and two of this command's own. */
#define LINK_TYPE_ETHERNET 1
#define LINK_TYPE_RAW      101
#define LINK_TYPE_GUESS    (-1)
#define LINK_TYPE_ICMP     (-2) /* a message without an IPv6 header */

enum link_found {
	LINK_FOUND,
	LINK_OTHER,  /* something else than IPv6 */
	LINK_SHORT,  /* it ends within the header of the link */
	LINK_UNKNOWN /* the type is */
};

/* Where the packet begins; LINK_TYPE_GUESS tells raw and Ethernet apart. */
enum link_found link_type_find(int link, const unsigned char *bytes,
			       size_t size, size_t *offset);

/* "ethernet", "ipv6", "icmp", a number; returns as value_*() do. */
int link_type_parse(const struct word *word, int *link);

#endif
