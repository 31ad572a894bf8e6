/* SPDX-License-Identifier: MIT */
/* Payloads of requests and answers; the offsets stand in sock6-reflect(1). */
#include "reflection.h"

#include <string.h>

#define FORMAT 1

/* Where the parts begin, behind the stamp. */
enum {
	AT_FORMAT = STAMP_SIZE,
	AT_VALUES = 41, /* in a request the wishes, in an answer what came */
	AT_LABEL = 44,
	AT_IFINDEX = 48,
	AT_LENGTH = 52,
	AT_RECEIVED = 56,
	AT_DESTINATION = 64,
	AT_SOURCE = 80,
	AT_PORT = 96,
	AT_LEAVES = 98,
	AT_LEAVES_LABEL = 104,
	AT_SENT = 112,
	AT_RESPONDER = 120
};

static void put(unsigned char *at, unsigned size, uint64_t number)
{
	while (size > 0) {
		at[--size] = (unsigned char)number;
		number >>= 8;
	}
}

static uint64_t get(const unsigned char *at, unsigned size)
{
	uint64_t number = 0;

	while (size-- > 0)
		number = number << 8 | *at++;
	return number;
}

static void put_values(unsigned char *at, unsigned char *label,
		       const struct reflection_values *values)
{
	at[0] = values->present;
	at[1] = values->traffic_class;
	at[2] = values->hop_limit;
	put(label, 4, values->flow_label);
}

static void get_values(struct reflection_values *values,
		       const unsigned char *at, const unsigned char *label)
{
	values->present = at[0];
	values->traffic_class = at[1];
	values->hop_limit = at[2];
	/* 20 bits on the wire (RFC 8200, 3): more would be refused. */
	values->flow_label = (uint32_t)get(label, 4) & 0xfffff;
}

void reflection_encode_request(void *payload,
			       const struct reflection_request *request)
{
	unsigned char *bytes = payload;

	memset(bytes, 0, REFLECTION_SIZE);
	stamp_encode(bytes, &request->stamp);
	bytes[AT_FORMAT] = FORMAT;
	put_values(bytes + AT_VALUES, bytes + AT_LABEL, &request->wishes);
}

void reflection_encode_answer(void *payload,
			      const struct reflection_answer *answer)
{
	unsigned char *bytes = payload;

	memset(bytes, 0, REFLECTION_SIZE);
	stamp_encode(bytes, &answer->stamp);
	bytes[AT_FORMAT] = FORMAT;
	put_values(bytes + AT_VALUES, bytes + AT_LABEL, &answer->came);
	put(bytes + AT_IFINDEX, 4, answer->ifindex);
	put(bytes + AT_LENGTH, 4, answer->length);
	put(bytes + AT_RECEIVED, 8, (uint64_t)answer->received);
	memcpy(bytes + AT_DESTINATION, &answer->destination, 16);
	memcpy(bytes + AT_SOURCE, &answer->source, 16);
	put(bytes + AT_PORT, 2, answer->source_port);
	put_values(bytes + AT_LEAVES, bytes + AT_LEAVES_LABEL, &answer->leaves);
	put(bytes + AT_SENT, 8, (uint64_t)answer->sent);
	put(bytes + AT_RESPONDER, 8, answer->responder);
}

static const struct {
	unsigned value;
	uint64_t field;
} pairs[] = { { REFLECTION_TRAFFIC_CLASS, SOCK6_TRAFFIC_CLASS },
	      { REFLECTION_HOP_LIMIT, SOCK6_HOP_LIMIT },
	      { REFLECTION_FLOW_LABEL, SOCK6_FLOW_LABEL } };

void reflection_values_came(struct reflection_values *came,
			    const struct sock6_message *message,
			    uint64_t granted)
{
	const struct sock6_control *control = message->control;
	uint64_t fields = control->fields;

	memset(came, 0, sizeof(*came));
	if (!sock6_address_is_mapped(&message->peer.sin6_addr))
		fields |= granted & SOCK6_FLOW_LABEL;
	for (unsigned i = 0; i < 3; i++)
		if (fields & pairs[i].field)
			came->present |= (uint8_t)pairs[i].value;
	came->traffic_class = control->traffic_class;
	came->hop_limit = control->hop_limit;
	came->flow_label = control->flow_label;
}

void reflection_values_send(struct sock6_control *control,
			    const struct reflection_values *values)
{
	for (unsigned i = 0; i < 3; i++)
		if (values->present & pairs[i].value)
			control->fields |= pairs[i].field;
		else
			control->fields &= ~pairs[i].field;
	control->traffic_class = values->traffic_class;
	control->hop_limit = values->hop_limit;
	control->flow_label = values->flow_label;
}

static int is_kind(struct stamp *stamp, const unsigned char *bytes, size_t size,
		   enum stamp_kind kind)
{
	return size >= REFLECTION_SIZE && stamp_decode(stamp, bytes, size) &&
	       stamp->kind == kind && bytes[AT_FORMAT] == FORMAT;
}

int reflection_decode_request(struct reflection_request *request,
			      const void *payload, size_t size)
{
	const unsigned char *bytes = payload;
	struct stamp stamp;

	if (!is_kind(&stamp, bytes, size, STAMP_REQUEST))
		return 0;
	request->stamp = stamp;
	get_values(&request->wishes, bytes + AT_VALUES, bytes + AT_LABEL);
	return 1;
}

int reflection_decode_answer(struct reflection_answer *answer,
			     const void *payload, size_t size)
{
	const unsigned char *bytes = payload;
	struct stamp stamp;

	if (!is_kind(&stamp, bytes, size, STAMP_REPLY))
		return 0;
	answer->stamp = stamp;
	get_values(&answer->came, bytes + AT_VALUES, bytes + AT_LABEL);
	answer->ifindex = (uint32_t)get(bytes + AT_IFINDEX, 4);
	answer->length = (uint32_t)get(bytes + AT_LENGTH, 4);
	answer->received = (int64_t)get(bytes + AT_RECEIVED, 8);
	memcpy(&answer->destination, bytes + AT_DESTINATION, 16);
	memcpy(&answer->source, bytes + AT_SOURCE, 16);
	answer->source_port = (uint16_t)get(bytes + AT_PORT, 2);
	get_values(&answer->leaves, bytes + AT_LEAVES, bytes + AT_LEAVES_LABEL);
	answer->sent = (int64_t)get(bytes + AT_SENT, 8);
	answer->responder = get(bytes + AT_RESPONDER, 8);
	return 1;
}
