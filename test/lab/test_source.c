/* SPDX-License-Identifier: MIT */
/* Source-specific multicast: of two senders a listener hears the right one. */
#include "check.h"
#include "host.h"

/* b and c send; a listens. The marker group is joined for every source. */
#define GROUP    "ff35::8000:6"
#define MARKER   "ff15::6:3"
#define SOURCE_B "2001:db8:1::b"
#define SOURCE_C "2001:db8:1::c"

static struct in6_addr group, marker, source_b, source_c;
static struct sockaddr_in6 to_group, to_marker;
static uint32_t index_a;
static sock6_fd from_b, from_c;

static sock6_fd listener(void)
{
	sock6_fd fd = lab_multicast("a", LAB_PORT);

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	CHECK_EQ(0, sock6_group_join(fd, index_a, &marker));
	return fd;
}

static void both_send(void)
{
	CHECK_EQ(1, lab_send(from_b, "b", &to_group, NULL));
	CHECK_EQ(1, lab_send(from_c, "c", &to_group, NULL));
	CHECK_EQ(6, lab_send(from_b, "marker", &to_marker, NULL));
}

/* Which of the two a listener hears: a set of 1 for b and 2 for c. Each sender
 * ends with a marker of its own, as their paths are two. */
static unsigned heard(sock6_fd fd)
{
	struct lab_datagram got;
	unsigned set = 0, markers = 0;

	both_send();
	CHECK_EQ(6, lab_send(from_c, "marker", &to_marker, NULL));
	while (markers < 2 && lab_receive(fd, &got) >= 0) {
		markers += strcmp(got.text, "marker") == 0;
		set |= strcmp(got.text, "b") == 0 ? 1u : 0u;
		set |= strcmp(got.text, "c") == 0 ? 2u : 0u;
	}
	CHECK_EQ(2, markers);
	return set;
}

static void a_joined_source_is_heard_and_others_are_filtered(void)
{
	sock6_fd fd = listener();

	CHECK_EQ(0, heard(fd));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_b));
	CHECK_EQ(1, heard(fd));
	sock6_close(fd);
}

static void sources_are_joined_and_left_one_by_one(void)
{
	sock6_fd fd = listener();

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_b));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_c));
	CHECK_EQ(-EADDRNOTAVAIL,
		 sock6_source_join(fd, index_a, &group, &source_c));
	CHECK_EQ(3, heard(fd));
	REQUIRE_EQ(0, sock6_source_leave(fd, index_a, &group, &source_b));
	CHECK_EQ(2, heard(fd));
	REQUIRE_EQ(0, sock6_source_leave(fd, index_a, &group, &source_c));
	CHECK_EQ(0, heard(fd));
	sock6_close(fd);
}

static void leaving_the_last_source_leaves_the_group(void)
{
	sock6_fd fd = listener();

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_b));
	REQUIRE_EQ(0, sock6_source_leave(fd, index_a, &group, &source_b));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, index_a, &group));
	sock6_close(fd);
}

static void leaving_the_group_leaves_every_source(void)
{
	sock6_fd fd = listener();

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_b));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_c));
	REQUIRE_EQ(0, sock6_group_leave(fd, index_a, &group));
	CHECK_EQ(0, heard(fd));
	sock6_close(fd);
}

static void a_blocked_source_is_silent_until_it_is_unblocked(void)
{
	sock6_fd fd = listener();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	CHECK_EQ(3, heard(fd));
	REQUIRE_EQ(0, sock6_source_block(fd, index_a, &group, &source_c));
	CHECK_EQ(1, heard(fd));
	REQUIRE_EQ(0, sock6_source_block(fd, index_a, &group, &source_b));
	CHECK_EQ(0, heard(fd));
	REQUIRE_EQ(0, sock6_source_unblock(fd, index_a, &group, &source_c));
	CHECK_EQ(2, heard(fd));
	CHECK_EQ(-EADDRNOTAVAIL,
		 sock6_source_unblock(fd, index_a, &group, &source_c));
	REQUIRE_EQ(0, sock6_group_leave(fd, index_a, &group));
	CHECK_EQ(0, heard(fd));
	sock6_close(fd);
}

static void a_source_join_narrows_a_membership_without_blocks(void)
{
	sock6_fd fd = listener();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_c));
	CHECK_EQ(2, heard(fd));
	CHECK_EQ(-EINVAL, sock6_source_block(fd, index_a, &group, &source_b));
	sock6_close(fd);
}

static void two_sockets_filter_the_same_group_each_its_own_way(void)
{
	sock6_fd first = listener(), second = listener();

	REQUIRE_EQ(0, sock6_source_join(first, index_a, &group, &source_b));
	REQUIRE_EQ(0, sock6_source_join(second, index_a, &group, &source_c));
	CHECK_EQ(1, heard(first));
	CHECK_EQ(2, heard(second));
	sock6_close(second);
	sock6_close(first);
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("runs as: lab.sh lan -- test_source");
	group = lab_in6(GROUP);
	marker = lab_in6(MARKER);
	source_b = lab_in6(SOURCE_B);
	source_c = lab_in6(SOURCE_C);
	to_group = lab_peer(GROUP, LAB_PORT, 0);
	to_marker = lab_peer(MARKER, LAB_PORT, 0);
	index_a = lab_index("a", "eth0");
	from_b = lab_udp("b", SOURCE_B, 0);
	from_c = lab_udp("c", SOURCE_C, 0);
	RUN(a_joined_source_is_heard_and_others_are_filtered);
	RUN(sources_are_joined_and_left_one_by_one);
	RUN(leaving_the_last_source_leaves_the_group);
	RUN(leaving_the_group_leaves_every_source);
	RUN(a_blocked_source_is_silent_until_it_is_unblocked);
	RUN(a_source_join_narrows_a_membership_without_blocks);
	RUN(two_sockets_filter_the_same_group_each_its_own_way);
	return check_end();
}
