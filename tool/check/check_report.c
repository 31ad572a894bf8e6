/* SPDX-License-Identifier: MIT */
/* What check has found, as records: each class, the path, the counts. */
#include "check_state.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/message.h"
#include "report/report.h"
#include "report/value_record.h"

#define SENTENCE 600

static enum report_colour colour_of(enum effect_verdict verdict)
{
	switch (verdict) {
	case EFFECT_KEPT: return REPORT_GREEN;
	case EFFECT_LOST: return REPORT_RED;
	case EFFECT_UNKNOWN: return REPORT_PLAIN;
	default: return REPORT_YELLOW;
	}
}

/* "there cleared: cs0+ect0", as wide as the longest. */
static void show_way(struct record *record, const char *name,
		     const struct effect_way *way, enum effect_verdict verdict)
{
	char value[SOCK6_TRAFFIC_CLASS_TEXT_SIZE], text[80], shown[100];

	sock6_traffic_class_format(value, sizeof(value), way->value);
	if (verdict == EFFECT_CLEARED || verdict == EFFECT_CHANGED ||
	    verdict == EFFECT_VARIES)
		snprintf(text, sizeof(text), "%s %s: %s", name,
			 effect_verdict_name(verdict), value);
	else
		snprintf(text, sizeof(text), "%s %s", name,
			 effect_verdict_name(verdict));
	snprintf(shown, sizeof(shown), "%-26s", text);
	record_show(record, shown);
	record_paint(record, colour_of(verdict));
}

static void add_way(struct record *record, const char *const names[3],
		    const struct effect_way *way)
{
	enum effect_verdict verdict = effect_way_verdict(way);

	record_string(record, names[0], REPORT_BARE,
		      effect_verdict_name(verdict));
	show_way(record, names[0], way, verdict);
	if (way->told)
		record_integer(record, names[1], REPORT_HIDDEN, way->value);
	if (way->has_hops)
		record_integer(record, names[2], REPORT_HIDDEN,
			       way->hops_minimum);
}

void check_report_class(const struct check_class *class)
{
	static const char *const there[] = { "there", "traffic_class_there",
					     "hops_there" };
	static const char *const back[] = { "back", "traffic_class_back",
					    "hops_back" };
	const char *dscp = sock6_dscp_name(class->traffic_class >> 2);
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE], shown[40];
	struct record record;

	record_begin(&record, "class");
	sock6_traffic_class_format(text, sizeof(text), class->traffic_class);
	record_integer(&record, "traffic_class", REPORT_BARE,
		       class->traffic_class);
	snprintf(shown, sizeof(shown), "%-12s", text);
	record_show(&record, shown);
	snprintf(text, sizeof(text), "%d", class->traffic_class >> 2);
	record_string(&record, "dscp", REPORT_HIDDEN, dscp ? dscp : text);
	record_string(&record, "ecn", REPORT_HIDDEN,
		      sock6_ecn_name(class->traffic_class & 3));
	add_way(&record, there, &class->there);
	add_way(&record, back, &class->back);
	record_integer(&record, "sent", REPORT_HIDDEN, class->sent);
	record_integer(&record, "received", REPORT_BARE, class->received);
	snprintf(shown, sizeof(shown), "%" PRIu32 " of %" PRIu32,
		 class->received, class->sent);
	record_show(&record, shown);
	record_end(&record);
}

void check_sum_up(const struct check *check, struct check_paths *paths)
{
	memset(paths, 0, sizeof(*paths));
	for (unsigned i = 0; i < check->class_count; i++) {
		const struct check_class *class = &check->classes[i];

		effect_add(&paths->there, &class->there, class->traffic_class);
		effect_add(&paths->back, &class->back, class->answered_with);
	}
	paths->there.label = check->there_label;
	paths->back.label = check->back_label;
}

static void say(char sentence[SENTENCE], const char *format, ...)
	MESSAGE_PRINTF(2, 3);

static void say(char sentence[SENTENCE], const char *format, ...)
{
	size_t used = strlen(sentence);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence + used, SENTENCE - used, format, arguments);
	va_end(arguments);
}

typedef const char *name_of(int value);

/* The values that fail, or how many if they are more than one remembers. */
static void say_failed(char sentence[SENTENCE],
		       const struct effect_aspect *aspect, name_of *name)
{
	const char *between = "fails for ";
	unsigned count = 0, failed = 0;

	for (unsigned i = 0; i < 64; i++) {
		count += (unsigned)(aspect->values >> i & 1);
		failed += (unsigned)(aspect->failed >> i & 1);
	}
	if (failed > 4) {
		say(sentence, "fails for %u of %u values", failed, count);
		return;
	}
	for (unsigned i = 0; i < 64; i++) {
		if (!(aspect->failed >> i & 1))
			continue;
		say(sentence, "%s", between);
		if (name((int)i))
			say(sentence, "%s", name((int)i));
		else
			say(sentence, "%u", i);
		between = ", ";
	}
}

/* What happens to one value, in both directions. */
struct fate {
	const char *subject; /* "DSCP" */
	enum effect_verdict there, back;
	const struct effect_aspect *aspect_there, *aspect_back;
	name_of *name;
};

static void say_verb(char sentence[SENTENCE], enum effect_verdict verdict,
		     const struct effect_aspect *aspect, name_of *name)
{
	static const char *const verbs[] = { [EFFECT_UNKNOWN] = "is not told",
					     [EFFECT_KEPT] = "survives",
					     [EFFECT_CLEARED] = "is cleared",
					     [EFFECT_CHANGED] = "is changed",
					     [EFFECT_VARIES] = "varies",
					     [EFFECT_LOST] = "is dropped" };

	if (verdict == EFFECT_VARIES && aspect)
		say_failed(sentence, aspect, name);
	else
		say(sentence, "%s", verbs[verdict]);
}

static void say_fate(char sentence[SENTENCE], const struct fate *fate)
{
	if (fate->there == EFFECT_UNKNOWN && fate->back == EFFECT_UNKNOWN)
		return;
	say(sentence, "%s%s ", sentence[0] ? ", " : "", fate->subject);
	say_verb(sentence, fate->there, fate->aspect_there, fate->name);
	if (fate->there == fate->back && fate->there != EFFECT_VARIES) {
		say(sentence, " both ways");
		return;
	}
	say(sentence, " on the way there and ");
	say_verb(sentence, fate->back, fate->aspect_back, fate->name);
	say(sentence, " on the way back");
}

static int survives(const struct fate *fate)
{
	return fate->there == EFFECT_KEPT && fate->back == EFFECT_KEPT;
}

/* "DSCP, ECN and the flow label survive both ways", then the others. */
static void say_fates(char sentence[SENTENCE], const struct fate fates[3])
{
	unsigned count = 0, said = 0;

	for (unsigned i = 0; i < 3; i++)
		count += (unsigned)survives(&fates[i]);
	for (unsigned i = 0; i < 3; i++) {
		if (!survives(&fates[i]))
			continue;
		say(sentence, "%s%s",
		    said == 0           ? ""
		    : said + 1 == count ? " and "
					: ", ",
		    fates[i].subject);
		said++;
	}
	if (count)
		say(sentence,
		    count == 1 ? " survives both ways" : " survive both ways");
	for (unsigned i = 0; i < 3; i++)
		if (!survives(&fates[i]))
			say_fate(sentence, &fates[i]);
}

/* A value that was 0 all along proves nothing. */
static enum effect_verdict proven(const struct effect_aspect *aspect)
{
	return aspect->tried || aspect->failed ? effect_aspect_verdict(aspect)
					       : EFFECT_UNKNOWN;
}

static struct fate fate_of(const char *subject,
			   const struct effect_aspect *there,
			   const struct effect_aspect *back, name_of *name)
{
	return (struct fate){ subject, proven(there), proven(back),
			      there,   back,          name };
}

static void say_hops(char sentence[SENTENCE], const struct effect *path,
		     const char *before, const char *after)
{
	if (!path->has_hops)
		return;
	say(sentence, "%s%u", before, path->hops_minimum);
	if (path->hops_maximum != path->hops_minimum)
		say(sentence, " to %u", path->hops_maximum);
	say(sentence, "%s", after);
}

static void make_sentence(char sentence[SENTENCE], const struct check *check,
			  const struct check_paths *paths)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 seen = { .sin6_family = AF_INET6,
				     .sin6_addr = check->source_seen };

	const struct fate fates[] = {
		fate_of("DSCP", &paths->there.dscp, &paths->back.dscp,
			sock6_dscp_name),
		fate_of("ECN", &paths->there.ecn, &paths->back.ecn,
			sock6_ecn_name),
		{ .subject = "the flow label",
		  .there = effect_label_verdict(&paths->there.label),
		  .back = effect_label_verdict(&paths->back.label) }
	};

	sentence[0] = '\0';
	say_fates(sentence, fates);
	say_hops(sentence, &paths->there, sentence[0] ? ", " : "",
		 paths->there.hops_maximum == 1 ? " hop there" : " hops there");
	say_hops(sentence, &paths->back, ", ", " back");
	if (check->is_translated) {
		sock6_address_format(text, sizeof(text), &seen, 0);
		say(sentence, ", this host is seen as %s", text);
	}
	sentence[0] = (char)toupper((unsigned char)sentence[0]);
}

static void add_verdict(struct record *record, const char *name,
			enum effect_verdict verdict)
{
	record_string(record, name, REPORT_HIDDEN,
		      effect_verdict_name(verdict));
}

static void add_hops(struct record *record, const char *const names[2],
		     const struct effect *path)
{
	if (!path->has_hops)
		return;
	record_integer(record, names[0], REPORT_HIDDEN, path->hops_minimum);
	record_integer(record, names[1], REPORT_HIDDEN, path->hops_maximum);
}

void check_report_path(const struct check *check,
		       const struct check_paths *paths)
{
	static const char *const there[] = { "hops_there",
					     "hops_there_maximum" };
	static const char *const back[] = { "hops_back", "hops_back_maximum" };
	char sentence[SENTENCE];
	struct record record;

	make_sentence(sentence, check, paths);
	record_begin(&record, "path");
	record_string(&record, "destination", REPORT_HIDDEN, check->to_text);
	add_verdict(&record, "dscp_there",
		    effect_aspect_verdict(&paths->there.dscp));
	add_verdict(&record, "dscp_back",
		    effect_aspect_verdict(&paths->back.dscp));
	add_verdict(&record, "ecn_there",
		    effect_aspect_verdict(&paths->there.ecn));
	add_verdict(&record, "ecn_back",
		    effect_aspect_verdict(&paths->back.ecn));
	add_verdict(&record, "flow_label_there",
		    effect_label_verdict(&paths->there.label));
	add_verdict(&record, "flow_label_back",
		    effect_label_verdict(&paths->back.label));
	add_hops(&record, there, &paths->there);
	add_hops(&record, back, &paths->back);
	if (check->is_translated)
		value_record_in6(&record, "source_seen", REPORT_HIDDEN,
				 &check->source_seen);
	record_string(&record, "sentence", REPORT_BARE, sentence);
	record_end(&record);
}

void check_report_summary(const struct check *check, const char *type,
			  int unmet)
{
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "classes", REPORT_COUNTED, check->class_count);
	round_trip_add_counts(&record, &check->trip);
	round_trip_add_times(&record, &check->trip);
	record_integer(&record, "unmet", REPORT_HIDDEN, unmet);
	record_duration(&record, "seconds", sock6_now() - check->began);
	record_end(&record);
	fflush(stdout);
}
