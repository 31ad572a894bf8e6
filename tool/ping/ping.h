/* SPDX-License-Identifier: MIT */
/* sock6 ping: what its parts share. */
#ifndef PING_H
#define PING_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "measure/round_trip.h"
#include "ping_interface.h"
#include "ping_payload.h"
#include "words/values.h"

#define PING_TARGETS    256   /* each has a socket: STOP_SOCKETS */
#define PING_REQUESTS   65536 /* sequence numbers */
#define PING_RESPONDERS 1024  /* of a group; more are counted */

enum ping_state {
	PING_NONE,
	PING_OPEN,     /* neither an answer nor an error yet */
	PING_ANSWERED, /* at least once */
	PING_FAILED,   /* an error came, or it could not be sent */
	PING_OVERDUE   /* its time was up, which has been told */
};

struct ping_request {
	int64_t sent;    /* by sock6_now() */
	int64_t sent_at; /* since 1970 */
	uint16_t answers;
	uint8_t state;
};

/* Who answers to a group. */
struct ping_responder {
	struct sockaddr_in6 address;
	struct round_trip trip;
	uint64_t answered[PING_REQUESTS / 64]; /* a bit for each sequence */
};

struct ping_target {
	const char *word;                    /* as it was given */
	struct sockaddr_in6 address, source; /* family 0: not known */
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	int is_group;
	struct sock6_control control; /* beside each request */
	sock6_fd fd;
	int kind; /* SOCK6_ECHO_DATAGRAM or SOCK6_ECHO_RAW */
	uint16_t identifier;
	uint32_t sequences; /* different numbers that requests can have */
	uint64_t stream;
	uint64_t sent;    /* the number of the last request */
	uint64_t settled; /* up to this one nothing is waited for */
	int64_t due;      /* when the next one is */
	uint32_t refused_mtu;
	struct ping_request *requests; /* by sequence number */
	struct round_trip trip;        /* of a group: of the first answers */
	uint64_t answers;              /* all of them, without duplicates */
	uint64_t errors, damaged, foreign;
	uint64_t inactive; /* answers that the interface is not active */
	struct ping_responder **responders;
	unsigned responder_count;
	uint64_t unlisted; /* answers of those that found no room */
};

struct ping_options {
	int64_t count; /* 0: until the user ends it */
	int64_t interval, lasting, timeout;
	int64_t size, expect;
	double max_loss; /* percent; below 0: not asked for */
	uint32_t ifindex;
	struct sockaddr_in6 from;
	int has_from, whole, first, quiet, moments;
	int64_t traffic_class, hops; /* -1: the system's */
	struct ping_pattern pattern;
	struct ping_interface interface; /* that is asked about */
	struct sock6_control
		control; /* beside each request, but the interface */
};

struct ping {
	struct ping_options options;
	struct ping_target targets[PING_TARGETS];
	unsigned count;
	int64_t began, deadline;
	uint64_t answers; /* of all targets, without duplicates */
	uint8_t out[PAYLOAD_MAXIMUM + 9]; /* a message that is sent */
	uint8_t in[65536];                /* one that came */
	uint8_t expected[PAYLOAD_MAXIMUM];
};

/* ping_target.c: each returns OPTIONS_GO_ON or how the command ends. */
int ping_take_targets(struct ping *ping, char **words);
int ping_open_targets(struct ping *ping);
void ping_close_targets(struct ping *ping);

/* ping_send.c */

/* 0, or a negative status that the next request will meet again. */
int ping_send(struct ping *ping, struct ping_target *target);

/* Makes the payload of a request that has been sent. */
void ping_make_again(struct ping *ping, const struct ping_target *target,
		     uint64_t number);

/* The request of a number, or of the newest one with a sequence number. */
struct ping_request *ping_request(const struct ping_target *target,
				  uint64_t number);
uint64_t ping_number(const struct ping_target *target, uint16_t sequence);

/* Whether a responder of a group has answered a request. */
int ping_has_answered(const struct ping_responder *responder, uint64_t number);

/*
 * How many requests have not been answered, by a responder of a group or, with
 * NULL, by anybody, and still have time.
 */
uint64_t ping_waiting(const struct ping *ping, const struct ping_target *target,
		      const struct ping_responder *responder);

/* Settles requests, and tells of those whose time is up. */
void ping_settle(struct ping *ping, struct ping_target *target);

/* ping_receive.c: all that is there; errors first, as poll(2) insists. */
void ping_drain(struct ping *ping, struct ping_target *target);
void ping_drain_errors(struct ping *ping, struct ping_target *target);

#endif
