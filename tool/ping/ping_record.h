/* SPDX-License-Identifier: MIT */
/* sock6 ping: what is told of requests, replies, errors, and in the end. */
#ifndef PING_RECORD_H
#define PING_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include <sock6.h>

#include "ping.h"

struct ping_reply {
	const struct sock6_message *message;
	const struct sock6_icmp_message *echo;
	uint64_t number;
	int64_t read; /* when it was, by sock6_now() */
	int64_t round_trip;
	int by_system; /* which times the round trip is from */
	int late, duplicate;
	enum ping_match match;
	size_t damage; /* where the data differ first */
};

/* What is asked, of whom, from where. */
void ping_report_target(const struct ping *ping,
			const struct ping_target *target);

void ping_report_reply(const struct ping *ping,
		       const struct ping_target *target,
		       const struct ping_reply *reply);

/* An ICMPv6 error about a request. */
void ping_report_error(const struct ping *ping,
		       const struct ping_target *target, uint64_t number,
		       const struct sock6_message *quoted,
		       const struct sock6_error *error);

/* This host did not send the last request. */
void ping_report_refusal(const struct ping *ping,
			 const struct ping_target *target, int status);

/* No answer from an address within the time. */
void ping_report_gap(const struct ping *ping, const struct ping_target *target,
		     uint64_t number, const struct sockaddr_in6 *address);

/* "summary" or "interim": all targets, and those who answered. */
void ping_report_summary(const struct ping *ping, const char *type);

#endif
