/* SPDX-License-Identifier: MIT */
/* What a path is expected to leave as it is, and whether it does. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_state.h"
#include "report/message.h"
#include "report/report.h"
#include "words/options.h"
#include "words/values.h"

static int wrong(const char *word)
{
	return usage_error("--expect %s: nothing that can be expected; give "
			   "unchanged, or of dscp=same, ecn=same, tclass=same, "
			   "flow=same and hops=N some, with commas",
			   word);
}

static int parse_one(struct check_expectation *e, const char *text)
{
	struct word number = { "--expect", text + 5 };
	int all = strcmp(text, "unchanged") == 0;
	int class = all || strcmp(text, "tclass=same") == 0;
	int64_t hops;
	int end;

	if (strncmp(text, "hops=", 5) == 0) {
		end = value_integer(&number, 0, 255, &hops);
		if (end == OPTIONS_GO_ON)
			e->hops = (int)hops;
		return end;
	}
	if (class || strcmp(text, "dscp=same") == 0)
		e->dscp = 1;
	if (class || strcmp(text, "ecn=same") == 0)
		e->ecn = 1;
	if (all || strcmp(text, "flow=same") == 0)
		e->flow = 1;
	else if (!class && strcmp(text, "dscp=same") != 0 &&
		 strcmp(text, "ecn=same") != 0)
		return wrong(text);
	return OPTIONS_GO_ON;
}

int check_expect_parse(struct check_expectation *expectation, const char *text)
{
	char *copy = strdup(text), *rest = copy, *comma;
	int end = OPTIONS_GO_ON;

	if (!copy)
		out_of_memory();
	while (rest && end == OPTIONS_GO_ON) {
		comma = strchr(rest, ',');
		if (comma)
			*comma++ = '\0';
		end = parse_one(expectation, rest);
		rest = comma;
	}
	free(copy);
	return end;
}

static int report(const char *expected, const char *way, const char *found)
{
	struct record record;
	char text[40];

	record_begin(&record, "unmet");
	record_string(&record, "expected", REPORT_BARE, expected);
	snprintf(text, sizeof(text), "not %s", expected);
	record_show(&record, text);
	record_paint(&record, REPORT_RED);
	record_string(&record, "direction", REPORT_BARE, way);
	snprintf(text, sizeof(text), "on the way %s:", way);
	record_show(&record, text);
	record_string(&record, "found", REPORT_BARE, found);
	record_end(&record);
	return 1;
}

static int expect_kept(const char *expected, const char *way,
		       enum effect_verdict verdict)
{
	if (verdict == EFFECT_KEPT)
		return 0;
	return report(expected, way, effect_verdict_name(verdict));
}

static int expect_hops(const struct check_expectation *e, const char *way,
		       const struct effect *path)
{
	char expected[16], found[24] = "unknown";

	if (path->has_hops && path->hops_minimum == e->hops &&
	    path->hops_maximum == e->hops)
		return 0;
	snprintf(expected, sizeof(expected), "hops=%d", e->hops);
	if (path->has_hops && path->hops_minimum == path->hops_maximum)
		snprintf(found, sizeof(found), "%u", path->hops_minimum);
	else if (path->has_hops)
		snprintf(found, sizeof(found), "%u to %u", path->hops_minimum,
			 path->hops_maximum);
	return report(expected, way, found);
}

static int expect_on(const struct check *check, const char *way,
		     const struct effect *path)
{
	const struct check_expectation *e = &check->expectation;
	int unmet = 0;

	if (e->dscp)
		unmet += expect_kept("dscp=same", way,
				     effect_aspect_verdict(&path->dscp));
	if (e->ecn)
		unmet += expect_kept("ecn=same", way,
				     effect_aspect_verdict(&path->ecn));
	/* IPv4 has no flow label that could change. */
	if (e->flow && !sock6_address_is_mapped(&check->to.sin6_addr))
		unmet += expect_kept("flow=same", way,
				     effect_label_verdict(&path->label));
	if (e->hops >= 0)
		unmet += expect_hops(e, way, path);
	return unmet;
}

int check_expect_report(const struct check *check,
			const struct check_paths *paths)
{
	return expect_on(check, "there", &paths->there) +
	       expect_on(check, "back", &paths->back);
}
