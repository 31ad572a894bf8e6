/* SPDX-License-Identifier: MIT */
/*
 * What the workers of the bench share: their command line, taking turns, the
 * clocks and the line that they print.  A contestant adds the four functions
 * at the end, and does in them what is measured.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define BATCH_MAXIMUM 256

/* What travels beside every datagram; the receiver adds up what it reads. */
#define TRAFFIC_CLASS 0x28
#define HOP_LIMIT     17

/* Room for a datagram, and for a run where the system makes runs.  Not a power
 * of two, or all datagrams would fall on the same few lines of the cache. */
#define ROOM     2112
#define RUN_ROOM 65536

struct task {
	int receiver;
	int stream;      /* end to end; else the two sides take turns */
	unsigned size;   /* of a datagram */
	unsigned batch;  /* datagrams a call; 0: the call for a single one */
	unsigned burst;  /* datagrams a turn */
	unsigned cycles; /* turns */
	unsigned pace;   /* stream: ns from one burst to the next */
	int control;     /* class, hop limit and packet info with each one */
	int connected;
	int sticky;    /* these values as socket options, not with each one */
	int coalesced; /* runs */
	int made;      /* runs are handed over and taken as runs */
	int scattered; /* buffers that are not neighbours */
	int from, to;  /* descriptors to take turns with */
};

struct totals {
	uint64_t packets, bytes;
	uint64_t classes, hops, interfaces; /* sums */
	int ended;                          /* the mark has come */
};

/* One datagram has come; a single byte is the mark that ends a stream. */
static inline void count_datagram(struct totals *totals, size_t size)
{
	if (size == 1) {
		totals->ended = 1;
		return;
	}
	totals->packets++;
	totals->bytes += size;
}

_Noreturn void fail(const char *what);

/* The payloads of a batch: neighbours, or apart where the task says so. */
unsigned char *payload_at(const struct task *task, unsigned i);

/* The contestant. */
void contestant_sender(const struct task *task, int fd,
		       const struct sockaddr_in6 *peer);
void contestant_send(unsigned count);
void contestant_receiver(const struct task *task, int fd);
/* Until so many more have come, the stream has ended, or none come. */
void contestant_receive(struct totals *totals, unsigned count);

#endif
