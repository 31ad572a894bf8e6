/* SPDX-License-Identifier: MIT */
/* Send and receive many datagrams in few system calls. */
#ifndef SOCK6_BATCH_H
#define SOCK6_BATCH_H

#include "base.h"
#include "datagram.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Ways of the system to do many at once: members of sock6_io.off. */
#define SOCK6_COALESCE 1u /* runs of datagrams as one send */
#define SOCK6_MANY     2u /* several messages in one system call */

/*
 * What one thread has learnt about one socket.  All zero is valid, and forgets
 * everything.  A descriptor may be shared by threads, one of these may not.
 */
struct sock6_io {
	uint64_t optional; /* fields that may be left out when refused */
	uint64_t refused;  /* fields that were found refused */
	uint32_t off;      /* SOCK6_COALESCE, SOCK6_MANY: not to be used */
	int32_t reason;    /* the last refusal, a negative errno value */
	uint32_t
		segment_limit; /* longer datagrams are not coalesced; 0: none */
	uint32_t retry_after;  /* runs to send singly before the next try */
	uint64_t coalesced;    /* datagrams that left as part of a run */
	uint64_t resent;       /* datagrams sent again on their own */
	void *control_buffer; /* receive: the caller's room for control messages, */
	size_t control_size; /* shared out, where that gives each over 320 bytes */
	void (*system[2])(void); /* the system's; leave as they are */
	uint32_t probed;         /* SOCK6_COALESCE: the socket was asked */
	int32_t pending;         /* receive: an error for the next call */
	uint64_t reserved[3];
};

/**
 * Send many datagrams.
 *
 * @fd:       an AF_INET6 socket, owned by the caller; shared freely by threads
 * @io:       what this thread has learnt about @fd, read and written; or NULL
 *            to learn nothing, and then nothing is coalesced unasked
 * @messages: each as for sock6_send(), but a run may be of any length up to
 *            INT_MAX; owned by the caller; result is written for those sent
 * @count:    how many; 0 does nothing
 * @flags:    0 or SOCK6_DONT_WAIT
 *
 * Neighbours with the same peer, the same control values and the same size, of
 * which the last may be shorter, leave as one run, without being copied: up to
 * 64 datagrams and 65507 bytes.  So do the parts of a ready-made run.  Up to 64
 * runs and single datagrams leave in one system call.  With an @io the first
 * call makes one more, to ask whether the socket has runs.
 *
 * When a message fails the call ends with the number sent before it: go on
 * from there, and the error comes as the result of that call.  A ready-made run
 * of which only a part was taken counts as sent, with that part as its result:
 * go on behind it.
 *
 * Nothing is retried but two things.  A run that is refused with -EINVAL, -EIO
 * or -EMSGSIZE is sent again as single datagrams; when those pass, @io
 * remembers it: a segment_limit where the size may be at fault, else
 * retry_after, as a route or an adapter may refuse runs at any time.  And where
 * a datagram is refused with -EINVAL, -EIO or -EOPNOTSUPP that carries fields
 * which @io lists as optional, it is sent without them, and those with which it
 * passed are added to refused and left out from then on.  -EPERM, -ENOBUFS,
 * -EAGAIN and -EINTR are returned as they are: the same message may pass next
 * time.
 *
 * Returns the number of messages sent, the prefix of @messages whose results
 * are valid, or, when the first one fails, a negative errno value that is also
 * its result: those of sock6_send().
 *
 * Stands on sendmmsg(2), and on sendmsg(2) where there is none; UDP_SEGMENT in
 * udp(7).
 */
SOCK6_API int sock6_send_batch(sock6_fd fd, struct sock6_io *io,
			       struct sock6_message *messages, unsigned count,
			       unsigned flags);

/**
 * Receive many datagrams.
 *
 * @fd:       an AF_INET6 socket, owned by the caller; shared freely by threads
 * @io:       what this thread has learnt about @fd, or NULL; its
 *            control_buffer is used for control messages where it gives each
 *            message of the chunk more than the 320 bytes that it has anyway
 * @messages: each as for sock6_receive(); owned by the caller
 * @count:    how many fit; 0 does nothing
 * @flags:    0 or SOCK6_DONT_WAIT
 *
 * Waits for the first one, then takes what is ready.  No more than 64 come
 * with one system call.  An error that comes behind the first of them ends the
 * call; the next one with the same @io returns it, without @io it is lost.  With SOCK6_OPT_RECEIVE_COALESCING a run stays one
 * message, see sock6_receive(); the same loop over sock6_message_next() serves
 * with and without it.
 *
 * Returns the number of messages received, the prefix of @messages whose
 * outputs are valid, or a negative errno value: those of sock6_receive().
 *
 * Stands on recvmmsg(2), and on recvmsg(2) where there is none.
 */
SOCK6_API int sock6_receive_batch(sock6_fd fd, struct sock6_io *io,
				  struct sock6_message *messages,
				  unsigned count, unsigned flags);

#ifdef __cplusplus
}
#endif

#endif
