/* SPDX-License-Identifier: MIT */
/* Fragments and path MTU, over a loopback link of the least MTU in a network
 * namespace of this program's own. */
#include "sockets.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

#define LEAST_MTU 1280 /* RFC 8200, 5 */

static char large[9000];

/* Why there is no such link; NULL when there is. */
static const char *make_link(void)
{
#ifdef CLONE_NEWNET
	struct ifreq request = { .ifr_name = "lo" };
	int fd;

	/* Root needs no user namespace, and a sanitizer's threads forbid it. */
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return "this process may have no network namespace";
	fd = socket(AF_INET6, SOCK_DGRAM, 0);
	request.ifr_mtu = LEAST_MTU;
	if (ioctl(fd, SIOCSIFMTU, &request) < 0)
		return "the MTU of the loopback interface cannot be set";
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return "the loopback interface cannot be switched on";
	close(fd);
	return no_sockets();
#else
	return "this system has no network namespaces";
#endif
}

static void a_long_datagram_comes_in_fragments_and_is_whole(void)
{
	static char room[sizeof(large)];
	struct sock6_control control;
	struct sock6_message message;
	struct pair pair;

	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (char)(i * 7 >> 3);
	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_FRAGMENT_SIZE,
					  NULL));
	message = outgoing(large, sizeof(large), &pair.to, NULL);
	CHECK_EQ(sizeof(large), sock6_send(pair.sender, &message, 0));
	message = incoming(room, sizeof(room), &control);
	CHECK_EQ(sizeof(large), receive_soon(pair.receiver, &message));
	CHECK_MEM(large, room, sizeof(room));
	CHECK_EQ(SOCK6_FRAGMENT_SIZE, control.fields);
	CHECK(control.fragment_size > 1000 &&
	      control.fragment_size <= LEAST_MTU);
	pair_close(&pair);
}

static void an_unbroken_datagram_has_no_fragment_size(void)
{
	struct sock6_control control;
	struct sock6_message message = incoming(large, 10, &control);
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_FRAGMENT_SIZE,
					  NULL));
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(1, receive_soon(pair.receiver, &message));
	CHECK_EQ(0, control.fields);
	pair_close(&pair);
}

static void the_path_mtu_is_the_links(void)
{
	struct pair pair;
	int64_t mtu = 0;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	CHECK_EQ(0, sock6_get(pair.sender, SOCK6_OPT_PATH_MTU, &mtu));
	CHECK_EQ(LEAST_MTU, mtu);
	pair_close(&pair);
}

static void check_notice(sock6_fd fd, const struct sockaddr_in6 *to)
{
	struct sock6_control control;
	struct sock6_message message = incoming(large, 100, &control);

	memset(&control, 0xee, sizeof(control));
	CHECK_EQ(0, sock6_receive(fd, &message, SOCK6_DONT_WAIT));
	CHECK_EQ(SOCK6_NOTICE, message.flags);
	CHECK_EQ(SOCK6_PATH_MTU | SOCK6_PATH_MTU_DESTINATION, control.fields);
	CHECK_EQ(LEAST_MTU, control.path_mtu);
	CHECK_MEM(&to->sin6_addr, &control.path_mtu_destination, 16);
	CHECK_MEM(&to->sin6_addr, &message.peer.sin6_addr, 16);
}

static void too_long_a_datagram_gives_a_notice_and_then_datagrams(void)
{
	struct sock6_control control;
	struct sock6_message message;
	struct pair pair;
	const uint64_t fields =
		SOCK6_PATH_MTU | SOCK6_DESTINATION | SOCK6_INTERFACE;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_control_request(pair.sender, fields, NULL));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_DONT_FRAGMENT, 1));
	message = outgoing(large, LEAST_MTU - 47, &pair.to, NULL);
	CHECK_EQ(-EMSGSIZE, sock6_send(pair.sender, &message, 0));
	check_notice(pair.sender, &pair.to);
	message.size = LEAST_MTU - 48;
	CHECK_EQ(LEAST_MTU - 48, sock6_send(pair.sender, &message, 0));
	CHECK_EQ(1, send_text(pair.receiver, "x", &pair.from, NULL));
	message = incoming(large, 10, &control);
	CHECK_EQ(1, receive_soon(pair.sender, &message));
	CHECK_EQ(0, message.flags);
	CHECK_EQ(SOCK6_DESTINATION | SOCK6_INTERFACE, control.fields);
	CHECK_MEM(&pair.from.sin6_addr, &control.destination, 16);
	pair_close(&pair);
}

int main(void)
{
	const char *reason = no_sockets();

	if (!reason)
		reason = make_link();
	if (reason)
		return check_skip_all(reason);
	RUN(a_long_datagram_comes_in_fragments_and_is_whole);
	RUN(an_unbroken_datagram_has_no_fragment_size);
	RUN(the_path_mtu_is_the_links);
	RUN(too_long_a_datagram_gives_a_notice_and_then_datagrams);
	return check_end();
}
