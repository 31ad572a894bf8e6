/* SPDX-License-Identifier: MIT */
/* Waiting with an absolute deadline. */
#include "sock6/wait.h"

#include <errno.h>

#include "system.h"

int64_t sock6_now(void)
{
	return sock6__system_now();
}

/* Negative deadlines are long past: no difference can overflow. */
static int64_t time_left(int64_t deadline)
{
	int64_t now = sock6__system_now();

	return deadline > now ? deadline - now : 0;
}

int sock6_wait(sock6_fd fd, unsigned events, int64_t deadline)
{
	if (events & ~(SOCK6_READABLE | SOCK6_WRITABLE))
		return -EINVAL;
	return sock6__system_wait(
		fd, events,
		deadline == SOCK6_FOREVER ? -1 : time_left(deadline));
}
