/* SPDX-License-Identifier: MIT */
/* ICMPv6: names of types, and the filter, which has one meaning here and
 * whichever the system likes beneath the seam.  Pure but for two calls. */
#include "sock6/icmp.h"

#include <errno.h>
#include <string.h>

#include "system.h"

struct type_name {
	uint8_t type;
	char name[55];
};

/* clang-format off */
static const struct type_name type_names[] = {
	{ SOCK6_ICMP_DESTINATION_UNREACHABLE, "destination unreachable" },
	{ SOCK6_ICMP_PACKET_TOO_BIG, "packet too big" },
	{ SOCK6_ICMP_TIME_EXCEEDED, "time exceeded" },
	{ SOCK6_ICMP_PARAMETER_PROBLEM, "parameter problem" },
	{ SOCK6_ICMP_ECHO_REQUEST, "echo request" },
	{ SOCK6_ICMP_ECHO_REPLY, "echo reply" },
	{ SOCK6_ICMP_MULTICAST_LISTENER_QUERY, "multicast listener query" },
	{ SOCK6_ICMP_MULTICAST_LISTENER_REPORT, "multicast listener report" },
	{ SOCK6_ICMP_MULTICAST_LISTENER_DONE, "multicast listener done" },
	{ SOCK6_ICMP_ROUTER_SOLICITATION, "router solicitation" },
	{ SOCK6_ICMP_ROUTER_ADVERTISEMENT, "router advertisement" },
	{ SOCK6_ICMP_NEIGHBOR_SOLICITATION, "neighbor solicitation" },
	{ SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT, "neighbor advertisement" },
	{ SOCK6_ICMP_REDIRECT, "redirect message" },
	{ SOCK6_ICMP_ROUTER_RENUMBERING, "router renumbering" },
	{ SOCK6_ICMP_NODE_INFORMATION_QUERY, "icmp node information query" },
	{ SOCK6_ICMP_NODE_INFORMATION_RESPONSE, "icmp node information response" },
	{ SOCK6_ICMP_INVERSE_NEIGHBOR_DISCOVERY_SOLICITATION, "inverse neighbor discovery solicitation message" },
	{ SOCK6_ICMP_INVERSE_NEIGHBOR_DISCOVERY_ADVERTISEMENT, "inverse neighbor discovery advertisement message" },
	{ SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT, "version 2 multicast listener report" },
	{ SOCK6_ICMP_HOME_AGENT_ADDRESS_DISCOVERY_REQUEST, "home agent address discovery request message" },
	{ SOCK6_ICMP_HOME_AGENT_ADDRESS_DISCOVERY_REPLY, "home agent address discovery reply message" },
	{ SOCK6_ICMP_MOBILE_PREFIX_SOLICITATION, "mobile prefix solicitation" },
	{ SOCK6_ICMP_MOBILE_PREFIX_ADVERTISEMENT, "mobile prefix advertisement" },
	{ SOCK6_ICMP_CERTIFICATION_PATH_SOLICITATION, "certification path solicitation message" },
	{ SOCK6_ICMP_CERTIFICATION_PATH_ADVERTISEMENT, "certification path advertisement message" },
	{ SOCK6_ICMP_MULTICAST_ROUTER_ADVERTISEMENT, "multicast router advertisement" },
	{ SOCK6_ICMP_MULTICAST_ROUTER_SOLICITATION, "multicast router solicitation" },
	{ SOCK6_ICMP_MULTICAST_ROUTER_TERMINATION, "multicast router termination" },
	{ SOCK6_ICMP_FMIPV6, "fmipv6 messages" },
	{ SOCK6_ICMP_RPL_CONTROL, "rpl control message" },
	{ SOCK6_ICMP_ILNPV6_LOCATOR_UPDATE, "ilnpv6 locator update message" },
	{ SOCK6_ICMP_DUPLICATE_ADDRESS_REQUEST, "duplicate address request" },
	{ SOCK6_ICMP_DUPLICATE_ADDRESS_CONFIRMATION, "duplicate address confirmation" },
	{ SOCK6_ICMP_MPL_CONTROL, "mpl control message" },
	{ SOCK6_ICMP_EXTENDED_ECHO_REQUEST, "extended echo request" },
	{ SOCK6_ICMP_EXTENDED_ECHO_REPLY, "extended echo reply" },
};
/* clang-format on */

const char *sock6_icmp_type_name(int type)
{
	size_t count = sizeof(type_names) / sizeof(type_names[0]);

	for (size_t i = 0; i < count; i++) {
		if (type_names[i].type == type)
			return type_names[i].name;
	}
	return NULL;
}

static int is_type(int type)
{
	return type >= 0 && type <= 255;
}

static uint32_t type_bit(int type)
{
	return UINT32_C(1) << ((unsigned)type % 32);
}

int sock6_icmp_filter_accept(struct sock6_icmp_filter *filter, int type)
{
	if (!filter || !is_type(type))
		return -EINVAL;
	filter->blocked[type / 32] &= ~type_bit(type);
	return 0;
}

int sock6_icmp_filter_block(struct sock6_icmp_filter *filter, int type)
{
	if (!filter || !is_type(type))
		return -EINVAL;
	filter->blocked[type / 32] |= type_bit(type);
	return 0;
}

int sock6_icmp_filter_set_all(struct sock6_icmp_filter *filter, int block)
{
	if (!filter)
		return -EINVAL;
	memset(filter->blocked, block ? 0xff : 0, sizeof(filter->blocked));
	return 0;
}

int sock6_icmp_filter_will_block(const struct sock6_icmp_filter *filter,
				 int type)
{
	if (!filter || !is_type(type))
		return -EINVAL;
	return (filter->blocked[type / 32] & type_bit(type)) != 0;
}

int sock6_icmp_filter_set(sock6_fd fd, const struct sock6_icmp_filter *filter)
{
	if (!filter)
		return -EINVAL;
	return sock6__system_icmp_filter_set(fd, filter);
}

int sock6_icmp_filter_get(sock6_fd fd, struct sock6_icmp_filter *filter)
{
	if (!filter)
		return -EINVAL;
	return sock6__system_icmp_filter_get(fd, filter);
}
