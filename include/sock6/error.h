/* SPDX-License-Identifier: MIT */
/* The error queue: what became of datagrams that were sent. */
#ifndef SOCK6_ERROR_H
#define SOCK6_ERROR_H

#include "base.h"
#include "datagram.h"

#ifdef __cplusplus
extern "C" {
#endif

/* sock6_error_receive(): records only; leave the pending error where it is. */
#define SOCK6_KEEP_PENDING 4u

/* Where a record comes from. */
enum sock6_error_origin {
	SOCK6_ORIGIN_UNKNOWN = 0,   /* not told, or unknown here */
	SOCK6_ORIGIN_LOCAL = 1,     /* this host refused the datagram */
	SOCK6_ORIGIN_ICMPV6 = 2,    /* an ICMPv6 error (RFC 4443) */
	SOCK6_ORIGIN_ICMPV4 = 3,    /* an ICMP error (RFC 792), dual stack */
	SOCK6_ORIGIN_TRANSMIT = 4,  /* no error: a transmit timestamp */
	SOCK6_ORIGIN_ZERO_COPY = 5, /* no error: the buffers are free again */
	SOCK6_ORIGIN_LAUNCH = 6,    /* a launch time was missed or is wrong */
	SOCK6_ORIGIN_PENDING = 7    /* no record: the socket's pending error */
};

/* How far a datagram had come when its transmit timestamp was taken. */
enum sock6_transmit_stage {
	SOCK6_STAGE_NONE = 0,
	SOCK6_STAGE_SCHEDULED = 1,    /* given to the queue of the interface */
	SOCK6_STAGE_SENT = 2,         /* given to, or sent by, the adapter */
	SOCK6_STAGE_ACKNOWLEDGED = 3, /* TCP: the peer has all of it */
	SOCK6_STAGE_COMPLETED = 4     /* the adapter is done with it */
};

/* One bit a member of struct sock6_error: set, the member holds a value. */
#define SOCK6_ERROR_OFFENDER             (UINT64_C(1) << 0)
#define SOCK6_ERROR_MTU                  (UINT64_C(1) << 1)
#define SOCK6_ERROR_POINTER              (UINT64_C(1) << 2)
#define SOCK6_ERROR_EXTENSION            (UINT64_C(1) << 3)
#define SOCK6_ERROR_EXTENSION_DAMAGED    (UINT64_C(1) << 4)
#define SOCK6_ERROR_TRANSMITTED          (UINT64_C(1) << 5)
#define SOCK6_ERROR_TRANSMITTED_HARDWARE (UINT64_C(1) << 6)
#define SOCK6_ERROR_TRANSMIT_ID          (UINT64_C(1) << 7)
#define SOCK6_ERROR_COPIED               (UINT64_C(1) << 8)
#define SOCK6_ERROR_LAUNCH               (UINT64_C(1) << 9)

/* The same size and layout on every ABI. */
struct sock6_error {
	uint64_t fields; /* which members hold a value, and two bits without
			    one: EXTENSION_DAMAGED, a checksum or a length in
			    the extension is wrong; COPIED, zero copy was not */
	int32_t status;  /* negative errno value; 0: the record is no error */
	uint8_t origin;  /* SOCK6_ORIGIN_* */
	uint8_t type;    /* of ICMPv6 or ICMP: see enum sock6_icmp_type */
	uint8_t code;    /* of the ICMPv6 or ICMP type */
	uint8_t stage;   /* SOCK6_ORIGIN_TRANSMIT: SOCK6_STAGE_* */
	uint32_t mtu;    /* MTU: bytes, with the IP header; as it was claimed */
	uint32_t pointer;          /* POINTER: the offset of what is wrong */
	uint32_t transmit_id;      /* TRANSMIT_ID: of the datagram, 0 where they
				      are not counted; the first of a range */
	uint32_t transmit_id_last; /* TRANSMIT_ID: the last of the range */
	uint32_t extension_offset; /* EXTENSION: within the quoted bytes */
	uint32_t extension_size;   /* EXTENSION: bytes that were stored */
	int64_t transmitted;       /* TRANSMITTED: ns since 1970, by software */
	int64_t transmitted_hardware; /* TRANSMITTED_HARDWARE: ns */
	int64_t launch;               /* LAUNCH: ns, as it was asked for */
	struct sockaddr_in6 offender; /* OFFENDER: who sent the ICMP error; port
					 0; IPv4 as ::ffff:a.b.c.d */
	uint32_t reserved0;
	uint64_t reserved[8];
};

/* Room for the longest text that sock6_error_format() writes, with NUL. */
#define SOCK6_ERROR_TEXT_SIZE 512

/**
 * Ask for error records, for IPv6 and, on a dual-stack socket, for IPv4
 * traffic.
 *
 * @fd: an AF_INET6 socket, owned by the caller
 * @on: 1, or 0 to have them no longer, which empties the queue as well
 *
 * What an error record quotes of the extensions of RFC 4884 is asked for apart,
 * with SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS, and transmit timestamps by
 * SOCK6_OPT_TIMESTAMPING.  When the call fails the switches are put back as
 * they were.
 *
 * Whoever asks has to read: see sock6_error_receive().
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @on is neither 0 nor 1
 *   -EOPNOTSUPP  the system has no error queue
 *   -ENOPROTOOPT @fd is not an AF_INET6 socket
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on IPV6_RECVERR in ipv6(7), IP_RECVERR in ip(7).
 */
SOCK6_API int sock6_error_request(sock6_fd fd, int on);

/**
 * Take the oldest record from the error queue of a socket.
 *
 * @fd:     an AF_INET6 socket, owned by the caller; shared freely by threads
 * @quoted: what was sent.  data and size, or buffers and buffer_count: the room
 *          for its bytes, which may be none; control: where values go that
 *          travelled beside the ICMP error, or NULL.  Written on success:
 *          result, flags, segment_size, what control points at, and peer, the
 *          destination of the datagram, or family 0 where it is not known
 * @error:  where the record goes; it is reset first
 * @flags:  0 or SOCK6_KEEP_PENDING
 *
 * Never waits.  The status is that of the record; errno is not involved.  The
 * quoted bytes are the payload as far as the ICMP error returned it (raw
 * sockets: what follows the IPv6 header); of a transmit timestamp the packet
 * with all its headers, or nothing; of a local refusal nothing.
 *
 * As long as a record or a pending error is left, poll(2) reports POLLERR
 * (sock6_wait() SOCK6_FAULT) at once and for ever.  So whenever it does, call
 * this until it returns -EAGAIN.  When no record is left, the pending error of
 * the socket is taken and comes as a record of SOCK6_ORIGIN_PENDING, once;
 * after -EAGAIN the socket is quiet.  Pending errors without a record have
 * sockets that did not ask for records, or whose queue was full (its bytes
 * count against SOCK6_OPT_RECEIVE_BUFFER).  A TCP socket's pending error is
 * what its next send or receive would report: SOCK6_KEEP_PENDING leaves it.
 *
 * Two system calls at the most: recvmsg(2), and getsockopt(2) where no record
 * is left.
 *
 * Returns 0 with a record, or a negative errno value:
 *   -EAGAIN      no record, and nothing pending (or it was to be left)
 *   -EINVAL      unknown flags
 *   -EMSGSIZE    size is more than INT_MAX, or more than 1024 buffers
 *   -EFAULT      a null buffer with a length
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no error queue
 *   other        whatever recvmsg(2) reported
 *
 * Stands on MSG_ERRQUEUE in recvmsg(2), ipv6(7); SO_ERROR in socket(7); RFC
 * 4443, 2.4; RFC 4884, 7.
 */
SOCK6_API int sock6_error_receive(sock6_fd fd, struct sock6_message *quoted,
				  struct sock6_error *error, unsigned flags);

/**
 * Read an error record from control messages as the system delivers them, for
 * programs that make their own recvmsg(2).  Pure.
 *
 * @error:       where the record goes; it is reset first
 * @control:     the messages, of any alignment; any bytes are survived
 * @size:        of @control in bytes
 * @quoted_size: how many bytes of the datagram were stored; the view of the
 *               extension ends there
 *
 * Returns 0, or a negative errno value; the record is all zero then:
 *   -ENODATA  there is no record among them, or this build has no system
 *             beneath it
 *   -EBADMSG  the bytes end within the record, or it is too short
 *
 * Stands on struct sock_extended_err in ip(7); RFC 3542, 20.2.
 */
SOCK6_API int sock6_error_decode(struct sock6_error *error, const void *control,
				 size_t size, size_t quoted_size);

/**
 * Write a record as one line of text.
 *
 * @text:  where it goes, with its NUL; owned by the caller
 * @size:  of @text in bytes; SOCK6_ERROR_TEXT_SIZE is always enough
 * @error: the record
 *
 * Such as "origin=icmpv6 status=EMSGSIZE type=2 code=0 mtu=1400
 * offender=2001:db8::1", in one line; a zone is written as a number.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_error_format(char *text, size_t size,
				 const struct sock6_error *error);

#ifdef __cplusplus
}
#endif

#endif
