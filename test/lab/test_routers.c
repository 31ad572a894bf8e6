/* SPDX-License-Identifier: MIT */
/* What two routers on the way do to a packet, and tell its sender. */
#include "capture.h"
#include "check.h"
#include "host.h"

static sock6_fd sender, receiver;
static struct sockaddr_in6 to_b;
static struct in6_addr from_a;

static void open_all(void)
{
	from_a = lab_in6("2001:db8:1::a");
	to_b = lab_peer("2001:db8:3::b", LAB_PORT, 0);
	sender = lab_udp("a", "::", 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	CHECK_EQ(0, sock6_control_request(receiver,
					  SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS,
					  NULL));
}

static void close_all(void)
{
	sock6_close(receiver);
	sock6_close(sender);
}

static void each_router_takes_one_off_the_hop_limit(void)
{
	static const uint8_t values[] = { 3, 64, 255 };
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT };
	struct lab_datagram got;

	open_all();
	for (unsigned i = 0; i < 3; i++) {
		control.hop_limit = values[i];
		CHECK_EQ(3, lab_send(sender, "hop", &to_b, &control));
		REQUIRE_EQ(3, lab_receive(receiver, &got));
		CHECK_EQ(values[i] - 2, got.control.hop_limit);
		REQUIRE_EQ(0,
			   sock6_set(sender, SOCK6_OPT_HOP_LIMIT, values[i]));
		CHECK_EQ(3, lab_send(sender, "hop", &to_b, NULL));
		REQUIRE_EQ(3, lab_receive(receiver, &got));
		CHECK_EQ(values[i] - 2, got.control.hop_limit);
	}
	close_all();
}

/* A raw socket on a that hears one type of ICMPv6 message only. */
static sock6_fd hear_icmp(int type)
{
	struct sock6_icmp_filter filter;
	sock6_fd fd = lab_raw("a", SOCK6_ICMP_PROTOCOL);

	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
	CHECK_EQ(0, sock6_icmp_filter_accept(&filter, type));
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	return fd;
}

static void check_time_exceeded(sock6_fd icmp, const char *router, int port)
{
	struct in6_addr expected = lab_in6(router);
	struct lab_datagram got;
	const uint8_t *bytes = (const uint8_t *)got.text;
	int length = lab_receive(icmp, &got);

	REQUIRE(length >= 8 + 40 + 8);
	CHECK_MEM(&expected, &got.peer.sin6_addr, 16);
	CHECK_EQ(SOCK6_ICMP_TIME_EXCEEDED, bytes[0]);
	CHECK_EQ(0, bytes[1]); /* hop limit exceeded (RFC 4443, 3.3) */
	CHECK_MEM(&from_a, bytes + 8 + 8, 16);
	CHECK_MEM(&to_b.sin6_addr, bytes + 8 + 24, 16);
	CHECK_EQ(port, bytes[8 + 40 + 2] << 8 | bytes[8 + 40 + 3]);
}

static void too_small_a_hop_limit_brings_time_exceeded_from_that_router(void)
{
	static const char *const routers[] = { "2001:db8:1::1",
					       "2001:db8:2::2" };
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT };
	sock6_fd icmp = hear_icmp(SOCK6_ICMP_TIME_EXCEEDED);

	open_all();
	for (uint8_t hops = 1; hops <= 2; hops++) {
		control.hop_limit = hops;
		CHECK_EQ(3, lab_send(sender, "hop", &to_b, &control));
		check_time_exceeded(icmp, routers[hops - 1], LAB_PORT);
		REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_HOP_LIMIT, hops));
		CHECK_EQ(3, lab_send(sender, "hop", &to_b, NULL));
		check_time_exceeded(icmp, routers[hops - 1], LAB_PORT);
	}
	control.hop_limit = 3;
	CHECK_EQ(4, lab_send(sender, "last", &to_b, &control));
	CHECK(lab_hears(receiver, "last"));
	sock6_close(icmp);
	close_all();
}

static void an_icmp_filter_hears_only_what_it_accepts(void)
{
	struct sockaddr_in6 nobody = lab_peer("2001:db8:3::b", 9, 0);
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 1 };
	sock6_fd icmp = hear_icmp(SOCK6_ICMP_DESTINATION_UNREACHABLE);
	struct lab_datagram got;

	open_all();
	lab_send(sender, "hop", &to_b, &control);
	lab_send(sender, "nobody", &nobody, NULL);
	REQUIRE(lab_receive(icmp, &got) > 0);
	CHECK_EQ(SOCK6_ICMP_DESTINATION_UNREACHABLE, (uint8_t)got.text[0]);
	CHECK_EQ(4, got.text[1]); /* port unreachable (RFC 4443, 3.1) */
	CHECK_MEM(&to_b.sin6_addr, &got.peer.sin6_addr, 16);
	sock6_close(icmp);
	close_all();
}

static void the_traffic_class_passes_routers_unchanged(void)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS };
	struct lab_datagram got;

	open_all();
	for (int value = 0; value < 256; value += 17) {
		control.traffic_class = (uint8_t)value;
		CHECK_EQ(1, lab_send(sender, "t", &to_b, &control));
		REQUIRE_EQ(1, lab_receive(receiver, &got));
		CHECK_EQ(value, got.control.traffic_class);
	}
	close_all();
}

/* Makes router r rewrite UDP packets on their way. */
static int rewrite(const char *statement)
{
	char command[256];

	snprintf(command, sizeof(command),
		 "nft 'table ip6 lab { chain forward { type filter hook forward"
		 " priority 0; meta l4proto udp %s; }; }'",
		 statement);
	return lab_shell("r", command);
}

static void check_rewritten(const char *statement, uint8_t sent, uint8_t told)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS,
					 .traffic_class = sent };
	struct lab_datagram got;

	REQUIRE_EQ(0, rewrite(statement));
	CHECK_EQ(1, lab_send(sender, "t", &to_b, &control));
	REQUIRE_EQ(1, lab_receive(receiver, &got));
	CHECK_EQ(told, got.control.traffic_class);
	CHECK_EQ(0, lab_shell("r", "nft delete table ip6 lab"));
}

static void marks_of_a_router_are_seen_by_the_receiver(void)
{
	if (lab_shell("r", "command -v nft >/dev/null") != 0)
		SKIP("nft(8) is missing");
	if (rewrite("counter") != 0 ||
	    lab_shell("r", "nft delete table ip6 lab") != 0)
		SKIP("the kernel has no nftables");
	open_all();
	check_rewritten("ip6 ecn set ce", SOCK6_ECN_ECT_0, SOCK6_ECN_CE);
	check_rewritten("ip6 ecn set ce", 0xb9, 0xbb);
	check_rewritten("ip6 dscp set ef", SOCK6_ECN_ECT_1, 0xb9);
	check_rewritten("ip6 dscp set cs0", 0xba, SOCK6_ECN_ECT_0);
	close_all();
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("runs as: lab.sh routers -- "
				      "test_routers");
	RUN(each_router_takes_one_off_the_hop_limit);
	RUN(too_small_a_hop_limit_brings_time_exceeded_from_that_router);
	RUN(an_icmp_filter_hears_only_what_it_accepts);
	RUN(the_traffic_class_passes_routers_unchanged);
	RUN(marks_of_a_router_are_seen_by_the_receiver);
	return check_end();
}
