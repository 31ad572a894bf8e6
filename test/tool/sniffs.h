/* SPDX-License-Identifier: MIT */
/* sock6 icmp on host b, and messages that a sends. */
#ifndef TOOL_SNIFFS_H
#define TOOL_SNIFFS_H

#include "hosts.h"
#include "packets.h"

/* A sniffer on a host that tells its interface is ready. */
static inline int sniff_on(struct run *run, const char *host,
			   const char *const arguments[])
{
	run_start(run, on_host, host, arguments);
	return CHECK(run_prints(run, "interface"));
}

#define SNIFF(run, ...)                                                      \
	sniff_on(run, "b",                                                   \
		 (const char *const[]){ "icmp", "--if", "eth0", __VA_ARGS__, \
					NULL })

/* Sends a message from a, through an interface and with a hop limit. */
static inline void send_message(const char *destination, const char *interface,
				int hop_limit, const void *bytes, int size)
{
	unsigned char copy[PACKET_ROOM];
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT |
						   SOCK6_INTERFACE,
					 .hop_limit = (uint8_t)hop_limit };
	struct sock6_message message = { .data = copy, .control = &control };
	sock6_fd fd = lab_raw("a", SOCK6_ICMP_PROTOCOL);

	if (!CHECK(size > 0 && (size_t)size <= sizeof(copy)))
		return;
	memcpy(copy, bytes, (size_t)size);
	message.size = (size_t)size;
	control.ifindex = lab_index("a", interface);
	message.peer = lab_peer(destination, 0, control.ifindex);
	CHECK_EQ(size, sock6_send(fd, &message, 0));
	sock6_close(fd);
}

/* One that every test can tell: an echo request with a sequence number. */
static inline void send_echo(const char *interface, unsigned sequence)
{
	unsigned char echo[8] = { SOCK6_ICMP_ECHO_REQUEST };

	put_16(echo + 6, sequence);
	send_message("ff02::1", interface, 7, echo, sizeof(echo));
}

/* The first message of a type that was heard. */
static inline json_t *heard_type(const struct run *run, long type)
{
	json_t *record;

	for (unsigned i = 0; (record = run_record(run, "message", i)); i++) {
		if (number_of(record, "layers/0/icmp_type") == type)
			return record;
		json_decref(record);
	}
	return NULL;
}

#endif
