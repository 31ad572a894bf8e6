/* SPDX-License-Identifier: MIT */
/*
 * Stays a member of a group on interfaces that go down, vanish, and come back
 * under their old names.
 *
 *	keep_joined '[ff02::114]:1024' eth0 usb0
 *	sock6 send '[ff02::114%eth0]:1024'     is heard, from another host
 *
 * The system keeps a membership while its interface is down.  With an interface
 * that vanishes it is lost, and one that comes back has another index: a
 * monitor tells of both, and of what is there at the start in the same way.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

/* An interface that is to be a member's, by its name. */
struct place {
	const char *name;
	uint32_t ifindex; /* where it is joined; 0: nowhere */
};

struct member {
	sock6_fd fd;
	struct sockaddr_in6 group;
	struct place *places;
	int count;
};

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "keep_joined: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static void join(const struct member *member, struct place *place,
		 uint32_t ifindex)
{
	int status =
		sock6_group_join(member->fd, ifindex, &member->group.sin6_addr);

	if (status == 0)
		place->ifindex = ifindex;
	/* Not the end: it is tried again at the next event of the interface. */
	printf("%s: index %u: %s\n", place->name, (unsigned)ifindex,
	       status < 0 ? sock6_status_text(status) : "joined");
}

/* Also of an interface that has vanished: the socket still counts it, and
 * would refuse to join when its index is used again. */
static void leave(const struct member *member, struct place *place)
{
	sock6_group_leave(member->fd, place->ifindex, &member->group.sin6_addr);
	printf("%s: index %u: left\n", place->name, (unsigned)place->ifindex);
	place->ifindex = 0;
}

static void see_interface(const struct member *member,
			  const struct sock6_interface *interface)
{
	for (int i = 0; i < member->count; i++) {
		struct place *place = &member->places[i];
		int has_name = strcmp(place->name, interface->name) == 0;
		int is_joined = place->ifindex == interface->index;

		/* It has another name now, or the name is another one's. */
		if (place->ifindex && has_name != is_joined)
			leave(member, place);
		if (has_name && !place->ifindex)
			join(member, place, interface->index);
	}
}

static void see_gone(const struct member *member, uint32_t ifindex)
{
	for (int i = 0; i < member->count; i++)
		if (member->places[i].ifindex == ifindex)
			leave(member, &member->places[i]);
}

/* Something was lost: what is joined may be an interface that went and came
 * back with the same index.  Join all anew, as it is told. */
static void start_again(const struct member *member, sock6_fd monitor)
{
	static uint32_t number;

	for (int i = 0; i < member->count; i++)
		if (member->places[i].ifindex)
			leave(member, &member->places[i]);
	need(sock6_monitor_dump(monitor, ++number), "dump");
}

static void see(const struct member *member, sock6_fd monitor)
{
	static unsigned char room[SOCK6_MONITOR_ROOM];
	struct sock6_event event;
	size_t offset = 0;
	int size = sock6_monitor_read(monitor, room, sizeof(room),
				      SOCK6_DONT_WAIT);

	if (size == -EAGAIN || size == -EINTR)
		return;
	need(size, "monitor");
	while (sock6_monitor_next(room, (size_t)size, &offset, &event) > 0) {
		if (event.type == SOCK6_EVENT_INTERFACE)
			see_interface(member, &event.interface);
		if (event.type == SOCK6_EVENT_INTERFACE_GONE)
			see_gone(member, event.interface.index);
		if (event.type == SOCK6_EVENT_RESYNC)
			start_again(member, monitor);
	}
}

static void hear(const struct member *member)
{
	char data[1500], name[SOCK6_INTERFACE_NAME_SIZE];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	int size = sock6_receive(member->fd, &message, SOCK6_DONT_WAIT);

	if (size == -EAGAIN || size == -EINTR)
		return;
	need(size, "receive");
	/* Another program's group on the same port. */
	if (memcmp(&control.destination, &member->group.sin6_addr, 16) != 0)
		return;
	if (sock6_interface_name(name, sizeof(name), control.ifindex) < 0)
		strcpy(name, "?");
	printf("%s: heard %d bytes\n", name, size);
}

static void open_member(struct member *member)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = member->group.sin6_port };

	need(sock6_multicast_open(&member->fd, &local, 0), "open");
	need(sock6_control_request(member->fd, SOCK6_DESTINATION, NULL),
	     "request");
}

int main(int argc, char **argv)
{
	struct member member = { 0 };
	struct pollfd ready[2] = { 0 };
	sock6_fd monitor;

	if (argc < 3) {
		fprintf(stderr, "usage: keep_joined GROUP INTERFACE...\n"
				"       keep_joined '[ff02::114]:1024' eth0\n");
		return 2;
	}
	need(sock6_address_parse(&member.group, argv[1], 0), argv[1]);
	member.count = argc - 2;
	member.places = calloc((size_t)member.count, sizeof(struct place));
	need(member.places ? 0 : -ENOMEM, "start");
	for (int i = 0; i < member.count; i++)
		member.places[i].name = argv[i + 2];
	open_member(&member);
	need(sock6_monitor_open(&monitor, 0), "monitor");
	start_again(&member, monitor);

	ready[0] = (struct pollfd){ .fd = member.fd, .events = POLLIN };
	ready[1] = (struct pollfd){ .fd = monitor, .events = POLLIN };
	for (;;) {
		if (poll(ready, 2, -1) < 0)
			continue;
		if (ready[1].revents)
			see(&member, monitor);
		if (ready[0].revents)
			hear(&member);
		fflush(stdout);
	}
}
