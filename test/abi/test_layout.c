/* SPDX-License-Identifier: MIT */
/*
 * The layout of every public structure, on 64-bit and 32-bit systems alike:
 * that it compiles is the test.  What differs between the two is only the
 * size of pointers.
 */
#include <stddef.h>
#include <sys/uio.h>

#include "check.h"
#include "sock6.h"

#define POINTER sizeof(void *)
#define AT(type, member, offset)                                \
	_Static_assert(offsetof(struct type, member) == offset, \
		       #type "." #member " is at " #offset)
#define SIZE(type, size) \
	_Static_assert(sizeof(struct type) == size, #type " has " #size)

SIZE(sock6_buffer, 2 * POINTER);
AT(sock6_buffer, data, 0);
AT(sock6_buffer, size, POINTER);
SIZE(sock6_buffer, sizeof(struct iovec));
_Static_assert(offsetof(struct iovec, iov_base) == 0, "as an iovec");
_Static_assert(offsetof(struct iovec, iov_len) == POINTER, "as an iovec");

SIZE(sock6_control, 192);
AT(sock6_control, fields, 0);
AT(sock6_control, ifindex, 8);
AT(sock6_control, flow_label, 12);
AT(sock6_control, path_mtu, 16);
AT(sock6_control, drops, 20);
AT(sock6_control, transmit_id, 24);
AT(sock6_control, mark, 28);
AT(sock6_control, traffic_class, 32);
AT(sock6_control, hop_limit, 33);
AT(sock6_control, fragment_size, 34);
AT(sock6_control, segment_size, 36);
AT(sock6_control, reserved0, 38);
AT(sock6_control, received, 40);
AT(sock6_control, received_hardware, 48);
AT(sock6_control, launch, 56);
AT(sock6_control, source, 64);
AT(sock6_control, destination, 80);
AT(sock6_control, next_hop, 96);
AT(sock6_control, path_mtu_destination, 112);
AT(sock6_control, reserved, 128);

SIZE(sock6_message, 40 + 5 * POINTER);
AT(sock6_message, data, 0);
AT(sock6_message, size, POINTER);
AT(sock6_message, buffers, 2 * POINTER);
AT(sock6_message, control, 3 * POINTER);
AT(sock6_message, peer, 4 * POINTER);
AT(sock6_message, buffer_count, 4 * POINTER + 28);
AT(sock6_message, result, 4 * POINTER + 32);
AT(sock6_message, segment_size, 4 * POINTER + 36);
AT(sock6_message, flags, 4 * POINTER + 38);
AT(sock6_message, user, 4 * POINTER + 40);

SIZE(sock6_io, 80 + 4 * POINTER);
AT(sock6_io, optional, 0);
AT(sock6_io, refused, 8);
AT(sock6_io, off, 16);
AT(sock6_io, reason, 20);
AT(sock6_io, segment_limit, 24);
AT(sock6_io, retry_after, 28);
AT(sock6_io, coalesced, 32);
AT(sock6_io, resent, 40);
AT(sock6_io, control_buffer, 48);
AT(sock6_io, control_size, 48 + POINTER);
AT(sock6_io, system, 48 + 2 * POINTER);
AT(sock6_io, probed, 48 + 4 * POINTER);
AT(sock6_io, pending, 52 + 4 * POINTER);
AT(sock6_io, reserved, 56 + 4 * POINTER);

SIZE(sock6_probe_result, 216);
AT(sock6_probe_result, name, 0);
AT(sock6_probe_result, reason, 40);
AT(sock6_probe_result, privilege, 120);
AT(sock6_probe_result, since, 160);
AT(sock6_probe_result, state, 184);
AT(sock6_probe_result, status, 188);
AT(sock6_probe_result, option, 192);
AT(sock6_probe_result, reserved, 196);

SIZE(sock6_error, 160);
AT(sock6_error, fields, 0);
AT(sock6_error, status, 8);
AT(sock6_error, origin, 12);
AT(sock6_error, type, 13);
AT(sock6_error, code, 14);
AT(sock6_error, stage, 15);
AT(sock6_error, mtu, 16);
AT(sock6_error, pointer, 20);
AT(sock6_error, transmit_id, 24);
AT(sock6_error, transmit_id_last, 28);
AT(sock6_error, extension_offset, 32);
AT(sock6_error, extension_size, 36);
AT(sock6_error, transmitted, 40);
AT(sock6_error, transmitted_hardware, 48);
AT(sock6_error, launch, 56);
AT(sock6_error, offender, 64);
AT(sock6_error, reserved0, 92);
AT(sock6_error, reserved, 96);

SIZE(sock6_event, 360);
AT(sock6_event, type, 0);
AT(sock6_event, dump, 4);
AT(sock6_event, interface, 8);
AT(sock6_event, address, 280);
AT(sock6_event, reserved, 328);

SIZE(sock6_extension, 16 + 2 * POINTER);
AT(sock6_extension, type, 0);
AT(sock6_extension, next_header, 2);
AT(sock6_extension, flags, 3);
AT(sock6_extension, reserved, 4);
AT(sock6_extension, data, 16);
AT(sock6_extension, size, 16 + POINTER);

SIZE(sock6_extension_walk, 16);
AT(sock6_extension_walk, offset, 0);
AT(sock6_extension_walk, count, 4);
AT(sock6_extension_walk, next_header, 6);
AT(sock6_extension_walk, flags, 7);
AT(sock6_extension_walk, reserved, 8);

SIZE(sock6_extension_fragment, 8);
AT(sock6_extension_fragment, identification, 0);
AT(sock6_extension_fragment, offset, 4);
AT(sock6_extension_fragment, more, 6);
AT(sock6_extension_fragment, next_header, 7);

SIZE(sock6_extension_option, 16 + 2 * POINTER);
AT(sock6_extension_option, type, 0);
AT(sock6_extension_option, action, 1);
AT(sock6_extension_option, changes, 2);
AT(sock6_extension_option, has_value, 3);
AT(sock6_extension_option, alignment, 4);
AT(sock6_extension_option, alignment_offset, 5);
AT(sock6_extension_option, reserved0, 6);
AT(sock6_extension_option, value, 8);
AT(sock6_extension_option, reserved1, 12);
AT(sock6_extension_option, data, 16);
AT(sock6_extension_option, size, 16 + POINTER);

SIZE(sock6_extension_routing, 16 + 3 * POINTER);
AT(sock6_extension_routing, type, 0);
AT(sock6_extension_routing, next_header, 1);
AT(sock6_extension_routing, segments_left, 2);
AT(sock6_extension_routing, flags, 3);
AT(sock6_extension_routing, tag, 4);
AT(sock6_extension_routing, segment_count, 6);
AT(sock6_extension_routing, reserved, 8);
AT(sock6_extension_routing, segments, 16);
AT(sock6_extension_routing, tlvs, 16 + POINTER);
AT(sock6_extension_routing, tlvs_size, 16 + 2 * POINTER);

SIZE(sock6_filter_match, 112);
AT(sock6_filter_match, source_port, 4);
AT(sock6_filter_match, first_byte, 8);
AT(sock6_filter_match, source, 12);
AT(sock6_filter_match, destination, 28);
AT(sock6_filter_match, icmp_types, 44);
AT(sock6_filter_match, reserved, 80);

SIZE(sock6_filter_instruction, 8);
AT(sock6_filter_instruction, code, 0);
AT(sock6_filter_instruction, jump_true, 2);
AT(sock6_filter_instruction, jump_false, 3);
AT(sock6_filter_instruction, operand, 4);

SIZE(sock6_guard, 32);
AT(sock6_guard, checks, 0);
AT(sock6_guard, ifindex, 4);
AT(sock6_guard, sources, 8);
AT(sock6_guard, destinations, 12);
AT(sock6_guard, hop_limit, 16);
AT(sock6_guard, next_header, 17);
AT(sock6_guard, router_alert, 18);
AT(sock6_guard, reserved, 20);

SIZE(sock6_header, 44);
AT(sock6_header, flow_label, 0);
AT(sock6_header, payload_length, 4);
AT(sock6_header, version, 6);
AT(sock6_header, traffic_class, 7);
AT(sock6_header, next_header, 8);
AT(sock6_header, hop_limit, 9);
AT(sock6_header, reserved, 10);
AT(sock6_header, source, 12);
AT(sock6_header, destination, 28);

SIZE(sock6_icmp_filter, 32);
AT(sock6_icmp_filter, blocked, 0);

SIZE(sock6_interface, 16 + SOCK6_INTERFACE_NAME_SIZE);
AT(sock6_interface, index, 0);
AT(sock6_interface, state, 4);
AT(sock6_interface, mtu, 8);
AT(sock6_interface, reserved, 12);
AT(sock6_interface, name, 16);

SIZE(sock6_interface_address, 48);
AT(sock6_interface_address, address, 0);
AT(sock6_interface_address, ifindex, 16);
AT(sock6_interface_address, state, 20);
AT(sock6_interface_address, preferred, 24);
AT(sock6_interface_address, valid, 28);
AT(sock6_interface_address, prefix_length, 32);
AT(sock6_interface_address, reserved, 33);

SIZE(sock6_mld_message, 32 + 2 * POINTER);
AT(sock6_mld_message, type, 0);
AT(sock6_mld_message, version, 1);
AT(sock6_mld_message, suppress, 2);
AT(sock6_mld_message, robustness, 3);
AT(sock6_mld_message, flags, 4);
AT(sock6_mld_message, record_count, 6);
AT(sock6_mld_message, response_delay, 8);
AT(sock6_mld_message, query_interval, 12);
AT(sock6_mld_message, reserved, 16);
AT(sock6_mld_message, records, 32);
AT(sock6_mld_message, records_size, 32 + POINTER);

SIZE(sock6_mld_record, 24 + 2 * POINTER);
AT(sock6_mld_record, type, 0);
AT(sock6_mld_record, reserved0, 1);
AT(sock6_mld_record, source_count, 2);
AT(sock6_mld_record, auxiliary_size, 4);
AT(sock6_mld_record, reserved1, 6);
AT(sock6_mld_record, group, 8);
AT(sock6_mld_record, sources, 24);
AT(sock6_mld_record, auxiliary, 24 + POINTER);

SIZE(sock6_interface_result, 8);
AT(sock6_interface_result, ifindex, 0);
AT(sock6_interface_result, status, 4);

SIZE(sock6_membership, 320);
AT(sock6_membership, group, 0);
AT(sock6_membership, source, 16);
AT(sock6_membership, ifindex, 32);
AT(sock6_membership, mode, 36);
AT(sock6_membership, sockets, 40);
AT(sock6_membership, process, 44);
AT(sock6_membership, descriptor, 48);
AT(sock6_membership, protocol, 52);
AT(sock6_membership, port, 54);
AT(sock6_membership, socket_number, 56);
AT(sock6_membership, interface, 64);

SIZE(sock6_option_info, 136);
AT(sock6_option_info, name, 0);
AT(sock6_option_info, reference, 40);
AT(sock6_option_info, minimum, 80);
AT(sock6_option_info, maximum, 88);
AT(sock6_option_info, type, 96);
AT(sock6_option_info, access, 100);
AT(sock6_option_info, supported, 104);
AT(sock6_option_info, level, 108);
AT(sock6_option_info, number, 112);
AT(sock6_option_info, reserved, 116);

SIZE(sock6_path_mtu_event, 80);
AT(sock6_path_mtu_event, destination, 0);
AT(sock6_path_mtu_event, reporter, 28);
AT(sock6_path_mtu_event, mtu, 56);
AT(sock6_path_mtu_event, reserved, 60);

SIZE(sock6_icmp_message, 32 + 4 * POINTER);
AT(sock6_icmp_message, identifier, 2);
AT(sock6_icmp_message, mtu, 8);
AT(sock6_icmp_message, reserved, 16);
AT(sock6_icmp_message, payload, 32);
AT(sock6_icmp_message, extension, 32 + 2 * POINTER);

SIZE(sock6_icmp_extension_object, 8 + POINTER);
AT(sock6_icmp_extension_object, data, 8);
SIZE(sock6_icmp_extension_label, 8);
SIZE(sock6_icmp_extension_interface, 108);
AT(sock6_icmp_extension_interface, address, 12);
AT(sock6_icmp_extension_interface, name, 28);
AT(sock6_icmp_extension_interface, reserved, 92);
SIZE(sock6_icmp_extension_identification, 288);
AT(sock6_icmp_extension_identification, value, 16);
AT(sock6_icmp_extension_identification, reserved, 272);

SIZE(sock6_neighbor_message, 64 + 2 * POINTER);
AT(sock6_neighbor_message, router_lifetime, 4);
AT(sock6_neighbor_message, target, 16);
AT(sock6_neighbor_message, destination, 32);
AT(sock6_neighbor_message, reserved, 48);
AT(sock6_neighbor_message, options, 64);

SIZE(sock6_neighbor_option, 56 + 2 * POINTER);
AT(sock6_neighbor_option, status, 4);
AT(sock6_neighbor_option, mtu, 16);
AT(sock6_neighbor_option, prefix, 20);
AT(sock6_neighbor_option, reserved, 36);
AT(sock6_neighbor_option, data, 56);

/* Values that are compiled into programs stay for ever. */
_Static_assert(SOCK6_OPT_HOP_LIMIT == 1, "the first option");
_Static_assert(SOCK6_OPT_MULTICAST_HOP_LIMIT == 5, "an option");
_Static_assert(SOCK6_OPT_IPV6_ONLY == 20, "an option");
_Static_assert(SOCK6_OPT_RECEIVE_PACKET_INFO == 32, "an option");
_Static_assert(SOCK6_OPT_PENDING_ERROR == 65, "the last option");
_Static_assert(SOCK6_SEGMENT_SIZE == UINT64_C(1) << 16, "the last field");

static void every_structure_has_its_layout(void)
{
	CHECK(sizeof(struct sock6_control) == 192);
	CHECK(POINTER == 8 || POINTER == 4);
	printf("# %u-bit\n", (unsigned)POINTER * 8);
}

/* A field set is 64 bits wide wherever it goes. */
static void field_bits_are_64_bits_wide(void)
{
	CHECK_EQ(8, sizeof(SOCK6_TRAFFIC_CLASS));
	CHECK_EQ(8, sizeof(SOCK6_CONTROL_SEND));
	CHECK_EQ(8, sizeof(SOCK6_CONTROL_RECEIVE));
}

int main(void)
{
	RUN(every_structure_has_its_layout);
	RUN(field_bits_are_64_bits_wide);
	return check_end();
}
