/* SPDX-License-Identifier: MIT */
/* Self-test of what travels beside a datagram, as the receiver sees it. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "link.h"
#include "selftest.h"
#include "time_unit.h"

static void has(struct selftest *t, const struct link *link, uint64_t field,
		const char *what)
{
	if (going(t) && !(link->granted & field))
		skip(t, "%s: this system cannot tell it", what);
	if (going(t) && !(link->got.fields & field))
		fail(t, "%s did not come", what);
}

static void expect_class(struct selftest *t, struct link *link,
			 const struct sock6_control *control, int expected)
{
	link_pass(t, link, "class", control);
	has(t, link, SOCK6_TRAFFIC_CLASS, "the traffic class");
	expect(t, expected, link->got.traffic_class, "the traffic class");
}

static void traffic_class(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS,
					 .traffic_class = 0xb9 };
	struct link link;

	link_open(t, &link);
	expect_class(t, &link, NULL, 0);
	expect_class(t, &link, &control, 0xb9);
	must(t, sock6_set(link.from, SOCK6_OPT_TRAFFIC_CLASS, 0x2a),
	     "set traffic-class");
	expect_class(t, &link, NULL, 0x2a);
	control.traffic_class = 0;
	expect_class(t, &link, &control, 0);
	saw(t, "0x2a by the socket, 0xb9 and 0 by the datagram");
	link_close(&link);
}

static void expect_hops(struct selftest *t, struct link *link,
			const struct sock6_control *control, int expected)
{
	link_pass(t, link, "hops", control);
	has(t, link, SOCK6_HOP_LIMIT, "the hop limit");
	expect(t, expected, link->got.hop_limit, "the hop limit");
}

static void hop_limit(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 7 };
	struct link link;

	link_open(t, &link);
	expect_hops(t, &link, &control, 7);
	must(t, sock6_set(link.from, SOCK6_OPT_HOP_LIMIT, 33), "set hop-limit");
	expect_hops(t, &link, NULL, 33);
	control.hop_limit = 0;
	expect_hops(t, &link, &control, 0);
	saw(t, "33 by the socket, 7 and 0 by the datagram");
	link_close(&link);
}

static void destination(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	link_pass(t, &link, "where", NULL);
	has(t, &link, SOCK6_DESTINATION, "the destination");
	has(t, &link, SOCK6_INTERFACE, "the interface");
	expect(t, t->loopback, link.got.ifindex, "the interface");
	if (going(t) && memcmp(&link.got.destination, &in6addr_loopback, 16))
		fail(t, "the destination is not ::1");
	saw(t, "::1, interface %" PRIu32, link.got.ifindex);
	link_close(&link);
}

/* The one that a host of this system has beside ::1: all of 127.0.0.0/8. */
static void source(struct selftest *t)
{
	const struct in6_addr mapped = {
		{ { [10] = 0xff, 0xff, 127, 0, 0, 1 } }
	};
	struct sock6_control control = { .fields = SOCK6_SOURCE };
	struct link link;

	control.source = mapped;
	control.source.s6_addr[15] = 5;
	link_open_dual(t, &link, &mapped);
	link_pass(t, &link, "pinned", &control);
	if (going(t) && memcmp(&link.in.peer.sin6_addr, &control.source, 16))
		fail(t, "it came from another source");
	link_close(&link);
	link_open(t, &link);
	control.source = in6addr_loopback;
	link_pass(t, &link, "pinned", &control);
	if (going(t) && memcmp(&link.in.peer.sin6_addr, &control.source, 16))
		fail(t, "it came from another source");
	/* Of 2001:db8::/32 nobody has an address (RFC 3849). */
	memcpy(&control.source, "\x20\x01\x0d\xb8", 4);
	if (going(t) && link_send(&link, "foreign", &control) >= 0)
		fail(t, "a source that is not of this host was taken");
	saw(t, "127.0.0.5 and ::1 chosen; a foreign one is refused");
	link_close(&link);
}

static void outgoing_interface(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = t->loopback };
	struct link link;

	link_open(t, &link);
	link_pass(t, &link, "through", &control);
	control.ifindex = 0x7ffffff0;
	must_refuse(t, -ENODEV, link_send(&link, "through", &control),
		    "an interface that is not there");
	saw(t, "the one that is named; one that is not there is refused");
	link_close(&link);
}

static void flow_label(struct selftest *t)
{
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL,
					 .flow_label = 0x12345 };
	struct link link;
	int status;

	link_open(t, &link);
	status = link_send(&link, "flow", &control);
	/* Once a process has leased one for itself, all must be leased. */
	if (status == -EINVAL)
		skip(t, "flow labels are leased on this host");
	must(t, status, "send");
	link_receive(t, &link);
	has(t, &link, SOCK6_FLOW_LABEL, "the flow label");
	expect(t, 0x12345, link.got.flow_label, "the flow label");
	saw(t, "0x12345");
	link_close(&link);
}

/* The first datagrams after stamping was switched on may have no stamp. */
static void receive_time(struct selftest *t)
{
	struct timespec now;
	struct link link;
	int64_t late;

	link_open(t, &link);
	for (int i = 0; i < 100 && going(t); i++) {
		struct timespec moment = { 0, 1000000 };

		link_pass(t, &link, "when", NULL);
		if (link.got.fields & SOCK6_RECEIVED)
			break;
		nanosleep(&moment, NULL);
	}
	has(t, &link, SOCK6_RECEIVED, "the time");
	clock_gettime(CLOCK_REALTIME, &now);
	late = now.tv_sec * SECOND + now.tv_nsec - link.got.received;
	if (late < 0 || late > INT64_C(5000000000))
		fail(t, "the time is %" PRId64 " ns off", late);
	saw(t, "%" PRId64 " ns before it was read", late);
	link_close(&link);
}

/* More than the receiver has room for, so that the rest is lost. */
static void drops(struct selftest *t)
{
	struct link link;
	uint32_t lost = 64;

	link_open(t, &link);
	must(t, sock6_set(link.to, SOCK6_OPT_RECEIVE_BUFFER, 4096),
	     "set receive-buffer");
	for (int i = 0; i < 64; i++)
		must(t, link_send(&link, "many", NULL), "send");
	while (going(t) &&
	       sock6_receive(link.to, &link.in, SOCK6_DONT_WAIT) >= 0)
		lost--;
	link_pass(t, &link, "after", NULL);
	has(t, &link, SOCK6_DROPS, "the number of drops");
	expect(t, lost, link.got.drops, "the number of drops");
	saw(t, "%" PRIu32 " of 64 lost, and counted", lost);
	link_close(&link);
}

/* What is asked for comes, and nothing that was asked for before. */
static void request(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	must(t, sock6_control_request(link.to, SOCK6_HOP_LIMIT, NULL),
	     "ask for the hop limit");
	link_pass(t, &link, "one", NULL);
	expect(t, (int64_t)SOCK6_HOP_LIMIT, (int64_t)link.got.fields,
	       "the set of fields");
	must(t, sock6_control_request(link.to, 0, NULL), "ask for nothing");
	link_pass(t, &link, "none", NULL);
	expect(t, 0, (int64_t)link.got.fields, "the set of fields");
	saw(t, "what is asked for comes, and nothing else");
	link_close(&link);
}

/* One peer, and values that go with all that is sent to it. */
static void connected(struct selftest *t)
{
	const struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
							 SOCK6_HOP_LIMIT,
					       .traffic_class = 0xb8,
					       .hop_limit = 9 };
	struct link link;

	link_open(t, &link);
	must(t, sock6_connect(link.from, &link.address, &control), "connect");
	link.address.sin6_family = 0;
	link_pass(t, &link, "connected", NULL);
	expect(t, 0xb8, link.got.traffic_class, "the traffic class");
	expect(t, 9, link.got.hop_limit, "the hop limit");
	saw(t, "0xb8 and 9 hops with what is sent without a peer");
	link_close(&link);
}

const struct check control_checks[] = {
	{ "traffic class", NEEDS_LOOPBACK, traffic_class },
	{ "hop limit", NEEDS_LOOPBACK, hop_limit },
	{ "destination and interface", NEEDS_LOOPBACK, destination },
	{ "source of a datagram", NEEDS_LOOPBACK, source },
	{ "interface of a datagram", NEEDS_LOOPBACK, outgoing_interface },
	{ "connected socket", NEEDS_LOOPBACK, connected },
	{ "flow label", NEEDS_LOOPBACK, flow_label },
	{ "time of arrival", NEEDS_LOOPBACK, receive_time },
	{ "drops", NEEDS_LOOPBACK, drops },
	{ "request of control values", NEEDS_LOOPBACK, request },
	{ NULL, 0, NULL },
};
