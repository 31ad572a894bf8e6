/* SPDX-License-Identifier: MIT */
/* Many destinations of one sender: turns, counts, and ten thousand of them. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/resource.h>

#include "stamped.h"

#define PORT     5000
#define MANY     10000
#define MEGABYTE (1 << 20)

static struct run run;
static struct stamped in;
static sock6_fd b;

/* What has come from the streams of the addresses 2001:db8:9::1 and on. */
static unsigned counts[MANY + 1], ends[MANY + 1];

/* All addresses of a prefix are b's, so that there can be any number. */
static void give_prefix(void)
{
	int64_t room = 128 * MEGABYTE;

	CHECK_EQ(0, lab_shell("b", "ip -6 route add local 2001:db8:9::/64 dev "
				   "lo"));
	b = lab_udp("b", "::", PORT);
	CHECK_EQ(0, sock6_control_request(b, SOCK6_DESTINATION, NULL));
	if (sock6_set(b, SOCK6_OPT_RECEIVE_BUFFER_FORCE, room) < 0)
		sock6_set(b, SOCK6_OPT_RECEIVE_BUFFER, room);
}

static unsigned last_part(const struct in6_addr *address)
{
	return (unsigned)address->s6_addr[14] << 8 | address->s6_addr[15];
}

static void destinations_take_turns(void)
{
	FROM_A(&run, "2001:db8:9::1+3", "[2001:db8:9::100]:5000", "-p", "5000",
	       "-c", "3", "-i", "4ms", "--no-end");
	CHECK_EQ(0, run.end);
	for (uint64_t i = 0; i < 12; i++) {
		static const unsigned turns[] = { 1, 2, 3, 0x100 };

		REQUIRE(stamped_is(b, &in, i / 4 + 1));
		CHECK_EQ(turns[i % 4], last_part(&in.control.destination));
	}
	CHECK_EQ(12, summary_number(&run, "sent"));
	CHECK_EQ(4, summary_number(&run, "destinations"));
	/* The interval is that of each of them. */
	CHECK(summary_real(&run, "wanted_rate") == 1000);
}

static void each_destination_has_a_stream_that_ends(void)
{
	uint64_t streams[3] = { 0 };

	FROM_A(&run, "[2001:db8:9::+3]:5000", "-c", "2", "-i", "0");
	for (int i = 0; i < 6; i++) {
		uint64_t *stream;

		REQUIRE(stamped_hear(b, &in));
		stream = &streams[last_part(&in.control.destination) % 3];
		CHECK(*stream == 0 || *stream == in.stamp.stream);
		*stream = in.stamp.stream;
	}
	CHECK(streams[0] != streams[1] && streams[1] != streams[2] &&
	      streams[0] != streams[2]);
	for (int i = 0; i < 9; i++) {
		REQUIRE(stamped_ends(b, &in, 2));
		CHECK(streams[last_part(&in.control.destination) % 3] ==
		      in.stamp.stream);
	}
}

/* A receiver that datagrams do not reach any faster could not take in the ends
 * either: as slowly as they came, but no slower than one in a millisecond. */
static void ends_come_no_faster_than_datagrams(void)
{
	const unsigned streams = 100;
	int64_t first = 0;

	FROM_A(&run, "[2001:db8:9::+100]:5000", "-c", "1", "--rate", "500pps");
	for (unsigned i = 0; i < streams; i++)
		REQUIRE(stamped_is(b, &in, 1));
	for (unsigned i = 0; i < streams; i++) {
		REQUIRE(stamped_ends(b, &in, 1));
		if (i == 0)
			first = in.stamp.sent;
	}
	CHECK(in.stamp.sent - first > 80 * 1000000);
	while (sock6_wait(b, SOCK6_READABLE, sock6_now()) > 0 &&
	       stamped_hear(b, &in))
		CHECK_EQ(STAMP_END, in.stamp.kind);
}

/* Takes one in; whether there may be more. */
static int hear_one(unsigned *total)
{
	unsigned to;

	if (!CHECK(stamped_hear(b, &in)) || !CHECK(in.has_stamp))
		return 0;
	to = last_part(&in.control.destination);
	if (!CHECK(to >= 1 && to <= MANY))
		return 0;
	if (in.stamp.kind == STAMP_DATA) {
		counts[to]++;
		(*total)++;
		return CHECK_EQ(counts[to], in.stamp.sequence);
	}
	ends[to]++;
	return CHECK_EQ(2, in.stamp.value);
}

/* In kilobytes; AddressSanitizer has its own ideas. */
static void check_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	CHECK(usage.ru_maxrss < 32 * 1024);
#endif
}

static void ten_thousand_destinations_get_what_each_should(void)
{
	static const char *const words[] = {
		"send",    "--json", "[2001:db8:9::1+10000]:5000",
		"-c",      "2",      "--rate",
		"100kpps", NULL
	};
	unsigned total = 0, all_ends = 0;

	run_start(&run, on_host, "a", words);
	while (total + all_ends < 2 * MANY + 3 * MANY && hear_one(&total))
		all_ends += in.stamp.kind == STAMP_END;
	run_finish(&run);
	CHECK_EQ(0, run.end);
	CHECK_EQ(2 * MANY, summary_number(&run, "sent"));
	CHECK_EQ(MANY, summary_number(&run, "destinations"));
	CHECK_EQ(2 * MANY, total);
	for (unsigned i = 1; i <= MANY; i++)
		REQUIRE(counts[i] == 2 && ends[i] == 3);
	check_memory();
}

/* What is built of a batch and not taken is given to the same ones again. */
static void one_that_is_refused_does_not_disturb_the_others(void)
{
	if (lab_shell("a", "command -v nft >/dev/null") != 0)
		SKIP("nft(8) is missing");
	REQUIRE_EQ(0, lab_shell("a", "nft 'table ip6 lab { chain output { type "
				     "filter hook output priority 0; ip6 daddr "
				     "2001:db8:9::2 drop; }; }'"));
	FROM_A(&run, "[2001:db8:9::1+3]:5000", "-c", "4", "-i", "0",
	       "--no-end");
	CHECK_EQ(0, lab_shell("a", "nft delete table ip6 lab"));
	CHECK_EQ(1, run.end);
	CHECK_EQ(8, summary_number(&run, "sent"));
	CHECK_EQ(4, summary_number(&run, "failed"));
	CHECK_EQ(4, summary_reason(&run, "EPERM"));
	for (uint64_t i = 0; i < 8; i++) {
		REQUIRE(stamped_is(b, &in, i / 2 + 1));
		CHECK_EQ(i % 2 ? 3 : 1, last_part(&in.control.destination));
	}
}

/* Each interface that is named has its own value beside the datagram. */
static void destinations_may_be_on_several_interfaces(void)
{
	sock6_fd group = lab_multicast("b", PORT + 1);
	struct in6_addr address = lab_in6("ff1e::114");

	for (int i = 0; i < 2; i++)
		REQUIRE_EQ(0,
			   sock6_group_join(group,
					    lab_index("b", i ? "eth1" : "eth0"),
					    &address));
	REQUIRE_EQ(0, sock6_control_request(group, SOCK6_INTERFACE, NULL));
	FROM_A(&run, "[ff1e::114%eth0]:5001", "[ff1e::114%eth1]:5001", "-c",
	       "2", "-i", "0", "--no-end");
	CHECK_EQ(0, run.end);
	for (int i = 0; i < 4; i++) {
		REQUIRE(stamped_hear(group, &in));
		CHECK_EQ(lab_index("b", i % 2 ? "eth1" : "eth0"),
			 in.control.ifindex);
	}
	sock6_close(group);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	give_prefix();
	RUN(destinations_take_turns);
	RUN(each_destination_has_a_stream_that_ends);
	RUN(ends_come_no_faster_than_datagrams);
	RUN(ten_thousand_destinations_get_what_each_should);
	RUN(one_that_is_refused_does_not_disturb_the_others);
	RUN(destinations_may_be_on_several_interfaces);
	return check_end();
}
