/* SPDX-License-Identifier: MIT */
/* The sockets of every process.  A part of linux.c. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../number.h"
#include "../posix_io.h"
#include "numbers.h"

/* A folder's entries: opendir() would allocate.  The layout is that of
 * getdents64(2). */
enum { ENTRY_LENGTH = 16, ENTRY_NAME = 19 };

struct entries {
	int fd;
	size_t at;
	size_t end;
	unsigned char room[1024];
};

static int entries_open(struct entries *entries, const char *path)
{
	entries->at = entries->end = 0;
	entries->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return entries->fd < 0 ? -errno : 0;
}

/* The next name that is a number, which is all that counts in /proc: 1, 0 at
 * the end, or a negative errno value. */
static int entries_next(struct entries *entries, uint32_t *number)
{
	const char *name;
	uint16_t length;
	long got;

	for (;;) {
		if (entries->at == entries->end) {
			got = syscall(SYS_getdents64, entries->fd,
				      entries->room, sizeof(entries->room));
			if (got <= 0)
				return got < 0 ? -errno : 0;
			entries->at = 0;
			entries->end = (size_t)got;
		}
		memcpy(&length, entries->room + entries->at + ENTRY_LENGTH,
		       sizeof(length));
		name = (const char *)entries->room + entries->at + ENTRY_NAME;
		entries->at += length;
		if (sock6__number(number, name, strlen(name), INT32_MAX) == 0)
			return 1;
	}
}

struct walk {
	sock6__socket_visitor *visit;
	void *context;
	uint64_t network; /* namespace of the caller */
	uint32_t self;
	unsigned hidden;
};

/* 5.14 has a number for each network namespace. */
static int network_of(int fd, uint64_t *network)
{
	size_t size = sizeof(*network);

	return sock6__posix_get(fd, SOL_SOCKET, NETNS_COOKIE, network, &size);
}

static int own_network(uint64_t *network)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int status;

	if (fd < 0)
		return -errno;
	status = network_of(fd, network);
	close(fd);
	return status == -ENOPROTOOPT ? -EOPNOTSUPP : status;
}

/* /proc may be that of another process namespace: its numbers would mean
 * other processes to pidfd_open(). */
static int is_own_proc(uint32_t self)
{
	char text[16];
	uint32_t number;
	ssize_t length = readlink("/proc/self", text, sizeof(text));

	return length > 0 &&
	       sock6__number(&number, text, (size_t)length, INT32_MAX) == 0 &&
	       number == self;
}

static int is_socket(const struct entries *descriptors, uint32_t descriptor)
{
	static const char wanted[] = "socket:[";
	char name[16], target[sizeof(wanted) - 1];

	snprintf(name, sizeof(name), "%u", (unsigned)descriptor);
	return readlinkat(descriptors->fd, name, target, sizeof(target)) ==
		       (ssize_t)sizeof(target) &&
	       memcmp(target, wanted, sizeof(target)) == 0;
}

static int visit_socket(const struct walk *walk, int fd, uint32_t process,
			uint32_t descriptor)
{
	size_t size = sizeof(int), number_size = sizeof(uint64_t);
	struct sock6__owned_socket found = { fd, process, (int32_t)descriptor,
					     0 };
	uint64_t network;
	int domain;

	if (sock6__posix_get(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 ||
	    domain != AF_INET6 || network_of(fd, &network) < 0 ||
	    network != walk->network)
		return 0;
	/* Older than the number of the namespace, so it is there. */
	sock6__posix_get(fd, SOL_SOCKET, COOKIE, &found.number, &number_size);
	return walk->visit(walk->context, &found);
}

/* A copy of another process's descriptor. */
static int visit_copy(const struct walk *walk, int pidfd, uint32_t process,
		      uint32_t descriptor)
{
	int fd = (int)syscall(PIDFD_GETFD, pidfd, (int)descriptor, 0u);
	int status;

	if (fd < 0)
		return errno == EBADF ? 0 : -errno;
	status = visit_socket(walk, fd, process, descriptor);
	close(fd);
	return status;
}

static int visit_descriptors(const struct walk *walk,
			     struct entries *descriptors, int pidfd,
			     uint32_t process)
{
	uint32_t descriptor;
	int status;

	while ((status = entries_next(descriptors, &descriptor)) > 0) {
		if (!is_socket(descriptors, descriptor))
			continue;
		status = pidfd < 0
				 ? visit_socket(walk, (int)descriptor, process,
						descriptor)
				 : visit_copy(walk, pidfd, process, descriptor);
		if (status < 0)
			break;
	}
	return status;
}

static int visit_other(const struct walk *walk, struct entries *descriptors,
		       uint32_t process)
{
	int pidfd = (int)syscall(PIDFD_OPEN, (pid_t)process, 0u);
	int status;

	if (pidfd < 0)
		return -errno;
	status = visit_descriptors(walk, descriptors, pidfd, process);
	close(pidfd);
	return status;
}

/* What may not be opened or copied is hidden; a process that ends meanwhile has
 * nothing joined. */
static int visit_process(struct walk *walk, uint32_t process)
{
	struct entries descriptors;
	char path[32];
	int status;

	snprintf(path, sizeof(path), "/proc/%u/fd", (unsigned)process);
	status = entries_open(&descriptors, path);
	if (status == 0) {
		status = process == walk->self
				 ? visit_descriptors(walk, &descriptors, -1,
						     process)
				 : visit_other(walk, &descriptors, process);
		close(descriptors.fd);
	}
	if (status == -EACCES || status == -EPERM) {
		walk->hidden++;
		return 0;
	}
	if (status == -ENOSYS)
		return -EOPNOTSUPP;
	return status == -ENOENT || status == -ESRCH ? 0 : status;
}

int sock6__system_sockets(sock6__socket_visitor *visit, void *context,
			  unsigned *hidden)
{
	struct walk walk = { visit, context, 0, (uint32_t)getpid(), 0 };
	struct entries processes;
	uint32_t process;
	int status;

	if (!is_own_proc(walk.self))
		return -EOPNOTSUPP;
	status = own_network(&walk.network);
	if (status == 0)
		status = entries_open(&processes, "/proc");
	if (status < 0)
		return status;
	while ((status = entries_next(&processes, &process)) > 0) {
		status = visit_process(&walk, process);
		if (status < 0)
			break;
	}
	close(processes.fd);
	if (status == 0)
		*hidden = walk.hidden;
	return status;
}
