/* SPDX-License-Identifier: MIT */
/* BPF programs that decide which packets a socket hears. */
#ifndef SOCK6_FILTER_H
#define SOCK6_FILTER_H

#include "base.h"

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

#ifdef __cplusplus
}
#endif

#endif
