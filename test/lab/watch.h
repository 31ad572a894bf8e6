/* SPDX-License-Identifier: MIT */
/* A monitor on a host of the lab, and the event that a test waits for. */
#ifndef LAB_WATCH_H
#define LAB_WATCH_H

#include "check.h"
#include "host.h"

struct watch {
	sock6_fd fd;
	size_t size, offset; /* of what was read last */
	struct sock6_event event;
	unsigned char room[SOCK6_MONITOR_ROOM];
};

/* Ends the program when it cannot. */
static inline void watch_open(struct watch *watch, const char *host,
			      unsigned flags)
{
	lab_enter(host);
	watch->size = watch->offset = 0;
	if (sock6_monitor_open(&watch->fd, flags) < 0)
		abort();
}

static inline void watch_close(struct watch *watch)
{
	CHECK_EQ(0, sock6_close(watch->fd));
}

/* Whether there is another event, within LAB_PATIENCE. */
static inline int watch_next(struct watch *watch)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	int status;

	while ((status = sock6_monitor_next(watch->room, watch->size,
					    &watch->offset, &watch->event)) ==
	       0) {
		status = sock6_wait(watch->fd, SOCK6_READABLE, deadline);
		if (status >= 0)
			status = sock6_monitor_read(watch->fd, watch->room,
						    sizeof(watch->room),
						    SOCK6_DONT_WAIT);
		if (status < 0)
			break;
		watch->size = (size_t)status;
		watch->offset = 0;
	}
	if (status < 0)
		printf("# no event: %s\n", sock6_status_name(status));
	return status > 0;
}

/* The next event of a type. */
static inline int watch_for(struct watch *watch, uint32_t type)
{
	while (watch_next(watch))
		if (watch->event.type == type)
			return 1;
	return 0;
}

/* The next event of an interface by its name. */
static inline int watch_for_interface(struct watch *watch, uint32_t type,
				      const char *name)
{
	while (watch_for(watch, type))
		if (strcmp(watch->event.interface.name, name) == 0)
			return 1;
	return 0;
}

/* The next event of an address. */
static inline int watch_for_address(struct watch *watch, uint32_t type,
				    const char *text)
{
	struct in6_addr address = lab_in6(text);

	while (watch_for(watch, type))
		if (memcmp(&watch->event.address.address, &address, 16) == 0)
			return 1;
	return 0;
}

/* The end of a dump. */
static inline int watch_for_dumped(struct watch *watch, uint32_t number)
{
	while (watch_for(watch, SOCK6_EVENT_DUMPED))
		if (watch->event.dump == number)
			return 1;
	return 0;
}

#endif
