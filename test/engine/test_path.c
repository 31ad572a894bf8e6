/* SPDX-License-Identifier: MIT */
/*
 * What the kernel itself refuses, in a network of our own: runs of datagrams
 * longer than the path takes, and runs on sockets that have none.
 */
#include "own_network.h"

#include "traffic.h"

#define LONG  1400
#define SHORT 1200
#define COUNT 12

static unsigned char bytes[COUNT][LONG];
static struct sock6_message messages[COUNT];
static struct pair pair;
static struct sock6_io io;

static int begin(const char *where, int mtu, size_t size)
{
	memset(&io, 0, sizeof(io));
	if (!own_network_mtu(mtu) ||
	    !pair_open_at(&pair, where, where[2] == 'f' ? SOCK6_DUAL_STACK : 0))
		return 0;
	for (unsigned i = 0; i < COUNT; i++) {
		memset(bytes[i], (int)(i + 1), LONG);
		messages[i] = outgoing(bytes[i], size, &pair.to, NULL);
	}
	return 1;
}

static int send_from(unsigned first)
{
	return sock6_send_batch(pair.sender, &io, messages + first,
				COUNT - first, 0);
}

/* One by one, as they were sent, then nothing more. */
static void check_all_arrive(sock6_fd receiver)
{
	static unsigned char room[COUNT * LONG];
	struct sock6_message message = incoming(room, sizeof(room), NULL);

	for (unsigned i = 0; i < COUNT; i++) {
		REQUIRE_EQ(messages[i].size, receive_soon(receiver, &message));
		CHECK_MEM(messages[i].data, room, messages[i].size);
	}
	CHECK_EQ(-EAGAIN, sock6_receive(receiver, &message, SOCK6_DONT_WAIT));
}

static void send_over_a_path_too_small(const char *where)
{
	REQUIRE(begin(where, 1280, LONG));
	for (unsigned done = 0; done < COUNT;) {
		int sent = send_from(done);

		REQUIRE(sent > 0);
		done += (unsigned)sent;
	}
	CHECK_EQ(LONG - 1, io.segment_limit);
	CHECK_EQ(0, io.retry_after);
	CHECK_EQ(0, io.coalesced);
	CHECK_EQ(COUNT, io.resent);
	CHECK(io.reason == -EINVAL || io.reason == -EMSGSIZE);
	check_all_arrive(pair.receiver);
	for (unsigned i = 0; i < COUNT; i++)
		messages[i].size = SHORT;
	CHECK_EQ(COUNT, send_from(0));
	CHECK_EQ(COUNT, io.coalesced);
	check_all_arrive(pair.receiver);
	pair_close(&pair);
}

static void a_run_too_long_for_the_path_leaves_singly_in_fragments(void)
{
	send_over_a_path_too_small("::1");
}

static void so_does_one_of_ipv4(void)
{
	send_over_a_path_too_small("::ffff:127.0.0.1");
}

static void what_may_not_be_fragmented_is_refused_and_nothing_is_learnt(void)
{
	REQUIRE(begin("::1", 1280, LONG));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_MTU_DISCOVERY,
			      SOCK6_MTU_DISCOVERY_DO));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	CHECK_EQ(-EMSGSIZE, send_from(0));
	CHECK_EQ(-EMSGSIZE, messages[0].result);
	CHECK_EQ(0, io.off);
	CHECK_EQ(0, io.segment_limit);
	CHECK_EQ(0, io.retry_after);
	CHECK_EQ(0, io.resent);
	for (unsigned i = 0; i < COUNT; i++)
		messages[i].size = SHORT;
	CHECK_EQ(COUNT, send_from(0));
	CHECK_EQ(COUNT, io.coalesced);
	check_all_arrive(pair.receiver);
	pair_close(&pair);
}

/* Of all sizes: only those above the path's leave alone. */
static void runs_that_fit_go_on_beside_datagrams_that_do_not(void)
{
	REQUIRE(begin("::1", 1280, SHORT));
	for (unsigned i = 4; i < 8; i++)
		messages[i].size = LONG;
	for (unsigned done = 0; done < COUNT;) {
		int sent = send_from(done);

		REQUIRE(sent > 0);
		done += (unsigned)sent;
	}
	CHECK_EQ(8 - 1, io.coalesced);
	check_all_arrive(pair.receiver);
	pair_close(&pair);
}

/* Linux 6.6.44 refused the run whose last datagram was shorter. */
static void the_last_of_a_run_may_be_as_short_as_can_be(void)
{
	for (size_t last = 1; last <= SHORT; last += 109) {
		REQUIRE(begin("::1", 1500, SHORT));
		messages[COUNT - 1].size = last;
		CHECK_EQ(COUNT, send_from(0));
		CHECK_EQ(COUNT, io.coalesced);
		CHECK_EQ(0, io.resent);
		check_all_arrive(pair.receiver);
		pair_close(&pair);
	}
}

static void check_no_runs_leave(sock6_fd sender)
{
	CHECK_EQ(COUNT, sock6_send_batch(sender, &io, messages, COUNT, 0));
	CHECK_EQ(SOCK6_COALESCE, io.off);
	CHECK_EQ(SOCK6_COALESCE, io.probed);
	CHECK_EQ(-ENOPROTOOPT, io.reason);
	CHECK_EQ(0, io.coalesced);
}

/* The kernel would send the run as one long datagram, and not say so. */
static void a_raw_socket_is_never_sent_a_run(void)
{
	struct sockaddr_in6 to = address_of("::1");
	sock6_fd sender, receiver;

	REQUIRE(begin("::1", 65536, 100));
	REQUIRE_EQ(0, sock6_raw_open(&sender, 253, NULL, 0));
	REQUIRE_EQ(0, sock6_raw_open(&receiver, 253, &to, 0));
	for (unsigned i = 0; i < COUNT; i++)
		messages[i].peer = to;
	check_no_runs_leave(sender);
	check_all_arrive(receiver);
	memset(&io, 0, sizeof(io));
	messages[0].size = 700;
	messages[0].segment_size = 100;
	messages[0].data = bytes;
	CHECK_EQ(1, sock6_send_batch(sender, &io, messages, 1, 0));
	CHECK_EQ(SOCK6_COALESCE, io.off);
	messages[0].size = 100;
	messages[0].segment_size = 0;
	for (unsigned i = 0; i < 7; i++)
		messages[i].data = &bytes[0][i * (size_t)100];
	for (unsigned i = 0; i < 7; i++) {
		struct sock6_message in = incoming(bytes[7], LONG, NULL);

		CHECK_EQ(100, receive_soon(receiver, &in));
	}
	sock6_close(sender);
	sock6_close(receiver);
	pair_close(&pair);
}

/* An echo request for each, and an echo from the kernel. */
static void nor_is_a_ping_socket(void)
{
	struct sockaddr_in6 to = address_of("::1");
	unsigned char room[200];
	struct sock6_message in = incoming(room, sizeof(room), NULL);
	int sender = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 58);

	if (sender < 0 && errno == EACCES &&
	    own_network_write("/proc/sys/net/ipv4/ping_group_range", "0 0"))
		sender = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 58);
	if (sender < 0)
		SKIP("ping sockets are not to be had");
	REQUIRE(begin("::1", 65536, 100));
	for (unsigned i = 0; i < COUNT; i++) {
		memset(bytes[i], 0, 8);
		bytes[i][0] = 128;
		bytes[i][7] = (unsigned char)i;
		messages[i].peer = to;
	}
	check_no_runs_leave(sender);
	for (unsigned i = 0; i < COUNT; i++) {
		CHECK_EQ(100, receive_soon(sender, &in));
		CHECK_EQ(129, room[0]);
		CHECK_EQ(i, room[7]);
		CHECK_MEM(bytes[i] + 8, room + 8, 92);
	}
	sock6_close(sender);
	pair_close(&pair);
}

int main(void)
{
	if (!own_network())
		return check_skip_all(NO_OWN_NETWORK);
	if (no_sockets())
		return check_skip_all(no_sockets());
	stay_on_one_processor();
	RUN(a_run_too_long_for_the_path_leaves_singly_in_fragments);
	RUN(so_does_one_of_ipv4);
	RUN(what_may_not_be_fragmented_is_refused_and_nothing_is_learnt);
	RUN(runs_that_fit_go_on_beside_datagrams_that_do_not);
	RUN(the_last_of_a_run_may_be_as_short_as_can_be);
	RUN(a_raw_socket_is_never_sent_a_run);
	RUN(nor_is_a_ping_socket);
	return check_end();
}
