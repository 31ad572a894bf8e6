/* SPDX-License-Identifier: MIT */
/* Echo sockets.  A part of linux.c. */
#include "../inet.h"
#include "../posix_io.h"
#include "numbers.h"

static int local_port(sock6_fd fd)
{
	struct sockaddr_in6 local;
	int status = sock6__system_local(fd, &local);

	return status < 0 ? status : ntohs(local.sin6_port);
}

/* Every socket has a number, counted up since the start; what is added spreads
 * those that differ only above 16 bits.  Kernels before 4.12 have none. */
static int socket_number(sock6_fd fd)
{
	uint64_t cookie = 0;
	size_t size = sizeof(cookie);
	int status = sock6__posix_get(fd, SOL_SOCKET, COOKIE, &cookie, &size);

	if (status < 0)
		return status;
	return (int)((cookie + (cookie >> 16)) & 0xffff);
}

int sock6__system_echo_identifier(sock6_fd fd)
{
	int type = 0;
	size_t size = sizeof(type);
	int status = sock6__posix_get(fd, SOL_SOCKET, SO_TYPE, &type, &size);

	if (status < 0)
		return status;
	return type == SOCK_RAW ? socket_number(fd) : local_port(fd);
}

const char *sock6__system_echo_hint(void)
{
	return "have the group within sysctl net.ipv4.ping_group_range, which "
	       "is for IPv6 too, or give the program CAP_NET_RAW (setcap "
	       "cap_net_raw+ep)";
}
