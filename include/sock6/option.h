/* SPDX-License-Identifier: MIT */
/* Integer options of any AF_INET6 socket: one name, one range, one call. */
#ifndef SOCK6_OPTION_H
#define SOCK6_OPTION_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * sock6_option_info() describes each one: name, type, range, reference.
 * Values stay as they are for ever; new options go to the end.
 */
enum sock6_option {
	/* what is sent */
	SOCK6_OPT_HOP_LIMIT = 1,           /* -1..255; -1: the system's */
	SOCK6_OPT_TRAFFIC_CLASS = 2,       /* -1..255, DSCP and ECN; -1: 0 */
	SOCK6_OPT_FLOW_INFO_SEND = 3,      /* bool: sin6_flowinfo is obeyed */
	SOCK6_OPT_AUTO_FLOW_LABEL = 4,     /* bool: a label per flow */
	SOCK6_OPT_MULTICAST_HOP_LIMIT = 5, /* -1..255; -1: 1 */
	SOCK6_OPT_MULTICAST_INTERFACE = 6, /* index; 0: by route */
	SOCK6_OPT_MULTICAST_LOOPBACK = 7,  /* bool: heard on this host */
	SOCK6_OPT_UNICAST_INTERFACE = 8,   /* index; 0: by route */
	SOCK6_OPT_ADDRESS_PREFERENCES = 9, /* bits SOCK6_PREFER_* */
	SOCK6_OPT_CHECKSUM = 10,           /* raw: even offset; -1: off */
	SOCK6_OPT_HEADER_INCLUDED = 11,    /* bool, raw: data has a header */
	SOCK6_OPT_MTU_DISCOVERY = 12,      /* SOCK6_MTU_DISCOVERY_* */
	SOCK6_OPT_DONT_FRAGMENT = 13,      /* bool: too big is -EMSGSIZE */
	SOCK6_OPT_MTU = 14,                /* bytes; 0 lifts it */
	SOCK6_OPT_PATH_MTU = 15,           /* bytes; read only, connected */
	SOCK6_OPT_SEGMENT_SIZE = 16,       /* UDP: bytes a datagram; 0: off */
	SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND = 17, /* bool (RFC 6935) */
	SOCK6_OPT_MARK = 18,     /* the packet mark of the system */
	SOCK6_OPT_PRIORITY = 19, /* queueing priority */

	/* what is accepted */
	SOCK6_OPT_IPV6_ONLY = 20,         /* bool: no IPv4-mapped traffic */
	SOCK6_OPT_MULTICAST_ALL = 21,     /* bool: groups others joined too */
	SOCK6_OPT_MINIMUM_HOP_COUNT = 22, /* 0..255, TCP (RFC 5082) */
	SOCK6_OPT_FREEBIND = 23,          /* bool: bind what is not here yet */
	SOCK6_OPT_TRANSPARENT = 24,       /* bool: bind what is not ours */
	SOCK6_OPT_BIND_INTERFACE = 25,    /* index; 0: any */
	SOCK6_OPT_REUSE_ADDRESS = 26,     /* bool */
	SOCK6_OPT_REUSE_PORT = 27,        /* bool: share by hash of the flow */
	SOCK6_OPT_ROUTER_ALERT = 28,      /* raw: value to take; -1: none */
	SOCK6_OPT_ROUTER_ALERT_ISOLATE = 29,      /* bool: own namespace only */
	SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE = 30, /* bool (RFC 6935) */
	SOCK6_OPT_RECEIVE_COALESCING = 31, /* bool, UDP: runs in one read */

	/* what is told with a datagram; sock6_control_request() sets these */
	SOCK6_OPT_RECEIVE_PACKET_INFO = 32,   /* bool: destination, interface */
	SOCK6_OPT_RECEIVE_HOP_LIMIT = 33,     /* bool */
	SOCK6_OPT_RECEIVE_TRAFFIC_CLASS = 34, /* bool */
	SOCK6_OPT_RECEIVE_FLOW_INFO = 35,     /* bool: flow label */
	SOCK6_OPT_RECEIVE_PATH_MTU = 36,      /* bool: notices */
	SOCK6_OPT_RECEIVE_FRAGMENT_SIZE = 37, /* bool: largest fragment */
	SOCK6_OPT_RECEIVE_HOP_BY_HOP = 38,    /* bool: the header's bytes */
	SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS = 39,  /* bool: same */
	SOCK6_OPT_RECEIVE_ROUTING_HEADER = 40,       /* bool: same */
	SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION = 41, /* bool: before redirect */
	SOCK6_OPT_RECEIVE_ERROR = 42,                /* bool: the error queue */
	SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS = 43,     /* bool: RFC 4884 in it */
	SOCK6_OPT_RECEIVE_TIME = 44,                 /* bool: ns, by software */
	SOCK6_OPT_RECEIVE_DROPS = 45, /* bool: lost for want of room */
	SOCK6_OPT_RECEIVE_MARK = 46,  /* bool */
	SOCK6_OPT_TIMESTAMPING = 47,  /* bits of the system */

	/* the same for the IPv4 traffic of a dual-stack socket */
	SOCK6_OPT_IPV4_TIME_TO_LIVE = 48,            /* -1, 1..255 */
	SOCK6_OPT_IPV4_TYPE_OF_SERVICE = 49,         /* 0..255 */
	SOCK6_OPT_IPV4_MTU_DISCOVERY = 50,           /* SOCK6_MTU_DISCOVERY_* */
	SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE = 51,    /* bool */
	SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE = 52, /* bool */
	SOCK6_OPT_IPV4_RECEIVE_PACKET_INFO = 53,     /* bool */
	SOCK6_OPT_IPV4_RECEIVE_ERROR = 54,           /* bool */

	/* the socket itself */
	SOCK6_OPT_RECEIVE_BUFFER = 55, /* bytes */
	SOCK6_OPT_SEND_BUFFER = 56,    /* bytes */
	SOCK6_OPT_RECEIVE_BUFFER_FORCE =
		57,                       /* bytes, past the limit; set only */
	SOCK6_OPT_SEND_BUFFER_FORCE = 58, /* bytes, past the limit; set only */
	SOCK6_OPT_BUSY_POLL = 59,         /* microseconds */
	SOCK6_OPT_PREFER_BUSY_POLL = 60,  /* bool */
	SOCK6_OPT_BUSY_POLL_BUDGET = 61,  /* packets a round; set only */
	SOCK6_OPT_INCOMING_CPU = 62,      /* processor number */
	SOCK6_OPT_SOCKET_TYPE = 63,       /* SOCK_*; read only */
	SOCK6_OPT_PROTOCOL = 64,          /* IPPROTO_*; read only */
	SOCK6_OPT_PENDING_ERROR = 65      /* errno, cleared; read only */
};

/* Values of SOCK6_OPT_MTU_DISCOVERY (RFC 8201; RFC 8899 for PROBE). */
#define SOCK6_MTU_DISCOVERY_DONT      0 /* fragment as needed */
#define SOCK6_MTU_DISCOVERY_WANT      1 /* fragment to the path MTU */
#define SOCK6_MTU_DISCOVERY_DO        2 /* never fragment here */
#define SOCK6_MTU_DISCOVERY_PROBE     3 /* never; ignore the path MTU */
#define SOCK6_MTU_DISCOVERY_INTERFACE 4 /* never; believe no notice */
#define SOCK6_MTU_DISCOVERY_OMIT      5 /* as INTERFACE, but fragment */

/* Bits of SOCK6_OPT_ADDRESS_PREFERENCES (RFC 5014, 3). */
#define SOCK6_PREFER_TEMPORARY 0x0001
#define SOCK6_PREFER_PUBLIC    0x0002
#define SOCK6_PREFER_CARE_OF   0x0004
#define SOCK6_PREFER_CGA       0x0008
#define SOCK6_PREFER_DEFAULT   0x0100
#define SOCK6_PREFER_HOME      0x0400
#define SOCK6_PREFER_NON_CGA   0x0800

/* Types of values. */
#define SOCK6_OPTION_BOOLEAN   1
#define SOCK6_OPTION_INTEGER   2
#define SOCK6_OPTION_INTERFACE 3 /* an index; 0 is none */
#define SOCK6_OPTION_BITS      4

/* What can be done with an option. */
#define SOCK6_OPTION_GET 1u
#define SOCK6_OPTION_SET 2u

struct sock6_option_info {
	char name[40];      /* "traffic-class" */
	char reference[40]; /* "RFC 3542, 6.5" */
	int64_t minimum;    /* of the values that may be set */
	int64_t maximum;
	int32_t type;      /* SOCK6_OPTION_* */
	uint32_t access;   /* a set of SOCK6_OPTION_GET, SOCK6_OPTION_SET */
	int32_t supported; /* 1: this build has a name for it */
	int32_t level;     /* how the system calls it; 0 where unsupported */
	int32_t number;
	int32_t reserved[5];
};

/**
 * Set an integer option of a socket.
 *
 * @fd:     an AF_INET6 socket of any type, owned by the caller
 * @option: one of enum sock6_option
 * @value:  in the range that sock6_option_info() tells
 *
 * One system call; @fd is not remembered.  What an option does to IPv4-mapped
 * traffic of a dual-stack socket: nothing, unless its name says IPV4.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @option is unknown or @value out of range; or the system
 *                refuses the value, or the option in the socket's state
 *   -EOPNOTSUPP  the system has no name for @option, or it is read only
 *   -ENOPROTOOPT the kernel, or this type of socket, has no such option
 *   -ENODEV      there is no such interface (SOCK6_OPT_UNICAST_INTERFACE on
 *                Linux: -EADDRNOTAVAIL)
 *   -EPERM       the option needs a privilege
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on setsockopt(2); RFC 3493, 5; RFC 3542, 3 and 6.
 */
SOCK6_API int sock6_set(sock6_fd fd, int option, int64_t value);

/**
 * Get an integer option of a socket.
 *
 * @fd:     an AF_INET6 socket of any type, owned by the caller
 * @option: one of enum sock6_option
 * @value:  where the value goes
 *
 * A value may differ from the one that was set: -1, "the system's choice", is
 * read as what the system chose; a TCP socket masks the ECN bits of its
 * traffic class; a buffer size is what was granted (on Linux twice what was
 * asked for, as it counts the system's own overhead).
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @option is unknown or @value null
 *   -EOPNOTSUPP  the system has no name for @option, or it is set only
 *   -ENOPROTOOPT the kernel, or this type of socket, has no such option
 *   -ENOTCONN    SOCK6_OPT_PATH_MTU, SOCK6_OPT_MTU: @fd is not connected
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever getsockopt(2) reported
 *
 * Stands on getsockopt(2); RFC 3493, 5; RFC 3542, 3, 6 and 11.
 */
SOCK6_API int sock6_get(sock6_fd fd, int option, int64_t *value);

/**
 * Describe an option.
 *
 * @option: one of enum sock6_option; they are numbered from 1 without a gap,
 *          so a loop from 1 to the first error meets them all
 * @info:   where the description goes
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL  @option is unknown or @info null
 */
SOCK6_API int sock6_option_info(int option, struct sock6_option_info *info);

/**
 * Find an option by its name.
 *
 * @name: as sock6_option_info() tells it, such as "traffic-class"
 *
 * Returns the option, one of enum sock6_option, or a negative errno value:
 *   -EINVAL  @name is null or no option has it
 */
SOCK6_API int sock6_option_find(const char *name);

#ifdef __cplusplus
}
#endif

#endif
