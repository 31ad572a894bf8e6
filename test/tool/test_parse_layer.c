/* SPDX-License-Identifier: MIT */
/* sock6 parse: headers, what they carry, and packets within packets. */
#include "packets.h"

static struct run run;
static struct packet_bytes p;

#define NAME(name, path) CHECK_STR(name, text_of(record, path "/name"))

static void echo_has_its_numbers(void)
{
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	p.bytes[0] = 0x68;
	p.bytes[1] = 0xab;
	p.bytes[2] = 0xcd;
	p.bytes[3] = 0xef;
	record = packet_parse(&run, &p);
	NAME("echo request", "layers/0");
	CHECK_EQ(0x1234, number_of(record, "layers/0/identifier"));
	CHECK_EQ(7, number_of(record, "layers/0/sequence"));
	CHECK_EQ(2, number_of(record, "layers/0/payload_length"));
	CHECK_EQ(0x8a, number_of(record, "traffic_class"));
	CHECK_STR("af41", text_of(record, "dscp"));
	CHECK_STR("ect0", text_of(record, "ecn"));
	CHECK_EQ(0xbcdef, number_of(record, "flow_label"));
	json_decref(record);
}

static void a_routing_header_is_told_and_its_last_segment_summed(void)
{
	struct in6_addr path[2] = { in6("2001:db8::b"), in6("2001:db8::c") };
	struct sock6_extension_routing routing = {
		.type = SOCK6_EXTENSION_ROUTING_SEGMENTS,
		.next_header = SOCK6_ICMP_PROTOCOL,
		.segments_left = 1,
		.segment_count = 2
	};
	unsigned char header[64];
	int size = sock6_extension_routing_build(header, sizeof(header),
						 &routing, path);
	struct in6_addr source = in6("2001:db8::a");
	size_t at = SOCK6_HEADER_SIZE + (size_t)size;
	json_t *record;

	packet_echo(&p, SOCK6_EXTENSION_ROUTING, header, (size_t)size);
	put_16(p.bytes + at + 2, 0);
	put_16(p.bytes + at + 2,
	       sock6_checksum(&source, &path[1], SOCK6_ICMP_PROTOCOL,
			      p.bytes + at, p.size - at));
	record = packet_parse(&run, &p);
	NAME("routing", "layers/0");
	CHECK_EQ(4, number_of(record, "layers/0/routing_type"));
	CHECK_EQ(1, number_of(record, "layers/0/segments_left"));
	CHECK_STR("2001:db8::b", text_of(record, "layers/0/segments/0"));
	CHECK_STR("2001:db8::c", text_of(record, "layers/0/segments/1"));
	CHECK_STR("right", text_of(record, "layers/1/checksum"));
	json_decref(record);
}

static void fragments_are_told_apart(void)
{
	unsigned char header[] = { 58, 0, 0, 1, 0xde, 0xad, 0xbe, 0xef };
	json_t *record;

	packet_echo(&p, SOCK6_EXTENSION_FRAGMENT, header, sizeof(header));
	record = packet_parse(&run, &p);
	NAME("fragment", "layers/0");
	CHECK(is_true(record, "layers/0/more"));
	CHECK_EQ(0xdeadbeef, number_of(record, "layers/0/identification"));
	CHECK_STR("unknown", text_of(record, "layers/1/checksum"));
	json_decref(record);
	put_16(header + 2, 1280);
	packet_echo(&p, SOCK6_EXTENSION_FRAGMENT, header, sizeof(header));
	record = packet_parse(&run, &p);
	CHECK_EQ(1280, number_of(record, "layers/0/offset"));
	NAME("later fragment", "layers/1");
	CHECK_EQ(10, number_of(record, "layers/1/length"));
	json_decref(record);
}

/* Its rest is in another packet, but a header's is not (RFC 7112). */
static void a_first_fragment_may_end_within_its_data_only(void)
{
	static const unsigned char first[] = { 58,  0, 0, 1, 0, 0, 0, 1,
					       134, 0, 0, 0, 0, 0, 0, 0,
					       0,   0, 0, 0, 0, 0, 0, 0,
					       1,   5, 0, 0, 0, 0, 0, 0 };
	static const unsigned char header[] = { 60, 0, 0, 1, 0, 0, 0, 1,
						58, 9, 1, 4, 0, 0, 0, 0 };
	json_t *record;

	packet_begin(&p, "fe80::a", "ff02::1", SOCK6_EXTENSION_FRAGMENT, 255);
	packet_add(&p, first, sizeof(first));
	record = packet_parse(&run, &p);
	CHECK_EQ(0, number_of(record, "malformed"));
	NAME("router advertisement", "layers/1");
	CHECK_STR("to be dropped: it is in fragments (RFC 6980)",
		  text_of(record, "layers/1/warnings/0/text"));
	json_decref(record);
	packet_begin(&p, "fe80::a", "ff02::1", SOCK6_EXTENSION_FRAGMENT, 255);
	packet_add(&p, header, sizeof(header));
	record = packet_parse(&run, &p);
	CHECK_EQ(1, number_of(record, "malformed"));
	CHECK_STR("the destination options header ends behind the packet",
		  text_of(record, "problems/0/text"));
	json_decref(record);
}

static void udp_and_tcp_show_their_ports(void)
{
	unsigned char udp[] = { 0x14, 0xe9, 0, 53, 0, 10, 0, 0, 'h', 'i' };
	unsigned char tcp[20] = { 0xc3, 0x50, 1, 0xbb, [12] = 0x50, 0x12 };
	json_t *record;

	packet_begin(&p, "2001:db8::a", "2001:db8::b", 17, 64);
	packet_add(&p, udp, sizeof(udp));
	packet_sum(&p, 17, SOCK6_HEADER_SIZE, 6);
	record = packet_parse(&run, &p);
	NAME("udp", "layers/0");
	CHECK_EQ(5353, number_of(record, "layers/0/source_port"));
	CHECK_EQ(53, number_of(record, "layers/0/destination_port"));
	CHECK_EQ(10, number_of(record, "layers/0/length"));
	CHECK_STR("right", text_of(record, "layers/0/checksum"));
	json_decref(record);
	packet_begin(&p, "2001:db8::a", "2001:db8::b", 6, 64);
	packet_add(&p, tcp, sizeof(tcp));
	record = packet_parse(&run, &p);
	CHECK_EQ(50000, number_of(record, "layers/0/source_port"));
	CHECK_EQ(443, number_of(record, "layers/0/destination_port"));
	CHECK(is_true(record, "layers/0/syn") &&
	      is_true(record, "layers/0/ack"));
	json_decref(record);
}

static void a_sum_left_to_the_adapter_is_no_fault(void)
{
	struct in6_addr a = in6("2001:db8::a"), b = in6("2001:db8::b");
	unsigned char udp[10] = { 0, 9, 0, 9, 0, 10 };
	static const unsigned char zeros[10];
	json_t *record;

	put_16(udp + 6, (uint16_t)~sock6_checksum(&a, &b, 17, zeros, 10));
	packet_begin(&p, "2001:db8::a", "2001:db8::b", 17, 64);
	packet_add(&p, udp, sizeof(udp));
	record = packet_parse(&run, &p);
	CHECK_STR("offloaded", text_of(record, "layers/0/checksum"));
	CHECK_EQ(0, number_of(record, "malformed"));
	json_decref(record);
}

static void a_tunnel_shows_the_packet_within(void)
{
	static struct packet_bytes inner;
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	inner = p;
	packet_begin(&p, "2001:db8:1::1", "2001:db8:2::1", 41, 63);
	packet_add(&p, inner.bytes, inner.size);
	record = packet_parse(&run, &p);
	CHECK_STR("inner", text_of(record, "layers/0/place"));
	CHECK_STR("2001:db8::a", text_of(record, "layers/0/source"));
	NAME("echo request", "layers/0/layers/0");
	CHECK_STR("right", text_of(record, "layers/0/layers/0/checksum"));
	json_decref(record);
}

static void hex_shows_the_bytes(void)
{
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	run_tool(&run, "parse", "--hex", packet_digits(&p), NULL);
	CHECK(strstr(run.output, "\n  0000: 6000 0000 000a 3a40 2001 0db8 0000 "
				 "0000\n") != NULL);
	CHECK(strstr(run.output, "\n  0030: 6869\n") != NULL);
	run_tool(&run, "parse", "-xj", packet_digits(&p), NULL);
	record = run_record(&run, "packet", 0);
	CHECK_STR(packet_digits(&p), text_of(record, "data"));
	json_decref(record);
}

int main(void)
{
	RUN(echo_has_its_numbers);
	RUN(a_routing_header_is_told_and_its_last_segment_summed);
	RUN(fragments_are_told_apart);
	RUN(a_first_fragment_may_end_within_its_data_only);
	RUN(udp_and_tcp_show_their_ports);
	RUN(a_sum_left_to_the_adapter_is_no_fault);
	RUN(a_tunnel_shows_the_packet_within);
	RUN(hex_shows_the_bytes);
	return check_end();
}
