/* SPDX-License-Identifier: MIT */
/*
 * Packets that are sent to learn something about a path, and what comes back
 * about each: trace and pmtu ask in this way.
 *
 * A probe is a UDP datagram or an echo request whose payload begins with a
 * stamp: the stream is a number that nobody off the path knows, the sequence
 * number tells which probe it is.  An answer that does not carry both is not
 * about a probe of ours, whoever sent it.
 *
 * All probes of a socket have the same addresses, ports, flow label and
 * checksum, so that routers that share their load send all of them the same
 * way.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdint.h>

#include <sock6.h>

#include "measure/stamp.h"

/* Before the payload: the headers of IPv6, and of UDP or an echo request. */
#define PROBE_HEADERS 48
#define PROBE_MINIMUM (PROBE_HEADERS + STAMP_SIZE)
#define PROBE_MAXIMUM 65535

/* Where nobody is expected to listen, as traceroute(8) uses it. */
#define PROBE_PORT 33434

enum probe_kind {
	PROBE_REACHED, /* the destination itself has it */
	PROBE_EXPIRED, /* a router had to drop it: its hop limit was used up */
	PROBE_REFUSED  /* another error, which ends the path */
};

/* Which members of an answer hold a value. */
#define PROBE_HAS_MTU      1u
#define PROBE_HAS_QUOTE    2u /* traffic_class, flow_label */
#define PROBE_HAS_HOPS     4u
#define PROBE_HAS_RECEIVED 8u
#define PROBE_IS_DAMAGED   16u /* no member: the extension is */
#define PROBE_HAS_LIMIT    32u /* quoted_limit */

struct probe_answer {
	uint64_t number; /* of the probe */
	uint8_t kind;
	uint8_t type, code; /* ICMPv6; 0 for a datagram that came back */
	uint8_t fields;
	uint8_t traffic_class; /* with which the probe arrived there */
	uint8_t hop_limit;     /* with which the answer arrived here */
	uint8_t quoted_limit;  /* the probe's hop limit as it arrived there */
	uint16_t extension_size;
	uint32_t flow_label; /* as traffic_class */
	uint32_t mtu;
	struct sockaddr_in6 from;
	int64_t received;         /* nanoseconds since 1970 */
	const uint8_t *extension; /* until the next answer is received */
};

/* What the witness has heard last, by the number of the probe. */
#define PROBE_QUOTES 256

struct probe_quote {
	uint64_t number;
	uint8_t hop_limit;
};

struct probe_socket {
	/* given */
	struct sockaddr_in6 to, from; /* from: family 0 for any */
	struct sock6_control control; /* traffic class, flow label, interface */
	int is_echo;                  /* becomes 0 where UDP has to do */
	int may_be_udp;               /* where echo requests are forbidden */
	const char *otherwise; /* what else helps where that is forbidden */

	/* for reading */
	sock6_fd fd;
	uint64_t last;       /* the number of the newest probe */
	uint64_t foreign;    /* answers that name no probe of ours */
	uint32_t link_mtu;   /* as this host has told; 0: it has not */
	uint16_t identifier; /* of echo requests */
	int kind;            /* SOCK6_ECHO_DATAGRAM, SOCK6_ECHO_RAW; 0: UDP */

	/* the socket's own */
	uint64_t stream;
	int has_quote, has_witness;
	sock6_fd witness; /* hears whole errors, where that is allowed */
	struct probe_quote quotes[PROBE_QUOTES];
	uint8_t *packet;    /* what is sent, from behind the IPv6 header */
	uint8_t room[2048]; /* what is received: an error has 1240 bytes */
};

/*
 * Takes the destination of a command line, whose addresses and interfaces are
 * known by then: a unicast host.  Returns as value_*() do.
 */
int probe_destination(struct probe_socket *s, const char *text);

/* The source of the probes; family 0 where the system does not tell it. */
void probe_source(const struct probe_socket *s, struct sockaddr_in6 *source);

/*
 * Opens the socket for the destination and gives up privileges.  Returns
 * OPTIONS_GO_ON, or how the command ends, after a message.
 */
int probe_open(struct probe_socket *s);
void probe_close(struct probe_socket *s);

/*
 * Sends one whose IPv6 packet has so many bytes; hops 0: the system's hop
 * limit.  Returns 0, and then LAST is its number, or a negative errno value;
 * *sent is the time in nanoseconds since 1970.
 */
int probe_send(struct probe_socket *s, unsigned hops, size_t size,
	       int64_t *sent);

/* Takes what has come: 1 with an answer, 0 when there is none, or negative. */
int probe_receive(struct probe_socket *s, struct probe_answer *answer);

/* Whether the bytes behind an IPv6 header are a probe, or, by the ICMPv6 type,
 * a reply to one. */
int probe_is_ours(const struct probe_socket *s, const uint8_t *bytes,
		  size_t size, int type, uint64_t *number);

/*
 * The error queue leaves out the header that an error quotes, but for its first
 * word.  Whoever may open a raw socket hears the rest from there.
 */
void probe_witness_open(struct probe_socket *s);
void probe_witness_add(struct probe_socket *s, struct probe_answer *answer);
void probe_witness_close(struct probe_socket *s);

/* After probe_send(): a message, and how the command ends. */
int probe_failure(struct probe_socket *s, int status);

/* What an answer of PROBE_REFUSED says, such as "port unreachable". */
const char *probe_reason(const struct probe_answer *answer);

#endif
