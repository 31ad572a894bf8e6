/* SPDX-License-Identifier: MIT */
/* Questions of every kind in one batch, and their answers in another: each
 * comes from where the question went to. */
#include "own_network.h"

#include "traffic.h"

#include <net/if.h>

#define QUESTIONS 7

/* Where a question goes, and what its answer must pin. */
static const struct question {
	const char *to;
	uint64_t pinned;
} questions[QUESTIONS] = {
	{ "::1", SOCK6_SOURCE },
	{ "2001:db8::1", SOCK6_SOURCE },
	{ "fe80::1%link0", SOCK6_SOURCE | SOCK6_INTERFACE },
	{ "ff02::6:117%link0", SOCK6_INTERFACE },
	{ "::ffff:127.0.0.1", SOCK6_SOURCE },
	{ "::ffff:192.0.2.1", SOCK6_SOURCE },
	{ "::ffff:239.255.6.1", SOCK6_INTERFACE },
};

static sock6_fd server, client;
static uint32_t zone;
static struct sock6_message in[QUESTIONS], out[QUESTIONS];
static struct sock6_control got[QUESTIONS], pinned[QUESTIONS];
static unsigned char rooms[QUESTIONS][8];

/* One end of a link, with addresses of each scope.  What is sent to a group
 * through it is heard on this host too. */
static int set_up_link(void)
{
	return system("PATH=$PATH:/usr/sbin:/sbin; exec >/dev/null 2>&1; "
		      "ip link add link0 type veth peer name link1 && "
		      "ip link set link1 up && "
		      "ip link set link0 addrgenmode none up && "
		      "ip address add 2001:db8::1/64 dev link0 nodad && "
		      "ip address add fe80::1/64 dev link0 nodad && "
		      "ip address add 192.0.2.1/24 dev link0 && "
		      "ip route add default dev link0") == 0;
}

/* The way to an address of this host's own takes longer packets than a link. */
static int is_local(const char *text)
{
	struct sockaddr_in6 to = address_of(text);
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int64_t mtu = 0;

	to.sin6_port = htons(9);
	if (connect_to(fd, &to) == 0)
		sock6_get(fd, SOCK6_OPT_PATH_MTU, &mtu);
	sock6_close(fd);
	return mtu > 1500;
}

static int is_running(const char *name)
{
	struct sock6_interface list[8];
	int count = sock6_interface_list(list, 8);

	for (int i = 0; i < count && i < 8; i++)
		if (strcmp(list[i].name, name) == 0)
			return list[i].state & SOCK6_INTERFACE_RUNNING;
	return 0;
}

/* The kernel takes a carrier and an address into use some time after the call
 * that brought them. */
static int wait_for_link(void)
{
	static const struct timespec moment = { .tv_nsec = 5000000 };
	int64_t deadline = sock6_now() + PATIENCE;

	while (sock6_now() < deadline) {
		if (is_running("link0") && is_local("2001:db8::1") &&
		    is_local("fe80::1%link0"))
			return 1;
		nanosleep(&moment, NULL);
	}
	return 0;
}

static int join_ipv4(const char *last_bytes)
{
	struct ip_mreqn request;

	memset(&request, 0, sizeof(request));
	memcpy(&request.imr_multiaddr, last_bytes, 4);
	request.imr_ifindex = (int)zone;
	return setsockopt(server, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request,
			  sizeof(request));
}

static int begin(void)
{
	struct in6_addr group = address_of("ff02::6:117").sin6_addr;

	server = udp_at("::", SOCK6_DUAL_STACK);
	client = udp_at("::", SOCK6_DUAL_STACK);
	return sock6_interface_index(&zone, "link0") == 0 &&
	       sock6_group_join(server, zone, &group) == 0 &&
	       join_ipv4("\xef\xff\x06\x01") == 0 &&
	       sock6_control_request(
		       server, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL) == 0;
}

static void end(void)
{
	sock6_close(server);
	sock6_close(client);
}

/* To every address of the server, one number each. */
static void ask(void)
{
	for (unsigned i = 0; i < QUESTIONS; i++) {
		struct sockaddr_in6 to = address_of(questions[i].to);

		to.sin6_port = local_of(server).sin6_port;
		rooms[i][0] = (unsigned char)i;
		out[i] = outgoing(rooms[i], 1, &to, NULL);
	}
	CHECK_EQ(QUESTIONS, sock6_send_batch(client, NULL, out, QUESTIONS, 0));
}

static int receive_all(sock6_fd fd)
{
	int count = 0;

	for (unsigned i = 0; i < QUESTIONS; i++)
		in[i] = incoming(rooms[i], sizeof(rooms[i]), &got[i]);
	while (count < QUESTIONS) {
		int64_t deadline = sock6_now() + PATIENCE;
		int more;

		if (sock6_wait(fd, SOCK6_READABLE, deadline) < 0)
			break;
		more = sock6_receive_batch(fd, NULL, in + count,
					   QUESTIONS - (unsigned)count, 0);
		if (more < 0)
			break;
		count += more;
	}
	return count;
}

static void answer(void)
{
	for (int i = 0; i < QUESTIONS; i++) {
		unsigned number = rooms[i][0];

		out[i] = outgoing(rooms[i], 1, NULL, &pinned[i]);
		CHECK_EQ(0, sock6_message_reply(&out[i], &in[i]));
		CHECK_EQ(questions[number].pinned, pinned[i].fields);
		CHECK_MEM(&in[i].peer, &out[i].peer, sizeof(in[i].peer));
		if (pinned[i].fields & SOCK6_INTERFACE)
			CHECK_EQ(zone, pinned[i].ifindex);
	}
	CHECK_EQ(QUESTIONS, sock6_send_batch(server, NULL, out, QUESTIONS, 0));
}

/* An answer to a group comes from an address of the server's own. */
static void check_answer(const struct sock6_message *message, unsigned number)
{
	struct sockaddr_in6 to = address_of(questions[number].to);

	CHECK_EQ(local_of(server).sin6_port, message->peer.sin6_port);
	if (questions[number].pinned & SOCK6_SOURCE)
		CHECK_MEM(&to.sin6_addr, &message->peer.sin6_addr, 16);
	else
		CHECK(!sock6_address_is_multicast(&message->peer.sin6_addr));
}

static void each_answer_comes_from_where_its_question_went(void)
{
	unsigned heard = 0;

	REQUIRE(begin());
	ask();
	REQUIRE_EQ(QUESTIONS, receive_all(server));
	answer();
	REQUIRE_EQ(QUESTIONS, receive_all(client));
	for (int i = 0; i < QUESTIONS; i++) {
		unsigned number = rooms[i][0];

		REQUIRE(number < QUESTIONS);
		heard |= 1u << number;
		check_answer(&in[i], number);
	}
	CHECK_EQ((1u << QUESTIONS) - 1, heard);
	end();
}

/* Message and answer may be the same: the buffers are used again. */
static void a_message_can_be_turned_into_its_own_answer(void)
{
	REQUIRE(begin());
	ask();
	REQUIRE_EQ(QUESTIONS, receive_all(server));
	for (int i = 0; i < QUESTIONS; i++) {
		CHECK_EQ(0, sock6_message_reply(&in[i], &in[i]));
		in[i].size = (size_t)in[i].result;
	}
	CHECK_EQ(QUESTIONS, sock6_send_batch(server, NULL, in, QUESTIONS, 0));
	CHECK_EQ(QUESTIONS, receive_all(client));
	end();
}

int main(void)
{
	if (!own_network())
		return check_skip_all(NO_OWN_NETWORK);
	if (no_sockets())
		return check_skip_all(no_sockets());
	if (!set_up_link())
		return check_skip_all(
			"ip(8) is missing, or there are no veth pairs");
	if (!wait_for_link())
		return check_skip_all("the link does not come up");
	stay_on_one_processor();
	RUN(each_answer_comes_from_where_its_question_went);
	RUN(a_message_can_be_turned_into_its_own_answer);
	return check_end();
}
