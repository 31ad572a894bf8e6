/* SPDX-License-Identifier: MIT */
/*
 * Linux.  The only file that may name a constant of Linux's.  C libraries lag
 * behind the kernel, and <linux/in6.h> clashes with <netinet/in.h>: numbers
 * that may be missing are given here, with the version that brought them.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../system.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "posix_io.h"

/* clang-format off */
enum {
	LEVEL_UDP		= 17,
	LEVEL_ICMPV6		= 58,
	LEVEL_RAW		= 255,

	ICMP6_FILTER_NUMBER	= 1,

	UDP_NO_CHECK6_TX_NUMBER	= 101,	/* 3.16 */
	UDP_NO_CHECK6_RX_NUMBER	= 102,	/* 3.16 */
	UDP_SEGMENT_NUMBER	= 103,	/* 4.18 */
	UDP_GRO_NUMBER		= 104,	/* 5.0 */

	FLOWINFO		= 11,
	MTU_NUMBER		= 24,
	RECVERR_RFC4884		= 31,	/* 5.9 */
	FLOWINFO_SEND		= 33,
	HDRINCL			= 36,	/* 4.5 */
	AUTOFLOWLABEL		= 70,	/* 3.17 */
	ADDR_PREFERENCES	= 72,
	MINHOPCOUNT		= 73,
	RECVORIGDSTADDR		= 74,
	UNICAST_IF		= 76,
	RECVFRAGSIZE		= 77,	/* 4.9 */
	FREEBIND		= 78,	/* 4.15 */
	MULTICAST_ALL		= 29,	/* 4.20 */
	ROUTER_ALERT_ISOLATE	= 30,	/* 5.1 */

	TIMESTAMPNS_OLD		= 35,
	TIMESTAMPNS_NEW		= 64,	/* 5.1 */
	TIMESTAMPING_OLD	= 37,
	TIMESTAMPING_NEW	= 65,	/* 5.1 */
	BIND_TO_IFINDEX		= 62,	/* 5.0 */
	TXTIME			= 61,	/* 4.19 */
	PREFER_BUSY_POLL	= 69,	/* 5.11 */
	BUSY_POLL_BUDGET	= 70,	/* 5.11 */
	RCVMARK			= 75,	/* 5.19 */
	TS_OPT_ID		= 81,	/* 6.13 */
};

/* The checksum option belongs to the raw level: at IPPROTO_IPV6 it is refused
 * for ICMPv6 (net/ipv6/raw.c). */
const struct sock6__option_name sock6__option_names[SOCK6__OPTION_END] = {
	[SOCK6_OPT_HOP_LIMIT] = { IPPROTO_IPV6, IPV6_UNICAST_HOPS, 0 },
	[SOCK6_OPT_TRAFFIC_CLASS] = { IPPROTO_IPV6, IPV6_TCLASS, 0 },
	[SOCK6_OPT_FLOW_INFO_SEND] = { IPPROTO_IPV6, FLOWINFO_SEND, 0 },
	[SOCK6_OPT_AUTO_FLOW_LABEL] = { IPPROTO_IPV6, AUTOFLOWLABEL, 0 },
	[SOCK6_OPT_MULTICAST_HOP_LIMIT] = { IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 0 },
	[SOCK6_OPT_MULTICAST_INTERFACE] = { IPPROTO_IPV6, IPV6_MULTICAST_IF, 0 },
	[SOCK6_OPT_MULTICAST_LOOPBACK] = { IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0 },
	[SOCK6_OPT_UNICAST_INTERFACE] = { IPPROTO_IPV6, UNICAST_IF, SOCK6__NETWORK_ORDER },
	[SOCK6_OPT_ADDRESS_PREFERENCES] = { IPPROTO_IPV6, ADDR_PREFERENCES, 0 },
	[SOCK6_OPT_CHECKSUM] = { LEVEL_RAW, IPV6_CHECKSUM, 0 },
	[SOCK6_OPT_HEADER_INCLUDED] = { IPPROTO_IPV6, HDRINCL, 0 },
	[SOCK6_OPT_MTU_DISCOVERY] = { IPPROTO_IPV6, IPV6_MTU_DISCOVER, 0 },
	[SOCK6_OPT_DONT_FRAGMENT] = { IPPROTO_IPV6, IPV6_DONTFRAG, 0 },
	[SOCK6_OPT_MTU] = { IPPROTO_IPV6, MTU_NUMBER, 0 },
	[SOCK6_OPT_PATH_MTU] = { IPPROTO_IPV6, IPV6_PATHMTU, SOCK6__MTU_INFO },
	[SOCK6_OPT_SEGMENT_SIZE] = { LEVEL_UDP, UDP_SEGMENT_NUMBER, 0 },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND] = { LEVEL_UDP, UDP_NO_CHECK6_TX_NUMBER, 0 },
	[SOCK6_OPT_MARK] = { SOL_SOCKET, SO_MARK, 0 },
	[SOCK6_OPT_PRIORITY] = { SOL_SOCKET, SO_PRIORITY, 0 },

	[SOCK6_OPT_IPV6_ONLY] = { IPPROTO_IPV6, IPV6_V6ONLY, 0 },
	[SOCK6_OPT_MULTICAST_ALL] = { IPPROTO_IPV6, MULTICAST_ALL, 0 },
	[SOCK6_OPT_MINIMUM_HOP_COUNT] = { IPPROTO_IPV6, MINHOPCOUNT, 0 },
	[SOCK6_OPT_FREEBIND] = { IPPROTO_IPV6, FREEBIND, 0 },
	[SOCK6_OPT_TRANSPARENT] = { IPPROTO_IPV6, IPV6_TRANSPARENT, 0 },
	[SOCK6_OPT_BIND_INTERFACE] = { SOL_SOCKET, BIND_TO_IFINDEX, 0 },
	[SOCK6_OPT_REUSE_ADDRESS] = { SOL_SOCKET, SO_REUSEADDR, 0 },
	[SOCK6_OPT_REUSE_PORT] = { SOL_SOCKET, SO_REUSEPORT, 0 },
	[SOCK6_OPT_ROUTER_ALERT] = { IPPROTO_IPV6, IPV6_ROUTER_ALERT, 0 },
	[SOCK6_OPT_ROUTER_ALERT_ISOLATE] = { IPPROTO_IPV6, ROUTER_ALERT_ISOLATE, 0 },
	[SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE] = { LEVEL_UDP, UDP_NO_CHECK6_RX_NUMBER, 0 },
	[SOCK6_OPT_RECEIVE_COALESCING] = { LEVEL_UDP, UDP_GRO_NUMBER, 0 },

	[SOCK6_OPT_RECEIVE_PACKET_INFO] = { IPPROTO_IPV6, IPV6_RECVPKTINFO, 0 },
	[SOCK6_OPT_RECEIVE_HOP_LIMIT] = { IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 0 },
	[SOCK6_OPT_RECEIVE_TRAFFIC_CLASS] = { IPPROTO_IPV6, IPV6_RECVTCLASS, 0 },
	[SOCK6_OPT_RECEIVE_FLOW_INFO] = { IPPROTO_IPV6, FLOWINFO, 0 },
	[SOCK6_OPT_RECEIVE_PATH_MTU] = { IPPROTO_IPV6, IPV6_RECVPATHMTU, 0 },
	[SOCK6_OPT_RECEIVE_FRAGMENT_SIZE] = { IPPROTO_IPV6, RECVFRAGSIZE, 0 },
	[SOCK6_OPT_RECEIVE_HOP_BY_HOP] = { IPPROTO_IPV6, IPV6_RECVHOPOPTS, 0 },
	[SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS] = { IPPROTO_IPV6, IPV6_RECVDSTOPTS, 0 },
	[SOCK6_OPT_RECEIVE_ROUTING_HEADER] = { IPPROTO_IPV6, IPV6_RECVRTHDR, 0 },
	[SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION] = { IPPROTO_IPV6, RECVORIGDSTADDR, 0 },
	[SOCK6_OPT_RECEIVE_ERROR] = { IPPROTO_IPV6, IPV6_RECVERR, 0 },
	[SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS] = { IPPROTO_IPV6, RECVERR_RFC4884, 0 },
	[SOCK6_OPT_RECEIVE_TIME] = { SOL_SOCKET, TIMESTAMPNS_OLD, 0 },
	[SOCK6_OPT_RECEIVE_DROPS] = { SOL_SOCKET, SO_RXQ_OVFL, 0 },
	[SOCK6_OPT_RECEIVE_MARK] = { SOL_SOCKET, RCVMARK, 0 },
	[SOCK6_OPT_TIMESTAMPING] = { SOL_SOCKET, TIMESTAMPING_OLD, 0 },

	[SOCK6_OPT_IPV4_TIME_TO_LIVE] = { IPPROTO_IP, IP_TTL, 0 },
	[SOCK6_OPT_IPV4_TYPE_OF_SERVICE] = { IPPROTO_IP, IP_TOS, 0 },
	[SOCK6_OPT_IPV4_MTU_DISCOVERY] = { IPPROTO_IP, IP_MTU_DISCOVER, 0 },
	[SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE] = { IPPROTO_IP, IP_RECVTTL, 0 },
	[SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE] = { IPPROTO_IP, IP_RECVTOS, 0 },
	[SOCK6_OPT_IPV4_RECEIVE_PACKET_INFO] = { IPPROTO_IP, IP_PKTINFO, 0 },
	[SOCK6_OPT_IPV4_RECEIVE_ERROR] = { IPPROTO_IP, IP_RECVERR, 0 },

	[SOCK6_OPT_RECEIVE_BUFFER] = { SOL_SOCKET, SO_RCVBUF, 0 },
	[SOCK6_OPT_SEND_BUFFER] = { SOL_SOCKET, SO_SNDBUF, 0 },
	[SOCK6_OPT_RECEIVE_BUFFER_FORCE] = { SOL_SOCKET, SO_RCVBUFFORCE, 0 },
	[SOCK6_OPT_SEND_BUFFER_FORCE] = { SOL_SOCKET, SO_SNDBUFFORCE, 0 },
	[SOCK6_OPT_BUSY_POLL] = { SOL_SOCKET, SO_BUSY_POLL, 0 },
	[SOCK6_OPT_PREFER_BUSY_POLL] = { SOL_SOCKET, PREFER_BUSY_POLL, 0 },
	[SOCK6_OPT_BUSY_POLL_BUDGET] = { SOL_SOCKET, BUSY_POLL_BUDGET, 0 },
	[SOCK6_OPT_INCOMING_CPU] = { SOL_SOCKET, SO_INCOMING_CPU, 0 },
	[SOCK6_OPT_SOCKET_TYPE] = { SOL_SOCKET, SO_TYPE, 0 },
	[SOCK6_OPT_PROTOCOL] = { SOL_SOCKET, SO_PROTOCOL, 0 },
	[SOCK6_OPT_PENDING_ERROR] = { SOL_SOCKET, SO_ERROR, 0 },
};

const struct sock6__control_name sock6__control_names[SOCK6__MESSAGE_END] = {
	[SOCK6__MESSAGE_TIME_OLD] = { SOL_SOCKET, TIMESTAMPNS_OLD },
	[SOCK6__MESSAGE_TIME] = { SOL_SOCKET, TIMESTAMPNS_NEW },
	[SOCK6__MESSAGE_TIMESTAMPING_OLD] = { SOL_SOCKET, TIMESTAMPING_OLD },
	[SOCK6__MESSAGE_TIMESTAMPING] = { SOL_SOCKET, TIMESTAMPING_NEW },
	[SOCK6__MESSAGE_DROPS] = { SOL_SOCKET, SO_RXQ_OVFL },
	[SOCK6__MESSAGE_MARK] = { SOL_SOCKET, SO_MARK },
	[SOCK6__MESSAGE_COALESCED] = { LEVEL_UDP, UDP_GRO_NUMBER },
	[SOCK6__MESSAGE_PACKET_INFO] = { IPPROTO_IPV6, IPV6_PKTINFO },
	[SOCK6__MESSAGE_HOP_LIMIT] = { IPPROTO_IPV6, IPV6_HOPLIMIT },
	[SOCK6__MESSAGE_TRAFFIC_CLASS] = { IPPROTO_IPV6, IPV6_TCLASS },
	[SOCK6__MESSAGE_FLOW_INFO] = { IPPROTO_IPV6, FLOWINFO },
	[SOCK6__MESSAGE_FRAGMENT_SIZE] = { IPPROTO_IPV6, RECVFRAGSIZE },
	[SOCK6__MESSAGE_PATH_MTU] = { IPPROTO_IPV6, IPV6_PATHMTU },
	[SOCK6__MESSAGE_IPV4_PACKET_INFO] = { IPPROTO_IP, IP_PKTINFO },
	[SOCK6__MESSAGE_IPV4_TIME_TO_LIVE] = { IPPROTO_IP, IP_TTL },
	[SOCK6__MESSAGE_IPV4_TYPE_OF_SERVICE] = { IPPROTO_IP, IP_TOS },
	[SOCK6__MESSAGE_SEGMENT] = { LEVEL_UDP, UDP_SEGMENT_NUMBER },
	[SOCK6__MESSAGE_LAUNCH] = { SOL_SOCKET, TXTIME },
	[SOCK6__MESSAGE_TRANSMIT_ID] = { SOL_SOCKET, TS_OPT_ID },
};
/* clang-format on */

/* No next hop: IPV6_NEXTHOP is refused in a control message (EINVAL). */
const uint64_t sock6__control_sendable =
	SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE | SOCK6_INTERFACE |
	SOCK6_FLOW_LABEL | SOCK6_MARK | SOCK6_LAUNCH | SOCK6_TRANSMIT_ID |
	SOCK6_SEGMENT_SIZE;

/* Where the C library loops over sendmsg() instead, as musl does on 64-bit
 * systems, the kernel is asked directly. */
static int send_many(int fd, struct mmsghdr *headers, unsigned count, int flags)
{
#ifdef __GLIBC__
	return sendmmsg(fd, headers, count, flags);
#else
	int sent = (int)syscall(SYS_sendmmsg, fd, headers, count, flags);

	/* Sandboxes refuse calls that they do not know in this way: the
	 * caller's loop tells that from a firewall's word. */
	if (sent < 0 && errno == EPERM)
		errno = ENOSYS;
	return sent;
#endif
}

int sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
			    unsigned count, unsigned flags)
{
	struct mmsghdr headers[SOCK6__CHUNK];
	int sent;

	for (unsigned i = 0; i < count; i++) {
		sock6__posix_header(&headers[i].msg_hdr, &packets[i]);
		headers[i].msg_len = 0;
	}
	sent = send_many(fd, headers, count, sock6__posix_send_flags(flags));
	if (sent < 0)
		return -errno;
	for (int i = 0; i < sent; i++)
		packets[i].result = (int32_t)headers[i].msg_len;
	return sent;
}

/* musl declares the flags unsigned. */
#ifdef __GLIBC__
#define RECEIVE_FLAGS(flags) (flags)
#else
#define RECEIVE_FLAGS(flags) ((unsigned)(flags))
#endif

int sock6__system_receive_many(sock6_fd fd, struct sock6__packet *packets,
			       unsigned count, unsigned flags)
{
	struct mmsghdr headers[SOCK6__CHUNK];
	int how = sock6__posix_receive_flags(flags) | MSG_WAITFORONE;
	int received;

	for (unsigned i = 0; i < count; i++) {
		sock6__posix_header(&headers[i].msg_hdr, &packets[i]);
		headers[i].msg_len = 0;
	}
	received = recvmmsg(fd, headers, count, RECEIVE_FLAGS(how), NULL);
	if (received < 0)
		return -errno;
	for (int i = 0; i < received; i++)
		sock6__posix_received(&packets[i], &headers[i].msg_hdr,
				      (int32_t)headers[i].msg_len);
	return received;
}

/* Every UDP socket with this option hears a multicast datagram; SO_REUSEPORT
 * would not spread those, but it spreads unicast ones by hash. */
int sock6__system_share_port(sock6_fd fd)
{
	return sock6__system_option_set(
		fd, &sock6__option_names[SOCK6_OPT_REUSE_ADDRESS], 1);
}

static void copy_group_address(struct sockaddr_storage *to,
			       const struct in6_addr *address)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_addr = *address };

	memcpy(to, &in6, sizeof(in6));
}

static int whole_group(sock6_fd fd, int number, uint32_t ifindex,
		       const struct in6_addr *group)
{
	struct group_req request = { .gr_interface = ifindex };

	copy_group_address(&request.gr_group, group);
	return sock6__posix_set(fd, IPPROTO_IPV6, number, &request,
				sizeof(request));
}

static int one_source(sock6_fd fd, int number, uint32_t ifindex,
		      const struct in6_addr *group,
		      const struct in6_addr *source)
{
	struct group_source_req request = { .gsr_interface = ifindex };

	copy_group_address(&request.gsr_group, group);
	copy_group_address(&request.gsr_source, source);
	return sock6__posix_set(fd, IPPROTO_IPV6, number, &request,
				sizeof(request));
}

int sock6__system_group(sock6_fd fd, enum sock6__group_operation operation,
			uint32_t ifindex, const struct in6_addr *group,
			const struct in6_addr *source)
{
	static const int16_t numbers[] = {
		[SOCK6__GROUP_JOIN] = MCAST_JOIN_GROUP,
		[SOCK6__GROUP_LEAVE] = MCAST_LEAVE_GROUP,
		[SOCK6__SOURCE_JOIN] = MCAST_JOIN_SOURCE_GROUP,
		[SOCK6__SOURCE_LEAVE] = MCAST_LEAVE_SOURCE_GROUP,
		[SOCK6__SOURCE_BLOCK] = MCAST_BLOCK_SOURCE,
		[SOCK6__SOURCE_UNBLOCK] = MCAST_UNBLOCK_SOURCE,
	};
	int number = numbers[operation];

	if (!source)
		return whole_group(fd, number, ifindex, group);
	return one_source(fd, number, ifindex, group, source);
}

/* Linux blocks a type whose bit is set, as the library does. */
int sock6__system_icmp_filter_set(sock6_fd fd,
				  const struct sock6_icmp_filter *filter)
{
	return sock6__posix_set(fd, LEVEL_ICMPV6, ICMP6_FILTER_NUMBER,
				filter->blocked, sizeof(filter->blocked));
}

int sock6__system_icmp_filter_get(sock6_fd fd, struct sock6_icmp_filter *filter)
{
	struct sock6_icmp_filter found = { { 0 } };
	size_t size = sizeof(found.blocked);
	int status = sock6__posix_get(fd, LEVEL_ICMPV6, ICMP6_FILTER_NUMBER,
				      found.blocked, &size);

	if (status < 0)
		return status;
	*filter = found;
	return 0;
}

int sock6__system_filter_attach(sock6_fd fd,
				const struct sock6_filter_instruction *program,
				unsigned count)
{
	/* struct sock_fprog, which only <linux/filter.h> has. */
	struct {
		unsigned short length;
		const struct sock6_filter_instruction *filter;
	} request = { (unsigned short)count, program };

	return sock6__posix_set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &request,
				sizeof(request));
}

int sock6__system_filter_detach(sock6_fd fd)
{
	int unused = 0;

	return sock6__posix_set(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused,
				sizeof(unused));
}

int sock6__system_filter_lock(sock6_fd fd)
{
	int on = 1;

	return sock6__posix_set(fd, SOL_SOCKET, SO_LOCK_FILTER, &on,
				sizeof(on));
}

int sock6__system_wait(sock6_fd fd, unsigned events, int64_t timeout)
{
	struct pollfd one = { .fd = fd,
			      .events = sock6__posix_poll_events(events) };
	struct timespec left = { .tv_sec = (time_t)(timeout / 1000000000),
				 .tv_nsec = (long)(timeout % 1000000000) };
	int ready = ppoll(&one, 1, timeout < 0 ? NULL : &left, NULL);

	if (ready < 0)
		return -errno;
	return ready == 0 ? -ETIMEDOUT : sock6__posix_ready_events(one.revents);
}

/*
 * Interfaces, by a dump of rtnetlink(7): getifaddrs() would allocate.  The
 * layouts are the kernel's and fixed; not every C library has the headers.
 */
enum {
	NETLINK_ROUTE_PROTOCOL = 0,
	REQUEST_DUMP = 0x301,
	MESSAGE_ERROR = 2,
	MESSAGE_DONE = 3,
	NEW_LINK = 16,
	GET_LINK = 18,
	ATTRIBUTE_NAME = 3,
	ATTRIBUTE_MTU = 4,
	NETLINK_ROOM = 16384 /* the kernel fits its answers to the room */
};

struct netlink_header {
	uint32_t length;
	uint16_t type;
	uint16_t flags;
	uint32_t sequence;
	uint32_t port;
};

struct link_message {
	uint8_t family;
	uint8_t padding;
	uint16_t type;
	int32_t index;
	uint32_t flags;
	uint32_t change;
};

struct attribute {
	uint16_t length;
	uint16_t type;
};

static uint32_t link_state(uint32_t flags)
{
	return (flags & IFF_UP ? SOCK6_INTERFACE_UP : 0) |
	       (flags & IFF_RUNNING ? SOCK6_INTERFACE_RUNNING : 0) |
	       (flags & IFF_MULTICAST ? SOCK6_INTERFACE_MULTICAST : 0) |
	       (flags & IFF_LOOPBACK ? SOCK6_INTERFACE_LOOPBACK : 0);
}

static void read_attribute(struct sock6_interface *link, uint16_t type,
			   const unsigned char *value, size_t size)
{
	if (type == ATTRIBUTE_NAME && size < sizeof(link->name))
		memcpy(link->name, value, size);
	else if (type == ATTRIBUTE_MTU && size >= sizeof(link->mtu))
		memcpy(&link->mtu, value, sizeof(link->mtu));
}

static size_t aligned(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static int read_link(const unsigned char *at, size_t left,
		     sock6__interface_visitor *visit, void *context)
{
	struct sock6_interface link = { 0 };
	struct link_message message;
	struct attribute attribute;

	if (left < sizeof(message))
		return -EBADMSG;
	memcpy(&message, at, sizeof(message));
	link.index = (uint32_t)message.index;
	link.state = link_state(message.flags);
	for (size_t step = sizeof(message);
	     left > step && left - step >= sizeof(attribute);
	     step = aligned(attribute.length)) {
		at += step;
		left -= step;
		memcpy(&attribute, at, sizeof(attribute));
		if (attribute.length < sizeof(attribute) ||
		    attribute.length > left)
			return -EBADMSG;
		read_attribute(&link, attribute.type, at + sizeof(attribute),
			       attribute.length - sizeof(attribute));
	}
	visit(context, &link);
	return 0;
}

/* 1 when the dump is over, 0 when more will come. */
static int read_links(const unsigned char *at, size_t left,
		      sock6__interface_visitor *visit, void *context)
{
	struct netlink_header header;
	int32_t error;
	int status;

	while (left >= sizeof(header)) {
		memcpy(&header, at, sizeof(header));
		if (header.length < sizeof(header) || header.length > left)
			return -EBADMSG;
		if (header.type == MESSAGE_DONE)
			return 1;
		if (header.type == MESSAGE_ERROR) {
			memcpy(&error, at + sizeof(header), sizeof(error));
			return error < 0 ? error : -EBADMSG;
		}
		status = header.type != NEW_LINK
				 ? 0
				 : read_link(at + sizeof(header),
					     header.length - sizeof(header),
					     visit, context);
		if (status < 0)
			return status;
		if (aligned(header.length) >= left)
			break;
		at += aligned(header.length);
		left -= aligned(header.length);
	}
	return 0;
}

static int dump_links(int fd, sock6__interface_visitor *visit, void *context)
{
	struct {
		struct netlink_header header;
		struct link_message link;
	} request = { { sizeof(request), GET_LINK, REQUEST_DUMP, 1, 0 },
		      { .family = AF_UNSPEC } };
	_Alignas(8) unsigned char room[NETLINK_ROOM];
	ssize_t got;
	int over = 0;

	if (send(fd, &request, sizeof(request), MSG_NOSIGNAL) < 0)
		return -errno;
	while (!over) {
		got = recv(fd, room, sizeof(room), 0);
		if (got < 0)
			return -errno;
		over = read_links(room, (size_t)got, visit, context);
	}
	return over < 0 ? over : 0;
}

int sock6__system_interfaces(sock6__interface_visitor *visit, void *context)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			NETLINK_ROUTE_PROTOCOL);
	int status;

	if (fd < 0)
		return -errno;
	status = dump_links(fd, visit, context);
	close(fd);
	return status;
}
