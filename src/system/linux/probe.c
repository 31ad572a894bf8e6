/* SPDX-License-Identifier: MIT */
/* What a probe says of features of Linux: since when, and for whom.  A part of
 * linux.c. */
#include "../../system.h"

/* clang-format off */
const struct sock6__note sock6__feature_notes[SOCK6__FEATURE_END] = {
	[SOCK6__FEATURE_RAW] = { "", "CAP_NET_RAW" },
	[SOCK6__FEATURE_ICMP_FILTER] = { "", "CAP_NET_RAW" },
	[SOCK6__FEATURE_ECHO] = { "Linux 3.11", "a group of net.ipv4.ping_group_range" },
	[SOCK6__FEATURE_FLOW_LABEL_LEASE] = { "", "" },
	[SOCK6__FEATURE_SEND_MANY] = { "Linux 3.0", "" },
	[SOCK6__FEATURE_RECEIVE_MANY] = { "Linux 2.6.33", "" },
	[SOCK6__FEATURE_SEND_RUN] = { "Linux 4.18", "" },
	[SOCK6__FEATURE_RECEIVE_RUN] = { "Linux 5.0", "" },
	[SOCK6__FEATURE_LAUNCH_TIME] = { "Linux 4.19", "" },
	[SOCK6__FEATURE_STEERING] = { "Linux 4.5", "" },
	[SOCK6__FEATURE_HOP_BY_HOP] = { "", "CAP_NET_RAW" },
	[SOCK6__FEATURE_DESTINATION_OPTIONS] = { "", "CAP_NET_RAW" },
	[SOCK6__FEATURE_SEGMENT_ROUTING] = { "Linux 4.10", "" },
	[SOCK6__FEATURE_BIND_FREE] = { "Linux 4.15", "" },
	[SOCK6__FEATURE_BIND_TRANSPARENT] = { "Linux 2.6.37", "CAP_NET_ADMIN or CAP_NET_RAW" },
};

const struct sock6__note sock6__option_notes[SOCK6__OPTION_END] = {
	[SOCK6_OPT_AUTO_FLOW_LABEL] = { "Linux 3.17", "" },
	[SOCK6_OPT_UNICAST_INTERFACE] = { "Linux 3.4", "" },
	[SOCK6_OPT_CHECKSUM] = { "", "CAP_NET_RAW" },
	[SOCK6_OPT_HEADER_INCLUDED] = { "Linux 4.5", "CAP_NET_RAW" },
	[SOCK6_OPT_SEGMENT_SIZE] = { "Linux 4.18", "" },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND] = { "Linux 3.16", "" },
	[SOCK6_OPT_MARK] = { "Linux 2.6.25", "CAP_NET_ADMIN or CAP_NET_RAW" },
	[SOCK6_OPT_MULTICAST_ALL] = { "Linux 4.20", "" },
	[SOCK6_OPT_MINIMUM_HOP_COUNT] = { "Linux 2.6.35", "" },
	[SOCK6_OPT_FREEBIND] = { "Linux 4.15", "" },
	[SOCK6_OPT_TRANSPARENT] = { "Linux 2.6.37", "CAP_NET_ADMIN or CAP_NET_RAW" },
	[SOCK6_OPT_BIND_INTERFACE] = { "Linux 5.0", "" },
	[SOCK6_OPT_REUSE_PORT] = { "Linux 3.9", "" },
	[SOCK6_OPT_ROUTER_ALERT] = { "", "CAP_NET_RAW" },
	[SOCK6_OPT_ROUTER_ALERT_ISOLATE] = { "Linux 5.1", "CAP_NET_RAW" },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE] = { "Linux 3.16", "" },
	[SOCK6_OPT_RECEIVE_COALESCING] = { "Linux 5.0", "" },
	[SOCK6_OPT_RECEIVE_FRAGMENT_SIZE] = { "Linux 4.9", "" },
	[SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION] = { "Linux 2.6.37", "" },
	[SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS] = { "Linux 5.9", "" },
	[SOCK6_OPT_RECEIVE_TIME] = { "Linux 2.6.22", "" },
	[SOCK6_OPT_RECEIVE_DROPS] = { "Linux 2.6.33", "" },
	[SOCK6_OPT_RECEIVE_MARK] = { "Linux 5.19", "CAP_NET_ADMIN or CAP_NET_RAW" },
	[SOCK6_OPT_TIMESTAMPING] = { "Linux 2.6.30", "" },
	[SOCK6_OPT_RECEIVE_BUFFER_FORCE] = { "", "CAP_NET_ADMIN" },
	[SOCK6_OPT_SEND_BUFFER_FORCE] = { "", "CAP_NET_ADMIN" },
	[SOCK6_OPT_BUSY_POLL] = { "Linux 3.11", "CAP_NET_ADMIN" },
	[SOCK6_OPT_PREFER_BUSY_POLL] = { "Linux 5.11", "CAP_NET_ADMIN" },
	[SOCK6_OPT_BUSY_POLL_BUDGET] = { "Linux 5.11", "CAP_NET_ADMIN" },
	[SOCK6_OPT_INCOMING_CPU] = { "Linux 3.19", "" },
};
/* clang-format on */
