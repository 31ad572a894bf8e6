/* SPDX-License-Identifier: MIT */
/* BPF on sockets. */
#include "sock6/filter.h"

#include <errno.h>

#include "system.h"

_Static_assert(sizeof(struct sock6_filter_instruction) == 8,
	       "laid out as the system's instructions are");

static int is_program(const struct sock6_filter_instruction *program,
		      unsigned count)
{
	return program && count > 0 && count <= SOCK6_FILTER_MAXIMUM;
}

int sock6_filter_attach(sock6_fd fd,
			const struct sock6_filter_instruction *program,
			unsigned count)
{
	if (!is_program(program, count))
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

int sock6_filter_attach_loaded(sock6_fd fd, int program_fd)
{
	return sock6__system_filter_attach_loaded(fd, program_fd);
}

int sock6_filter_steer(sock6_fd fd,
		       const struct sock6_filter_instruction *program,
		       unsigned count)
{
	if (!is_program(program, count))
		return -EINVAL;
	return sock6__system_filter_steer(fd, program, count);
}

int sock6_filter_steer_loaded(sock6_fd fd, int program_fd)
{
	return sock6__system_filter_steer_loaded(fd, program_fd);
}

int sock6_filter_unsteer(sock6_fd fd)
{
	return sock6__system_filter_unsteer(fd);
}
