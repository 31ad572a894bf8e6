/* SPDX-License-Identifier: MIT */
/*
 * How far the command is, in one line on a terminal that is written over: for
 * whatever takes longer than a second.  It stands on standard error, and only
 * where that is a terminal and no live view is shown.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "message.h"

/* Shows a line, at most ten times a second and not in the first second. */
void progress(const char *format, ...) MESSAGE_PRINTF(1, 2);

/* Wipes the line out; whatever prints calls this first. */
void progress_clear(void);

/*
 * Wipes out what the terminal shows of the key that sent a signal, such as ^C,
 * so that a summary begins its line.
 */
void progress_wipe_key(void);

#endif
