/* SPDX-License-Identifier: MIT */
/* Integer options: their description, which is the same on every system, and
 * the two calls that check a value against it before the system sees it. */
#include "sock6/option.h"

#include <errno.h>
#include <string.h>

#include "system.h"

/* Arrays, not pointers: a table without relocations is not writable. */
struct description {
	char name[36];
	char reference[36];
	int64_t minimum;
	int64_t maximum;
	uint8_t type;
	uint8_t access;
};

#define GET         SOCK6_OPTION_GET
#define SET         SOCK6_OPTION_SET
#define BOTH        (SOCK6_OPTION_GET | SOCK6_OPTION_SET)
#define BOOLEAN     0, 1, SOCK6_OPTION_BOOLEAN
#define INTERFACE   0, INT32_MAX, SOCK6_OPTION_INTERFACE
#define RANGE(a, b) (a), (b), SOCK6_OPTION_INTEGER
#define BITS(mask)  0, (mask), SOCK6_OPTION_BITS

#define PREFERENCES                                                            \
	(SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_PUBLIC | SOCK6_PREFER_CARE_OF | \
	 SOCK6_PREFER_CGA | SOCK6_PREFER_DEFAULT | SOCK6_PREFER_HOME |         \
	 SOCK6_PREFER_NON_CGA)

/* clang-format off */
static const struct description descriptions[SOCK6__OPTION_END] = {
	[SOCK6_OPT_HOP_LIMIT] = { "hop-limit", "RFC 3493, 5.1", RANGE(-1, 255), BOTH },
	[SOCK6_OPT_TRAFFIC_CLASS] = { "traffic-class", "RFC 3542, 6.5", RANGE(-1, 255), BOTH },
	[SOCK6_OPT_FLOW_INFO_SEND] = { "flow-info-send", "RFC 6437, ipv6(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_AUTO_FLOW_LABEL] = { "auto-flow-label", "RFC 6438", BOOLEAN, BOTH },
	[SOCK6_OPT_MULTICAST_HOP_LIMIT] = { "multicast-hop-limit", "RFC 3493, 5.2", RANGE(-1, 255), BOTH },
	[SOCK6_OPT_MULTICAST_INTERFACE] = { "multicast-interface", "RFC 3493, 5.2", INTERFACE, BOTH },
	[SOCK6_OPT_MULTICAST_LOOPBACK] = { "multicast-loopback", "RFC 3493, 5.2", BOOLEAN, BOTH },
	[SOCK6_OPT_UNICAST_INTERFACE] = { "unicast-interface", "IPV6_UNICAST_IF", INTERFACE, BOTH },
	[SOCK6_OPT_ADDRESS_PREFERENCES] = { "address-preferences", "RFC 5014, 3", BITS(PREFERENCES), BOTH },
	[SOCK6_OPT_CHECKSUM] = { "checksum", "RFC 3542, 3.1", RANGE(-1, 65534), BOTH },
	[SOCK6_OPT_HEADER_INCLUDED] = { "header-included", "raw(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_MTU_DISCOVERY] = { "mtu-discovery", "RFC 8201, RFC 8899", RANGE(0, 5), BOTH },
	[SOCK6_OPT_DONT_FRAGMENT] = { "dont-fragment", "RFC 3542, 11.2", BOOLEAN, BOTH },
	[SOCK6_OPT_MTU] = { "mtu", "ipv6(7)", RANGE(0, INT32_MAX), BOTH },
	[SOCK6_OPT_PATH_MTU] = { "path-mtu", "RFC 3542, 11.4", RANGE(0, 0), GET },
	[SOCK6_OPT_SEGMENT_SIZE] = { "segment-size", "udp(7)", RANGE(0, 65535), BOTH },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND] = { "udp-zero-checksum-send", "RFC 6935", BOOLEAN, BOTH },
	[SOCK6_OPT_MARK] = { "mark", "socket(7)", RANGE(0, UINT32_MAX), BOTH },
	[SOCK6_OPT_PRIORITY] = { "priority", "socket(7)", RANGE(0, INT32_MAX), BOTH },

	[SOCK6_OPT_IPV6_ONLY] = { "ipv6-only", "RFC 3493, 5.3", BOOLEAN, BOTH },
	[SOCK6_OPT_MULTICAST_ALL] = { "multicast-all", "IPV6_MULTICAST_ALL", BOOLEAN, BOTH },
	[SOCK6_OPT_MINIMUM_HOP_COUNT] = { "minimum-hop-count", "RFC 5082", RANGE(0, 255), BOTH },
	[SOCK6_OPT_FREEBIND] = { "freebind", "IPV6_FREEBIND", BOOLEAN, BOTH },
	[SOCK6_OPT_TRANSPARENT] = { "transparent", "IPV6_TRANSPARENT", BOOLEAN, BOTH },
	[SOCK6_OPT_BIND_INTERFACE] = { "bind-interface", "SO_BINDTOIFINDEX", INTERFACE, BOTH },
	[SOCK6_OPT_REUSE_ADDRESS] = { "reuse-address", "socket(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_REUSE_PORT] = { "reuse-port", "socket(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_ROUTER_ALERT] = { "router-alert", "RFC 2711, ipv6(7)", RANGE(-1, 65535), SET },
	[SOCK6_OPT_ROUTER_ALERT_ISOLATE] = { "router-alert-isolate", "IPV6_ROUTER_ALERT_ISOLATE", BOOLEAN, BOTH },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE] = { "udp-zero-checksum-receive", "RFC 6935", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_COALESCING] = { "receive-coalescing", "udp(7)", BOOLEAN, BOTH },

	[SOCK6_OPT_RECEIVE_PACKET_INFO] = { "receive-packet-info", "RFC 3542, 6.1", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_HOP_LIMIT] = { "receive-hop-limit", "RFC 3542, 6.3", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_TRAFFIC_CLASS] = { "receive-traffic-class", "RFC 3542, 6.5", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_FLOW_INFO] = { "receive-flow-info", "IPV6_FLOWINFO", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_PATH_MTU] = { "receive-path-mtu", "RFC 3542, 11.3", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_FRAGMENT_SIZE] = { "receive-fragment-size", "IPV6_RECVFRAGSIZE", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_HOP_BY_HOP] = { "receive-hop-by-hop", "RFC 3542, 8", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS] = { "receive-destination-options", "RFC 3542, 9", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_ROUTING_HEADER] = { "receive-routing-header", "RFC 3542, 7", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION] = { "receive-original-destination", "IPV6_RECVORIGDSTADDR", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_ERROR] = { "receive-error", "ipv6(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS] = { "receive-error-extensions", "RFC 4884", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_TIME] = { "receive-time", "SO_TIMESTAMPNS", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_DROPS] = { "receive-drops", "SO_RXQ_OVFL", BOOLEAN, BOTH },
	[SOCK6_OPT_RECEIVE_MARK] = { "receive-mark", "SO_RCVMARK", BOOLEAN, BOTH },
	[SOCK6_OPT_TIMESTAMPING] = { "timestamping", "SO_TIMESTAMPING", BITS(INT32_MAX), BOTH },

	[SOCK6_OPT_IPV4_TIME_TO_LIVE] = { "ipv4-time-to-live", "ip(7)", RANGE(-1, 255), BOTH },
	[SOCK6_OPT_IPV4_TYPE_OF_SERVICE] = { "ipv4-type-of-service", "ip(7), RFC 2474", RANGE(0, 255), BOTH },
	[SOCK6_OPT_IPV4_MTU_DISCOVERY] = { "ipv4-mtu-discovery", "ip(7), RFC 1191", RANGE(0, 5), BOTH },
	[SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE] = { "ipv4-receive-time-to-live", "ip(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE] = { "ipv4-receive-type-of-service", "ip(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_IPV4_RECEIVE_PACKET_INFO] = { "ipv4-receive-packet-info", "ip(7)", BOOLEAN, BOTH },
	[SOCK6_OPT_IPV4_RECEIVE_ERROR] = { "ipv4-receive-error", "ip(7)", BOOLEAN, BOTH },

	[SOCK6_OPT_RECEIVE_BUFFER] = { "receive-buffer", "socket(7)", RANGE(0, INT32_MAX), BOTH },
	[SOCK6_OPT_SEND_BUFFER] = { "send-buffer", "socket(7)", RANGE(0, INT32_MAX), BOTH },
	[SOCK6_OPT_RECEIVE_BUFFER_FORCE] = { "receive-buffer-force", "socket(7)", RANGE(0, INT32_MAX), SET },
	[SOCK6_OPT_SEND_BUFFER_FORCE] = { "send-buffer-force", "socket(7)", RANGE(0, INT32_MAX), SET },
	[SOCK6_OPT_BUSY_POLL] = { "busy-poll", "socket(7)", RANGE(0, INT32_MAX), BOTH },
	[SOCK6_OPT_PREFER_BUSY_POLL] = { "prefer-busy-poll", "SO_PREFER_BUSY_POLL", BOOLEAN, BOTH },
	[SOCK6_OPT_BUSY_POLL_BUDGET] = { "busy-poll-budget", "SO_BUSY_POLL_BUDGET", RANGE(0, 65535), SET },
	[SOCK6_OPT_INCOMING_CPU] = { "incoming-cpu", "socket(7)", RANGE(-1, INT32_MAX), BOTH },
	[SOCK6_OPT_SOCKET_TYPE] = { "socket-type", "socket(7)", RANGE(0, 0), GET },
	[SOCK6_OPT_PROTOCOL] = { "protocol", "socket(7)", RANGE(0, 0), GET },
	[SOCK6_OPT_PENDING_ERROR] = { "pending-error", "socket(7)", RANGE(0, 0), GET },
};
/* clang-format on */

static int is_option(int option)
{
	return option > 0 && option < SOCK6__OPTION_END;
}

/* The system's name of an option that exists and allows the access. */
static const struct sock6__option_name *system_name(int option, unsigned access)
{
	const struct sock6__option_name *name = &sock6__option_names[option];

	if (!name->number || !(descriptions[option].access & access))
		return NULL;
	return name;
}

static int in_range(const struct description *description, int64_t value)
{
	if (value < description->minimum || value > description->maximum)
		return 0;
	return description->type != SOCK6_OPTION_BITS ||
	       !(value & ~description->maximum);
}

int sock6_set(sock6_fd fd, int option, int64_t value)
{
	const struct sock6__option_name *name;

	if (!is_option(option))
		return -EINVAL;
	name = system_name(option, SET);
	if (!name)
		return -EOPNOTSUPP;
	if (!in_range(&descriptions[option], value))
		return -EINVAL;
	return sock6__system_option_set(fd, name, (uint32_t)value);
}

int sock6_get(sock6_fd fd, int option, int64_t *value)
{
	const struct sock6__option_name *name;
	uint32_t found;
	int status;

	if (!is_option(option) || !value)
		return -EINVAL;
	name = system_name(option, GET);
	if (!name)
		return -EOPNOTSUPP;
	status = sock6__system_option_get(fd, name, &found);
	if (status < 0)
		return status;
	/* Only where -1 is a value is the highest bit a sign. */
	*value = descriptions[option].minimum < 0 ? (int64_t)(int32_t)found
						  : (int64_t)found;
	return 0;
}

int sock6_option_info(int option, struct sock6_option_info *info)
{
	const struct description *description;
	const struct sock6__option_name *name;

	if (!is_option(option) || !info)
		return -EINVAL;
	description = &descriptions[option];
	name = &sock6__option_names[option];
	memset(info, 0, sizeof(*info));
	memcpy(info->name, description->name, sizeof(description->name));
	memcpy(info->reference, description->reference,
	       sizeof(description->reference));
	info->minimum = description->minimum;
	info->maximum = description->maximum;
	info->type = description->type;
	info->access = description->access;
	info->supported = name->number != 0;
	info->level = name->level;
	info->number = name->number;
	return 0;
}

int sock6_option_find(const char *name)
{
	if (!name)
		return -EINVAL;
	for (int option = 1; option < SOCK6__OPTION_END; option++) {
		if (strcmp(descriptions[option].name, name) == 0)
			return option;
	}
	return -EINVAL;
}
