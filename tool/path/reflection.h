/* SPDX-License-Identifier: MIT */
/*
 * What check and mping ask of reflect, and what it tells: the payloads, format
 * 1, which stand in the manual page of reflect so that others can send and
 * answer them.  An answer is as long as its request, so both begin with the
 * same number of bytes.
 */
#ifndef REFLECTION_H
#define REFLECTION_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "measure/stamp.h"

#define REFLECTION_SIZE 128

/* Which values are there: wished for, told, or sent with. */
#define REFLECTION_TRAFFIC_CLASS 1u
#define REFLECTION_HOP_LIMIT     2u
#define REFLECTION_FLOW_LABEL    4u
#define REFLECTION_TO_GROUP      8u /* no value: the answer goes to the group */

struct reflection_values {
	uint8_t present; /* a set of REFLECTION_* */
	uint8_t traffic_class, hop_limit;
	uint32_t flow_label;
};

struct reflection_request {
	struct stamp stamp;
	struct reflection_values wishes; /* for the answer */
};

struct reflection_answer {
	struct stamp stamp;              /* the request's, as a reply */
	struct reflection_values came;   /* as the request arrived */
	struct reflection_values leaves; /* as the answer is sent */
	uint32_t ifindex;                /* on which it arrived, over there */
	uint32_t length;                 /* of the request's payload */
	int64_t received, sent;          /* ns since 1970; 0: not told */
	struct in6_addr destination;     /* of the request, as it arrived */
	struct in6_addr source;          /* the same */
	uint16_t source_port;
	uint64_t responder; /* chosen at random by each responder */
};

/*
 * The values with which a message arrived, on a socket that was granted these
 * fields.  Systems tell no flow label where it is 0.
 */
void reflection_values_came(struct reflection_values *came,
			    const struct sock6_message *message,
			    uint64_t granted);

/* The values as those to send with; the other fields stay. */
void reflection_values_send(struct sock6_control *control,
			    const struct reflection_values *values);

/* These write REFLECTION_SIZE bytes. */
void reflection_encode_request(void *payload,
			       const struct reflection_request *request);
void reflection_encode_answer(void *payload,
			      const struct reflection_answer *answer);

/*
 * Whether the payload is one, of a format that is known here; they fill in only
 * then.  Any bytes are survived.
 */
int reflection_decode_request(struct reflection_request *request,
			      const void *payload, size_t size);
int reflection_decode_answer(struct reflection_answer *answer,
			     const void *payload, size_t size);

#endif
