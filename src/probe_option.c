/* SPDX-License-Identifier: MIT */
/* Tries of a probe: each option set on a socket of the right type, read back,
 * and restored. */
#include <errno.h>

#include "probe.h"
#include "sock6/option.h"

/* RFC 3692: a protocol for experiments; and that of complete packets. */
#define EXPERIMENT 254
#define ANY_RAW    255

static int open_for(struct sock6__probe *probe, int option)
{
	switch (option) {
	case SOCK6_OPT_CHECKSUM:
	case SOCK6_OPT_HEADER_INCLUDED:
		return sock6__system_socket(&probe->to, SOCK_RAW, EXPERIMENT,
					    1);
	case SOCK6_OPT_ROUTER_ALERT:
	case SOCK6_OPT_ROUTER_ALERT_ISOLATE:
		return sock6__system_socket(&probe->to, SOCK_RAW, ANY_RAW, 1);
	case SOCK6_OPT_MINIMUM_HOP_COUNT:
		return sock6__system_socket(&probe->to, SOCK_STREAM, 0, 1);
	default: return sock6__system_socket(&probe->to, SOCK_DGRAM, 0, 1);
	}
}

/* What the path's size is asked of. */
static int connect_for(const struct sock6__probe *probe, int option)
{
	struct sockaddr_in6 discard = { .sin6_family = AF_INET6 };

	if (option != SOCK6_OPT_MTU && option != SOCK6_OPT_PATH_MTU)
		return 0;
	discard.sin6_addr.s6_addr[15] = 1;
	discard.sin6_port = 9 << 8 | 9; /* nothing is sent there */
	return sock6__system_connect(probe->to, &discard);
}

/* One that is not the value of a new socket. */
static int64_t another_value(const struct sock6__probe *probe, int option,
			     const struct sock6_option_info *info,
			     int64_t value)
{
	if (info->type == SOCK6_OPTION_BOOLEAN)
		return !value;
	if (info->type == SOCK6_OPTION_INTERFACE)
		return probe->loopback;
	switch (option) {
	case SOCK6_OPT_ADDRESS_PREFERENCES: return SOCK6_PREFER_PUBLIC;
	case SOCK6_OPT_CHECKSUM: return 2;
	case SOCK6_OPT_MTU: return 1280; /* the least (RFC 8200, 5) */
	case SOCK6_OPT_SEGMENT_SIZE: return 1000;
	case SOCK6_OPT_TIMESTAMPING: return 0x18; /* software, on arrival */
	case SOCK6_OPT_RECEIVE_BUFFER:
	case SOCK6_OPT_SEND_BUFFER:
	case SOCK6_OPT_RECEIVE_BUFFER_FORCE:
	case SOCK6_OPT_SEND_BUFFER_FORCE: return 65536;
	case SOCK6_OPT_BUSY_POLL_BUDGET: return 64; /* ordinary users have 8 */
	case SOCK6_OPT_ROUTER_ALERT:
	case SOCK6_OPT_INCOMING_CPU: return 0;
	default: return value == 3 ? 2 : 3;
	}
}

/* What is read back may be the system's own figure, or have more bits. */
static int is_as_set(int option, int type, int64_t set, int64_t found)
{
	switch (option) {
	case SOCK6_OPT_MTU:
	case SOCK6_OPT_RECEIVE_BUFFER:
	case SOCK6_OPT_SEND_BUFFER: return found > 0;
	default: break;
	}
	return type == SOCK6_OPTION_BITS ? (found & set) == set : found == set;
}

static int restore(const struct sock6__probe *probe, int option, int64_t value)
{
	int status;

	/* The path's is read, and what was set is lifted. */
	if (option == SOCK6_OPT_MTU)
		value = 0;
	status = sock6_set(probe->to, option, value);
	/* Who may bind to an interface may not always leave it. */
	return status == -EPERM && option == SOCK6_OPT_BIND_INTERFACE ? 0
								      : status;
}

static int change(const struct sock6__probe *probe, int option,
		  const struct sock6_option_info *info)
{
	int64_t before = 0, value, found;
	int readable = (info->access & SOCK6_OPTION_GET) != 0;
	int status = readable ? sock6_get(probe->to, option, &before) : 0;

	if (status < 0 || !(info->access & SOCK6_OPTION_SET))
		return status;
	value = another_value(probe, option, info, before);
	status = sock6_set(probe->to, option, value);
	if (status < 0 || !readable)
		return status;
	status = sock6_get(probe->to, option, &found);
	if (status == 0 && !is_as_set(option, info->type, value, found))
		status = -ENODATA;
	return status < 0 ? status : restore(probe, option, before);
}

int sock6__probe_option(struct sock6__probe *probe, int option)
{
	struct sock6_option_info info;
	int status = sock6_option_info(option, &info);

	if (status == 0 && !info.supported)
		status = -EOPNOTSUPP;
	if (status == 0)
		status = open_for(probe, option);
	if (status == 0)
		status = connect_for(probe, option);
	if (status == 0)
		status = change(probe, option, &info);
	sock6__probe_close(probe);
	return status;
}
