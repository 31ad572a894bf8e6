/* SPDX-License-Identifier: MIT */
/* Self-test of the error queue: a closed port, a pending error, the time at
 * which a datagram was sent. */
#include <errno.h>

#include "link.h"
#include "selftest.h"
#include "time_unit.h"

#define PATIENCE SECOND

/* Bits of SOCK6_OPT_TIMESTAMPING, by socket(7): stamp what is sent, tell the
 * software's time, count. */
#define STAMP_SENT (2 | 16 | 128)

/* A sender whose datagrams go to a port that nobody has any more. */
static void open_to_closed_port(struct selftest *t, struct link *link)
{
	link_open(t, link);
	sock6_close(link->to);
	link->to = SOCK6_INVALID;
}

/* The next record, which must come soon. */
static void take(struct selftest *t, struct link *link,
		 struct sock6_error *error)
{
	must(t, sock6_wait(link->from, 0, sock6_now() + PATIENCE),
	     "wait for an error");
	must(t, sock6_error_receive(link->from, &link->in, error, 0),
	     "read the error queue");
}

/* An event loop would spin otherwise. */
static void expect_quiet(struct selftest *t, const struct link *link)
{
	must_refuse(t, -ETIMEDOUT, sock6_wait(link->from, 0, 0),
		    "to find an error again");
}

static void closed_port(struct selftest *t)
{
	struct sock6_error error = { .status = 0 };
	struct link link;

	open_to_closed_port(t, &link);
	must(t, sock6_error_request(link.from, 1), "ask for errors");
	must(t, link_send(&link, "anyone?", NULL), "send");
	take(t, &link, &error);
	expect(t, SOCK6_ORIGIN_ICMPV6, error.origin, "the origin");
	expect(t, SOCK6_ICMP_DESTINATION_UNREACHABLE, error.type, "the type");
	expect(t, 4, error.code, "the code");
	expect(t, -ECONNREFUSED, error.status, "the status");
	expect(t, 7, link.in.result, "the number of bytes quoted");
	expect_quiet(t, &link);
	saw(t, "a closed port is told, with what was sent there");
	link_close(&link);
}

static void pending_error(struct selftest *t)
{
	struct sock6_error error = { .status = 0 };
	struct link link;

	open_to_closed_port(t, &link);
	must(t, sock6_connect(link.from, &link.address, NULL), "connect");
	must(t, link_send(&link, "anyone?", NULL), "send");
	take(t, &link, &error);
	expect(t, SOCK6_ORIGIN_PENDING, error.origin, "the origin");
	expect(t, -ECONNREFUSED, error.status, "the status");
	expect_quiet(t, &link);
	saw(t, "told once, and quiet then");
	link_close(&link);
}

static void transmit_time(struct selftest *t)
{
	struct sock6_error error = { .status = 0 };
	struct link link;

	link_open(t, &link);
	must(t, sock6_set(link.from, SOCK6_OPT_TIMESTAMPING, STAMP_SENT),
	     "ask for the time of sending");
	must(t, link_send(&link, "now", NULL), "send");
	take(t, &link, &error);
	expect(t, SOCK6_ORIGIN_TRANSMIT, error.origin, "the origin");
	expect(t, SOCK6_STAGE_SENT, error.stage, "the stage");
	expect(t, SOCK6_ERROR_TRANSMITTED | SOCK6_ERROR_TRANSMIT_ID,
	       (int64_t)error.fields, "the set of fields");
	link_receive(t, &link);
	saw(t, "datagram %u, and when it was sent",
	    (unsigned)error.transmit_id);
	link_close(&link);
}

const struct check error_checks[] = {
	{ "error queue", NEEDS_LOOPBACK, closed_port },
	{ "pending error", NEEDS_LOOPBACK, pending_error },
	{ "time of sending", NEEDS_LOOPBACK, transmit_time },
	{ NULL, 0, NULL },
};
