/* SPDX-License-Identifier: MIT */
/* What each option does, in one line; sock6_option(3) tells more. */
#include "option_meaning.h"

#include <stddef.h>

#include <sock6.h>

/* clang-format off */
static const char *const meanings[] = {
	[SOCK6_OPT_HOP_LIMIT] = "hop limit of unicast packets",
	[SOCK6_OPT_TRAFFIC_CLASS] = "DSCP and ECN of every packet",
	[SOCK6_OPT_FLOW_INFO_SEND] = "the flow label of the peer's address goes out",
	[SOCK6_OPT_AUTO_FLOW_LABEL] = "packets without a flow label get one made from their flow",
	[SOCK6_OPT_MULTICAST_HOP_LIMIT] = "hop limit of multicast packets; 0 stays on this host",
	[SOCK6_OPT_MULTICAST_INTERFACE] = "where multicast leaves, unless the datagram says otherwise",
	[SOCK6_OPT_MULTICAST_LOOPBACK] = "own multicast is heard on this host too",
	[SOCK6_OPT_UNICAST_INTERFACE] = "where unicast leaves, unless the datagram says otherwise",
	[SOCK6_OPT_ADDRESS_PREFERENCES] = "which of its addresses the host takes as the source",
	[SOCK6_OPT_CHECKSUM] = "raw sockets: where in the payload the system puts a checksum",
	[SOCK6_OPT_HEADER_INCLUDED] = "raw sockets: what is sent begins with the IPv6 header",
	[SOCK6_OPT_MTU_DISCOVERY] = "what is done about packets too big for the path",
	[SOCK6_OPT_DONT_FRAGMENT] = "a datagram too big for the path fails instead of being cut",
	[SOCK6_OPT_MTU] = "set: largest fragment sent; read: path MTU to the connected peer",
	[SOCK6_OPT_PATH_MTU] = "what fits on the path to the connected peer",
	[SOCK6_OPT_SEGMENT_SIZE] = "UDP: every payload is cut into datagrams of this size",
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND] = "UDP without a checksum, as tunnels may send it",
	[SOCK6_OPT_MARK] = "packet mark that routing and firewall go by",
	[SOCK6_OPT_PRIORITY] = "which queue of the interface packets go to",
	[SOCK6_OPT_IPV6_ONLY] = "no IPv4 traffic as ::ffff:a.b.c.d; before it is bound",
	[SOCK6_OPT_MULTICAST_ALL] = "groups that other sockets joined are heard too",
	[SOCK6_OPT_MINIMUM_HOP_COUNT] = "TCP: packets with a smaller hop limit are dropped",
	[SOCK6_OPT_FREEBIND] = "may bind an address that this host does not have yet",
	[SOCK6_OPT_TRANSPARENT] = "may bind an address that is not this host's, as proxies do",
	[SOCK6_OPT_BIND_INTERFACE] = "hears and sends on this interface only",
	[SOCK6_OPT_REUSE_ADDRESS] = "may bind a port that lingers, or that multicast shares",
	[SOCK6_OPT_REUSE_PORT] = "sockets share a port, each flow going to one of them",
	[SOCK6_OPT_ROUTER_ALERT] = "raw sockets: router alerts of this value come to the socket",
	[SOCK6_OPT_ROUTER_ALERT_ISOLATE] = "router alerts of the own network namespace only",
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE] = "UDP without a checksum is taken",
	[SOCK6_OPT_RECEIVE_COALESCING] = "UDP: datagrams in a row may come as one read",
	[SOCK6_OPT_RECEIVE_PACKET_INFO] = "tell destination and interface",
	[SOCK6_OPT_RECEIVE_HOP_LIMIT] = "tell the hop limit",
	[SOCK6_OPT_RECEIVE_TRAFFIC_CLASS] = "tell the traffic class",
	[SOCK6_OPT_RECEIVE_FLOW_INFO] = "tell the flow label",
	[SOCK6_OPT_RECEIVE_PATH_MTU] = "tell when the path MTU gets smaller",
	[SOCK6_OPT_RECEIVE_FRAGMENT_SIZE] = "tell the size of the largest fragment",
	[SOCK6_OPT_RECEIVE_HOP_BY_HOP] = "tell the hop-by-hop options header",
	[SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS] = "tell the destination options headers",
	[SOCK6_OPT_RECEIVE_ROUTING_HEADER] = "tell the routing header",
	[SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION] = "tell the destination before a redirection",
	[SOCK6_OPT_RECEIVE_ERROR] = "keep ICMPv6 errors in the error queue",
	[SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS] = "keep the extensions of ICMPv6 errors with them",
	[SOCK6_OPT_RECEIVE_TIME] = "tell the time of arrival, by software",
	[SOCK6_OPT_RECEIVE_DROPS] = "tell how many were lost for want of room",
	[SOCK6_OPT_RECEIVE_MARK] = "tell the packet mark",
	[SOCK6_OPT_TIMESTAMPING] = "which timestamps are made and told, in the system's bits",
	[SOCK6_OPT_IPV4_TIME_TO_LIVE] = "time to live of IPv4 packets",
	[SOCK6_OPT_IPV4_TYPE_OF_SERVICE] = "DSCP and ECN of IPv4 packets",
	[SOCK6_OPT_IPV4_MTU_DISCOVERY] = "what is done about IPv4 packets too big for the path",
	[SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE] = "tell the time to live of IPv4 packets",
	[SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE] = "tell the traffic class of IPv4 packets",
	[SOCK6_OPT_IPV4_RECEIVE_PACKET_INFO] = "tell destination and interface of IPv4 packets",
	[SOCK6_OPT_IPV4_RECEIVE_ERROR] = "keep ICMP errors in the error queue",
	[SOCK6_OPT_RECEIVE_BUFFER] = "room for what waits to be read, bytes",
	[SOCK6_OPT_SEND_BUFFER] = "room for what waits to leave, bytes",
	[SOCK6_OPT_RECEIVE_BUFFER_FORCE] = "the same, past the system's limit",
	[SOCK6_OPT_SEND_BUFFER_FORCE] = "the same, past the system's limit",
	[SOCK6_OPT_BUSY_POLL] = "how long a read looks at the adapter itself, microseconds",
	[SOCK6_OPT_PREFER_BUSY_POLL] = "the process looks at the adapter, which rests its interrupts",
	[SOCK6_OPT_BUSY_POLL_BUDGET] = "how many packets one such look takes",
	[SOCK6_OPT_INCOMING_CPU] = "the processor that its packets come by",
	[SOCK6_OPT_SOCKET_TYPE] = "datagram, stream or raw",
	[SOCK6_OPT_PROTOCOL] = "the number of the protocol",
	[SOCK6_OPT_PENDING_ERROR] = "the error that the next call would report; reading clears it",
};
/* clang-format on */

const char *option_meaning(int option)
{
	const int count = sizeof(meanings) / sizeof(meanings[0]);

	if (option < 0 || option >= count || !meanings[option])
		return "";
	return meanings[option];
}
