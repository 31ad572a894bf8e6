/* SPDX-License-Identifier: MIT */
/* What check asks about and has found, shared by its parts. */
#ifndef CHECK_STATE_H
#define CHECK_STATE_H

#include <stdint.h>

#include <sock6.h>

#include "measure/round_trip.h"
#include "path/effect.h"

#define CHECK_CLASSES 256

/* How the traffic class of a request and of its answer are chosen. */
enum check_kind {
	CHECK_BOTH,  /* the class in question */
	CHECK_THERE, /* that of the answer is one that is known to pass */
	CHECK_BACK,  /* that of the request is */
	CHECK_KINDS
};

struct check_class {
	uint8_t traffic_class;
	uint8_t answered_with; /* the class of the answers */
	uint32_t sent, received;
	uint32_t alone[CHECK_KINDS]; /* received of the other kinds */
	struct effect_way there, back;
};

struct check_expectation {
	int dscp, ecn, flow; /* to be kept */
	int hops;            /* -1: any */
};

struct check {
	int64_t count, interval, timeout, lasting, size;
	int quiet, all;
	uint16_t port;
	uint32_t ifindex;
	uint8_t hops;
	int has_label;
	uint32_t label;
	struct check_expectation expectation;
	struct sockaddr_in6 to, from;
	char to_text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 local; /* as the requests leave */
	struct check_class classes[CHECK_CLASSES];
	unsigned class_count;
	uint8_t *seen; /* whether each request was answered */
	uint64_t stream;
	sock6_fd fd;
	int64_t began, deadline;
	struct round_trip trip;
	struct effect_label there_label, back_label;
	int is_translated; /* the responder saw another source */
	struct in6_addr source_seen;
	int refusal;              /* the last error that the network has sent */
	struct sock6_error error; /* the last one that tells who sent it */
};

struct check_paths {
	struct effect there, back;
};

/* Adds up all classes. */
void check_sum_up(const struct check *check, struct check_paths *paths);

void check_report_class(const struct check_class *class);
void check_report_path(const struct check *check,
		       const struct check_paths *paths);
void check_report_summary(const struct check *check, const char *type,
			  int unmet);

/* "dscp=same,ecn=same,tclass=same,flow=same,hops=2", "unchanged"; returns as
 * value_*() do. */
int check_expect_parse(struct check_expectation *expectation, const char *text);

/* Reports what is not as expected; returns how much. */
int check_expect_report(const struct check *check,
			const struct check_paths *paths);

#endif
