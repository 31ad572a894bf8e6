/* SPDX-License-Identifier: MIT */
/* Groups by name: IANA's registry of IPv6 multicast addresses, and kinds. */
#include "group_name.h"

#include <stdio.h>
#include <string.h>

#include <sock6.h>

#define ANY -1 /* of variable scope: the same in every one */

static const struct named {
	int scope;
	uint32_t id; /* the last four bytes; the others are zero */
	const char *name;
} names[] = {
	/* RFC 4291, 2.7.1 */
	{ 1, 0x1, "all-nodes" },
	{ 2, 0x1, "all-nodes" },
	{ 1, 0x2, "all-routers" },
	{ 2, 0x2, "all-routers" },
	{ 5, 0x2, "all-routers" },
	{ 2, 0x5, "ospf-routers" },            /* RFC 5340 */
	{ 2, 0x6, "ospf-designated-routers" }, /* RFC 5340 */
	{ 2, 0x9, "rip-routers" },             /* RFC 2080 */
	{ 2, 0xa, "eigrp-routers" },           /* RFC 7868 */
	{ 2, 0xd, "pim-routers" },             /* RFC 7761 */
	{ 2, 0x12, "vrrp" },                   /* RFC 9568 */
	{ 2, 0x16, "mldv2-routers" },          /* RFC 3810 */
	{ 2, 0x1a, "rpl-nodes" },              /* RFC 6550 */
	{ 2, 0x6a, "all-snoopers" },           /* RFC 4286 */
	{ 2, 0x6b, "ptp-peer-delay" },
	{ 2, 0x10002, "dhcp-agents" },  /* RFC 8415 */
	{ 2, 0x10003, "llmnr" },        /* RFC 4795 */
	{ 2, 0x10006, "babel" },        /* RFC 8966 */
	{ 5, 0x10003, "dhcp-servers" }, /* RFC 8415 */
	{ ANY, 0xc, "ssdp" },
	{ ANY, 0xfb, "mdns" },         /* RFC 6762 */
	{ ANY, 0xfd, "coap-nodes" },   /* RFC 7252 */
	{ ANY, 0x101, "ntp" },         /* RFC 5905 */
	{ ANY, 0x114, "experiments" }, /* RFC 4727 */
	{ ANY, 0x181, "ptp" },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* Groups that are given by IANA for ever, ff0X:: with a number behind. */
static const struct named *find(const struct in6_addr *group)
{
	static const uint8_t zeros[10];
	const uint8_t *b = group->s6_addr;
	uint32_t id = (uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 |
		      (uint32_t)b[14] << 8 | b[15];

	if (b[0] != 0xff || b[1] > 0xf || memcmp(b + 2, zeros, 10) != 0)
		return NULL;
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].id == id &&
		    (names[i].scope == ANY || names[i].scope == b[1]))
			return &names[i];
	return NULL;
}

static const char *kind_name(const struct in6_addr *group)
{
	int kind = sock6_address_kind(group);

	return kind == SOCK6_KIND_SOLICITED_NODE ||
			       kind == SOCK6_KIND_SOURCE_SPECIFIC
		       ? sock6_address_kind_name(kind)
		       : "";
}

const char *group_name(char text[GROUP_NAME_SIZE], const struct in6_addr *group)
{
	const struct named *named = find(group);

	snprintf(text, GROUP_NAME_SIZE, "%s",
		 named ? named->name : kind_name(group));
	return text;
}

int group_name_exists(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(names[i].name, name) == 0)
			return 1;
	return strcmp(name, sock6_address_kind_name(
				    SOCK6_KIND_SOLICITED_NODE)) == 0 ||
	       strcmp(name,
		      sock6_address_kind_name(SOCK6_KIND_SOURCE_SPECIFIC)) == 0;
}

int group_is_of_system(const struct in6_addr *group)
{
	const struct named *named = find(group);

	return sock6_address_kind(group) == SOCK6_KIND_SOLICITED_NODE ||
	       (named && (named->id <= 2 || named->id == 0x6a));
}
