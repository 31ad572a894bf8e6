/* SPDX-License-Identifier: MIT */
/* How the command ends: each exit status, and what is said with it. */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"
#include "ports.h"
#include "run.h"
#include "sock6.h"

static struct run run;
static uint16_t port;

static void what_was_asked_for_is_0(void)
{
	sock6_fd sink = open_sink(port);

	run_tool(&run, "send", at_port("[::1]", port), NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	sock6_close(sink);
}

static void a_port_that_is_taken_is_1(void)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6,
				      .sin6_port = htons(port) };
	sock6_fd fd;

	local.sin6_addr = in6addr_loopback;
	REQUIRE_EQ(0, sock6_udp_open(&fd, &local, 0));
	run_tool(&run, "listen", at_port("[::1]", port), NULL);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "(EADDRINUSE); another program has the port; "
				 "give another one\n") != NULL);
	sock6_close(fd);
}

static void a_source_of_another_host_is_1(void)
{
	run_tool(&run, "send", "::1", "--from", "2001:db8::1", NULL);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "--from 2001:db8::1: ") != NULL);
	CHECK(strstr(run.errors, "not an address of this host") != NULL);
}

static void a_wrong_word_is_2(void)
{
	run_tool(&run, "listen", "--count", "some", "5000", NULL);
	CHECK_EQ(2, run.end);
}

/* Of a network of its own, whose ports below 1024 are not given to all. */
static int nobody_in_new_network(const void *unused)
{
	return unshare(CLONE_NEWNET) < 0 ? -1 : become_nobody(unused);
}

static void a_missing_permission_is_3_and_named(void)
{
	const char *const arguments[] = { "listen", "[::]:80", NULL };

	if (geteuid() != 0)
		SKIP("only root can give up the permission");
	run_start(&run, nobody_in_new_network, NULL, arguments);
	run_finish(&run);
	if (run.end == 126)
		SKIP("no network namespace can be made");
	CHECK_EQ(3, run.end);
	CHECK(strstr(run.errors, "CAP_NET_BIND_SERVICE") != NULL);
	CHECK(strstr(run.errors, "ip_unprivileged_port_start") != NULL);
	CHECK(strchr(run.errors, '\n') == run.errors + strlen(run.errors) - 1);
}

static int in_empty_network(const void *unused)
{
	(void)unused;
	if (unshare(CLONE_NEWNET) == 0)
		return 0;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static void a_network_out_of_reach_is_1_and_told_why(void)
{
	const char *const arguments[] = { "send", "2001:db8::1", NULL };

	run_start(&run, in_empty_network, NULL, arguments);
	run_finish(&run);
	if (run.end == 126)
		SKIP("no network namespace can be made");
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "(EADDRNOTAVAIL); this host has no address "
				 "to send it from; ") != NULL);
}

/* As on a system that was built without IPv6. */
static int without_ipv6(const void *unused)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	(void)unused;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static void what_the_system_cannot_do_is_4(void)
{
	const char *const arguments[] = { "send", "::1", NULL };
	const char *const test[] = { "selftest", NULL };

	run_start(&run, without_ipv6, NULL, arguments);
	run_finish(&run);
	if (run.end == 126)
		SKIP("no filter of system calls can be installed");
	CHECK_EQ(4, run.end);
	CHECK(strstr(run.errors, "(EAFNOSUPPORT)") != NULL);
	run_start(&run, without_ipv6, NULL, test);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "SKIP traffic class ") != NULL);
}

static void a_deadline_that_comes_first_is_124(void)
{
	run_tool(&run, "listen", at_port("[::1]", port), "--deadline", "30ms",
		 NULL);
	CHECK_EQ(124, run.end);
	run_tool(&run, "listen", at_port("[::1]", port), "--deadline", "0",
		 "--count", "2", NULL);
	CHECK_EQ(124, run.end);
	CHECK(strstr(run.output, "0 datagrams, 0 bytes") != NULL);
}

static void a_deadline_after_a_datagram_is_0(void)
{
	const char *const arguments[] = { "listen", at_port("[::1]", port),
					  "--deadline", "1s", NULL };
	static struct run sender;

	run_start(&run, NULL, NULL, arguments);
	REQUIRE(run_prints(&run, "port"));
	run_tool(&sender, "send", at_port("[::1]", port), NULL);
	run_finish(&run);
	CHECK_EQ(0, run.end);
}

static int with_full_disk(const void *unused)
{
	(void)unused;
	return freopen("/dev/full", "w", stdout) ? 0 : -1;
}

static void output_that_is_lost_is_1(void)
{
	const char *const arguments[] = { "selftest", NULL };

	if (access("/dev/full", W_OK) != 0)
		SKIP("there is no /dev/full");
	run_start(&run, with_full_disk, NULL, arguments);
	run_finish(&run);
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "cannot write to standard output") != NULL);
}

int main(void)
{
	if (!has_loopback())
		return check_skip_all("::1 is not there");
	port = free_port();
	RUN(what_was_asked_for_is_0);
	RUN(a_port_that_is_taken_is_1);
	RUN(a_source_of_another_host_is_1);
	RUN(a_wrong_word_is_2);
	RUN(a_missing_permission_is_3_and_named);
	RUN(a_network_out_of_reach_is_1_and_told_why);
	RUN(what_the_system_cannot_do_is_4);
	RUN(a_deadline_that_comes_first_is_124);
	RUN(a_deadline_after_a_datagram_is_0);
	RUN(output_that_is_lost_is_1);
	return check_end();
}
