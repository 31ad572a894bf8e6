/* SPDX-License-Identifier: MIT */
/* sock6 options: the table as it is, values by name, and trials. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "trying.h"

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
	is_text("system", "socket_type", "udp");
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

static void everything_that_can_be_read_is_read(void)
{
	struct sock6_option_info info;
	int readable = 0;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++)
		readable += (info.access & SOCK6_OPTION_GET) != 0;
	CHECK_EQ(0, OPTIONS("--get", "--json"));
	CHECK_EQ(readable, count_records("value"));
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
	RUN(values_may_be_given_by_name);
	RUN(words_are_served_in_order_on_one_socket);
	RUN(a_value_that_reads_differently_is_told);
	RUN(a_socket_has_the_type_and_protocol_that_were_asked_for);
	RUN(a_connected_socket_tells_of_the_path);
	RUN(everything_that_can_be_read_is_read);
	return check_end();
}
