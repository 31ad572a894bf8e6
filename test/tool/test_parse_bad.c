/* SPDX-License-Identifier: MIT */
/* sock6 parse: what is malformed is said with its place, the rest is shown, and
 * the status is 1. */
#include "packets.h"

#define ICMP SOCK6_ICMP_PROTOCOL

static struct run run;
static struct packet_bytes p;
static unsigned char message[1280];

/* A message of an ICMPv6 type, zeros but for what tests write. */
static void make(int type, size_t size)
{
	memset(message, 0, sizeof(message));
	message[0] = (unsigned char)type;
	packet_message(&p, "fe80::a", "ff02::1", 255, message, (int)size);
}

/* What is wrong at an object of the packet, and where. */
static void expect(const char *path, long offset, const char *text)
{
	json_t *record = packet_parse(&run, &p);
	const json_t *object = member(record, path);

	CHECK_EQ(1, run.end);
	CHECK(number_of(record, "malformed") > 0);
	CHECK_STR(text, problem_of(object, ""));
	CHECK_EQ(offset, number_of(object, "problems/0/offset"));
	json_decref(record);
}

static void a_header_that_is_cut_is_malformed(void)
{
	packet_echo(&p, ICMP, "", 0);
	p.size = 20;
	expect("", 0, "20 bytes are no IPv6 header, which has 40");
}

static void another_version_is_malformed(void)
{
	packet_echo(&p, ICMP, "", 0);
	p.bytes[0] = 0x50;
	expect("", 0, "the version is 5, not 6");
}

static void a_payload_that_is_not_all_there_is_malformed(void)
{
	json_t *record;

	packet_echo(&p, ICMP, "", 0);
	put_16(p.bytes + 4, 100);
	expect("", 4, "the payload length is 100, but 10 bytes follow");
	record = packet_parse(&run, &p);
	CHECK(is_true(record, "cut"));
	CHECK_STR("echo request", text_of(record, "layers/0/name"));
	json_decref(record);
}

/* "60", and a header with one byte behind it that promises two. */
static void one_byte_is_no_bytes(void)
{
	run_tool(&run, "parse", "60", NULL);
	CHECK(strstr(run.output, "! at byte 0: 1 byte is no IPv6 header, which "
				 "has 40\n") != NULL);
	packet_begin(&p, "2001:db8::1", "2001:db8::2", 17, 64);
	packet_add(&p, "ab", 2);
	p.size--;
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK(strstr(run.output, "is 2, but 1 byte follows\n") != NULL);
	packet_begin(&p, "2001:db8::1", "2001:db8::2", 17, 64);
	packet_add(&p, "a", 1);
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK(strstr(run.output, "1 byte is less than its header\n") != NULL);
}

static void bytes_behind_the_packet_are_padding(void)
{
	json_t *record;

	packet_echo(&p, ICMP, "", 0);
	p.size += 6;
	record = packet_parse(&run, &p);
	CHECK_EQ(0, run.end);
	CHECK_EQ(6, number_of(record, "trailing"));
	json_decref(record);
}

static void addresses_that_cannot_be_are_malformed(void)
{
	packet_echo(&p, ICMP, "", 0);
	p.bytes[8] = 0xff;
	expect("", 8, "the source is a multicast address");
	packet_echo(&p, ICMP, "", 0);
	memset(p.bytes + 24, 0, 16);
	expect("", 24, "the destination is unspecified");
}

static void a_wrong_checksum_is_said(void)
{
	packet_echo(&p, ICMP, "", 0);
	p.bytes[p.size - 1] ^= 1;
	expect("layers/0", 42, "the checksum 0xa98f is wrong");
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK(strstr(run.output, "\n    ! at byte 42: the checksum 0xa98f is "
				 "wrong\n") != NULL);
	CHECK(strstr(run.output, "1 packet, 1 malformed\n") != NULL);
}

static void extension_headers_that_are_too_long_are_malformed(void)
{
	static const unsigned char header[] = { 58, 9, 1, 4, 0, 0, 0, 0 };
	static const unsigned char option[] = { 58, 0, 5, 9, 0, 0, 0, 0 };
	static const unsigned char late[] = { 0,  0, 1, 4, 0, 0, 0, 0,
					      58, 0, 1, 4, 0, 0, 0, 0 };

	packet_echo(&p, SOCK6_EXTENSION_DESTINATION, header, sizeof(header));
	expect("", 40, "the destination options header ends behind the packet");
	packet_echo(&p, SOCK6_EXTENSION_HOP_BY_HOP, option, sizeof(option));
	expect("layers/0", 42, "the option ends behind its header");
	packet_echo(&p, SOCK6_EXTENSION_DESTINATION, late, sizeof(late));
	expect("layers/1", 48, "hop-by-hop options have to come first");
}

static void a_jumbo_payload_that_may_not_be_is_malformed(void)
{
	unsigned char header[] = { 58, 0, 0xc2, 4, 0, 1, 0x11, 0x70 };

	packet_echo(&p, SOCK6_EXTENSION_HOP_BY_HOP, header, sizeof(header));
	expect("layers/0/options/0", 44,
	       "a jumbo payload beside a payload length");
	header[5] = 0;
	packet_echo(&p, SOCK6_EXTENSION_HOP_BY_HOP, header, sizeof(header));
	put_16(p.bytes + 4, 0);
	expect("layers/0/options/0", 44,
	       "a jumbo payload of 4464, less than 65536");
}

static void too_many_headers_are_malformed(void)
{
	unsigned char headers[33 * 8] = { 0 };

	for (int i = 0; i < 33; i++) {
		headers[8 * i] = i == 32 ? 58 : SOCK6_EXTENSION_DESTINATION;
		headers[8 * i + 2] = 1;
		headers[8 * i + 3] = 4;
	}
	packet_echo(&p, SOCK6_EXTENSION_DESTINATION, headers, sizeof(headers));
	expect("", 40 + 32 * 8, "more than 32 extension headers");
}

static void a_routing_header_that_lies_is_malformed(void)
{
	static const unsigned char header[] = { 58, 0, 4, 1, 9, 0, 0, 0 };

	packet_echo(&p, SOCK6_EXTENSION_ROUTING, header, sizeof(header));
	expect("layers/0", 44, "it does not hold the segments that it says");
}

static void lengths_of_udp_are_judged(void)
{
	unsigned char udp[] = { 0, 1, 0, 2, 0, 99, 1, 1, 'x' };

	packet_begin(&p, "2001:db8::a", "2001:db8::b", 17, 64);
	packet_add(&p, udp, sizeof(udp));
	expect("layers/0", 44, "the length is 99, but there are 9 bytes");
	udp[5] = 7;
	packet_begin(&p, "2001:db8::a", "2001:db8::b", 17, 64);
	packet_add(&p, udp, sizeof(udp));
	expect("layers/0", 44, "the length is 7, less than its header");
	packet_begin(&p, "2001:db8::a", "2001:db8::b", 17, 64);
	packet_add(&p, udp, 5);
	expect("layers/0", 40, "5 bytes are less than its header");
}

static void a_tcp_header_that_lies_is_malformed(void)
{
	unsigned char tcp[20] = { 0, 1, 0, 2, [12] = 0xf0 };

	packet_begin(&p, "2001:db8::a", "2001:db8::b", 6, 64);
	packet_add(&p, tcp, sizeof(tcp));
	expect("layers/0", 52, "the header ends behind the packet");
	tcp[12] = 0x40;
	packet_begin(&p, "2001:db8::a", "2001:db8::b", 6, 64);
	packet_add(&p, tcp, sizeof(tcp));
	expect("layers/0", 52, "the header has 16 bytes by its own word");
}

static void messages_that_are_too_short_are_malformed(void)
{
	packet_begin(&p, "fe80::a", "ff02::1", ICMP, 255);
	packet_add(&p, "\x86", 1);
	expect("layers/0", 40, "1 byte is no message, which has 4 or more");
	make(SOCK6_ICMP_ROUTER_ADVERTISEMENT, 12);
	expect("layers/0", 40,
	       "12 bytes are no such message, which has 16 or more");
	make(SOCK6_ICMP_ECHO_REQUEST, 7);
	expect("layers/0", 40,
	       "7 bytes are no such message, which has 8 or more");
	make(SOCK6_ICMP_MULTICAST_LISTENER_DONE, 20);
	expect("layers/0", 40,
	       "20 bytes are no such message, which has 24 or more");
	make(SOCK6_ICMP_MULTICAST_LISTENER_QUERY, 26);
	expect("layers/0", 40, "a query has 24 bytes, or 28 and more, not 26");
}

/* A router advertisement with an MTU of 1400 and then two bytes. */
static void make_options(unsigned type, unsigned length, size_t size)
{
	static const unsigned char mtu[] = { 5, 1, 0, 0, 0, 0, 5, 0x78 };

	memset(message, 0, sizeof(message));
	message[0] = SOCK6_ICMP_ROUTER_ADVERTISEMENT;
	memcpy(message + 16, mtu, sizeof(mtu));
	message[24] = (unsigned char)type;
	message[25] = (unsigned char)length;
	packet_message(&p, "fe80::a", "ff02::1", 255, message, (int)size);
}

static void options_before_a_wrong_one_are_shown(void)
{
	json_t *record;

	make_options(1, 0, 32);
	expect("layers/0", 65, "the length of the option is 0");
	record = packet_parse(&run, &p);
	CHECK_EQ(1400, number_of(record, "layers/0/options/0/mtu"));
	json_decref(record);
	make_options(1, 3, 32);
	expect("layers/0", 64, "the option ends behind the message");
	make_options(1, 1, 25);
	expect("layers/0", 64, "the option ends behind the message");
	make_options(3, 1, 32);
	expect("layers/0/options/1", 64,
	       "length or value is wrong for this option");
}

static void a_wrong_code_is_said(void)
{
	memset(message, 0, sizeof(message));
	message[0] = SOCK6_ICMP_ROUTER_SOLICITATION;
	message[1] = 3;
	packet_message(&p, "fe80::a", "ff02::2", 255, message, 8);
	expect("layers/0", 41, "the code is 3, not 0");
}

static void a_domain_that_is_none_is_said(void)
{
	make_options(SOCK6_NEIGHBOR_DNS_SEARCH, 2, 40);
	message[32] = 60;
	packet_message(&p, "fe80::a", "ff02::1", 255, message, 40);
	expect("layers/0/options/1", 72, "this is no domain name");
}

static void records_before_a_wrong_one_are_shown(void)
{
	json_t *record;

	memset(message, 0, sizeof(message));
	message[0] = SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT;
	message[7] = 2;
	message[8] = 4;
	message[12] = 0xff;
	message[13] = 2;
	message[28] = 4;
	message[31] = 9;
	packet_message(&p, "fe80::a", "ff02::16", 1, message, 48);
	expect("layers/0", 68, "it ends within record 2 of 2");
	record = packet_parse(&run, &p);
	CHECK_STR("ff02::", text_of(record, "layers/0/records/0/group"));
	json_decref(record);
}

static void a_query_with_fewer_sources_than_it_says_is_malformed(void)
{
	make(SOCK6_ICMP_MULTICAST_LISTENER_QUERY, 28);
	message[27] = 2;
	packet_message(&p, "fe80::a", "ff02::1", 1, message, 28 + 16);
	expect("layers/0", 66,
	       "it has 2 sources by its own word, but 16 bytes follow");
}

static void a_length_attribute_that_lies_is_said(void)
{
	make(SOCK6_ICMP_TIME_EXCEEDED, 48);
	message[4] = 16;
	packet_message(&p, "fe80::a", "ff02::1", 64, message, 48);
	expect("layers/0", 44,
	       "the quoted packet has 128 bytes by its length, but 40 follow");
}

static void a_wrong_extension_structure_is_said(void)
{
	make(SOCK6_ICMP_TIME_EXCEEDED, 8 + 128 + 8);
	message[4] = 16;
	message[8] = 0x60;
	message[8 + 128] = 0x20;
	packet_message(&p, "fe80::a", "fe80::b", 64, message, 8 + 128 + 8);
	expect("layers/0", 176, "the extension has a wrong checksum or length");
	message[8 + 128] = 0x10;
	packet_message(&p, "fe80::a", "fe80::b", 64, message, 8 + 128 + 8);
	expect("layers/0", 176, "the version of the extension is 1, not 2");
}

/* It may be the very reason of the error. */
static void what_is_wrong_in_a_quoted_packet_is_no_fault_of_the_error(void)
{
	json_t *record;

	make(SOCK6_ICMP_PARAMETER_PROBLEM, 48);
	message[8] = 0x50;
	packet_message(&p, "fe80::a", "fe80::b", 64, message, 48);
	record = packet_parse(&run, &p);
	CHECK_EQ(0, run.end);
	CHECK_EQ(0, number_of(record, "malformed"));
	CHECK_STR("the version is 5, not 6",
		  problem_of(record, "layers/0/quoted/0"));
	json_decref(record);
}

static void what_a_receiver_would_drop_is_said(void)
{
	json_t *record;

	memset(message, 0, sizeof(message));
	message[0] = SOCK6_ICMP_ROUTER_ADVERTISEMENT;
	packet_message(&p, "2001:db8::1", "ff02::1", 64, message, 16);
	record = packet_parse(&run, &p);
	CHECK_EQ(0, run.end);
	CHECK_STR("to be dropped: the hop limit is 64, not 255",
		  text_of(record, "layers/0/warnings/0/text"));
	CHECK_STR("to be dropped: the source is not link-local",
		  text_of(record, "layers/0/warnings/1/text"));
	json_decref(record);
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK(strstr(run.output, "\n    ? to be dropped: the hop limit is 64, "
				 "not 255\n") != NULL);
}

static void a_hundred_packets_within_each_other_are_survived(void)
{
	json_t *record;
	unsigned deep = 0;

	packet_begin(&p, "::1", "::2", 41, 64);
	for (int i = 0; i < 40; i++) {
		unsigned char inner[40];

		memcpy(inner, p.bytes, 40);
		packet_add(&p, inner, sizeof(inner));
	}
	for (size_t at = 0; at < p.size; at += 40)
		put_16(p.bytes + at + 4, (unsigned)(p.size - at - 40));
	record = packet_parse(&run, &p);
	for (const json_t *inner = record; (inner = member(inner, "layers/0"));
	     deep++)
		if (member(inner, "layers") == NULL)
			CHECK_STR("packets within packets are shown 8 deep",
				  text_of(inner, "warnings/0/text"));
	CHECK_EQ(8, deep);
	json_decref(record);
}

int main(void)
{
	RUN(a_header_that_is_cut_is_malformed);
	RUN(another_version_is_malformed);
	RUN(a_payload_that_is_not_all_there_is_malformed);
	RUN(one_byte_is_no_bytes);
	RUN(bytes_behind_the_packet_are_padding);
	RUN(addresses_that_cannot_be_are_malformed);
	RUN(a_wrong_checksum_is_said);
	RUN(extension_headers_that_are_too_long_are_malformed);
	RUN(a_jumbo_payload_that_may_not_be_is_malformed);
	RUN(too_many_headers_are_malformed);
	RUN(a_routing_header_that_lies_is_malformed);
	RUN(lengths_of_udp_are_judged);
	RUN(a_tcp_header_that_lies_is_malformed);
	RUN(messages_that_are_too_short_are_malformed);
	RUN(options_before_a_wrong_one_are_shown);
	RUN(a_wrong_code_is_said);
	RUN(a_domain_that_is_none_is_said);
	RUN(records_before_a_wrong_one_are_shown);
	RUN(a_query_with_fewer_sources_than_it_says_is_malformed);
	RUN(a_length_attribute_that_lies_is_said);
	RUN(a_wrong_extension_structure_is_said);
	RUN(what_is_wrong_in_a_quoted_packet_is_no_fault_of_the_error);
	RUN(what_a_receiver_would_drop_is_said);
	RUN(a_hundred_packets_within_each_other_are_survived);
	return check_end();
}
