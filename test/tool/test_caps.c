/* SPDX-License-Identifier: MIT */
/* sock6 caps: the same in text and as JSON, as root and as anyone. */
#include "check.h"
#include "run.h"
#include "sock6.h"

static struct run run;

static const char *const states[] = { "works", "privilege", "absent",
				      "refused" };

/* How many are in each, in the summary. */
static const char *const totals[] = { "working", "privileged", "absent",
				      "refused" };

#define STATES (sizeof(states) / sizeof(states[0]))

/* The index of a state; STATES for any other word. */
static size_t state_of(const json_t *record)
{
	size_t i = 0;

	while (i < STATES &&
	       strcmp(states[i], record_text(record, "state")) != 0)
		i++;
	return i;
}

static unsigned lines_of(const char *text)
{
	unsigned lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* What works has no reason, and everything else has one. */
static void check_feature(const json_t *record, size_t state)
{
	const char *kind = record_text(record, "kind");

	CHECK(record_text(record, "name")[0] != '\0');
	CHECK_EQ(state == 0, record_text(record, "reason")[0] == '\0');
	CHECK_EQ(state == 0, record_text(record, "status")[0] == '\0');
	CHECK_EQ(sock6_option_find(record_text(record, "name")) > 0,
		 strcmp(kind, "option") == 0);
	CHECK(strcmp(kind, "option") == 0 || strcmp(kind, "feature") == 0);
}

/* Counts the features by state; the summary has the same numbers. */
static void count(unsigned counts[STATES])
{
	json_t *record;

	memset(counts, 0, STATES * sizeof(*counts));
	for (unsigned i = 0; (record = run_record(&run, "feature", i)); i++) {
		size_t state = state_of(record);

		if (CHECK(state < STATES)) {
			counts[state]++;
			check_feature(record, state);
		}
		json_decref(record);
	}
	record = run_record(&run, "summary", 0);
	for (size_t i = 0; i < STATES; i++)
		if (i > 0 || counts[i] > 0)
			CHECK_EQ(counts[i], record_number(record, totals[i]));
	CHECK(json_real_value(json_object_get(record, "seconds")) < 0.5);
	json_decref(record);
}

static void every_feature_is_told(void)
{
	unsigned counts[STATES];
	int features = sock6_probe(NULL, 0);

	run_tool(&run, "caps", "--json", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	count(counts);
	CHECK_EQ(features, counts[0] + counts[1] + counts[2] + counts[3]);
	CHECK(counts[0] > 60);
	run_tool(&run, "caps", NULL);
	CHECK_EQ(0, run.end);
	CHECK_EQ(features + 1, lines_of(run.output));
	CHECK(strstr(run.output, "works     datagram\n") != NULL);
}

/* Nobody has raw sockets, so that there is something. */
static void what_works_can_be_left_out(void)
{
	static const char *const as_json[] = { "caps", "-mj", NULL };
	static const char *const as_text[] = { "caps", "--missing", NULL };
	unsigned counts[STATES];

	if (run_as_nobody(&run, as_json) < 0)
		SKIP("only root can become another user");
	CHECK_EQ(0, run.end);
	count(counts);
	CHECK_EQ(0, counts[0]);
	CHECK(counts[1] > 3);
	run_as_nobody(&run, as_text);
	CHECK_EQ(counts[1] + counts[2] + counts[3] + 1, lines_of(run.output));
	CHECK(strstr(run.output, "privilege raw-socket                   "
				 "needs CAP_NET_RAW\n") != NULL);
	CHECK(strstr(run.output, " for a privilege, ") != NULL);
}

static void it_takes_no_operand(void)
{
	run_tool(&run, "caps", "all", NULL);
	CHECK_EQ(2, run.end);
	CHECK_STR("", run.output);
	CHECK_STR("sock6 caps: all: takes no operand; give none\n", run.errors);
}

int main(void)
{
	RUN(every_feature_is_told);
	RUN(what_works_can_be_left_out);
	RUN(it_takes_no_operand);
	return check_end();
}
