/* SPDX-License-Identifier: MIT */
/* Extension headers of a socket: of all that it sends, or of one datagram. */
#ifndef SOCK6_EXTENSION_SOCKET_H
#define SOCK6_EXTENSION_SOCKET_H

#include "base.h"
#include "datagram.h"
#include "extension.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The most headers of one datagram that is sent: one of each type. */
#define SOCK6_EXTENSION_SEND_MAXIMUM 4

/* Room for received control messages with four headers of any size. */
#define SOCK6_EXTENSION_CONTROL_SIZE 8576

/**
 * Set or clear a header that everything carries which a socket sends.
 *
 * @fd:     an AF_INET6 socket, owned by the caller
 * @type:   SOCK6_EXTENSION_HOP_BY_HOP, SOCK6_EXTENSION_DESTINATION,
 *          SOCK6_EXTENSION_ROUTING, or
 *          SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING
 * @header: all of it; the system writes its next header.  NULL when @size is 0
 * @size:   of @header, a multiple of 8; 0 clears it
 *
 * Datagrams that bring a header of that type of their own have that one.
 * Destination options before routing are sent only where there is a routing
 * header.  Linux writes the peer of a datagram into the place of the last
 * segment, and the destination of the packet is the segment that segments_left
 * tells.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @type is none of these; @header is null and @size is not 0;
 *                @size is not what @header says; a routing header of type 0; or
 *                the system refuses what it holds
 *   -EPERM       options need a privilege, also to clear them: on Linux
 *                CAP_NET_RAW
 *   -ENOBUFS, -ENOMEM
 *                the system has no memory for it
 *   -EOPNOTSUPP  the system has no name for the header
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on IPV6_HOPOPTS, IPV6_DSTOPTS, IPV6_RTHDR and IPV6_RTHDRDSTOPTS;
 * RFC 3542, 7 to 9; RFC 5095.
 */
SOCK6_API int sock6_extension_set(sock6_fd fd, int type, const void *header,
				  size_t size);

/**
 * Get a header that sock6_extension_set() has set.
 *
 * @fd:     an AF_INET6 socket, owned by the caller
 * @type:   as for sock6_extension_set()
 * @header: where it goes; owned by the caller
 * @size:   of @header in bytes; SOCK6_EXTENSION_SIZE_MAXIMUM is enough
 *
 * Returns the size of the header, 0 when none is set, or a negative errno
 * value:
 *   -EINVAL      @type is none of these, or @header is null
 *   -ENOSPC      @size is too small
 *   -EOPNOTSUPP  the system has no name for the header
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever getsockopt(2) reported
 *
 * Stands on RFC 3542, 7 to 9.
 */
SOCK6_API int sock6_extension_get(sock6_fd fd, int type, void *header,
				  size_t size);

/**
 * Add a header to control messages, for a program that calls sendmsg(2)
 * itself.  Pure.
 *
 * @buffer:    the messages, as sock6_control_encode() has written them; of any
 *             alignment; owned by the caller
 * @size:      of @buffer in bytes
 * @used:      of these, what sock6_control_encode() or this call returned
 * @extension: type, as for sock6_extension_set(); data and size of the header
 *
 * Returns how many bytes are used, or a negative errno value:
 *   -EINVAL      the type is none of these; the size is not what the header
 *                says; or a routing header of type 0
 *   -EOPNOTSUPP  the system has no name for the header
 *   -ENOSPC      @size is too small; @buffer is untouched
 *
 * Stands on RFC 3542, 7 to 9; cmsg(3).
 */
SOCK6_API int sock6_extension_control_append(
	void *buffer, size_t size, size_t used,
	const struct sock6_extension *extension);

/**
 * Step through the headers among received control messages.  Pure.
 *
 * @buffer:    the messages, of any alignment; any bytes are survived
 * @size:      of @buffer in bytes
 * @offset:    0 before the first call; moved on by each
 * @extension: where the next header goes, a view of @buffer
 *
 * The headers come in the order of the packet.  Which destination options stood
 * before a routing header is told by that order on Linux, by the type where the
 * system tells.
 *
 * Returns 1 with a header, 0 when there are no more, or a negative errno value:
 *   -EBADMSG  the bytes end within a message, or a message within its header
 *
 * Stands on RFC 3542, 7 to 9; cmsg(3).
 */
SOCK6_API int sock6_extension_control_next(const void *buffer, size_t size,
					   size_t *offset,
					   struct sock6_extension *extension);

/**
 * Send one datagram, or one ready-made run, with headers of its own.
 *
 * @fd:         an AF_INET6 socket, owned by the caller; shared freely by
 *              threads
 * @message:    as for sock6_send()
 * @extensions: type, data and size of each; at most one of a type; NULL when
 *              @count is 0
 * @count:      how many, at most SOCK6_EXTENSION_SEND_MAXIMUM
 * @flags:      0 or SOCK6_DONT_WAIT
 *
 * One system call.  Of routing headers Linux takes beside a datagram only those
 * of type 2, where it was built for mobility; a segment routing header goes
 * with sock6_extension_set().
 *
 * Returns the number of payload bytes that were taken, or a negative errno
 * value, those of sock6_send() and:
 *   -EINVAL      too many headers; what sock6_extension_control_append() finds
 *                wrong; or the peer is IPv4-mapped, and there is a header
 *   -EPERM       options need a privilege: on Linux CAP_NET_RAW
 *   -EMSGSIZE    with its headers the datagram is too long
 *
 * Stands on sendmsg(2); RFC 3542, 6 to 9.
 */
SOCK6_API int sock6_extension_send(sock6_fd fd,
				   const struct sock6_message *message,
				   const struct sock6_extension *extensions,
				   unsigned count, unsigned flags);

/**
 * Receive one datagram and leave all that came beside it to the caller.
 *
 * @fd:       an AF_INET6 socket, owned by the caller; shared freely by threads
 * @message:  as for sock6_receive()
 * @buffer:   room for the control messages; SOCK6_EXTENSION_CONTROL_SIZE is
 *            ample; owned by the caller
 * @size:     of @buffer in bytes; on success, of what is there.  Beyond 65535
 *            nothing is used
 * @flags:    as for sock6_receive()
 *
 * As sock6_receive(), and then sock6_extension_control_next() yields the
 * headers.  They come where SOCK6_OPT_RECEIVE_HOP_BY_HOP,
 * SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS or SOCK6_OPT_RECEIVE_ROUTING_HEADER
 * asks for them.  What found no room is flagged SOCK6_CONTROL_TRUNCATED.
 *
 * Returns the length, or a negative errno value: those of sock6_receive().
 *
 * Stands on recvmsg(2); RFC 3542, 6 to 9.
 */
SOCK6_API int sock6_extension_receive(sock6_fd fd,
				      struct sock6_message *message,
				      void *buffer, size_t *size,
				      unsigned flags);

#ifdef __cplusplus
}
#endif

#endif
