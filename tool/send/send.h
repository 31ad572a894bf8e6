/* SPDX-License-Identifier: MIT */
/* What send is asked for, and what it has come to: shared by its parts. */
#ifndef SEND_H
#define SEND_H

#include <stdint.h>

#include <sock6.h>

#include "measure/pace.h"
#include "payload.h"
#include "report/report.h"
#include "send_destination.h"
#include "send_reason.h"
#include "words/options.h"
#include "words/rate.h"

/* Datagrams that one call may hand over. */
#define SEND_BATCH_MAXIMUM 1024

/* The words of the command line; a time is -1 where none was given. */
struct send_plan {
	int64_t count; /* to each destination; 0: no limit; -1: not given */
	int64_t interval, duration, deadline, linger, report;
	struct rate rate;
	uint32_t burst; /* 0: chosen */
	uint32_t batch;
	int gso, no_gso, no_end, quiet, df;
	int counters; /* show those of the library */
	int loop;     /* -1: not given */
	int has_mark;
	uint32_t mark;
	uint16_t port;
	uint32_t ifindex;
	struct sockaddr_in6 from; /* family 0: not given */
	struct sock6_control control;
	struct payload payload;
};

/* When how many had been sent. */
struct send_mark {
	int64_t time;
	uint64_t sent;
};

struct sender {
	struct send_plan plan;
	struct destinations to;
	struct pace pace;
	sock6_fd fd;
	int is_connected; /* datagrams name no peer */
	struct sock6_io io;
	/* One message, and its bytes, for each datagram of a call. */
	uint32_t batch;
	struct sock6_message *messages;
	struct destination **of; /* of the n-th message */
	struct turn *turns;      /* before the n-th message */
	char *slots;
	/* In the time of sock6_now(). */
	int64_t began, last_burst, ended, next_tick, next_report, lines_since;
	uint64_t before_last_burst; /* how many were sent by then */
	uint64_t sent, failed, bytes, waits, errors, answers;
	struct send_mark interim; /* at the last interim summary */
	struct reasons reasons;
	int last_failure; /* how the command would end because of it */
	int is_broken;    /* nothing can be sent at all */
	int shows_each;   /* a line for each datagram */
	unsigned lines;   /* of errors, since lines_since */
	int64_t packet_bits;
};

/* send_socket.c: opens the socket with all that holds for every datagram. */
int send_open(struct sender *s);

/* send_run.c: sends all there is to send; returns when that is over. */
void send_run(struct sender *s);

/* Waits until a moment, and hears errors meanwhile. */
void send_wait(struct sender *s, int64_t moment);

/* send_call.c: makes room for the datagrams of one call. */
void send_prepare(struct sender *s);
void send_release(struct sender *s);

/*
 * Hands over up to that many datagrams.  Returns how many are done with, sent
 * or failed: 0 where the system has no room just now.
 */
uint32_t send_call(struct sender *s, uint32_t count);

/* Tells every stream's receivers that it has ended. */
void send_ends(struct sender *s);

/*
 * send_error.c: takes what waits on the error queue, and what came to the
 * socket.  Returns a set of what there was.
 */
#define SEND_HEARD_ERROR 1 /* an ICMP error with the status that was asked */
int send_hear(struct sender *s, int status);

/* Whether there is a destination from which no error has come back. */
int send_is_hopeful(const struct sender *s);

/* send_report.c: what is printed. */
void send_report_sent(const struct sender *s, const struct destination *to);
void send_report_error(const struct sock6_error *error, const char *reason,
		       const struct sockaddr_in6 *to, uint64_t sequence);
void send_summarise(const struct sender *s);
/* The same so far, with the rate since the last time. */
void send_interim(struct sender *s);
void send_progress(const struct sender *s);

#endif
