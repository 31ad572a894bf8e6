/* SPDX-License-Identifier: MIT */
/* Each change of a membership, as the router on the link learns of it. */
#include "check.h"
#include "host.h"
#include "mld.h"

#define SOURCE_1 "2001:db8:77::1"
#define SOURCE_2 "2001:db8:77::2"

static struct in6_addr source_1, source_2;
static uint32_t index_a;
static int wire; /* at b, so that only what left a is seen */
static struct packet packet;
static struct mld_record record;

static sock6_fd member(void)
{
	return lab_udp("a", "::", 0);
}

/* RFC 3810, 5 and 5.2.14: how every report travels. */
static void check_envelope(void)
{
	static const uint8_t link_local[8] = { 0xfe, 0x80 };
	struct in6_addr routers = lab_in6("ff02::16");

	CHECK_EQ(1, packet.hop_limit);
	CHECK_EQ(0, packet.router_alert); /* RFC 2711, 2.1: MLD */
	CHECK_MEM(&routers, &packet.destination, 16);
	CHECK_MEM(link_local, &packet.source, 8);
	CHECK_EQ(0, capture_checksum(&packet));
}

static int same(const struct mld_record *one, const struct mld_record *other)
{
	return one->type == other->type && one->count == other->count &&
	       memcmp(&one->group, &other->group, 16) == 0 &&
	       memcmp(one->sources, other->sources, one->count * 16u) == 0;
}

/* A report of one kind, with none, one or both of the two sources. It is told
 * twice (RFC 3810, 6.1: robustness), and the second is waited for so that the
 * next change is not merged into it. An interface that has just come up tells
 * its state a few times more: such copies of the last report are passed over.
 */
static void check_report(int type, const struct in6_addr *group,
			 const struct in6_addr *first,
			 const struct in6_addr *second)
{
	static struct mld_record last;
	unsigned count = (first ? 1u : 0u) + (second ? 1u : 0u);

	for (unsigned copy = 0; copy < 2; copy++) {
		do
			REQUIRE(mld_next(wire, &packet, group, &record));
		while (copy == 0 && same(&record, &last));
		CHECK_EQ(type, record.type);
		CHECK_EQ(count, record.count);
		if (first)
			CHECK(mld_has(&record, first));
		if (second)
			CHECK(mld_has(&record, second));
		check_envelope();
	}
	last = record;
}

static void joining_and_leaving_change_the_mode(void)
{
	struct in6_addr group = lab_in6("ff15::6:11");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	check_report(MLD_TO_EX, &group, NULL, NULL);
	REQUIRE_EQ(0, sock6_group_leave(fd, index_a, &group));
	check_report(MLD_TO_IN, &group, NULL, NULL);
	sock6_close(fd);
}

static void closing_the_socket_reports_as_leaving_does(void)
{
	struct in6_addr group = lab_in6("ff15::6:12");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	check_report(MLD_TO_EX, &group, NULL, NULL);
	sock6_close(fd);
	check_report(MLD_TO_IN, &group, NULL, NULL);
}

static void sources_are_allowed_and_blocked_one_by_one(void)
{
	struct in6_addr group = lab_in6("ff35::8000:13");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_1));
	check_report(MLD_ALLOW, &group, &source_1, NULL);
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_2));
	check_report(MLD_ALLOW, &group, &source_2, NULL);
	REQUIRE_EQ(0, sock6_source_leave(fd, index_a, &group, &source_1));
	check_report(MLD_BLOCK, &group, &source_1, NULL);
	REQUIRE_EQ(0, sock6_source_leave(fd, index_a, &group, &source_2));
	check_report(MLD_BLOCK, &group, &source_2, NULL);
	sock6_close(fd);
}

static void leaving_the_group_blocks_every_joined_source(void)
{
	struct in6_addr group = lab_in6("ff35::8000:14");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_1));
	check_report(MLD_ALLOW, &group, &source_1, NULL);
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_2));
	check_report(MLD_ALLOW, &group, &source_2, NULL);
	REQUIRE_EQ(0, sock6_group_leave(fd, index_a, &group));
	check_report(MLD_BLOCK, &group, &source_1, &source_2);
	sock6_close(fd);
}

static void a_source_of_a_joined_group_is_blocked_and_allowed_again(void)
{
	struct in6_addr group = lab_in6("ff15::6:15");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	check_report(MLD_TO_EX, &group, NULL, NULL);
	REQUIRE_EQ(0, sock6_source_block(fd, index_a, &group, &source_1));
	check_report(MLD_BLOCK, &group, &source_1, NULL);
	REQUIRE_EQ(0, sock6_source_unblock(fd, index_a, &group, &source_1));
	check_report(MLD_ALLOW, &group, &source_1, NULL);
	sock6_close(fd);
}

static void a_source_join_on_a_joined_group_changes_to_include_mode(void)
{
	struct in6_addr group = lab_in6("ff15::6:16");
	sock6_fd fd = member();

	REQUIRE_EQ(0, sock6_group_join(fd, index_a, &group));
	check_report(MLD_TO_EX, &group, NULL, NULL);
	REQUIRE_EQ(0, sock6_source_join(fd, index_a, &group, &source_2));
	check_report(MLD_TO_IN, &group, &source_2, NULL);
	sock6_close(fd);
}

static void a_second_member_on_the_host_is_not_reported(void)
{
	struct in6_addr group = lab_in6("ff15::6:17");
	struct in6_addr other = lab_in6("ff15::6:18");
	sock6_fd first = member(), second = member();

	REQUIRE_EQ(0, sock6_group_join(first, index_a, &group));
	check_report(MLD_TO_EX, &group, NULL, NULL);
	REQUIRE_EQ(0, sock6_group_join(second, index_a, &group));
	REQUIRE_EQ(0, sock6_group_leave(first, index_a, &group));
	REQUIRE_EQ(0, sock6_group_join(first, index_a, &other));
	check_report(MLD_TO_EX, &other, NULL, NULL);
	/* Any report of the second join or the first leave would be out. */
	REQUIRE_EQ(0, sock6_group_leave(second, index_a, &group));
	check_report(MLD_TO_IN, &group, NULL, NULL);
	sock6_close(second);
	sock6_close(first);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_mld");
	source_1 = lab_in6(SOURCE_1);
	source_2 = lab_in6(SOURCE_2);
	index_a = lab_index("a", "eth0");
	wire = capture_open("b", "eth0");
	RUN(joining_and_leaving_change_the_mode);
	RUN(closing_the_socket_reports_as_leaving_does);
	RUN(sources_are_allowed_and_blocked_one_by_one);
	RUN(leaving_the_group_blocks_every_joined_source);
	RUN(a_source_of_a_joined_group_is_blocked_and_allowed_again);
	RUN(a_source_join_on_a_joined_group_changes_to_include_mode);
	RUN(a_second_member_on_the_host_is_not_reported);
	return check_end();
}
