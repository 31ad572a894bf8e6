/* SPDX-License-Identifier: MIT */
/* What routers and hosts answer comes back as a record, and an event loop that
 * takes the records becomes quiet. */
#include "check.h"
#include "host.h"

/* An event loop that turned that often is one that spins. */
#define ROUNDS  100
#define WIDE    1500
#define NARROW  1400
#define HEADERS 48 /* IPv6 and UDP */

static sock6_fd sender;
static char data[WIDE];

struct heard {
	unsigned count;
	struct sock6_error error;    /* the last */
	struct sock6_message quoted; /* the last */
	struct sock6_control control;
	char bytes[WIDE];
};

static void open_sender(void)
{
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)i;
	lab_enter("a");
	CHECK_EQ(0, sock6_udp_open(&sender, NULL, 0));
	CHECK_EQ(0, sock6_error_request(sender, 1));
	CHECK_EQ(0, sock6_control_request(
			    sender, SOCK6_INTERFACE | SOCK6_HOP_LIMIT, NULL));
}

/* As the manual tells event loops to; 1 when the socket became quiet. */
static int become_quiet(struct heard *heard)
{
	for (int i = 0; i < ROUNDS; i++) {
		int status = sock6_wait(sender, SOCK6_READABLE, 0);

		if (status == -ETIMEDOUT)
			return 1;
		if (!CHECK_EQ(SOCK6_FAULT, status))
			return 0;
		while ((status = sock6_error_receive(sender, &heard->quoted,
						     &heard->error, 0)) == 0)
			heard->count++;
		if (!CHECK_EQ(-EAGAIN, status))
			return 0;
	}
	return 0;
}

static int hear(struct heard *heard)
{
	memset(heard, 0, sizeof(*heard));
	heard->quoted = (struct sock6_message){ .data = heard->bytes,
						.size = sizeof(heard->bytes),
						.control = &heard->control };
	return CHECK_EQ(SOCK6_FAULT,
			sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE)) &&
	       CHECK(become_quiet(heard)) && CHECK_EQ(1, heard->count);
}

static int send_to(const char *to, size_t size,
		   const struct sock6_control *control)
{
	struct sock6_message message = {
		.data = data,
		.size = size,
		.control = (struct sock6_control *)(uintptr_t)control,
		.peer = lab_peer(to, LAB_PORT, 0)
	};

	return sock6_send(sender, &message, 0);
}

/* The only record: an ICMPv6 error from a host about a datagram to another. */
static void is_error(const struct heard *heard, const char *from,
		     const char *to, int type, int code, int status)
{
	const struct sock6_error *error = &heard->error;
	struct sockaddr_in6 peer = lab_peer(to, LAB_PORT, 0);
	struct in6_addr offender = lab_in6(from);
	char text[SOCK6_ERROR_TEXT_SIZE];

	CHECK(sock6_error_format(text, sizeof(text), error) > 0);
	printf("# %s\n", text);
	CHECK_EQ(SOCK6_ORIGIN_ICMPV6, error->origin);
	CHECK_EQ(type, error->type);
	CHECK_EQ(code, error->code);
	CHECK_EQ(status, error->status);
	CHECK(error->fields & SOCK6_ERROR_OFFENDER);
	CHECK_EQ(AF_INET6, error->offender.sin6_family);
	CHECK_MEM(&offender, &error->offender.sin6_addr, 16);
	CHECK_MEM(&peer, &heard->quoted.peer, sizeof(peer));
	CHECK_EQ(SOCK6_DESTINATION | SOCK6_INTERFACE | SOCK6_HOP_LIMIT,
		 heard->control.fields);
	CHECK_EQ(lab_index("a", "eth0"), heard->control.ifindex);
}

static void quotes(const struct heard *heard, int size)
{
	CHECK_EQ(size, heard->quoted.result);
	CHECK_EQ(0, heard->quoted.flags);
	CHECK_MEM(data, heard->bytes, (size_t)size);
}

static void a_closed_port_is_told_by_its_host(void)
{
	struct heard heard;

	open_sender();
	REQUIRE_EQ(100, send_to("2001:db8:2::b", 100, NULL));
	REQUIRE(hear(&heard));
	is_error(&heard, "2001:db8:2::b", "2001:db8:2::b",
		 SOCK6_ICMP_DESTINATION_UNREACHABLE, 4, -ECONNREFUSED);
	CHECK_EQ(63, heard.control.hop_limit);
	quotes(&heard, 100);
	sock6_close(sender);
}

/* The router quotes as much as fits 1280 bytes, its own headers included
 * (RFC 4443, 2.4). */
static void a_packet_too_big_is_told_by_the_router(void)
{
	struct sock6_path_mtu_event event;
	struct heard heard;
	struct in6_addr router = lab_in6("2001:db8:1::1");

	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
	open_sender();
	REQUIRE_EQ(WIDE - HEADERS,
		   send_to("2001:db8:2::b", WIDE - HEADERS, NULL));
	REQUIRE(hear(&heard));
	is_error(&heard, "2001:db8:1::1", "2001:db8:2::b",
		 SOCK6_ICMP_PACKET_TOO_BIG, 0, -EMSGSIZE);
	CHECK(heard.error.fields & SOCK6_ERROR_MTU);
	CHECK_EQ(NARROW, heard.error.mtu);
	quotes(&heard, 1280 - 40 - 8 - HEADERS);
	REQUIRE_EQ(1,
		   sock6_path_mtu_event(&event, &heard.quoted, &heard.error));
	CHECK_EQ(NARROW, event.mtu);
	CHECK_MEM(&router, &event.reporter.sin6_addr, 16);
	CHECK_MEM(&heard.quoted.peer, &event.destination,
		  sizeof(event.destination));
	sock6_close(sender);
}

static void a_hop_limit_that_ends_is_told_by_the_router(void)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 1 };
	struct heard heard;

	open_sender();
	REQUIRE_EQ(10, send_to("2001:db8:2::b", 10, &control));
	REQUIRE(hear(&heard));
	is_error(&heard, "2001:db8:1::1", "2001:db8:2::b",
		 SOCK6_ICMP_TIME_EXCEEDED, 0, -EHOSTUNREACH);
	quotes(&heard, 10);
	sock6_close(sender);
}

static void a_destination_without_a_route_is_told_by_the_router(void)
{
	struct heard heard;

	open_sender();
	REQUIRE_EQ(10, send_to("2001:db8:dead::1", 10, NULL));
	REQUIRE(hear(&heard));
	is_error(&heard, "2001:db8:1::1", "2001:db8:dead::1",
		 SOCK6_ICMP_DESTINATION_UNREACHABLE, 0, -ENETUNREACH);
	quotes(&heard, 10);
	sock6_close(sender);
}

static void a_firewall_that_prohibits_is_told_by_the_router(void)
{
	struct heard heard;

	if (lab_shell("r", "command -v nft >/dev/null") != 0)
		SKIP("nft(8) is missing");
	if (lab_shell("r", "nft 'table ip6 lab { chain forward { type filter "
			   "hook forward priority 0; udp dport 20006 reject "
			   "with icmpv6 type admin-prohibited; }; }'") != 0)
		SKIP("the kernel has no nftables");
	open_sender();
	REQUIRE_EQ(10, send_to("2001:db8:2::b", 10, NULL));
	REQUIRE(hear(&heard));
	CHECK_EQ(0, lab_shell("r", "nft delete table ip6 lab"));
	is_error(&heard, "2001:db8:1::1", "2001:db8:2::b",
		 SOCK6_ICMP_DESTINATION_UNREACHABLE, 1, -EACCES);
	quotes(&heard, 10);
	sock6_close(sender);
}

/* This host itself says so, after three solicitations (RFC 4861, 7.2.2). */
static void a_neighbour_that_is_not_there_is_told_by_this_host(void)
{
	struct heard heard;

	CHECK_EQ(0,
		 lab_sysctl("a", "net/ipv6/neigh/eth0/retrans_time_ms", "20"));
	open_sender();
	REQUIRE_EQ(10, send_to("2001:db8:1::77", 10, NULL));
	REQUIRE(hear(&heard));
	CHECK_EQ(SOCK6_ORIGIN_ICMPV6, heard.error.origin);
	CHECK_EQ(SOCK6_ICMP_DESTINATION_UNREACHABLE, heard.error.type);
	CHECK_EQ(3, heard.error.code);
	CHECK_EQ(-EHOSTUNREACH, heard.error.status);
	quotes(&heard, 10);
	sock6_close(sender);
}

static void a_connected_socket_that_has_not_asked_hears_it_once(void)
{
	struct sockaddr_in6 to = lab_peer("2001:db8:dead::1", LAB_PORT, 0);
	struct heard heard;

	open_sender();
	CHECK_EQ(0, sock6_error_request(sender, 0));
	REQUIRE_EQ(0, sock6_connect(sender, &to, NULL));
	REQUIRE_EQ(4, lab_send(sender, "four", NULL, NULL));
	/* No route is no hard error: only a closed port is one. */
	CHECK_EQ(4, lab_send(sender, "four", NULL, NULL));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(sender, 0, 0));
	sock6_close(sender);
	open_sender();
	CHECK_EQ(0, sock6_error_request(sender, 0));
	to = lab_peer("2001:db8:2::b", LAB_PORT, 0);
	REQUIRE_EQ(0, sock6_connect(sender, &to, NULL));
	REQUIRE_EQ(4, lab_send(sender, "four", NULL, NULL));
	REQUIRE(hear(&heard));
	CHECK_EQ(SOCK6_ORIGIN_PENDING, heard.error.origin);
	CHECK_EQ(-ECONNREFUSED, heard.error.status);
	sock6_close(sender);
}

/* What a raw socket sent is quoted from its own header on, or, where it brought
 * the IPv6 header along, from that on. */
static void a_raw_socket_is_quoted_what_it_sent(void)
{
	static const uint8_t echo[16] = {
		SOCK6_ICMP_ECHO_REQUEST, 0, 0, 0, 0x12, 0x34
	};
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 1 };
	struct sock6_message message = { .data = (void *)(uintptr_t)echo,
					 .size = sizeof(echo),
					 .control = &control,
					 .peer = lab_peer("2001:db8:2::b", 0,
							  0) };
	uint8_t room[100];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct in6_addr router = lab_in6("2001:db8:1::1");
	struct sock6_error error;
	sock6_fd raw = lab_raw("a", SOCK6_ICMP_PROTOCOL);

	REQUIRE_EQ(0, sock6_error_request(raw, 1));
	REQUIRE_EQ((int)sizeof(echo), sock6_send(raw, &message, 0));
	REQUIRE_EQ(SOCK6_FAULT, sock6_wait(raw, 0, sock6_now() + LAB_PATIENCE));
	REQUIRE_EQ(0, sock6_error_receive(raw, &quoted, &error, 0));
	CHECK_EQ(SOCK6_ICMP_TIME_EXCEEDED, error.type);
	CHECK_MEM(&router, &error.offender.sin6_addr, 16);
	CHECK_MEM(&message.peer.sin6_addr, &quoted.peer.sin6_addr, 16);
	REQUIRE_EQ((int)sizeof(echo), quoted.result);
	/* The system has filled in the checksum. */
	CHECK_MEM(echo, room, 2);
	CHECK_MEM(echo + 4, room + 4, sizeof(echo) - 4);
	sock6_close(raw);
}

/* The pending error of an earlier datagram is in the way, once. */
static int send_again(const char *to, const struct sock6_control *control)
{
	int status = send_to(to, 10, control);

	return status < 0 ? send_to(to, 10, control) : status;
}

/* A mix of all, and more than one of each: the loop takes them all. */
static void many_errors_are_taken_in_one_round(void)
{
	static const char to[][20] = { "2001:db8:2::b", "2001:db8:dead::1",
				       "2001:db8:2::b" };
	struct sock6_message quoted = { .data = NULL };
	struct sock6_error error;
	unsigned found[3] = { 0, 0, 0 };
	int status = 0;

	open_sender();
	for (int i = 0; i < 10; i++) {
		struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
						 .hop_limit = 1 };

		for (int k = 0; k < 3; k++)
			REQUIRE_EQ(10,
				   send_again(to[k], k == 2 ? &control : NULL));
	}
	while (found[0] + found[1] + found[2] < 30 && status != -ETIMEDOUT) {
		status = sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE);
		REQUIRE_EQ(SOCK6_FAULT, status);
		while (sock6_error_receive(sender, &quoted, &error, 0) == 0) {
			found[0] += error.status == -ECONNREFUSED;
			found[1] += error.status == -ENETUNREACH;
			found[2] += error.status == -EHOSTUNREACH;
		}
	}
	for (int k = 0; k < 3; k++)
		CHECK_EQ(10, found[k]);
	CHECK_EQ(-ETIMEDOUT, sock6_wait(sender, 0, 0));
	sock6_close(sender);
}

/* The last test, as addresses go with the interface. First the link beyond the
 * router, then the host's own. */
static void an_interface_that_goes_down_leaves_the_loop_quiet(void)
{
	struct sockaddr_in6 to = lab_peer("2001:db8:2::b", LAB_PORT, 0);
	struct heard heard;
	int status;

	CHECK_EQ(0, lab_shell("r", "ip link set eth1 down"));
	open_sender();
	REQUIRE_EQ(0, sock6_connect(sender, &to, NULL));
	REQUIRE_EQ(4, lab_send(sender, "four", NULL, NULL));
	REQUIRE(hear(&heard));
	is_error(&heard, "2001:db8:1::1", "2001:db8:2::b",
		 SOCK6_ICMP_DESTINATION_UNREACHABLE, 0, -ENETUNREACH);
	REQUIRE_EQ(4, lab_send(sender, "four", NULL, NULL));
	REQUIRE_EQ(SOCK6_FAULT,
		   sock6_wait(sender, 0, sock6_now() + LAB_PATIENCE));
	CHECK_EQ(0, lab_shell("a", "ip link set eth0 down"));
	memset(&heard, 0, sizeof(heard));
	for (int i = 0; i < 3; i++) {
		status = lab_send(sender, "four", NULL, NULL);
		printf("# sending answers %s\n", sock6_status_name(status));
		CHECK(status < 0);
		CHECK(become_quiet(&heard));
	}
	printf("# %u records\n", heard.count);
	CHECK(heard.count > 0);
	sock6_close(sender);
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs as: lab.sh router -- test_error");
	RUN(a_closed_port_is_told_by_its_host);
	RUN(a_packet_too_big_is_told_by_the_router);
	RUN(a_hop_limit_that_ends_is_told_by_the_router);
	RUN(a_destination_without_a_route_is_told_by_the_router);
	RUN(a_firewall_that_prohibits_is_told_by_the_router);
	RUN(a_neighbour_that_is_not_there_is_told_by_this_host);
	RUN(a_connected_socket_that_has_not_asked_hears_it_once);
	RUN(a_raw_socket_is_quoted_what_it_sent);
	RUN(many_errors_are_taken_in_one_round);
	RUN(an_interface_that_goes_down_leaves_the_loop_quiet);
	return check_end();
}
