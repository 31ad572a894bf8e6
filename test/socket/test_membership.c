/* SPDX-License-Identifier: MIT */
/* Memberships as values on the real kernel: joined once, told, listed, left.
 * Only ff01::/16, of which nothing is told to the network. */
#include "sockets.h"

/* More than all programs of a host join. */
#define ROOM 8192

static struct sock6_interface interface; /* one that is there */
static struct sock6_membership list[ROOM];

static struct in6_addr in6(const char *text)
{
	return address_of(text).sin6_addr;
}

/* A group of this process's own: lists tell what others have, too. */
static struct in6_addr own_group(uint8_t number)
{
	struct in6_addr group = in6("ff01::6:100");
	uint32_t process = (uint32_t)getpid();

	memcpy(&group.s6_addr[4], &process, sizeof(process));
	group.s6_addr[15] = number;
	return group;
}

static struct sock6_membership membership(uint32_t mode, const char *source)
{
	return (struct sock6_membership){ .group = own_group(16),
					  .source = in6(source),
					  .ifindex = interface.index,
					  .mode = mode };
}

/* How many of the list are this one, with its process; the last of them goes to
 * found. */
static int count_in(int count, const struct sock6_membership *wanted,
		    struct sock6_membership *found)
{
	int times = 0;

	for (int i = 0; i < count && i < ROOM; i++) {
		if (list[i].ifindex != wanted->ifindex ||
		    list[i].mode != wanted->mode ||
		    list[i].process != wanted->process ||
		    memcmp(&list[i].group, &wanted->group, 16) != 0 ||
		    memcmp(&list[i].source, &wanted->source, 16) != 0)
			continue;
		times++;
		if (found)
			*found = list[i];
	}
	return times;
}

/* -EAGAIN is right while others join and leave without a pause, as tests do. */
static int is_again(int status, int64_t begin)
{
	return status == -EAGAIN && sock6_now() < begin + PATIENCE;
}

static int list_system(struct sock6_membership *to, unsigned room)
{
	int64_t begin = sock6_now();
	int status;

	do
		status = sock6_membership_list(to, room);
	while (is_again(status, begin));
	return status;
}

static int list_socket(sock6_fd fd, struct sock6_membership *to, unsigned room)
{
	int64_t begin = sock6_now();
	int status;

	do
		status = sock6_membership_list_socket(fd, to, room);
	while (is_again(status, begin));
	return status;
}

static int list_owners(struct sock6_membership *to, unsigned room,
		       unsigned *hidden)
{
	int64_t begin = sock6_now();
	int status;

	do
		status = sock6_membership_list_owners(to, room, hidden);
	while (is_again(status, begin));
	return status;
}

static void joining_again_tells_that_it_was_there(void)
{
	static const struct {
		uint32_t mode;
		const char *source;
	} kinds[] = { { SOCK6_EXCLUDE, "::" },
		      { SOCK6_EXCLUDE, "2001:db8::1" },
		      { SOCK6_EXCLUDE, "2001:db8::2" } };
	sock6_fd fd = udp_at("::", 0);

	for (int i = 0; i < 3; i++) {
		struct sock6_membership one =
			membership(kinds[i].mode, kinds[i].source);

		CHECK_EQ(0, sock6_membership_join(fd, &one));
		CHECK_EQ(1, sock6_membership_join(fd, &one));
		CHECK_EQ(1, sock6_membership_rejoin(fd, &one));
	}
	for (int i = 2; i >= 0; i--) {
		struct sock6_membership one =
			membership(kinds[i].mode, kinds[i].source);

		CHECK_EQ(0, sock6_membership_leave(fd, &one));
		CHECK(sock6_membership_leave(fd, &one) < 0);
	}
	sock6_close(fd);
}

static void a_source_is_joined_once_and_left(void)
{
	struct sock6_membership one = membership(SOCK6_INCLUDE, "2001:db8::1");
	struct sock6_membership two = membership(SOCK6_INCLUDE, "2001:db8::2");
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(0, sock6_membership_join(fd, &one));
	CHECK_EQ(1, sock6_membership_join(fd, &one));
	CHECK_EQ(0, sock6_membership_join(fd, &two));
	CHECK_EQ(0, sock6_membership_leave(fd, &one));
	CHECK_EQ(-EADDRNOTAVAIL, sock6_membership_leave(fd, &one));
	CHECK_EQ(0, sock6_membership_leave(fd, &two));
	CHECK_EQ(-EINVAL, sock6_membership_leave(fd, &two));
	sock6_close(fd);
}

static void index_and_name_are_each_found_by_the_other(void)
{
	struct sock6_membership by_index = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership by_name = by_index;
	sock6_fd fd = udp_at("::", 0);

	by_name.ifindex = 0;
	memcpy(by_name.interface, interface.name, sizeof(interface.name));
	CHECK_EQ(0, sock6_membership_join(fd, &by_index));
	CHECK_STR(interface.name, by_index.interface);
	CHECK_EQ(1, sock6_membership_join(fd, &by_name));
	CHECK_EQ(interface.index, by_name.ifindex);
	sock6_close(fd);
}

static void an_interface_that_is_not_there_is_told_and_nothing_changed(void)
{
	struct sock6_membership one = membership(SOCK6_EXCLUDE, "::"), before;
	sock6_fd fd = udp_at("::", 0);

	one.ifindex = 0x7ffffffe;
	before = one;
	CHECK_EQ(-ENODEV, sock6_membership_join(fd, &one));
	CHECK_MEM(&before, &one, sizeof(one));
	one.ifindex = 0;
	strcpy(one.interface, "no-such-one");
	before = one;
	CHECK_EQ(-ENODEV, sock6_membership_join(fd, &one));
	CHECK_EQ(-ENODEV, sock6_membership_rejoin(fd, &one));
	CHECK_MEM(&before, &one, sizeof(one));
	sock6_close(fd);
}

static void a_group_joined_in_the_other_mode_is_refused(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership source =
		membership(SOCK6_INCLUDE, "2001:db8::1");
	struct sock6_membership block =
		membership(SOCK6_EXCLUDE, "2001:db8::1");
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(-EINVAL, sock6_membership_join(fd, &block));
	CHECK_EQ(0, sock6_membership_join(fd, &source));
	CHECK_EQ(-EINVAL, sock6_membership_join(fd, &all));
	CHECK_EQ(-EINVAL, sock6_membership_join(fd, &block));
	CHECK_EQ(1, sock6_membership_join(fd, &source));
	CHECK_EQ(0, sock6_membership_leave(fd, &source));
	CHECK_EQ(0, sock6_membership_join(fd, &all));
	CHECK_EQ(-EINVAL, sock6_membership_join(fd, &source));
	CHECK_EQ(1, sock6_membership_join(fd, &all));
	sock6_close(fd);
}

static void wrong_descriptors_are_refused(void)
{
	const int fds[3] = { -1, open("/dev/null", O_RDONLY),
			     socket(AF_INET, SOCK_DGRAM, 0) };
	const int expected[3] = { -EBADF, -ENOTSOCK, -ENOPROTOOPT };
	struct sock6_membership one = membership(SOCK6_EXCLUDE, "::"), before;

	before = one;
	for (int i = 0; i < 3; i++) {
		CHECK_EQ(expected[i], sock6_membership_join(fds[i], &one));
		CHECK_EQ(expected[i], sock6_membership_leave(fds[i], &one));
		CHECK_EQ(expected[i], list_socket(fds[i], list, ROOM));
	}
	CHECK_MEM(&before, &one, sizeof(one));
	close(fds[1]);
	close(fds[2]);
}

static void a_socket_lists_what_it_has_and_nothing_else(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership block =
		membership(SOCK6_EXCLUDE, "2001:db8::1");
	struct sock6_membership source =
		membership(SOCK6_INCLUDE, "2001:db8::2");
	sock6_fd fd = udp_at("::", 0), other = udp_at("::", 0);

	source.group = own_group(17);
	CHECK_EQ(0, list_socket(fd, list, ROOM));
	REQUIRE_EQ(0, sock6_membership_join(other, &all));
	CHECK_EQ(0, list_socket(fd, list, ROOM));
	REQUIRE_EQ(0, sock6_membership_join(fd, &all));
	REQUIRE_EQ(0, sock6_membership_join(fd, &block));
	REQUIRE_EQ(0, sock6_membership_join(fd, &source));
	REQUIRE_EQ(3, list_socket(fd, list, ROOM));
	CHECK_EQ(1, count_in(3, &all, NULL));
	CHECK_EQ(1, count_in(3, &block, NULL));
	CHECK_EQ(1, count_in(3, &source, NULL));
	CHECK_EQ(1, list_socket(other, list, ROOM));
	CHECK_EQ(0, sock6_close(fd));
	CHECK_EQ(0, sock6_close(other));
}

static void a_list_can_be_joined_on_another_socket(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership block =
		membership(SOCK6_EXCLUDE, "2001:db8::1");
	struct sock6_membership copy[2];
	sock6_fd fd = udp_at("::", 0), other = udp_at("::", 0);

	REQUIRE_EQ(0, sock6_membership_join(fd, &all));
	REQUIRE_EQ(0, sock6_membership_join(fd, &block));
	REQUIRE_EQ(2, list_socket(fd, copy, 2));
	for (int i = 0; i < 2; i++) {
		CHECK_STR(interface.name, copy[i].interface);
		CHECK_EQ(0, sock6_membership_join(other, &copy[i]));
	}
	CHECK_EQ(2, list_socket(other, NULL, 0));
	sock6_close(fd);
	sock6_close(other);
}

static void the_system_lists_groups_and_sources_with_their_sockets(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership block =
		membership(SOCK6_EXCLUDE, "2001:db8::1");
	struct sock6_membership source =
		membership(SOCK6_INCLUDE, "2001:db8::2");
	struct sock6_membership alone = source, newer = all, found;
	sock6_fd one = udp_at("::", 0), two = udp_at("::", 0);
	int count;

	/* Whoever lists owners holds copies of sockets for a moment: what tests
	 * before this one have joined may still be there. */
	all.group = block.group = source.group = own_group(20);
	alone.group = own_group(18);
	REQUIRE_EQ(0, sock6_membership_join(one, &all));
	REQUIRE_EQ(0, sock6_membership_join(one, &block));
	REQUIRE_EQ(0, sock6_membership_join(two, &source));
	REQUIRE_EQ(0, sock6_membership_join(one, &alone));
	REQUIRE_EQ(0, sock6_membership_join(two, &alone));
	/* Behind a newer group without a source the kernel hides them. */
	newer.group = own_group(21);
	REQUIRE_EQ(0, sock6_membership_join(one, &newer));
	count = list_system(list, ROOM);
	REQUIRE(count >= 4 && count <= ROOM);
	CHECK_EQ(1, count_in(count, &all, &found));
	CHECK_EQ(2, found.sockets);
	CHECK_STR(interface.name, found.interface);
	CHECK_EQ(1, count_in(count, &block, &found));
	CHECK_EQ(1, found.sockets);
	CHECK_EQ(1, count_in(count, &source, &found));
	CHECK_EQ(1, found.sockets);
	CHECK_EQ(1, count_in(count, &alone, &found));
	CHECK_EQ(2, found.sockets);
	/* Nobody has joined that group for every source. */
	alone.mode = SOCK6_EXCLUDE;
	alone.source = in6("::");
	CHECK_EQ(0, count_in(count, &alone, NULL));
	CHECK_EQ(1, count_in(count, &newer, NULL));
	sock6_close(one);
	sock6_close(two);
}

/* The library is in a group of its own for a moment to see the others. */
static void what_a_list_joins_itself_is_not_listed_and_left(void)
{
	static const uint8_t own[8] = { 0xff, 1, 0, 0, 's', 'o', 'c', 'k' };
	int count = list_system(list, ROOM);
	unsigned descriptors = open_descriptors();

	REQUIRE(count >= 0 && count <= ROOM);
	for (int i = 0; i < count; i++)
		CHECK(memcmp(&list[i].group, own, sizeof(own)) != 0);
	CHECK(list_system(NULL, 0) >= 0);
	CHECK_EQ(descriptors, open_descriptors());
}

static void a_list_that_is_too_long_is_counted(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	struct sock6_membership block =
		membership(SOCK6_EXCLUDE, "2001:db8::1");
	static struct sock6_membership two[2], untouched;
	sock6_fd fd = udp_at("::", 0);
	int count;

	memset(&two[1], 0xa5, sizeof(two[1]));
	untouched = two[1];
	REQUIRE_EQ(0, sock6_membership_join(fd, &all));
	REQUIRE_EQ(0, sock6_membership_join(fd, &block));
	CHECK_EQ(2, list_socket(fd, two, 1));
	CHECK_MEM(&untouched, &two[1], sizeof(untouched));
	CHECK(list_system(two, 1) >= 2);
	CHECK_MEM(&untouched, &two[1], sizeof(untouched));
	count = list_owners(two, 1, NULL);
	CHECK(count >= 2 || count == -EOPNOTSUPP);
	CHECK_MEM(&untouched, &two[1], sizeof(untouched));
	sock6_close(fd);
}

static void owners_are_told_by_process_and_descriptor(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::"), found;
	unsigned descriptors, hidden = UINT32_MAX;
	sock6_fd fd = udp_at("::", 0);
	int count;

	all.group = own_group(19);
	REQUIRE_EQ(0, sock6_membership_join(fd, &all));
	descriptors = open_descriptors();
	count = list_owners(list, ROOM, &hidden);
	CHECK_EQ(descriptors, open_descriptors());
	if (count == -EOPNOTSUPP) {
		sock6_close(fd);
		SKIP("Linux before 5.14, or another process space's /proc");
	}
	REQUIRE(count >= 1 && count <= ROOM);
	/* Another lister may hold a copy, and be listed with it. */
	all.process = (uint32_t)getpid();
	CHECK_EQ(1, count_in(count, &all, &found));
	CHECK_EQ(fd, found.descriptor);
	CHECK_EQ(IPPROTO_UDP, found.protocol);
	CHECK_EQ(ntohs(local_of(fd).sin6_port), found.port);
	CHECK(found.port != 0 && found.socket_number != 0);
	CHECK(hidden != UINT32_MAX);
	printf("# %u processes are hidden\n", hidden);
	sock6_close(fd);
}

static void one_socket_has_one_number_whoever_holds_it(void)
{
	struct sock6_membership all = membership(SOCK6_EXCLUDE, "::");
	uint64_t numbers[3] = { 0 };
	sock6_fd fds[3] = { udp_at("::", 0), -1, udp_at("::", 0) };
	int count;

	fds[1] = dup(fds[0]);
	all.group = own_group(22);
	REQUIRE_EQ(0, sock6_membership_join(fds[0], &all));
	REQUIRE_EQ(0, sock6_membership_join(fds[2], &all));
	count = list_owners(list, ROOM, NULL);
	for (int i = 0; i < count && i < ROOM; i++)
		for (int n = 0; n < 3; n++)
			if (list[i].process == (uint32_t)getpid() &&
			    list[i].descriptor == fds[n] &&
			    memcmp(&list[i].group, &all.group, 16) == 0)
				numbers[n] = list[i].socket_number;
	for (int n = 0; n < 3; n++)
		sock6_close(fds[n]);
	if (count == -EOPNOTSUPP)
		SKIP("Linux before 5.14, or another process space's /proc");
	CHECK(numbers[0] != 0 && numbers[2] != 0);
	CHECK(numbers[0] == numbers[1]);
	CHECK(numbers[0] != numbers[2]);
}

int main(void)
{
	static struct sock6_interface one[1];

	if (no_sockets())
		return check_skip_all(no_sockets());
	if (sock6_interface_list(one, 1) < 1)
		return check_skip_all("there is no interface");
	interface = one[0];
	if (list_system(NULL, 0) == -EOPNOTSUPP)
		return check_skip_all("the system does not list memberships");
	RUN(joining_again_tells_that_it_was_there);
	RUN(a_source_is_joined_once_and_left);
	RUN(index_and_name_are_each_found_by_the_other);
	RUN(an_interface_that_is_not_there_is_told_and_nothing_changed);
	RUN(a_group_joined_in_the_other_mode_is_refused);
	RUN(wrong_descriptors_are_refused);
	RUN(a_socket_lists_what_it_has_and_nothing_else);
	RUN(a_list_can_be_joined_on_another_socket);
	RUN(the_system_lists_groups_and_sources_with_their_sockets);
	RUN(what_a_list_joins_itself_is_not_listed_and_left);
	RUN(a_list_that_is_too_long_is_counted);
	RUN(owners_are_told_by_process_and_descriptor);
	RUN(one_socket_has_one_number_whoever_holds_it);
	return check_end();
}
