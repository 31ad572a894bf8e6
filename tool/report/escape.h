/* SPDX-License-Identifier: MIT */
/* Bytes as text that is safe on any terminal. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stddef.h>

/*
 * Printable ASCII as it is, but \ as \\ and " as \"; newline, carriage return
 * and tab as \n, \r, \t; everything else as \xNN.  The caller frees it.
 */
char *escape_bytes(const void *bytes, size_t size);

/* Two digits a byte.  The caller frees it. */
char *hex_bytes(const void *bytes, size_t size);

/* As escape_bytes(), but quotes and backslashes stay: for names. */
char *escape_name(const char *text);

#endif
