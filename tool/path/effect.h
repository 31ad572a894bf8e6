/* SPDX-License-Identifier: MIT */
/* What a path did to the values of packets, in one direction. */
#ifndef EFFECT_H
#define EFFECT_H

#include <stdint.h>

/* What became of something that was sent. */
enum effect_verdict {
	EFFECT_UNKNOWN, /* nobody has told */
	EFFECT_KEPT,
	EFFECT_CLEARED, /* made 0 */
	EFFECT_CHANGED,
	EFFECT_VARIES, /* now so, now so */
	EFFECT_LOST
};

/* One traffic class in one direction. */
struct effect_way {
	uint32_t told, dscp_kept, ecn_kept;
	uint8_t value; /* as it arrived; where it varies, a changed one */
	int lost;      /* never arrived, although others did */
	int has_hops;
	uint8_t hops_minimum, hops_maximum;
};

/* One value, over all traffic classes in one direction. */
struct effect_aspect {
	uint32_t tried; /* values other than 0 */
	uint32_t told, kept, cleared, changed, varies, lost;
	uint64_t values, failed; /* a bit for each: asked with; not kept */
};

struct effect_label {
	uint32_t sent, arrived; /* the label; as it arrived last */
	uint32_t told, kept, cleared;
};

struct effect {
	struct effect_aspect dscp, ecn;
	struct effect_label label;
	int has_hops;
	uint8_t hops_minimum, hops_maximum;
};

/* Counts an arrival of a packet that was sent with a traffic class. */
void effect_way_arrived(struct effect_way *way, uint8_t sent, uint8_t arrived);

/* The hop limits of the same packet. */
void effect_way_hops(struct effect_way *way, uint8_t sent, uint8_t arrived);

void effect_label_arrived(struct effect_label *label, uint32_t arrived);

enum effect_verdict effect_way_dscp(const struct effect_way *way);
enum effect_verdict effect_way_ecn(const struct effect_way *way);
enum effect_verdict effect_way_verdict(const struct effect_way *way);

/* Adds what became of a traffic class to the path. */
void effect_add(struct effect *path, const struct effect_way *way,
		uint8_t sent);

uint32_t effect_aspect_failed(const struct effect_aspect *aspect);
enum effect_verdict effect_aspect_verdict(const struct effect_aspect *aspect);
enum effect_verdict effect_label_verdict(const struct effect_label *label);

/* "kept", "cleared" ... */
const char *effect_verdict_name(enum effect_verdict verdict);

#endif
