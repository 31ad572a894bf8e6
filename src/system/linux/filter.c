/* SPDX-License-Identifier: MIT */
/* Filters: ICMPv6 types and BPF.  A part of linux.c. */
#include "../posix_io.h"
#include "numbers.h"

/* Linux blocks a type whose bit is set, as the library does. */
int sock6__system_icmp_filter_set(sock6_fd fd,
				  const struct sock6_icmp_filter *filter)
{
	return sock6__posix_set(fd, LEVEL_ICMPV6, ICMP6_FILTER_NUMBER,
				filter->blocked, sizeof(filter->blocked));
}

int sock6__system_icmp_filter_get(sock6_fd fd, struct sock6_icmp_filter *filter)
{
	struct sock6_icmp_filter found = { { 0 } };
	size_t size = sizeof(found.blocked);
	int status = sock6__posix_get(fd, LEVEL_ICMPV6, ICMP6_FILTER_NUMBER,
				      found.blocked, &size);

	if (status < 0)
		return status;
	*filter = found;
	return 0;
}

static int set_program(sock6_fd fd, int number,
		       const struct sock6_filter_instruction *program,
		       unsigned count)
{
	/* struct sock_fprog, which only <linux/filter.h> has. */
	struct {
		unsigned short length;
		const struct sock6_filter_instruction *filter;
	} request = { (unsigned short)count, program };

	return sock6__posix_set(fd, SOL_SOCKET, number, &request,
				sizeof(request));
}

int sock6__system_filter_attach(sock6_fd fd,
				const struct sock6_filter_instruction *program,
				unsigned count)
{
	return set_program(fd, SO_ATTACH_FILTER, program, count);
}

int sock6__system_filter_steer(sock6_fd fd,
			       const struct sock6_filter_instruction *program,
			       unsigned count)
{
	return set_program(fd, ATTACH_REUSEPORT_CBPF, program, count);
}

int sock6__system_filter_attach_loaded(sock6_fd fd, int program_fd)
{
	return sock6__posix_set(fd, SOL_SOCKET, ATTACH_BPF, &program_fd,
				sizeof(program_fd));
}

int sock6__system_filter_steer_loaded(sock6_fd fd, int program_fd)
{
	return sock6__posix_set(fd, SOL_SOCKET, ATTACH_REUSEPORT_EBPF,
				&program_fd, sizeof(program_fd));
}

int sock6__system_filter_unsteer(sock6_fd fd)
{
	int unused = 0;

	return sock6__posix_set(fd, SOL_SOCKET, DETACH_REUSEPORT_BPF, &unused,
				sizeof(unused));
}

int sock6__system_filter_detach(sock6_fd fd)
{
	int unused = 0;

	return sock6__posix_set(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused,
				sizeof(unused));
}

int sock6__system_filter_lock(sock6_fd fd)
{
	int on = 1;

	return sock6__posix_set(fd, SOL_SOCKET, SO_LOCK_FILTER, &on,
				sizeof(on));
}
