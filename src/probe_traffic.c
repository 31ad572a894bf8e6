/* SPDX-License-Identifier: MIT */
/* Tries of a probe that send datagrams over ::1 and look at what arrives. */
#include <errno.h>
#include <string.h>

#include "message.h"
#include "probe.h"
#include "sock6/control.h"
#include "sock6/error.h"
#include "sock6/filter.h"
#include "sock6/icmp.h"
#include "sock6/open.h"
#include "sock6/option.h"
#include "sock6/timestamp.h"

#define MILLISECOND INT64_C(1000000)
#define PATIENCE    (50 * MILLISECOND)
#define TRIES       20

/* A run of three datagrams, the last one shorter. */
#define SEGMENT 100
#define RUN     250

static const struct in6_addr loopback = { { { [15] = 1 } } };
static const struct in6_addr mapped_loopback = {
	{ { [10] = 0xff, 0xff, 127, 0, 0, 1 } }
};

int sock6__probe_await(const struct sock6__probe *probe, sock6_fd fd,
		       unsigned events)
{
	int64_t left = probe->deadline - sock6__system_now();

	if (left > PATIENCE)
		left = PATIENCE;
	return sock6__system_wait(fd, events, left > 0 ? left : 0);
}

void sock6__probe_pause(const struct sock6__probe *probe)
{
	(void)sock6__system_wait(probe->to, 0, MILLISECOND);
}

int sock6__probe_bind(struct sock6__probe *probe, sock6_fd fd)
{
	int status = sock6__system_bind(fd, &probe->address);

	return status < 0 ? status : sock6__system_local(fd, &probe->address);
}

static void set_address(struct sock6__probe *probe, int mapped)
{
	memset(&probe->address, 0, sizeof(probe->address));
	probe->address.sin6_family = AF_INET6;
	probe->address.sin6_addr = mapped ? mapped_loopback : loopback;
}

int sock6__probe_open(struct sock6__probe *probe, int mapped)
{
	unsigned flags = SOCK6_NON_BLOCKING | (mapped ? SOCK6_DUAL_STACK : 0);
	int status;

	set_address(probe, mapped);
	status = sock6_udp_open(&probe->from, &probe->address, flags);
	if (status == 0)
		status = sock6_udp_open(&probe->to, &probe->address, flags);
	if (status == 0)
		status = sock6__system_local(probe->to, &probe->address);
	return status;
}

void sock6__probe_close(struct sock6__probe *probe)
{
	if (probe->from != SOCK6_INVALID)
		sock6__system_close(probe->from);
	if (probe->to != SOCK6_INVALID)
		sock6__system_close(probe->to);
	probe->from = probe->to = SOCK6_INVALID;
}

int sock6__probe_receive(struct sock6__probe *probe)
{
	int status = sock6__probe_await(probe, probe->to, SOCK6_READABLE);

	memset(&probe->in, 0, sizeof(probe->in));
	probe->in.data = probe->room;
	probe->in.size = sizeof(probe->room);
	probe->in.control = &probe->got;
	return status < 0
		       ? status
		       : sock6_receive(probe->to, &probe->in, SOCK6_DONT_WAIT);
}

static int send_bytes(const struct sock6__probe *probe, void *bytes,
		      size_t size, uint16_t segment,
		      struct sock6_control *control)
{
	struct sock6_message message = { .data = bytes,
					 .size = size,
					 .segment_size = segment,
					 .control = control };

	message.peer = probe->address;
	return sock6_send(probe->from, &message, SOCK6_DONT_WAIT);
}

int sock6__probe_pass(struct sock6__probe *probe, char byte,
		      struct sock6_control *control)
{
	int status = send_bytes(probe, &byte, 1, 0, control);

	if (status >= 0)
		status = sock6__probe_receive(probe);
	if (status >= 0 && (status != 1 || probe->room[0] != byte))
		return -ENODATA;
	return status;
}

/* The fields are asked for, sent beside a datagram, and among what arrives. */
static int carry(struct sock6__probe *probe, int mapped,
		 struct sock6_control *control, uint64_t wanted)
{
	int status = sock6__probe_open(probe, mapped);

	if (status == 0)
		status = sock6_control_request(probe->to, wanted, NULL);
	if (status == 0)
		status = sock6__probe_pass(probe, 'c', control);
	if (status >= 0 && (probe->got.fields & wanted) != wanted)
		status = -ENODATA;
	return status;
}

static int try_packet_info(struct sock6__probe *probe)
{
	int status = carry(probe, 0, NULL, SOCK6_DESTINATION | SOCK6_INTERFACE);

	if (status >= 0 && memcmp(&probe->got.destination, &loopback, 16) != 0)
		status = -ENODATA;
	return status;
}

static int try_source(struct sock6__probe *probe)
{
	struct sock6_control control = { .fields = SOCK6_SOURCE };
	int status;

	control.source = mapped_loopback;
	control.source.s6_addr[15] = 5; /* all of 127.0.0.0/8 is of this host */
	status = carry(probe, 1, &control, 0);
	if (status >= 0 &&
	    memcmp(&probe->in.peer.sin6_addr, &control.source, 16) != 0)
		status = -ENODATA;
	return status;
}

static int try_traffic_class(struct sock6__probe *probe, int mapped)
{
	struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS,
					 .traffic_class = 0xb8 };
	int status = carry(probe, mapped, &control, SOCK6_TRAFFIC_CLASS);

	return status >= 0 && probe->got.traffic_class != 0xb8 ? -ENODATA
							       : status;
}

static int try_hop_limit(struct sock6__probe *probe)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = 7 };
	int status = carry(probe, 0, &control, SOCK6_HOP_LIMIT);

	return status >= 0 && probe->got.hop_limit != 7 ? -ENODATA : status;
}

static int try_flow_label(struct sock6__probe *probe)
{
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL,
					 .flow_label = 0x12345 };
	int status = carry(probe, 0, &control, SOCK6_FLOW_LABEL);

	return status >= 0 && probe->got.flow_label != 0x12345 ? -ENODATA
							       : status;
}

static int try_mapped(struct sock6__probe *probe)
{
	return carry(probe, 1, NULL, 0);
}

/* Two packets in one call; a system without such calls says so. */
static int send_two(struct sock6__probe *probe)
{
	struct sock6__packet packets[2];
	struct sock6_message message = { .data = "2", .size = 1 };
	int status;

	message.peer = probe->address;
	for (int i = 0; i < 2; i++) {
		status = sock6__message_to_packet(&packets[i], &message);
		if (status < 0)
			return status;
	}
	status = sock6__system_send_many(probe->from, packets, 2,
					 SOCK6_DONT_WAIT);
	return status < 0 || status == 2 ? status : -ENODATA;
}

static int try_send_many(struct sock6__probe *probe)
{
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = send_two(probe);
	for (int i = 0; status >= 0 && i < 2; i++)
		status = sock6__probe_receive(probe);
	return status;
}

static int receive_two(struct sock6__probe *probe)
{
	struct sock6_message messages[2] = { { 0 }, { 0 } };
	struct sock6__packet packets[2];
	int status = 0;

	for (int i = 0; status >= 0 && i < 2; i++) {
		messages[i].data = probe->room;
		messages[i].size = sizeof(probe->room);
		status =
			sock6__message_room(&packets[i], &messages[i], NULL, 0);
	}
	if (status >= 0)
		status = sock6__system_receive_many(probe->to, packets, 2,
						    SOCK6_DONT_WAIT);
	return status < 0 || status == 2 ? status : -ENODATA;
}

static int try_receive_many(struct sock6__probe *probe)
{
	char byte = '2';
	int status = sock6__probe_open(probe, 0);

	for (int i = 0; status >= 0 && i < 2; i++)
		status = send_bytes(probe, &byte, 1, 0, NULL);
	if (status >= 0)
		status = sock6__probe_await(probe, probe->to, SOCK6_READABLE);
	return status < 0 ? status : receive_two(probe);
}

/* A socket without runs would take the size for nothing and send it whole, so
 * that it is asked first. */
static int send_run(struct sock6__probe *probe)
{
	int status = sock6_set(probe->from, SOCK6_OPT_SEGMENT_SIZE, 0);

	memset(probe->room, 'r', RUN);
	return status < 0 ? status
			  : send_bytes(probe, probe->room, RUN, SEGMENT, NULL);
}

static int try_send_run(struct sock6__probe *probe)
{
	int status = sock6__probe_open(probe, 0), arrived = 0;

	if (status == 0)
		status = send_run(probe);
	while (status >= 0 && arrived < RUN) {
		status = sock6__probe_receive(probe);
		if (status > SEGMENT)
			status = -ENODATA;
		arrived += status;
	}
	return status;
}

static int try_receive_run(struct sock6__probe *probe)
{
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_set(probe->to, SOCK6_OPT_RECEIVE_COALESCING, 1);
	if (status == 0)
		status = send_run(probe);
	if (status >= 0)
		status = sock6__probe_receive(probe);
	if (status >= 0 && (status != RUN || probe->in.segment_size != SEGMENT))
		status = -ENODATA;
	return status;
}

static int find_error(const struct sock6__probe *probe, int origin,
		      struct sock6_error *error)
{
	unsigned char room[64];
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	int status = sock6__probe_await(probe, probe->from, 0);

	if (status >= 0)
		status = sock6_error_receive(probe->from, &quoted, error, 0);
	return status >= 0 && error->origin != origin ? -ENODATA : status;
}

/* The receiver's port is closed, and the datagram sent to it comes back. */
static int try_error_queue(struct sock6__probe *probe)
{
	struct sock6_error error;
	char byte = 'e';
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_error_request(probe->from, 1);
	if (status == 0)
		status = sock6__system_close(probe->to);
	if (status == 0)
		probe->to = SOCK6_INVALID;
	if (status == 0)
		status = send_bytes(probe, &byte, 1, 0, NULL);
	if (status >= 0)
		status = find_error(probe, SOCK6_ORIGIN_ICMPV6, &error);
	if (status >= 0 && error.type != SOCK6_ICMP_DESTINATION_UNREACHABLE)
		status = -ENODATA;
	return status;
}

/* The first ones after stamping was switched on may have no stamp. */
static int try_receive_time(struct sock6__probe *probe)
{
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_control_request(probe->to, SOCK6_RECEIVED, NULL);
	for (int i = 0; status >= 0 && i < TRIES; i++) {
		status = sock6__probe_pass(probe, 't', NULL);
		if (status >= 0 && probe->got.fields & SOCK6_RECEIVED)
			return 0;
		sock6__probe_pause(probe);
	}
	return status < 0 ? status : -ENODATA;
}

static int try_transmit_time(struct sock6__probe *probe)
{
	struct sock6_error error;
	char byte = 't';
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_timestamp_request(probe->from,
						 SOCK6_TIMESTAMP_SENT |
							 SOCK6_TIMESTAMP_BARE);
	if (status == 0)
		status = send_bytes(probe, &byte, 1, 0, NULL);
	if (status >= 0)
		status = find_error(probe, SOCK6_ORIGIN_TRANSMIT, &error);
	if (status >= 0 && !(error.fields & SOCK6_ERROR_TRANSMITTED))
		status = -ENODATA;
	return status;
}

static int try_launch_time(struct sock6__probe *probe)
{
	struct sock6_control control = { .fields = SOCK6_LAUNCH };
	int status = sock6__probe_open(probe, 0);

	if (status == 0)
		status = sock6_launch_request(probe->from,
					      SOCK6_CLOCK_MONOTONIC, 0);
	control.launch = sock6__system_now();
	return status < 0 ? status : sock6__probe_pass(probe, 'l', &control);
}

/* Of two datagrams only the second one passes. */
static int try_filter(struct sock6__probe *probe)
{
	struct sock6_filter_instruction program[SOCK6_FILTER_MATCH_MAXIMUM];
	const struct sock6_filter_match match = {
		.fields = SOCK6_FILTER_FIRST_BYTE, .first_byte = 'y'
	};
	char blocked = 'n';
	int status = sock6__probe_open(probe, 0), count;

	count = sock6_filter_build(program, SOCK6_FILTER_MATCH_MAXIMUM, &match,
				   IPPROTO_UDP);
	if (status == 0)
		status = count < 0 ? count
				   : sock6_filter_attach(probe->to, program,
							 (unsigned)count);
	if (status == 0)
		status = send_bytes(probe, &blocked, 1, 0, NULL);
	return status < 0 ? status : sock6__probe_pass(probe, 'y', NULL);
}

int sock6__probe_traffic(struct sock6__probe *probe, enum sock6__feature which)
{
	int status;

	switch (which) {
	case SOCK6__FEATURE_PACKET_INFO: status = try_packet_info(probe); break;
	case SOCK6__FEATURE_SOURCE: status = try_source(probe); break;
	case SOCK6__FEATURE_TRAFFIC_CLASS:
		status = try_traffic_class(probe, 0);
		break;
	case SOCK6__FEATURE_IPV4_CLASS:
		status = try_traffic_class(probe, 1);
		break;
	case SOCK6__FEATURE_HOP_LIMIT: status = try_hop_limit(probe); break;
	case SOCK6__FEATURE_FLOW_LABEL: status = try_flow_label(probe); break;
	case SOCK6__FEATURE_MAPPED: status = try_mapped(probe); break;
	case SOCK6__FEATURE_SEND_MANY: status = try_send_many(probe); break;
	case SOCK6__FEATURE_RECEIVE_MANY:
		status = try_receive_many(probe);
		break;
	case SOCK6__FEATURE_SEND_RUN: status = try_send_run(probe); break;
	case SOCK6__FEATURE_RECEIVE_RUN: status = try_receive_run(probe); break;
	case SOCK6__FEATURE_ERROR_QUEUE: status = try_error_queue(probe); break;
	case SOCK6__FEATURE_RECEIVE_TIME:
		status = try_receive_time(probe);
		break;
	case SOCK6__FEATURE_TRANSMIT_TIME:
		status = try_transmit_time(probe);
		break;
	case SOCK6__FEATURE_LAUNCH_TIME: status = try_launch_time(probe); break;
	case SOCK6__FEATURE_FILTER: status = try_filter(probe); break;
	default: status = probe->no_datagram; break; /* what start() has seen */
	}
	sock6__probe_close(probe);
	return status;
}
