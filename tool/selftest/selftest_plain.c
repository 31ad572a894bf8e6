/* SPDX-License-Identifier: MIT */
/* Self-test of what needs no network: texts, headers, names, time. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "link.h"
#include "selftest.h"

static void round_trip(struct selftest *t, const char *text)
{
	char back[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 address;

	if (must(t, sock6_address_parse(&address, text, 0), text) &&
	    must(t, sock6_address_format(back, sizeof(back), &address, 0),
		 "format"))
		expect_text(t, text, back, "the text");
}

static void address_text(struct selftest *t)
{
	char name[SOCK6_INTERFACE_NAME_SIZE], text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 address;

	round_trip(t, "2001:db8::1");
	round_trip(t, "[ff02::114]:1024");
	round_trip(t, "::ffff:192.0.2.1");
	round_trip(t, "::%4294967295");
	must_refuse(t, -EINVAL, sock6_address_parse(&address, "::1:", 0),
		    "a wrong address");
	saw(t, "with zone and port, there and back");
	if (!t->loopback ||
	    sock6_interface_name(name, sizeof(name), t->loopback) < 0)
		return;
	snprintf(text, sizeof(text), "[fe80::1%%%.30s]:53", name);
	round_trip(t, text);
	if (must(t, sock6_address_parse(&address, text, 0), text))
		expect(t, t->loopback, address.sin6_scope_id, "the zone");
}

static void traffic_class_text(struct selftest *t)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];
	int wrong = 0;

	for (int i = 0; i < 256 && going(t); i++)
		if (must(t, sock6_traffic_class_format(text, sizeof(text), i),
			 "format"))
			wrong += sock6_traffic_class_parse(text) != i;
	expect(t, 0, wrong, "the number of wrong round trips");
	expect(t, 0xb8, sock6_traffic_class_parse("ef"), "ef");
	saw(t, "all 256, by DSCP and ECN name, there and back");
}

static void header_codec(struct selftest *t)
{
	const struct sock6_header header = {
		.version = 6,
		.traffic_class = 0xb8,
		.flow_label = 0x12345,
		.payload_length = 8,
		.next_header = SOCK6_ICMP_PROTOCOL,
		.hop_limit = 255,
		.source = IN6ADDR_LOOPBACK_INIT,
		.destination = IN6ADDR_LOOPBACK_INIT,
	};
	struct sock6_header back = { 0 };
	unsigned char packet[48] = { 0 };

	expect(t, SOCK6_HEADER_SIZE,
	       sock6_header_build(packet, sizeof(packet), &header), "build");
	must(t, sock6_header_parse(&back, packet, sizeof(packet)), "parse");
	if (memcmp(&header, &back, sizeof(back)) != 0)
		fail(t, "what was built is parsed as something else");
	expect(t, 48, sock6_header_check(&back, sizeof(packet)), "check");
	must_refuse(t, -EBADMSG, sock6_header_check(&back, 47),
		    "a packet that is cut");
	saw(t, "built, parsed and checked; a cut packet is refused");
}

static void icmp_types(struct selftest *t)
{
	int names = 0;

	for (int type = 0; type < 256; type++)
		names += sock6_icmp_type_name(type) != NULL;
	expect(t, 37, names, "the number of names");
	expect_text(t, "echo request",
		    sock6_icmp_type_name(SOCK6_ICMP_ECHO_REQUEST), "type 128");
	saw(t, "37 types by name");
}

static void icmp_filter_set(struct selftest *t)
{
	struct sock6_icmp_filter filter;
	int blocked = 0;

	must(t, sock6_icmp_filter_set_all(&filter, 1), "block all");
	must(t, sock6_icmp_filter_accept(&filter, SOCK6_ICMP_ECHO_REPLY),
	     "accept");
	for (int type = 0; type < 256; type++)
		blocked += sock6_icmp_filter_will_block(&filter, type);
	expect(t, 255, blocked, "the number of blocked types");
	must_refuse(t, -EINVAL, sock6_icmp_filter_block(&filter, 256),
		    "type 256");
	saw(t, "block, accept, ask; a type of 256 is refused");
}

static void control_codec(struct selftest *t)
{
	struct sock6_control out = { .fields = SOCK6_TRAFFIC_CLASS |
					       SOCK6_HOP_LIMIT };
	struct sock6_control in;
	unsigned char buffer[128];
	char text[SOCK6_CONTROL_TEXT_SIZE];
	int size =
		sock6_control_encode(buffer, sizeof(buffer), &out, SOCK6_IPV6);

	if (!must(t, size, "encode"))
		return;
	expect(t, 0, sock6_control_decode(&in, buffer, (size_t)size), "decode");
	expect(t, (int64_t)out.fields, (int64_t)in.fields, "the fields");
	expect(t, SOCK6_CONTROL_TRUNCATED,
	       sock6_control_decode(&in, buffer, (size_t)size - 8),
	       "a cut message");
	must(t, sock6_control_format(text, sizeof(text), &out), "format");
	expect_text(t, "traffic_class=0x0 hop_limit=0", text, "the text");
	saw(t, "encoded, decoded, 0 is a value; a cut one is reported");
}

static void interfaces(struct selftest *t)
{
	struct sock6_interface list[64];
	char name[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t index = 0;
	int count = sock6_interface_list(list, 64);

	must(t, count, "list");
	for (int i = 0; i < count && i < 64; i++) {
		must(t, sock6_interface_name(name, sizeof(name), list[i].index),
		     "name");
		expect_text(t, list[i].name, name, "the name");
		must(t, sock6_interface_index(&index, name), "index");
		expect(t, list[i].index, index, "the index");
	}
	saw(t, "%d listed; name and index agree", count);
}

static void deadline(struct selftest *t)
{
	int64_t before = sock6_now(), wanted = 2000000;
	struct link link;

	link_open(t, &link);
	must_refuse(t, -ETIMEDOUT,
		    sock6_wait(link.to, SOCK6_READABLE, before + wanted),
		    "a wait for nothing");
	if (going(t) && sock6_now() - before < wanted)
		fail(t, "the wait ended before its deadline");
	must(t, link_send(&link, "x", NULL), "send");
	expect(t, SOCK6_READABLE,
	       sock6_wait(link.to, SOCK6_READABLE, before + 1000 * wanted),
	       "what came");
	saw(t, "not before its time; a datagram ends it");
	link_close(&link);
}

const struct check plain_checks[] = {
	{ "addresses as text", 0, address_text },
	{ "traffic classes as text", 0, traffic_class_text },
	{ "IPv6 header", 0, header_codec },
	{ "ICMPv6 types", 0, icmp_types },
	{ "ICMPv6 filter as a set", 0, icmp_filter_set },
	{ "control values as messages", 0, control_codec },
	{ "interfaces", 0, interfaces },
	{ "waiting until a deadline", NEEDS_LOOPBACK, deadline },
	{ NULL, 0, NULL },
};
