/* SPDX-License-Identifier: MIT */
/* Self-test of groups: who is heard, and who is not. */
#include <errno.h>
#include <string.h>

#include "link.h"
#include "selftest.h"

/* Of 2001:db8::/32 nobody is (RFC 3849). */
static const struct in6_addr stranger = { { { 0x20, 0x01, 0x0d,
					      0xb8, [15] = 1 } } };

static void open_aimed(struct selftest *t, struct link *link,
		       const struct in6_addr *group)
{
	link_open_group(t, link);
	link_aim(t, link, group);
}

static void came_by_group(struct selftest *t, const struct link *link)
{
	if (!going(t))
		return;
	if (link->got.fields & SOCK6_INTERFACE)
		expect(t, t->ifindex, link->got.ifindex, "the interface");
	if (link->got.fields & SOCK6_DESTINATION &&
	    memcmp(&link->got.destination, &link->address.sin6_addr, 16) != 0)
		fail(t, "the destination is another one than the group");
}

static void join_and_leave(struct selftest *t)
{
	struct in6_addr group = link_group(1);
	struct link link;

	open_aimed(t, &link, &group);
	link_not_heard(t, &link);
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	link_pass(t, &link, "joined", NULL);
	came_by_group(t, &link);
	must_refuse(t, -EADDRINUSE,
		    sock6_group_join(link.to, t->ifindex, &group),
		    "a second join");
	must(t, sock6_group_leave(link.to, t->ifindex, &group), "leave");
	link_not_heard(t, &link);
	must_refuse(t, -EADDRNOTAVAIL,
		    sock6_group_leave(link.to, t->ifindex, &group),
		    "a second leave");
	saw(t, "heard from the join to the leave, on interface %u", t->ifindex);
	link_close(&link);
}

static void source_specific(struct selftest *t)
{
	struct in6_addr group = link_source_group(2);
	struct link link;

	open_aimed(t, &link, &group);
	must(t, sock6_source_join(link.to, t->ifindex, &group, &stranger),
	     "join a stranger");
	link_not_heard(t, &link);
	must(t, sock6_source_join(link.to, t->ifindex, &group, &t->source),
	     "join this host");
	link_pass(t, &link, "source", NULL);
	came_by_group(t, &link);
	must(t, sock6_source_leave(link.to, t->ifindex, &group, &t->source),
	     "leave this host");
	link_not_heard(t, &link);
	saw(t, "one source is heard, another one is not");
	link_close(&link);
}

static void block(struct selftest *t)
{
	struct in6_addr group = link_group(3);
	struct link link;

	open_aimed(t, &link, &group);
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	must(t, sock6_source_block(link.to, t->ifindex, &group, &stranger),
	     "block a stranger");
	link_pass(t, &link, "before", NULL);
	must(t, sock6_source_block(link.to, t->ifindex, &group, &t->source),
	     "block this host");
	link_not_heard(t, &link);
	must(t, sock6_source_unblock(link.to, t->ifindex, &group, &t->source),
	     "unblock this host");
	link_pass(t, &link, "after", NULL);
	saw(t, "a blocked source is not heard until it is unblocked");
	link_close(&link);
}

static void wrong_addresses(struct selftest *t)
{
	const struct in6_addr mapped = {
		{ { [10] = 0xff, 0xff, 224, 0, 0, 1 } }
	};
	struct in6_addr group = link_group(4);
	struct link link;

	link_open(t, &link);
	must_refuse(t, -EINVAL,
		    sock6_group_join(link.to, t->ifindex, &stranger),
		    "a unicast group");
	must_refuse(t, -EINVAL, sock6_group_join(link.to, t->ifindex, &mapped),
		    "an IPv4 group");
	must_refuse(t, -EINVAL,
		    sock6_source_join(link.to, t->ifindex, &group, &group),
		    "a multicast source");
	must_refuse(t, -ENODEV, sock6_group_join(link.to, 0x7ffffff0, &group),
		    "an interface that is not there");
	saw(t, "unicast, IPv4, multicast source, no interface: refused");
	link_close(&link);
}

static void hop_limit(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT };
	struct in6_addr group = link_group(5);
	struct link link;

	open_aimed(t, &link, &group);
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	link_pass(t, &link, "one", NULL);
	expect(t, 1, link.got.hop_limit, "the hop limit by default");
	must(t, sock6_set(link.from, SOCK6_OPT_MULTICAST_HOP_LIMIT, 7),
	     "set multicast-hop-limit");
	link_pass(t, &link, "seven", NULL);
	expect(t, 7, link.got.hop_limit, "the hop limit");
	link_pass(t, &link, "zero", &control);
	expect(t, 0, link.got.hop_limit, "the hop limit");
	saw(t, "1 by default, 7 by the socket, 0 by the datagram");
	link_close(&link);
}

/* The marker of link_not_heard() would not be heard either. */
static void loopback(struct selftest *t)
{
	struct in6_addr group = link_group(6);
	struct link link;

	open_aimed(t, &link, &group);
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	must(t, sock6_set(link.from, SOCK6_OPT_MULTICAST_LOOPBACK, 0),
	     "switch multicast-loopback off");
	must(t, link_send(&link, "off", NULL), "send");
	must(t, sock6_set(link.from, SOCK6_OPT_MULTICAST_LOOPBACK, 1),
	     "switch multicast-loopback on");
	link_pass(t, &link, "again", NULL);
	saw(t, "off: not heard on this host; on: heard");
	link_close(&link);
}

static void outgoing_interface(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = t->ifindex };
	struct in6_addr group = link_group(7);
	struct link link;

	open_aimed(t, &link, &group);
	link.address.sin6_scope_id = 0;
	must(t, sock6_group_join(link.to, t->ifindex, &group), "join");
	link_pass(t, &link, "by value", &control);
	came_by_group(t, &link);
	must(t, sock6_set(link.from, SOCK6_OPT_MULTICAST_INTERFACE, t->ifindex),
	     "set multicast-interface");
	link_pass(t, &link, "by option", NULL);
	came_by_group(t, &link);
	saw(t, "chosen by the datagram, and by the socket");
	link_close(&link);
}

const struct check group_checks[] = {
	{ "group: join and leave", NEEDS_MULTICAST, join_and_leave },
	{ "group: source-specific", NEEDS_MULTICAST, source_specific },
	{ "group: block and unblock", NEEDS_MULTICAST, block },
	{ "group: wrong addresses", NEEDS_LOOPBACK, wrong_addresses },
	{ "group: hop limit", NEEDS_MULTICAST, hop_limit },
	{ "group: loopback", NEEDS_MULTICAST, loopback },
	{ "group: outgoing interface", NEEDS_MULTICAST, outgoing_interface },
	{ NULL, 0, NULL },
};
