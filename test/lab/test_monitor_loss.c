/* SPDX-License-Identifier: MIT */
/* A monitor that has lost something says so, and is made whole by a dump. */
#include "watch.h"

#include <sys/socket.h>

/* Of netlink(7) and rtnetlink(7); not every C library has the headers. */
struct netlink_name {
	uint16_t family, padding;
	uint32_t port, groups;
};

struct link_message {
	uint32_t length;
	uint16_t type, flags;
	uint32_t sequence, port;
	uint32_t family;
	int32_t index;
	uint32_t state, change;
};

static struct watch watch;

static void begin(void)
{
	CHECK_EQ(0, lab_shell("a", "ip link add m0 type veth peer name m1"));
	watch_open(&watch, "a", 0);
}

static void end(void)
{
	watch_close(&watch);
	CHECK_EQ(0, lab_shell("a", "ip link del m0"));
}

/* More changes than the smallest queue holds. */
static int overflow(void)
{
	if (sock6_set(watch.fd, SOCK6_OPT_RECEIVE_BUFFER, 1) < 0)
		return 0;
	return lab_shell("a", "for mtu in 1 2 3 4 5 6 7 8 9 10 11 12; do "
			      "ip link set m0 mtu $((1300 + mtu)); done") == 0;
}

/* Reads once, without waiting. */
static int read_now(void)
{
	int status = sock6_monitor_read(watch.fd, watch.room,
					sizeof(watch.room), SOCK6_DONT_WAIT);

	watch.size = status > 0 ? (size_t)status : 0;
	watch.offset = 0;
	return status;
}

static void an_overflow_is_told_first_and_leaves_nothing_stale(void)
{
	int ready;

	begin();
	REQUIRE(overflow());
	ready = sock6_wait(watch.fd, SOCK6_READABLE, sock6_now());
	CHECK(ready > 0 && ((unsigned)ready & SOCK6_FAULT));
	REQUIRE(watch_next(&watch));
	CHECK_EQ(SOCK6_EVENT_RESYNC, watch.event.type);
	CHECK_EQ(0, watch.event.dump);
	CHECK_EQ(-EAGAIN, read_now());
	end();
}

static void a_dump_after_an_overflow_tells_the_state_of_now(void)
{
	int found = 0;

	begin();
	REQUIRE(overflow());
	REQUIRE(watch_for(&watch, SOCK6_EVENT_RESYNC));
	REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, 7));
	while (CHECK(watch_next(&watch)) &&
	       watch.event.type != SOCK6_EVENT_DUMPED) {
		CHECK_EQ(7, watch.event.dump);
		found += strcmp(watch.event.interface.name, "m0") == 0 &&
			 watch.event.interface.mtu == 1312;
	}
	CHECK_EQ(7, watch.event.dump);
	CHECK_EQ(1, found);
	end();
}

/* The kernel goes on leaving out news, without a word, until its queue has
 * been empty once. */
static void what_happens_after_the_dump_is_told_again(void)
{
	begin();
	REQUIRE(overflow());
	REQUIRE(watch_for(&watch, SOCK6_EVENT_RESYNC));
	/* The dump is longer than the queue was, and would fill it again. */
	REQUIRE_EQ(0, sock6_set(watch.fd, SOCK6_OPT_RECEIVE_BUFFER, 100000));
	REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, 1));
	CHECK_EQ(0, lab_shell("a", "ip link set m0 mtu 1444"));
	do
		REQUIRE(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE,
					    "m0"));
	while (watch.event.dump != 0 || watch.event.interface.mtu != 1444);
	end();
}

static void two_overflows_are_told_one_by_one(void)
{
	begin();
	for (int round = 0; round < 2; round++) {
		REQUIRE(overflow());
		REQUIRE(watch_next(&watch));
		CHECK_EQ(SOCK6_EVENT_RESYNC, watch.event.type);
		CHECK_EQ(-EAGAIN, read_now());
	}
	end();
}

static int add_interfaces(void)
{
	return lab_shell("a", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "
			      "ip link add x$i type veth peer name y$i; done");
}

static void remove_interfaces(void)
{
	CHECK_EQ(0, lab_shell("a", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "
				   "ip link del x$i; done; ip link del z0 "
				   "2>/dev/null; true"));
}

static void a_dump_while_another_runs_is_told_as_lost(void)
{
	int lost = 0, dumped = 0;

	begin();
	REQUIRE_EQ(0, add_interfaces());
	watch_close(&watch);
	watch_open(&watch, "a", 0);
	REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, 1));
	REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, 2));
	while (!lost || !dumped) {
		REQUIRE(watch_next(&watch));
		if (watch.event.type == SOCK6_EVENT_RESYNC) {
			CHECK_EQ(2, watch.event.dump);
			lost++;
		}
		if (watch.event.type == SOCK6_EVENT_DUMPED) {
			CHECK_EQ(1, watch.event.dump);
			dumped++;
		}
	}
	CHECK_EQ(1, lost);
	remove_interfaces();
	end();
}

/* A program that asks again each time it is told to, as it should. */
static void who_dumps_again_each_time_comes_to_an_end(void)
{
	uint32_t number = 1, lost = 0, tries = 0;

	begin();
	REQUIRE_EQ(0, add_interfaces());
	watch_close(&watch);
	watch_open(&watch, "a", 0);
	REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, number));
	REQUIRE(read_now() > 0);
	/* A change between two parts of it. */
	CHECK_EQ(0, lab_shell("a", "ip link add z0 type veth peer name z1"));
	do {
		REQUIRE(watch_next(&watch) && tries++ < 10000);
		if (watch.event.type == SOCK6_EVENT_RESYNC) {
			lost++;
			REQUIRE_EQ(0, sock6_monitor_dump(watch.fd, ++number));
		}
	} while (watch.event.type != SOCK6_EVENT_DUMPED ||
		 watch.event.dump != number);
	printf("# lost %u times\n", (unsigned)lost);
	CHECK(lost >= 1);
	CHECK_EQ(-EAGAIN, read_now());
	remove_interfaces();
	end();
}

/* A privileged process may write to any netlink socket. */
static void what_another_process_says_is_dropped(void)
{
	/* That interface 1 is gone. */
	struct link_message lie = { sizeof(lie), 17, 0, 0, 0, 0, 1, 0, 0 };
	struct netlink_name monitor;
	socklen_t size = sizeof(monitor);
	int liar, sent;

	begin();
	REQUIRE_EQ(0,
		   getsockname(watch.fd, (struct sockaddr *)&monitor, &size));
	monitor.groups = 0;
	liar = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
	REQUIRE(liar >= 0);
	sent = (int)sendto(liar, &lie, sizeof(lie), 0,
			   (struct sockaddr *)&monitor, sizeof(monitor));
	sock6_close(liar);
	if (sent < 0) {
		end();
		SKIP("writing to another's netlink socket needs a privilege");
	}
	CHECK_EQ(0, read_now());
	CHECK_EQ(-EAGAIN, read_now());
	end();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all(
			"runs as: lab.sh pair -- test_monitor_loss");
	RUN(an_overflow_is_told_first_and_leaves_nothing_stale);
	RUN(a_dump_after_an_overflow_tells_the_state_of_now);
	RUN(what_happens_after_the_dump_is_told_again);
	RUN(two_overflows_are_told_one_by_one);
	RUN(a_dump_while_another_runs_is_told_as_lost);
	RUN(who_dumps_again_each_time_comes_to_an_end);
	RUN(what_another_process_says_is_dropped);
	return check_end();
}
