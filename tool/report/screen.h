/* SPDX-License-Identifier: MIT */
/*
 * A terminal as a screen: what is put on it appears with screen_show(), which
 * writes only what has changed.  However the command ends, the terminal is as
 * it was.
 *
 * Control sequences of ECMA-48, which every terminal of today has, and no
 * curses: that would be a library more to link, takes over signals and the
 * locale of the whole command, and cannot be left from a handler.
 */
#ifndef SCREEN_H
#define SCREEN_H

enum screen_style {
	SCREEN_PLAIN,
	SCREEN_BOLD,
	SCREEN_DIM,
	SCREEN_REVERSE,
	SCREEN_RED,
	SCREEN_GREEN,
	SCREEN_YELLOW
};

/* Standard output is a terminal that can, and nobody else's just now. */
int screen_is_possible(void);

/* 0, or a negative errno value. */
int screen_open(void);
int screen_is_open(void);

/* Does nothing where none is open; safe in the handler of a signal.  Messages
 * do this too, so that they stay. */
void screen_close(void);

/* Looks again how large it is, and begins anew. */
void screen_resize(void);
unsigned screen_rows(void);
unsigned screen_columns(void);

/* Whether it shows UTF-8. */
int screen_has_utf8(void);

/* An empty one to put things on. */
void screen_clear(void);

/* Text, cut to a width; returns the column behind it.  A character that is
 * neither printable ASCII nor a bar becomes a question mark. */
unsigned screen_put(unsigned row, unsigned column, unsigned width,
		    enum screen_style style, const char *text);

void screen_show(void);

/* A descriptor that is readable when a key was hit, or -1; and the key, or 0. */
int screen_keyboard(void);
int screen_key(void);

#endif
