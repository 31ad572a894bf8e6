/* SPDX-License-Identifier: MIT */
/* Filters that are set as a whole: what the router on the link learns of each
 * change, and what is heard afterwards. */
#include "check.h"
#include "host.h"
#include "mld.h"

#define GROUP "ff15::6:21"
#define MANY  64

static struct in6_addr group, sources[MANY + 1];
static uint32_t index_a;
static int wire; /* at b, so that only what left a is seen */
static struct packet packet;
static struct mld_record record;

static int set(sock6_fd fd, int mode, const struct in6_addr *list,
	       unsigned count)
{
	return sock6_source_filter_set(fd, index_a, &group, mode, list, count);
}

/*
 * What a router makes of the reports, without its timers (RFC 3810, 7.4).  A
 * report may be told again or merged with the next one, and an interface that
 * has just come up tells its whole state a few times: the view is the same.
 */
static struct {
	int mode;
	unsigned count;
	struct in6_addr sources[2 * MLD_SOURCES];
} view;

static void forget(const char *text)
{
	group = lab_in6(text);
	memset(&view, 0, sizeof(view));
	view.mode = SOCK6_INCLUDE;
}

static unsigned place_in_view(const struct in6_addr *source)
{
	unsigned at = 0;

	while (at < view.count && memcmp(&view.sources[at], source, 16) != 0)
		at++;
	return at;
}

static void add_to_view(const struct in6_addr *source)
{
	if (place_in_view(source) == view.count &&
	    view.count < sizeof(view.sources) / sizeof(view.sources[0]))
		view.sources[view.count++] = *source;
}

static void remove_from_view(const struct in6_addr *source)
{
	unsigned at = place_in_view(source);

	if (at < view.count)
		view.sources[at] = view.sources[--view.count];
}

static void learn(void)
{
	int whole = record.type < MLD_ALLOW;
	int adds = record.type ==
		   (view.mode == SOCK6_INCLUDE ? MLD_ALLOW : MLD_BLOCK);

	if (whole) {
		view.mode = record.type == MLD_IS_IN || record.type == MLD_TO_IN
				    ? SOCK6_INCLUDE
				    : SOCK6_EXCLUDE;
		view.count = 0;
	}
	for (unsigned i = 0; i < record.count; i++) {
		if (whole || adds)
			add_to_view(&record.sources[i]);
		else
			remove_from_view(&record.sources[i]);
	}
}

static int view_is(int mode, const struct in6_addr *list, unsigned count)
{
	if (view.mode != mode || view.count != count)
		return 0;
	for (unsigned i = 0; i < count; i++)
		if (place_in_view(&list[i]) == count)
			return 0;
	return 1;
}

/* Sets the filter, and waits until the router knows it. */
static void check_change(sock6_fd fd, int mode, const struct in6_addr *list,
			 unsigned count)
{
	REQUIRE_EQ(0, set(fd, mode, list, count));
	while (!view_is(mode, list, count)) {
		REQUIRE(mld_next(wire, &packet, &group, &record));
		learn();
	}
}

static void each_change_of_the_filter_is_reported(void)
{
	sock6_fd fd = lab_udp("a", "::", 0);

	forget("ff15::6:20");
	check_change(fd, SOCK6_EXCLUDE, NULL, 0);
	check_change(fd, SOCK6_EXCLUDE, sources, 2);
	check_change(fd, SOCK6_EXCLUDE, sources + 1, 1);
	check_change(fd, SOCK6_INCLUDE, sources + 2, 1);
	check_change(fd, SOCK6_INCLUDE, sources, 3);
	check_change(fd, SOCK6_INCLUDE, sources + 2, 1);
	check_change(fd, SOCK6_EXCLUDE, sources, 1);
	check_change(fd, SOCK6_INCLUDE, NULL, 0);
	sock6_close(fd);
}

static void from_nothing_only_the_wanted_sources_are_ever_asked_for(void)
{
	sock6_fd fd = lab_udp("a", "::", 0);
	int first = 0, second = 0;

	forget("ff35::8000:22");
	REQUIRE_EQ(0, set(fd, SOCK6_INCLUDE, sources, 2));
	while (!first || !second) {
		REQUIRE(mld_next(wire, &packet, &group, &record));
		CHECK_EQ(MLD_ALLOW, record.type);
		first |= mld_has(&record, &sources[0]);
		second |= mld_has(&record, &sources[1]);
		learn();
	}
	CHECK(view_is(SOCK6_INCLUDE, sources, 2));
	check_change(fd, SOCK6_INCLUDE, NULL, 0);
	sock6_close(fd);
}

static void sixty_four_sources_are_reported_and_one_more_changes_nothing(void)
{
	sock6_fd fd = lab_udp("a", "::", 0);
	struct in6_addr found[SOCK6_SOURCE_FILTER_MAXIMUM];
	int mode, status;

	forget("ff15::6:23");
	check_change(fd, SOCK6_EXCLUDE, NULL, 0);
	check_change(fd, SOCK6_INCLUDE, sources, MANY);
	status = set(fd, SOCK6_INCLUDE, sources, MANY + 1);
	if (status == 0) {
		sock6_close(fd);
		SKIP("net.ipv6.mld_max_msf has been raised here");
	}
	CHECK_EQ(-ENOBUFS, status);
	CHECK_EQ(-ENOBUFS, set(fd, SOCK6_EXCLUDE, sources, MANY + 1));
	CHECK_EQ(MANY,
		 sock6_source_filter_get(fd, index_a, &group, &mode, found,
					 SOCK6_SOURCE_FILTER_MAXIMUM));
	CHECK_EQ(SOCK6_INCLUDE, mode);
	check_change(fd, SOCK6_EXCLUDE, sources, MANY);
	sock6_close(fd);
}

/* What is sent to the group is followed by something that is always heard. */
static void a_filter_decides_who_is_heard(void)
{
	struct in6_addr from_b = lab_in6("2001:db8:1::b");
	struct sockaddr_in6 to_group = lab_peer(GROUP, LAB_PORT, 0);
	struct sockaddr_in6 to_a = lab_peer("2001:db8:1::a", LAB_PORT, 0);
	sock6_fd fd = lab_multicast("a", LAB_PORT);
	sock6_fd sender = lab_udp("b", "2001:db8:1::b", 0);

	forget(GROUP);
	REQUIRE_EQ(0, sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0));
	REQUIRE_EQ(0, sock6_set(sender, SOCK6_OPT_MULTICAST_INTERFACE,
				lab_index("b", "eth0")));
	REQUIRE_EQ(0, set(fd, SOCK6_INCLUDE, sources, 3));
	lab_send(sender, "not included", &to_group, NULL);
	lab_send(sender, "one", &to_a, NULL);
	CHECK(lab_hears(fd, "one"));
	REQUIRE_EQ(0, set(fd, SOCK6_INCLUDE, &from_b, 1));
	lab_send(sender, "included", &to_group, NULL);
	CHECK(lab_hears(fd, "included"));
	REQUIRE_EQ(0, set(fd, SOCK6_EXCLUDE, &from_b, 1));
	lab_send(sender, "excluded", &to_group, NULL);
	lab_send(sender, "two", &to_a, NULL);
	CHECK(lab_hears(fd, "two"));
	REQUIRE_EQ(0, set(fd, SOCK6_EXCLUDE, sources, 3));
	lab_send(sender, "not excluded", &to_group, NULL);
	CHECK(lab_hears(fd, "not excluded"));
	REQUIRE_EQ(0, set(fd, SOCK6_INCLUDE, NULL, 0));
	lab_send(sender, "left", &to_group, NULL);
	lab_send(sender, "three", &to_a, NULL);
	CHECK(lab_hears(fd, "three"));
	sock6_close(sender);
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- "
				      "test_source_filter");
	for (unsigned i = 0; i <= MANY; i++) {
		sources[i] = lab_in6("2001:db8:77::100");
		sources[i].s6_addr[15] = (uint8_t)i;
	}
	index_a = lab_index("a", "eth0");
	wire = capture_open("b", "eth0");
	RUN(each_change_of_the_filter_is_reported);
	RUN(from_nothing_only_the_wanted_sources_are_ever_asked_for);
	RUN(sixty_four_sources_are_reported_and_one_more_changes_nothing);
	RUN(a_filter_decides_who_is_heard);
	return check_end();
}
