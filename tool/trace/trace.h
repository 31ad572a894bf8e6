/* SPDX-License-Identifier: MIT */
/* sock6 trace: what it was told to do, and how its lines are made. */
#ifndef TRACE_H
#define TRACE_H

#include "path/walk.h"

struct trace {
	struct probe_socket socket;
	struct walk walk;
	struct sockaddr_in6 source; /* family 0: not known */
	int quiet, names;
	int64_t lasting; /* until the deadline */
	int64_t began;
	unsigned printed; /* the last hop that has its line */
	/* With which the newest hop was reached, for the next one. */
	int label_known;
	uint8_t traffic_class;
	uint32_t flow_label;
	unsigned remarked; /* the first hop that was reached with another */
	unsigned deepest;  /* the last hop that answered */
};

/* The first line. */
void trace_report_start(const struct trace *t);

/* The lines of the hops of which no more can come; at the end, of all. */
void trace_report_hops(struct trace *t, int is_end);

/* Type is "summary" or "interim". */
void trace_report_summary(const struct trace *t, const char *type);

/* The line of one hop. */
void trace_hop_report(struct trace *t, unsigned hop);

/* Whether nobody has answered there. */
int trace_hop_is_silent(const struct trace *t, unsigned hop);

#endif
