/* SPDX-License-Identifier: MIT */
/* BPF programs that decide which packets a socket hears, or which socket. */
#ifndef SOCK6_FILTER_H
#define SOCK6_FILTER_H

#include "base.h"
#include "icmp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The longest program, in instructions. */
#define SOCK6_FILTER_MAXIMUM 4096

/* One instruction of classic BPF, laid out as the system's own. */
struct sock6_filter_instruction {
	uint16_t code;
	uint8_t jump_true;
	uint8_t jump_false;
	uint32_t operand;
};

/* What a ready-made program looks at: members of sock6_filter_match.fields. */
#define SOCK6_FILTER_SOURCE_PORT      1u  /* UDP sockets */
#define SOCK6_FILTER_DESTINATION_PORT 2u  /* UDP sockets */
#define SOCK6_FILTER_SOURCE           4u  /* an address, and no IPv4 */
#define SOCK6_FILTER_DESTINATION      8u  /* an address, and no IPv4 */
#define SOCK6_FILTER_FIRST_BYTE       16u /* of the payload */
#define SOCK6_FILTER_ICMP_TYPE        32u /* raw ICMPv6 sockets */

/* Room enough for every ready-made program, in instructions. */
#define SOCK6_FILTER_MATCH_MAXIMUM 80

/* What is to be heard: that for which every field present is so. */
struct sock6_filter_match {
	uint32_t fields; /* a set of SOCK6_FILTER_* */
	uint16_t source_port;
	uint16_t destination_port;
	uint8_t first_byte;      /* compared where first_byte_mask has bits */
	uint8_t first_byte_mask; /* 0: all of them */
	uint8_t reserved0[2];
	struct in6_addr source;
	struct in6_addr destination; /* a group, such as one of many joined */
	struct sock6_icmp_filter icmp_types; /* those it does not block */
	uint32_t reserved1;
	uint64_t reserved[4];
};

/**
 * Write a program that lets through what matches.  Pure.
 *
 * @program:  where it goes; owned by the caller
 * @room:     for how many instructions; SOCK6_FILTER_MATCH_MAXIMUM are always
 *            enough
 * @match:    what is to be heard; without a field, everything
 * @protocol: of the socket: 17 for a UDP socket, else that of a raw socket
 *
 * A packet that is too short to be looked at is not heard.
 *
 * Returns the number of instructions, to be given to sock6_filter_attach(), or
 * a negative errno value:
 *   -EINVAL  an unknown field, or one that a socket of @protocol cannot be
 *            asked about; or @protocol is not 1 to 255
 *   -ENOSPC  @room is too small; nothing was written
 *
 * Stands on classic BPF, as in bpf(4) of the BSDs and socket(7) of Linux.
 */
SOCK6_API int sock6_filter_build(struct sock6_filter_instruction *program,
				 unsigned room,
				 const struct sock6_filter_match *match,
				 int protocol);

/**
 * Put a program on a socket, in place of the one it has.
 *
 * @fd:      a socket, owned by the caller
 * @program: copied; on a UDP socket it sees the UDP header at offset 0, on a
 *           raw socket what the socket would deliver
 * @count:   of instructions, 1 to SOCK6_FILTER_MAXIMUM
 *
 * What was received before stays in the queue, unfiltered.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @program is null, empty, too long, or no valid program
 *   -EPERM       the filter of @fd is locked
 *   -ENOMEM      the system has no memory for it (sysctl net.core.optmem_max)
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no filters on sockets
 *
 * Stands on SO_ATTACH_FILTER in socket(7).
 */
SOCK6_API int sock6_filter_attach(
	sock6_fd fd, const struct sock6_filter_instruction *program,
	unsigned count);

/**
 * Take the program of a socket away.
 *
 * @fd: a socket, owned by the caller
 *
 * Returns 0, or a negative errno value:
 *   -ENOENT      there is no program
 *   -EPERM       the filter of @fd is locked
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no filters on sockets
 *
 * Stands on SO_DETACH_FILTER in socket(7).
 */
SOCK6_API int sock6_filter_detach(sock6_fd fd);

/**
 * Keep the program of a socket as it is, for good.
 *
 * @fd: a socket, owned by the caller
 *
 * From then on sock6_filter_attach() and sock6_filter_detach() answer -EPERM,
 * in every process that has the socket.
 *
 * Returns 0, or a negative errno value:
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no filters on sockets
 *
 * Stands on SO_LOCK_FILTER in socket(7).
 */
SOCK6_API int sock6_filter_lock(sock6_fd fd);

/**
 * Put a program on a socket that the system has loaded before.
 *
 * @fd:         a socket, owned by the caller
 * @program_fd: of an eBPF program for sockets, owned by the caller; the socket
 *              keeps the program when it is closed
 *
 * It takes the place of the program that the socket has, and is taken away like
 * one, with sock6_filter_detach().
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @program_fd is of another kind of program
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket, or @program_fd not open
 *   -EPERM       the filter of @fd is locked
 *   -ENOMEM      the system has no memory for it
 *   -EOPNOTSUPP  the system has no such programs
 *
 * Stands on SO_ATTACH_BPF in socket(7); bpf(2).
 */
SOCK6_API int sock6_filter_attach_loaded(sock6_fd fd, int program_fd);

/**
 * Choose by a program which of the sockets that share a port hears a datagram.
 *
 * @fd:      one of the sockets, with SOCK6_OPT_REUSE_PORT, bound or about to
 *           be; owned by the caller.  The program is that of all of them
 * @program: copied; on UDP sockets it sees the payload at offset 0.  It returns
 *           the number of a socket, from 0, in the order in which they were
 *           bound; for a number that there is not the system chooses by hash
 * @count:   of instructions, 1 to SOCK6_FILTER_MAXIMUM
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @program is null, empty, too long, or no valid program; or @fd
 *                does not share a port
 *   -ENOMEM      the system has no memory for it
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no such programs
 *
 * Stands on SO_ATTACH_REUSEPORT_CBPF in socket(7).
 */
SOCK6_API int sock6_filter_steer(sock6_fd fd,
				 const struct sock6_filter_instruction *program,
				 unsigned count);

/**
 * The same by a program that the system has loaded before.
 *
 * @fd:         as for sock6_filter_steer()
 * @program_fd: of an eBPF program for sockets or for sharing ports, owned by the
 *              caller
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @program_fd is of another kind of program, or @fd does not
 *                share a port
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket, or @program_fd not open
 *   -ENOMEM      the system has no memory for it
 *   -EOPNOTSUPP  the system has no such programs
 *
 * Stands on SO_ATTACH_REUSEPORT_EBPF in socket(7); bpf(2).
 */
SOCK6_API int sock6_filter_steer_loaded(sock6_fd fd, int program_fd);

/**
 * Let the system choose again which of the sockets that share a port hears a
 * datagram.
 *
 * @fd: one of the sockets, owned by the caller
 *
 * Returns 0, or a negative errno value:
 *   -ENOENT      there is no program
 *   -EINVAL      @fd does not share a port
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  the system has no such programs
 *
 * Stands on SO_DETACH_REUSEPORT_BPF in socket(7).
 */
SOCK6_API int sock6_filter_unsteer(sock6_fd fd);

#ifdef __cplusplus
}
#endif

#endif
