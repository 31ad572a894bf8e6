/* SPDX-License-Identifier: MIT */
/* Source filters and memberships whose system calls fail: what was joined on
 * the way is left again, no descriptor leaks, outputs stay as they were. */
#include "faults.h"

#include <sys/resource.h>

#define LOOPBACK 1 /* joins are taken there, and nothing is ever sent */

static struct in6_addr group, sources[3];

static int set(sock6_fd fd, int mode, unsigned count)
{
	return sock6_source_filter_set(fd, LOOPBACK, &group, mode, sources,
				       count);
}

static int count_of(sock6_fd fd)
{
	int mode;

	return sock6_source_filter_get(fd, LOOPBACK, &group, &mode, NULL, 0);
}

static struct sock6_membership whole_group(void)
{
	return (struct sock6_membership){ .group = group,
					  .ifindex = LOOPBACK,
					  .mode = SOCK6_EXCLUDE };
}

static void a_filter_that_fails_after_the_join_leaves_again(void)
{
	for (int mode = SOCK6_INCLUDE; mode <= SOCK6_EXCLUDE; mode++) {
		sock6_fd fd = udp_at("::", 0);
		int step = 1, status = -1;

		/* Asked, joined, set. */
		for (; status < 0 && step < 10; step++) {
			arm(step, ENOMEM);
			status = set(fd, mode, 3);
			disarm();
			if (status == 0)
				break;
			CHECK_EQ(-ENOMEM, status);
			CHECK_EQ(-EADDRNOTAVAIL, count_of(fd));
		}
		CHECK_EQ(4, step);
		CHECK_EQ(3, count_of(fd));
		sock6_close(fd);
	}
}

static void a_filter_that_fails_stays_as_it_was(void)
{
	sock6_fd fd = udp_at("::", 0);
	struct in6_addr found = sources[2];
	int mode = 77;

	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 2));
	arm(1, ENOBUFS);
	CHECK_EQ(-ENOBUFS, set(fd, SOCK6_EXCLUDE, 1));
	CHECK_EQ(1, disarm());
	arm(1, EPERM);
	CHECK_EQ(-EPERM, set(fd, SOCK6_INCLUDE, 0));
	CHECK_EQ(1, disarm());
	arm(1, EIO);
	CHECK_EQ(-EIO, sock6_source_filter_get(fd, LOOPBACK, &group, &mode,
					       &found, 1));
	CHECK_EQ(1, disarm());
	CHECK_EQ(77, mode);
	CHECK_MEM(&sources[2], &found, 16);
	CHECK_EQ(2, count_of(fd));
	sock6_close(fd);
}

static void an_ordinary_change_is_one_system_call(void)
{
	sock6_fd fd = udp_at("::", 0);

	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 1));
	arm(0, 0);
	CHECK_EQ(0, set(fd, SOCK6_EXCLUDE, 3));
	CHECK_EQ(1, disarm());
	arm(0, 0);
	CHECK_EQ(0, set(fd, SOCK6_INCLUDE, 0));
	CHECK_EQ(1, disarm());
	sock6_close(fd);
}

static void a_membership_that_fails_stays_as_it_was(void)
{
	static const int errors[] = { ENOBUFS, ENOMEM, EPERM, EIO };
	sock6_fd fd = udp_at("::", 0);

	for (int i = 0; i < 4; i++) {
		struct sock6_membership one = whole_group(), before = one;

		for (int step = 1; step < 10; step++) {
			int status;

			arm(step, errors[i]);
			status = sock6_membership_join(fd, &one);
			disarm();
			if (status == 0)
				break;
			CHECK(status < 0);
			CHECK_MEM(&before, &one, sizeof(one));
			CHECK_EQ(-EADDRNOTAVAIL, count_of(fd));
		}
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_membership_leave(fd, &one));
		disarm();
		CHECK_EQ(0, sock6_membership_leave(fd, &one));
	}
	sock6_close(fd);
}

static void joining_everywhere_tells_what_failed_where(void)
{
	struct sock6_interface_result results[64];
	sock6_fd fd = udp_at("::", 0);
	unsigned descriptors = open_descriptors();
	int calls, count;

	arm(0, 0);
	count = sock6_group_join_all(fd, &group, results, 64);
	calls = disarm();
	if (count == -ENODEV) {
		sock6_close(fd);
		SKIP(NO_MULTICAST);
	}
	for (int step = 1; step <= calls; step++) {
		arm(step, ENOBUFS);
		count = sock6_group_join_all(fd, &group, results, 64);
		disarm();
		CHECK(count >= 1 || count < 0);
		CHECK_EQ(descriptors, open_descriptors());
	}
	sock6_close(fd);
}

/* With so many descriptors left that it lacks the last, the last but one... */
static void a_list_without_descriptors_leaks_none(void)
{
	static struct sock6_membership list[64];
	struct rlimit old, tight;
	sock6_fd fd = udp_at("::", 0);
	unsigned descriptors = open_descriptors(), hidden;
	struct sock6_membership one = whole_group();
	int status = -1, refused = 0;

	REQUIRE_EQ(0, sock6_membership_join(fd, &one));
	REQUIRE(getrlimit(RLIMIT_NOFILE, &old) == 0);
	for (rlim_t spare = 0; status < 0 && spare < 10; spare++) {
		tight = old;
		tight.rlim_cur = (rlim_t)fd + 1 + spare;
		hidden = 77;
		REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
		status = sock6_membership_list_owners(list, 64, &hidden);
		REQUIRE(setrlimit(RLIMIT_NOFILE, &old) == 0);
		CHECK_EQ(descriptors, open_descriptors());
		if (status == -EOPNOTSUPP)
			break;
		CHECK(status >= 1 || (status == -EMFILE && hidden == 77));
		refused += status < 0;
	}
	CHECK(status == -EOPNOTSUPP || (status >= 1 && refused >= 2));
	sock6_close(fd);
}

/* Only the first steps: how many there are depends on the processes. */
static void a_list_of_owners_that_fails_anywhere_leaks_nothing(void)
{
	static const int errors[] = { ENOMEM, EPERM, ENOSYS, ESRCH };
	static struct sock6_membership list[64];
	unsigned descriptors = open_descriptors();

	if (sock6_membership_list_owners(NULL, 0, NULL) == -EOPNOTSUPP)
		SKIP("the system does not tell owners");
	for (int step = 1; step <= 60; step++) {
		int error = errors[step % 4], status;
		unsigned hidden = 77;

		arm(step, error);
		status = sock6_membership_list_owners(list, 64, &hidden);
		disarm();
		CHECK(status >= 0 || status == -error ||
		      (error == ENOSYS && status == -EOPNOTSUPP));
		CHECK_EQ(status < 0, hidden == 77);
		CHECK_EQ(descriptors, open_descriptors());
	}
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	group = address_of("ff01::6:121").sin6_addr;
	for (unsigned i = 0; i < 3; i++) {
		sources[i] = address_of("2001:db8::121").sin6_addr;
		sources[i].s6_addr[15] = (unsigned char)i;
	}
	RUN(a_filter_that_fails_after_the_join_leaves_again);
	RUN(a_filter_that_fails_stays_as_it_was);
	RUN(an_ordinary_change_is_one_system_call);
	RUN(a_membership_that_fails_stays_as_it_was);
	RUN(joining_everywhere_tells_what_failed_where);
	RUN(a_list_without_descriptors_leaks_none);
	RUN(a_list_of_owners_that_fails_anywhere_leaks_nothing);
	return check_end();
}
