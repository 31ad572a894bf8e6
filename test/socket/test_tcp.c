/* SPDX-License-Identifier: MIT */
/* TCP: a listener, and the options of its connections. */
#include "sockets.h"

struct connection {
	sock6_fd listener, client, server;
};

static int connection_open(struct connection *c, const char *text,
			   unsigned flags)
{
	struct sockaddr_in6 local = address_of(text);

	memset(c, -1, sizeof(*c));
	if (sock6_tcp_listen(&c->listener, &local, 5, flags) < 0)
		return 0;
	local = local_of(c->listener);
	c->client = socket(AF_INET6, SOCK_STREAM, 0);
	if (connect_to(c->client, &local) < 0)
		return 0;
	c->server = accept(c->listener, NULL, NULL);
	return c->server >= 0;
}

static void connection_close(struct connection *c)
{
	close(c->client);
	close(c->server);
	sock6_close(c->listener);
}

static void a_listener_takes_connections(void)
{
	struct connection c;

	REQUIRE(connection_open(&c, "::1", 0));
	CHECK_EQ(SOCK6_WRITABLE, sock6_wait(c.server, SOCK6_WRITABLE, 0));
	connection_close(&c);
	REQUIRE(connection_open(&c, "127.0.0.1", SOCK6_DUAL_STACK));
	connection_close(&c);
}

static void a_listener_becomes_readable_with_a_connection(void)
{
	struct sockaddr_in6 local = address_of("::1");
	sock6_fd listener;
	int client = socket(AF_INET6, SOCK_STREAM, 0);

	REQUIRE_EQ(0,
		   sock6_tcp_listen(&listener, &local, 1, SOCK6_NON_BLOCKING));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(listener, SOCK6_READABLE, 0));
	local = local_of(listener);
	CHECK_EQ(0, connect_to(client, &local));
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(listener, SOCK6_READABLE, sock6_now() + PATIENCE));
	close(client);
	sock6_close(listener);
}

/* Linux keeps the ECN bits of a connection for itself (RFC 3168, 6.1). */
static void the_ecn_bits_of_a_connection_are_the_systems(void)
{
	struct connection c;

	REQUIRE(connection_open(&c, "::1", 0));
	for (int value = 0; value < 256; value++) {
		int64_t read = -1;

		CHECK_EQ(0,
			 sock6_set(c.server, SOCK6_OPT_TRAFFIC_CLASS, value));
		CHECK_EQ(0,
			 sock6_get(c.server, SOCK6_OPT_TRAFFIC_CLASS, &read));
		CHECK_EQ(value & 0xfc, read);
	}
	connection_close(&c);
}

static void the_hop_limit_and_path_mtu_of_a_connection_are_there(void)
{
	struct connection c;
	int64_t value = -1;

	REQUIRE(connection_open(&c, "::1", 0));
	CHECK_EQ(0, sock6_set(c.server, SOCK6_OPT_HOP_LIMIT, 128));
	CHECK_EQ(0, sock6_get(c.server, SOCK6_OPT_HOP_LIMIT, &value));
	CHECK_EQ(128, value);
	CHECK_EQ(0, sock6_get(c.server, SOCK6_OPT_PATH_MTU, &value));
	CHECK(value >= 1280);
	connection_close(&c);
}

/* RFC 5082: a segment that came from too far away is dropped, so that the
 * first of two connections is never made. */
static void too_few_hops_left_make_no_connection(void)
{
	struct sockaddr_in6 local = address_of("::1"), near_one, peer;
	socklen_t length = sizeof(peer);
	sock6_fd listener;
	int far_away = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int near = socket(AF_INET6, SOCK_STREAM, 0), taken;

	REQUIRE_EQ(0, sock6_tcp_listen(&listener, &local, 5, 0));
	local = local_of(listener);
	CHECK_EQ(0, sock6_set(listener, SOCK6_OPT_MINIMUM_HOP_COUNT, 255));
	CHECK_EQ(0, sock6_set(far_away, SOCK6_OPT_HOP_LIMIT, 254));
	CHECK_EQ(0, sock6_set(near, SOCK6_OPT_HOP_LIMIT, 255));
	CHECK_EQ(-EINPROGRESS, connect_to(far_away, &local));
	CHECK_EQ(0, connect_to(near, &local));
	near_one = local_of(near);
	taken = accept(listener, (struct sockaddr *)&peer, &length);
	CHECK_EQ(near_one.sin6_port, peer.sin6_port);
	CHECK_EQ(-ETIMEDOUT, sock6_wait(listener, SOCK6_READABLE, 0));
	close(taken);
	close(near);
	close(far_away);
	sock6_close(listener);
}

static void a_server_starts_again_over_its_old_connections(void)
{
	struct connection c;
	struct sockaddr_in6 local;
	sock6_fd again;

	REQUIRE(connection_open(&c, "::1", 0));
	local = local_of(c.listener);
	/* Closing first leaves the server's side in TIME-WAIT. */
	close(c.server);
	sock6_close(c.listener);
	CHECK_EQ(0, sock6_tcp_listen(&again, &local, 5, 0));
	sock6_close(again);
	close(c.client);
}

static void datagram_calls_work_on_a_connection(void)
{
	struct connection c;
	char room[10];
	struct sock6_message message;

	REQUIRE(connection_open(&c, "::1", 0));
	CHECK_EQ(5, send_text(c.client, "hello", NULL, NULL));
	message = incoming(room, sizeof(room), NULL);
	CHECK_EQ(5, receive_soon(c.server, &message));
	CHECK_MEM("hello", room, 5);
	CHECK_EQ(0, message.flags);
	connection_close(&c);
}

/* Never SIGPIPE, which would end this program. */
static void sending_into_a_closed_connection_is_an_error_only(void)
{
	struct connection c;
	int status = 0;

	REQUIRE(connection_open(&c, "::1", 0));
	close(c.server);
	c.server = -1;
	for (int tries = 0; tries < 1000 && status >= 0; tries++)
		status = send_text(c.client, "x", NULL, NULL);
	CHECK(status == -EPIPE || status == -ECONNRESET);
	status = send_text(c.client, "x", NULL, NULL);
	CHECK_EQ(-EPIPE, status);
	connection_close(&c);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_listener_takes_connections);
	RUN(a_listener_becomes_readable_with_a_connection);
	RUN(the_ecn_bits_of_a_connection_are_the_systems);
	RUN(the_hop_limit_and_path_mtu_of_a_connection_are_there);
	RUN(too_few_hops_left_make_no_connection);
	RUN(a_server_starts_again_over_its_old_connections);
	RUN(datagram_calls_work_on_a_connection);
	RUN(sending_into_a_closed_connection_is_an_error_only);
	return check_end();
}
