/* SPDX-License-Identifier: MIT */
/*
 * The same by hand: what a careful programmer writes with sendmsg(2) and its
 * kin.  What the kernel leaves alone is set up once; what differs from one
 * datagram to the next, the values beside it, is written for each.
 */
#ifndef RAW_H
#define RAW_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "harness.h"

/* Values of one datagram. */
struct raw_values {
	uint32_t ifindex;
	struct in6_addr address;
	uint8_t traffic_class, hop_limit;
	uint16_t segment_size;
};

#define RAW_ROOM \
	(CMSG_SPACE(sizeof(struct in6_pktinfo)) + 3 * CMSG_SPACE(sizeof(int)))

struct raw_control {
	_Alignas(struct cmsghdr) unsigned char bytes[RAW_ROOM];
};

/* The values to send; a function, so that no compiler knows them. */
struct raw_values raw_values(void);

/* Sets msg_controllen: three messages, and a segment size where it is set. */
void raw_encode(struct msghdr *header, const struct raw_values *values,
		int control);
void raw_decode(struct raw_values *values, struct msghdr *header);

/* Ask for the values with each datagram; for runs where so told. */
void raw_request(int fd, int control, int coalesced);

/* Runs of datagrams, in raw_runs.c. */
void raw_runs_sender(const struct task *task, int fd,
		     const struct sockaddr_in6 *peer);
void raw_runs_send(unsigned count);
void raw_runs_receiver(const struct task *task, int fd);
void raw_runs_receive(struct totals *totals, unsigned count);

#endif
