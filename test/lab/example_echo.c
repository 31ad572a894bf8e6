/* SPDX-License-Identifier: MIT */
/* udp_echo and udp_echo_client: sixteen questions, sixteen answers. */
#include "check.h"
#include "example.h"
#include "host.h"

/* The client on b asks: every answer comes, from the address asked, and each
 * of the eight traffic classes twice. */
static void all_is_answered(char *server, const char *beside)
{
	char *arguments[] = { "udp_echo_client", server, NULL };
	unsigned classes[8] = { 0 };
	struct example client;
	char expected[256];

	example_start(&client, "b", arguments);
	for (int i = 0; i < 16; i++) {
		const char *found;
		unsigned traffic_class;

		REQUIRE(example_next(&client));
		found = strstr(client.line, "traffic_class=0x");
		REQUIRE(found);
		traffic_class = (unsigned)strtoul(found + 14, NULL, 16);
		REQUIRE(traffic_class % 32 == 0 && traffic_class < 256);
		classes[traffic_class / 32]++;
		snprintf(expected, sizeof(expected),
			 "%d bytes from %s: traffic_class=0x%x %s",
			 i < 10 ? 7 : 8, server, traffic_class, beside);
		CHECK_STR(expected, client.line);
	}
	CHECK(example_finds(&client, "16 of 16 answered"));
	CHECK_EQ(0, example_end(&client));
	for (int i = 0; i < 8; i++)
		CHECK_EQ(2, classes[i]);
}

static void answers_come_from_the_address_that_was_asked(void)
{
	char *arguments[] = { "udp_echo", "[::]:1024", NULL };
	struct example server;

	example_start(&server, "a", arguments);
	REQUIRE(example_finds(&server, "serving"));
	all_is_answered("[2001:db8:1::a]:1024", "hop_limit=64");
	all_is_answered("[2001:db8:1::a2]:1024", "hop_limit=64");
	all_is_answered("[fe80::a%eth1]:1024", "hop_limit=64");
	all_is_answered("[::ffff:192.0.2.1]:1024", "hop_limit=64");
	example_stop(&server);
}

static void a_client_without_a_server_says_so(void)
{
	char *arguments[] = { "udp_echo_client", "[2001:db8:1::a]:1024", NULL };
	struct example client;

	example_start(&client, "b", arguments);
	CHECK(example_finds(&client, "0 of 16 answered"));
	CHECK_EQ(1, example_end(&client));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	RUN(answers_come_from_the_address_that_was_asked);
	RUN(a_client_without_a_server_says_so);
	return check_end();
}
