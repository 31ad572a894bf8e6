/* SPDX-License-Identifier: MIT */
/* Sockets ready to use.  A step that fails closes the socket again. */
#include "sock6/open.h"

#include <errno.h>

#include "sock6/option.h"
#include "system.h"

static const struct sockaddr_in6 any_address = { .sin6_family = AF_INET6 };

static int close_on_failure(sock6_fd fd, int status)
{
	if (status < 0)
		sock6__system_close(fd);
	return status;
}

/* Set either way, as the default is the system's: a sysctl on Linux. */
static int set_stack(sock6_fd fd, unsigned flags)
{
	int status =
		sock6_set(fd, SOCK6_OPT_IPV6_ONLY, !(flags & SOCK6_DUAL_STACK));

	/* Systems without IPv4-mapped addresses refuse to be asked. */
	if (status == -EINVAL || status == -ENOPROTOOPT)
		return flags & SOCK6_DUAL_STACK ? -EOPNOTSUPP : 0;
	return status;
}

static int open_socket(sock6_fd *fd, int type, unsigned flags)
{
	int status = sock6__system_socket(fd, type, 0,
					  (flags & SOCK6_NON_BLOCKING) != 0);

	if (status < 0)
		return status;
	return close_on_failure(*fd, set_stack(*fd, flags));
}

/* What every opening checks before the system is asked. */
static int check_request(const sock6_fd *fd, const struct sockaddr_in6 *local,
			 unsigned flags, unsigned known_flags)
{
	if (!fd || (flags & ~known_flags))
		return -EINVAL;
	if (local && local->sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	return 0;
}

int sock6_udp_open(sock6_fd *fd, const struct sockaddr_in6 *local,
		   unsigned flags)
{
	sock6_fd opened;
	int status = check_request(fd, local, flags,
				   SOCK6_NON_BLOCKING | SOCK6_DUAL_STACK);

	if (status < 0)
		return status;
	status = open_socket(&opened, SOCK_DGRAM, flags);
	if (status < 0)
		return status;
	status = close_on_failure(
		opened,
		sock6__system_bind(opened, local ? local : &any_address));
	if (status < 0)
		return status;
	*fd = opened;
	return 0;
}

static int share_and_bind(sock6_fd fd, const struct sockaddr_in6 *local)
{
	int status = sock6__system_share_port(fd);

	return status < 0 ? status : sock6__system_bind(fd, local);
}

int sock6_multicast_open(sock6_fd *fd, const struct sockaddr_in6 *local,
			 unsigned flags)
{
	sock6_fd opened;
	int status = check_request(fd, local, flags,
				   SOCK6_NON_BLOCKING | SOCK6_DUAL_STACK);

	if (status < 0 || !local)
		return status < 0 ? status : -EINVAL;
	status = open_socket(&opened, SOCK_DGRAM, flags);
	if (status < 0)
		return status;
	status = close_on_failure(opened, share_and_bind(opened, local));
	if (status < 0)
		return status;
	*fd = opened;
	return 0;
}

/* A raw socket has no port: what stands there Linux takes for a protocol. */
static int bind_address(sock6_fd fd, const struct sockaddr_in6 *local)
{
	struct sockaddr_in6 address = *local;

	address.sin6_port = 0;
	return sock6__system_bind(fd, &address);
}

int sock6_raw_open(sock6_fd *fd, int protocol, const struct sockaddr_in6 *local,
		   unsigned flags)
{
	sock6_fd opened;
	int status = check_request(fd, local, flags, SOCK6_NON_BLOCKING);

	if (status < 0)
		return status;
	if (protocol < 1 || protocol > 255)
		return -EINVAL;
	status = sock6__system_socket(&opened, SOCK_RAW, protocol,
				      (flags & SOCK6_NON_BLOCKING) != 0);
	if (status < 0)
		return status;
	if (local)
		status = close_on_failure(opened, bind_address(opened, local));
	if (status < 0)
		return status;
	*fd = opened;
	return 0;
}

static int bind_and_listen(sock6_fd fd, const struct sockaddr_in6 *local,
			   int backlog)
{
	int status = sock6_set(fd, SOCK6_OPT_REUSE_ADDRESS, 1);

	if (status == 0)
		status = sock6__system_bind(fd, local);
	if (status == 0)
		status = sock6__system_listen(fd, backlog);
	return status;
}

int sock6_tcp_listen(sock6_fd *fd, const struct sockaddr_in6 *local,
		     int backlog, unsigned flags)
{
	sock6_fd opened;
	int status = check_request(fd, local, flags,
				   SOCK6_NON_BLOCKING | SOCK6_DUAL_STACK);

	if (status < 0)
		return status;
	if (backlog < 1)
		return -EINVAL;
	status = open_socket(&opened, SOCK_STREAM, flags);
	if (status < 0)
		return status;
	status = close_on_failure(
		opened,
		bind_and_listen(opened, local ? local : &any_address, backlog));
	if (status < 0)
		return status;
	*fd = opened;
	return 0;
}

int sock6_close(sock6_fd fd)
{
	return sock6__system_close(fd);
}
