/* SPDX-License-Identifier: MIT */
/* Timestamps of what is sent, and the time at which it is to leave. */
#ifndef SOCK6_TIMESTAMP_H
#define SOCK6_TIMESTAMP_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Moments of which a timestamp is taken, and how it is told. */
#define SOCK6_TIMESTAMP_SCHEDULED         1u /* given to the interface's queue */
#define SOCK6_TIMESTAMP_SENT              2u /* given to the adapter */
#define SOCK6_TIMESTAMP_ACKNOWLEDGED      4u /* TCP: the peer has all of it */
#define SOCK6_TIMESTAMP_HARDWARE          8u /* sent, by the adapter's clock */
#define SOCK6_TIMESTAMP_COUNTED           16u /* with the number of the datagram */
#define SOCK6_TIMESTAMP_BARE              32u /* without the packet's bytes */
#define SOCK6_TIMESTAMP_RECEIVED          64u /* sock6_timestamp_offered() only */
#define SOCK6_TIMESTAMP_RECEIVED_HARDWARE 128u /* same */

/* Clocks of launch times. */
#define SOCK6_CLOCK_MONOTONIC 1 /* that of sock6_now() */
#define SOCK6_CLOCK_TAI       2 /* that of networks with a common time */

/* How launch times are kept. */
#define SOCK6_LAUNCH_DEADLINE 1u /* not at the time, but at the latest */
#define SOCK6_LAUNCH_REPORT   2u /* what was missed goes to the error queue */

/**
 * Ask for timestamps of what a socket sends.
 *
 * @fd:    an AF_INET6 socket, owned by the caller
 * @flags: the whole wanted set, of SOCK6_TIMESTAMP_SCHEDULED to
 *         SOCK6_TIMESTAMP_BARE; 0 asks for none
 *
 * Each timestamp comes as a record of its own, SOCK6_ORIGIN_TRANSMIT, from
 * sock6_error_receive(); that does not need sock6_error_request().  With
 * SOCK6_TIMESTAMP_COUNTED the record has as its transmit_id the number of the
 * datagram, counted from 0 when the flag was first set: one for each send, and
 * one for each run of coalesced datagrams.  Where SOCK6_TRANSMIT_ID was sent
 * with the datagram (Linux 6.13), it is that.
 *
 * What sock6_control_request() has asked for stays as it is.  An adapter takes
 * timestamps only when the administrator has switched that on; and where the
 * sysctl net.core.tstamp_allow_data is 0 an ordinary user has none without
 * SOCK6_TIMESTAMP_BARE.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      an unknown flag, or the kernel does not know one
 *   -EOPNOTSUPP  the system has no such timestamps
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on SO_TIMESTAMPING in socket(7).
 */
SOCK6_API int sock6_timestamp_request(sock6_fd fd, unsigned flags);

/**
 * Which timestamps an interface offers.
 *
 * @ifindex: 1 or more
 *
 * Returns a set of SOCK6_TIMESTAMP_SCHEDULED, SOCK6_TIMESTAMP_SENT,
 * SOCK6_TIMESTAMP_HARDWARE, SOCK6_TIMESTAMP_RECEIVED and
 * SOCK6_TIMESTAMP_RECEIVED_HARDWARE, or a negative errno value:
 *   -ENODEV      there is no such interface
 *   -EOPNOTSUPP  the system does not tell
 *   other        what the system reported, such as -EMFILE
 *
 * Stands on ETHTOOL_GET_TS_INFO in ethtool(8).
 */
SOCK6_API int sock6_timestamp_offered(uint32_t ifindex);

/**
 * Let datagrams leave at a time, SOCK6_LAUNCH beside them.
 *
 * @fd:    an AF_INET6 datagram or raw socket, owned by the caller
 * @clock: SOCK6_CLOCK_MONOTONIC or SOCK6_CLOCK_TAI: what the times mean
 * @flags: a set of SOCK6_LAUNCH_DEADLINE and SOCK6_LAUNCH_REPORT
 *
 * The queueing discipline of the interface has to keep the times: on Linux fq
 * keeps monotonic ones, etf those of TAI; others ignore them.  A datagram
 * without SOCK6_LAUNCH leaves at once.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      an unknown clock or flag
 *   -EPERM       any clock but the monotonic one needs a privilege
 *                (CAP_NET_ADMIN on Linux)
 *   -EOPNOTSUPP  the system has no launch times
 *   -ENOPROTOOPT the kernel does not know them
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on SO_TXTIME in socket(7); tc-fq(8), tc-etf(8).
 */
SOCK6_API int sock6_launch_request(sock6_fd fd, int clock, unsigned flags);

#ifdef __cplusplus
}
#endif

#endif
