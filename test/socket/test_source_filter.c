/* SPDX-License-Identifier: MIT */
/* Source filters as a whole on the real kernel: set, told, refused.  Nothing is
 * sent, so an interface that carries no multicast does as well. */
#include "sockets.h"

#define ROOM SOCK6_SOURCE_FILTER_MAXIMUM

static uint32_t interface;
static struct in6_addr group, sources[ROOM + 1];

/* How many sources the system allows in a filter. */
static unsigned system_limit(void)
{
	FILE *file = fopen("/proc/sys/net/ipv6/mld_max_msf", "r");
	unsigned limit = 64;

	if (file) {
		if (fscanf(file, "%u", &limit) != 1)
			limit = 64;
		fclose(file);
	}
	return limit < ROOM ? limit : ROOM;
}

static int set(sock6_fd fd, int mode, unsigned count)
{
	return sock6_source_filter_set(fd, interface, &group, mode, sources,
				       count);
}

static int has(const struct in6_addr *list, int count,
	       const struct in6_addr *address)
{
	for (int i = 0; i < count; i++)
		if (memcmp(&list[i], address, 16) == 0)
			return 1;
	return 0;
}

/* The filter is this mode and the first so many sources. */
static void check_filter(sock6_fd fd, int mode, unsigned count)
{
	struct in6_addr found[ROOM];
	int found_mode = -1;

	REQUIRE_EQ(count, sock6_source_filter_get(fd, interface, &group,
						  &found_mode, found, ROOM));
	CHECK_EQ(mode, found_mode);
	for (unsigned i = 0; i < count; i++)
		CHECK(has(found, (int)count, &sources[i]));
}

static void check_not_joined(sock6_fd fd)
{
	struct in6_addr found = sources[0];
	int mode = 77;

	CHECK_EQ(-EADDRNOTAVAIL, sock6_source_filter_get(fd, interface, &group,
							 &mode, &found, 1));
	CHECK_EQ(77, mode);
	CHECK_MEM(&sources[0], &found, 16);
	CHECK_EQ(-EADDRNOTAVAIL, sock6_group_leave(fd, interface, &group));
}

static void wrong_arguments_are_refused(void)
{
	sock6_fd fd = udp_at("::", 0);
	int mode = 77;

	for (int wrong = -1; wrong < 6; wrong++)
		if (wrong != SOCK6_INCLUDE && wrong != SOCK6_EXCLUDE)
			CHECK_EQ(-EINVAL, set(fd, wrong, 1));
	CHECK_EQ(-EINVAL, sock6_source_filter_set(fd, 0, &group, SOCK6_INCLUDE,
						  sources, 1));
	CHECK_EQ(-EINVAL, sock6_source_filter_set(fd, interface, NULL,
						  SOCK6_INCLUDE, sources, 1));
	CHECK_EQ(-EINVAL, sock6_source_filter_set(fd, interface, &sources[0],
						  SOCK6_INCLUDE, sources, 1));
	CHECK_EQ(-EINVAL, sock6_source_filter_set(fd, interface, &group,
						  SOCK6_EXCLUDE, NULL, 1));
	CHECK_EQ(-EINVAL,
		 sock6_source_filter_get(fd, 0, &group, &mode, NULL, 0));
	CHECK_EQ(-EINVAL,
		 sock6_source_filter_get(fd, interface, NULL, &mode, NULL, 0));
	CHECK_EQ(-EINVAL, sock6_source_filter_get(fd, interface, &sources[0],
						  &mode, NULL, 0));
	CHECK_EQ(-EINVAL,
		 sock6_source_filter_get(fd, interface, &group, NULL, NULL, 0));
	CHECK_EQ(-EINVAL, sock6_source_filter_get(fd, interface, &group, &mode,
						  NULL, 1));
	CHECK_EQ(77, mode);
	check_not_joined(fd);
	sock6_close(fd);
}

static void a_list_with_one_wrong_source_is_refused(void)
{
	static const char *const wrong[] = { "::", "ff02::1",
					     "::ffff:192.0.2.1" };
	struct in6_addr list[3] = { sources[0], sources[1], sources[2] };
	sock6_fd fd = udp_at("::", 0);

	for (int i = 0; i < 3; i++) {
		list[2] = address_of(wrong[i]).sin6_addr;
		CHECK_EQ(-EINVAL,
			 sock6_source_filter_set(fd, interface, &group,
						 SOCK6_INCLUDE, list, 3));
		CHECK_EQ(-EINVAL,
			 sock6_source_filter_set(fd, interface, &group,
						 SOCK6_EXCLUDE, list, 3));
	}
	check_not_joined(fd);
	sock6_close(fd);
}

static void a_descriptor_that_is_no_ipv6_socket_is_refused(void)
{
	const int fds[3] = { -1, open("/dev/null", O_RDONLY),
			     socket(AF_INET, SOCK_DGRAM, 0) };
	const int expected[3] = { -EBADF, -ENOTSOCK, -ENOPROTOOPT };
	int mode;

	for (int i = 0; i < 3; i++) {
		CHECK_EQ(expected[i], set(fds[i], SOCK6_INCLUDE, 0));
		CHECK_EQ(expected[i], set(fds[i], SOCK6_INCLUDE, 2));
		CHECK_EQ(expected[i], set(fds[i], SOCK6_EXCLUDE, 0));
		CHECK_EQ(expected[i],
			 sock6_source_filter_get(fds[i], interface, &group,
						 &mode, NULL, 0));
	}
	close(fds[1]);
	close(fds[2]);
}

static void an_interface_that_does_not_exist_is_refused(void)
{
	const uint32_t none = 0x7ffffffe;
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(-ENODEV, sock6_source_filter_set(fd, none, &group,
						  SOCK6_INCLUDE, sources, 2));
	CHECK_EQ(-ENODEV, sock6_source_filter_set(fd, none, &group,
						  SOCK6_EXCLUDE, NULL, 0));
	CHECK_EQ(0, sock6_source_filter_set(fd, none, &group, SOCK6_INCLUDE,
					    NULL, 0));
	sock6_close(fd);
}

static void a_filter_is_told_as_it_was_set(void)
{
	sock6_fd fd = udp_at("::", 0);

	for (unsigned count = 0; count <= 5; count++) {
		CHECK_EQ(0, set(fd, SOCK6_EXCLUDE, count));
		check_filter(fd, SOCK6_EXCLUDE, count);
		CHECK_EQ(0, set(fd, SOCK6_INCLUDE, count + 1));
		check_filter(fd, SOCK6_INCLUDE, count + 1);
	}
	for (unsigned count = 5; count > 0; count--) {
		CHECK_EQ(0, set(fd, SOCK6_INCLUDE, count));
		check_filter(fd, SOCK6_INCLUDE, count);
	}
	sock6_close(fd);
}

static void from_nothing_each_mode_joins_with_its_sources(void)
{
	for (int mode = SOCK6_INCLUDE; mode <= SOCK6_EXCLUDE; mode++) {
		for (unsigned count = mode == SOCK6_INCLUDE; count < 4;
		     count++) {
			sock6_fd fd = udp_at("::", 0);

			CHECK_EQ(0, set(fd, mode, count));
			check_filter(fd, mode, count);
			sock6_close(fd);
		}
	}
}

static void include_mode_without_a_source_leaves(void)
{
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 0));
	check_not_joined(fd);
	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 3));
	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 0));
	check_not_joined(fd);
	CHECK_EQ(0, set(fd, SOCK6_EXCLUDE, 0));
	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 0));
	check_not_joined(fd);
	sock6_close(fd);
}

static void what_was_joined_one_by_one_is_told_and_replaced(void)
{
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(0, sock6_source_join(fd, interface, &group, &sources[0]));
	check_filter(fd, SOCK6_INCLUDE, 1);
	CHECK_EQ(0, sock6_source_join(fd, interface, &group, &sources[1]));
	check_filter(fd, SOCK6_INCLUDE, 2);
	CHECK_EQ(0, set(fd, SOCK6_EXCLUDE, 1));
	check_filter(fd, SOCK6_EXCLUDE, 1);
	CHECK_EQ(0, sock6_source_block(fd, interface, &group, &sources[1]));
	check_filter(fd, SOCK6_EXCLUDE, 2);
	CHECK_EQ(0, set(fd, SOCK6_EXCLUDE, 0));
	check_filter(fd, SOCK6_EXCLUDE, 0);
	CHECK_EQ(-EADDRINUSE, sock6_group_join(fd, interface, &group));
	sock6_close(fd);
}

static void more_sources_than_fit_are_counted(void)
{
	sock6_fd fd = udp_at("::", 0);
	struct in6_addr found[4] = { sources[9], sources[9], sources[9],
				     sources[9] };
	int mode = 77;

	REQUIRE_EQ(0, set(fd, SOCK6_INCLUDE, 5));
	CHECK_EQ(5, sock6_source_filter_get(fd, interface, &group, &mode, NULL,
					    0));
	CHECK_EQ(SOCK6_INCLUDE, mode);
	CHECK_EQ(5, sock6_source_filter_get(fd, interface, &group, &mode, found,
					    3));
	for (int i = 0; i < 3; i++)
		CHECK(has(sources, 5, &found[i]));
	CHECK_MEM(&sources[9], &found[3], 16);
	sock6_close(fd);
}

static void the_most_sources_are_taken_and_one_more_is_refused(void)
{
	unsigned limit = system_limit();
	sock6_fd fd = udp_at("::", 0), unjoined = udp_at("::", 0);

	for (int mode = SOCK6_INCLUDE; mode <= SOCK6_EXCLUDE; mode++) {
		CHECK_EQ(0, set(fd, mode, limit));
		check_filter(fd, mode, limit);
		CHECK_EQ(-ENOBUFS, set(fd, mode, limit + 1));
		check_filter(fd, mode, limit);
		CHECK_EQ(-ENOBUFS, set(fd, mode, ROOM + 1));
		CHECK_EQ(-ENOBUFS, set(unjoined, mode, limit + 1));
		check_not_joined(unjoined);
	}
	printf("# %u sources in a filter\n", limit);
	sock6_close(unjoined);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	interface = multicast_interface();
	if (!interface)
		interface = 1; /* the loopback interface of Linux */
	group = address_of("ff01::6:115").sin6_addr;
	for (unsigned i = 0; i <= ROOM; i++) {
		sources[i] = address_of("2001:db8::1:0").sin6_addr;
		sources[i].s6_addr[15] = (unsigned char)i;
	}
	RUN(wrong_arguments_are_refused);
	RUN(a_list_with_one_wrong_source_is_refused);
	RUN(a_descriptor_that_is_no_ipv6_socket_is_refused);
	RUN(an_interface_that_does_not_exist_is_refused);
	RUN(a_filter_is_told_as_it_was_set);
	RUN(from_nothing_each_mode_joins_with_its_sources);
	RUN(include_mode_without_a_source_leaves);
	RUN(what_was_joined_one_by_one_is_told_and_replaced);
	RUN(more_sources_than_fit_are_counted);
	RUN(the_most_sources_are_taken_and_one_more_is_refused);
	return check_end();
}
