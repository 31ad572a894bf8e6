/* SPDX-License-Identifier: MIT */
/*
 * Packets as hexadecimal digits, as people paste them and as tcpdump -x, xxd,
 * hexdump -C and Wireshark write them.
 */
#ifndef HEX_TEXT_H
#define HEX_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HEX_MOST 262144 /* bytes of a packet */

struct hex_text {
	FILE *file;
	unsigned line;
	int has_offsets; /* an offset stands before the digits of each line */
	int is_kept;     /* the line in text is still to be read */
	char *text;      /* of a line */
	size_t room;
	unsigned char *bytes;
	size_t used;
	unsigned wrong_line; /* the first one that is no digits */
	char wrong[60];      /* why */
};

void hex_open(struct hex_text *hex, FILE *file);
void hex_close(struct hex_text *hex);

/* 1 with a packet in bytes and used, 0 at the end, -1 with a reason. */
int hex_next(struct hex_text *hex);

/* Whether a word is nothing but such digits, two or more. */
int hex_is(const char *word);

#endif
