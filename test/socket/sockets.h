/* SPDX-License-Identifier: MIT */
/*
 * Sockets of the real kernel for the tests of this folder: a pair over ::1,
 * messages for it, and an interface for interface-local groups.
 *
 * Include it first: it asks the C library for all that it has.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "sock6.h"

/* Far longer than anything here takes: only a hang meets it. */
#define PATIENCE INT64_C(20000000000)

struct pair {
	sock6_fd receiver, sender;
	struct sockaddr_in6 to, from; /* where they are bound */
};

static inline struct sockaddr_in6 address_of(const char *text)
{
	struct sockaddr_in6 address;

	if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) < 0)
		abort(); /* a slip in a test */
	return address;
}

/* Where a socket is bound; family 0 when it cannot be told. */
static inline struct sockaddr_in6 local_of(sock6_fd fd)
{
	struct sockaddr_in6 address;
	socklen_t length = sizeof(address);

	memset(&address, 0, sizeof(address));
	if (getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		memset(&address, 0, sizeof(address));
	return address;
}

static inline sock6_fd udp_at(const char *text, unsigned flags)
{
	struct sockaddr_in6 local = address_of(text);
	sock6_fd fd = SOCK6_INVALID;

	return sock6_udp_open(&fd, &local, flags) < 0 ? SOCK6_INVALID : fd;
}

/* Why no test of sockets can run here; NULL when they can. */
static inline const char *no_sockets(void)
{
	struct sockaddr_in6 local = address_of("::1");
	static char reason[80];
	sock6_fd fd;
	int status = sock6_udp_open(&fd, &local, 0);

	if (status == -EOPNOTSUPP)
		return "this build has no system beneath it";
	if (status < 0) {
		snprintf(reason, sizeof(reason), "no UDP socket on ::1: %s",
			 sock6_status_name(status));
		return reason;
	}
	sock6_close(fd);
	return NULL;
}

/* Two sockets on the loopback address of one family; 0 on failure. */
static inline int pair_open_at(struct pair *pair, const char *text,
			       unsigned flags)
{
	pair->receiver = udp_at(text, flags);
	pair->sender = udp_at(text, flags);
	if (pair->receiver == SOCK6_INVALID || pair->sender == SOCK6_INVALID)
		return 0;
	pair->to = local_of(pair->receiver);
	pair->from = local_of(pair->sender);
	return 1;
}

static inline int pair_open(struct pair *pair)
{
	return pair_open_at(pair, "::1", 0);
}

static inline void pair_close(struct pair *pair)
{
	sock6_close(pair->receiver);
	sock6_close(pair->sender);
}

static inline int connect_to(sock6_fd fd, const struct sockaddr_in6 *peer)
{
	return connect(fd, (const struct sockaddr *)peer, sizeof(*peer)) < 0
		       ? -errno
		       : 0;
}

static inline struct sock6_message outgoing(const void *data, size_t size,
					    const struct sockaddr_in6 *peer,
					    struct sock6_control *control)
{
	struct sock6_message message;

	memset(&message, 0, sizeof(message));
	message.data = (void *)(uintptr_t)data;
	message.size = size;
	message.control = control;
	if (peer)
		message.peer = *peer;
	return message;
}

static inline struct sock6_message incoming(void *room, size_t size,
					    struct sock6_control *control)
{
	return outgoing(room, size, NULL, control);
}

/* Receives what is on its way; -ETIMEDOUT when nothing comes. */
static inline int receive_soon(sock6_fd fd, struct sock6_message *message)
{
	int status = sock6_wait(fd, SOCK6_READABLE, sock6_now() + PATIENCE);

	return status < 0 ? status
			  : sock6_receive(fd, message, SOCK6_DONT_WAIT);
}

static inline int send_text(sock6_fd fd, const char *text,
			    const struct sockaddr_in6 *peer,
			    struct sock6_control *control)
{
	struct sock6_message message =
		outgoing(text, strlen(text), peer, control);

	return sock6_send(fd, &message, 0);
}

/*
 * Whether the very next datagram is this one.  What must not arrive is tested
 * so: it is sent first, then one that must, which has to come first.
 */
static inline int next_is(sock6_fd fd, const char *text)
{
	char room[100];
	struct sock6_message message = incoming(room, sizeof(room), NULL);
	int length = receive_soon(fd, &message);

	if (length >= 0 && (size_t)length == strlen(text) &&
	    memcmp(room, text, (size_t)length) == 0)
		return 1;
	printf("# received %d: \"%.*s\"\n", length, length < 0 ? 0 : length,
	       room);
	return 0;
}

static inline unsigned open_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* The first interface that carries multicast; 0 when there is none. */
static inline uint32_t multicast_interface(void)
{
	static struct sock6_interface list[64];
	const uint32_t needed = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;
	int count = sock6_interface_list(list, 64);

	for (int i = 0; i < count && i < 64; i++)
		if ((list[i].state & needed) == needed &&
		    !(list[i].state & SOCK6_INTERFACE_LOOPBACK))
			return list[i].index;
	return 0;
}

#define NO_MULTICAST "no interface is up and carries multicast"

#endif
