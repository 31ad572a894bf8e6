/* SPDX-License-Identifier: MIT */
/* Asking for what travels beside a datagram: one declaration turned into the
 * switches of the socket, all of them or none. */
#include "sock6/control.h"

#include <errno.h>

#include "sock6/option.h"

/* Bits of SO_TIMESTAMPING: tell the adapter's time of what is received. */
#define HARDWARE_RECEIVE 0x04
#define HARDWARE_RAW     0x40

struct control_switch {
	uint64_t fields; /* any of them switches it on */
	int16_t option;
	uint8_t on;       /* bits to set */
	uint8_t off;      /* bits to clear */
	uint8_t for_ipv4; /* the same for IPv4 traffic, if there can be any */
};

/* The first is one that every AF_INET6 socket has. */
/* clang-format off */
static const struct control_switch switches[] = {
	{ SOCK6_DESTINATION | SOCK6_INTERFACE, SOCK6_OPT_RECEIVE_PACKET_INFO, 1, 1, 0 },
	{ SOCK6_TRAFFIC_CLASS, SOCK6_OPT_RECEIVE_TRAFFIC_CLASS, 1, 1, 0 },
	{ SOCK6_TRAFFIC_CLASS, SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE, 1, 1, 1 },
	{ SOCK6_HOP_LIMIT, SOCK6_OPT_RECEIVE_HOP_LIMIT, 1, 1, 0 },
	{ SOCK6_HOP_LIMIT, SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE, 1, 1, 1 },
	{ SOCK6_FLOW_LABEL, SOCK6_OPT_RECEIVE_FLOW_INFO, 1, 1, 0 },
	{ SOCK6_PATH_MTU, SOCK6_OPT_RECEIVE_PATH_MTU, 1, 1, 0 },
	{ SOCK6_FRAGMENT_SIZE, SOCK6_OPT_RECEIVE_FRAGMENT_SIZE, 1, 1, 0 },
	{ SOCK6_RECEIVED, SOCK6_OPT_RECEIVE_TIME, 1, 1, 0 },
	{ SOCK6_RECEIVED_HARDWARE, SOCK6_OPT_TIMESTAMPING, HARDWARE_RECEIVE | HARDWARE_RAW, HARDWARE_RECEIVE, 0 },
	{ SOCK6_DROPS, SOCK6_OPT_RECEIVE_DROPS, 1, 1, 0 },
	{ SOCK6_MARK, SOCK6_OPT_RECEIVE_MARK, 1, 1, 0 },
};
/* clang-format on */

#define SWITCHES (sizeof(switches) / sizeof(switches[0]))
#define UNKNOWN  (-1) /* a switch that this socket does not have */

/* What a switch that is not there answers. */
static int is_missing(int status)
{
	return status == -EOPNOTSUPP || status == -ENOPROTOOPT;
}

static int read_switches(sock6_fd fd, int64_t *values)
{
	for (size_t i = 0; i < SWITCHES; i++) {
		int status = sock6_get(fd, switches[i].option, &values[i]);

		if (status < 0 && (i == 0 || !is_missing(status)))
			return status;
		if (status < 0)
			values[i] = UNKNOWN;
	}
	return 0;
}

static void restore(sock6_fd fd, const int64_t *values, size_t count)
{
	while (count-- > 0) {
		if (values[count] != UNKNOWN)
			sock6_set(fd, switches[count].option, values[count]);
	}
}

/* A switch is set only where it differs: most sockets have most of them off,
 * and some ask for a privilege even for that. */
static int change(sock6_fd fd, const struct control_switch *one, int64_t was,
		  uint64_t fields)
{
	int64_t off = was == UNKNOWN ? 0 : was & ~(int64_t)one->off;
	int64_t wanted = one->fields & fields ? off | one->on : off;
	int status = 0;

	if (wanted != was && !(was == UNKNOWN && wanted == 0))
		status = sock6_set(fd, one->option, wanted);
	return one->for_ipv4 && is_missing(status) ? 0 : status;
}

int sock6_control_request(sock6_fd fd, uint64_t fields, uint64_t *granted)
{
	int64_t were[SWITCHES];
	uint64_t left_out = 0;
	int status;

	if (fields & ~SOCK6_CONTROL_RECEIVE)
		return -EINVAL;
	status = read_switches(fd, were);
	if (status < 0)
		return status;
	for (size_t i = 0; i < SWITCHES; i++) {
		status = change(fd, &switches[i], were[i], fields);
		if (status == 0)
			continue;
		if (!granted || !(switches[i].fields & fields)) {
			restore(fd, were, i);
			return status;
		}
		left_out |= switches[i].fields;
	}
	if (granted)
		*granted = fields & ~left_out;
	return 0;
}
