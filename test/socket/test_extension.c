/* SPDX-License-Identifier: MIT */
/* Extension headers of all that a socket sends: set, told and cleared, with the
 * privilege that options need, and without. */
#include "extensions.h"

static void every_kind_of_options_is_set_told_and_cleared(void)
{
	static const int types[] = {
		SOCK6_EXTENSION_HOP_BY_HOP, SOCK6_EXTENSION_DESTINATION,
		SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING
	};
	sock6_fd fd = udp_at("::1", 0);
	unsigned char found[32];

	if (!may_send_options()) {
		sock6_close(fd);
		SKIP(NO_PRIVILEGE);
	}
	for (unsigned i = 0; i < 3; i++) {
		CHECK_EQ(0, sock6_extension_get(fd, types[i], found,
						sizeof(found)));
		CHECK_EQ(0, sock6_extension_set(fd, types[i], options,
						sizeof(options)));
		memset(found, 0xee, sizeof(found));
		CHECK_EQ(-ENOSPC, sock6_extension_get(fd, types[i], found, 15));
		CHECK_EQ(0xee, found[0]);
		CHECK_EQ(16, sock6_extension_get(fd, types[i], found, 16));
		CHECK_MEM(options + 1, found + 1, 15);
		CHECK_EQ(0xee, found[16]);
		CHECK_EQ(0, sock6_extension_set(fd, types[i], NULL, 0));
		CHECK_EQ(0, sock6_extension_get(fd, types[i], found, 0));
	}
	sock6_close(fd);
}

static void a_routing_header_needs_no_privilege(void)
{
	sock6_fd fd = udp_at("::1", 0);
	unsigned char found[SOCK6_EXTENSION_SIZE_MAXIMUM];
	int status = sock6_extension_set(fd, SOCK6_EXTENSION_ROUTING, segments,
					 sizeof(segments));

	if (status == -EINVAL) {
		sock6_close(fd);
		SKIP("this kernel takes no segment routing header");
	}
	CHECK_EQ(0, status);
	CHECK_EQ(sizeof(segments),
		 sock6_extension_get(fd, SOCK6_EXTENSION_ROUTING, found,
				     sizeof(found)));
	CHECK_MEM(segments + 1, found + 1, sizeof(segments) - 1);
	CHECK_EQ(0, sock6_extension_set(fd, SOCK6_EXTENSION_ROUTING, NULL, 0));
	CHECK_EQ(0, sock6_extension_get(fd, SOCK6_EXTENSION_ROUTING, found,
					sizeof(found)));
	sock6_close(fd);
}

static void check_options_are_refused(void)
{
	const struct sock6_extension extension = options_header();
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(-EPERM,
		 sock6_extension_set(pair.sender, SOCK6_EXTENSION_HOP_BY_HOP,
				     alert, sizeof(alert)));
	CHECK_EQ(-EPERM,
		 sock6_extension_set(pair.sender, SOCK6_EXTENSION_DESTINATION,
				     options, sizeof(options)));
	CHECK_EQ(-EPERM,
		 sock6_extension_set(pair.sender, SOCK6_EXTENSION_HOP_BY_HOP,
				     NULL, 0));
	CHECK_EQ(-EPERM, send_headers(&pair, "refused", &extension, 1));
	CHECK_EQ(5, send_headers(&pair, "plain", NULL, 0));
	CHECK(next_is(pair.receiver, "plain"));
	pair_close(&pair);
}

static void without_the_privilege_options_are_refused(void)
{
	uid_t user = geteuid();

	if (user == 0 && seteuid(65534) < 0)
		SKIP("the privilege cannot be given up here");
	if (may_send_options())
		check_skip_reason = "this user has the privilege";
	else
		check_options_are_refused();
	if (user == 0)
		CHECK_EQ(0, seteuid(user));
}

static void what_is_no_header_is_refused_before_the_system_sees_it(void)
{
	static const unsigned char routing_0[24] = { 0, 2, 0, 1 };
	unsigned char found[64];

	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, 44, options, 16));
	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, 44, NULL, 0));
	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, -1, options, 16));
	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, 60, NULL, 16));
	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, 60, options, 8));
	CHECK_EQ(-EINVAL, sock6_extension_set(SOCK6_INVALID, 60, options, 17));
	CHECK_EQ(-EINVAL,
		 sock6_extension_set(SOCK6_INVALID, 43, routing_0, 24));
	CHECK_EQ(-EINVAL, sock6_extension_get(SOCK6_INVALID, 44, found, 64));
	CHECK_EQ(-EINVAL, sock6_extension_get(SOCK6_INVALID, 60, NULL, 64));
	CHECK_EQ(-EBADF, sock6_extension_set(SOCK6_INVALID, 60, options, 16));
	CHECK_EQ(-EBADF, sock6_extension_get(SOCK6_INVALID, 60, found, 64));
}

static void an_ipv4_socket_has_no_headers(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned char found[64];

	REQUIRE(fd >= 0);
	CHECK_EQ(-ENOPROTOOPT, sock6_extension_set(fd, 60, options, 16));
	CHECK_EQ(-ENOPROTOOPT, sock6_extension_get(fd, 60, found, 64));
	close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	build_headers();
	RUN(every_kind_of_options_is_set_told_and_cleared);
	RUN(a_routing_header_needs_no_privilege);
	RUN(without_the_privilege_options_are_refused);
	RUN(what_is_no_header_is_refused_before_the_system_sees_it);
	RUN(an_ipv4_socket_has_no_headers);
	return check_end();
}
