/* SPDX-License-Identifier: MIT */
/* What every section stands on: the descriptor, the version, a buffer. */
#ifndef SOCK6_BASE_H
#define SOCK6_BASE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A socket that the caller owns.  Compare with SOCK6_INVALID, never with 0.
 * What else depends on whose sockets they are stands here too.
 */
#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
typedef SOCKET sock6_fd;
#define SOCK6_INVALID INVALID_SOCKET
#define SOCK6_API
#else
#include <netinet/in.h>
#include <sys/socket.h>
typedef int sock6_fd;
#define SOCK6_INVALID (-1)
#ifdef __GNUC__
#define SOCK6_API __attribute__((visibility("default")))
#else
#define SOCK6_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* 0xMMmmpp: major, minor, patch.  The build reads the version from here. */
#define SOCK6_VERSION_MAJOR 0
#define SOCK6_VERSION_MINOR 1
#define SOCK6_VERSION_PATCH 0
#define SOCK6_VERSION                                           \
	(SOCK6_VERSION_MAJOR << 16 | SOCK6_VERSION_MINOR << 8 | \
	 SOCK6_VERSION_PATCH)

/* Bytes of the caller's.  Laid out as struct iovec is. */
struct sock6_buffer {
	void *data;
	size_t size;
};

/* Address families, as a set. */
#define SOCK6_IPV6 1u
#define SOCK6_IPV4 2u

#ifdef __cplusplus
}
#endif

#endif
