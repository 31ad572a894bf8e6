/* SPDX-License-Identifier: MIT */
/* What helps where an option is refused: a privilege, a sysctl, a state. */
#include "option_remedy.h"

#include <errno.h>
#include <stdio.h>

#include <sock6.h>

/* What the probe says that the option takes; "" where that is nothing. */
static void privilege_of(char *text, size_t size, int option)
{
	static struct sock6_probe_result results[SOCK6_PROBE_MAXIMUM];
	int count = sock6_probe(results, SOCK6_PROBE_MAXIMUM);

	for (int i = 0; i < count; i++)
		if (results[i].option == option && results[i].privilege[0])
			snprintf(text, size, "needs %s", results[i].privilege);
}

static void permission(char *text, size_t size, int option, int64_t wanted)
{
	/* socket(7) */
	if (option == SOCK6_OPT_PRIORITY && wanted > 6)
		snprintf(text, size,
			 "more than 6 needs CAP_NET_ADMIN or CAP_NET_RAW");
	else if (option == SOCK6_OPT_BIND_INTERFACE)
		snprintf(text, size,
			 "once it is bound to one, another needs CAP_NET_RAW");
	else
		privilege_of(text, size, option);
	if (!*text)
		snprintf(text, size, "try it as root");
}

static const char *invalid(int option)
{
	switch (option) {
	case SOCK6_OPT_IPV6_ONLY:
		return "it can be set only before --bind and --connect";
	case SOCK6_OPT_MTU: return "give 0, or 1280 and more";
	case SOCK6_OPT_CHECKSUM: return "give an even offset, or -1";
	case SOCK6_OPT_ROUTER_ALERT:
		return "give --type raw and --protocol 255";
	case SOCK6_OPT_TIMESTAMPING:
		return "some of the bits need others, or are not known to this "
		       "system";
	default: return "";
	}
}

static const char *no_such_option(int option)
{
	switch (option) {
	case SOCK6_OPT_CHECKSUM:
	case SOCK6_OPT_HEADER_INCLUDED:
	case SOCK6_OPT_ROUTER_ALERT_ISOLATE: return "give --type raw";
	case SOCK6_OPT_ROUTER_ALERT:
		return "give --type raw and --protocol 255";
	case SOCK6_OPT_SEGMENT_SIZE:
	case SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND:
	case SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE:
	case SOCK6_OPT_RECEIVE_COALESCING: return "give --type udp";
	default: return "";
	}
}

void option_remedy(char *text, size_t size, int option, int status,
		   int64_t wanted)
{
	*text = '\0';
	switch (-status) {
	case EPERM:
	case EACCES: permission(text, size, option, wanted); return;
	case ENOTCONN: snprintf(text, size, "give --connect ADDRESS"); return;
	case EINVAL: snprintf(text, size, "%s", invalid(option)); return;
	case ENOPROTOOPT:
		snprintf(text, size, "%s", no_such_option(option));
		return;
	default: return;
	}
}

const char *option_limit(int option, int64_t wanted, int64_t found)
{
	if (found >= wanted)
		return "";
	switch (option) {
	case SOCK6_OPT_RECEIVE_BUFFER:
		return "limited by the sysctl net.core.rmem_max; "
		       "receive-buffer-force passes it";
	case SOCK6_OPT_SEND_BUFFER:
		return "limited by the sysctl net.core.wmem_max; "
		       "send-buffer-force passes it";
	case SOCK6_OPT_TRAFFIC_CLASS:
		return "TCP keeps the ECN bits for itself";
	default: return "";
	}
}
