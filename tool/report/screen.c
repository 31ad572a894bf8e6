/* SPDX-License-Identifier: MIT */
/* A terminal as a screen. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L

#include "screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "message.h"
#include "process/allocate.h"

#define ROWS    300
#define COLUMNS 500

/* Bytes that a changed cell can take: where it is, how, and its character. */
#define CELL_BYTES 32

/* Alternate screen, no cursor, no wrapping; and back. */
#define BEGIN "\033[?1049h\033[?25l\033[?7l\033[2J"
#define END   "\033[0m\033[?7h\033[?25h\033[?1049l"

struct cell {
	uint32_t character; /* the bytes of it, as they stand in memory */
	uint8_t style;
};

static struct cell wanted[ROWS][COLUMNS], shown[ROWS][COLUMNS];
static unsigned rows, columns;
static volatile int is_open;
static int has_keyboard, is_listening, is_utf8, has_colour;
static struct termios before;

int screen_is_possible(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && terminal && *terminal &&
	       strcmp(terminal, "dumb") != 0 &&
	       tcgetpgrp(STDOUT_FILENO) == getpgrp();
}

/* Without signals that would leave the terminal as it is. */
static int open_keyboard(void)
{
	struct termios now;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
		return 0;
	now = before;
	now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	now.c_cc[VMIN] = 0;
	now.c_cc[VTIME] = 0;
	now.c_cc[VQUIT] = _POSIX_VDISABLE;
	now.c_cc[VSUSP] = _POSIX_VDISABLE;
	return tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
}

/* What cannot be written cannot be helped. */
static void put_all(const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t done = write(STDOUT_FILENO, bytes, size);

		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done < 0)
			continue;
		bytes += done;
		size -= (size_t)done;
	}
}

int screen_open(void)
{
	const char *no = getenv("NO_COLOR");
	static int is_registered;

	setlocale(LC_CTYPE, "");
	is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	has_colour = !(no && *no);
	if (!is_registered && atexit(screen_close) != 0)
		return -ENOMEM;
	is_registered = 1;
	fflush(stdout);
	has_keyboard = is_listening = open_keyboard();
	is_open = 1;
	put_all(BEGIN, sizeof(BEGIN) - 1);
	screen_resize();
	return 0;
}

int screen_is_open(void)
{
	return is_open;
}

void screen_close(void)
{
	int saved = errno;

	if (!is_open)
		return;
	is_open = 0;
	put_all(END, sizeof(END) - 1);
	if (has_keyboard)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	errno = saved;
}

static unsigned within(unsigned value, unsigned most)
{
	return value == 0 ? 1 : value > most ? most : value;
}

void screen_resize(void)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0) {
		size.ws_row = 24;
		size.ws_col = 80;
	}
	rows = within(size.ws_row, ROWS);
	columns = within(size.ws_col, COLUMNS);
	put_all("\033[0m\033[2J", 8);
	screen_clear();
	memcpy(shown, wanted, sizeof(shown));
}

unsigned screen_rows(void)
{
	return rows;
}

unsigned screen_columns(void)
{
	return columns;
}

int screen_has_utf8(void)
{
	return is_utf8;
}

void screen_clear(void)
{
	for (unsigned row = 0; row < rows; row++)
		for (unsigned column = 0; column < columns; column++)
			wanted[row][column] = (struct cell){ ' ', 0 };
}

/* How many bytes the character that begins here has, of those there are. */
static unsigned length_of(const char *text)
{
	unsigned char first = (unsigned char)*text;
	unsigned length = first < 0x80   ? 1
			  : first < 0xe0 ? 2
			  : first < 0xf0 ? 3
					 : 4;
	unsigned i = 1;

	while (i < length && ((unsigned char)text[i] & 0xc0) == 0x80)
		i++;
	return i;
}

/* Printable ASCII, and the block elements of Unicode: even the name of an
 * interface may have something else in it. */
static int is_shown(const char *text, unsigned length)
{
	if (length == 1)
		return *text >= 0x20 && *text < 0x7f;
	return length == 3 && memcmp(text, "\xe2\x96", 2) == 0;
}

unsigned screen_put(unsigned row, unsigned column, unsigned width,
		    enum screen_style style, const char *text)
{
	unsigned end = column + width;

	for (; *text && column < end && column < columns && row < rows;
	     column++) {
		struct cell *cell = &wanted[row][column];
		unsigned length = length_of(text);
		int is_fine = is_shown(text, length);

		cell->character = 0;
		memcpy(&cell->character, is_fine ? text : "?",
		       is_fine ? length : 1);
		cell->style = (uint8_t)style;
		text += length;
	}
	return column;
}

static const char *code_of(uint8_t style)
{
	switch (style) {
	case SCREEN_BOLD: return "\033[0;1m";
	case SCREEN_DIM: return "\033[0;2m";
	case SCREEN_REVERSE: return "\033[0;7m";
	case SCREEN_RED: return has_colour ? "\033[0;31m" : "\033[0m";
	case SCREEN_GREEN: return has_colour ? "\033[0;32m" : "\033[0m";
	case SCREEN_YELLOW: return has_colour ? "\033[0;33m" : "\033[0m";
	default: return "\033[0m";
	}
}

static int is_same(const struct cell *a, const struct cell *b)
{
	return a->character == b->character && a->style == b->style;
}

/* The cursor is where the last character has left it. */
static size_t put_cell(char *at, const struct cell *cell, int *style)
{
	size_t used = 0;
	char bytes[5] = "";

	if (*style != cell->style)
		used += (size_t)sprintf(at, "%s", code_of(cell->style));
	*style = cell->style;
	memcpy(bytes, &cell->character, 4);
	return used + (size_t)sprintf(at + used, "%s", bytes);
}

static size_t put_row(char *at, unsigned row, int *style)
{
	size_t used = 0;
	unsigned cursor = COLUMNS;

	for (unsigned column = 0; column < columns; column++) {
		const struct cell *cell = &wanted[row][column];

		if (is_same(cell, &shown[row][column]))
			continue;
		if (cursor != column)
			used += (size_t)sprintf(at + used, "\033[%u;%uH",
						row + 1, column + 1);
		used += put_cell(at + used, cell, style);
		cursor = column + 1;
	}
	return used;
}

void screen_show(void)
{
	char *bytes;
	size_t used = 0;
	int style = -1;

	if (!is_open)
		return;
	bytes = allocate(1, (size_t)rows * columns * CELL_BYTES + 1);
	for (unsigned row = 0; row < rows; row++)
		used += put_row(bytes + used, row, &style);
	put_all(bytes, used);
	memcpy(shown, wanted, sizeof(shown));
	free(bytes);
}

int screen_keyboard(void)
{
	return is_open && is_listening ? STDIN_FILENO : -1;
}

int screen_key(void)
{
	unsigned char key;

	if (read(STDIN_FILENO, &key, 1) == 1)
		return key;
	/* It is gone, and would be readable for ever. */
	is_listening = 0;
	return 0;
}
