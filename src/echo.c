/* SPDX-License-Identifier: MIT */
/* Sockets for echo requests: without a privilege first, else raw. */
#include "sock6/echo.h"

#include <errno.h>

#include "sock6/icmp.h"
#include "system.h"

/* Where the system chooses the port, a datagram socket gets its identifier at
 * once, not only with the first request. */
static int open_datagram(sock6_fd *fd, const struct sockaddr_in6 *local,
			 unsigned flags)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	sock6_fd opened;
	int status;

	if (local)
		address = *local;
	address.sin6_port = 0;
	status = sock6__system_socket(&opened, SOCK_DGRAM, SOCK6_ICMP_PROTOCOL,
				      (flags & SOCK6_NON_BLOCKING) != 0);
	if (status < 0)
		return status;
	status = sock6__system_bind(opened, &address);
	if (status < 0)
		sock6__system_close(opened);
	else
		*fd = opened;
	return status;
}

static int open_raw(sock6_fd *fd, const struct sockaddr_in6 *local,
		    unsigned flags)
{
	struct sock6_icmp_filter filter;
	sock6_fd opened;
	int status = sock6_raw_open(&opened, SOCK6_ICMP_PROTOCOL, local, flags);

	if (status < 0)
		return status;
	sock6_icmp_filter_set_all(&filter, 1);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REPLY);
	sock6_icmp_filter_accept(&filter, SOCK6_ICMP_EXTENDED_ECHO_REPLY);
	status = sock6_icmp_filter_set(opened, &filter);
	if (status < 0)
		sock6__system_close(opened);
	else
		*fd = opened;
	return status;
}

/* Systems and kernels without such datagram sockets do not know the protocol;
 * others forbid them to this user. */
static int is_refusal(int status)
{
	return status == -EACCES || status == -EPERM ||
	       status == -EPROTONOSUPPORT;
}

int sock6_echo_open(sock6_fd *fd, const struct sockaddr_in6 *local,
		    unsigned flags, int *kind)
{
	int found = SOCK6_ECHO_DATAGRAM, status;

	if (!fd || (flags & ~SOCK6_NON_BLOCKING))
		return -EINVAL;
	if (local && local->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	status = open_datagram(fd, local, flags);
	if (is_refusal(status)) {
		found = SOCK6_ECHO_RAW;
		status = open_raw(fd, local, flags);
	}
	if (status < 0)
		return is_refusal(status) ? -EPERM : status;
	if (kind)
		*kind = found;
	return 0;
}

int sock6_echo_identifier(sock6_fd fd)
{
	return sock6__system_echo_identifier(fd);
}

const char *sock6_echo_hint(void)
{
	return sock6__system_echo_hint();
}
