/* SPDX-License-Identifier: MIT */
/* sock6 watch: each change of interfaces, addresses and memberships is told. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "hidden_proc.h"
#include "watching.h"

static json_int_t summed(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static void changes_of_an_interface_are_told_one_by_one(void)
{
	json_t *record;

	REQUIRE(WATCH("--only", "interfaces"));
	on_a("ip link add m0 type veth peer name m1");
	record = wait_event("interface", "added", "m0");
	CHECK_EQ(1500, record_number(record, "mtu"));
	CHECK(!json_object_get(record, "up"));
	json_decref(record);
	on_a("ip link set m0 up && ip link set m1 up");
	event_comes("interface", "up", "m0");
	event_comes("interface", "carrier", "m0");
	on_a("ip link set m0 mtu 1400");
	record = wait_event("interface", "mtu", "m0");
	CHECK_EQ(1400, record_number(record, "mtu"));
	CHECK_EQ(1500, record_number(record, "mtu_before"));
	CHECK(json_is_true(json_object_get(record, "up")));
	json_decref(record);
	on_a("ip link set m1 down");
	event_comes("interface", "no-carrier", "m0");
	on_a("ip link set m0 down && ip link set m0 name m9");
	event_comes("interface", "down", "m0");
	record = wait_event("interface", "renamed", "m9");
	CHECK_STR("m0", record_text(record, "name_before"));
	CHECK_EQ(lab_index("a", "m9"),
		 record_number(record, "interface_index"));
	json_decref(record);
	on_a("ip link del m9");
	event_comes("interface", "removed", "m9");
	CHECK_EQ(0, end_watch());
	CHECK_STR("", run.errors);
	CHECK_EQ(0, summed("overflows"));
}

static void a_name_that_is_watched_is_told_to_have_gone_to_another(void)
{
	json_t *record;

	on_a("ip link add m0 type veth peer name m1");
	REQUIRE(WATCH("--only", "interfaces", "--if", "m0"));
	on_a("ip link set m0 name m9 && ip link set m9 mtu 1400");
	record = wait_event("interface", "renamed", "m9");
	CHECK_STR("m0", record_text(record, "name_before"));
	json_decref(record);
	on_a("ip link set m9 name m0 && ip link del m0");
	event_comes("interface", "removed", "m0");
	CHECK_EQ(0, end_watch());
	CHECK(strstr(run.output, "1400,\"mtu_before\"") == NULL);
}

/* Duplicate address detection, as fast as the kernel can. */
static void speed_up(void)
{
	on_a("cd /proc/sys/net/ipv6 && echo 1 >conf/all/accept_dad &&"
	     " echo 1 >conf/eth0/accept_dad &&"
	     " echo 0 >conf/eth0/router_solicitation_delay &&"
	     " echo 20 >neigh/eth0/retrans_time_ms");
}

static void changes_of_an_address_are_told_one_by_one(void)
{
	json_t *record;

	speed_up();
	REQUIRE(WATCH("--only", "addresses"));
	on_a("ip address add 2001:db8:7::1/64 dev eth0");
	record = wait_event("address", "added", "eth0");
	CHECK_STR("2001:db8:7::1", record_text(record, "address"));
	CHECK_EQ(64, record_number(record, "prefix_length"));
	CHECK(json_is_true(json_object_get(record, "tentative")));
	json_decref(record);
	record = wait_event("address", "usable", "eth0");
	CHECK(!json_object_get(record, "tentative"));
	json_decref(record);
	on_a("ip address change 2001:db8:7::1/64 dev eth0 preferred_lft 0");
	event_comes("address", "deprecated", "eth0");
	on_a("ip address change 2001:db8:7::1/64 dev eth0 preferred_lft 900");
	event_comes("address", "preferred", "eth0");
	on_a("ip address del 2001:db8:7::1/64 dev eth0");
	event_comes("address", "removed", "eth0");
	CHECK_EQ(0, end_watch());
	CHECK_EQ(5, summed("events"));
}

static void the_same_address_of_two_interfaces_is_two(void)
{
	REQUIRE(WATCH("--only", "addresses"));
	on_a("for i in eth0 eth1; do"
	     " ip address add fe80::77/64 dev $i nodad; done");
	event_comes("address", "added", "eth0");
	event_comes("address", "added", "eth1");
	on_a("ip address del fe80::77/64 dev eth1");
	event_comes("address", "removed", "eth1");
	CHECK(find_event("address", "removed", "eth0") == NULL);
	on_a("ip address del fe80::77/64 dev eth0");
	event_comes("address", "removed", "eth0");
	CHECK_EQ(0, end_watch());
}

static void an_address_of_another_host_is_told_as_duplicate(void)
{
	json_t *record;

	speed_up();
	REQUIRE(WATCH("--only", "addresses"));
	on_a("ip address add 2001:db8:1::b/64 dev eth0");
	record = wait_event("address", "duplicate", "eth0");
	CHECK_STR("2001:db8:1::b", record_text(record, "address"));
	CHECK(json_is_true(json_object_get(record, "duplicate")));
	json_decref(record);
	on_a("ip address del 2001:db8:1::b/64 dev eth0");
	CHECK_EQ(0, end_watch());
}

static void memberships_are_told_with_the_process(void)
{
	static struct run listener;
	json_t *record;

	REQUIRE(WATCH("--only", "memberships"));
	run_start(&listener, on_host, "a",
		  (const char *const[]){ "listen", "ff02::114%eth1", NULL });
	REQUIRE(run_prints(&listener, "port"));
	record = wait_event("membership", "joined", "eth1");
	CHECK_STR("ff02::114", record_text(record, "group"));
	CHECK_STR("sock6", record_text(record, "process_name"));
	CHECK_EQ(listener.pid, record_number(record, "process"));
	json_decref(record);
	run_signal(&listener, SIGINT);
	run_finish(&listener);
	record = wait_event("membership", "left", "eth1");
	/* The process is gone, and its name is told all the same. */
	CHECK_STR("sock6", record_text(record, "process_name"));
	CHECK_EQ(listener.pid, record_number(record, "process"));
	json_decref(record);
	CHECK_EQ(0, end_watch());
	CHECK_EQ(2, summed("events"));
}

static void another_filter_of_a_socket_is_a_change(void)
{
	struct sock6_membership one = { .mode = SOCK6_INCLUDE,
					.group = lab_in6("ff3e::8000:1"),
					.source = lab_in6("2001:db8::1"),
					.interface = "eth1" };
	sock6_fd fd = lab_multicast("a", 5001);
	json_t *record;

	CHECK_EQ(0, sock6_membership_join(fd, &one));
	REQUIRE(WATCH("--only", "memberships"));
	one.source = lab_in6("2001:db8::2");
	CHECK_EQ(0, sock6_membership_join(fd, &one));
	record = wait_event("membership", "changed", "eth1");
	CHECK_EQ(2, json_array_size(json_object_get(record, "sources")));
	json_decref(record);
	sock6_close(fd);
	event_comes("membership", "left", "eth1");
	CHECK_EQ(0, end_watch());
}

static void what_is_there_at_first_is_told_if_asked_for(void)
{
	json_t *record;

	REQUIRE(WATCH("--initial"));
	record = find_event("interface", "present", "eth0");
	CHECK(json_is_true(json_object_get(record, "carrier")));
	json_decref(record);
	CHECK(strstr(run.output, "\"address\":\"2001:db8:1::a\"") != NULL);
	record = find_event("membership", "present", "eth0");
	CHECK_STR("system", record_text(record, "owner"));
	json_decref(record);
	CHECK_EQ(0, end_watch());
	CHECK_EQ(0, summed("events"));
	REQUIRE(WATCH("--only=interfaces"));
	CHECK(strstr(run.output, "present") == NULL);
	CHECK_EQ(0, end_watch());
}

static void one_interface_can_be_watched_before_it_is_there(void)
{
	REQUIRE(WATCH("--if", "m0", "--count", "3"));
	on_a("ip link set eth1 mtu 1499 && ip link set eth1 mtu 1500");
	on_a("ip link add m0 type veth peer name m1");
	on_a("ip link set m0 mtu 1300 && ip link set m0 mtu 1301");
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "eth1") == NULL);
	CHECK(strstr(run.output, "\"m1\"") == NULL);
	CHECK_EQ(3, summed("events"));
	on_a("ip link del m0");
}

static void the_end_says_whether_there_was_enough(void)
{
	CHECK_EQ(124, run_watch((const char *const[]){ "watch", "-w", "50ms",
						       NULL }));
	REQUIRE(WATCH("--only", "interfaces", "--deadline", "400ms"));
	on_a("ip link set eth1 mtu 1499 && ip link set eth1 mtu 1500");
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, summed("events"));
	CHECK_EQ(124, run_watch((const char *const[]){ "watch", "--count", "1",
						       "-w", "50ms", NULL }));
	REQUIRE(WATCH("--count", "1"));
	CHECK_EQ(1, end_watch());
	REQUIRE(WATCH("--expect", "up:m7"));
	CHECK_EQ(1, end_watch());
	REQUIRE(WATCH("--count", "1", "--expect", "up:m7"));
	on_a("ip link set eth1 mtu 1499 && ip link set eth1 mtu 1500");
	run_finish(&run);
	CHECK_EQ(1, run.end);
}

static void sigusr1_asks_for_a_sum_and_quiet_for_nothing_else(void)
{
	run_start(&run, on_host, "a",
		  (const char *const[]){ "watch", "--json", "--quiet",
					 "--only=interfaces", "--expect",
					 "present:m0", NULL });
	on_a("ip link add m0 type veth peer name m1");
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strncmp(run.output, "{\"type\":\"summary\"", 17) == 0);
	on_a("ip link del m0");
	REQUIRE(WATCH("--only=interfaces"));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "{\"type\":\"interim\",\"events\":0,"));
	CHECK_EQ(0, end_watch());
}

/* The kernel takes nearly any byte in a name. */
static void a_hostile_name_of_an_interface_is_escaped(void)
{
	unsigned raw = 0;

	run_start(&run, on_host, "a",
		  (const char *const[]){ "watch", "--only=interfaces", NULL });
	REQUIRE(run_prints(&run, "watching: "));
	on_a("name=$(printf '\\033[31m\\233') &&"
	     " ip link add \"$name\" type veth peer name m1 &&"
	     " ip link del \"$name\"");
	REQUIRE(run_prints(&run, "removed    \\x1b[31m\\x9b"));
	CHECK_EQ(0, end_watch());
	for (size_t n = 0; n < run.output_size; n++) {
		unsigned char c = (unsigned char)run.output[n];

		raw += (c < 0x20 && c != '\n') || c >= 0x7f;
	}
	CHECK_EQ(0, raw);
}

static void lost_events_are_told_and_made_up_for(void)
{
	json_t *record;

	on_a("ip link add m0 type veth peer name m1");
	REQUIRE(WATCH("--only", "interfaces", "--buffer", "1"));
	run_signal(&run, SIGSTOP);
	on_a("for mtu in $(seq 1301 1340); do ip link set m0 mtu $mtu; done;"
	     " ip link add m2 type veth peer name m3; ip link del m2;"
	     " ip link set m0 name m5");
	run_signal(&run, SIGCONT);
	REQUIRE(run_prints(&run, "\"type\":\"overflow\""));
	record = wait_event("interface", "renamed", "m5");
	CHECK_EQ(1340, record_number(record, "mtu"));
	json_decref(record);
	/* What comes after that is not lost. */
	on_a("ip link set m5 mtu 1400");
	CHECK(run_prints(&run, "\"mtu\":1400"));
	on_a("ip link del m5");
	event_comes("interface", "removed", "m5");
	CHECK_EQ(0, end_watch());
	CHECK(summed("overflows") >= 1);
	CHECK(strstr(run.output, "\"m2\"") == NULL);
}

/* What was read is what is set, and reads as twice that from then on. */
static void the_room_grows_when_events_were_lost(void)
{
	static const char got[] = "receive-buffer, ";
	const char *at;
	char expected[80];

	on_a("ip link add m0 type veth peer name m1");
	REQUIRE(WATCH("--only", "interfaces", "--buffer", "1", "--verbose"));
	run_signal(&run, SIGSTOP);
	on_a("for mtu in $(seq 1301 1320); do ip link set m0 mtu $mtu; done");
	run_signal(&run, SIGCONT);
	REQUIRE(run_prints(&run, "\"mtu\":1320"));
	CHECK_EQ(0, end_watch());
	at = strstr(run.errors, "getsockopt(");
	at = at ? strstr(at, got) : NULL;
	REQUIRE(at != NULL);
	snprintf(expected, sizeof(expected), "%s%ld) = 0\n", got,
		 strtol(at + strlen(got), NULL, 10));
	at = strstr(at, "setsockopt(");
	CHECK(at && strstr(at, expected) != NULL);
	on_a("ip link del m0");
}

/* The line of its capabilities in proc(5). */
static uint64_t capabilities(pid_t pid)
{
	uint64_t set = UINT64_MAX;
	char path[40], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapPrm: %" SCNx64, &set) == 1)
			break;
	if (file)
		fclose(file);
	return set;
}

static void privileges_are_kept_only_to_look_into_processes(void)
{
	REQUIRE(WATCH("--only", "interfaces,addresses"));
	CHECK_EQ(0, capabilities(run.pid));
	CHECK_EQ(0, end_watch());
	REQUIRE(WATCH("--only", "interfaces", "--expect", "group:ff02::99"));
	CHECK(capabilities(run.pid) != 0);
	CHECK_EQ(1, end_watch());
}

static void a_system_without_memberships_has_interfaces_all_the_same(void)
{
	if (is_sanitized)
		SKIP("the sanitizer needs /proc itself");
	run_start(
		&run, hide_proc, "a",
		(const char *const[]){ "watch", "--expect", "up:eth0", NULL });
	run_finish(&run);
	if (run.end == 126)
		SKIP("nothing may be mounted here");
	CHECK_EQ(0, run.end);
	run_start(&run, hide_proc, "a",
		  (const char *const[]){ "watch", "-w", "100ms", NULL });
	run_finish(&run);
	CHECK_EQ(124, run.end);
	CHECK(strstr(run.errors, "watch: memberships are not told: ") != NULL);
	run_start(&run, hide_proc, "a",
		  (const char *const[]){ "watch", "--only=memberships", NULL });
	run_finish(&run);
	CHECK_EQ(4, run.end);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	lab_enter("a");
	if (sock6_membership_list_owners(NULL, 0, NULL) < 0)
		return check_skip_all("this system does not tell owners");
	RUN(changes_of_an_interface_are_told_one_by_one);
	RUN(a_name_that_is_watched_is_told_to_have_gone_to_another);
	RUN(changes_of_an_address_are_told_one_by_one);
	RUN(the_same_address_of_two_interfaces_is_two);
	RUN(an_address_of_another_host_is_told_as_duplicate);
	RUN(memberships_are_told_with_the_process);
	RUN(another_filter_of_a_socket_is_a_change);
	RUN(what_is_there_at_first_is_told_if_asked_for);
	RUN(one_interface_can_be_watched_before_it_is_there);
	RUN(the_end_says_whether_there_was_enough);
	RUN(sigusr1_asks_for_a_sum_and_quiet_for_nothing_else);
	RUN(a_hostile_name_of_an_interface_is_escaped);
	RUN(lost_events_are_told_and_made_up_for);
	RUN(the_room_grows_when_events_were_lost);
	RUN(privileges_are_kept_only_to_look_into_processes);
	RUN(a_system_without_memberships_has_interfaces_all_the_same);
	return check_end();
}
