/* SPDX-License-Identifier: MIT */
/*
 * What the command finds out: one record at a time, printed as a line of text
 * or as a JSON object in a line.  Both come from the same fields, in the order
 * in which they were added.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* How a field looks in a line of text. */
enum report_style {
	REPORT_HIDDEN,   /* only in JSON */
	REPORT_BARE,     /* value */
	REPORT_LABELLED, /* name=value */
	REPORT_COUNTED,  /* value name */
	REPORT_BELOW     /* "  name: value", on a line of its own */
};

enum report_colour { REPORT_PLAIN, REPORT_RED, REPORT_GREEN, REPORT_YELLOW };

#define REPORT_FIELDS 48

struct report_field {
	enum report_style style;
	enum report_colour colour;
	const char *name; /* not copied */
	char *text;       /* safe on a terminal */
};

struct record {
	json_t *object;
	unsigned count;
	struct report_field fields[REPORT_FIELDS];
	char *below; /* lines of the records that it holds, indented */
	size_t below_size;
};

/* Print JSON from now on. */
void report_use_json(void);
int report_is_json(void);

/*
 * From now on records are empty and print nothing, until it is called with 0:
 * for who needs only what is found out on the way.
 */
void report_mute(int is_mute);

/* Whether a record is one of those: its values need not be made. */
int record_is_mute(const struct record *record);

/* A record begins with its type, which a line of text does not show. */
void record_begin(struct record *record, const char *type);
void record_string(struct record *record, const char *name,
		   enum report_style style, const char *value);
void record_integer(struct record *record, const char *name,
		    enum report_style style, int64_t value);
void record_real(struct record *record, const char *name,
		 enum report_style style, double value);
/* Seconds in JSON; "1.20 ms" in text. */
void record_time(struct record *record, const char *name,
		 enum report_style style, int64_t nanoseconds);
/* Nanoseconds since 1970: UTC in JSON, the time of day here in text. */
void record_moment(struct record *record, const char *name,
		   enum report_style style, int64_t nanoseconds);
/* A time, for how long something took: "in 3.20 s". */
void record_duration(struct record *record, const char *name,
		     int64_t nanoseconds);
void record_true(struct record *record, const char *name,
		 enum report_style style);

/* Adds to a list of strings; the text has commas between them. */
void record_append(struct record *record, const char *name,
		   enum report_style style, const char *value);

/* Any value, which the record takes over, and its text. */
void record_json(struct record *record, const char *name,
		 enum report_style style, json_t *value, const char *text);

/* How a line of text shows the field that was added last. */
void record_show(struct record *record, const char *text);
void record_paint(struct record *record, enum report_colour colour);

/*
 * Ends a record by making it the next one of a list within another, whose
 * type names the list.  The text has it below the other one, indented; what
 * shows no field has no line of its own.
 */
void record_nest(struct record *record, const char *list, struct record *inner);

/* Ends a record without a trace. */
void record_discard(struct record *record);

/* Prints the record on standard output, and frees what it holds. */
void record_end(struct record *record);

#endif
