/* SPDX-License-Identifier: MIT */
/*
 * Faults between the library and the system: packets are refused as a test
 * says, and what passes is counted and really sent.
 *
 * The seam of the archive is wrapped, so that this works with every C library.
 */
#ifndef INJECTOR_H
#define INJECTOR_H

#include "socket/sockets.h"

#include "system.h"

#define ALL UINT_MAX

struct injector {
	/* what is refused */
	int error;       /* with this; 0: nothing */
	unsigned at;     /* the packet with this number, and those behind, of
			    the ones that match */
	unsigned times;  /* so many; ALL: for ever */
	int runs_only;   /* matches only runs */
	uint64_t fields; /* matches only what carries one of these */
	size_t size;     /* matches only datagrams longer than this */
	int no_many;     /* the system cannot send many at once */
	unsigned most;   /* takes no more at once; 0: no limit */

	/* what was seen */
	unsigned calls;    /* of the system, also those that failed */
	unsigned matched;  /* packets */
	unsigned runs;     /* that passed */
	unsigned packets;  /* that passed, runs among them */
	unsigned refusals; /* packets */
};

static struct injector injector;

int __real_sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
			      unsigned flags);
int __real_sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
				   unsigned count, unsigned flags);
int __wrap_sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
			      unsigned flags);
int __wrap_sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
				   unsigned count, unsigned flags);

/* 0: a single datagram. */
static inline unsigned injector_segment(const struct sock6__packet *packet)
{
	struct msghdr list;
	uint16_t segment = 0;

	memset(&list, 0, sizeof(list));
	list.msg_control = packet->control;
	list.msg_controllen = packet->control_size;
	for (struct cmsghdr *one = CMSG_FIRSTHDR(&list); one;
	     one = CMSG_NXTHDR(&list, one))
		if (one->cmsg_level == 17 && one->cmsg_type == 103)
			memcpy(&segment, CMSG_DATA(one), sizeof(segment));
	return segment;
}

static inline size_t injector_size(const struct sock6__packet *packet)
{
	size_t size = 0;

	for (unsigned i = 0; i < packet->buffer_count; i++)
		size += packet->buffers[i].size;
	return size;
}

/* What is sent beside a datagram is laid out as what is received, but that a
 * source is told where a destination would be. */
static inline uint64_t injector_fields(const struct sock6__packet *packet)
{
	struct sock6_control control;

	sock6_control_decode(&control, packet->control, packet->control_size);
	if (control.fields & SOCK6_DESTINATION)
		control.fields |= SOCK6_SOURCE;
	return control.fields;
}

static inline int injector_matches(const struct sock6__packet *packet)
{
	unsigned segment = injector_segment(packet);
	size_t size = segment ? segment : injector_size(packet);

	return (!injector.runs_only || segment) &&
	       (!injector.fields ||
		injector_fields(packet) & injector.fields) &&
	       (!injector.size || size > injector.size);
}

static inline int injector_judge(const struct sock6__packet *packet)
{
	unsigned number;

	if (injector.error && injector_matches(packet)) {
		number = injector.matched++;
		if (number >= injector.at &&
		    number - injector.at < injector.times) {
			injector.refusals++;
			return injector.error;
		}
	}
	injector.packets++;
	injector.runs += injector_segment(packet) > 0;
	return 0;
}

int __wrap_sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
			      unsigned flags)
{
	int status = injector_judge(packet);

	injector.calls++;
	return status < 0 ? status
			  : __real_sock6__system_send(fd, packet, flags);
}

/* As sendmmsg(2) does: the error of the first packet only. */
int __wrap_sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
				   unsigned count, unsigned flags)
{
	unsigned passed = 0;
	int status = 0;

	injector.calls++;
	if (injector.no_many)
		return -ENOSYS;
	if (injector.most && count > injector.most)
		count = injector.most;
	while (passed < count && status == 0) {
		status = injector_judge(&packets[passed]);
		passed += status == 0;
	}
	if (passed == 0)
		return status;
	return __real_sock6__system_send_many(fd, packets, passed, flags);
}

#endif
