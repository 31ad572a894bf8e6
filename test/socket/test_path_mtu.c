/* SPDX-License-Identifier: MIT */
/* Path MTU on real sockets: modes, what may be fragmented, what a path carries.
 * test/lab has paths that are narrower than their first link. */
#include "sockets.h"

static char large[70000];

static const int modes[] = {
	SOCK6_MTU_DISCOVERY_DONT,      SOCK6_MTU_DISCOVERY_WANT,
	SOCK6_MTU_DISCOVERY_DO,        SOCK6_MTU_DISCOVERY_PROBE,
	SOCK6_MTU_DISCOVERY_INTERFACE, SOCK6_MTU_DISCOVERY_OMIT
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

static int64_t option(sock6_fd fd, int which)
{
	int64_t value = -1;

	CHECK_EQ(0, sock6_get(fd, which, &value));
	return value;
}

static void every_mode_is_set_for_both_families_and_read_back(void)
{
	static const int dont[MODES] = { 0, 0, 1, 1, 1, 0 };
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);

	for (size_t i = 0; i < MODES; i++) {
		int mode = -1;

		REQUIRE_EQ(0, sock6_path_mtu_mode_set(fd, modes[i]));
		CHECK_EQ(modes[i], option(fd, SOCK6_OPT_MTU_DISCOVERY));
		CHECK_EQ(modes[i], option(fd, SOCK6_OPT_IPV4_MTU_DISCOVERY));
		CHECK_EQ(dont[i], option(fd, SOCK6_OPT_DONT_FRAGMENT));
		CHECK_EQ(0, sock6_path_mtu_mode_get(fd, &mode));
		CHECK_EQ(modes[i], mode);
	}
	sock6_close(fd);
}

static void a_socket_of_ipv6_only_keeps_its_options_of_ipv4(void)
{
	sock6_fd fd = udp_at("::", 0);
	int64_t before = option(fd, SOCK6_OPT_IPV4_MTU_DISCOVERY);

	for (size_t i = 0; i < MODES; i++) {
		CHECK_EQ(0, sock6_path_mtu_mode_set(fd, modes[i]));
		CHECK_EQ(before, option(fd, SOCK6_OPT_IPV4_MTU_DISCOVERY));
	}
	sock6_close(fd);
}

static void the_answer_whether_it_may_be_fragmented_is_by_family(void)
{
	static const unsigned both[MODES] = { SOCK6_IPV6 | SOCK6_IPV4,
					      SOCK6_IPV6 | SOCK6_IPV4,
					      0,
					      0,
					      SOCK6_IPV4,
					      SOCK6_IPV6 | SOCK6_IPV4 };
	sock6_fd dual = udp_at("::", SOCK6_DUAL_STACK);
	sock6_fd only = udp_at("::", 0);

	for (size_t i = 0; i < MODES; i++) {
		CHECK_EQ(0, sock6_path_mtu_mode_set(dual, modes[i]));
		CHECK_EQ(both[i], sock6_path_mtu_may_fragment(dual));
		CHECK_EQ(0, sock6_path_mtu_mode_set(only, modes[i]));
		CHECK_EQ(both[i] & SOCK6_IPV6,
			 sock6_path_mtu_may_fragment(only));
	}
	sock6_close(dual);
	sock6_close(only);
}

static void an_option_that_forbids_it_counts_whoever_has_set_it(void)
{
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);

	CHECK_EQ(0, sock6_path_mtu_mode_set(fd, SOCK6_MTU_DISCOVERY_WANT));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_DONT_FRAGMENT, 1));
	CHECK_EQ(SOCK6_IPV4, sock6_path_mtu_may_fragment(fd));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_IPV4_MTU_DISCOVERY,
			      SOCK6_MTU_DISCOVERY_PROBE));
	CHECK_EQ(0, sock6_path_mtu_may_fragment(fd));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_DONT_FRAGMENT, 0));
	CHECK_EQ(SOCK6_IPV6, sock6_path_mtu_may_fragment(fd));
	sock6_close(fd);
}

static void the_path_is_known_with_and_without_connecting(void)
{
	static const char texts[][16] = { "[::1]:9", "127.0.0.1", "::1" };
	unsigned open_before;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sockaddr_in6 to = address_of(texts[i]), none;
		sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
		socklen_t size = sizeof(none);
		uint32_t apart = 0, connected = 0;

		open_before = open_descriptors();
		CHECK_EQ(0, sock6_path_mtu_get(fd, &to, &apart));
		CHECK_EQ(open_before, open_descriptors());
		CHECK(apart >= SOCK6_PATH_MTU_MINIMUM);
		CHECK_EQ(-1, getpeername(fd, (struct sockaddr *)&none, &size));
		if (to.sin6_port == 0)
			to.sin6_port = htons(9);
		REQUIRE_EQ(0, connect_to(fd, &to));
		CHECK_EQ(0, sock6_path_mtu_get(fd, NULL, &connected));
		CHECK_EQ(apart, connected);
		sock6_close(fd);
	}
}

/* One that is bound to the loopback has no route to elsewhere. */
static void the_options_that_decide_a_route_are_followed(void)
{
	struct sockaddr_in6 to = address_of("2001:db8::1");
	struct sockaddr_in6 self = address_of("::1");
	unsigned open_before;
	uint32_t lo, mtu = 7;
	sock6_fd fd = udp_at("::1", 0);

	REQUIRE_EQ(0, sock6_interface_index(&lo, "lo"));
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_BIND_INTERFACE, lo));
	open_before = open_descriptors();
	CHECK_EQ(-ENETUNREACH, sock6_path_mtu_get(fd, &to, &mtu));
	CHECK_EQ(7, mtu);
	CHECK_EQ(open_before, open_descriptors());
	CHECK_EQ(0, sock6_path_mtu_get(fd, &self, &mtu));
	CHECK(mtu > 7);
	sock6_close(fd);
}

static void the_largest_payload_fits_and_one_byte_more_does_not(void)
{
	struct sock6_message message;
	struct pair pair;
	uint32_t mtu;
	int payload;

	REQUIRE(pair_open(&pair));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_SEND_BUFFER, 200000));
	REQUIRE_EQ(0, sock6_path_mtu_mode_set(pair.sender,
					      SOCK6_MTU_DISCOVERY_DO));
	REQUIRE_EQ(0, sock6_path_mtu_get(pair.sender, &pair.to, &mtu));
	payload = sock6_path_mtu_payload(mtu, &pair.to.sin6_addr,
					 SOCK6_UDP_HEADER_SIZE);
	REQUIRE(payload > 0 && payload < (int)sizeof(large));
	message = outgoing(large, (size_t)payload, &pair.to, NULL);
	CHECK_EQ(payload, sock6_send(pair.sender, &message, 0));
	message.size++;
	CHECK_EQ(-EMSGSIZE, sock6_send(pair.sender, &message, 0));
	pair_close(&pair);
}

static void a_datagram_that_was_refused_leaves_a_notice(void)
{
	struct sock6_path_mtu_event event;
	struct sock6_control control;
	struct sock6_message message, notice;
	struct pair pair;
	char room[4];

	REQUIRE(pair_open(&pair));
	notice = incoming(room, sizeof(room), &control);
	message = outgoing(large, 2000, &pair.to, NULL);
	REQUIRE_EQ(0, sock6_control_request(pair.sender, SOCK6_PATH_MTU, NULL));
	REQUIRE_EQ(0, sock6_path_mtu_mode_set(pair.sender,
					      SOCK6_MTU_DISCOVERY_PROBE));
	REQUIRE_EQ(0, sock6_set(pair.sender, SOCK6_OPT_MTU, 1280));
	CHECK_EQ(-EMSGSIZE, sock6_send(pair.sender, &message, 0));
	REQUIRE_EQ(0, sock6_receive(pair.sender, &notice, SOCK6_DONT_WAIT));
	REQUIRE_EQ(1, sock6_path_mtu_event(&event, &notice, NULL));
	CHECK_EQ(1280, event.mtu);
	CHECK_EQ(0, event.reporter.sin6_family);
	CHECK_MEM(&pair.to.sin6_addr, &event.destination.sin6_addr, 16);
	pair_close(&pair);
}

static void wrong_arguments_are_refused(void)
{
	struct sockaddr_in6 to = address_of("::1");
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int64_t before = option(fd, SOCK6_OPT_MTU_DISCOVERY);
	uint32_t mtu = 7;

	CHECK_EQ(-EINVAL, sock6_path_mtu_mode_set(fd, -1));
	CHECK_EQ(-EINVAL, sock6_path_mtu_mode_set(fd, 6));
	CHECK_EQ(before, option(fd, SOCK6_OPT_MTU_DISCOVERY));
	CHECK_EQ(-EINVAL, sock6_path_mtu_mode_get(fd, NULL));
	CHECK_EQ(-EINVAL, sock6_path_mtu_get(fd, &to, NULL));
	CHECK_EQ(-ENOTCONN, sock6_path_mtu_get(fd, NULL, &mtu));
	to.sin6_family = AF_INET;
	CHECK_EQ(-EAFNOSUPPORT, sock6_path_mtu_get(fd, &to, &mtu));
	to = address_of("fe80::1");
	CHECK_EQ(-EINVAL, sock6_path_mtu_get(fd, &to, &mtu));
	CHECK_EQ(7, mtu);
	sock6_close(fd);
}

static void what_is_no_socket_of_ipv6_is_refused(void)
{
	struct sockaddr_in6 to = address_of("::1");
	int ipv4 = socket(AF_INET, SOCK_DGRAM, 0), pipes[2], mode = 7;
	const struct {
		sock6_fd fd;
		int status;
	} wrong[] = { { -1, -EBADF }, { ipv4, -ENOPROTOOPT } };
	uint32_t mtu = 7;

	for (size_t i = 0; i < 2; i++) {
		sock6_fd fd = wrong[i].fd;

		CHECK_EQ(wrong[i].status, sock6_path_mtu_mode_set(fd, 1));
		CHECK_EQ(wrong[i].status, sock6_path_mtu_mode_get(fd, &mode));
		CHECK_EQ(wrong[i].status, sock6_path_mtu_may_fragment(fd));
		CHECK_EQ(wrong[i].status, sock6_path_mtu_get(fd, &to, &mtu));
		CHECK_EQ(wrong[i].status, sock6_path_mtu_get(fd, NULL, &mtu));
	}
	REQUIRE_EQ(0, pipe(pipes));
	CHECK_EQ(-ENOTSOCK, sock6_path_mtu_mode_set(pipes[0], 1));
	CHECK_EQ(-ENOTSOCK, sock6_path_mtu_may_fragment(pipes[0]));
	CHECK_EQ(-ENOTSOCK, sock6_path_mtu_get(pipes[0], &to, &mtu));
	CHECK_EQ(7, mtu);
	CHECK_EQ(7, mode);
	close(pipes[0]);
	close(pipes[1]);
	close(ipv4);
}

int main(void)
{
	const char *reason = no_sockets();

	if (reason)
		return check_skip_all(reason);
	RUN(every_mode_is_set_for_both_families_and_read_back);
	RUN(a_socket_of_ipv6_only_keeps_its_options_of_ipv4);
	RUN(the_answer_whether_it_may_be_fragmented_is_by_family);
	RUN(an_option_that_forbids_it_counts_whoever_has_set_it);
	RUN(the_path_is_known_with_and_without_connecting);
	RUN(the_options_that_decide_a_route_are_followed);
	RUN(the_largest_payload_fits_and_one_byte_more_does_not);
	RUN(a_datagram_that_was_refused_leaves_a_notice);
	RUN(wrong_arguments_are_refused);
	RUN(what_is_no_socket_of_ipv6_is_refused);
	return check_end();
}
