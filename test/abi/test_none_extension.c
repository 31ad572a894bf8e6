/* SPDX-License-Identifier: MIT */
/* Extension headers with no system beneath: a socket has none, and all that
 * works on bytes alone works as ever. */
#include "check.h"
#include "sock6.h"

#define FD 0 /* open, and no business of this library's */

static const struct in6_addr source = { .s6_addr = { 0x20, 0x01, 0x0d,
						     0xb8, [15] = 1 } };

static void no_extension_header_is_set_sent_or_received(void)
{
	static const unsigned char header[8] = { 59, 0, 1, 4 };
	struct sock6_extension extension = {
		.type = SOCK6_EXTENSION_DESTINATION,
		.data = header,
		.size = sizeof(header)
	};
	struct sock6_message message = { .peer = { .sin6_family = AF_INET6,
						   .sin6_addr = source } };
	unsigned char room[100];
	size_t size = sizeof(room), offset = 0;

	CHECK_EQ(-EOPNOTSUPP, sock6_extension_set(FD, extension.type, header,
						  sizeof(header)));
	memset(room, 0xa5, sizeof(room));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_extension_get(FD, extension.type, room, sizeof(room)));
	CHECK_EQ(-EOPNOTSUPP, sock6_extension_control_append(room, sizeof(room),
							     0, &extension));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_extension_send(FD, &message, &extension, 1, 0));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_extension_receive(FD, &message, room, &size, 0));
	CHECK_EQ(sizeof(room), size);
	for (size_t i = 0; i < sizeof(room); i++)
		CHECK_EQ(0xa5, room[i]);
	CHECK_EQ(0, sock6_extension_control_next(room, 0, &offset, &extension));
}

static void extension_headers_need_no_system(void)
{
	static const unsigned char packet[16] = { 44, 0, 1, 4, [8] = 17 };
	struct sock6_extension_walk walk = { .next_header = 60 };
	struct sock6_extension_fragment fragment;
	struct sock6_extension_option option;
	struct sock6_extension extension;
	size_t offset = 0;

	CHECK_EQ(1, sock6_extension_next(&walk, packet, 16, &extension));
	CHECK_STR("destination options", sock6_extension_name(extension.type));
	CHECK_EQ(1, sock6_extension_option_next(extension.data, extension.size,
						&offset, &option));
	CHECK_EQ(SOCK6_EXTENSION_PAD_N, option.type);
	CHECK_EQ(0, sock6_extension_find_upper(&walk, packet, 16));
	CHECK_EQ(17, walk.next_header);
	CHECK_EQ(0, sock6_extension_fragment_parse(&fragment, packet + 8, 8));
	CHECK_EQ(0, fragment.more);
}

static void extension_headers_are_built_without_a_system(void)
{
	const struct sock6_extension_option alert = {
		.type = SOCK6_EXTENSION_ROUTER_ALERT, .has_value = 1
	};
	struct sock6_extension_routing routing = {
		.type = SOCK6_EXTENSION_ROUTING_SEGMENTS, .segment_count = 1
	};
	struct sock6_extension_option tlv;
	struct in6_addr segment;
	unsigned char room[24];
	unsigned index = 0;
	size_t offset = 0;

	CHECK_EQ(2, sock6_extension_options_start(room, sizeof(room), 17));
	CHECK_EQ(6,
		 sock6_extension_option_append(room, sizeof(room), 2, &alert));
	CHECK_EQ(8, sock6_extension_options_finish(room, sizeof(room), 6));
	CHECK_EQ(24, sock6_extension_routing_build(room, sizeof(room), &routing,
						   &source));
	CHECK_EQ(0,
		 sock6_extension_routing_parse(&routing, room, sizeof(room)));
	CHECK_EQ(1, sock6_extension_segment_next(&routing, &index, &segment));
	CHECK_MEM(&source, &segment, sizeof(segment));
	CHECK_EQ(0, sock6_extension_tlv_next(&routing, &offset, &tlv));
}

int main(void)
{
	RUN(no_extension_header_is_set_sent_or_received);
	RUN(extension_headers_need_no_system);
	RUN(extension_headers_are_built_without_a_system);
	return check_end();
}
