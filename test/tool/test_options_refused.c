/* SPDX-License-Identifier: MIT */
/* sock6 options: what is not taken, why, and how the command ends. */
#include <unistd.h>

#include "ports.h"
#include "refused.h"
#include "trying.h"

static void a_missing_permission_ends_with_3(void)
{
	if (geteuid() != 0 || AS_NOBODY("--json", "mark=7") == 126)
		SKIP("only root can become another user");
	CHECK_EQ(3, run.end);
	is_text("trial", "result", "permission");
	is_text("trial", "remedy", "needs CAP_NET_ADMIN or CAP_NET_RAW");
	CHECK_EQ(3, AS_NOBODY("--json", "priority=7"));
	is_text("trial", "remedy",
		"more than 6 needs CAP_NET_ADMIN or CAP_NET_RAW");
	CHECK_EQ(0, AS_NOBODY("priority=6"));
	CHECK_EQ(3, AS_NOBODY("--type", "raw", "checksum=2"));
	CHECK_STR("", run.output);
	CHECK_STR("sock6 options: --type raw: operation not permitted (EPERM); "
		  "raw sockets need CAP_NET_RAW\n",
		  run.errors);
	CHECK_EQ(3, AS_NOBODY("--type", "icmp"));
	CHECK(strstr(run.errors, "net.ipv4.ping_group_range") != NULL);
}

static void what_is_refused_ends_with_1(void)
{
	CHECK_EQ(1, OPTIONS("--json", "--type", "raw", "checksum=3"));
	is_text("trial", "result", "refused");
	is_text("trial", "status", "EINVAL");
	is_text("trial", "remedy", "give an even offset, or -1");
	CHECK_EQ(1, OPTIONS("--json", "--bind", "::1", "ipv6-only=1"));
	is_text("trial", "remedy",
		"it can be set only before --bind and --connect");
	CHECK_EQ(0, OPTIONS("ipv6-only=1"));
	CHECK_EQ(1, OPTIONS("--json", "--get", "path-mtu"));
	is_text("value", "remedy", "give --connect ADDRESS");
	CHECK_EQ(1, OPTIONS("--bind", "2001:db8::77"));
	CHECK(strstr(run.errors, "; it is not an address of this "
				 "host; give one that is\n"));
}

static void what_the_socket_does_not_have_ends_with_4(void)
{
	CHECK_EQ(4, OPTIONS("--json", "hop-limit=3", "checksum=2", "mtu=3"));
	json_t *trial = run_record(&run, "trial", 1);

	CHECK_STR("unsupported", record_text(trial, "result"));
	CHECK_STR("give --type raw", record_text(trial, "remedy"));
	json_decref(trial);
	is_number("summary", "taken", 1);
	is_number("summary", "refused", 2);
}

static void tcp_connects_or_says_why_not(void)
{
	struct sockaddr_in6 local = { .sin6_family = AF_INET6 };
	sock6_fd listener;

	lab_enter("b");
	REQUIRE_EQ(0, sock6_tcp_listen(&listener, &local, 1, 0));
	CHECK_EQ(0, OPTIONS("--type", "tcp", "--connect",
			    at_port("[2001:db8:1::b]", lab_port(listener)),
			    "--get", "path-mtu"));
	CHECK_STR("path-mtu 1500\n", run.output);
	CHECK_EQ(1, OPTIONS("--type", "tcp", "--connect", "[2001:db8:1::b]:1"));
	CHECK(strstr(run.errors, "(ECONNREFUSED); nobody listens there\n"));
	sock6_close(listener);
}

static void a_connection_that_does_not_come_ends_at_the_deadline(void)
{
	int64_t began = sock6_now();

	CHECK_EQ(124, OPTIONS("--type", "tcp", "--connect",
			      "[2001:db8:1::99]:80", "--deadline", "100ms"));
	CHECK(sock6_now() - began < INT64_C(2000000000));
	CHECK(strstr(run.errors, "--connect [2001:db8:1::99]:80: ") != NULL);
}

static void a_wrong_word_is_named_and_what_to_give(void)
{
	static const struct {
		const char *words[4];
		const char *errors;
	} cases[] = {
		{ { "options", "trafic" },
		  "trafic: no such option; give a name such as traffic-class, "
		  "receive-traffic-class, " },
		{ { "options", "hoplimit=3" },
		  "hoplimit: no such option; give a name such as hop-limit, " },
		{ { "options", "hop-limit=300" },
		  "hop-limit 300: out of range; give -1 to 255\n" },
		{ { "options", "traffic-class=blue" },
		  "traffic-class=blue: no such value; give -1 to 255, or "
		  "system, or a name such as ef, af41 or cs1+ect0\n" },
		{ { "options", "multicast-all=maybe" },
		  "multicast-all=maybe: no such value; give 0 or 1, or off, " },
		{ { "options", "multicast-interface=nowhere9" },
		  "multicast-interface=nowhere9: no such value; give the " },
		{ { "options", "path-mtu=1500" },
		  "path-mtu=1500: can only be read; give path-mtu alone\n" },
		{ { "options", "--get", "router-alert" },
		  "router-alert: can only be set; give router-alert=VALUE\n" },
		{ { "options", "--get", "mark=1" },
		  "mark=1: --get sets nothing; give mark\n" },
		{ { "options", "--all", "mark=1" },
		  "mark=1: --all takes the values itself; give names " },
		{ { "options", "--all", "--get" }, "--all: tries every " },
		{ { "options", "--changed" },
		  "--changed: nothing is changed; give NAME=VALUE, --bind" },
		{ { "options", "--type", "sctp" },
		  "--type sctp: no such type; give udp, tcp, raw or icmp\n" },
		{ { "options", "--protocol", "89" },
		  "--protocol: only raw sockets have one; give --type raw" },
		{ { "options", "--connect=::1", "--type=tcp" },
		  "--connect: TCP needs a port; give one such as [::1]:80\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		options(cases[i].words);
		is_refused(&run, "sock6 options: ", cases[i].errors);
	}
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_missing_permission_ends_with_3);
	RUN(what_is_refused_ends_with_1);
	RUN(what_the_socket_does_not_have_ends_with_4);
	RUN(tcp_connects_or_says_why_not);
	RUN(a_connection_that_does_not_come_ends_at_the_deadline);
	RUN(a_wrong_word_is_named_and_what_to_give);
	return check_end();
}
