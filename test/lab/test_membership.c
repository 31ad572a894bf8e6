/* SPDX-License-Identifier: MIT */
/* Memberships on every interface, over an interface that vanishes and comes
 * back, strictly kept, and listed with the process that has them. */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "host.h"
#include "mld.h"

#define ROOM 128

static struct sock6_membership list[ROOM];

/* Waits until the router on the link hears of the group in this way. */
static int is_reported(int wire, const struct in6_addr *group, int type)
{
	static struct packet packet;
	static struct mld_record record;

	while (mld_next(wire, &packet, group, &record))
		if (record.type == type)
			return 1;
	return 0;
}

static struct sock6_membership membership(const char *group, uint32_t mode,
					  const char *source, uint32_t ifindex)
{
	return (struct sock6_membership){ .group = lab_in6(group),
					  .source = lab_in6(source),
					  .mode = mode,
					  .ifindex = ifindex };
}

static void a_group_is_joined_on_every_interface_that_is_up(void)
{
	struct sock6_interface_result results[8];
	struct in6_addr group = lab_in6("ff15::6:41");
	uint32_t eth0 = lab_index("a", "eth0"), eth1 = lab_index("a", "eth1");
	int wires[2] = { capture_open("b", "eth0"), capture_open("b", "eth1") };
	sock6_fd fd = lab_udp("a", "::", 0);
	uint32_t eth2;

	REQUIRE_EQ(0, lab_shell("a", "ip link add eth2 type veth peer name "
				     "eth2 netns b"));
	eth2 = lab_index("a", "eth2");
	lab_enter("a");
	memset(results, 0xa5, sizeof(results));
	REQUIRE_EQ(2, sock6_group_join_all(fd, &group, results, 8));
	for (unsigned i = 0; i < 8; i++) {
		CHECK_EQ(i == 0 ? eth0 : i == 1 ? eth1 : 0, results[i].ifindex);
		CHECK_EQ(0, results[i].status);
	}
	for (int i = 0; i < 2; i++)
		CHECK(is_reported(wires[i], &group, MLD_TO_EX));
	REQUIRE_EQ(0, lab_shell("a", "ip link set eth2 up"));
	REQUIRE_EQ(3, sock6_group_join_all(fd, &group, results, 8));
	CHECK_EQ(1, results[0].status);
	CHECK_EQ(1, results[1].status);
	CHECK_EQ(eth2, results[2].ifindex);
	CHECK_EQ(0, results[2].status);
	CHECK_EQ(3, sock6_membership_list_socket(fd, list, ROOM));
	REQUIRE_EQ(0, lab_shell("a", "ip link del eth2"));
	CHECK_EQ(2, sock6_group_join_all(fd, &group, results, 8));
	sock6_close(fd);
	sock6_close(wires[0]);
	sock6_close(wires[1]);
}

static void where_results_do_not_fit_nothing_is_joined(void)
{
	struct sock6_interface_result result;
	struct in6_addr group = lab_in6("ff15::6:42");
	sock6_fd fd = lab_udp("a", "::", 0);

	lab_enter("a");
	CHECK_EQ(-ENOSPC, sock6_group_join_all(fd, &group, &result, 1));
	CHECK_EQ(-ENOSPC, sock6_group_join_all(fd, &group, &result, 0));
	CHECK_EQ(0, sock6_membership_list_socket(fd, list, ROOM));
	sock6_close(fd);
}

static void without_an_interface_or_a_socket_joining_everywhere_fails(void)
{
	struct sock6_interface_result results[8];
	struct in6_addr group = lab_in6("ff15::6:42");
	sock6_fd fd;

	lab_enter("a");
	CHECK_EQ(-EBADF, sock6_group_join_all(-1, &group, results, 8));
	REQUIRE_EQ(0, lab_shell("a", "ip netns add alone"));
	fd = lab_udp("alone", "::", 0);
	CHECK_EQ(-ENODEV, sock6_group_join_all(fd, &group, results, 8));
	CHECK_EQ(0, lab_shell("a", "ip netns del alone"));
	sock6_close(fd);
}

static void a_message_leaves_through_every_interface(void)
{
	static struct packet packet;
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						   SOCK6_INTERFACE,
					 .ifindex = 0x7ffffffe,
					 .traffic_class = 0x48 };
	struct sock6_message message = { .data = "everywhere",
					 .size = 10,
					 .control = &control };
	struct sock6_interface_result results[8];
	int wires[2] = { capture_open("b", "eth0"), capture_open("b", "eth1") };
	sock6_fd fd = lab_udp("a", "::", 0);

	message.peer = lab_peer("ff02::6:43", LAB_PORT, 0x7ffffffe);
	lab_enter("a");
	REQUIRE_EQ(2, sock6_group_send_all(fd, &message, 0, results, 8));
	for (int i = 0; i < 2; i++) {
		CHECK_EQ(10, results[i].status);
		REQUIRE(capture_udp(wires[i], &packet, LAB_PORT));
		CHECK(capture_has_text(&packet, "everywhere"));
		CHECK_EQ(0x48, packet.traffic_class);
	}
	CHECK_EQ(0, results[2].ifindex);
	CHECK_EQ(0x7ffffffe, control.ifindex);
	CHECK_EQ(0x7ffffffe, message.peer.sin6_scope_id);
	CHECK_EQ(-EINVAL,
		 sock6_group_send_all(fd, &message, 1u << 30, results, 8));
	CHECK_EQ(-ENOSPC, sock6_group_send_all(fd, &message, 0, results, 1));
	sock6_close(fd);
	sock6_close(wires[0]);
	sock6_close(wires[1]);
}

/* What is sent to b's address arrives behind all that was sent before. */
static void check_heard(sock6_fd sender, sock6_fd fd,
			const struct sockaddr_in6 *group, const char *text,
			int heard)
{
	struct sockaddr_in6 direct = lab_peer("2001:db8:1::b", LAB_PORT, 0);

	lab_send(sender, text, group, NULL);
	lab_send(sender, "marker", &direct, NULL);
	if (heard)
		CHECK(lab_hears(fd, text));
	CHECK(lab_hears(fd, "marker"));
}

static sock6_fd sender_on(const char *interface)
{
	sock6_fd fd = lab_udp("a", "::", 0);

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_INTERFACE,
			      lab_index("a", interface)));
	return fd;
}

/* The next datagram, as the memberships of its socket judge it. */
static int judged(sock6_fd fd, const char *text)
{
	char data[100];
	struct sock6_control control;
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };
	int count = sock6_membership_list_socket(fd, list, ROOM);
	int length;

	if (count < 0 ||
	    sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) < 0)
		return -1;
	length = sock6_receive(fd, &message, SOCK6_DONT_WAIT);
	if (length != (int)strlen(text) ||
	    memcmp(data, text, (size_t)length) != 0)
		return -1;
	return sock6_membership_accepts(list, (unsigned)count, &message);
}

static void strict_delivery_is_the_option_or_the_judgement(void)
{
	struct sockaddr_in6 group = lab_peer("ff15::6:44", LAB_PORT, 0);
	struct sockaddr_in6 direct = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	uint32_t eth0 = lab_index("b", "eth0");
	sock6_fd fd = lab_multicast("b", LAB_PORT),
		 other = lab_udp("b", "::", 0);
	sock6_fd sender = sender_on("eth0");

	lab_enter("b");
	REQUIRE_EQ(0, sock6_control_request(
			      fd, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	REQUIRE_EQ(0, sock6_group_join(other, eth0, &group.sin6_addr));
	lab_send(sender, "others", &group, NULL);
	lab_send(sender, "to me", &direct, NULL);
	CHECK_EQ(0, judged(fd, "others"));
	CHECK_EQ(1, judged(fd, "to me"));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	check_heard(sender, fd, &group, "others", 0);
	REQUIRE_EQ(0, sock6_group_join(fd, eth0, &group.sin6_addr));
	lab_send(sender, "mine", &group, NULL);
	CHECK_EQ(1, judged(fd, "mine"));
	sock6_close(sender);
	sock6_close(other);
	sock6_close(fd);
}

/* The option does not know interfaces; the judgement does. */
static void a_group_of_another_interface_is_heard_but_not_wanted(void)
{
	struct sockaddr_in6 group = lab_peer("ff15::6:45", LAB_PORT, 0);
	uint32_t eth0 = lab_index("b", "eth0"), eth1 = lab_index("b", "eth1");
	sock6_fd fd = lab_multicast("b", LAB_PORT),
		 other = lab_udp("b", "::", 0);
	sock6_fd senders[2] = { sender_on("eth0"), sender_on("eth1") };

	lab_enter("b");
	REQUIRE_EQ(0, sock6_control_request(
			      fd, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	REQUIRE_EQ(0, sock6_group_join(fd, eth0, &group.sin6_addr));
	REQUIRE_EQ(0, sock6_group_join(other, eth1, &group.sin6_addr));
	lab_send(senders[1], "over there", &group, NULL);
	CHECK_EQ(0, judged(fd, "over there"));
	lab_send(senders[0], "over here", &group, NULL);
	CHECK_EQ(1, judged(fd, "over here"));
	sock6_close(senders[0]);
	sock6_close(senders[1]);
	sock6_close(other);
	sock6_close(fd);
}

/* With all that the lab has switched off on its interfaces. */
#define NEW_LINK                                                  \
	"ip link add eth7 type veth peer name eth7 netns b && "   \
	"ip link set eth7 addrgenmode none up && "                \
	"ip address add 2001:db8:7::a/64 dev eth7 nodad && "      \
	"ip address add fe80::a/64 dev eth7 nodad && "            \
	"ip -n b link set eth7 addrgenmode none up && "           \
	"ip -n b address add 2001:db8:7::b/64 dev eth7 nodad && " \
	"ip -n b address add fe80::b/64 dev eth7 nodad"

static void a_vanished_interface_that_is_back_is_joined_again_by_name(void)
{
	struct sockaddr_in6 group = lab_peer("ff15::6:46", LAB_PORT, 0);
	struct sock6_membership one =
		membership("ff15::6:46", SOCK6_EXCLUDE, "::", 0);
	sock6_fd fd = lab_multicast("a", LAB_PORT), sender;
	uint32_t before;
	int wire;

	REQUIRE_EQ(0, lab_shell("a", NEW_LINK));
	lab_enter("a");
	strcpy(one.interface, "eth7");
	REQUIRE_EQ(0, sock6_membership_join(fd, &one));
	before = one.ifindex;
	REQUIRE_EQ(0, lab_shell("a", "ip link del eth7"));
	CHECK_EQ(-ENODEV, sock6_membership_rejoin(fd, &one));
	CHECK_EQ(before, one.ifindex);
	CHECK_EQ(0, sock6_membership_list_socket(fd, list, ROOM));
	REQUIRE_EQ(0, lab_shell("a", NEW_LINK));
	wire = capture_open("b", "eth7");
	lab_enter("a");
	CHECK_EQ(0, sock6_membership_rejoin(fd, &one));
	CHECK(one.ifindex != before);
	CHECK_EQ(lab_index("a", "eth7"), one.ifindex);
	CHECK(is_reported(wire, &one.group, MLD_TO_EX));
	CHECK_EQ(1, sock6_membership_rejoin(fd, &one));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, before, &one.group));
	sender = lab_udp("b", "::", 0);
	CHECK_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_INTERFACE,
			      lab_index("b", "eth7")));
	lab_send(sender, "heard again", &group, NULL);
	CHECK(lab_hears(fd, "heard again"));
	CHECK_EQ(0, sock6_membership_leave(fd, &one));
	CHECK(is_reported(wire, &one.group, MLD_TO_IN));
	sock6_close(sender);
	sock6_close(wire);
	sock6_close(fd);
	CHECK_EQ(0, lab_shell("a", "ip link del eth7"));
}

/* A process that joins, tells so, and ends when it is told to. */
static pid_t other_process(int *end, uint32_t ifindex)
{
	int told[2], ending[2];
	char byte = 0;
	pid_t child;

	if (pipe(told) < 0 || pipe(ending) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		struct sock6_membership one = membership(
			"ff35::6:47", SOCK6_INCLUDE, "2001:db8::47", ifindex);
		sock6_fd fd = lab_udp("a", "::", 0);

		close(ending[1]);
		byte = sock6_membership_join(fd, &one) == 0;
		_exit(write(told[1], &byte, 1) != 1 ||
		      read(ending[0], &byte, 1) != 0);
	}
	close(told[1]);
	close(ending[0]);
	*end = ending[1];
	if (read(told[0], &byte, 1) != 1 || byte != 1)
		child = -1;
	close(told[0]);
	return child;
}

static int count_of_process(int count, uint32_t process)
{
	int times = 0;

	for (int i = 0; i < count && i < ROOM; i++)
		times += list[i].process == process;
	return times;
}

static void what_another_process_has_joined_is_listed_with_its_number(void)
{
	uint32_t eth0 = lab_index("a", "eth0");
	struct in6_addr group = lab_in6("ff35::6:47");
	struct in6_addr source = lab_in6("2001:db8::47");
	sock6_fd elsewhere = lab_udp("b", "::", 0);
	int end, status, count, found = 0;
	unsigned hidden;
	pid_t child;

	/* The same group and index in another network is none of this one. */
	REQUIRE_EQ(0, sock6_source_join(elsewhere, lab_index("b", "eth0"),
					&group, &source));
	child = other_process(&end, eth0);
	REQUIRE(child > 0);
	lab_enter("a");
	count = sock6_membership_list_owners(list, ROOM, &hidden);
	if (count == -EOPNOTSUPP) {
		close(end);
		waitpid(child, &status, 0);
		sock6_close(elsewhere);
		SKIP("Linux before 5.14, or another process space's /proc");
	}
	CHECK_EQ(1, count);
	CHECK_EQ(1, count_of_process(count, (uint32_t)child));
	CHECK_EQ(0, hidden);
	CHECK_EQ(eth0, list[0].ifindex);
	CHECK_EQ(SOCK6_INCLUDE, list[0].mode);
	CHECK_STR("eth0", list[0].interface);
	CHECK_MEM(&group, &list[0].group, 16);
	CHECK_MEM(&source, &list[0].source, 16);
	count = sock6_membership_list(list, ROOM);
	for (int i = 0; i < count && i < ROOM; i++)
		found += memcmp(&list[i].source, &source, 16) == 0 &&
			 list[i].sockets == 1;
	CHECK_EQ(1, found);
	close(end);
	CHECK_EQ(child, waitpid(child, &status, 0));
	CHECK_EQ(0, status);
	CHECK_EQ(0, sock6_membership_list_owners(list, ROOM, NULL));
	sock6_close(elsewhere);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- "
				      "test_membership");
	RUN(a_group_is_joined_on_every_interface_that_is_up);
	RUN(where_results_do_not_fit_nothing_is_joined);
	RUN(without_an_interface_or_a_socket_joining_everywhere_fails);
	RUN(a_message_leaves_through_every_interface);
	RUN(strict_delivery_is_the_option_or_the_judgement);
	RUN(a_group_of_another_interface_is_heard_but_not_wanted);
	RUN(a_vanished_interface_that_is_back_is_joined_again_by_name);
	RUN(what_another_process_has_joined_is_listed_with_its_number);
	return check_end();
}
