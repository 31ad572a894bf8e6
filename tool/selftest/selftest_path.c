/* SPDX-License-Identifier: MIT */
/* Self-test of sizes: fragments, path MTU, notices, truncation. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "link.h"
#include "selftest.h"

/*
 * The smallest MTU that IPv6 allows (RFC 8200, 5); and the longest datagram,
 * since what fits the link is not cut, and the loopback takes 65536 bytes.
 */
#define SMALL_MTU 1280
#define BIG       65527

static int send_big(struct link *link)
{
	struct sock6_message out = { .data = link->room,
				     .size = BIG,
				     .peer = link->address };

	return sock6_send(link->from, &out, 0);
}

/* A sender whose datagrams are as if the link had the smallest MTU. */
static void open_narrow(struct selftest *t, struct link *link)
{
	link_open(t, link);
	memset(link->room, 'b', BIG);
	must(t, sock6_set(link->from, SOCK6_OPT_MTU, SMALL_MTU), "set mtu");
}

static void fragments(struct selftest *t)
{
	struct link link;

	open_narrow(t, &link);
	must(t, send_big(&link), "send");
	link_receive(t, &link);
	expect(t, BIG, link.in.result, "the length");
	if (going(t) && !(link.got.fields & SOCK6_FRAGMENT_SIZE))
		fail(t, "the size of the fragments did not come");
	if (going(t) &&
	    (link.got.fragment_size == 0 || link.got.fragment_size > SMALL_MTU))
		fail(t, "the largest fragment has %u bytes",
		     link.got.fragment_size);
	saw(t, "%d bytes in fragments of %u at the most", BIG,
	    link.got.fragment_size);
	link_close(&link);
}

static void dont_fragment(struct selftest *t)
{
	struct link link;

	open_narrow(t, &link);
	must(t, sock6_set(link.from, SOCK6_OPT_DONT_FRAGMENT, 1),
	     "set dont-fragment");
	must_refuse(t, -EMSGSIZE, send_big(&link), "a datagram too long");
	link_pass(t, &link, "short", NULL);
	saw(t, "%d bytes at an MTU of %d: EMSGSIZE", BIG, SMALL_MTU);
	link_close(&link);
}

static uint32_t loopback_mtu(const struct selftest *t)
{
	struct sock6_interface list[64];
	int count = sock6_interface_list(list, 64);

	for (int i = 0; i < count && i < 64; i++)
		if (list[i].index == t->loopback)
			return list[i].mtu;
	return 0;
}

static void path_mtu(struct selftest *t)
{
	struct link link;
	int64_t mtu = 0;

	link_open(t, &link);
	must_refuse(t, -ENOTCONN,
		    sock6_get(link.from, SOCK6_OPT_PATH_MTU, &mtu),
		    "the path MTU of a socket that is not connected");
	if (going(t) &&
	    connect(link.from, (const struct sockaddr *)&link.address,
		    sizeof(link.address)) < 0)
		must(t, -errno, "connect");
	must(t, sock6_get(link.from, SOCK6_OPT_PATH_MTU, &mtu), "get path-mtu");
	expect(t, loopback_mtu(t), mtu, "the path MTU");
	saw(t, "%d bytes to ::1", (int)mtu);
	link_close(&link);
}

static void notice(struct selftest *t)
{
	struct link link;

	open_narrow(t, &link);
	must(t, sock6_set(link.from, SOCK6_OPT_DONT_FRAGMENT, 1),
	     "set dont-fragment");
	must(t, sock6_control_request(link.from, SOCK6_PATH_MTU, NULL),
	     "ask for notices");
	must_refuse(t, -EMSGSIZE, send_big(&link), "a datagram too long");
	must(t, sock6_receive(link.from, &link.in, SOCK6_DONT_WAIT),
	     "receive the notice");
	if (!going(t)) {
		link_close(&link);
		return;
	}
	expect(t, SOCK6_NOTICE, link.in.flags, "the set of flags");
	expect(t, SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION,
	       (int64_t)link.got.fields, "the set of fields");
	expect(t, SMALL_MTU, link.got.path_mtu, "the path MTU");
	if (memcmp(&link.got.path_mtu_destination, &in6addr_loopback, 16) != 0)
		fail(t, "the destination is not ::1");
	saw(t, "%u bytes to ::1, after EMSGSIZE", link.got.path_mtu);
	link_close(&link);
}

static void truncation(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	link.in.size = 4;
	must(t, link_send(&link, "longer", NULL), "send");
	link_receive(t, &link);
	expect(t, 4, link.in.result, "the length");
	expect(t, SOCK6_TRUNCATED, link.in.flags, "the set of flags");
	link_pass(t, &link, "fits", NULL);
	expect(t, 0, link.in.flags, "the set of flags");
	saw(t, "6 bytes into room for 4: flagged");
	link_close(&link);
}

const struct check path_checks[] = {
	{ "fragments", NEEDS_LOOPBACK, fragments },
	{ "don't fragment", NEEDS_LOOPBACK, dont_fragment },
	{ "path MTU", NEEDS_LOOPBACK, path_mtu },
	{ "path-MTU notice", NEEDS_LOOPBACK, notice },
	{ "truncation", NEEDS_LOOPBACK, truncation },
	{ NULL, 0, NULL },
};
