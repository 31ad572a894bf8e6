/* SPDX-License-Identifier: MIT */
/* What mping asks and whom it has found, shared by its parts. */
#ifndef MPING_H
#define MPING_H

#include <stdint.h>

#include <sock6.h>

#include "measure/round_trip.h"
#include "path/asker.h"
#include "path/effect.h"

#define MPING_RESPONDERS 256

/* How many requests in a row are told from each other: a power of 2. */
#define MPING_WINDOW 4096

/* The three ways of asking, side by side. */
enum mping_path {
	MPING_UNICAST,
	MPING_MULTICAST, /* asked by multicast, answered by unicast */
	MPING_GROUP,     /* asked and answered by multicast */
	MPING_PATHS
};

struct mping_way {
	struct round_trip trip;
	struct effect_way there, back;
	uint64_t first; /* the first request that was answered; 0: none */
	int64_t setup;  /* from the first request to the first answer */
	uint64_t seen[MPING_WINDOW / 64];
};

struct responder {
	struct sockaddr_in6 address; /* where it is asked by unicast */
	const char *given;           /* the operand; NULL: it was found */
	uint64_t id;                 /* its own number; 0: not known yet */
	int answers_by_unicast;      /* when it is to answer the group */
	struct mping_way ways[MPING_PATHS];
};

struct mping {
	int64_t count; /* 0: until the user ends it */
	int64_t interval, timeout, lasting, size, expected;
	double max_loss; /* negative: any */
	int quiet, group_answers;
	uint16_t port;
	uint32_t ifindex; /* of the group */
	int is_only;      /* it is that of unicast requests too */
	int has_source;
	struct in6_addr source;
	struct reflection_values values; /* of requests and answers */
	struct sockaddr_in6 group;
	char group_text[SOCK6_ADDRESS_TEXT_SIZE];
	struct responder *responders;
	unsigned responder_count;
	uint64_t streams[MPING_PATHS];
	uint64_t rounds;
	int64_t first_sent[MPING_PATHS]; /* in the time of sock6_now() */
	uint64_t others;                 /* answers that nobody was asked for */
	sock6_fd fd;
	int64_t began, deadline;
};

/* Opens the socket; returns as value_*() do. */
int mping_open(struct mping *m);

/* Asks round by round; returns END_DONE, or how the command ends. */
int mping_ask_all(struct mping *m);

/* Whom an answer is from: a new one where nobody fits; NULL where there are too
 * many. */
struct responder *responder_of(struct mping *m, enum mping_path path,
			       const struct asker_answer *answer);

/* Adds one that was given as an operand. */
int responder_add(struct mping *m, const char *text,
		  const struct sockaddr_in6 *address);

int responder_has_answered(const struct responder *responder);

/* Whether a path to it was measured. */
int responder_has_path(const struct mping *m, const struct responder *responder,
		       enum mping_path path);

const char *mping_path_name(enum mping_path path);

/* Counts what an answer tells of the values of packets. */
void mping_count_values(const struct mping *m, struct effect_way *there,
			struct effect_way *back,
			const struct asker_answer *answer);

void mping_report_answer(const struct mping *m,
			 const struct responder *responder,
			 enum mping_path path,
			 const struct asker_answer *answer, int is_duplicate);
/* The table, and the summary or an interim one. */
void mping_report_all(const struct mping *m, const char *type);

#endif
