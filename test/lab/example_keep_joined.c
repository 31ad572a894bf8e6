/* SPDX-License-Identifier: MIT */
/* The example that stays a member, on an interface m0 of a whose other end, at
 * b, comes and goes with it. */
#include "example.h"
#include "watch.h"

#define GROUP "ff02::6:114"
#define PORT  1024

static struct example program;

/* Until then the kernel drops what is sent, though the interface is up. */
static void wait_for_carrier(const char *host)
{
	static struct watch watch;

	watch_open(&watch, host, 0);
	CHECK_EQ(0, sock6_monitor_dump(watch.fd, 1));
	do
		REQUIRE(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE,
					    "m0"));
	while (!(watch.event.interface.state & SOCK6_INTERFACE_RUNNING));
	watch_close(&watch);
}

static void wait_for_carriers(void)
{
	wait_for_carrier("a");
	wait_for_carrier("b");
}

/* On a, with an index of one's choice; 0: the next one. */
static void plug_in(unsigned index)
{
	char command[200], number[40] = "";

	if (index)
		snprintf(number, sizeof(number), "index %u", index);
	snprintf(command, sizeof(command),
		 "ip link add m0 %s type veth peer name m0 netns b && "
		 "ip link set m0 addrgenmode none up",
		 number);
	CHECK_EQ(0, lab_shell("a", command));
	CHECK_EQ(0, lab_shell("b", "ip link set m0 addrgenmode none up && "
				   "ip address add fe80::b/64 dev m0 nodad"));
	wait_for_carriers();
}

static void pull_out(void)
{
	CHECK_EQ(0, lab_shell("a", "ip link del m0"));
}

/* What is said at b. */
static void say(const char *text)
{
	struct sockaddr_in6 peer = lab_peer(GROUP, PORT, lab_index("b", "m0"));
	sock6_fd fd = lab_udp("b", "::", 0);

	CHECK_EQ((int)strlen(text), lab_send(fd, text, &peer, NULL));
	sock6_close(fd);
}

static void prints(const char *line)
{
	CHECK(example_next(&program));
	CHECK_STR(line, program.line);
}

static void prints_of(uint32_t index, const char *what)
{
	char line[100];

	snprintf(line, sizeof(line), "m0: index %u: %s", (unsigned)index, what);
	prints(line);
}

static void start(void)
{
	char *arguments[] = { "keep_joined", "[" GROUP "]:1024", "m0", "other0",
			      NULL };

	example_start(&program, "a", arguments);
}

static void joins_and_hears(void)
{
	prints_of(lab_index("a", "m0"), "joined");
	say("hello");
	prints("m0: heard 5 bytes");
}

static void an_interface_that_comes_back_by_name_is_joined_again(void)
{
	uint32_t first, second;

	plug_in(0);
	start();
	joins_and_hears();
	first = lab_index("a", "m0");
	for (int round = 0; round < 3; round++) {
		pull_out();
		prints_of(first, "left");
		plug_in(0);
		second = lab_index("a", "m0");
		CHECK(second != first);
		joins_and_hears();
		first = second;
	}
	example_stop(&program);
	pull_out();
}

/* The socket of before would take the index for one that it has joined. */
static void one_that_comes_back_with_its_old_index_is_joined_again(void)
{
	plug_in(1006);
	start();
	joins_and_hears();
	pull_out();
	plug_in(1006);
	prints_of(1006, "left");
	joins_and_hears();
	example_stop(&program);
	pull_out();
}

static void one_that_comes_later_is_joined(void)
{
	/* There is a first event to wait for, so that it has started. */
	CHECK_EQ(0, lab_shell("a", "ip link add other0 type veth peer name "
				   "other1"));
	start();
	CHECK(example_next(&program));
	CHECK(strncmp("other0: index ", program.line, 14) == 0);
	plug_in(0);
	joins_and_hears();
	example_stop(&program);
	pull_out();
	CHECK_EQ(0, lab_shell("a", "ip link del other0"));
}

/* The kernel keeps it: the program neither leaves nor joins. */
static void a_membership_outlives_its_interfaces_going_down(void)
{
	plug_in(0);
	start();
	joins_and_hears();
	CHECK_EQ(0, lab_shell("a", "ip link set m0 down && "
				   "ip link set m0 up"));
	wait_for_carriers();
	say("again");
	prints("m0: heard 5 bytes");
	example_stop(&program);
	pull_out();
}

static void the_name_is_what_counts(void)
{
	uint32_t index;

	plug_in(0);
	start();
	joins_and_hears();
	index = lab_index("a", "m0");
	CHECK_EQ(0, lab_shell("a", "ip link set m0 name away0"));
	prints_of(index, "left");
	CHECK_EQ(0, lab_shell("a", "ip link set away0 name m0"));
	joins_and_hears();
	example_stop(&program);
	pull_out();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	RUN(an_interface_that_comes_back_by_name_is_joined_again);
	RUN(one_that_comes_back_with_its_old_index_is_joined_again);
	RUN(one_that_comes_later_is_joined);
	RUN(a_membership_outlives_its_interfaces_going_down);
	RUN(the_name_is_what_counts);
	return check_end();
}
