/* SPDX-License-Identifier: MIT */
/* What comes back about probes: errors that quote them, and replies. */
#include <errno.h>
#include <string.h>

#include "probe.h"
#include "reflection.h"

#define ICMP_HEADER 8

static unsigned get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

int probe_is_ours(const struct probe_socket *s, const uint8_t *bytes,
		  size_t size, int type, uint64_t *number)
{
	struct stamp stamp;

	if (s->is_echo) {
		if (size < ICMP_HEADER || bytes[0] != type ||
		    get16(bytes + 4) != s->identifier)
			return 0;
		bytes += ICMP_HEADER;
		size -= ICMP_HEADER;
	}
	if (!stamp_decode(&stamp, bytes, size) || stamp.stream != s->stream ||
	    stamp.sequence == 0 || stamp.sequence > s->last)
		return 0;
	*number = stamp.sequence;
	return 1;
}

static int is_destination(const struct probe_socket *s,
			  const struct sockaddr_in6 *address)
{
	return memcmp(&s->to.sin6_addr, &address->sin6_addr, 16) == 0;
}

static void take_control(struct probe_answer *answer,
			 const struct sock6_control *control)
{
	if (control->fields & SOCK6_HOP_LIMIT) {
		answer->hop_limit = control->hop_limit;
		answer->fields |= PROBE_HAS_HOPS;
	}
	if (control->fields & SOCK6_RECEIVED) {
		answer->received = control->received;
		answer->fields |= PROBE_HAS_RECEIVED;
	}
}

/* A closed port is the destination's own word; a firewall on the way says the
 * same, but from its own address. */
static int kind_of(const struct probe_socket *s,
		   const struct sock6_error *error)
{
	if (error->type == SOCK6_ICMP_TIME_EXCEEDED && error->code == 0)
		return PROBE_EXPIRED;
	if (!s->is_echo && error->type == SOCK6_ICMP_DESTINATION_UNREACHABLE &&
	    error->code == 4 && is_destination(s, &error->offender))
		return PROBE_REACHED;
	return PROBE_REFUSED;
}

static void take_error(struct probe_socket *s, struct probe_answer *answer,
		       const struct sock6_message *quoted,
		       const struct sock6_error *error)
{
	uint32_t flow = ntohl(quoted->peer.sin6_flowinfo);

	answer->kind = (uint8_t)kind_of(s, error);
	answer->type = error->type;
	answer->code = error->code;
	answer->from = error->offender;
	if (error->fields & SOCK6_ERROR_MTU) {
		answer->mtu = error->mtu;
		answer->fields |= PROBE_HAS_MTU;
	}
	if (s->has_quote) {
		answer->traffic_class = (uint8_t)(flow >> 20);
		answer->flow_label = flow & SOCK6_FLOW_LABEL_MAXIMUM;
		answer->fields |= PROBE_HAS_QUOTE;
	}
	if (error->fields & SOCK6_ERROR_EXTENSION_DAMAGED)
		answer->fields |= PROBE_IS_DAMAGED;
	else if (error->fields & SOCK6_ERROR_EXTENSION) {
		answer->extension = s->room + error->extension_offset;
		answer->extension_size = (uint16_t)error->extension_size;
	}
	take_control(answer, quoted->control);
	probe_witness_add(s, answer);
}

/* A raw socket hears what is meant for other programs. */
static void note_foreign(struct probe_socket *s)
{
	s->foreign += s->kind != SOCK6_ECHO_RAW;
}

/* One from the error queue: 1, or 0 when there is none of ours left. */
static int receive_error(struct probe_socket *s, struct probe_answer *answer)
{
	struct sock6_control control;
	struct sock6_message quoted = { .data = s->room,
					.size = sizeof(s->room),
					.control = &control };
	struct sock6_error error;
	int status;

	while ((status = sock6_error_receive(s->fd, &quoted, &error, 0)) == 0) {
		if (error.origin == SOCK6_ORIGIN_LOCAL &&
		    (error.fields & SOCK6_ERROR_MTU))
			s->link_mtu = error.mtu;
		if (error.origin != SOCK6_ORIGIN_ICMPV6)
			continue;
		if (is_destination(s, &quoted.peer) &&
		    probe_is_ours(s, s->room, (size_t)quoted.result,
				  SOCK6_ICMP_ECHO_REQUEST, &answer->number)) {
			take_error(s, answer, &quoted, &error);
			return 1;
		}
		note_foreign(s);
	}
	return status == -EAGAIN ? 0 : status;
}

/* Statuses of errors whose record is in the error queue. */
static int is_nothing(int status)
{
	return status == -EAGAIN || status == -EINTR ||
	       status == -ECONNREFUSED || status == -EHOSTUNREACH ||
	       status == -ENETUNREACH || status == -EACCES ||
	       status == -EMSGSIZE || status == -EPROTO;
}

/* What "sock6 reflect" tells of the probe as it arrived. */
static void take_reflection(struct probe_answer *answer, const uint8_t *bytes,
			    size_t size)
{
	const unsigned both = REFLECTION_TRAFFIC_CLASS | REFLECTION_FLOW_LABEL;
	struct reflection_answer told;

	if (!reflection_decode_answer(&told, bytes, size) ||
	    (told.came.present & both) != both)
		return;
	answer->traffic_class = told.came.traffic_class;
	answer->flow_label = told.came.flow_label & SOCK6_FLOW_LABEL_MAXIMUM;
	answer->fields |= PROBE_HAS_QUOTE;
}

static int receive_reply(struct probe_socket *s, struct probe_answer *answer)
{
	struct sock6_control control;
	struct sock6_message message = { .data = s->room,
					 .size = sizeof(s->room),
					 .control = &control };
	int status;

	while ((status = sock6_receive(s->fd, &message, SOCK6_DONT_WAIT)) >=
	       0) {
		if (is_destination(s, &message.peer) &&
		    probe_is_ours(s, s->room, (size_t)status,
				  SOCK6_ICMP_ECHO_REPLY, &answer->number)) {
			answer->kind = PROBE_REACHED;
			answer->type = s->is_echo ? SOCK6_ICMP_ECHO_REPLY : 0;
			answer->from = message.peer;
			answer->from.sin6_port = 0;
			take_control(answer, &control);
			if (!s->is_echo)
				take_reflection(answer, s->room,
						(size_t)status);
			return 1;
		}
		note_foreign(s);
	}
	return is_nothing(status) ? 0 : status;
}

int probe_receive(struct probe_socket *s, struct probe_answer *answer)
{
	int status;

	memset(answer, 0, sizeof(*answer));
	status = receive_error(s, answer);
	return status ? status : receive_reply(s, answer);
}

const char *probe_reason(const struct probe_answer *answer)
{
	const char *name = sock6_icmp_code_name(answer->type, answer->code);

	if (answer->type == SOCK6_ICMP_PACKET_TOO_BIG || !name)
		name = sock6_icmp_type_name(answer->type);
	return name ? name : "an error that has no name";
}
