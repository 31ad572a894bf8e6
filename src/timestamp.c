/* SPDX-License-Identifier: MIT */
/* Timestamps of what is sent, and launch times. */
#include "sock6/timestamp.h"

#include <errno.h>

#include "system.h"

#define REQUESTABLE                                                \
	(SOCK6_TIMESTAMP_SCHEDULED | SOCK6_TIMESTAMP_SENT |        \
	 SOCK6_TIMESTAMP_ACKNOWLEDGED | SOCK6_TIMESTAMP_HARDWARE | \
	 SOCK6_TIMESTAMP_COUNTED | SOCK6_TIMESTAMP_BARE)

int sock6_timestamp_request(sock6_fd fd, unsigned flags)
{
	if (flags & ~REQUESTABLE)
		return -EINVAL;
	return sock6__system_timestamp_request(fd, flags);
}

int sock6_timestamp_offered(uint32_t ifindex)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];
	int status = sock6__system_interface_name(name, ifindex);

	return status < 0 ? status : sock6__system_timestamp_offered(name);
}

int sock6_launch_request(sock6_fd fd, int clock, unsigned flags)
{
	if ((clock != SOCK6_CLOCK_MONOTONIC && clock != SOCK6_CLOCK_TAI) ||
	    (flags & ~(SOCK6_LAUNCH_DEADLINE | SOCK6_LAUNCH_REPORT)))
		return -EINVAL;
	return sock6__system_launch_request(fd, clock, flags);
}
