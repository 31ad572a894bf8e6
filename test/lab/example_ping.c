/* SPDX-License-Identifier: MIT */
/* ping from a to b, as whoever is allowed what. */
#include "check.h"
#include "example.h"
#include "host.h"

#define RANGE "net/ipv4/ping_group_range"

/* With a privilege, or without the one that raw sockets need. */
static void start(struct example *ping, int privileged, char *target)
{
	char path[] = EXAMPLES "/ping", count[] = "2";
	char *with[] = { path, target, count, NULL };
	char *without[] = { "/usr/bin/setpriv",
			    "--bounding-set=-net_raw",
			    path,
			    target,
			    count,
			    NULL };

	example_start(ping, "a", privileged ? with : without);
}

/* A line that begins and ends so. */
static void shows(struct example *ping, const char *front, const char *end)
{
	size_t length;

	REQUIRE(example_next(ping));
	printf("# %s\n", ping->line);
	length = strlen(ping->line);
	CHECK(strncmp(front, ping->line, strlen(front)) == 0);
	CHECK(length >= strlen(end) &&
	      strcmp(end, ping->line + length - strlen(end)) == 0);
}

static void is_answered(int privileged, const char *kind)
{
	char target[] = "2001:db8:1::b";
	struct example ping;

	start(&ping, privileged, target);
	shows(&ping, kind, "");
	shows(&ping,
	      "1: 64 bytes from 2001:db8:1::b hop_limit=64 time=", " ms");
	shows(&ping,
	      "2: 64 bytes from 2001:db8:1::b hop_limit=64 time=", " ms");
	CHECK_EQ(0, example_end(&ping));
}

/* A new network allows datagram sockets to nobody. */
static void a_privilege_opens_a_raw_socket(void)
{
	is_answered(1, "raw socket, identifier ");
}

static void without_it_the_hint_is_shown(void)
{
	char target[] = "2001:db8:1::b";
	struct example ping;

	start(&ping, 0, target);
	CHECK(example_finds(&ping, "net.ipv4.ping_group_range"));
	shows(&ping, "ping: echo socket: ", sock6_status_text(-EPERM));
	CHECK_EQ(1, example_end(&ping));
}

static void the_range_opens_a_datagram_socket(void)
{
	REQUIRE_EQ(0, lab_sysctl("a", RANGE, "0 0"));
	is_answered(0, "datagram socket, identifier ");
	is_answered(1, "datagram socket, identifier ");
}

static void what_a_router_says_is_shown(void)
{
	static const char error[] =
		"status=ENETUNREACH type=1 code=0 offender=2001:db8:1::b";
	char target[] = "2001:db8:99::1";
	struct example ping;

	start(&ping, 0, target);
	CHECK(example_next(&ping));
	shows(&ping, "1: origin=icmpv6 ", error);
	shows(&ping, "2: origin=icmpv6 ", error);
	CHECK_EQ(1, example_end(&ping));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs within lab.sh pair");
	/* b says so when it does not know the way. */
	lab_shell("b", "ip -6 route del default; "
		       "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
	RUN(a_privilege_opens_a_raw_socket);
	RUN(without_it_the_hint_is_shown);
	RUN(the_range_opens_a_datagram_socket);
	RUN(what_a_router_says_is_shown);
	return check_end();
}
