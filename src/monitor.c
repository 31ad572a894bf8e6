/* SPDX-License-Identifier: MIT */
/* Interfaces and addresses as events.  What the events are made of is the
 * system's, and so is the cursor over them. */
#include "sock6/monitor.h"

#include <errno.h>

#include "system.h"

_Static_assert(sizeof(struct sock6_event) == 360 &&
		       offsetof(struct sock6_event, interface) == 8 &&
		       offsetof(struct sock6_event, address) == 280 &&
		       offsetof(struct sock6_event, reserved) == 328,
	       "an event is laid out alike everywhere");

int sock6_monitor_open(sock6_fd *fd, unsigned flags)
{
	if (!fd || (flags & ~(SOCK6_NON_BLOCKING | SOCK6_DUAL_STACK)))
		return -EINVAL;
	return sock6__system_monitor_open(fd, (flags & SOCK6_DUAL_STACK) != 0,
					  (flags & SOCK6_NON_BLOCKING) != 0);
}

int sock6_monitor_dump(sock6_fd fd, uint32_t number)
{
	if (number == 0 || number > SOCK6_MONITOR_DUMP_MAXIMUM)
		return -EINVAL;
	return sock6__system_monitor_dump(fd, number);
}

int sock6_monitor_read(sock6_fd fd, void *buffer, size_t size, unsigned flags)
{
	if (flags & ~SOCK6_DONT_WAIT)
		return -EINVAL;
	if (size < SOCK6_MONITOR_ROOM)
		return -ENOSPC;
	/* The result is an int, and no system tells so much at a time. */
	if (size > INT32_MAX)
		size = INT32_MAX;
	return sock6__system_monitor_read(fd, buffer, size,
					  (flags & SOCK6_DONT_WAIT) != 0);
}

int sock6_monitor_next(const void *buffer, size_t size, size_t *offset,
		       struct sock6_event *event)
{
	return sock6__system_monitor_next(buffer, size, offset, event);
}
