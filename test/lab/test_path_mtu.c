/* SPDX-License-Identifier: MIT */
/* A path that is narrower than the first link: what the sender is told. */
#include "capture.h"
#include "check.h"
#include "host.h"

#define WIDE    1500
#define NARROW  1400
#define HEADERS 48 /* IPv6 and UDP */

static sock6_fd sender, receiver;
static struct sockaddr_in6 to_b;
static struct packet packet;
static char data[8192];

/* The route cache remembers a path MTU; each test starts without. */
static void open_all(void)
{
	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
	to_b = lab_peer("2001:db8:2::b", LAB_PORT, 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	sender = lab_udp("a", "::", 0);
}

static void connect_sender(void)
{
	lab_enter("a");
	CHECK_EQ(0, connect(sender, (struct sockaddr *)&to_b, sizeof(to_b)));
}

static void close_all(void)
{
	sock6_close(sender);
	sock6_close(receiver);
}

static int send_size(size_t size, int connected)
{
	struct sock6_message message = { .data = data, .size = size };

	if (!connected)
		message.peer = to_b;
	return sock6_send(sender, &message, 0);
}

static int wait_for_fault(void)
{
	return sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE);
}

static void the_path_mtu_shrinks_when_a_router_says_so(void)
{
	struct in6_addr router = lab_in6("2001:db8:1::1");
	int64_t value = 0;
	int wire = capture_open("a", "eth0");

	open_all();
	CHECK_EQ(-ENOTCONN, sock6_get(sender, SOCK6_OPT_PATH_MTU, &value));
	connect_sender();
	CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_PATH_MTU, &value));
	CHECK_EQ(WIDE, value);
	REQUIRE_EQ(WIDE - HEADERS, send_size(WIDE - HEADERS, 1));
	REQUIRE(capture_icmp(wire, &packet, SOCK6_ICMP_PACKET_TOO_BIG));
	CHECK_MEM(&router, &packet.source, 16);
	CHECK_EQ(NARROW, packet.payload[6] << 8 | packet.payload[7]);
	REQUIRE_EQ(SOCK6_FAULT, wait_for_fault());
	CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_PATH_MTU, &value));
	CHECK_EQ(NARROW, value);
	sock6_close(wire);
	close_all();
}

/* What the router says is a pending error of a connected socket, once. */
static int learn_the_path_mtu(void)
{
	int64_t mtu = 0, error = 0;

	connect_sender();
	return CHECK_EQ(WIDE - HEADERS, send_size(WIDE - HEADERS, 1)) &&
	       CHECK_EQ(SOCK6_FAULT, wait_for_fault()) &&
	       CHECK_EQ(0,
			sock6_get(sender, SOCK6_OPT_PENDING_ERROR, &error)) &&
	       CHECK_EQ(EMSGSIZE, error) &&
	       CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_PATH_MTU, &mtu)) &&
	       CHECK_EQ(NARROW, mtu);
}

/* The notice that waits at the sender, and nothing but the notice. */
static void check_notice(void)
{
	static const struct in6_addr none;
	char room[64];
	struct sock6_control control;
	struct sock6_message message = { .data = room,
					 .size = sizeof(room),
					 .control = &control };

	memset(&control, 0xff, sizeof(control));
	REQUIRE_EQ(0, sock6_receive(sender, &message, SOCK6_DONT_WAIT));
	CHECK_EQ(SOCK6_NOTICE, message.flags);
	CHECK_EQ(0, message.result);
	CHECK_EQ(SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION, control.fields);
	CHECK_EQ(NARROW, control.path_mtu);
	CHECK_MEM(&to_b.sin6_addr, &control.path_mtu_destination, 16);
	CHECK_EQ(0, control.ifindex);
	CHECK_MEM(&none, &control.destination, 16);
	CHECK_EQ(AF_INET6, message.peer.sin6_family);
	CHECK_MEM(&to_b.sin6_addr, &message.peer.sin6_addr, 16);
}

static void a_send_beyond_the_path_mtu_fails_and_leaves_a_notice(void)
{
	struct sock6_message message = { .data = data, .size = sizeof(data) };
	uint64_t fields = SOCK6_PATH_MTU | SOCK6_DESTINATION | SOCK6_INTERFACE;
	struct lab_datagram got;
	struct sockaddr_in6 back;

	open_all();
	REQUIRE_EQ(0, sock6_control_request(sender, fields, NULL));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	REQUIRE(learn_the_path_mtu());
	CHECK_EQ(-EMSGSIZE, send_size(WIDE - HEADERS, 1));
	check_notice();
	CHECK_EQ(-EAGAIN, sock6_receive(sender, &message, SOCK6_DONT_WAIT));

	/* The socket goes on: the largest that fits, and an answer. */
	CHECK_EQ(NARROW - HEADERS, send_size(NARROW - HEADERS, 1));
	REQUIRE_EQ(NARROW - HEADERS, lab_receive(receiver, &got));
	back = got.peer;
	CHECK_EQ(6, lab_send(receiver, "answer", &back, NULL));
	REQUIRE_EQ(6, lab_receive(sender, &got));
	CHECK_EQ(0, got.flags);
	CHECK_EQ(SOCK6_DESTINATION | SOCK6_INTERFACE, got.control.fields);
	CHECK_EQ(lab_index("a", "eth0"), got.control.ifindex);
	close_all();
}

static void an_unconnected_socket_is_given_the_notice_too(void)
{
	sock6_fd prober;

	open_all();
	REQUIRE(learn_the_path_mtu());
	prober = sender;
	sender = lab_udp("a", "::", 0);
	REQUIRE_EQ(0, sock6_control_request(sender, SOCK6_PATH_MTU, NULL));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	CHECK_EQ(-EMSGSIZE, send_size(WIDE - HEADERS, 0));
	check_notice();
	CHECK_EQ(NARROW - HEADERS, send_size(NARROW - HEADERS, 0));
	sock6_close(prober);
	close_all();
}

static void without_the_request_there_is_no_notice(void)
{
	struct sock6_message message = { .data = data, .size = sizeof(data) };

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	REQUIRE(learn_the_path_mtu());
	CHECK_EQ(-EMSGSIZE, send_size(WIDE - HEADERS, 1));
	CHECK_EQ(-EAGAIN, sock6_receive(sender, &message, SOCK6_DONT_WAIT));
	close_all();
}

static void a_mode_that_never_fragments_obeys_the_path_mtu(void)
{
	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MTU_DISCOVERY,
				SOCK6_MTU_DISCOVERY_DO));
	REQUIRE(learn_the_path_mtu());
	CHECK_EQ(-EMSGSIZE, send_size(NARROW - HEADERS + 1, 1));
	CHECK_EQ(NARROW - HEADERS, send_size(NARROW - HEADERS, 1));
	close_all();
}

/* RFC 3542, 11.2: with the option on, the kernel does not fragment but says
 * how much fits; here that is the MTU of the first link. */
static void do_not_fragment_makes_too_long_a_datagram_an_error(void)
{
	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	CHECK_EQ(-EMSGSIZE, send_size(WIDE - HEADERS + 1, 0));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_DONT_FRAGMENT, 0));
	CHECK_EQ(WIDE - HEADERS + 1, send_size(WIDE - HEADERS + 1, 0));
	close_all();
}

static void a_datagram_is_fragmented_to_the_path_mtu_once_it_is_known(void)
{
	struct lab_datagram got;
	int wire = capture_open("b", "eth0");

	open_all();
	REQUIRE_EQ(0,
		   sock6_control_request(receiver, SOCK6_FRAGMENT_SIZE, NULL));
	REQUIRE(learn_the_path_mtu());
	REQUIRE_EQ(1452, send_size(1452, 1));
	REQUIRE_EQ(1452, lab_receive(receiver, &got));
	REQUIRE_EQ(SOCK6_FRAGMENT_SIZE, got.control.fields);
	CHECK(got.control.fragment_size <= NARROW);
	CHECK(got.control.fragment_size > NARROW - 8);
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	CHECK(packet.fragmented);
	CHECK_EQ(got.control.fragment_size, packet.size);
	sock6_close(wire);
	close_all();
}

static void only_a_fragmented_datagram_has_a_fragment_size(void)
{
	struct lab_datagram got;

	open_all();
	REQUIRE_EQ(0,
		   sock6_control_request(receiver, SOCK6_FRAGMENT_SIZE, NULL));
	CHECK_EQ(1000, send_size(1000, 0));
	REQUIRE_EQ(1000, lab_receive(receiver, &got));
	CHECK_EQ(0, got.control.fields);
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MTU, 1280));
	CHECK_EQ(2000, send_size(2000, 0));
	REQUIRE_EQ(2000, lab_receive(receiver, &got));
	REQUIRE_EQ(SOCK6_FRAGMENT_SIZE, got.control.fields);
	CHECK_EQ(1280, got.control.fragment_size);
	close_all();
}

/* PROBE leaves the path MTU aside, for a program that measures it itself. */
static void probing_sends_what_the_first_link_takes(void)
{
	int wire = capture_open("a", "eth0");

	open_all();
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MTU_DISCOVERY,
				SOCK6_MTU_DISCOVERY_PROBE));
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(WIDE - HEADERS, send_size(WIDE - HEADERS, 0));
		REQUIRE(capture_icmp(wire, &packet, SOCK6_ICMP_PACKET_TOO_BIG));
	}
	CHECK_EQ(-EMSGSIZE, send_size(WIDE - HEADERS + 1, 0));
	sock6_close(wire);
	close_all();
}

/* Against forged messages (RFC 8201, 6). The small datagram is behind the
 * router's message on the way through the sender's host. */
static void a_mode_that_believes_no_notice_keeps_the_links_mtu(void)
{
	static const int modes[] = { SOCK6_MTU_DISCOVERY_INTERFACE,
				     SOCK6_MTU_DISCOVERY_OMIT };
	int wire = capture_open("a", "eth0");
	struct lab_datagram got;
	int64_t mtu = 0;

	for (unsigned i = 0; i < 2; i++) {
		open_all();
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MTU_DISCOVERY,
					modes[i]));
		connect_sender();
		CHECK_EQ(WIDE - HEADERS, send_size(WIDE - HEADERS, 1));
		REQUIRE(capture_icmp(wire, &packet, SOCK6_ICMP_PACKET_TOO_BIG));
		CHECK_EQ(100, send_size(100, 1));
		CHECK_EQ(100, lab_receive(receiver, &got));
		CHECK_EQ(0, sock6_get(sender, SOCK6_OPT_PATH_MTU, &mtu));
		CHECK_EQ(WIDE, mtu);
		close_all();
	}
	sock6_close(wire);
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs as: lab.sh router -- "
				      "test_path_mtu");
	RUN(the_path_mtu_shrinks_when_a_router_says_so);
	RUN(a_send_beyond_the_path_mtu_fails_and_leaves_a_notice);
	RUN(an_unconnected_socket_is_given_the_notice_too);
	RUN(without_the_request_there_is_no_notice);
	RUN(a_mode_that_never_fragments_obeys_the_path_mtu);
	RUN(do_not_fragment_makes_too_long_a_datagram_an_error);
	RUN(a_datagram_is_fragmented_to_the_path_mtu_once_it_is_known);
	RUN(only_a_fragmented_datagram_has_a_fragment_size);
	RUN(probing_sends_what_the_first_link_takes);
	RUN(a_mode_that_believes_no_notice_keeps_the_links_mtu);
	return check_end();
}
