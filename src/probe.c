/* SPDX-License-Identifier: MIT */
/* What works here: every feature and every option tried, and what came of it
 * put into words. */
#include "sock6/probe.h"

#include <errno.h>
#include <string.h>

#include "probe.h"
#include "sock6/option.h"
#include "sock6/status.h"

#define BUDGET INT64_C(400000000)
#define COUNT  (SOCK6__FEATURE_END + SOCK6__OPTION_END - 1)

_Static_assert(COUNT <= SOCK6_PROBE_MAXIMUM, "every feature has room");
_Static_assert(sizeof(struct sock6_probe_result) == 216,
	       "the same on every ABI");

/* Arrays, not pointers: a table without relocations is not writable. */
static const char names[SOCK6__FEATURE_END][24] = {
	[SOCK6__FEATURE_DATAGRAM] = "datagram",
	[SOCK6__FEATURE_TCP] = "tcp",
	[SOCK6__FEATURE_MAPPED] = "ipv4-mapped",
	[SOCK6__FEATURE_RAW] = "raw-socket",
	[SOCK6__FEATURE_ICMP_FILTER] = "icmp-filter",
	[SOCK6__FEATURE_ECHO] = "echo-socket",
	[SOCK6__FEATURE_PACKET_INFO] = "packet-info",
	[SOCK6__FEATURE_SOURCE] = "datagram-source",
	[SOCK6__FEATURE_TRAFFIC_CLASS] = "datagram-traffic-class",
	[SOCK6__FEATURE_HOP_LIMIT] = "datagram-hop-limit",
	[SOCK6__FEATURE_FLOW_LABEL] = "datagram-flow-label",
	[SOCK6__FEATURE_FLOW_LABEL_LEASE] = "flow-label-lease",
	[SOCK6__FEATURE_IPV4_CLASS] = "datagram-ipv4-class",
	[SOCK6__FEATURE_SEND_MANY] = "send-many",
	[SOCK6__FEATURE_RECEIVE_MANY] = "receive-many",
	[SOCK6__FEATURE_SEND_RUN] = "send-run",
	[SOCK6__FEATURE_RECEIVE_RUN] = "receive-run",
	[SOCK6__FEATURE_GROUP] = "group",
	[SOCK6__FEATURE_SOURCE_SPECIFIC] = "source-specific",
	[SOCK6__FEATURE_SOURCE_FILTER] = "source-filter",
	[SOCK6__FEATURE_ERROR_QUEUE] = "error-queue",
	[SOCK6__FEATURE_RECEIVE_TIME] = "datagram-time",
	[SOCK6__FEATURE_TRANSMIT_TIME] = "transmit-time",
	[SOCK6__FEATURE_LAUNCH_TIME] = "launch-time",
	[SOCK6__FEATURE_FILTER] = "filter",
	[SOCK6__FEATURE_STEERING] = "filter-steer",
	[SOCK6__FEATURE_HOP_BY_HOP] = "hop-by-hop-options",
	[SOCK6__FEATURE_DESTINATION_OPTIONS] = "destination-options",
	[SOCK6__FEATURE_SEGMENT_ROUTING] = "segment-routing",
	[SOCK6__FEATURE_BIND_FREE] = "bind-free",
	[SOCK6__FEATURE_BIND_TRANSPARENT] = "bind-transparent",
	[SOCK6__FEATURE_MONITOR] = "monitor",
};

static const char states[][12] = { "works", "privilege", "absent", "refused" };

const char *sock6_probe_state_name(int state)
{
	return state < SOCK6_PROBE_WORKS || state > SOCK6_PROBE_REFUSED
		       ? NULL
		       : states[state - SOCK6_PROBE_WORKS];
}

static int state_of(int status)
{
	switch (-status) {
	case EPERM:
	case EACCES: return SOCK6_PROBE_PRIVILEGE;
	case EOPNOTSUPP:
	case ENOPROTOOPT:
	case EPROTONOSUPPORT:
	case EAFNOSUPPORT:
	case ENOSYS: return SOCK6_PROBE_ABSENT;
	default: break;
	}
	return status < 0 ? SOCK6_PROBE_REFUSED : SOCK6_PROBE_WORKS;
}

/* Rooms are all zero, and longer than any text; what is left out is the end. */
static void put(char *room, size_t size, const char *text)
{
	size_t used = strlen(room), length = strlen(text);

	if (length > size - 1 - used)
		length = size - 1 - used;
	memcpy(room + used, text, length);
}

#define PUT(room, text) put(room, sizeof(room), text)

static void explain(struct sock6_probe_result *result, int no_datagram)
{
	if (result->state == SOCK6_PROBE_PRIVILEGE && result->privilege[0]) {
		PUT(result->reason, "needs ");
		PUT(result->reason, result->privilege);
	} else if (result->state == SOCK6_PROBE_ABSENT && result->since[0]) {
		PUT(result->reason, "came with ");
		PUT(result->reason, result->since);
	} else if (result->status == -ENODATA) {
		PUT(result->reason, "was taken, and had no effect");
	} else if (result->status < 0) {
		if (no_datagram)
			PUT(result->reason, "no datagram passes over ::1: ");
		PUT(result->reason, sock6_status_text(result->status));
	}
}

static void conclude(struct sock6_probe_result *result,
		     const struct sock6__note *note, int status,
		     int no_datagram)
{
	PUT(result->since, note->since);
	PUT(result->privilege, note->privilege);
	result->status = status < 0 ? status : 0;
	result->state = state_of(result->status);
	explain(result, no_datagram);
}

static int is_late(const struct sock6__probe *probe)
{
	return sock6__system_now() >= probe->deadline;
}

/* What needs ::1 is not tried without it. */
static int try_one(struct sock6__probe *probe, enum sock6__feature which,
		   int *no_datagram)
{
	int status = sock6__probe_socket(probe, which);

	if (status != SOCK6__PROBE_OTHER)
		return status;
	*no_datagram = probe->no_datagram < 0;
	return *no_datagram ? probe->no_datagram
			    : sock6__probe_traffic(probe, which);
}

static void try_feature(struct sock6__probe *probe, enum sock6__feature which,
			struct sock6_probe_result *result)
{
	int no_datagram = 0, status = -ETIMEDOUT;

	memset(result, 0, sizeof(*result));
	PUT(result->name, names[which]);
	if (!is_late(probe))
		status = try_one(probe, which, &no_datagram);
	conclude(result, &sock6__feature_notes[which], status, no_datagram);
}

static void try_option(struct sock6__probe *probe, int option,
		       struct sock6_probe_result *result)
{
	struct sock6_option_info info;
	int status = -ETIMEDOUT;

	sock6_option_info(option, &info);
	memset(result, 0, sizeof(*result));
	PUT(result->name, info.name);
	result->option = option;
	if (!is_late(probe))
		status = sock6__probe_option(probe, option);
	conclude(result, &sock6__option_notes[option], status, 0);
}

static void find_loopback(void *context,
			  const struct sock6_interface *interface)
{
	struct sock6__probe *probe = context;

	if (probe->loopback == 0 && interface->state & SOCK6_INTERFACE_LOOPBACK)
		probe->loopback = interface->index;
}

static void start(struct sock6__probe *probe)
{
	int status;

	memset(probe, 0, sizeof(*probe));
	probe->from = probe->to = SOCK6_INVALID;
	probe->deadline = sock6__system_now() + BUDGET;
	/* Where there is none, what needs it says so. */
	(void)sock6__system_interfaces(find_loopback, probe);
	status = sock6__probe_open(probe, 0);
	if (status == 0)
		status = sock6__probe_pass(probe, 'd', NULL);
	sock6__probe_close(probe);
	probe->no_datagram = status < 0 ? status : 0;
}

int sock6_probe(struct sock6_probe_result *results, unsigned count)
{
	struct sock6__probe probe;

	if (!results && count > 0)
		return -EINVAL;
	if (count > 0)
		start(&probe);
	for (unsigned i = 0; i < count && i < COUNT; i++) {
		if (i < SOCK6__FEATURE_END)
			try_feature(&probe, (enum sock6__feature)i,
				    &results[i]);
		else
			try_option(&probe, (int)(i - SOCK6__FEATURE_END + 1),
				   &results[i]);
	}
	return COUNT;
}
