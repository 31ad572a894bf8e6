/* SPDX-License-Identifier: MIT */
/* Interfaces that vanish and come back, or are new, while a listener goes on. */
#include <signal.h>

#include "hosts.h"

static struct run run;

static void remove_link(void)
{
	lab_shell("b", "ip link del eth7 2>/dev/null");
}

/* Until then what is sent is dropped without a word. */
#define WAIT_FOR_CARRIER                                                  \
	"for i in $(seq 600); do ip link show eth7 | grep -q 'state UP' " \
	"&& exit 0; sleep 0.05; done; exit 1"

/* A link between the hosts beside those of the lab. */
static int make_link(void)
{
	remove_link();
	return lab_shell("b", "ip link add eth7 type veth peer name eth7 netns "
			      "a && ip link set eth7 up") == 0 &&
	       lab_shell("a", "ip link set eth7 addrgenmode none up; "
			      "ip address add fe80::a7/64 dev eth7 "
			      "nodad; " WAIT_FOR_CARRIER) == 0 &&
	       lab_shell("b", WAIT_FOR_CARRIER) == 0;
}

/* Other interfaces in between, so that the next one has another index. */
static int make_link_anew(void)
{
	return lab_shell("b", "ip link add eth8 type veth peer name eth9") ==
		       0 &&
	       make_link() && lab_shell("b", "ip link del eth8") == 0;
}

static json_int_t number_of(const char *type, const char *name)
{
	json_t *record = run_record(&run, type, 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

/* From a's end of the link, which has an address of the link only. */
static int send_over_link(const char *group, const char *text)
{
	return SEND(group, "--if", "eth7", "--payload", text);
}

static void groups_are_joined_again_under_another_index(void)
{
	json_int_t before, after;

	REQUIRE(make_link());
	before = lab_index("b", "eth7");
	REQUIRE(LISTEN(&run, "ff02::114%eth7", "ff15::1+3%eth7", "--rejoin",
		       "--count", "2"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	REQUIRE(make_link_anew());
	REQUIRE(run_prints(&run, "\"joined\""));
	REQUIRE(send_over_link("ff02::114", "once more"));
	REQUIRE(send_over_link("ff15::3", "this one too"));
	heard_all(&run);
	heard(&run, 0, "once more");
	heard(&run, 1, "this one too");
	CHECK_EQ(before, number_of("gone", "interface_index"));
	CHECK_EQ(4, number_of("gone", "groups"));
	CHECK_EQ(4, number_of("joined", "groups"));
	after = number_of("joined", "interface_index");
	CHECK(after != before);
	CHECK_EQ(after, number_of("datagram", "interface_index"));
	remove_link();
}

static void that_an_interface_is_gone_is_told_without_it_too(void)
{
	REQUIRE(make_link());
	REQUIRE(LISTEN(&run, "ff15::1+3%eth7", "ff15::7%eth0", "--count", "1"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	CHECK_EQ(3, number_of("gone", "groups"));
	REQUIRE(make_link_anew());
	REQUIRE(send_over_link("ff15::1", "not heard"));
	REQUIRE(SEND("ff15::7%eth0", "--payload", "heard"));
	heard_all(&run);
	heard(&run, 0, "heard");
	CHECK(strstr(run.output, "\"joined\"") == NULL);
	remove_link();
}

/* Bound to its group, a socket would stay bound to the index that is gone. */
static void a_group_of_the_link_alone_is_heard_again(void)
{
	REQUIRE(make_link());
	REQUIRE(LISTEN(&run, "ff02::114%eth7", "--rejoin", "--count", "1"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	REQUIRE(make_link_anew());
	REQUIRE(run_prints(&run, "\"joined\""));
	REQUIRE(send_over_link("ff02::114", "once more"));
	heard_all(&run);
	heard(&run, 0, "once more");
	remove_link();
}

static void sources_and_blocks_are_joined_again(void)
{
	REQUIRE(make_link());
	lab_shell("a", "ip address add 2001:db8:7::a/64 dev eth7 nodad; "
		       "ip address add 2001:db8:7::a2/64 dev eth7 nodad");
	REQUIRE(LISTEN(&run, "2001:db8:7::a@ff35::1%eth7", "ff15::1%eth7",
		       "--exclude", "2001:db8:7::a", "--rejoin", "--count",
		       "2"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	REQUIRE(make_link_anew());
	REQUIRE(run_prints(&run, "\"joined\""));
	lab_shell("a", "ip address add 2001:db8:7::a/64 dev eth7 nodad; "
		       "ip address add 2001:db8:7::a2/64 dev eth7 nodad");
	REQUIRE(SEND("ff35::1%eth7", "--from", "2001:db8:7::a2", "--payload",
		     "not this source"));
	REQUIRE(SEND("ff15::1%eth7", "--from", "2001:db8:7::a", "--payload",
		     "excluded"));
	REQUIRE(SEND("ff35::1%eth7", "--from", "2001:db8:7::a", "--payload",
		     "the source"));
	REQUIRE(SEND("ff15::1%eth7", "--from", "2001:db8:7::a2", "--payload",
		     "another one"));
	heard_all(&run);
	heard(&run, 0, "the source");
	heard(&run, 1, "another one");
	/* The system has kept from the socket what was not wanted. */
	CHECK_EQ(0, number_of("summary", "others"));
	remove_link();
}

/* More than two sockets may join; each is full when the interface vanishes. */
static void thousands_of_groups_are_joined_again(void)
{
	REQUIRE(make_link());
	REQUIRE(LISTEN(&run, "ff15::1+5000%eth7", "--rejoin", "--count", "2"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	REQUIRE(make_link_anew());
	REQUIRE(run_prints(&run, "\"joined\""));
	REQUIRE(send_over_link("ff15::1", "first"));
	REQUIRE(send_over_link("ff15::1388", "last"));
	heard_all(&run);
	heard(&run, 0, "first");
	heard(&run, 1, "last");
	CHECK_EQ(5000, number_of("gone", "groups"));
	CHECK_EQ(5000, number_of("joined", "groups"));
	CHECK_EQ(-1, number_of("joined", "failed"));
	remove_link();
}

/* A line says so, behind the one that the interface is gone. */
static int joins_after_it_was_gone(void)
{
	char expected[80];

	snprintf(expected, sizeof(expected),
		 "{\"type\":\"joined\",\"interface\":\"eth7\","
		 "\"interface_index\":%u",
		 lab_index("b", "eth7"));
	return CHECK(run_prints(&run, expected));
}

static void new_interfaces_are_joined_where_all_are_wanted(void)
{
	remove_link();
	REQUIRE(LISTEN(&run, "ff15::1", "ff02::114", "--all-interfaces",
		       "--rejoin", "--count", "3"));
	REQUIRE(make_link());
	REQUIRE(run_prints(&run, "\"joined\""));
	REQUIRE(send_over_link("ff15::1", "new"));
	remove_link();
	REQUIRE(run_prints(&run, "\"gone\""));
	REQUIRE(make_link_anew());
	/* The second time; eth8 and eth9 never came up. */
	REQUIRE(joins_after_it_was_gone());
	REQUIRE(send_over_link("ff02::114", "again"));
	REQUIRE(SEND("ff15::1%eth1", "--payload", "before"));
	heard_all(&run);
	heard(&run, 0, "new");
	heard(&run, 1, "again");
	heard(&run, 2, "before");
	remove_link();
}

static void text_tells_it_in_a_line(void)
{
	const char *const arguments[] = { "listen", "ff15::1+2%eth7",
					  "--rejoin", NULL };

	REQUIRE(make_link());
	run_start(&run, on_host, "b", arguments);
	REQUIRE(run_prints(&run, "port"));
	remove_link();
	REQUIRE(run_prints(&run, "gone: eth7, 2 groups\n"));
	REQUIRE(make_link_anew());
	REQUIRE(run_prints(&run, "joined: eth7, 2 groups\n"));
	run_signal(&run, SIGINT);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	remove_link();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(groups_are_joined_again_under_another_index);
	RUN(that_an_interface_is_gone_is_told_without_it_too);
	RUN(a_group_of_the_link_alone_is_heard_again);
	RUN(sources_and_blocks_are_joined_again);
	RUN(thousands_of_groups_are_joined_again);
	RUN(new_interfaces_are_joined_where_all_are_wanted);
	RUN(text_tells_it_in_a_line);
	return check_end();
}
