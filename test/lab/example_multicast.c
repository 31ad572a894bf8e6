/* SPDX-License-Identifier: MIT */
/* The multicast examples on r, which has a neighbour on each side: a on its
 * eth0, b on its eth1. */
#include "check.h"
#include "example.h"
#include "host.h"

#define PORT 1024

/* Sends from a port that the system chooses. */
static void say(const char *host, const char *group)
{
	uint32_t ifindex = lab_index(host, "eth0");
	struct sockaddr_in6 peer = lab_peer(group, PORT, ifindex);
	sock6_fd fd = lab_udp(host, "::", 0);

	CHECK_EQ(5, lab_send(fd, "hello", &peer, NULL));
	sock6_close(fd);
}

/* A member of ff02::114 on a host, told of every value. */
static sock6_fd join(const char *host)
{
	struct in6_addr group = lab_in6("ff02::114");
	uint32_t ifindex = lab_index(host, "eth0");
	sock6_fd fd = lab_multicast(host, PORT);

	CHECK_EQ(0, sock6_group_join(fd, ifindex, &group));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_LOOPBACK, 0));
	CHECK_EQ(0, sock6_control_request(
			    fd, SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT, NULL));
	return fd;
}

static void start(struct example *program, char *name)
{
	char *arguments[] = { name, "eth0", "eth1", NULL };

	example_start(program, "r", arguments);
	CHECK(example_finds(program, "listening"));
}

static void hears_an_announcement(sock6_fd fd)
{
	struct lab_datagram datagram;

	REQUIRE(lab_receive(fd, &datagram) > 0);
	CHECK_STR("somebody asked", datagram.text);
	CHECK_EQ(0xe0, datagram.control.traffic_class);
	CHECK_EQ(1, datagram.control.hop_limit);
	CHECK_EQ(PORT, ntohs(datagram.peer.sin6_port));
}

/* Asks from a host; the answer has a traffic class that was set to 0. */
static void asks_and_is_answered(const char *host)
{
	uint32_t ifindex = lab_index(host, "eth0");
	struct sockaddr_in6 group = lab_peer("ff02::114", PORT, ifindex);
	sock6_fd fd = lab_udp(host, "::", 0);
	struct lab_datagram datagram;

	CHECK_EQ(0,
		 sock6_control_request(fd,
				       SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
					       SOCK6_DESTINATION,
				       NULL));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_LOOPBACK, 0));
	CHECK_EQ(3, lab_send(fd, "who", &group, NULL));
	REQUIRE(lab_receive(fd, &datagram) > 0);
	CHECK_STR("here I am", datagram.text);
	CHECK(datagram.control.fields & SOCK6_TRAFFIC_CLASS);
	CHECK_EQ(0, datagram.control.traffic_class);
	CHECK_EQ(16, datagram.control.hop_limit);
	CHECK(!sock6_address_is_multicast(&datagram.control.destination));
	sock6_close(fd);
}

static void a_question_on_either_link_is_answered_there_and_announced_on_both(
	void)
{
	sock6_fd a = join("a"), b = join("b");
	struct example program;

	start(&program, "multicast_two_interfaces");
	asks_and_is_answered("a");
	hears_an_announcement(a);
	hears_an_announcement(b);
	asks_and_is_answered("b");
	hears_an_announcement(a);
	hears_an_announcement(b);
	example_stop(&program);
	sock6_close(a);
	sock6_close(b);
}

/* Another program of the kind, and who knows the port, are no questions. */
static void what_is_no_question_to_the_group_is_not_answered(void)
{
	struct sockaddr_in6 group = lab_peer("ff02::114", PORT, 0);
	struct sockaddr_in6 alone = lab_peer("2001:db8:1::1", PORT, 0);
	sock6_fd a = join("a"), stranger = lab_udp("a", "::", 0);
	struct lab_datagram datagram;
	struct example program;

	start(&program, "multicast_two_interfaces");
	group.sin6_scope_id = lab_index("a", "eth0");
	CHECK_EQ(14, lab_send(a, "somebody asked", &group, NULL));
	CHECK_EQ(2, lab_send(stranger, "hi", &alone, NULL));
	asks_and_is_answered("a");
	hears_an_announcement(a);
	CHECK_EQ(-EAGAIN, sock6_receive(a,
					&(struct sock6_message){
						.data = datagram.text,
						.size = sizeof(datagram.text) },
					SOCK6_DONT_WAIT));
	CHECK_EQ(-EAGAIN, sock6_receive(stranger,
					&(struct sock6_message){
						.data = datagram.text,
						.size = sizeof(datagram.text) },
					SOCK6_DONT_WAIT));
	example_stop(&program);
	sock6_close(a);
	sock6_close(stranger);
}

static void hears(struct example *program, const char *who, const char *group,
		  const char *interface)
{
	char expected[128];

	snprintf(expected, sizeof(expected),
		 "%s: 5 bytes, destination=%s ifindex=%u", who, group,
		 (unsigned)lab_index("r", interface));
	CHECK(example_next(program));
	CHECK_STR(expected, program->line);
}

static void each_socket_hears_its_groups_on_its_interfaces(void)
{
	struct example program;

	start(&program, "multicast_many");
	say("a", "ff02::1:114");
	hears(&program, "many", "ff02::1:114", "eth0");
	say("a", "ff02::2:114");
	hears(&program, "many", "ff02::2:114", "eth0");
	say("b", "ff02::1:114");
	say("a", "ff02::114");
	hears(&program, "one", "ff02::114", "eth0");
	say("b", "ff02::114");
	hears(&program, "many", "ff02::114", "eth1");
	example_tell(&program, NULL);
	CHECK_EQ(0, example_end(&program));
}

static void a_group_that_was_left_is_heard_again_after_rejoining(void)
{
	struct example program;

	start(&program, "multicast_many");
	example_tell(&program, "\n");
	CHECK(example_next(&program));
	CHECK_STR("many: left", program.line);
	say("a", "ff02::1:114");
	say("a", "ff02::2:114");
	hears(&program, "many", "ff02::2:114", "eth0");
	example_tell(&program, "\n");
	CHECK(example_next(&program));
	CHECK_STR("many: rejoined", program.line);
	say("a", "ff02::1:114");
	hears(&program, "many", "ff02::1:114", "eth0");
	example_tell(&program, NULL);
	CHECK_EQ(0, example_end(&program));
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs within lab.sh router");
	RUN(a_question_on_either_link_is_answered_there_and_announced_on_both);
	RUN(what_is_no_question_to_the_group_is_not_answered);
	RUN(each_socket_hears_its_groups_on_its_interfaces);
	RUN(a_group_that_was_left_is_heard_again_after_rejoining);
	return check_end();
}
