/* SPDX-License-Identifier: MIT */
/* BPF on sockets. */
#include "sock6/filter.h"

#include <errno.h>

#include "system.h"

_Static_assert(sizeof(struct sock6_filter_instruction) == 8,
	       "laid out as the system's instructions are");

int sock6_filter_attach(sock6_fd fd,
			const struct sock6_filter_instruction *program,
			unsigned count)
{
	if (!program || count == 0 || count > SOCK6_FILTER_MAXIMUM)
		return -EINVAL;
	return sock6__system_filter_attach(fd, program, count);
}

int sock6_filter_detach(sock6_fd fd)
{
	return sock6__system_filter_detach(fd);
}

int sock6_filter_lock(sock6_fd fd)
{
	return sock6__system_filter_lock(fd);
}
