/* SPDX-License-Identifier: MIT */
/*
 * The library with no system beneath: every call that needs one answers
 * -EOPNOTSUPP and leaves its outputs alone, everything else works as ever.
 */
#include <string.h>

#include "check.h"
#include "sock6.h"

#define FD 0 /* open, and no business of this library's */

static const struct in6_addr group = { .s6_addr = { 0xff, 0x02, [15] = 0x14 } };
static const struct in6_addr source = { .s6_addr = { 0x20, 0x01, 0x0d,
						     0xb8, [15] = 1 } };

static struct sockaddr_in6 address(const char *text)
{
	struct sockaddr_in6 result;

	CHECK_EQ(0, sock6_address_parse(&result, text, SOCK6_ADDRESS_IPV4));
	return result;
}

/* Bytes that no call writes by chance. */
static void mark(void *output, size_t size)
{
	memset(output, 0xa5, size);
}

static int untouched(const void *output, size_t size)
{
	const unsigned char *bytes = output;

	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0xa5)
			return 0;
	return 1;
}

static void no_option_is_supported_but_each_is_described(void)
{
	struct sock6_option_info info;
	int option = 1;

	for (; sock6_option_info(option, &info) == 0; option++) {
		int64_t value;

		CHECK_EQ(0, info.supported);
		CHECK_EQ(0, info.level);
		CHECK_EQ(0, info.number);
		CHECK(info.name[0] != '\0');
		CHECK_EQ(option, sock6_option_find(info.name));
		CHECK_EQ(-EOPNOTSUPP, sock6_set(FD, option, info.minimum));
		mark(&value, sizeof(value));
		CHECK_EQ(-EOPNOTSUPP, sock6_get(FD, option, &value));
		CHECK(untouched(&value, sizeof(value)));
	}
	CHECK_EQ(SOCK6_OPT_PENDING_ERROR + 1, option);
	CHECK_EQ(-EINVAL, sock6_set(FD, option, 0));
}

static void no_group_is_joined_or_left(void)
{
	CHECK_EQ(-EOPNOTSUPP, sock6_group_join(FD, 0, &group));
	CHECK_EQ(-EOPNOTSUPP, sock6_group_leave(FD, 0, &group));
	CHECK_EQ(-EOPNOTSUPP, sock6_source_join(FD, 0, &group, &source));
	CHECK_EQ(-EOPNOTSUPP, sock6_source_leave(FD, 0, &group, &source));
	CHECK_EQ(-EOPNOTSUPP, sock6_source_block(FD, 0, &group, &source));
	CHECK_EQ(-EOPNOTSUPP, sock6_source_unblock(FD, 0, &group, &source));
	CHECK_EQ(-EINVAL, sock6_group_join(FD, 0, &source));
}

static void no_group_is_joined_or_sent_to_everywhere(void)
{
	struct sock6_interface_result result;
	struct sock6_message message = { .peer = address("ff02::114") };

	mark(&result, sizeof(result));
	CHECK_EQ(-EOPNOTSUPP, sock6_group_join_all(FD, &group, &result, 1));
	CHECK_EQ(-EINVAL, sock6_group_join_all(FD, &source, &result, 1));
	CHECK_EQ(-EINVAL, sock6_group_join_all(FD, &group, NULL, 1));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_group_send_all(FD, &message, 0, &result, 1));
	CHECK_EQ(-EINVAL, sock6_group_send_all(FD, &message, 0, NULL, 1));
	CHECK_EQ(-EINVAL, sock6_group_send_all(FD, NULL, 0, &result, 1));
	message.peer.sin6_addr = source;
	CHECK_EQ(-EINVAL, sock6_group_send_all(FD, &message, 0, &result, 1));
	CHECK(untouched(&result, sizeof(result)));
}

static void no_source_filter_is_set_or_told(void)
{
	struct in6_addr sources[2];
	int mode;

	CHECK_EQ(-EOPNOTSUPP,
		 sock6_source_filter_set(FD, 1, &group, SOCK6_INCLUDE, &source,
					 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_source_filter_set(FD, 1, &group,
						      SOCK6_INCLUDE, NULL, 0));
	mark(&mode, sizeof(mode));
	mark(sources, sizeof(sources));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_source_filter_get(FD, 1, &group, &mode, sources, 2));
	CHECK(untouched(&mode, sizeof(mode)));
	CHECK(untouched(sources, sizeof(sources)));
}

static void no_membership_is_joined_left_or_listed(void)
{
	struct sock6_membership one = { .group = group,
					.ifindex = 1,
					.mode = SOCK6_EXCLUDE,
					.interface = "eth0" };
	struct sock6_membership before = one, list;
	unsigned hidden;

	CHECK_EQ(-EOPNOTSUPP, sock6_membership_join(FD, &one));
	CHECK_EQ(-EOPNOTSUPP, sock6_membership_rejoin(FD, &one));
	CHECK_EQ(-EOPNOTSUPP, sock6_membership_leave(FD, &one));
	CHECK_MEM(&before, &one, sizeof(one));
	mark(&list, sizeof(list));
	mark(&hidden, sizeof(hidden));
	CHECK_EQ(-EOPNOTSUPP, sock6_membership_list(&list, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_membership_list_socket(FD, &list, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_membership_list_owners(&list, 1, &hidden));
	CHECK(untouched(&list, sizeof(list)));
	CHECK(untouched(&hidden, sizeof(hidden)));
}

static void judging_by_memberships_needs_no_system(void)
{
	struct sock6_membership one = { .group = group,
					.ifindex = 3,
					.mode = SOCK6_EXCLUDE };
	struct sock6_control control = { .fields = SOCK6_DESTINATION |
						   SOCK6_INTERFACE,
					 .ifindex = 3,
					 .destination = group };
	struct sock6_message message = { .control = &control };

	CHECK_EQ(1, sock6_membership_accepts(&one, 1, &message));
	CHECK_EQ(0, sock6_membership_accepts(NULL, 0, &message));
}

static void no_socket_is_opened_connected_or_closed(void)
{
	struct sockaddr_in6 any = address("::");
	struct sock6_control mark_it = { .fields = SOCK6_MARK, .mark = 1 };
	sock6_fd fd;

	mark(&fd, sizeof(fd));
	CHECK_EQ(-EOPNOTSUPP, sock6_udp_open(&fd, NULL, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_udp_open(&fd, &any, SOCK6_DUAL_STACK));
	CHECK_EQ(-EOPNOTSUPP, sock6_multicast_open(&fd, &any, 0));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_raw_open(&fd, SOCK6_ICMP_PROTOCOL, NULL, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_tcp_listen(&fd, &any, 1, 0));
	CHECK(untouched(&fd, sizeof(fd)));
	CHECK_EQ(-EOPNOTSUPP, sock6_connect(FD, &any, NULL));
	CHECK_EQ(-EOPNOTSUPP, sock6_connect(FD, &any, &mark_it));
	CHECK_EQ(-EOPNOTSUPP, sock6_close(FD));
}

static void no_echo_socket_is_opened(void)
{
	sock6_fd fd;
	int kind;

	mark(&fd, sizeof(fd));
	mark(&kind, sizeof(kind));
	CHECK_EQ(-EOPNOTSUPP, sock6_echo_open(&fd, NULL, 0, &kind));
	CHECK(untouched(&fd, sizeof(fd)));
	CHECK(untouched(&kind, sizeof(kind)));
	CHECK_EQ(-EOPNOTSUPP, sock6_echo_identifier(FD));
	CHECK(sock6_echo_hint() == NULL);
}

static void no_filter_is_put_on_a_socket(void)
{
	/* BPF_RET | BPF_K: take the whole packet. */
	struct sock6_filter_instruction program[] = { { 6, 0, 0, 65535 } };
	struct sock6_icmp_filter filter;

	CHECK_EQ(-EOPNOTSUPP, sock6_filter_attach(FD, program, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_attach_loaded(FD, FD));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_steer(FD, program, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_steer_loaded(FD, FD));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_unsteer(FD));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_detach(FD));
	CHECK_EQ(-EOPNOTSUPP, sock6_filter_lock(FD));
	mark(&filter, sizeof(filter));
	CHECK_EQ(-EOPNOTSUPP, sock6_icmp_filter_get(FD, &filter));
	CHECK(untouched(&filter, sizeof(filter)));
	CHECK_EQ(-EOPNOTSUPP, sock6_icmp_filter_set(FD, &filter));
}

static void no_interface_is_known(void)
{
	struct sock6_interface interface;
	struct sock6_interface_address address_here;
	char name[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t index;

	mark(&index, sizeof(index));
	CHECK_EQ(-EOPNOTSUPP, sock6_interface_index(&index, "lo"));
	CHECK(untouched(&index, sizeof(index)));
	mark(name, sizeof(name));
	CHECK_EQ(-EOPNOTSUPP, sock6_interface_name(name, sizeof(name), 1));
	CHECK(untouched(name, sizeof(name)));
	mark(&interface, sizeof(interface));
	CHECK_EQ(-EOPNOTSUPP, sock6_interface_list(&interface, 1));
	CHECK(untouched(&interface, sizeof(interface)));
	mark(&address_here, sizeof(address_here));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_interface_addresses(&address_here, 1, 0, SOCK6_IPV6));
	CHECK(untouched(&address_here, sizeof(address_here)));
}

static void no_interface_is_watched(void)
{
	static unsigned char room[SOCK6_MONITOR_ROOM];
	struct sock6_event event;
	size_t offset = 0;
	sock6_fd fd;

	mark(&fd, sizeof(fd));
	CHECK_EQ(-EOPNOTSUPP, sock6_monitor_open(&fd, SOCK6_DUAL_STACK));
	CHECK(untouched(&fd, sizeof(fd)));
	CHECK_EQ(-EOPNOTSUPP, sock6_monitor_dump(FD, 1));
	CHECK_EQ(-EINVAL, sock6_monitor_dump(FD, 0));
	mark(room, sizeof(room));
	CHECK_EQ(-EOPNOTSUPP, sock6_monitor_read(FD, room, sizeof(room), 0));
	CHECK(untouched(room, sizeof(room)));
	mark(&event, sizeof(event));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_monitor_next(room, sizeof(room), &offset, &event));
	CHECK(untouched(&event, sizeof(event)));
	CHECK_EQ(0, offset);
}

static void nothing_is_waited_for(void)
{
	CHECK_EQ(0, sock6_now());
	CHECK_EQ(-EOPNOTSUPP, sock6_wait(FD, SOCK6_READABLE, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_wait(FD, SOCK6_WRITABLE, SOCK6_FOREVER));
	CHECK_EQ(-EINVAL, sock6_wait(FD, 1u << 30, 0));
}

static void nothing_is_sent(void)
{
	char data[] = "data";
	struct sock6_message message = { .data = data,
					 .size = sizeof(data),
					 .peer = address("[::1]:9") };
	struct sock6_io io = { 0 };

	CHECK_EQ(-EOPNOTSUPP, sock6_send(FD, &message, 0));
	CHECK_EQ(0, message.result);
	CHECK_EQ(-EOPNOTSUPP, sock6_send_batch(FD, NULL, &message, 1, 0));
	CHECK_EQ(-EOPNOTSUPP, message.result);
	CHECK_EQ(-EOPNOTSUPP, sock6_send_batch(FD, &io, &message, 1, 0));
	CHECK_EQ(0, sock6_send_batch(FD, &io, &message, 0, 0));
}

/* A message to receive into, with every output marked. */
static struct sock6_message marked(struct sock6_control *control, char *room,
				   size_t size)
{
	struct sock6_message message = { .data = room,
					 .size = size,
					 .control = control };

	mark(control, sizeof(*control));
	mark(room, size);
	mark(&message.peer, sizeof(message.peer));
	mark(&message.result, sizeof(message.result));
	mark(&message.flags, sizeof(message.flags));
	return message;
}

static void nothing_is_received(void)
{
	struct sock6_control control;
	char room[16];
	struct sock6_message message = marked(&control, room, sizeof(room));
	struct sock6_message before = message;
	struct sock6_io io = { 0 };
	uint32_t drops;

	CHECK_EQ(-EOPNOTSUPP, sock6_receive(FD, &message, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_receive(FD, &message, SOCK6_DONT_WAIT));
	mark(&drops, sizeof(drops));
	CHECK_EQ(-EOPNOTSUPP, sock6_receive_drops(FD, &drops));
	CHECK(untouched(&drops, sizeof(drops)));
	CHECK_EQ(-EOPNOTSUPP, sock6_receive_batch(FD, NULL, &message, 1, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_receive_batch(FD, &io, &message, 1, 0));
	CHECK_MEM(&before, &message, sizeof(message));
	CHECK(untouched(&control, sizeof(control)));
	CHECK(untouched(room, sizeof(room)));
}

static void there_is_no_error_queue(void)
{
	char text[SOCK6_ERROR_TEXT_SIZE], data[8];
	struct sock6_message quoted = { .data = data, .size = sizeof(data) };
	struct sock6_error error;

	mark(&error, sizeof(error));
	CHECK_EQ(-EOPNOTSUPP, sock6_error_request(FD, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_error_receive(FD, &quoted, &error, 0));
	CHECK(untouched(&error, sizeof(error)));
	CHECK_EQ(-ENODATA, sock6_error_decode(&error, NULL, 0, 0));
	CHECK_EQ(24, sock6_error_format(text, sizeof(text), &error));
	CHECK_STR("origin=unknown status=OK", text);
}

static void no_path_mtu_is_known(void)
{
	struct sockaddr_in6 to = address("2001:db8::1");
	struct sock6_message notice = { .flags = 0 };
	struct sock6_path_mtu_event event;
	uint32_t mtu;
	int mode;

	mark(&mtu, sizeof(mtu));
	mark(&mode, sizeof(mode));
	mark(&event, sizeof(event));
	CHECK_EQ(-EOPNOTSUPP, sock6_path_mtu_get(FD, &to, &mtu));
	CHECK_EQ(-EOPNOTSUPP, sock6_path_mtu_get(FD, NULL, &mtu));
	CHECK(untouched(&mtu, sizeof(mtu)));
	CHECK_EQ(-EOPNOTSUPP, sock6_path_mtu_mode_get(FD, &mode));
	CHECK(untouched(&mode, sizeof(mode)));
	CHECK_EQ(-EOPNOTSUPP, sock6_path_mtu_mode_set(FD, 0));
	CHECK_EQ(-EOPNOTSUPP, sock6_path_mtu_may_fragment(FD));
	CHECK_EQ(1232, sock6_path_mtu_payload(1280, &to.sin6_addr, 8));
	CHECK_EQ(0, sock6_path_mtu_event(&event, &notice, NULL));
	CHECK(untouched(&event, sizeof(event)));
}

static void no_control_value_can_be_asked_for_or_sent(void)
{
	uint64_t sendable = SOCK6_CONTROL_SEND;
	unsigned char buffer[64];

	mark(buffer, sizeof(buffer));
	for (uint64_t field = 1; field <= sendable; field <<= 1) {
		struct sock6_control control = { .fields = field & sendable,
						 .source = source,
						 .next_hop = source,
						 .segment_size = 100 };

		if (!control.fields)
			continue;
		CHECK_EQ(-EOPNOTSUPP,
			 sock6_control_encode(buffer, sizeof(buffer), &control,
					      SOCK6_IPV6));
		CHECK_EQ(-EOPNOTSUPP, sock6_control_space(field, SOCK6_IPV6));
	}
	CHECK(untouched(buffer, sizeof(buffer)));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_control_request(FD, SOCK6_CONTROL_RECEIVE, NULL));
	CHECK_EQ(-EOPNOTSUPP, sock6_control_request(FD, SOCK6_DROPS, NULL));
}

static void control_without_values_is_empty(void)
{
	struct sock6_control control = { 0 };
	char text[SOCK6_CONTROL_TEXT_SIZE];
	unsigned char buffer[1];

	CHECK_EQ(0, sock6_control_encode(buffer, sizeof(buffer), &control,
					 SOCK6_IPV6));
	CHECK_EQ(0, sock6_control_space(0, SOCK6_IPV6));
	CHECK_EQ(4, sock6_control_format(text, sizeof(text), &control));
	CHECK_STR("none", text);
	mark(&control, sizeof(control));
	CHECK_EQ(0, sock6_control_decode(&control, buffer, 0));
	CHECK_EQ(0, control.fields);
}

static void addresses_need_no_system(void)
{
	struct sockaddr_in6 mapped = address("192.0.2.1");
	struct sockaddr_in6 zoned = address("[fe80::1%12]:53"), other;
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	CHECK_EQ(12, zoned.sin6_scope_id);
	CHECK_EQ(15, sock6_address_format(text, sizeof(text), &zoned, 0));
	CHECK_STR("[fe80::1%12]:53", text);
	mark(&other, sizeof(other));
	CHECK_EQ(-ENODEV, sock6_address_parse(&other, "fe80::1%lo", 0));
	CHECK(untouched(&other, sizeof(other)));
	CHECK_EQ(1, sock6_address_is_multicast(&group));
	CHECK_EQ(1, sock6_address_is_mapped(&mapped.sin6_addr));
	CHECK_EQ(1, sock6_address_is_unspecified(&in6addr_any));
	CHECK_EQ(1, sock6_address_needs_zone(&zoned.sin6_addr));
}

static void headers_need_no_system(void)
{
	struct sock6_header header = { .next_header = 59,
				       .hop_limit = 1,
				       .source = source,
				       .destination = group };
	struct sock6_header again;
	unsigned char packet[SOCK6_HEADER_SIZE];
	char text[SOCK6_HEADER_TEXT_SIZE];

	CHECK_EQ(SOCK6_HEADER_SIZE,
		 sock6_header_build(packet, sizeof(packet), &header));
	CHECK_EQ(0, sock6_header_parse(&again, packet, sizeof(packet)));
	CHECK_EQ(SOCK6_HEADER_SIZE, sock6_header_check(&again, sizeof(packet)));
	CHECK(sock6_header_format(text, sizeof(text), &again) > 0);
	CHECK(strstr(text, "destination=ff02::14") != NULL);
}

static void icmp_filters_need_no_system(void)
{
	struct sock6_icmp_filter filter;

	CHECK_EQ(0, sock6_icmp_filter_set_all(&filter, 1));
	CHECK_EQ(0, sock6_icmp_filter_accept(&filter, 128));
	CHECK_EQ(0, sock6_icmp_filter_will_block(&filter, 128));
	CHECK_EQ(0, sock6_icmp_filter_block(&filter, 128));
	CHECK_EQ(1, sock6_icmp_filter_will_block(&filter, 128));
	CHECK_STR("echo request", sock6_icmp_type_name(128));
}

static void messages_need_no_system(void)
{
	char data[] = "abcde";
	struct sock6_control arrived = { .fields = SOCK6_DESTINATION |
						   SOCK6_INTERFACE,
					 .ifindex = 3,
					 .destination = source };
	struct sock6_control answer;
	struct sock6_message received = { .data = data,
					  .size = 5,
					  .result = 5,
					  .segment_size = 3,
					  .control = &arrived,
					  .peer = address("[2001:db8::2]:7") };
	struct sock6_message reply = { .control = &answer };
	struct sock6_buffer datagram;
	size_t offset = 0;

	CHECK_EQ(1, sock6_message_next(&received, &offset, &datagram));
	CHECK_EQ(3, datagram.size);
	CHECK_EQ(1, sock6_message_next(&received, &offset, &datagram));
	CHECK_EQ(2, datagram.size);
	CHECK_EQ(0, sock6_message_next(&received, &offset, &datagram));
	CHECK_EQ(0, sock6_message_reply(&reply, &received));
	CHECK_EQ(SOCK6_SOURCE, answer.fields);
	CHECK_MEM(&source, &answer.source, sizeof(source));
}

static void names_need_no_system(void)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE];

	CHECK_EQ(SOCK6_VERSION, sock6_version());
	CHECK_STR("EOPNOTSUPP", sock6_status_name(-EOPNOTSUPP));
	CHECK(sock6_status_text(-EOPNOTSUPP)[0] != '\0');
	CHECK_STR("ef", sock6_dscp_name(46));
	CHECK_STR("ce", sock6_ecn_name(3));
	CHECK_EQ(184, sock6_traffic_class_parse("ef"));
	CHECK_EQ(2, sock6_traffic_class_format(text, sizeof(text), 184));
	CHECK_STR("ef", text);
}

int main(void)
{
	RUN(no_option_is_supported_but_each_is_described);
	RUN(no_group_is_joined_or_left);
	RUN(no_group_is_joined_or_sent_to_everywhere);
	RUN(no_source_filter_is_set_or_told);
	RUN(no_membership_is_joined_left_or_listed);
	RUN(judging_by_memberships_needs_no_system);
	RUN(no_socket_is_opened_connected_or_closed);
	RUN(no_echo_socket_is_opened);
	RUN(no_filter_is_put_on_a_socket);
	RUN(no_interface_is_known);
	RUN(no_interface_is_watched);
	RUN(nothing_is_waited_for);
	RUN(nothing_is_sent);
	RUN(nothing_is_received);
	RUN(there_is_no_error_queue);
	RUN(no_path_mtu_is_known);
	RUN(no_control_value_can_be_asked_for_or_sent);
	RUN(control_without_values_is_empty);
	RUN(addresses_need_no_system);
	RUN(headers_need_no_system);
	RUN(icmp_filters_need_no_system);
	RUN(messages_need_no_system);
	RUN(names_need_no_system);
	return check_end();
}
