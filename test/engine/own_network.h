/* SPDX-License-Identifier: MIT */
/*
 * A network of the program's own, with nothing in it but a loopback interface
 * that can be given any MTU; it goes with the program.  No privilege is needed
 * where the kernel grants user namespaces.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef OWN_NETWORK_H
#define OWN_NETWORK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static inline int own_network_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t length = (ssize_t)strlen(text);
	int ok = fd >= 0 && write(fd, text, (size_t)length) == length;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Root of a user namespace that holds only this user. */
static inline int own_network_user(void)
{
	char map[64];
	unsigned user = geteuid(), group = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return 0;
	own_network_write("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", user);
	if (!own_network_write("/proc/self/uid_map", map))
		return 0;
	snprintf(map, sizeof(map), "0 %u 1", group);
	return own_network_write("/proc/self/gid_map", map);
}

static inline int own_network_loopback(unsigned long call, int mtu)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request;
	int ok;

	memset(&request, 0, sizeof(request));
	strcpy(request.ifr_name, "lo");
	if (call == SIOCSIFMTU)
		request.ifr_mtu = mtu;
	else
		request.ifr_flags = IFF_UP | IFF_LOOPBACK;
	ok = fd >= 0 && ioctl(fd, call, &request) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Bytes of the largest packet, header and all. */
static inline int own_network_mtu(int mtu)
{
	return own_network_loopback(SIOCSIFMTU, mtu);
}

/* 0 where that is impossible. */
static inline int own_network(void)
{
	return (unshare(CLONE_NEWNET) == 0 || own_network_user()) &&
	       own_network_loopback(SIOCSIFFLAGS, 0);
}

#define NO_OWN_NETWORK "neither a privilege nor a user namespace"

#endif
