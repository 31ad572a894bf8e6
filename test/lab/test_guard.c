/* SPDX-License-Identifier: MIT */
/* A guard against forged packets: what is written on a in the name of others is
 * refused on b, and what a neighbour may send is believed. */
#include "check.h"
#include "host.h"
#include "mld.h"

#define SOLICITATION_SIZE 24

/* A neighbour solicitation whose target tells it from the kernel's own. */
struct forged {
	const char *source, *destination, *interface;
	uint8_t hop_limit, type;
	int fragments; /* 0: no header; 1: one whole fragment; 2: two */
};

static const struct forged neighbour = { .source = "fe80::a",
					 .destination = "ff02::1:ff00:b",
					 .interface = "eth0",
					 .hop_limit = 255,
					 .type = 135 };

static sock6_fd listener;
static uint32_t index_b;
static uint8_t serial; /* of the target, another one for each */
static uint8_t room[2048];
static struct sock6_control beside;
static struct sock6_message received;

static void put_checksum(uint8_t *data, const struct sock6_header *header)
{
	static struct packet sum;
	uint16_t value;

	sum.protocol = IPPROTO_ICMPV6;
	sum.source = header->source;
	sum.destination = header->destination;
	sum.payload = data;
	sum.payload_size = SOLICITATION_SIZE;
	data[2] = data[3] = 0;
	value = capture_checksum(&sum);
	data[2] = (uint8_t)(value >> 8);
	data[3] = (uint8_t)value;
}

static void send_packet(const struct forged *forged,
			const struct sock6_header *header, const uint8_t *data,
			size_t size)
{
	uint8_t packet[SOCK6_HEADER_SIZE + 64];
	struct sock6_message datagram = { .data = packet,
					  .size = SOCK6_HEADER_SIZE + size };
	struct sock6_header whole = *header;
	sock6_fd fd = lab_raw("a", IPPROTO_RAW);

	whole.payload_length = (uint16_t)size;
	sock6_header_build(packet, sizeof(packet), &whole);
	memcpy(packet + SOCK6_HEADER_SIZE, data, size);
	datagram.peer = lab_peer(forged->destination, 0,
				 lab_index("a", forged->interface));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_HEADER_INCLUDED, 1));
	CHECK_EQ(datagram.size, sock6_send(fd, &datagram, 0));
	sock6_close(fd);
}

/* A piece of the data behind a fragment header (RFC 8200, 4.5). */
static void send_piece(const struct forged *forged,
		       const struct sock6_header *header, const uint8_t *data,
		       unsigned from, unsigned to)
{
	uint8_t piece[8 + SOLICITATION_SIZE] = { IPPROTO_ICMPV6 };

	piece[3] = (uint8_t)(from | (to < SOLICITATION_SIZE));
	piece[7] = serial;
	memcpy(piece + 8, data + from, to - from);
	send_packet(forged, header, piece, 8 + to - from);
}

static void forge(const struct forged *forged)
{
	struct sock6_header header = { .next_header = forged->fragments
							      ? IPPROTO_FRAGMENT
							      : IPPROTO_ICMPV6,
				       .hop_limit = forged->hop_limit,
				       .source = lab_in6(forged->source),
				       .destination =
					       lab_in6(forged->destination) };
	uint8_t data[SOLICITATION_SIZE] = { forged->type };
	struct in6_addr target = lab_in6("2001:db8:99::");

	target.s6_addr[15] = ++serial;
	memcpy(data + 8, &target, 16);
	put_checksum(data, &header);
	if (forged->fragments == 2)
		send_piece(forged, &header, data, 0, 16);
	if (forged->fragments)
		send_piece(forged, &header, data,
			   forged->fragments == 2 ? 16 : 0, SOLICITATION_SIZE);
	else
		send_packet(forged, &header, data, sizeof(data));
}

/* The message with the last target, past those of the kernel's own. */
static int receive(void)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;

	while (sock6_wait(listener, SOCK6_READABLE, deadline) > 0) {
		received = (struct sock6_message){ .data = room,
						   .size = sizeof(room),
						   .control = &beside };
		if (sock6_receive(listener, &received, SOCK6_DONT_WAIT) ==
			    SOLICITATION_SIZE &&
		    room[8] == 0x20 && room[23] == serial)
			return 1;
	}
	return 0;
}

/* What the guard of the type says to a forged message: the check that refuses
 * it, 0 when it is believed, all ones when it did not come. */
static uint32_t refusal(const struct forged *forged, uint32_t ifindex)
{
	struct sock6_guard guard;
	uint32_t failed = 0;
	int status;

	CHECK_EQ(0, sock6_guard_choose(&guard, forged->type));
	if (ifindex) {
		guard.checks |= SOCK6_CHECK_INTERFACE;
		guard.ifindex = ifindex;
	}
	forge(forged);
	if (!CHECK(receive()))
		return UINT32_MAX;
	guard.checks |= SOCK6_CHECK_CHECKSUM;
	guard.next_header = IPPROTO_ICMPV6;
	status = sock6_guard_check(&guard, &received, NULL, 0, &failed);
	CHECK_EQ(failed ? -EBADMSG : 0, status);
	return failed;
}

static void open_all(void)
{
	struct sock6_icmp_filter filter;
	struct sock6_guard guard = { .checks = 0xff };
	uint64_t fields = 0;

	listener = lab_raw("b", IPPROTO_ICMPV6);
	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
	CHECK_EQ(0, sock6_icmp_filter_accept(&filter, 134));
	CHECK_EQ(0, sock6_icmp_filter_accept(&filter, 135));
	CHECK_EQ(0, sock6_icmp_filter_set(listener, &filter));
	CHECK_EQ(0, sock6_guard_fields(&guard, &fields));
	CHECK_EQ(0, sock6_control_request(listener, fields, NULL));
}

static void a_hop_limit_of_254_is_refused_and_255_believed(void)
{
	struct forged forged = neighbour;

	open_all();
	CHECK_EQ(0, refusal(&forged, 0));
	forged.hop_limit = 254;
	CHECK_EQ(SOCK6_CHECK_HOP_LIMIT, refusal(&forged, 0));
	forged.hop_limit = 0;
	CHECK_EQ(SOCK6_CHECK_HOP_LIMIT, refusal(&forged, 0));
	sock6_close(listener);
}

static void a_router_is_believed_at_its_link_local_address_only(void)
{
	struct forged forged = neighbour;

	open_all();
	forged.type = 134;
	forged.destination = "ff02::1";
	CHECK_EQ(0, refusal(&forged, 0));
	forged.source = "2001:db8:1::a";
	CHECK_EQ(SOCK6_CHECK_SOURCE, refusal(&forged, 0));
	sock6_close(listener);
}

static void fragments_are_refused_even_one_that_is_whole(void)
{
	struct forged forged = neighbour;

	open_all();
	for (int fragments = 2; fragments >= 0; fragments--) {
		forged.fragments = fragments;
		CHECK_EQ(fragments ? SOCK6_CHECK_UNFRAGMENTED : 0,
			 refusal(&forged, 0));
	}
	sock6_close(listener);
}

static void another_interface_is_refused(void)
{
	struct forged forged = neighbour;

	open_all();
	CHECK_EQ(0, refusal(&forged, index_b));
	forged.interface = "eth1";
	CHECK_EQ(SOCK6_CHECK_INTERFACE, refusal(&forged, index_b));
	sock6_close(listener);
}

static void an_unspecified_source_is_believed_in_address_detection_only(void)
{
	struct forged forged = neighbour;

	open_all();
	forged.source = "::";
	CHECK_EQ(0, refusal(&forged, 0));
	forged.destination = "ff02::1";
	CHECK_EQ(SOCK6_CHECK_UNSPECIFIED_SOURCE, refusal(&forged, 0));
	sock6_close(listener);
}

/* A raw ICMPv6 socket never sees such a packet; a capture does. */
static void a_wrong_checksum_is_refused(void)
{
	static struct packet packet;
	struct sock6_guard guard = { .checks = SOCK6_CHECK_CHECKSUM,
				     .next_header = IPPROTO_ICMPV6 };
	int wire = capture_open("b", "eth0");

	open_all();
	forge(&neighbour);
	do
		REQUIRE(capture_icmp(wire, &packet, 135));
	while (packet.payload[23] != serial);
	memcpy(room, packet.payload, packet.payload_size);
	received = (struct sock6_message){ .data = room, .control = &beside };
	received.result = (int32_t)packet.payload_size;
	received.peer.sin6_family = AF_INET6;
	received.peer.sin6_addr = packet.source;
	beside = (struct sock6_control){ .fields = SOCK6_DESTINATION,
					 .destination = packet.destination };
	CHECK_EQ(0, sock6_guard_check(&guard, &received, NULL, 0, NULL));
	room[20] ^= 1;
	CHECK_EQ(-EBADMSG, sock6_guard_check(&guard, &received, NULL, 0, NULL));
	sock6_close(listener);
	sock6_close(wire);
}

/* The next listener report with its hop-by-hop header, a view of the control
 * messages; its size, 0: it had none. */
static size_t receive_report(sock6_fd fd, const void **header)
{
	static uint8_t control[SOCK6_EXTENSION_CONTROL_SIZE];
	struct sock6_extension extension;
	size_t size = sizeof(control), offset = 0;

	received = (struct sock6_message){ .data = room,
					   .size = sizeof(room),
					   .control = &beside };
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE));
	CHECK_EQ(24, sock6_extension_receive(fd, &received, control, &size,
					     SOCK6_DONT_WAIT));
	*header = NULL;
	while (sock6_extension_control_next(control, size, &offset,
					    &extension) > 0) {
		CHECK_EQ(SOCK6_EXTENSION_HOP_BY_HOP, extension.type);
		*header = extension.data;
		return extension.size;
	}
	return 0;
}

static void a_listener_report_needs_its_router_alert(void)
{
	struct sock6_mld_message done = { .type = 132,
					  .version = 1,
					  .record_count = 1 };
	struct sock6_mld_record group = { .group = lab_in6("ff15::6:41") };
	struct sock6_control near = { .fields = SOCK6_HOP_LIMIT,
				      .hop_limit = 1 };
	struct sock6_message plain = { .size = 24, .control = &near };
	struct sock6_icmp_filter filter;
	struct sock6_guard guard;
	const void *header;
	uint8_t bytes[24];
	uint32_t failed = 0;
	uint64_t fields;
	size_t size;
	sock6_fd fd = lab_raw("b", IPPROTO_ICMPV6), sender;

	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
	CHECK_EQ(0, sock6_icmp_filter_accept(&filter, 132));
	CHECK_EQ(0, sock6_icmp_filter_set(fd, &filter));
	CHECK_EQ(0, sock6_guard_choose(&guard, 132));
	CHECK_EQ(0, sock6_guard_fields(&guard, &fields));
	CHECK_EQ(0, sock6_control_request(fd, fields, NULL));
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_HOP_BY_HOP, 1));

	CHECK_EQ(0, mld_send("a", "ff02::1", &done, &group));
	size = receive_report(fd, &header);
	CHECK_EQ(8, size);
	CHECK_EQ(0, sock6_guard_check(&guard, &received, header, size, NULL));

	/* The same without one, from an ordinary raw socket. */
	CHECK_EQ(24, sock6_mld_encode(bytes, sizeof(bytes), &done, &group, NULL,
				      NULL));
	plain.data = bytes;
	plain.peer = lab_peer("ff02::1", 0, lab_index("a", "eth0"));
	sender = lab_raw("a", IPPROTO_ICMPV6);
	CHECK_EQ(24, sock6_send(sender, &plain, 0));
	size = receive_report(fd, &header);
	CHECK_EQ(0, size);
	CHECK_EQ(-EBADMSG,
		 sock6_guard_check(&guard, &received, header, size, &failed));
	CHECK_EQ(SOCK6_CHECK_ROUTER_ALERT, failed);
	sock6_close(sender);
	sock6_close(fd);
}

static sock6_fd connecting(int hop_limit)
{
	struct sockaddr_in6 to = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	sock6_fd fd;

	lab_enter("a");
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	CHECK(fd >= 0);
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_HOP_LIMIT, hop_limit));
	CHECK_EQ(-EINPROGRESS, sock6_connect(fd, &to, NULL));
	return fd;
}

/* The one from afar had come first: that the other one is connected and it is
 * not decides. */
static void a_connection_from_afar_does_not_come_about(void)
{
	struct sockaddr_in6 any = lab_peer("::", LAB_PORT, 0);
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	sock6_fd fd, far, near, accepted;
	int64_t value = 0;

	lab_enter("b");
	REQUIRE_EQ(0, sock6_tcp_listen(&fd, &any, 5, 0));
	REQUIRE_EQ(0, sock6_guard_hop_count(fd, 0));
	far = connecting(254);
	near = connecting(255);
	CHECK_EQ(SOCK6_WRITABLE, sock6_wait(near, SOCK6_WRITABLE, deadline));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(fd, SOCK6_READABLE, deadline));
	accepted = accept(fd, NULL, NULL);
	CHECK(accepted >= 0);
	CHECK_EQ(-ETIMEDOUT, sock6_wait(far, SOCK6_WRITABLE, sock6_now()));
	/* What was accepted goes on being guarded. */
	CHECK_EQ(0, sock6_get(accepted, SOCK6_OPT_MINIMUM_HOP_COUNT, &value));
	CHECK_EQ(255, value);
	CHECK_EQ(0, sock6_get(accepted, SOCK6_OPT_HOP_LIMIT, &value));
	CHECK_EQ(255, value);
	sock6_close(accepted);
	sock6_close(near);
	sock6_close(far);
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- test_guard");
	index_b = lab_index("b", "eth0");
	RUN(a_hop_limit_of_254_is_refused_and_255_believed);
	RUN(a_router_is_believed_at_its_link_local_address_only);
	RUN(fragments_are_refused_even_one_that_is_whole);
	RUN(another_interface_is_refused);
	RUN(an_unspecified_source_is_believed_in_address_detection_only);
	RUN(a_wrong_checksum_is_refused);
	RUN(a_listener_report_needs_its_router_alert);
	RUN(a_connection_from_afar_does_not_come_about);
	return check_end();
}
