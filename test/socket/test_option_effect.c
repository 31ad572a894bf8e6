/* SPDX-License-Identifier: MIT */
/* What options do to a datagram, seen by the socket that receives it. */
#include "sockets.h"

static char large[9000];

static int set(sock6_fd fd, int option, int64_t value)
{
	return CHECK_EQ(0, sock6_set(fd, option, value));
}

/* What comes beside the next datagram, which must have this length. */
static struct sock6_control beside(sock6_fd fd, int length)
{
	struct sock6_control control;
	struct sock6_message message = incoming(large, sizeof(large), &control);

	memset(&control, 0, sizeof(control));
	CHECK_EQ(length, receive_soon(fd, &message));
	return control;
}

static void a_flow_label_of_the_peers_address_is_sent_when_asked_for(void)
{
	struct sock6_control got;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_FLOW_LABEL, NULL));
	set(pair.sender, SOCK6_OPT_AUTO_FLOW_LABEL, 0);
	pair.to.sin6_flowinfo = htonl(0x12345);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(0, beside(pair.receiver, 1).flow_label);
	set(pair.sender, SOCK6_OPT_FLOW_INFO_SEND, 1);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	got = beside(pair.receiver, 1);
	CHECK_EQ(SOCK6_FLOW_LABEL, got.fields);
	CHECK_EQ(0x12345, got.flow_label);
	pair_close(&pair);
}

static void a_flow_gets_a_label_by_itself_when_asked_for(void)
{
	struct sock6_control first, second;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0,
		 sock6_control_request(pair.receiver, SOCK6_FLOW_LABEL, NULL));
	set(pair.sender, SOCK6_OPT_AUTO_FLOW_LABEL, 1);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	first = beside(pair.receiver, 1);
	second = beside(pair.receiver, 1);
	CHECK(first.flow_label != 0);
	CHECK_EQ(first.flow_label, second.flow_label);
	set(pair.sender, SOCK6_OPT_AUTO_FLOW_LABEL, 0);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(0, beside(pair.receiver, 1).flow_label);
	pair_close(&pair);
}

static void mtu_discovery_decides_whether_datagrams_are_cut(void)
{
	static const struct {
		int mode, is_cut;
	} modes[] = {
		{ SOCK6_MTU_DISCOVERY_DONT, 1 },
		{ SOCK6_MTU_DISCOVERY_WANT, 1 },
		{ SOCK6_MTU_DISCOVERY_DO, 0 },
		{ SOCK6_MTU_DISCOVERY_OMIT, 1 },
	};
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	set(pair.sender, SOCK6_OPT_MTU, 1280);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		set(pair.sender, SOCK6_OPT_MTU_DISCOVERY, modes[i].mode);
		message = outgoing(large, 3000, &pair.to, NULL);
		CHECK_EQ(modes[i].is_cut ? 3000 : -EMSGSIZE,
			 sock6_send(pair.sender, &message, 0));
		if (modes[i].is_cut)
			beside(pair.receiver, 3000);
	}
	pair_close(&pair);
}

static void a_path_mtu_notice_comes_on_its_own(void)
{
	struct sock6_control control;
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	set(pair.sender, SOCK6_OPT_MTU, 1280);
	set(pair.sender, SOCK6_OPT_DONT_FRAGMENT, 1);
	CHECK_EQ(0, sock6_control_request(pair.sender,
					  SOCK6_PATH_MTU | SOCK6_INTERFACE |
						  SOCK6_HOP_LIMIT,
					  NULL));
	message = outgoing(large, 3000, &pair.to, NULL);
	CHECK_EQ(-EMSGSIZE, sock6_send(pair.sender, &message, 0));
	memset(&control, 0xee, sizeof(control));
	message = incoming(large, 100, &control);
	CHECK_EQ(0, sock6_receive(pair.sender, &message, SOCK6_DONT_WAIT));
	CHECK_EQ(SOCK6_NOTICE, message.flags);
	CHECK_EQ(SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION, control.fields);
	CHECK_EQ(1280, control.path_mtu);
	CHECK_MEM(&pair.to.sin6_addr, &control.path_mtu_destination, 16);
	CHECK_MEM(&pair.to.sin6_addr, &message.peer.sin6_addr, 16);
	CHECK_EQ(0, control.ifindex);
	CHECK_EQ(-EAGAIN,
		 sock6_receive(pair.sender, &message, SOCK6_DONT_WAIT));
	pair_close(&pair);
}

static void without_a_checksum_a_datagram_needs_a_willing_receiver(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	set(pair.sender, SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND, 1);
	CHECK_EQ(7, send_text(pair.sender, "refused", &pair.to, NULL));
	set(pair.receiver, SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE, 1);
	CHECK_EQ(5, send_text(pair.sender, "taken", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "taken"));
	pair_close(&pair);
}

static void a_port_of_the_reuse_kind_is_shared(void)
{
	static const int options[] = { SOCK6_OPT_REUSE_ADDRESS,
				       SOCK6_OPT_REUSE_PORT };

	for (int i = 0; i < 2; i++) {
		struct sockaddr_in6 local = address_of("::1");
		int first = socket(AF_INET6, SOCK_DGRAM, 0);
		int second = socket(AF_INET6, SOCK_DGRAM, 0);

		set(first, options[i], 1);
		CHECK_EQ(0,
			 bind(first, (struct sockaddr *)&local, sizeof(local)));
		local = local_of(first);
		CHECK_EQ(-1, bind(second, (struct sockaddr *)&local,
				  sizeof(local)));
		set(second, options[i], 1);
		CHECK_EQ(0, bind(second, (struct sockaddr *)&local,
				 sizeof(local)));
		close(first);
		close(second);
	}
}

static void an_address_that_is_not_here_can_be_bound_when_asked_for(void)
{
	static const int options[] = { SOCK6_OPT_FREEBIND,
				       SOCK6_OPT_TRANSPARENT };
	struct sockaddr_in6 local = address_of("2001:db8::dead");

	for (int i = 0; i < 2; i++) {
		int fd = socket(AF_INET6, SOCK_DGRAM, 0);

		CHECK_EQ(-1,
			 bind(fd, (struct sockaddr *)&local, sizeof(local)));
		CHECK_EQ(EADDRNOTAVAIL, errno);
		if (sock6_set(fd, options[i], 1) == -EPERM)
			printf("# transparent: needs a privilege\n");
		else
			CHECK_EQ(0, bind(fd, (struct sockaddr *)&local,
					 sizeof(local)));
		close(fd);
	}
}

static void a_socket_bound_to_an_interface_hears_no_other(void)
{
	uint32_t other = multicast_interface(), lo = 0;
	struct pair pair;

	if (!other)
		SKIP(NO_MULTICAST);
	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	/* Changing it again needs a privilege, so another socket does it. */
	set(pair.receiver, SOCK6_OPT_BIND_INTERFACE, other);
	CHECK_EQ(5, send_text(pair.sender, "never", &pair.to, NULL));
	if (sock6_set(pair.receiver, SOCK6_OPT_BIND_INTERFACE, lo) == -EPERM) {
		pair_close(&pair);
		SKIP("binding to another interface needs a privilege");
	}
	CHECK_EQ(4, send_text(pair.sender, "here", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "here"));
	pair_close(&pair);
}

static void an_error_to_an_unconnected_socket_is_told_when_asked_for(void)
{
	struct pair pair;

	REQUIRE(pair_open(&pair));
	sock6_close(pair.receiver);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(pair.sender, 0, 0));
	set(pair.sender, SOCK6_OPT_RECEIVE_ERROR, 1);
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(SOCK6_FAULT,
		 sock6_wait(pair.sender, 0, sock6_now() + PATIENCE));
	sock6_close(pair.sender);
}

/* Two listeners on one port and a sender, all on one interface. */
struct multicast {
	sock6_fd member, other, sender;
	struct sockaddr_in6 to;
	uint32_t interface;
};

static int multicast_open(struct multicast *m)
{
	struct sockaddr_in6 local = address_of("::");

	m->interface = multicast_interface();
	m->to = address_of("ff01::6:115");
	m->sender = udp_at("::", 0);
	if (sock6_multicast_open(&m->member, &local, 0) < 0)
		return 0;
	local = local_of(m->member);
	m->to.sin6_port = local.sin6_port;
	return sock6_multicast_open(&m->other, &local, 0) == 0 &&
	       sock6_group_join(m->member, m->interface, &m->to.sin6_addr) ==
		       0 &&
	       sock6_set(m->sender, SOCK6_OPT_MULTICAST_INTERFACE,
			 m->interface) == 0;
}

static void multicast_close(struct multicast *m)
{
	sock6_close(m->member);
	sock6_close(m->other);
	sock6_close(m->sender);
}

static void the_multicast_hop_limit_is_apart_from_the_other(void)
{
	static const int limits[] = { 0, 1, 5, 255 };
	struct multicast m;

	if (!multicast_interface())
		SKIP(NO_MULTICAST);
	REQUIRE(multicast_open(&m));
	CHECK_EQ(0, sock6_control_request(
			    m.member, SOCK6_HOP_LIMIT | SOCK6_INTERFACE, NULL));
	set(m.sender, SOCK6_OPT_HOP_LIMIT, 77);
	for (size_t i = 0; i < 4; i++) {
		struct sock6_control got;

		set(m.sender, SOCK6_OPT_MULTICAST_HOP_LIMIT, limits[i]);
		CHECK_EQ(1, send_text(m.sender, "x", &m.to, NULL));
		got = beside(m.member, 1);
		CHECK_EQ(limits[i], got.hop_limit);
		CHECK_EQ(m.interface, got.ifindex);
	}
	multicast_close(&m);
}

static void without_loopback_this_host_hears_nothing(void)
{
	struct multicast m;

	if (!multicast_interface())
		SKIP(NO_MULTICAST);
	REQUIRE(multicast_open(&m));
	set(m.sender, SOCK6_OPT_MULTICAST_LOOPBACK, 0);
	CHECK_EQ(6, send_text(m.sender, "silent", &m.to, NULL));
	set(m.sender, SOCK6_OPT_MULTICAST_LOOPBACK, 1);
	CHECK_EQ(4, send_text(m.sender, "loud", &m.to, NULL));
	CHECK(next_is(m.member, "loud"));
	multicast_close(&m);
}

static void groups_of_others_are_heard_only_when_asked_for(void)
{
	struct multicast m;

	if (!multicast_interface())
		SKIP(NO_MULTICAST);
	REQUIRE(multicast_open(&m));
	set(m.other, SOCK6_OPT_MULTICAST_ALL, 0);
	CHECK_EQ(7, send_text(m.sender, "private", &m.to, NULL));
	CHECK(next_is(m.member, "private"));
	set(m.other, SOCK6_OPT_MULTICAST_ALL, 1);
	CHECK_EQ(6, send_text(m.sender, "public", &m.to, NULL));
	CHECK(next_is(m.other, "public"));
	multicast_close(&m);
}

static void an_interface_can_be_chosen_per_datagram(void)
{
	struct sock6_control through = { .fields = SOCK6_INTERFACE };
	struct multicast m;

	if (!multicast_interface())
		SKIP(NO_MULTICAST);
	REQUIRE(multicast_open(&m));
	set(m.sender, SOCK6_OPT_MULTICAST_INTERFACE, 0);
	through.ifindex = m.interface;
	CHECK_EQ(4, send_text(m.sender, "this", &m.to, &through));
	CHECK(next_is(m.member, "this"));
	multicast_close(&m);
}

static void a_header_of_the_programs_own_is_sent_as_it_is(void)
{
	struct sockaddr_in6 to = address_of("::1");
	struct sock6_header header = { .payload_length = 4,
				       .next_header = 253,
				       .hop_limit = 33,
				       .traffic_class = 0x29 };
	unsigned char packet[44] = { 0 };
	struct sock6_message message;
	struct sock6_control got;
	sock6_fd sender, receiver;

	if (sock6_raw_open(&sender, 253, NULL, 0) < 0)
		SKIP("raw sockets need a privilege");
	REQUIRE_EQ(0, sock6_raw_open(&receiver, 253, NULL, 0));
	CHECK_EQ(0, sock6_control_request(receiver,
					  SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS,
					  NULL));
	set(sender, SOCK6_OPT_HEADER_INCLUDED, 1);
	header.source = header.destination = to.sin6_addr;
	CHECK_EQ(40, sock6_header_build(packet, sizeof(packet), &header));
	message = outgoing(packet, sizeof(packet), &to, NULL);
	CHECK_EQ(44, sock6_send(sender, &message, 0));
	got = beside(receiver, 4);
	CHECK_EQ(33, got.hop_limit);
	CHECK_EQ(0x29, got.traffic_class);
	sock6_close(sender);
	sock6_close(receiver);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_flow_label_of_the_peers_address_is_sent_when_asked_for);
	RUN(a_flow_gets_a_label_by_itself_when_asked_for);
	RUN(mtu_discovery_decides_whether_datagrams_are_cut);
	RUN(a_path_mtu_notice_comes_on_its_own);
	RUN(without_a_checksum_a_datagram_needs_a_willing_receiver);
	RUN(a_port_of_the_reuse_kind_is_shared);
	RUN(an_address_that_is_not_here_can_be_bound_when_asked_for);
	RUN(a_socket_bound_to_an_interface_hears_no_other);
	RUN(an_error_to_an_unconnected_socket_is_told_when_asked_for);
	RUN(the_multicast_hop_limit_is_apart_from_the_other);
	RUN(without_loopback_this_host_hears_nothing);
	RUN(groups_of_others_are_heard_only_when_asked_for);
	RUN(an_interface_can_be_chosen_per_datagram);
	RUN(a_header_of_the_programs_own_is_sent_as_it_is);
	return check_end();
}
