/* SPDX-License-Identifier: MIT */
/* Interfaces that come, change and go, as a monitor tells it. */
#include "watch.h"

#define UP      SOCK6_INTERFACE_UP
#define RUNNING SOCK6_INTERFACE_RUNNING

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

/* Waits until the state of m0 is so. */
static int becomes(uint32_t mask, uint32_t state)
{
	while (watch_for_interface(&watch, SOCK6_EVENT_INTERFACE, "m0")) {
		CHECK_EQ(0, watch.event.dump);
		if ((watch.event.interface.state & mask) == state)
			return 1;
	}
	return 0;
}

static void an_interface_goes_up_gets_a_carrier_and_goes_down(void)
{
	begin();
	CHECK_EQ(0, lab_shell("a", "ip link set m0 up"));
	CHECK(becomes(UP | RUNNING, UP));
	CHECK_EQ(0, lab_shell("a", "ip link set m1 up"));
	CHECK(becomes(UP | RUNNING, UP | RUNNING));
	CHECK(watch.event.interface.state & SOCK6_INTERFACE_MULTICAST);
	CHECK(!(watch.event.interface.state & SOCK6_INTERFACE_LOOPBACK));
	CHECK_EQ(lab_index("a", "m0"), watch.event.interface.index);
	CHECK_EQ(0, lab_shell("a", "ip link set m1 down"));
	CHECK(becomes(UP | RUNNING, UP));
	CHECK_EQ(0, lab_shell("a", "ip link set m0 down"));
	CHECK(becomes(UP, 0));
	end();
}

static void another_name_is_told_with_the_same_index(void)
{
	uint32_t index;

	begin();
	index = lab_index("a", "m0");
	CHECK_EQ(0, lab_shell("a", "ip link set m0 name other0"));
	CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE, "other0"));
	CHECK_EQ(index, watch.event.interface.index);
	CHECK_EQ(0, lab_shell("a", "ip link set other0 name m0"));
	CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE, "m0"));
	CHECK_EQ(index, watch.event.interface.index);
	end();
}

static void another_mtu_is_told(void)
{
	begin();
	CHECK_EQ(0, lab_shell("a", "ip link set m0 mtu 1300"));
	CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE, "m0"));
	while (watch.event.interface.mtu != 1300)
		if (!CHECK(watch_next(&watch)))
			break;
	CHECK_STR("m0", watch.event.interface.name);
	end();
}

static void what_comes_and_goes_is_told_with_its_index(void)
{
	uint32_t first, second;

	watch_open(&watch, "a", 0);
	for (int round = 0; round < 2; round++) {
		CHECK_EQ(0, lab_shell("a", "ip link add m0 type veth "
					   "peer name m1"));
		first = lab_index("a", "m0");
		CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE, "m0"));
		CHECK_EQ(first, watch.event.interface.index);
		CHECK_EQ(0, lab_shell("a", "ip link del m0"));
		CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE_GONE,
					  "m0"));
		second = watch.event.interface.index;
		CHECK_EQ(first, second);
	}
	watch_close(&watch);
}

static void what_moves_to_another_host_is_gone_here(void)
{
	struct watch there;

	begin();
	watch_open(&there, "b", 0);
	CHECK_EQ(0, lab_shell("a", "ip link set m1 netns b"));
	CHECK(watch_for_interface(&watch, SOCK6_EVENT_INTERFACE_GONE, "m1"));
	CHECK(watch_for_interface(&there, SOCK6_EVENT_INTERFACE, "m1"));
	CHECK_EQ(lab_index("b", "m1"), there.event.interface.index);
	watch_close(&there);
	end();
}

/* The bridge tells of its ports in messages of the same types. */
static void a_port_that_leaves_its_bridge_is_not_gone(void)
{
	begin();
	if (lab_shell("a", "ip link add bridge0 type bridge 2>/dev/null")) {
		end();
		SKIP("the kernel has no bridge");
	}
	CHECK_EQ(0, lab_shell("a", "ip link set m0 master bridge0 && "
				   "ip link set m0 nomaster && "
				   "ip link set m0 mtu 1290"));
	for (int joined = 0; !joined && CHECK(watch_next(&watch));) {
		CHECK(watch.event.type != SOCK6_EVENT_INTERFACE_GONE);
		joined = watch.event.interface.mtu == 1290;
	}
	CHECK_EQ(0, lab_shell("a", "ip link del bridge0"));
	end();
}

static void another_hosts_interfaces_are_no_news(void)
{
	begin();
	CHECK_EQ(0, lab_shell("b", "ip link add m0 type veth peer name m1 && "
				   "ip link del m0"));
	CHECK_EQ(0, lab_shell("a", "ip link set m0 mtu 1291"));
	CHECK(watch_next(&watch));
	CHECK_EQ(SOCK6_EVENT_INTERFACE, watch.event.type);
	CHECK_STR("m0", watch.event.interface.name);
	CHECK_EQ(1291, watch.event.interface.mtu);
	end();
}

/* The table of a program that knows nothing but what it is told. */
static struct sock6_interface known[64];
static unsigned known_count;

static void learn(const struct sock6_event *event)
{
	unsigned i = 0;

	while (i < known_count && known[i].index != event->interface.index)
		i++;
	if (event->type == SOCK6_EVENT_INTERFACE && i < 64) {
		known[i] = event->interface;
		known_count += i == known_count;
	} else if (event->type == SOCK6_EVENT_INTERFACE_GONE &&
		   i < known_count) {
		known[i] = known[--known_count];
	}
}

static void learn_until_dumped(uint32_t number)
{
	while (CHECK(watch_next(&watch)) &&
	       !(watch.event.type == SOCK6_EVENT_DUMPED &&
		 watch.event.dump == number))
		learn(&watch.event);
}

static void a_program_that_is_told_knows_what_a_list_shows(void)
{
	static struct sock6_interface list[64];
	int count, found = 0;

	begin();
	known_count = 0;
	CHECK_EQ(0, sock6_monitor_dump(watch.fd, 1));
	learn_until_dumped(1);
	CHECK_EQ(0, lab_shell("a", "ip link add n0 type veth peer name n1 && "
				   "ip link set n0 mtu 1400 up && "
				   "ip link set n1 up && ip link del m0 && "
				   "ip link set n0 down && "
				   "ip link set n0 name m0"));
	CHECK_EQ(0, sock6_monitor_dump(watch.fd, 2));
	learn_until_dumped(2);
	count = sock6_interface_list(list, 64);
	CHECK_EQ(count, known_count);
	for (int i = 0; i < count; i++)
		for (unsigned n = 0; n < known_count; n++)
			found += memcmp(&list[i], &known[n], sizeof(list[i])) ==
				 0;
	CHECK_EQ(count, found);
	end();
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_monitor");
	RUN(an_interface_goes_up_gets_a_carrier_and_goes_down);
	RUN(another_name_is_told_with_the_same_index);
	RUN(another_mtu_is_told);
	RUN(what_comes_and_goes_is_told_with_its_index);
	RUN(what_moves_to_another_host_is_gone_here);
	RUN(a_port_that_leaves_its_bridge_is_not_gone);
	RUN(another_hosts_interfaces_are_no_news);
	RUN(a_program_that_is_told_knows_what_a_list_shows);
	return check_end();
}
