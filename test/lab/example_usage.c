/* SPDX-License-Identifier: MIT */
/* What the example programs say to wrong arguments. */
#include "check.h"
#include "example.h"
#include "sock6.h"

static char *const programs[] = {
	"keep_joined",    "mark_tcp",        "mark_tcp_dual",
	"mdns_responder", "mld_watch",       "multicast_many",
	"ospf_hello",     "path_mtu",        "multicast_two_interfaces",
	"ping",           "source_specific", "trace_route",
	"udp_echo",       "udp_echo_client",
};

static void usage_is_told(char *program, char *argument)
{
	char *arguments[] = { program, argument, NULL };
	struct example example;
	char expected[64];

	snprintf(expected, sizeof(expected), "usage: %s ", program);
	example_start(&example, NULL, arguments);
	CHECK(example_next(&example));
	CHECK(strncmp(example.line, expected, strlen(expected)) == 0);
	CHECK_EQ(2, example_end(&example));
}

static void every_program_tells_its_usage(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		usage_is_told(programs[i], NULL);
		usage_is_told(programs[i], "--help");
	}
}

static void refuses(char *const arguments[], const char *message)
{
	struct example example;

	example_start(&example, NULL, arguments);
	CHECK(example_next(&example));
	CHECK_STR(message, example.line);
	CHECK_EQ(1, example_end(&example));
}

static void a_wrong_argument_is_named(void)
{
	char invalid[128];

	snprintf(invalid, sizeof(invalid), "mark_tcp: purple: %s",
		 sock6_status_text(-EINVAL));
	refuses((char *[]){ "mark_tcp", "[::1]:0", "purple", NULL }, invalid);
	snprintf(invalid, sizeof(invalid), "trace_route: nowhere: %s",
		 sock6_status_text(-EINVAL));
	refuses((char *[]){ "trace_route", "nowhere", NULL }, invalid);
}

static void a_wrong_interface_is_named(void)
{
	char missing[128];

	snprintf(missing, sizeof(missing), "ospf_hello: absent0: %s",
		 sock6_status_text(-ENODEV));
	refuses((char *[]){ "ospf_hello", "absent0", "192.0.2.1", NULL },
		missing);
	snprintf(missing, sizeof(missing), "multicast_many: absent0: %s",
		 sock6_status_text(-ENODEV));
	refuses((char *[]){ "multicast_many", "lo", "absent0", NULL }, missing);
}

int main(void)
{
	RUN(every_program_tells_its_usage);
	RUN(a_wrong_argument_is_named);
	RUN(a_wrong_interface_is_named);
	return check_end();
}
