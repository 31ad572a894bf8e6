/* SPDX-License-Identifier: MIT */
/* Extension headers on the wire, judged by a second parser and by tcpdump, and
 * walked by the library; a segment routing header that is travelled. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdlib.h>
#include <unistd.h>

#include "capture.h"
#include "check.h"
#include "host.h"

#define STRANGER 0x1e /* for experiments (RFC 4727, 5.1.2), to be skipped */

static sock6_fd sender, receiver;
static int wire;
static struct packet packet;
static struct sockaddr_in6 to_b;
static unsigned char alert[8], options[16], segments[56];

static void open_all(void)
{
	to_b = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	receiver = lab_udp("b", "::", LAB_PORT);
	sender = lab_udp("a", "::", 0);
	wire = capture_open("b", "eth0");
}

static void close_all(void)
{
	sock6_close(wire);
	sock6_close(sender);
	sock6_close(receiver);
}

static int finish(unsigned char *header, size_t size,
		  const struct sock6_extension_option *option)
{
	int used = sock6_extension_options_start(header, size, 0);

	used = sock6_extension_option_append(header, size, (size_t)used,
					     option);
	return sock6_extension_options_finish(header, size, (size_t)used);
}

static void build_options(void)
{
	const struct sock6_extension_option router_alert = {
		.type = SOCK6_EXTENSION_ROUTER_ALERT,
		.has_value = 1,
		.value = 0x5114
	};
	const struct sock6_extension_option stranger = { .type = STRANGER,
							 .data = "on the wire",
							 .size = 11 };

	CHECK_EQ(8, finish(alert, sizeof(alert), &router_alert));
	CHECK_EQ(16, finish(options, sizeof(options), &stranger));
}

/* Through b, then to its second address; returns the size of the header. */
static size_t build_segments(int with_tlv)
{
	static const unsigned char tlv[] = { 128, 4, 't', 'l', 'v', '!' };
	const struct in6_addr path[2] = { lab_in6("2001:db8:1::b"),
					  lab_in6("2001:db8:1::b2") };
	const struct sock6_extension_routing routing = {
		.type = SOCK6_EXTENSION_ROUTING_SEGMENTS,
		.segments_left = 1,
		.tag = 0x1234,
		.segment_count = 2,
		.tlvs = tlv,
		.tlvs_size = with_tlv ? sizeof(tlv) : 0
	};
	size_t size = with_tlv ? 48 : 40;

	CHECK_EQ(size, sock6_extension_routing_build(segments, sizeof(segments),
						     &routing, path));
	return size;
}

static int send_with(const char *text, const struct sock6_extension *headers,
		     unsigned count)
{
	struct sock6_message message = { .data = (void *)(uintptr_t)text,
					 .size = strlen(text),
					 .peer = to_b };

	return sock6_extension_send(sender, &message, headers, count, 0);
}

static int send_options(void)
{
	const struct sock6_extension headers[] = {
		{ .type = SOCK6_EXTENSION_DESTINATION,
		  .data = options,
		  .size = sizeof(options) },
		{ .type = SOCK6_EXTENSION_HOP_BY_HOP,
		  .data = alert,
		  .size = sizeof(alert) },
	};

	return CHECK_EQ(4, send_with("wire", headers, 2)) &&
	       CHECK(capture_udp(wire, &packet, LAB_PORT)) &&
	       CHECK(capture_has_text(&packet, "wire")) &&
	       CHECK(lab_hears(receiver, "wire"));
}

static void options_are_on_the_wire_as_they_were_built(void)
{
	const uint8_t *bytes = packet.bytes;

	open_all();
	REQUIRE(send_options());
	CHECK_EQ(0x5114, packet.router_alert);
	CHECK(packet.payload == bytes + 40 + 8 + 16);
	CHECK_EQ(0, bytes[6]);
	CHECK_EQ(60, bytes[40]);
	CHECK_MEM(alert + 1, bytes + 41, 7);
	CHECK_EQ(IPPROTO_UDP, bytes[48]);
	CHECK_MEM(options + 1, bytes + 49, 15);
	CHECK_EQ(0, capture_checksum(&packet));
	close_all();
}

static void a_walk_finds_what_is_on_the_wire(void)
{
	struct sock6_extension_walk walk = { .offset = SOCK6_HEADER_SIZE };
	struct sock6_extension_option option;
	struct sock6_extension extension;
	struct sock6_header header;
	size_t offset = 0;

	open_all();
	REQUIRE(send_options());
	REQUIRE_EQ(0, sock6_header_parse(&header, packet.bytes, packet.size));
	CHECK_EQ(packet.size, sock6_header_check(&header, packet.size));
	walk.next_header = header.next_header;
	REQUIRE_EQ(1, sock6_extension_next(&walk, packet.bytes, packet.size,
					   &extension));
	CHECK_EQ(SOCK6_EXTENSION_HOP_BY_HOP, extension.type);
	REQUIRE_EQ(1,
		   sock6_extension_option_next(extension.data, extension.size,
					       &offset, &option));
	CHECK_EQ(SOCK6_EXTENSION_ROUTER_ALERT, option.type);
	CHECK_EQ(0x5114, option.value);
	CHECK_EQ(0,
		 sock6_extension_find_upper(&walk, packet.bytes, packet.size));
	CHECK_EQ(IPPROTO_UDP, walk.next_header);
	CHECK_EQ(packet.payload - packet.bytes, walk.offset);
	close_all();
}

static void fragments_are_told_apart(void)
{
	static char text[3000];
	struct sock6_extension_walk walk;
	unsigned first = 0, later = 0;

	open_all();
	memset(text, 'x', sizeof(text) - 1);
	REQUIRE_EQ(2999, send_with(text, NULL, 0));
	while (first == 0 || later < 2) {
		REQUIRE(capture_next(wire, &packet,
				     sock6_now() + LAB_PATIENCE));
		if (!packet.fragmented)
			continue;
		walk = (struct sock6_extension_walk){ .offset =
							      SOCK6_HEADER_SIZE,
						      .next_header =
							      packet.bytes[6] };
		if (packet.fragment_from == 0) {
			CHECK_EQ(0, sock6_extension_find_upper(
					    &walk, packet.bytes, packet.size));
			CHECK_EQ(SOCK6_EXTENSION_FRAGMENTED, walk.flags);
			CHECK_EQ(IPPROTO_UDP, walk.next_header);
			first++;
		} else {
			CHECK_EQ(-ENODATA,
				 sock6_extension_find_upper(&walk, packet.bytes,
							    packet.size));
			later++;
		}
	}
	CHECK_EQ(1, first);
	close_all();
}

/* Where the route begins and where it goes on. */
static int allow_segments(void)
{
	return lab_sysctl("b", "net/ipv6/conf/all/seg6_enabled", "1") == 0 &&
	       lab_sysctl("b", "net/ipv6/conf/eth0/seg6_enabled", "1") == 0 &&
	       lab_sysctl("b", "net/ipv6/conf/lo/seg6_enabled", "1") == 0;
}

static const char no_segments[] = "this kernel has no segment routing";

/* The sender's socket has the routing header; the peer is its last segment. */
static int set_segments(int with_tlv)
{
	size_t size = build_segments(with_tlv);

	to_b = lab_peer("2001:db8:1::b2", LAB_PORT, 0);
	return sock6_extension_set(sender, SOCK6_EXTENSION_ROUTING, segments,
				   size) == 0;
}

static void check_segments_on_the_wire(void)
{
	struct sock6_extension_walk walk = { .offset = SOCK6_HEADER_SIZE,
					     .next_header = packet.bytes[6] };
	const struct in6_addr first = lab_in6("2001:db8:1::b");
	const struct in6_addr last = lab_in6("2001:db8:1::b2");
	struct sock6_extension_routing routing;
	struct sock6_extension_option tlv;
	struct sock6_extension extension;
	struct in6_addr segment;
	unsigned index = 0;
	size_t offset = 0;

	CHECK_MEM(&first, &packet.destination, 16);
	REQUIRE_EQ(1, sock6_extension_next(&walk, packet.bytes, packet.size,
					   &extension));
	REQUIRE_EQ(SOCK6_EXTENSION_ROUTING, extension.type);
	REQUIRE_EQ(0, sock6_extension_routing_parse(&routing, extension.data,
						    extension.size));
	CHECK_EQ(1, routing.segments_left);
	CHECK_EQ(0x1234, routing.tag);
	REQUIRE_EQ(2, routing.segment_count);
	CHECK_EQ(1, sock6_extension_segment_next(&routing, &index, &segment));
	CHECK_MEM(&first, &segment, 16);
	CHECK_EQ(1, sock6_extension_segment_next(&routing, &index, &segment));
	CHECK_MEM(&last, &segment, 16);
	CHECK_EQ(1, sock6_extension_tlv_next(&routing, &offset, &tlv));
	CHECK_EQ(128, tlv.type);
	CHECK_EQ(4, tlv.size);
	CHECK_MEM("tlv!", tlv.data, 4);
}

/* Receives, and expects the routing header, all of it travelled. */
static void check_segments_arrive(void)
{
	unsigned char room[SOCK6_EXTENSION_CONTROL_SIZE];
	struct sock6_extension_routing routing;
	struct sock6_extension extension;
	struct sock6_control control;
	size_t size = sizeof(room), offset = 0;
	char data[100];
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .control = &control };

	REQUIRE(sock6_wait(receiver, SOCK6_READABLE,
			   sock6_now() + LAB_PATIENCE) > 0);
	CHECK_EQ(7, sock6_extension_receive(receiver, &message, room, &size,
					    SOCK6_DONT_WAIT));
	CHECK_MEM("segment", data, 7);
	REQUIRE_EQ(1, sock6_extension_control_next(room, size, &offset,
						   &extension));
	CHECK_EQ(SOCK6_EXTENSION_ROUTING, extension.type);
	REQUIRE_EQ(0, sock6_extension_routing_parse(&routing, extension.data,
						    extension.size));
	CHECK_EQ(0, routing.segments_left);
	CHECK_EQ(2, routing.segment_count);
	CHECK_EQ(0,
		 sock6_extension_control_next(room, size, &offset, &extension));
}

static void a_segment_routing_header_is_travelled(void)
{
	open_all();
	if (!allow_segments() || !set_segments(1)) {
		close_all();
		SKIP(no_segments);
	}
	REQUIRE_EQ(0, sock6_set(receiver, SOCK6_OPT_RECEIVE_ROUTING_HEADER, 1));
	REQUIRE_EQ(7, lab_send(sender, "segment", &to_b, NULL));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	check_segments_on_the_wire();
	check_segments_arrive();
	close_all();
}

static void the_system_takes_segments_for_all_datagrams_only(void)
{
	const struct sock6_extension header = { .type = SOCK6_EXTENSION_ROUTING,
						.data = segments,
						.size = 48 };

	open_all();
	if (!set_segments(1)) {
		close_all();
		SKIP(no_segments);
	}
	CHECK_EQ(-EINVAL, send_with("refused", &header, 1));
	close_all();
}

/* Each node of a route reads them; without a route they are not sent. */
static void options_before_routing_need_a_routing_header(void)
{
	open_all();
	REQUIRE_EQ(0,
		   sock6_extension_set(
			   sender, SOCK6_EXTENSION_DESTINATION_BEFORE_ROUTING,
			   options, sizeof(options)));
	REQUIRE_EQ(4, lab_send(sender, "none", &to_b, NULL));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	CHECK_EQ(IPPROTO_UDP, packet.bytes[6]);
	if (!set_segments(1)) {
		close_all();
		SKIP(no_segments);
	}
	REQUIRE_EQ(4, lab_send(sender, "both", &to_b, NULL));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	CHECK_EQ(SOCK6_EXTENSION_DESTINATION, packet.bytes[6]);
	CHECK_EQ(SOCK6_EXTENSION_ROUTING, packet.bytes[40]);
	CHECK_MEM(options + 1, packet.bytes + 41, 15);
	close_all();
}

/* A capture file of one packet, of link type 101: raw IP (pcap-savefile(5)). */
static int write_capture(char *path)
{
	uint32_t size = (uint32_t)packet.size;
	uint32_t head[] = { 0xa1b2c3d4, 0, 0, 0, 65535, 101, 0, 0, size, size };
	uint16_t version[] = { 2, 4 };
	int file = mkstemp(path), good;

	memcpy(&head[1], version, sizeof(version));
	good = file >= 0 &&
	       write(file, head, sizeof(head)) == (ssize_t)sizeof(head) &&
	       write(file, packet.bytes, packet.size) == (ssize_t)packet.size;
	close(file);
	return good;
}

/* What tcpdump says of the packet, which is empty where it is not installed.
 * It gives up root's identity, which fails where lab.sh made that one up;
 * without an identity there is none to give up. */
static void ask_tcpdump(char *text, size_t size)
{
	char path[] = "/tmp/sock6-extension-XXXXXX", command[300];
	size_t length = 0;
	FILE *answer = NULL;

	if (CHECK(write_capture(path))) {
		snprintf(command, sizeof(command),
			 "PATH=$PATH:/usr/sbin:/sbin; exec 2>/dev/null\n"
			 "if unshare -U true; then own=\"unshare -U\"; fi\n"
			 "$own tcpdump -nvvr - <%s\n",
			 path);
		answer = popen(command, "r");
	}
	if (answer) {
		length = fread(text, 1, size - 1, answer);
		pclose(answer);
	}
	text[length] = '\0';
	unlink(path);
}

static void says(const char *text, const char *part)
{
	if (!CHECK(strstr(text, part)))
		printf("# tcpdump does not say \"%s\": %s\n", part, text);
}

static void tcpdump_reads_the_options(void)
{
	static char text[4096];

	open_all();
	REQUIRE(send_options());
	close_all();
	ask_tcpdump(text, sizeof(text));
	if (!*text)
		SKIP("tcpdump is not installed");
	says(text, "HBH (rtalert: 0x5114)");
	says(text, "DSTOPT (opt_type 0x1e: len=11)");
	says(text, "[udp sum ok]");
}

/* Without a TLV of 8 bytes: this witness takes lengths of 16 for all there are. */
static void tcpdump_reads_the_segments(void)
{
	static char text[4096];

	open_all();
	if (!set_segments(0)) {
		close_all();
		SKIP(no_segments);
	}
	REQUIRE_EQ(7, lab_send(sender, "segment", &to_b, NULL));
	REQUIRE(capture_udp(wire, &packet, LAB_PORT));
	close_all();
	ask_tcpdump(text, sizeof(text));
	if (!*text)
		SKIP("tcpdump is not installed");
	says(text, "(len=4, type=4, segleft=1, last-entry=1, flags=0x0, "
		   "tag=1234");
	says(text, "[0]2001:db8:1::b2");
	says(text, "[1]2001:db8:1::b");
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_extension");
	build_options();
	RUN(options_are_on_the_wire_as_they_were_built);
	RUN(a_walk_finds_what_is_on_the_wire);
	RUN(fragments_are_told_apart);
	RUN(a_segment_routing_header_is_travelled);
	RUN(the_system_takes_segments_for_all_datagrams_only);
	RUN(options_before_routing_need_a_routing_header);
	RUN(tcpdump_reads_the_options);
	RUN(tcpdump_reads_the_segments);
	return check_end();
}
