/* SPDX-License-Identifier: MIT */
/*
 * System calls that fail when a test says so.  The linker's --wrap option
 * leads every call of the library through here; the calls of a test too, so
 * faults are armed only around the call that is tested.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "../socket/sockets.h"

#include <poll.h>
#include <stdarg.h>
#include <sys/syscall.h>

static struct {
	int fail_at;        /* the n-th call from now on; 0: none */
	int error;          /* with this errno value */
	unsigned send_many; /* datagrams that sendmmsg() takes; 0: all */
	int no_many;        /* sendmmsg() and recvmmsg() are not there */
	int calls;          /* made since the faults were armed */
	const void *answer; /* what is received instead of what came */
	size_t answer_size;
	int answered;
	int answer_always; /* not only the first time */
	int many_calls;    /* of those, how many would do many at once */
} faults;

static inline void arm(int fail_at, int error)
{
	memset(&faults, 0, sizeof(faults));
	faults.fail_at = fail_at;
	faults.error = error;
}

/* The number of calls that were made since. */
static inline int disarm(void)
{
	int calls = faults.calls;

	memset(&faults, 0, sizeof(faults));
	return calls;
}

static inline int fails(void)
{
	if (++faults.calls != faults.fail_at)
		return 0;
	errno = faults.error;
	return 1;
}

#define WRAP(type, name, parameters, arguments)                \
	type __real_##name parameters;                         \
	type __wrap_##name parameters;                         \
	type __wrap_##name parameters                          \
	{                                                      \
		return fails() ? -1 : __real_##name arguments; \
	}

WRAP(int, socket, (int family, int type, int protocol),
     (family, type, protocol))
WRAP(int, setsockopt,
     (int fd, int level, int name, const void *value, socklen_t size),
     (fd, level, name, value, size))
WRAP(int, getsockopt,
     (int fd, int level, int name, void *value, socklen_t *size),
     (fd, level, name, value, size))
WRAP(int, bind, (int fd, const struct sockaddr *address, socklen_t size),
     (fd, address, size))
WRAP(int, connect, (int fd, const struct sockaddr *address, socklen_t size),
     (fd, address, size))
WRAP(int, listen, (int fd, int backlog), (fd, backlog))
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *header, int flags),
     (fd, header, flags))
WRAP(ssize_t, send, (int fd, const void *data, size_t size, int flags),
     (fd, data, size, flags))
WRAP(int, ppoll,
     (struct pollfd * fds, nfds_t count, const struct timespec *timeout,
      const sigset_t *mask),
     (fds, count, timeout, mask))

/* What the test has made up instead of what came; behind it is nothing. */
static inline ssize_t answer(void *data, size_t size)
{
	if (faults.answered++ && !faults.answer_always) {
		errno = EIO;
		return -1;
	}
	if (size > faults.answer_size)
		size = faults.answer_size;
	memcpy(data, faults.answer, size);
	return (ssize_t)size;
}

ssize_t __real_recv(int fd, void *data, size_t size, int flags);
ssize_t __wrap_recv(int fd, void *data, size_t size, int flags);
ssize_t __wrap_recv(int fd, void *data, size_t size, int flags)
{
	if (fails())
		return -1;
	return faults.answer ? answer(data, size)
			     : __real_recv(fd, data, size, flags);
}

ssize_t __real_recvmsg(int fd, struct msghdr *header, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *header, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *header, int flags)
{
	sa_family_t family = AF_NETLINK;

	if (fails())
		return -1;
	if (!faults.answer)
		return __real_recvmsg(fd, header, flags);
	if (header->msg_name) { /* from the kernel, whose port is 0 */
		memset(header->msg_name, 0, header->msg_namelen);
		memcpy(header->msg_name, &family, sizeof(family));
	}
	header->msg_flags = 0;
	return answer(header->msg_iov[0].iov_base, header->msg_iov[0].iov_len);
}

static inline int no_many(void)
{
	faults.many_calls++;
	if (!faults.no_many)
		return 0;
	errno = ENOSYS;
	return 1;
}

long __real_syscall(long number, ...);
int __real_sendmmsg(int fd, struct mmsghdr *headers, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *headers, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *headers, unsigned count, int flags)
{
	if (no_many() || fails())
		return -1;
	if (faults.send_many && faults.send_many < count)
		count = faults.send_many;
#ifdef __GLIBC__
	return __real_sendmmsg(fd, headers, count, flags);
#else
	return (int)__real_syscall(SYS_sendmmsg, fd, headers, count, flags);
#endif
}

/* Some C libraries loop in sendmmsg(); past those the library asks the kernel
 * directly, and takes EPERM, a sandbox's word, for a missing call. */
#ifdef __GLIBC__
#define MANY_ASKS_THE_KERNEL 0
#else
#define MANY_ASKS_THE_KERNEL 1
#endif

static inline long send_many_by_number(va_list arguments)
{
	int fd = va_arg(arguments, int);
	struct mmsghdr *headers = va_arg(arguments, struct mmsghdr *);
	unsigned count = va_arg(arguments, unsigned);
	int flags = va_arg(arguments, int);

	return __wrap_sendmmsg(fd, headers, count, flags);
}

static inline long list_by_number(va_list arguments)
{
	int fd = va_arg(arguments, int);
	void *room = va_arg(arguments, void *);
	size_t size = va_arg(arguments, size_t);

	return fails() ? -1 : __real_syscall(SYS_getdents64, fd, room, size);
}

/* pidfd_open(2) has two arguments of these, pidfd_getfd(2) three. */
static inline long copy_by_number(long number, va_list arguments)
{
	int one = va_arg(arguments, int);
	int two = va_arg(arguments, int);
	unsigned three = number == 438 ? va_arg(arguments, unsigned) : 0;

	return fails() ? -1 : __real_syscall(number, one, two, three);
}

/* The calls that the library makes by their number, and no other. */
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	va_list arguments;
	long result = -1;

	va_start(arguments, number);
	if (number == SYS_sendmmsg)
		result = send_many_by_number(arguments);
	else if (number == SYS_getdents64)
		result = list_by_number(arguments);
	else if (number == 434 || number == 438)
		result = copy_by_number(number, arguments);
	else
		abort();
	va_end(arguments);
	return result;
}

/* musl declares the flags unsigned. */
#ifdef __GLIBC__
#define FLAGS int
#else
#define FLAGS unsigned
#endif
int __real_recvmmsg(int fd, struct mmsghdr *headers, unsigned count,
		    FLAGS flags, struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *headers, unsigned count,
		    FLAGS flags, struct timespec *timeout);
int __wrap_recvmmsg(int fd, struct mmsghdr *headers, unsigned count,
		    FLAGS flags, struct timespec *timeout)
{
	if (no_many() || fails())
		return -1;
	return __real_recvmmsg(fd, headers, count, flags, timeout);
}

#endif
