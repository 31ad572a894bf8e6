/* SPDX-License-Identifier: MIT */
/* The socket that probes a path, and what is sent. */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "process/allocate.h"
#include "process/privilege.h"
#include "reflection.h"
#include "report/message.h"
#include "report/remedy.h"
#include "words/host_name.h"
#include "words/options.h"

/* Of an echo request; a UDP header is as long, but the system writes it. */
#define ICMP_HEADER 8

static int check_destination(struct probe_socket *s, const char *text)
{
	uint32_t ifindex = s->control.ifindex;

	if (sock6_address_is_multicast(&s->to.sin6_addr) ||
	    sock6_address_is_unspecified(&s->to.sin6_addr))
		return usage_error("%s: not one host; give the address of one",
				   text);
	if (sock6_address_is_mapped(&s->to.sin6_addr))
		return usage_error("%s: is reached by IPv4; give an IPv6 "
				   "address, or a name that has one",
				   text);
	if (ifindex && s->to.sin6_scope_id && ifindex != s->to.sin6_scope_id)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   text);
	return OPTIONS_GO_ON;
}

int probe_destination(struct probe_socket *s, const char *text)
{
	struct word word = { NULL, text };
	int end;

	if (!text)
		return usage_error("no destination; give an address such as "
				   "2001:db8::1, or a name");
	end = value_host(&word, &s->to);
	if (end == OPTIONS_GO_ON)
		end = check_destination(s, text);
	if (end != OPTIONS_GO_ON)
		return end;
	/* Echo requests have no port, and raw sockets take none. */
	if (s->is_echo)
		s->to.sin6_port = 0;
	else if (s->to.sin6_port == 0)
		s->to.sin6_port = htons(PROBE_PORT);
	if (sock6_address_needs_zone(&s->to.sin6_addr) && s->control.ifindex)
		s->to.sin6_scope_id = s->control.ifindex;
	if (sock6_address_needs_zone(&s->from.sin6_addr) &&
	    s->from.sin6_scope_id == 0)
		s->from.sin6_scope_id = s->control.ifindex
						? s->control.ifindex
						: s->to.sin6_scope_id;
	return OPTIONS_GO_ON;
}

void probe_source(const struct probe_socket *s, struct sockaddr_in6 *source)
{
	if (s->from.sin6_family)
		*source = s->from;
	else if (sock6_local_address_choose(&s->to, s->control.ifindex, 0,
					    source) < 0)
		memset(source, 0, sizeof(*source));
}

static int open_failure(const struct probe_socket *s, int status)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "", remedy[300];

	if (s->is_echo && status == -EPERM) {
		snprintf(remedy, sizeof(remedy), "%s; or %s", sock6_echo_hint(),
			 s->otherwise);
		return failure(status, remedy, "echo requests");
	}
	if (s->from.sin6_family)
		sock6_address_format(text, sizeof(text), &s->from, 0);
	return failure(status, remedy_to_open(status), "%s%s",
		       *text ? "--from " : "socket", text);
}

static int open_socket(struct probe_socket *s)
{
	const struct sockaddr_in6 *local =
		s->from.sin6_family ? &s->from : NULL;

	if (s->is_echo) {
		int status = sock6_echo_open(&s->fd, local, SOCK6_NON_BLOCKING,
					     &s->kind);

		if (status != -EPERM || !s->may_be_udp)
			return status;
		s->is_echo = 0;
		s->to.sin6_port = htons(PROBE_PORT);
	}
	return sock6_udp_open(&s->fd, local, SOCK6_NON_BLOCKING);
}

/* Everything that can be had about an answer; what an old kernel lacks is
 * missing in the output. */
static int ask(struct probe_socket *s)
{
	uint64_t granted;
	int status = sock6_error_request(s->fd, 1);

	if (status == 0)
		status = sock6_path_mtu_mode_set(s->fd,
						 SOCK6_MTU_DISCOVERY_PROBE);
	if (status == 0)
		status = sock6_control_request(
			s->fd, SOCK6_HOP_LIMIT | SOCK6_RECEIVED, &granted);
	if (status < 0)
		return status;
	sock6_set(s->fd, SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS, 1);
	/* With it the address of an error record has the first word of the
	 * header that was quoted. */
	s->has_quote = sock6_set(s->fd, SOCK6_OPT_FLOW_INFO_SEND, 1) == 0;
	/* Not before there is room for a burst of answers. */
	sock6_set(s->fd, SOCK6_OPT_RECEIVE_BUFFER, 1 << 20);
	return 0;
}

int probe_open(struct probe_socket *s)
{
	int status = open_socket(s);

	if (status < 0)
		return open_failure(s, status);
	status = ask(s);
	if (status == 0 && s->is_echo) {
		status = sock6_echo_identifier(s->fd);
		s->identifier = (uint16_t)status;
	}
	if (status < 0)
		return failure(status, NULL, "errors about what is sent");
	s->stream = stamp_stream();
	probe_witness_open(s);
	s->packet = allocate(1, PROBE_MAXIMUM);
	return privilege_drop();
}

void probe_close(struct probe_socket *s)
{
	if (s->packet) {
		sock6_close(s->fd);
		probe_witness_close(s);
	}
	free(s->packet);
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint32_t sum(const uint8_t *bytes, size_t size)
{
	uint32_t total = 0;

	for (size_t i = 0; i < size; i += 2)
		total += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	return total;
}

/*
 * The stamp's value makes up for all that differs from one probe to the next,
 * so that the checksum stays: routers that share their load look at the first
 * four bytes behind the IPv6 header, and in ICMPv6 the checksum is there.
 */
static void write_probe(struct probe_socket *s)
{
	struct reflection_request request = { .stamp = {
						      .kind = STAMP_REQUEST,
						      .stream = s->stream,
						      .sequence = s->last,
						      .sent = stamp_now() } };
	uint32_t total;

	s->packet[0] = SOCK6_ICMP_ECHO_REQUEST;
	put16(s->packet + 4, s->identifier);
	put16(s->packet + 6, (unsigned)s->last);
	reflection_encode_request(s->packet + ICMP_HEADER, &request);
	total = sum(s->packet + ICMP_HEADER, STAMP_SIZE);
	if (s->is_echo)
		total += sum(s->packet + 6, 2);
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	put16(s->packet + ICMP_HEADER + STAMP_SIZE - 2, ~total & 0xffff);
}

/* An error about an earlier probe is in the way of the next one, once. */
static int is_earlier(int status)
{
	return status == -ECONNREFUSED || status == -EHOSTUNREACH ||
	       status == -ENETUNREACH || status == -EACCES ||
	       status == -EMSGSIZE || status == -EPROTO;
}

#define TRIALS 8

int probe_send(struct probe_socket *s, unsigned hops, size_t size,
	       int64_t *sent)
{
	size_t skip = s->is_echo ? 0 : ICMP_HEADER;
	struct sock6_control control = s->control;
	struct sock6_message message = { .data = s->packet + skip,
					 .size = size - SOCK6_HEADER_SIZE -
						 ICMP_HEADER +
						 (s->is_echo ? ICMP_HEADER : 0),
					 .control = &control,
					 .peer = s->to };
	int status = -EAGAIN;

	if (hops) {
		control.hop_limit = (uint8_t)hops;
		control.fields |= SOCK6_HOP_LIMIT;
	}
	s->last++;
	write_probe(s);
	for (int i = 0; i < TRIALS; i++) {
		*sent = stamp_now();
		status = sock6_send(s->fd, &message, 0);
		if (status >= 0)
			return 0;
		if (!is_earlier(status))
			break;
	}
	return status;
}

/* What the link carries is in the record of the refusal. */
static int too_big(struct probe_socket *s, const char *to)
{
	struct probe_answer answer;

	while (probe_receive(s, &answer) > 0)
		;
	if (s->link_mtu < PROBE_MINIMUM)
		return failure(-EMSGSIZE, "give a smaller --size", "%s", to);
	message("%s: the first link carries packets of %u bytes; give --size "
		"%u or less",
		to, (unsigned)s->link_mtu,
		(unsigned)s->link_mtu - PROBE_HEADERS);
	return END_UNMET;
}

int probe_failure(struct probe_socket *s, int status)
{
	struct sockaddr_in6 bare = s->to;
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	bare.sin6_port = 0;
	sock6_address_format(text, sizeof(text), &bare, 0);
	if (status == -EMSGSIZE)
		return too_big(s, text);
	return failure(status, remedy_to_send(status), "%s", text);
}
