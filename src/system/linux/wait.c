/* SPDX-License-Identifier: MIT */
/* Waiting, to the nanosecond.  A part of linux.c. */
#include <errno.h>
#include <poll.h>

#include "../posix_io.h"

int sock6__system_wait(sock6_fd fd, unsigned events, int64_t timeout)
{
	struct pollfd one = { .fd = fd,
			      .events = sock6__posix_poll_events(events) };
	struct timespec left = { .tv_sec = (time_t)(timeout / 1000000000),
				 .tv_nsec = (long)(timeout % 1000000000) };
	int ready;

	/* poll(2) passes over a negative descriptor, and waits all the same. */
	if (fd < 0)
		return -EBADF;
	ready = ppoll(&one, 1, timeout < 0 ? NULL : &left, NULL);
	if (ready < 0)
		return -errno;
	return ready == 0 ? -ETIMEDOUT : sock6__posix_ready_events(one.revents);
}
