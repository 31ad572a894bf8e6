/* SPDX-License-Identifier: MIT */
/* Interfaces and addresses that come, change and go, as events. */
#ifndef SOCK6_MONITOR_H
#define SOCK6_MONITOR_H

#include "base.h"
#include "interface.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The least room for sock6_monitor_read(), in bytes. */
#define SOCK6_MONITOR_ROOM 16384

/* The highest number of a dump. */
#define SOCK6_MONITOR_DUMP_MAXIMUM INT32_MAX

/* What an event tells. */
#define SOCK6_EVENT_INTERFACE      1u /* is there, new or changed, like this */
#define SOCK6_EVENT_INTERFACE_GONE 2u
#define SOCK6_EVENT_ADDRESS        3u /* is there, new or changed, like this */
#define SOCK6_EVENT_ADDRESS_GONE   4u
#define SOCK6_EVENT_DUMPED         5u /* all that was there has been told */
#define SOCK6_EVENT_RESYNC         6u /* something was lost: dump again */

struct sock6_event {
	uint32_t type; /* SOCK6_EVENT_* */
	uint32_t
		dump; /* number of the dump that it belongs to; 0: it is news */
	struct sock6_interface interface;       /* of an interface's event */
	struct sock6_interface_address address; /* of an address's event */
	uint64_t reserved[4];
};

/**
 * Open a monitor: a descriptor that becomes readable when an interface or an
 * address of the system (of the network namespace) has come, changed or gone.
 *
 * @fd:    where the descriptor goes, which the caller owns from then on and
 *         closes with sock6_close()
 * @flags: a set of SOCK6_NON_BLOCKING and SOCK6_DUAL_STACK, which is addresses
 *         of IPv4 too, as ::ffff:a.b.c.d
 *
 * It tells what happens from then on.  What is there already is told when
 * sock6_monitor_dump() has asked for it; between the two nothing is missed.
 * With SOCK6_OPT_RECEIVE_BUFFER more events can wait to be read.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @fd is null, or unknown flags
 *   -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM
 *                the system is out of something
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported
 *
 * Stands on rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_monitor_open(sock6_fd *fd, unsigned flags);

/**
 * Ask a monitor for all that is there.
 *
 * @fd:     of sock6_monitor_open()
 * @number: of this dump, 1 to SOCK6_MONITOR_DUMP_MAXIMUM; not the last one's
 *
 * The answer comes to the monitor, among the news and in the right order with
 * them: an event for each interface, then one for each address, and at the end
 * SOCK6_EVENT_DUMPED, each with the number.  What a program has known before,
 * and has not been told of again by then, is no longer there.
 *
 * SOCK6_EVENT_RESYNC, of this dump or of the news, says that there must be
 * another dump, with another number; SOCK6_EVENT_DUMPED of the last one may
 * then still come and means nothing.
 *
 * Returns 0, or a negative errno value:
 *   -EINVAL      @number is out of range, or @fd is no monitor
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -ENOBUFS     the system is out of memory for the request
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported
 *
 * Stands on rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_monitor_dump(sock6_fd fd, uint32_t number);

/**
 * Read what a monitor has to tell, for sock6_monitor_next().
 *
 * @fd:     of sock6_monitor_open()
 * @buffer: where it goes, owned by the caller; no alignment is needed
 * @size:   of @buffer, SOCK6_MONITOR_ROOM or more
 * @flags:  0 or SOCK6_DONT_WAIT
 *
 * One system call; with the last interface of a dump a second one, which asks
 * for the addresses; after an overflow as many as it takes to leave out what
 * is out of date, which is told as SOCK6_EVENT_RESYNC.  An overflow shows as
 * SOCK6_FAULT in sock6_wait().
 *
 * Returns the number of bytes, which is 0 when they were not from the system
 * and were dropped, or a negative errno value:
 *   -EINVAL      unknown flags
 *   -ENOSPC      @size is less than SOCK6_MONITOR_ROOM; nothing was read
 *   -EMSGSIZE    it did not fit all the same, and is lost: dump again, and
 *                read with more room
 *   -EAGAIN      nothing there: SOCK6_DONT_WAIT or a non-blocking monitor
 *   -EINTR       a signal came first
 *   -EBADF, -ENOTSOCK
 *                @fd is no open socket
 *   -EOPNOTSUPP  this build has no system beneath it
 *   other        what the system reported, also of a dump
 *
 * Stands on recvmsg(2), rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_monitor_read(sock6_fd fd, void *buffer, size_t size,
				 unsigned flags);

/**
 * Step through the events that were read.  Pure.
 *
 * @buffer: as sock6_monitor_read() has filled it; no alignment is needed
 * @size:   what it returned
 * @offset: 0 before the first call; moved on by each
 * @event:  where the next one goes, reset first
 *
 * An interface that is gone is told as it was last.  A bridge that an
 * interface joins or leaves makes no event of its own.
 *
 * Returns 1 with an event, 0 when there are no more, or a negative errno
 * value, with @event as it was:
 *   -EBADMSG     the bytes from here on are no events; the next call returns 0
 *   -EOPNOTSUPP  this build has no system beneath it
 *
 * Stands on rtnetlink(7) where there is one.
 */
SOCK6_API int sock6_monitor_next(const void *buffer, size_t size,
				 size_t *offset, struct sock6_event *event);

#ifdef __cplusplus
}
#endif

#endif
