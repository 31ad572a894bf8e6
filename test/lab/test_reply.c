/* SPDX-License-Identifier: MIT */
/* An answer leaves from the address, and where it matters through the
 * interface, on which the question arrived. */

#include "capture.h"
#include "check.h"
#include "host.h"

#define GROUP "ff02::6:31"

static uint32_t eth0, eth1; /* of a */
static sock6_fd client;     /* on a */
static sock6_fd server;     /* on b, on every address */

static void open_all(void)
{
	struct in6_addr group = lab_in6(GROUP);
	uint32_t links[2] = { lab_index("b", "eth0"), lab_index("b", "eth1") };

	server = lab_multicast("b", LAB_PORT);
	CHECK_EQ(0, sock6_group_join(server, links[0], &group));
	CHECK_EQ(0, sock6_group_join(server, links[1], &group));
	CHECK_EQ(0, sock6_control_request(
			    server, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	client = lab_udp("a", "::", 0);
	CHECK_EQ(0, sock6_control_request(client, SOCK6_INTERFACE, NULL));
}

static void close_all(void)
{
	sock6_close(client);
	sock6_close(server);
}

/* The server's part, as a program would write it. */
static void answer(void)
{
	char data[64];
	struct sock6_control in, out;
	struct sock6_message question = { .data = data,
					  .size = sizeof(data),
					  .control = &in };
	struct sock6_message reply = { .data = data, .control = &out };
	int length;

	REQUIRE_EQ(SOCK6_READABLE, sock6_wait(server, SOCK6_READABLE,
					      sock6_now() + LAB_PATIENCE));
	length = sock6_receive(server, &question, 0);
	REQUIRE(length >= 0);
	REQUIRE_EQ(0, sock6_message_reply(&reply, &question));
	reply.size = (size_t)length;
	CHECK_EQ(length, sock6_send(server, &reply, 0));
}

/* Asks at an address of b and tells what the answer came from. */
static void ask(const char *address, uint32_t zone, struct lab_datagram *got)
{
	struct sockaddr_in6 peer = lab_peer(address, LAB_PORT, zone);

	got->control.fields = 0;
	CHECK_EQ(8, lab_send(client, "question", &peer, NULL));
	answer();
	CHECK_EQ(8, lab_receive(client, got));
	CHECK_EQ(SOCK6_INTERFACE | SOCK6_DESTINATION, got->control.fields);
}

static void check_answer(const char *asked, uint32_t zone, const char *answered,
			 uint32_t arrival)
{
	struct in6_addr expected = lab_in6(answered);
	struct lab_datagram got;

	ask(asked, zone, &got);
	CHECK_MEM(&expected, &got.peer.sin6_addr, 16);
	CHECK_EQ(arrival, got.control.ifindex);
	CHECK_EQ(LAB_PORT, ntohs(got.peer.sin6_port));
}

static void each_of_two_addresses_of_a_link_answers_as_itself(void)
{
	open_all();
	check_answer("2001:db8:1::b", 0, "2001:db8:1::b", eth0);
	check_answer("2001:db8:1::b2", 0, "2001:db8:1::b2", eth0);
	close_all();
}

static void each_of_two_links_answers_as_itself(void)
{
	open_all();
	check_answer("2001:db8:2::b", 0, "2001:db8:2::b", eth1);
	check_answer("2001:db8:1::b", 0, "2001:db8:1::b", eth0);
	close_all();
}

static void a_link_local_question_is_answered_on_its_link(void)
{
	open_all();
	check_answer("fe80::b", eth0, "fe80::b", eth0);
	check_answer("fe80::b", eth1, "fe80::b", eth1);
	close_all();
}

static void a_multicast_question_is_answered_on_its_link(void)
{
	open_all();
	check_answer(GROUP, eth0, "fe80::b", eth0);
	check_answer(GROUP, eth1, "fe80::b", eth1);
	close_all();
}

/* An address of a that b reaches over either link, best over eth0. */
#define FAR "2001:db8:9::a"

/* The kernel takes a new address into use behind the back of who adds it, as a
 * source first: what is sent to it before it has a route is dropped. */
#define WAIT_UNTIL_LOCAL                                          \
	"for i in $(seq 600); do ip route get " FAR " | grep -q " \
	"^local && exit 0; sleep 0.05; done; exit 1"

static int add_far_address(void)
{
	return lab_shell("a", "ip address add " FAR "/128 dev lo nodad") ||
	       lab_shell("a", WAIT_UNTIL_LOCAL) ||
	       lab_shell("b", "ip route add " FAR " via fe80::a dev eth0 "
			      "metric 10 && "
			      "ip route add " FAR " via fe80::a dev eth1 "
			      "metric 20");
}

static void ask_from_far(const char *address, uint32_t zone,
			 struct lab_datagram *got)
{
	struct sockaddr_in6 peer = lab_peer(address, LAB_PORT, zone);
	struct sock6_control from = { .fields = SOCK6_SOURCE,
				      .source = lab_in6(FAR) };

	got->control.ifindex = 0;
	CHECK_EQ(8, lab_send(client, "question", &peer, &from));
	answer();
	CHECK_EQ(8, lab_receive(client, got));
}

static void an_answer_takes_the_route_unless_its_link_matters(void)
{
	struct in6_addr asked = lab_in6("2001:db8:2::b");
	struct lab_datagram got;

	open_all();
	REQUIRE_EQ(0, add_far_address());
	ask_from_far("2001:db8:2::b", 0, &got);
	CHECK_EQ(eth0, got.control.ifindex);
	CHECK_MEM(&asked, &got.peer.sin6_addr, 16);

	ask_from_far(GROUP, eth1, &got);
	CHECK_EQ(eth1, got.control.ifindex);
	ask_from_far(GROUP, eth0, &got);
	CHECK_EQ(eth0, got.control.ifindex);
	close_all();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_reply");
	eth0 = lab_index("a", "eth0");
	eth1 = lab_index("a", "eth1");
	RUN(each_of_two_addresses_of_a_link_answers_as_itself);
	RUN(each_of_two_links_answers_as_itself);
	RUN(a_link_local_question_is_answered_on_its_link);
	RUN(a_multicast_question_is_answered_on_its_link);
	RUN(an_answer_takes_the_route_unless_its_link_matters);
	return check_end();
}
