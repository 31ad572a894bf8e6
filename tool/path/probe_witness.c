/* SPDX-License-Identifier: MIT */
/* The hop limit that an error quotes, heard by a raw socket. */
#include <netinet/in.h>

#include "probe.h"

#define UDP_HEADER 8

/* Nobody is told where it cannot be had: it is one value more. */
void probe_witness_open(struct probe_socket *s)
{
	struct sock6_icmp_filter filter;

	if (sock6_raw_open(&s->witness, SOCK6_ICMP_PROTOCOL, NULL,
			   SOCK6_NON_BLOCKING) < 0)
		return;
	sock6_icmp_filter_set_all(&filter, 1);
	for (int type = SOCK6_ICMP_DESTINATION_UNREACHABLE;
	     type <= SOCK6_ICMP_PARAMETER_PROBLEM; type++)
		sock6_icmp_filter_accept(&filter, type);
	if (sock6_icmp_filter_set(s->witness, &filter) < 0) {
		sock6_close(s->witness);
		return;
	}
	s->has_witness = 1;
}

void probe_witness_close(struct probe_socket *s)
{
	if (s->has_witness)
		sock6_close(s->witness);
	s->has_witness = 0;
}

/* The error of one of our probes: the quoted packet begins with its header. */
static void take(struct probe_socket *s, const uint8_t *bytes, size_t size)
{
	struct sock6_icmp_message error;
	struct sock6_header header;
	const uint8_t *quoted;
	uint64_t number;
	size_t skip;

	if (sock6_icmp_message_decode(&error, bytes, size, NULL, NULL) < 0 ||
	    sock6_header_parse(&header, error.payload, error.payload_size) < 0)
		return;
	/* An echo request is checked from its own header on, as the error
	 * queue has it, and of UDP the payload. */
	skip = SOCK6_HEADER_SIZE + (s->is_echo ? 0 : UDP_HEADER);
	quoted = error.payload;
	if (header.next_header !=
		    (s->is_echo ? SOCK6_ICMP_PROTOCOL : IPPROTO_UDP) ||
	    error.payload_size < skip ||
	    !probe_is_ours(s, quoted + skip, error.payload_size - skip,
			   SOCK6_ICMP_ECHO_REQUEST, &number))
		return;
	s->quotes[number % PROBE_QUOTES] =
		(struct probe_quote){ number, header.hop_limit };
}

/* The system gives an error to raw sockets before it goes to the error queue,
 * so that it is here by now. */
static void take_all(struct probe_socket *s)
{
	uint8_t room[SOCK6_ICMP_ERROR_MAXIMUM];
	struct sock6_message message = { .data = room, .size = sizeof(room) };
	int size;

	while ((size = sock6_receive(s->witness, &message, SOCK6_DONT_WAIT)) >=
	       0)
		take(s, room, (size_t)size);
}

void probe_witness_add(struct probe_socket *s, struct probe_answer *answer)
{
	const struct probe_quote *quote =
		&s->quotes[answer->number % PROBE_QUOTES];

	if (!s->has_witness)
		return;
	if (quote->number != answer->number)
		take_all(s);
	if (quote->number != answer->number)
		return;
	answer->quoted_limit = quote->hop_limit;
	answer->fields |= PROBE_HAS_LIMIT;
}
