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

int sock6__system_filter_attach(sock6_fd fd,
				const struct sock6_filter_instruction *program,
				unsigned count)
{
	/* struct sock_fprog, which only <linux/filter.h> has. */
	struct {
		unsigned short length;
		const struct sock6_filter_instruction *filter;
	} request = { (unsigned short)count, program };

	return sock6__posix_set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &request,
				sizeof(request));
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
