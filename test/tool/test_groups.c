/* SPDX-License-Identifier: MIT */
/* sock6 groups: who has joined what, whoever that is and whatever it is called. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hidden_proc.h"
#include "hosts.h"
#include "refused.h"

#define GROUP  "ff02::114"
#define SOURCE "2001:db8:1::b"

static struct run run, listener;

#define GROUPS(...) \
	groups(on_host, (const char *const[]){ "groups", __VA_ARGS__, NULL })
#define AS_NOBODY(...)      \
	groups(nobody_on_a, \
	       (const char *const[]){ "groups", __VA_ARGS__, NULL })

static int groups(run_prepare *prepare, const char *const arguments[])
{
	run_start(&run, prepare, "a", arguments);
	run_finish(&run);
	return run.end;
}

static int nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

/* A listener of the command on host a. */
static int listen_on_a(const char *const arguments[])
{
	run_start(&listener, on_host, "a", arguments);
	return CHECK(run_prints(&listener, "port"));
}

#define LISTEN_ON_A(...) \
	listen_on_a((const char *const[]){ "listen", __VA_ARGS__, NULL })

static void stop_listening(void)
{
	run_signal(&listener, SIGINT);
	run_finish(&listener);
}

/* The n-th membership that was printed, which must be there. */
static json_t *membership(unsigned n)
{
	json_t *record = run_record(&run, "membership", n);

	CHECK(record != NULL);
	return record;
}

static int count_memberships(void)
{
	json_t *record;
	int count = 0;

	while ((record = run_record(&run, "membership", (unsigned)count))) {
		json_decref(record);
		count++;
	}
	return count;
}

static const char *nth_text(const json_t *record, const char *name, size_t n)
{
	const char *text = json_string_value(
		json_array_get(json_object_get(record, name), n));

	return text ? text : "";
}

static void a_listener_is_told_with_its_process_and_port(void)
{
	json_t *record;

	REQUIRE(LISTEN_ON_A(GROUP "%eth0", "--port", "5000"));
	CHECK_EQ(0, GROUPS("--json"));
	CHECK_EQ(1, count_memberships());
	record = membership(0);
	CHECK_STR("eth0", record_text(record, "interface"));
	CHECK_EQ(lab_index("a", "eth0"),
		 record_number(record, "interface_index"));
	CHECK_STR(GROUP, record_text(record, "group"));
	CHECK_STR("experiments", record_text(record, "name"));
	CHECK_STR("link-local", record_text(record, "scope"));
	CHECK_STR("exclude", record_text(record, "mode"));
	CHECK_STR("process", record_text(record, "owner"));
	CHECK_EQ(listener.pid, record_number(record, "process"));
	CHECK_STR("sock6", record_text(record, "process_name"));
	CHECK_STR("udp", record_text(record, "protocol"));
	CHECK_EQ(5000, record_number(record, "port"));
	CHECK(record_number(record, "descriptor") >= 0);
	json_decref(record);
	stop_listening();
	CHECK_EQ(0, GROUPS("--json"));
	CHECK_EQ(0, count_memberships());
}

static void text_tells_the_same_in_columns(void)
{
	char expected[200];

	REQUIRE(LISTEN_ON_A(GROUP "%eth0", SOURCE "@ff3e::8000:1%eth1"));
	CHECK_EQ(0, GROUPS("--process", "sock6"));
	snprintf(expected, sizeof(expected),
		 "eth0 ff02::114    experiments     exclude sock6[%d] "
		 "descriptor=",
		 (int)listener.pid);
	CHECK(strncmp(expected, run.output, strlen(expected)) == 0);
	snprintf(expected, sizeof(expected),
		 " udp port=1024\neth1 ff3e::8000:1 source-specific include "
		 "sources=" SOURCE " sock6[%d] descriptor=",
		 (int)listener.pid);
	CHECK(strstr(run.output, expected) != NULL);
	CHECK(strstr(run.output, "\n2 memberships, 2 groups\n") != NULL);
	stop_listening();
}

static void sources_are_told_by_their_mode(void)
{
	json_t *record;

	REQUIRE(LISTEN_ON_A("2001:db8::1@ff3e::8000:1%eth0",
			    "2001:db8::2@ff3e::8000:1%eth0", "ff15::1%eth0",
			    "--exclude", "2001:db8::9"));
	CHECK_EQ(0, GROUPS("--json", "ff15::1"));
	record = membership(0);
	CHECK_STR("exclude", record_text(record, "mode"));
	CHECK_STR("2001:db8::9", nth_text(record, "sources", 0));
	CHECK_STR("", nth_text(record, "sources", 1));
	json_decref(record);
	CHECK_EQ(0, GROUPS("--json", "source-specific"));
	CHECK_EQ(1, count_memberships());
	record = membership(0);
	CHECK_STR("include", record_text(record, "mode"));
	CHECK_STR("2001:db8::1", nth_text(record, "sources", 0));
	CHECK_STR("2001:db8::2", nth_text(record, "sources", 1));
	json_decref(record);
	stop_listening();
}

static void a_group_may_be_given_by_address_zone_or_name(void)
{
	static const struct {
		const char *word;
		int count;
	} cases[] = { { GROUP, 2 },         { GROUP "%eth0", 1 },
		      { GROUP "%eth1", 1 }, { "experiments", 2 },
		      { "ff02::115", 0 },   { "mdns", 0 } };

	REQUIRE(LISTEN_ON_A(GROUP "%eth0", GROUP "%eth1", "ff15::7%eth0"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(cases[i].count ? 0 : 1,
			 GROUPS("--json", cases[i].word));
		CHECK_EQ(cases[i].count, count_memberships());
	}
	CHECK_EQ(0, GROUPS("--json", "--if", "eth0"));
	CHECK_EQ(2, count_memberships());
	CHECK_EQ(0, GROUPS("--json", "ff15::7", "experiments"));
	CHECK_EQ(3, count_memberships());
	CHECK_EQ(0, GROUPS("--quiet"));
	CHECK_STR("3 memberships, 3 groups\n", run.output);
	stop_listening();
}

static void every_host_has_its_own(void)
{
	REQUIRE(LISTEN_ON_A(GROUP "%eth0"));
	run_start(&run, on_host, "b",
		  (const char *const[]){ "groups", GROUP, NULL });
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK_STR("0 memberships, 0 groups\n", run.output);
	stop_listening();
}

static void the_system_s_own_groups_are_told_with_all(void)
{
	char node[40];
	json_t *record;
	int found = 0;

	CHECK_EQ(0, GROUPS("--json", "--all"));
	for (unsigned i = 0; (record = run_record(&run, "membership", i));
	     i++) {
		CHECK_STR("system", record_text(record, "owner"));
		snprintf(node, sizeof(node), "%s%s",
			 record_text(record, "interface"),
			 record_text(record, "group"));
		if (strcmp(node, "eth0ff02::1:ff00:a") == 0) {
			found = 1;
			CHECK_EQ(2, record_number(record, "sockets"));
			CHECK_STR("solicited-node",
				  record_text(record, "name"));
			CHECK(json_array_size(json_object_get(
				      record, "node_addresses")) == 2);
		}
		json_decref(record);
	}
	CHECK_EQ(1, found);
	CHECK_EQ(0, GROUPS("all-nodes"));
	CHECK(strstr(run.output, "ff02::1 all-nodes       exclude the system"));
}

/* A child that has a copy of the test's socket and a name, until it is ended. */
static pid_t hold(const char *name)
{
	pid_t parent = getpid(), child;
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, name);
		if (getppid() != parent || write(ends[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		child = -1;
	close(ends[0]);
	return child;
}

static void let_go(pid_t child)
{
	if (child <= 0)
		return;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static sock6_fd join(const char *group)
{
	struct sock6_membership one = { .mode = SOCK6_EXCLUDE,
					.group = lab_in6(group),
					.interface = "eth0" };
	sock6_fd fd = lab_multicast("a", 5001);

	CHECK_EQ(0, sock6_membership_join(fd, &one));
	return fd;
}

static void processes_that_share_a_socket_are_each_told(void)
{
	sock6_fd fd = join("ff15::99");
	pid_t child = hold("shares it");
	json_t *one, *two;

	REQUIRE(child > 0);
	CHECK_EQ(0, GROUPS("--json", "ff15::99"));
	/* Nothing is left over for the system. */
	CHECK_EQ(2, count_memberships());
	one = membership(0);
	two = membership(1);
	CHECK_EQ(getpid(), record_number(one, "process"));
	CHECK_EQ(child, record_number(two, "process"));
	CHECK_STR("shares it", record_text(two, "process_name"));
	CHECK_EQ(fd, record_number(one, "descriptor"));
	CHECK_EQ(5001, record_number(two, "port"));
	CHECK_EQ(record_number(one, "socket_number"),
		 record_number(two, "socket_number"));
	json_decref(one);
	json_decref(two);
	let_go(child);
	sock6_close(fd);
}

/* The socket counts once, and what is left is the system's. */
static void the_system_is_told_beside_processes_that_share_a_socket(void)
{
	sock6_fd fd = join("ff02::1");
	pid_t child = hold("shares it");
	json_t *record;

	REQUIRE(child > 0);
	CHECK_EQ(0, GROUPS("--json", "ff02::1%eth0"));
	CHECK_EQ(3, count_memberships());
	record = membership(0);
	CHECK_STR("system", record_text(record, "owner"));
	CHECK_EQ(1, record_number(record, "sockets"));
	json_decref(record);
	let_go(child);
	sock6_close(fd);
}

static unsigned raw_bytes(const char *text)
{
	unsigned raw = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		raw += (c < 0x20 && c != '\n') || c >= 0x7f;
	}
	return raw;
}

static void a_hostile_name_is_escaped(void)
{
	static const char name[] = "\033[31m\n\"\\\x9b[2J\xff";
	sock6_fd fd = join("ff15::98");
	pid_t child = hold(name);

	REQUIRE(child > 0);
	CHECK_EQ(0, GROUPS("ff15::98"));
	CHECK_EQ(0, raw_bytes(run.output));
	CHECK(strstr(run.output, "\\x1b[31m\\n\"\\\\x9b[2J\\xff[") != NULL);
	CHECK_EQ(0, GROUPS("--json", "--process", name));
	CHECK_EQ(0, raw_bytes(run.output));
	CHECK_EQ(1, count_memberships());
	let_go(child);
	sock6_close(fd);
}

static void an_ordinary_user_is_told_what_is_hidden(void)
{
	json_t *record;

	REQUIRE(LISTEN_ON_A(GROUP "%eth0", SOURCE "@ff3e::8000:1%eth0"));
	if (geteuid() != 0 || AS_NOBODY("--json") == 126) {
		stop_listening();
		SKIP("only root can become another user");
	}
	CHECK_EQ(0, run.end);
	CHECK_EQ(2, count_memberships());
	record = membership(0);
	CHECK_STR("hidden", record_text(record, "owner"));
	CHECK_EQ(1, record_number(record, "sockets"));
	json_decref(record);
	record = membership(1);
	CHECK_STR("hidden", record_text(record, "owner"));
	CHECK_STR("include", record_text(record, "mode"));
	CHECK_STR(SOURCE, nth_text(record, "sources", 0));
	json_decref(record);
	record = run_record(&run, "summary", 0);
	CHECK(record_number(record, "hidden") >= 2);
	json_decref(record);
	CHECK_EQ(0, AS_NOBODY("--all"));
	CHECK(strstr(run.output, "all-nodes       exclude the system\n"));
	CHECK(strstr(run.output, " processes could not be looked into "
				 "(CAP_SYS_PTRACE)\n"));
	stop_listening();
}

static void a_system_that_does_not_tell_ends_with_4(void)
{
	if (is_sanitized)
		SKIP("the sanitizer needs /proc itself");
	groups(hide_proc, (const char *const[]){ "groups", NULL });
	if (run.end == 126)
		SKIP("nothing may be mounted here");
	CHECK_EQ(4, run.end);
	CHECK_STR("", run.output);
	CHECK(strstr(run.errors, "sock6 groups: memberships: ") != NULL);
}

static void a_wrong_word_is_named_and_what_to_give(void)
{
	static const struct {
		const char *word, *errors;
	} cases[] = {
		{ "::1", "::1: not a group; give an address such as ff02::fb, "
			 "or a name such as mdns\n" },
		{ "mdsn", "mdsn: no group has this name; give one that " },
		{ "ff02::1%nowhere9",
		  "ff02::1%nowhere9: no such interface; give " },
		{ "--if=nowhere9", "--if nowhere9: no such interface; give " },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		GROUPS(cases[i].word);
		is_refused(&run, "sock6 groups: ", cases[i].errors);
	}
	CHECK_EQ(1, GROUPS("--process", "nobody of this name"));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	lab_enter("a");
	if (sock6_membership_list_owners(NULL, 0, NULL) < 0)
		return check_skip_all("this system does not tell owners");
	RUN(a_listener_is_told_with_its_process_and_port);
	RUN(text_tells_the_same_in_columns);
	RUN(sources_are_told_by_their_mode);
	RUN(a_group_may_be_given_by_address_zone_or_name);
	RUN(every_host_has_its_own);
	RUN(the_system_s_own_groups_are_told_with_all);
	RUN(processes_that_share_a_socket_are_each_told);
	RUN(the_system_is_told_beside_processes_that_share_a_socket);
	RUN(a_hostile_name_is_escaped);
	RUN(an_ordinary_user_is_told_what_is_hidden);
	RUN(a_system_that_does_not_tell_ends_with_4);
	RUN(a_wrong_word_is_named_and_what_to_give);
	return check_end();
}
