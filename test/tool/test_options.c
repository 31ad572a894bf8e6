/* SPDX-License-Identifier: MIT */
/* sock6 options: the table as it is, values by name, and every refusal. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hosts.h"
#include "ports.h"

static struct run run;

#define OPTIONS(...) \
	options((const char *const[]){ "options", __VA_ARGS__, NULL })
#define AS_NOBODY(...) \
	as_nobody((const char *const[]){ "options", __VA_ARGS__, NULL })

static int options(const char *const arguments[])
{
	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	return run.end;
}

static int nobody_on_a(const void *unused)
{
	lab_enter("a");
	return become_nobody(unused);
}

static int as_nobody(const char *const arguments[])
{
	run_start(&run, nobody_on_a, NULL, arguments);
	run_finish(&run);
	return run.end;
}

/* Whether the member of the first record of the type is this text. */
static int is_text(const char *type, const char *member, const char *text)
{
	json_t *record = run_record(&run, type, 0);
	int same = CHECK_STR(text, record_text(record, member));

	json_decref(record);
	return same;
}

static int is_number(const char *type, const char *member, json_int_t number)
{
	json_t *record = run_record(&run, type, 0);
	int same = CHECK_EQ(number, record_number(record, member));

	json_decref(record);
	return same;
}

static int count_records(const char *type)
{
	json_t *record;
	int count = 0;

	while ((record = run_record(&run, type, (unsigned)count))) {
		json_decref(record);
		count++;
	}
	return count;
}

static void check_description(const json_t *record, int option)
{
	static const char *const access[] = { "", "get", "set", "get, set" };
	static const char *const kinds[] = { "", "boolean", "integer",
					     "interface", "bits" };
	struct sock6_option_info info;

	REQUIRE_EQ(0, sock6_option_info(option, &info));
	CHECK_STR(info.name, record_text(record, "name"));
	CHECK_STR(info.reference, record_text(record, "reference"));
	CHECK_STR(access[info.access], record_text(record, "access"));
	CHECK_STR(kinds[info.type], record_text(record, "kind"));
	CHECK_EQ(info.level, record_number(record, "level"));
	CHECK_EQ(info.number, record_number(record, "number"));
	if (!(info.access & SOCK6_OPTION_SET))
		return;
	CHECK_EQ(info.minimum,
		 json_integer_value(json_object_get(record, "minimum")));
	CHECK_EQ(info.maximum, record_number(record, "maximum"));
}

static void check_value(const json_t *record, int option)
{
	sock6_fd fd = socket(AF_INET6, SOCK_DGRAM, 0);
	int64_t value = 0;
	int status = sock6_get(fd, option, &value);

	close(fd);
	if (status == 0)
		CHECK_EQ(value,
			 json_integer_value(json_object_get(record, "value")));
	else if (status != -EOPNOTSUPP)
		CHECK_STR(sock6_status_name(status),
			  record_text(record, "status"));
	CHECK_EQ(status == 0, json_object_get(record, "value") != NULL);
}

static void every_option_of_the_table_is_listed(void)
{
	struct sock6_option_info info;
	int count = 0;

	CHECK_EQ(0, OPTIONS("--json"));
	lab_enter("a");
	while (sock6_option_info(count + 1, &info) == 0) {
		json_t *record = run_record(&run, "option", (unsigned)count++);

		REQUIRE(record != NULL);
		check_description(record, count);
		check_value(record, count);
		json_decref(record);
	}
	CHECK_EQ(count, count_records("option"));
	is_number("summary", "options", count);
}

static void every_option_is_described(void)
{
	struct sock6_option_info info;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++) {
		if (!CHECK_EQ(0, OPTIONS("--json", info.name)))
			continue;
		CHECK_EQ(1, count_records("option"));
		is_text("option", "name", info.name);
		json_t *record = run_record(&run, "option", 0);
		const char *constant = record_text(record, "constant");

		CHECK(strlen(record_text(record, "meaning")) > 10);
		CHECK_EQ(strlen(info.name) + strlen("SOCK6_OPT_"),
			 strlen(constant));
		CHECK_EQ((info.access & SOCK6_OPTION_SET) != 0,
			 record_text(record, "takes")[0] != '\0');
		json_decref(record);
	}
}

static void a_description_is_told_in_lines(void)
{
	CHECK_EQ(0, OPTIONS("mark"));
	CHECK_STR("mark\n"
		  "  meaning: packet mark that routing and firewall go by\n"
		  "  value: 0\n"
		  "  takes: 0 to 4294967295\n"
		  "  access: get, set\n"
		  "  system: SOL_SOCKET 36\n"
		  "  constant: SOCK6_OPT_MARK\n"
		  "  reference: socket(7)\n"
		  "  privilege: CAP_NET_ADMIN or CAP_NET_RAW\n"
		  "  since: Linux 2.6.25\n",
		  run.output);
}

static void a_word_lists_the_options_that_have_it(void)
{
	CHECK_EQ(0, OPTIONS("--json", "hop-limit", "count"));
	CHECK_EQ(2, count_records("option"));
	CHECK_EQ(0, OPTIONS("--json", "hop"));
	CHECK_EQ(5, count_records("option"));
	is_text("option", "name", "hop-limit");
}

/* What the library says of the same value on a socket of the same kind. */
static void check_trial(const json_t *trial)
{
	int option = sock6_option_find(record_text(trial, "name"));
	int64_t wanted = json_integer_value(json_object_get(trial, "wanted"));
	sock6_fd fd = socket(AF_INET6, SOCK_DGRAM, 0);
	const char *result = record_text(trial, "result");
	int status = sock6_set(fd, option, wanted);
	int64_t value;

	REQUIRE(option > 0);
	if (status == 0) {
		CHECK_STR("taken", result);
		if (sock6_get(fd, option, &value) == 0)
			CHECK_EQ(value, json_integer_value(json_object_get(
						trial, "value")));
	} else {
		CHECK_STR(sock6_status_name(status),
			  record_text(trial, "status"));
		CHECK_STR(sock6_status_text(status),
			  record_text(trial, "reason"));
		CHECK_STR(status == -EPERM         ? "permission"
			  : status == -ENOPROTOOPT ? "unsupported"
						   : "refused",
			  result);
	}
	close(fd);
}

static void check_all_trials(void)
{
	json_t *trial;

	for (unsigned i = 0; (trial = run_record(&run, "trial", i)); i++) {
		check_trial(trial);
		json_decref(trial);
	}
}

static int settable(void)
{
	struct sock6_option_info info;
	int count = 0;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++)
		count += (info.access & SOCK6_OPTION_SET) != 0;
	return count;
}

static void both_ends_of_every_option_are_tried(void)
{
	CHECK_EQ(0, OPTIONS("--all", "--json"));
	CHECK_EQ(2 * settable(), count_records("trial"));
	is_text("system", "system", "Linux");
	is_text("system", "socket", "udp");
	lab_enter("a");
	check_all_trials();
	CHECK_EQ(0, OPTIONS("--all", "--json", "hop-limit"));
	CHECK_EQ(6, count_records("trial"));
}

static void an_ordinary_user_is_told_what_each_option_takes(void)
{
	unsigned named = 0;
	json_t *trial;

	if (geteuid() != 0 || AS_NOBODY("--all", "--json") == 126)
		SKIP("only root can become another user");
	CHECK_EQ(0, run.end);
	CHECK_EQ(2 * settable(), count_records("trial"));
	for (unsigned i = 0; (trial = run_record(&run, "trial", i)); i++) {
		const int is_denied =
			strcmp(record_text(trial, "result"), "permission") == 0;

		CHECK(!is_denied ||
		      strcmp(record_text(trial, "status"), "EPERM") == 0);
		CHECK(!is_denied ||
		      strstr(record_text(trial, "remedy"), "CAP_NET_") != NULL);
		named += is_denied != 0;
		json_decref(trial);
	}
	CHECK(named >= 5);
}

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

static void values_may_be_given_by_name(void)
{
	static const struct {
		const char *word;
		int64_t wanted;
		const char *name;
	} cases[] = {
		{ "traffic-class=ef", 0xb8, "ef" },
		{ "traffic-class=af41+ce", 0x8b, "af41+ce" },
		{ "traffic-class=system", -1, "system" },
		{ "ipv4-type-of-service=cs1", 0x20, "cs1" },
		{ "mtu-discovery=probe", 3, "probe" },
		{ "ipv4-mtu-discovery=omit", 5, "omit" },
		{ "multicast-loopback=off", 0, "off" },
		{ "receive-error=yes", 1, "on" },
		{ "receive-error=true", 1, "on" },
		{ "multicast-interface=lo", 1, "lo" },
		{ "address-preferences=temporary", 1, "temporary" },
		{ "address-preferences=public+home", 0x402, "public+home" },
		{ "receive-buffer=64k", 65536, "" },
		{ "send-buffer=1M", 1048576, "" },
		{ "timestamping=0x18", 0x18, "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(0, OPTIONS("--json", cases[i].word));
		json_t *trial = run_record(&run, "trial", 0);

		CHECK_EQ(cases[i].wanted,
			 json_integer_value(json_object_get(trial, "wanted")));
		CHECK_STR(cases[i].name, record_text(trial, "wanted_name"));
		json_decref(trial);
	}
}

static void words_are_served_in_order_on_one_socket(void)
{
	json_t *value;

	CHECK_EQ(0, OPTIONS("--json", "hop-limit", "hop-limit=7", "hop-limit"));
	is_number("value", "value", 64);
	value = run_record(&run, "value", 1);
	CHECK_EQ(7, record_number(value, "value"));
	json_decref(value);
	is_number("summary", "taken", 1);
	is_number("summary", "read", 2);
}

static void a_value_that_reads_differently_is_told(void)
{
	CHECK_EQ(0, OPTIONS("receive-buffer=2000M"));
	CHECK(strstr(run.output, "(limited by the sysctl net.core.rmem_max; "
				 "receive-buffer-force passes it)") != NULL);
	CHECK_EQ(0, OPTIONS("--type", "tcp", "traffic-class=ef+ce"));
	CHECK(strstr(run.output,
		     "but reads 184 (ef) (TCP keeps the ECN bits for itself)"));
	CHECK_EQ(0, OPTIONS("hop-limit=7"));
	CHECK_STR("taken       hop-limit=7 system=IPPROTO_IPV6 16\n"
		  "1 taken, 0 refused, on a new socket (udp)\n",
		  run.output);
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
	CHECK(strstr(run.errors, "; give an address of this host\n"));
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

static void a_socket_has_the_type_and_protocol_that_were_asked_for(void)
{
	CHECK_EQ(0, OPTIONS("--type", "raw", "--protocol", "89", "--get",
			    "protocol", "socket-type", "checksum"));
	CHECK_STR("protocol 89\nsocket-type 3 (raw)\nchecksum -1 (none)\n",
		  run.output);
	CHECK_EQ(0, OPTIONS("--type", "tcp", "--get", "protocol"));
	CHECK_STR("protocol 6 (tcp)\n", run.output);
	CHECK_EQ(0, OPTIONS("--type", "raw", "--protocol", "255",
			    "router-alert=0"));
}

static void a_connected_socket_tells_of_the_path(void)
{
	CHECK_EQ(0, OPTIONS("--connect", "2001:db8:1::b", "--get", "path-mtu"));
	CHECK_STR("path-mtu 1500\n", run.output);
	CHECK_EQ(0, OPTIONS("--connect", "2001:db8:1::b", "--changed", "--json",
			    "hop-limit=9"));
	CHECK(strstr(run.output, "\"before\":64,\"after\":9"));
	CHECK(strstr(run.output, "\"name\":\"path-mtu\",\"before_name\":"
				 "\"ENOTCONN\",\"after\":1500"));
	is_number("summary", "changed", count_records("change"));
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

static void everything_that_can_be_read_is_read(void)
{
	struct sock6_option_info info;
	int readable = 0;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++)
		readable += (info.access & SOCK6_OPTION_GET) != 0;
	CHECK_EQ(0, OPTIONS("--get", "--json"));
	CHECK_EQ(readable, count_records("value"));
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
		char expected[300];

		snprintf(expected, sizeof(expected), "sock6 options: %s",
			 cases[i].errors);
		CHECK_EQ(2, options(cases[i].words));
		CHECK_STR("", run.output);
		if (strncmp(expected, run.errors, strlen(expected)) != 0)
			CHECK_STR(expected, run.errors);
	}
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(every_option_of_the_table_is_listed);
	RUN(every_option_is_described);
	RUN(a_description_is_told_in_lines);
	RUN(a_word_lists_the_options_that_have_it);
	RUN(both_ends_of_every_option_are_tried);
	RUN(an_ordinary_user_is_told_what_each_option_takes);
	RUN(a_missing_permission_ends_with_3);
	RUN(values_may_be_given_by_name);
	RUN(words_are_served_in_order_on_one_socket);
	RUN(a_value_that_reads_differently_is_told);
	RUN(what_is_refused_ends_with_1);
	RUN(what_the_socket_does_not_have_ends_with_4);
	RUN(a_socket_has_the_type_and_protocol_that_were_asked_for);
	RUN(a_connected_socket_tells_of_the_path);
	RUN(tcp_connects_or_says_why_not);
	RUN(a_connection_that_does_not_come_ends_at_the_deadline);
	RUN(everything_that_can_be_read_is_read);
	RUN(a_wrong_word_is_named_and_what_to_give);
	return check_end();
}
