/* SPDX-License-Identifier: MIT */
/* Names of options: those of the library's table, and those with structures. */
#define _GNU_SOURCE

#include "verbose_name.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include <sock6.h>

struct name {
	int level, number;
	const char *text;
};

const char *verbose_level_name(int level)
{
	switch (level) {
	case SOL_SOCKET: return "SOL_SOCKET";
	case IPPROTO_IP: return "IPPROTO_IP";
	case IPPROTO_IPV6: return "IPPROTO_IPV6";
	case IPPROTO_ICMPV6: return "IPPROTO_ICMPV6";
	case IPPROTO_TCP: return "IPPROTO_TCP";
	case IPPROTO_UDP: return "IPPROTO_UDP";
	case IPPROTO_RAW: return "IPPROTO_RAW";
	default: return NULL;
	}
}

/* Their values are structures, so the library's table lacks them. */
static const struct name structures[] = {
	{ SOL_SOCKET, SO_ERROR, "SO_ERROR" },
	{ SOL_SOCKET, SO_TYPE, "SO_TYPE" },
#ifdef SO_MEMINFO
	{ SOL_SOCKET, SO_MEMINFO, "SO_MEMINFO" },
#endif
#ifdef SO_DOMAIN
	{ SOL_SOCKET, SO_DOMAIN, "SO_DOMAIN" },
#endif
#ifdef SO_PROTOCOL
	{ SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL" },
#endif
#ifdef SO_ATTACH_FILTER
	{ SOL_SOCKET, SO_ATTACH_FILTER, "SO_ATTACH_FILTER" },
#endif
#ifdef SO_TIMESTAMPING
	{ SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING" },
#endif
#ifdef SO_TIMESTAMPNS
	{ SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS" },
#endif
#ifdef IPV6_JOIN_GROUP
	{ IPPROTO_IPV6, IPV6_JOIN_GROUP, "IPV6_JOIN_GROUP" },
	{ IPPROTO_IPV6, IPV6_LEAVE_GROUP, "IPV6_LEAVE_GROUP" },
#endif
#ifdef MCAST_JOIN_GROUP
	{ IPPROTO_IPV6, MCAST_JOIN_GROUP, "MCAST_JOIN_GROUP" },
	{ IPPROTO_IPV6, MCAST_LEAVE_GROUP, "MCAST_LEAVE_GROUP" },
	{ IPPROTO_IPV6, MCAST_BLOCK_SOURCE, "MCAST_BLOCK_SOURCE" },
	{ IPPROTO_IPV6, MCAST_UNBLOCK_SOURCE, "MCAST_UNBLOCK_SOURCE" },
	{ IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, "MCAST_JOIN_SOURCE_GROUP" },
	{ IPPROTO_IPV6, MCAST_LEAVE_SOURCE_GROUP, "MCAST_LEAVE_SOURCE_GROUP" },
#endif
#ifdef MCAST_MSFILTER
	{ IPPROTO_IPV6, MCAST_MSFILTER, "MCAST_MSFILTER" },
#endif
#ifdef IPV6_PKTINFO
	{ IPPROTO_IPV6, IPV6_PKTINFO, "IPV6_PKTINFO" },
#endif
#ifdef IPV6_PATHMTU
	{ IPPROTO_IPV6, IPV6_PATHMTU, "IPV6_PATHMTU" },
#endif
#ifdef IPV6_HOPOPTS
	{ IPPROTO_IPV6, IPV6_HOPOPTS, "IPV6_HOPOPTS" },
	{ IPPROTO_IPV6, IPV6_DSTOPTS, "IPV6_DSTOPTS" },
	{ IPPROTO_IPV6, IPV6_RTHDR, "IPV6_RTHDR" },
#endif
};

static const char *structure_name(int level, int number)
{
	for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
		if (structures[i].level == level &&
		    structures[i].number == number)
			return structures[i].text;
	return NULL;
}

/* Option numbers begin at 1 and have no gap. */
static int find(int level, int number, struct sock6_option_info *info)
{
	for (int option = 1; sock6_option_info(option, info) == 0; option++)
		if (info->supported && info->level == level &&
		    info->number == number)
			return 1;
	return 0;
}

void verbose_name(char text[VERBOSE_NAME_SIZE], int level, int number)
{
	const char *name = structure_name(level, number);
	struct sock6_option_info info;
	char level_text[24];

	snprintf(level_text, sizeof(level_text), "%d", level);
	if (verbose_level_name(level))
		snprintf(level_text, sizeof(level_text), "%s",
			 verbose_level_name(level));
	if (name)
		snprintf(text, VERBOSE_NAME_SIZE, "%s, %s", level_text, name);
	else if (find(level, number, &info))
		snprintf(text, VERBOSE_NAME_SIZE, "%s, %d %s", level_text,
			 number, info.name);
	else
		snprintf(text, VERBOSE_NAME_SIZE, "%s, %d", level_text, number);
}
