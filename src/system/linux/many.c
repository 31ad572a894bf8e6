/* SPDX-License-Identifier: MIT */
/* Many packets in one call, and those that were lost.  A part of linux.c. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../posix_io.h"
#include "numbers.h"

/* Later kernels have more numbers behind these, and cut them off. */
int sock6__system_drops(sock6_fd fd, uint32_t *drops)
{
	uint32_t numbers[MEMINFO_NUMBERS];
	size_t size = sizeof(numbers);
	int status = sock6__posix_get(fd, SOL_SOCKET, MEMINFO, numbers, &size);

	if (status < 0)
		return status;
	if (size < sizeof(numbers))
		return -ENOPROTOOPT;
	*drops = numbers[MEMINFO_DROPS];
	return 0;
}

/* Where the C library loops over sendmsg() instead, as musl does on 64-bit
 * systems, the kernel is asked directly. */
static int send_many(int fd, struct mmsghdr *headers, unsigned count, int flags)
{
#ifdef __GLIBC__
	return sendmmsg(fd, headers, count, flags);
#else
	int sent = (int)syscall(SYS_sendmmsg, fd, headers, count, flags);

	/* Sandboxes refuse calls that they do not know in this way: the
	 * caller's loop tells that from a firewall's word. */
	if (sent < 0 && errno == EPERM)
		errno = ENOSYS;
	return sent;
#endif
}

int sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
			    unsigned count, unsigned flags)
{
	struct mmsghdr headers[SOCK6__CHUNK];
	int sent;

	for (unsigned i = 0; i < count; i++) {
		sock6__posix_header(&headers[i].msg_hdr, &packets[i]);
		headers[i].msg_len = 0;
	}
	sent = send_many(fd, headers, count, sock6__posix_send_flags(flags));
	if (sent < 0)
		return -errno;
	for (int i = 0; i < sent; i++)
		packets[i].result = (int32_t)headers[i].msg_len;
	return sent;
}

/* musl declares the flags unsigned. */
#ifdef __GLIBC__
#define RECEIVE_FLAGS(flags) (flags)
#else
#define RECEIVE_FLAGS(flags) ((unsigned)(flags))
#endif

int sock6__system_receive_many(sock6_fd fd, struct sock6__packet *packets,
			       unsigned count, unsigned flags)
{
	struct mmsghdr headers[SOCK6__CHUNK];
	int how = sock6__posix_receive_flags(flags) | MSG_WAITFORONE;
	int received;

	for (unsigned i = 0; i < count; i++) {
		sock6__posix_header(&headers[i].msg_hdr, &packets[i]);
		headers[i].msg_len = 0;
	}
	received = recvmmsg(fd, headers, count, RECEIVE_FLAGS(how), NULL);
	if (received < 0)
		return -errno;
	for (int i = 0; i < received; i++)
		sock6__posix_received(&packets[i], &headers[i].msg_hdr,
				      (int32_t)headers[i].msg_len);
	return received;
}
