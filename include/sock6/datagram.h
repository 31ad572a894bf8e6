/* SPDX-License-Identifier: MIT */
/* Send and receive one datagram with all that travels beside it. */
#ifndef SOCK6_DATAGRAM_H
#define SOCK6_DATAGRAM_H

#include "base.h"
#include "control.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of a call. */
#define SOCK6_DONT_WAIT 1u /* -EAGAIN rather than waiting */
#define SOCK6_PEEK      2u /* receive: leave it in the queue */

/* Flags of a received message. */
#define SOCK6_TRUNCATED         1 /* the payload was longer than its room */
#define SOCK6_CONTROL_TRUNCATED 2 /* values are missing beside it */
#define SOCK6_NOTICE            4 /* no datagram: a path MTU has shrunk */

/*
 * A datagram, or a run of datagrams of one peer, with its control values.
 * Inputs are never overwritten: an array of these is used again as it is.
 */
struct sock6_message {
	void *data;  /* the payload, or the room for it */
	size_t size; /* of data, in bytes; at most INT_MAX */
	const struct sock6_buffer *buffers; /* not NULL: instead of data */
	struct sock6_control *control; /* NULL: no values wanted, or sent */
	struct sockaddr_in6 peer; /* send: family 0 is the connected peer */
	uint32_t buffer_count;
	int32_t result;        /* out: length, or a negative errno value */
	uint16_t segment_size; /* 0: one datagram; else a run of such, the last
				  may be shorter */
	uint16_t flags;        /* out: SOCK6_TRUNCATED ... */
	void *user;            /* the caller's; never read */
};

/**
 * Send one datagram, or one ready-made run.
 *
 * @fd:      an AF_INET6 socket, owned by the caller; shared freely by threads
 * @message: data and size, or buffers and buffer_count: the payload, which may
 *           be empty; peer: where to, family 0 for the connected peer; control:
 *           the values to send, or NULL; segment_size: 0, or the size of each
 *           datagram of a run of UDP datagrams that the payload is cut into;
 *           nothing is written to it
 * @flags:   0 or SOCK6_DONT_WAIT
 *
 * One system call, no retry, never SIGPIPE.  A peer that is IPv4-mapped gets
 * IPv4 control messages, which have no hop limit of 0.  A run of a single
 * datagram leaves as a plain one.
 *
 * Returns the number of payload bytes that were taken, or a negative errno
 * value:
 *   -EINVAL        unknown flags; control values that sock6_control_encode()
 *                  refuses, SOCK6_SEGMENT_SIZE among them (the message has a
 *                  member for it); or the system refuses a value, such as a
 *                  source that is not (or no longer) an address of this host
 *   -EAFNOSUPPORT  the peer's family is neither 0 nor AF_INET6
 *   -EOPNOTSUPP    the system has no name for a control field, or no runs
 *   -EMSGSIZE      longer than INT_MAX, than a datagram, or than the path MTU
 *                  where it may not be fragmented; a run of more than 64
 *                  datagrams or 65507 bytes; more than 1024 buffers; or, on a
 *                  connected socket, an earlier packet-too-big message
 *   -EFAULT        a null buffer with a length
 *   -EAGAIN        not now: SOCK6_DONT_WAIT or a non-blocking socket
 *   -EINTR         a signal came before anything was sent
 *   -EPERM         a firewall refused it; the next one may pass
 *   -ENOBUFS       a queue is full; the next one may pass
 *   -ENETUNREACH, -EHOSTUNREACH, -ECONNREFUSED, -EACCES
 *                  as the route or an earlier ICMPv6 error says
 *   -EDESTADDRREQ  no peer, and the socket is not connected
 *   -ENODEV        there is no such interface
 *   -EBADF, -ENOTSOCK
 *                  @fd is no open socket
 *   other          whatever sendmsg(2) reported
 *
 * Stands on sendmsg(2); RFC 3542, 6; UDP_SEGMENT in udp(7).
 */
SOCK6_API int sock6_send(sock6_fd fd, const struct sock6_message *message,
			 unsigned flags);

/**
 * Receive one datagram, one run, or one path-MTU notice.
 *
 * @fd:      an AF_INET6 socket, owned by the caller; shared freely by threads
 * @message: data and size, or buffers and buffer_count: the room; control:
 *           where the values go, or NULL.  Written on success: result, flags,
 *           segment_size, peer, and what control points at, which is reset
 *           first
 * @flags:   a set of SOCK6_DONT_WAIT and SOCK6_PEEK
 *
 * One system call.  A payload that is longer than the room is cut and flagged
 * SOCK6_TRUNCATED; the result is the number of bytes stored.
 *
 * With SOCK6_OPT_RECEIVE_COALESCING a run of datagrams comes as one message
 * with its segment_size; sock6_message_next() yields the datagrams.  Every
 * room must then hold 65535 bytes, or the system cuts whole runs.
 *
 * With SOCK6_OPT_RECEIVE_PATH_MTU a notice comes as a message of 0 bytes that
 * is flagged SOCK6_NOTICE: control holds only path_mtu and
 * path_mtu_destination, and peer is that destination.  On Linux a notice comes
 * only while SOCK6_OPT_DONT_FRAGMENT is on, and does not make the socket
 * readable: look for it, with SOCK6_DONT_WAIT, after a send has failed with
 * -EMSGSIZE.
 *
 * Returns the length, or a negative errno value:
 *   -EINVAL        unknown flags
 *   -EAGAIN        nothing there: SOCK6_DONT_WAIT or a non-blocking socket
 *   -EINTR         a signal came first
 *   -ECONNREFUSED, -EHOSTUNREACH, -ENETUNREACH
 *                  an earlier ICMPv6 error on a connected socket
 *   -EMSGSIZE      room of more than INT_MAX bytes, or 1024 buffers
 *   -EFAULT        a null buffer with a length
 *   -EBADF, -ENOTSOCK
 *                  @fd is no open socket
 *   -EOPNOTSUPP    this build has no system beneath it
 *   other          whatever recvmsg(2) reported
 *
 * Stands on recvmsg(2); RFC 3542, 6 and 11.3; UDP_GRO in udp(7).
 */
SOCK6_API int sock6_receive(sock6_fd fd, struct sock6_message *message,
			    unsigned flags);

/**
 * How many datagrams a socket has lost for want of room, until now.
 *
 * @fd:    an AF_INET6 datagram or raw socket, owned by the caller
 * @drops: where the number goes, which begins anew beyond UINT32_MAX
 *
 * The same number that SOCK6_DROPS tells, which comes with the next datagram
 * only: what was lost behind the last one is told here.  On Linux a run that is
 * lost as one, with SOCK6_OPT_RECEIVE_COALESCING, counts once.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @drops is null
 *   -ENOPROTOOPT the kernel cannot tell; Linux can since 4.12
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system cannot tell, or this build has none beneath it
 *   other        whatever getsockopt(2) reported
 *
 * Stands on SO_MEMINFO of Linux.
 */
SOCK6_API int sock6_receive_drops(sock6_fd fd, uint32_t *drops);

/**
 * Step through the datagrams of a received message.  Pure.
 *
 * @message:  as received, with contiguous data
 * @offset:   0 before the first call; moved on by each
 * @datagram: where the next one goes, a view into the message's data
 *
 * The same loop serves a single datagram, also an empty one, and a run.  A
 * notice, or a message whose result is an error, has no datagrams.
 *
 * Returns 1 with a datagram, or 0 when there are no more.
 */
SOCK6_API int sock6_message_next(const struct sock6_message *message,
				 size_t *offset, struct sock6_buffer *datagram);

/**
 * Address an answer: to the sender, from the address that it wrote to.  Pure.
 *
 * @reply:    peer is set, and what control points at is reset and then set:
 *            source to the address on which the datagram arrived, unless that
 *            is multicast; the interface only where the answer needs it, for a
 *            link-local or multicast destination.  Other members stay.
 * @received: with the fields SOCK6_DESTINATION and SOCK6_INTERFACE
 *
 * To answer a datagram that came to an IPv4 broadcast address, take
 * SOCK6_SOURCE out of the fields.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL   a null pointer, or @reply has no control
 *   -ENODATA  @received lacks a field; nothing was changed
 */
SOCK6_API int sock6_message_reply(struct sock6_message *reply,
				  const struct sock6_message *received);

#ifdef __cplusplus
}
#endif

#endif
