/* SPDX-License-Identifier: MIT */
/* Many groups, sources and interfaces at once, heard once each. */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "hosts.h"

static struct run run;

/* The summary's member of a listener that has ended. */
static json_int_t summed_up(const char *name)
{
	json_t *record = run_record(&run, "summary", 0);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

static void a_range_is_heard_from_its_first_to_its_last(void)
{
	REQUIRE(LISTEN(&run, "ff3e::fffe+3%eth0:5000", "--count", "3"));
	REQUIRE(SEND("ff3e::fffd%eth0:5000", "--payload", "before"));
	REQUIRE(SEND("ff3e::1:1%eth0:5000", "--payload", "behind"));
	REQUIRE(SEND("ff3e::fffe%eth0:5000", "--payload", "first"));
	REQUIRE(SEND("ff3e::ffff%eth0:5000", "--payload", "second"));
	REQUIRE(SEND("ff3e::1:0%eth0:5000", "--payload", "third"));
	heard_all(&run);
	heard(&run, 0, "first");
	heard(&run, 1, "second");
	heard(&run, 2, "third");
	CHECK(strstr(run.output, "\"groups\":3,\"sources\":0") != NULL);
}

static void several_sources_stand_before_a_range(void)
{
	REQUIRE(LISTEN(&run, "2001:db8:1::a,2001:db8:1::a2@ff3e::8000:1+2%eth0",
		       "--count", "2"));
	REQUIRE(SEND("ff3e::8000:1%eth0", "--from", "fe80::a", "--payload",
		     "other"));
	REQUIRE(SEND("ff3e::8000:2%eth0", "--from", "2001:db8:1::a",
		     "--payload", "one"));
	REQUIRE(SEND("ff3e::8000:1%eth0", "--from", "2001:db8:1::a2",
		     "--payload", "two"));
	heard_all(&run);
	heard(&run, 0, "one");
	heard(&run, 1, "two");
}

/* More than the 64 that one socket may join. */
static void a_group_may_have_many_sources(void)
{
	static char text[70 * 20 + 40];
	size_t used = 0;

	for (unsigned i = 0; i < 70; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "2001:db8:5::%x,", i + 1);
	snprintf(text + used, sizeof(text) - used,
		 "2001:db8:1::a@ff3e::8000:7%%eth0");
	REQUIRE(LISTEN(&run, text, "--count", "1", "--strict"));
	REQUIRE(SEND("ff3e::8000:7%eth0", "--payload", "the last of 71"));
	heard_all(&run);
	heard(&run, 0, "the last of 71");
	CHECK_EQ(2, summed_up("sockets"));
}

static void a_group_is_joined_on_every_interface(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "ff1e::5", "--all-interfaces", "--count", "2"));
	REQUIRE(SEND("ff1e::5%eth0", "--payload", "first link"));
	REQUIRE(SEND("ff1e::5%eth1", "--payload", "second link"));
	heard_all(&run);
	heard(&run, 0, "first link");
	heard(&run, 1, "second link");
	record = run_record(&run, "datagram", 1);
	CHECK_STR("eth1", record_text(record, "interface"));
	json_decref(record);
}

/* The most memory that the process has had, in KiB. */
static long peak_memory(pid_t pid)
{
	char path[40], line[128];
	long peak = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "VmHWM: %ld", &peak);
	if (file)
		fclose(file);
	return peak;
}

/* How many groups of ff3e::/32 b has joined on eth0. */
static unsigned groups_on_b(void)
{
	char line[200], interface[40], group[40];
	unsigned count = 0;
	FILE *file;

	lab_enter("b");
	file = fopen("/proc/thread-self/net/igmp6", "r");
	while (file && fgets(line, sizeof(line), file))
		count += sscanf(line, "%*d %39s %39s", interface, group) == 2 &&
			 strcmp(interface, "eth0") == 0 &&
			 strncmp(group, "ff3e0000", 8) == 0;
	if (file)
		fclose(file);
	return count;
}

static void ten_thousand_groups_are_heard_once_each(void)
{
	static const char *const groups[] = {
		"ff3e::1%eth0",   "ff3e::924%eth0",  "ff3e::925%eth0",
		"ff3e::926%eth0", "ff3e::1388%eth0", "ff3e::2710%eth0"
	};
	const unsigned count = sizeof(groups) / sizeof(groups[0]);

	REQUIRE(LISTEN(&run, "ff3e::1+10000%eth0", "--count", "6"));
	CHECK_EQ(10000, groups_on_b());
	REQUIRE(SEND("ff3e::2711%eth0", "--payload", "the one behind"));
	for (unsigned i = 0; i < count; i++) {
		/* Before the last one, while it still runs. */
		if (i + 1 == count)
			CHECK(peak_memory(run.pid) > 0 &&
			      peak_memory(run.pid) < 64 * 1024);
		REQUIRE(SEND(groups[i], "--payload", groups[i]));
	}
	heard_all(&run);
	for (unsigned i = 0; i < count; i++)
		heard(&run, i, groups[i]);
	CHECK_EQ(6, summed_up("datagrams"));
	CHECK_EQ(0, summed_up("others"));
	CHECK(summed_up("sockets") >= 2);
	CHECK_EQ(0, groups_on_b());
}

static void groups_of_both_interfaces_do_not_mix(void)
{
	REQUIRE(LISTEN(&run, "ff3e::1+3000%eth0", "ff3e::1+3000%eth1",
		       "--count", "2"));
	REQUIRE(SEND("ff3e::bb8%eth1", "--payload", "last on the second"));
	/* Sockets have no order among themselves. */
	REQUIRE(run_prints(&run, "last on the second"));
	REQUIRE(SEND("ff3e::1%eth0", "--payload", "first on the first"));
	heard_all(&run);
	heard(&run, 0, "last on the second");
	heard(&run, 1, "first on the first");
	CHECK_EQ(2, summed_up("datagrams"));
	CHECK_EQ(0, summed_up("drops"));
}

static void strict_is_content_with_what_was_asked_for(void)
{
	static struct run other;

	REQUIRE(LISTEN(&other, "ff1e::9%eth0", "--count", "1"));
	REQUIRE(LISTEN(&run, "ff1e::7%eth0", "ff1e::8%eth0", "--strict",
		       "--count", "1"));
	REQUIRE(SEND("ff1e::9%eth0", "--payload", "for the other"));
	REQUIRE(SEND("ff1e::8%eth0", "--payload", "for this one"));
	heard_all(&other);
	heard_all(&run);
	CHECK_EQ(0, summed_up("others"));
}

static void strict_ends_with_1_for_what_was_not(void)
{
	REQUIRE(LISTEN(&run, "ff1e::7%eth0", "ff1e::8%eth0", "--strict",
		       "--count", "1"));
	REQUIRE(SEND("2001:db8:1::b", "--payload", "unicast"));
	REQUIRE(SEND("ff1e::8%eth0", "--payload", "for this one"));
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 listen: --strict: 1 of what came was not asked for: "
		  "see others\n",
		  run.errors);
	CHECK_EQ(1, summed_up("others"));
}

/* As on a kernel before 4.20: no IPV6_MULTICAST_ALL, which is 29. */
static int without_filter(const void *host)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setsockopt, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 29, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOPROTOOPT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 6, code };

	lab_enter(host);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static void strict_ends_with_4_where_the_system_cannot_filter(void)
{
	static const char *const strict[] = { "listen", "ff1e::7%eth0",
					      "--strict", NULL };
	static const char *const plain[] = { "listen", "ff1e::7%eth0",
					     "--json", "--deadline",
					     "10ms",   NULL };

	run_start(&run, without_filter, "b", strict);
	run_finish(&run);
	if (run.end == 126)
		SKIP("no filter of system calls can be installed");
	CHECK_EQ(4, run.end);
	CHECK(strstr(run.errors, "multicast-all") != NULL);
	CHECK(strstr(run.errors, "without --strict it is done here") != NULL);
	run_start(&run, without_filter, "b", plain);
	run_finish(&run);
	CHECK_EQ(124, run.end);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_range_is_heard_from_its_first_to_its_last);
	RUN(several_sources_stand_before_a_range);
	RUN(a_group_may_have_many_sources);
	RUN(a_group_is_joined_on_every_interface);
	RUN(ten_thousand_groups_are_heard_once_each);
	RUN(groups_of_both_interfaces_do_not_mix);
	RUN(strict_is_content_with_what_was_asked_for);
	RUN(strict_ends_with_1_for_what_was_not);
	RUN(strict_ends_with_4_where_the_system_cannot_filter);
	return check_end();
}
