/* SPDX-License-Identifier: MIT */
/* Which requests are answered, and with which values. */
#include "reflect_answer.h"
#include "time_unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

/* What a responder chooses where nothing is asked for: that of most hosts. */
#define HOP_LIMIT 64

/* Ports below are those of services, one of which might answer again. */
#define LOWEST_PORT 1024

static int is_asker(const struct reflect_policy *policy,
		    const struct sockaddr_in6 *peer)
{
	const struct in6_addr *address = &peer->sin6_addr;
	uint16_t port = ntohs(peer->sin6_port);

	if (sock6_address_is_multicast(address) ||
	    sock6_address_is_unspecified(address) || port == 0)
		return 0;
	/* 224.0.0.0 and above: groups and broadcast (RFC 1112, RFC 919). */
	if (sock6_address_is_mapped(address) && address->s6_addr[12] >= 224)
		return 0;
	return policy->low_ports || port >= LOWEST_PORT;
}

/* A second's worth at once, and then one by one. */
static int is_within_rate(struct reflect_policy *policy, int64_t now)
{
	int64_t step;

	if (policy->rate == 0)
		return 1;
	step = SECOND / (int64_t)policy->rate;
	if (policy->due < now - SECOND + step)
		policy->due = now - SECOND + step;
	if (policy->due > now)
		return 0;
	policy->due += step;
	return 1;
}

enum reflect_verdict reflect_judge(struct reflect_policy *policy,
				   const struct sock6_message *message,
				   int64_t now,
				   struct reflection_request *request)
{
	const uint64_t needed = SOCK6_DESTINATION | SOCK6_INTERFACE;

	if ((message->flags & (SOCK6_NOTICE | SOCK6_TRUNCATED)) ||
	    !reflection_decode_request(request, message->data,
				       (size_t)message->result))
		return REFLECT_FOREIGN;
	if (!is_asker(policy, &message->peer) ||
	    (message->control->fields & needed) != needed)
		return REFLECT_REFUSED;
	return is_within_rate(policy, now) ? REFLECT_ANSWER : REFLECT_LIMITED;
}

static void tell_what_came(struct reflection_answer *answer,
			   const struct reflect_policy *policy,
			   const struct sock6_message *message)
{
	const struct sock6_control *control = message->control;

	reflection_values_came(&answer->came, message, policy->granted);
	answer->ifindex = control->ifindex;
	answer->length = (uint32_t)message->result;
	answer->received = control->fields & SOCK6_RECEIVED ? control->received
							    : stamp_now();
	answer->destination = control->destination;
	answer->source = message->peer.sin6_addr;
	answer->source_port = ntohs(message->peer.sin6_port);
}

/* The operator's word, else the asker's, else as it came. */
static const struct reflection_values *decides(
	unsigned value, const struct reflect_policy *policy,
	const struct reflection_request *request,
	const struct reflection_answer *answer)
{
	if (policy->fixed.present & value)
		return &policy->fixed;
	return request->wishes.present & value ? &request->wishes
					       : &answer->came;
}

static void choose_values(struct reflection_answer *answer,
			  const struct reflect_policy *policy,
			  const struct reflection_request *request)
{
	struct reflection_values *leaves = &answer->leaves;
	const struct reflection_values *from;

	from = decides(REFLECTION_TRAFFIC_CLASS, policy, request, answer);
	leaves->traffic_class = from->traffic_class;
	leaves->present |= from->present & REFLECTION_TRAFFIC_CLASS;
	from = decides(REFLECTION_HOP_LIMIT, policy, request, answer);
	/* What came has lost hops on its way: nothing to answer with. */
	leaves->hop_limit = from == &answer->came ? HOP_LIMIT : from->hop_limit;
	leaves->present |= REFLECTION_HOP_LIMIT;
	from = decides(REFLECTION_FLOW_LABEL, policy, request, answer);
	leaves->flow_label = from->flow_label;
	/* IPv4 has none. */
	if (!sock6_address_is_mapped(&answer->source))
		leaves->present |= from->present & REFLECTION_FLOW_LABEL;
}

/* To the group, at the asker's port. */
static void address_to_group(struct sock6_message *reply,
			     const struct sock6_message *message)
{
	const struct sock6_control *control = message->control;

	reply->peer.sin6_addr = control->destination;
	reply->peer.sin6_scope_id = control->ifindex;
	reply->control->fields |= SOCK6_INTERFACE;
	reply->control->ifindex = control->ifindex;
}

static int send_answer(sock6_fd fd, struct sock6_message *reply,
		       struct reflection_answer *answer)
{
	reflection_values_send(reply->control, &answer->leaves);
	answer->sent = stamp_now();
	reflection_encode_answer(reply->data, answer);
	return sock6_send(fd, reply, SOCK6_DONT_WAIT);
}

int reflect_answer(sock6_fd fd, const struct reflect_policy *policy,
		   struct sock6_message *message,
		   const struct reflection_request *request,
		   struct reflection_answer *answer)
{
	unsigned char *bytes = message->data;
	struct sock6_control control = { 0 };
	struct sock6_message reply = { .data = bytes,
				       .size = (size_t)message->result,
				       .control = &control };
	int status = sock6_message_reply(&reply, message);

	if (status < 0)
		return status;
	memset(answer, 0, sizeof(*answer));
	answer->stamp = request->stamp;
	answer->stamp.kind = STAMP_REPLY;
	answer->stamp.flags = 0;
	answer->responder = policy->responder;
	tell_what_came(answer, policy, message);
	choose_values(answer, policy, request);
	if (policy->to_group &&
	    (request->wishes.present & REFLECTION_TO_GROUP) &&
	    sock6_address_is_multicast(&answer->destination)) {
		answer->leaves.present |= REFLECTION_TO_GROUP;
		address_to_group(&reply, message);
	}
	/* What an asker has filled in is not sent on to anybody. */
	memset(bytes + REFLECTION_SIZE, 0, reply.size - REFLECTION_SIZE);
	status = send_answer(fd, &reply, answer);
	/* Somebody here may have a flow label that excludes all others. */
	if (status == -EINVAL &&
	    (answer->leaves.present & REFLECTION_FLOW_LABEL)) {
		answer->leaves.present &= (uint8_t)~REFLECTION_FLOW_LABEL;
		status = send_answer(fd, &reply, answer);
	}
	return status;
}
