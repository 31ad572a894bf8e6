/* SPDX-License-Identifier: MIT */
/* path_mtu from a, through a router with a narrower link, to b. */
#include "check.h"
#include "example.h"
#include "host.h"

static void start(struct example *example, const char *host, char *target)
{
	char *arguments[] = { "path_mtu", target, NULL };

	example_start(example, host, arguments);
}

static void shows(struct example *example, const char *line)
{
	CHECK(example_next(example));
	CHECK_STR(line, example->line);
}

static void the_narrow_link_is_found_and_who_has_it(void)
{
	struct example example;

	CHECK_EQ(0, lab_shell("a", "ip -6 route flush cache"));
	start(&example, "a", "2001:db8:2::b");
	shows(&example, "trying 1500 bytes, 1452 of them payload");
	shows(&example, "2001:db8:1::1: no more than 1400 bytes");
	shows(&example, "trying 1400 bytes, 1352 of them payload");
	shows(&example, "arrived");
	CHECK_EQ(0, example_end(&example));
}

/* The system remembers. */
static void what_is_known_is_tried_first(void)
{
	struct example example;

	start(&example, "a", "[2001:db8:2::b]:40000");
	shows(&example, "trying 1400 bytes, 1352 of them payload");
	shows(&example, "arrived");
	CHECK_EQ(0, example_end(&example));
}

static void a_service_that_answers_has_heard_it_as_well(void)
{
	char target[64], first = 0;
	struct sockaddr_in6 back;
	struct sock6_message heard = { .data = &first, .size = 1 };
	struct example example;
	sock6_fd server = lab_udp("b", "::", 0);

	snprintf(target, sizeof(target), "[2001:db8:2::b]:%u",
		 (unsigned)lab_port(server));
	start(&example, "a", target);
	CHECK(sock6_wait(server, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) >
	      0);
	CHECK_EQ(1, sock6_receive(server, &heard, 0));
	back = heard.peer;
	CHECK_EQ(4, lab_send(server, "here", &back, NULL));
	CHECK(example_finds(&example, "arrived"));
	CHECK_EQ(0, example_end(&example));
	sock6_close(server);
}

static void another_error_is_shown_and_ends_it(void)
{
	struct example example;

	start(&example, "a", "2001:db8:dead::1");
	CHECK(example_finds(&example,
			    "path_mtu: origin=icmpv6 status=ENETUNREACH "
			    "type=1 code=0 offender=2001:db8:1::1"));
	CHECK_EQ(1, example_end(&example));
}

static void a_path_within_the_host_needs_one_datagram(void)
{
	struct example example;

	start(&example, "b", "::1");
	shows(&example, "trying 65536 bytes, 65488 of them payload");
	shows(&example, "arrived");
	CHECK_EQ(0, example_end(&example));
	start(&example, "b", "127.0.0.1");
	CHECK(example_finds(&example, "65507 of them payload"));
	shows(&example, "arrived");
	CHECK_EQ(0, example_end(&example));
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("runs within lab.sh router");
	RUN(the_narrow_link_is_found_and_who_has_it);
	RUN(what_is_known_is_tried_first);
	RUN(a_service_that_answers_has_heard_it_as_well);
	RUN(another_error_is_shown_and_ends_it);
	RUN(a_path_within_the_host_needs_one_datagram);
	return check_end();
}
