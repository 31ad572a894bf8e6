/* SPDX-License-Identifier: MIT */
/* Tries of a probe that need sockets of another kind, or more than one pair. */
#include <errno.h>
#include <string.h>

#include "probe.h"
#include "sock6/extension_socket.h"
#include "sock6/filter.h"
#include "sock6/flow_label.h"
#include "sock6/group.h"
#include "sock6/icmp.h"
#include "sock6/monitor.h"
#include "sock6/open.h"
#include "sock6/option.h"
#include "sock6/source_filter.h"

/* RFC 3692: a protocol for experiments. */
#define EXPERIMENT 254

static void set_loopback(struct sock6__probe *probe)
{
	memset(&probe->address, 0, sizeof(probe->address));
	probe->address.sin6_family = AF_INET6;
	probe->address.sin6_addr.s6_addr[15] = 1;
}

static int try_tcp(struct sock6__probe *probe)
{
	int status;

	set_loopback(probe);
	status = sock6_tcp_listen(&probe->to, &probe->address, 1,
				  SOCK6_NON_BLOCKING);
	if (status == 0)
		status = sock6__system_local(probe->to, &probe->address);
	if (status == 0)
		status = sock6__system_socket(&probe->from, SOCK_STREAM, 0, 1);
	if (status == 0)
		status = sock6__system_connect(probe->from, &probe->address);
	if (status == -EINPROGRESS)
		status = 0;
	return status < 0
		       ? status
		       : sock6__probe_await(probe, probe->to, SOCK6_READABLE);
}

static int open_raw(struct sock6__probe *probe, int protocol)
{
	int status;

	set_loopback(probe);
	status = sock6_raw_open(&probe->to, protocol, &probe->address,
				SOCK6_NON_BLOCKING);
	if (status == 0)
		status = sock6_raw_open(&probe->from, protocol, &probe->address,
					SOCK6_NON_BLOCKING);
	return status;
}

static int try_raw(struct sock6__probe *probe)
{
	int status = open_raw(probe, EXPERIMENT);

	return status < 0 ? status : sock6__probe_pass(probe, 'r', NULL);
}

static int try_icmp_filter(struct sock6__probe *probe)
{
	struct sock6_icmp_filter filter, found;
	int status = open_raw(probe, SOCK6_ICMP_PROTOCOL);

	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REPLY);
	if (status == 0)
		status = sock6_icmp_filter_set(probe->to, &filter);
	if (status == 0)
		status = sock6_icmp_filter_get(probe->to, &found);
	if (status == 0 && memcmp(&filter, &found, sizeof(filter)) != 0)
		status = -ENODATA;
	return status;
}

/* A datagram socket, which needs no privilege: the host answers itself. */
static int try_echo(struct sock6__probe *probe)
{
	unsigned char request[8] = { SOCK6_ICMP_ECHO_REQUEST };
	struct sock6_message message = { .data = request,
					 .size = sizeof(request) };
	int status;

	set_loopback(probe);
	message.peer = probe->address;
	status = sock6__system_socket(&probe->to, SOCK_DGRAM,
				      SOCK6_ICMP_PROTOCOL, 1);
	if (status == 0)
		status = sock6_send(probe->to, &message, SOCK6_DONT_WAIT);
	if (status >= 0)
		status = sock6__probe_receive(probe);
	if (status >= 0 && probe->room[0] != SOCK6_ICMP_ECHO_REPLY)
		status = -ENODATA;
	return status;
}

static int try_lease(struct sock6__probe *probe)
{
	uint32_t label = 0;
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_flow_label_lease(
			probe->from, &probe->address.sin6_addr, &label);
	return status < 0 ? status
			  : sock6_flow_label_release(probe->from, label);
}

/* RFC 4291, 2.7, and RFC 4607, 1: of interface-local scope, so that no report
 * is sent. */
static struct in6_addr group_of(int is_source_specific)
{
	struct in6_addr group = { { { 0xff, 0x11, [12] = 0x80, 0x50, 0x36,
				      0x01 } } };

	if (is_source_specific)
		group.s6_addr[1] = 0x31;
	return group;
}

/* How many sources the group has in this mode, or why not. */
static int count_sources(const struct sock6__probe *probe,
			 const struct in6_addr *group, int expected)
{
	int mode = 0;
	int count = sock6_source_filter_get(probe->to, probe->loopback, group,
					    &mode, NULL, 0);

	return count >= 0 && mode != expected ? -ENODATA : count;
}

static int try_group(struct sock6__probe *probe)
{
	struct in6_addr group = group_of(0);
	int status = sock6_udp_open(&probe->to, NULL, SOCK6_NON_BLOCKING);

	if (status == 0)
		status = probe->loopback ? 0 : -ENODEV;
	if (status == 0)
		status = sock6_group_join(probe->to, probe->loopback, &group);
	return status < 0
		       ? status
		       : sock6_group_leave(probe->to, probe->loopback, &group);
}

static int try_source_specific(struct sock6__probe *probe)
{
	struct in6_addr group = group_of(1), source = { { { [15] = 1 } } };
	int status = sock6_udp_open(&probe->to, NULL, SOCK6_NON_BLOCKING);

	if (status == 0)
		status = probe->loopback ? 0 : -ENODEV;
	if (status == 0)
		status = sock6_source_join(probe->to, probe->loopback, &group,
					   &source);
	if (status == 0)
		status = count_sources(probe, &group, SOCK6_INCLUDE);
	return status >= 0 && status != 1 ? -ENODATA : status;
}

static int try_source_filter(struct sock6__probe *probe)
{
	const struct in6_addr sources[2] = {
		{ { { 0x20, 1, 0x0d, 0xb8, [15] = 1 } } },
		{ { { 0x20, 1, 0x0d, 0xb8, [15] = 2 } } }
	};
	struct in6_addr group = group_of(0);
	int status = sock6_udp_open(&probe->to, NULL, SOCK6_NON_BLOCKING);

	if (status == 0)
		status = probe->loopback ? 0 : -ENODEV;
	if (status == 0)
		status = sock6_source_filter_set(probe->to, probe->loopback,
						 &group, SOCK6_EXCLUDE, sources,
						 2);
	if (status == 0)
		status = count_sources(probe, &group, SOCK6_EXCLUDE);
	return status >= 0 && status != 2 ? -ENODATA : status;
}

static int open_shared(struct sock6__probe *probe, sock6_fd *fd)
{
	int status = sock6__system_socket(fd, SOCK_DGRAM, 0, 1);

	if (status == 0)
		status = sock6_set(*fd, SOCK6_OPT_REUSE_PORT, 1);
	return status < 0 ? status : sock6__probe_bind(probe, *fd);
}

/* A program that always chooses this one of the sockets. */
static int steer_to(struct sock6__probe *probe, uint32_t which)
{
	const struct sock6_filter_instruction program = { 0x06, 0, 0, which };
	struct sock6_message message = { .data = "s", .size = 1 };
	int status = sock6_filter_steer(probe->to, &program, 1);

	message.peer = probe->address;
	if (status == 0)
		status = sock6_send(probe->from, &message, SOCK6_DONT_WAIT);
	return status < 0 ? status
			  : sock6__probe_await(probe,
					       which ? probe->from : probe->to,
					       SOCK6_READABLE);
}

/* Either of two in turn: without a program one of them would hear both. */
static int try_steering(struct sock6__probe *probe)
{
	int status;

	set_loopback(probe);
	status = open_shared(probe, &probe->to);
	if (status == 0)
		status = open_shared(probe, &probe->from);
	if (status == 0)
		status = steer_to(probe, 1);
	return status < 0 ? status : steer_to(probe, 0);
}

static int has_header(struct sock6__probe *probe, int type)
{
	unsigned char room[SOCK6__PROBE_ROOM];
	struct sock6_extension extension;
	size_t size = sizeof(room), offset = 0;
	int status;

	memset(&probe->in, 0, sizeof(probe->in));
	probe->in.data = probe->room;
	probe->in.size = sizeof(probe->room);
	status = sock6_extension_receive(probe->to, &probe->in, room, &size,
					 SOCK6_DONT_WAIT);
	if (status >= 0)
		status = sock6_extension_control_next(room, size, &offset,
						      &extension);
	if (status >= 0 && (status == 0 || extension.type != type))
		status = -ENODATA;
	return status;
}

/* A header that holds nothing but padding (RFC 8200, 4.2). */
static int try_options(struct sock6__probe *probe, int type, int request)
{
	const unsigned char header[8] = { 0, 0, 1, 4, 0, 0, 0, 0 };
	struct sock6_message message = { .data = "o", .size = 1 };
	int status = sock6__probe_open(probe, 0);

	message.peer = probe->address;
	if (status == 0)
		status = sock6_set(probe->to, request, 1);
	if (status == 0)
		status = sock6_extension_set(probe->from, type, header,
					     sizeof(header));
	if (status == 0)
		status = sock6_send(probe->from, &message, SOCK6_DONT_WAIT);
	if (status >= 0)
		status = sock6__probe_await(probe, probe->to, SOCK6_READABLE);
	return status < 0 ? status : has_header(probe, type);
}

/* Set and read back only: who delivers it is for the administrator to say. */
static int try_segments(struct sock6__probe *probe)
{
	/* RFC 8754, 2: type 4, one segment, none left. */
	const unsigned char header[24] = { 0, 2, 4, 0, [23] = 1 };
	unsigned char found[24];
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_extension_set(probe->from,
					     SOCK6_EXTENSION_ROUTING, header,
					     sizeof(header));
	if (status == 0)
		status = sock6_extension_get(probe->from,
					     SOCK6_EXTENSION_ROUTING, found,
					     sizeof(found));
	return status >= 0 && status != sizeof(header) ? -ENODATA : status;
}

/* RFC 3849: an address that nobody has. */
static int try_bind(struct sock6__probe *probe, int option)
{
	struct sockaddr_in6 foreign = { .sin6_family = AF_INET6 };
	int status = sock6__system_socket(&probe->to, SOCK_DGRAM, 0, 1);

	memcpy(&foreign.sin6_addr, "\x20\x01\x0d\xb8", 4);
	if (status == 0)
		status = sock6_set(probe->to, option, 1);
	return status < 0 ? status : sock6__system_bind(probe->to, &foreign);
}

static int try_monitor(struct sock6__probe *probe)
{
	return sock6__system_monitor_open(&probe->to, 0, 1);
}

int sock6__probe_socket(struct sock6__probe *probe, enum sock6__feature which)
{
	int status;

	switch (which) {
	case SOCK6__FEATURE_TCP: status = try_tcp(probe); break;
	case SOCK6__FEATURE_RAW: status = try_raw(probe); break;
	case SOCK6__FEATURE_ICMP_FILTER: status = try_icmp_filter(probe); break;
	case SOCK6__FEATURE_ECHO: status = try_echo(probe); break;
	case SOCK6__FEATURE_FLOW_LABEL_LEASE: status = try_lease(probe); break;
	case SOCK6__FEATURE_GROUP: status = try_group(probe); break;
	case SOCK6__FEATURE_SOURCE_SPECIFIC:
		status = try_source_specific(probe);
		break;
	case SOCK6__FEATURE_SOURCE_FILTER:
		status = try_source_filter(probe);
		break;
	case SOCK6__FEATURE_STEERING: status = try_steering(probe); break;
	case SOCK6__FEATURE_HOP_BY_HOP:
		status = try_options(probe, SOCK6_EXTENSION_HOP_BY_HOP,
				     SOCK6_OPT_RECEIVE_HOP_BY_HOP);
		break;
	case SOCK6__FEATURE_DESTINATION_OPTIONS:
		status = try_options(probe, SOCK6_EXTENSION_DESTINATION,
				     SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS);
		break;
	case SOCK6__FEATURE_SEGMENT_ROUTING:
		status = try_segments(probe);
		break;
	case SOCK6__FEATURE_BIND_FREE:
		status = try_bind(probe, SOCK6_OPT_FREEBIND);
		break;
	case SOCK6__FEATURE_BIND_TRANSPARENT:
		status = try_bind(probe, SOCK6_OPT_TRANSPARENT);
		break;
	case SOCK6__FEATURE_MONITOR: status = try_monitor(probe); break;
	default: return SOCK6__PROBE_OTHER;
	}
	sock6__probe_close(probe);
	return status;
}
