/* SPDX-License-Identifier: MIT */
/* What travels beside a datagram: values, not control messages. */
#ifndef SOCK6_CONTROL_H
#define SOCK6_CONTROL_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One bit a member of struct sock6_control: set, the member holds a value, so
 * that 0 is a value like any other.
 */
#define SOCK6_TRAFFIC_CLASS        (UINT64_C(1) << 0)
#define SOCK6_HOP_LIMIT            (UINT64_C(1) << 1)
#define SOCK6_SOURCE               (UINT64_C(1) << 2)
#define SOCK6_DESTINATION          (UINT64_C(1) << 3)
#define SOCK6_INTERFACE            (UINT64_C(1) << 4)
#define SOCK6_FLOW_LABEL           (UINT64_C(1) << 5)
#define SOCK6_NEXT_HOP             (UINT64_C(1) << 6)
#define SOCK6_PATH_MTU             (UINT64_C(1) << 7)
#define SOCK6_PATH_MTU_DESTINATION (UINT64_C(1) << 8)
#define SOCK6_FRAGMENT_SIZE        (UINT64_C(1) << 9)
#define SOCK6_RECEIVED             (UINT64_C(1) << 10)
#define SOCK6_RECEIVED_HARDWARE    (UINT64_C(1) << 11)
#define SOCK6_DROPS                (UINT64_C(1) << 12)
#define SOCK6_MARK                 (UINT64_C(1) << 13)
#define SOCK6_LAUNCH               (UINT64_C(1) << 14)
#define SOCK6_TRANSMIT_ID          (UINT64_C(1) << 15)
#define SOCK6_SEGMENT_SIZE         (UINT64_C(1) << 16)

/* The fields that can be sent, and those that can be asked for. */
#define SOCK6_CONTROL_SEND                                                  \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE |             \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_NEXT_HOP | SOCK6_MARK | \
	 SOCK6_LAUNCH | SOCK6_TRANSMIT_ID | SOCK6_SEGMENT_SIZE)
#define SOCK6_CONTROL_RECEIVE                                             \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION |      \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_PATH_MTU |            \
	 SOCK6_FRAGMENT_SIZE | SOCK6_RECEIVED | SOCK6_RECEIVED_HARDWARE | \
	 SOCK6_DROPS | SOCK6_MARK)

/* The same size and layout on every ABI.  All zero: no field. */
struct sock6_control {
	uint64_t fields;       /* which members hold a value */
	uint32_t ifindex;      /* INTERFACE: send through, arrived on; 0: any */
	uint32_t flow_label;   /* FLOW_LABEL: 0..0xfffff (RFC 6437) */
	uint32_t path_mtu;     /* PATH_MTU: bytes, with the IPv6 header */
	uint32_t drops;        /* DROPS: lost on this socket so far */
	uint32_t transmit_id;  /* TRANSMIT_ID: comes back with a timestamp */
	uint32_t mark;         /* MARK: the packet mark of the system */
	uint8_t traffic_class; /* TRAFFIC_CLASS: DSCP and ECN bits */
	uint8_t hop_limit;     /* HOP_LIMIT */
	uint16_t fragment_size; /* FRAGMENT_SIZE: bytes of the largest one */
	uint16_t segment_size;  /* SEGMENT_SIZE: bytes a datagram of a run */
	uint16_t reserved0;
	int64_t received;            /* RECEIVED: ns since 1970, by software */
	int64_t received_hardware;   /* RECEIVED_HARDWARE: ns, by the adapter */
	int64_t launch;              /* LAUNCH: ns, not to leave before */
	struct in6_addr source;      /* SOURCE; IPv4 as ::ffff:a.b.c.d */
	struct in6_addr destination; /* DESTINATION: as in the packet */
	struct in6_addr next_hop;    /* NEXT_HOP */
	struct in6_addr path_mtu_destination; /* PATH_MTU_DESTINATION */
	uint64_t reserved[8];
};

/* Room for the longest text that sock6_control_format() writes, with NUL. */
#define SOCK6_CONTROL_TEXT_SIZE 512

/**
 * Ask for what is to be told with every datagram that a socket receives.
 *
 * @fd:      an AF_INET6 datagram or raw socket, owned by the caller
 * @fields:  the whole wanted set, of SOCK6_CONTROL_RECEIVE: these are switched
 *           on and all others off, for IPv6 and, on a dual-stack socket, for
 *           IPv4 traffic; 0 switches all off
 * @granted: NULL: a field that cannot be had fails the call; else such a field
 *           is left out, and the set that will come is stored here
 *
 * One system switch serves SOCK6_DESTINATION and SOCK6_INTERFACE: asked for
 * one of them, both come.  SOCK6_PATH_MTU comes as a notice of its own, see
 * sock6_receive().  When the call fails the switches are put back as they were.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      a bit of @fields is not in SOCK6_CONTROL_RECEIVE
 *   -EOPNOTSUPP  the system has no name for a field, and @granted is null
 *   -ENOPROTOOPT the kernel, or this type of socket, does not know a field,
 *                and @granted is null; or @fd is not an AF_INET6 socket
 *   -EPERM       a field needs a privilege, and @granted is null
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   other        whatever setsockopt(2) reported
 *
 * Stands on setsockopt(2); RFC 3542, 4.1, 6.1 to 6.3, 11.3.
 */
SOCK6_API int sock6_control_request(sock6_fd fd, uint64_t fields,
				    uint64_t *granted);

/**
 * How many bytes of control messages a set of fields takes.
 *
 * @fields:   of SOCK6_CONTROL_SEND or SOCK6_CONTROL_RECEIVE
 * @families: a set of SOCK6_IPV6 and SOCK6_IPV4
 *
 * Enough for sock6_control_encode() of the same arguments, and for what the
 * system delivers when the same fields were asked for.
 *
 * Returns the number of bytes, or a negative errno value:
 *   -EINVAL      an unknown bit, or no family
 *   -EOPNOTSUPP  the system has no name for a field
 */
SOCK6_API int sock6_control_space(uint64_t fields, unsigned families);

/**
 * Write the control messages that send a set of values.  Pure.
 *
 * @buffer:   where they go, of any alignment; owned by the caller
 * @size:     of @buffer in bytes
 * @control:  the values; its fields are of SOCK6_CONTROL_SEND
 * @families: what the datagram will be: SOCK6_IPV6, SOCK6_IPV4 for a peer that
 *            is IPv4-mapped, both where a connected socket's peer is unknown
 *
 * One message a value at the most; source and interface share one.  With both
 * families each value is written for both, but a source only for its own.
 *
 * Returns the number of bytes, 0 when there is no field, or a negative errno
 * value:
 *   -EINVAL      a field cannot be sent or is unknown; a flow label above
 *                0xfffff; a segment size of 0; a source or next hop that is
 *                multicast or not of @families; no family or an unknown one
 *   -EOPNOTSUPP  the system has no name for a field
 *   -ENOSPC      @size is too small; @buffer is untouched
 *
 * Stands on RFC 3542, 20.2 and 6; ip(7) for IPv4.
 */
SOCK6_API int sock6_control_encode(void *buffer, size_t size,
				   const struct sock6_control *control,
				   unsigned families);

/**
 * Read control messages as the system delivers them.  Pure.
 *
 * @control: where the values go; it is reset first
 * @buffer:  the messages, of any alignment; any bytes are survived
 * @size:    of @buffer in bytes
 *
 * Messages that are unknown here are skipped.  Both layouts of timestamps are
 * read, with 32-bit and with 64-bit seconds.
 *
 * Returns 0, or SOCK6_CONTROL_TRUNCATED when the bytes end within a message or
 * one is shorter than its value: the whole ones before it were read.
 *
 * Stands on RFC 3542, 20.2; cmsg(3).
 */
SOCK6_API int sock6_control_decode(struct sock6_control *control,
				   const void *buffer, size_t size);

/**
 * Write the values that are present as one line of text.
 *
 * @text:    where it goes, with its NUL; owned by the caller
 * @size:    of @text in bytes; SOCK6_CONTROL_TEXT_SIZE is always enough
 * @control: the values
 *
 * Such as "traffic_class=0x28 hop_limit=64 destination=ff02::1 ifindex=2":
 * names are the members', in their order, separated by one space; "none" when
 * no field is present.
 *
 * Returns the length of the text without its NUL, or a negative errno value:
 *   -EINVAL  a null pointer
 *   -ENOSPC  @size is too small
 */
SOCK6_API int sock6_control_format(char *text, size_t size,
				   const struct sock6_control *control);

#ifdef __cplusplus
}
#endif

#endif
