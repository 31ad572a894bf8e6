/* SPDX-License-Identifier: MIT */
/* sock6 watch --expect: scripts wait until something is so, and no longer. */
#include <unistd.h>

#include "refused.h"
#include "watching.h"

/* Whether it is true already, within the time that looking takes. */
static int is_true(const char *condition)
{
	int end = run_watch(
		(const char *const[]){ "watch", "--quiet", "--deadline",
				       "100ms", "--expect", condition, NULL });

	CHECK(end == 0 || end == 124);
	return end == 0;
}

static void what_is_true_already_is_not_waited_for(void)
{
	static const char *const conditions[] = {
		"up:eth0",
		"up:lo",
		"carrier:eth0",
		"present:eth0",
		"gone:m0",
		"address:2001:db8:1::a",
		"address:2001:db8:1::a%eth0",
		"no-address:2001:db8:1::a%eth1",
		"no-address:2001:db8:7::1",
		"group:ff02::1",
		"group:ff02::1:ff00:a%eth1",
		"no-group:ff02::99",
		"no-group:ff02::114%m0",
	};

	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (!CHECK(is_true(conditions[i])))
			printf("# %s\n", conditions[i]);
}

static void what_is_not_true_is_waited_for_until_the_deadline(void)
{
	static const char *const conditions[] = {
		"down:eth0",
		"no-carrier:eth0",
		"up:m0",
		"down:m0",
		"no-carrier:m0",
		"carrier:m0",
		"present:m0",
		"gone:eth0",
		"address:2001:db8:7::1",
		"address:2001:db8:1::a%eth1",
		"no-address:2001:db8:1::a",
		"no-address:2001:db8:1::a%eth0",
		"group:ff02::99",
		"group:ff02::1%m0",
		"no-group:ff02::1",
	};

	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (!CHECK(!is_true(conditions[i])))
			printf("# %s\n", conditions[i]);
}

/* Starts to wait, lets it happen, and the wait ends. */
static void waits_for(const char *condition, const char *command)
{
	REQUIRE(WATCH("--deadline", "10s", "--expect", condition));
	on_a(command);
	run_finish(&run);
	if (!CHECK_EQ(0, run.end))
		printf("# %s\n", condition);
	CHECK(strstr(run.output, "\"met\":true") != NULL);
}

static void a_link_is_waited_for(void)
{
	waits_for("present:m0", "ip link add m0 type veth peer name m1");
	waits_for("up:m0", "ip link set m0 up");
	waits_for("carrier:m0", "ip link set m1 up");
	waits_for("no-carrier:m0", "ip link set m1 down");
	waits_for("down:m0", "ip link set m0 down");
	waits_for("present:m9", "ip link set m0 name m9");
	waits_for("gone:m9", "ip link del m9");
}

static void an_index_stands_for_an_interface(void)
{
	char condition[40];

	snprintf(condition, sizeof(condition), "up:%u", lab_index("a", "eth0"));
	CHECK(is_true(condition));
	snprintf(condition, sizeof(condition), "address:2001:db8:1::a%%%u",
		 lab_index("a", "eth0"));
	CHECK(is_true(condition));
}

/* A tentative address is there, and cannot be used yet. */
static void an_address_is_waited_for_until_it_can_be_used(void)
{
	on_a("cd /proc/sys/net/ipv6 && echo 1 >conf/all/accept_dad &&"
	     " echo 1 >conf/eth0/accept_dad &&"
	     " echo 0 >conf/eth0/router_solicitation_delay &&"
	     " echo 300 >neigh/eth0/retrans_time_ms");
	REQUIRE(WATCH("--deadline", "10s", "--expect",
		      "address:2001:db8:7::1"));
	on_a("ip address add 2001:db8:7::1/64 dev eth0");
	run_finish(&run);
	CHECK_EQ(0, run.end);
	event_comes("address", "added", "eth0");
	event_comes("address", "usable", "eth0");
	waits_for("no-address:2001:db8:7::1",
		  "ip address del 2001:db8:7::1/64 dev eth0");
}

static void a_group_is_waited_for(void)
{
	static struct run listener;
	int is_listening;

	REQUIRE(WATCH("--deadline", "10s", "--expect", "group:ff02::114%eth0"));
	run_start(&listener, on_host, "a",
		  (const char *const[]){ "listen", "ff02::114%eth0", NULL });
	is_listening = CHECK(run_prints(&listener, "port"));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(is_true("group:ff02::114"));
	CHECK(!is_true("group:ff02::114%eth1"));
	REQUIRE(WATCH("--deadline", "10s", "--expect", "no-group:ff02::114"));
	run_signal(&listener, SIGINT);
	run_finish(&listener);
	run_finish(&run);
	CHECK(is_listening && run.end == 0);
}

static void several_conditions_are_true_at_once(void)
{
	CHECK_EQ(0, WATCHED("--expect", "up:eth0", "--expect",
			    "no-address:2001:db8:7::1"));
	CHECK_EQ(124, run_watch((const char *const[]){
			      "watch", "-w", "50ms", "--expect", "up:eth0",
			      "--expect", "up:m0", NULL }));
}

static int nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

static void an_ordinary_user_can_wait_too(void)
{
	const char *const arguments[] = {
		"watch",    "--expect",           "up:eth0",
		"--expect", "group:ff02::1%eth0", NULL
	};

	run_start(&run, nobody_on_a, NULL, arguments);
	run_finish(&run);
	if (geteuid() != 0 || run.end == 126)
		SKIP("only root can become another user");
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	CHECK(strstr(run.output, " hidden=") != NULL);
}

static void a_wrong_word_is_named_and_what_to_give(void)
{
	static const struct {
		const char *words[4];
		const char *errors;
	} cases[] = {
		{ { "watch", "--expect=eth0" },
		  "--expect eth0: no such condition; give up:eth0, down:, " },
		{ { "watch", "--expect=on:eth0" },
		  "--expect on:eth0: no such condition; give up:eth0, " },
		{ { "watch", "--expect=up:" },
		  "--expect up:: no interface; give one such as up:eth0\n" },
		{ { "watch", "--expect=address:eth0" },
		  "--expect address:eth0: not an address; give one such as "
		  "address:2001:db8::1\n" },
		{ { "watch", "--expect=address:ff02::1" },
		  "--expect address:ff02::1: a group is no address of an " },
		{ { "watch", "--expect=group:::1" },
		  "--expect group:::1: not a group; give group:ff02::fb%eth0" },
		{ { "watch", "--expect=group:ff02::1%" },
		  "--expect group:ff02::1%: not an address; give one such " },
		{ { "watch", "--only", "links" },
		  "--only links: no such thing; give interfaces, addresses " },
		{ { "watch", "--only", "interfaces," },
		  "--only interfaces,: no such thing; give interfaces, " },
		{ { "watch", "--interval", "1ms" },
		  "--interval 1ms: too short; give 10ms or more\n" },
		{ { "watch", "--buffer", "0" },
		  "--buffer 0: out of range; give 1 to 1073741823\n" },
		{ { "watch", "eth0" },
		  "eth0: takes no operand; give --if eth0 to see one " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_watch(cases[i].words);
		is_refused(&run, "sock6 watch: ", cases[i].errors);
	}
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	lab_enter("a");
	if (sock6_membership_list(NULL, 0) < 0)
		return check_skip_all("this system does not list memberships");
	RUN(what_is_true_already_is_not_waited_for);
	RUN(what_is_not_true_is_waited_for_until_the_deadline);
	RUN(a_link_is_waited_for);
	RUN(an_index_stands_for_an_interface);
	RUN(an_address_is_waited_for_until_it_can_be_used);
	RUN(a_group_is_waited_for);
	RUN(several_conditions_are_true_at_once);
	RUN(an_ordinary_user_can_wait_too);
	RUN(a_wrong_word_is_named_and_what_to_give);
	return check_end();
}
