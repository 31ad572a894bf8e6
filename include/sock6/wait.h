/* SPDX-License-Identifier: MIT */
/* Waiting, apart from I/O: an absolute deadline on the monotonic clock. */
#ifndef SOCK6_WAIT_H
#define SOCK6_WAIT_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What to wait for, and what came. */
#define SOCK6_READABLE 1u
#define SOCK6_WRITABLE 2u
#define SOCK6_FAULT    4u /* only a result: an error waits, or the peer is gone */

/* A deadline that never comes. */
#define SOCK6_FOREVER INT64_MAX

/**
 * The monotonic time, in nanoseconds since a moment that is fixed while the
 * system runs.
 *
 * Stands on clock_gettime(2) with CLOCK_MONOTONIC.
 */
SOCK6_API int64_t sock6_now(void);

/**
 * Wait until a socket is ready or a deadline has passed.
 *
 * @fd:       a socket, owned by the caller; blocking or not
 * @events:   SOCK6_READABLE, SOCK6_WRITABLE, or both; 0 waits for faults only
 * @deadline: in the time of sock6_now(), nanoseconds; SOCK6_FOREVER for none;
 *            a deadline that has passed looks once and does not wait
 *
 * One call waits once: a signal ends it.  A path-MTU notice does not make a
 * socket readable (see sock6_receive()).
 *
 * Returns the set of events that came, at least one of SOCK6_READABLE,
 * SOCK6_WRITABLE and SOCK6_FAULT, or a negative errno value:
 *   -ETIMEDOUT   the deadline passed first
 *   -EINTR       a signal came first; call again with the same deadline
 *   -EINVAL      @events has an unknown bit
 *   -EBADF       @fd is not open
 *   -ENOMEM      the system has no memory for the call
 *   -EOPNOTSUPP  this build has no system beneath it
 *
 * Stands on poll(2).
 */
SOCK6_API int sock6_wait(sock6_fd fd, unsigned events, int64_t deadline);

#ifdef __cplusplus
}
#endif

#endif
