/* SPDX-License-Identifier: MIT */
/* The live view of sock6 listen: totals, and a line for each stream. */
#include "listen_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "listen.h"
#include "process/allocate.h"
#include "process/verbose.h"
#include "report/quantity.h"
#include "report/report.h"
#include "report/screen.h"
#include "stream_record.h"

#define ROWS_FOR_HEADINGS 8
#define HEADINGS          3 /* the row of them; streams stand below */
#define FLOW_LEAST        24
#define FLOW_MOST         80
#define TEXT_SIZE         300

/* A column is shown where there is room for it, the most telling ones first. */
struct column {
	const char *heading;
	unsigned width;
	unsigned rank;
	enum screen_style (*format)(char *text, const struct stream *stream);
};

struct layout {
	unsigned flow, spark; /* their widths */
	unsigned least_rank;  /* columns of a higher one are left out */
	int has_ports;        /* there are several */
	int has_spark;
};

static enum screen_style format_interface(char *text, const struct stream *s)
{
	stream_interface(s, text, TEXT_SIZE);
	return SCREEN_PLAIN;
}

static enum screen_style format_rate(char *text, const struct stream *s)
{
	quantity_count(text, s->rate, "");
	return s->rate > 0 ? SCREEN_BOLD : SCREEN_DIM;
}

static enum screen_style format_bits(char *text, const struct stream *s)
{
	quantity_count(text, s->bit_rate, "");
	return SCREEN_PLAIN;
}

static enum screen_style format_number(char *text, const struct stream *s,
				       uint64_t number, enum screen_style some)
{
	if (!s->is_stamped)
		snprintf(text, TEXT_SIZE, "-");
	else
		quantity_count(text, (double)number, "");
	return s->is_stamped && number ? some : SCREEN_PLAIN;
}

static enum screen_style format_lost(char *text, const struct stream *s)
{
	return format_number(text, s, sequence_lost(&s->sequence), SCREEN_RED);
}

static enum screen_style format_loss(char *text, const struct stream *s)
{
	const double loss = stream_loss(s);

	snprintf(text, TEXT_SIZE, s->is_stamped ? "%.*f%%" : "-",
		 loss < 9.995 ? 2 : 1, loss);
	return loss > 0 ? SCREEN_RED : SCREEN_PLAIN;
}

static enum screen_style format_gaps(char *text, const struct stream *s)
{
	return format_number(text, s, s->sequence.gaps, SCREEN_YELLOW);
}

static enum screen_style format_duplicates(char *text, const struct stream *s)
{
	return format_number(text, s, s->sequence.duplicates, SCREEN_YELLOW);
}

static enum screen_style format_reordered(char *text, const struct stream *s)
{
	return format_number(text, s, s->sequence.reordered, SCREEN_YELLOW);
}

static enum screen_style format_delay(char *text, const struct stream *s)
{
	if (s->delays.count)
		quantity_duration(text, (int64_t)s->delays.mean);
	else
		snprintf(text, TEXT_SIZE, "-");
	return SCREEN_PLAIN;
}

static enum screen_style format_jitter(char *text, const struct stream *s)
{
	if (s->delays.count)
		quantity_duration(text, (int64_t)s->delays.jitter);
	else
		snprintf(text, TEXT_SIZE, "-");
	return SCREEN_PLAIN;
}

/* One that has changed on the way, or by the sender, is worth a look. */
static enum screen_style style_of(const struct tally *tally)
{
	return tally->used > 1 ? SCREEN_YELLOW : SCREEN_PLAIN;
}

static enum screen_style format_class(char *text, const struct stream *s)
{
	snprintf(text, TEXT_SIZE, "-");
	if (s->has_class)
		sock6_traffic_class_format(text, TEXT_SIZE, s->classes.last);
	return style_of(&s->classes);
}

static enum screen_style format_hops(char *text, const struct stream *s)
{
	snprintf(text, TEXT_SIZE, s->has_hops ? "%u" : "-", s->hops.last);
	return style_of(&s->hops);
}

static const struct column columns[] = {
	{ "if", 6, 8, format_interface },
	{ "/s", 6, 1, format_rate },
	{ "bit/s", 6, 5, format_bits },
	{ "lost", 6, 2, format_lost },
	{ "loss", 6, 3, format_loss },
	{ "gaps", 5, 10, format_gaps },
	{ "dup", 5, 11, format_duplicates },
	{ "late", 5, 12, format_reordered },
	{ "delay", 8, 7, format_delay },
	{ "jitter", 8, 9, format_jitter },
	{ "class", 9, 6, format_class },
	{ "hops", 4, 6, format_hops },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* The spark line has a rank too, and no less than this width. */
#define SPARK_RANK  4
#define SPARK_LEAST 10

int view_is_wanted(const struct listener *l)
{
	return !report_is_json() && !l->options.is_plain &&
	       !l->options.is_quiet && !l->options.is_hex && !verbose_is_on() &&
	       screen_is_possible();
}

static unsigned width_of_rank(unsigned rank)
{
	unsigned width = rank == SPARK_RANK ? SPARK_LEAST + 1 : 0;

	for (size_t i = 0; i < COLUMNS; i++)
		if (columns[i].rank == rank)
			width += columns[i].width + 1;
	return width;
}

static void format_flow(char *text, const struct stream *s,
			const struct layout *layout)
{
	char from[SOCK6_ADDRESS_TEXT_SIZE], to[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };

	address.sin6_addr = s->key.source;
	sock6_address_format(from, sizeof(from), &address, 0);
	address.sin6_addr = s->key.destination;
	sock6_address_format(to, sizeof(to), &address, 0);
	if (layout->has_ports)
		snprintf(text, TEXT_SIZE, "%s > %s %u", from, to, s->key.port);
	else
		snprintf(text, TEXT_SIZE, "%s > %s", from, to);
}

/* The longest of those that are shown. */
static unsigned widest_flow(struct stream *const *streams, unsigned count,
			    const struct layout *layout)
{
	unsigned widest = FLOW_LEAST;
	char text[TEXT_SIZE];

	for (unsigned i = 0; i < count; i++) {
		format_flow(text, streams[i], layout);
		if (strlen(text) > widest)
			widest = (unsigned)strlen(text);
	}
	return widest < FLOW_MOST ? widest : FLOW_MOST;
}

static void make_layout(struct layout *layout, struct stream *const *streams,
			unsigned count, const struct listener *l)
{
	unsigned left, widest;

	memset(layout, 0, sizeof(*layout));
	for (uint32_t i = 1; i < l->word_count; i++)
		layout->has_ports |= l->words[i].port != l->words[0].port;
	left = screen_columns() > FLOW_LEAST ? screen_columns() - FLOW_LEAST
					     : 0;
	while (layout->least_rank < 12 &&
	       width_of_rank(layout->least_rank + 1) <= left)
		left -= width_of_rank(++layout->least_rank);
	widest = widest_flow(streams, count, layout) - FLOW_LEAST;
	layout->flow = FLOW_LEAST + (widest < left ? widest : left);
	left -= layout->flow - FLOW_LEAST;
	layout->has_spark = layout->least_rank >= SPARK_RANK;
	layout->spark = SPARK_LEAST + left;
	if (layout->spark > STREAM_SPARKS)
		layout->spark = STREAM_SPARKS;
}

/* Numbers end, and names begin, at the edge of their column. */
static unsigned put_right(unsigned row, unsigned column, unsigned width,
			  enum screen_style style, const char *text)
{
	unsigned length = (unsigned)strlen(text);

	if (length < width)
		screen_put(row, column + width - length, length, style, text);
	else
		screen_put(row, column, width, style, text);
	return column + width + 1;
}

static void draw_headings(const struct layout *layout)
{
	unsigned column = layout->flow + 1;

	for (unsigned i = 0; i < screen_columns(); i++)
		screen_put(HEADINGS, i, 1, SCREEN_REVERSE, " ");
	screen_put(HEADINGS, 0, layout->flow, SCREEN_REVERSE,
		   "source > destination");
	for (size_t i = 0; i < COLUMNS; i++)
		if (columns[i].rank <= layout->least_rank)
			column = put_right(HEADINGS, column, columns[i].width,
					   SCREEN_REVERSE, columns[i].heading);
	if (layout->has_spark)
		screen_put(HEADINGS, column, layout->spark, SCREEN_REVERSE,
			   "history");
}

/* Bars that are eight steps high, or characters that look like more and more. */
static const char *bar(uint32_t value, uint32_t most)
{
	static const char *const blocks[] = { "\u2581", "\u2582", "\u2583",
					      "\u2584", "\u2585", "\u2586",
					      "\u2587", "\u2588" };
	static const char *const letters[] = { "_", ".", "-", "~",
					       "=", "+", "*", "#" };
	unsigned step = most ? (unsigned)((uint64_t)value * 7 / most) : 0;

	if (value == 0)
		return " ";
	return screen_has_utf8() ? blocks[step] : letters[step];
}

static void draw_spark(unsigned row, unsigned column, unsigned width,
		       const struct stream *s, unsigned ticks)
{
	const unsigned count = ticks < width ? ticks : width;
	uint32_t most = 0;

	for (unsigned i = 0; i < STREAM_SPARKS; i++)
		if (s->sparks[i] > most)
			most = s->sparks[i];
	for (unsigned i = 0; i < count; i++) {
		unsigned tick = ticks - count + i;

		screen_put(row, column + i, 1, SCREEN_GREEN,
			   bar(s->sparks[tick % STREAM_SPARKS], most));
	}
}

static void draw_stream(unsigned row, const struct stream *s,
			const struct layout *layout, unsigned ticks)
{
	unsigned column = layout->flow + 1;
	char text[TEXT_SIZE];

	format_flow(text, s, layout);
	screen_put(row, 0, layout->flow,
		   stream_has_ended(s) ? SCREEN_DIM : SCREEN_PLAIN, text);
	for (size_t i = 0; i < COLUMNS; i++) {
		enum screen_style style;

		if (columns[i].rank > layout->least_rank)
			continue;
		style = columns[i].format(text, s);
		column = put_right(row, column, columns[i].width, style, text);
	}
	if (layout->has_spark)
		draw_spark(row, column, layout->spark, s, ticks);
}

static int compare(const void *a, const void *b)
{
	const struct stream *x = *(struct stream *const *)a;
	const struct stream *y = *(struct stream *const *)b;

	if (x->activity != y->activity)
		return x->activity < y->activity ? 1 : -1;
	if (x->datagrams != y->datagrams)
		return x->datagrams < y->datagrams ? 1 : -1;
	return memcmp(&x->key, &y->key, sizeof(x->key));
}

static void draw_title(const struct listener *l)
{
	const char *const end = "q quits";
	const unsigned width = screen_columns();
	char text[TEXT_SIZE], lasted[QUANTITY_SIZE];
	size_t used = (size_t)snprintf(
		text, sizeof(text), "sock6 listen for %s:",
		quantity_duration(lasted, sock6_now() - l->began));

	for (uint32_t i = 0; i < l->word_count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 " %s", l->words[i].text);
	screen_put(0, 0, width, SCREEN_BOLD, text);
	if (screen_keyboard() >= 0 && width > 6 * strlen(end)) {
		screen_put(0, width - (unsigned)strlen(end) - 2, 2,
			   SCREEN_PLAIN, "  ");
		screen_put(0, width - (unsigned)strlen(end),
			   (unsigned)strlen(end), SCREEN_DIM, end);
	}
}

static unsigned put_total(unsigned column, const char *name, double value,
			  const char *unit, enum screen_style style)
{
	char number[QUANTITY_SIZE], text[TEXT_SIZE];
	size_t length = strlen(name);

	/* One of them has no plural. */
	if (value == 1 && length && name[length - 1] == 's')
		length--;
	snprintf(text, sizeof(text), "%s%.*s  ",
		 quantity_count(number, value, unit), (int)length, name);
	return screen_put(1, column, screen_columns(), style, text);
}

static void draw_totals(struct listener *l)
{
	const struct stream_table *table = &l->streams;
	double rate = 0, bits = 0;
	const uint64_t drops = listen_drops(l);
	struct stream_sum sum;
	unsigned column;

	for (uint32_t i = 0; i < table->count; i++) {
		rate += table->streams[i]->rate;
		bits += table->streams[i]->bit_rate;
	}
	stream_table_sum(table, &sum);
	column = put_total(0, " streams", table->count, "", SCREEN_PLAIN);
	column = put_total(column, "", rate, "/s", SCREEN_BOLD);
	column = put_total(column, "", bits, "bit/s", SCREEN_PLAIN);
	column = put_total(column, " datagrams", (double)l->heard, "",
			   SCREEN_PLAIN);
	column = put_total(column, " lost", (double)sum.lost, "",
			   sum.lost ? SCREEN_RED : SCREEN_PLAIN);
	column = put_total(column, " drops", (double)drops, "",
			   drops ? SCREEN_RED : SCREEN_PLAIN);
	column = put_total(column, " others", (double)l->others, "",
			   SCREEN_PLAIN);
	put_total(column, " sockets", l->set.count, "", SCREEN_PLAIN);
}

/* What there is no room for is counted. */
static void draw_streams(const struct listener *l, struct stream **streams)
{
	const unsigned count = l->streams.count, rows = screen_rows();
	/* A few rows are better spent on streams than on what they are. */
	const unsigned first = rows < ROWS_FOR_HEADINGS ? 2 : HEADINGS + 1;
	const unsigned room = rows > first ? rows - first : 0;
	const unsigned shown = count <= room ? count : room ? room - 1 : 0;
	struct layout layout;
	char text[TEXT_SIZE];

	make_layout(&layout, streams, shown, l);
	if (first > HEADINGS)
		draw_headings(&layout);
	for (unsigned i = 0; i < shown; i++)
		draw_stream(first + i, streams[i], &layout, l->streams.ticks);
	snprintf(text, sizeof(text), "and %u more stream%s", count - shown,
		 count - shown == 1 ? "" : "s");
	if (shown < count)
		screen_put(first + shown, 0, screen_columns(), SCREEN_DIM,
			   text);
	if (count == 0)
		screen_put(first, 0, screen_columns(), SCREEN_DIM,
			   "nothing has come yet");
}

void view_draw(struct listener *l)
{
	const uint32_t count = l->streams.count;
	struct stream **sorted = allocate(1, (count + 1) * sizeof(*sorted));

	if (count)
		memcpy(sorted, l->streams.streams, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	screen_clear();
	draw_title(l);
	draw_totals(l);
	draw_streams(l, sorted);
	if (*l->news)
		screen_put(2, 0, screen_columns(), SCREEN_YELLOW, l->news);
	screen_show();
	free(sorted);
}
