/* SPDX-License-Identifier: MIT */
/* sock6 icmp: what a router says about packets; and a capture of it, which
 * sock6 parse reads, tells the same. */
#include "sniffs.h"

static struct run run;

static void sniff_errors(void)
{
	static const char *const arguments[] = { "icmp",  "--json",  "--accept",
						 "error", "--count", "1",
						 NULL };

	CHECK(sniff_on(&run, "a", arguments));
}

/* A datagram from a to b, of a size and with a hop limit. */
static void send_datagram(size_t size, int hop_limit)
{
	static char bytes[1452];
	struct sockaddr_in6 peer = lab_peer("2001:db8:2::b", 9, 0);
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = (uint8_t)hop_limit };
	struct sock6_message message = {
		.data = bytes, .size = size, .peer = peer, .control = &control
	};
	sock6_fd fd = lab_udp("a", "::", 20009);

	CHECK_EQ(size, sock6_send(fd, &message, 0));
	sock6_close(fd);
}

static void a_packet_that_is_too_big_is_told_with_the_mtu(void)
{
	json_t *record;

	sniff_errors();
	send_datagram(1452, 64);
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_PACKET_TOO_BIG);
	CHECK_STR("2001:db8:1::1", text_of(record, "source"));
	CHECK_EQ(1400, number_of(record, "layers/0/mtu"));
	CHECK_STR("2001:db8:2::b",
		  text_of(record, "layers/0/quoted/0/destination"));
	CHECK_EQ(1500, number_of(record, "layers/0/quoted/0/length"));
	CHECK(is_true(record, "layers/0/quoted/0/cut"));
	CHECK_EQ(20009, number_of(record, "layers/0/quoted/0/layers/0/"
					  "source_port"));
	CHECK_EQ(0, number_of(record, "malformed"));
	json_decref(record);
}

static void a_hop_limit_that_ran_out_is_told(void)
{
	json_t *record;

	sniff_errors();
	send_datagram(16, 1);
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_TIME_EXCEEDED);
	CHECK_STR("hop limit exceeded in transit",
		  text_of(record, "layers/0/reason"));
	CHECK_EQ(1, number_of(record, "layers/0/quoted/0/hop_limit"));
	json_decref(record);
}

/* tcpdump, which has nothing in common with the command, writes the file. */
static void a_capture_is_read_as_it_was_heard(void)
{
	static struct run parser;
	const char *const words[] = { "parse", "--json",           "--accept",
				      "error", "/run/errors.pcap", NULL };
	json_t *record, *other;

	if (lab_shell("a", "command -v tcpdump >/dev/null") != 0)
		SKIP("there is no tcpdump");
	if (lab_shell("a", "(tcpdump -i eth0 -U -c 1 -w "
			   "/run/errors.pcap 'icmp6 and ip6[40] < 128'; "
			   "echo over >&2) 2>/run/log & "
			   "for i in $(seq 600); do "
			   "grep -q listening /run/log && exit 0; "
			   "grep -q over /run/log && exit 1; "
			   "sleep 0.05; done; exit 1") != 0)
		SKIP("tcpdump gives up rights that a user namespace lacks");
	sniff_errors();
	send_datagram(16, 1);
	heard_all(&run);
	CHECK_EQ(0, lab_shell("a", "for i in $(seq 600); do "
				   "grep -q captured /run/log && exit 0; "
				   "sleep 0.05; done; exit 1"));
	run_start(&parser, NULL, NULL, words);
	run_finish(&parser);
	CHECK_EQ(0, parser.end);
	record = run_record(&run, "message", 0);
	other = run_record(&parser, "packet", 0);
	CHECK_STR("right", text_of(other, "layers/0/checksum"));
	/* Another time, but the same layers with the same members. */
	CHECK(json_equal(member(record, "layers"), member(other, "layers")));
	CHECK_EQ(1, json_array_size(member(record, "layers")));
	json_decref(record);
	json_decref(other);
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	RUN(a_packet_that_is_too_big_is_told_with_the_mtu);
	RUN(a_hop_limit_that_ran_out_is_told);
	RUN(a_capture_is_read_as_it_was_heard);
	return check_end();
}
