/* SPDX-License-Identifier: MIT */
/* What the parts of sock6 listen share. */
#ifndef LISTEN_H
#define LISTEN_H

#include <stdint.h>

#include <sock6.h>

#include "channel.h"
#include "expectation.h"
#include "listen_rejoin.h"
#include "stream_table.h"

#define EXCLUDED_SOURCES 64
#define RECEIVED_AT_ONCE 64   /* as many as the library takes in one call */
#define INTERFACES       4096 /* more than any host is known to have */

struct listen_options {
	int64_t count;    /* 0: no limit */
	int64_t lasting;  /* SOCK6_FOREVER: until the user ends it */
	int64_t interval; /* 0: none was given */
	double max_loss;  /* less than 0: none was given */
	int is_hex, is_quiet, is_plain, rejoins, everywhere, until_end;
	struct target_defaults defaults;
	struct in6_addr excluded[EXCLUDED_SOURCES];
	struct expectations expectations;
};

struct listener {
	struct listen_options options;
	struct target_word *words;
	uint32_t word_count;
	struct channel_set set;
	struct stream_table streams;
	struct rejoin rejoin;
	int64_t began, ticked;
	uint64_t heard, bytes; /* of what was meant */
	uint64_t others;       /* nobody asked for these */
	uint64_t early;        /* those that came before the filter stood */
	uint64_t ends;         /* stamps that told the end of a stream */
	uint64_t unexpected;
	char first_unexpected[EXPECTATION_TEXT_SIZE + 100];
	int is_live; /* a live view takes the place of lines */
	int is_quit; /* the user has hit the key */
	char news[200];
	struct sock6_message messages[RECEIVED_AT_ONCE];
	struct sock6_control controls[RECEIVED_AT_ONCE];
	char *rooms;
};

/* Reads options and operands; returns OPTIONS_GO_ON or how the command ends. */
int listen_read(struct listener *l, int argc, char **argv);

/* Makes targets of the words. */
int listen_make_targets(struct listener *l);

/* Makes the room to receive into. */
void listen_make_room(struct listener *l);

/* Takes what is there; returns 0, or a negative status that ends it all. */
int listen_drain(struct listener *l, unsigned channel);

int listen_has_enough(const struct listener *l);

/* A line for each word, before anything is received. */
void listen_announce(const struct listener *l);

/* Records of the streams, and the one that sums up. */
void listen_report(struct listener *l, const char *type);

/* What the sockets have lost for want of room. */
uint64_t listen_drops(struct listener *l);

/* How the command ends, after messages that say why. */
int listen_judge(const struct listener *l, int status);

extern const struct option_row listen_rows[];

#endif
