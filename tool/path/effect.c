/* SPDX-License-Identifier: MIT */
/* What a path did: counting, and judging by the counts. */
#include "effect.h"

void effect_way_arrived(struct effect_way *way, uint8_t sent, uint8_t arrived)
{
	way->told++;
	way->dscp_kept += sent >> 2 == arrived >> 2;
	way->ecn_kept += (sent & 3) == (arrived & 3);
	if (way->told == 1 || arrived != sent)
		way->value = arrived;
}

void effect_way_hops(struct effect_way *way, uint8_t sent, uint8_t arrived)
{
	uint8_t hops = (uint8_t)(sent - arrived);

	/* Somebody has set it: it tells nothing. */
	if (arrived > sent)
		return;
	if (!way->has_hops || hops < way->hops_minimum)
		way->hops_minimum = hops;
	if (!way->has_hops || hops > way->hops_maximum)
		way->hops_maximum = hops;
	way->has_hops = 1;
}

void effect_label_arrived(struct effect_label *label, uint32_t arrived)
{
	label->told++;
	label->kept += arrived == label->sent;
	label->cleared += arrived == 0 && label->sent != 0;
	if (label->told == 1 || arrived != label->sent)
		label->arrived = arrived;
}

static enum effect_verdict judge(const struct effect_way *way, uint32_t kept,
				 unsigned arrived)
{
	if (way->lost)
		return EFFECT_LOST;
	if (way->told == 0)
		return EFFECT_UNKNOWN;
	if (kept == way->told)
		return EFFECT_KEPT;
	if (kept > 0)
		return EFFECT_VARIES;
	return arrived == 0 ? EFFECT_CLEARED : EFFECT_CHANGED;
}

enum effect_verdict effect_way_dscp(const struct effect_way *way)
{
	return judge(way, way->dscp_kept, way->value >> 2);
}

enum effect_verdict effect_way_ecn(const struct effect_way *way)
{
	return judge(way, way->ecn_kept, way->value & 3);
}

/* Both together: the one that is not kept, or the worse of two. */
enum effect_verdict effect_way_verdict(const struct effect_way *way)
{
	enum effect_verdict dscp = effect_way_dscp(way);
	enum effect_verdict ecn = effect_way_ecn(way);

	return dscp > ecn ? dscp : ecn;
}

static void add(struct effect_aspect *aspect, enum effect_verdict verdict,
		unsigned value)
{
	uint64_t bit = UINT64_C(1) << value;

	aspect->values |= bit;
	if (verdict != EFFECT_UNKNOWN && verdict != EFFECT_KEPT)
		aspect->failed |= bit;
	aspect->tried += value != 0;
	aspect->told += verdict != EFFECT_UNKNOWN;
	aspect->kept += value && verdict == EFFECT_KEPT;
	aspect->cleared += verdict == EFFECT_CLEARED;
	aspect->changed += verdict == EFFECT_CHANGED;
	aspect->varies += verdict == EFFECT_VARIES;
	aspect->lost += verdict == EFFECT_LOST;
}

void effect_add(struct effect *path, const struct effect_way *way, uint8_t sent)
{
	unsigned dscp = sent >> 2, ecn = sent & 3;

	/* What is lost is lost for the part of it that stands out. */
	if (!way->lost || dscp || !ecn)
		add(&path->dscp, effect_way_dscp(way), dscp);
	if (!way->lost || ecn)
		add(&path->ecn, effect_way_ecn(way), ecn);
	if (!way->has_hops)
		return;
	if (!path->has_hops || way->hops_minimum < path->hops_minimum)
		path->hops_minimum = way->hops_minimum;
	if (!path->has_hops || way->hops_maximum > path->hops_maximum)
		path->hops_maximum = way->hops_maximum;
	path->has_hops = 1;
}

uint32_t effect_aspect_failed(const struct effect_aspect *aspect)
{
	return aspect->cleared + aspect->changed + aspect->varies +
	       aspect->lost;
}

enum effect_verdict effect_aspect_verdict(const struct effect_aspect *aspect)
{
	uint32_t failed = effect_aspect_failed(aspect);

	if (aspect->told == 0)
		return EFFECT_UNKNOWN;
	if (failed == 0)
		return EFFECT_KEPT;
	if (aspect->cleared == failed && aspect->cleared >= aspect->tried)
		return EFFECT_CLEARED;
	if (aspect->changed == failed && aspect->changed >= aspect->tried)
		return EFFECT_CHANGED;
	if (aspect->lost == failed && aspect->lost >= aspect->tried)
		return EFFECT_LOST;
	return EFFECT_VARIES;
}

enum effect_verdict effect_label_verdict(const struct effect_label *label)
{
	if (label->told == 0)
		return EFFECT_UNKNOWN;
	if (label->kept == label->told)
		return EFFECT_KEPT;
	if (label->cleared == label->told)
		return EFFECT_CLEARED;
	return label->kept || label->cleared ? EFFECT_VARIES : EFFECT_CHANGED;
}

const char *effect_verdict_name(enum effect_verdict verdict)
{
	static const char *const names[] = { "unknown", "kept",   "cleared",
					     "changed", "varies", "lost" };

	return names[verdict];
}
