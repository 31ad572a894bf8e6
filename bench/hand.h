/* SPDX-License-Identifier: MIT */
/*
 * Codecs written by hand, for the same values and with the same care as the
 * library's, but for one system only: its numbers are constants in the code.
 */
#ifndef HAND_H
#define HAND_H

#include <sock6.h>

/* As sock6_control_encode(). */
int hand_encode(void *buffer, size_t size, const struct sock6_control *control,
		unsigned families);

/* As sock6_control_decode(), for what a datagram can bring but times. */
int hand_decode(struct sock6_control *control, const void *buffer, size_t size);

/* As sock6_header_parse(). */
int hand_parse(struct sock6_header *header, const void *packet, size_t size);

#endif
