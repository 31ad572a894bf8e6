/* SPDX-License-Identifier: MIT */
/* Self-test of BPF programs on a socket. */
#include <errno.h>

#include "link.h"
#include "selftest.h"

/*
 * What begins with 'x' is dropped: load the byte after the UDP header (8
 * bytes, RFC 768), compare, return 0 or all.
 */
static const struct sock6_filter_instruction no_x[] = {
	{ 0x30, 0, 0, 8 },
	{ 0x15, 0, 1, 'x' },
	{ 0x06, 0, 0, 0 },
	{ 0x06, 0, 0, 0xffffffff },
};

static void attach(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	must_refuse(t, -EINVAL, sock6_filter_attach(link.to, no_x, 0),
		    "an empty program");
	must(t, sock6_filter_attach(link.to, no_x, 4), "attach");
	must(t, link_send(&link, "x is dropped", NULL), "send");
	link_pass(t, &link, "y passes", NULL);
	must(t, sock6_filter_detach(link.to), "detach");
	link_pass(t, &link, "x passes again", NULL);
	must_refuse(t, -ENOENT, sock6_filter_detach(link.to),
		    "a second detach");
	saw(t, "drops while it is attached, and not after");
	link_close(&link);
}

static void lock(struct selftest *t)
{
	struct link link;

	link_open(t, &link);
	must(t, sock6_filter_attach(link.to, no_x, 4), "attach");
	must(t, sock6_filter_lock(link.to), "lock");
	must_refuse(t, -EPERM, sock6_filter_detach(link.to),
		    "a detach after the lock");
	must_refuse(t, -EPERM, sock6_filter_attach(link.to, no_x + 3, 1),
		    "an attach after the lock");
	must(t, link_send(&link, "x is dropped", NULL), "send");
	link_pass(t, &link, "y passes", NULL);
	saw(t, "a locked program can be neither changed nor removed");
	link_close(&link);
}

const struct check filter_checks[] = {
	{ "BPF program", NEEDS_LOOPBACK, attach },
	{ "BPF program, locked", NEEDS_LOOPBACK, lock },
	{ NULL, 0, NULL },
};
