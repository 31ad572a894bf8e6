/* SPDX-License-Identifier: MIT */
/* Many packets in one call.  A part of linux.c. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../posix_io.h"

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
