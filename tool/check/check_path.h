/* SPDX-License-Identifier: MIT */
/* What a path did to the values of packets, in one direction. */
#ifndef CHECK_PATH_H
#define CHECK_PATH_H

#include <stdint.h>

/* What became of something that was sent. */
enum check_verdict {
	CHECK_UNKNOWN, /* nobody has told */
	CHECK_KEPT,
	CHECK_CLEARED, /* made 0 */
	CHECK_CHANGED,
	CHECK_VARIES, /* now so, now so */
	CHECK_LOST
};

/* One traffic class in one direction. */
struct check_way {
	uint32_t told, dscp_kept, ecn_kept;
	uint8_t value; /* as it arrived; where it varies, a changed one */
	int lost;      /* never arrived, although others did */
	int has_hops;
	uint8_t hops_minimum, hops_maximum;
};

/* One value, over all traffic classes in one direction. */
struct check_aspect {
	uint32_t tried; /* values other than 0 */
	uint32_t told, kept, cleared, changed, varies, lost;
	uint64_t values, failed; /* a bit for each: asked with; not kept */
};

struct check_label {
	uint32_t sent, arrived; /* the label; as it arrived last */
	uint32_t told, kept, cleared;
};

struct check_path {
	struct check_aspect dscp, ecn;
	struct check_label label;
	int has_hops;
	uint8_t hops_minimum, hops_maximum;
};

/* Counts an arrival of a packet that was sent with a traffic class. */
void check_way_arrived(struct check_way *way, uint8_t sent, uint8_t arrived);

/* The hop limits of the same packet. */
void check_way_hops(struct check_way *way, uint8_t sent, uint8_t arrived);

void check_label_arrived(struct check_label *label, uint32_t arrived);

enum check_verdict check_way_dscp(const struct check_way *way);
enum check_verdict check_way_ecn(const struct check_way *way);
enum check_verdict check_way_verdict(const struct check_way *way);

/* Adds what became of a traffic class to the path. */
void check_path_add(struct check_path *path, const struct check_way *way,
		    uint8_t sent);

uint32_t check_aspect_failed(const struct check_aspect *aspect);
enum check_verdict check_aspect_verdict(const struct check_aspect *aspect);
enum check_verdict check_label_verdict(const struct check_label *label);

/* "kept", "cleared" ... */
const char *check_verdict_name(enum check_verdict verdict);

#endif
