/* SPDX-License-Identifier: MIT */
/* A path that is narrower than its first link, in IPv6 and in IPv4: how it is
 * found out, and what is fragmented then. */
#include "capture.h"
#include "check.h"
#include "host.h"

#define WIDE   1500
#define NARROW 1400

/* The same network in IPv4; 192.0.2.0/25 is the first link, the rest of it the
 * second. */
static const char set_up[][80] = {
	"aip address add 192.0.2.1/25 dev eth0",
	"rip address add 192.0.2.2/25 dev eth0",
	"rip address add 192.0.2.129/25 dev eth1",
	"becho 0 >/proc/sys/net/ipv4/icmp_ratelimit",
	"recho 0 >/proc/sys/net/ipv4/icmp_ratelimit",
	"recho 1 >/proc/sys/net/ipv4/ip_forward",
	"bip address add 192.0.2.130/25 dev eth0",
	"aip route add default via 192.0.2.2",
	"bip route add default via 192.0.2.129",
};

static const char native[] = "2001:db8:2::b";
static const char mapped[] = "::ffff:192.0.2.130";

static sock6_fd sender, receiver;
static struct sockaddr_in6 to_b;
static struct packet packet;
static char data[4096];

/* The system remembers a path MTU; each test starts without. */
static void open_all(const char *to)
{
	struct sockaddr_in6 local = lab_peer("::", LAB_PORT, 0);

	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
	CHECK_EQ(0, lab_shell("a", "ip -4 route flush cache"));
	to_b = lab_peer(to, LAB_PORT, 0);
	lab_enter("b");
	CHECK_EQ(0, sock6_udp_open(&receiver, &local, SOCK6_DUAL_STACK));
	lab_enter("a");
	CHECK_EQ(0, sock6_udp_open(&sender, NULL, SOCK6_DUAL_STACK));
	CHECK_EQ(0, sock6_error_request(sender, 1));
}

static void close_all(void)
{
	sock6_close(sender);
	sock6_close(receiver);
}

static int send_size(int size)
{
	struct sock6_message message = { .data = data,
					 .size = (size_t)size,
					 .peer = to_b };

	return sock6_send(sender, &message, 0);
}

static int payload_of(uint32_t mtu)
{
	return sock6_path_mtu_payload(mtu, &to_b.sin6_addr,
				      SOCK6_UDP_HEADER_SIZE);
}

/* The path MTU as the system knows it, by way of a socket of the call's own. */
static uint32_t known(void)
{
	uint32_t mtu = 0;

	lab_enter("a");
	CHECK_EQ(0, sock6_path_mtu_get(sender, &to_b, &mtu));
	return mtu;
}

/* The next record is an event: an MTU, by whom; NULL: by this host. */
static int event_is(uint32_t mtu, const char *reporter)
{
	struct sock6_message quoted = { .data = NULL };
	struct sock6_path_mtu_event event;
	struct sock6_error error;
	struct in6_addr by = lab_in6(reporter ? reporter : "::");

	return CHECK_EQ(SOCK6_FAULT,
			sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE)) &&
	       CHECK_EQ(0, sock6_error_receive(sender, &quoted, &error, 0)) &&
	       CHECK_EQ(1, sock6_path_mtu_event(&event, &quoted, &error)) &&
	       CHECK_EQ(mtu, event.mtu) &&
	       CHECK_MEM(&to_b.sin6_addr, &event.destination.sin6_addr, 16) &&
	       CHECK_EQ(reporter ? AF_INET6 : 0, event.reporter.sin6_family) &&
	       CHECK_MEM(&by, &event.reporter.sin6_addr, 16);
}

static int hears_size(int size)
{
	struct lab_datagram got;

	return CHECK_EQ(size, lab_receive(receiver, &got));
}

/* Nothing larger than the narrow link leaves a sender that never fragments. */
static void the_mtu_is_learnt(const char *to, const char *router)
{
	struct sockaddr_in6 peer;
	socklen_t length = sizeof(peer);
	struct sock6_message nothing = { .data = NULL };
	struct sock6_error error;

	open_all(to);
	REQUIRE_EQ(0, sock6_path_mtu_mode_set(sender, SOCK6_MTU_DISCOVERY_DO));
	CHECK_EQ(WIDE, known());
	REQUIRE_EQ(payload_of(WIDE), send_size(payload_of(WIDE)));
	REQUIRE(event_is(NARROW, router));
	CHECK_EQ(NARROW, known());
	CHECK_EQ(-1, getpeername(sender, (struct sockaddr *)&peer, &length));
	CHECK_EQ(-EMSGSIZE, send_size(payload_of(NARROW) + 1));
	REQUIRE(event_is(NARROW, NULL));
	CHECK_EQ(payload_of(NARROW), send_size(payload_of(NARROW)));
	CHECK(hears_size(payload_of(NARROW)));
	CHECK_EQ(-EAGAIN, sock6_error_receive(sender, &nothing, &error, 0));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(sender, 0, 0));
	close_all();
}

static void a_narrow_path_is_learnt_without_connecting(void)
{
	the_mtu_is_learnt(native, "2001:db8:1::1");
}

static void a_narrow_path_of_ipv4_is_learnt_in_the_same_way(void)
{
	the_mtu_is_learnt(mapped, "::ffff:192.0.2.2");
}

static void a_refused_datagram_leaves_a_notice_as_well_as_a_record(void)
{
	struct sock6_control control;
	struct sock6_message notice = { .data = data,
					.size = sizeof(data),
					.control = &control };
	struct sock6_path_mtu_event event;

	open_all(native);
	REQUIRE_EQ(0, sock6_control_request(sender, SOCK6_PATH_MTU, NULL));
	REQUIRE_EQ(0, sock6_path_mtu_mode_set(sender, SOCK6_MTU_DISCOVERY_DO));
	REQUIRE_EQ(payload_of(WIDE), send_size(payload_of(WIDE)));
	REQUIRE(event_is(NARROW, "2001:db8:1::1"));
	REQUIRE_EQ(-EMSGSIZE, send_size(payload_of(WIDE)));
	REQUIRE_EQ(0, sock6_receive(sender, &notice, SOCK6_DONT_WAIT));
	REQUIRE_EQ(1, sock6_path_mtu_event(&event, &notice, NULL));
	CHECK_EQ(NARROW, event.mtu);
	CHECK_MEM(&to_b.sin6_addr, &event.destination.sin6_addr, 16);
	CHECK_EQ(0, event.reporter.sin6_family);
	REQUIRE(event_is(NARROW, NULL));
	close_all();
}

/* RFC 8899: a prober goes on, and is told each time. */
static void a_prober_is_told_and_not_held_back(const char *to,
					       const char *router)
{
	open_all(to);
	REQUIRE_EQ(0,
		   sock6_path_mtu_mode_set(sender, SOCK6_MTU_DISCOVERY_PROBE));
	for (int i = 0; i < 3; i++) {
		REQUIRE_EQ(payload_of(WIDE), send_size(payload_of(WIDE)));
		REQUIRE(event_is(NARROW, router));
	}
	CHECK_EQ(-EMSGSIZE, send_size(payload_of(WIDE) + 1));
	CHECK(event_is(WIDE, NULL));
	CHECK_EQ(payload_of(NARROW), send_size(payload_of(NARROW)));
	CHECK(hears_size(payload_of(NARROW)));
	close_all();
}

static void probing_goes_on_whatever_a_router_says(void)
{
	a_prober_is_told_and_not_held_back(native, "2001:db8:1::1");
	a_prober_is_told_and_not_held_back(mapped, "::ffff:192.0.2.2");
}

static int is_ours(const struct packet *found, const void *what)
{
	return memcmp(&found->destination, what, 16) == 0 &&
	       found->protocol == IPPROTO_UDP;
}

/* RFC 791, 3.1: the flags of an IPv4 header, which begins the bytes. */
static int has_flag(const struct packet *found, uint8_t flag)
{
	return found->version == 4 && (found->bytes[6] & flag);
}

static int is_fragment(const struct packet *found)
{
	return found->fragmented || found->fragment_from > 0 ||
	       has_flag(found, 0x20);
}

/* What leaves a when the mode has been set: 1 when a datagram that is larger
 * than the link leaves in fragments, or when one that fits does not forbid
 * routers to fragment it. */
static int wire_shows_fragmenting(void)
{
	int wire = capture_open("a", "eth0");
	int found = 0;

	send_size(payload_of(WIDE) + 100);
	/* A pending error may be in the way, once. */
	if (send_size(100) != 100)
		CHECK_EQ(100, send_size(100));
	do {
		if (!CHECK(capture_find(wire, &packet, is_ours,
					&to_b.sin6_addr)))
			break;
		found |= is_fragment(&packet);
	} while (packet.payload_size != 108);
	sock6_close(wire);
	return found || (packet.version == 4 && !has_flag(&packet, 0x40));
}

static void the_answer_is_right(const char *to, unsigned family)
{
	for (int mode = SOCK6_MTU_DISCOVERY_DONT;
	     mode <= SOCK6_MTU_DISCOVERY_OMIT; mode++) {
		unsigned told;

		open_all(to);
		CHECK_EQ(0, sock6_path_mtu_mode_set(sender, mode));
		told = (unsigned)sock6_path_mtu_may_fragment(sender);
		printf("# mode %d may fragment %u\n", mode, told);
		CHECK_EQ((told & family) != 0, wire_shows_fragmenting());
		close_all();
	}
}

static void what_may_be_fragmented_is_on_the_wire_as_told(void)
{
	the_answer_is_right(native, SOCK6_IPV6);
}

static void what_may_be_fragmented_of_ipv4_is_on_the_wire_as_told(void)
{
	the_answer_is_right(mapped, SOCK6_IPV4);
}

/* It carries IPv6 only, and has no options of IPv4. */
static void a_raw_socket_has_a_mode_too(void)
{
	sock6_fd raw = lab_raw("a", SOCK6_ICMP_PROTOCOL);
	int mode = -1;

	CHECK_EQ(SOCK6_IPV6, sock6_path_mtu_may_fragment(raw));
	CHECK_EQ(0, sock6_path_mtu_mode_set(raw, SOCK6_MTU_DISCOVERY_PROBE));
	CHECK_EQ(0, sock6_path_mtu_mode_get(raw, &mode));
	CHECK_EQ(SOCK6_MTU_DISCOVERY_PROBE, mode);
	CHECK_EQ(0, sock6_path_mtu_may_fragment(raw));
	sock6_close(raw);
}

/* RFC 8201, 4: the kernel believes none of it either. */
static void a_forged_mtu_below_the_minimum_is_no_event(void)
{
	uint8_t message[8 + SOCK6_HEADER_SIZE + 8] = { 2 };
	struct sock6_header header = { .next_header = IPPROTO_UDP,
				       .payload_length = 8,
				       .source = lab_in6("2001:db8:1::a"),
				       .destination = lab_in6(native) };
	struct sock6_message out = { .data = message, .size = sizeof(message) };
	struct sock6_message quoted = { .data = NULL };
	struct sock6_path_mtu_event event;
	struct sock6_error error;
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
	uint8_t *udp = message + 8 + SOCK6_HEADER_SIZE;

	open_all(native);
	CHECK_EQ(1, send_size(1));
	out.peer = lab_peer("2001:db8:1::a", 0, 0);
	message[7] = 100;
	CHECK_EQ(SOCK6_HEADER_SIZE,
		 sock6_header_build(message + 8, SOCK6_HEADER_SIZE, &header));
	udp[0] = (uint8_t)(lab_port(sender) >> 8);
	udp[1] = (uint8_t)lab_port(sender);
	udp[2] = LAB_PORT >> 8;
	udp[3] = LAB_PORT & 0xff;
	CHECK_EQ((int)sizeof(message), sock6_send(router, &out, 0));
	REQUIRE_EQ(SOCK6_FAULT,
		   sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE));
	REQUIRE_EQ(0, sock6_error_receive(sender, &quoted, &error, 0));
	CHECK_EQ(100, error.mtu);
	CHECK_EQ(0, sock6_path_mtu_event(&event, &quoted, &error));
	CHECK(known() >= SOCK6_PATH_MTU_MINIMUM);
	sock6_close(router);
	close_all();
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs as: lab.sh router -- "
				      "test_path_mtu_event");
	for (size_t i = 0; i < sizeof(set_up) / sizeof(set_up[0]); i++) {
		char host[2] = { set_up[i][0], '\0' };

		if (lab_shell(host, set_up[i] + 1) != 0)
			return check_skip_all("no IPv4 across the router");
	}
	RUN(a_narrow_path_is_learnt_without_connecting);
	RUN(a_narrow_path_of_ipv4_is_learnt_in_the_same_way);
	RUN(a_refused_datagram_leaves_a_notice_as_well_as_a_record);
	RUN(probing_goes_on_whatever_a_router_says);
	RUN(what_may_be_fragmented_is_on_the_wire_as_told);
	RUN(what_may_be_fragmented_of_ipv4_is_on_the_wire_as_told);
	RUN(a_raw_socket_has_a_mode_too);
	RUN(a_forged_mtu_below_the_minimum_is_no_event);
	return check_end();
}
