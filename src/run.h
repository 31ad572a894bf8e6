/* SPDX-License-Identifier: MIT */
/*
 * Planning what a batch sends: which neighbours leave together as one run,
 * and what each system call is given.  Pure.
 */
#ifndef SOCK6_RUN_H
#define SOCK6_RUN_H

#include "sock6/batch.h"
#include "system.h"

/* Of one send: what every kernel with UDP_SEGMENT takes, for both families
 * (Linux 4.18: 64 segments; 65535 bytes less the headers of IPv4 and UDP). */
#define SOCK6__RUN_DATAGRAMS 64
#define SOCK6__RUN_BYTES     65507

/* A place in a batch: a message, and how much of it is dealt with already,
 * which is not 0 only within a ready-made run. */
struct sock6__place {
	unsigned message;
	size_t offset;
};

/* What one packet of the plan is made of: some neighbours, or a part of one
 * ready-made run. */
struct sock6__run {
	struct sock6__place first;
	unsigned count;   /* messages */
	unsigned segment; /* bytes a datagram; 0: a single one */
	size_t size;      /* bytes in all */
};

struct sock6__batch {
	struct sock6_message *messages;
	unsigned count;
	struct sock6_io *io; /* may be NULL */
};

/* A plan lives on the stack: together with the system's own structures it
 * stays below 32 KiB. */
#define SOCK6__PLAN_BUFFERS 512
#define SOCK6__PLAN_CONTROL 8192

struct sock6__plan {
	struct sock6__packet packets[SOCK6__CHUNK];
	struct sock6__run runs[SOCK6__CHUNK];
	struct sock6_buffer buffers[SOCK6__PLAN_BUFFERS];
	_Alignas(8) unsigned char control[SOCK6__PLAN_CONTROL];
	unsigned packet_count;
	unsigned buffer_count;
	unsigned control_size;
};

/*
 * Plan from a place on as many packets as one system call takes.  Returns how
 * many, 1 or more, or the error of the first message.
 */
int sock6__plan(struct sock6__plan *plan, const struct sock6__batch *batch,
		struct sock6__place from);

/* The same for the datagrams of one run, each on its own. */
int sock6__plan_singly(struct sock6__plan *plan,
		       const struct sock6__batch *batch,
		       const struct sock6__run *run);

/* How many datagrams a run has. */
unsigned sock6__run_datagrams(const struct sock6__run *run);

#endif
