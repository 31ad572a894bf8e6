/* SPDX-License-Identifier: MIT */
/*
 * Hosts of the lab that lab.sh has built, from within one test program.
 *
 * A socket stays in the network namespace in which it was opened, so a single
 * thread opens a socket on each host and then lets them talk. The thread is
 * kept on one processor: what it sends over veth links is then received in the
 * order in which it was sent, and "did not arrive" is decided by the arrival of
 * something that was sent later, never by waiting.
 */
#ifndef LAB_HOST_H
#define LAB_HOST_H

#include <netinet/in.h>
#include <stdint.h>

#include "sock6.h"

/* How long anything that must come is waited for, in nanoseconds. */
#define LAB_PATIENCE INT64_C(20000000000)

/* The port that the tests use where any would do. */
#define LAB_PORT 20006

/* Whether lab.sh runs this program in that topology; also pins it. */
int lab_begin(const char *topology);

/* Moves this thread to a host; ends the program when there is none. */
void lab_enter(const char *host);

/* The index of a host's interface; ends the program when there is none. */
uint32_t lab_index(const char *host, const char *interface);

struct in6_addr lab_in6(const char *text);
struct sockaddr_in6 lab_peer(const char *text, uint16_t port,
			     uint32_t scope_id);

/* A UDP socket on a host, or a multicast one that shares its port; these end
 * the program when they fail. Port 0: the system chooses. */
sock6_fd lab_udp(const char *host, const char *local, uint16_t port);
sock6_fd lab_multicast(const char *host, uint16_t port);

/* A raw socket on a host; ends the program when that fails. */
sock6_fd lab_raw(const char *host, int protocol);

/* The local port of a socket. */
uint16_t lab_port(sock6_fd fd);

/* Writes into a file of the host, such as "net/ipv6/conf/all/forwarding":
 * 0 or -1. */
int lab_sysctl(const char *host, const char *path, const char *value);

/* Runs a shell command on a host; its exit status. */
int lab_shell(const char *host, const char *command);

/* Sends text; returns what sock6_send() does. */
int lab_send(sock6_fd fd, const char *text, const struct sockaddr_in6 *peer,
	     const struct sock6_control *control);

/* What lab_receive() got. */
struct lab_datagram {
	char text[2048]; /* ends with NUL */
	struct sock6_control control;
	struct sockaddr_in6 peer;
	int flags;
};

/* Waits with a bound; the length or a negative errno value. */
int lab_receive(sock6_fd fd, struct lab_datagram *datagram);

/* Whether the next datagram is this text; prints what else it is. */
int lab_hears(sock6_fd fd, const char *text);

#endif
