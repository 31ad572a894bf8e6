/* SPDX-License-Identifier: MIT */
/* sock6 ping: what routers and hosts say to its requests, or seem to say. */
#include "pings.h"

#define B "2001:db8:2::b"
#define R "2001:db8:1::1"

static struct run run;
static struct request request;

static void is_told(const char *source, const char *error, const char *reason)
{
	CHECK_EQ(1, run.end);
	CHECK_EQ(2, ping_count(&run, "error"));
	CHECK_EQ(0, ping_count(&run, "no_answer"));
	CHECK_EQ(2, ping_number_of(&run, "error", 1, "sequence"));
	CHECK_STR(source, ping_text_of(&run, "error", 1, "source"));
	CHECK_STR(error, ping_text_of(&run, "error", 1, "name"));
	CHECK_STR(reason, ping_text_of(&run, "error", 1, "reason"));
	CHECK_EQ(2, SUMMARY(&run, "errors"));
	CHECK_EQ(2, SUMMARY(&run, "lost"));
	CHECK_EQ(0, SUMMARY(&run, "foreign"));
}

static void a_router_is_one_hop(void)
{
	PING(&run, B, "-c", "1");
	CHECK_EQ(0, run.end);
	CHECK_EQ(63, ping_number_of(&run, "answer", 0, "hop_limit"));
	CHECK_EQ(1, ping_number_of(&run, "answer", 0, "hops"));
}

static void a_router_without_a_route_says_so(void)
{
	PING(&run, "2001:db8:99::1", "-c", "2", "-i", "10ms");
	is_told(R, "destination unreachable", "no route to destination");
}

static void a_hop_limit_of_1_ends_at_the_router(void)
{
	PING(&run, B, "-c", "2", "-i", "10ms", "-t", "1");
	is_told(R, "time exceeded", "hop limit exceeded in transit");
}

static void a_firewall_says_that_it_is_one(void)
{
	if (lab_shell("r", "nft list tables >/dev/null 2>&1") != 0)
		SKIP("there is no nft(8), or no nftables");
	REQUIRE_EQ(0, lab_shell("r", "nft add table ip6 t && nft add chain ip6 "
				     "t f '{ type filter hook forward priority "
				     "0; }' && nft add rule ip6 t f reject "
				     "with icmpv6 admin-prohibited"));
	PING(&run, B, "-c", "2", "-i", "10ms");
	lab_shell("r", "nft delete table ip6 t");
	is_told(R, "destination unreachable",
		"communication with destination administratively prohibited");
}

/* 1353 bytes, 8 of ICMPv6 and 40 of IPv6. */
static void the_router_of_a_narrow_link_tells_its_mtu_each_time(void)
{
	PING(&run, B, "-c", "2", "-i", "10ms", "--df", "-s", "1353");
	is_told(R, "packet too big", "");
	CHECK_EQ(1400, ping_number_of(&run, "error", 0, "mtu"));
	CHECK_EQ(1400, ping_number_of(&run, "error", 1, "mtu"));
	PING(&run, B, "-c", "1", "--df", "-s", "1352");
	CHECK_EQ(0, run.end);
	PING(&run, B, "-c", "2", "-i", "10ms", "-s", "1353");
	CHECK_EQ(0, run.end);
}

static void what_is_too_big_for_the_first_link_is_not_sent(void)
{
	PING(&run, B, "-c", "2", "-i", "10ms", "--df", "-s", "1453");
	is_told("", "", "too big");
	CHECK_STR("EMSGSIZE", ping_text_of(&run, "error", 0, "status"));
	CHECK_EQ(1500, ping_number_of(&run, "error", 0, "mtu"));
}

static void one_line_tells_all_of_an_error(void)
{
	static const char *const arguments[] = { "ping", B,      "-c",   "1",
						 "-s",   "1400", "--df", NULL };

	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	CHECK(strstr(run.output, "\nerror from 2001:db8:1::1: sequence=1 "
				 "packet too big mtu=1400\n") != NULL);
	CHECK(strstr(run.output, "\n1 sent, 0 received, 100% loss, 1 error, "
				 "in ") != NULL);
}

/* The packet of the request, as an error quotes it. */
static size_t quote(unsigned char packet[1232])
{
	struct in6_addr destination = lab_in6(B);
	size_t size = 8 + request.echo.payload_size;

	memset(packet, 0, 40);
	packet[0] = 0x60;
	packet[4] = (unsigned char)(size >> 8);
	packet[5] = (unsigned char)size;
	packet[6] = SOCK6_ICMP_PROTOCOL;
	packet[7] = 1;
	memcpy(packet + 8, &request.from.sin6_addr, 16);
	memcpy(packet + 24, &destination, 16);
	memcpy(packet + 40, request.bytes, size);
	return 40 + size;
}

/* From the router, whatever it says. */
static void say(sock6_fd router, const struct sock6_icmp_message *error)
{
	struct request from_router = request;

	from_router.fd = router;
	CHECK(answer_as(&from_router, error));
}

static size_t label_and_interface(unsigned char bytes[256])
{
	struct sock6_icmp_extension_label label = { .label = 16001,
						    .time_to_live = 1 };
	struct sock6_icmp_extension_interface interface = {
		.fields = SOCK6_ICMP_EXTENSION_HAS_NAME |
			  SOCK6_ICMP_EXTENSION_HAS_INDEX,
		.name_size = 8,
		.ifindex = 7,
		.name = "ge\033[2J-1"
	};
	int used = sock6_icmp_extension_labels_append(bytes, 256, 0, &label, 1);

	used = sock6_icmp_extension_interface_append(bytes, 256, (size_t)used,
						     &interface);
	CHECK(used > 0);
	return (size_t)used;
}

/* Labels and interfaces are told, and a name cannot act on a terminal. */
static void what_a_router_adds_is_shown(void)
{
	static unsigned char packet[1232], extension[256];
	struct sock6_icmp_message error = { .type = SOCK6_ICMP_TIME_EXCEEDED,
					    .payload = packet,
					    .extension = extension };
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);

	PING_START(&run, B, "-c", "1", "-W", "5s");
	REQUIRE(next_request(&request));
	error.payload_size = quote(packet);
	error.extension_size = label_and_interface(extension);
	say(router, &error);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_STR(R, ping_text_of(&run, "error", 0, "source"));
	CHECK_STR("object=label_stack labels=16001:0:1:1 object=interface "
		  "role=0 ifindex=7 name=ge\\027[2J-1",
		  ping_text_of(&run, "error", 0, "extension"));
	CHECK(strchr(run.output, '\033') == NULL);
	sock6_close(router);
}

static void a_parameter_problem_tells_where(void)
{
	static unsigned char packet[1232];
	struct sock6_icmp_message error = {
		.type = SOCK6_ICMP_PARAMETER_PROBLEM,
		.code = 1,
		.pointer = 40,
		.payload = packet
	};
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);

	PING_START(&run, B, "-c", "1", "-W", "5s");
	REQUIRE(next_request(&request));
	error.payload_size = quote(packet);
	say(router, &error);
	run_finish(&run);
	CHECK_STR("parameter problem", ping_text_of(&run, "error", 0, "name"));
	CHECK_EQ(40, ping_number_of(&run, "error", 0, "pointer"));
	sock6_close(router);
}

/* Wrong in the random number, the sequence, the identifier; then an answer. */
static void an_error_about_no_request_of_ours_is_not_believed(void)
{
	static const unsigned wrong[] = { 40 + 8 + 8, 40 + 8 + 15, 40 + 6,
					  40 + 4 };
	static unsigned char packet[1232];
	struct sock6_icmp_message error = {
		.type = SOCK6_ICMP_DESTINATION_UNREACHABLE, .payload = packet
	};
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);

	PING_START(&run, B, "-c", "1", "-W", "5s");
	REQUIRE(next_request(&request));
	error.payload_size = quote(packet);
	for (unsigned i = 0; i < 4; i++) {
		packet[wrong[i]] ^= 0x80;
		say(router, &error);
		packet[wrong[i]] ^= 0x80;
	}
	CHECK(answer(&request));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(0, ping_count(&run, "error"));
	CHECK_EQ(0, SUMMARY(&run, "errors"));
	CHECK_EQ(3, SUMMARY(&run, "foreign"));
	sock6_close(router);
}

/* It was not so unreachable. */
static void an_answer_after_an_error_counts(void)
{
	static unsigned char packet[1232];
	struct sock6_icmp_message error = {
		.type = SOCK6_ICMP_DESTINATION_UNREACHABLE, .payload = packet
	};
	sock6_fd router = lab_raw("r", SOCK6_ICMP_PROTOCOL);

	PING_START(&run, B, "-c", "2", "-i", "50ms", "-W", "5s");
	REQUIRE(next_request(&request));
	error.payload_size = quote(packet);
	say(router, &error);
	say(router, &error);
	CHECK(answer(&request));
	REQUIRE(next_request(&request));
	CHECK(answer(&request));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(1, SUMMARY(&run, "errors"));
	CHECK_EQ(2, SUMMARY(&run, "received"));
	CHECK_EQ(0, SUMMARY(&run, "duplicates"));
	sock6_close(router);
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	RUN(a_router_is_one_hop);
	RUN(a_router_without_a_route_says_so);
	RUN(a_hop_limit_of_1_ends_at_the_router);
	RUN(a_firewall_says_that_it_is_one);
	RUN(the_router_of_a_narrow_link_tells_its_mtu_each_time);
	RUN(what_is_too_big_for_the_first_link_is_not_sent);
	RUN(one_line_tells_all_of_an_error);
	take_over(&request);
	RUN(what_a_router_adds_is_shown);
	RUN(a_parameter_problem_tells_where);
	RUN(an_error_about_no_request_of_ours_is_not_believed);
	RUN(an_answer_after_an_error_counts);
	give_back(&request);
	return check_end();
}
