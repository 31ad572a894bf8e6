/* SPDX-License-Identifier: MIT */
/* sock6 ping: requests, and what becomes of those that nobody answers. */
#include <errno.h>
#include <string.h>

#include "measure/stamp.h"
#include "ping.h"
#include "ping_record.h"

#define ICMP_HEADER 8

struct ping_request *ping_request(const struct ping_target *target,
				  uint64_t number)
{
	return &target->requests[number % PING_REQUESTS];
}

/* 0 for a sequence number that was not sent yet. */
uint64_t ping_number(const struct ping_target *target, uint16_t sequence)
{
	uint64_t back = (target->sent - sequence) & (target->sequences - 1);

	return back < target->sent ? target->sent - back : 0;
}

static void make(struct ping *ping, uint8_t *payload,
		 const struct ping_target *target, uint64_t number)
{
	struct ping_probe probe = { target->stream, number,
				    ping_request(target, number)->sent_at };

	ping_payload_make(payload, (size_t)ping->options.size, &probe,
			  &ping->options.pattern);
}

void ping_make_again(struct ping *ping, const struct ping_target *target,
		     uint64_t number)
{
	make(ping, ping->expected, target, number);
}

/* The slot may be that of a request 65536 ago. */
static void begin(struct ping_target *target)
{
	uint64_t number = ++target->sent;
	struct ping_request *request = ping_request(target, number);
	uint64_t bit = UINT64_C(1) << number % 64;

	for (unsigned i = 0; i < target->responder_count; i++)
		target->responders[i]->answered[number % PING_REQUESTS / 64] &=
			~bit;
	request->state = PING_OPEN;
	request->answers = 0;
	request->sent = sock6_now();
	request->sent_at = stamp_now();
	round_trip_count_sent(&target->trip);
}

static int send_bytes(struct ping *ping, const struct ping_target *target)
{
	struct sock6_icmp_message echo = {
		.type = SOCK6_ICMP_ECHO_REQUEST,
		.identifier = target->identifier,
		.sequence = (uint16_t)target->sent,
		.payload = ping->out + ICMP_HEADER,
		.payload_size = (size_t)ping->options.size,
	};
	struct sock6_control control = target->control;
	struct sock6_message message = { .data = ping->out,
					 .control = &control,
					 .peer = target->address };
	int size;

	make(ping, ping->out + ICMP_HEADER, target, target->sent);
	if (ping->options.interface.word)
		ping_interface_ask(&ping->options.interface, &echo);
	size = sock6_icmp_message_encode(ping->out, sizeof(ping->out), &echo,
					 NULL, NULL);
	if (size < 0)
		return size;
	message.size = (size_t)size;
	return sock6_send(target->fd, &message, SOCK6_DONT_WAIT);
}

/* What another request will meet again, whatever becomes of the network. */
static int is_lasting(int status)
{
	return status == -EINVAL || status == -ENODEV || status == -EBADF ||
	       status == -EOPNOTSUPP || status == -EAFNOSUPPORT ||
	       status == -EADDRNOTAVAIL;
}

/*
 * An error that came for an earlier request is pending on the socket, and would
 * be taken for one of this request; after it has been read it is not.
 */
int ping_send(struct ping *ping, struct ping_target *target)
{
	int status;

	ping_drain_errors(ping, target);
	begin(target);
	status = send_bytes(ping, target);
	if (status < 0 && !is_lasting(status) && status != -EMSGSIZE) {
		ping_drain_errors(ping, target);
		status = send_bytes(ping, target);
	}
	if (status >= 0)
		return 0;
	/* The system tells there which MTU it was. */
	ping_drain_errors(ping, target);
	ping_request(target, target->sent)->state = PING_FAILED;
	if (is_lasting(status))
		return status;
	target->errors++;
	ping_report_refusal(ping, target, status);
	return 0;
}

/*
 * A group's request is waited for even when it was answered, as nobody knows
 * how many will; unless as many have as were asked for.
 */
static int is_settled(const struct ping *ping, const struct ping_target *target,
		      const struct ping_request *request)
{
	if (request->state == PING_FAILED)
		return 1;
	if (!target->is_group)
		return request->state != PING_OPEN;
	return ping->options.expect && request->answers >= ping->options.expect;
}

int ping_has_answered(const struct ping_responder *responder, uint64_t number)
{
	uint64_t word = responder->answered[number % PING_REQUESTS / 64];

	return word >> number % 64 & 1;
}

/* Of a group those are missed that have answered before. */
static void miss(struct ping *ping, struct ping_target *target, uint64_t number)
{
	struct ping_request *request = ping_request(target, number);

	for (unsigned i = 0; i < target->responder_count; i++)
		if (!ping_has_answered(target->responders[i], number))
			ping_report_gap(ping, target, number,
					&target->responders[i]->address);
	if (request->state != PING_OPEN)
		return;
	request->state = PING_OVERDUE;
	if (target->responder_count == 0)
		ping_report_gap(ping, target, number, &target->address);
}

void ping_settle(struct ping *ping, struct ping_target *target)
{
	int64_t now = sock6_now();

	while (target->settled < target->sent) {
		struct ping_request *request =
			ping_request(target, target->settled + 1);

		if (!is_settled(ping, target, request)) {
			if (now - request->sent < ping->options.timeout)
				break;
			miss(ping, target, target->settled + 1);
		}
		target->settled++;
	}
}

static int is_waited_for(const struct ping_request *request, uint64_t number,
			 const struct ping_responder *responder)
{
	if (request->state == PING_FAILED)
		return 0;
	return responder ? !ping_has_answered(responder, number)
			 : request->state == PING_OPEN;
}

uint64_t ping_waiting(const struct ping *ping, const struct ping_target *target,
		      const struct ping_responder *responder)
{
	int64_t since = sock6_now() - ping->options.timeout;
	uint64_t waiting = 0, oldest = 0;

	if (target->sent > PING_REQUESTS)
		oldest = target->sent - PING_REQUESTS;
	for (uint64_t number = target->sent; number > oldest; number--) {
		const struct ping_request *request =
			ping_request(target, number);

		if (request->sent <= since)
			break;
		waiting += (uint64_t)is_waited_for(request, number, responder);
	}
	return waiting;
}
