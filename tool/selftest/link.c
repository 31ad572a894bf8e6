/* SPDX-License-Identifier: MIT */
/* A sender and a receiver on this host, for the checks of the self-test. */
#define _POSIX_C_SOURCE 200809L

#include "link.h"
#include "time_unit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* RFC 4291, 2.7: scope 1 is the interface; such packets are never sent out. */
static struct in6_addr make_group(unsigned char flags, unsigned number)
{
	struct in6_addr group = { 0 };
	unsigned process = (unsigned)getpid();

	group.s6_addr[0] = 0xff;
	group.s6_addr[1] = (unsigned char)(flags << 4 | 1);
	/* RFC 4607, 1: the identifiers of source-specific groups. */
	group.s6_addr[12] = 0x80;
	group.s6_addr[13] = (unsigned char)(process >> 8);
	group.s6_addr[14] = (unsigned char)process;
	group.s6_addr[15] = (unsigned char)number;
	return group;
}

struct in6_addr link_group(unsigned number)
{
	return make_group(1, number);
}

struct in6_addr link_source_group(unsigned number)
{
	return make_group(3, number);
}

static struct in6_addr marker_group(void)
{
	return link_group(255);
}

struct sockaddr_in6 local_address(struct selftest *t, sock6_fd fd)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	socklen_t size = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		must(t, -errno, "getsockname");
	return address;
}

static void reset(struct link *link)
{
	link->from = link->to = SOCK6_INVALID;
	link->granted = 0;
	memset(&link->address, 0, sizeof(link->address));
	memset(&link->got, 0, sizeof(link->got));
	memset(&link->in, 0, sizeof(link->in));
	link->in.data = link->room;
	link->in.size = sizeof(link->room);
	link->in.control = &link->got;
}

/* All that tells of a datagram; path-MTU notices are no datagrams. */
static void finish(struct selftest *t, struct link *link)
{
	must(t,
	     sock6_control_request(link->to,
				   SOCK6_CONTROL_RECEIVE & ~SOCK6_PATH_MTU,
				   &link->granted),
	     "request of control values");
	link->address.sin6_port = local_address(t, link->to).sin6_port;
}

static void open_at(struct selftest *t, struct link *link,
		    const struct in6_addr *address, unsigned flags)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };

	reset(link);
	local.sin6_addr = *address;
	link->address = local;
	must(t, sock6_udp_open(&link->to, flags ? NULL : &local, flags),
	     "open the receiver");
	must(t, sock6_udp_open(&link->from, NULL, flags), "open the sender");
	finish(t, link);
}

void link_open(struct selftest *t, struct link *link)
{
	open_at(t, link, &in6addr_loopback, 0);
}

void link_open_dual(struct selftest *t, struct link *link,
		    const struct in6_addr *address)
{
	open_at(t, link, address, SOCK6_DUAL_STACK);
}

void link_open_group(struct selftest *t, struct link *link)
{
	struct in6_addr marker = marker_group();
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };

	reset(link);
	must(t, sock6_multicast_open(&link->to, &local, 0),
	     "open the receiver");
	must(t, sock6_udp_open(&link->from, NULL, 0), "open the sender");
	must(t, sock6_set(link->to, SOCK6_OPT_MULTICAST_ALL, 0),
	     "switch multicast-all off");
	must(t, sock6_group_join(link->to, t->ifindex, &marker),
	     "join a group");
	finish(t, link);
}

void link_close(struct link *link)
{
	if (link->from != SOCK6_INVALID)
		sock6_close(link->from);
	if (link->to != SOCK6_INVALID)
		sock6_close(link->to);
}

void link_aim(struct selftest *t, struct link *link,
	      const struct in6_addr *group)
{
	link->address.sin6_family = AF_INET6;
	link->address.sin6_addr = *group;
	link->address.sin6_scope_id = t->ifindex;
}

int link_send(struct link *link, const char *text,
	      const struct sock6_control *control)
{
	struct sock6_control copy;
	struct sock6_message out = { .peer = link->address };
	char bytes[64];

	/* The message takes pointers to what may be changed. */
	out.size = strlen(text);
	memcpy(bytes, text, out.size);
	out.data = bytes;
	if (control) {
		copy = *control;
		out.control = &copy;
	}
	return sock6_send(link->from, &out, 0);
}

void await(struct selftest *t, sock6_fd fd, const char *what)
{
	int64_t deadline = sock6_now() + SECOND;
	int status = -EINTR;

	while (going(t) && status == -EINTR)
		status = sock6_wait(fd, SOCK6_READABLE, deadline);
	if (going(t) && status == -ETIMEDOUT)
		fail(t, "%s did not arrive", what);
	must(t, status, "wait");
}

void link_receive(struct selftest *t, struct link *link)
{
	await(t, link->to, "the datagram");
	if (going(t))
		must(t, sock6_receive(link->to, &link->in, SOCK6_DONT_WAIT),
		     "receive");
}

void link_pass(struct selftest *t, struct link *link, const char *text,
	       const struct sock6_control *control)
{
	size_t length = strlen(text);

	must(t, link_send(link, text, control), "send");
	link_receive(t, link);
	if (!going(t))
		return;
	expect(t, (int64_t)length, link->in.result, "the length");
	if (going(t) && memcmp(link->room, text, length) != 0)
		fail(t, "another payload arrived");
}

void link_not_heard(struct selftest *t, struct link *link)
{
	struct sockaddr_in6 group = link->address;
	struct in6_addr marker = marker_group();

	must(t, link_send(link, "not to be heard", NULL), "send");
	link_aim(t, link, &marker);
	must(t, link_send(link, "marker", NULL), "send");
	link->address = group;
	link_receive(t, link);
	if (going(t) &&
	    (link->in.result != 6 || memcmp(link->room, "marker", 6) != 0))
		fail(t, "it was heard nevertheless");
}
