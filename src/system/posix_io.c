/* SPDX-License-Identifier: MIT */
/* The thin calls of systems that follow POSIX. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* struct ip6_mtuinfo, SOCK_CLOEXEC with strict C */
#endif
#include "posix_io.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct sock6_buffer) == sizeof(struct iovec) &&
		       offsetof(struct sock6_buffer, data) ==
			       offsetof(struct iovec, iov_base) &&
		       offsetof(struct sock6_buffer, size) ==
			       offsetof(struct iovec, iov_len),
	       "a buffer is laid out as struct iovec is");

int sock6__posix_set(sock6_fd fd, int level, int number, const void *value,
		     size_t size)
{
	if (setsockopt(fd, level, number, value, (socklen_t)size) < 0)
		return -errno;
	return 0;
}

int sock6__posix_get(sock6_fd fd, int level, int number, void *value,
		     size_t *size)
{
	socklen_t length = (socklen_t)*size;

	if (getsockopt(fd, level, number, value, &length) < 0)
		return -errno;
	*size = length;
	return 0;
}

int sock6__system_option_set(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t value)
{
	if (name->encoding == SOCK6__NETWORK_ORDER)
		value = htonl(value);
	return sock6__posix_set(fd, name->level, name->number, &value,
				sizeof(value));
}

/* Linux's word for an option of IPv6 on a socket of IPv4 is EOPNOTSUPP; here
 * that means an option without a name. */
static int get_named(sock6_fd fd, const struct sock6__option_name *name,
		     void *value, size_t size)
{
	int status =
		sock6__posix_get(fd, name->level, name->number, value, &size);

	return status == -EOPNOTSUPP ? -ENOPROTOOPT : status;
}

static int get_mtu_info(sock6_fd fd, const struct sock6__option_name *name,
			uint32_t *value)
{
	struct ip6_mtuinfo info = { .ip6m_mtu = 0 };
	int status = get_named(fd, name, &info, sizeof(info));

	if (status < 0)
		return status;
	*value = info.ip6m_mtu;
	return 0;
}

int sock6__system_option_get(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t *value)
{
	uint32_t found = 0;
	int status;

	if (name->encoding == SOCK6__MTU_INFO)
		return get_mtu_info(fd, name, value);
	status = get_named(fd, name, &found, sizeof(found));
	if (status < 0)
		return status;
	*value = name->encoding == SOCK6__NETWORK_ORDER ? ntohl(found) : found;
	return 0;
}

int sock6__system_extension_set(sock6_fd fd,
				const struct sock6__control_name *name,
				const void *header, size_t size)
{
	return sock6__posix_set(fd, name->level, name->type, header, size);
}

int sock6__system_extension_get(sock6_fd fd,
				const struct sock6__control_name *name,
				void *header, size_t *size)
{
	int status =
		sock6__posix_get(fd, name->level, name->type, header, size);

	return status == -EOPNOTSUPP ? -ENOPROTOOPT : status;
}

int sock6__posix_send_flags(unsigned flags)
{
	return MSG_NOSIGNAL | (flags & SOCK6_DONT_WAIT ? MSG_DONTWAIT : 0);
}

int sock6__posix_receive_flags(unsigned flags)
{
	return (flags & SOCK6_DONT_WAIT ? MSG_DONTWAIT : 0) |
	       (flags & SOCK6_PEEK ? MSG_PEEK : 0);
}

int sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
		       unsigned flags)
{
	struct msghdr header;
	ssize_t sent;

	sock6__posix_header(&header, packet);
	sent = sendmsg(fd, &header, sock6__posix_send_flags(flags));
	if (sent < 0)
		return -errno;
	packet->result = (int32_t)sent;
	return 0;
}

int sock6__system_receive(sock6_fd fd, struct sock6__packet *packet,
			  unsigned flags)
{
	struct msghdr header;
	ssize_t received;

	sock6__posix_header(&header, packet);
	received = recvmsg(fd, &header, sock6__posix_receive_flags(flags));
	if (received < 0)
		return -errno;
	sock6__posix_received(packet, &header, (int32_t)received);
	return 0;
}

int sock6__system_socket(sock6_fd *fd, int type, int protocol, int non_blocking)
{
	int opened =
		socket(AF_INET6,
		       type | SOCK_CLOEXEC | (non_blocking ? SOCK_NONBLOCK : 0),
		       protocol);

	if (opened < 0)
		return -errno;
	*fd = opened;
	return 0;
}

int sock6__system_bind(sock6_fd fd, const struct sockaddr_in6 *local)
{
	return bind(fd, (const struct sockaddr *)local, sizeof(*local)) < 0
		       ? -errno
		       : 0;
}

int sock6__system_connect(sock6_fd fd, const struct sockaddr_in6 *peer)
{
	return connect(fd, (const struct sockaddr *)peer, sizeof(*peer)) < 0
		       ? -errno
		       : 0;
}

int sock6__system_local(sock6_fd fd, struct sockaddr_in6 *local)
{
	struct sockaddr_in6 found = { .sin6_family = AF_INET6 };
	socklen_t size = sizeof(found);

	if (getsockname(fd, (struct sockaddr *)&found, &size) < 0)
		return -errno;
	*local = found;
	return 0;
}

int sock6__system_listen(sock6_fd fd, int backlog)
{
	return listen(fd, backlog) < 0 ? -errno : 0;
}

int sock6__system_close(sock6_fd fd)
{
	return close(fd) < 0 ? -errno : 0;
}

int sock6__system_interface_index(uint32_t *index, const char *name)
{
	unsigned found;

	/* Some C libraries cut a name that is too long, and find another; Linux
	 * cuts it at a colon, where the label of an alias used to begin. */
	if (strlen(name) >= IF_NAMESIZE || strchr(name, ':'))
		return -ENODEV;
	found = if_nametoindex(name);
	if (found == 0)
		return errno == ENXIO || errno == 0 ? -ENODEV : -errno;
	*index = found;
	return 0;
}

int sock6__system_interface_name(char *name, uint32_t index)
{
	if (!if_indextoname(index, name))
		return errno == ENXIO || errno == 0 ? -ENODEV : -errno;
	return 0;
}

int64_t sock6__system_now(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

short sock6__posix_poll_events(unsigned events)
{
	return (short)((events & SOCK6_READABLE ? POLLIN : 0) |
		       (events & SOCK6_WRITABLE ? POLLOUT : 0));
}

int sock6__posix_ready_events(short events)
{
	unsigned ready = 0;

	if (events & POLLNVAL)
		return -EBADF;
	if (events & POLLIN)
		ready |= SOCK6_READABLE;
	if (events & POLLOUT)
		ready |= SOCK6_WRITABLE;
	if (events & (POLLERR | POLLHUP))
		ready |= SOCK6_FAULT;
	return (int)ready;
}
