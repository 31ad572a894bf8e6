/* SPDX-License-Identifier: MIT */
/* sock6 ping: replies and errors, and which of them are ours. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ping.h"
#include "ping_record.h"
#include "process/allocate.h"

/* So many at once from a socket, so that the clock is looked at in a flood. */
#define AT_ONCE 1000

static int is_same(const struct sockaddr_in6 *a, const struct sockaddr_in6 *b)
{
	return memcmp(&a->sin6_addr, &b->sin6_addr, sizeof(a->sin6_addr)) ==
		       0 &&
	       a->sin6_scope_id == b->sin6_scope_id;
}

/* NULL where there is no room for another one. */
static struct ping_responder *find_responder(struct ping_target *target,
					     const struct sockaddr_in6 *address)
{
	struct ping_responder *responder;

	for (unsigned i = 0; i < target->responder_count; i++)
		if (is_same(&target->responders[i]->address, address))
			return target->responders[i];
	if (target->responder_count == PING_RESPONDERS)
		return NULL;
	responder = allocate(1, sizeof(*responder));
	responder->address = *address;
	target->responders[target->responder_count++] = responder;
	return responder;
}

/*
 * The system's times are the better ones, but its clock may be set meanwhile:
 * they are believed when they lie within what the steady clock has measured.
 */
static void measure(struct ping_reply *reply,
		    const struct ping_request *request,
		    const struct sock6_control *control)
{
	int64_t elapsed = reply->read - request->sent;
	int64_t stamped = control->received - request->sent_at;

	reply->by_system = (control->fields & SOCK6_RECEIVED) && stamped >= 0 &&
			   stamped <= elapsed;
	reply->round_trip = reply->by_system ? stamped : elapsed;
}

/* Whether this responder has answered before; it has from now on. */
static int mark(struct ping_responder *responder, uint64_t number)
{
	uint64_t *word = &responder->answered[number % PING_REQUESTS / 64];
	uint64_t bit = UINT64_C(1) << number % 64;
	int before = (*word & bit) != 0;

	*word |= bit;
	return before;
}

static int count_responder(struct ping_target *target,
			   const struct ping_reply *reply)
{
	struct ping_responder *responder =
		find_responder(target, &reply->message->peer);

	if (!responder) {
		target->unlisted++;
		return 0;
	}
	if (mark(responder, reply->number)) {
		round_trip_count_duplicate(&responder->trip);
		return 1;
	}
	round_trip_count_received(&responder->trip, reply->round_trip,
				  reply->late);
	return 0;
}

/* Each answer once: by whom it was, and whether it was the first. */
static void count(struct ping *ping, struct ping_target *target,
		  struct ping_request *request, struct ping_reply *reply)
{
	int first = request->state != PING_ANSWERED;

	reply->late = reply->round_trip > ping->options.timeout;
	reply->duplicate =
		target->is_group ? count_responder(target, reply) : !first;
	if (reply->duplicate) {
		round_trip_count_duplicate(&target->trip);
		return;
	}
	if (first)
		round_trip_count_received(&target->trip, reply->round_trip,
					  reply->late);
	request->state = PING_ANSWERED;
	if (request->answers < UINT16_MAX)
		request->answers++;
	target->answers++;
	target->damaged += reply->match == PING_DAMAGED;
	target->inactive += ping->options.interface.word &&
			    !ping_interface_is_active(reply->echo);
	ping->answers++;
}

/* Without a random number in it, only the one who was asked is believed. */
static int is_trusted(const struct ping *ping, const struct ping_target *target,
		      const struct sockaddr_in6 *from)
{
	return target->is_group ||
	       ping_payload_secret((size_t)ping->options.size) >= 8 ||
	       is_same(from, &target->address);
}

/* An answer about an interface has no data; some repeat the question there. */
static enum ping_match match(struct ping *ping,
			     const struct ping_target *target,
			     struct ping_reply *reply)
{
	if (ping->options.interface.word)
		return PING_SAME;
	ping_make_again(ping, target, reply->number);
	return ping_payload_match(ping->expected, (size_t)ping->options.size,
				  reply->echo->payload,
				  reply->echo->payload_size, &reply->damage);
}

static void judge(struct ping *ping, struct ping_target *target,
		  const struct sock6_message *message,
		  const struct sock6_icmp_message *echo)
{
	struct ping_reply reply = { .message = message,
				    .echo = echo,
				    .read = sock6_now() };
	struct ping_request *request;

	reply.number = ping_number(target, echo->sequence);
	if (reply.number == 0 || !is_trusted(ping, target, &message->peer)) {
		target->foreign++;
		return;
	}
	reply.match = match(ping, target, &reply);
	if (reply.match == PING_FOREIGN) {
		target->foreign++;
		return;
	}
	request = ping_request(target, reply.number);
	measure(&reply, request, message->control);
	count(ping, target, request, &reply);
	ping_report_reply(ping, target, &reply);
}

/* What is asked and answered is of one type or the other. */
static uint8_t expected(const struct ping *ping, uint8_t echo, uint8_t extended)
{
	return ping->options.interface.word ? extended : echo;
}

/* Returns whether there may be more. */
static int receive(struct ping *ping, struct ping_target *target)
{
	struct sock6_control control;
	struct sock6_message message = { .data = ping->in,
					 .size = sizeof(ping->in),
					 .control = &control };
	struct sock6_icmp_message echo;
	int size = sock6_receive(target->fd, &message, SOCK6_DONT_WAIT);

	if (size < 0)
		return size != -EAGAIN;
	if (sock6_icmp_message_decode(&echo, ping->in, (size_t)size, NULL,
				      NULL) < 0)
		return 1;
	/* A raw socket hears the replies of others too. */
	if (echo.type == expected(ping, SOCK6_ICMP_ECHO_REPLY,
				  SOCK6_ICMP_EXTENDED_ECHO_REPLY) &&
	    echo.identifier == target->identifier)
		judge(ping, target, &message, &echo);
	return 1;
}

/*
 * The number of the request that an error quotes, 0 where it is none of ours.
 * A raw socket is told the errors of all others to the same destination.
 */
static uint64_t quoted_number(struct ping *ping, struct ping_target *target,
			      const struct sock6_message *quoted)
{
	struct sock6_icmp_message echo;
	uint64_t number;

	if (sock6_icmp_message_decode(&echo, quoted->data,
				      (size_t)quoted->result, NULL, NULL) < 0 ||
	    echo.type != expected(ping, SOCK6_ICMP_ECHO_REQUEST,
				  SOCK6_ICMP_EXTENDED_ECHO_REQUEST) ||
	    echo.identifier != target->identifier)
		return 0;
	number = ping_number(target, echo.sequence);
	if (number) {
		ping_make_again(ping, target, number);
		if (ping_payload_begins(ping->expected,
					(size_t)ping->options.size,
					echo.payload, echo.payload_size))
			return number;
	}
	target->foreign++;
	return 0;
}

static void take_error(struct ping *ping, struct ping_target *target,
		       const struct sock6_message *quoted,
		       const struct sock6_error *error)
{
	struct ping_request *request;
	uint64_t number;

	/* Whoever sent gets the status as well, and tells it. */
	if (error->origin == SOCK6_ORIGIN_LOCAL &&
	    (error->fields & SOCK6_ERROR_MTU))
		target->refused_mtu = error->mtu;
	if (error->origin != SOCK6_ORIGIN_ICMPV6)
		return;
	number = quoted_number(ping, target, quoted);
	if (number == 0)
		return;
	request = ping_request(target, number);
	/* One error is enough; those of a group come from many. */
	if (!target->is_group && request->state != PING_OPEN &&
	    request->state != PING_OVERDUE)
		return;
	if (!target->is_group)
		request->state = PING_FAILED;
	target->errors++;
	ping_report_error(ping, target, number, quoted, error);
}

void ping_drain_errors(struct ping *ping, struct ping_target *target)
{
	static uint8_t room[2048]; /* an ICMPv6 error quotes 1232 bytes */
	struct sock6_message quoted = { .data = room, .size = sizeof(room) };
	struct sock6_error error;

	for (int i = 0; i < AT_ONCE; i++) {
		if (sock6_error_receive(target->fd, &quoted, &error, 0) < 0)
			break;
		take_error(ping, target, &quoted, &error);
	}
}

void ping_drain(struct ping *ping, struct ping_target *target)
{
	ping_drain_errors(ping, target);
	for (int i = 0; i < AT_ONCE; i++)
		if (!receive(ping, target))
			break;
}
