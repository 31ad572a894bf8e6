/* SPDX-License-Identifier: MIT */
/* One peer, with values that stick: what a batch to it carries, and what is
 * left when it cannot be had. */
#include "own_network.h"

#include "traffic.h"

#define COUNT 70

static struct pair pair;
static struct sock6_io io;

static int begin(const char *where, uint64_t told)
{
	memset(&io, 0, sizeof(io));
	return pair_open_at(&pair, where, SOCK6_DUAL_STACK) &&
	       sock6_control_request(pair.receiver, told, NULL) == 0;
}

/* A batch without peers or values, which is received in order. */
static void check_batch_carries(const struct sock6_control *expected)
{
	static struct sock6_message messages[COUNT];
	static unsigned char bytes[COUNT];
	uint64_t fields = expected->fields;

	for (unsigned i = 0; i < COUNT; i++) {
		bytes[i] = (unsigned char)i;
		messages[i] = outgoing(&bytes[i], 1, NULL, NULL);
	}
	CHECK_EQ(COUNT, sock6_send_batch(pair.sender, &io, messages, COUNT, 0));
	CHECK_EQ(COUNT, io.coalesced);
	for (unsigned i = 0; i < COUNT; i++) {
		struct sock6_control got;
		unsigned char room;
		struct sock6_message in = incoming(&room, 1, &got);

		REQUIRE_EQ(1, receive_soon(pair.receiver, &in));
		CHECK_EQ(i, room);
		if (fields & SOCK6_TRAFFIC_CLASS)
			CHECK_EQ(expected->traffic_class, got.traffic_class);
		if (fields & SOCK6_HOP_LIMIT)
			CHECK_EQ(expected->hop_limit, got.hop_limit);
		if (fields & SOCK6_FLOW_LABEL)
			CHECK_EQ(expected->flow_label, got.flow_label);
		CHECK_MEM(&pair.from, &in.peer, sizeof(pair.from));
	}
}

static void a_batch_without_peers_carries_every_value(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT |
						   SOCK6_FLOW_LABEL,
					 .traffic_class = 0xb9,
					 .hop_limit = 33,
					 .flow_label = 0xfedcb };

	REQUIRE(begin("::1", control.fields));
	REQUIRE_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
	check_batch_carries(&control);
	pair_close(&pair);
}

static void so_it_does_to_an_ipv4_mapped_peer(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0xb9,
					 .hop_limit = 33 };

	REQUIRE(begin("::ffff:127.0.0.1", control.fields));
	REQUIRE_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
	check_batch_carries(&control);
	pair_close(&pair);
}

/* The kernel takes those of both families and heeds those of the peer's. */
static void values_of_a_message_go_over_those_that_stick(void)
{
	static const char *const peers[] = { "::1", "::ffff:127.0.0.1" };

	for (int i = 0; i < 2; i++) {
		struct sock6_control sticky = { .fields = SOCK6_TRAFFIC_CLASS,
						.traffic_class = 0x28 };
		struct sock6_control other = { .fields = SOCK6_TRAFFIC_CLASS |
							 SOCK6_HOP_LIMIT,
					       .traffic_class = 0,
					       .hop_limit = 3 };
		struct sock6_control got;
		struct sock6_message in = incoming(NULL, 0, &got);
		struct sock6_message out[2] = { outgoing(NULL, 0, NULL, &other),
						outgoing(NULL, 0, NULL, NULL) };

		REQUIRE(begin(peers[i], SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT));
		CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, &sticky));
		CHECK_EQ(2, sock6_send_batch(pair.sender, &io, out, 2, 0));
		CHECK_EQ(0, receive_soon(pair.receiver, &in));
		CHECK_EQ(0, got.traffic_class);
		CHECK_EQ(3, got.hop_limit);
		CHECK_EQ(0, receive_soon(pair.receiver, &in));
		CHECK_EQ(0x28, got.traffic_class);
		pair_close(&pair);
	}
}

static void another_peer_takes_the_place_of_the_first(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 7 };
	struct pair second;

	REQUIRE(begin("::1", SOCK6_HOP_LIMIT) && pair_open(&second));
	CHECK_EQ(0, sock6_connect(pair.sender, &second.to, NULL));
	CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
	CHECK_EQ(8, send_text(second.receiver, "stranger", &pair.from, NULL));
	CHECK_EQ(4, send_text(pair.receiver, "peer", &pair.from, NULL));
	CHECK(next_is(pair.sender, "peer"));
	check_batch_carries(&control);
	pair_close(&pair);
	pair_close(&second);
}

/* The word of a closed port comes with the next call, and only once. */
static void a_peer_that_is_not_there_is_told(void)
{
	struct sock6_message message = outgoing("x", 1, NULL, NULL);

	REQUIRE(begin("::1", 0));
	sock6_close(pair.receiver);
	CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, NULL));
	CHECK_EQ(1, sock6_send_batch(pair.sender, &io, &message, 1, 0));
	CHECK_EQ(SOCK6_FAULT, sock6_wait(pair.sender, SOCK6_READABLE,
					 sock6_now() + PATIENCE));
	CHECK_EQ(-ECONNREFUSED, sock6_receive_batch(pair.sender, &io, &message,
						    1, SOCK6_DONT_WAIT));
	CHECK_EQ(-EAGAIN, sock6_receive_batch(pair.sender, &io, &message, 1,
					      SOCK6_DONT_WAIT));
	sock6_close(pair.sender);
}

static int64_t option_of(sock6_fd fd, int option)
{
	int64_t value = INT64_MIN;

	sock6_get(fd, option, &value);
	return value;
}

static const int touched[] = {
	SOCK6_OPT_HOP_LIMIT,
	SOCK6_OPT_TRAFFIC_CLASS,
	SOCK6_OPT_FLOW_INFO_SEND,
	SOCK6_OPT_MULTICAST_HOP_LIMIT,
	SOCK6_OPT_MULTICAST_INTERFACE,
	SOCK6_OPT_BIND_INTERFACE,
	SOCK6_OPT_IPV4_TIME_TO_LIVE,
	SOCK6_OPT_IPV4_TYPE_OF_SERVICE,
	SOCK6_OPT_MARK,
};
enum { TOUCHED = sizeof(touched) / sizeof(touched[0]) };

/* Nothing that a failing call did can be read afterwards. */
static void check_put_back(const char *peer, struct sock6_control *control)
{
	struct sockaddr_in6 to = address_of(peer);
	int64_t before[TOUCHED];
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);

	for (int i = 0; i < TOUCHED; i++)
		before[i] = option_of(fd, touched[i]);
	CHECK(sock6_connect(fd, &to, control) < 0);
	for (int i = 0; i < TOUCHED; i++)
		if (!CHECK_EQ(before[i], option_of(fd, touched[i])))
			printf("# option %d, peer %s\n", touched[i], peer);
	sock6_close(fd);
}

static void a_peer_without_a_route_leaves_every_option_as_it_was(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 8,
					 .hop_limit = 9 };
	uint32_t lo = 0;

	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	check_put_back("[::ffff:192.0.2.1]:9", &control);
	control.fields |= SOCK6_FLOW_LABEL | SOCK6_INTERFACE;
	control.flow_label = 1;
	control.ifindex = lo;
	check_put_back("[2001:db8::1]:9", &control);
	check_put_back("[ff0e::1]:9", &control);
}

static void an_interface_binds_the_socket_to_it(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE };

	REQUIRE(begin("::1", SOCK6_INTERFACE));
	CHECK_EQ(0, sock6_interface_index(&control.ifindex, "lo"));
	REQUIRE_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
	CHECK_EQ(control.ifindex,
		 option_of(pair.sender, SOCK6_OPT_BIND_INTERFACE));
	CHECK_EQ(4, send_text(pair.sender, "here", NULL, NULL));
	CHECK(next_is(pair.receiver, "here"));
	pair_close(&pair);
}

/* IPv4 has a time to live of its own for multicast, which no option here
 * reaches: it must not be taken for done. */
static void what_an_ipv4_group_has_no_option_for_is_refused(void)
{
	struct sockaddr_in6 group = address_of("[::ffff:239.1.2.3]:9");
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 9 };
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);

	CHECK_EQ(-EINVAL, sock6_connect(fd, &group, &control));
	control.fields = SOCK6_INTERFACE;
	control.ifindex = 1;
	CHECK_EQ(-EINVAL, sock6_connect(fd, &group, &control));
	sock6_close(fd);
}

static void what_is_no_datagram_socket_of_ipv6_is_refused(void)
{
	struct sockaddr_in6 to = address_of("[::1]:9");
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS };
	int pipes[2], ipv4 = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	REQUIRE(pipe(pipes) == 0 && ipv4 >= 0);
	CHECK_EQ(-EBADF, sock6_connect(SOCK6_INVALID, &to, NULL));
	CHECK_EQ(-EBADF, sock6_connect(SOCK6_INVALID, &to, &control));
	CHECK_EQ(-ENOTSOCK, sock6_connect(pipes[0], &to, NULL));
	CHECK_EQ(-ENOTSOCK, sock6_connect(pipes[0], &to, &control));
	CHECK_EQ(-ENOPROTOOPT, sock6_connect(ipv4, &to, &control));
	close(pipes[0]);
	close(pipes[1]);
	close(ipv4);
}

int main(void)
{
	if (!own_network())
		return check_skip_all(NO_OWN_NETWORK);
	if (no_sockets())
		return check_skip_all(no_sockets());
	stay_on_one_processor();
	RUN(a_batch_without_peers_carries_every_value);
	RUN(so_it_does_to_an_ipv4_mapped_peer);
	RUN(values_of_a_message_go_over_those_that_stick);
	RUN(another_peer_takes_the_place_of_the_first);
	RUN(a_peer_that_is_not_there_is_told);
	RUN(a_peer_without_a_route_leaves_every_option_as_it_was);
	RUN(an_interface_binds_the_socket_to_it);
	RUN(what_an_ipv4_group_has_no_option_for_is_refused);
	RUN(what_is_no_datagram_socket_of_ipv6_is_refused);
	return check_end();
}
