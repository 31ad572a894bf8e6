/* SPDX-License-Identifier: MIT */
/* Self-test of raw sockets: checksums, and the ICMPv6 filter. */
#include <string.h>

#include "command.h"
#include "link.h"
#include "selftest.h"

/* RFC 3692: a protocol, and ICMPv6 types (RFC 4443, 2.1), for experiments. */
#define PROTOCOL 253
#define TYPE_A   200
#define TYPE_B   201

struct raw_pair {
	sock6_fd from, to;
	unsigned char room[64];
	int length;
};

static void open_pair(struct selftest *t, struct raw_pair *pair, int protocol)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };
	int status;

	local.sin6_addr = in6addr_loopback;
	pair->from = pair->to = SOCK6_INVALID;
	pair->length = 0;
	status = sock6_raw_open(&pair->to, protocol, &local, 0);
	if (end_of_status(status) == END_PERMISSION)
		skip(t, "raw sockets need CAP_NET_RAW");
	must(t, status, "open the receiver");
	if (going(t))
		must(t, sock6_raw_open(&pair->from, protocol, &local, 0),
		     "open the sender");
}

static void close_pair(const struct raw_pair *pair)
{
	if (pair->from != SOCK6_INVALID)
		sock6_close(pair->from);
	if (pair->to != SOCK6_INVALID)
		sock6_close(pair->to);
}

/* Eight bytes: the first one as given, two for a checksum, the rest fixed. */
static void send_raw(struct selftest *t, const struct raw_pair *pair, int first)
{
	unsigned char bytes[8] = {
		(unsigned char)first, 0, 0, 0, 's', 'o', 'c', 'k'
	};
	struct sock6_message out = { .data = bytes, .size = sizeof(bytes) };

	out.peer.sin6_family = AF_INET6;
	out.peer.sin6_addr = in6addr_loopback;
	if (going(t))
		must(t, sock6_send(pair->from, &out, 0), "send");
}

static void receive_raw(struct selftest *t, struct raw_pair *pair)
{
	struct sock6_message in = { .data = pair->room,
				    .size = sizeof(pair->room) };

	await(t, pair->to, "the packet");
	if (going(t))
		must(t, sock6_receive(pair->to, &in, SOCK6_DONT_WAIT),
		     "receive");
	pair->length = in.result;
}

/* The sum over payload and pseudo-header, ::1 to ::1 (RFC 8200, 8.1). */
static unsigned sum(const unsigned char *bytes, int length)
{
	unsigned total = 1 + 1 + (unsigned)length + PROTOCOL;

	for (int i = 0; i + 1 < length; i += 2)
		total += (unsigned)bytes[i] << 8 | bytes[i + 1];
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return total;
}

static void checksum(struct selftest *t)
{
	struct raw_pair pair;
	int64_t offset = 0;

	open_pair(t, &pair, PROTOCOL);
	must(t, sock6_get(pair.to, SOCK6_OPT_CHECKSUM, &offset),
	     "get checksum");
	expect(t, -1, offset, "checksum by default");
	must(t, sock6_set(pair.from, SOCK6_OPT_CHECKSUM, 2), "set checksum");
	send_raw(t, &pair, 'a');
	receive_raw(t, &pair);
	expect(t, 8, pair.length, "the length");
	expect(t, 0xffff, sum(pair.room, pair.length), "the sum");
	must(t, sock6_set(pair.to, SOCK6_OPT_CHECKSUM, 2), "set checksum");
	must(t, sock6_set(pair.from, SOCK6_OPT_CHECKSUM, -1), "clear checksum");
	send_raw(t, &pair, 'b');
	must(t, sock6_set(pair.from, SOCK6_OPT_CHECKSUM, 2), "set checksum");
	send_raw(t, &pair, 'c');
	receive_raw(t, &pair);
	expect(t, 'c', pair.room[0], "what passes the receiver");
	saw(t, "filled in at offset 2; a wrong one is dropped");
	close_pair(&pair);
}

static void icmp_filter(struct selftest *t)
{
	struct sock6_icmp_filter filter, back;
	struct raw_pair pair;

	open_pair(t, &pair, SOCK6_ICMP_PROTOCOL);
	must(t, sock6_icmp_filter_set_all(&filter, 1), "block all");
	must(t, sock6_icmp_filter_accept(&filter, TYPE_B), "accept");
	if (going(t))
		must(t, sock6_icmp_filter_set(pair.to, &filter), "set");
	if (going(t))
		must(t, sock6_icmp_filter_get(pair.to, &back), "get");
	if (going(t) && memcmp(&filter, &back, sizeof(back)) != 0)
		fail(t, "another filter is read than was set");
	send_raw(t, &pair, TYPE_A);
	send_raw(t, &pair, TYPE_B);
	receive_raw(t, &pair);
	expect(t, TYPE_B, pair.room[0], "the type that passes");
	saw(t, "type %d passes, type %d does not", TYPE_B, TYPE_A);
	close_pair(&pair);
}

const struct check raw_checks[] = {
	{ "raw socket: checksum", NEEDS_LOOPBACK, checksum },
	{ "raw socket: ICMPv6 filter", NEEDS_LOOPBACK, icmp_filter },
	{ NULL, 0, NULL },
};
