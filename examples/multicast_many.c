/* SPDX-License-Identifier: MIT */
/*
 * Several groups on one socket, and two sockets on one port.
 *
 *	multicast_many eth0 eth1
 *	sock6 send '[ff02::2:114%eth0]:1024'   is heard by "many"
 *	sock6 send '[ff02::114%eth0]:1024'     is heard by "one"
 *
 * "many" joins ff02::1:114 and ff02::2:114 on the first interface, ff02::114 on
 * the second; "one" shares its port and joins ff02::114 on the first.  Enter
 * makes "many" leave ff02::1:114, and Enter again rejoin.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sock6.h>

struct membership {
	uint32_t ifindex; /* 0: not joined now */
	struct in6_addr group;
};

struct listener {
	const char *name;
	sock6_fd fd;
	struct membership memberships[3];
};

static void need(int status, const char *what)
{
	if (status >= 0)
		return;
	fprintf(stderr, "multicast_many: %s: %s\n", what,
		sock6_status_text(status));
	exit(1);
}

static void open_listener(struct listener *listener, const char *name)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = htons(1024) };

	listener->name = name;
	need(sock6_multicast_open(&listener->fd, &local, 0), name);
	/* The destination brings the interface that it arrived on. */
	need(sock6_control_request(listener->fd, SOCK6_DESTINATION, NULL),
	     name);
}

static void join(sock6_fd fd, struct membership *membership, uint32_t ifindex,
		 const char *group)
{
	struct sockaddr_in6 address;

	need(sock6_address_parse(&address, group, 0), group);
	need(sock6_group_join(fd, ifindex, &address.sin6_addr), group);
	*membership = (struct membership){ ifindex, address.sin6_addr };
}

/*
 * The system may hand a socket what another socket of the host has joined, or
 * its own group from another interface (Linux does both).  The destination and
 * the interface of the datagram tell, on every system.
 */
static int is_wanted(const struct listener *listener,
		     const struct sock6_control *control)
{
	const struct membership *m = listener->memberships;

	for (int i = 0; i < 3; i++)
		if (m[i].ifindex == control->ifindex &&
		    memcmp(&m[i].group, &control->destination, 16) == 0)
			return 1;
	return 0;
}

static void hear(const struct listener *listener)
{
	char data[1500], text[SOCK6_CONTROL_TEXT_SIZE];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	int status = sock6_receive(listener->fd, &message, SOCK6_DONT_WAIT);

	if (status != -EAGAIN && status != -EINTR)
		need(status, listener->name);
	if (status < 0 || !is_wanted(listener, &control))
		return;
	sock6_control_format(text, sizeof(text), &control);
	printf("%s: %d bytes, %s\n", listener->name, status, text);
	fflush(stdout);
}

static void leave_or_rejoin(sock6_fd fd, struct membership *m, uint32_t ifindex)
{
	if (m->ifindex)
		need(sock6_group_leave(fd, ifindex, &m->group), "leave");
	else
		need(sock6_group_join(fd, ifindex, &m->group), "rejoin");
	m->ifindex = m->ifindex ? 0 : ifindex;
	printf("many: %s\n", m->ifindex ? "rejoined" : "left");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct listener many = { 0 }, one = { 0 };
	uint32_t first, second;

	if (argc != 3) {
		fprintf(stderr, "usage: multicast_many INTERFACE INTERFACE\n");
		return 2;
	}
	need(sock6_interface_index(&first, argv[1]), argv[1]);
	need(sock6_interface_index(&second, argv[2]), argv[2]);
	open_listener(&many, "many");
	join(many.fd, &many.memberships[0], first, "ff02::1:114");
	join(many.fd, &many.memberships[1], first, "ff02::2:114");
	join(many.fd, &many.memberships[2], second, "ff02::114");
	open_listener(&one, "one");
	join(one.fd, &one.memberships[0], first, "ff02::114");
	puts("listening");
	fflush(stdout);

	for (;;) {
		struct pollfd ready[] = { { .fd = 0, .events = POLLIN },
					  { .fd = many.fd, .events = POLLIN },
					  { .fd = one.fd, .events = POLLIN } };

		if (poll(ready, 3, -1) < 0)
			continue;
		if (ready[1].revents)
			hear(&many);
		if (ready[2].revents)
			hear(&one);
		if (ready[0].revents) {
			char key;

			if (read(0, &key, 1) < 1)
				return 0;
			if (key == '\n')
				leave_or_rejoin(many.fd, many.memberships,
						first);
		}
	}
}
