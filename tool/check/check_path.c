/* SPDX-License-Identifier: MIT */
/* What a path did: counting, and judging by the counts. */
#include "check_path.h"

void check_way_arrived(struct check_way *way, uint8_t sent, uint8_t arrived)
{
	way->told++;
	way->dscp_kept += sent >> 2 == arrived >> 2;
	way->ecn_kept += (sent & 3) == (arrived & 3);
	if (way->told == 1 || arrived != sent)
		way->value = arrived;
}

void check_way_hops(struct check_way *way, uint8_t sent, uint8_t arrived)
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

void check_label_arrived(struct check_label *label, uint32_t arrived)
{
	label->told++;
	label->kept += arrived == label->sent;
	label->cleared += arrived == 0 && label->sent != 0;
	if (label->told == 1 || arrived != label->sent)
		label->arrived = arrived;
}

static enum check_verdict judge(const struct check_way *way, uint32_t kept,
				unsigned arrived)
{
	if (way->lost)
		return CHECK_LOST;
	if (way->told == 0)
		return CHECK_UNKNOWN;
	if (kept == way->told)
		return CHECK_KEPT;
	if (kept > 0)
		return CHECK_VARIES;
	return arrived == 0 ? CHECK_CLEARED : CHECK_CHANGED;
}

enum check_verdict check_way_dscp(const struct check_way *way)
{
	return judge(way, way->dscp_kept, way->value >> 2);
}

enum check_verdict check_way_ecn(const struct check_way *way)
{
	return judge(way, way->ecn_kept, way->value & 3);
}

/* Both together: the one that is not kept, or the worse of two. */
enum check_verdict check_way_verdict(const struct check_way *way)
{
	enum check_verdict dscp = check_way_dscp(way);
	enum check_verdict ecn = check_way_ecn(way);

	return dscp > ecn ? dscp : ecn;
}

static void add(struct check_aspect *aspect, enum check_verdict verdict,
		unsigned value)
{
	uint64_t bit = UINT64_C(1) << value;

	aspect->values |= bit;
	if (verdict != CHECK_UNKNOWN && verdict != CHECK_KEPT)
		aspect->failed |= bit;
	aspect->tried += value != 0;
	aspect->told += verdict != CHECK_UNKNOWN;
	aspect->kept += value && verdict == CHECK_KEPT;
	aspect->cleared += verdict == CHECK_CLEARED;
	aspect->changed += verdict == CHECK_CHANGED;
	aspect->varies += verdict == CHECK_VARIES;
	aspect->lost += verdict == CHECK_LOST;
}

void check_path_add(struct check_path *path, const struct check_way *way,
		    uint8_t sent)
{
	unsigned dscp = sent >> 2, ecn = sent & 3;

	/* What is lost is lost for the part of it that stands out. */
	if (!way->lost || dscp || !ecn)
		add(&path->dscp, check_way_dscp(way), dscp);
	if (!way->lost || ecn)
		add(&path->ecn, check_way_ecn(way), ecn);
	if (!way->has_hops)
		return;
	if (!path->has_hops || way->hops_minimum < path->hops_minimum)
		path->hops_minimum = way->hops_minimum;
	if (!path->has_hops || way->hops_maximum > path->hops_maximum)
		path->hops_maximum = way->hops_maximum;
	path->has_hops = 1;
}

uint32_t check_aspect_failed(const struct check_aspect *aspect)
{
	return aspect->cleared + aspect->changed + aspect->varies +
	       aspect->lost;
}

enum check_verdict check_aspect_verdict(const struct check_aspect *aspect)
{
	uint32_t failed = check_aspect_failed(aspect);

	if (aspect->told == 0)
		return CHECK_UNKNOWN;
	if (failed == 0)
		return CHECK_KEPT;
	if (aspect->cleared == failed && aspect->cleared >= aspect->tried)
		return CHECK_CLEARED;
	if (aspect->changed == failed && aspect->changed >= aspect->tried)
		return CHECK_CHANGED;
	if (aspect->lost == failed && aspect->lost >= aspect->tried)
		return CHECK_LOST;
	return CHECK_VARIES;
}

enum check_verdict check_label_verdict(const struct check_label *label)
{
	if (label->told == 0)
		return CHECK_UNKNOWN;
	if (label->kept == label->told)
		return CHECK_KEPT;
	if (label->cleared == label->told)
		return CHECK_CLEARED;
	return label->kept || label->cleared ? CHECK_VARIES : CHECK_CHANGED;
}

const char *check_verdict_name(enum check_verdict verdict)
{
	static const char *const names[] = { "unknown", "kept",   "cleared",
					     "changed", "varies", "lost" };

	return names[verdict];
}
