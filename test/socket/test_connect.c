/* SPDX-License-Identifier: MIT */
/* One peer for a socket, and the values that go with every datagram to it. */
#include <limits.h>

#include "sockets.h"

static struct sock6_control beside(struct pair *pair)
{
	struct sock6_control control;
	struct sock6_message message = incoming(NULL, 0, &control);

	memset(&control, 0xee, sizeof(control));
	CHECK_EQ(0, send_text(pair->sender, "", NULL, NULL));
	CHECK_EQ(0, receive_soon(pair->receiver, &message));
	return control;
}

static void a_connected_socket_sends_to_and_hears_its_peer_only(void)
{
	struct pair pair, other;

	REQUIRE(pair_open(&pair) && pair_open(&other));
	CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, NULL));
	CHECK_EQ(2, send_text(pair.sender, "to", NULL, NULL));
	CHECK(next_is(pair.receiver, "to"));
	CHECK_EQ(8, send_text(other.sender, "stranger", &pair.from, NULL));
	CHECK_EQ(4, send_text(pair.receiver, "peer", &pair.from, NULL));
	CHECK(next_is(pair.sender, "peer"));
	pair_close(&pair);
	pair_close(&other);
}

static void values_go_with_every_datagram(void)
{
	static const char *const loopbacks[] = { "::1", "127.0.0.1" };

	for (int i = 0; i < 2; i++) {
		struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
							   SOCK6_HOP_LIMIT,
						 .traffic_class = 0xb9,
						 .hop_limit = 33 };
		struct pair pair;

		REQUIRE(pair_open_at(&pair, loopbacks[i], SOCK6_DUAL_STACK));
		CHECK_EQ(0, sock6_control_request(pair.receiver, control.fields,
						  NULL));
		CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
		for (int times = 0; times < 3; times++) {
			struct sock6_control got = beside(&pair);

			CHECK_EQ(control.fields, got.fields);
			CHECK_EQ(0xb9, got.traffic_class);
			CHECK_EQ(33, got.hop_limit);
		}
		pair_close(&pair);
	}
}

static void a_flow_label_goes_with_every_datagram(void)
{
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL,
					 .flow_label = 0xfedcb };
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_FLOW_LABEL, NULL));
	CHECK_EQ(0, sock6_connect(pair.sender, &pair.to, &control));
	CHECK_EQ(0xfedcb, beside(&pair).flow_label);
	CHECK_EQ(0xfedcb, beside(&pair).flow_label);
	pair_close(&pair);
}

static void what_cannot_be_is_refused(void)
{
	struct sock6_control control = { .fields = 0 };
	struct sockaddr_in6 wrong;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(-EINVAL, sock6_connect(pair.sender, NULL, NULL));
	wrong = pair.to;
	wrong.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT, sock6_connect(pair.sender, &wrong, NULL));
	wrong = address_of("[fe80::1]:9");
	CHECK_EQ(-EINVAL, sock6_connect(pair.sender, &wrong, NULL));
	control.fields = SOCK6_FLOW_LABEL;
	control.flow_label = 0x100000;
	CHECK_EQ(-EINVAL, sock6_connect(pair.sender, &pair.to, &control));
	control.flow_label = 5;
	wrong = address_of("127.0.0.1:9");
	CHECK_EQ(-EINVAL, sock6_connect(pair.sender, &wrong, &control));
	pair_close(&pair);
}

static void a_field_without_an_option_is_refused(void)
{
	const uint64_t known = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			       SOCK6_INTERFACE | SOCK6_MARK | SOCK6_FLOW_LABEL;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	for (unsigned bit = 0; bit < 64; bit++) {
		struct sock6_control control = { .fields = UINT64_C(1) << bit };

		if (!(control.fields & known))
			CHECK_EQ(-EINVAL, sock6_connect(pair.sender, &pair.to,
							&control));
	}
	pair_close(&pair);
}

static void a_call_that_fails_puts_the_options_back(void)
{
	struct sockaddr_in6 wrong = address_of("[fe80::1]:9");
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_HOP_LIMIT,
					 .traffic_class = 0xb9,
					 .hop_limit = 33 };
	int64_t hops = 0, class = -1;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_HOP_LIMIT, 77));
	CHECK_EQ(-EINVAL, sock6_connect(pair.sender, &wrong, &control));
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_HOP_LIMIT, &hops));
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_TRAFFIC_CLASS, &class));
	CHECK_EQ(77, hops);
	CHECK_EQ(0, class);
	pair_close(&pair);
}

static void an_interface_that_does_not_exist_is_refused(void)
{
	struct sock6_control control = { .fields = SOCK6_INTERFACE,
					 .ifindex = INT_MAX };
	struct sockaddr_in6 group = address_of("[ff01::6:114]:9");
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(-ENODEV, sock6_connect(fd, &group, &control));
	sock6_close(fd);
}

static void a_group_is_sent_to_through_the_interface(void)
{
	struct sock6_control control = {
		.fields = SOCK6_INTERFACE | SOCK6_HOP_LIMIT, .hop_limit = 5
	};
	struct sockaddr_in6 group = address_of("ff01::6:116");
	struct sockaddr_in6 any = address_of("::");
	struct pair pair;

	control.ifindex = multicast_interface();
	if (!control.ifindex)
		SKIP(NO_MULTICAST);
	pair.sender = udp_at("::", 0);
	REQUIRE_EQ(0, sock6_multicast_open(&pair.receiver, &any, 0));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_HOP_LIMIT, NULL));
	CHECK_EQ(0, sock6_group_join(pair.receiver, control.ifindex,
				     &group.sin6_addr));
	group.sin6_port = local_of(pair.receiver).sin6_port;
	CHECK_EQ(0, sock6_connect(pair.sender, &group, &control));
	CHECK_EQ(5, beside(&pair).hop_limit);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_connected_socket_sends_to_and_hears_its_peer_only);
	RUN(values_go_with_every_datagram);
	RUN(a_flow_label_goes_with_every_datagram);
	RUN(what_cannot_be_is_refused);
	RUN(a_field_without_an_option_is_refused);
	RUN(a_call_that_fails_puts_the_options_back);
	RUN(an_interface_that_does_not_exist_is_refused);
	RUN(a_group_is_sent_to_through_the_interface);
	return check_end();
}
