/* SPDX-License-Identifier: MIT */
/*
 * Who is heard: sources, interfaces and groups.  What must not be heard is sent
 * first; that the first datagram heard is another one proves it.
 */
#include "hosts.h"

#define GROUP "ff1e::114"

static struct run run;

static void only_the_source_that_was_named_is_heard(void)
{
	REQUIRE(LISTEN(&run, "2001:db8:1::a2@ff3e::8000:1%eth0", "--count",
		       "1"));
	REQUIRE(SEND("ff3e::8000:1%eth0", "--from", "2001:db8:1::a",
		     "--payload", "other source"));
	REQUIRE(SEND("ff3e::8000:1%eth0", "--from", "2001:db8:1::a2",
		     "--payload", "source"));
	heard_all(&run);
	heard(&run, 0, "source");
}

static void several_sources_of_a_group_are_heard(void)
{
	REQUIRE(LISTEN(&run, "2001:db8:1::a@[ff3e::8000:1%eth0]:5000",
		       "2001:db8:1::a2@ff3e::8000:1%eth0:5000", "--count",
		       "2"));
	REQUIRE(SEND("[ff3e::8000:1%eth0]:5000", "--from", "fe80::a",
		     "--payload", "third"));
	REQUIRE(SEND("[ff3e::8000:1%eth0]:5000", "--from", "2001:db8:1::a",
		     "--payload", "first"));
	REQUIRE(SEND("[ff3e::8000:1%eth0]:5000", "--from", "2001:db8:1::a2",
		     "--payload", "second"));
	heard_all(&run);
	heard(&run, 0, "first");
	heard(&run, 1, "second");
}

static void an_excluded_source_is_not_heard(void)
{
	REQUIRE(LISTEN(&run, GROUP "%eth0", "--exclude", "2001:db8:1::a",
		       "--exclude", "2001:db8::1", "--count", "1"));
	REQUIRE(SEND(GROUP, "--if", "eth0", "--from", "2001:db8:1::a",
		     "--payload", "excluded"));
	REQUIRE(SEND(GROUP, "--if", "eth0", "--from", "2001:db8:1::a2",
		     "--payload", "other"));
	heard_all(&run);
	heard(&run, 0, "other");
}

static void a_group_is_heard_on_its_interface_only(void)
{
	REQUIRE(LISTEN(&run, GROUP, "--if", "eth1", "[ff1e::9%eth0]:1024",
		       "--count", "2"));
	REQUIRE(SEND(GROUP "%eth0", "--payload", "other interface"));
	REQUIRE(SEND("ff1e::9%eth1", "--payload", "other interface"));
	REQUIRE(SEND(GROUP "%eth1", "--payload", "interface"));
	REQUIRE(SEND("ff1e::9%eth0", "--payload", "interface of the other"));
	heard_all(&run);
	heard(&run, 0, "interface");
	heard(&run, 1, "interface of the other");
}

static void a_group_alone_hears_no_unicast(void)
{
	static const char *const unicast[] = { "send", "[2001:db8:1::b]:5000",
					       "--payload", "unicast", NULL };
	static struct run sender;

	REQUIRE(LISTEN(&run, GROUP "%eth0:5000", "--count", "1"));
	/* Nobody there hears unicast, and the sender is told so. */
	run_start(&sender, on_host, "a", unicast);
	run_finish(&sender);
	CHECK_EQ(1, sender.end);
	REQUIRE(SEND(GROUP "%eth0:5000", "--payload", "multicast"));
	heard_all(&run);
	heard(&run, 0, "multicast");
}

static void a_port_hears_no_group_that_another_listener_joined(void)
{
	static struct run other;

	REQUIRE(LISTEN(&other, GROUP "%eth0", "ff1e::9%eth0", "--count", "1"));
	REQUIRE(LISTEN(&run, "ff1e::7%eth0", "ff1e::8%eth0", "--count", "1"));
	REQUIRE(SEND(GROUP "%eth0", "--payload", "for the other"));
	REQUIRE(SEND("ff1e::8%eth0", "--payload", "for this one"));
	heard_all(&other);
	heard(&other, 0, "for the other");
	heard_all(&run);
	heard(&run, 0, "for this one");
}

static void two_listeners_hear_one_group(void)
{
	static struct run other;

	REQUIRE(LISTEN(&other, GROUP "%eth0", "--count", "1"));
	REQUIRE(LISTEN(&run, GROUP "%eth0", "--count", "1"));
	REQUIRE(SEND(GROUP "%eth0", "--payload", "for both"));
	heard_all(&other);
	heard_all(&run);
	heard(&other, 0, "for both");
	heard(&run, 0, "for both");
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(only_the_source_that_was_named_is_heard);
	RUN(several_sources_of_a_group_are_heard);
	RUN(an_excluded_source_is_not_heard);
	RUN(a_group_is_heard_on_its_interface_only);
	RUN(a_group_alone_hears_no_unicast);
	RUN(a_port_hears_no_group_that_another_listener_joined);
	RUN(two_listeners_hear_one_group);
	return check_end();
}
