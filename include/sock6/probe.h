/* SPDX-License-Identifier: MIT */
/* What this kernel can do for this process, found out by trying. */
#ifndef SOCK6_PROBE_H
#define SOCK6_PROBE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What came of a feature. */
enum sock6_probe_state {
	SOCK6_PROBE_WORKS = 1,     /* its effect was seen */
	SOCK6_PROBE_PRIVILEGE = 2, /* this process may not have it */
	SOCK6_PROBE_ABSENT = 3,    /* the system, or this build, has none */
	SOCK6_PROBE_REFUSED = 4 /* it is there, and something is in the way */
};

/* Room for every feature there is, in results. */
#define SOCK6_PROBE_MAXIMUM 160

/* The same size and layout on every ABI. */
struct sock6_probe_result {
	char name[40];      /* "send-run"; of an option as it is called */
	char reason[80];    /* why it does not work, in English, without a full
			       stop; empty where it works */
	char privilege[40]; /* what it takes, with some versions at least, such
			       as "CAP_NET_RAW"; empty: nothing */
	char since[24];     /* what brought it, such as "Linux 4.18"; empty: it
			       was always there, or not known */
	int32_t state;      /* enum sock6_probe_state */
	int32_t status;     /* 0, or the negative errno value that decided;
			       -ENODATA: it was taken, and had no effect */
	int32_t option; /* one of enum sock6_option, or 0: no option alone */
	int32_t reserved[5];
};

/**
 * Find out which features work, by trying each of them.
 *
 * @results: where they go; owned by the caller; NULL when @count is 0
 * @count:   how many fit; SOCK6_PROBE_MAXIMUM are always enough.  The others
 *           are not tried
 *
 * First come the features that an option alone cannot tell of: sockets,
 * datagrams that pass over ::1 with what travels beside them, runs, batches,
 * groups, errors, timestamps, filters, headers.  Then every option: it is set on
 * a socket of the right type, read back, and restored.  Their order and names
 * stay as they are; new features go to the end of each of the two.
 *
 * Nothing leaves the host; groups are of interface-local scope.  The sockets are
 * this call's own, and closed when it returns.  It takes some milliseconds, and
 * less than half a second whatever happens: what takes longer is refused with
 * -ETIMEDOUT.  A feature that needs ::1 is refused where no datagram passes
 * there.
 *
 * Returns how many features there are, which may be more than @count, or a
 * negative errno value:
 *   -EINVAL  @results is null and @count is not 0
 *
 * Stands on sock6_set(), sock6_get(), and the other calls of this library.
 */
SOCK6_API int sock6_probe(struct sock6_probe_result *results, unsigned count);

/**
 * The name of a state, such as "works".
 *
 * @state: one of enum sock6_probe_state
 *
 * Returns a static string, or NULL if @state is none of these.
 */
SOCK6_API const char *sock6_probe_state_name(int state);

#ifdef __cplusplus
}
#endif

#endif
