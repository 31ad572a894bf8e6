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
 * What one thread has learnt about one socket.  All zero is valid.  A
 * descriptor may be shared by threads, one of these may not.
 */
struct sock6_io {
	uint64_t optional; /* fields that may be left out when refused */
	uint64_t refused;  /* fields that were found refused */
	uint32_t off;      /* SOCK6_COALESCE, SOCK6_MANY: not to be used */
	int32_t reason;    /* the last refusal, a negative errno value */
	uint32_t segment_limit;
	uint32_t retry_after;
	uint64_t coalesced;   /* datagrams that left as part of a run */
	uint64_t resent;      /* datagrams sent again on their own */
	void *control_buffer; /* receive: more room for control messages, the */
	size_t control_size;  /* caller's; shared out among the messages */
	void (*system[2])(void); /* the system's; leave as they are */
	uint64_t reserved[4];
};

/**
 * Send many datagrams.
 *
 * @fd:       an AF_INET6 socket, owned by the caller; shared freely by threads
 * @io:       what this thread has learnt about @fd, or NULL to learn nothing
 * @messages: each as for sock6_send(); owned by the caller; result is written
 *            for those that were sent
 * @count:    how many; 0 does nothing
 * @flags:    0 or SOCK6_DONT_WAIT
 *
 * Chunks of up to 64 messages leave in one system call each, where the system
 * can.  When a message fails the call ends with the number sent before it: go
 * on from there, and the error comes as the result of that call.
 *
 * Returns the number of messages sent, the prefix of @messages whose results
 * are valid, or, when the first one fails, a negative errno value that is also
 * its result: those of sock6_send().
 *
 * Stands on sendmmsg(2), and on sendmsg(2) where there is none.
 */
SOCK6_API int sock6_send_batch(sock6_fd fd, struct sock6_io *io,
			       struct sock6_message *messages, unsigned count,
			       unsigned flags);

/**
 * Receive many datagrams.
 *
 * @fd:       an AF_INET6 socket, owned by the caller; shared freely by threads
 * @io:       what this thread has learnt about @fd, or NULL; its
 *            control_buffer, where set, is used for control messages instead
 *            of 320 bytes a message
 * @messages: each as for sock6_receive(); owned by the caller
 * @count:    how many fit; 0 does nothing
 * @flags:    0 or SOCK6_DONT_WAIT
 *
 * Waits for the first one, then takes what is ready.  No more than 64 come
 * with one system call.
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
