/* SPDX-License-Identifier: MIT */
/* Self-test of several listeners: shared ports, and groups of others. */
#include <errno.h>

#include "link.h"
#include "selftest.h"

/* A second socket on the port of the first one. */
static void open_second(struct selftest *t, const struct link *link,
			sock6_fd *second)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = link->address.sin6_port };

	*second = SOCK6_INVALID;
	must(t, sock6_multicast_open(second, &local, 0),
	     "open a second socket on the port");
}

static void hear(struct selftest *t, sock6_fd fd)
{
	char room[16];
	struct sock6_message in = { .data = room, .size = sizeof(room) };

	await(t, fd, "the datagram at the second listener");
	if (going(t))
		must(t, sock6_receive(fd, &in, SOCK6_DONT_WAIT), "receive");
}

static void shared_port(struct selftest *t)
{
	struct in6_addr group = link_group(10);
	struct link link;
	sock6_fd second;

	link_open_group(t, &link);
	link_aim(t, &link, &group);
	open_second(t, &link, &second);
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	must(t, sock6_group_join(second, t->ifindex, &group), "join again");
	link_pass(t, &link, "for both", NULL);
	hear(t, second);
	saw(t, "two sockets on one port hear the same datagram");
	if (second != SOCK6_INVALID)
		sock6_close(second);
	link_close(&link);
}

/* A socket that has joined nothing, on an interface where another one has. */
static void groups_of_others(struct selftest *t)
{
	struct in6_addr group = link_group(11);
	struct link link;
	sock6_fd member;

	link_open_group(t, &link);
	link_aim(t, &link, &group);
	open_second(t, &link, &member);
	must(t, sock6_group_join(member, t->ifindex, &group), "join");
	link_not_heard(t, &link);
	must(t, sock6_set(link.to, SOCK6_OPT_MULTICAST_ALL, 1),
	     "switch multicast-all on");
	link_pass(t, &link, "overheard", NULL);
	saw(t, "heard with multicast-all, and not without");
	if (member != SOCK6_INVALID)
		sock6_close(member);
	link_close(&link);
}

static void bound_to_group(struct selftest *t)
{
	struct in6_addr group = link_group(12), other = link_group(13);
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_scope_id = t->ifindex };
	sock6_fd bound = SOCK6_INVALID;
	struct link link;

	link_open_group(t, &link);
	local.sin6_addr = group;
	local.sin6_port = link.address.sin6_port;
	must(t, sock6_multicast_open(&bound, &local, 0), "bind a group");
	must(t, sock6_group_join(bound, t->ifindex, &group), "join");
	must(t, sock6_group_join(bound, t->ifindex, &other), "join another");
	link_aim(t, &link, &other);
	must(t, link_send(&link, "to the other", NULL), "send");
	if (going(t))
		must_refuse(t, -ETIMEDOUT,
			    sock6_wait(bound, SOCK6_READABLE, sock6_now()),
			    "what was sent to another group");
	link_aim(t, &link, &group);
	must(t, link_send(&link, "to this one", NULL), "send");
	hear(t, bound);
	saw(t, "hears its own group, not another one it has joined");
	if (bound != SOCK6_INVALID)
		sock6_close(bound);
	link_close(&link);
}

const struct check listener_checks[] = {
	{ "two listeners on one port", NEEDS_MULTICAST, shared_port },
	{ "groups that others joined", NEEDS_MULTICAST, groups_of_others },
	{ "socket bound to a group", NEEDS_MULTICAST, bound_to_group },
	{ NULL, 0, NULL },
};
